"""The kit for authors of notifiers: one class, one fixture to override, a test for each thing promised."""
# ruff: noqa: S101 # a kit asserts

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import attrs
import pytest

from ..messages import Accepted, Message, Notifier, Outcome, Postponed, Recipient, Rejected

__all__ = ["Arrival", "NotifierContract", "NotifierLab", "a_message"]

_NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
_MARGIN: Final = 5.0
"""Seconds that a busy machine may take on top."""

_TEXTS: Final = {
    "Chinese": "友好商户已命名：\n老王热饭铺",
    "emoji": "👩‍👩‍👧‍👦 🇨🇳 👍🏽",
    "dots": "first\n.\n..\nQUIT\n.\nlast",
    "quotes": "\"'\\ {x!r} ${y} %s <b>&amp;</b> =?utf-8?b?eA==?=",
    "long": "长" * 2_000,
    "one long line": "x" * 2_000,
    "From": "From here\n\nFrom there",
    "a header": "Bcc: everybody@example.org\n\nSubject: other",
}

_TITLES: Final = {
    "Chinese": "已上图",
    "encoded": "=?utf-8?q?x?=",
    "signs": 'a, b; c: <d> "e" 👍🏽',
    "long": "长" * 120,
}

_HOSTILE: Final = {
    "two": "u1@example.org, other@example.org",
    "parameters": "u1@example.org> SIZE=9 <other@example.org",
    "semicolon": "u1@example.org;other@example.org",
    "brackets": "<u1@example.org>",
    "name": "other <u1@example.org>",
    "route": "@example.org:other@example.org",
    "options": "-oQ/tmp@example.org /etc/x",
    "path": "../../x",
    "elsewhere": "https://elsewhere.example.org/",
    "empty": "",
    "blank": " ",
    "long": "x" * 2_000,
}


@attrs.frozen
class Arrival:
    """What the far end has of one message."""

    id: str
    title: str | None
    """As its reader would see it; None where the channel has no titles."""
    text: str
    to: tuple[str, ...] = ()
    """Everybody whom it would be brought to, where the channel says so."""


@attrs.frozen
class NotifierLab:
    """How the kit gets at the notifier under test and at its far end; each test has its own."""

    open: Callable[[], Notifier]
    """Makes the notifier, with a far end that works."""
    arrived: Callable[[], list[Arrival]]
    """What the far end took so far, in order."""
    address: str | None = None
    """Where somebody is found; None if the channel needs no address."""
    nobody: str | None = None
    """Where nobody is, as only the far end knows; None if it cannot know."""
    fail: Callable[[bool], None] | None = None
    """Lets the far end refuse everything, or work again; None if it cannot."""
    stall: Callable[[], None] | None = None
    """Lets the far end take whatever comes and never answer; None if it cannot."""
    seconds: float = 10.0
    """In which the notifier must come back; make it small, so that the kit need not wait."""
    secrets: tuple[str, ...] = ()
    """What must never be seen: passwords, keys."""


def a_message(**changed: Any) -> Message:
    """A message as the city sends them, but for what is changed."""
    usual: dict[str, Any] = {
        "id": "0f" * 32,
        "template": "merchant-named",
        "values": {"name": "老王热饭铺", "on": _NOON.date(), "points": 5, "until": None},
        "recipient": Recipient("person", "u17"),
        "address": None,
        "language": "zh",
        "title": "您已被命名为友好商户",
        "text": "老王热饭铺已被命名。",
        "at": _NOON,
        "use_by": _NOON + timedelta(days=3),
    }
    return Message(**{**usual, **changed})


