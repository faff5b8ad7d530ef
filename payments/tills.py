"""Tills: what an agent takes at the desk enters the till of the day; closed once counted, it never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from families.models import User
from payments.adapters.registry import adapters
from payments.errors import TillError
from payments.models import Payment, RevenueOffice, Till, TillCount, TillMovement
from payments.money import ZERO, euros
from payments.receipts import means_label

CASH = "cash"


@dataclass(frozen=True)
class Holding:
    """What a till should hold of one means: the number of payments and their sum, cash with its float, in euros."""

    adapter: str
    label: str
    payments: int
    taken: Decimal
    expected: Decimal


@dataclass(frozen=True)
class Counted:
    """What an agent counted of one means, in euros, and why it differs."""

    amount: Decimal
    explanation: str = ""


def till_of(agent: User, revenue_office: RevenueOffice, *, at: datetime) -> Till:
    """Give the agent's open till of that day at a régie, opened without float where there is none."""
    till, _new = Till.objects.get_or_create(
        agent=agent,
        revenue_office=revenue_office,
        day=timezone.localdate(at),
        closed_at=None,
        defaults={"opened_at": at},
    )
    return till


@transaction.atomic
def set_float(agent: User, revenue_office: RevenueOffice, amount: Decimal, *, at: datetime) -> Till:
    """Open the agent's till of the day with the change it starts with, or put that sum right while it is open.

    Raises:
        TillError: a negative float.
    """
    if amount < 0:
        raise TillError(_("Le fonds de caisse ne peut pas être négatif : indiquez ce que contient le tiroir."))
    till = _locked(till_of(agent, revenue_office, at=at))
    till.opening_float = euros(amount)
    till.save(update_fields=["opening_float"])
    return till


def enter(payment: Payment, *, at: datetime) -> None:
    """Put a settled payment in the till of the agent who received it; one nobody received enters none."""
    if payment.received_by is None:
        return
    till = till_of(payment.received_by, payment.revenue_office, at=at)
    _move(till, payment, TillMovement.TAKEN, payment.amount, "", at, payment.received_by)


def take_out(payment: Payment, *, reason: str, at: datetime, by: User) -> None:
    """Take a payment that is undone out of the till of the agent who undoes it; the first till keeps its trace."""
    till = till_of(by, payment.revenue_office, at=at)
    _move(till, payment, TillMovement.UNDONE, -payment.amount, reason[:200], at, by)


def holdings(till: Till) -> tuple[Holding, ...]:
    """Give what a till should hold, means by means, cash first; undone payments are taken out."""
    movements = till.movements.order_by().values("adapter")
    live = Count("payment", filter=Q(kind=TillMovement.TAKEN)) - Count("payment", filter=Q(kind=TillMovement.UNDONE))
    sums = movements.annotate(number=live, taken=Sum("amount")).values_list("adapter", "number", "taken")
    found = {adapter: (number, euros(taken)) for adapter, number, taken in sums}
    found.setdefault(CASH, (0, ZERO))
    known = list(adapters())
    order = sorted(found, key=lambda name: (name != CASH, known.index(name) if name in known else len(known), name))
    return tuple(_holding(till, name, *found[name]) for name in order)


def _holding(till: Till, adapter: str, number: int, taken: Decimal) -> Holding:
    opening = till.opening_float if adapter == CASH else ZERO
    return Holding(adapter, means_label(adapter), number, taken, taken + opening)


@transaction.atomic
def close(till: Till, counted: Mapping[str, Counted], *, at: datetime, by: User) -> Till:
    """Count a till and close it: each means is counted, each difference explained; after that it never changes.

    Raises:
        TillError: already closed, a means not counted, or a difference without explanation.
    """
    till = _locked(till)
    if not till.is_open:
        raise TillError(_("Cette caisse est déjà arrêtée : elle ne change plus."))
    held = holdings(till)
    for holding in held:
        _refuse_count(holding, counted.get(holding.adapter))
    TillCount.objects.bulk_create([_count(till, one, counted[one.adapter]) for one in held])
    till.closed_at, till.closed_by = at, by
    till.save(update_fields=["closed_at", "closed_by"])
    return till


def _refuse_count(holding: Holding, counted: Counted | None) -> None:
    if counted is None:
        raise TillError(_("Comptez aussi : %(means)s.") % {"means": holding.label})
    if counted.amount != holding.expected and not counted.explanation:
        raise TillError(_("%(means)s : expliquez l’écart avant d’arrêter la caisse.") % {"means": holding.label})


def _count(till: Till, holding: Holding, counted: Counted) -> TillCount:
    return TillCount(
        till=till,
        adapter=holding.adapter,
        expected=holding.expected,
        counted=counted.amount,
        explanation=counted.explanation[:250],
    )


def _locked(till: Till) -> Till:
    return Till.objects.select_for_update(of=("self",)).select_related("revenue_office", "agent").get(pk=till.pk)


def _move(till, payment, kind, amount, reason, at, by) -> None:
    TillMovement.objects.create(
        till=till,
        payment=payment,
        kind=kind,
        adapter=payment.adapter,
        amount=amount,
        reason=reason,
        recorded_at=at,
        recorded_by=by,
    )
