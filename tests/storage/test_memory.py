"""The store in memory keeps the contract."""

import pytest

from friendly_services.storage import MemoryStore
from friendly_services.testing import Lab, StoreContract
from tests.budget import BUDGET


class TestMemoryStore(StoreContract):
    tier = "quick" if BUDGET == "quick" else "full"

    @pytest.fixture
    def lab(self) -> Lab:
        """Data that one object holds."""
        return Lab(open=MemoryStore)
