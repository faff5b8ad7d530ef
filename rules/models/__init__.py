"""The nouns of règlements."""

from rules.models.editions import Edition, Example, Row, Step
from rules.models.rulebooks import Rulebook
from rules.models.saves import DraftSave

__all__ = ["DraftSave", "Edition", "Example", "Row", "Rulebook", "Step"]
