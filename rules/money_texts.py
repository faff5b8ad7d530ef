"""How a price is computed, as a clerk writes it in French, and back: « 50 % du prix, au plus 2,00 € »."""

from __future__ import annotations

import re
from decimal import Decimal

from rules.facts import plain
from rules.outcomes import (
    PRESENT,
    Amount,
    Factor,
    Outcome,
    PerStarted,
    PriceOf,
    Rate,
    bounds_words,
    euros_words,
)
from rules.typed import NUMBER, Names, Titles, WordingError, name_of, number, plainly, slug_of

_EURO = r"\s*(?:€|euros?)"
_BOUND = (
    r"(?<!compté),?\s+(?:et\s+|mais\s+)?"
    r"(?=(?:compté )?(?:au (?:moins|plus)|minimum|maximum|plancher|plafond|(?:plafonn|limit)ée?\s+à)"
    r"\s+(?:de\s+)?[\d+\-])"
)
_SIZES = {"minute": 1, "quart d'heure": 15, "demi-heure": 30, "demi heure": 30, "heure": 60}
_LOW = ("au moins", "minimum", "plancher")


# Writing -----------------------------------------------------------------------------------------


def write_money(outcome: Rate | PerStarted | Factor | PriceOf, titles: Titles) -> str:
    """The outcome as ``read_rate`` and the others understand it again."""
    match outcome:
        case Rate():
            return _write_rate(outcome, titles)
        case PerStarted(euros, size, measure, grace):
            after = f" au-delà de {plain(grace)}" if grace else ""
            each = f"{plain(euros)} × {titles.get(outcome.of, outcome.of)}" if outcome.of else euros_words(euros)
            said = f"{each} par tranche commencée de {plain(size)} ({titles.get(measure, measure)}){after}"
        case Factor(factor, of):
            said = f"{plain(factor * 100)} % {'du prix' if of == PRESENT else f'de {titles.get(of, of)}'}"
        case PriceOf(factor, target):
            other = " ; ".join(f"{titles.get(name, name)} : {value}" for name, value in target)
            said = f"{plain(factor * 100)} % du prix de ({other})"
    return said + bounds_words(outcome)


def _write_rate(rate: Rate, titles: Titles) -> str:
    said = f"{plain(rate.rate)} × {titles.get(rate.measure, rate.measure)}"
    plus = f" {'-' if rate.plus < 0 else '+'} {euros_words(abs(rate.plus))}" if rate.plus else ""
    low = "" if rate.measure_from is None else f", compté au moins {plain(rate.measure_from)}"
    high = "" if rate.measure_to is None else f", compté au plus {plain(rate.measure_to)}"
    return said + plus + low + high + bounds_words(rate)


# Reading -----------------------------------------------------------------------------------------


def read_amount(text: str, names: Names) -> Outcome | None:
    """« 3,60 € », « 4 € 50 », « gratuit »."""
    if plainly(text) == "gratuit":
        return Amount(Decimal(0))
    if found := _match(rf"({NUMBER})\s*€\s*(\d\d)", text):
        return Amount(number(f"{found[1]},{found[2]}"))
    found = _match(rf"({NUMBER})(?:{_EURO})?", text)
    return Amount(number(found[1])) if found else None


def read_factor(text: str, names: Names) -> Outcome | None:
    """« 50 % du prix, au plus 2 € », « 30 % de coût de la sortie »."""
    main, bounds = _bounds(text)
    found = _match(rf"({NUMBER})\s*% (?:de l'|de la |de |du |des |d')(.+)", main)
    if not found:
        return None
    price = plainly(found[2]) in ("prix", "prix present", "tarif") and not _named(found[2], names)
    return Factor(number(found[1]) / 100, PRESENT if price else name_of(found[2], names.measures), *_prices(bounds))


def read_price_of(text: str, names: Names) -> Outcome | None:
    """« 50 % du prix de (activité : cantine ; unité : repas) »."""
    main, bounds = _bounds(text)
    found = _match(rf"(?:(?:({NUMBER})\s*% du|({NUMBER})\s*[×x*] le|le)\s+)?prix de \((.+)\)", main)
    if not found:
        return None
    factor = number(found[1]) / 100 if found[1] else number(found[2] or "1")
    pairs = [_choice(pair, names) for pair in found[3].split(";")]
    return PriceOf(factor, tuple(pairs), *_prices(bounds))


