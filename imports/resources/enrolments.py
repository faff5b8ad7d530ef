"""Enrolments and balances from a file."""

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from families.models import Criterion
from imports.resources.base import Resource
from imports.resources.criteria import WithOwnCriteria
from imports.widgets import ChildWidget, DayWidget, HouseholdWidget, LookUp
from reservations.models import Activity, Enrolment, Group


class ActivityWidget(LookUp):
    """An activity by its short name, in the school year of the day the enrolment starts."""

    with_columns = ("starts_on",)

    def look_up(self, value, row):
        day = DayWidget().clean(row.get("starts_on"))
        found = Activity.objects.filter(
            slug=value, school_year__starts_on__lte=day, school_year__ends_on__gte=day
        ).first()
        if found is None:
            raise ValueError(
                _("Aucune activité « %(slug)s » pour l'année scolaire du %(day)s : créez-la d'abord.")
                % {"slug": value, "day": row.get("starts_on")}
            )
        return found

    def render(self, value, obj=None, **kwargs):
        return value.slug if value else ""


class GroupWidget(LookUp):
    """A group by its short name, in the activity of the row."""

    with_columns = ("activity", "starts_on")

    def look_up(self, value, row):
        activity = ActivityWidget().clean(row.get("activity"), row)
        found = Group.objects.filter(activity=activity, slug=value).first()
        if found is None:
            names = ", ".join(activity.groups.values_list("slug", flat=True))
            raise ValueError(
                _("Aucun groupe « %(slug)s » dans cette activité. Groupes connus : %(names)s.")
                % {"slug": value, "names": names}
            )
        return found

    def render(self, value, obj=None, **kwargs):
        return value.slug if value else ""


class EnrolmentResource(WithOwnCriteria, Resource):
    """A child of a household in a group, from a day on; a column for each criterion of the town."""

    target = Criterion.Target.ENROLMENT

    label = _("Inscriptions")
    columns = (
        "household",
        "child_first_name",
        "child_birth_date",
        "payer",
        "activity",
        "group",
        "starts_on",
        "ends_on",
        "regime",
    )

    child = Field("child", "child_first_name", widget=ChildWidget())
    household = Field("household", "payer", widget=HouseholdWidget())
    activity = Field("activity", "activity", widget=ActivityWidget())
    group = Field("group", "group", widget=GroupWidget())
    starts_on = Field("starts_on", "starts_on", widget=DayWidget())
    ends_on = Field("ends_on", "ends_on", widget=DayWidget())

    class Meta(Resource.Meta):
        model = Enrolment
        import_id_fields = ("child", "household", "activity", "starts_on")
        fields = ("child", "household", "activity", "group", "starts_on", "ends_on", "regime")
