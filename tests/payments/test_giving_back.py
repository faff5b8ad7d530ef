"""No trapped money: a family asks its credit back, the régie transfers it, the ledger comes back to zero."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from families.models import Message
from payments import ledger
from payments.errors import LedgerError
from payments.giving_back import ask_back, give_back, refuse
from payments.models import Alert, CreditRequest
from payments.self_check import check_ledger
from payments.settlement import settle
from tests.factories import payments as make
from tests.factories.families import agent

pytestmark = pytest.mark.django_db
IBAN = "FR7630006000011234567890189"


@pytest.fixture
def credit(household, office, clerk):
    """10,00 € paid by two payments, then 7,00 € given up in time."""
    at = timezone.now()
    for amount in ("4.00", "6.00"):
        settle(make.answer(make.attempt(make.order(household, office, amount, at=at), at=at).payment), at=at)
    make.adjustment(household, office, clerk, "-7.00", reason="Annulation à temps", at=at)
    return Decimal("7.00")


def balance(household):
    return ledger.balance(household, on=timezone.localdate())


def test_a_credit_asked_back_is_transferred_and_the_account_is_at_zero(family, client, household, office, credit):
    """B20."""
    assert "Demander son remboursement" in family.get(reverse("payments:history")).content.decode()
    here = reverse("payments:ask_credit", args=[office.pk])
    assert "Cet IBAN n’est pas juste" in family.post(here, {"holder": "S", "iban": "FR76"}).content.decode()
    family.post(here, {"holder": "Sarah Martin", "iban": IBAN})
    asked = CreditRequest.objects.get()
    assert (asked.amount, Alert.objects.get(kind="credit-asked").household) == (credit, household)
    client.force_login(agent("régie"))
    client.post(reverse("payments:answer_credit", args=[asked.pk]), {"decision": "pay", "words": "VIR-118"})
    assert balance(household) == 0
    assert "VIR-118" in Message.objects.get(kind="credit-given-back").body
    assert check_ledger() == []


def test_it_is_asked_once_and_given_back_once(household, office, credit):
    at = timezone.now()
    asked = ask_back(household, office, holder="S", iban=IBAN, at=at)
    with pytest.raises(LedgerError, match="déjà demandé"):
        ask_back(household, office, holder="S", iban=IBAN, at=at)
    give_back(asked, transfer="VIR-1", at=at)
    with pytest.raises(LedgerError, match="déjà reçu"):
        give_back(asked, transfer="VIR-2", at=at)
    with pytest.raises(LedgerError, match="pas d’avoir"):
        ask_back(household, office, holder="S", iban=IBAN, at=at)


def test_a_credit_used_meanwhile_is_not_paid_twice(household, office, clerk, credit):
    at = timezone.now()
    asked = ask_back(household, office, holder="S", iban=IBAN, at=at)
    make.adjustment(household, office, clerk, "5.00", reason="Présence sans réservation", at=at)
    with pytest.raises(LedgerError, match="2,00"):
        give_back(asked, transfer="VIR-1", at=at)
    assert balance(household) == Decimal("-2.00")


def test_a_refusal_says_why_and_leaves_the_credit(household, office, credit):
    at = timezone.now()
    asked = ask_back(household, office, holder="S", iban=IBAN, at=at)
    with pytest.raises(LedgerError, match="pourquoi"):
        refuse(asked, why=" ", at=at)
    refuse(asked, why="Déduit de novembre", at=at)
    assert "Déduit de novembre" in Message.objects.get(kind="credit-refused").body
    assert balance(household) == -credit