def read_per_started(text: str, names: Names) -> Outcome | None:
    """« 0,50 € par demi-heure commencée », « 0,05 % × quotient familial par tranche commencée de 30 (durée) »."""
    main, bounds = _bounds(text)
    sizes = "|".join(_SIZES)
    found = _match(
        rf"(?P<each>.+?) par (?:tranche de |période de )?"
        rf"(?:tranche (?:commencée|entamée) de (?P<size>{NUMBER})(?: ?min(?:utes?)?)?"
        rf"|(?P<usual>{sizes}) (?:commencée?|entamée?))"
        rf"\s*(?:\((?P<measure>.+)\))?(?:,?\s*au-delà de (?P<grace>{NUMBER})(?: ?min(?:utes?)?)?)?",
        main,
    )
    if not found:
        return None
    size = number(found["size"]) if found["size"] else Decimal(_SIZES[plainly(found["usual"])])
    if size <= 0:
        raise WordingError("Une tranche a une taille positive : « par tranche commencée de 30 (durée) ».")
    euros, of = _each(found["each"], names)
    measure = name_of(found["measure"] or "durée", names.measures)
    return PerStarted(euros, size, measure, number(found["grace"] or "0"), *_prices(bounds), of)


def _each(text: str, names: Names) -> tuple[Decimal, str | None]:
    """What each started part costs: an amount, or a part of a value. Raises WordingError."""
    if amount := _match(rf"({NUMBER})(?:{_EURO})?", text):
        return number(amount[1]), None
    part = _match(rf"({NUMBER})\s*(%?)\s*(?:[×x*]|de l'|de la |de |du |d')\s*(.+)", text)
    if not part:
        raise WordingError(f"« {text} » n'est pas compris. Écrivez « 0,50 € par tranche commencée de 30 (durée) ».")
    return number(part[1]) / (100 if part[2] else 1), name_of(part[3], names.measures)


def read_rate(text: str, names: Names) -> Outcome | None:
    """« 0,0036 × quotient familial + 1,50 €, compté au plus 1200, au moins 2,60 € »."""
    main, bounds = _bounds(text)
    found = _match(rf"({NUMBER}\s*%?)\s*[×x*]\s*(.+?)(?:\s*([+-])\s*({NUMBER})(?:{_EURO})?)?", main)
    if not found:
        return None
    if re.search(r"\s[×x*]\s|[×*]", found[2]) and not _named(found[2], names):
        raise WordingError(f"« {text} » multiplie deux critères : un taux ne prend qu'un seul critère. Écrivez ici "
                           "« 0,4 % × quotient familial », puis une étape « multiplier » pour l'autre.")  # fmt: skip
    plus = number(found[4] or "0")
    return Rate(
        number(found[1].rstrip("% ")) / (100 if "%" in found[1] else 1),
        name_of(found[2], names.measures),
        -plus if found[3] == "-" else plus,
        at_least=bounds.get("au moins"),
        at_most=bounds.get("au plus"),
        measure_from=bounds.get("compté au moins"),
        measure_to=bounds.get("compté au plus"),
    )


def _choice(pair: str, names: Names) -> tuple[str, str]:
    name, colon, said = (part.strip() for part in pair.partition(":"))
    if not colon or not said or "," in said:
        raise WordingError("Le prix d'autre chose se dit « 50 % du prix de (activité : cantine ; unité : repas) ».")
    return name_of(name, names.titles), slug_of(said, said)


def _named(said: str, names: Names) -> bool:
    return plainly(said) in map(plainly, (*names.measures, *names.measures.values()))


def _bounds(text: str) -> tuple[str, dict[str, Decimal]]:
    """What is computed, then « au moins » and « au plus » with their numbers. Raises WordingError."""
    main, *clauses = re.split(_BOUND, text, flags=re.IGNORECASE)
    if unread := re.search(r",\s*((?:compté )?au (?:moins|plus)\b.*)", main, re.IGNORECASE):
        clauses = [unread[1]]
    found = [_bound(clause) for clause in clauses]
    if len(dict(found)) < len(found):
        raise WordingError(f"« {text} » donne deux fois la même borne : gardez-en une.")
    return main, dict(found)


def _bound(clause: str) -> tuple[str, Decimal]:
    found = _match(rf"(compté )?([a-zéà ]+?) (?:de )?({NUMBER})(?:{_EURO})?", clause)
    if not found:
        raise WordingError(f"« {clause} » n'est pas compris. Écrivez « au moins 2,60 € » ou « au plus 4,50 € ».")
    side = "au moins" if found[2].lower() in _LOW else "au plus"
    return f"{(found[1] or '').lower()}{side}", number(found[3])


def _prices(bounds: dict[str, Decimal]) -> tuple[Decimal | None, Decimal | None]:
    """The bounds on the price. Raises WordingError where one is on the measure, which only a rate has."""
    for side in bounds:
        if side.startswith("compté"):
            raise WordingError(f"« {side} » ne va qu'avec « taux × critère ». Écrivez « {side[7:]} ».")
    return bounds.get("au moins"), bounds.get("au plus")


def _match(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, text.replace("’", "'"), re.IGNORECASE)
