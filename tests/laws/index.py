"""The laws of the ledger and the tests that hold it to them: `python -m tests.laws.index` writes the page.

A test tells a law if its docstring begins with the law's number, as in `L4: No command takes a balance ...`.
"""

import ast
import re
from collections import defaultdict
from functools import cache
from typing import Final

from tests.budget import ROOT

__all__ = ["LAWS", "PAGE", "page", "told"]

LAWS: Final = range(1, 20)
PAGE: Final = ROOT / "docs" / "reference" / "ledger-laws.md"
_LAW: Final = re.compile(r"L(\d{1,2}): (.*)", re.DOTALL)
_TEXT: Final = """\
# Laws of the ledger

What holds of every account, whatever commands are sent, in whatever order, by whomever, and however late
anything that runs by itself is. Each row is the docstring of a property test: Hypothesis draws programs of
commands and days, and looks for the shortest that breaks it.

This page is written by `python -m tests.laws.index` from those docstrings. `nox -s ledger` runs them all.
[](ledger-faults.md) shows what they catch. The tests are in {folders}; `python -m pytest -k NAME` runs one.

| law | what holds | test |
| --- | --- | --- |
{rows}
"""


@cache
def told() -> dict[int, list[tuple[str, str]]]:
    """By law, what each of its tests says of it, and which test that is."""
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted([*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("plugins/*/tests/**/test_*.py")]):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)) if '"""L' in source else ():
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                law = _LAW.match(ast.get_docstring(node) or "")
                if law:
                    where = f"{path.relative_to(ROOT).as_posix()}::{node.name}"
                    found[int(law[1])].append((" ".join(law[2].split()), where))
    return dict(sorted(found.items()))


def page() -> str:
    """The page of the reference."""
    rows = [
        f"| L{law} | {text.replace('|', chr(92) + '|')} | `{where.rpartition('::')[2]}` |"
        for law, tests in told().items()
        for text, where in tests
    ]
    folders = {where.rpartition("/")[0] for tests in told().values() for _, where in tests}
    return _TEXT.format(folders=", ".join(f"`{folder}`" for folder in sorted(folders)), rows="\n".join(rows))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
