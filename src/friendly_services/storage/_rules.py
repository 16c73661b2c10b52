"""What every store must refuse and answer in the same words, whatever it keeps its bytes in.

A store's author calls `check_batch` before anything else, `replay_of` once the tokens are looked up,
`changed`, `check_privacy` and `check_claims` once the records are, in this order; `journal_of` and
`new_version` to write, and `cursor` for the pages of a scan.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final

from ..errors import Invalid, Problem
from ..ids import Key, is_id
from ..text import Reason
from ._contract import (
    Batch,
    Committed,
    Conflict,
    IndexKey,
    Limits,
    Put,
    Receipt,
    TokenReused,
    TooLarge,
    Unique,
)

__all__ = [
    "changed",
    "check_batch",
    "check_claims",
    "check_privacy",
    "cursor",
    "cursor_at",
    "journal_of",
    "new_version",
    "record_key",
    "replay_of",
    "sorted_index",
]

_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
_TOKEN: Final = range(16, 65)
_DIGEST: Final = 32
_BY: Final = 256
"""Bytes of the actor's reference."""
_TOP: Final = 2**63


def check_batch(batch: Batch, limits: Limits) -> int:
    """Refuse a batch that no store could take, or that is over these limits; else its size in bytes."""
    problems = [Problem(field, Reason(code, **values)) for field, code, values in _malformed(batch)]
    if problems:
        raise Invalid(tuple(problems))
    size = 0
    for n, command in enumerate(batch.commands):
        result = len(command.result)
        if result > limits.result_bytes:
            raise TooLarge(f"commands.{n}.result", result, limits.result_bytes)
        size += result
    if len(batch.puts) > limits.puts:
        raise TooLarge("puts", len(batch.puts), limits.puts)
    for n, put in enumerate(batch.puts):
        body = len(put.body or b"")
        if body > limits.body_bytes:
            raise TooLarge(f"puts.{n}.body", body, limits.body_bytes)
        if len(put.index) > limits.index_keys:
            raise TooLarge(f"puts.{n}.index", len(put.index), limits.index_keys)
        size += body
        for entry in put.index:
            key = len(entry.key)
            if key > limits.key_bytes:
                raise TooLarge(f"puts.{n}.index.{entry.name}", key, limits.key_bytes)
            size += key
        for _, event in put.events:
            size += len(event)
    if size > limits.batch_bytes:
        raise TooLarge("batch", size, limits.batch_bytes)
    return size


_Found = tuple[str, str, dict[str, object]]


def _malformed(batch: Batch) -> list[_Found]:
    """What no store could take; every commit passes here, hence as few calls as can be."""
    found: list[_Found] = []
    commands = len(batch.commands)
    if not _is_name(batch.partition):
        found.append(("partition", "id.malformed", {"value": batch.partition}))
    if not commands:
        found.append(("commands", "value.missing", {}))
    tokens: set[bytes] = set()
    for n, command in enumerate(batch.commands):
        token = command.token
        if len(token) not in _TOKEN:
            found.append((f"commands.{n}.token", "storage.token_length", {"size": len(token)}))
        if token in tokens:
            found.append((f"commands.{n}.token", "storage.token_twice", {}))
        tokens.add(token)
        if len(command.digest) != _DIGEST:
            found.append((f"commands.{n}.digest", "storage.digest_length", {"size": len(command.digest)}))
        if not _is_text(command.by):
            found.append((f"commands.{n}.by", "storage.actor", {"value": command.by}))
        if not (0 <= command.now < _TOP and 0 <= command.pack < _TOP):
            found.append((f"commands.{n}", "storage.number", {}))
    keys: set[Key] = set()
    for n, put in enumerate(batch.puts):
        key = put.key
        if not _is_key(key):
            found += _malformed_key(f"puts.{n}.key", key)
        if key in keys:
            found.append((f"puts.{n}.key", "storage.key_twice", {"key": key}))
        keys.add(key)
        if not 0 <= put.base < _TOP:
            found.append((f"puts.{n}.base", "storage.number", {}))
        before = 0
        for place, _ in put.events:
            if not 0 <= place < commands:
                found.append((f"puts.{n}.events", "storage.no_such_command", {"commands": commands}))
            if place < before:
                found.append((f"puts.{n}.events", "storage.events_order", {}))
            before = place
        if put.private and put.events:
            found.append((f"puts.{n}.events", "storage.private_events", {}))
        if put.rewrite and (put.events or not put.base):
            found.append((f"puts.{n}.rewrite", "storage.rewrite", {}))
        if put.index:
            if put.body is None:
                found.append((f"puts.{n}.index", "storage.erased_index", {}))
            if not _is_index(put.index):
                found.append((f"puts.{n}.index", "storage.index", {}))
    for n, (key, version) in enumerate(batch.expect):
        if not _is_key(key):
            found += _malformed_key(f"expect.{n}", key)
        if not 0 <= version < _TOP:
            found.append((f"expect.{n}", "storage.number", {}))
    return found


