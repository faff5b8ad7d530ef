"""The hours of a garderie: chosen when booked, changed later as one line, swapped when paid."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from payments.ledger import balance
from payments.models import Charge
from payments.settlement import settle
from reservations.booking.basket import expire, release
from reservations.booking.cancelling import cancel
from reservations.booking.holding import Change
from reservations.checkout.ordering import checkout, open_bank_page
from reservations.checkout.quotes import quote
from reservations.days.planning import basket_count, month_for, with_places
from reservations.models import Reservation, Unit
from reservations.planning.estimate import estimate_all
from reservations.self_check import check_bookings
from reservations.terms import Offer, Terms, offer_of
from rules.cutoffs import Counting, Cutoff, DaysBefore, Edge, Effect, Hour
from rules.models import Rulebook
from rules.operations import Operation
from tests.factories import payments
from tests.factories.families import agent
from tests.factories.reservations import one_row, reglement
from tests.reservations.conftest import AT
from tests.reservations.evening import LONG, SHORT, WHOLE, ask, open_evenings, taken
from tests.reservations.test_checkout import pay

Status = Reservation.Status
JUNE = {"first": date(2026, 6, 1), "last": date(2026, 6, 30)}


@pytest.fixture
def evening(town):
    """Monday 8 June, from 16:30 to 19:00."""
    return open_evenings(town)[5]


@pytest.fixture
def paid(town, evening):
    """Monday's evening paid until 18:00: three half-hours, 2,70 €."""
    ask(town, {evening: SHORT})
    pay(town)
    return evening


def lines(town, at=AT):
    shown = [one for section in quote(town.family, at=at).sections for one in section.shown]
    return [(*(words.replace("\u00a0", " ") for words in (one.element, one.was, one.now)), one.cost) for one in shown]


def test_a_unit_offers_its_hours_step_by_step(town, evening):
    offer = offer_of(evening.unit)
    assert offer.hours == (time(16, 30), time(17), time(17, 30), time(18), time(18, 30), time(19))
    assert offer.usual == WHOLE
    assert not offer_of(town.canteen.units.get())


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        (SHORT, ""),
        (Terms(time(18), time(18)), "L'heure de départ doit venir après l'heure d'arrivée."),
        (Terms(time(16, 45), time(18)), "Ces heures ne sont pas proposées."),
        (Terms(time(16, 30), time(20)), "Ces heures ne sont pas proposées."),
        (Terms(time(16, 30), time(18), 7), "Ce choix n'est pas proposé."),
    ],
)
def test_hours_that_cannot_be_taken_say_why(evening, terms, problem):
    assert offer_of(evening.unit).problem(terms).startswith(problem)
    assert bool(offer_of(evening.unit).problem(terms)) == bool(problem)


def test_a_booking_without_chosen_hours_is_the_whole_of_the_unit(town, evening):
    ask(town, {evening: None})
    assert taken(town) == [("retenue", "16:30-19:00")]
    assert lines(town) == [("Sarah - Accueil du soir - Soiree, de 16 h 30 à 19 h", "", "", Decimal("4.50"))]


def test_each_started_half_hour_booked_is_paid_for(town, evening):
    """A08 on the planning: one hour and a half is three half-hours."""
    ask(town, {evening: SHORT})
    assert quote(town.family, at=AT).sections[0].total == Decimal("2.70")


def test_bad_hours_are_refused_with_a_sentence_and_nothing_is_held(town, evening):
    result = ask(town, {evening: Terms(time(18), time(17))})
    assert [one.sentence for one in result.refused] == [
        "L'heure de départ doit venir après l'heure d'arrivée. Changez l'une des deux."
    ]
    assert taken(town) == []


def test_hours_still_in_the_basket_are_simply_replaced(town, evening):
    ask(town, {evening: SHORT})
    ask(town, {evening: LONG})
    assert taken(town) == [("retenue", "16:30-18:30")]


# Paid, then changed -------------------------------------------------------------------------------


