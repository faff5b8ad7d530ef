"""Opening, voiding and settling orders. Opening confirms nothing; settling tells the house by `order_paid`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Household
from payments import allocation, ledger, notices
from payments.adapters.registry import means_for
from payments.errors import OrderError
from payments.locks import lock_household
from payments.models import Charge, NumberSeries, Order, RevenueOffice
from payments.money import ZERO, euros, total
from payments.numbering import document_number
from payments.signals import order_paid


@dataclass(frozen=True)
class ChargeSpec:
    """One signed amount the caller says is owed, in euros already rounded, with its reason; `subject` is never read."""

    subject: str
    day: date
    label: str
    amount: Decimal
    component: str
    edition: str
    why: dict
    deferred: bool
    basis: str
    accounting_code: str = ""


@transaction.atomic
def open_order(
    *,
    household: Household,
    revenue_office: RevenueOffice,
    charges: Sequence[ChargeSpec],
    due: Decimal,
    at: datetime,
    by=None,
) -> Order:
    """Write the lines a household accepts together and what it must pay for them: max(0, Σ immediate + `due`).

    Raises:
        OrderError: another order of this household waits at this régie, or there is nothing to order.
    """
    lock_household(household)
    if Order.objects.of(household, revenue_office).open().filter(is_adjustment=False).exists():
        raise OrderError(
            _("Un paiement est déjà en cours pour votre foyer. Terminez-le ou annulez-le, puis recommencez.")
        )
    if not charges and due <= 0:
        raise OrderError(_("Il n’y a rien à payer : votre récapitulatif est vide et votre compte est à jour."))
    return _write_order(household, revenue_office, charges, euros(due), at, by)


@transaction.atomic
def void(order: Order, *, at: datetime, reason: str, by=None) -> None:
    """Give up an open order; a payment under way is kept and followed, and becomes a credit if it turns out paid.

    Voiding twice changes nothing. `settlement.give_up` asks the bank first.

    Raises:
        OrderError: the order is already settled.
    """
    order = _locked(order)
    if order.status == Order.PAID:
        raise OrderError(_("Cette commande est déjà réglée : elle ne peut plus être abandonnée."))
    if order.status == Order.OPEN:
        order.status, order.voided_at, order.voided_by, order.void_reason = Order.VOID, at, by, reason[:250]
        order.save(update_fields=["status", "voided_at", "voided_by", "void_reason"])


@transaction.atomic
def confirm_without_payment(order: Order, *, at: datetime) -> Order:
    """Settle an order that asks nothing of a bank: nothing due, or less than any bank takes (left due). Idempotent.

    Raises:
        OrderError: it was voided, or there is enough to pay for a bank.
    """
    order = _locked(order)
    if order.status == Order.PAID:
        return order
    left = left_to_pay(order)
    if order.status == Order.VOID:
        raise OrderError(_("Cette commande a été abandonnée. Vérifiez votre récapitulatif et validez-le à nouveau."))
    if left > 0 and left >= minimum_online(order.revenue_office):
        raise OrderError(_("Il reste un montant à payer : choisissez un moyen de paiement."))
    order.left_due = left
    return settle_order(order, at=at)


@transaction.atomic
def post_adjustment(
    *,
    household: Household,
    revenue_office: RevenueOffice,
    charges: Sequence[ChargeSpec],
    at: datetime,
    by,
    reason: str,
    tell: bool = True,
) -> Order:
    """Post at once a difference nobody ordered, as a settled order with its reason, and tell the family.

    ``tell=False`` is for a caller who tells it in other words, in the same transaction.

    A positive difference becomes restant dû, a negative one a credit.

    Raises:
        OrderError: no line, or no reason.
    """
    if not charges or not reason:
        raise OrderError(_("Une régularisation porte au moins une ligne et son motif."))
    lock_household(household)
    order = _write_order(household, revenue_office, charges, ZERO, at, by, is_adjustment=True, reason=reason[:250])
    order.left_due = order.amount_due
    order = settle_order(order, at=at, by=by)
    if tell:
        notices.tell_adjustment(order, at=at)
    return order


def settle_order(order: Order, *, at: datetime, by=None) -> Order:
    """Mark a locked, open order PAID: its immediate lines enter the ledger, money is matched, `order_paid` is sent."""
    immediate = list(order.charges.immediate())
    for line in immediate:
        ledger.charge(line, at=at, by=by)
    order.status, order.settled_at = Order.PAID, at
    order.save(update_fields=["status", "settled_at", "left_due"])
    allocation.match(order.household, order.revenue_office, at=at, first=[line.pk for line in immediate])
    if not order.is_adjustment:
        order_paid.send(Order, order=order, at=at)
    return order


def left_to_pay(order: Order) -> Decimal:
    """Give what an order still asks for, in euros, once its settled payments are counted."""
    return max(ZERO, order.amount_due - total(order.payments.paid()))


def minimum_online(revenue_office: RevenueOffice) -> Decimal:
    """Give the smallest amount a family can pay online at a régie, in euros; below it, it is left due."""
    least = min((means.minimum for means in means_for(revenue_office)), default=ZERO)
    return max(revenue_office.minimum_online, least)


def _locked(order: Order) -> Order:
    """The household's lock, then the order as it stands now."""
    lock_household(order.household_id)
    return Order.objects.select_for_update(of=("self",)).select_related("household", "revenue_office").get(pk=order.pk)


def _write_order(household, revenue_office, charges, due, at, by, *, is_adjustment=False, reason="") -> Order:
    charges_total = sum((_exact(spec) for spec in charges if not spec.deferred), ZERO)
    order = Order.objects.create(
        number=document_number(revenue_office, NumberSeries.ORDER, "C", at),
        household=household,
        revenue_office=revenue_office,
        charges_total=charges_total,
        due_before=due,
        amount_due=max(ZERO, charges_total + due),
        is_adjustment=is_adjustment,
        reason=reason,
        opened_at=at,
        opened_by=by,
    )
    Charge.objects.bulk_create([charge_row(order, spec, at) for spec in charges])
    return order


def _exact(spec: ChargeSpec) -> Decimal:
    """The amount, refused unless its caller rounded it: rounding belongs to the règlement."""
    if euros(spec.amount) != spec.amount:
        raise ValueError(f"{spec.subject}: {spec.amount} is not rounded to the cent")
    return euros(spec.amount)


def charge_row(order: Order, spec: ChargeSpec, at: datetime) -> Charge:
    """A line as its row, not written yet. Raises ValueError where its amount is not rounded."""
    return Charge(
        household=order.household,
        revenue_office=order.revenue_office,
        order=order,
        subject=spec.subject,
        day=spec.day,
        label=spec.label,
        amount=_exact(spec),
        component=spec.component,
        edition=spec.edition,
        why=spec.why,
        basis=spec.basis,
        deferred=spec.deferred,
        invoice_month=spec.day.replace(day=1) if spec.deferred else None,
        accounting_code=spec.accounting_code,
        recorded_at=at,
    )
