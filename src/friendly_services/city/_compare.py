"""What a city's records, index entries and journal should be, held against what the store has."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from ..codec import Undecodable
from ..delivery import EVENTLESS, INDEXES
from ..ids import Key
from ..storage import Checksums, Corrupt, IndexKey, Loaded, Portable, Record, Row, StoreError
from ..text import Reason
from ._on_map import MAP, MAP_BEFORE
from ._private import ACCESS, CONTACT, PRIVATE_STATES, index_of_access, private_problem
from ._reader import Reader
from ._refolded import Journal, Made
from ._seals import SEAL, index_of_seal

__all__ = [
    "PRIVATE",
    "WITHOUT_EVENTS",
    "WITHOUT_HISTORY",
    "Holders",
    "all_rows",
    "cut",
    "differences",
    "examined",
    "index_names",
    "judged",
    "listed",
    "told",
    "unproved",
]

_PAGE: Final = 1_000
_SHARED: Final = ("due", "inbox", MAP, MAP_BEFORE, *INDEXES)
_TRIES: Final = 20

Holders = dict[IndexKey, frozenset[Key]]
"""Which records were found under an index entry, so that what many have in common is read once."""

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


def index_names(reader: Reader) -> set[str]:
    """The indexes that there should be."""
    kinds = reader.registry.kinds.values()
    own = (f"{kind.name}.{index.name}.{index.number}" for kind in kinds for index in kind.indexes)
    return {*own, *_SHARED}


def all_rows(reader: Reader) -> Iterator[Row]:
    """The store's own list of records with their index entries, if it has one."""
    store, after = reader.store, None
    while isinstance(store, Portable) and (page := store.rows(reader.partition, after, _PAGE)):
        yield from page
        after = page[-1].record.key


def examined(reader: Reader, key: Key, holders: Holders) -> tuple[Made, list[Reason]]:
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
        found += judged(reader, key, record, made)
        missing = [entry for entry in made.index(reader, key) if not _holds(reader, entry, key, holders)]
        found += differences(key, missing, ())
        if not found or reader.store.load(reader.partition, (key,)).records == (record,):
            break
        found = []  # it changed meanwhile
    return made, [*found, *made.imbalances(key)]


def judged(reader: Reader, key: Key, record: Record | None, made: Made) -> Iterator[Reason]:
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


def unproved(reader: Reader, key: Key) -> Iterator[Reason]:
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


def _holds(reader: Reader, entry: IndexKey, key: Key, holders: Holders) -> bool:
    if key not in holders.get(entry, ()):  # perhaps it came since
        found = reader.index(entry.name, entry.key, entry.key + b"\0")
        holders[entry] = frozenset(record.key for held, record in found if held == entry)
    return key in holders[entry]


def cut(journal: Journal, head: Loaded) -> Iterator[Reason]:
    """Whether the journal goes as far as the partition's head said before it was read, and no further."""
    if journal.position < head.head:
        yield Reason("verify.cut", found=journal.position, head=head.head)
    now = journal.reader.store.load(journal.reader.partition, ())
    if journal.position > now.head:
        yield Reason("verify.beyond", found=journal.position, head=now.head)
    if now.at < journal.at:
        yield Reason("verify.time", position=now.head)


def listed(reader: Reader, head: Loaded) -> Iterator[Reason]:
    """Whether the city is among those of the store, with a head no older than this."""
    store, name = reader.store, ""
    while page := store.partitions(name, _PAGE):
        position = dict(page).get(reader.partition)
        if position is not None:
            if not head.head <= position <= store.load(reader.partition, ()).head:
                yield Reason("verify.cut", found=position, head=head.head)
            return
        name = page[-1][0]
    yield Reason("verify.cut", found=0, head=head.head)


def differences(key: Key, missing: Iterable[IndexKey], stale: Iterable[IndexKey]) -> Iterator[Reason]:
    """In which indexes a record is not found, or found though it should not be."""
    for code, entries in (("verify.index_missing", missing), ("verify.index_stale", stale)):
        for name in sorted({entry.name for entry in entries}):
            yield Reason(code, key=key[1], index=name)


@contextmanager
def told(problems: list[Reason]) -> Iterator[None]:
    """Tell what a store that is damaged fails with, whatever it is, and go on with the rest."""
    try:
        yield
    except Corrupt as error:
        problems.append(Reason("verify.store", message=error.say()))
    except StoreError:
        raise  # it cannot be reached now: nothing can be said
    except Exception as error:
        problems.append(Reason("verify.store", message=f"{type(error).__name__}: {error}"))
