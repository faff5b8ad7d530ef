"""The file of a règlement, read whole: every mistake with its line, what is wrong and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from rules.acceptances import Acceptance, ReasonMissing
from rules.counter_texts import slug_of
from rules.example_texts import ExampleError, read_expected, read_lines
from rules.facts import Choice, Fact, FactError, Kind
from rules.files import rulebook_from_json
from rules.grids import Grid, Misread, grid_of, read_grid
from rules.notation import Json, NotationError
from rules.proofs import ACCESS, CUTOFF
from rules.steps import Rulebook, RulebookError
from rules.travel.complaints import Complaints, Problem, Unreadable
from rules.travel.places import Place, Places
from rules.travel.tables import TablesReader
from rules.travel.texts import PRICE, TARGETS, Shape, folded
from rules.vocabulary import Vocabulary

UNREAD_CRITERION = Fact("critere.illisible", Kind.CHOICE)
KINDS = (ACCESS, CUTOFF, PRICE)


@dataclass(frozen=True)
class Travelled:
    """A file as it was understood; ``stored`` and ``examples`` are what the database keeps."""

    name: str
    kind: str
    description: str
    title: str
    valid_from: date
    council_decision: str
    decided_on: date | None
    criteria: tuple[Fact, ...]
    targets: tuple[str, ...]
    vocabulary: Vocabulary
    grid: Grid
    stored: Json
    examples: tuple[Json, ...]
    rules: Rulebook
    accepted: tuple[Acceptance, ...] = field(default=())


def read(text: str, vocabulary: Vocabulary) -> Travelled:
    """The règlement of a file, its criteria known besides those of the town. Raises Unreadable with every mistake."""
    try:
        data = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise Unreadable([Problem(error.lineno, "", f"ce n'est pas du JSON : {error.msg}. Vérifiez la virgule, le "
                                                    "guillemet ou l'accolade juste avant.")]) from None  # fmt: skip
    return _Reader(data, Places(text), vocabulary).travelled()


class _Reader(Complaints):
    def __init__(self, data: Any, places: Places, vocabulary: Vocabulary) -> None:
        super().__init__(places)
        self.raw: Json = data if isinstance(data, dict) else {}
        self.data: Json = folded(self.raw)
        self.vocabulary = vocabulary
        if not isinstance(data, dict):
            self.says((), "", 'le fichier est un objet JSON : { "reglement": …, "version": …, "etapes": … }.')

    def travelled(self) -> Travelled:
        self.part((), self.data, Shape.FILE, "")
        heading = self.part(("reglement",), self.data.get("reglement"), Shape.RULEBOOK, "règlement")
        version = self.part(("version",), self.data.get("version"), Shape.EDITION, "version")
        kind = str(heading.get("nature", PRICE))
        if kind not in KINDS:
            self.says(("reglement", "nature"), "règlement", f"« {kind} » : la nature est {', '.join(KINDS)}.")
            kind = PRICE
        criteria = self.each("criteres", self.criterion)
        words = self.words(criteria)
        grid = self.grid(words, kind)
        self.stop_here()
        stored, misread = read_grid(grid, words, deadlines=kind == CUTOFF)
        for one in misread:
            self.misread(one, grid)
        examples = self.examples(words, grid)
        accepted = tuple(self.each("acceptees", self.acceptance))
        self.stop_here()
        return Travelled(
            str(heading.get("nom", "")), kind, str(heading.get("description", "")),
            str(version.get("titre", "")), self.day("applicable", version) or date(2000, 1, 1),
            str(version.get("deliberation") or ""), self.day("delibere-le", version),
            tuple(fact for fact, _ in criteria), tuple(target for _, target in criteria),
            words, grid, stored, examples, self.rules(stored, words, heading), accepted,
        )  # fmt: skip

    # Parts

    def each(self, key: str, read_one: Callable[[int, Any], Any]) -> list[Any]:
        data = self.data.get(key) or []
        if not isinstance(data, list):
            self.says((key,), key, "une liste est attendue : [ … ].")
            return []
        return [read_one(number, one) for number, one in enumerate(data)]

    def day(self, key: str, version: Json) -> date | None:
        said = version.get(key)
        if not said:
            return None
        try:
            return date.fromisoformat(str(said))
        except ValueError:
            self.says(("version", key), "version", f"« {said} » n'est pas une date : écrivez 2026-09-01.")
            self.stop_here()
        return None

    def criterion(self, number: int, data: Any) -> tuple[Fact, str]:
        where = f"critère {number + 1}"
        found = self.part(("criteres", number), data, Shape.CRITERION, where)
        target = str(found.get("porte-sur", TARGETS[0]))
        if target not in TARGETS:
            self.says(("criteres", number, "porte-sur"), where, f"« {target} » : écrivez {', '.join(TARGETS)}.")
        kinds = [kind.value for kind in Kind]
        if found.get("type") not in kinds:
            self.says(("criteres", number, "type"), where, f"« {found.get('type')} » : écrivez {', '.join(kinds)}.")
            return UNREAD_CRITERION, target
        try:
            return _criterion(found), target
        except (ValueError, ArithmeticError, KeyError, TypeError) as error:
            self.says(("criteres", number), where, str(error))
            return UNREAD_CRITERION, target

    def words(self, criteria: Sequence[tuple[Fact, str]]) -> Vocabulary:
        """The town's words and those of the file; a criterion of the enrolment is the child's."""
        own = {fact.name: target if target == TARGETS[0] else TARGETS[1] for fact, target in criteria}
        kept = tuple(fact for fact in self.vocabulary.facts if fact.name not in own)
        facts = (*kept, *(fact for fact, _ in criteria))
        return replace(self.vocabulary, facts=facts, owners={**self.vocabulary.owners, **own})

    def grid(self, words: Vocabulary, kind: str) -> Grid:
        """The steps and counters as texts; a file in the shape the database stores is turned into texts first."""
        if _is_stored(self.data):
            return self.stored_grid(words)
        tables = TablesReader(self, self.vocabulary.all_levels, kind)
        counters = self.each("compteurs", lambda number, data: tables.counter(number, data, words.facts))
        facts = [*words.facts, *(counter.fact for counter in counters)]
        return Grid(self.each("etapes", lambda number, data: tables.step(number, data, facts)), counters)

    def stored_grid(self, words: Vocabulary) -> Grid:
        try:
            rulebook_from_json(self.raw, words)
            return grid_of(self.raw, words)
        except (NotationError, FactError, KeyError, ValueError) as error:
            self.says(("etapes",), "", str(error))
            return Grid()

    # What the texts mean

    def misread(self, one: Misread, grid: Grid) -> None:
        if one.part == "compteur":
            self.says(("compteurs", one.step, "parmi"), f"compteur {one.step + 1}", one.message)
            return
        place: Place = ("etapes", one.step)
        where = f"étape {one.step + 1} « {grid.steps[one.step].name} »"
        if one.row is None:
            self.says((*place, "colonnes" if one.part == "colonne" else one.part), where, one.message)
            return
        width = len(grid.steps[one.step].columns)
        cell = width if one.column is None else one.column
        row: Place = (*place, "lignes", one.row)
        inside = (*row, cell) if (*row, cell) in self.places.lines else (*row, "cellules", cell)
        name = f", colonne {one.column + 1}" if one.column is not None else ", résultat"
        self.says(inside, f"{where}, ligne {one.row + 1}{name}", one.message)

    def examples(self, words: Vocabulary, grid: Grid) -> tuple[Json, ...]:
        facts = (*words.facts, *(counter.fact for counter in grid.counters))
        return tuple(self.each("exemples", lambda number, one: self.example(number, one, facts)))

    def example(self, number: int, data: Any, facts: tuple[Fact, ...]) -> Json:
        where = f"exemple {number + 1}"
        found = self.part(("exemples", number), data, Shape.EXAMPLE, where)
        stored: Json = {"cas": str(found.get("cas", "")), "lignes": [], "attendu": {},
                        "remarque": str(found.get("remarque", ""))}  # fmt: skip
        self.understand(stored, "lignes", number, lambda: _lines(found.get("lignes", ""), facts))
        self.understand(stored, "attendu", number, lambda: _expected(found.get("attendu", "")))
        return stored

    def acceptance(self, number: int, data: Any) -> Acceptance | None:
        where = f"remarque acceptée {number + 1}"
        found = self.part(("acceptees", number), data, Shape.ACCEPTANCE, where)
        try:
            return Acceptance(*(str(found.get(key) or "") for key in ("etape", "remarque", "motif")))
        except ReasonMissing as error:
            self.says(("acceptees", number, "motif"), where, str(error))
            return None

    def understand(self, stored: Json, key: str, number: int, read_it: Callable[[], Any]) -> None:
        try:
            stored[key] = read_it()
        except (ExampleError, FactError) as error:
            self.says(("exemples", number, key), f"exemple {number + 1}", str(error))

    def rules(self, stored: Json, words: Vocabulary, heading: Json) -> Rulebook:
        try:
            return rulebook_from_json(stored, words, name=str(heading.get("nom", "")))
        except (NotationError, RulebookError, FactError, ValueError) as error:
            self.says(("etapes",), "", str(error))
            self.stop_here()
            raise


def _lines(said: Any, facts: tuple[Fact, ...]) -> list[Json]:
    """The lines of an example: objects as the database keeps them, or texts."""
    if isinstance(said, list) and said and all(isinstance(line, dict) for line in said):
        return said
    return read_lines(said if isinstance(said, str) else "\n".join(map(str, said)), facts)


def _expected(said: Any) -> Json:
    return said if isinstance(said, dict) else read_expected(str(said))


def _is_stored(data: Json) -> bool:
    """Whether the tables are in the shape the database stores, cells as objects rather than texts."""
    rows = [row for step in data.get("etapes") or () if isinstance(step, dict) for row in step.get("lignes") or ()]
    return any(isinstance(row, dict) and isinstance(row.get("resultat"), dict) for row in rows)


def _criterion(data: Json) -> Fact:
    kind = Kind(str(data.get("type", Kind.CHOICE.value)))
    choices = tuple(
        Choice(str(one["slug"]), str(one.get("libelle", one["slug"]))) if isinstance(one, dict)
        else Choice(slug_of(str(one), "choix"), str(one))
        for one in data.get("choix") or ()
    )  # fmt: skip
    name = str(data["nom"]).removeprefix("critere.")
    return Fact(
        f"critere.{slug_of(name, name)}", kind, str(data.get("libelle") or name),
        grain=Decimal(str(data.get("pas", "1"))), choices=choices, unit=str(data.get("unite", "")),
    )  # fmt: skip
