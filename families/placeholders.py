"""Texts with words between braces: « Bonjour {famille} » filled, or read back for what it gets wrong. No Django."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

WORD = re.compile(r"\{([^{}\n]*)\}")
ALONE = re.compile(r"[{}]")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each known word replaced once; what a value holds is never read again."""
    return WORD.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def unknown_words(text: str, known: Collection[str]) -> list[str]:
    """The words between braces that are none of those known, each once, in the order of the text."""
    return [name for name in dict.fromkeys(found.strip() for found in WORD.findall(text)) if name not in known]


def has_a_lone_brace(text: str) -> bool:
    """Is there a brace that opens or closes nothing?"""
    return ALONE.search(WORD.sub("", text)) is not None
