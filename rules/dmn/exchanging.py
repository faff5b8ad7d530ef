"""A step of a règlement as a DMN decision, and the table of a decision as a step's: literal results only."""

from __future__ import annotations

from decimal import Decimal

from rules.dmn.decisions import Decision, DmnError, Input, Output, Rule, TypeName, values_in
from rules.facts import SLUG, Fact, Kind, Value
from rules.notation import Json, cell_from_json, cell_to_json, outcome_from_json, outcome_to_json
from rules.operations import Operation
from rules.outcomes import Allow, Amount, Keep, Named, Outcome, Percent, Refuse
from rules.tables import Cell, HitPolicy

_TYPES = {Kind.NUMBER: TypeName.NUMBER, Kind.BOOLEAN: TypeName.BOOLEAN, Kind.DATE: TypeName.DATE,
          Kind.TIME: TypeName.TIME, Kind.CHOICE: TypeName.STRING}  # fmt: skip


def step_to_dmn(step: Json, kinds: dict[str, Kind] | None = None) -> Decision:
    """The decision of a step of a file. Raises DmnError where a result is a calculation, not a literal.

    ``kinds`` gives the type of each fact; without it, the cells tell.
    """
    columns = [column["fait"] for column in step.get("colonnes", ())]
    rows = step.get("lignes", ())
    found = [(kinds or {}).get(name) or _kind(name, [row["cellules"][place] for row in rows])
             for place, name in enumerate(columns)]  # fmt: skip
    facts = [Fact(name, kind) for name, kind in zip(columns, found, strict=True)]
    rules = tuple(
        Rule(
            tuple(cell_from_json(fact, cell) for fact, cell in zip(facts, row["cellules"], strict=True)),
            (_literal(outcome_from_json(row["resultat"]), number),),
            row.get("libelle", ""),
        )
        for number, row in enumerate(rows, start=1)
    )
    inputs = tuple(Input(fact.name, _TYPES[fact.kind]) for fact in facts)
    return Decision(step["nom"], inputs, (Output(),), rules, HitPolicy(step.get("regle", "U")))


def _kind(name: str, cells: list[Json]) -> Kind:
    """The type of a column from what its cells hold; texts that are all numbers are numbers."""
    held = [value for cell in cells for test in cell.get("tests", ())
            for value in (test.get("vaut"), test.get("de"), test.get("a")) if value is not None]  # fmt: skip
    if any(isinstance(value, bool) for value in held):
        return Kind.BOOLEAN
    for kind in (Kind.NUMBER, Kind.DATE, Kind.TIME):
        try:
            read = [cell_from_json(Fact(name, kind), cell) for cell in cells]
        except ValueError:
            continue
        if held and values_in(read):
            return kind
    return Kind.CHOICE


def _literal(outcome: Outcome, number: int) -> Value:
    match outcome:
        case Amount(euros):
            return euros
        case Percent(percent):
            return percent
        case Named(value):
            return value
        case Allow():
            return True
        case Refuse(sentence):
            return sentence
        case Keep():
            return None
    raise DmnError(f"La ligne {number} est un calcul, que DMN n'écrit pas en toutes lettres : gardez-la en JSON.")


def table_of(decision: Decision, operation: Operation) -> Json:
    """The table of a step that does ``operation``: columns, rows, hit policy. Raises DmnError."""
    if len(decision.outputs) != 1:
        raise DmnError("Une étape n'a qu'un résultat : cette décision en a plusieurs.")
    if decision.default is not None:
        raise DmnError("« defaultOutputEntry » : ajoutez plutôt une dernière ligne qui accepte tout.")
    if decision.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        raise DmnError(f"La règle de choix {decision.policy.value} classe des résultats : une étape n'en a pas besoin.")
    return {
        "regle": decision.policy.value,
        "colonnes": [_column(decision, place, one) for place, one in enumerate(decision.inputs)],
        "lignes": [
            {
                "libelle": rule.note,
                "cellules": [cell_to_json(cell) for cell in rule.cells],
                "resultat": outcome_to_json(_outcome(rule.outputs[0], operation, number)),
            }
            for number, rule in enumerate(decision.rules, start=1)
        ],
    }


def _column(decision: Decision, place: int, one: Input) -> Json:
    if not SLUG.match(one.name):
        raise DmnError(f"« {one.name} » n'est pas le nom d'un critère : lettres minuscules, chiffres et tirets.")
    cells = [rule.cells[place] for rule in decision.rules]
    for value in values_in(cells):
        if isinstance(value, str) and not SLUG.match(value):
            raise DmnError(f"« {value} » n'est pas un choix de « {one.name} » : lettres minuscules, chiffres, tirets.")
    return {"fait": one.name, "pas": str(_grain(cells))}


def _grain(cells: list[Cell]) -> Decimal:
    exponents = [int(value.as_tuple().exponent) for value in values_in(cells) if isinstance(value, Decimal)]
    return Decimal(1).scaleb(min([0, *exponents]))


def _outcome(value: Value, operation: Operation, number: int) -> Outcome:
    if value is None:
        return Keep()
    if operation is Operation.NAME:
        return Named(value)
    if operation is Operation.REFUSE and value is True:
        return Allow()
    if operation is Operation.REFUSE and isinstance(value, str):
        return Refuse(value)
    if isinstance(value, Decimal) and operation is not Operation.REFUSE:
        return Percent(value) if operation is Operation.MULTIPLY else Amount(value)
    raise DmnError(f"rule {number} : « {value} » n'est pas un résultat pour « {operation.value} ».")
