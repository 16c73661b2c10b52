"""A right store, plain enough to be spoilt one step at a time, on a disk that several handles can share."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import attrs

from friendly_services.ids import Key
from friendly_services.storage import (
    EVERY_RECORD,
    Batch,
    Commit,
    Committed,
    Conflict,
    Entry,
    Indeterminate,
    IndexKey,
    Loaded,
    Page,
    Put,
    Receipt,
    Record,
    Row,
    StoreInfo,
    Unavailable,
    changed,
    check_batch,
    check_claims,
    check_privacy,
    cursor,
    cursor_at,
    journal_of,
    new_version,
    record_key,
    replay_of,
)
from friendly_services.testing import Fault
from friendly_services.text import Reason


@attrs.frozen
class State:
    """Everything of one partition, replaced as a whole."""

    head: int = 0
    at: int = 0
    rows: Mapping[Key, Row] = attrs.field(factory=dict)
    journal: tuple[Entry, ...] = ()
    commands: Mapping[bytes, Committed] = attrs.field(factory=dict)
    commits: tuple[Commit, ...] = ()

    def version(self, key: Key) -> int:
        """The version of a record that stands, 0 if there is none."""
        row = self.rows.get(key)
        return row.record.version if row else 0


@attrs.define
class Disk:
    """What outlives a handle: it can be slow, break, be full, and let somebody else in between two calls."""

    states: dict[str, State] = attrs.Factory(dict)
    lock: threading.Lock = attrs.Factory(threading.Lock)
    fault: Fault = attrs.Factory(Fault)
    slow: bool = False
    full: bool = False
    newer: bool = False
    leftovers: list[bytes] = attrs.Factory(list)
    """Pages nobody refers to any more."""
    memory: dict[str, object] = attrs.Factory(dict)
    """What a process knows beside the disk: lost when it ends."""
    visitor: Callable[[], None] | None = None
    visit_at: int = 0

    def call(self, do: Callable[[], None]) -> None:
        """One call that keeps something."""
        self.visit_at -= 1
        if self.visit_at == 0 and self.visitor:
            self.visitor()
        if self.slow:
            threading.Event().wait(0.0004)  # a gap that a race falls into
        if self.full:
            raise OSError("no space left")
        self.fault.around(do, OSError("input/output error"))

    def write_to(self, path: Path) -> Path:
        """All bytes of the disk as a file."""
        rows = [row for state in self.states.values() for row in state.rows.values()]
        bodies = [row.record.body or b"" for row in rows]
        keys = [entry.key for row in rows for entry in row.index]
        path.write_bytes(b"\n".join([*bodies, *keys, *self.leftovers]))
        return path


class PlainStore:
    """A right store; what is wrong with a store derived from it is what it overrides."""

    def __init__(self, disk: Disk) -> None:
        if disk.newer:
            raise Unavailable(Reason("storage.newer_schema", path="disk", found=2, known=1))
        self.disk = disk
        self.closed = False

    def describe(self) -> StoreInfo:
        """What this store is."""
        return StoreInfo("plain", durability="process")

    # --- asking -----------------------------------------------------------------------------------

    def state(self, partition: str) -> State:
        """What stands, in one snapshot."""
        if self.closed:
            raise Unavailable(Reason("storage.closed"))
        return self.disk.states.get(partition, State())

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        """Records and past commands."""
        state = self.state(partition)
        rows = (state.rows.get(key) for key in keys)
        return Loaded(
            tuple(None if row is None else row.record for row in rows),
            tuple(state.commands.get(token) for token in tokens),
            state.head,
            state.at,
        )

    def entries(self, state: State, index: str) -> list[tuple[IndexKey, Record]]:
        """An index, in no order."""
        if index == EVERY_RECORD:
            return [(IndexKey("", record_key(key)), row.record) for key, row in state.rows.items()]
        rows = state.rows.values()
        return [(entry, row.record) for row in rows for entry in row.index if entry.name == index]

    def order(self, key: bytes) -> object:
        """What keys are compared by."""
        return key

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
        """A page of an index."""
        place = None if after is None else cursor_at(after)
        within: list[tuple[IndexKey, Record]] = [
            (entry, record)
            for entry, record in self.entries(self.state(partition), index)
            if self.is_within(entry.key, lo, hi)
            and (place is None or self.is_behind((entry.key, record.key), place, reverse))
        ]
        within.sort(key=lambda item: (self.order(item[0].key), item[1].key), reverse=reverse)
        page = within[:limit]
        return Page(tuple(page), self.next(page, within))

    def is_within(self, key: bytes, lo: bytes, hi: bytes | None) -> bool:
        """Whether a key is in the range."""
        return lo <= key and (hi is None or key < hi)

    def is_behind(self, place: tuple[bytes, Key], after: tuple[bytes, Key], reverse: bool) -> bool:
        """Whether an entry comes behind the cursor."""
        mine, other = (self.order(place[0]), place[1]), (self.order(after[0]), after[1])
        return mine < other if reverse else mine > other

    def next(
        self, page: list[tuple[IndexKey, Record]], within: list[tuple[IndexKey, Record]]
    ) -> bytes | None:
        """The cursor for the page behind this one."""
        return cursor(page[-1][0].key, page[-1][1].key) if 0 < len(page) < len(within) else None

    def read(
        self,
        partition: str,
        after: int,
        limit: int,
        key: Key | None = None,
        kind: str | None = None,
        upto: int | None = None,
    ) -> tuple[Entry, ...]:
        """Entries of the journal."""
        found = (
            entry
            for entry in self.state(partition).journal
            if entry.position > after
            and (key is None or entry.key == key)
            and (kind is None or entry.key[0] == kind)
            and (upto is None or entry.at <= upto)
        )
        return tuple(found)[: max(limit, 0)]

    def partitions(self, after: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Partitions and their heads."""
        names = sorted(name for name in self.disk.states if name > after)
        return tuple((name, self.state(name).head) for name in names[:limit])

    def commits(self, partition: str, after: int, limit: int) -> tuple[Commit, ...]:
        """Past commits."""
        return self.state(partition).commits[after : after + limit]

    def rows(self, partition: str, after: Key | None, limit: int) -> tuple[Row, ...]:
        """Whole records."""
        rows = self.state(partition).rows
        return tuple(rows[key] for key in sorted(rows) if after is None or key > after)[:limit]

    def close(self) -> None:
        """Let go of the disk."""
        self.closed = True

    # --- committing -------------------------------------------------------------------------------

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """All of the batch or nothing of it."""
        self.check_shape(batch)
        with self.locked(deadline):
            return self.serial(batch)

    def check_shape(self, batch: Batch) -> None:
        """Refuse what no store could take."""
        check_batch(batch, self.describe().limits)

    @contextmanager
    def locked(self, deadline: float) -> Iterator[None]:
        """Be the only one who writes."""
        if not self.disk.lock.acquire(timeout=max(deadline, 0)):
            raise Unavailable(Reason("storage.busy"))
        try:
            yield
        finally:
            self.disk.lock.release()

    def serial(self, batch: Batch) -> Receipt:
        """The step that is serial."""
        state = self.state(batch.partition)
        replay = self.replay(state, batch)
        if replay is not None:
            return replay
        self.check(state, batch)
        self.reach()
        after, receipt = self.written(state, batch)
        self.keep(batch.partition, after)
        return receipt

    def replay(self, state: State, batch: Batch) -> Receipt | None:
        """What became of the commands before."""
        return replay_of(batch, [state.commands.get(command.token) for command in batch.commands])

    def check(self, state: State, batch: Batch) -> None:
        """Bases, guards, privacy, claims."""
        stale = self.changed(state, batch)
        if stale:
            raise Conflict(stale)
        check_privacy(batch, lambda key: state.rows[key].private)
        check_claims(batch, lambda name, key: self.holder(state, name, key))

    def changed(self, state: State, batch: Batch) -> tuple[Key, ...]:
        """The records that are not as they were read."""
        return changed(batch, state.version)

    def holder(self, state: State, name: str, key: bytes) -> Key | None:
        """Who holds a unique entry."""
        wanted = IndexKey(name, key, unique=True)
        return next((row.record.key for row in state.rows.values() if wanted in row.index), None)

    def reach(self) -> None:
        """A call that changes nothing yet."""
        try:
            self.disk.call(lambda: None)
        except OSError as error:
            raise Unavailable(Reason("storage.system", message=str(error))) from error

    def keep(self, partition: str, after: State) -> None:
        """The call that counts."""
        try:
            self.disk.call(lambda: self.replace(partition, after))
        except OSError as error:
            raise self.lost(error) from error

    def replace(self, partition: str, after: State) -> None:
        """Put the new state in the place of the old one."""
        self.disk.states[partition] = after

    def lost(self, error: OSError) -> Exception:
        """What a failure of the call that counts is called."""
        return Indeterminate(Reason("storage.system", message=str(error)))

    def written(self, state: State, batch: Batch) -> tuple[State, Receipt]:
        """The state once the batch is written, and the receipt."""
        at = self.time(state, batch)
        told = [
            Entry(n, at, put.key, version, event, batch.commands[place])
            for n, (put, version, place, event) in enumerate(self.journal(batch), start=state.head + 1)
        ]
        head = state.head + len(told)
        results = tuple(command.result for command in batch.commands)
        receipt = Receipt(batch.partition, state.head + 1, head, at, results)
        after = State(
            head,
            at,
            self.rows_after(state, batch, at),
            state.journal + tuple(told),
            {**state.commands, **self.remembered(batch, receipt)},
            (*state.commits, Commit(len(state.commits) + 1, batch.commands, receipt.first, head, at)),
        )
        return after, receipt

    def time(self, state: State, batch: Batch) -> int:
        """When it is committed."""
        return max(state.at, *(command.now for command in batch.commands))

    def journal(self, batch: Batch) -> list[tuple[Put, int, int, bytes]]:
        """What is added to the journal."""
        return journal_of(batch)

    def remembered(self, batch: Batch, receipt: Receipt) -> dict[bytes, Committed]:
        """What is found under the tokens from now on."""
        again = attrs.evolve(receipt, replayed=True)
        return {command.token: Committed(command, again) for command in batch.commands}

    def rows_after(self, state: State, batch: Batch, at: int) -> dict[Key, Row]:
        """The records once the batch is written."""
        return {**state.rows, **{put.key: self.row(state.rows.get(put.key), put, at) for put in batch.puts}}

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        """One record once it is put."""
        when = before.record.at if before and put.rewrite else at
        return Row(Record(put.key, self.version(put), put.body, when), put.index, put.private)

    def version(self, put: Put) -> int:
        """The record's new version."""
        return new_version(put)


def held(disk: Disk) -> Callable[[], AbstractContextManager[object]]:
    """The writers' lock, for whoever keeps the writers waiting."""

    @contextmanager
    def hold() -> Iterator[None]:
        with disk.lock:
            yield

    return hold


@contextmanager
def filled(disk: Disk) -> Iterator[None]:
    """A disk without room."""
    disk.full = True
    try:
        yield
    finally:
        disk.full = False


def files_of(disk: Disk, folder: Path) -> Callable[[], Iterable[Path]]:
    """The disk as a file."""
    return lambda: [disk.write_to(folder / "disk")]
