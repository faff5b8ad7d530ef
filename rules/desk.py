"""The editor's page, ready for its template: each text with its field's name, its choices and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rules.counter_texts import ORDERS, WHATS, CounterTexts
from rules.counters import OF_THE_CALENDAR, What
from rules.drafting import CHOICES_BY_KIND
from rules.facts import Fact, Kind
from rules.findings import Finding
from rules.grids import Scope, StepTexts, scopes, write_rounding
from rules.models import Rulebook
from rules.notation import rounding_to_json
from rules.operations import Operation
from rules.outcomes import Rounding, RoundingMode
from rules.posted import Draft, ExampleTexts
from rules.proofs import Proof
from rules.tables import HitPolicy
from rules.vocabulary import Vocabulary
from rules.wording import DEADLINES, FITTING, Accepted, hints

Choices = list[tuple[str, str]]

POLICIES: Choices = [
    (HitPolicy.UNIQUE.value, gettext_lazy("une seule ligne convient à chaque cas")),
    (HitPolicy.FIRST.value, gettext_lazy("la première ligne qui convient")),
    (HitPolicy.COLLECT.value, gettext_lazy("toutes les lignes qui conviennent s'additionnent")),
    (HitPolicy.ANY.value, gettext_lazy("plusieurs lignes, si elles disent la même chose")),
]
_PLAIN = (RoundingMode.HALF_UP, RoundingMode.UP, RoundingMode.DOWN)
_ROUNDINGS = [Rounding(mode, places) for places in (2, 1, 0) for mode in RoundingMode]
_ROUNDINGS += [Rounding(mode, 2, by) for by in (5, 50) for mode in _PLAIN]
ROUNDINGS: Choices = [
    ("", "sans arrondi"),
    *((write_rounding(rounding_to_json(one)), one.words) for one in _ROUNDINGS),
]


@dataclass(frozen=True)
class Field:
    """One input: its name in the form, the text in it, what it is called, and what is wrong with it."""

    name: str
    value: str
    label: str
    errors: tuple[str, ...] = ()
    choices: Choices | None = None
    long: bool = False

    @property
    def options(self) -> Choices:
        """The choices, the present one included even if it is no longer proposed."""
        known = self.choices or []
        missing = [] if any(value == self.value for value, _label in known) else [(self.value, self.value)]
        return missing + known

    @property
    def errors_id(self) -> str:
        return f"{self.name}-errors".replace(".", "-")


@dataclass(frozen=True)
class ColumnDesk:
    """One column: the fact it asks about, and how its cells are written."""

    index: int
    prefix: str
    fact: Fact
    grain: str
    hint: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Addable:
    """A criterion not yet a column of the step."""

    fact: Fact
    hint: str
    grain: str


@dataclass(frozen=True)
class RowDesk:
    """One row of a step's table."""

    index: int
    anchor: str
    label: Field
    cells: tuple[Field, ...]
    outcome: Field
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class StepDesk:
    """One step: its settings, its table, what may be added to it."""

    index: int
    anchor: str
    prefix: str
    texts: StepTexts
    settings: tuple[Field, ...]
    advanced: tuple[Field, ...]
    columns: tuple[ColumnDesk, ...]
    rows: tuple[RowDesk, ...]
    addable: tuple[Addable, ...]
    hint: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class CounterDesk:
    """One counter."""

    index: int
    anchor: str
    prefix: str
    texts: CounterTexts
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class ExampleDesk:
    """One worked example, with what the règlement answers now."""

    index: int
    anchor: str
    prefix: str
    texts: ExampleTexts
    proof: Proof | None


@dataclass(frozen=True)
class Desk:
    """Everything the editor's page shows below its heading."""

    steps: tuple[StepDesk, ...]
    counters: tuple[CounterDesk, ...]
    examples: tuple[ExampleDesk, ...]
    findings: tuple[Finding, ...]
    prices: bool


