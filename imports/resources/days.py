"""The days of a calendar: school holidays by zone, public holidays, bridges, closures, strikes."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from imports.resources.base import Resource
from imports.widgets import DayWidget, LookUp
from reservations.models import Calendar, CalendarPeriod
from rules.typed import plainly

PARIS = ZoneInfo("Europe/Paris")
ONE_DAY = timedelta(days=1)
# The columns of the ministry's open data, and ours.
ALIASES = {
    "description": "label", "start_date": "starts_on", "end_date": "ends_on", "date de debut": "starts_on",
    "date de fin": "ends_on", "zones": "zone", "libelle": "label", "du": "starts_on", "au": "ends_on",
    "population": "population", "calendrier": "calendar", "nature": "kind",
}  # fmt: skip
Kind = CalendarPeriod.Kind
WORDS = (
    ("greve", Kind.STRIKE), ("pont", Kind.BRIDGE), ("vacances", Kind.HOLIDAYS), ("conges", Kind.HOLIDAYS),
    ("ferie", Kind.PUBLIC_HOLIDAY), ("fermeture", Kind.CLOSURE), ("ferme", Kind.CLOSURE),
)  # fmt: skip
FOR_TEACHERS = ("enseignants",)


class CalendarWidget(LookUp):
    """The calendar of a row: by its name, by the zone the row names, or the only one of the town."""

    with_columns = ("zone", "place", "label", "calendar_name")

    def look_up(self, value, row):
        named = plainly(str(value or row.get("calendar_name") or ""))
        found = [one for one in Calendar.objects.all() if plainly(one.name) == named]
        calendars = found or self._in_zone(row)
        if len(calendars) == 1:
            return calendars[0]
        names = ", ".join(one.name for one in calendars)
        raise ValueError(
            _("Plusieurs calendriers conviennent (%s) : dites lequel dans une colonne « calendrier ».") % names
            if calendars
            else _("Aucun calendrier de la commune n'est de cette zone : la ligne est laissée.")
        )

    def _in_zone(self, row):
        told = " ".join(str(row.get(name) or "") for name in self.with_columns)
        zones = {found.upper() for found in re.findall(r"\bzones?\s+([abc])\b", told, re.IGNORECASE)}
        calendars = list(Calendar.objects.all())
        return [one for one in calendars if not zones or one.zone in zones]

    def render(self, value, obj=None, **kwargs):
        return value.name if value else ""


class CalendarPeriodResource(Resource):
    """A day or a span of a calendar, both ends included; one that starts the same day and is alike is changed."""

    label = _("Vacances scolaires, fériés, fermetures")
    columns = ("label", "starts_on")

    calendar = Field("calendar", "calendar", widget=CalendarWidget())
    starts_on = Field("starts_on", "starts_on", widget=DayWidget())
    ends_on = Field("ends_on", "ends_on", widget=DayWidget())

    class Meta(Resource.Meta):
        model = CalendarPeriod
        import_id_fields = ("calendar", "kind", "starts_on")
        fields = ("calendar", "kind", "label", "starts_on", "ends_on")

    def before_import(self, dataset, **kwargs):
        dataset.headers = [ALIASES.get(plainly(header), header) for header in dataset.headers or []]
        for guessed in (one for one in ("ends_on", "kind", "calendar") if one not in dataset.headers):
            dataset.append_col([""] * len(dataset), header=guessed)
        super().before_import(dataset, **kwargs)

    def before_import_row(self, row, **kwargs):
        if plainly(str(row.get("population") or "")) in FOR_TEACHERS:
            raise ValidationError(_("Cette ligne ne concerne que les enseignants."))
        row["starts_on"] = _day(row["starts_on"])
        row["ends_on"] = _day(row.get("ends_on"), end=True) or row["starts_on"]
        row["kind"] = _kind(row)


def _day(said, *, end=False):
    """The day of a moment written 2026-10-16T22:00:00+00:00: in Paris, the day before where it ends at midnight."""
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return said
    if moment.tzinfo is None:
        return said
    local = moment.astimezone(PARIS)
    return local.date() - ONE_DAY if end and local.time() == local.time().min else local.date()


def _kind(row):
    """The kind a row says or shows: by its words, else school holidays for several days, a public holiday for one."""
    said = plainly(str(row.get("kind") or ""))
    known = {plainly(str(name)): kind.value for kind in Kind for name in (kind.value, kind.label)}
    if said in known:
        return known[said]
    told = plainly(" ".join(str(row.get(name) or "") for name in ("kind", "categories", "label")))
    found = next((kind for word, kind in WORDS if re.search(rf"\b{word}", told)), None)
    alone = row["starts_on"] == row["ends_on"]
    return (found or (Kind.PUBLIC_HOLIDAY if alone else Kind.HOLIDAYS)).value
