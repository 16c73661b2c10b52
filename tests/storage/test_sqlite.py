"""The store in one SQLite file keeps the contract, and looks after its file."""

from pathlib import Path

import pytest

from friendly_services.storage import SQLiteStore
from friendly_services.testing import Lab, StoreContract


class TestSQLiteStore(StoreContract):
    @pytest.fixture
    def lab(self, tmp_path: Path) -> Lab:
        """A file of its own for every test."""
        path = tmp_path / "city.db"
        return Lab(open=lambda: SQLiteStore(path), url=f"sqlite:///{path}", files=tmp_path.iterdir)
