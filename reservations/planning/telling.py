"""What the parent is told after « Valider »: what was kept, what was not and why."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.french import without_orphans
from families.models import Child
from reservations.booking.holding import HoldResult, Refused
from reservations.planning.boards import BoardRow, weekday_and_day


def tell_hold(request: HttpRequest, child: Child, result: HoldResult) -> None:
    """What « Valider » did for a child, then each refusal with its days."""
    tell_holds(request, [child], result)


def tell_holds(request: HttpRequest, children: Iterable[Child], result: HoldResult) -> None:
    """What « Valider » did for some children, then each refusal with its child and its days."""
    if result.held or result.released or result.changed:
        told = _("%(done)s Rien n'est définitif avant « Payer » ou « Confirmer ».") % {"done": _done(result)}
        messages.success(request, without_orphans(told))
    for child in children:
        mine = [one for one in result.refused if one.child == child.pk]
        for sentence, refused in _by_sentence(mine).items():
            messages.warning(request, _("%(who)s, %(days)s : %(why)s") % {
                "who": child.first_name, "days": ", ".join(map(_day, refused)), "why": _with_advice(sentence, refused),
            })  # fmt: skip


def tell_whole(request: HttpRequest, rows: Iterable[BoardRow]) -> None:
    """What « tout le mois » ticked and left out (statement 24)."""
    for row in rows:
        messages.info(request, f"{row.row.activity.name}, {row.row.unit.name} : {row.whole}")


def _done(result: HoldResult) -> str:
    held, released, changed = len(result.held), len(result.released), len(result.changed)
    said = []
    if held:
        said.append(ngettext("%(n)d jour ajouté", "%(n)d jours ajoutés", held) % {"n": held})
    if released:
        said.append(ngettext("%(n)d jour retiré", "%(n)d jours retirés", released) % {"n": released})
    if changed:
        said.append(ngettext("%(n)d jour changé", "%(n)d jours changés", changed) % {"n": changed})
    return f"{_(' et ').join(said)}."


def _by_sentence(refused: Iterable[Refused]) -> dict[str, list[Refused]]:
    found: dict[str, list[Refused]] = {}
    for one in refused:
        found.setdefault(one.sentence, []).append(one)
    return found


def _with_advice(sentence: str, refused: Iterable[Refused]) -> str:
    """Why, and what to do next where the day is full: the only refusal another family may undo."""
    if not any(one.full for one in refused):
        return sentence
    advice = _("Choisissez un autre jour, ou revenez voir : une place rendue par une famille se libère aussitôt.")
    return f"{sentence} {advice}"


def _day(refused: Refused) -> str:
    day = weekday_and_day(refused.day) if refused.day else _("séance inconnue")
    return f"{day} ({refused.label})" if refused.label else day
