"""A credit given back on request: no fee, no trapped money; the ledger says which payments went back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from families.models import Household
from families.notices import notify
from payments import ledger
from payments.alerts import raise_alert
from payments.debits.accounts import iban_is_right, masked, plain
from payments.errors import LedgerError
from payments.locks import lock_household
from payments.message_kinds import CREDIT_GIVEN_BACK, CREDIT_REFUSED
from payments.models import CreditRequest, Payment, RevenueOffice
from payments.money import ZERO, written
from payments.refunds import refundable


def credits_of(household: Household, *, on: date) -> list[tuple[RevenueOffice, Decimal]]:
    """Give what each régie owes a household, in euros: what it may ask back."""
    offices = RevenueOffice.objects.filter(ledger_entries__household=household).distinct()
    found = [(office, -ledger.balance(household, office, on=on)) for office in offices]
    return [(office, credit) for office, credit in found if credit > 0]


@transaction.atomic
def ask_back(
    household: Household, office: RevenueOffice, *, holder: str, iban: str, at: datetime, by=None
) -> CreditRequest:
    """Ask a régie for the whole credit of a household, by transfer to an account; the régie is told.

    Raises:
        LedgerError: no credit, already asked, or the IBAN is wrong.
    """
    iban = plain(iban)
    lock_household(household)
    credit = -ledger.balance(household, office, on=timezone.localdate(at))
    if not iban_is_right(iban):
        raise LedgerError(_("Cet IBAN n’est pas juste : un caractère est faux ou manque. Recopiez-le."))
    if credit <= 0:
        raise LedgerError(_("Votre compte n’a pas d’avoir à cette régie : il n’y a rien à rembourser."))
    if _open(household, office).exists():
        raise LedgerError(_("Vous avez déjà demandé ce remboursement : la régie le traite."))
    request = CreditRequest.objects.create(
        household=household, revenue_office=office, amount=credit, account_holder=holder, iban=iban, asked_at=at,
        asked_by=by,
    )  # fmt: skip
    says = _("%(household)s demande le remboursement de son avoir de %(amount)s.")
    message = says % {"household": household, "amount": written(credit)}
    raise_alert("credit-asked", f"demande {request.pk}", message, at=at, household=household)
    return request


def _open(household: Household, office: RevenueOffice):
    return CreditRequest.objects.filter(household=household, revenue_office=office, status=CreditRequest.ASKED)


@transaction.atomic
def give_back(request: CreditRequest, *, transfer: str, at: datetime, by=None) -> CreditRequest:
    """Write that the régie transferred a credit: what is left of it now, taken from the latest payments first.

    Raises:
        LedgerError: already answered, no transfer reference, or the credit was used meanwhile.
    """
    request = _locked(request)
    credit = -ledger.balance(request.household, request.revenue_office, on=timezone.localdate(at))
    if not transfer.strip():
        raise LedgerError(_("Écrivez la référence du virement : elle prouve le remboursement."))
    if credit < request.amount:
        raise LedgerError(
            _("L’avoir n’est plus que de %s : il a servi depuis. Refusez cette demande en disant pourquoi.")
            % written(max(credit, ZERO))
        )
    _take_from_payments(request, at, by)
    _answer(request, CreditRequest.PAID, at, by, transfer=transfer.strip()[:60])
    values = {"montant": written(request.amount), "compte": masked(request.iban), "virement": request.transfer}
    notify(CREDIT_GIVEN_BACK, values, at=at, household=request.household, key=f"credit-back:{request.pk}")
    return request


@transaction.atomic
def refuse(request: CreditRequest, *, why: str, at: datetime, by=None) -> CreditRequest:
    """Say why a credit is not given back; it stays on the account.

    Raises:
        LedgerError: already answered, or no reason.
    """
    request = _locked(request)
    if not why.strip():
        raise LedgerError(_("Écrivez pourquoi : la famille le lira."))
    _answer(request, CreditRequest.REFUSED, at, by, answer=why.strip()[:250])
    values = {"montant": written(request.amount), "motif": request.answer}
    notify(CREDIT_REFUSED, values, at=at, household=request.household, key=f"credit-refused:{request.pk}")
    return request


def _locked(request: CreditRequest) -> CreditRequest:
    lock_household(request.household_id)
    related = CreditRequest.objects.select_for_update(of=("self",)).select_related("household", "revenue_office")
    found = related.get(pk=request.pk)
    if found.status != CreditRequest.ASKED:
        raise LedgerError(_("Cette demande a déjà reçu sa réponse."))
    return found


def _take_from_payments(request: CreditRequest, at: datetime, by) -> None:
    """A credit is money some payments brought and nothing uses: the latest give it back."""
    left, label = request.amount, _("Avoir remboursé par virement")
    paid = Payment.objects.of(request.household, request.revenue_office).paid().order_by("-settled_at", "-pk")
    for payment in paid.select_related("household", "revenue_office"):
        taken = min(refundable(payment), left)
        if taken > 0:
            ledger.refund(payment, taken, at=at, label=label, by=by)
            left -= taken
    if left:
        raise LedgerError(_("Cet avoir ne vient d’aucun paiement : remboursez-le par la comptabilité de la commune."))


def _answer(request: CreditRequest, status: str, at: datetime, by, **fields: str) -> None:
    request.status, request.done_at, request.done_by = status, at, by
    for name, value in fields.items():
        setattr(request, name, value)
    request.save(update_fields=["status", "done_at", "done_by", *fields])
