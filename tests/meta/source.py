"""The package's source as syntax trees, for tests that read it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.budget import ROOT

PACKAGE: Final = ROOT / "src" / "friendly_services"
WORDS: Final = PACKAGE / "text" / "words"


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the package and of its plugins, the catalogues left out."""
    for path in sorted([*PACKAGE.rglob("*.py"), *ROOT.glob("plugins/*/src/**/*.py")]):
        if WORDS not in path.parents:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, node: ast.expr | ast.stmt) -> str:
    """`file:line` as a person would click it."""
    return f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
