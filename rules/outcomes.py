"""What a row may decide: an amount, a way to compute one, a name, a permission or a refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from enum import StrEnum
from typing import assert_never

from rules.cutoffs import Cutoff
from rules.cutoffs import words as cutoff_words
from rules.facts import Facts, Value, plain

CENT = Decimal("0.01")
ONE = Decimal(1)
PRESENT = "prix.present"  # the measure that is the price the step finds


class OutcomeError(ValueError):
    """A row that cannot decide on these facts, a measure being unknown; the message is for people, in French."""

    def __init__(self, name: str, said: str = "") -> None:
        super().__init__(_unknown(name, said))
        self.name = name


class RoundingMode(StrEnum):
    """How a fraction of the last place is settled."""

    HALF_UP = "au plus proche"
    HALF_EVEN = "au plus proche, la moitié au pair"
    HALF_DOWN = "au plus proche, la moitié à l'inférieur"
    UP = "au supérieur"
    DOWN = "à l'inférieur"


_MODES = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.HALF_DOWN: ROUND_HALF_DOWN,
    RoundingMode.UP: ROUND_UP,
    RoundingMode.DOWN: ROUND_DOWN,
}


@dataclass(frozen=True, slots=True)
class Rounding:
    """The rounding a step chooses: its mode, the decimals it keeps, and by how many of the last (5: to five cents)."""

    mode: RoundingMode = RoundingMode.HALF_UP
    places: int = 2
    by: int = 1

    def __call__(self, amount: Decimal) -> Decimal:
        last = ONE.scaleb(-self.places)
        if self.by == 1:
            return amount.quantize(last, rounding=_MODES[self.mode])
        unit = last * self.by
        return ((amount / unit).quantize(ONE, rounding=_MODES[self.mode]) * unit).quantize(last)

    @property
    def words(self) -> str:
        """« arrondi au centime, au plus proche », for the reading view."""
        place = {0: "à l'euro", 1: "au dixième d'euro", 2: "au centime"}.get(self.places, f"à {self.places} décimales")
        if self.by != 1:
            place = f"aux {self.by} {'centimes' if self.places == 2 else 'euros'}"
        return f"arrondi {place}, {self.mode.value}"


TO_THE_CENT = Rounding()


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in euros."""

    euros: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """``rate × measure + plus``, in euros: an effort rate, or one segment of a piecewise line.

    The measure may be clamped first (``measure_from``, ``measure_to``), the result next
    (``at_least``, ``at_most``).
    """

    rate: Decimal
    measure: str
    plus: Decimal = Decimal(0)
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    measure_from: Decimal | None = None
    measure_to: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PerStarted:
    """``euros`` for each started ``size`` of a measure (minutes, say), beyond a ``grace``.

    With ``of``, ``euros ×`` that value (an hourly price named above, a quotient) for each.
    """

    euros: Decimal
    size: Decimal
    measure: str
    grace: Decimal = Decimal(0)
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Factor:
    """``factor ×`` a value named by an earlier step, a fact, or the ``PRESENT`` price, in euros."""

    factor: Decimal
    of: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceOf:
    """``factor ×`` the unit price that these choices (activity, unit, variant…) have on the same facts, in euros."""

    factor: Decimal
    target: tuple[tuple[str, str], ...]
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @property
    def title(self) -> str:
        """« prix de cantine, repas »."""
        return f"prix de {', '.join(value for _, value in self.target)}"

    @property
    def measure(self) -> str:
        """The name of the fact that holds that price once it is known."""
        return ".".join(("prix-de", *(word.replace("_", "-") for pair in self.target for word in pair)))


@dataclass(frozen=True, slots=True)
class Percent:
    """A change in percent of the present price: −10 takes a tenth off, 100 doubles."""

    percent: Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """The value a *name* step gives to its fact."""

    value: Value


@dataclass(frozen=True, slots=True)
class Keep:
    """« Sans effet »: the row is provided for, and changes nothing."""


@dataclass(frozen=True, slots=True)
class Allow:
    """The change is allowed; ``priority`` is the rank on a waiting list where the row names one, 1 before 2."""

    priority: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """The change is refused, with the sentence the parent reads."""

    sentence: str


Outcome = Amount | Rate | PerStarted | Factor | PriceOf | Percent | Named | Keep | Allow | Refuse | Cutoff


