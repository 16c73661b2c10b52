"""The kit run by hand: which of its tests fail in a laboratory."""

import inspect
import itertools
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from friendly_services.testing import Lab, StoreContract

CITED = re.compile(r"((?:[GEL]\d+)(?:, [GEL]\d+)*): ")
TESTS = [name for name in dir(StoreContract) if name.startswith("test_")]


def clauses_of(test: str) -> list[str]:
    """The clauses of the contract that a test of the kit cites."""
    cited = CITED.match(getattr(StoreContract, test).__doc__ or "")
    return cited[1].split(", ") if cited else []


class Kit(StoreContract):
    """The kit, small."""


def cases(test: Any) -> Iterator[dict[str, Any]]:
    """The arguments of a test that its marks give."""
    marks = [mark.args for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    for values in itertools.product(*(each for _, each in marks)):
        yield dict(zip((name for name, _ in marks), values, strict=True))


def failure(lab: Callable[[Path], Lab], name: str) -> str | None:
    """How a test fails, None if it passes or is not tried."""
    test = getattr(Kit(), name)
    wanted = inspect.signature(test).parameters
    for case in cases(test):
        with tempfile.TemporaryDirectory() as folder:
            made = lab(Path(folder))
            store = made.open() if "store" in wanted else None
            given = {"lab": made, "store": store}
            try:
                test(**{name: given[name] for name in given if name in wanted}, **case)
            except pytest.skip.Exception:
                pass
            except (Exception, pytest.fail.Exception) as error:
                return f"{type(error).__name__}: {error}"
            finally:
                if store is not None:
                    store.close()
    return None


def failures(lab: Callable[[Path], Lab], tests: Iterable[str] = TESTS) -> dict[str, str]:
    """The tests that fail, and how."""
    found = ((name, failure(lab, name)) for name in tests)
    return {name: how for name, how in found if how is not None}
