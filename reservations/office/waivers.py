"""The deadlines overridden, in the back office: who did it, when and why; to read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from families.read_only import OnlyActions
from reservations.models import Waiver
from reservations.office.filters import WaiverFilterSet

register_permission_policy(Waiver, OnlyActions(Waiver, "view"))


class WaiverIndexView(IndexView):
    """The latest first, with their people and days in the same query."""

    def get_base_queryset(self):
        related = ("child", "household", "session__unit__activity", "session__group", "granted_by")
        return super().get_base_queryset().select_related(*related)


class WaiverViewSet(ModelViewSet):
    model = Waiver
    index_view_class = WaiverIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_admin_menu = False
    exclude_form_fields: tuple[str, ...] = ()
    filterset_class = WaiverFilterSet
    icon = "warning"
    menu_label = _("Dérogations")
    list_per_page = 50
    list_display = [
        DateColumn("granted_at", label=_("Accordée le"), sort_key="granted_at"),
        Column("granted_by", label=_("Par")),
        Column("household", label=_("Foyer")),
        Column("child", label=_("Enfant")),
        Column("session", label=_("Séance")),
        Column("get_action_display", label=_("Pour")),
        Column("reason", label=_("Motif")),
    ]
    list_export = ["granted_at", "granted_by", "household", "child", "session", "action", "deadline", "reason"]
