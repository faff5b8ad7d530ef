"""Who may book and until when: the règlements decide, an empty or absent one in the safe way, and each says why."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from families.models import Residence, Schooling
from reservations.booking.holding import hold
from reservations.checkout.quotes import quote
from reservations.days.planning import month_for
from reservations.days.plans import CellState
from reservations.facts import vocabulary
from reservations.models import Reservation
from rules.cutoffs import PARIS, Counting, Cutoff, DaysBefore, Edge, Effect, Hour
from rules.models import Edition, Rulebook
from rules.operations import Operation
from rules.outcomes import Allow, Amount, Refuse
from rules.steps import LINE, Step
from rules.steps import Rulebook as Rules
from rules.tables import ANY, Cell, DecisionTable, HitPolicy, Is, Row
from tests.factories.reservations import one_row, reglement
from tests.reservations.conftest import AT, MONDAY
from tests.reservations.test_checkout import amounts, book

Status = Reservation.Status
TUESDAY = date(2026, 6, 9)


def cell(town, day=MONDAY, at=AT, row=0):
    plan = month_for(town.family, [town.sarah], day, at=at)
    return next(one for one in plan.rows[row].cells if one.day == day)


def change(town, **rulebooks):
    for name, rulebook in rulebooks.items():
        setattr(town.canteen, f"{name}_rulebook", rulebook)
    town.canteen.save()


def table(columns, *rows, policy=HitPolicy.FIRST):
    facts = tuple(vocabulary().fact(name) for name in columns)
    return DecisionTable(facts, tuple(Row(cells, outcome) for cells, outcome in rows), policy)


def yes(value=True):
    return Cell((Is(value),))


def resident_or_enrolled():
    """« Habiter la commune ou y être scolarisé »."""
    rules = table(
        ["resident", "inscrit_ecole_commune"],
        ((yes(), ANY), Allow()),
        ((ANY, yes()), Allow()),
        ((ANY, ANY), Refuse("Réservé aux enfants de la commune ou de ses écoles.")),
    )
    return reglement(Rulebook.Kind.ACCESS, Rules((Step("accès", LINE, Operation.REFUSE, rules),)))


# Access: deny by default --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resident", "schooled", "state"),
    [
        (True, False, CellState.FREE),
        (False, True, CellState.FREE),
        (None, True, CellState.FREE),
        (False, False, CellState.REFUSED),
        (None, None, CellState.REFUSED),
    ],
)
def test_resident_or_enrolled_in_a_school_of_the_commune(town, resident, schooled, state):
    """A31: the rule is a table of the back office; an unknown answer is not a yes."""
    change(town, access=resident_or_enrolled())
    Residence.objects.update(is_resident=resident)
    Schooling.objects.update(in_commune=schooled)
    found = cell(town)
    assert found.state is state
    if state is CellState.REFUSED:
        assert found.reason == "Réservé aux enfants de la commune ou de ses écoles."


def test_the_answer_of_the_engine_is_the_sentence_of_the_cell_and_of_the_refusal(town):
    """B09."""
    change(town, access=resident_or_enrolled())
    Residence.objects.update(is_resident=False)
    Schooling.objects.update(in_commune=False)
    shown = cell(town)
    (refused,) = book(town, [town.meals[5]]).refused
    assert refused.sentence == shown.reason
    assert not shown.can_change


def test_without_access_reglement_nobody_books(town):
    change(town, access=None)
    found = cell(town)
    assert (found.state, found.reason) == (
        CellState.REFUSED,
        "Aucun règlement d'accès ne prévoit ce cas : contactez la mairie.",
    )
    assert book(town, [town.meals[5]]).held == []


def test_a_step_that_says_nothing_refuses(town):
    silent = table(["resident"], ((yes(False),), Allow()))
    change(town, access=reglement(Rulebook.Kind.ACCESS, Rules((Step("accès", LINE, Operation.REFUSE, silent),))))
    assert cell(town).state is CellState.REFUSED


def test_a_reglement_that_contradicts_itself_decides_nothing(town):
    twice = table(["resident"], ((ANY,), Allow()), ((yes(),), Allow()), policy=HitPolicy.UNIQUE)
    change(town, access=reglement(Rulebook.Kind.ACCESS, Rules((Step("accès", LINE, Operation.REFUSE, twice),))))
    found = cell(town)
    assert found.state is CellState.REFUSED
    assert "contactez la mairie" in found.reason


def test_access_is_judged_by_the_edition_of_the_day_of_service(town):
    closing = one_row(Refuse("Travaux à la cantine."), Operation.REFUSE)
    reglement(Rulebook.Kind.ACCESS, closing, valid_from=TUESDAY, into=town.canteen.access_rulebook)
    assert cell(town, MONDAY).state is CellState.FREE
    assert cell(town, TUESDAY).reason == "Travaux à la cantine."


# Cut-offs: nothing said, nothing closed -----------------------------------------------------------


def until(effect, days, hour):
    return Edge(effect, DaysBefore(days, Counting.CALENDAR, Hour(hour)))


def late_then_refused():
    """« En retard à partir de J-8, refusé à partir de la veille 18 h »."""
    rules = Cutoff((until(Effect.LATE, 8, time(10)), until(Effect.REFUSED, 1, time(18))))
    return reglement(Rulebook.Kind.CUTOFF, one_row(rules, Operation.SET, rounding=None))


def by_action(book_days, cancel_days):
    rows = [
        ((yes(action),), Cutoff((until(Effect.REFUSED, days, time(10)),)))
        for action, days in (("reserver", book_days), ("annuler", cancel_days))
    ]
    step = Step("dates limites", LINE, Operation.SET, table(["action"], *rows), rounding=None)
    return reglement(Rulebook.Kind.CUTOFF, Rules((step,)))


def test_without_cut_off_reglement_a_day_is_open_until_it_begins(town):
    change(town, cutoff=None)
    tomorrow = date(2026, 6, 2)
    assert cell(town, tomorrow).state is CellState.FREE
    town.meals[0].unit.__class__.objects.filter(activity=town.canteen).update(starts_at=time(12))
    noon = datetime(2026, 6, 2, 12, tzinfo=PARIS)
    assert cell(town, tomorrow, at=noon - timedelta(seconds=1)).state is CellState.FREE
    assert cell(town, tomorrow, at=noon).state is CellState.PAST


def test_late_is_still_open_says_so_and_the_price_may_use_it(town):
    """A16: the surcharge is a row of the tariff."""
    change(town, cutoff=late_then_refused(), price=dearer_when_late())
    book(town, [town.meals[5], town.meals[6]])
    assert cell(town, MONDAY).late is True
    assert [cost for _, cost in amounts(quote(town.family, at=AT))] == [Decimal("5.00"), Decimal("3.60")]


def dearer_when_late():
    rows = (((yes("a-temps"),), Amount(Decimal("3.60"))), ((yes("tardive"),), Amount(Decimal("5.00"))))
    step = Step("prix du repas", LINE, Operation.SET, table(["reservation"], *rows))
    return reglement(Rulebook.Kind.PRICE, Rules((step,)))


def test_become_late_in_the_basket_is_priced_late_and_shown_again(town):
    """Statement 39: the cut-off is judged again on « Payer »."""
    change(town, cutoff=late_then_refused(), price=dearer_when_late())
    book(town, [town.meals[6]], at=AT)
    edge = datetime(2026, 6, 1, 10, tzinfo=PARIS)
    Reservation.objects.update(held_until=edge + timedelta(hours=1))
    assert amounts(quote(town.family, at=edge - timedelta(seconds=1)))[0][1] == Decimal("3.60")
    assert amounts(quote(town.family, at=edge))[0][1] == Decimal("5.00")


def test_booking_and_cancelling_may_have_their_own_deadlines(town):
    """A29."""
    change(town, cutoff=by_action(book_days=3, cancel_days=7))
    Reservation.objects.create(
        child=town.sarah, household=town.family, session=town.meals[5], status=Status.CONFIRMED, booked_at=AT
    )
    booked, free = cell(town, MONDAY, at=AT + timedelta(hours=3)), cell(town, TUESDAY, at=AT + timedelta(hours=3))
    assert (booked.state, booked.can_change) == (CellState.CONFIRMED, False)
    assert booked.reason == "La date limite était le lundi 1er juin à 10\u00a0h."
    assert (free.state, free.can_change) == (CellState.FREE, True)


def test_a_cancellation_become_impossible_in_the_basket_is_refused_on_payer(town):
    """Statement 39, for what is given up."""
    change(town, cutoff=by_action(book_days=1, cancel_days=7))
    Reservation.objects.create(
        child=town.sarah, household=town.family, session=town.meals[5], status=Status.CONFIRMED, booked_at=AT
    )
    book(town, [], unwanted=[town.meals[5]])
    Reservation.objects.update(held_until=AT + timedelta(days=1))
    assert quote(town.family, at=AT).complaints == ()
    (complaint,) = quote(town.family, at=AT + timedelta(hours=3)).complaints
    assert "il reste réservé" in complaint.sentence


def test_a_closed_session_is_refused_with_the_town_s_words(town):
    """P37: a closed day says why."""
    town.meals[5].is_open, town.meals[5].closed_reason = False, "Sortie scolaire, pas de cantine."
    town.meals[5].save()
    assert cell(town).reason == "Sortie scolaire, pas de cantine."
    (refused,) = book(town, [town.meals[5]]).refused
    assert refused.sentence == "Sortie scolaire, pas de cantine."


def test_an_activity_withdrawn_from_families_cannot_be_forged(town):
    town.canteen.is_published = False
    town.canteen.save()
    assert {row.activity.slug for row in month_for(town.family, [town.sarah], MONDAY, at=AT).rows} == {"garderie"}
    (refused,) = book(town, [town.meals[5]]).refused
    assert "n'est pas proposée" in refused.sentence


# Prices: nothing said, nothing priced -------------------------------------------------------------


@pytest.mark.parametrize("absent", [True, False])
def test_without_tariff_nothing_is_priced_and_the_basket_says_so(town, absent):
    """« Aucun tarif ne prévoit ce cas »."""
    if absent:
        change(town, price=None)
    else:
        Edition.objects.filter(rulebook=town.canteen.price_rulebook).delete()
    book(town, [town.meals[5]])
    (complaint,) = quote(town.family, at=AT).complaints
    assert complaint.sentence.startswith("Aucun tarif ne prévoit ce cas")
    plan = month_for(town.family, [town.sarah], MONDAY, at=AT)
    assert plan.rows[0].price.amount is None
    assert plan.warnings == (complaint.sentence,)


def test_no_day_is_held_for_a_child_of_nobody(town):
    assert hold(household=town.family, child=town.sarah, wanted=[], at=AT).held == []
