"""The made-up commune: an import run of the files in `imports/demo/`, then a month of a town's life."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from tablib import Dataset

from cms.site import build_site
from families.models import Household, User
from imports import commune
from imports.errors import UnusableFile
from imports.running import Report, load, read
from imports.site_content import site_content
from payments.money import euros
from payments.orders import ChargeSpec, post_adjustment
from reservations.models import SchoolYear

FOLDER = Path(__file__).parent / "demo"
PASSWORD = "prairie-verte-42"  # noqa: S105 - printed by the demonstration, refused in production
FILES = {
    "foyers": "households.csv",
    "responsables": "guardians.csv",
    "residences": "residences.csv",
    "quotients": "quotients.csv",
    "enfants": "children.csv",
    "scolarites": "schoolings.csv",
    "fiches-sanitaires": "health.csv",
    "personnes-autorisees": "collectors.csv",
    "gardes": "custody.csv",
    "inscriptions": "enrolments.csv",
    "tickets": "tickets.csv",
}
SMALL = 12  # households of the small commune: those of the tutorial and of the special cases


def described() -> dict[str, Any]:
    """The commune as its file describes it."""
    found: dict[str, Any] = json.loads((FOLDER / "commune.json").read_text(encoding="utf-8"))
    return found


def load_commune(on: date, *, small: bool = False) -> dict[str, Report]:
    """Load the commune as it stands on a day; what is already there is left as it is. Gives each file's report.

    Raises UnusableFile when a row of a file is refused: the demonstration's files must all be good.
    """
    town, year = described(), commune.school_year_of(on)
    at = moment(year.starts_on - timedelta(days=60))
    with transaction.atomic():
        services(town, year, at, *_months(on, year))
        reports = {kind: _import(kind, name, year, small) for kind, name in FILES.items()}
        _accounts(town)
        _balances(year, at, small)
        build_site(site_content(on))
    return reports


def moment(day: date, hour: int = 19) -> datetime:
    """An hour of a day, in Paris."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def services(town: dict[str, Any], year: SchoolYear, at: datetime, first: date, last: date) -> None:
    """What the town offers in a school year, its règlements in force, its sessions open from a day to another."""
    offices = commune.load_offices(town["regies"])
    commune.load_tickets(town["tickets"], offices)
    calendar = commune.load_calendar(town["calendrier"], year)
    rulebooks = {
        path.stem: commune.load_rulebook(path, year, at=at) for path in sorted((FOLDER / "rulebooks").glob("*.json"))
    }
    for one in town["activites"]:
        activity = commune.load_activity(one, year, calendar=calendar, offices=offices, rulebooks=rulebooks)
        commune.open_sessions(activity, first, last)


def _months(on: date, year: SchoolYear) -> tuple[date, date]:
    """From the month before to the end of the second month after, inside the school year."""
    first = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    last = (on.replace(day=1) + timedelta(days=95)).replace(day=1) - timedelta(days=1)
    return max(first, year.starts_on), min(last, year.ends_on)


def _import(kind: str, name: str, year: SchoolYear, small: bool) -> Report:
    rows = read(name, commune.in_year((FOLDER / name).read_text(encoding="utf-8"), year).encode())
    report = load(kind, _some(rows) if small else rows, dry_run=False)
    for row in report.rows:
        if row.reason:
            raise UnusableFile(f"{name}, ligne {row.number} : {row.reason}")
    return report


def _some(rows: Dataset) -> Dataset:
    """The rows of the first households; a file's first column names them."""
    kept = Dataset(headers=rows.headers)
    for row in rows:
        if all(int(reference.strip("F")) <= SMALL for reference in row[0].split(";")):
            kept.append(row)
    return kept


def _accounts(town: dict[str, Any]) -> None:
    """The accounts of the demonstration that have a password; a town's own have none until they are activated."""
    encoded = User(username="modele")
    encoded.set_password(PASSWORD)
    for agent in town["agents"]:
        first, last = agent["name"].split(" ", 1)
        user, new = User.objects.get_or_create(
            username=agent["username"],
            defaults={"first_name": first, "last_name": last, "is_staff": True, "password": encoded.password,
                      "email": f"{agent['username']}@villeneuve-les-tilleuls.exemple.fr"},
        )  # fmt: skip
        if new:
            user.groups.set(Group.objects.filter(name__in=agent["roles"]))
    parents = User.objects.filter(username__in=town["familles"], password__startswith="!")  # noqa: S106 - unusable ones
    parents.update(password=encoded.password)


def _balances(year: SchoolYear, at: datetime, small: bool) -> None:
    """What families owed or had in advance in the former software, taken over once."""
    rows = read("balances.csv", (FOLDER / "balances.csv").read_bytes())
    offices = commune.load_offices(described()["regies"])
    for reference, code, amount, label in _some(rows) if small else rows:
        household = Household.objects.get(reference=reference)
        subject = f"reprise:{reference}:{code}"
        if not household.charges.filter(subject=subject).exists():
            _take_over(household, offices[code], subject, amount, label, year, at)


def _take_over(household, office, subject, amount, label, year, at) -> None:
    spec = ChargeSpec(
        subject=subject, day=year.starts_on, label=label, amount=euros(amount.replace(",", ".")), component="reprise",
        edition="", why={}, deferred=False, basis="reprise",
    )  # fmt: skip
    post_adjustment(household=household, revenue_office=office, charges=[spec], at=at, by=None, reason=label)
