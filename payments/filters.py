"""How the régie narrows its lists."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from payments.models import Alert, LedgerEntry, Order, Payment


class HouseholdSearch(django_filters.FilterSet):
    """Shared: the family's name, or the start of it."""

    household = django_filters.CharFilter(field_name="household__name", lookup_expr="icontains", label=_("Foyer"))


class OrderFilterSet(HouseholdSearch, WagtailFilterSet):
    opened_at = django_filters.DateFromToRangeFilter(label=_("Ouverte entre"), widget=DateRangePickerWidget)

    class Meta:
        model = Order
        fields = ["revenue_office", "status", "is_adjustment", "opened_at"]


class PaymentFilterSet(HouseholdSearch, WagtailFilterSet):
    reference = django_filters.CharFilter(lookup_expr="icontains", label=_("Référence"))
    created_at = django_filters.DateFromToRangeFilter(label=_("Commencé entre"), widget=DateRangePickerWidget)

    class Meta:
        model = Payment
        fields = ["revenue_office", "adapter", "status", "reference", "created_at"]


class LedgerFilterSet(HouseholdSearch, WagtailFilterSet):
    recorded_at = django_filters.DateFromToRangeFilter(label=_("Enregistrée entre"), widget=DateRangePickerWidget)

    class Meta:
        model = LedgerEntry
        fields = ["revenue_office", "kind", "recorded_at"]


class AlertFilterSet(WagtailFilterSet):
    open = django_filters.BooleanFilter(field_name="resolved_at", lookup_expr="isnull", label=_("À traiter"))

    class Meta:
        model = Alert
        fields = ["open", "kind"]
