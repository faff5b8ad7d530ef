"""The nouns of règlements."""

from rules.models.editions import Edition, Example, Row, Step
from rules.models.rulebooks import Rulebook

__all__ = ["Edition", "Example", "Row", "Rulebook", "Step"]
