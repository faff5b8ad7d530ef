"""What a family was neither invoiced nor told of its deferred lines, and what a clerk must know of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from payments.invoicing.drafts import Draft, Remark, end_of_month
from payments.models import Charge, Invoice, InvoiceRun, Order, RunItem
from payments.money import written
from payments.orders import ChargeSpec
from reservations.days.costs import UNPRICEABLE
from reservations.facts import ATTENDANCE, QUOTIENT
from reservations.models import Activity, Reservation
from reservations.pricing.adjusting import Gap, spec_of
from reservations.pricing.bills import price
from reservations.pricing.register import Register
from reservations.pricing.worlds import lines_between, reach_of, tariff_of, world_line
from rules.lines import Bill

Status = Reservation.Status


@dataclass(frozen=True)
class Period:
    """The days whose lines a run looks at, both ends included."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last


def draft_of(register: Register, run: InvoiceRun, *, whole_year: bool) -> Draft:
    """Give what a run adds to what a household was told, and its remarks; `whole_year` reads the school year again."""
    lines: list[ChargeSpec] = []
    remarks: list[Remark] = []
    for activity in deferred_activities(register, run):
        first = activity.school_year.starts_on if whole_year else run.month
        period = Period(first, min(end_of_month(run.month), activity.school_year.ends_on))
        found, said = _of_activity(register, activity, period)
        lines += found
        remarks += said
    return Draft(register.household.pk, lines, remarks)


def deferred_activities(register: Register, run: InvoiceRun) -> list[Activity]:
    """One activity a price règlement and school year, of those this régie invoices and that have begun."""
    found = {
        (one.price_rulebook_id, one.school_year_id): one
        for one in register.activities.values()
        if not one.is_immediate
        and one.revenue_office_id == run.revenue_office_id
        and one.school_year.starts_on <= end_of_month(run.month)
        and one.school_year.ends_on >= run.month
    }
    return list(found.values())


def _of_activity(register: Register, activity: Activity, period: Period) -> tuple[list[ChargeSpec], list[Remark]]:
    try:
        bill, bookings = _bill(register, activity, period)
    except UNPRICEABLE as error:
        return [], [Remark("unpriceable", f"{activity.name} : {error}", blocks=True)]
    unpriced = [one for one in bill.unpriced if period.has(one.day)]
    if unpriced:
        days = ", ".join(sorted({f"{one.day:%d/%m/%Y}" for one in unpriced}))
        says = _("%(activity)s : aucun tarif ne prévoit %(days)s. Complétez le règlement, puis préparez à nouveau.")
        return [], [Remark("no-tariff", says % {"activity": activity.name, "days": days}, blocks=True)]
    gaps = list(_gaps(register, activity, period, bill, bookings))
    remarks = [*_disagreements(activity, gaps), *_without_quotient(register, activity, period, bookings)]
    return [_line(register, activity, gap) for gap in gaps], remarks


def _bill(register: Register, activity: Activity, period: Period) -> tuple[Bill, dict[str, Reservation]]:
    """The bill of the lines of a period, with those around it that its groups and counters reach."""
    tariff = tariff_of(register, activity)
    around = reach_of(register, activity, tariff, [period.first, period.last]) or (period.first, period.last)
    bookings = lines_between(register, activity, *around)
    bill = price(tariff, [world_line(register, one) for one in bookings])
    return bill, {one.subject: one for one in bookings}


def _gaps(
    register: Register, activity: Activity, period: Period, bill: Bill, bookings: dict[str, Reservation]
) -> Iterator[Gap]:
    """Each subject of the period whose price now is not what was invoiced and announced."""
    known = _known_lines(register, activity, period, list(bill.by_subject))
    for subject in sorted(bill.by_subject.keys() | known.keys()):
        priced = bill.by_subject.get(subject)
        gap = Gap(subject, priced, tuple(known.get(subject, ())), bookings.get(subject))
        if period.has(gap.day) and gap.amount:
            yield gap


