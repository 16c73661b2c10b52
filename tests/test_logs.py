"""What a stranger wrote is one field of one log line, whatever it looks like."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from friendly_services.plugins import Plugins
from friendly_services.text import one_line
from tests.test_plugins import plugin

FORGED = "Shop\r\n2026-03-02 level=INFO user=root logged in\u2028\x1b[2K\u202e"


def test_a_forged_line_stays_inside_its_field(caplog: pytest.LogCaptureFixture) -> None:
    """Row 75: an error text with line ends and a level of its own is one escaped line and a field."""

    def register_stores(register: Callable[[Any], None]) -> None:  # noqa: ARG001 # the hook's own name
        raise RuntimeError(FORGED)

    with caplog.at_level(logging.DEBUG):
        Plugins([plugin("forger", register_stores=register_stores)])
    (record,) = caplog.records
    line = record.getMessage()
    assert line.splitlines() == [line]
    assert line.isprintable()
    assert "level=INFO" in line
    assert "level=INFO" in str(record.__dict__["reason"].values)


def test_plain_text_is_left_as_it_is() -> None:
    """Letters of any script stay readable."""
    assert one_line("老王热饭铺 · 7") == "老王热饭铺 · 7"
    assert one_line(FORGED).isprintable()
