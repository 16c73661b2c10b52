"""Seals: running digests that a city keeps of its own journal, so that not all of it is read every time."""

import hashlib
import logging
from collections.abc import Iterator
from typing import Final

import attrs

from ..codec import Undecodable, value_codec
from ..delivery import Source
from ..errors import FriendlyServicesError
from ..storage import EVERY_RECORD, Checksums, Command, Conflict, Corrupt, Entry, IndexKey, Put, Record
from ..text import Reason
from ._reader import Reader

__all__ = [
    "SEAL",
    "SEAL_EVERY",
    "Running",
    "Seal",
    "index_of_seal",
    "keep_sealed",
    "last_seal",
    "seals",
    "write",
]

_LOG: Final = logging.getLogger(__name__)

SEAL: Final = "seal"
"""The kind of record that holds a seal; its id is the position, so that the last one is found first."""
SEAL_EVERY: Final = 10_000
"""Entries after which `tick` seals: a second's reading, and one small record for some MB of journal."""


@attrs.frozen
class Seal:
    """What the journal was up to a position."""

    position: int
    digest: bytes
    """SHA-256 over the digest as of the entry before, and the entry with its command."""
    silent: int = 0
    """How many of the commands without entries are counted too: the first ones there were."""
    silent_digest: bytes = b""
    """The same over those."""


_SEAL: Final = value_codec(Seal)
_ENTRY: Final = value_codec(Entry)
_COMMAND: Final = value_codec(Command)


@attrs.define
class Running:
    """The digest of a journal, as far as it was read."""

    digest: bytes = b""

    def entry(self, entry: Entry) -> None:
        """Go on by one entry."""
        self.digest = hashlib.sha256(self.digest + _ENTRY.encode(entry)).digest()

    def command(self, command: Command) -> None:
        """Go on by one command without entries."""
        self.digest = hashlib.sha256(self.digest + _COMMAND.encode(command)).digest()


def index_of_seal(checksums: Checksums, record: Record) -> frozenset[IndexKey]:
    """The index entries of a seal's record: none, if it can be read."""
    _ = _opened(checksums, record)
    return frozenset()


def seals(reader: Reader) -> Iterator[Seal]:
    """Every seal that can be read, by position."""
    for _, record in reader.index(EVERY_RECORD, *_SPAN):
        try:
            yield _opened(reader.checksums, record)
        except (Corrupt, Undecodable):  # the pass over all records tells of it
            continue


def last_seal(reader: Reader) -> Seal:
    """The last seal; the beginning of the journal if there is none.

    Raises:
        Corrupt: it is not what was written.
    """
    page = reader.store.scan(reader.partition, EVERY_RECORD, *_SPAN, 1, True)
    return _opened(reader.checksums, page.items[0][1]) if page.items else Seal(0, b"")


def keep_sealed(reader: Reader, source: Source, every: int = SEAL_EVERY) -> Seal | None:
    """Seal the journal if enough was added since the last seal; the new seal, if there is one.

    It is the last that `tick` does, and takes nothing back of what that did: what fails is logged, and tried
    again by the next one.
    """
    try:
        return _sealed(reader, source, every)
    except FriendlyServicesError as error:
        _LOG.warning("%s", Reason("city.not_sealed", why=error.reason))
        return None


def _sealed(reader: Reader, source: Source, every: int) -> Seal | None:
    head = reader.store.load(reader.partition, ()).head
    if head < every:
        return None
    last = last_seal(reader)
    if head - last.position < every:
        return None
    running, position = Running(last.digest), last.position
    for entry in reader.entries(after=position):
        reader.checksums.event_of(entry)
        if entry.position != position + 1:
            return None  # there is a gap, which is for `verify` to tell
        position += 1
        running.entry(entry)
    seal = attrs.evolve(last, position=position, digest=running.digest)
    return seal if write(source, seal) else None


def write(source: Source, seal: Seal) -> bool:
    """Keep a seal; False if another process has just made one there."""
    key = (SEAL, f"{seal.position:019}")
    (before,) = source.store.load(source.partition, (key,)).records
    try:
        source.commit("seal", Put(key, before.version if before else 0, _SEAL.encode(seal)))
    except Conflict:
        return False
    return True


_SPAN: Final = (f"{SEAL}\0".encode(), f"{SEAL}\1".encode())


def _opened(checksums: Checksums, record: Record) -> Seal:
    return _SEAL.decode(checksums.body_of(record) or b"")
