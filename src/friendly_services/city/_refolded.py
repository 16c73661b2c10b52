"""The journal read again from the first entry: every record made anew, and what is wrong on the way."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import attrs

from .. import points
from ..codec import Undecodable
from ..ids import Key
from ..storage import (
    Command,
    Committed,
    Corrupt,
    Entry,
    IndexKey,
    Portable,
    Receipt,
    Record,
    Written,
    written_by,
)
from ..storage import Commit as Past
from ..text import Reason
from ._attempt import index_of
from ._reader import Reader
from ._seals import Running, Seal

__all__ = ["Commits", "Journal", "Made", "Tell"]

_PAGE: Final = 1_000
_BOOKED: Final = ("account", "fund")
"""The kinds of records that hold points by the transfers of their entries."""
_MOST_STEPS: Final = 1_000_000
"""Versions a record may take between two events; more than that is damage."""

Tell = Callable[[Reason], None]
"""Takes what does not hold."""


@attrs.define(eq=False)
class Made:
    """One record as its events make it."""

    state: Any = None
    version: int = 0
    at: int = 0
    positions: list[int] = attrs.Factory(list)
    skipped: set[int] = attrs.Factory(set)
    """Versions that no event has brought."""
    broken: bool = False
    """What it should be is not known, since its journal is damaged."""
    erased: bool = False
    total: Counter[tuple[str, str]] = attrs.Factory(Counter)
    """Of an account, the sums of its transfers."""
    seen: tuple[int, int] = (0, 0)
    """Version and hash of the record as it was found."""
    _index: tuple[int, frozenset[IndexKey]] = (0, frozenset())

    def index(self, reader: Reader, key: Key) -> frozenset[IndexKey]:
        """The index entries it should have."""
        if self.erased or self.state is None:
            return frozenset()
        if self._index[0] != self.version:
            self._index = self.version, index_of(reader.registry.kinds[key[0]], self.state)
        return self._index[1]

    def differs(self, record: Record) -> bool:
        """Whether the same version of the record was found to be something else before."""
        return self.seen[0] == record.version and self.seen[1] != hash(record)

    def body(self, reader: Reader, key: Key) -> bytes | None:
        """The body it should have."""
        if self.erased:
            return None
        content = reader.registry.states[key[0]].encode(self.state)
        return reader.checksums.body(key, self.version, content)

    def imbalances(self, key: Key) -> Iterator[Reason]:
        """Accounts that hold another sum than their transfers."""
        if key[0] in _BOOKED and self.state is not None:
            for held, stated in points.holdings(self.state).items():
                if stated != (summed := self.total[held]):
                    yield Reason("verify.imbalance", account=held[1], stated=stated, summed=summed)

    def take(self, reader: Reader, entry: Entry, tell: Tell) -> None:
        """Fold one entry; of one that is already broken nothing more is said."""
        kind = reader.registry.kinds.get(entry.key[0])
        if self.broken or kind is None:
            if kind is None:
                tell(Reason("verify.unknown_kind", kind=entry.key[0], position=entry.position))
            self.broken = True
            return
        try:
            event = reader.event(entry)
            state = kind.evolve(self.state, event)
        except (Corrupt, Undecodable) as error:
            tell(Reason("verify.unreadable", position=entry.position, why=error.reason))
            self.broken = True
            return
        except Exception:  # what follows an event that is not there may fail anywhere
            tell(Reason("verify.unfounded", position=entry.position, event=type(event).__name__))
            self.broken = True
            return
        if not 0 < entry.version - self.version <= _MOST_STEPS:
            tell(Reason("verify.version", position=entry.position, version=entry.version, after=self.version))
            self.broken = True
            return
        self.skipped.update(range(self.version + 1, entry.version))
        self.state, self.version, self.at = state, entry.version, entry.at
        self.positions.append(entry.position)
        if kind.name in _BOOKED:
            for moved in points.transfers(entry.key[1], event):
                self.total[moved.unit, moved.source] -= moved.amount
                self.total[moved.unit, moved.target] += moved.amount


@attrs.define(eq=False)
class Journal:
    """All entries up to a position, folded."""

    reader: Reader
    tell: Tell
    seals: Mapping[int, Seal] = attrs.Factory(dict)
    position: int = 0
    at: int = 0
    running: Running = attrs.Factory(Running)
    folds: bool = True
    """False when it does not begin with the first entry: records are noted, and not made."""
    made: dict[Key, Made] = attrs.Factory(dict)
    runs: dict[bytes, tuple[int, int, int]] = attrs.Factory(dict)
    """By token: the first and last entry of each command, and their time."""
    _token: bytes = b""
    _sound: bool = True
    """Whether nothing was found wrong since the last seal."""

    def wrong(self, reason: Reason) -> None:
        """Tell what does not hold."""
        self._sound = False
        self.tell(reason)

    def read_on(self) -> None:
        """Read what there is after the position reached."""
        for entry in self.reader.entries(after=self.position):
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Read one entry."""
        self.position += 1
        if entry.position != self.position:
            self.wrong(Reason("verify.gap", expected=self.position, found=entry.position))
            self.position = entry.position
        self._check(entry)
        self.running.entry(entry)
        seal = self.seals.get(entry.position)
        made = self.made.setdefault(entry.key, Made())
        if self.folds:
            made.take(self.reader, entry, self.wrong)
        if seal is not None:
            if self._sound and seal.digest != self.running.digest:
                self.wrong(Reason("verify.seal", position=entry.position))
            self.running.digest, self._sound = seal.digest, True  # one fault breaks one seal

    def _check(self, entry: Entry) -> None:
        command, position = entry.command, entry.position
        if command.token != self._token:
            try:
                self.reader.checksums.result_of(command)
            except Corrupt as error:
                self.wrong(Reason("verify.unreadable", position=position, why=error.reason))
        if entry.at < max(self.at, command.now):
            self.wrong(Reason("verify.time", position=position))
        if command.token != self._token or command.token not in self.runs:
            self.runs[command.token] = (position, position, entry.at)
        else:
            first, _, at = self.runs[command.token]
            self.runs[command.token] = (first, position, at)
            if at != entry.at:
                self.wrong(Reason("verify.time", position=position))
        self.at, self._token = max(self.at, entry.at), command.token


