"""Messages that did not get through: those that wait for another try, and those given up."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

import attrs

from ..codec import key_bytes, value_codec
from ..errors import NotFound, check_count
from ..ids import Key
from ..storage import Checksums, IndexKey, Put, Record
from ._source import CONSUMER, CONSUMER_CODEC, Source

__all__ = ["DEAD", "DELIVERY", "EVENTLESS", "INDEXES", "WAITING", "Kept", "Letter", "Letters"]

DELIVERY: Final = "delivery"
"""The kind of record that remembers a message not delivered yet."""
WAITING: Final = "delivery.waiting.1"
DEAD: Final = "delivery.dead.1"
INDEXES: Final = (WAITING, DEAD)
_MOST: Final = 1_000


@attrs.frozen
class Kept:
    """What is kept of a message: where it is found again, and how it fared. No text, no address."""

    notifier: str
    position: int
    template: str
    tries: int
    failed: str
    """The code of the last failure."""
    at: datetime
    """When that was."""
    next: datetime | None
    """When it is tried again; None if never."""


_CODEC: Final = value_codec(Kept)


@attrs.frozen
class Letter:
    """One message that was not delivered, to one recipient over one channel."""

    id: str
    """Its delivery id."""
    status: Literal["waiting", "dead"]
    notifier: str
    position: int
    """The entry of the journal that it tells of."""
    template: str
    tries: int
    failed: str
    """The code of the last failure, such as `timeout` or `http.503`."""
    at: datetime
    """When that was."""
    next: datetime | None
    """When it is tried again; None once it was given up."""


@attrs.frozen
class Letters:
    """One page of letters, the oldest first."""

    items: tuple[Letter, ...]
    next: bytes | None
    """Give it back as `after=` for the next page; None at the end."""

    def __iter__(self) -> Iterator[Letter]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def key_of(id_: str) -> Key:
    """The record of a message that did not get through."""
    return (DELIVERY, id_)


def kept_put(id_: str, version: int, kept: Kept) -> Put:
    """Keep it, as it stands now."""
    return Put(key_of(id_), version, _CODEC.encode(kept), index=_index(kept))


def gone_put(id_: str, version: int) -> Put:
    """Forget it."""
    return Put(key_of(id_), version, None)


def kept_in(source: Source, record: Record) -> Kept:
    """What a record keeps."""
    return _CODEC.decode(source.checksums.body_of(record) or b"")


def index_of_consumer(checksums: Checksums, record: Record) -> frozenset[IndexKey]:
    """The index entries of a consumer's record: none, if it can be read."""
    if (body := checksums.body_of(record)) is not None:
        CONSUMER_CODEC.decode(body)
    return frozenset()


def index_of_letter(checksums: Checksums, record: Record) -> frozenset[IndexKey]:
    """The index entries of a message that is kept."""
    body = checksums.body_of(record)
    return frozenset() if body is None else _index(_CODEC.decode(body))


EVENTLESS: Final[Mapping[str, Callable[[Checksums, Record], frozenset[IndexKey]]]] = {
    CONSUMER: index_of_consumer,
    DELIVERY: index_of_letter,
}
"""The kinds of records that are written without events, with the index entries that a record should have."""


def letters(source: Source, index: str, notifier: str, limit: int, after: bytes | None) -> Letters:
    """A page of one index, of one notifier or of all."""
    check_count("limit", limit, 1, _MOST)
    prefix = key_bytes(notifier) if notifier else b""
    page = source.store.scan(source.partition, index, prefix, _end(prefix), limit, False, after)
    return Letters(tuple(_letter(source, record) for _, record in page.items), page.next)


def due(source: Source, notifier: str, now: datetime, limit: int) -> tuple[Record, ...]:
    """What is to be tried again by now, the longest waiting first."""
    hi = key_bytes(notifier, now + timedelta(microseconds=1))
    page = source.store.scan(source.partition, WAITING, key_bytes(notifier), hi, limit)
    return tuple(record for _, record in page.items)


def found(source: Source, id_: str) -> tuple[int, Kept]:
    """The version of a message that is kept, and what is kept of it."""
    (record,) = source.store.load(source.partition, (key_of(id_),)).records
    if record is None or record.body is None:
        raise NotFound(DELIVERY, id_)
    return record.version, kept_in(source, record)


def _letter(source: Source, record: Record) -> Letter:
    kept = kept_in(source, record)
    return Letter(
        id=record.key[1],
        status="dead" if kept.next is None else "waiting",
        notifier=kept.notifier,
        position=kept.position,
        template=kept.template,
        tries=kept.tries,
        failed=kept.failed,
        at=kept.at,
        next=kept.next,
    )


def _index(kept: Kept) -> frozenset[IndexKey]:
    if kept.next is None:
        return frozenset([IndexKey(DEAD, key_bytes(kept.notifier, kept.at))])
    return frozenset([IndexKey(WAITING, key_bytes(kept.notifier, kept.next))])


def _end(prefix: bytes) -> bytes | None:
    return prefix + b"\xff" if prefix else None
