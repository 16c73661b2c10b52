"""The kit catches notifiers that are wrong on purpose, and stays silent about a right one."""

import itertools
import logging
import threading
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from friendly_services.messages import Accepted, Message, Outcome, Postponed, Rejected
from friendly_services.testing import Arrival, NotifierContract, NotifierLab
from tests.kits import failures, original

SOMEBODY, SECRET = "u1@example.org", "canary-secret"
LOG = logging.getLogger("a channel")


class Postbox:
    """A far end in memory, which can be down or dawdle."""

    def __init__(self) -> None:
        self.letters: list[Arrival] = []
        self.down = False
        self.silent = False
        self.wake = threading.Event()

    def take(self, id_: str, title: str, text: str, *to: str) -> bool:
        """Take a letter, unless down."""
        if self.silent:
            self.wake.wait(0.05)
        if not (self.down or self.silent):
            self.letters.append(Arrival(id_, title, text, to))
        return not (self.down or self.silent)


class Right:
    """A notifier as it should be, from which the wrong ones differ in one thing."""

    def __init__(self, far: Postbox) -> None:
        self.far = far

    def __repr__(self) -> str:
        return "<Right>"

    def send(self, message: Message) -> Outcome:
        """Bring it, if the address is one that there is."""
        if message.address != SOMEBODY:
            return Rejected("address.unknown")
        return self.bring(message)

    def bring(self, message: Message) -> Outcome:
        """Bring it."""
        taken = self.far.take(message.id, message.title, message.text, SOMEBODY)
        return Accepted() if taken else Postponed("down")


class AcceptsWithoutSending(Right):
    def bring(self, message: Message) -> Outcome:  # noqa: ARG002 # the right one's signature
        """Nothing."""
        return Accepted()


class SendsTwice(Right):
    def bring(self, message: Message) -> Outcome:
        """Once more."""
        super().bring(message)
        return super().bring(message)


class AcceptsWhateverHappens(Right):
    def bring(self, message: Message) -> Outcome:
        """Fire and forget."""
        super().bring(message)
        return Accepted()


class RejectsWhenDown(Right):
    def bring(self, message: Message) -> Outcome:
        """No second chance."""
        return Accepted() if isinstance(super().bring(message), Accepted) else Rejected("down")


class GivesUpForGood(Right):
    failed = False

    def bring(self, message: Message) -> Outcome:
        """Once down, always down."""
        self.failed = self.failed or not isinstance(super().bring(message), Accepted)
        return Postponed("down") if self.failed else Accepted()


class DrawsNewIds(Right):
    ids = itertools.count()

    def bring(self, message: Message) -> Outcome:
        """Another id at every try."""
        return super().bring(attrs.evolve(message, id=f"{next(self.ids)}"))


class HasOneId(Right):
    def bring(self, message: Message) -> Outcome:
        """The same for all."""
        return super().bring(attrs.evolve(message, id="1"))


class CutsShort(Right):
    def bring(self, message: Message) -> Outcome:
        """As a text message of 70 characters would."""
        return super().bring(attrs.evolve(message, text=message.text[:70]))


class SpeaksAsciiAlone(Right):
    def bring(self, message: Message) -> Outcome:
        """Question marks."""
        return super().bring(attrs.evolve(message, text=message.text.encode("ascii", "replace").decode()))


class LosesDots(Right):
    def bring(self, message: Message) -> Outcome:
        """The end of mail is a dot."""
        return super().bring(attrs.evolve(message, text=message.text.split("\n.\n")[0]))


class FillsTemplatesTwice(Right):
    def bring(self, message: Message) -> Outcome:
        """What looks like a field is one."""
        return super().bring(attrs.evolve(message, text=message.text.replace("{x!r}", "'x'")))


class DecodesTitles(Right):
    def bring(self, message: Message) -> Outcome:
        """What looks encoded is decoded."""
        title = "x" if message.title.startswith("=?") else message.title
        return super().bring(attrs.evolve(message, title=title))


class TakesListsOfAddresses(Right):
    def send(self, message: Message) -> Outcome:
        """Everybody on the list."""
        found = SOMEBODY in (message.address or "").replace(";", ",").split(",")
        return self.bring(message) if found else Rejected("address.unknown")


class TakesNamesWithAddresses(Right):
    def send(self, message: Message) -> Outcome:
        """Whatever is in angle brackets."""
        found = (message.address or "").rstrip(">").endswith(SOMEBODY)
        return self.bring(message) if found else Rejected("address.unknown")


