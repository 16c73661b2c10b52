"""The store that keeps everything in memory: for tests, notebooks, and as the shortest right answer.

What another store does cleverly, this one does plainly: where they differ, the other one is wrong.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from itertools import islice
from threading import Lock

import attrs

from ..ids import Key
from ..text import Reason
from ._contract import (
    EVERY_RECORD,
    Batch,
    Committed,
    Conflict,
    Entry,
    IndexKey,
    Loaded,
    Page,
    Put,
    Receipt,
    Record,
    StoreInfo,
    Unavailable,
)
from ._dump import Commit, Row
from ._rules import (
    changed,
    check_batch,
    check_claims,
    check_privacy,
    cursor,
    cursor_at,
    journal_of,
    new_version,
    record_key,
    replay_of,
)

__all__ = ["MemoryStore"]


@attrs.frozen
class _Row:
    """A record with the entries it holds in indexes."""

    record: Record
    index: tuple[IndexKey, ...]
    private: bool


@attrs.define
class _Partition:
    head: int = 0
    at: int = 0
    rows: dict[Key, _Row] = attrs.Factory(dict)
    journal: list[Entry] = attrs.Factory(list)
    commands: dict[bytes, Committed] = attrs.Factory(dict)
    indexes: defaultdict[str, list[tuple[bytes, Key]]] = attrs.Factory(lambda: defaultdict(list))
    """By name: (index key, record's key), in order."""
    unique: dict[tuple[str, bytes], Key] = attrs.Factory(dict)
    commits: list[Commit] = attrs.Factory(list)

    def version(self, key: Key) -> int:
        row = self.rows.get(key)
        return 0 if row is None else row.record.version


class MemoryStore:
    """A store that lasts as long as the object; threads may share it.

    >>> store = MemoryStore()
    >>> store.load("banan", (("merchant", "m-1"),)).records
    (None,)
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._partitions: dict[str, _Partition] = {}
        self._closed = False

    def describe(self) -> StoreInfo:
        """What this store is, promises and takes at most."""
        return StoreInfo("memory", durability="none", erasure=Reason("storage.erased_at_once"))

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        """Records and past commands, in one snapshot."""
        with self._lock:
            here = self._partition(partition)
            rows = (here.rows.get(key) for key in keys)
            return Loaded(
                records=tuple(None if row is None else row.record for row in rows),
                committed=tuple(here.commands.get(token) for token in tokens),
                head=here.head,
                at=here.at,
            )

    def commit(self, batch: Batch, deadline: float) -> Receipt:  # noqa: ARG002 # nothing here waits for long
        """Write all of the batch or nothing of it."""
        check_batch(batch, self.describe().limits)
        with self._lock:
            here = self._partition(batch.partition)
            replay = replay_of(batch, [here.commands.get(command.token) for command in batch.commands])
            if replay is not None:
                return replay
            _check(here, batch)
            self._partitions[batch.partition] = here
            return _apply(here, batch)

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
        """Records with `lo <= key < hi` in that index, by key and then by record."""
        with self._lock:
            here = self._partition(partition)
            entries = here.indexes.get(index, [])
            start = bisect_left(entries, (lo,))
            stop = len(entries) if hi is None else bisect_left(entries, (hi,))
            if after is not None and reverse:
                stop = min(stop, bisect_left(entries, cursor_at(after)))
            elif after is not None:
                start = max(start, bisect_right(entries, cursor_at(after)))
            found = entries[max(start, stop - limit) : stop][::-1] if reverse else entries[start:stop][:limit]
            rows = [(here.rows[record], name) for name, record in found]
            return Page(
                items=tuple((_entry(row, index, name), row.record) for row, name in rows),
                next=cursor(*found[-1]) if found and len(found) < stop - start else None,
            )

    def read(
        self,
        partition: str,
        after: int,
        limit: int,
        key: Key | None = None,
        kind: str | None = None,
        upto: int | None = None,
    ) -> tuple[Entry, ...]:
        """Journal entries at positions above `after`, in order."""
        with self._lock:
            found = (
                entry
                for entry in islice(self._partition(partition).journal, max(after, 0), None)
                if (key is None or entry.key == key)
                and (kind is None or entry.key[0] == kind)
                and (upto is None or entry.at <= upto)
            )
            return tuple(islice(found, limit))

    def partitions(self, after: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Names above `after`, in order, each with its head."""
        with self._lock:
            self._open()
            names = sorted(name for name in self._partitions if name > after)
            return tuple((name, self._partitions[name].head) for name in names[:limit])

    def commits(self, partition: str, after: int, limit: int) -> tuple[Commit, ...]:
        """Commits numbered above `after`, in their order, those without an event too."""
        with self._lock:
            return tuple(self._partition(partition).commits[after : after + limit])

    def rows(self, partition: str, after: Key | None, limit: int) -> tuple[Row, ...]:
        """Records behind this key, by kind and id, erased ones too."""
        with self._lock:
            here = self._partition(partition)
            keys = here.indexes.get(EVERY_RECORD, [])
            start = 0 if after is None else bisect_right(keys, (record_key(after), after))
            rows = (here.rows[key] for _, key in keys[start : start + limit])
            return tuple(Row(row.record, frozenset(row.index[1:]), row.private) for row in rows)

    def purge(self, deadline: float) -> bool:  # noqa: ARG002 # there is nothing to wait for
        """Nothing is left to purge: what was erased is not referred to any more."""
        self._open()
        return True

    def close(self) -> None:
        """Refuse whatever comes after."""
        self._closed = True

    def _open(self) -> None:
        if self._closed:
            raise Unavailable(Reason("storage.closed"))

    def _partition(self, name: str) -> _Partition:
        self._open()
        return self._partitions.get(name) or _Partition()


def _check(here: _Partition, batch: Batch) -> None:
    """Refuse what the records as they stand do not allow."""
    stale = changed(batch, here.version)
    if stale:
        raise Conflict(stale)
    check_privacy(batch, lambda key: here.rows[key].private)
    check_claims(batch, lambda name, key: here.unique.get((name, key)))


def _apply(here: _Partition, batch: Batch) -> Receipt:
    here.at = max(here.at, *(command.now for command in batch.commands))
    first = here.head + 1
    for put, version, command, event in journal_of(batch):
        here.head += 1
        here.journal.append(Entry(here.head, here.at, put.key, version, event, batch.commands[command]))
    before = {put.key: here.rows[put.key] for put in batch.puts if put.base}
    for row in before.values():
        _leave_indexes(here, row)
    for put in batch.puts:
        _put(here, put, before.get(put.key))
    receipt = Receipt(
        partition=batch.partition,
        first=first,
        last=here.head,
        at=here.at,
        results=tuple(command.result for command in batch.commands),
    )
    again = attrs.evolve(receipt, replayed=True)
    here.commits.append(Commit(len(here.commits) + 1, batch.commands, first, here.head, here.at))
    here.commands.update((command.token, Committed(command, again)) for command in batch.commands)
    return receipt


def _leave_indexes(here: _Partition, row: _Row) -> None:
    for entry in row.index:
        entries = here.indexes[entry.name]
        del entries[bisect_left(entries, (entry.key, row.record.key))]
        if entry.unique:
            del here.unique[entry.name, entry.key]


def _put(here: _Partition, put: Put, before: _Row | None) -> None:
    at = before.record.at if before and put.rewrite else here.at
    index = (IndexKey(EVERY_RECORD, record_key(put.key)), *put.index)
    here.rows[put.key] = _Row(Record(put.key, new_version(put), put.body, at), index, put.private)
    for entry in index:
        insort(here.indexes[entry.name], (entry.key, put.key))
        if entry.unique:
            here.unique[entry.name, entry.key] = put.key


def _entry(row: _Row, index: str, key: bytes) -> IndexKey:
    return next(entry for entry in row.index if entry.name == index and entry.key == key)
