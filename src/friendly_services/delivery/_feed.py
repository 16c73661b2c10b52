"""The journal for the host's own consumers: search engines, warehouses, the flat tables."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import attrs

from ..errors import check_count
from ._source import Source

__all__ = ["Feed", "FeedBatch", "FeedEntry"]

_MOST: Final = 1_000
_LAST: Final = 2**63 - 1
"""No journal goes further."""


@attrs.frozen
class FeedEntry:
    """One event, and the record that it happened to."""

    position: int
    """Its place in the city's journal: 1, 2, 3 and so on without gaps."""
    at: datetime
    kind: str
    id: str
    version: int
    """The record's version once this had happened."""
    event: Any
    by: str
    """Id of the actor who sent the command."""
    pack: int
    """Number of the pack that was in force."""
    token: bytes = attrs.field(repr=False)
    """The command's: no two commands of a city have the same."""

    @property
    def mark(self) -> str:
        """What tells it from the entry that may stand in its place once the city was restored from a backup.

        Who keeps a position elsewhere keeps this with it, and compares before reading on.
        """
        return f"{self.at.isoformat()} {self.token.hex()}"


@attrs.frozen
class FeedBatch:
    """Some entries in their order; empty at the end of the journal."""

    entries: tuple[FeedEntry, ...]
    after: int
    """The position before the first."""

    @property
    def last(self) -> int:
        """The position of the last: what is acknowledged."""
        return self.entries[-1].position if self.entries else self.after

    def __iter__(self) -> Iterator[FeedEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


class Feed:
    """What happened in a city after the position that this consumer acknowledged.

    Every entry comes at least once: what was read and not acknowledged comes again to whoever opens the feed
    next. A consumer that must not count anything twice keeps the position with its own data, in one
    transaction, and reads with `after=`.

    One worker at a time: when two acknowledge under one name, the second gets `Conflict`, having worked in
    vain, and opens the feed anew.
    """

    def __init__(self, source: Source, name: str) -> None:
        self.name: Final = name
        self._source = source
        self._version, self._position = source.consumer(name)

    @property
    def position(self) -> int:
        """The last position acknowledged, 0 at first."""
        return self._position

    def read(self, *, limit: int = 100, after: int | None = None) -> FeedBatch:
        """Entries after the position acknowledged, or after the one given.

        Args:
            limit: entries at most, 1 to 1,000.
            after: a position to read on from, for who keeps it elsewhere.
        """
        check_count("limit", limit, 1, _MOST)
        source = self._source
        start = self._position if after is None else check_count("after", after, 0, _LAST)
        found = source.store.read(source.partition, start, limit)
        return FeedBatch(
            tuple(
                FeedEntry(
                    position=entry.position,
                    at=source.instant(entry.at),
                    kind=entry.key[0],
                    id=entry.key[1],
                    version=entry.version,
                    event=source.event(entry),
                    by=entry.command.by,
                    pack=entry.command.pack,
                    token=entry.command.token,
                )
                for entry in found
            ),
            start,
        )

    def entry(self, position: int) -> FeedEntry | None:
        """The entry at a position; None where the journal has none, or none any more."""
        check_count("position", position, 1, _LAST)
        return next(iter(self.read(limit=1, after=position - 1)), None)

    def newest(self) -> FeedEntry | None:
        """The last entry of the journal as it stands; None if it is empty."""
        head = self._source.store.load(self._source.partition, ()).head
        return self.entry(head) if head else None

    def __iter__(self) -> Iterator[FeedBatch]:
        """Batch after batch to the end of the journal, whether they are acknowledged on the way or not."""
        after = self._position
        while batch := self.read(after=after):
            yield batch
            after = batch.last

    def acknowledge(self, batch: FeedBatch) -> None:
        """Say that everything up to the end of this batch is done, so that it need not come again.

        Raises:
            Conflict: another worker has acknowledged under this name since the feed was opened.
        """
        if batch and batch.last > self._position:
            moved = self._source.moved(self.name, self._version, batch.last)
            self._source.commit(f"acknowledge {self.name}", moved)
            self._version, self._position = self._version + 1, batch.last
