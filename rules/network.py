"""How far durable_rules may be trusted with a set of rules: its network mirrored, its limits kept at a distance.

The engine turns rules into a tree of tests, rules that begin alike sharing their first ones, and
walks it with a stack. Past its limits it answers with an error while deciding, or ends the process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

MOST_RULES = 3_500  # of 4,096 in one ruleset
MOST_WAITING = 56  # of the 64 nodes its stack holds: more branches at once are an error while deciding
MOST_TESTS = 400  # of the 511 under one node
MOST_ALIKE = 150  # of the 255 rules that end on the same condition


class Test(NamedTuple):
    """One comparison of a column, by its index, with an integer: ``==``, ``>=`` or ``<=``."""

    column: int
    operator: str
    code: int


class Rule(NamedTuple):
    """A conjunction of tests, the ones rules share first, and the row it speaks for."""

    tests: tuple[Test, ...]
    row: int


class Node(dict[Test, "Node"]):
    """A node of the engine's network: the tests under it, and how many rules end on it."""

    ends = 0


def shards(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """The rules in as few parts as the engine answers exactly, each as long as the others or nearly."""
    yield from _split(sorted(rules))


def _split(rules: list[Rule]) -> Iterator[list[Rule]]:
    if fits(rules):
        yield rules
        return
    for half in (rules[::2], rules[1::2]):  # neighbours begin alike: parted, they no longer pile up
        yield from _split(half)


def fits(rules: Sequence[Rule]) -> bool:
    """Whether one ruleset may hold these rules and the canary."""
    if len(rules) < MOST_WAITING:
        return True
    if len(rules) > MOST_RULES:
        return False
    root = network(rules)
    return waiting(root) < MOST_WAITING and _narrow(root)


def network(rules: Sequence[Rule]) -> Node:
    """The tree of tests the engine makes of these rules."""
    root = Node()
    for rule in rules:
        node = root
        for test in rule.tests:
            node = node.setdefault(test, Node())
        node.ends += 1
    return root


def waiting(node: Node) -> int:
    """At most how many nodes under this one wait on the stack at once, for any fact.

    Waiting nodes never lie under each other, and one value satisfies one ``==`` of a column.
    """
    equal: dict[int, int] = {}
    others = 0
    for test, child in node.items():
        if test.operator == "==":
            equal[test.column] = max(equal.get(test.column, 0), waiting(child))
        else:
            others += waiting(child)
    return max(1, others + sum(equal.values()))


def _narrow(node: Node) -> bool:
    return len(node) < MOST_TESTS and node.ends < MOST_ALIKE and all(_narrow(child) for child in node.values())