def _known_lines(
    register: Register, activity: Activity, period: Period, subjects: Sequence[str]
) -> dict[str, list[Charge]]:
    """The lines already invoiced, or announced and on no invoice yet, by subject, oldest first."""
    groups = Q(subject__startswith=tariff_of(register, activity).groups, day__range=(period.first, period.last))
    waiting = Q(deferred=True, order__status=Order.PAID, invoice=None)
    known = Charge.objects.filter(
        waiting | Q(invoice__status=Invoice.ISSUED),
        groups | Q(subject__in=subjects),
        household=register.household,
        revenue_office=activity.revenue_office_id,
    )
    found: dict[str, list[Charge]] = {}
    for charge in known.order_by("pk"):
        found.setdefault(charge.subject, []).append(charge)
    return found


def _line(register: Register, activity: Activity, gap: Gap) -> ChargeSpec:
    """A gap as a line of the invoice: a line found at the sheet, or the difference with what was said before."""
    spec = spec_of(register, activity, gap)
    return spec if gap.charges else replace(spec, basis=_("constaté"), component="prix")


# What a clerk must know ---------------------------------------------------------------------------


def _disagreements(activity: Activity, gaps: Sequence[Gap]) -> list[Remark]:
    """What was announced is no longer the price: the difference is on the invoice, and said."""
    found = [gap for gap in gaps if gap.charges]
    says = _("%(what)s, %(day)s : annoncé %(told)s, calculé %(now)s ; la différence est sur la facture.")
    return [
        Remark(
            "world-and-charges",
            says
            % {
                "what": gap.label(activity),
                "day": f"{gap.day:%d/%m/%Y}",
                "told": written(sum(one.amount for one in gap.charges)),
                "now": written((gap.priced.amount if gap.priced else None) or 0),
            },
        )
        for gap in found
    ]


def _without_quotient(
    register: Register, activity: Activity, period: Period, bookings: dict[str, Reservation]
) -> list[Remark]:
    """A tariff by quotient, and no quotient known: the family pays what the règlement says of that case."""
    editions = register.history(activity.price_rulebook_id).editions
    if not bookings or not any(QUOTIENT in one.rulebook.asked for one in editions):
        return []
    quotients = register.records.quotients
    known = [history.on(period.last) for (household, _m), history in quotients.items()
             if household == register.household.pk]  # fmt: skip
    if any(value is not None for value in known):
        return []
    return [Remark("no-quotient", _("Quotient familial inconnu : le règlement applique le tarif prévu dans ce cas."))]


def open_sheets(run: InvoiceRun) -> dict[int, list[Reservation]]:
    """The booked lines of the month whose sheet is not closed, by household, deferred activities of the régie only."""
    lines = Reservation.objects.filter(
        session__unit__activity__revenue_office=run.revenue_office_id,
        session__unit__activity__payment_mode=Activity.Mode.DEFERRED,
        session__starts_on__range=(run.month, end_of_month(run.month)),
        session__closing=None,
        status__in=[Status.CONFIRMED, Status.LEAVING],
    ).select_related("session__unit__activity")
    found: dict[int, list[Reservation]] = {}
    for line in lines.order_by("session__starts_on", "pk").iterator():
        found.setdefault(line.household_id, []).append(line)
    return found


def sheet_remarks(register: Register, lines: Sequence[Reservation]) -> list[Remark]:
    """What open sheets mean: they hold the invoice back where the tariff reads who came, else they are only told."""
    remarks = []
    for activity in {one.session.unit.activity for one in lines}:
        days = sorted({one.session.starts_on for one in lines if one.session.unit.activity == activity})
        editions = register.history(activity.price_rulebook_id).editions
        reads = any(one.rulebook.asked & ATTENDANCE for one in editions)
        shown = ", ".join(f"{day:%d/%m}" for day in days[:5]) + ("…" if len(days) > 5 else "")
        says = _("%(activity)s : %(count)d feuille(s) de présence non close(s) (%(days)s).")
        values = {"activity": activity.name, "count": len(days), "days": shown}
        remarks.append(Remark("sheet-open", says % values, blocks=reads))
    return remarks


def was_carried(run: InvoiceRun, household: int) -> bool:
    """Did an earlier run leave something of this household for later? Then the year is read again."""
    earlier = RunItem.objects.filter(household=household, run__revenue_office=run.revenue_office_id)
    return earlier.exclude(run=run).exclude(outcome__in=[RunItem.DRAFTED, RunItem.NOTHING]).exists()
