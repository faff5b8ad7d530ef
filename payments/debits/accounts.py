"""Bank account numbers as the standards check them (pure): ISO 13616 for an IBAN, ISO 9362 for a BIC."""

from __future__ import annotations

import re

SEPA = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
    "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}  # fmt: skip
BIC = re.compile(r"^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$")
CREDITOR = re.compile(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}$")


def plain(account: str) -> str:
    """Give an account number without its spaces, in capitals."""
    return re.sub(r"[\s.-]", "", account).upper()


def iban_is_right(iban: str) -> bool:
    """Whether an IBAN is of a SEPA country, of its length, and its key is right (remainder 1 by 97)."""
    iban = plain(iban)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", iban) or SEPA.get(iban[:2]) != len(iban):
        return False
    return _remainder(iban) == 1


def creditor_is_right(identifier: str) -> bool:
    """Whether a creditor identifier (ICS) has its form and its key, the activity code (three characters) aside."""
    identifier = plain(identifier)
    return bool(CREDITOR.match(identifier)) and _remainder(identifier[:4] + identifier[7:]) == 1


def _remainder(text: str) -> int:
    return int("".join(str(int(one, 36)) for one in text[4:] + text[:4])) % 97


def masked(iban: str) -> str:
    """Give an IBAN as a page may show it: « FR76 •••• •••• 0189 »."""
    return f"{iban[:4]} •••• •••• {iban[-4:]}"
