"""Making records and index entries anew from the journal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

import attrs

from ..delivery import Source
from ..ids import Key
from ..storage import Conflict, Corrupt, IndexKey, Limits, Loaded, Put, Record
from ..text import Reason
from ._answers import Rebuilt
from ._compare import WITHOUT_HISTORY, all_rows, cut, index_names
from ._reader import Reader
from ._refolded import Journal, Made
from ._seals import seals

__all__ = ["rebuild"]

_PAGE: Final = 1_000
_UNSOUND: Final = IndexKey("", b"")
"""Stands for an entry that no record should have."""


def rebuild(reader: Reader, source: Source) -> Rebuilt:
    """Rewrite what is not what the journal makes it; versions and times stay."""
    work = _Work(reader, source)
    changed = 0
    for batch in _batches(work.wrong(), source.store.describe().limits):
        changed += work.rewrite(batch)
    return Rebuilt(len(work.journal.made), changed, tuple(dict.fromkeys(work.left)))


@attrs.define(eq=False)
class _Work:
    """A rebuild under way."""

    reader: Reader
    source: Source
    journal: Journal = attrs.field(init=False)
    left: list[Reason] = attrs.Factory(list)

    def __attrs_post_init__(self) -> None:
        sealed = {seal.position: seal for seal in seals(self.reader)}
        self.journal = Journal(self.reader, _refuse, sealed)
        self.read_on()

    def read_on(self) -> None:
        """Read the journal to its end; refuse to go on if it is damaged."""
        head: Loaded = self.reader.store.load(self.reader.partition, ())
        self.journal.read_on()
        for reason in cut(self.journal, head):
            _refuse(reason)

    def wrong(self) -> Iterator[Put]:
        """How each record that is not what it should be is to be rewritten."""
        held = _index_entries(self.reader)
        keys = list(self.journal.made)
        nobodys = (
            key for key in held or () if key[0] not in WITHOUT_HISTORY and key not in self.journal.made
        )
        every = held is None or any(nobodys)
        for n in range(0, len(keys), _PAGE):
            part = tuple(keys[n : n + _PAGE])
            for key, record in zip(part, self._load(part), strict=True):
                made = self.journal.made[key]
                put = self._put(key, record, made)
                if put is None or record is None:
                    continue
                if every or held is None or record.body != self._body(put) or held[key] != put.index:
                    yield put

    def rewrite(self, puts: Sequence[Put]) -> int:
        """Rewrite these records; one that somebody else changed meanwhile is made anew first."""
        while True:
            try:
                self.source.commit("rebuild", *puts)
            except Conflict:
                keys = tuple(put.key for put in puts)
                again = zip(keys, self._load(keys), strict=True)
                puts = [
                    put for key, record in again if (put := self._put(key, record, self.journal.made[key]))
                ]
            else:
                return len(puts)

    def _load(self, keys: tuple[Key, ...]) -> tuple[Record | None, ...]:
        """The records, and the journal at least as far as they go."""
        while True:
            loaded = self.reader.store.load(self.reader.partition, keys)
            if loaded.head <= self.journal.position:
                return loaded.records
            self.read_on()

    def _put(self, key: Key, record: Record | None, made: Made) -> Put | None:
        """The record as the journal makes it; None if that cannot be written over what is there."""
        if record is not None and record.body is None and record.version > made.version:
            return None  # it was erased
        if record is None or (record.version, record.at) != (made.version, made.at):
            self.left.append(Reason("rebuild.left", kind=key[0], key=key[1]))
            return None
        content = self.reader.registry.states[key[0]].encode(made.state)
        return Put(key, record.version, content, index=made.index(self.reader, key), rewrite=True)

    def _body(self, put: Put) -> bytes:
        return self.reader.checksums.body(put.key, put.base, put.body or b"")


def _refuse(reason: Reason) -> None:
    raise Corrupt(reason)


def _index_entries(reader: Reader) -> defaultdict[Key, set[IndexKey]] | None:
    """The index entries that records have, by the indexes and by the store's own list; None if unreadable."""
    names, listed = index_names(reader), dict[Key, frozenset[IndexKey]]()
    found: defaultdict[Key, set[IndexKey]] = defaultdict(set)
    with suppress(Exception):  # what is damaged may fail anywhere
        for row in all_rows(reader):
            listed[row.record.key] = row.index
            names.update(entry.name for entry in row.index)
        for name in names:
            for entry, record in reader.index(name):
                found[record.key].add(entry if _is_sound(reader, record) else _UNSOUND)
        for key, entries in listed.items():
            if entries != found[key]:
                found[key].add(_UNSOUND)
        return found
    return None


def _is_sound(reader: Reader, record: Record) -> bool:
    try:
        return reader.checksums.body_of(record) is not None
    except Corrupt:
        return False


def _batches(puts: Iterable[Put], limits: Limits) -> Iterator[list[Put]]:
    """As many at once as a store takes."""
    batch: list[Put] = []
    size = 0
    for put in puts:
        more = len(put.body or b"") + sum(len(entry.key) for entry in put.index) + 8
        if batch and (len(batch) == limits.puts or size + more > limits.batch_bytes):
            yield batch
            batch, size = [], 0
        batch.append(put)
        size += more
    if batch:
        yield batch
