"""A checksum in all that a city stores, so that a store which returns a changed bit is noticed.

The store below is another's work, and so are the disk and the file system under it. Some of them check what
they read and some do not; a city therefore checks for itself, whatever store it is kept in.
"""

from hashlib import blake2b
from typing import Final

import attrs

from ..ids import Key
from ..text import Reason
from ._contract import Command, Corrupt, Entry, Record

__all__ = ["Checksums"]

_SIZE: Final = 8
"""Bytes: a changed item passes once in 2**64 times."""


@attrs.frozen
class Checksums:
    """Adds a checksum to what is stored in one partition, and takes it off again.

    It is the first 8 bytes of BLAKE2b over the content and the place where it belongs: for a body its key and
    version; for an event also its command; for a command every field of its row, so that its result vouches
    for all of it. Content that turns up in another place is noticed like content that was changed. What the
    store alone knows, positions and times, follows from the rest: `City.verify` compares it.

    It is no signature: whoever can write to the store can make another.

    >>> from friendly_services.storage import Record
    >>> here = Checksums("banan")
    >>> stored = here.body(("merchant", "m-7"), 1, b"open")
    >>> here.body_of(Record(("merchant", "m-7"), 1, stored, at=0))
    b'open'
    >>> here.body_of(Record(("merchant", "m-8"), 1, stored, at=0))
    Traceback (most recent call last):
    ...
    friendly_services.storage._contract.Corrupt: what is stored is not what was written: ...
    """

    partition: str

    def body(self, key: Key, version: int, content: bytes) -> bytes:
        """What is stored as the body of this record at this version."""
        return content + _sum(f"r\0{self.partition}\0{key[0]}\0{key[1]}\0{version}", content)

    def body_of(self, record: Record) -> bytes | None:
        """The content of a record; None once it was erased.

        Raises:
            Corrupt: it is not what was written.
        """
        if record.body is None:
            return None
        content = record.body[:-_SIZE]
        if record.body != self.body(record.key, record.version, content):
            kind, id_ = record.key
            raise Corrupt(Reason("storage.record_changed", kind=kind, id=id_, version=record.version))
        return content

    def event(self, key: Key, version: int, token: bytes, content: bytes) -> bytes:
        """What is stored as the event by which the command with this token brings a record to a version."""
        return content + _sum(f"e\0{self.partition}\0{key[0]}\0{key[1]}\0{version}", token, content)

    def event_of(self, entry: Entry) -> bytes:
        """The content of an entry's event.

        Raises:
            Corrupt: it is not what was written.
        """
        content = entry.event[:-_SIZE]
        if entry.event != self.event(entry.key, entry.version, entry.command.token, content):
            kind, id_ = entry.key
            raise Corrupt(Reason("storage.entry_changed", position=entry.position, kind=kind, id=id_))
        return content

    def command(self, row: Command) -> Command:
        """The row that is stored for a command."""
        result = row.result + self._of(row, row.result)
        return Command(row.token, row.digest, row.by, row.pack, row.now, result)

    def result_of(self, command: Command) -> bytes:
        """The result of a command as it was, once its whole row was found to be.

        Raises:
            Corrupt: the row is not what was written.
        """
        content = command.result[:-_SIZE]
        if command.result != content + self._of(command, content):
            raise Corrupt(Reason("storage.command_changed", token=command.token.hex(), by=command.by))
        return content

    def _of(self, row: Command, result: bytes) -> bytes:
        sizes = f"{len(row.token)}\0{len(row.by)}"
        place = f"c\0{self.partition}\0{row.pack}\0{row.now}\0{sizes}\0{row.by}"
        return _sum(place, row.token, row.digest, result)


def _sum(place: str, *parts: bytes) -> bytes:
    """The checksum; the sizes of the place and of all parts but the last are known from the place itself."""
    return blake2b(
        b"".join((place.encode("utf-8", "surrogatepass"), b"\0", *parts)), digest_size=_SIZE
    ).digest()
