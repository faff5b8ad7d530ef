"""The waiting list: in turn, by rank, promoted where a place is freed, held for a while, then the next (P38, P39)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from families.models import Message
from payments.settlement import settle
from reservations.booking.basket import expire, release
from reservations.booking.cancelling import cancel
from reservations.booking.holding import hold
from reservations.booking.joining import join, leave, turns_of
from reservations.booking.queue import sweep
from reservations.checkout.ordering import checkout, confirm
from reservations.checkout.quotes import quote
from reservations.errors import BookingError
from reservations.models import Reservation, WaitingEntry
from reservations.self_check import check_bookings
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Amount
from tests.factories.families import agent, child, household
from tests.factories.payments import answer, attempt
from tests.factories.reservations import activity, enrol, one_row, reglement, sessions
from tests.reservations.conftest import AT, MONDAY, two_working_days_before_ten

pytestmark = pytest.mark.django_db
Status = WaitingEntry.Status
HOUR = timedelta(hours=1)


def families(centre, *names, **fields):
    found = []
    for name in names:
        family = household(name, email=f"{name.lower()}@exemple.fr", **fields)
        kid = child("Sarah", family)
        enrol(kid, family, centre)
        found.append(SimpleNamespace(family=family, kid=kid, name=name))
    return found


def book(who, session, at=AT):
    """Hold and confirm a place."""
    held = hold(household=who.family, child=who.kid, wanted=[session.pk], at=at)
    assert held.held == [session.pk], held.refused
    Reservation.objects.filter(child=who.kid).update(status="confirmee", held_until=None)


def wait(who, session, at=AT, by=None):
    return join(household=who.family, child=who.kid, session=session.pk, at=at, by=by)


def free(session):
    """The town cancels whoever has the place."""
    taken = Reservation.objects.filter(session=session, status="confirmee")
    cancel(list(taken.values_list("pk", flat=True)), how="mairie", reason="Test", at=AT + HOUR, by=agent())


def codes(findings):
    """Those about the queue."""
    return {finding.code for finding in findings} & {"place-free-and-queue", "offer-without-place"}


def vacate(who, at):
    """Their place is free, and nobody was told."""
    Reservation.objects.filter(household=who.family).update(status="annulee", cancellation="a-temps", cancelled_at=at)


def state(entry):
    entry.refresh_from_db()
    return entry.status


def centre_of(**fields):
    price = reglement(Rulebook.Kind.PRICE, one_row(Amount(Decimal("12.00")), Operation.SET))
    return activity("Centre de loisirs", slug="centre", price=price, **fields)


@pytest.fixture
def full(db):
    """A day of one place that the Durands have; the Martins and the Duponts want it."""
    centre = centre_of(cutoff=two_working_days_before_ten())
    (session,) = sessions(centre, MONDAY, capacity=1)
    durand, martin, dupont = families(centre, "Durand", "Martin", "Dupont")
    book(durand, session)
    return SimpleNamespace(centre=centre, session=session, durand=durand, martin=martin, dupont=dupont)


def test_a_family_joins_the_list_of_a_full_day_and_reads_its_turn(full):
    """P38."""
    wait(full.martin, full.session)
    wait(full.dupont, full.session, AT + HOUR)
    assert [turn.position for turn in turns_of(full.dupont.family, since=AT)] == [2]


def test_a_freed_place_is_held_for_the_first_and_the_message_says_until_when(full):
    """P39."""
    first, second = wait(full.martin, full.session), wait(full.dupont, full.session, AT + HOUR)
    free(full.session)
    assert (state(first), state(second)) == (Status.OFFERED, Status.WAITING)
    booking = Reservation.objects.get(household=full.martin.family)
    assert (booking.status, booking.held_until) == ("retenue", AT + 25 * HOUR)
    assert quote(full.martin.family, at=AT + HOUR).to_pay(full.centre.revenue_office) == Decimal("12.00")
    message = Message.objects.get(kind="place-proposee")
    assert message.recipient == "martin@exemple.fr"
    assert "jusqu'au mardi 2 juin 2026 à 9\u00a0h" in message.body
    assert "/recapitulatif/" in message.body


def test_the_order_is_that_of_the_moment_then_of_the_row(full):
    second, first = wait(full.dupont, full.session, AT + HOUR), wait(full.martin, full.session, AT)
    free(full.session)
    assert (state(first), state(second)) == (Status.OFFERED, Status.WAITING)


def test_nobody_passes_before_those_who_wait(full):
    """A place freed by time alone, before any sweep: the family that comes does not take it."""
    held = Reservation.objects.filter(household=full.durand.family)
    held.update(status="retenue", held_until=AT + HOUR)
    first = wait(full.martin, full.session)
    result = hold(household=full.dupont.family, child=full.dupont.kid, wanted=[full.session.pk], at=AT + 2 * HOUR)
    assert [refused.sentence for refused in result.refused] == ["Il ne reste plus de place ce jour-là."]
    assert state(first) == Status.OFFERED


def test_a_place_paid_is_taken(full):
    entry = wait(full.martin, full.session)
    free(full.session)
    shown = quote(full.martin.family, at=AT + 2 * HOUR)
    order = checkout(household=full.martin.family, digest=shown.digest, at=AT + 2 * HOUR)
    settle(answer(attempt(order, at=AT + 2 * HOUR).payment), at=AT + 2 * HOUR)
    assert state(entry) == Status.TAKEN
    assert Reservation.objects.get(household=full.martin.family).status == "confirmee"


def test_a_place_not_taken_in_time_goes_to_the_next(full):
    """P39, statement 40."""
    first, second = wait(full.martin, full.session), wait(full.dupont, full.session, AT + HOUR)
    free(full.session)
    expire(AT + 26 * HOUR)
    assert (state(first), state(second)) == (Status.LAPSED, Status.OFFERED)
    assert Reservation.objects.get(status="retenue").household == full.dupont.family
    told = Message.objects.filter(household=full.martin.family).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["place-proposee", "place-non-prise"], "and no word of a basket that expired"


def test_a_place_given_up_goes_to_the_next(full):
    first, second = wait(full.martin, full.session), wait(full.dupont, full.session, AT + HOUR)
    free(full.session)
    leave(first, at=AT + 2 * HOUR)
    assert (state(first), state(second)) == (Status.LEFT, Status.OFFERED)


def test_emptying_the_basket_gives_the_place_to_the_next(full):
    first, second = wait(full.martin, full.session), wait(full.dupont, full.session, AT + HOUR)
    free(full.session)
    release(full.martin.family, at=AT + 2 * HOUR)
    assert (state(first), state(second)) == (Status.LEFT, Status.OFFERED)


def test_a_place_leaving_is_given_once_its_departure_is_confirmed(full):
    entry = wait(full.martin, full.session)
    hold(household=full.durand.family, child=full.durand.kid, wanted=[], unwanted=[full.session.pk], at=AT)
    assert state(entry) == Status.WAITING, "the family may still change its mind"
    shown = quote(full.durand.family, at=AT)
    order = checkout(household=full.durand.family, digest=shown.digest, at=AT)
    confirm(order, at=AT)
    assert state(entry) == Status.OFFERED


def test_a_capacity_raised_serves_as_many_as_there_are_places(full):
    first, second = wait(full.martin, full.session), wait(full.dupont, full.session, AT + HOUR)
    full.session.capacity = 2
    full.session.save()
    sweep(AT + HOUR)
    assert (state(first), state(second)) == (Status.OFFERED, Status.WAITING)
    full.session.capacity = None
    full.session.save()
    sweep(AT + HOUR)
    assert state(second) == Status.OFFERED


def test_leaving_the_list_keeps_the_turn_of_the_others(full):
    first, second = wait(full.martin, full.session), wait(full.dupont, full.session, AT + HOUR)
    leave(first, at=AT)
    free(full.session)
    assert (state(first), state(second)) == (Status.LEFT, Status.OFFERED)


def test_an_offer_never_lasts_beyond_the_cut_off(full):
    """The canteen closes two working days before, at ten: Thursday 4 June for Monday 8."""
    late = datetime(2026, 6, 4, 7, 0, tzinfo=UTC)  # nine in Paris
    wait(full.martin, full.session, late - HOUR)
    vacate(full.durand, late)
    sweep(late)
    assert Reservation.objects.get(household=full.martin.family).held_until == datetime(2026, 6, 4, 8, 0, tzinfo=UTC)


def test_a_wait_ends_with_the_cut_off_and_the_family_is_told(full):
    late = datetime(2026, 6, 4, 9, 0, tzinfo=UTC)
    entry = wait(full.martin, full.session)
    vacate(full.durand, late)
    sweep(late)
    assert state(entry) == Status.CLOSED
    assert "Aucune n'a pu vous être proposée" in Message.objects.get(kind="attente-close").body


def test_a_wait_on_a_day_that_stays_full_ends_with_the_cut_off_too(full):
    entry = wait(full.martin, full.session)
    assert entry.hopes_until == datetime(2026, 6, 4, 8, 0, tzinfo=UTC)
    sweep(datetime(2026, 6, 4, 7, 59, tzinfo=UTC))
    assert state(entry) == Status.WAITING
    sweep(datetime(2026, 6, 4, 8, 0, tzinfo=UTC))
    assert state(entry) == Status.CLOSED
    assert Message.objects.filter(kind="attente-close").count() == 1


def test_a_child_no_longer_enrolled_leaves_its_turn_to_the_next(full):
    first, second = wait(full.martin, full.session), wait(full.dupont, full.session, AT + HOUR)
    full.martin.kid.enrolments.all().delete()
    free(full.session)
    assert (state(first), state(second)) == (Status.CLOSED, Status.OFFERED)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda full: free(full.session), "Une place vient de se libérer"),
        (lambda full: full.martin.kid.enrolments.all().delete(), "n'est pas proposée à cet enfant"),
        (lambda full: wait(full.martin, full.session), "déjà sur la liste d'attente"),
    ],
)
def test_a_list_that_cannot_be_joined_says_why(full, spoil, sentence):
    spoil(full)
    with pytest.raises(BookingError, match=sentence):
        wait(full.martin, full.session, AT + 2 * HOUR)


def test_a_child_that_has_the_place_does_not_wait_for_it(full):
    with pytest.raises(BookingError, match="déjà réservé pour cet enfant"):
        wait(full.durand, full.session)


def test_a_child_waits_once_for_a_session(full):
    entry = wait(full.martin, full.session)
    with pytest.raises(IntegrityError), transaction.atomic():
        WaitingEntry.objects.create(
            child=entry.child, household=full.dupont.family, session=full.session, priority=1, joined_at=AT
        )


def test_a_family_served_otherwise_leaves_the_queue(full):
    entry = wait(full.martin, full.session)
    Reservation.objects.create(
        child=full.martin.kid, household=full.martin.family, session=full.session, status="confirmee", booked_at=AT
    )
    sweep(AT)
    assert state(entry) == Status.TAKEN


def test_the_queue_is_in_order_and_self_check_sees_when_it_is_not(full):
    entry = wait(full.martin, full.session)
    assert codes(check_bookings(at=AT)) == set()
    vacate(full.durand, AT)
    assert codes(check_bookings(at=AT)) == {"place-free-and-queue"}
    WaitingEntry.objects.update(status=Status.OFFERED, offered_at=AT, offered_until=AT + HOUR)
    assert codes(check_bookings(at=AT)) == {"offer-without-place"}
    assert entry.pk


def test_the_message_of_an_offer_leaves_with_the_place(full, django_capture_on_commit_callbacks):
    wait(full.martin, full.session)
    with django_capture_on_commit_callbacks(execute=True):
        free(full.session)
    assert ["martin@exemple.fr"] in [one.to for one in mail.outbox]
