"""How a clerk narrows the lists of services and days."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from reservations.models import CalendarPeriod, Session, WaitingEntry


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
