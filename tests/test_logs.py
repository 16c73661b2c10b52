"""What a stranger wrote is one field of one log line, whatever it looks like."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from friendly_services import merchants
from friendly_services.decider import Actor
from friendly_services.errors import FriendlyServicesError
from friendly_services.ids import MerchantId
from friendly_services.plugins import Plugins
from friendly_services.testing import StandingClock
from friendly_services.text import one_line
from tests.city import town
from tests.delivery.post import Box, opened
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


def test_the_name_of_a_merchant_is_in_no_line_of_a_log(caplog: pytest.LogCaptureFixture) -> None:
    """Row 75: one that looks like a log line is a name like any other, and logs speak of ids and codes."""
    name = "老王 2026-03-02 level=INFO user=root logged in"
    clock = StandingClock(town.MONDAY)

    def fails(message: Any) -> Any:
        raise RuntimeError(f"cannot tell of {message.title}\n{message.text}")

    with caplog.at_level(logging.DEBUG), opened(clock, box=Box(fails)) as city:
        shop = town.shown(city, clock, name=name)
        assert city.merchants.get(shop).name == name
        for _ in range(9):
            assert city.delivery.run()
            clock.now += timedelta(hours=2)
        assert city.delivery.dead()
    assert caplog.records
    assert [line for record in caplog.records for line in (record.getMessage(), str(record.__dict__))
            if "level=INFO" in line] == []  # fmt: skip


@pytest.mark.parametrize(
    "act",
    [
        lambda city: city.do(town.application(name=FORGED), by=town.OWNER),
        lambda city: city.do(town.application(trade=FORGED), by=town.OWNER),
        lambda city: city.do(town.application(area=FORGED), by=town.OWNER),
        lambda city: city.do(town.application(services=frozenset({FORGED})), by=town.OWNER),
        lambda city: city.do(town.application(), by=town.OWNER, once=FORGED * 9),
        lambda city: city.do(town.application(), by=Actor("nobody", roles={FORGED})),
        lambda city: city.do(merchants.Name(MerchantId(FORGED)), by=town.CHIEF),
        lambda city: city.get(FORGED),
        lambda city: city.wire.read_command({"command": FORGED}),
        lambda city: city.wire.read_command({"command": "merchants.Apply", FORGED: 1}),
        lambda city: city.wire.read_command_json(f'{{"command": "{FORGED}"}}'),
    ],
)
def test_an_error_that_repeats_a_stranger_stays_on_its_line(act: Callable[[Any], Any]) -> None:
    """Row 75: a host that logs the text of an error writes one line for each problem, in both languages."""
    with town.small() as city, pytest.raises(FriendlyServicesError) as refused:
        act(city)
    for language in ("en", "zh"):
        text = refused.value.say(language)
        problems = len(getattr(refused.value, "problems", (None,)))
        assert len(text.splitlines()) == (problems if problems == 1 else problems + 1)  # under a heading
        assert all(line.isprintable() for line in text.splitlines())


def test_plain_text_is_left_as_it_is() -> None:
    """Letters of any script stay readable."""
    assert one_line("老王热饭铺 · 7") == "老王热饭铺 · 7"
    assert one_line(FORGED).isprintable()
