"""DMN files of the tests, written by hand, and random decisions."""

from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from xml.sax.saxutils import escape

from rules.dmn import Decision, Input, Output, Rule, TypeName
from rules.tables import Between, Cell, HitPolicy, Is

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(rows, *, policy='hitPolicy="UNIQUE"', inputs=(("age", "number"),), outputs="<output/>", before=""):
    """The file of one decision « Prix »; a row is the texts of its cells, then of its results."""
    columns = "".join(
        f'<input><inputExpression typeRef="{kind}"><text>{name}</text></inputExpression></input>'
        for name, kind in inputs
    )
    rules = "".join(f"<rule>{_entries(row, len(inputs))}</rule>" for row in rows)
    return definitions(
        f'{before}<decision name="Prix"><decisionTable {policy}>{columns}{outputs}{rules}</decisionTable></decision>'
    )


def definitions(content, model=MODEL):
    return f'<definitions xmlns="{model}" name="n" namespace="urn:test">{content}</definitions>'.encode()


def _entries(row, width):
    kinds = ["inputEntry"] * width + ["outputEntry"] * (len(row) - width)
    return "".join(f"<{kind}><text>{escape(text)}</text></{kind}>" for kind, text in zip(kinds, row, strict=True))


VALUES = {
    TypeName.NUMBER: lambda random: Decimal(random.randrange(-40, 60)) / random.choice((1, 2, 4, 10)),
    TypeName.STRING: lambda random: random.choice(("été", "A b", 'dit "non"', "x,y", "true", "")),
    TypeName.BOOLEAN: lambda random: random.random() < 0.5,
    TypeName.DATE: lambda random: date(2026, 9, 1) + timedelta(days=random.randrange(6)),
    TypeName.TIME: lambda random: time(8, random.randrange(6)),
}
ORDERED = (TypeName.NUMBER, TypeName.DATE, TypeName.TIME)


def random_decision(random: Random) -> Decision:
    """A decision of one to three inputs, any hit policy, nulls and negations included."""
    types = [random.choice(list(TypeName)) for _ in range(random.randint(1, 3))]
    policy = random.choice(list(HitPolicy))
    rules = tuple(
        Rule(tuple(random_cell(random, kind) for kind in types), (Decimal(random.randrange(4)),))
        for _ in range(random.randint(1, 6))
    )
    values = tuple(map(Decimal, random.sample(range(4), 4)))
    ranked = policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
    output = Output("", TypeName.NUMBER, values if ranked else ())
    inputs = tuple(Input(f"entrée {number}", kind) for number, kind in enumerate(types))
    return Decision("Hasard", inputs, (output,), rules, policy)


def random_cell(random: Random, kind: TypeName) -> Cell:
    if random.random() < 0.25:
        return Cell()
    tests = [_random_test(random, kind) for _ in range(random.randint(1, 3))]
    negated = random.random() < 0.25
    if negated and any(isinstance(test, Between) for test in tests):
        tests = [test for test in tests if test != Is(None)] + [Is(None)]
    return Cell(tuple(tests), negated)


def _random_test(random: Random, kind: TypeName):
    if random.random() < 0.1:
        return Is(None)
    if kind not in ORDERED or random.random() < 0.4:
        return Is(VALUES[kind](random))
    low, high = sorted((VALUES[kind](random), VALUES[kind](random)))
    bounds = random.choice(((low, high), (low, None), (None, high)))
    closed = (True, True) if low == high else (random.random() < 0.5, random.random() < 0.5)
    low_closed = closed[0] if bounds[0] is not None else True
    return Between(*bounds, low_closed=low_closed, high_closed=closed[1] if bounds[1] is not None else False)


def matching(decision, facts):
    """The rules that match, by an evaluator of the tests' own: three-valued, as FEEL is."""

    def met(rule):
        return all(_feel(cell, facts[one.name]) is True for one, cell in zip(decision.inputs, rule.cells, strict=True))

    return [rule for rule in decision.rules if met(rule)]


def _feel(cell, value):
    if cell.is_any:
        return True
    results = [_test(test, value) for test in cell.tests]
    if cell.negated and any(isinstance(test, Between) for test in cell.tests):
        results = results[:-1]  # null goes without saying beside a negated interval
    found = True if True in results else None if None in results else False
    return found if not cell.negated or found is None else not found


def _test(test, value):
    if isinstance(test, Is):
        return (test.value is None) if value is None else test.value == value and test.value is not None
    if value is None:
        return None
    above = test.low is None or value > test.low or (test.low_closed and value == test.low)
    below = test.high is None or value < test.high or (test.high_closed and value == test.high)
    return above and below
