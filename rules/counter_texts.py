"""A counter as a clerk writes it: what it counts, over which group, among which lines; and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rules.conditions import read_condition, write_condition
from rules.counters import OF_THE_CALENDAR, Counter, Order, What
from rules.facts import Fact, FactError
from rules.notation import UNREAD, Json
from rules.spans import weekdays_of
from rules.typed import slug_of

__all__ = ["ORDERS", "WHATS", "CounterTexts", "read_counter", "slug_of", "write_counter"]

WHATS = {
    What.LINES: "les réservations",
    What.QUANTITIES: "les quantités réservées",
    What.DISTINCT: "les groupes distincts",
    What.SUM: "la somme d'un critère",
    What.RANK: "le rang",
    What.OPENING_DAYS: "les jours d'ouverture du calendrier",
    What.SCHOOL_DAYS: "les jours de classe du calendrier",
    What.HOLIDAYS: "les jours de vacances du calendrier",
    What.PUBLIC_HOLIDAYS: "les jours fériés du calendrier",
    What.DAYS: "tous les jours du calendrier",
}
ORDERS = {Order.DAY: "dans l'ordre des jours", Order.BOOKING: "dans l'ordre des réservations"}


@dataclass
class CounterTexts:
    """One counter as typed."""

    name: str = ""
    label: str = ""
    over: str = ""
    what: str = What.LINES.value
    of: str = ""
    by: str = ""
    among: str = ""
    order: str = ""
    descending: bool = False
    departed: bool = False
    consecutive: bool = False

    @property
    def fact(self) -> Fact:
        """The counter as a criterion, whatever else is still wrong with it."""
        return Counter(self.name, self.over, label=self.label).fact


def write_counter(data: Json, fact: Callable[[str], Fact]) -> CounterTexts:
    """A stored counter (see ``rules.files``) as texts."""
    return CounterTexts(
        name=data["nom"], label=data.get("libelle", ""), over=data["sur"], what=data.get("compte", What.LINES.value),
        of=data.get("de", ""), by=data.get("selon", ""),
        among=write_condition(data["parmi"], fact) if data.get("parmi") else "", order=data.get("ordre") or "",
        descending=bool(data.get("decroissant")), departed=bool(data.get("partis-aussi")),
        consecutive=bool(data.get("consecutifs")),
    )  # fmt: skip


def read_counter(texts: CounterTexts, facts: Sequence[Fact]) -> tuple[Json, str]:
    """The counter to store, and what is wrong with its condition (nothing when it is understood)."""
    among, problem = _among(texts.among, facts)
    stored = {
        "nom": texts.name, "libelle": texts.label.strip(), "sur": texts.over, "compte": texts.what, "de": texts.of,
        "selon": texts.by, "parmi": among, "ordre": texts.order or None, "decroissant": texts.descending,
        "partis-aussi": texts.departed, **({"consecutifs": True} if texts.consecutive else {}),
    }  # fmt: skip
    return stored, problem or misused(texts)


def misused(texts: CounterTexts) -> str:
    """What a counter says that does not hold together; nothing when it does."""
    what = What(texts.what) if texts.what in list(What) else What.LINES
    if what in OF_THE_CALENDAR:
        return _calendar(texts)
    if what in (What.DISTINCT, What.RANK) and not texts.of:
        return f"Un compteur de « {what.value} » dit de quoi : « de » enfant-jour, par exemple."
    if what is What.SUM and not texts.of:
        return "Une somme dit de quel critère : « de » durée, par exemple."
    if texts.consecutive and not texts.order:
        return "« Consécutifs » numérote : choisissez un ordre, celui des jours ou celui des réservations."
    return ""


def _calendar(texts: CounterTexts) -> str:
    try:
        weekdays_of(texts.of)
    except ValueError:
        return f"« {texts.of} » : un compteur du calendrier dit au besoin de quels jours : « de » mercredi."
    if texts.among or texts.order or texts.by:
        return "Un compteur du calendrier ne regarde pas les réservations : laissez « parmi », « selon » et « ordre »."
    return ""


def _among(text: str, facts: Sequence[Fact]) -> tuple[Json | None, str]:
    if not text.strip():
        return None, ""
    try:
        return read_condition(text, facts), ""
    except FactError as error:
        return {UNREAD: text}, str(error)
