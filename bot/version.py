"""Which version this is: of the installed package or, in a bare checkout, of its pyproject.toml."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path


def version() -> str:
    """Such as `0.1.0`; `unknown` where the code lies somewhere without either."""
    try:
        return metadata.version("nettrials")
    except metadata.PackageNotFoundError:
        return _of_the_checkout(Path(__file__).parents[1] / "pyproject.toml")


def _of_the_checkout(project: Path) -> str:
    try:
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, ValueError, LookupError):
        return "unknown"
