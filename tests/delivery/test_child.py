"""A plugin nobody trusts runs in a process of its own, and can hurt only that."""

import io
import json
from pathlib import Path

import pytest

from friendly_services.city import City
from friendly_services.delivery import Child
from friendly_services.delivery._child import _MESSAGE, _outcome, main
from friendly_services.messages import Accepted, Postponed, Rejected
from friendly_services.plugins import PluginError
from tests.city.town import WORKER, paid, small
from tests.delivery.post import Box, Plug, one_round, usual
from tests.test_messages import message

STRANGER = "tests.delivery.stranger"


def with_stranger(monkeypatch: pytest.MonkeyPatch, *channels: str, url: str = "memory://") -> City:
    """A city with the stranger's channels in a child, and one good neighbour."""
    monkeypatch.setenv("FRIENDLY_SERVICES_CHANNELS", ",".join(channels))
    return small(url=url, pack=usual(), plugins=(Plug(zz=Box()),), untrusted=(STRANGER,))


def test_the_stranger_sees_the_message_and_nothing_of_the_city(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets the message and its own variables; no file of the database is open there, no secret known."""
    monkeypatch.setenv("FRIENDLY_SERVICES_SEEN", str(tmp_path / "seen"))
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    with with_stranger(monkeypatch, "writes", url=f"sqlite:///{tmp_path}/city.db") as city:
        paid(city)
        assert one_round(city, "writes").sent == 1
    title, *seen = (tmp_path / "seen").read_text(encoding="utf-8").splitlines()
    assert title == "50 积分"
    assert "FRIENDLY_SERVICES_SEEN" in seen
    assert "DATABASE_PASSWORD" not in seen
    assert [line for line in seen if "city.db" in line] == []


def test_whatever_it_does_the_city_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 58: it exits or hangs: commits stand, the neighbour's message goes out, each failure is a code."""
    with with_stranger(monkeypatch, "exits", "hangs", "rejects") as city:
        city.delivery._callers["hangs"]._limit = 3
        paid(city)
        rounds = {each.notifier: each for each in city.delivery.run()}
        assert rounds["zz"].sent == 1
        assert rounds["rejects"].dead == 1
        failed = {letter.notifier: letter.failed for letter in city.delivery.waiting()}
        assert failed == {"exits": "exited", "hangs": "timeout"}
        assert city.points.balance(WORKER) == 50
        assert not city.delivery._callers["hangs"].busy


def test_a_child_that_died_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message after the one it died of finds a new process; stopped twice, it stays stopped."""
    monkeypatch.setenv("FRIENDLY_SERVICES_CHANNELS", "exits,rejects")
    child = Child(STRANGER, "exits")
    assert [child.send(message()) for _ in range(2)] == [Postponed("exited")] * 2
    child.stop()
    child.stop()
    other = Child(STRANGER, "rejects")
    first = other.send(message())
    process = other._process
    assert (first, other.send(message()), other._process) == (Rejected("smtp.550"), first, process)
    other.stop()
    assert repr(other) == "<Child 'tests.delivery.stranger' 'rejects'>"


@pytest.mark.parametrize("channels", ["fail", "silent"])
def test_a_plugin_that_does_not_say_what_it_offers_is_named(
    channels: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Raising or exiting while it registers, it stops the opening of the city with its name."""
    with pytest.raises(PluginError, match="does not say which channels") as refused:
        with_stranger(monkeypatch, channels)
    assert refused.value.plugin == STRANGER


def test_two_plugins_cannot_offer_one_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of a channel stands for one plugin, trusted or not."""
    monkeypatch.setenv("FRIENDLY_SERVICES_CHANNELS", "rejects")
    with pytest.raises(PluginError, match="already offered"):
        small(pack=usual(), plugins=(Plug(rejects=Box()),), untrusted=(STRANGER,))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'["Accepted"]',
        b'["Accepted", {}, {}]',
        b'["Unknown", {}]',
        b'["Accepted", {"x": 1}]',
        b'["Accepted", {"reference": []}]',
        b'["Rejected", {"why": "550 <a@b.c>"}]',
        b'["Rejected", null]',
        b"[" * 60_000,
    ],
)
def test_an_answer_that_is_none_is_rubbish(line: bytes) -> None:
    """Whatever a child writes, the parent reads an outcome."""
    assert _outcome(line) == Postponed("rubbish")


def test_the_child_lists_and_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a channel it lists them; with one it answers each line with a line."""
    monkeypatch.delenv("FRIENDLY_SERVICES_CHANNELS", raising=False)
    listed, answered = io.BytesIO(), io.BytesIO()
    main([STRANGER], io.BytesIO(), listed)
    assert json.loads(listed.getvalue()) == sorted(json.loads(listed.getvalue()))
    lines = _MESSAGE.encode(message()).hex().encode() + b"\n"
    for channel in ("rejects", "raises", "nothing", "postpones"):
        main([STRANGER, channel], io.BytesIO(lines), answered)
    assert [_outcome(line) for line in answered.getvalue().splitlines()] == [
        Rejected("smtp.550"),
        Postponed("raised.ZeroDivisionError"),
        Postponed("rubbish.NoneType"),
        Postponed("http.503", 77),
    ]
    assert _outcome(b'["Accepted", {"reference": "r"}]') == Accepted("r")
