"""A family's paper tickets: recorded, used one a line, given back; the only writers of their movements.

Laws: the stock is the sum of the movements and never below zero; a ticket used pays one line; it is given back once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from families.models import Household
from payments.errors import TicketError
from payments.locks import lock_household
from payments.models import Charge, Payment, RevenueOffice, TicketKind, TicketMovement
from payments.money import ZERO

Used = Mapping[Charge, TicketKind]


def stock(household: Household, kind: TicketKind) -> int:
    """Give how many tickets of a kind a family has left."""
    return TicketMovement.objects.filter(household=household, kind=kind).aggregate(s=Sum("quantity"))["s"] or 0


def stocks(household: Household, revenue_office: RevenueOffice | None = None) -> dict[TicketKind, int]:
    """Give what a family has left of each kind it ever had, zero included; of one régie or of all."""
    movements = TicketMovement.objects.filter(household=household)
    if revenue_office is not None:
        movements = movements.filter(kind__revenue_office=revenue_office)
    sums = dict(movements.order_by().values_list("kind").annotate(s=Sum("quantity")))
    return {kind: sums[kind.pk] for kind in TicketKind.objects.filter(pk__in=sums)}


@transaction.atomic
def add(household: Household, kind: TicketKind, quantity: int, *, label: str, at: datetime, by=None) -> TicketMovement:
    """Record tickets a family holds: a book it bought, what it brings to the desk, the stock of a former software.

    Raises:
        TicketError: no ticket, or nothing says where they come from.
    """
    if quantity <= 0 or not label:
        raise TicketError(_("Indiquez combien de tickets la famille détient et d’où ils viennent (carnet, reprise…)."))
    lock_household(household)
    return _write(household, kind, TicketMovement.ADDED, quantity, at, by, label=label[:200])


@transaction.atomic
def correct(household: Household, kind: TicketKind, counted: int, *, reason: str, at: datetime, by) -> TicketMovement:
    """Bring a stock to what the clerk counts, with the reason.

    Raises:
        TicketError: no reason, a negative count, or nothing to correct.
    """
    lock_household(household)
    gap = counted - stock(household, kind)
    if counted < 0 or not reason:
        raise TicketError(_("Indiquez le nombre de tickets comptés et le motif de la correction."))
    if not gap:
        raise TicketError(_("Le stock est déjà de ce nombre de tickets : il n’y a rien à corriger."))
    return _write(household, kind, TicketMovement.CORRECTED, gap, at, by, label=reason[:200])


def value_of(lines: Sequence[Decimal], charges_total: Decimal) -> Decimal:
    """Give what tickets on these lines are worth, in euros: the price of the lines, whatever is printed on them.

    Where a reduction of the same order lowers its lines together, tickets never pay more than what is left of them:
    a ticket gives no change.

    Raises:
        TicketError: the order is paid with fewer tickets.
    """
    whole = sum(lines, ZERO)
    if lines and whole - min(lines) >= charges_total:
        raise TicketError(_("Il y a un ticket de trop : les autres suffisent à régler ces lignes. Retirez-en un."))
    return min(whole, charges_total)


def refuse_unpayable(household: Household, order, used: Used) -> None:
    """Say why these tickets may not pay these lines. Under the household's lock.

    Raises:
        TicketError: a line of another order, deferred or without price; a kind of another régie; too few tickets.
    """
    for charge, kind in used.items():
        if charge.order_id != order.pk or kind.revenue_office_id != order.revenue_office_id:
            raise TicketError(_("Ce ticket ne paie pas cette ligne : il est d’une autre régie ou commande."))
        if charge.deferred:
            message = _("« %s » est facturé plus tard : il n’y a rien à régler aujourd’hui, gardez le ticket.")
            raise TicketError(message % charge.label)
        if charge.amount <= 0:
            raise TicketError(_("« %s » ne coûte rien : gardez le ticket.") % charge.label)
    for kind in set(used.values()):
        _refuse_shortage(household, kind, list(used.values()).count(kind))


def _refuse_shortage(household: Household, kind: TicketKind, asked: int) -> None:
    left = stock(household, kind)
    if asked > left:
        message = ngettext(
            "Il reste %(left)d ticket « %(kind)s » à cette famille et vous en prenez %(asked)d. "
            "Décochez des lignes, ou enregistrez d’abord les tickets qu’elle présente.",
            "Il reste %(left)d tickets « %(kind)s » à cette famille et vous en prenez %(asked)d. "
            "Décochez des lignes, ou enregistrez d’abord les tickets qu’elle présente.",
            left,
        )
        raise TicketError(message % {"left": left, "asked": asked, "kind": kind.name})


def use(payment: Payment, used: Used, *, at: datetime) -> None:
    """Write that each line takes a ticket of the family; the database refuses one it has not."""
    for charge, kind in used.items():
        _write(
            payment.household, kind, TicketMovement.USED, -1, at, payment.received_by, payment=payment, charge=charge
        )


def give_back(payment: Payment, *, reason: str, at: datetime, by) -> int:
    """Give back the tickets of a payment that is undone; gives how many."""
    used = payment.tickets.filter(movement=TicketMovement.USED, reversed_by=None).select_related("household", "kind")
    found = list(used)
    for one in found:
        _write(
            one.household, one.kind, TicketMovement.GIVEN_BACK, 1, at, by, label=reason[:200], payment=payment,
            reverses=one,
        )  # fmt: skip
    return len(found)


def used_by(payments: Iterable[Payment]) -> list[TicketMovement]:
    """Give the tickets these payments took, each with the line it paid."""
    used = TicketMovement.objects.filter(payment__in=list(payments), movement=TicketMovement.USED)
    return list(used.select_related("kind", "charge").order_by("charge__day", "charge_id"))


def _write(household, kind, movement, quantity, at, by, **more) -> TicketMovement:
    return TicketMovement.objects.create(
        household=household,
        kind=kind,
        movement=movement,
        quantity=quantity,
        recorded_at=at,
        recorded_by=by,
        **more,
    )
