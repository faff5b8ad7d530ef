"""The recap: what the basket changes, line by line, with its reason and its price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from hashlib import sha256

from django.utils.translation import gettext as _

from families.models import Household
from payments.models import RevenueOffice
from payments.orders import minimum_online
from reservations.checkout.complaints import Complaint, element_of, judge_again
from reservations.checkout.recap_lines import RecapLine, recap_lines, taken
from reservations.days.bookings import count_changes
from reservations.days.costs import UNPRICEABLE
from reservations.models import Activity, Reservation, Waiver
from reservations.pricing.bills import Difference, differences, objections, price
from reservations.pricing.register import Register, load_register, pending_of
from reservations.pricing.worlds import Worlds, worlds_of
from rules.lines import ZERO, Bill, Priced
from rules.notation import Json
from rules.records import record
from rules.telling import Explanation, explain

Status = Reservation.Status


@dataclass(frozen=True)
class QuoteLine:
    """One line of the recap: the day, who and what, the basis, the cost in euros, and why."""

    subject: str
    day: date
    element: str
    basis: str
    cost: Decimal
    record: Json
    component: str
    edition: str
    activity: Activity
    booking: Reservation | None = None

    @property
    def cancels(self) -> bool:
        return self.booking is not None and self.booking.status == Status.LEAVING

    @property
    def is_adjustment(self) -> bool:
        return self.booking is None

    @property
    def waiver(self) -> Waiver | None:
        """The deadline overridden for this line, if one was."""
        return self.booking.waiver if self.booking else None

    @cached_property
    def why(self) -> Explanation:
        return explain(self.record)


@dataclass(frozen=True)
class Section:
    """The lines of one régie and one payment mode; ``month`` is that of the invoice for deferred ones."""

    office: RevenueOffice
    immediate: bool
    lines: tuple[QuoteLine, ...]
    due: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum((line.cost for line in self.lines), ZERO)

    @property
    def shown(self) -> list[RecapLine]:
        """The lines as a parent reads them."""
        return recap_lines(self.lines)

    @property
    def months(self) -> tuple[date, ...]:
        """The months whose invoices the deferred lines will be on."""
        return tuple(sorted({line.day.replace(day=1) for line in self.lines}))


@dataclass(frozen=True)
class Quote:
    """The basket priced at a moment; ``digest`` names exactly what was shown."""

    household: Household
    sections: tuple[Section, ...]
    complaints: tuple[Complaint, ...]
    pending: tuple[Reservation, ...]
    priced_before: dict[str, Decimal]

    @property
    def count(self) -> int:
        """« Récapitulatif (n) »: a day that only changes is one."""
        return count_changes(self.pending)

    @property
    def offices(self) -> tuple[RevenueOffice, ...]:
        """The régies concerned, those that ask a payment first; each has its own order."""
        asked = {section.office.pk: section.office for section in sorted(self.sections, key=lambda s: not s.immediate)}
        return tuple(asked.values())

    def of(self, office: RevenueOffice) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.office.pk == office.pk)

    def due_of(self, office: RevenueOffice) -> Decimal:
        return sum((section.due for section in self.of(office)), ZERO)

    def to_pay(self, office: RevenueOffice) -> Decimal:
        """« A payer » at a régie: its immediate lines and the restant dû, never less than zero."""
        immediate = sum((section.total for section in self.of(office) if section.immediate), ZERO)
        return max(ZERO, immediate + self.due_of(office))

    def needs_bank(self, office: RevenueOffice) -> bool:
        """Is there enough to pay for a bank?"""
        amount = self.to_pay(office)
        return amount > ZERO and amount >= minimum_online(office)

    @property
    def next_office(self) -> RevenueOffice | None:
        """The régie « Payer » settles now."""
        return self.offices[0] if self.offices else None

    @property
    def expires_at(self) -> datetime | None:
        """The moment the first place is freed."""
        return min((one.held_until for one in self.pending if one.held_until), default=None)

    @cached_property
    def digest(self) -> str:
        """Changes with any line, amount, due or complaint."""
        lines = [
            (section.office.pk, section.immediate, str(section.due), line.subject, str(line.cost), line.edition)
            for section in self.sections
            for line in section.lines
        ]
        said = [(complaint.elements, complaint.sentence) for complaint in self.complaints]
        return sha256(repr((sorted(lines), said)).encode()).hexdigest()


def quote(household: Household, *, at: datetime) -> Quote:
    """What the basket costs now: price(after) − price(before), each line with its reason, and the restant dû."""
    pending = pending_of(household, at)
    days = [booking.session.starts_on for booking in pending]
    register = load_register(household, at=at, first=min(days, default=None), last=max(days, default=None))
    complaints = judge_again(register, pending, at=at)
    lines: list[QuoteLine] = []
    before: dict[str, Decimal] = {}
    for worlds in worlds_of(register, pending):
        try:
            found, said, old = priced(register, worlds)
        except UNPRICEABLE as error:
            found, said, old = [], [Complaint((worlds.activity.name,), str(error))], {}
        lines += found
        complaints += said
        before |= old
    return Quote(household, _sections(register, lines), tuple(complaints), tuple(pending), before)


def priced(register: Register, worlds: Worlds) -> tuple[list[QuoteLine], list[Complaint], dict[str, Decimal]]:
    """The lines a change of world shows, why it would be refused, and what each subject came to before, in euros."""
    before, after = price(worlds.tariff, worlds.before), price(worlds.tariff, worlds.after)
    gaps = {gap.subject: gap for gap in differences(before, after)}
    shown = [*gaps.values(), *_unchanged(worlds, gaps, before, after)]
    lines = [_line(register, worlds, gap) for gap in sorted(shown, key=lambda gap: (gap.day, gap.subject))]
    said = [
        Complaint(_elements(worlds, one.members), one.sentence)
        for one in objections(worlds.before, worlds.after, after)
    ]
    return lines, said, {gap.subject: before.of(gap.subject) for gap in shown}


def _unchanged(worlds: Worlds, gaps: dict[str, Difference], before: Bill, after: Bill) -> list[Difference]:
    """The cancellations that change no amount: they are lines too."""
    leaving = [one for one in worlds.bookings.values() if one.status == Status.LEAVING and one.subject not in gaps]
    return [
        Difference(
            one.subject, one.session.starts_on, ZERO, before.by_subject[one.subject], after.by_subject[one.subject]
        )
        for one in leaving
    ]


def _line(register: Register, worlds: Worlds, gap: Difference) -> QuoteLine:
    booking = worlds.bookings.get(gap.subject)
    activity = register.activities[booking.session.unit.activity_id] if booking else worlds.activity
    day = gap.shown.group.first if gap.shown.group else gap.day
    key = gap.shown.reasons and _edition_key(worlds, gap.shown, day)
    edition = next((one for one in register.history(activity.price_rulebook_id).editions
                    if str(one.edition.pk) == key), None)  # fmt: skip
    return QuoteLine(
        subject=gap.subject,
        day=gap.day,
        element=_element(worlds, gap.shown, activity, booking),
        basis=_basis(gap, booking),
        cost=gap.amount,
        record=_record(gap, booking, edition.edition.reference if edition else None),
        component=", ".join((gap.shown.components or {}).keys()) or "prix",
        edition=key or "",
        activity=activity,
        booking=booking,
    )


def _record(gap: Difference, booking: Reservation | None, edition: Json | None) -> Json:
    """The explanation of a line, with the deadline that was overridden for it."""
    found = record(gap.before, gap.after, edition=edition)
    waiver = booking.waiver if booking else None
    if waiver is None:
        return found
    agent = waiver.granted_by.get_full_name() or waiver.granted_by.get_username()
    said = {"par": agent, "le": waiver.granted_at.isoformat(), "motif": waiver.reason, "date-limite": waiver.deadline}
    return {**found, "derogation": said}


def _edition_key(worlds: Worlds, priced: Priced, day: date) -> str:
    kept = {entry.line.subject: entry.edition for entry in worlds.after}
    edition = worlds.tariff.on(day)
    return kept.get(priced.subject) or (edition.key if edition else "")


def _element(worlds: Worlds, priced: Priced, activity: Activity, booking: Reservation | None) -> str:
    """« Sarah - Cantine - Repas »; an adjustment names the step that made it."""
    if booking:
        parts = (booking.child.first_name, activity.name, booking.session.unit.name)
        return ", ".join(filter(None, (" - ".join(parts), taken(booking))))
    members = [worlds.bookings[member] for member in priced.members if member in worlds.bookings]
    names = ", ".join(dict.fromkeys(member.child.first_name for member in members))
    return f"{names} - {activity.name} - {priced.reasons[-1].step}"


def _elements(worlds: Worlds, members: Sequence[str]) -> tuple[str, ...]:
    return tuple(element_of(worlds.bookings[member]) for member in members if member in worlds.bookings)


def _basis(gap: Difference, booking: Reservation | None) -> str:
    if booking is None:
        return _("ajustement")
    if booking.waiver:
        return _("annulation, par dérogation") if booking.status == Status.LEAVING else _("à l'unité, par dérogation")
    if booking.status == Status.LEAVING:
        return _("annulation")
    return _("à l'unité") if gap.before is None else _("ajustement")


def _sections(register: Register, lines: Sequence[QuoteLine]) -> tuple[Section, ...]:
    """The lines by régie and payment mode, immediate ones first; the restant dû goes with the immediate ones."""
    found: dict[tuple[bool, int], list[QuoteLine]] = {}
    for line in sorted(lines, key=lambda line: (line.day, line.element, line.subject)):
        found.setdefault((not line.activity.is_immediate, line.activity.revenue_office_id), []).append(line)
    return tuple(_section(register, mine) for _key, mine in sorted(found.items(), key=lambda item: item[0]))


def _section(register: Register, lines: Sequence[QuoteLine]) -> Section:
    office, immediate = lines[0].activity.revenue_office, lines[0].activity.is_immediate
    return Section(office, immediate, tuple(lines), register.dues.get(office, ZERO) if immediate else ZERO)
