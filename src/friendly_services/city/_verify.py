"""Reading everything again and comparing: the journal, the records, the indexes, the ledger."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import attrs

from .. import points
from ..codec import Undecodable
from ..delivery import EVENTLESS, is_readable
from ..ids import Key, WorkerId
from ..storage import EVERY_RECORD, Corrupt, Entry, IndexKey, Record
from ..text import Reason
from ._answers import Verification
from ._attempt import index_of
from ._desks import Reader

__all__ = ["verify"]

_PAGE: Final = 1_000
_SHARED: Final = ("due", "inbox", "map")

_Found = tuple[Key, Reason]
"""What does not hold, and of which record."""


def verify(reader: Reader) -> Verification:
    """Fold the whole journal and compare it with every record and index entry.

    Four classes of fault are told apart: corruption (what is stored cannot be read, or the journal has a
    gap), drift (a record is not the fold of its events), a stale index, and a ledger out of balance (what an
    account holds is not the sum of its postings, of which each entry's sum to zero). Of a record whose
    journal is corrupt nothing more is said: what it should be is not known. Others may write meanwhile: what
    they change is left to the next time.
    """
    head = reader.store.load(reader.partition, ()).head
    folded = _Folded(reader)
    for entry in reader.entries():
        folded.take(entry)
    if folded.position < head:
        folded.wrong("verify.cut", found=folded.position, head=head)
    found = set(_index_entries(reader))
    compared = [*_drift(reader, folded), *_unfounded(reader, folded), *_stale(reader, folded, found)]
    moved = {entry.key for entry in reader.entries(after=folded.position)}
    problems = [*folded.problems, *(problem for key, problem in compared if key not in moved)]
    problems += _imbalance(folded)
    return Verification(folded.position, len(folded.states), len(found), tuple(problems))


@attrs.define(eq=False)
class _Folded:
    """The journal as far as it was read: every record made anew, and what was wrong on the way."""

    reader: Reader
    position: int = 0
    states: dict[Key, Any] = attrs.Factory(dict)
    versions: dict[Key, int] = attrs.Factory(dict)
    broken: set[Key] = attrs.Factory(set)
    totals: Counter[str] = attrs.Factory(Counter)
    problems: list[Reason] = attrs.Factory(list)

    def wrong(self, code: str, **values: Any) -> None:
        self.problems.append(Reason(code, **values))

    def take(self, entry: Entry) -> None:
        """Fold one entry."""
        self.position += 1
        if entry.position != self.position:
            self.wrong("verify.gap", expected=self.position, found=entry.position)
            self.position = entry.position
        kind = self.reader.registry.kinds.get(entry.key[0])
        if kind is None:
            self.wrong("verify.unknown_kind", kind=entry.key[0], position=entry.position)
            self.broken.add(entry.key)
            return
        try:
            event = self.reader.event(entry)
            self.reader.checksums.result_of(entry.command)
        except (Corrupt, Undecodable) as error:
            self.wrong("verify.unreadable", position=entry.position, why=error.reason)
            self.broken.add(entry.key)
            return
        if entry.key in self.broken:
            return
        try:
            state = kind.evolve(self.states.get(entry.key), event)
        except Exception:  # what follows an event that is not there may fail anywhere
            self.wrong("verify.unfounded", position=entry.position, event=type(event).__name__)
            self.broken.add(entry.key)
            return
        self.states[entry.key] = state
        self.versions[entry.key] = entry.version
        for posting in points.postings(WorkerId(entry.key[1]), event) if kind.name == "account" else ():
            self.totals[posting.account] += posting.amount


def _drift(reader: Reader, folded: _Folded) -> Iterator[_Found]:
    """Records that are not what their events make."""
    keys = [key for key in folded.states if key not in folded.broken]
    for n in range(0, len(keys), _PAGE):
        batch = tuple(keys[n : n + _PAGE])
        records = reader.store.load(reader.partition, batch).records
        for key, record in zip(batch, records, strict=True):
            if record is None or record.body is None:
                if record is None or record.version < folded.versions[key]:
                    yield key, Reason("verify.record_missing", kind=key[0], key=key[1])
            elif not _same(reader, record, folded.states[key]) or record.version != folded.versions[key]:
                yield key, Reason("verify.drift", kind=key[0], key=key[1])


def _unfounded(reader: Reader, folded: _Folded) -> Iterator[_Found]:
    """Records that no event has made; those of delivery need none, but must be readable."""
    for _, record in reader.index(EVERY_RECORD):
        key = record.key
        if key[0] in EVENTLESS:
            if not is_readable(reader.checksums, record):
                yield key, Reason("verify.record_unreadable", kind=key[0], key=key[1])
        elif key not in folded.states and key not in folded.broken:
            yield key, Reason("verify.record_unfounded", kind=key[0], key=key[1])


def _stale(reader: Reader, folded: _Folded, found: set[tuple[Key, IndexKey]]) -> Iterator[_Found]:
    """Index entries that are missing, and those that no record has any more."""
    expected = {
        (key, entry)
        for key, state in folded.states.items()
        for entry in index_of(reader.registry.kinds[key[0]], state)
    }
    for code, entries in (
        ("verify.index_missing", expected - found),
        ("verify.index_stale", found - expected),
    ):
        for key, name in sorted((key, entry.name) for key, entry in entries if key not in folded.broken):
            yield key, Reason(code, key=key[1], index=name)


def _imbalance(folded: _Folded) -> Iterator[Reason]:
    """Accounts that hold another sum than their postings."""
    for key, state in sorted(folded.states.items(), key=lambda item: item[0]):
        if key[0] == "account" and key not in folded.broken:
            for account, stated in points.holdings(state).items():
                if stated != (summed := folded.totals[account]):
                    yield Reason("verify.imbalance", account=account, stated=stated, summed=summed)


def _same(reader: Reader, record: Record, state: Any) -> bool:
    content = reader.registry.states[record.key[0]].encode(state)
    return record.body == reader.checksums.body(record.key, record.version, content)


def _index_entries(reader: Reader) -> Iterator[tuple[Key, IndexKey]]:
    own = [f"{k.name}.{i.name}.{i.number}" for k in reader.registry.kinds.values() for i in k.indexes]
    for name in (*own, *_SHARED):
        yield from ((record.key, entry) for entry, record in reader.index(name))
