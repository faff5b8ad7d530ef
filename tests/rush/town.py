"""The town of a rush: one day of the holidays, so many places, and families already signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from families.models import Child, ChildHousehold, Guardian, Household, Quotient, Residence, Schooling, User
from reservations.models import Enrolment, Session
from rules.cutoffs import Counting, Cutoff, DaysBefore, Edge, Effect, Hour
from rules.facts import Fact, Kind
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Allow, Amount, Refuse
from rules.steps import LINE, Step
from rules.steps import Rulebook as Rules
from rules.tables import ANY, DecisionTable, HitPolicy, Row, one_of
from tests.factories.reservations import activity, one_row, reglement, school_year, sessions

TOKEN = "unJetonDeTrenteDeuxLettresEgales"  # what the form sends back, as the page shown before gave it
LEVELS = ("cp", "ce1", "ce2", "cm1", "cm2")


@dataclass(frozen=True)
class Family:
    """A parent whose browser is signed in: the cookie, the page where the boxes are, the page a day later."""

    household: Household
    child: Child
    cookie: str
    planning: str


@dataclass(frozen=True)
class RushTown:
    """The day everybody wants, and everybody."""

    session: Session
    families: tuple[Family, ...]


def found(families: int, places: int) -> RushTown:
    """Open a day with so many places to so many families, in an empty database; each has a child and a session."""
    year = _year(timezone.localdate())
    with transaction.atomic():
        (session,) = sessions(_centre(year), _a_weekday(timezone.localdate() + timedelta(days=20)), capacity=places)
        people = [_family(number, year[0]) for number in range(families)]
        _enrol(people, session, year[0])
        return RushTown(
            session, tuple(_signed_in(household, child, user, session) for household, child, user in people)
        )


def _year(today: date) -> tuple[date, date]:
    first = today.year if today.month >= 9 else today.year - 1
    return date(first, 9, 1), date(first + 1, 8, 31)


def _a_weekday(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def _centre(year: tuple[date, date]):
    """A holiday centre as towns publish it: schoolchildren of the commune, two working days before, one price."""
    level = Fact("niveau", Kind.CHOICE, "niveau scolaire")
    resident = Fact("resident", Kind.BOOLEAN, "habite la commune")
    rows = (
        Row((one_of(*LEVELS), one_of(True)), Allow()),
        Row((ANY, ANY), Refuse("Le centre accueille les élèves de la commune.")),
    )
    table = DecisionTable((level, resident), rows, HitPolicy.FIRST)
    access = Rules((Step("qui vient", LINE, Operation.REFUSE, table),))
    before = Cutoff((Edge(Effect.REFUSED, DaysBefore(2, Counting.WORKING, Hour(time(10)))),))
    return activity(
        "Centre de loisirs",
        slug="centre",
        access=reglement(Rulebook.Kind.ACCESS, access, valid_from=year[0]),
        cutoff=reglement(Rulebook.Kind.CUTOFF, one_row(before, Operation.SET, rounding=None), valid_from=year[0]),
        price=reglement(Rulebook.Kind.PRICE, one_row(Amount(Decimal("12.00")), Operation.SET), valid_from=year[0]),
        school_year=school_year(*year),
    )


def _family(number: int, since: date) -> tuple[Household, Child, User]:
    household = Household.objects.create(reference=f"R{number:05d}", name=f"Famille {number}")
    child = Child.objects.create(first_name="Sarah", last_name=household.name, birth_date=date(since.year - 8, 4, 12))
    user = User.objects.create(username=f"parent{number}", password="!", email=f"parent{number}@exemple.fr")
    ChildHousehold.objects.create(child=child, household=household)
    Guardian.objects.create(household=household, user=user, first_name="Claire", last_name=household.name)
    Residence.objects.create(household=household, valid_from=since, is_resident=True)
    Quotient.objects.create(household=household, valid_from=since, value=Decimal(400 + number))
    Schooling.objects.create(child=child, valid_from=since, school="jules-verne", level=LEVELS[number % 5])
    return household, child, user


def _enrol(people, session: Session, since: date) -> None:
    Enrolment.objects.bulk_create(
        Enrolment(
            child=child, household=household, activity=session.unit.activity, group=session.group, starts_on=since
        )
        for household, child, _user in people
    )


def _signed_in(household: Household, child: Child, user: User, session: Session) -> Family:
    """A session made beforehand, exactly as logging in makes it."""
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    store["_auth_user_hash"] = user.get_session_auth_hash()
    store.create()
    day = session.starts_on
    page = reverse("reservations:child_edit", args=[child.pk, day.year, day.month])
    return Family(household, child, f"sessionid={store.session_key}; csrftoken={TOKEN}", page)
