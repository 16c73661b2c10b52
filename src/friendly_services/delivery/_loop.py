"""The loop that tells people: after the commit, each channel by itself, every message at least once."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

import attrs

from ..errors import Invalid, check_count
from ..ids import Key
from ..messages import (
    Accepted,
    Address,
    Message,
    Notice,
    Outcome,
    Postponed,
    Recipient,
    Rejected,
    delivery_id,
    notices,
)
from ..storage import Conflict, Entry, Put, Record
from ..text import Reason, one_line
from ._callers import CallerBusy, TimedCaller, as_code
from ._chain import Chain
from ._letters import (
    DEAD,
    WAITING,
    Kept,
    Letters,
    due,
    found,
    gone_put,
    kept_in,
    kept_put,
    key_of,
    letters,
)
from ._source import Source

__all__ = ["Delivery", "Resolve", "Round"]

Resolve = Callable[[Recipient, str], Address | None]
"""Where this recipient is found over the channel of this name; None if not, or not any more."""

_LOG: Final = logging.getLogger(__name__)
_TRIES: Final = 8
_FIRST_WAIT: Final = 60
_LONGEST_WAIT: Final = 3_600
_SENT_AT_ONCE: Final = 100
"""Messages, or records of them, between two commits: what a crash makes go out again."""
_READ_AT_ONCE: Final = 1_000
_MOST: Final = 1_000_000
"""Messages of one round over one channel."""


@attrs.frozen
class Round:
    """What one round did over one channel."""

    notifier: str
    sent: int = 0
    skipped: int = 0
    """For nobody any more: the recipient has no address here, or the record is gone."""
    late: int = 0
    """Past the time until which anybody wanted to know."""
    postponed: int = 0
    dead: int = 0
    """Given up in this round: rejected, or not taken at the last try."""
    stopped: Reason | None = None
    """Why the round ended early; None if it came to the end."""


class Delivery:
    """Sends a city's messages over its channels.

    Call `run` as often as people should hear of things, from one process or several: of two that work on one
    channel at the same time the slower one loses its commit, and what it sent goes out twice with one id.
    """

    def __init__(
        self, source: Source, callers: Mapping[str, TimedCaller], resolve: Resolve | None, chain: Chain
    ) -> None:
        self._source = source
        self._chain = chain
        self._callers = callers
        self._resolve = resolve

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels there are."""
        return tuple(sorted(self._callers))

    def run(self, *, limit: int = 1_000) -> tuple[Round, ...]:
        """Send what has become due, at most so many messages a channel; a result for each.

        What a channel does, or fails to do, is in its result and touches no other.
        """
        check_count("limit", limit, 1, _MOST)
        return tuple(
            _Work(self._source, name, caller, self._resolve, self._chain, limit).round()
            for name, caller in sorted(self._callers.items())
        )

    def dead(self, *, notifier: str = "", limit: int = 50, after: bytes | None = None) -> Letters:
        """The messages that were given up, of one channel or of all, the longest dead first."""
        return letters(self._source, DEAD, notifier, limit, after)

    def waiting(self, *, notifier: str = "", limit: int = 50, after: bytes | None = None) -> Letters:
        """The messages that wait for another try, the next one due first."""
        return letters(self._source, WAITING, notifier, limit, after)

    def retry(self, id: str) -> None:
        """Have a message tried again from now on, eight times; the first time however late it is."""
        version, kept = found(self._source, id)
        again = attrs.evolve(kept, tries=0, next=self._source.time())
        self._source.commit("retry", kept_put(id, version, again))

    def discard(self, id: str) -> None:
        """Forget a message for good."""
        version, _ = found(self._source, id)
        self._source.commit("discard", gone_put(id, version))

    def close(self) -> None:
        """Let go of what notifiers hold."""
        for caller in self._callers.values():
            caller.close()


