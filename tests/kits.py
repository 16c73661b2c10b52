"""Running a kit's tests by hand, to see which of them fail for an implementation that is wrong on purpose."""

import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest


def cases(test: Any) -> Iterator[dict[str, Any]]:
    """The arguments of a test, besides the lab, as its marks give them."""
    marks = [mark.args for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    for values in itertools.product(*(list(each) for _, each in marks)):
        yield dict(zip((name for name, _ in marks), values, strict=True))


def failures(kit: object, lab: Callable[[], object], caplog: pytest.LogCaptureFixture) -> list[str]:
    """The tests of the kit that fail, each with a lab of its own."""
    failed = []
    for name, test in inspect.getmembers(kit, inspect.ismethod):
        if not name.startswith("test_"):
            continue
        for case in cases(test):
            given = {"caplog": caplog} if "caplog" in inspect.signature(test).parameters else {}
            caplog.clear()
            try:
                test(lab=lab(), **given, **case)
            except pytest.skip.Exception:
                failed.append(f"{name} skipped")
            except (Exception, pytest.fail.Exception):
                failed.append(name)
    return failed


def original(fixture: Any) -> Any:
    """The function under a fixture."""
    return getattr(fixture, "__wrapped__", None) or fixture._get_wrapped_function()
