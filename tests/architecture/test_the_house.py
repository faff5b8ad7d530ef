"""The house is where its drawing says: the top level, the documents that name it, the size of what one reads."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from config.bootstrap import ROOT

ROOMS = {"cms", "rules", "reservations", "payments", "imports", "families", "config"}
PAPERS = {"tests", "docs", "manage.py", "pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"}
LOCKS = {"requirements.txt", "requirements-dev.txt", "requirements-build.txt"}


def files(*patterns: str) -> list[Path]:
    """The files of the project, those about to be committed included."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code() -> list[Path]:
    return [path for path in files("*.py") if "migrations" not in path.parts]


def test_the_top_level_is_exactly_the_drawing():
    top = {path.relative_to(ROOT).parts[0] for path in files()}
    assert {name for name in top if not name.startswith(".")} == ROOMS | PAPERS | LOCKS


@pytest.mark.parametrize("document", ["docs/architecture.md", "CONTRIBUTING.md", "README.md"])
def test_a_document_names_only_what_exists(document):
    text = (ROOT / document).read_text()
    tops = "|".join(sorted(ROOMS | {"tests", "docs"}))
    named = re.findall(rf"`((?:{tops})/[\w./-]*)`", text) + re.findall(r"\]\((?!https?:|#)([^)#]+)\)", text)
    here = (ROOT / document).parent
    assert [name for name in named if not ((ROOT / name).exists() or (here / name).exists())] == []


def test_the_architecture_names_every_room_and_its_floor():
    text = (ROOT / "docs/architecture.md").read_text()
    assert [room for room in sorted(ROOMS) if f"**{room}/**" not in text] == []


HOSTS = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "deb.debian" + ".org", "--index" + "-url"]
PLACES = ["/root" + "/", "/work" + "/", "/opt/" + "wheels", "--find" + "-links"]


def test_no_registry_and_no_path_of_a_machine_is_written_here():
    """Whoever installs Préau chooses where from; the locks hold hashes only."""
    found = []
    for path in files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{name_of(path)}: {word}" for word in HOSTS + PLACES if word in text]
    assert found == []


def test_everything_installed_is_locked_by_its_hash():
    for lock in sorted(LOCKS):
        entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
        assert entries
        assert [
            entry for entry in entries if not re.match(r"[\w.\[\]-]+==\S+( ;[^\n]+)? \\\n +--hash=sha256:", entry)
        ] == []


def test_a_file_is_read_without_scrolling_twice():
    long = {name_of(path): len(path.read_text().splitlines()) for path in code()}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def functions() -> dict[str, int]:
    """The length in lines of every function of the rooms, without its docstring."""
    lengths = {}
    for path in (path for path in code() if path.relative_to(ROOT).parts[0] in ROOMS):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lengths[f"{name_of(path)}:{node.lineno} {node.name}"] = lines_of(node)
    return lengths


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    told = node.body[0] if ast.get_docstring(node) else None
    docstring = told.end_lineno - told.lineno + 1 if told else 0
    return node.end_lineno - node.lineno + 1 - docstring


def test_nine_functions_in_ten_are_under_twenty_lines_and_none_over_forty():
    lengths = functions()
    assert {name: lines for name, lines in lengths.items() if lines > 40} == {}
    assert sum(lines < 20 for lines in lengths.values()) >= 0.9 * len(lengths)


def test_no_package_of_leftovers_is_kept():
    """A helper lives beside its first user."""
    leftovers = {"core", "common", "utils", "helpers", "misc", "api"}
    assert [name_of(path) for path in code() if leftovers & {*path.relative_to(ROOT).parts, path.stem}] == []
