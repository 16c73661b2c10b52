"""Stores that are right as long as nobody else writes at the same time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs

from friendly_services.errors import Invalid
from friendly_services.ids import Key
from friendly_services.storage import (
    Batch,
    Loaded,
    Page,
    Receipt,
    Record,
    Unavailable,
)
from friendly_services.text import Reason

from ._plain import PlainStore, State
from ._wrong import wrong

SECONDS = 6.0


class ChecksEarly(PlainStore):
    """What is seen before the lock counts as checked."""

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        self.check_shape(batch)
        before = self.state(batch.partition)
        replay = self.replay(before, batch)
        if replay is not None:
            return replay
        self.check(before, batch)
        self.reach()
        with self.locked(deadline):
            now = self.state(batch.partition)
            replay = self.replay_locked(now, batch)
            if replay is not None:
                return replay
            self.compare_locked(now, batch)
            after, receipt = self.written(now, batch)
            self.keep(batch.partition, after)
            return receipt

    def replay_locked(self, state: State, batch: Batch) -> Receipt | None:
        """The look at the tokens that counts."""
        return self.replay(state, batch)

    def compare_locked(self, state: State, batch: Batch) -> None:
        """The checks that count."""
        self.check(state, batch)


@wrong("G2", "together", "test_counts_with_threads")
class LostUpdate(ChecksEarly):
    """Bases are compared before the lock is taken, not under it: lost update."""

    def compare_locked(self, state: State, batch: Batch) -> None:
        moved = tuple(attrs.evolve(put, base=state.version(put.key)) for put in batch.puts)
        self.check(state, attrs.evolve(batch, puts=moved))


@wrong("G2", "together", "test_lets_no_two_decisions_cross")
class WriteSkew(ChecksEarly):
    """Guards are compared before the lock is taken: write skew."""

    def compare_locked(self, state: State, batch: Batch) -> None:
        self.check(state, attrs.evolve(batch, expect=()))


@wrong("G2", "together", "test_lets_no_two_claim_what_was_absent")
class Phantom(ChecksEarly):
    """Guards on absence, which lock no row, are compared before the lock is taken: phantom."""

    def compare_locked(self, state: State, batch: Batch) -> None:
        expect = tuple((key, seen) for key, seen in batch.expect if seen)
        self.check(state, attrs.evolve(batch, expect=expect))


@wrong("G3", "together", "test_lets_one_of_many_claim_a_unique_entry")
class RacingClaims(ChecksEarly):
    """Claims are looked up before the lock is taken: two hold one unique entry."""

    def compare_locked(self, state: State, batch: Batch) -> None:
        moved = tuple(attrs.evolve(put, index=frozenset()) for put in batch.puts)
        self.check(state, attrs.evolve(batch, puts=moved))


@wrong("G4", "together", "test_commits_once_in_a_race")
class RacingTokens(ChecksEarly):
    """Tokens are looked up before the lock is taken: one command, two commits."""

    def replay_locked(self, state: State, batch: Batch) -> Receipt | None:  # noqa: ARG002 # as inherited
        return None

    def compare_locked(self, state: State, batch: Batch) -> None:
        moved = tuple(attrs.evolve(put, base=state.version(put.key)) for put in batch.puts)
        self.check(state, attrs.evolve(batch, puts=moved))


@wrong("G2", "together", "test_lets_no_two_decisions_cross")
class OldSnapshot(PlainStore):
    """The snapshot that the checks read is older than the lock on the head."""

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        self.check_shape(batch)
        before = self.state(batch.partition)
        self.reach()
        with self.locked(deadline):
            now = self.state(batch.partition)
            replay = self.replay(now, batch)
            if replay is not None:
                return replay
            self.check(before, batch)
            after, receipt = self.written(now, batch)
            self.keep(batch.partition, after)
            return receipt


@wrong("G2", "together", "test_counts_with_threads")
class NoLock(PlainStore):
    """Nobody waits for anybody: the later of two commits overwrites the earlier one."""

    @contextmanager
    def locked(self, deadline: float) -> Iterator[None]:  # noqa: ARG002 # as inherited
        yield


@wrong("G6", "together", "test_shows_a_reader_no_hole")
class SerialTail(PlainStore):
    """Positions are drawn before the lock, and become visible in another order: bigserial tail."""

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        drawn = self.disk.memory
        first = int(str(drawn.get(batch.partition, 0))) + 1
        drawn[batch.partition] = first + sum(len(put.events) for put in batch.puts) - 1
        self.reach()
        with self.locked(deadline):
            state = self.state(batch.partition)
            replay = self.replay(state, batch)
            if replay is not None:
                return replay
            self.check(state, batch)
            after, receipt = self.written(attrs.evolve(state, head=first - 1), batch)
            journal = tuple(sorted(after.journal, key=lambda entry: entry.position))
            self.keep(batch.partition, attrs.evolve(after, journal=journal, head=max(state.head, after.head)))
            return receipt


@wrong("G7", "together", "test_loads_one_snapshot")
class LoadsOneByOne(PlainStore):
    """Each record is loaded in a snapshot of its own."""

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        records: list[Record | None] = []
        for key in keys:
            records += super().load(partition, (key,)).records
            self.reach()
        return attrs.evolve(super().load(partition, (), tokens), records=tuple(records))


@wrong("G7", "together", "test_loads_one_snapshot")
class HeadFromLater(PlainStore):
    """The head that `load` tells is read after the records."""

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        loaded = super().load(partition, keys, tokens)
        self.reach()
        return attrs.evolve(loaded, head=self.state(partition).head)


@wrong("G7", "together", "test_loads_one_snapshot")
class DirtyReads(PlainStore):
    """Readers see the records of a commit that is not there yet."""

    def keep(self, partition: str, after: State) -> None:
        before = self.state(partition)
        self.disk.states[partition] = attrs.evolve(before, rows=after.rows)
        try:
            super().keep(partition, after)
        except Exception:
            self.disk.states[partition] = before
            raise


@wrong("G8", "together", "test_pages_while_records_come_and_go")
class PagesByCount(PlainStore):
    """A page goes on after so many items, and misses some or repeats them when others write."""

    def scan(
        self,
        partition: str,
        index: str,
        lo: bytes,
        hi: bytes | None,
        limit: int,
        reverse: bool = False,
        after: bytes | None = None,
    ) -> Page:
        if after is not None and not after.isdigit():
            raise Invalid.at("after", "storage.cursor")
        gone = int(after or b"0")
        everything = super().scan(partition, index, lo, hi, 1 << 30, reverse).items
        page = everything[gone : gone + limit]
        more = gone + len(page) < len(everything)
        return Page(page, b"%d" % (gone + len(page)) if more and page else None)


@wrong("G7", "together", "test_sees_at_once_what_another_handle_committed")
class StaleHandle(PlainStore):
    """A handle answers from what it read or wrote last: stale read after another's commit."""

    def __init__(self, *how: Any) -> None:
        super().__init__(*how)
        self.seen: dict[str, State] = {}

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        if partition not in self.seen:
            self.seen[partition] = self.state(partition)
        now, self.disk.states[partition] = self.state(partition), self.seen[partition]
        try:
            return super().load(partition, keys, tokens)
        finally:
            self.disk.states[partition] = now

    def replace(self, partition: str, after: State) -> None:
        super().replace(partition, after)
        self.seen[partition] = after


