"""A partition as a list of batches: it moves a city from one store to another, and proves that all is there.

Committed in order to a store that holds nothing of the partition, the batches make the same commands with the
same receipts, the same journal, and the same records with the same bodies, versions, times and index entries.
They carry no body or index entry that is no longer in force, so nothing that was erased. Since each has its
tokens, loading may stop anywhere and start again.
"""

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from itertools import groupby, pairwise
from typing import IO, Final, Protocol, runtime_checkable

import attrs

from ..codec import value_codec
from ..errors import Invalid
from ..ids import Key
from ..text import Reason
from ._contract import Batch, Command, Conflict, Corrupt, Entry, IndexKey, Put, Record, Store

__all__ = ["Commit", "Portable", "Row", "digest", "dump", "load"]

_MAGIC: Final = b"friendly-services-dump 1\n"
_LENGTH: Final = 4
_AT_ONCE: Final = 1_000
_PATIENCE: Final = 30.0
_BATCH: Final = value_codec(Batch)


@attrs.frozen
class Commit:
    """One commit of the past: its commands, and what its receipt says."""

    number: int
    """Grows from commit to commit; what it is besides is the store's own business."""
    commands: tuple[Command, ...]
    first: int
    last: int
    at: int


@attrs.frozen
class Row:
    """A record with all that is kept about it."""

    record: Record
    index: frozenset[IndexKey]
    private: bool


@runtime_checkable
class Portable(Store, Protocol):
    """A store whose data can move to another: it also tells what the seven methods do not."""

    def commits(self, partition: str, after: int, limit: int) -> tuple[Commit, ...]:
        """Commits numbered above `after`, in their order, those without an event too."""
        ...

    def rows(self, partition: str, after: Key | None, limit: int) -> tuple[Row, ...]:
        """Records behind this key, by kind and id, erased ones too."""
        ...


@attrs.define
class _Plan:
    """What is to become of one record."""

    version: int
    at: int
    index: frozenset[IndexKey]
    private: bool
    reached: int = 0
    """Its version so far."""

    def ends_with(self, key: Key, entries: Sequence[Entry]) -> bool:
        """Whether these entries, or one step without any, are the last that happens to it."""
        return self.reached + max(1, sum(entry.key == key for entry in entries)) == self.version


def digest(store: Portable, partition: str) -> bytes:
    """SHA-256 of all that a store keeps of a partition: equal in two stores that keep the same."""
    total = hashlib.sha256()
    for batch in _batches(store, partition):
        total.update(_BATCH.encode(batch))
    return total.digest()


def dump(store: Portable, partition: str, to: IO[bytes]) -> bytes:
    """Write a partition to a file, private records included, and answer with its digest.

    Nobody may commit to the partition meanwhile: a commit that is seen is a `Conflict`, and the file no dump.

    >>> from io import BytesIO
    >>> from friendly_services.storage import MemoryStore
    >>> from friendly_services.testing import batch, put
    >>> old, new, file = MemoryStore(), MemoryStore(), BytesIO()
    >>> old.commit(batch("1", put("m-1")), deadline=1).first
    1
    >>> dump(old, "banan", file) == load(BytesIO(file.getvalue()), new) == digest(new, "banan")
    True
    """
    total = hashlib.sha256()
    to.write(_MAGIC)
    for batch in _batches(store, partition):
        content = _BATCH.encode(batch)
        total.update(content)
        to.write(len(content).to_bytes(_LENGTH, "big") + content)
    to.write(bytes(_LENGTH) + total.digest())
    return total.digest()


def load(source: IO[bytes], store: Portable) -> bytes:
    """Commit what a file holds to a store that has nothing else of this partition; its digest.

    If it was interrupted, call it again: it goes on behind what is already there.

    Args:
        source: a file that `dump` wrote, open for reading and seeking; all of it is checked first.
        store: where the partition goes.

    Raises:
        Invalid: the file is no dump, was cut short, or was changed.
        Conflict: the store holds something else under this partition's name.
    """
    wanted = _checked(source)
    done = 0
    partition = None
    for batch in _read(source):
        if partition is None:
            partition = batch.partition
            done = _already(store, partition)
        if done > 0:
            done -= 1
            (found,) = store.load(partition, (), (batch.commands[0].token,)).committed
            if found is None:
                raise Conflict(())
            continue
        store.commit(batch, _PATIENCE)
    if partition is not None and digest(store, partition) != wanted:
        raise Corrupt(Reason("storage.other_digest", partition=partition))
    return wanted


def _already(store: Portable, partition: str) -> int:
    return sum(1 for _ in _commits(store, partition))


