"""The services in the back office: school years, calendars, activities, groups, units and their days."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from reservations.booking.waivers import WAIVED
from reservations.models import (
    Activity,
    AttendanceSettings,
    BookingSettings,
    Calendar,
    CalendarPeriod,
    Group,
    Outage,
    SchoolYear,
    Session,
    Unit,
)
from reservations.office import forms
from reservations.office.enrolments import EnrolmentViewSet
from reservations.office.filters import CalendarPeriodFilterSet, SessionFilterSet
from reservations.office.queues import SessionEditView, WaitingViewSet
from reservations.office.waivers import WaiverViewSet


class ServiceIndexView(IndexView):
    """A list whose activities, units and groups come in the same query."""

    def get_base_queryset(self):
        names = {field.name for field in self.model._meta.fields}
        related = {"activity", "unit", "group", "calendar", "school_year", "revenue_office"} & names
        nested = {"activity__school_year"} if "activity" in names else set()
        return super().get_base_queryset().select_related(*related, *nested)


class ServiceViewSet(ModelViewSet):
    """A list of what the town offers; its form is written by us."""

    index_view_class = ServiceIndexView
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    form: type

    def get_form_class(self, for_update=False):
        return self.form


class ActivityViewSet(ServiceViewSet):
    model = Activity
    form = forms.ActivityForm
    icon = "list-ul"
    menu_label = _("Activités")
    list_display = ["name", "school_year", "revenue_office", "payment_mode", BooleanColumn("is_published")]
    list_filter = ["school_year", "payment_mode", "is_published"]
    search_fields = ["name", "slug"]


class GroupViewSet(ServiceViewSet):
    model = Group
    form = forms.GroupForm
    icon = "group"
    menu_label = _("Groupes")
    list_display = ["name", "activity", "capacity"]
    list_filter = ["activity"]


class UnitViewSet(ServiceViewSet):
    model = Unit
    form = forms.UnitForm
    icon = "tag"
    menu_label = _("Unités")
    list_display = ["name", "activity", "origin", "span", "starts_at", "ends_at"]
    list_filter = ["activity", "origin"]


class SessionViewSet(ServiceViewSet):
    model = Session
    form = forms.SessionForm
    edit_view_class = SessionEditView
    icon = "date"
    menu_label = _("Séances")
    filterset_class = SessionFilterSet
    list_display = [
        "starts_on",
        "unit",
        "group",
        "capacity",
        BooleanColumn("is_open", label=_("Ouverte")),
        "closed_reason",
    ]
    list_export = ["starts_on", "unit", "group", "capacity", "is_open", "closed_reason"]


class SchoolYearViewSet(ServiceViewSet):
    model = SchoolYear
    form = forms.SchoolYearForm
    icon = "calendar"
    menu_label = _("Années scolaires")
    list_display = ["label", "starts_on", "ends_on"]


class CalendarViewSet(ServiceViewSet):
    model = Calendar
    form = forms.CalendarForm
    icon = "calendar-alt"
    menu_label = _("Calendriers")
    list_display = ["name", "zone"]


class CalendarPeriodViewSet(ServiceViewSet):
    model = CalendarPeriod
    form = forms.CalendarPeriodForm
    icon = "calendar-check"
    menu_label = _("Jours fériés, vacances, fermetures")
    filterset_class = CalendarPeriodFilterSet
    list_display = ["label", "kind", "calendar", "starts_on", "ends_on"]
    list_export = ["calendar", "kind", "label", "starts_on", "ends_on"]


class OutageViewSet(ServiceViewSet):
    model = Outage
    form = forms.OutageForm
    icon = "warning"
    menu_label = _("Pannes du portail")
    list_display = ["label", "starts_at", "ends_at", "grace_minutes"]
    list_export = ["label", "starts_at", "ends_at", "grace_minutes"]


class BookingSettingsViewSet(ServiceViewSet):
    model = BookingSettings
    form = forms.BookingSettingsForm
    icon = "cog"
    menu_label = _("Réglages des réservations")
    list_display = ["__str__", "hold_minutes"]


class AttendanceSettingsViewSet(ServiceViewSet):
    model = AttendanceSettings
    form = forms.AttendanceSettingsForm
    icon = "cog"
    menu_label = _("Réglages du pointage")
    list_display = ["__str__", "tell_unbooked", "tell_absence", "tell_late", "quiet_minutes"]


class ServicesGroup(ViewSetGroup):
    menu_label = _("Services")
    menu_icon = "date"
    menu_order = 250
    items = (
        ActivityViewSet, UnitViewSet, GroupViewSet, SessionViewSet, CalendarPeriodViewSet, CalendarViewSet,
        OutageViewSet, EnrolmentViewSet, WaitingViewSet, WaiverViewSet, SchoolYearViewSet, BookingSettingsViewSet,
        AttendanceSettingsViewSet,
    )  # fmt: skip


@hooks.register("register_admin_viewset")
def register_services():
    return ServicesGroup()


@hooks.register("register_log_actions")
def register_actions(actions):
    """A deadline overridden is a line of the trail."""
    actions.register_action(WAIVED, _("Dérogation"), _("A dérogé à une date limite"))
