"""A DMN file read: the decisions that are one table each, the rest refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from rules.dmn.decisions import Decision, DmnError, Input, Output, Rule, TypeName, type_of, values_in
from rules.dmn.documents import Names, children, only, parse, text_of
from rules.dmn.feel import literal, literals, unary_tests
from rules.facts import Value
from rules.tables import Cell, HitPolicy

NAME = re.compile(r"[^\W\d][\w']*(?:[ -][\w']+)*\Z")
RESERVED = frozenset({"true", "false", "null", "not", "if", "for", "some", "every", "function", "and", "or", "in"})
POLICIES = {
    "UNIQUE": HitPolicy.UNIQUE,
    "FIRST": HitPolicy.FIRST,
    "ANY": HitPolicy.ANY,
    "PRIORITY": HitPolicy.PRIORITY,
    "RULE ORDER": HitPolicy.RULE_ORDER,
    "OUTPUT ORDER": HitPolicy.OUTPUT_ORDER,
    "COLLECT": HitPolicy.COLLECT,
}
AGGREGATIONS = {
    "SUM": HitPolicy.SUM, "MIN": HitPolicy.LEAST, "MAX": HitPolicy.GREATEST, "COUNT": HitPolicy.COUNT,
}  # fmt: skip
BESIDE_TABLE: Names = frozenset({"description", "extensionElements", "question", "allowedAnswers", "variable",
                                 "informationRequirement", "authorityRequirement", "supportedObjective",
                                 "impactedPerformanceIndicator", "decisionMaker", "decisionOwner"})  # fmt: skip
Part = TypeVar("Part")


def read(content: bytes, name: str = "") -> Decision:
    """The decision of that name, or the only one of the file. Raises DmnError naming what cannot be read."""
    root = parse(content)
    found = {element.get("name", ""): element for element in children(root, "decision")}
    if not found:
        raise DmnError("Ce fichier n'a aucune « decision ».")
    if not name and len(found) > 1:
        raise DmnError(f"Ce fichier a plusieurs décisions : choisissez entre {', '.join(found)}.")
    if name and name not in found:
        raise DmnError(f"Ce fichier n'a pas de décision « {name} » : il a {', '.join(found)}.")
    element = found[name] if name else next(iter(found.values()))
    return _Reader(root, element).decision()


def names(content: bytes) -> tuple[str, ...]:
    """The names of the decisions of a file. Raises DmnError."""
    return tuple(element.get("name", "") for element in children(parse(content), "decision"))


class _Reader:
    def __init__(self, root: Element, element: Element) -> None:
        self.element = element
        self.name = element.get("name", "")
        self.items = {item.get("name", ""): item for item in children(root, "itemDefinition")}

    def decision(self) -> Decision:
        only(self.element, BESIDE_TABLE | {"decisionTable"})
        for required in children(self.element, "informationRequirement"):
            only(required, frozenset({"requiredInput", "description", "extensionElements"}))
        tables = list(children(self.element, "decisionTable"))
        if len(tables) != 1:
            raise DmnError(f"La décision « {self.name} » n'est pas une « decisionTable ».")
        return self._decision(tables[0])

    def _decision(self, table: Element) -> Decision:
        only(table, frozenset({"description", "extensionElements", "input", "output", "annotation", "rule"}))
        policy = _policy(table)
        rules = [self._in(f"rule {n}", _rule, rule) for n, rule in enumerate(children(table, "rule"), start=1)]
        inputs = list(children(table, "input"))
        outputs = list(children(table, "output"))
        _check_widths(rules, len(inputs), len(outputs))
        decision = Decision(
            self.name,
            tuple(self._in(f"input {n + 1}", self._input, one, [rule.cells[n] for rule in rules])
                  for n, one in enumerate(inputs)),
            tuple(self._in(f"output {n + 1}", self._output, one, [rule.outputs[n] for rule in rules])
                  for n, one in enumerate(outputs)),
            tuple(rules),
            policy,
        )  # fmt: skip
        _check_policy(decision)
        return decision

    def _in(self, where: str, read: Callable[..., Part], *arguments: Any) -> Part:
        try:
            return read(*arguments)
        except DmnError as error:
            raise DmnError(f"Décision « {self.name} », {where} : {error}") from None

    def _input(self, element: Element, cells: list[Cell]) -> Input:
        only(element, frozenset({"inputExpression", "inputValues", "description", "extensionElements"}))
        expressions = list(children(element, "inputExpression"))
        if len(expressions) != 1:
            raise DmnError("il faut une « inputExpression ».")
        name = _plain_name(text_of(expressions[0]))
        base, allowed = self._type(expressions[0].get("typeRef", ""))
        for listed in children(element, "inputValues"):
            allowed = unary_tests(text_of(listed))
        kind = base or _inferred([*cells, allowed])
        for cell in [*cells, allowed]:
            _check_type(kind, values_in([cell]))
        return Input(name, kind, element.get("label", ""), allowed)

    def _output(self, element: Element, values: list[Value]) -> Output:
        only(element, frozenset({"outputValues", "defaultOutputEntry", "description", "extensionElements"}))
        kind, allowed = self._type(element.get("typeRef", ""))
        listed = tuple(value for one in children(element, "outputValues") for value in literals(text_of(one)))
        if not listed and not allowed.is_any:
            listed = tuple(values_in([allowed]))
        defaults = [literal(text_of(one)) for one in children(element, "defaultOutputEntry")]
        if kind:
            _check_type(kind, [*values, *listed, *defaults])
        return Output(element.get("name", ""), kind, listed, defaults[0] if defaults else None, bool(defaults))

    def _type(self, reference: str) -> tuple[TypeName | None, Cell]:
        """The simple type a reference leads to, and the values its definition allows."""
        allowed = Cell()
        for _ in range(len(self.items) + 1):
            plain = reference.rpartition(":")[2]
            if plain in ("", "Any"):
                return None, allowed
            if plain in {one.value for one in TypeName}:
                return TypeName(plain), allowed
            if plain not in self.items:
                raise DmnError(f"le type « {reference} » n'est pas simple : number, string, boolean, date ou time.")
            reference, allowed = _alias(self.items[plain], allowed)
        raise DmnError(f"le type « {reference} » se définit par lui-même.")


def _alias(item: Element, allowed: Cell) -> tuple[str, Cell]:
    only(item, frozenset({"typeRef", "allowedValues", "description", "extensionElements"}))
    if item.get("isCollection") == "true":
        raise DmnError(f"le type « {item.get('name')} » est une liste.")
    for listed in children(item, "allowedValues"):
        allowed = unary_tests(text_of(listed))
    references = [(one.text or "").strip() for one in children(item, "typeRef")]
    return (references[0] if references else ""), allowed


def _policy(table: Element) -> HitPolicy:
    said, aggregation = table.get("hitPolicy", "UNIQUE"), table.get("aggregation")
    if said not in POLICIES:
        raise DmnError(f"« hitPolicy {said} » n'existe pas : {', '.join(POLICIES)}.")
    if aggregation is None:
        return POLICIES[said]
    if said != "COLLECT" or aggregation not in AGGREGATIONS:
        raise DmnError(f"« aggregation {aggregation} » ne va qu'avec COLLECT : {', '.join(AGGREGATIONS)}.")
    return AGGREGATIONS[aggregation]


def _rule(element: Element) -> Rule:
    only(element, frozenset({"inputEntry", "outputEntry", "annotationEntry", "description", "extensionElements"}))
    notes = [text_of(one) for one in children(element, "annotationEntry")]
    return Rule(
        tuple(unary_tests(text_of(one)) for one in children(element, "inputEntry")),
        tuple(literal(text_of(one)) for one in children(element, "outputEntry")),
        notes[0] if notes else "",
    )


def _plain_name(text: str) -> str:
    name = " ".join(text.split())
    if not NAME.match(name) or name in RESERVED:
        raise DmnError(f"« inputExpression » vaut « {text} », qui n'est pas un simple nom.")
    return name


def _inferred(cells: list[Cell]) -> TypeName:
    types = {type_of(value) for value in values_in(cells)}
    if len(types) > 1:
        raise DmnError(f"les cellules sont de plusieurs types ({', '.join(sorted(types))}).")
    return types.pop() if types else TypeName.STRING


def _check_type(kind: TypeName, values: list[Value]) -> None:
    wrong = next((value for value in values if not kind.fits(value)), None)
    if wrong is not None:
        raise DmnError(f"« {wrong} » n'est pas de type {kind.value}.")


def _check_widths(rules: list[Rule], inputs: int, outputs: int) -> None:
    if not outputs:
        raise DmnError("La table n'a aucun « output ».")
    for number, rule in enumerate(rules, start=1):
        if len(rule.cells) != inputs or len(rule.outputs) != outputs:
            raise DmnError(f"rule {number} : {len(rule.cells)} « inputEntry » pour {inputs} « input », "
                           f"{len(rule.outputs)} « outputEntry » pour {outputs} « output ».")  # fmt: skip


def _check_policy(decision: Decision) -> None:
    for problem in _policy_problems(decision):
        raise DmnError(f"Décision « {decision.name} » : {problem}")


def _policy_problems(decision: Decision) -> Iterator[str]:
    policy, several = decision.policy, len(decision.outputs) > 1
    if several and len({output.name for output in decision.outputs} - {""}) < len(decision.outputs):
        yield "plusieurs « output » ont chacun un « name », tous différents."
    if several and policy in AGGREGATIONS.values():
        yield "une « aggregation » ne va qu'avec un seul « output »."
    given = [value for rule in decision.rules for value in rule.outputs]
    numbers = all(value is not None and type_of(value) is TypeName.NUMBER for value in given)
    if policy in (HitPolicy.SUM, HitPolicy.LEAST, HitPolicy.GREATEST) and not numbers:
        yield f"l'« aggregation » {policy.value} demande des nombres."
    if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        for index, output in enumerate(decision.outputs):
            if missing := {rule.outputs[index] for rule in decision.rules} - set(output.values):
                yield f"« outputValues » ne classe pas {', '.join(map(str, missing))}."
