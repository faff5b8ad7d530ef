"""A règlement travels: one readable file in the texts a clerk types, for another town to review (B23)."""

from rules.travel.places import Place, Places
from rules.travel.reading import Problem, Travelled, Unreadable, read
from rules.travel.writing import write

__all__ = ["Place", "Places", "Problem", "Travelled", "Unreadable", "read", "write"]
