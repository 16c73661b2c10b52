"""The store in PostgreSQL keeps the contract."""

from collections.abc import Iterator

import pytest

from friendly_services.testing import Lab, StoreContract

from .labs import postgres_lab
from .server import Postgres


class TestPostgresStore(StoreContract):
    @pytest.fixture
    def lab(self, server: Postgres, schema: str) -> Iterator[Lab]:
        """A schema of its own for every test."""
        with pytest.MonkeyPatch.context() as patch:
            yield postgres_lab(server, schema, patch)
        server.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