@wrong("G2", "together", "test_waits_no_longer_than_told")
class WaitsForEver(PlainStore):
    """The deadline is not looked at: a commit waits as long as it takes."""

    @contextmanager
    def locked(self, deadline: float) -> Iterator[None]:
        with super().locked(max(deadline, SECONDS)):
            yield


@wrong("G2", "together", "test_lets_no_two_decisions_cross")
class GivesUpAtOnce(PlainStore):
    """Who does not get the lock at once is told that the store is unavailable: deferred BEGIN."""

    @contextmanager
    def locked(self, deadline: float) -> Iterator[None]:  # noqa: ARG002 # as inherited
        if not self.disk.lock.acquire(blocking=False):
            raise Unavailable(Reason("storage.busy"))
        try:
            yield
        finally:
            self.disk.lock.release()


@wrong("G11", "together", "test_time_never_goes_back_in_a_race")
class TimeFromBefore(PlainStore):
    """The time of a commit is settled before the lock is taken."""

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        at = super().time(self.state(batch.partition), batch)
        self.reach()
        early = _At(self.disk, at)
        early.closed = self.closed
        return early.plain(batch, deadline)


class _At(PlainStore):
    """Commits at a time that was settled before."""

    def __init__(self, disk: Any, at: int) -> None:
        super().__init__(disk)
        self.settled = at

    def time(self, state: State, batch: Batch) -> int:  # noqa: ARG002 # as inherited
        return self.settled

    def plain(self, batch: Batch, deadline: float) -> Receipt:
        """The commit of the right store."""
        return PlainStore.commit(self, batch, deadline)


@wrong("G8", "together", "test_scans_while_others_write")
class ScansTwice(PlainStore):
    """A scan finds keys in one snapshot and their records in another."""

    def entries(self, state: State, index: str) -> list[Any]:
        found = super().entries(state, index)
        self.reach()
        now = {key: row.record for each in self.disk.states.values() for key, row in each.rows.items()}
        return [(entry, now.get(record.key, record)) for entry, record in found]


@wrong("G10", "together", "test_goes_on_in_a_child_forked_while_others_read")
class LockLivesThroughAFork(PlainStore):
    """A lock between threads that one of them held at a fork stays locked in the child, and is waited for."""

    def __init__(self, *how: Any) -> None:
        super().__init__(*how)
        self.mutex = threading.Lock()

    def scan(self, *asked: Any, **how: Any) -> Page:
        with self.mutex:
            self.reach()
            return super().scan(*asked, **how)
