"""The forms of the back office: what a clerk types about services, their calendar and their days."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.french import WEEKDAYS
from families.models import Schooling, User
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


class SchoolYearForm(WagtailAdminModelForm):
    class Meta:
        model = SchoolYear
        fields = ["label", "starts_on", "ends_on"]


class CalendarForm(WagtailAdminModelForm):
    class Meta:
        model = Calendar
        fields = ["name", "zone"]


class CalendarPeriodForm(WagtailAdminModelForm):
    class Meta:
        model = CalendarPeriod
        fields = ["calendar", "kind", "label", "starts_on", "ends_on"]


class OutageForm(WagtailAdminModelForm):
    """Hours when the portal was away; both ends are Paris time, to the minute."""

    class Meta:
        model = Outage
        fields = ["label", "starts_at", "ends_at", "grace_minutes"]

    def clean(self):
        found = super().clean()
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("La panne finit avant de commencer : corrigez l'une des deux heures."))
        return found


class ActivityForm(WagtailAdminModelForm):
    class Meta:
        model = Activity
        fields = [
            "name", "slug", "school_year", "revenue_office", "payment_mode", "calendar", "access_rulebook",
            "cutoff_rulebook", "price_rulebook", "accounting_code", "description", "position", "is_published",
        ]  # fmt: skip


class GroupForm(WagtailAdminModelForm):
    """Whom a group takes: no level named takes every level."""

    levels = forms.MultipleChoiceField(
        label=_("Niveaux accueillis"),
        choices=Schooling.Level.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucun coché : tous les niveaux."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(groups__permissions__codename="record_attendance", is_active=True).distinct()
        self.fields["animators"].queryset = staff.order_by("last_name", "username")

    class Meta:
        model = Group
        fields = ["activity", "name", "slug", "levels", "capacity", "animators"]
        widgets = {"animators": forms.CheckboxSelectMultiple}


class UnitForm(WagtailAdminModelForm):
    """What is booked, on which weekdays, at what hours."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Jours d'ouverture"),
        choices=[(number, name.capitalize()) for number, name in enumerate(WEEKDAYS)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Unit
        fields = [
            "activity", "name", "slug", "position", "origin", "span", "weekdays", "in_holidays", "starts_at", "ends_at",
            "hours_step", "ticket_kind", "serves_meal",
        ]  # fmt: skip

    def clean_weekdays(self) -> list[int]:
        return sorted(self.cleaned_data["weekdays"])

    def clean(self):
        """A unit's hours follow each other, and its paper ticket is of its régie."""
        found = super().clean()
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("L'heure de fin doit venir après l'heure de début."))
        activity, ticket = found.get("activity"), found.get("ticket_kind")
        if activity and ticket and ticket.revenue_office_id != activity.revenue_office_id:
            self.add_error("ticket_kind", _("Ce ticket est d'une autre régie que cette activité."))
        if found.get("hours_step") and not (starts and ends):
            self.add_error("hours_step", _("Écrivez d'abord à quelle heure l'unité commence et finit."))
        return found


class SessionForm(WagtailAdminModelForm):
    """A day of a unit for a group: its places, and whether it is open."""

    class Meta:
        model = Session
        fields = ["unit", "group", "starts_on", "ends_on", "capacity", "is_open", "closed_reason"]
        help_texts = {
            "capacity": _("Vide : sans limite. Moins que les places déjà prises : plus personne ne s'ajoute."),
            "closed_reason": _("La phrase que lisent les familles sur le planning, par exemple « Grève »."),
        }

    def clean(self):
        """The group is one of the unit's activity, and a closed day says why."""
        found = super().clean()
        unit, group = found.get("unit"), found.get("group")
        if unit and group and unit.activity_id != group.activity_id:
            self.add_error("group", _("Ce groupe appartient à une autre activité que l'unité choisie."))
        if found.get("is_open") is False and not found.get("closed_reason"):
            self.add_error("closed_reason", _("Dites aux familles pourquoi cette séance est fermée."))
        return found


class AttendanceSettingsForm(WagtailAdminModelForm):
    """The town's one row of choices about attendance, whether it was there or not."""

    class Meta:
        model = AttendanceSettings
        fields = ["tell_unbooked", "tell_absence", "tell_late", "quiet_minutes"]

    def save(self, commit=True):
        self.instance.pk = 1
        return super().save(commit)


class BookingSettingsForm(WagtailAdminModelForm):
    """The town's one row of choices, whether it was there or not."""

    class Meta:
        model = BookingSettings
        fields = ["hold_minutes", "waiting_hours", "waiting_confirms_deferred", "reminder_hours",
                  "waiting_days", "proof_hours"]  # fmt: skip

    def save(self, commit=True):
        self.instance.pk = 1
        return super().save(commit)
