"""S-FEEL as a table uses it: literals, and the unary tests of a cell (DMN 1.3, § 9.2 and table 40)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from rules.dmn.decisions import DmnError
from rules.facts import Value, plain
from rules.tables import Between, Cell, Is, Test

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<date>date\s*\(\s*"(?P<day>[^"]*)"\s*\))
    |(?P<time>time\s*\(\s*"(?P<hour>[^"]*)"\s*\))
    |(?P<number>-?(?:\d+(?:\.\d+)?|\.\d+)(?![\w.]*\w))
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<word>true|false|null|not)(?!\w)
    |(?P<sign>\.\.|<=|>=|<|>|[\[\]()-]|,)
    )""",
    re.VERBOSE,
)
_INTEGER_BOUND = re.compile(r"(?<=\d)\.\.")  # « 1..5 »: the dots are not those of a number
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}

Token = tuple[str, Value]  # its kind (« literal » or the sign itself), and the value of a literal


def literal(text: str) -> Value:
    """The literal a text is; an empty text is null. Raises DmnError."""
    tokens = _tokens(text)
    if not tokens:
        return None
    if len(tokens) != 1 or tokens[0][0] != "literal":
        raise DmnError(f"« {text} » n'est pas une valeur écrite en toutes lettres (nombre, texte, true, date…).")
    return tokens[0][1]


def literals(text: str) -> tuple[Value, ...]:
    """The literals of a list, in order: the values of an output by priority. Raises DmnError."""
    cell = unary_tests(text)
    if cell.negated or not all(isinstance(test, Is) for test in cell.tests):
        raise DmnError(f"« {text} » n'est pas une liste de valeurs.")
    return tuple(test.value for test in cell.tests if isinstance(test, Is))


def unary_tests(text: str) -> Cell:
    """The cell a text of S-FEEL describes; « - » and an empty text accept anything. Raises DmnError.

    A negated interval does not accept null: in FEEL a comparison with null is null, and so is its negation.
    """
    tokens = _tokens(text)
    if not tokens or [kind for kind, _ in tokens] == ["-"]:
        return Cell()
    reader = _Reader(text, tokens)
    negated = reader.takes("not")
    if negated:
        reader.needs("(")
    tests = reader.tests()
    if negated:
        reader.needs(")")
    reader.ends()
    if negated and any(isinstance(test, Between) for test in tests) and Is(None) not in tests:
        tests.append(Is(None))
    return Cell(tuple(tests), negated)


class _Reader:
    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens

    def tests(self) -> list[Test]:
        found = [self.test()]
        while self.takes(","):
            found.append(self.test())
        return found

    def test(self) -> Test:
        kind = self.peek()
        if kind in _COMPARISONS:
            self.needs(kind)
            return _COMPARISONS[kind](self.endpoint())
        if kind in ("[", "]", "("):
            return self.interval()
        return Is(self.value())

    def interval(self) -> Test:
        opened = self.tokens.pop(0)[0]
        low = self.endpoint()
        self.needs("..")
        high = self.endpoint()
        closed = self.peek()
        if closed not in ("]", "[", ")"):
            raise self.error()
        self.needs(closed)
        return Between(low, high, low_closed=opened == "[", high_closed=closed == "]")

    def endpoint(self) -> Value:
        value = self.value()
        if value is None or isinstance(value, bool | str):
            raise DmnError(f"« {self.text} » : un intervalle va d'un nombre, d'une date ou d'une heure à l'autre.")
        return value

    def value(self) -> Value:
        if self.peek() != "literal":
            raise self.error()
        return self.tokens.pop(0)[1]

    def peek(self) -> str:
        return self.tokens[0][0] if self.tokens else ""

    def takes(self, kind: str) -> bool:
        if self.peek() != kind:
            return False
        self.tokens.pop(0)
        return True

    def needs(self, kind: str) -> None:
        if not self.takes(kind):
            raise self.error()

    def ends(self) -> None:
        if self.tokens:
            raise self.error()

    def error(self) -> DmnError:
        return DmnError(f"« {self.text} » n'est pas un test simple de S-FEEL (valeur, liste, intervalle, not(…), -).")


