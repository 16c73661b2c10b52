"""Every row of the catalogue of bad input is shown by a test, or said to wait for what is not built yet.

A test shows a row if its name says so (`test_row_07_...`) or its docstring does ("Row 7: ...").
"""

import ast
import re
from collections import defaultdict
from functools import cache

from tests.budget import ROOT

ROWS = range(1, 81)
IN_NAME = re.compile(r"test_row_([0-9]{2})_")
IN_DOCSTRING = re.compile(r"Rows? ([0-9]{1,2}(?:(?:, | and )[0-9]{1,2})*)\b")

NOT_BUILT = {
    52: "attachments",
    53: "attachments",
    66: "passes",
    67: "passes",
    68: "passes",
    69: "passes",
    70: "passes",
}
"""Rows of rooms that nobody has entered yet, and what they wait for."""


@cache
def shown() -> dict[int, set[str]]:
    """The tests that show each row."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for path in (*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("plugins/*/tests/**/test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                named = IN_NAME.match(node.name)
                told = IN_DOCSTRING.match(ast.get_docstring(node) or "")
                for row in [*(named.groups() if named else ()), *re.findall(r"\d+", told[1] if told else "")]:
                    found[int(row)].add(f"{path.name}: {node.name}")
    return found


def test_every_row_is_shown_or_waits() -> None:
    """No row is forgotten: a test shows it, or it is listed here with what it waits for."""
    assert [row for row in ROWS if row not in shown() and row not in NOT_BUILT] == []
    assert sorted(shown().keys() - set(ROWS)) == []


def test_what_is_shown_no_longer_waits() -> None:
    """A row that has its test is taken off the list of those that wait."""
    assert sorted(NOT_BUILT.keys() & shown().keys()) == []
