"""The counters and steps of a file as the texts of a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rules.conditions import fact_called
from rules.counter_texts import CounterTexts, slug_of
from rules.counters import Order, What
from rules.facts import Fact, FactError, Kind
from rules.grids import RowTexts, StepTexts
from rules.notation import Json
from rules.operations import Operation
from rules.proofs import ACCESS, CUTOFF
from rules.steps import Level
from rules.tables import HitPolicy
from rules.travel.complaints import Complaints
from rules.travel.places import Place
from rules.travel.texts import PRICE, Shape, read_rounding
from rules.typed import plainly

USUAL_LEVEL = {ACCESS: "ligne", CUTOFF: "ligne", PRICE: "unite"}
USUAL_OPERATION = {ACCESS: Operation.REFUSE.value, CUTOFF: Operation.SET.value, PRICE: Operation.SET.value}


class TablesReader:
    """Reads the tables of one file, whose mistakes go to its ``Complaints``."""

    def __init__(self, file: Complaints, levels: tuple[Level, ...], kind: str) -> None:
        self.file = file
        self.levels = levels
        self.kind = kind

    def counter(self, number: int, data: Any, facts: Sequence[Fact]) -> CounterTexts:
        """A counter as texts; what it counts and sorts by may be said by its title."""
        where = f"compteur {number + 1}"
        found = self.file.part(("compteurs", number), data, Shape.COUNTER, where)
        said = str(found.get("nom", ""))
        name = slug_of(said, f"compteur-{number + 1}")
        texts = CounterTexts(
            name=name, label=str(found.get("libelle") or ("" if said == name else said)),
            over=self.level(("compteurs", number, "sur"), where, str(found.get("sur", ""))),
            what=_alike(str(found.get("compte", What.LINES.value)), What),
            of=self.counted(number, where, found, facts), by=self.fact(number, where, found, "selon", facts),
            among=str(found.get("parmi", "")), order=_alike(str(found.get("ordre") or ""), Order),
            descending=found.get("decroissant") is True, departed=found.get("partis-aussi") is True,
            consecutive=found.get("consecutifs") is True,
        )  # fmt: skip
        for key, kinds, value in (("compte", What, texts.what), ("ordre", Order, texts.order)):
            if value and value not in [one.value for one in kinds]:
                choices = ", ".join(one.value for one in kinds)
                self.file.says(("compteurs", number, key), where, f"« {value} » : écrivez {choices}.")
        return texts

    def counted(self, number: int, where: str, found: Json, facts: Sequence[Fact]) -> str:
        """What a counter counts: a level, a fact, or weekdays."""
        said, what = str(found.get("de") or ""), _alike(str(found.get("compte", What.LINES.value)), What)
        if said and what in (What.DISTINCT.value, What.RANK.value):
            return self.level(("compteurs", number, "de"), where, said)
        return self.fact(number, where, found, "de", facts) if what == What.SUM.value else said

    def fact(self, number: int, where: str, found: Json, key: str, facts: Sequence[Fact]) -> str:
        """The name of a fact a counter reads, whatever it is called."""
        said = str(found.get(key) or "")
        try:
            return fact_called(said, facts).name if said else ""
        except FactError as error:
            self.file.says(("compteurs", number, key), where, str(error))
            return said

    def level(self, place: Place, where: str, said: str) -> str:
        for level in self.levels:
            if plainly(said) in (plainly(level.name), plainly(level.label)):
                return level.name
        known = ", ".join(level.name for level in self.levels)
        self.file.says(place, where, f"le niveau « {said} » n'existe pas : {known}.")
        return "unite"

    def step(self, number: int, data: Any, facts: list[Fact]) -> StepTexts:
        """A step as texts; what it names is known by those below: ``facts`` learns it."""
        where, place = f"étape {number + 1}", ("etapes", number)
        found = self.file.part(place, data, Shape.STEP, where)
        operation = _alike(str(found.get("operation", USUAL_OPERATION[self.kind])), Operation)
        if operation not in [one.value for one in Operation if one is not Operation.QUANTITY]:
            choices = ", ".join(one.value for one in Operation if one is not Operation.QUANTITY)
            self.file.says((*place, "operation"), where, f"« {operation} » : écrivez {choices}.")
            operation = Operation.SET.value
        policy = str(found.get("regle", HitPolicy.UNIQUE.value))
        if policy not in [one.value for one in HitPolicy]:
            self.file.says((*place, "regle"), where, f"« {policy} » : écrivez {', '.join(HitPolicy)}.")
        self.debtor((*place, "debiteur"), where, found, operation)
        columns = [self.column((*place, "colonnes", n), where, one, facts)
                   for n, one in enumerate(found.get("colonnes") or ())]  # fmt: skip
        texts = StepTexts(
            name=str(found.get("nom", "")), operation=operation, policy=policy,
            level=self.level((*place, "niveau"), where, str(found.get("niveau", USUAL_LEVEL[self.kind]))),
            writes=_writes(found, operation), on=", ".join(map(str, found.get("sur") or ())),
            covers=str(found.get("couvre") or ""), rounding=self.rounding((*place, "arrondi"), where, found),
            debtor=str(found.get("debiteur") or ""), columns=columns,
            rows=[self.row((*place, "lignes", n), where, n, one, len(columns))
                  for n, one in enumerate(found.get("lignes") or ())],
        )  # fmt: skip
        if operation == Operation.NAME.value:
            facts.append(Fact(texts.writes, Kind.CHOICE, texts.name))
        return texts

    def debtor(self, place: Place, where: str, step: Json, operation: str) -> None:
        """A debtor pays a share: anywhere else it would be ignored."""
        if step.get("debiteur") and operation != Operation.SHARE.value:
            only = f"« debiteur » ne va qu'avec « {Operation.SHARE.value} », pas avec « {operation} »"
            self.file.says(place, where, f"{only} : retirez-le, ou bornez la prise en charge (« au plus … »).")

    def rounding(self, place: Place, where: str, step: Json) -> str:
        try:
            return read_rounding(str(step.get("arrondi") or ""))
        except ValueError as error:
            self.file.says(place, where, str(error))
            return ""

    def column(self, place: Place, where: str, data: Any, facts: list[Fact]) -> tuple[str, str]:
        if isinstance(data, dict):
            data = self.file.part(place, data, Shape.COLUMN, where)
        said, grain = (data.get("critere", ""), data.get("pas")) if isinstance(data, dict) else (data, None)
        try:
            fact = fact_called(str(said), list(reversed(facts)))
        except FactError as error:
            known = ", ".join(fact.title for fact in facts)
            self.file.says(place, where, f"{error} Critères connus : {known}.")
            return str(said), "1"
        return fact.name, str(grain or fact.grain)

    def row(self, place: Place, where: str, number: int, data: Any, width: int) -> RowTexts:
        where = f"{where}, ligne {number + 1}"
        label, cells = "", data
        if isinstance(data, dict):
            found = self.file.part(place, data, Shape.ROW, where)
            label, cells = str(found.get("libelle", "")), [*(found.get("cellules") or ()), found.get("resultat", "")]
        if not isinstance(cells, list) or len(cells) != width + 1:
            given = len(cells) - 1 if isinstance(cells, list) else 0
            self.file.says(place, where, f"{given} cellule(s) pour {width} colonne(s) : une cellule par colonne "
                                    "(« — » si elle accepte tout), puis le résultat.")  # fmt: skip
            cells = ["—"] * width + [""]
        *texts, outcome = ["" if cell is None else str(cell) for cell in cells]
        return RowTexts(label, texts, outcome)


def _alike(said: str, known: Iterable[Any]) -> str:
    """The one of these that is said, whatever its capitals and accents."""
    return next((str(one.value) for one in known if plainly(one.value) == plainly(said)), said)


def _writes(step: Json, operation: str) -> str:
    said = str(step.get("ecrit") or ("valeur" if operation == Operation.NAME.value else "prix"))
    return slug_of(said, "valeur") if operation == Operation.NAME.value else said
