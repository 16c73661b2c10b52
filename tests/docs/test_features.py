"""What the sources have is shown by a test each: none is missing, and each test is there."""

import ast
import tomllib
from itertools import chain
from typing import Final

from tests.budget import ROOT

FEATURES = tomllib.loads((ROOT / "docs" / "reference" / "features.toml").read_text(encoding="utf-8"))

WANTED: Final = {
    0: (1, *range(5, 13), 14, 15, *range(17, 22)),
    1: (5,),
    2: (3, 4, 6, 7, 8, 14),
    3: (14, 16),
    4: (6, 7, 11, 12, 14),
    "F": tuple(range(1, 12)),
}
"""The features of merchants, stations, points and of what is near, by document."""


def defined(path: str) -> set[str]:
    """The tests that a file defines, those of classes behind the class's name."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    bodies = [("", tree.body)] + [
        (f"{node.name}::", node.body) for node in tree.body if isinstance(node, ast.ClassDef)
    ]
    found = ((prefix, node) for prefix, body in bodies for node in body)
    return {f"{prefix}{node.name}" for prefix, node in found if isinstance(node, ast.FunctionDef)}


def test_no_feature_is_missing() -> None:
    """Every feature of every document has its row, and every row belongs to one."""
    wanted = chain.from_iterable((f"{document}-{n}" for n in rows) for document, rows in WANTED.items())
    lifecycles = ("lifecycle of a merchant", "lifecycle of a station")
    assert sorted(FEATURES["rows"]) == sorted((*wanted, *lifecycles))
    assert {row.partition("-")[0] for row in FEATURES["rows"] if "-" in row} == FEATURES["documents"].keys()


def test_each_feature_is_shown_by_a_test_that_is_there() -> None:
    """The table names tests by their file and name."""
    shown = {row: feature["test"].partition("::") for row, feature in FEATURES["rows"].items()}
    missing = {row: name for row, (path, _, name) in shown.items() if name not in defined(path)}
    assert missing == {}
