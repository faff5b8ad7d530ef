"""The régie's back office: orders, payments and ledger to read; alerts to close; the régie's own identity."""

from django.contrib.auth.models import Permission
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView, InspectView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, ListingButton
from wagtail.permissions import register_permission_policy

from families.read_only import OnlyActions
from families.recorded import RecordedIndexView
from payments import regie_desk
from payments.filters import AlertFilterSet, LedgerFilterSet, OrderFilterSet, PaymentFilterSet
from payments.forms import AlertForm, RevenueOfficeForm, TicketKindForm
from payments.models import Alert, LedgerEntry, Order, Payment, RevenueOffice, TicketKind
from payments.money import written

ALLOWED = {
    Order: ("view",),
    Payment: ("view",),
    LedgerEntry: ("view",),
    Alert: ("view", "change"),
    RevenueOffice: ("view", "add", "change"),
    TicketKind: ("view", "add", "change"),
}
for model, actions in ALLOWED.items():
    register_permission_policy(model, OnlyActions(model, *actions))


class EurosColumn(Column):
    """An amount as a person reads it."""

    def get_value(self, instance):
        return written(super().get_value(instance))


class RegieIndexView(RecordedIndexView):
    """A list whose families and régies come in the same query."""

    def get_base_queryset(self):
        related = {"household", "revenue_office", "resolved_by"} & {field.name for field in self.model._meta.fields}
        return super().get_base_queryset().select_related(*related)


class RegieViewSet(ModelViewSet):
    """A list of the régie; what may be done with its rows is in `ALLOWED`."""

    exclude_form_fields: tuple[str, ...] = ()
    index_view_class = RegieIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    add_to_admin_menu = False
    add_to_reference_index = False  # money is never deleted: nobody asks Wagtail what points at it


class OrderViewSet(RegieViewSet):
    model = Order
    icon = "list-ul"
    menu_label = _("Commandes")
    filterset_class = OrderFilterSet
    list_export = [
        "number",
        "household",
        "revenue_office",
        "status",
        "amount_due",
        "left_due",
        "opened_at",
        "settled_at",
    ]
    list_display = [
        "number", "household", "revenue_office", "status", EurosColumn("amount_due", label=_("À payer")),
        "opened_at", "settled_at",
    ]  # fmt: skip


class PaymentInspectView(InspectView):
    """A payment, and the way to its refunds for whoever may give money back."""

    @cached_property
    def header_more_buttons(self):
        url = reverse("regie:refund", args=[self.object.reference])
        button = Button(_("Rembourser"), url=url, icon_name="undo")
        return [*super().header_more_buttons, *([button] if self.request.user.has_perm(regie_desk.REFUND) else [])]


class PaymentViewSet(RegieViewSet):
    model = Payment
    inspect_view_class = PaymentInspectView
    icon = "tick"
    menu_label = _("Paiements")
    filterset_class = PaymentFilterSet
    inspect_view_fields_exclude = ["payload"]
    list_export = [
        "reference",
        "receipt_number",
        "household",
        "adapter",
        "status",
        "amount",
        "created_at",
        "settled_at",
    ]
    list_display = [
        "reference", "receipt_number", "household", "adapter", "status",
        EurosColumn("amount", label=_("Montant")), "created_at", "settled_at",
    ]  # fmt: skip


class LedgerViewSet(RegieViewSet):
    model = LedgerEntry
    icon = "history"
    menu_label = _("Grand livre")
    filterset_class = LedgerFilterSet
    list_export = ["recorded_at", "household", "revenue_office", "kind", "label", "amount", "due_on"]
    list_display = [
        "recorded_at", "household", "kind", "label", EurosColumn("amount", label=_("Montant")), "due_on",
    ]  # fmt: skip


class CloseAlertView(EditView):
    """Closing an alert writes who did it, when, and what they did."""

    def save_instance(self):
        alert = self.form.save(commit=False)
        alert.resolved_at, alert.resolved_by = timezone.now(), self.request.user
        alert.save(update_fields=["resolution", "resolved_at", "resolved_by"])
        return alert


class AlertViewSet(RegieViewSet):
    model = Alert
    icon = "warning"
    menu_label = _("Alertes")
    edit_view_class = CloseAlertView
    filterset_class = AlertFilterSet
    list_display = ["message", "household", "created_at", "resolved_at", "resolved_by"]

    def get_form_class(self, for_update=False):
        return AlertForm


class RevenueOfficeIndexView(RegieIndexView):
    """The régies, and the way to their means of payment."""

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if self.request.user.has_perm(regie_desk.SET_UP):
            url = reverse("regie:means", args=[instance.pk])
            buttons.append(ListingButton(_("Moyens de paiement"), url=url, icon_name="cog"))
        return buttons


class RevenueOfficeEditView(EditView):
    """A régie's identity, and the way to its means of payment."""

    @cached_property
    def header_more_buttons(self):
        url = reverse("regie:means", args=[self.object.pk])
        return [*super().header_more_buttons, Button(_("Moyens de paiement"), url=url, icon_name="cog")]


class RevenueOfficeViewSet(RegieViewSet):
    model = RevenueOffice
    index_view_class = RevenueOfficeIndexView
    edit_view_class = RevenueOfficeEditView
    icon = "home"
    menu_label = _("Régies")
    list_display = ["name", "number", "legal_name", "accountant", "revenue_officer"]

    def get_form_class(self, for_update=False):
        return RevenueOfficeForm


class TicketKindViewSet(RegieViewSet):
    model = TicketKind
    icon = "tag"
    menu_label = _("Sortes de tickets papier")
    list_display = ["name", "slug", "revenue_office"]

    def get_form_class(self, for_update=False):
        return TicketKindForm


class RegieGroup(ViewSetGroup):
    menu_label = _("Régie")
    menu_icon = "form"
    menu_order = 300
    items = (AlertViewSet, OrderViewSet, PaymentViewSet, LedgerViewSet, RevenueOfficeViewSet, TicketKindViewSet)


@hooks.register("register_admin_viewset")
def register_regie():
    return RegieGroup()


@hooks.register("register_admin_urls")
def register_desk():
    return [path("regie/", include((regie_desk.urls, "regie")))]


@hooks.register("register_permissions")
def register_permissions():
    return Permission.objects.filter(content_type__app_label="payments", codename="refund_payment")


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(regie_desk.TRIED, _("Réglages essayés"), _("A essayé les réglages d’un moyen de paiement"))
    actions.register_action(regie_desk.SET, _("Réglages changés"), _("A changé les réglages d’un moyen de paiement"))
    actions.register_action(regie_desk.REFUNDED, _("Paiement remboursé"), _("A demandé un remboursement"))
