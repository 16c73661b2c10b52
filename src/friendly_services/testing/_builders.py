"""Batches for tests, from the few things a test is about."""

import hashlib
from collections.abc import Iterable, Mapping

from ..ids import Key
from ..storage import Batch, Command, IndexKey, Put

__all__ = ["batch", "command", "put", "token"]

NOON = 1_772_366_400_123_457
"""Just after noon of 2026-03-01 UTC in microseconds: when batches are sent unless a test says otherwise."""


def token(once: str) -> bytes:
    """The token under which a command of this name is known."""
    return hashlib.sha256(once.encode()).digest()


def command(once: str, *, now: int = NOON, result: bytes = b"", digest: str = "") -> Command:
    """A command known by `once`; `digest` makes it another command under the same token."""
    what = hashlib.sha256(f"command {once} {digest}".encode()).digest()
    return Command(token(once), what, by="officer-1", pack=1, now=now, result=result)


def put(
    key: str | Key,
    base: int = 0,
    body: bytes | None = b"body",
    *,
    events: Iterable[bytes] = (b"event",),
    index: Mapping[str, bytes] | None = None,
    unique: Mapping[str, bytes] | None = None,
    private: bool = False,
    rewrite: bool = False,
    of: int = 0,
) -> Put:
    """One record after the change; a bare id is a merchant's, and the events are those of command `of`."""
    entries = [IndexKey(name, where) for name, where in (index or {}).items()]
    entries += [IndexKey(name, where, unique=True) for name, where in (unique or {}).items()]
    return Put(
        key=("merchant", key) if isinstance(key, str) else key,
        base=base,
        body=body,
        events=() if private or rewrite else tuple((of, event) for event in events),
        index=frozenset(entries),
        private=private,
        rewrite=rewrite,
    )


def batch(
    once: str,
    *puts: Put,
    expect: Mapping[Key, int] | None = None,
    now: int = NOON,
    result: bytes = b"",
    digest: str = "",
    partition: str = "banan",
) -> Batch:
    """One command and what it writes."""
    made = command(once, now=now, result=result, digest=digest)
    return Batch(partition, (made,), puts, tuple((expect or {}).items()))
