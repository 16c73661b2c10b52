"""Commits that change records without events: positions of consumers, waiting messages, seals."""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Final

import attrs

from ..codec import value_codec
from ..ids import Key
from ._checksums import Checksums
from ._contract import Batch, Command, Put
from ._rules import new_version

__all__ = ["Written", "eventless", "written_by"]

_MARK: Final = b"\x02"
"""First byte of the result; a city's own commands have another."""
_AT_ONCE: Final = 40
"""Records told of in one command's result, which a store takes 4,096 bytes of."""


@attrs.frozen
class Written:
    """What a command did to a record, since no event says so."""

    key: Key
    version: int
    erased: bool


@attrs.frozen
class _Told:
    """What stands in a command's result."""

    written: tuple[Written, ...]


_CODEC: Final = value_codec(_Told)


def eventless(partition: str, why: str, puts: Sequence[Put], now: int) -> Batch:
    """A batch that writes these records, with a command whose result names each with its new version.

    So a record that is gone, or as it was before, is found missing like one that events have made. What is
    only rewritten has no new version, and is not named.

    Args:
        partition: where they are.
        why: what it is done for.
        puts: the records, with bodies as they are before the checksum.
        now: microseconds UTC.
    """
    checksums = Checksums(partition)
    puts = sorted(puts, key=lambda put: put.key)
    content = b"".join(put.body or b"" for put in puts)
    digest = hashlib.sha256(why.encode() + content).digest()
    written = [Written(put.key, new_version(put), put.body is None) for put in puts if not put.rewrite]
    rows = []
    for n in range(0, max(len(written), 1), _AT_ONCE):
        told = _MARK + _CODEC.encode(_Told(tuple(written[n : n + _AT_ONCE])))
        row = Command(secrets.token_bytes(16), digest, "system", 0, now, told)
        rows.append(checksums.command(row))
    checked = tuple(
        put
        if put.body is None
        else attrs.evolve(put, body=checksums.body(put.key, new_version(put), put.body))
        for put in puts
    )
    return Batch(partition, tuple(rows), checked)


def written_by(result: bytes) -> tuple[Written, ...]:
    """What the command with this result did without events; nothing, of a city's own commands."""
    return _CODEC.decode(result[1:]).written if result[:1] == _MARK else ()