def desk(draft: Draft, kind: str, words: Vocabulary, findings: Sequence[Finding], proofs: Sequence[Proof]) -> Desk:
    """The page of a draft: what is typed, what is found wrong, what the examples give."""
    around = scopes(draft.grid, words)
    build = _Builder(kind, words, findings)
    worked = [*proofs, *[None] * len(draft.examples)][: len(draft.examples)]
    return Desk(
        steps=tuple(build.step(n, step, around[n]) for n, step in enumerate(draft.grid.steps)),
        counters=tuple(build.counter(n, counter) for n, counter in enumerate(draft.grid.counters)),
        examples=tuple(ExampleDesk(n, f"e{n}", f"e{n}.", one, worked[n]) for n, one in enumerate(draft.examples)),
        findings=tuple(one for one in findings if one.part == "version"),
        prices=kind == Rulebook.Kind.PRICE,
    )  # fmt: skip


class _Builder:
    def __init__(self, kind: str, words: Vocabulary, findings: Sequence[Finding]) -> None:
        self.kind = Rulebook.Kind(kind)
        self.words = words
        self.findings = findings
        self.levels: Choices = [(level.name, level.label or level.name) for level in words.all_levels]

    def step(self, number: int, step: StepTexts, scope: Scope) -> StepDesk:
        prefix = f"s{number}."
        mine = [one for one in self.findings if one.step == number and one.part != "compteur"]
        columns = tuple(self._column(number, index, *column, scope, mine) for index, column in enumerate(step.columns))
        used = {name for name, _grain in step.columns}
        return StepDesk(
            index=number,
            anchor=f"s{number}",
            prefix=prefix,
            texts=step,
            settings=self._settings(prefix, step),
            advanced=self._advanced(prefix, step, _said(mine, "couvre")),
            columns=columns,
            rows=tuple(self._row(number, index, row, columns, mine) for index, row in enumerate(step.rows)),
            addable=tuple(
                Addable(fact, cell_hint(fact), str(fact.grain)) for fact in scope.facts if fact.name not in used
            ),
            hint=hints(self._fitting(Operation(step.operation))),
            findings=tuple(one for one in mine if one.part == "etape"),
        )

    def _fitting(self, operation: Operation) -> Accepted:
        dated = self.kind is Rulebook.Kind.CUTOFF and operation is Operation.SET
        return DEADLINES if dated else FITTING[operation]

    def _settings(self, prefix: str, step: StepTexts) -> tuple[Field, ...]:
        operations = [(one.value, one.value) for one in CHOICES_BY_KIND[self.kind]]
        fields = [Field(f"{prefix}policy", step.policy, _("Règle de choix"), choices=POLICIES)]
        if self.kind is Rulebook.Kind.CUTOFF:
            return (Field(f"{prefix}operation", step.operation, _("Opération"), choices=operations), *fields)
        if self.kind is not Rulebook.Kind.PRICE:
            return tuple(fields)
        return (
            Field(f"{prefix}operation", step.operation, _("Opération"), choices=operations),
            Field(f"{prefix}level", step.level, _("S'applique"), choices=self.levels),
            *fields,
            Field(f"{prefix}rounding", step.rounding, _("Arrondi"), choices=ROUNDINGS),
        )

    def _advanced(self, prefix: str, step: StepTexts, errors: tuple[str, ...]) -> tuple[Field, ...]:
        return (
            Field(f"{prefix}covers", step.covers, _("Ne concerne que (« unité : matin, soir »)"), errors),
            Field(f"{prefix}writes", step.writes, _("Nom de ce que l'étape calcule")),
            Field(f"{prefix}on", step.on, _("Porte sur (tout si rien n'est écrit)")),
            Field(f"{prefix}debtor", step.debtor, _("Prise en charge par")),
        )

    def _column(
        self, step: int, index: int, name: str, grain: str, scope: Scope, mine: Iterable[Finding]
    ) -> ColumnDesk:
        fact = scope.fact(name)
        errors = _said(mine, "colonne", column=index)
        return ColumnDesk(index, f"s{step}.c{index}.", fact, grain, cell_hint(fact), errors)

    def _row(self, step: int, index: int, row, columns: Sequence[ColumnDesk], mine: Iterable[Finding]) -> RowDesk:
        where = _("étape %(step)s, ligne %(row)s") % {"step": step + 1, "row": index + 1}
        prefix = f"s{step}.r{index}."
        cells = tuple(
            Field(f"{prefix}x{column.index}", text, f"{where}, {column.fact.title}",
                  _said(mine, "cellule", index, column.index))
            for column, text in zip(columns, row.cells, strict=True)
        )  # fmt: skip
        outcome = Field(
            f"{prefix}out",
            row.outcome,
            _("%(where)s, résultat") % {"where": where},
            _said(mine, "resultat", index),
            long=self.kind is not Rulebook.Kind.PRICE,
        )
        label = Field(f"{prefix}label", row.label, _("%(where)s, libellé") % {"where": where})
        found = tuple(one for one in mine if one.part == "ligne" and one.row == index)
        return RowDesk(index, f"s{step}r{index}", label, cells, outcome, found)

    def counter(self, number: int, counter: CounterTexts) -> CounterDesk:
        prefix = f"k{number}."
        errors = tuple(one.message for one in self.findings if one.part == "compteur" and one.step == number)
        whats = [(what.value, label) for what, label in WHATS.items()]
        orders = [("", _("non")), *((order.value, label) for order, label in ORDERS.items())]
        fields = (
            Field(f"{prefix}label", counter.label, _("Nom du compteur")),
            Field(f"{prefix}what", counter.what, _("Compte"), choices=whats),
            Field(f"{prefix}over", counter.over, _("Sur"), choices=self.levels[2:]),
            Field(f"{prefix}among", counter.among, _("Parmi (« réservation : tardive »)"), errors),
            Field(f"{prefix}order", counter.order, _("Numérote"), choices=orders),
        )
        return CounterDesk(number, f"k{number}", prefix, counter, (*fields, *self._counted(prefix, counter)))

    def _counted(self, prefix: str, counter: CounterTexts) -> tuple[Field, ...]:
        """What is counted, where it is not the lines themselves."""
        if counter.what in (What.LINES, What.QUANTITIES):
            return ()
        if counter.what in OF_THE_CALENDAR:
            return (Field(f"{prefix}of", counter.of, _("De (tous les jours, ou « mercredi »)")),)
        facts = [("", "—"), *((fact.name, fact.title) for fact in self.words.facts)]
        of = facts if counter.what == What.SUM else self.levels[2:]
        fields = [Field(f"{prefix}of", counter.of, _("De"), choices=of)]
        if counter.what == What.RANK:
            fields.append(Field(f"{prefix}by", counter.by, _("Selon"), choices=facts))
        return tuple(fields)


def _addable(fact: Fact) -> Addable:
    return Addable(fact, cell_hint(fact), str(fact.grain))


def cell_hint(fact: Fact) -> str:
    """How the cells of a column are written."""
    if fact.choices:
        return ", ".join(choice.label for choice in fact.choices)
    return _HINTS[fact.kind]


_HINTS: dict[Kind, str] = {
    Kind.NUMBER: "de 450 à moins de 900 ; 900 et plus ; inconnu",
    Kind.DATE: "à partir du 01/09/2026 ; du 01/09/2026 au 31/12/2026",
    Kind.TIME: "avant 8 h 30 ; à partir de 17:00",
    Kind.BOOLEAN: "oui, non, inconnu",
    Kind.CHOICE: "matin, soir ; sauf midi",
}


def _said(findings: Iterable[Finding], part: str, row: int | None = None, column: int | None = None) -> tuple[str, ...]:
    return tuple(one.message for one in findings if (one.part, one.row, one.column) == (part, row, column))
