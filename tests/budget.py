"""How much the tests do: `FRIENDLY_SERVICES_TESTS` is `quick` (default), `ci` or `record`."""

import os
from pathlib import Path
from typing import Final

import pytest

BUDGETS: Final = ("quick", "ci", "record")
BUDGET: Final = os.environ.get("FRIENDLY_SERVICES_TESTS", "quick")
if BUDGET not in BUDGETS:
    raise SystemExit(f"FRIENDLY_SERVICES_TESTS is {BUDGET!r}: use one of {', '.join(BUDGETS)}")

ROOT: Final = Path(__file__).resolve().parent.parent
DATA: Final = Path(os.environ.get("FRIENDLY_SERVICES_DATA", ROOT.parent / "shared" / "data"))
"""Real data with their licences, kept outside the repository."""


def count(quick: int, ci: int, record: int | None = None) -> int:
    """The number of cases to run under this budget."""
    return {"quick": quick, "ci": ci, "record": ci if record is None else record}[BUDGET]


def data(name: str) -> Path:
    """A file or folder of the real data; the test skips, saying so, where it is absent."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data {name!r} is not here: set FRIENDLY_SERVICES_DATA to the folder that holds it")
    return path
