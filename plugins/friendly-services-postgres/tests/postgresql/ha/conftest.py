"""What is needed to copy a server."""

from pathlib import Path

import pytest
from tests.budget import BUDGET

from ..server import ASKED, programs


@pytest.fixture
def found() -> Path:
    """The programs of a server that can be copied and rewound."""
    if BUDGET == "quick":
        pytest.skip("three servers take too long for the quick budget: set FRIENDLY_SERVICES_TESTS=ci")
    folder = programs()
    if folder is None or not all((folder / name).exists() for name in ("pg_basebackup", "pg_rewind")):
        pytest.skip(f"no PostgreSQL {ASKED} with pg_basebackup and pg_rewind is installed")
    return folder
