"""An activity, its sessions and enrolments for tests; règlements are given as the test writes them."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from reservations.models import Activity, Calendar, Enrolment, Group, SchoolYear, Session, Unit
from rules.editions import make_live, store
from rules.files import rulebook_to_json
from rules.models import Edition, Rulebook
from rules.operations import Operation
from rules.outcomes import Allow, Outcome
from rules.steps import LINE, Step
from rules.steps import Rulebook as Rules
from rules.tables import DecisionTable, Row
from tests.factories import payments

_numbers = count(1)
SCHOOL_YEAR = date(2025, 9, 1), date(2026, 8, 31)


def school_year(first=SCHOOL_YEAR[0], last=SCHOOL_YEAR[1]) -> SchoolYear:
    label = f"{first.year}-{last.year}"
    return SchoolYear.objects.get_or_create(label=label, defaults={"starts_on": first, "ends_on": last})[0]


def reglement(kind: str, rules: Rules, *, valid_from=SCHOOL_YEAR[0], into: Rulebook | None = None) -> Rulebook:
    """A published règlement with this content, from a day on."""
    n = next(_numbers)
    rulebook = into or Rulebook.objects.create(slug=f"reglement-{n}", name=f"Règlement {n}", kind=kind)
    edition = Edition.objects.create(rulebook=rulebook, title=f"version {n}", valid_from=valid_from)
    store(edition, rulebook_to_json(rules))
    make_live(edition, at=datetime(2025, 7, 1, tzinfo=UTC))
    return rulebook


def one_row(outcome: Outcome, operation: Operation, level=LINE, **options) -> Rules:
    """A règlement of one step whose one row always answers."""
    return Rules((Step("règle", level, operation, DecisionTable((), (Row((), outcome),)), **options),))


def open_to_all() -> Rulebook:
    return reglement(Rulebook.Kind.ACCESS, one_row(Allow(), Operation.REFUSE))


def activity(name="Cantine", *, slug="cantine", units=("repas",), price=None, access=None, cutoff=None, **fields):
    """An activity open Monday to Friday, with one group that takes everybody; open to all unless told."""
    values = {
        "school_year": school_year(),
        "calendar": Calendar.objects.get_or_create(name="Zone B", defaults={"zone": "B"})[0],
        "access_rulebook": access or open_to_all(),
        "cutoff_rulebook": cutoff,
        "price_rulebook": price,
    }
    if "revenue_office" not in fields:
        values["revenue_office"] = payments.revenue_office()
    found = Activity.objects.create(name=name, slug=slug, **{**values, **fields})
    Group.objects.create(activity=found, slug="tous", name="Tous")
    for place, unit in enumerate(units):
        Unit.objects.create(activity=found, slug=unit, name=unit.capitalize(), position=place, weekdays=[0, 1, 2, 3, 4])
    return found


def sessions(found: Activity, first: date, days=1, *, capacity=None, **fields) -> list[Session]:
    """A session of each unit on each opening weekday among the ``days`` from ``first`` on."""
    group, units = found.groups.get(), list(found.units.all())
    return Session.objects.bulk_create(
        Session(unit=unit, group=group, starts_on=day, ends_on=day, capacity=capacity, **fields)
        for day in (first + timedelta(days=n) for n in range(days))
        for unit in units
        if day.weekday() in unit.weekdays
    )


def enrol(child, household, found: Activity, starts_on=SCHOOL_YEAR[0], **fields) -> Enrolment:
    return Enrolment.objects.create(
        child=child, household=household, activity=found, group=found.groups.get(), starts_on=starts_on, **fields
    )
