"""What a format gives: the rows of a file, whatever it came as."""

from typing import Protocol

from tablib import Dataset


class Format(Protocol):
    """One origin of files: the endings it reads, and its rows as a dataset whose headers are our columns."""

    label: str
    endings: tuple[str, ...]

    def read(self, content: bytes) -> Dataset:
        """The rows of the file. Raises UnusableFile, saying what to do."""
        ...


def rows(headers: list[str], found: list[list[str]]) -> Dataset:
    """A dataset with these headers; short rows are filled, empty rows are left out."""
    names = [header.strip() for header in headers]
    dataset = Dataset(headers=names)
    for row in found:
        cells = [cell.strip() if isinstance(cell, str) else cell for cell in row]
        if any(cell not in ("", None) for cell in cells):
            dataset.append((cells + [""] * len(names))[: len(names)])
    return dataset
