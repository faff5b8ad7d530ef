"""How the régisseur narrows the lists of the régie."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models import User
from payments.adapters.registry import adapters
from payments.models import DepositSlip, Invoice, RevenueOffice, TicketKind, TicketMovement, Till


def _means(request) -> list[tuple[str, str]]:
    return [(name, str(one.label)) for name, one in adapters().items() if one.at_counter]


class TillFilter(django_filters.FilterSet):
    """Tills by régie, agent, day, and whether they wait to be closed."""

    revenue_office = django_filters.ModelChoiceFilter(queryset=RevenueOffice.objects.all(), label=_("Régie"))
    agent = django_filters.ModelChoiceFilter(
        queryset=lambda request: User.objects.filter(pk__in=Till.objects.order_by().values("agent")), label=_("Agent")
    )
    day = django_filters.DateFilter(label=_("Jour"), widget=django_filters.widgets.forms.DateInput({"type": "date"}))
    open = django_filters.ChoiceFilter(
        method="by_state",
        label=_("État"),
        empty_label=_("toutes"),
        choices=[("true", _("à arrêter")), ("false", _("arrêtées"))],
    )

    class Meta:
        model = Till
        fields = ["revenue_office", "agent", "day", "open"]

    def by_state(self, tills, name, value):
        """The tills still open, or those closed."""
        return tills.filter(closed_at__isnull=value == "true")


class SlipFilter(django_filters.FilterSet):
    """Slips by régie, means and number."""

    revenue_office = django_filters.ModelChoiceFilter(queryset=RevenueOffice.objects.all(), label=_("Régie"))
    adapter = django_filters.ChoiceFilter(label=_("Moyen de paiement"), choices=lambda: _means(None))
    number = django_filters.CharFilter(lookup_expr="icontains", label=_("Numéro"))

    class Meta:
        model = DepositSlip
        fields = ["revenue_office", "adapter", "number"]


class StockFilter(django_filters.FilterSet):
    """Tickets by family and kind."""

    household = django_filters.CharFilter(field_name="household__name", lookup_expr="icontains", label=_("Foyer"))
    kind = django_filters.ModelChoiceFilter(queryset=TicketKind.objects.all(), label=_("Sorte de ticket"))

    class Meta:
        model = TicketMovement
        fields = ["household", "kind"]


class InvoiceFilter(django_filters.FilterSet):
    """Invoices by régie, family, month, and what is left of them."""

    revenue_office = django_filters.ModelChoiceFilter(queryset=RevenueOffice.objects.all(), label=_("Régie"))
    household = django_filters.CharFilter(method="by_household", label=_("Foyer (nom ou référence)"))
    month = django_filters.DateFilter(
        method="by_month",
        label=_("Mois facturé"),
        input_formats=["%Y-%m"],
        widget=django_filters.widgets.forms.DateInput({"type": "month"}, format="%Y-%m"),
    )
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=_("État"),
        empty_label=_("toutes"),
        choices=[
            ("due", _("à payer")),
            ("late", _("en retard")),
            ("paid", _("payées")),
            ("credit", _("en faveur de la famille")),
            ("cancelled", _("annulées")),
        ],
    )

    class Meta:
        model = Invoice
        fields = ["revenue_office", "household", "month", "state"]

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def by_household(self, invoices, name, value):
        """Those of the families that answer to these words."""
        return invoices.filter(Q(household__name__icontains=value) | Q(household__reference__iexact=value))

    def by_month(self, invoices, name, value):
        """Those of this month."""
        return invoices.filter(period_start=value.replace(day=1))

    def by_state(self, invoices, name, value):
        """What is left of them."""
        issued = invoices.filter(status=Invoice.ISSUED)
        return {
            "due": issued.filter(left__gt=0),
            "late": issued.filter(left__gt=0, due_on__lt=self.today),
            "paid": issued.filter(left=0, total__gt=0),
            "credit": issued.filter(total__lt=0),
            "cancelled": invoices.filter(status=Invoice.CANCELLED),
        }[value]
