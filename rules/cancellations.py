"""What becomes of a line that has left: free in time or justified, whole when late, unless a row provides for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rules.facts import Fact, Kind
from rules.lines import ZERO, Components, Line
from rules.operations import Operation
from rules.outcomes import TO_THE_CENT, Amount
from rules.traces import Fired, Reason

if TYPE_CHECKING:
    from rules.rulebooks import Rulebook

CANCELLATION = "annulation"
LATE = "tardive"
_FACT = Fact(CANCELLATION, Kind.CHOICE, "annulation")
_LINE = "ligne"


def provided_for(rulebook: Rulebook, reasons: Sequence[Reason]) -> bool:
    """Has a row that looks at the cancellation answered for this line?"""
    for reason in reasons:
        step = rulebook.by_name.get(reason.step)
        place = step.place_of_cancellation if step else None
        if step and place is not None:
            cells = [step.table.rows[row.number - 1].cells[place] for row in reason.fired]
            if any(not cell.is_any for cell in cells):
                return True
    return False


def waived(line: Line, before: Components | None) -> tuple[Components, Reason]:
    """Nothing to pay, and why."""
    free = {CANCELLATION: ZERO}
    fired = (Fired(1, "annulé sans frais", Amount(ZERO)),)
    asked = ((_FACT, line.facts.get(CANCELLATION)),)
    return free, Reason(
        "annulation sans frais", _LINE, Operation.SET, "", fired, asked, CANCELLATION, (), TO_THE_CENT, before, free
    )


def due(line: Line, present: Components | None) -> bool:
    """Is there something to pay for a line that has left? A late one without price waits for its group's."""
    if present is None:
        return line.facts.get(CANCELLATION) in (None, LATE)
    return sum(present.values(), ZERO) != 0
