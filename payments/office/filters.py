"""How the régisseur narrows the lists of the régie."""

import django_filters
from django.utils.translation import gettext_lazy as _

from families.models import User
from payments.adapters.registry import adapters
from payments.models import DepositSlip, RevenueOffice, TicketKind, TicketMovement, Till


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
