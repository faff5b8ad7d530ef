"""Dated rows about people: quotients, residence, schooling, health, who may collect, custody."""

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from families.models import AuthorisedPerson, CustodyCalendar, HealthSheet, Quotient, Residence, Schooling
from imports.resources.base import Resource
from imports.widgets import AmountWidget, ChildWidget, DayWidget, HouseholdWidget, YesNoWidget

CHILD = ("household", "child_first_name", "child_birth_date")


class QuotientResource(Resource):
    """A quotient from a day on; an empty value means unknown from that day."""

    label = _("Quotients familiaux")
    columns = ("household", "measure", "valid_from", "value", "source")

    household = Field("household", "household", widget=HouseholdWidget())
    valid_from = Field("valid_from", "valid_from", widget=DayWidget())
    value = Field("value", "value", widget=AmountWidget())

    class Meta(Resource.Meta):
        model = Quotient
        import_id_fields = ("household", "measure", "valid_from")
        fields = ("household", "measure", "valid_from", "value", "source")


class ResidenceResource(Resource):
    """Whether a household lives in the commune, from a day on."""

    label = _("Résidences")
    columns = ("household", "valid_from", "is_resident")

    household = Field("household", "household", widget=HouseholdWidget())
    valid_from = Field("valid_from", "valid_from", widget=DayWidget())
    is_resident = Field("is_resident", "is_resident", widget=YesNoWidget())

    class Meta(Resource.Meta):
        model = Residence
        import_id_fields = ("household", "valid_from")
        fields = ("household", "valid_from", "is_resident")


class SchoolingResource(Resource):
    """A child's school and level from a day on."""

    label = _("Scolarités")
    columns = (*CHILD, "valid_from", "school", "school_name", "level", "in_commune")

    child = Field("child", "child_first_name", widget=ChildWidget())
    valid_from = Field("valid_from", "valid_from", widget=DayWidget())
    in_commune = Field("in_commune", "in_commune", widget=YesNoWidget())

    class Meta(Resource.Meta):
        model = Schooling
        import_id_fields = ("child", "valid_from")
        fields = ("child", "valid_from", "school", "school_name", "level", "in_commune")


class HealthSheetResource(Resource):
    """What a child eats, its PAI and its allergies, from a day on."""

    label = _("Fiches sanitaires")
    columns = (*CHILD, "valid_from", "diet", "has_pai", "allergies", "instructions")

    child = Field("child", "child_first_name", widget=ChildWidget())
    valid_from = Field("valid_from", "valid_from", widget=DayWidget())
    has_pai = Field("has_pai", "has_pai", widget=YesNoWidget())

    class Meta(Resource.Meta):
        model = HealthSheet
        import_id_fields = ("child", "valid_from")
        fields = ("child", "valid_from", "diet", "has_pai", "allergies", "instructions")


class AuthorisedPersonResource(Resource):
    """Somebody who may collect a child, between two days."""

    label = _("Personnes autorisées")
    columns = (*CHILD, "name", "relation", "phone", "valid_from", "valid_until")

    child = Field("child", "child_first_name", widget=ChildWidget())
    valid_from = Field("valid_from", "valid_from", widget=DayWidget())
    valid_until = Field("valid_until", "valid_until", widget=DayWidget())

    class Meta(Resource.Meta):
        model = AuthorisedPerson
        import_id_fields = ("child", "name", "valid_from")
        fields = ("child", "name", "relation", "phone", "valid_from", "valid_until")


class CustodyResource(Resource):
    """Which weeks a child spends with which of two households, from a day on."""

    label = _("Gardes alternées")
    columns = (*CHILD, "first_household", "second_household", "pattern", "valid_from")

    child = Field("child", "child_first_name", widget=ChildWidget())
    first_household = Field("first_household", "first_household", widget=HouseholdWidget())
    second_household = Field("second_household", "second_household", widget=HouseholdWidget())
    valid_from = Field("valid_from", "valid_from", widget=DayWidget())

    class Meta(Resource.Meta):
        model = CustodyCalendar
        import_id_fields = ("child", "valid_from")
        fields = ("child", "first_household", "second_household", "pattern", "valid_from")
