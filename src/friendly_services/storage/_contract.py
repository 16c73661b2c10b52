"""The Store's contract: seven methods, one of which writes, and the thirteen guarantees behind them.

A store keeps bytes. It never decodes a body or an event, knows no merchant and no rule, and takes every
partition (a city's register and ledger) for itself.
"""

from typing import Final, Literal, Protocol, runtime_checkable

import attrs

from ..errors import FriendlyServicesError
from ..ids import Key
from ..text import Reason

__all__ = [
    "EVERY_RECORD",
    "PROTOCOL",
    "Batch",
    "Command",
    "Committed",
    "Conflict",
    "Corrupt",
    "Entry",
    "Indeterminate",
    "IndexKey",
    "Limits",
    "Loaded",
    "Page",
    "Purging",
    "Put",
    "Receipt",
    "Record",
    "Store",
    "StoreError",
    "StoreInfo",
    "TokenReused",
    "TooLarge",
    "Unavailable",
    "Unique",
]

PROTOCOL: Final = 1
"""The contract's number, 1; a store states the one it was written for."""

EVERY_RECORD: Final = ""
"""The index every store keeps unasked, its name empty: each record once, erased or not, by `record_key`."""


@attrs.frozen
class IndexKey:
    """One entry of a record in an index, compared as unsigned bytes.

    Two records of a partition may hold the same entry unless both say that it is unique.
    """

    name: str
    key: bytes
    unique: bool = False


@attrs.frozen
class Command:
    """The row kept for every command, as long as the journal is kept."""

    token: bytes
    """16 to 64 bytes: one commit per (partition, token), for ever."""
    digest: bytes
    """SHA-256 of the canonical command without its private fields: the same token must bring the same one."""
    by: str
    pack: int
    now: int
    """Microseconds UTC by the caller's clock: what the rules read."""
    result: bytes = b""
    """Given back on replay; also how a refusal is remembered."""


@attrs.frozen
class Put:
    """One record after the change.

    Its new version is `base + max(1, len(events))`, or `base` on a rewrite.
    """

    key: Key
    base: int
    """The version that was read; 0 means the record must not exist."""
    body: bytes | None
    """None erases: the body and the index entries go, the version goes on."""
    events: tuple[tuple[int, bytes], ...] = ()
    """(place of the command in the batch, encoded event), in the order of the commands: the journal tells one
    command after the other, and of each what it did put by put."""
    index: frozenset[IndexKey] = frozenset()
    private: bool = False
    """Kept apart, without events, so that it can really be erased; settled when the record is made."""
    rewrite: bool = False
    """Body and index entries replaced, version and time kept, no event: rebuild and re-index."""


@attrs.frozen
class Batch:
    """What one commit writes, all of it or nothing."""

    partition: str
    commands: tuple[Command, ...]
    """At least one, no token twice."""
    puts: tuple[Put, ...] = ()
    """No key twice."""
    expect: tuple[tuple[Key, int], ...] = ()
    """Guards: records read and not written, with the version seen (0: still absent)."""


@attrs.frozen
class Receipt:
    """What a commit did: its positions in the journal (first > last if it wrote no event) and its time."""

    partition: str
    first: int
    last: int
    at: int
    """Microseconds UTC: max(caller's now, the partition's last commit), so it never goes back."""
    results: tuple[bytes, ...] = ()
    replayed: bool = False


@attrs.frozen
class Committed:
    """A command that was committed before, with the receipt of its commit (`replayed` is set)."""

    command: Command
    receipt: Receipt


@attrs.frozen
class Record:
    """A record as it stands; `body` is None once it was erased."""

    key: Key
    version: int
    body: bytes | None
    at: int


@attrs.frozen
class Loaded:
    """One snapshot: the records asked for, in the order asked, and what became of the tokens asked for."""

    records: tuple[Record | None, ...]
    committed: tuple[Committed | None, ...]
    head: int
    """The partition's last position, 0 if it has none."""
    at: int
    """The time of its last commit, 0 if it has none."""


@attrs.frozen
class Entry:
    """One event in the journal."""

    position: int
    at: int
    key: Key
    version: int
    """The record's version once this event was applied."""
    event: bytes
    command: Command


@attrs.frozen
class Page:
    """Part of an index, in its order; `next` is the cursor for the following page, None at the end."""

    items: tuple[tuple[IndexKey, Record], ...]
    next: bytes | None


@attrs.frozen
class Limits:
    """What a store takes at most; none may promise less than these."""

    puts: int = 4_096
    batch_bytes: int = 8 * 1024 * 1024
    """Bodies, events, index keys and results together."""
    body_bytes: int = 1024 * 1024
    index_keys: int = 32
    key_bytes: int = 256
    result_bytes: int = 4_096