_COMPARISONS: dict[str, Callable[[Value], Test]] = {
    "<": lambda value: Between(None, value, high_closed=False),
    "<=": lambda value: Between(None, value, high_closed=True),
    ">": lambda value: Between(value, None, low_closed=False),
    ">=": lambda value: Between(value, None, low_closed=True),
}


def _tokens(text: str) -> list[Token]:
    """The tokens of a text. Raises DmnError at the first thing that is none."""
    found: list[Token] = []
    spaced = _INTEGER_BOUND.sub(" .. ", text) if '"' not in text else text
    place = 0
    while spaced[place:].strip():
        match = _TOKEN.match(spaced, place)
        if match is None:
            raise DmnError(f"« {text} » n'est pas du S-FEEL : on ne comprend pas « {spaced[place:].strip()} ».")
        found.append(_token(match))
        place = match.end()
    return found


def _token(match: re.Match[str]) -> Token:
    for kind, read in _LITERALS.items():
        if match[kind] is not None:
            try:
                return "literal", read(match)
            except ValueError as error:
                raise DmnError(f"« {match[0].strip()} » n'existe pas : {error}.") from None
    if match["word"]:
        return ("not", None) if match["word"] == "not" else ("literal", _WORDS[match["word"]])
    return match["sign"], None


def day(text: str) -> date:
    """The date « 2026-09-01 ». Raises ValueError."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(f"« {text} » ne s'écrit pas comme 2026-09-01")
    return date.fromisoformat(text)


def hour(text: str) -> time:
    """The time of day « 08:30:00 », local and to the minute. Raises ValueError."""
    if not re.fullmatch(r"\d\d:\d\d(:00)?", text):
        raise ValueError(f"« {text} » ne s'écrit pas comme 08:30:00, à la minute et sans fuseau")
    return time.fromisoformat(text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", _escape, text, flags=re.DOTALL)


def _escape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _ESCAPES.get(match[2], match[2])


_LITERALS: dict[str, Callable[[re.Match[str]], Value]] = {
    "date": lambda match: day(match["day"]),
    "time": lambda match: hour(match["hour"]),
    "number": lambda match: Decimal(match["number"]),
    "string": lambda match: _unescaped(match["string"][1:-1]),
}


# Writing -----------------------------------------------------------------------------------------


def literal_text(value: Value) -> str:
    """A literal as FEEL writes it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{quoted}"'
    if isinstance(value, time):
        return f'time("{value.isoformat()}")'
    return f'date("{value.isoformat()}")' if isinstance(value, date) else plain(Decimal(value)).replace(",", ".")


def tests_text(cell: Cell) -> str:
    """A cell as S-FEEL writes it."""
    if cell.is_any:
        return "-"
    tests = [test for test in cell.tests if not (cell.negated and _is_implied(test, cell))]
    listed = ", ".join(_test_text(test) for test in tests)
    return f"not({listed})" if cell.negated else listed


def _is_implied(test: Test, cell: Cell) -> bool:
    """Null among negated intervals goes without saying, and comes back when it is read."""
    return test == Is(None) and any(isinstance(other, Between) for other in cell.tests)


def _test_text(test: Test) -> str:
    if isinstance(test, Is):
        return literal_text(test.value)
    if test.low is None:
        return f"{'<=' if test.high_closed else '<'} {literal_text(test.high)}"
    if test.high is None:
        return f"{'>=' if test.low_closed else '>'} {literal_text(test.low)}"
    opened, closed = "[" if test.low_closed else "]", "]" if test.high_closed else "["
    return f"{opened}{literal_text(test.low)}..{literal_text(test.high)}{closed}"