class NotifierContract:
    """What every notifier must do, clause by clause (`friendly_services.messages.Notifier`).

    Make a subclass in your tests, override `lab`, and run pytest:

        class TestMyNotifier(NotifierContract):
            @pytest.fixture
            def lab(self, my_server):
                return NotifierLab(lambda: MyNotifier(my_server.url), my_server.arrived, address="u1")

    What your lab does not give is skipped by name.
    """

    @pytest.fixture
    def lab(self) -> NotifierLab:
        """Override this: how to get at the notifier under test and its far end."""
        raise NotImplementedError(
            f"override the fixture `lab` in {type(self).__name__}: "
            "let it return a friendly_services.testing.NotifierLab that opens your notifier"
        )

    def test_what_it_accepts_has_arrived(self, lab: NotifierLab) -> None:
        """N1: a message that was accepted is at the far end, once."""
        outcome = lab.open().send(a_message(address=lab.address))
        assert isinstance(outcome, Accepted)
        assert len(lab.arrived()) == 1

    def test_its_id_goes_with_it(self, lab: NotifierLab) -> None:
        """N2: the far end knows a message by its id, the same at every try, another for another message."""
        notifier = lab.open()
        for id_ in ("aa" * 32, "aa" * 32, "bb" * 32):
            assert isinstance(notifier.send(a_message(id=id_, address=lab.address)), Accepted)
        ids = [arrival.id for arrival in lab.arrived()]
        assert set(ids) == {"aa" * 32, "bb" * 32}
        assert ids.count("bb" * 32) == 1

    @pytest.mark.parametrize("text", _TEXTS.values(), ids=_TEXTS.keys())
    def test_its_text_arrives_letter_for_letter(self, lab: NotifierLab, text: str) -> None:
        """N3: whatever the text holds, the reader reads it; only the ends of lines may differ."""
        assert isinstance(lab.open().send(a_message(text=text, address=lab.address)), Accepted)
        (arrival,) = lab.arrived()
        assert arrival.text.rstrip("\r\n").splitlines() == text.splitlines()

    @pytest.mark.parametrize("title", _TITLES.values(), ids=_TITLES.keys())
    def test_its_title_arrives_letter_for_letter(self, lab: NotifierLab, title: str) -> None:
        """N3: whatever the title holds, the reader reads it."""
        assert isinstance(lab.open().send(a_message(title=title, address=lab.address)), Accepted)
        (arrival,) = lab.arrived()
        assert arrival.title in (title, None)

    @pytest.mark.parametrize("address", _HOSTILE.values(), ids=_HOSTILE.keys())
    def test_an_address_cannot_do_more_than_be_one(self, lab: NotifierLab, address: str) -> None:
        """N4: what is no single address of this channel is not sent to, in whole or in part."""
        if lab.address is None:
            pytest.skip("not tried: hostile addresses, since the channel needs none")
        assert not isinstance(_tried(lab.open(), a_message(address=address)), Accepted)
        assert lab.arrived() == []

    def test_it_reaches_one_recipient(self, lab: NotifierLab) -> None:
        """N4: a message is brought to its address and to nobody else, whatever its text and title say."""
        texts = {"text": "Bcc: other@example.org\nTo: other@example.org", "title": "To: other@example.org"}
        assert isinstance(lab.open().send(a_message(address=lab.address, **texts)), Accepted)
        (arrival,) = lab.arrived()
        assert arrival.to in ((), (lab.address,))

    def test_it_needs_an_address_if_it_needs_one(self, lab: NotifierLab) -> None:
        """N5: without the address that the channel needs the message is rejected, and nothing goes out."""
        if lab.address is None:
            pytest.skip("not tried: no address, since the channel needs none")
        assert isinstance(lab.open().send(a_message(address=None)), Rejected)
        assert lab.arrived() == []

    def test_nobody_is_told_at_once(self, lab: NotifierLab) -> None:
        """N5: an address that the far end does not know is rejected: there is no use in trying again."""
        if lab.nobody is None:
            pytest.skip("not tried: an unknown address, since the lab gives none")
        assert isinstance(lab.open().send(a_message(address=lab.nobody)), Rejected)
        assert lab.arrived() == []

    def test_what_the_far_end_refuses_is_not_accepted(self, lab: NotifierLab) -> None:
        """N5, N8: while the far end is down a message is postponed; once it is up again, it arrives."""
        if lab.fail is None:
            pytest.skip("not tried: a failing far end, since the lab has none")
        notifier = lab.open()
        lab.fail(True)
        for _ in range(3):
            assert isinstance(_tried(notifier, a_message(address=lab.address)), Postponed)
        assert lab.arrived() == []
        lab.fail(False)
        assert isinstance(notifier.send(a_message(address=lab.address)), Accepted)
        assert len(lab.arrived()) == 1

    def test_it_comes_back_in_time(self, lab: NotifierLab) -> None:
        """N6: a far end that never answers costs seconds, and the message is tried again."""
        if lab.stall is None:
            pytest.skip("not tried: a stalling far end, since the lab has none")
        notifier = lab.open()
        lab.stall()
        start = time.monotonic()
        outcome = _tried(notifier, a_message(address=lab.address))
        assert isinstance(outcome, Postponed)
        assert time.monotonic() - start < lab.seconds + _MARGIN

    def test_threads_share_it(self, lab: NotifierLab) -> None:
        """N7: messages sent at the same moment all arrive, each once and whole."""
        notifier = lab.open()
        sent = {f"{n:02x}" * 32: f"text {n}" for n in range(12)}
        outcomes: list[Outcome] = []

        def send(id_: str, text: str) -> None:
            outcomes.append(_tried(notifier, a_message(id=id_, text=text, address=lab.address)))

        threads = [threading.Thread(target=send, args=each) for each in sent.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [outcome for outcome in outcomes if not isinstance(outcome, Accepted)] == []
        arrivals = lab.arrived()
        assert len(arrivals) == len(sent)
        assert {arrival.id: arrival.text.strip() for arrival in arrivals} == sent

    def test_nothing_of_it_is_seen(self, lab: NotifierLab, caplog: pytest.LogCaptureFixture) -> None:
        """N9: no log, no repr and no code of a failure holds the address, the text or a secret."""
        notifier = lab.open()
        seen = [repr(notifier), str(notifier)]
        with caplog.at_level(logging.DEBUG):
            seen.append(repr(_tried(notifier, a_message(address=lab.address, text="canary-text"))))
            if lab.fail is not None:
                lab.fail(True)
                seen.append(repr(_tried(notifier, a_message(address=lab.address, text="canary-text"))))
        hidden = ["canary-text", *lab.secrets, *([lab.address] if lab.address else [])]
        assert [word for word in hidden if word in caplog.text or any(word in each for each in seen)] == []


def _tried(notifier: Notifier, message: Message) -> Outcome:
    """What became of it; to raise is to postpone, as the city takes it."""
    try:
        return notifier.send(message)
    except Exception as error:  # whatever it raises
        return Postponed(f"raised.{type(error).__name__}"[:64])
