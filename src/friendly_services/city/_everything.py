"""A full verification: everything read again, in an order that bears with whoever writes meanwhile."""

from functools import partial
from typing import Any, Final

import attrs

from ..codec import Undecodable
from ..ids import Key
from ..storage import EVERY_RECORD, Corrupt, IndexKey, Portable, Record, Row
from ..text import Reason
from ._compare import (
    PRIVATE,
    WITHOUT_EVENTS,
    WITHOUT_HISTORY,
    Holders,
    all_rows,
    cut,
    differences,
    examined,
    index_names,
    judged,
    listed,
    told,
    unproved,
)
from ._private import CONTACT
from ._reader import Reader
from ._refolded import Commits, Journal, Made
from ._seals import Seal, seals

__all__ = ["Everything"]

_PAGE: Final = 1_000
_NOTHING: Final = Made()


@attrs.define(eq=False)
class Everything:
    """A full verification under way."""

    reader: Reader
    problems: list[Reason] = attrs.Factory(list)
    seen: set[Key] = attrs.Factory(set)
    expected: dict[Key, frozenset[IndexKey]] = attrs.Factory(dict)
    """Index entries of records that no event makes."""
    versions: dict[Key, int] = attrs.Factory(dict)
    """The versions of those."""
    found: set[tuple[Key, IndexKey]] = attrs.Factory(set)
    moved: set[Key] = attrs.Factory(set)
    """Records that somebody changed while they were read."""
    names: set[str] = attrs.Factory(set)
    last: Seal = attrs.Factory(partial(Seal, 0, b""))
    journal: Journal = attrs.field(init=False)
    commits: Commits | None = None

    def __attrs_post_init__(self) -> None:
        store, known = self.reader.store, list(seals(self.reader))
        self.journal = Journal(self.reader, self.problems.append, {seal.position: seal for seal in known})
        self.last = known[-1] if known else self.last
        self.names = index_names(self.reader)
        if isinstance(store, Portable):
            silent = {seal.silent: seal for seal in known if seal.silent}
            self.commits = Commits(self.journal, store, frozenset(WITHOUT_EVENTS), silent)

    def wrong(self, code: str, **values: Any) -> None:
        self.problems.append(Reason(code, **values))

    def read(self) -> None:
        """Read all there is, in an order in which what comes later can only be newer."""
        head = self.reader.store.load(self.reader.partition, ())
        with told(self.problems):
            self.read_on()
        self.problems += cut(self.journal, head)
        with told(self.problems):
            self.problems += listed(self.reader, head)
        for position in self.journal.seals:
            if position > self.journal.position:
                self.wrong("verify.cut", found=self.journal.position, head=position)
        if self.commits:
            self.problems += self.commits.lost()
            if (head.head, head.at) not in {(0, 0), *self.commits.heads}:
                self.wrong("verify.time", position=head.head)
        for step in (self._records, self._rows, self._chains, self._indexes, self._again):
            with told(self.problems):
                step()
        for key, made in sorted(self.journal.made.items(), key=lambda item: item[0]):
            if not made.broken and key not in self.moved:
                self.problems += made.imbalances(key)
            if key[0] == "person":
                self.problems += unproved(self.reader, key)

    def read_on(self) -> None:
        """Catch up with the journal and the commits."""
        self.journal.read_on()
        if self.commits:
            self.commits.read_on()

    def _records(self) -> None:
        after: bytes | None = None
        store, here = self.reader.store, self.reader.partition
        there = [*self.journal.made, *(self.commits.steps if self.commits else ())]
        while True:
            page = store.scan(here, EVERY_RECORD, b"", None, _PAGE, False, after)
            keys = tuple(record.key for _, record in page.items)
            for (_, record), again in zip(page.items, store.load(here, keys).records, strict=True):
                self._record(record)
                if again is None or (again.version == record.version and again != record):
                    self.wrong(
                        "verify.record_unreadable",
                        kind=record.key[0],
                        key=record.key[1],
                        why=Reason("verify.differs"),
                    )
            after = page.next
            if after is None:
                break
        for key in there:
            if key not in self.seen and not self.journal.made.get(key, _NOTHING).broken:
                self.wrong("verify.record_missing", kind=key[0], key=key[1])
        self.moved |= self.journal.made.keys() - self.seen - {*there}  # came behind where the list was read

    def _rows(self) -> None:
        """Compare what only the store's own listing of records tells."""
        for row in all_rows(self.reader):
            self._row(row)

    def _record(self, record: Record) -> None:
        key = record.key
        self.seen.add(key)
        if key[0] == CONTACT:
            self._contact(record)
            return
        if key[0] in WITHOUT_EVENTS:
            self._eventless(record)
            return
        made = self.journal.made.get(key)
        if made is None or record.version > made.version:
            self.read_on()
            made = self.journal.made.get(key)
        if made is None:
            self.wrong("verify.record_unfounded", kind=key[0], key=key[1])
        elif record.version < made.version:
            self.moved.add(key)
        elif not made.broken:
            self.problems += judged(self.reader, key, record, made)
            made.seen = record.version, hash(record)

    def _contact(self, record: Record) -> None:
        """Hold a private record against its person's."""
        person = ("person", record.key[1])
        if person not in self.journal.made:
            self.read_on()
        if person not in self.journal.made:
            self.wrong("verify.record_unfounded", kind=record.key[0], key=record.key[1])
        self.versions[record.key] = record.version

    def _eventless(self, record: Record) -> None:
        (kind, id_), step = record.key, None
        try:
            self.expected[record.key] = WITHOUT_EVENTS[kind](self.reader.checksums, record)
        except (Corrupt, Undecodable) as error:
            self.wrong("verify.record_unreadable", kind=kind, key=id_, why=error.reason)
            return
        self.versions[record.key] = record.version
        if self.commits is None:
            return
        for _ in range(2):
            step = self.commits.steps.get(record.key)
            if step is not None and step.made(record):
                return
            self.read_on()
        if step is None:
            self.wrong("verify.record_unfounded", kind=kind, key=id_)
            return
        (again,) = self.reader.store.load(self.reader.partition, (record.key,)).records
        if again is None or again.version < step.version or again.version == record.version:
            self.wrong("verify.drift", kind=kind, key=id_)

    def _row(self, row: Row) -> None:
        key, version = row.record.key, row.record.version
        self.names.update(entry.name for entry in row.index)
        made = self.journal.made.get(key)
        expected: frozenset[IndexKey] | None
        if key[0] == CONTACT:  # without the city's key its blind index can only be held against itself
            expected = self.expected[key] = row.index
        elif key[0] in WITHOUT_EVENTS:
            expected = self.expected.get(key) if self.versions.get(key) == version else None
        elif made is None or made.broken or made.version != version:
            return
        else:
            expected = made.index(self.reader, key)
            if made.differs(row.record):
                self.wrong("verify.drift", kind=key[0], key=key[1])
        if row.private != (key[0] in PRIVATE):
            self.wrong("verify.drift", kind=key[0], key=key[1])
        if expected is not None:
            self.problems += differences(key, expected - row.index, row.index - expected)

    def _chains(self) -> None:
        """Ask for each record's own history: it must be what the whole journal tells of it."""
        for key in self.seen | set(self.journal.made):
            made = self.journal.made.get(key, _NOTHING)
            known = made.positions
            own = [entry.position for entry in self.reader.entries(key=key)]
            if not made.broken and (own[: len(known)] != known or (own and key[0] in WITHOUT_EVENTS)):
                self.wrong("verify.history", kind=key[0], key=key[1])

    def _again(self) -> None:
        """Look once more, one by one, at what was found changing."""
        holders = Holders()
        for key in sorted(self.moved):
            if key[0] in self.reader.registry.kinds:
                self.problems += examined(self.reader, key, holders)[1]

    def _indexes(self) -> None:
        for name in sorted(self.names):
            for entry, record in self.reader.index(name):
                self._entry(entry, record)
        expected = {
            (key, entry)
            for key, made in self.journal.made.items()
            for entry in (made.index(self.reader, key) if not made.broken else ())
        } | {(key, entry) for key, entries in self.expected.items() for entry in entries}
        for key, entry in expected - self.found:
            if key[0] in WITHOUT_HISTORY:
                (now,) = self.reader.store.load(self.reader.partition, (key,)).records
                if now is not None and now.version == self.versions[key]:
                    self.problems += differences(key, [entry], ())
            else:
                self.moved.add(key)

    def _entry(self, entry: IndexKey, record: Record) -> None:
        key = record.key
        self.found.add((key, entry))
        try:
            erased = self.reader.checksums.body_of(record) is None
        except Corrupt as error:
            self.wrong("verify.record_unreadable", kind=key[0], key=key[1], why=error.reason)
            return
        if erased:
            self.problems += differences(key, (), [entry])
            return
        if key[0] in WITHOUT_HISTORY:
            if entry not in self.expected.get(key, ()) and self.versions.get(key) == record.version:
                self.problems += differences(key, (), [entry])
            return
        made = self.journal.made.get(key)
        if made is None:  # either nobody's, or newer than what was read
            self.read_on()
        if made is None and key not in self.journal.made:
            self.problems += differences(key, (), [entry])
        elif made is None or made.version != record.version:
            self.moved.add(key)
        elif made.broken:
            return
        elif entry not in made.index(self.reader, key):
            self.problems += differences(key, (), [entry])
        elif made.differs(record):
            self.wrong("verify.drift", kind=key[0], key=key[1])
