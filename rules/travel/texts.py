"""The words of the file: the keys of each of its parts, how a rounding is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

from rules.notation import Json
from rules.outcomes import RoundingMode
from rules.typed import plainly

FORMAT = "preau-reglement-1"
PRICE = "prix"
TARGETS = ("foyer", "enfant", "inscription")


class Shape(Enum):
    """The keys of an object of the file: those it must have, then those it may."""

    FILE = (("reglement", "version", "etapes"), ("format", "criteres", "compteurs", "exemples", "acceptees"))
    RULEBOOK = (("nom",), ("nature", "description"))
    EDITION = (("applicable",), ("titre", "deliberation", "delibere-le"))
    CRITERION = (("nom", "type"), ("libelle", "porte-sur", "choix", "pas", "unite"))
    COUNTER = (
        ("nom", "sur"),
        ("libelle", "compte", "de", "selon", "parmi", "ordre", "decroissant", "partis-aussi", "consecutifs"),
    )
    STEP = (
        ("nom", "lignes"),
        ("niveau", "operation", "ecrit", "sur", "couvre", "arrondi", "debiteur", "regle", "colonnes"),
    )
    COLUMN = (("critere",), ("pas",))
    ROW = (("resultat",), ("libelle", "cellules"))
    ACCEPTANCE = (("remarque", "motif"), ("etape",))
    EXAMPLE = (("cas", "attendu"), ("lignes", "remarque"))


def shape(data: Any, known: Shape) -> tuple[Json, list[tuple[str, str]]]:
    """An object's entries, and for each key that is missing or unknown: the key, and what to write."""
    if not isinstance(data, Mapping):
        return {}, [("", f"un objet est attendu, avec {_listed(known.value[0])}.")]
    needed, optional = known.value
    complaints = [("", f"il manque « {key} ».") for key in needed if key not in data]
    complaints += [
        (str(key), f"« {key} » n'est pas prévu ici : écrivez {_listed((*needed, *optional))}.")
        for key in data
        if key not in (*needed, *optional)
    ]
    return dict(data), complaints


def _listed(keys: tuple[str, ...]) -> str:
    return ", ".join(f"« {key} »" for key in keys)


def folded(data: Any) -> Any:
    """The same value, its keys without accents, capitals or spaces: « Règle » is « regle »."""
    if isinstance(data, list):
        return [folded(one) for one in data]
    if not isinstance(data, dict):
        return data
    return {key_of(key): one if key_of(key) == "faits" else folded(one) for key, one in data.items()}


def key_of(key: str) -> str:
    """A key of the file as it is known."""
    said = re.sub(r"[ _]+", "-", plainly(key))
    return {"fait": "critere"}.get(said, said)


# Roundings ---------------------------------------------------------------------------------------

_PLACES = {"l'euro": (0, 1), "dixième": (1, 1), "centime": (2, 1), "millième": (3, 1), "dix-millième": (4, 1)}
_MULTIPLES = {"centimes": 2, "euros": 0}
_MODES = {
    "le plus proche": RoundingMode.HALF_UP,
    "supérieur": RoundingMode.UP,
    "inférieur": RoundingMode.DOWN,
    "le plus proche, la moitié au pair": RoundingMode.HALF_EVEN,
    "le plus proche, la moitié à l'inférieur": RoundingMode.HALF_DOWN,
}
ROUNDINGS = (
    "« au centime le plus proche », « au dixième supérieur », « à l'euro inférieur », « aux 5 centimes supérieurs » "
    "ou « aucun »"
)


def read_rounding(text: str) -> str:
    """The rounding as the grid holds it (« 2 au plus proche »); nothing for « aucun ». Raises ValueError."""
    said = plainly(text).replace("’", "'").replace("les plus proches", "le plus proche")
    if said in ("", "aucun"):
        return ""
    said = re.sub(r"(superieur|inferieur)s$", r"\1", said).replace("demi-euro", "50 centimes")
    places = {plainly(name): number for name, number in _PLACES.items()}
    modes = {plainly(name): mode.value for name, mode in _MODES.items()}
    found = re.fullmatch(rf"(?:au |a )?({'|'.join(places)})(?: d'euro)? ({'|'.join(modes)})", said)
    several = re.fullmatch(rf"(?:aux? |a )?(\d{{1,4}}) ({'|'.join(_MULTIPLES)}) ({'|'.join(modes)})", said)
    if found:
        return f"{places[found[1]][0]} {modes[found[2]]}"
    if several and int(several[1]):
        return f"{_MULTIPLES[several[2]]}/{int(several[1])} {modes[several[3]]}".replace("/1 ", " ")
    stored = re.fullmatch(r"(\d(?:/\d{1,4})?) (.+)", text.strip())
    if stored and stored[2] in [mode.value for mode in RoundingMode]:
        return f"{stored[1]} {stored[2]}"
    raise ValueError(f"« {text} » n'est pas un arrondi : écrivez {ROUNDINGS}.")


def write_rounding(stored: Mapping[str, Any] | None) -> str:
    """The rounding of a stored step in words; « aucun » where it has none."""
    if not stored:
        return "aucun"
    key = (stored["decimales"], stored.get("par", 1))
    place = next((name for name, number in _PLACES.items() if number == key), "")
    mode = next(name for name, one in _MODES.items() if one.value == stored["mode"])
    if place:
        return f"à {place} {mode}" if place == "l'euro" else f"au {place} {mode}"
    unit = next((name for name, decimals in _MULTIPLES.items() if decimals == key[0]), "")
    if unit and key[1] > 1:
        plural = {"supérieur": "supérieurs", "inférieur": "inférieurs"}.get(
            mode, mode.replace("le plus proche", "les plus proches")
        )
        return f"aux {key[1]} {unit} {plural}"
    return f"{key[0]}{f'/{key[1]}' if key[1] > 1 else ''} {stored['mode']}"
