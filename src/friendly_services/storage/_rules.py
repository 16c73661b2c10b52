"""What every store must refuse and answer in the same words, whatever it keeps its bytes in.

A store's author calls `check_batch` before anything else, `replay_of` once the tokens are looked up,
`changed`, `check_privacy` and `check_claims` once the records are, in this order; `journal_of` and
`new_version` to write, and `cursor` for the pages of a scan.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
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
    size = sum(len(command.result) for command in batch.commands)
    for n, command in enumerate(batch.commands):
        _within(f"commands.{n}.result", len(command.result), limits.result_bytes)
    _within("puts", len(batch.puts), limits.puts)
    for n, put in enumerate(batch.puts):
        body = len(put.body or b"")
        keys = sum(len(entry.key) for entry in put.index)
        _within(f"puts.{n}.body", body, limits.body_bytes)
        _within(f"puts.{n}.index", len(put.index), limits.index_keys)
        for entry in put.index:
            _within(f"puts.{n}.index.{entry.name}", len(entry.key), limits.key_bytes)
        size += body + keys + sum(len(event) for _, event in put.events)
    _within("batch", size, limits.batch_bytes)
    return size


def _within(what: str, size: int, limit: int) -> None:
    if size > limit:
        raise TooLarge(what, size, limit)


_Found = tuple[str, str, dict[str, object]]


def _malformed(batch: Batch) -> Iterable[_Found]:
    if not is_id(batch.partition):
        yield "partition", "id.malformed", {"value": batch.partition}
    if not batch.commands:
        yield "commands", "value.missing", {}
    seen: set[bytes] = set()
    for n, command in enumerate(batch.commands):
        at = f"commands.{n}"
        if len(command.token) not in _TOKEN:
            yield f"{at}.token", "storage.token_length", {"size": len(command.token)}
        if command.token in seen:
            yield f"{at}.token", "storage.token_twice", {}
        seen.add(command.token)
        if len(command.digest) != _DIGEST:
            yield f"{at}.digest", "storage.digest_length", {"size": len(command.digest)}
        if not _is_text(command.by):
            yield f"{at}.by", "storage.actor", {"value": command.by}
        if not (0 <= command.now < _TOP and 0 <= command.pack < _TOP):
            yield at, "storage.number", {}
    put_keys: set[Key] = set()
    for n, put in enumerate(batch.puts):
        at = f"puts.{n}"
        yield from _malformed_key(f"{at}.key", put.key)
        if put.key in put_keys:
            yield f"{at}.key", "storage.key_twice", {"key": put.key}
        put_keys.add(put.key)
        yield from _malformed_put(at, put, len(batch.commands))
    for n, (key, version) in enumerate(batch.expect):
        yield from _malformed_key(f"expect.{n}", key)
        if not 0 <= version < _TOP:
            yield f"expect.{n}", "storage.number", {}


def _malformed_put(at: str, put: Put, commands: int) -> Iterable[_Found]:
    if not 0 <= put.base < _TOP:
        yield f"{at}.base", "storage.number", {}
    if not all(0 <= command < commands for command, _ in put.events):
        yield f"{at}.events", "storage.no_such_command", {"commands": commands}
    if any(later[0] < earlier[0] for earlier, later in pairwise(put.events)):
        yield f"{at}.events", "storage.events_order", {}
    if put.private and put.events:
        yield f"{at}.events", "storage.private_events", {}
    if put.rewrite and (put.events or not put.base):
        yield f"{at}.rewrite", "storage.rewrite", {}
    if put.body is None and put.index:
        yield f"{at}.index", "storage.erased_index", {}
    names = {(entry.name, entry.key) for entry in put.index}
    if len(names) < len(put.index) or not all(is_id(entry.name) and entry.key for entry in put.index):
        yield f"{at}.index", "storage.index", {}


def _malformed_key(at: str, key: Key) -> Iterable[_Found]:
    kind, name = key
    if _KIND.fullmatch(kind) is None:
        yield at, "storage.kind", {"value": kind}
    if not is_id(name):
        yield at, "id.malformed", {"value": name}


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
    put = (put.key for put in batch.puts if version(put.key) != put.base)
    expected = (key for key, seen in batch.expect if version(key) != seen)
    return tuple(dict.fromkeys((*put, *expected)))


def check_claims(batch: Batch, holder: Callable[[str, bytes], Key | None]) -> None:
    """Refuse a unique index entry that two records would hold once the batch is written.

    Args:
        batch: what is to be committed.
        holder: the record that holds the unique entry of this name and key before the batch.
    """
    putting = {put.key for put in batch.puts}
    claimed: dict[tuple[str, bytes], Key] = {}
    for put in batch.puts:
        for entry in sorted_index(entry for entry in put.index if entry.unique):
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
    return sorted(entries, key=lambda entry: entry[2])


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
