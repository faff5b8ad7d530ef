"""How an agent finds a family at the counter."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models import Household


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
