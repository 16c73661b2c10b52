"""What delivery needs of a city: its journal, its records, and a place to remember how far somebody came."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import attrs

from ..codec import value_codec
from ..errors import Invalid
from ..ids import Key, is_id
from ..storage import Checksums, Entry, Indeterminate, Loaded, Put, Receipt, Record, Store, eventless

__all__ = ["CONSUMER", "CONSUMER_CODEC", "Consumer", "Source"]

CONSUMER: Final = "consumer"
"""The kind of record that remembers a position."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@attrs.frozen
class Consumer:
    """How far somebody has come in the journal."""

    position: int


CONSUMER_CODEC: Final = value_codec(Consumer)


@attrs.frozen(eq=False)
class Source:
    """A city, as delivery sees it.

    A position is written as a public record without events: with events every acknowledgement would be an
    entry for others to acknowledge. It is not private, since it says nothing of a person and goes along when
    a city is dumped and loaded; it is not a rewrite, since only a version that goes up fences off a worker
    that was thought dead and comes back.
    """

    store: Store
    partition: str
    event: Callable[[Entry], Any]
    """Decodes an entry's event."""
    state: Callable[[Record], Any]
    """Decodes a record, None once it was erased."""
    now: Callable[[Loaded], datetime]
    """The city's time, never before its last commit; refuses a clock that cannot be right."""
    rules: Callable[[int], Mapping[str, Any]]
    """Every section of the pack with that number."""
    patience: float
    """Seconds a commit may take."""

    @property
    def checksums(self) -> Checksums:
        """What tells whether the store returns what was written."""
        return Checksums(self.partition)

    def consumer(self, name: str) -> tuple[int, int]:
        """The version of a consumer's record, and its position; 0 and 0 before it acknowledged anything."""
        if not is_id(name):
            raise Invalid.at("name", "id.malformed", value=name)
        (record,) = self.store.load(self.partition, ((CONSUMER, name),)).records
        if record is None or (body := self.checksums.body_of(record)) is None:
            return record.version if record else 0, 0
        return record.version, CONSUMER_CODEC.decode(body).position

    def states(self, keys: Iterable[Key]) -> dict[Key, Any]:
        """The records as they stand; those erased or absent are left out."""
        wanted = tuple(dict.fromkeys(keys))
        found = (record for record in self.store.load(self.partition, wanted).records if record is not None)
        return {record.key: state for record in found if (state := self.state(record)) is not None}

    def instant(self, at: int) -> datetime:
        """The aware time of a store's microseconds."""
        return _EPOCH + timedelta(microseconds=at)

    def time(self) -> datetime:
        """The city's time."""
        return self.now(self.store.load(self.partition, ()))

    def moved(self, name: str, version: int, position: int) -> Put:
        """A consumer's record at a new position."""
        return Put((CONSUMER, name), version, CONSUMER_CODEC.encode(Consumer(position)))

    def commit(self, why: str, *puts: Put) -> Receipt:
        """Write records without events in one commit.

        Raises:
            Conflict: somebody else did, since they were read.
        """
        now = (self.time() - _EPOCH) // timedelta(microseconds=1)
        batch = eventless(self.partition, why, puts, now)
        give_up = time.monotonic() + self.patience
        while True:
            try:
                return self.store.commit(batch, max(give_up - time.monotonic(), 0.05))
            except Indeterminate:
                if time.monotonic() >= give_up:
                    raise