def test_changing_paid_hours_is_one_change_with_the_difference_of_price(town, paid):
    """Récapitulatif counts it once; the recap shows old and new."""
    result = ask(town, {paid: LONG})
    assert (result.held, result.changed, result.refused) == ([], [paid.pk], [])
    assert taken(town) == [("en-depart", "16:30-18:00"), ("retenue", "16:30-18:30")]
    assert basket_count(town.family, at=AT) == quote(town.family, at=AT).count == 1
    assert month_for(town.family, [town.sarah], JUNE["first"], at=AT).basket == 1
    assert lines(town) == [("Sarah - Accueil du soir - Soiree", "de 16 h 30 à 18 h", "de 16 h 30 à 18 h 30",
                            Decimal("0.90"))]  # fmt: skip


def test_a_change_takes_one_place_not_two(town, paid):
    """The last place of a session is the child's own."""
    type(paid).objects.filter(pk=paid.pk).update(capacity=1)
    assert ask(town, {paid: LONG}).changed == [paid.pk]
    (session,) = with_places(type(paid).objects.filter(pk=paid.pk), at=AT)
    assert session.taken == 1
    assert "plus de place" in ask(town, {paid: None}, child=town.chloe).refused[0].sentence


def test_paying_the_difference_swaps_the_hours(town, paid):
    ask(town, {paid: WHOLE})
    pay(town)
    assert taken(town) == [("annulee", "16:30-18:00"), ("confirmee", "16:30-19:00")]
    assert sum(charge.amount for charge in Charge.objects.charged()) == Decimal("4.50")
    assert lines(town) == []


def test_leaving_earlier_gives_back_the_difference(town, paid):
    ask(town, {paid: Terms(time(16, 30), time(17))})
    assert quote(town.family, at=AT).sections[0].total == Decimal("-1.80")
    assert quote(town.family, at=AT).next_office
    found = quote(town.family, at=AT)
    assert found.to_pay(found.next_office) == Decimal(0)


def test_time_gives_the_old_hours_back(town, paid):
    """Statement 40: at expiry HELD goes and LEAVING is CONFIRMED again."""
    ask(town, {paid: LONG})
    expire(AT + timedelta(minutes=31))
    assert taken(town) == [("confirmee", "16:30-18:00")]


def test_tout_supprimer_gives_the_old_hours_back(town, paid):
    ask(town, {paid: LONG})
    assert release(town.family, at=AT) == 2
    assert taken(town) == [("confirmee", "16:30-18:00")]


def test_coming_back_to_the_old_hours_is_no_change(town, paid):
    ask(town, {paid: LONG})
    ask(town, {paid: SHORT})
    assert taken(town) == [("confirmee", "16:30-18:00")]
    assert basket_count(town.family, at=AT) == 0


def test_a_change_of_mind_keeps_one_pair(town, paid):
    ask(town, {paid: LONG})
    ask(town, {paid: WHOLE})
    assert taken(town) == [("en-depart", "16:30-18:00"), ("retenue", "16:30-19:00")]


def test_giving_up_a_changed_day_leaves_its_cancellation(town, paid):
    """Statement 31: untick it, and the whole evening paid for is given back."""
    ask(town, {paid: LONG})
    ask(town, {}, unwanted=[paid])
    assert taken(town) == [("en-depart", "16:30-18:00")]
    assert lines(town) == [("Sarah - Accueil du soir - Soiree, de 16 h 30 à 18 h", "", "", Decimal("-2.70"))]


def test_validating_again_without_a_change_keeps_the_order_being_paid(town, paid):
    ask(town, {paid: LONG})
    order = checkout(household=town.family, digest=quote(town.family, at=AT).digest, at=AT)
    ask(town, {paid: None})
    order.refresh_from_db()
    assert order.status == order.OPEN


def test_the_estimate_says_what_valider_then_does(town, paid):
    """Statement 22."""

    def seen(**terms):
        change = Change(town.sarah, wanted=[paid.pk], terms={paid.pk: Terms(time(16, 30), terms["until"])})
        found = estimate_all(town.family, [change], at=AT, **JUNE)
        return found.cost, found.basket

    assert seen(until=time(18)) == (Decimal("2.70"), 0)
    assert seen(until=time(19)) == (Decimal("4.50"), 1)
    ask(town, {paid: LONG})
    assert seen(until=time(19)) == (Decimal("4.50"), 1)
    assert seen(until=time(18)) == (Decimal("2.70"), 0)


# Its deadline -------------------------------------------------------------------------------------


