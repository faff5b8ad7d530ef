"""One step applied to one subject: what it computes, and the reason it leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from rules.engine import Verdict
from rules.facts import Facts, Value
from rules.lines import ZERO, Components, Key, Line, Priced
from rules.operations import Operation, difference, operate, total
from rules.outcomes import PRESENT, Amount, Named, Outcome, OutcomeError, Refuse
from rules.traces import Fired, Reason, figures

if TYPE_CHECKING:
    from rules.rulebooks import Step


@dataclass(frozen=True, slots=True)
class Applied:
    """What a step did to a subject that had some components: those it has now, the reason, and what it decided.

    ``named`` is the value a *name* step gives, ``share`` the debtor and the euros it takes, ``refusal`` the
    sentence of a refusing row, or why the step could not be computed (``unknown``).
    """

    after: Components | None
    reason: Reason | None = None
    refusal: str | None = None
    named: Value = None
    share: tuple[str, Decimal] | None = None
    unknown: bool = False


def applied(step: Step, verdict: Verdict[Outcome], facts: Facts, present: Components | None) -> Applied:
    """The step applied to a subject, or to the present total of a group."""
    if step.reads_present:
        if present is None and step.operation is not Operation.NAME:
            return Applied(present)
        facts = {**facts, PRESENT: None if present is None else total(present, step.on)}
    match step.operation:
        case Operation.NAME:
            because = reason(step, verdict, facts, present, present)
            return Applied(present, because, named=named(step, verdict, facts))
        case Operation.REFUSE:
            return Applied(present, reason(step, verdict, facts, present, present), sentence(verdict))
        case Operation.SHARE:
            return shared(step, present, verdict, facts)
    try:
        after = operated(step, present, verdict, facts)
    except OutcomeError as error:
        return Applied(present, refusal=missing(step, error), unknown=True)
    return Applied(after, reason(step, verdict, facts, present, after))


def adjustment(step: Step, key: Key, members: Sequence[Line], did: Applied, before: Components | None) -> Priced:
    """The line a group step adds: what it decides, less what the group came to."""
    return Priced(
        subject=f"group:{step.level.name}:{key}:{step.name}",
        day=max(member.day for member in members),
        components=difference(did.after, before),
        reasons=(did.reason,) if did.reason else (),
        refusal=did.refusal,
        shares=(did.share,) if did.share else (),
        members=tuple(member.subject for member in members),
        group=key,
    )


def operated(step: Step, present: Components | None, verdict: Verdict[Outcome], facts: Facts) -> Components | None:
    """The components after the step, in euros. Raises OutcomeError where a measure it needs is unknown."""
    numbers = figures(fired(step, verdict), facts)
    return operate(
        step.operation,
        present,
        numbers,
        writes=step.writes,
        on=step.on,
        rounding=step.rounding,
    )


def shared(step: Step, present: Components | None, verdict: Verdict[Outcome], facts: Facts) -> Applied:
    """The part another debtor takes of the price, which stays whole; of the components named where some are."""
    try:
        part = sum(figures(fired(step, verdict), facts), Decimal(0))
    except OutcomeError as error:
        return Applied(present, refusal=missing(step, error), unknown=True)
    if not part or present is None:
        return Applied(present)
    taken = max(ZERO, min(total(present, step.on), rounded(step, part)))
    return Applied(present, reason(step, verdict, facts, present, present), share=(step.debtor, taken))


def reason(
    step: Step,
    verdict: Verdict[Outcome],
    facts: Facts,
    before: Components | None,
    after: Components | None,
) -> Reason:
    """What the step looked at, the rows that answered, and the price before and after."""
    read = [*step.table.columns, *step.measures]
    asked = tuple((fact, facts.get(fact.name)) for fact in read)
    rows = fired(step, verdict)
    return Reason(
        step.name, step.level.name, step.operation, verdict.table, rows, asked, step.writes, step.on,
        step.rounding, before, after,
    )  # fmt: skip


def quantity_reason(level: str, quantity: Decimal, before: Components | None, after: Components | None) -> Reason:
    """The one multiplication between the unit and the line, as a reason."""
    times = (Fired(1, "", Amount(quantity)),)
    return Reason(
        "quantité",
        level,
        Operation.QUANTITY,
        "",
        times,
        (),
        "",
        (),
        None,
        before,
        after,
    )


def fired(step: Step, verdict: Verdict[Outcome]) -> tuple[Fired, ...]:
    """The rows that decided, with their number and label."""
    rows = zip(verdict.fired, verdict.outputs, strict=True)
    return tuple(Fired(index + 1, step.table.rows[index].label, output) for index, output in rows)


def named(step: Step, verdict: Verdict[Outcome], facts: Facts) -> Value:
    """The value a *name* step gives to its fact, or None where no row answers."""
    for output in verdict.outputs:
        if isinstance(output, Named):
            return output.value
    try:
        numbers = figures(fired(step, verdict), facts)
    except OutcomeError:  # what it is computed with is unknown: so is the value
        return None
    return rounded(step, sum(numbers, Decimal(0))) if numbers else None


def rounded(step: Step, amount: Decimal) -> Decimal:
    """An amount as the step rounds it."""
    return step.rounding(amount) if step.rounding else amount


def missing(step: Step, error: OutcomeError) -> str:
    """Why the step could not be computed: the measure nobody gave, by the words people know it by."""
    titles = {fact.name: fact.title for fact in step.measures if fact.title != fact.name}
    return str(OutcomeError(error.name, titles.get(error.name, "")))


def sentence(verdict: Verdict[Outcome]) -> str | None:
    """The sentence of the first refusing row, or None."""
    return next(
        (output.sentence for output in verdict.outputs if isinstance(output, Refuse)),
        None,
    )
