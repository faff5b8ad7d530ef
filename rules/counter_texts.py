"""A counter as a clerk writes it: what it counts, over which group, among which lines; and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rules.conditions import read_condition, write_condition
from rules.counters import Counter, Order, What
from rules.facts import Fact, FactError
from rules.notation import UNREAD, Json
from rules.typed import slug_of

__all__ = ["ORDERS", "WHATS", "CounterTexts", "read_counter", "slug_of", "write_counter"]

WHATS = {
    What.LINES: "les réservations",
    What.DISTINCT: "les groupes distincts",
    What.SUM: "la somme d'un critère",
    What.RANK: "le rang",
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
    )  # fmt: skip


def read_counter(texts: CounterTexts, facts: Sequence[Fact]) -> tuple[Json, str]:
    """The counter to store, and what is wrong with its condition (nothing when it is understood)."""
    among, problem = _among(texts.among, facts)
    stored = {
        "nom": texts.name, "libelle": texts.label.strip(), "sur": texts.over, "compte": texts.what, "de": texts.of,
        "selon": texts.by, "parmi": among, "ordre": texts.order or None, "decroissant": texts.descending,
        "partis-aussi": texts.departed,
    }  # fmt: skip
    return stored, problem


def _among(text: str, facts: Sequence[Fact]) -> tuple[Json | None, str]:
    if not text.strip():
        return None, ""
    try:
        return read_condition(text, facts), ""
    except FactError as error:
        return {UNREAD: text}, str(error)