@attrs.define(eq=False)
class _Work:
    """One round over one channel."""

    source: Source
    name: str
    caller: TimedCaller
    resolve: Resolve | None
    chain: Chain
    limit: int
    _version: int = 0
    _acknowledged: int = 0
    _position: int = 0
    _tried: int = 0
    _tried_since: int = 0
    """Messages tried since the last commit."""
    _stopped: Reason | None = None
    _counts: dict[str, int] = attrs.Factory(dict)
    _puts: dict[Key, Put] = attrs.Factory(dict)
    _rules: dict[int, Mapping[str, Any]] = attrs.Factory(dict)

    @property
    def consumer(self) -> str:
        """The name of the record that says how far this channel has come."""
        return f"notify:{self.name}"

    def round(self) -> Round:
        """Old messages first, then new ones."""
        if self.caller.busy:
            return Round(self.name, stopped=Reason("delivery.busy", notifier=self.name))
        try:
            self._version, self._acknowledged = self.source.consumer(self.consumer)
            self._position = self._acknowledged
            self._again()
            self._new()
            self._commit()
        except Conflict:
            self._stopped = Reason("delivery.fenced", notifier=self.name)
        return Round(self.name, stopped=self._stopped, **self._counts)

    def _enough(self) -> bool:
        return self._stopped is not None or self._tried >= self.limit

    def _again(self) -> None:
        """Try once more what is waiting and due."""
        for record in due(self.source, self.name, self.source.time(), self.limit):
            if self._enough():
                return
            kept = kept_in(self.source, record)
            entries = self.source.store.read(self.source.partition, kept.position - 1, 1)
            told = self._notices(entries, kept.template)
            if not told:
                self._count("skipped")
                self._puts[record.key] = gone_put(record.key[1], record.version)
            for entry, notice in told:
                self._tell(entry, notice, record)
            self._commit_if_many()

    def _new(self) -> None:
        """Send what happened since."""
        source = self.source
        while not self._enough() and (
            entries := source.store.read(source.partition, self._position, _READ_AT_ONCE)
        ):
            by_position: dict[int, list[Notice]] = {}
            for entry, notice in self._notices(entries):
                by_position.setdefault(entry.position, []).append(notice)
            for entry in entries:
                for notice in by_position.get(entry.position, ()):
                    self._tell(entry, notice)
                self._position = entry.position
                self._commit_if_many()
                if self._enough():
                    return
            self._commit()

    def _notices(self, entries: Iterable[Entry], template: str | None = None) -> list[tuple[Entry, Notice]]:
        """What these entries tell, by the pack that was in force when they were written."""
        events = (
            (entry, self.source.event(entry), rules)
            for entry in entries
            if (rules := self._rules_of(entry.command.pack)) and entry.key[0] in rules["messages"].kinds
        )
        told = [(e, event, r) for e, event, r in events if r["messages"].on(e.key[0], type(event).__name__)]
        states = self.source.states(entry.key for entry, _, _ in told)
        return [
            (entry, notice)
            for entry, event, rules in told
            for notice in notices(rules, entry.key[0], event, states.get(entry.key), key=template)
        ]

    def _rules_of(self, number: int) -> Mapping[str, Any]:
        if number and number not in self._rules:
            self._rules[number] = self.source.rules(number)
        return self._rules.get(number, {})

    def _tell(self, entry: Entry, notice: Notice, before: Record | None = None) -> None:
        """Tell one recipient, and note what has to be remembered of it."""
        here, token = self.source.partition, entry.command.token
        id_ = delivery_id(here, entry.position, entry.at, token, self.name, notice.key)
        tries = kept_in(self.source, before).tries if before else 0
        now, happened = self.source.time(), self.source.instant(entry.at)
        use_by = happened + timedelta(hours=notice.template.use_by_hours)
        kept = Kept(self.name, entry.position, notice.key, tries, "late", now, None)
        asked_for = before is not None and tries == 0
        if now > use_by and not asked_for:
            self._count("late")
            if before is not None:
                self._keep(id_, kept, before)
            return
        with self.chain.telling(entry.position):
            outcome = self._outcome(id_, notice, happened, use_by)
        self._tried += 1
        self._tried_since += 1
        match outcome:
            case None | Accepted():
                self._count("skipped" if outcome is None else "sent")
                if before is not None:
                    self._puts[before.key] = gone_put(id_, before.version)
            case Rejected(why):
                self._keep(id_, attrs.evolve(kept, tries=tries + 1, failed=why), before)
            case Postponed(why, seconds):
                tries += 1
                again = None if tries >= _TRIES else now + wait(id_, tries, seconds)
                self._keep(id_, attrs.evolve(kept, tries=tries, failed=why, next=again), before)
                if why == "timeout":  # whoever let one message hang lets the next one hang too
                    self._stopped = Reason("delivery.busy", notifier=self.name)
            case _:
                assert_never(outcome)

    def _outcome(self, id_: str, notice: Notice, at: datetime, use_by: datetime) -> Outcome | None:
        """What became of it; None if there is nobody to tell."""
        address = self._address(notice.recipient)
        if not isinstance(address, Address):
            return address
        language = address.language
        try:
            message = Message(
                id=id_,
                template=notice.key,
                values=notice.values(language),
                recipient=notice.recipient,
                address=address.to if self.resolve else None,
                language=language,
                title=notice.title(language),
                text=notice.text(language),
                at=at,
                use_by=use_by,
            )
        except Invalid:  # a value with a line break in it, which must not become a header
            return Rejected("malformed")
        try:
            return self.caller.send(message)
        except CallerBusy:
            return Postponed("busy")

    def _address(self, recipient: Recipient) -> Address | Postponed | None:
        """Where the recipient is found now; None if nowhere."""
        if self.resolve is None:
            return Address("")
        try:
            address: object = self.resolve(recipient, self.name)
        except Exception as error:  # the host's own code, whose trouble must not stop the others
            return Postponed(as_code("resolve", type(error).__name__))
        if address is None or isinstance(address, Address):
            return address
        return Postponed(as_code("resolve.rubbish", type(address).__name__))

    def _keep(self, id_: str, kept: Kept, before: Record | None) -> None:
        """Remember a message that did not get through."""
        if before is None:  # it may be there all the same: a position can be set back
            (before,) = self.source.store.load(self.source.partition, (key_of(id_),)).records
        self._puts[key_of(id_)] = kept_put(id_, before.version if before else 0, kept)
        if kept.next is not None:
            self._count("postponed")
            _LOG.warning(
                "%s: message %s did not get through, try %d of %d: %s",
                *(self.name, id_, kept.tries, _TRIES, kept.failed),
            )
            return
        self._count("dead")
        told = {"notifier": self.name, "delivery": id_, "tries": kept.tries, "failed": kept.failed}
        failed = one_line(kept.failed)
        _LOG.error(
            "%s: gave up message %s after %d tries: %s", self.name, id_, kept.tries, failed, extra=told
        )

    def _count(self, what: str) -> None:
        self._counts[what] = self._counts.get(what, 0) + 1

    def _commit_if_many(self) -> None:
        if max(self._tried_since, len(self._puts)) >= _SENT_AT_ONCE:  # what is late is not tried
            self._commit()

    def _commit(self) -> None:
        """Move on, and remember what failed, in one commit; with nothing to say nothing is written."""
        if self._puts or self._position != self._acknowledged:
            moved = self.source.moved(self.consumer, self._version, self._position)
            self.source.commit(f"deliver {self.name}", moved, *self._puts.values())
            self._version += 1
            self._acknowledged = self._position
        self._tried_since = 0
        self._puts.clear()


def wait(id_: str, tries: int, asked: int | None = None) -> timedelta:
    """How long until the next try: twice as long each time, spread by the message's id, an hour at most."""
    drawn = hashlib.sha256(f"{id_} {tries}".encode()).digest()
    spread = 0.5 + int.from_bytes(drawn[:4], "big") / 2**33
    seconds = min(_FIRST_WAIT * 2 ** (tries - 1), _LONGEST_WAIT) * spread
    return timedelta(seconds=min(max(seconds, asked or 0), _LONGEST_WAIT))
