"""One commit: a batch as parameters of one statement, and what became of it."""

from collections.abc import Iterable, Sequence
from typing import Final

from friendly_services.ids import Key
from friendly_services.storage import (
    Batch,
    IndexKey,
    Put,
    Receipt,
    journal_of,
    new_version,
    sorted_index,
)

from ._arrays import INT8, Byteas, Int8s, Texts

__all__ = [
    "SOLE",
    "claims_of",
    "entry_of",
    "index_key_of",
    "is_simple",
    "parameters_of",
    "receipt_of",
    "simple_parameters_of",
]

SOLE: Final = b"\x01"
_SHARED: Final = b"\x00"
_int8: Final = INT8.pack
_FEW: Final = 32
"""Guards that are looked up by their place in a column, which takes the longer the further it is."""


def entry_of(name: str, key: bytes) -> bytes:
    """An index entry as the tables keep it: no name begins another's entries, since names hold no 0."""
    return b"%s\x00%s" % (name.encode(), key)


def index_key_of(entry: bytes, sole: bool) -> IndexKey:
    """The index entry again."""
    name, _, key = entry.partition(b"\0")
    return IndexKey(name.decode(), key, sole)


def is_simple(batch: Batch) -> bool:
    """Whether this is one command that puts one public record."""
    if len(batch.commands) != 1 or len(batch.puts) != 1 or len(batch.expect) > _FEW:
        return False
    (put,) = batch.puts
    return not put.private and not put.rewrite


def simple_parameters_of(batch: Batch) -> dict[str, bytes | None]:
    """What the statement takes that commits one command with one record."""
    (command,), (put,) = batch.commands, batch.puts
    entries, keys, claims = [], [], []
    for index in put.index:
        entry = entry_of(index.name, index.key)
        entries.append(entry)
        keys.append((SOLE if index.unique else _SHARED) + entry)
        if index.unique:
            claims.append(entry)
    return {
        "partition": batch.partition.encode(),
        "token": command.token,
        "digest": command.digest,
        "actor": command.by.encode(),
        "pack": _int8(command.pack),
        "now": _int8(command.now),
        "result": command.result,
        "kind": put.key[0].encode(),
        "id": put.key[1].encode(),
        "base": _int8(put.base),
        "version": _int8(new_version(put)),
        "body": put.body,
        "count": _int8(len(put.events)),
        "events": Byteas([event for _, event in put.events]),
        "entries": Byteas(entries),
        "keys": Byteas(keys),
        "claims": Byteas(claims),
        "guard_kinds": Texts([key[0] for key, _ in batch.expect]),
        "guard_ids": Texts([key[1] for key, _ in batch.expect]),
        "guard_versions": Int8s([version for _, version in batch.expect]),
    }


def parameters_of(batch: Batch) -> dict[str, bytes | None]:
    """What the statement that commits takes: columns of commands, guards, puts, index entries and events."""
    commands, puts = batch.commands, batch.puts
    tokens = Byteas([command.token for command in commands])
    parameters: dict[str, bytes | None] = {
        "partition": batch.partition.encode(),
        "now": _int8(max([command.now for command in commands])),
        "tokens": tokens,
        "digests": Byteas([command.digest for command in commands]),
        "actors": Byteas([command.by.encode() for command in commands]),
        "packs": Int8s([command.pack for command in commands]),
        "nows": Int8s([command.now for command in commands]),
        "results": Byteas([command.result for command in commands]),
        "guard_kinds": Texts([key[0] for key, _ in batch.expect]),
        "guard_ids": Texts([key[1] for key, _ in batch.expect]),
        "guard_versions": Int8s([version for _, version in batch.expect]),
    }
    last = _write_entries(parameters, batch)
    _write_puts(parameters, puts, last)
    return parameters


def _write_entries(parameters: dict[str, bytes | None], batch: Batch) -> dict[Key, int]:
    """Add the columns of events; answer with each record's last one, the first of the batch being 1."""
    entries = journal_of(batch)
    places = {put.key: n for n, put in enumerate(batch.puts, start=1)}
    last: dict[Key, int] = {}
    previous = []
    for n, (put, *_) in enumerate(entries, start=1):
        previous.append(last.get(put.key, 0))
        last[put.key] = n
    parameters |= {
        "count": _int8(len(entries)),
        "entry_kinds": Texts([put.key[0] for put, *_ in entries]),
        "entry_ids": Texts([put.key[1] for put, *_ in entries]),
        "entry_versions": Int8s([version for _, version, _, _ in entries]),
        "entry_previous": Int8s(previous),
        "entry_puts": Int8s([places[put.key] for put, *_ in entries]),
        "entry_tokens": Byteas([batch.commands[command].token for _, _, command, _ in entries]),
        "entry_events": Byteas([event for *_, event in entries]),
    }
    return last


def _write_puts(parameters: dict[str, bytes | None], puts: Sequence[Put], last: dict[Key, int]) -> None:
    kinds: list[str] = []
    ids: list[str] = []
    packed: list[bytes] = []
    secret: list[int] = []
    claims: list[bytes] = []
    starts, ends = [], []
    for put in puts:
        starts.append(len(packed) + 1)
        for index in sorted_index(put.index) if len(put.index) > 1 else put.index:
            entry = entry_of(index.name, index.key)
            kinds.append(put.key[0])
            ids.append(put.key[1])
            packed.append((SOLE if index.unique else _SHARED) + entry)
            secret.append(put.private)
            if index.unique:
                claims.append(entry)
        ends.append(len(packed))
    parameters |= {
        "put_kinds": Texts([put.key[0] for put in puts]),
        "put_ids": Texts([put.key[1] for put in puts]),
        "put_bases": Int8s([put.base for put in puts]),
        "put_versions": Int8s([new_version(put) for put in puts]),
        "put_lasts": Int8s([last.get(put.key, 0) for put in puts]),
        "put_bodies": Byteas([put.body for put in puts]),
        "put_secret": Int8s([put.private for put in puts]),
        "put_rewrites": Int8s([put.rewrite for put in puts]),
        "put_from": Int8s(starts),
        "put_to": Int8s(ends),
        "key_kinds": Texts(kinds),
        "key_ids": Texts(ids),
        "key_packed": Byteas(packed),
        "key_secret": Int8s(secret),
        "claims": Byteas(claims),
        "clash": b"\1" if len(set(claims)) < len(claims) else b"\0",
    }


def claims_of(batch: Batch) -> Iterable[bytes]:
    """The unique entries that a batch claims, as the tables keep them."""
    return [entry_of(index.name, index.key) for put in batch.puts for index in put.index if index.unique]


def receipt_of(batch: Batch, head: int, at: int) -> Receipt:
    """What a commit did that found the journal's head there."""
    count = sum([len(put.events) for put in batch.puts])
    results = tuple([command.result for command in batch.commands])
    return Receipt(batch.partition, head + 1, head + count, at, results)
