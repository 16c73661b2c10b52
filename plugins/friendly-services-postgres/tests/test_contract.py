"""The store in PostgreSQL keeps the contract."""

import pytest

from friendly_services.plugins import open_store
from friendly_services.testing import Lab, StoreContract

PLUGIN = "friendly_services_postgres"


class TestPostgresStore(StoreContract):
    @pytest.fixture
    def lab(self, url: str) -> Lab:
        """A schema of its own for every test."""
        return Lab(lambda: open_store(url, (PLUGIN,)), url, (PLUGIN,))
