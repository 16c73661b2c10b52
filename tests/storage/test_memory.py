"""The store in memory keeps the contract."""

import pytest

from friendly_services.storage import MemoryStore
from friendly_services.testing import Lab, StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def lab(self) -> Lab:
        """Data that one object holds."""
        return Lab(open=MemoryStore)
