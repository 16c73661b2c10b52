"""Reading again and comparing: the journal, the commands, the records, the indexes, the ledger."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final

import attrs

from ..codec import Undecodable
from ..delivery import EVENTLESS, INDEXES, Source
from ..ids import Key
from ..storage import (
    EVERY_RECORD,
    Checksums,
    Corrupt,
    IndexKey,
    Loaded,
    Portable,
    Record,
    Row,
    StoreError,
    Unavailable,
)
from ..text import Reason
from ._answers import Verification
from ._desks import Reader
from ._private import ACCESS, CONTACT, PRIVATE_STATES, index_of_access, private_problem
from ._refolded import Commits, Journal, Made
from ._seals import SEAL, Running, Seal, index_of_seal, last_seal, seals, write

__all__ = [
    "PRIVATE",
    "WITHOUT_EVENTS",
    "WITHOUT_HISTORY",
    "all_rows",
    "cut",
    "index_names",
    "verify",
    "verify_all",
]

_PAGE: Final = 1_000
_SHARED: Final = ("due", "inbox", "map", *INDEXES)
_TRIES: Final = 20
_NOTHING: Final = Made()

WITHOUT_EVENTS: Final[Mapping[str, Callable[[Checksums, Record], frozenset[IndexKey]]]] = {
    **EVENTLESS,
    SEAL: index_of_seal,
    ACCESS: index_of_access,
}
"""The kinds of records that no event makes, with the index entries that each should have."""

WITHOUT_HISTORY: Final = frozenset({*WITHOUT_EVENTS, CONTACT})
"""And with the private records beside those of persons, which the persons' own events tell of."""

PRIVATE: Final = frozenset(PRIVATE_STATES)
"""The kinds of records that are kept apart, to be erased."""


def verify(reader: Reader) -> Verification:
    """Read the journal from the last seal on, and all of every record that it touches.

    Such a record is compared with its whole history, its index entries and its postings.
    """
    found: list[Reason] = []
    head = reader.store.load(reader.partition, ())
    try:
        seal = last_seal(reader)
    except (Corrupt, Undecodable) as error:
        found.append(Reason("verify.record_unreadable", kind=SEAL, key="", why=error.reason))
        seal = Seal(0, b"")
    if seal.position > head.head:
        found.append(Reason("verify.cut", found=head.head, head=seal.position))
    tail = Journal(reader, found.append, position=seal.position, running=Running(seal.digest), folds=False)
    tail.read_on()
    found += cut(tail, head)
    entries = 0
    for key in tail.made:
        made, problems = examined(reader, key)
        found += problems
        entries += len(made.index(reader, key)) if not made.broken else 0
        found += _unproved(reader, key) if key[0] == "person" else ()
    unread = (
        Reason("verify.unread", entries=seal.position) if seal.position else Reason("verify.unread_records")
    )
    read = tail.position - seal.position
    return Verification(
        read, len(tail.made), entries, tuple(dict.fromkeys(found)), tail.position, tail.running.digest, unread
    )


def verify_all(reader: Reader, source: Source) -> Verification:
    """Read everything again and compare it; seal the journal if nothing is wrong with it."""
    work = _Everything(reader)
    work.read()
    unread = None if work.commits else Reason("verify.unread_commands", store=reader.store.describe().name)
    journal, problems = work.journal, tuple(dict.fromkeys(work.problems))
    if not problems:
        _sealed(source, work)
    return Verification(
        journal.position,
        len(work.seen),
        len(work.found),
        problems,
        journal.position,
        journal.running.digest,
        unread,
    )


def index_names(reader: Reader) -> set[str]:
    """The indexes that there should be."""
    kinds = reader.registry.kinds.values()
    own = (f"{kind.name}.{index.name}.{index.number}" for kind in kinds for index in kind.indexes)
    return {*own, *_SHARED}


def examined(reader: Reader, key: Key) -> tuple[Made, list[Reason]]:
    """One record compared with its own history, as far as it goes now."""
    found: list[Reason] = []
    made = Made()
    for _ in range(_TRIES):
        found, made = [], Made()
        loaded = reader.store.load(reader.partition, (key,))
        (record,) = loaded.records
        for entry in reader.entries(key=key):
            if entry.position <= loaded.head:
                made.take(reader, entry, found.append)
        if made.broken:
            return made, found
        if not made.positions:
            return made, [Reason("verify.history", kind=key[0], key=key[1])]
        found += _judged(reader, key, record, made)
        missing = [entry for entry in made.index(reader, key) if not _holds(reader, entry, key)]
        found += (Reason("verify.index_missing", key=key[1], index=name) for name in _names(missing))
        if not found or reader.store.load(reader.partition, (key,)).records == (record,):
            break
        found = []  # it changed meanwhile
    return made, [*found, *made.imbalances(key)]


def _judged(reader: Reader, key: Key, record: Record | None, made: Made) -> Iterator[Reason]:
    """How a record differs from what its events make, both at the same version."""
    kind, id_ = key
    if record is None or (record.body is None and not made.erased and record.version <= made.version):
        yield Reason("verify.record_missing", kind=kind, key=id_)
        return
    try:
        reader.checksums.body_of(record)
    except Corrupt as error:
        yield Reason("verify.record_unreadable", kind=kind, key=id_, why=error.reason)
        return
    if record.version > made.version and record.body is None:
        made.erased = True  # by a commit without events
    elif (record.version, record.body) != (made.version, made.body(reader, key)):
        yield Reason("verify.drift", kind=kind, key=id_)
    elif record.at != made.at:
        yield Reason("verify.record_time", kind=kind, key=id_)


