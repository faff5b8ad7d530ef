"""What the boxes of a planning say when it is sent: for each child, what to have, what to leave, at what hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from families.models import Child
from reservations.booking.holding import Change
from reservations.days.plans import DayCell
from reservations.forms import TicksForm
from reservations.planning.boards import Board, BoardRow
from reservations.planning.picks import read_terms
from reservations.terms import Terms

Place = tuple[int, int]  # a child and a session


@dataclass(frozen=True)
class Ticks:
    """What is asked of the children of a page: their changes, the rows taken whole, whether anything differs."""

    changes: tuple[Change, ...]
    whole: tuple[BoardRow, ...] = ()
    differ: bool = False
    problems: tuple[str, ...] = field(default=())

    @property
    def ticked(self) -> set[Place]:
        """The boxes that show a tick."""
        return {(change.child.pk, session) for change in self.changes for session in change.wanted}


def read_ticks(board: Board, children: Sequence[Child], data: QueryDict, *, many: bool) -> Ticks | None:
    """The ticks of these children, each in fields of its own where the page has ``many``; None if unreadable.

    ``board`` is read only for what the boxes alone do not say: rows taken whole, and hours.
    """
    forms = {child: TicksForm(data, suffix=f"-{child.pk}" if many else "") for child in children}
    if not all(form.is_valid() for form in forms.values()):
        return None
    whole = tuple(row for row in board.rows if row.key in set(data.getlist("mois"))) if "mois" in data else ()
    hours = board.rows if any(name.startswith(("arrivee-", "depart-", "variante-")) for name in data) else ()
    found = [_change(child, form, whole, hours, data) for child, form in forms.items()]
    differ = bool(whole) or any(form.differs for form in forms.values()) or any(change.terms for change, _ in found)
    problems = dict.fromkeys(problem for _change, said in found for problem in said)
    return Ticks(tuple(change for change, _said in found), whole, differ, tuple(problems))


def _change(
    child: Child, form: TicksForm, whole: Iterable[BoardRow], hours: Iterable[BoardRow], data: Mapping[str, str]
) -> tuple[Change, list[str]]:
    ticked, shown = set(form.cleaned_data["place"]), set(form.cleaned_data["coche"])
    ticked |= {cell.session for row in whole if row.child == child for cell in row.selectable if cell.session}
    mine = [row for row in hours if row.child == child and row.row.offer]
    found = [_terms(row, cell, data) for row in mine for cell in row.row.cells if cell.session in ticked]
    terms = {session: asked for session, asked, _problem in filter(None, found)}
    return Change(child, ticked, shown - ticked, terms), [one[2] for one in found if one and one[2]]


def _terms(row: BoardRow, cell: DayCell, data: Mapping[str, str]) -> tuple[int, Terms, str] | None:
    """The hours asked for a day, where they are not already its own, and why they cannot be."""
    key = f"{row.child.pk}-{cell.session}" if cell.terms else f"ligne-{row.key}"
    asked, offer = read_terms(key, data), row.row.offer
    if asked is None or cell.session is None or offer.filled(asked) == cell.terms:
        return None
    problem = offer.problem(offer.filled(asked))
    words = _("%(who)s, %(what)s : %(why)s")
    said = words % {"who": row.child.first_name, "what": row.row.unit.name, "why": problem} if problem else ""
    return cell.session, asked, said