@attrs.frozen
class Step:
    """The last that a commit without an event did to a record."""

    version: int
    erased: bool
    at: int

    def made(self, record: Record) -> bool:
        """Whether the record is what was left."""
        return (record.version, record.body is None, record.at) == (self.version, self.erased, self.at)


@attrs.define(eq=False)
class Commits:
    """All commits of a store that tells them, those without entries too, compared with the journal."""

    journal: Journal
    store: Portable
    eventless: frozenset[str]
    """Kinds of records that no event makes."""
    seals: Mapping[int, Seal]
    """By the number of silent commands that they count."""
    number: int = 0
    position: int = 0
    at: int = 0
    silent: int = 0
    running: Running = attrs.Factory(Running)
    steps: dict[Key, Step] = attrs.Factory(dict)
    heads: set[tuple[int, int]] = attrs.Factory(set)
    """Position and time after each commit since the journal stood where it stands."""

    def read_on(self) -> None:
        """Read what was committed since."""
        partition = self.journal.reader.partition
        while page := self.store.commits(partition, self.number, _PAGE):
            tokens = tuple(command.token for commit in page for command in commit.commands)
            known = dict(zip(tokens, self.store.load(partition, (), tokens).committed, strict=True))
            for commit in page:
                self._take(commit, known)
            self.number = page[-1].number

    def lost(self) -> Iterator[Reason]:
        """What must be there and was not, once all is read."""
        for first, _, _ in self.journal.runs.values():
            yield Reason("verify.command_lost", position=first)
        for key, made in self.journal.made.items():
            if made.skipped and not made.broken:
                yield Reason("verify.step_lost", kind=key[0], key=key[1], version=min(made.skipped))
        for seal in self.seals.values():
            if seal.silent > self.silent:
                yield Reason("verify.silent", position=seal.position, stated=seal.silent, found=self.silent)

    def _take(self, commit: Past, known: Mapping[bytes, Committed | None]) -> None:
        partition = self.journal.reader.partition
        if commit.last > self.journal.position:
            self.journal.read_on()
        first, sound = self.position + 1, True
        self.at = max(self.at, *(command.now for command in commit.commands))
        results = tuple(command.result for command in commit.commands)
        receipt = Receipt(partition, commit.first, commit.last, commit.at, results, replayed=True)
        for command in commit.commands:
            run = self.journal.runs.pop(command.token, None)
            if run is None:
                self._silent(commit, command)
            else:
                sound &= run[0] == self.position + 1 and run[2] == commit.at
                self.position = max(run[1], self.position)
            if known[command.token] != Committed(command, receipt):
                self.journal.tell(Reason("verify.token", token=command.token.hex(), by=command.by))
        if not sound or (commit.first, commit.last, commit.at) != (first, self.position, self.at):
            self.journal.tell(Reason("verify.receipt", first=commit.first, last=commit.last))
            self.at = max(self.at, commit.at)
        self.heads.add((commit.last, commit.at))

    def _silent(self, commit: Past, command: Command) -> None:
        """Take a command without entries: a refusal, one that changed nothing, or the library's own."""
        self.silent += 1
        self.running.command(command)
        seal = self.seals.get(self.silent)
        if seal is not None and seal.silent_digest != self.running.digest:
            self.journal.tell(Reason("verify.silent", position=seal.position, stated=seal.silent))
            self.running.digest = seal.silent_digest
        try:
            written = written_by(self.journal.reader.checksums.result_of(command))
        except (Corrupt, Undecodable) as error:
            self.journal.tell(Reason("verify.command", token=command.token.hex(), why=error.reason))
            return
        for step in written:
            self._step(step, commit.at)

    def _step(self, step: Written, at: int) -> None:
        key, version = step.key, step.version
        if key[0] in self.eventless:
            before = self.steps.get(key)
            if version != (before.version if before else 0) + 1:
                self.journal.tell(Reason("verify.step_lost", kind=key[0], key=key[1], version=version - 1))
            self.steps[key] = Step(version, step.erased, at)
            return
        made = self.journal.made.setdefault(key, Made())
        if version == made.version + 1:
            made.version, made.at, made.erased = version, at, step.erased
        made.skipped.discard(version)