def _is_index(index: Iterable[IndexKey]) -> bool:
    """Whether every entry has a name and a key, and no two have the same."""
    places = set()
    for entry in index:
        place = name, key = entry.name, entry.key
        if not key or not _is_name(name) or place in places:
            return False
        places.add(place)
    return True


def _malformed_key(at: str, key: Key) -> list[_Found]:
    kind, name = key
    found: list[_Found] = []
    if not _is_kind(kind):
        found.append((at, "storage.kind", {"value": kind}))
    if not is_id(name):
        found.append((at, "id.malformed", {"value": name}))
    return found


@lru_cache(4_096)  # a city's busiest records come again and again
def _is_key(key: Key) -> bool:
    kind, name = key
    return _is_kind(kind) and is_id(name)


@lru_cache(1_024)  # there are few
def _is_kind(kind: str) -> bool:
    return _KIND.fullmatch(kind) is not None


_is_name: Final = lru_cache(1_024)(is_id)
"""Whether a store takes this as the name of an index or a partition; again, there are few."""


def _is_text(text: str) -> bool:
    try:
        return len(text.encode()) <= _BY
    except UnicodeEncodeError:
        return False


def replay_of(batch: Batch, known: Sequence[Committed | None]) -> Receipt | None:
    """The first receipt if these commands were committed together before, None if none of them ever was.

    Args:
        batch: what is to be committed.
        known: what was found under the token of each command.

    Raises:
        TokenReused: a token was used for another command.
        Conflict: some of the commands are known and some are not, or they come from several commits.
    """
    for command, before in zip(batch.commands, known, strict=True):
        if before is not None and before.command.digest != command.digest:
            raise TokenReused(command.token)
    found = [before for before in known if before is not None]
    if not found:
        return None
    receipt = found[0].receipt
    together = all(before.receipt == receipt for before in found)
    if len(found) < len(known) or not together or receipt.results != tuple(x.command.result for x in found):
        raise Conflict(())
    return receipt


def changed(batch: Batch, version: Callable[[Key], int]) -> tuple[Key, ...]:
    """The keys whose version is not what the batch read, in the batch's order."""
    stale: dict[Key, None] = {}
    for put in batch.puts:
        if version(put.key) != put.base:
            stale[put.key] = None
    for key, seen in batch.expect:
        if version(key) != seen:
            stale[key] = None
    return tuple(stale)


def check_claims(batch: Batch, holder: Callable[[str, bytes], Key | None]) -> None:
    """Refuse a unique index entry that two records would hold once the batch is written.

    Args:
        batch: what is to be committed.
        holder: the record that holds the unique entry of this name and key before the batch.
    """
    putting = {put.key for put in batch.puts}
    claimed: dict[tuple[str, bytes], Key] = {}
    for put in batch.puts:
        claims = [entry for entry in put.index if entry.unique]
        for entry in sorted_index(claims) if len(claims) > 1 else claims:
            before = holder(entry.name, entry.key)
            if before is not None and before not in putting:
                raise Unique(entry.name, entry.key)
            if claimed.setdefault((entry.name, entry.key), put.key) != put.key:
                raise Unique(entry.name, entry.key)


def check_privacy(batch: Batch, private: Callable[[Key], bool]) -> None:
    """Refuse to make a private record public, or a public one private."""
    for n, put in enumerate(batch.puts):
        if put.base and put.private != private(put.key):
            raise Invalid.at(f"puts.{n}.private", "storage.private_changed")


def new_version(put: Put) -> int:
    """The record's version once it is put."""
    return put.base if put.rewrite else put.base + max(1, len(put.events))


def journal_of(batch: Batch) -> list[tuple[Put, int, int, bytes]]:
    """What the batch adds to the journal, in its order there: command by command, and within one put by put.

    Each with the put it belongs to, the record's version after it, the command's place and the event.
    """
    entries = [
        (put, version, command, event)
        for put in batch.puts
        for version, (command, event) in enumerate(put.events, start=put.base + 1)
    ]
    if len(batch.commands) > 1:
        entries.sort(key=lambda entry: entry[2])
    return entries


def record_key(key: Key) -> bytes:
    r"""Where a record stands in the index of every record.

    >>> record_key(("merchant", "m-7"))
    b'merchant\x00m-7'
    """
    return b"\0".join(part.encode() for part in key)


def sorted_index(index: Iterable[IndexKey]) -> list[IndexKey]:
    """Index entries in the order in which a store claims them."""
    return sorted(index, key=lambda entry: (entry.name, entry.key))


def cursor(key: bytes, record: Key) -> bytes:
    """A place in an index, between this entry and the next: what a page's `next` holds."""
    return len(key).to_bytes(2, "big") + key + record_key(record)


def cursor_at(after: bytes) -> tuple[bytes, Key]:
    """The entry a cursor points behind; bytes that are no cursor are `Invalid`."""
    size = int.from_bytes(after[:2], "big")
    kind, mark, name = after[2 + size :].partition(b"\0")
    try:
        record = kind.decode(), name.decode()
    except UnicodeDecodeError:
        mark = b""
    if not mark or len(after) < 2 + size:
        raise Invalid.at("after", "storage.cursor")
    return after[2 : 2 + size], record
