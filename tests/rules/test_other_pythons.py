"""The engine decides alike on every Python Préau runs on: each other one found here gets the lock, then the tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.bootstrap import NEWEST, OLDEST, ROOT, Home

OTHERS = [f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1) if minor != sys.version_info.minor]
INSTALL = """
import sys
from pathlib import Path
from config.bootstrap import DEVELOP, ROOT, Home, install_once
install_once(DEVELOP, Home(ROOT, Path(sys.argv[1])))
"""


def interpreter(version: str) -> str | None:
    """A Python of this version that answers, on the path or among those of pyenv."""
    name = f"python{version}"
    beside = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/{name}"))
    for path in filter(None, (shutil.which(name), *map(str, beside))):
        if subprocess.run([path, "-c", ""], capture_output=True).returncode == 0:
            return path
    return None


def run(*command: object) -> str:
    """What a command says; a failure shows it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYENV_VERSION"))}
    done = subprocess.run([*map(str, command)], cwd=ROOT, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("version", OTHERS)
def test_the_engine_decides_alike_on_this_python_too(version):
    """The lock installs whole, durable_rules is built, and every test of the engine passes."""
    python = interpreter(version)
    if python is None:
        pytest.skip(f"Python {version} is not installed here: the engine was not tried on it.")
    home = Home(ROOT, ROOT / "var" / f"python-{version}")
    run(python, "-c", INSTALL, home.venv)
    tests = sorted(str(path) for path in (ROOT / "tests" / "rules").glob("test_engine*.py"))
    found = run(home.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow and not browser", *tests)
    assert " passed" in found
    assert run(home.python, "-c", "import sys; print(*sys.version_info[:2], sep='.')").strip() == version
