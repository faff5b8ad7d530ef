"""The trail in the back office: read, narrowed, exported; written by nobody's hand."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import registry
from wagtail.permissions import register_permission_policy

from families.models import AuditEntry, User
from families.read_only import OnlyActions
from families.recorded import RecordedIndexView

register_permission_policy(AuditEntry, OnlyActions(AuditEntry, "view"))


class AuditFilterSet(WagtailFilterSet):
    """By act, by account, by family, by day."""

    action = django_filters.MultipleChoiceFilter(choices=registry.get_choices, label=_("Action"))
    user = django_filters.ModelChoiceFilter(
        queryset=lambda request: User.objects.filter(pk__in=AuditEntry.objects.order_by().values("user").distinct()),
        label=_("Compte"),
    )
    label = django_filters.CharFilter(lookup_expr="icontains", label=_("Objet"))
    household = django_filters.CharFilter(field_name="household__name", lookup_expr="icontains", label=_("Foyer"))
    timestamp = django_filters.DateFromToRangeFilter(label=_("Entre"), widget=DateRangePickerWidget)

    class Meta:
        model = AuditEntry
        fields = ["action", "user", "label", "household", "timestamp"]


def act_of(entry: AuditEntry) -> str:
    """What was done, in French."""
    return str(entry.formatter.label) if entry.formatter else entry.action


def actor_of(entry: AuditEntry) -> str:
    """Who did it; a command has no account."""
    return str(entry.user_display_name) if entry.user_id else str(_("le système"))


WORDS = {
    "added": _("ajouté"), "removed": _("retiré"), "page": _("page"), "place": _("lieu"), "list": _("liste"),
    "asked": _("demandé"), "kind": _("contenu"), "new": _("nouvelles"), "changed": _("modifiées"),
    "unchanged": _("inchangées"), "refused": _("refusées"), "valid_from": _("applicable le"), "before": _("avant le"),
    "entries": _("traces"), "path": _("adresse"), "reason": _("motif"), "amount": _("montant"),
}  # fmt: skip


def detail_of(entry: AuditEntry) -> str:
    """What else was written, on one line."""
    return ", ".join(f"{WORDS.get(name, name)} : {_said(value)}" for name, value in entry.data.items() if value)


def _said(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={one}" for name, one in value.items())
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


class AuditIndexView(RecordedIndexView):
    """The newest first; the export says what the screen says."""

    list_export = ["timestamp", "actor", "act", "label", "household", "detail"]
    export_headings = {
        "timestamp": _("Quand"), "actor": _("Qui"), "act": _("Action"), "label": _("Objet"), "household": _("Foyer"),
        "detail": _("Détail"),
    }  # fmt: skip
    _computed = {"actor": actor_of, "act": act_of, "detail": detail_of}

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("user", "household", "content_type")

    def to_row_dict(self, item):
        """One line of the export."""
        return {name: self._cell(item, name) for name in self.list_export}

    def _cell(self, item, name):
        computed = self._computed.get(name)
        return computed(item) if computed else getattr(item, name)


class AuditViewSet(ModelViewSet):
    """« Journal »."""

    model = AuditEntry
    index_view_class = AuditIndexView
    filterset_class = AuditFilterSet
    form_fields: list[str] = []
    icon = "history"
    menu_label = _("Journal")
    menu_order = 900
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    list_export = AuditIndexView.list_export
    list_display = [
        Column("timestamp", label=_("Quand"), sort_key="timestamp"),
        Column("actor", accessor=actor_of, label=_("Qui")),
        Column("act", accessor=act_of, label=_("Action")),
        Column("label", label=_("Objet")),
        Column("household", label=_("Foyer")),
        Column("detail", accessor=detail_of, label=_("Détail")),
    ]
