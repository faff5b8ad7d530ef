"""How a clerk narrows the lists of services and days."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from reservations.models import CalendarPeriod, Session, WaitingEntry, Waiver


class SessionFilterSet(WagtailFilterSet):
    starts_on = django_filters.DateFromToRangeFilter(label=_("Entre"), widget=DateRangePickerWidget)

    class Meta:
        model = Session
        fields = ["starts_on", "unit__activity", "unit", "group", "is_open"]


class CalendarPeriodFilterSet(WagtailFilterSet):
    starts_on = django_filters.DateFromToRangeFilter(label=_("Commence entre"), widget=DateRangePickerWidget)

    class Meta:
        model = CalendarPeriod
        fields = ["calendar", "kind", "starts_on"]


class WaitingFilterSet(WagtailFilterSet):
    session__starts_on = django_filters.DateFromToRangeFilter(label=_("Séance entre"), widget=DateRangePickerWidget)

    class Meta:
        model = WaitingEntry
        fields = ["session__starts_on", "session__unit__activity", "session__unit", "session__group", "status"]


class WaiverFilterSet(WagtailFilterSet):
    """The deadlines overridden for a family, by an agent, between two days."""

    household = django_filters.CharFilter(field_name="household__name", lookup_expr="icontains", label=_("Foyer"))
    granted_at = django_filters.DateFromToRangeFilter(label=_("Accordée entre"), widget=DateRangePickerWidget)

    class Meta:
        model = Waiver
        fields = ["household", "granted_by", "action", "granted_at"]
