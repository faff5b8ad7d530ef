"""Households, guardians and children from a file."""

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from families.models import Child, ChildHousehold, Criterion, Guardian, Household
from imports.resources.base import Resource
from imports.resources.criteria import WithCriteria
from imports.widgets import AccountWidget, DayWidget, HouseholdsWidget, HouseholdWidget


class HouseholdResource(WithCriteria, Resource):
    """One household a row, known by its reference; a column for each criterion of the town."""

    target = Criterion.Target.HOUSEHOLD

    label = _("Foyers")
    columns = ("reference", "name", "kind", "address", "postcode", "city", "email", "phone")

    class Meta(Resource.Meta):
        model = Household
        import_id_fields = ("reference",)
        fields = ("reference", "name", "kind", "address", "postcode", "city", "email", "phone")


class GuardianResource(Resource):
    """One adult a row; known by household, first name and last name."""

    label = _("Responsables légaux")
    columns = ("household", "username", "role", "first_name", "last_name", "email", "phone")

    household = Field("household", "household", widget=HouseholdWidget())
    user = Field("user", "username", widget=AccountWidget())

    class Meta(Resource.Meta):
        model = Guardian
        import_id_fields = ("household", "first_name", "last_name")
        fields = ("household", "user", "role", "first_name", "last_name", "email", "phone")


class ChildResource(WithCriteria, Resource):
    """One child a row; known by first name, last name and birth date, with its households and the town's criteria."""

    target = Criterion.Target.CHILD

    label = _("Enfants")
    columns = ("households", "first_name", "last_name", "birth_date", "sex")

    birth_date = Field("birth_date", "birth_date", widget=DayWidget())
    households = Field("households", "households", widget=HouseholdsWidget())

    class Meta(Resource.Meta):
        model = Child
        import_id_fields = ("first_name", "last_name", "birth_date")
        fields = ("first_name", "last_name", "birth_date", "sex", "households")

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if field.attribute == "households":
            instance.imported_households = field.clean(row, **kwargs)
        else:
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        wanted = {household.pk for household in instance.imported_households}
        same = instance.pk and wanted == set(instance.memberships.values_list("household_id", flat=True))
        fields = [field for field in self.get_import_fields() if field.attribute != "households"]
        same = bool(same) and self.known_of(instance) == self.told
        return same and all(field.get_value(instance) == field.get_value(original) for field in fields)

    def after_save_instance(self, instance, row, **kwargs):
        super().after_save_instance(instance, row, **kwargs)
        wanted = instance.imported_households
        instance.memberships.exclude(household__in=wanted).delete()
        for household in wanted:
            ChildHousehold.objects.get_or_create(child=instance, household=household)
