"""The house: imports run one way, heavy ones late, and one file reads the environment."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("content", "index", "bot")
ALLOWED = {"content": {"content"}, "index": {"content", "index"}, "bot": set(PACKAGES)}


def _sources(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_one_way(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in _sources(package)
        for name in _imports(path)
        if name.split(".")[0] in PACKAGES and name.split(".")[0] not in ALLOWED[package]
    ]
    assert wrong == []


def test_faiss_stands_in_one_file() -> None:
    users = [p for p in _sources("index") if any(n.split(".")[0] == "faiss" for n in _imports(p))]
    assert [path.name for path in users] == ["vectors.py"]


def test_the_conversation_knows_no_telegram() -> None:
    wrong = [
        f"{path.name} imports {name}"
        for path in sorted((ROOT / "bot" / "conversation").rglob("*.py"))
        for name in _imports(path)
        if name.startswith(("telegram", "bot.telegram"))
    ]
    assert wrong == []


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in _sources(package)
        if "os.environ.get" in path.read_text(encoding="utf-8")
        or "os.getenv" in path.read_text(encoding="utf-8")
        or "os.environ.items" in path.read_text(encoding="utf-8")
    ]
    assert readers == ["bot/settings.py"]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_opens_with_its_idea(package: str) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _sources(package)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_help_starts_without_the_weight() -> None:
    heavy = "('torch', 'transformers', 'faiss', 'onnxruntime', 'telegram', 'pydantic', 'numpy')"
    code = f"import sys, bot.cli; print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_serving_imports_neither_torch_nor_transformers() -> None:
    code = (
        "import sys, bot.conversation.core, bot.telegram;"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert ran.stdout.strip() == "[]"
