"""The recap by régie: what each asks, and by which means it may be paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core import signing
from django.utils.translation import gettext as _

from cms.french import day_in_figures, euros
from payments.adapters.base import Adapter
from payments.adapters.registry import means_for
from payments.models import RevenueOffice
from reservations.checkout.quotes import Quote, QuoteLine, Section
from rules.lines import ZERO

_SALT = "reservations.recap"
Shown = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Till:
    """What one régie asks: its sections, its restant dû or credit, and the means it takes here."""

    office: RevenueOffice
    sections: tuple[Section, ...]
    due: Decimal
    to_pay: Decimal
    takes_money: bool
    means: tuple[Adapter, ...]

    @property
    def credit(self) -> Decimal:
        return -self.due

    @property
    def has_immediate(self) -> bool:
        return any(section.immediate for section in self.sections)

    @property
    def left_due(self) -> Decimal:
        """What is too small for a bank, and joins the next payment."""
        return ZERO if self.takes_money else self.to_pay

    @property
    def left_credit(self) -> Decimal:
        """What stays in advance on the account once these lines are confirmed."""
        immediate = sum((section.total for section in self.sections if section.immediate), ZERO)
        return max(ZERO, -(immediate + self.due))


def tills_of(quote: Quote, *, at_counter: bool) -> tuple[Till, ...]:
    """A till a régie, in the order they are paid; at the counter a clerk takes any amount."""
    return tuple(_till(quote, office, at_counter) for office in quote.offices)


def _till(quote: Quote, office: RevenueOffice, at_counter: bool) -> Till:
    to_pay = quote.to_pay(office)
    return Till(
        office=office,
        sections=quote.of(office),
        due=quote.due_of(office),
        to_pay=to_pay,
        takes_money=to_pay > ZERO if at_counter else quote.needs_bank(office),
        means=tuple(means_for(office, at_counter=at_counter, amount=to_pay)),
    )


def seal(quote: Quote) -> str:
    """What was shown, in a form only we can have written: it tells later what has changed."""
    lines = {line.subject: [_name(line), str(line.cost)] for line in _lines(quote)}
    return signing.dumps(lines, salt=_SALT, compress=True)


def unseal(text: str) -> Shown:
    """What `seal` wrote; nothing where it was not us."""
    try:
        found: Shown = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return {}
    return found


def changes(shown: Shown, quote: Quote) -> list[str]:
    """What has changed since the recap was shown, a sentence a line (statement 39)."""
    if not shown:
        return []
    now = {line.subject: line for line in _lines(quote)}
    gone = [_("%(what)s : n'est plus dans votre récapitulatif.") % {"what": was[0]} for key, was in shown.items()
            if key not in now]  # fmt: skip
    return [*gone, *(said for key, line in now.items() if (said := _change(shown.get(key), line)))]


def _change(was: Sequence[str] | None, line: QuoteLine) -> str:
    if was is None:
        return _("%(what)s : ajouté, %(now)s.") % {"what": _name(line), "now": euros(line.cost)}
    if Decimal(was[1]) != line.cost:
        prices = {"what": _name(line), "was": euros(Decimal(was[1])), "now": euros(line.cost)}
        return _("%(what)s : le prix passe de %(was)s à %(now)s.") % prices
    return ""


def _lines(quote: Quote) -> list[QuoteLine]:
    return [line for section in quote.sections for line in section.lines]


def _name(line: QuoteLine) -> str:
    day: date = line.day
    return f"{day_in_figures(day)}, {line.element}"
