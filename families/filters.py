"""How an agent finds a family at the counter, and a message among all those sent."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from families.message_kinds import kinds
from families.models import Household, Message


class HouseholdFilter(django_filters.FilterSet):
    """One box: a name, a reference, a child's first name, a telephone number."""

    q = django_filters.CharFilter(method="anywhere", label=_("Nom, référence, prénom d'un enfant ou téléphone"))

    class Meta:
        model = Household
        fields: list[str] = []

    def anywhere(self, households, name, value):
        """The households that answer to every word."""
        for word in value.split():
            households = households.filter(
                Q(name__icontains=word)
                | Q(reference__icontains=word)
                | Q(phone__icontains=word)
                | Q(children__first_name__icontains=word)
                | Q(guardians__last_name__icontains=word)
                | Q(guardians__phone__icontains=word)
            )
        return households.distinct()


class MessageFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("Nature"), choices=lambda: [(kind.slug, kind.label) for kind in kinds().values()]
    )
    created_at = django_filters.DateFromToRangeFilter(label=_("Écrit entre"), widget=DateRangePickerWidget)

    class Meta:
        model = Message
        fields = ["status", "kind", "channel", "created_at"]