def _read(source: IO[bytes]) -> Iterator[Batch]:
    """The batches of a file that was found whole."""
    source.seek(len(_MAGIC))
    while size := int.from_bytes(source.read(_LENGTH), "big"):
        yield _BATCH.decode(source.read(size))


def _checked(source: IO[bytes]) -> bytes:
    """The digest that a file ends with, once it was found to be that of its content."""
    total = hashlib.sha256()
    source.seek(0)
    if source.read(len(_MAGIC)) != _MAGIC:
        raise Invalid.at("source", "storage.no_dump")
    while size := int.from_bytes(source.read(_LENGTH), "big"):
        total.update(content := source.read(size))
        if len(content) < size:
            break
    stated = source.read()
    if stated != total.digest():
        raise Invalid.at("source", "storage.damaged_dump")
    return stated


def _commits(store: Portable, partition: str) -> Iterator[Commit]:
    after = 0
    while page := store.commits(partition, after, _AT_ONCE):
        yield from page
        after = page[-1].number


def _rows(store: Portable, partition: str) -> Iterator[Row]:
    after: Key | None = None
    while page := store.rows(partition, after, _AT_ONCE):
        yield from page
        after = page[-1].record.key


def _batches(store: Portable, partition: str) -> Iterator[Batch]:
    """The batches that make what the store keeps."""
    plans = {
        row.record.key: _Plan(row.record.version, row.record.at, row.index, row.private)
        for row in _rows(store, partition)
    }
    silent = _silent_steps(store, partition, plans)
    head = last = 0
    for commit in _commits(store, partition):
        entries = _entries(store, partition, commit)
        head, last = head + len(entries), commit.number
        keys = [*_order(entries), *sorted(silent.pop(last, ()))]
        ends = [key for key in keys if plans[key].ends_with(key, entries)]
        bodies = dict(zip(ends, store.load(partition, tuple(ends)).records, strict=True))
        puts = tuple(_put(key, plans[key], entries, commit, bodies) for key in keys)
        yield Batch(partition, commit.commands, puts)
    if store.load(partition, ()).head != head or store.commits(partition, last, 1) or silent:
        raise Conflict(())


def _entries(store: Portable, partition: str, commit: Commit) -> tuple[Entry, ...]:
    return store.read(partition, commit.first - 1, max(commit.last - commit.first + 1, 0))


def _silent_steps(store: Portable, partition: str, plans: dict[Key, _Plan]) -> dict[int, list[Key]]:
    """By the commit's number, the records whose version takes a step there without an event.

    The store tells how many such steps there were, and of the last one when, but not where: they are put as
    late as they can have been.
    """
    numbers: list[int] = []
    times: list[int] = []
    silent: defaultdict[int, list[Key]] = defaultdict(list)
    stands: dict[Key, tuple[int, int]] = {}
    """Of each record, the place of the commit behind its last event, and the version then."""

    def step(key: Key, version: int, before: int) -> None:
        place, reached = stands.get(key, (0, 0))
        chosen = range(before - (version - reached), before)
        if chosen and chosen[0] < place:
            raise Conflict((key,))
        for n in chosen:
            silent[numbers[n]].append(key)

    for place, commit in enumerate(_commits(store, partition)):
        numbers.append(commit.number)
        times.append(commit.at)
        for key, entries in groupby(sorted(_entries(store, partition, commit), key=_key), key=_key):
            versions = [entry.version for entry in entries]
            if key not in plans:
                raise Conflict((key,))
            step(key, versions[0] - 1, place)
            stands[key] = place + 1, versions[-1]
    for key, plan in plans.items():
        step(key, plan.version, bisect_right(times, plan.at))
    return dict(silent)


def _key(entry: Entry) -> Key:
    return entry.key


def _order(entries: Sequence[Entry]) -> list[Key]:
    """The records of a batch, in an order in which its journal tells of them."""
    order: TopologicalSorter[Key] = TopologicalSorter()
    for entry in entries:
        order.add(entry.key)
    for before, after in pairwise(entries):
        if before.command == after.command and before.key != after.key:
            order.add(after.key, before.key)
    return list(order.static_order())


def _put(
    key: Key, plan: _Plan, entries: Sequence[Entry], commit: Commit, bodies: dict[Key, Record | None]
) -> Put:
    """What this commit does to a record: with what is in force now if it is the last to do so, else empty."""
    places = {command: n for n, command in enumerate(commit.commands)}
    events = tuple((places[entry.command], entry.event) for entry in entries if entry.key == key)
    base, plan.reached = plan.reached, plan.reached + max(1, len(events))
    if key not in bodies:
        return Put(key, base, b"", events, private=plan.private)
    record = bodies[key]
    if record is None or (record.version, record.at) != (plan.version, commit.at):
        raise Conflict((key,))
    return Put(key, base, record.body, events, plan.index, private=plan.private)
