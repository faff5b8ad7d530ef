"""One settlement at the desk by several means: exact sums, titles kept whole, an undone payment. Row K02."""

from decimal import Decimal

import pytest

from payments import ledger, tickets
from payments.adapters.registry import means_for
from payments.desk import Part, Taking, collect, refuse_sum
from payments.desk_forms import DeskForm, PayableLine
from payments.errors import MoneyError, PaymentError
from payments.models import Payment, TicketKind
from payments.receipts import receipt_of
from payments.self_check import check_ledger
from payments.undoing import undo
from tests.factories import payments as make

pytestmark = pytest.mark.django_db
ALL = ["cash", "cheque", "cesu", "voucher", "tickets"]


@pytest.fixture
def office(db):
    return make.revenue_office(adapters=ALL)


def money(amount: str) -> Part:
    return Part("cash", Decimal(amount))


def title(amount: str) -> Part:
    return Part("cesu", Decimal(amount), keeps_excess=True)


@pytest.mark.parametrize(
    ("asked", "parts", "said"),
    [
        ("14.40", [money("14.40")], ""),
        ("14.40", [money("4.40"), title("10.00")], ""),
        ("0.00", [], ""),
        ("14.40", [money("14.00")], "Il manque 0,40"),
        ("14.40", [], "Il manque 14,40"),
        ("14.40", [money("15.00")], "0,60\u00a0€ de trop"),
        ("14.40", [title("20.00")], ""),  # no change on a title: 5,60 € stay as a credit
        ("14.40", [title("10.00"), title("10.00")], ""),
        ("14.40", [title("20.00"), title("5.00")], "un titre de trop"),
        ("14.40", [title("10.00"), money("5.00")], "0,60\u00a0€ de trop"),
    ],
)
def test_sums_are_exact_and_titles_are_taken_whole(asked, parts, said):
    found = refuse_sum(Decimal(asked), parts)
    assert said in found
    assert bool(found) is bool(said)


def test_three_means_settle_one_order_with_one_receipt(household, office, clerk, paid_orders):
    """K02."""
    order = make.order(household, office, "14.40")
    parts = (title("5.00"), Part("cheque", Decimal("6.00"), details={"cheque_number": "0042"}), money("3.40"))
    last = collect(order, Taking(parts, details={"receipt_book": "12-7"}), email="m@example.org", at=make.AT, by=clerk)
    receipt = receipt_of(last)
    assert [part.payment.adapter for part in receipt.parts] == ["cesu", "cheque", "cash"]
    assert all(("Numéro du carnet à souche", "12-7") in part.details for part in receipt.parts)
    assert receipt.total == Decimal("14.40")
    assert household.messages.filter(kind="payment-receipt").count() == 1
    assert len(paid_orders) == 1
    assert check_ledger() == []


def test_what_a_title_is_worth_more_stays_as_a_credit(household, office, clerk):
    """K02: no change is given on a CESU."""
    collect(make.order(household, office, "14.40"), Taking((title("20.00"),)), email="", at=make.AT, by=clerk)
    assert ledger.balance(household, on=make.TODAY) == Decimal("-5.60")
    assert check_ledger() == []


def test_a_refused_sum_takes_nothing(household, office, clerk):
    order = make.order(household, office, "14.40")
    with pytest.raises(PaymentError, match="Il manque"):
        collect(order, Taking((title("5.00"), money("3.40"))), email="", at=make.AT, by=clerk)
    assert not Payment.objects.exists()


def test_a_means_the_regie_does_not_take_takes_nothing(household, clerk):
    order = make.order(household, make.revenue_office(adapters=["cash"]), "14.40")
    with pytest.raises(PaymentError, match="pas accepté"):
        collect(order, Taking((money("9.40"), title("5.00"))), email="", at=make.AT, by=clerk)
    assert not Payment.objects.exists()


def test_the_same_order_is_not_settled_twice(household, office, clerk):
    order = make.order(household, office, "14.40")
    collect(order, Taking((money("14.40"),)), email="", at=make.AT, by=clerk)
    with pytest.raises(PaymentError, match="n’attend plus"):
        collect(order, Taking((money("14.40"),)), email="", at=make.AT, by=clerk)


# Undone -------------------------------------------------------------------------------------------


@pytest.fixture
def by_ticket(household, office, clerk):
    """A meal of 3,60 € paid with the family's only ticket, another of 5,40 € in cash."""
    kind = make.ticket_kind(office)
    tickets.add(household, kind, 1, label="Carnet", at=make.AT, by=clerk)
    order = make.order(household, office, "3.60", "5.40")
    line = order.charges.order_by("pk").first()
    collect(order, Taking((money("5.40"),), {line.pk: kind}), email="", at=make.AT, by=clerk)
    return Payment.objects.get(adapter="tickets")


