"""Reading everything again and comparing: the journal, the records, the indexes, the ledger."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from .. import points
from ..ids import Key, WorkerId
from ..storage import Corrupt, IndexKey, Record
from ..text import Reason
from ._answers import Verification
from ._attempt import index_of
from ._desks import Reader

__all__ = ["verify"]

_PAGE: Final = 1_000
_SHARED: Final = ("due", "inbox", "map")


def verify(reader: Reader) -> Verification:
    """Fold the whole journal and compare it with every record and index entry.

    Four classes of fault are told apart: corruption (what is stored cannot be read, or the journal has a
    gap), drift (a record is not the fold of its events), a stale index, and a ledger out of balance.
    """
    problems: list[Reason] = []
    states: dict[Key, Any] = {}
    versions: dict[Key, int] = {}
    totals: Counter[str] = Counter()
    position = 0
    for entry in reader.entries():
        position += 1
        if entry.position != position:
            problems.append(Reason("verify.gap", expected=position, found=entry.position))
            position = entry.position
        kind = reader.registry.kinds.get(entry.key[0])
        if kind is None:
            problems.append(Reason("verify.unknown_kind", kind=entry.key[0], position=entry.position))
            continue
        try:
            event = reader.event(entry)
        except Corrupt as error:
            problems.append(Reason("verify.unreadable", position=entry.position, why=error.reason))
            continue
        states[entry.key] = kind.evolve(states.get(entry.key), event)
        versions[entry.key] = entry.version
        for posting in points.postings(WorkerId(entry.key[1]), event) if kind.name == "account" else ():
            totals[posting.account] += posting.amount
    problems += _drift(reader, states, versions)
    expected = {
        (key, entry)
        for key, state in states.items()
        for entry in index_of(reader.registry.kinds[key[0]], state)
    }
    found = set(_index_entries(reader))
    problems += [
        Reason("verify.index_missing", key=key[1], index=e.name) for key, e in sorted(expected - found)
    ]
    problems += [
        Reason("verify.index_stale", key=key[1], index=e.name) for key, e in sorted(found - expected)
    ]
    if (over := sum(totals.values())) != 0:
        problems.append(Reason("verify.imbalance", total=over))
    return Verification(position, len(states), len(found), tuple(problems))


def _drift(reader: Reader, states: dict[Key, Any], versions: dict[Key, int]) -> Iterator[Reason]:
    keys = list(states)
    for n in range(0, len(keys), _PAGE):
        batch = tuple(keys[n : n + _PAGE])
        records = reader.store.load(reader.partition, batch).records
        for key, record in zip(batch, records, strict=True):
            if record is None or record.body is None:
                if record is None or record.version < versions[key]:
                    yield Reason("verify.record_missing", kind=key[0], key=key[1])
            elif not _same(reader, record, states[key]) or record.version != versions[key]:
                yield Reason("verify.drift", kind=key[0], key=key[1])


def _same(reader: Reader, record: Record, state: Any) -> bool:
    return record.body == reader.registry.states[record.key[0]].encode(state)


def _index_entries(reader: Reader) -> Iterator[tuple[Key, IndexKey]]:
    own = [f"{k.name}.{i.name}.{i.number}" for k in reader.registry.kinds.values() for i in k.indexes]
    for name in (*own, *_SHARED):
        after: bytes | None = None
        while True:
            page = reader.store.scan(reader.partition, name, b"", None, _PAGE, False, after)
            yield from ((record.key, entry) for entry, record in page.items)
            if page.next is None:
                break
            after = page.next
