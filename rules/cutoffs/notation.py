"""Cut-offs as plain JSON values and back: what a row of a règlement stores.

::

    {"echeances": [
        {"effet": "retard", "quand": {"sorte": "jours-avant", "jours": 2, "compte": "ouvres",
                                      "heure": "10:00 incluse", "si-ferme": "jour-ouvre-precedent"}},
        {"effet": "refus", "quand": {"sorte": "jours-avant", "jours": 0, "heure": "09:00"}}]}

``effet`` is ``retard``, ``refus`` or ``ouverture``. ``heure`` is ``"09:00"`` (before), ``"09:00 incluse"``
(up to and including that minute) or absent, the same as ``"minuit"``, ``"24:00"`` and ``"23:59"``: the end
of the day (its start for an opening). Every kind but ``heures-avant`` also takes ``depuis`` (``jour``, ``debut``,
``vacances``, ``ouverture-des-vacances``) and ``si-ferme`` (``garder``, ``jour-ouvre-precedent``,
``dernier-jour-d-ouverture``, ``meme-jour-d-une-semaine-d-ouverture``). Kinds and what is theirs:

- ``jours-avant``: ``jours``, ``compte`` (``calendaires``, ``ouvres``, ``ouvrables``, ``ouverture``, ``francs``)
- ``jour-de-semaine``: ``jour-semaine`` (``"jeudi"``), ``semaines`` (1, or 0 for the same week)
- ``tableau-des-jours``: ``lignes`` [{``pour``: "lundi", ``jour-semaine``: "vendredi", ``heure``}]
- ``jour-du-mois``: ``numero``, ``mois`` (1, or 0 for the same month)
- ``tableau-de-dates``: ``lignes`` [{``du``, ``au``, ``limite``, ``libelle``}]
- ``derniere-semaine-complete``: ``jour-semaine``, ``hors-vacances``
- ``heures-avant``: ``heures``, ``minutes``
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.cutoffs.calendars import Closed, CutoffError
from rules.cutoffs.codec import (
    DAY,
    HOUR,
    INTEGER,
    TEXT,
    WEEKDAY,
    YES_NO,
    Json,
    Part,
    build,
    checked,
    choice,
    lines,
    unbuild,
)
from rules.cutoffs.deadlines import Cutoff, Edge, Effect
from rules.cutoffs.moments import (
    ByWeekday,
    Counting,
    DatedLimit,
    DateTable,
    DayOfMonth,
    DaysBefore,
    HoursBefore,
    LastFullWeek,
    Moment,
    WeekdayBefore,
    WeekdayLimit,
)
from rules.cutoffs.occasions import Target

_PLACE = {"depuis": Part("target", choice(Target)), "si-ferme": Part("closed", choice(Closed))}
_ON_DAY = {"heure": Part("hour", HOUR), **_PLACE}
_WEEKDAY_LINE = {"pour": Part("on", WEEKDAY), "jour-semaine": Part("weekday", WEEKDAY), "heure": Part("hour", HOUR)}
_DATED_LINE = {
    "du": Part("first", DAY),
    "au": Part("last", DAY),
    "limite": Part("limit", DAY),
    "libelle": Part("label", TEXT),
}
KINDS: dict[str, tuple[type[Any], dict[str, Part]]] = {
    "jours-avant": (
        DaysBefore,
        {"jours": Part("days", INTEGER), "compte": Part("counting", choice(Counting)), **_ON_DAY},
    ),
    "jour-de-semaine": (
        WeekdayBefore,
        {"jour-semaine": Part("weekday", WEEKDAY), "semaines": Part("weeks", INTEGER), **_ON_DAY},
    ),
    "tableau-des-jours": (ByWeekday, {"lignes": Part("limits", lines(WeekdayLimit, _WEEKDAY_LINE)), **_PLACE}),
    "jour-du-mois": (
        DayOfMonth,
        {"numero": Part("number", INTEGER), "mois": Part("months", INTEGER), **_ON_DAY},
    ),
    "tableau-de-dates": (DateTable, {"lignes": Part("limits", lines(DatedLimit, _DATED_LINE)), **_ON_DAY}),
    "derniere-semaine-complete": (
        LastFullWeek,
        {"jour-semaine": Part("weekday", WEEKDAY), "hors-vacances": Part("in_term", YES_NO), **_ON_DAY},
    ),
    "heures-avant": (HoursBefore, {"heures": Part("hours", INTEGER), "minutes": Part("minutes", INTEGER)}),
}


def cutoff_to_json(cutoff: Cutoff) -> Json:
    """The documented shape; what has its usual value is left out."""
    edges = [{"effet": edge.effect.value, "quand": _moment_to_json(edge.when)} for edge in cutoff.edges]
    return {"echeances": edges}


def cutoff_from_json(data: Any) -> Cutoff:
    """The cut-off a JSON value describes. Raises CutoffError: where, and what to write instead."""
    edges = checked(data, {"echeances"}, "La date limite").get("echeances")
    if not isinstance(edges, list):
        raise CutoffError("La date limite : « echeances » doit être une liste, même vide.")
    return Cutoff(tuple(_edge(number, edge) for number, edge in enumerate(edges, start=1)))


def _edge(number: int, data: Any) -> Edge:
    where = f"Échéance {number}"
    edge = build(Edge, {"effet": Part("effect", choice(Effect)), "quand": Part("when", _MOMENT)}, data, where)
    assert isinstance(edge, Edge)
    return edge


def _moment(data: Any) -> Moment:
    kind = str(data.get("sorte")) if isinstance(data, Mapping) else ""
    if kind not in KINDS:
        raise CutoffError(f"« {kind} » n'est pas une sorte de date limite : écrivez {', '.join(KINDS)}")
    cls, parts = KINDS[kind]
    moment: Moment = build(cls, parts, {key: value for key, value in data.items() if key != "sorte"}, kind)
    return moment


def _moment_to_json(moment: Moment) -> Json:
    kind, parts = next((kind, parts) for kind, (cls, parts) in KINDS.items() if cls is type(moment))
    return {"sorte": kind, **unbuild(moment, parts)}


_MOMENT = (_moment, _moment_to_json)