def _unproved(reader: Reader, key: Key) -> Iterator[Reason]:
    """What is wrong with the private record beside a person's, by the seal in the public one."""
    id_ = key[1]
    records = reader.store.load(reader.partition, (key, (CONTACT, id_))).records
    try:
        person, contact = (None if record is None else reader.state(record) for record in records)
    except (Corrupt, Undecodable) as error:
        yield Reason("verify.record_unreadable", kind=CONTACT, key=id_, why=error.reason)
        return
    if person is not None and (code := private_problem(person.seal, contact)):
        yield Reason(code, key=id_)


def _holds(reader: Reader, entry: IndexKey, key: Key) -> bool:
    found = reader.index(entry.name, entry.key, entry.key + b"\0")
    return any(record.key == key and held == entry for held, record in found)


def _names(entries: Iterable[IndexKey]) -> list[str]:
    return sorted({entry.name for entry in entries})


def cut(journal: Journal, head: Loaded) -> Iterator[Reason]:
    """Whether the journal goes as far as the partition's head said before it was read, and no further."""
    if journal.position < head.head:
        yield Reason("verify.cut", found=journal.position, head=head.head)
    now = journal.reader.store.load(journal.reader.partition, ())
    if journal.position > now.head:
        yield Reason("verify.beyond", found=journal.position, head=now.head)
    if now.at < journal.at:
        yield Reason("verify.time", position=now.head)


@attrs.define(eq=False)
class _Everything:
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
        with _told(self.problems):
            self.read_on()
        self.problems += cut(self.journal, head)
        with _told(self.problems):
            self._listed(head)
        for position in self.journal.seals:
            if position > self.journal.position:
                self.wrong("verify.cut", found=self.journal.position, head=position)
        if self.commits:
            self.problems += self.commits.lost()
            if (head.head, head.at) not in {(0, 0), *self.commits.heads}:
                self.wrong("verify.time", position=head.head)
        for step in (self._records, self._rows, self._chains, self._indexes, self._again):
            with _told(self.problems):
                step()
        for key, made in sorted(self.journal.made.items(), key=lambda item: item[0]):
            if not made.broken and key not in self.moved:
                self.problems += made.imbalances(key)
            if key[0] == "person":
                self.problems += _unproved(self.reader, key)

    def _listed(self, head: Loaded) -> None:
        """Find the city among those of the store."""
        store, name = self.reader.store, ""
        while page := store.partitions(name, _PAGE):
            listed = dict(page).get(self.reader.partition)
            if listed is not None:
                now = store.load(self.reader.partition, ()).head
                if not head.head <= listed <= now:
                    self.wrong("verify.cut", found=listed, head=head.head)
                return
            name = page[-1][0]
        self.wrong("verify.cut", found=0, head=head.head)

    def read_on(self) -> None:
        """Catch up with the journal and the commits."""
        self.journal.read_on()
        if self.commits:
            self.commits.read_on()

    def _records(self) -> None:
        after: bytes | None = None
        store, here = self.reader.store, self.reader.partition
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
        for key, made in self.journal.made.items():
            if key not in self.seen and not made.broken:
                self.wrong("verify.record_missing", kind=key[0], key=key[1])
        for key in self.commits.steps if self.commits else ():
            if key not in self.seen:
                self.wrong("verify.record_missing", kind=key[0], key=key[1])

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
            self.problems += _judged(self.reader, key, record, made)
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
            self._differences(key, expected - row.index, row.index - expected)

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
        for key in sorted(self.moved):
            if key[0] in self.reader.registry.kinds:
                self.problems += examined(self.reader, key)[1]

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
                    self._differences(key, [entry], ())
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
            self._differences(key, (), [entry])
            return
        if key[0] in WITHOUT_HISTORY:
            if entry not in self.expected.get(key, ()) and self.versions.get(key) == record.version:
                self._differences(key, (), [entry])
            return
        made = self.journal.made.get(key)
        if made is None:  # either nobody's, or newer than what was read
            self.read_on()
        if made is None and key not in self.journal.made:
            self._differences(key, (), [entry])
        elif made is None or made.version != record.version:
            self.moved.add(key)
        elif made.broken:
            return
        elif entry not in made.index(self.reader, key):
            self._differences(key, (), [entry])
        elif made.differs(record):
            self.wrong("verify.drift", kind=key[0], key=key[1])

    def _differences(self, key: Key, missing: Iterable[IndexKey], stale: Iterable[IndexKey]) -> None:
        for code, entries in (("verify.index_missing", missing), ("verify.index_stale", stale)):
            for name in _names(entries):
                self.wrong(code, key=key[1], index=name)


def all_rows(reader: Reader) -> Iterator[Row]:
    """The store's own list of records with their index entries, if it has one."""
    store, after = reader.store, None
    while isinstance(store, Portable) and (page := store.rows(reader.partition, after, _PAGE)):
        yield from page
        after = page[-1].record.key


@contextmanager
def _told(problems: list[Reason]) -> Iterator[None]:
    """Tell what a store that is damaged fails with, whatever it is, and go on with the rest."""
    try:
        yield
    except Corrupt as error:
        problems.append(Reason("verify.store", message=error.say()))
    except StoreError:
        raise  # it cannot be reached now: nothing can be said
    except Exception as error:
        problems.append(Reason("verify.store", message=f"{type(error).__name__}: {error}"))


def _sealed(source: Source, work: _Everything) -> None:
    """Seal what was read, unless a seal counts it already; on a store that cannot be written, leave it."""
    silent = work.commits.silent if work.commits else 0
    last = work.last
    if work.journal.position <= last.position and silent <= last.silent + 1:  # that seal's own commit
        return
    digest = work.commits.running.digest if work.commits else b""
    with suppress(Unavailable):
        write(source, Seal(work.journal.position, work.journal.running.digest, silent, digest))
