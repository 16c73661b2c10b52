"""The store in PostgreSQL keeps the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from friendly_services.plugins import open_store
from friendly_services.testing import Lab, StoreContract

from .server import Postgres

PLUGIN = "friendly_services_postgres"


class TestPostgresStore(StoreContract):
    @pytest.fixture
    def lab(self, server: Postgres, url: str, schema: str) -> Lab:
        """A schema of its own for every test; every file of the server, once the erased was purged."""
        return Lab(lambda: open_store(url, (PLUGIN,)), url, (PLUGIN,), files=lambda: purged(server, schema))


def purged(server: Postgres, schema: str) -> Iterator[Path]:
    """Every file of the server after what docs/how-to/postgresql.md tells an operator to run."""
    for sql in (
        f"VACUUM FULL {schema}.private",
        f"VACUUM FULL {schema}.private_key",
        "SELECT pg_switch_wal()",
        "CHECKPOINT",
    ):
        server.execute(sql)
    return (path for path in server.data.rglob("*") if path.is_file())