def test_past_the_deadline_paid_hours_stay_and_say_why(town, paid):
    late = AT + timedelta(days=5)
    result = ask(town, {paid: LONG}, at=late)
    (refused,) = result.refused
    assert refused.sentence.replace("\u00a0", " ") == "La date limite était le jeudi 4 juin à 10 h."
    assert taken(town) == [("confirmee", "16:30-18:00")]


def test_a_change_validated_in_time_and_paid_late_must_be_undone(town, paid):
    """Statement 39: the cut-off is judged again on « Payer »."""
    almost = AT + timedelta(days=3, hours=1, minutes=55)
    ask(town, {paid: LONG}, at=almost)
    (complaint,) = quote(town.family, at=almost + timedelta(minutes=10)).complaints
    assert complaint.sentence.startswith("La date limite était le jeudi 4 juin à 10\u00a0h.")
    assert complaint.sentence.endswith("Reprenez les heures d'avant sur le planning : ce jour reste réservé.")


def test_a_late_change_is_told_by_the_new_booking(town, paid):
    """The place paid for is not charged twice: it leaves in time, the new one is late."""
    late = Cutoff((Edge(Effect.LATE, DaysBefore(14, Counting.CALENDAR, Hour(time(10)))),))
    paid.unit.activity.cutoff_rulebook = reglement(Rulebook.Kind.CUTOFF, one_row(late, Operation.SET, rounding=None))
    paid.unit.activity.save()
    ask(town, {paid: LONG})
    assert [(one.status, one.late, one.cancellation) for one in Reservation.objects.order_by("status")] == [
        ("en-depart", False, "a-temps"), ("retenue", True, ""),
    ]  # fmt: skip
    assert lines(town)[0][3] == Decimal("0.90")


# Accidents ----------------------------------------------------------------------------------------


def test_money_that_comes_after_the_session_has_begun_leaves_the_old_hours(town, paid):
    """B05: what was paid for the change becomes a credit, the child keeps its place."""
    ask(town, {paid: WHOLE})
    order = checkout(household=town.family, digest=quote(town.family, at=AT).digest, at=AT)
    step = open_bank_page(order, adapter="demo", urls=payments.URLS, email="c@exemple.fr", at=AT)
    begun = AT + timedelta(days=7, hours=9)
    expire(begun)
    settle(payments.answer(step.payment), at=begun)
    assert taken(town) == [("annulee", "16:30-19:00"), ("confirmee", "16:30-18:00")]
    assert balance(town.family, on=begun.date()) == Decimal("-1.80")
    assert check_bookings(at=begun) == []


def test_money_that_comes_after_the_hold_but_before_the_session_swaps_the_hours(town, paid):
    """B05."""
    ask(town, {paid: WHOLE})
    order = checkout(household=town.family, digest=quote(town.family, at=AT).digest, at=AT)
    step = open_bank_page(order, adapter="demo", urls=payments.URLS, email="c@exemple.fr", at=AT)
    type(paid).objects.filter(pk=paid.pk).update(capacity=1)
    late = AT + timedelta(hours=3)
    expire(late)
    settle(payments.answer(step.payment), at=late)
    assert taken(town) == [("annulee", "16:30-18:00"), ("confirmee", "16:30-19:00")]
    assert check_bookings(at=late) == []


def test_the_counter_cancels_a_day_whose_hours_were_to_change(town, paid):
    """K01: nothing of it stays in the basket."""
    ask(town, {paid: WHOLE})
    leaving = Reservation.objects.get(status=Status.LEAVING)
    cancel([leaving.pk], how=Reservation.Cancellation.JUSTIFIED, reason="Certificat", at=AT, by=agent("accueil"))
    assert taken(town) == [("annulee", "16:30-18:00")]


def test_the_database_refuses_a_departure_before_the_arrival(town, evening):
    ask(town, {evening: SHORT})
    with pytest.raises(IntegrityError, match="a_booking_arrives_before_it_leaves"), transaction.atomic():
        Reservation.objects.update(ends_at=time(16))


def test_the_database_refuses_a_choice_of_hours_without_hours(town):
    with pytest.raises(IntegrityError, match="hours_are_chosen_between_those_of_the_unit"), transaction.atomic():
        Unit.objects.filter(slug="repas").update(hours_step=30)


def test_a_unit_without_choice_keeps_no_hours(town):
    assert Offer().filled(SHORT) == Terms()
