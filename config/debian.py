"""What Debian must lend Préau: the packages that pip cannot bring. Standard library only."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sysconfig
from ctypes.util import find_library
from pathlib import Path


class Missing(Exception):
    """Debian packages are missing and may not be installed from here; the message says what to run."""


def _headers_of_python() -> bool:
    return Path(sysconfig.get_path("include"), "Python.h").exists()


def _a_font() -> bool:
    return any(Path("/usr/share/fonts").rglob("*.[to]tf"))


NEEDED = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip") is not None,
    "python3-dev": _headers_of_python,
    "gcc": lambda: shutil.which("gcc") is not None,
    "libc6-dev": lambda: Path("/usr/include/stdlib.h").exists(),
    "libpango-1.0-0": lambda: find_library("pango-1.0") is not None,
    "libpangoft2-1.0-0": lambda: find_library("pangoft2-1.0") is not None,
    "libharfbuzz-subset0": lambda: find_library("harfbuzz-subset") is not None,
    "fonts-dejavu-core": _a_font,
}


def missing() -> list[str]:
    """The packages of NEEDED that this machine does not have, in order."""
    return [package for package, is_here in NEEDED.items() if not is_here()]


def command_line(packages: list[str]) -> str:
    """The one line a person runs to install them."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def install(packages: list[str]) -> None:
    """Install Debian packages as root, out loud.

    Raises:
        Missing: this is not root, there is no apt-get, or apt-get failed.
    """
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(
            f"Il manque à cette machine : {', '.join(packages)}.\n"
            "Préau ne peut pas les installer sans les droits d'administration. "
            "Lancez cette ligne, puis recommencez :\n"
            f"\n    {command_line(packages)}\n"
        )
    print(f"Préau installe avec apt-get ce qui manque : {', '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        if subprocess.run(["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL).returncode:
            raise Missing(f"apt-get n'a pas abouti. Lancez-le vous-même :\n\n    {command_line(packages)}\n")
