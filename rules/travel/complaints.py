"""What is wrong with a file, all of it at once: each mistake with its line, where it stands, and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rules.notation import Json
from rules.travel.places import Place, Places
from rules.travel.texts import Shape, shape


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake of a file: its line, counted from 1, where it stands in words, what is wrong and the remedy."""

    line: int
    where: str
    message: str

    def __str__(self) -> str:
        return (
            f"ligne {self.line}, {self.where} : {self.message}" if self.where else f"ligne {self.line} : {self.message}"
        )


class Unreadable(ValueError):
    """A file that is not a règlement; ``problems`` say why, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Complaints:
    """The mistakes of one file as they are found."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.problems: list[Problem] = []

    def says(self, place: Place, where: str, message: str) -> None:
        """Add a mistake that stands at this place of the file."""
        self.problems.append(Problem(self.places.line(place), where, message))

    def stop_here(self) -> None:
        """Raises Unreadable where a mistake has been found."""
        if self.problems:
            raise Unreadable(sorted(self.problems, key=lambda problem: problem.line))

    def part(self, place: Place, data: Any, known: Shape, where: str) -> Json:
        """An object whose keys are known; what is missing or unknown is said."""
        found, complaints = shape(data, known)
        for key, message in complaints:
            self.says((*place, key) if key else place, where, message)
        return found
