"""A deadline overridden at the counter: who, when, why, and for whom it is allowed. Row K04."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from families.access import COUNTER_SESSION
from families.models import AuditEntry
from payments.models import Charge
from reservations.booking.holding import hold
from reservations.booking.waivers import waivable_days, waive
from reservations.checkout.ordering import checkout
from reservations.checkout.quotes import Quote, quote
from reservations.errors import BookingError
from reservations.models import Reservation, Session, Waiver
from rules.records import replay_record
from tests.factories.families import agent
from tests.reservations.conftest import AT
from tests.reservations.pages import on, statuses, text

pytestmark = pytest.mark.django_db
Status = Reservation.Status
REASON = "Nouvel emploi, attestation présentée"


@pytest.fixture
def remi(db):
    found = agent("régie")
    found.first_name, found.last_name = "Rémi", "Garnier"
    found.save()
    return found


@pytest.fixture
def days(town):
    """Tuesday 2 June: its deadline, two working days before at 10 h, has passed."""
    found = waivable_days(town.family, town.sarah, on(town.meals, 2).starts_on, on(town.meals, 2).starts_on, at=AT)
    return [one for one in found if one.session == on(town.meals, 2).pk]


def grant(town, days, by, **more):
    return waive(town.family, town.sarah, days, **{"reason": REASON, "late": False, "at": AT, "by": by, **more})


def test_a_day_closed_by_its_deadline_alone_may_be_waived(town, days):
    assert [(one.session, one.books) for one in days] == [(on(town.meals, 2).pk, True)]
    assert days[0].sentence


def test_a_full_or_closed_day_is_no_matter_of_deadline(town, days):
    Session.objects.filter(pk=days[0].session).update(is_open=False, closed_reason="Grève")
    day = on(town.meals, 2).starts_on
    assert days[0].session not in [one.session for one in waivable_days(town.family, town.sarah, day, day, at=AT)]


def test_the_day_is_booked_and_the_waiver_says_who_when_and_why(town, days, remi):
    """K04."""
    grant(town, days, remi)
    waiver = Waiver.objects.get()
    assert (waiver.granted_by, waiver.granted_at, waiver.reason) == (remi, AT, REASON)
    assert waiver.deadline == days[0].sentence
    assert waiver.reservation.status == Status.HELD
    assert AuditEntry.objects.get(action="reservations.waive").user == remi


def test_the_recap_accepts_the_day_and_explains_it(town, days, remi):
    """K04: the line tells it, the charge keeps it, the price is still replayed from its explanation."""
    grant(town, days, remi)
    found = quote(town.family, at=AT + timedelta(minutes=5))
    assert found.complaints == ()
    line = found.sections[0].lines[0]
    assert line.waiver.reason == REASON
    order = checkout(household=town.family, digest=found.digest, at=AT + timedelta(minutes=5), by=remi)
    charge = Charge.objects.get(order=order)
    assert charge.why["derogation"]["motif"] == REASON
    assert charge.basis == "à l'unité, par dérogation"
    assert replay_record(charge.why) == charge.amount == Decimal("3.60")


def test_without_a_waiver_the_same_day_is_refused(town):
    result = hold(household=town.family, child=town.sarah, wanted=[on(town.meals, 2).pk], at=AT)
    assert result.held == []
    assert len(result.refused) == 1


def test_a_place_given_back_does_not_leave_the_deadline_open(town, days, remi):
    """The waiver is for one booking: unticked, the day is closed again, and the trace stays."""
    grant(town, days, remi)
    hold(household=town.family, child=town.sarah, wanted=[], unwanted=[days[0].session], at=AT)
    again = hold(household=town.family, child=town.sarah, wanted=[days[0].session], at=AT)
    assert again.held == []
    assert Waiver.objects.get().reservation is None


def test_a_day_is_given_up_after_its_deadline(town, remi):
    """K04: in time or late, as the agent says."""
    session = on(town.meals, 2)
    booking = Reservation.objects.create(
        child=town.sarah, household=town.family, session=session, status=Status.CONFIRMED, booked_at=AT
    )
    found = [
        one for one in waivable_days(town.family, town.sarah, session.starts_on, session.starts_on, at=AT)
        if one.session == session.pk
    ]  # fmt: skip
    assert [one.books for one in found] == [False]
    grant(town, found, remi, late=True)
    booking.refresh_from_db()
    assert (booking.status, booking.cancellation) == (Status.LEAVING, Reservation.Cancellation.LATE)
    assert quote(town.family, at=AT).complaints == ()
    assert Waiver.objects.get().action == Waiver.Action.CANCEL


def test_late_keeps_the_conditions_of_those_who_come_late(town, days, remi):
    grant(town, days, remi, late=True)
    assert Reservation.objects.get().late is True


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_waiver_without_a_reason_is_refused(town, days, remi, reason):
    with pytest.raises(BookingError, match="écrivez le motif"):
        grant(town, days, remi, reason=reason)
    assert not Reservation.objects.exists()


def test_a_full_session_stays_full(town, days, remi):
    """Only the deadline is overridden."""
    Session.objects.filter(pk=days[0].session).update(capacity=0)
    assert grant(town, days, remi).held == []
    assert not Waiver.objects.exists()


# The database -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "naming"),
    [
        ("UPDATE reservations_waiver SET reason = 'autre'", "waiver_never_changes"),
        ("DELETE FROM reservations_waiver", "waiver_is_never_deleted"),
    ],
)
def test_the_database_keeps_what_was_waived(town, days, remi, act, naming):
    grant(town, days, remi)
    with (
        pytest.raises(IntegrityError, match=naming),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act)


def test_the_database_refuses_a_waiver_that_says_nothing(town, days, remi):
    with pytest.raises(IntegrityError, match="a_waiver_says_why"), transaction.atomic():
        Waiver.objects.create(
            household=town.family, child=town.sarah, session_id=days[0].session, action="reserver", deadline="x",
            granted_at=AT, granted_by=remi,
        )  # fmt: skip


# The page -----------------------------------------------------------------------------------------


def at_the_desk(client, who, town):
    client.force_login(who)
    session = client.session
    session[COUNTER_SESSION] = town.family.pk
    session.save()
    return f"/planning/{town.sarah.pk}/2026/6/derogation/"


def test_the_regie_grants_it_and_finds_it_in_the_recap(client, town, days, remi, now):
    """K04."""
    address = at_the_desk(client, remi, town)
    assert "Réserver : mardi 2 juin 2026" in text(client.get(address))
    data = {"days": [days[0].session], "reason": REASON, "price": "normal"}
    page = text(client.post(address, data, follow=True))
    assert "Dérogation accordée par Rémi Garnier" in page
    assert REASON in page
    assert statuses(town.family) == [Status.HELD]


def test_a_missing_reason_loses_nothing(client, town, days, remi, now):
    address = at_the_desk(client, remi, town)
    page = client.post(address, {"days": [days[0].session], "reason": "", "price": "normal"})
    assert "obligatoire" in text(page)
    assert f'value="{days[0].session}" checked' in page.content.decode()


def test_the_desk_alone_may_not_waive(client, town, days, now):
    """K04: role-limited."""
    address = at_the_desk(client, agent("accueil"), town)
    assert client.get(address).status_code == 404
    assert client.post(address, {"days": [days[0].session], "reason": REASON, "price": "normal"}).status_code == 404
    assert not Waiver.objects.exists()


def test_without_an_open_file_the_agent_finds_a_family_first(client, town, remi, now):
    client.force_login(remi)
    answer = client.get(f"/planning/{town.sarah.pk}/2026/6/derogation/")
    assert answer.headers["Location"] == "/guichet/"


def test_a_quote_refused_meanwhile_is_still_a_quote(town, days, remi):
    """Once the meal has begun, no waiver helps."""
    grant(town, days, remi)
    Session.objects.filter(pk=days[0].session).update(is_open=False, closed_reason="Grève")
    found = quote(town.family, at=AT)
    assert isinstance(found, Quote)
    assert "Grève" in found.complaints[0].sentence