class TakesHeadersFromTheText(Right):
    def bring(self, message: Message) -> Outcome:
        """The body is where the headers were."""
        copies = [line[5:] for line in message.text.splitlines() if line.startswith("Bcc: ")]
        self.far.take(message.id, message.title, message.text, SOMEBODY, *copies)
        return Accepted()


class HasAFavourite(Right):
    def send(self, message: Message) -> Outcome:
        """Without an address it goes to whoever was there first."""
        return self.bring(message) if message.address in (None, SOMEBODY) else Rejected("address.unknown")


class KeepsTryingNobody(Right):
    def send(self, message: Message) -> Outcome:
        """There might be somebody some day."""
        outcome = super().send(message)
        return Postponed("unknown") if message.address and isinstance(outcome, Rejected) else outcome


class WaitsForEver(Right):
    def bring(self, message: Message) -> Outcome:
        """Longer than the kit."""
        outcome = super().bring(message)
        if self.far.silent:
            self.far.wake.wait(1.2)
        return outcome


class MixesThreadsUp(Right):
    now: Message

    def bring(self, message: Message) -> Outcome:
        """One message at a time, and not locked."""
        self.now = message
        self.far.wake.wait(0.01)
        return super().bring(self.now)


class LogsAddresses(Right):
    def bring(self, message: Message) -> Outcome:
        """For the support desk."""
        LOG.info("to %s", message.address)
        return super().bring(message)


class LogsTexts(Right):
    def bring(self, message: Message) -> Outcome:
        """For debugging."""
        LOG.debug("%s", message)
        return super().bring(message)


class ShowsItsSecret(Right):
    def __repr__(self) -> str:
        return f"<Right {SECRET}>"


class SaysNothing(Right):
    def bring(self, message: Message) -> Any:
        """As print does."""
        super().bring(message)


WRONG = [
    each
    for each in list(globals().values())
    if isinstance(each, type) and issubclass(each, Right) and each is not Right
]


def lab(make: Callable[[Postbox], Right]) -> NotifierLab:
    """A lab for one test."""
    far = Postbox()

    def fail(down: bool) -> None:
        far.down = down

    def stall() -> None:
        far.silent = True

    return NotifierLab(
        lambda: make(far),
        lambda: far.letters,
        address=SOMEBODY,
        nobody="nobody@example.org",
        fail=fail,
        stall=stall,
        seconds=1,
        secrets=(SECRET,),
    )


def failing(make: Callable[[Postbox], Right], caplog: pytest.LogCaptureFixture) -> list[str]:
    """The tests of the kit that fail for this notifier."""
    return failures(NotifierContract(), lambda: lab(make), caplog)


def test_a_right_notifier_passes(caplog: pytest.LogCaptureFixture) -> None:
    """The notifier in memory passes every test of the kit."""
    assert failing(Right, caplog) == []


@pytest.mark.parametrize("wrong", WRONG)
def test_catches_a_wrong_notifier(
    wrong: type[Right], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notifier that is wrong in one way fails at least one test of the kit."""
    monkeypatch.setattr("friendly_services.testing.notifier_contract._MARGIN", 0.0)
    assert failing(wrong, caplog) != []


def test_what_a_lab_does_not_give_is_skipped_by_name() -> None:
    """A channel without addresses, and a far end that cannot fail, leave tests out and say so."""
    far = Postbox()
    bare = NotifierLab(lambda: Right(far), lambda: far.letters)
    kit = NotifierContract()
    with pytest.raises(pytest.skip.Exception, match="not tried: hostile addresses"):
        kit.test_an_address_cannot_do_more_than_be_one(bare, "x")
    with pytest.raises(pytest.skip.Exception, match="not tried: no address"):
        kit.test_it_needs_an_address_if_it_needs_one(bare)
    with pytest.raises(pytest.skip.Exception, match="not tried: an unknown address"):
        kit.test_nobody_is_told_at_once(bare)
    with pytest.raises(pytest.skip.Exception, match="not tried: a failing far end"):
        kit.test_what_the_far_end_refuses_is_not_accepted(bare)
    with pytest.raises(pytest.skip.Exception, match="not tried: a stalling far end"):
        kit.test_it_comes_back_in_time(bare)


def test_tells_an_author_what_to_override() -> None:
    """Whoever forgets the fixture reads which one, and what it has to return."""
    with pytest.raises(NotImplementedError, match=r"override the fixture `lab` in NotifierContract"):
        original(NotifierContract.lab)(NotifierContract())


def test_there_are_enough_of_them() -> None:
    """Each clause of the protocol is broken by somebody."""
    print(f"{len(WRONG)} wrong notifiers")
    assert len(WRONG) >= 20
