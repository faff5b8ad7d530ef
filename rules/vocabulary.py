"""The facts a règlement may ask about and the levels a step may apply at, named by `settings.RULES_VOCABULARY`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.conf import settings
from django.utils.module_loading import import_string

from rules.facts import Fact, FactError
from rules.fairness import Fault
from rules.proofs import Imagined
from rules.steps import LINE, UNIT, Level


@dataclass(frozen=True)
class Vocabulary:
    """Facts in the order an editor proposes them, and group levels from the narrowest to the widest.

    ``imagine`` gives the usual facts and the groups of an ordinary line of somebody on a day; the
    worked examples of an edition stand on it. ``faults`` are the mistakes of a family a price may punish.
    ``owners`` says whose each fact is, foyer, enfant or jour: the lines of the same one have the same value.
    """

    facts: tuple[Fact, ...]
    levels: tuple[Level, ...] = ()
    imagine: Callable[[date, tuple[str, ...]], Imagined] | None = None
    faults: tuple[Fault, ...] = ()
    owners: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _facts(self) -> dict[str, Fact]:
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def _levels(self) -> dict[str, Level]:
        return {level.name: level for level in (UNIT, LINE, *self.levels)}

    def fact(self, name: str) -> Fact:
        """The fact of that name. Raises FactError where the town has none."""
        try:
            return self._facts[name]
        except KeyError:
            raise FactError(f"Le critère « {name} » n'existe pas dans cette commune.") from None

    def knows(self, name: str) -> bool:
        return name in self._facts

    def level(self, name: str) -> Level:
        """The level of that name. Raises FactError where there is none."""
        try:
            return self._levels[name]
        except KeyError:
            raise FactError(f"Le niveau « {name} » n'existe pas : {', '.join(self._levels)}.") from None

    def imagined(self, day: date, who: tuple[str, ...]) -> Imagined:
        """The usual facts and the groups of an ordinary line; nothing where the town's room does not say."""
        return self.imagine(day, who) if self.imagine else Imagined({}, {})

    @property
    def all_levels(self) -> tuple[Level, ...]:
        return tuple(self._levels.values())


def vocabulary() -> Vocabulary:
    """The vocabulary of this town, as the room that owns the facts gives it now."""
    found: Callable[[], Vocabulary] | Vocabulary = import_string(settings.RULES_VOCABULARY)
    return found if isinstance(found, Vocabulary) else found()
