"""Where each value of a JSON text stands: its line, counted from 1, by the path that leads to it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rules.travel.texts import key_of

Place = tuple[str | int, ...]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


class Places:
    """The line of each value of a well-formed JSON text."""

    def __init__(self, text: str) -> None:
        self.lines: Mapping[Place, int] = dict(_walk(text))

    def line(self, place: Place) -> int:
        """The line of a value, or of the nearest value that holds it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def _walk(text: str) -> list[tuple[Place, int]]:
    """Every value with its line: the stack holds, for each open bracket, the key or the index under way."""
    found: list[tuple[Place, int]] = []
    stack: list[str | int] = []
    opened: list[str] = []
    key_next = False
    for token in _TOKEN.finditer(text):
        said = token.group()
        if said in "}]":
            opened.pop()
            stack.pop()
            key_next = False
        elif said == ",":
            key_next = opened[-1] == "{"
            if not key_next:
                stack[-1] = int(stack[-1]) + 1
        elif said == ":":
            key_next = False
        elif key_next:
            stack[-1] = key_of(said[1:-1])
        else:
            found.append((tuple(stack), text.count("\n", 0, token.start()) + 1))
            if said in "{[":
                opened.append(said)
                stack.append("" if said == "{" else 0)
                key_next = said == "{"
    return found
