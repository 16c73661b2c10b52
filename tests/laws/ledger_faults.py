"""Bugs of the ledger, and the laws that catch them: `python -m tests.laws.ledger_faults` writes the page."""

import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Final

import attrs

from tests.budget import ROOT
from tests.laws.killer import CAUGHT
from tests.meta.running import python

__all__ = ["BUGS", "PAGE", "POINTS", "Bug", "missed", "page"]

POINTS: Final = ROOT / "src" / "friendly_services" / "points"
PAGE: Final = ROOT / "docs" / "reference" / "ledger-faults.md"
_TEXT: Final = """\
# Bugs of ledgers, and the laws that catch them

A law that no bug breaks proves nothing. So {number} bugs are planted in the room `points`, one at a time,
each a change of one line. Every one is caught by a law: a property of random programs that knows nothing of
the bug ([](ledger-laws.md)), or the naive model of the ledger. None of them needs an example.

{known} are bugs that other systems had; their reports are named.

This page is written by `python -m tests.laws.ledger_faults`; `nox -s ledger` plants every line of it.
The files are in `src/friendly_services/points`, the laws' tests in `tests/laws`.

| what the bug does | file | caught by |
| --- | --- | --- |
{rows}
"""


@attrs.frozen
class Bug:
    """One line of the ledger, what it says once it is wrong, and the law that catches it."""

    what: str
    file: str
    old: str
    new: str
    law: str
    like: str = ""
    """Who had it."""

    @property
    def places(self) -> int:
        """How often the line to spoil is there: once."""
        return (POINTS / self.file).read_text(encoding="utf-8").count(self.old)


BUGS: Final = tuple(
    Bug(**bug)
    for bug in tomllib.loads((Path(__file__).parent / "ledger_faults.toml").read_text("utf-8"))["bug"]
)


def missed(bug: Bug) -> str:
    """What the law says of a copy of the ledger with this bug, if it does not catch it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / POINTS.name
        shutil.copytree(POINTS, copy, ignore=shutil.ignore_patterns("__pycache__"))
        spoilt = copy / bug.file
        spoilt.write_text(spoilt.read_text("utf-8").replace(bug.old, bug.new), "utf-8")
        done = python("-m", "tests.laws.killer", folder, bug.law, FRIENDLY_SERVICES_TESTS="quick")
    if done.returncode == CAUGHT:
        return ""
    return (
        f"{bug.what}: {bug.law} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}"
    )


def page() -> str:
    """The page of the reference."""
    rows = []
    for bug in BUGS:
        file, _, law = bug.law.rpartition("::")
        by = "the naive model" if "/models/" in file else f"L{int(law[6:8])}, `{law}`"
        what = f"{bug.what} ({bug.like})" if bug.like else bug.what
        rows.append(f"| {what} | `{bug.file}` | {by} |")
    known = sum(bool(bug.like) for bug in BUGS)
    return _TEXT.format(number=len(BUGS), known=known, rows="\n".join(rows))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
