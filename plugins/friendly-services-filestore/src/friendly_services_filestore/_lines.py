"""Lines of text that each vouch for themselves, and what a batch looks like as one."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from friendly_services.storage import Batch, Command, IndexKey, Put

__all__ = [
    "PrivateId",
    "batch_of",
    "has_private",
    "line_of",
    "plain_of",
    "private_id",
    "private_lines",
    "value_of",
]

PrivateId = tuple[str, str, str, str]
"""Which version of which private record: partition, token of the batch's first command, kind, id."""

CHECKSUM = 16
"""Characters of the SHA-256 that stand before a line's JSON."""


def line_of(value: Any) -> bytes:
    """A value as a line that vouches for itself."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return _checksum(text) + b" " + text + b"\n"


def value_of(line: bytes) -> Any:
    """The value of a line; `ValueError` if the line is not as it was written."""
    checksum, _, text = line.removesuffix(b"\n").partition(b" ")
    if checksum != _checksum(text):
        raise ValueError("the checksum does not fit")
    return json.loads(text)


def _checksum(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:CHECKSUM].encode()


def plain_of(batch: Batch) -> list[Any]:
    """What the journal keeps of a batch: neither private bodies, nor the guards, whose work is done."""
    commands = [
        [_text(c.token), _text(c.digest), c.by, c.pack, c.now, _text(c.result)] for c in batch.commands
    ]
    return [batch.partition, commands, [_plain_put(put) for put in batch.puts]]


def _plain_put(put: Put) -> list[Any]:
    if put.private:
        return [*put.key, put.base, False if put.body is None else None, [], None, 1, int(put.rewrite)]
    body = None if put.body is None else _text(put.body)
    events = [[place, _text(event)] for place, event in put.events]
    return [*put.key, put.base, body, events, _plain_index(put), 0, int(put.rewrite)]


def _plain_index(put: Put) -> list[Any]:
    return sorted([entry.name, _text(entry.key), int(entry.unique)] for entry in put.index)


def private_id(batch: Batch, put: Put) -> PrivateId:
    """Which version of which private record this batch puts."""
    return batch.partition, _text(batch.commands[0].token), *put.key


def private_lines(batch: Batch) -> dict[PrivateId, bytes]:
    """What the private file keeps of a batch."""
    kept = ((private_id(batch, put), put) for put in batch.puts if put.private and put.body is not None)
    return {which: line_of([*which, _text(put.body or b""), _plain_index(put)]) for which, put in kept}


def has_private(value: Any) -> bool:
    """Whether a line of the journal has a part in the private file."""
    _, _, puts = value
    return any(private and body is None for _, _, _, body, _, _, private, _ in puts)


def batch_of(value: Any, private: Mapping[PrivateId, bytes]) -> Batch:
    """The batch of a line in the journal, with empty bodies for what the private file no longer has."""
    partition, commands, puts = value
    sent = tuple(
        Command(b64decode(token), b64decode(digest), by, pack, now, b64decode(result))
        for token, digest, by, pack, now, result in commands
    )
    return Batch(partition, sent, tuple(_put_of(put, (partition, commands[0][0]), private) for put in puts))


def _put_of(plain: Any, batch: tuple[str, str], private: Mapping[PrivateId, bytes]) -> Put:
    kind, name, base, body, events, index, is_private, rewrite = plain
    which = (*batch, kind, name)
    if is_private and body is None:
        *_, body, index = value_of(private[which]) if which in private else ("", [])
    return Put(
        key=(kind, name),
        base=base,
        body=b64decode(body) if isinstance(body, str) else None,
        events=tuple((place, b64decode(event)) for place, event in events),
        index=frozenset(IndexKey(where, b64decode(key), bool(sole)) for where, key, sole in index or ()),
        private=bool(is_private),
        rewrite=bool(rewrite),
    )


def _text(data: bytes) -> str:
    return b64encode(data).decode()