def test_undoing_gives_the_tickets_back_by_a_reversing_movement(by_ticket, household, clerk):
    """Statement 48: the use stays written, another movement answers it."""
    undo(by_ticket, reason="Mauvaise famille", at=make.later(minutes=5), by=clerk)
    kind = TicketKind.objects.get()
    assert [one.quantity for one in kind.movements.order_by("pk")] == [1, -1, 1]
    assert tickets.stock(household, kind) == 1
    assert ledger.balance(household, on=make.TODAY) == Decimal("3.60")
    assert "Mauvaise famille" in [part.undone for part in receipt_of(by_ticket).parts]
    assert check_ledger() == []


def test_a_payment_is_undone_once_and_says_why(by_ticket, clerk):
    with pytest.raises(PaymentError, match="pourquoi"):
        undo(by_ticket, reason=" ", at=make.AT, by=clerk)
    undo(by_ticket, reason="Erreur", at=make.AT, by=clerk)
    with pytest.raises(PaymentError, match="déjà annulé"):
        undo(by_ticket, reason="Erreur", at=make.AT, by=clerk)


def test_a_payment_online_is_not_undone_at_the_desk(household, clerk):
    payment = make.attempt(make.order(household, make.revenue_office(), "3.60")).payment
    with pytest.raises(MoneyError, match="Seul un encaissement du guichet"):
        undo(payment, reason="Erreur", at=make.AT, by=clerk)


# The form -----------------------------------------------------------------------------------------


def form(office, data, *, asked="14.40", lines=()) -> DeskForm:
    means = means_for(office, at_counter=True)
    return DeskForm(data, asked=Decimal(asked), charges_total=Decimal(asked), means=means, lines=lines)


def titles(*rows: tuple) -> dict:
    data = {"titres-TOTAL_FORMS": len(rows), "titres-INITIAL_FORMS": 0}
    for n, (means, issuer, number, value) in enumerate(rows):
        data |= {f"titres-{n}-means": means, f"titres-{n}-issuer": issuer, f"titres-{n}-number": number,
                 f"titres-{n}-value": value}  # fmt: skip
    return data


def errors(found) -> str:
    found.is_valid()
    rows = found.titles.errors if found.titles and found.titles.is_bound else []
    return " ".join([str(found.errors), str(rows)])


def test_change_is_worked_out_and_written_down(office):
    """K02."""
    found = form(office, {"cash_amount": "14,40 €", "cash_received": "20"})
    assert found.is_valid()
    assert dict(found.parts()[0].details) == {"received": "20,00\u00a0€", "change": "5,60\u00a0€"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"cash_amount": "quatorze"}, "Écrivez un montant en euros"),
        ({"cash_amount": "14,40", "cash_received": "10"}, "La famille a remis 10,00"),
        ({"cheque_amount": "14,40", "cheque_number": "7"}, "sa banque et son émetteur"),
        ({"cheque_number": "7"}, "Un chèque s’enregistre avec son montant"),
        ({"cash_amount": "-1"}, "supérieure ou égale à 0"),
        (titles(("cesu", "", "12", "5,00")), "qui a émis ce titre"),
        (titles(("cesu", "Natixis", "", "5,00")), "le numéro de ce titre"),
        (titles(("cesu", "Natixis", "12", "")), "la valeur imprimée"),
        (titles(("cesu", "Natixis", "12", "5,00")), "Il manque 9,40"),
        ({"tickets": ["unknown"], "cash_amount": "14,40"}, "unknown"),
    ],
)
def test_what_is_wrong_is_said_in_french_beside_its_field(office, data, said):
    """K02: what was typed is kept, the form is shown again with it."""
    kind = make.ticket_kind(office)
    found = form(office, data, lines=[PayableLine("a", "Lundi", Decimal("3.60"), kind)])
    assert said in errors(found)
    assert found.data == data


def test_tickets_titles_and_cheque_leave_the_rest_to_cash(office):
    kind = make.ticket_kind(office)
    lines = [PayableLine("a", "Lundi", Decimal("3.60"), kind), PayableLine("b", "Mardi", Decimal("3.60"), kind)]
    found = form(office, {"tickets": ["a"], **titles(("voucher", "CCAS", "9", "5"))}, lines=lines)
    found.is_valid()
    assert found.left_for_cash() == Decimal("5.80")


def test_a_means_the_regie_does_not_take_has_no_field():
    found = form(make.revenue_office(adapters=["cash"]), None)
    assert "cheque_amount" not in found.fields
    assert "tickets" not in found.fields
    assert found.titles is None
