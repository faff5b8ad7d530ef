"""What a commune is made of before its families: régies, calendar, règlements, activities, sessions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import holidays as public_holidays
from vacances_scolaires_france import SchoolHolidayDates

from payments.models import RevenueOffice, TicketKind
from reservations.calendars import Days, days_between
from reservations.models import Activity, Calendar, CalendarPeriod, Group, SchoolYear, Session, Unit
from rules.editions import make_live, store, store_examples
from rules.models import Edition, Rulebook

Json = Mapping[str, Any]
Kind = CalendarPeriod.Kind


def school_year_of(day: date) -> SchoolYear:
    """The school year of a day: 1 September to 31 August."""
    first = day.year if day.month >= 9 else day.year - 1
    return SchoolYear.objects.get_or_create(
        label=f"{first}-{first + 1}", defaults={"starts_on": date(first, 9, 1), "ends_on": date(first + 1, 8, 31)}
    )[0]


def in_year(text: str, year: SchoolYear) -> str:
    """A file's text with its dates: ``{N}`` is the year the school year starts in, ``{N-7}`` seven years before."""
    start = year.starts_on.year
    for back in range(12):
        text = text.replace(f"{{N-{back}}}" if back else "{N}", str(start - back))
    return text


def load_offices(described: list[Json]) -> dict[str, RevenueOffice]:
    """The régies, by code; one that exists keeps what the town has changed."""
    return {
        one["code"]: RevenueOffice.objects.get_or_create(
            code=one["code"], defaults={**one, "minimum_online": Decimal(one["minimum_online"])}
        )[0]
        for one in described
    }


def load_tickets(described: list[Json], offices: Mapping[str, RevenueOffice]) -> None:
    """The kinds of paper tickets; one that exists keeps what the town has changed."""
    for one in described:
        office = offices[one["regie"]]
        TicketKind.objects.get_or_create(revenue_office=office, slug=one["slug"], defaults={"name": one["name"]})


def load_calendar(described: Json, year: SchoolYear) -> Calendar:
    """The calendar of a zone, seeded for a school year; days already there are left as they are."""
    calendar, _new = Calendar.objects.get_or_create(name=described["nom"], defaults={"zone": described["zone"]})
    for kind, label, first, last in (*_public_holidays(year), *_school_holidays(described["zone"], year)):
        CalendarPeriod.objects.get_or_create(
            calendar=calendar, kind=kind, starts_on=first, defaults={"label": label, "ends_on": last}
        )
    return calendar


def _public_holidays(year: SchoolYear) -> Iterator[tuple[str, str, date, date]]:
    years = (year.starts_on.year, year.ends_on.year)
    for day, label in sorted(public_holidays.France(years=years, language="fr").items()):
        if year.starts_on <= day <= year.ends_on:
            yield Kind.PUBLIC_HOLIDAY, label, day, day


def _school_holidays(zone: str, year: SchoolYear) -> Iterator[tuple[str, str, date, date]]:
    """The spans of a zone's holidays, from the days the official calendar lists one by one."""
    days = _holiday_days(zone, year)
    start = previous = None
    for day in [*sorted(days), None]:
        if start and previous and (day is None or (day - previous).days > 1):
            yield Kind.HOLIDAYS, days[start], start, previous
            start = None
        start, previous = start or day, day


def _holiday_days(zone: str, year: SchoolYear) -> dict[date, str]:
    known = SchoolHolidayDates()
    found: dict[date, str] = {}
    for number in (year.starts_on.year, year.ends_on.year):
        for day, described in known.holidays_for_year_and_zone(number, zone).items():
            if year.starts_on <= day <= year.ends_on:
                found[day] = described["nom_vacances"]
    return found


def load_rulebook(path: Path, year: SchoolYear, *, at: datetime) -> Rulebook:
    """A règlement and its live edition from a file; an edition already there is left as it is."""
    data = json.loads(in_year(path.read_text(encoding="utf-8"), year))
    described, edition = data["reglement"], data["version"]
    rulebook, _new = Rulebook.objects.get_or_create(
        slug=path.stem,
        defaults={"name": described["nom"], "kind": described["nature"], "description": described["description"]},
    )
    start = date.fromisoformat(edition["applicable"])
    if not rulebook.editions.filter(valid_from=start).exists():
        made = Edition.objects.create(
            rulebook=rulebook, title=f"{edition['titre']} {year.label}", valid_from=start,
            council_decision=edition["deliberation"], council_decision_on=date.fromisoformat(edition["delibere-le"]),
        )  # fmt: skip
        store(made, data)
        store_examples(made, data.get("exemples", []))
        make_live(made, at=at)
    return rulebook


def load_activity(
    described: Json,
    year: SchoolYear,
    *,
    calendar: Calendar,
    offices: Mapping[str, RevenueOffice],
    rulebooks: Mapping[str, Rulebook],
) -> Activity:
    """An activity with its groups and units; one that exists is left as it is."""
    activity, new = Activity.objects.get_or_create(
        slug=described["slug"],
        school_year=year,
        defaults={
            "name": described["name"],
            "revenue_office": offices[described["regie"]],
            "calendar": calendar,
            "access_rulebook": rulebooks[described["acces"]],
            "cutoff_rulebook": rulebooks[described["dates_limites"]],
            "price_rulebook": rulebooks[described["prix"]],
            "payment_mode": described["mode"],
            "description": described["description"],
            "position": described["position"],
        },
    )
    if new:
        Group.objects.bulk_create(Group(activity=activity, **group) for group in described["groupes"])
        for position, unit in enumerate(described["unites"]):
            _load_unit(activity, position, unit)
    return activity


def _load_unit(activity: Activity, position: int, described: Json) -> None:
    """A unit, with its hours and the paper ticket it takes, if any."""
    values = {name: value for name, value in described.items() if name != "ticket"}
    hours = {name: time.fromisoformat(described[name]) for name in ("starts_at", "ends_at")}
    kind = TicketKind.objects.filter(slug=described.get("ticket", ""), revenue_office=activity.revenue_office).first()
    Unit.objects.create(activity=activity, position=position, ticket_kind=kind, **{**values, **hours})


def open_sessions(activity: Activity, first: date, last: date) -> int:
    """Open the sessions of an activity on the days its calendar opens; those that exist are left as they are."""
    days = Days(list(activity.calendar.periods.all()))
    booked = activity.units.filter(span=Unit.Span.DAY, origin=Unit.Origin.BOOKED)  # what is recorded opens itself
    units, groups = list(booked), list(activity.groups.all())
    made = [
        Session(unit=unit, group=group, starts_on=day, ends_on=day, capacity=group.capacity)
        for unit in units
        for day in days_between(first, last)
        if days.for_unit(unit).is_open(day)
        for group in groups
    ]
    Session.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)
