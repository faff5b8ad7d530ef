"""Habits a reader may count on: quiet pages, a clock read at the doors, money that is never a float, named steps."""

import re
from pathlib import Path

import pytest

from config.bootstrap import ROOT
from tests.architecture.test_the_house import ROOMS, code, files, name_of

INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=[\"']|javascript:", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"""(?:\ssrc(?:set)?=|\saction=|<link[^>]*\shref=|url\(|@import\s|fetch\(|import\()\s*["']?(?:https?:)?//""",
    re.IGNORECASE,
)
CLOCK = re.compile(r"timezone\.(?:now|localdate|localtime)\(\)|date\.today\(|datetime\.now\(")
# Whoever is asked by the outside reads the clock, once, and passes it on.
DOORS = {"views", "views.py", "regie_desk.py", "wagtail_hooks.py", "management", "config", "migrations"}
# A bank and a queue act when they act: the demonstration's own bank, and the moment a message really left.
THEIR_OWN_TIME = {"payments/demo_bank.py", "payments/adapters/demo.py", "families/sending.py"}


def pages() -> list[Path]:
    """What reaches a browser, besides what others made."""
    found = files("*.html", "*.css", "*.js")
    return [path for path in found if path.relative_to(ROOT).parts[0] in ROOMS and "vendor" not in path.parts]


def matching(pattern: re.Pattern, paths: list[Path]) -> list[str]:
    return [
        f"{name_of(path)}:{number}: {line.strip()[:80]}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


def rooms() -> list[Path]:
    return [path for path in code() if path.relative_to(ROOT).parts[0] in ROOMS]


@pytest.mark.parametrize(
    "said", ['<p style="color:red">', "<script>", '<a onclick="go()">', "<style>", "javascript:go()"]
)
def test_what_is_inline_is_recognised(said):
    assert INLINE.search(said)


@pytest.mark.parametrize(
    "said",
    [
        '<script src="https://cdn.exemple.fr/a.js">',
        '<img alt="" src="//exemple.fr/a.png">',
        '<link rel="stylesheet" href="https://exemple.fr/a.css">',
        "@import 'https://exemple.fr/a.css'",
        "background: url(https://exemple.fr/a.png)",
        'fetch("https://exemple.fr")',
    ],
)
def test_what_comes_from_elsewhere_is_recognised(said):
    assert ELSEWHERE.search(said)


def test_a_link_to_another_site_is_not_a_request():
    assert not ELSEWHERE.search('<a href="https://www.service-public.fr/">')


def test_no_page_has_an_inline_script_or_style():
    assert matching(INLINE, [path for path in pages() if path.suffix == ".html"]) == []


def test_no_page_asks_anything_of_another_site():
    assert matching(ELSEWHERE, pages()) == []


def is_a_door(path: Path) -> bool:
    return path.name.endswith("_views.py") or path.parent == ROOT / "reservations/office"


def test_only_a_door_reads_the_clock():
    inside = [path for path in rooms() if not (DOORS & set(path.relative_to(ROOT).parts) or is_a_door(path))]
    assert len(inside) > 100
    assert matching(CLOCK, [path for path in inside if name_of(path) not in THEIR_OWN_TIME]) == []


def test_each_exception_to_the_clock_still_needs_to_be_one():
    assert [name for name in sorted(THEIR_OWN_TIME) if not CLOCK.search((ROOT / name).read_text())] == []


def test_no_float_is_made_in_a_room():
    assert matching(re.compile(r"\bfloat\(|FloatField"), rooms()) == []


def test_a_migration_is_named():
    migrations = files("*/migrations/0*.py")
    assert migrations
    assert [name_of(path) for path in migrations if "_auto_" in path.name] == []