def figure(outcome: Outcome, facts: Facts) -> Decimal | None:
    """The number an outcome gives on these facts, in euros (in hundredths of the price for a percentage).

    ``None`` when the outcome has no number. Raises OutcomeError when a measure it needs is unknown.
    """
    match outcome:
        case Amount(euros):
            return euros
        case Rate():
            return _rate(outcome, facts)
        case PerStarted(euros, size, measure, grace, low, high, of):
            beyond = max(Decimal(0), _measure(facts, measure) - grace)
            each = euros * _measure(facts, of) if of else euros
            return _clamp(each * (beyond / size).to_integral_value(ROUND_CEILING), low, high)
        case Factor(factor, of, low, high):
            return _clamp(factor * _measure(facts, of), low, high)
        case PriceOf(factor, _, low, high):
            return _clamp(factor * _measure(facts, outcome.measure), low, high)
        case Percent(percent):
            return percent / 100
        case Keep() | Allow() | Refuse() | Named() | Cutoff():
            return None
    assert_never(outcome)


def measures(outcome: Outcome) -> tuple[str, ...]:
    """The names of the facts an outcome reads besides its row's cells."""
    match outcome:
        case Rate(measure=measure) | PriceOf(measure=measure):
            return (measure,)
        case PerStarted(measure=measure, of=of):
            return (measure, of) if of else (measure,)
        case Factor(of=of):
            return (of,)
    return ()


def words(outcome: Outcome) -> str:
    """The outcome as a parent or a clerk reads it."""
    match outcome:
        case Amount(euros):
            return euros_words(euros)
        case Rate(rate, measure, plus):
            return f"{plain(rate)} × {measure}" + (f" + {euros_words(plus)}" if plus else "") + bounds_words(outcome)
        case PerStarted(euros, size, measure, grace):
            after = f" au-delà de {plain(grace)}" if grace else ""
            each = f"{plain(euros)} × {outcome.of}" if outcome.of else euros_words(euros)
            said = f"{each} par tranche commencée de {plain(size)} ({measure}){after}"
            return said + bounds_words(outcome)
        case Factor(factor, of):
            said = f"{plain(factor * 100)} % du prix" if of == PRESENT else f"{plain(factor)} × {of}"
            return said + bounds_words(outcome)
        case PriceOf(factor):
            return f"{plain(factor * 100)} % du {outcome.title}{bounds_words(outcome)}"
        case Percent(percent):
            return f"{'+' if percent > 0 else ''}{plain(percent)} %"
        case Named(value):
            return "inconnu" if value is None else str(value)
        case Keep():
            return "sans effet"
        case Allow(priority):
            return "autorisé" if priority is None else f"autorisé, priorité {plain(priority)}"
        case Refuse(sentence):
            return f"refusé : {sentence}"
        case Cutoff():
            return cutoff_words(outcome)
    assert_never(outcome)


def euros_words(euros: Decimal) -> str:
    """An amount in French, no-break space included: ``Decimal("3.6")`` and ``Decimal("3.600")`` → ``3,60 €``."""
    places = max(2, -int(euros.normalize().as_tuple().exponent)) if euros.is_finite() else 2
    return f"{euros:,.{places}f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"


def _rate(rate: Rate, facts: Facts) -> Decimal:
    measure = _clamp(_measure(facts, rate.measure), rate.measure_from, rate.measure_to)
    return _clamp(rate.rate * measure + rate.plus, rate.at_least, rate.at_most)


def _clamp(number: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    number = number if low is None else max(low, number)
    return number if high is None else min(high, number)


def bounds_words(outcome: Rate | PerStarted | Factor | PriceOf) -> str:
    """« , au moins 2,60 €, au plus 4,50 € », or nothing."""
    low = "" if outcome.at_least is None else f", au moins {euros_words(outcome.at_least)}"
    return low + ("" if outcome.at_most is None else f", au plus {euros_words(outcome.at_most)}")


def _measure(facts: Facts, name: str) -> Decimal:
    value = facts.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise OutcomeError(name)
    return Decimal(value)


def _unknown(name: str, said: str) -> str:
    said = said or re.sub("[_.-]+", " ", name.removeprefix("critere."))
    if name.startswith("prix-de."):
        return f"Ce prix se calcule avec le « {said} », qu'aucun tarif ne prévoit : signalez-le à la mairie."
    return f"Ce prix se calcule avec « {said} », que personne n'a renseigné : demandez à la mairie."