@attrs.frozen
class StoreInfo:
    """What a store says of itself."""

    name: str
    durability: Literal["power", "process", "none"]
    """What a commit that returned survives: loss of power, kill -9 of the process, or neither."""
    limits: Limits = Limits()
    protocol: int = PROTOCOL
    notes: tuple[str, ...] = ()
    """What an operator should know, such as a version of the engine with a known fault."""
    erasure: Reason | None = None
    """How long a private body may still lie in the store's files once its erasure was committed."""


@attrs.define(slots=False)
class StoreError(FriendlyServicesError):
    """The base of the seven errors a store raises, and no others."""

    code = "storage.error"


@attrs.define(slots=False)
class Conflict(StoreError):
    """A record changed since it was read: nothing was written; load and decide again."""

    code = "storage.conflict"

    keys: tuple[Key, ...]


@attrs.define(slots=False)
class TokenReused(StoreError):
    """The same token came with another command."""

    code = "storage.token_reused"

    token: bytes


@attrs.define(slots=False)
class Unique(StoreError):
    """Another record holds this unique index entry."""

    code = "storage.unique"

    index: str
    key: bytes


@attrs.define(slots=False)
class TooLarge(StoreError):
    """The batch or a part of it is over the store's limits."""

    code = "storage.too_large"

    what: str
    """Where in the batch, such as `puts.3.body`."""
    size: int
    limit: int


@attrs.define(slots=False)
class Unavailable(StoreError):
    """Surely not committed: the store cannot be reached or written, or its lock was not free in time."""

    code = "storage.unavailable"

    why: Reason


@attrs.define(slots=False)
class Indeterminate(StoreError):
    """Perhaps committed: send the same batch again and the token will tell."""

    code = "storage.indeterminate"

    why: Reason


@attrs.define(slots=False)
class Corrupt(StoreError):
    """What is stored is not what was written: stop and call a person."""

    code = "storage.corrupt"

    why: Reason


@runtime_checkable
class Store(Protocol):
    """Where a city's records, journal and commands are kept. Threads and processes may share one.

    A store raises the seven errors above; a malformed argument, which no store could take, is `Invalid`.
    Where several apply, the first of these counts: `Invalid`, `TooLarge`, `TokenReused`, a replay,
    `Conflict`, `Unique`.

    - **G1** All or nothing.
    - **G2** Every check and write of a commit is one serial step of its partition.
    - **G3** Unique entries are claimed in that step.
    - **G4** One commit per (partition, token): a replay gives the first receipt even when `base` is stale.
    - **G5** Returned means it survives what `describe().durability` says.
    - **G6** Positions are 1, 2, 3 … without gaps in commit order; once position n was seen nothing appears at
      or before it.
    - **G7** `load` is one snapshot; a commit that returned is seen by every later load of any process.
    - **G8** `scan` is complete and in byte order; a record that does not change while paging comes exactly
      once.
    - **G9** Bytes come back bit by bit.
    - **G10** Threads and processes may share it; a forked child reopens by itself.
    - **G11** `at` never goes back.
    - **G12** An erased body cannot be reached by any method, and no file holds it any more if it was private.
    - **G13** Nothing is promised across partitions.
    """

    def describe(self) -> StoreInfo:
        """What this store is, promises and takes at most."""
        ...

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        """Records and past commands, in one snapshot."""
        ...

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """Write all of the batch or nothing of it.

        Args:
            batch: what to write. If these very commands were committed together before, their receipt is
                returned with `replayed` set and nothing is written, whatever the puts say; if only some of
                them were, or not together, `Conflict`: load them and leave them out.
            deadline: seconds from the call after which waiting for a lock ends in `Unavailable`.
        """
        ...

    def scan(
        self,
        partition: str,
        index: str,
        lo: bytes,
        hi: bytes | None,
        limit: int,
        reverse: bool = False,
        after: bytes | None = None,
    ) -> Page:
        """Records with `lo <= key < hi` in that index (`hi` None: to the end), by key, then by kind and id.

        `after` is the `next` of the page before: an opaque cursor that stays good while records change.
        """
        ...

    def read(
        self,
        partition: str,
        after: int,
        limit: int,
        key: Key | None = None,
        kind: str | None = None,
        upto: int | None = None,
    ) -> tuple[Entry, ...]:
        """Journal entries at positions above `after`, in order.

        Of one record or one kind if asked, and committed by `upto` (microseconds UTC) if given.
        """
        ...

    def partitions(self, after: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Names above `after`, in order, each with its head."""
        ...

    def close(self) -> None:
        """Let go of files and connections; twice is fine."""
        ...


@runtime_checkable
class Purging(Protocol):
    """A store that can be told to make what was erased physically gone now."""

    def purge(self, deadline: float) -> bool:
        """Whether no file of the store holds anything erased any more; False while a reader still needs it.

        Args:
            deadline: seconds from the call after which waiting for a lock ends in `Unavailable`.
        """
        ...
