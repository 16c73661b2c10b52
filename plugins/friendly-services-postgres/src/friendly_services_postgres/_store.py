"""The seven methods of the store in a PostgreSQL database."""

import time  # noqa: TID251 # a store waits for locks until a deadline
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

import psycopg

from friendly_services.ids import Key, is_id
from friendly_services.storage import (
    EVERY_RECORD,
    Batch,
    Command,
    Committed,
    Conflict,
    Entry,
    Indeterminate,
    IndexKey,
    Loaded,
    Page,
    Receipt,
    Record,
    StoreInfo,
    Unavailable,
    changed,
    check_batch,
    check_claims,
    check_privacy,
    cursor,
    cursor_at,
    record_key,
    replay_of,
)
from friendly_services.text import Reason, say

from ._arrays import INT8, Byteas, Texts
from ._commit import (
    claims_of,
    entry_of,
    index_key_of,
    is_simple,
    parameters_of,
    receipt_of,
    simple_parameters_of,
)
from ._connections import OLDEST, Connections, Server, connect, telling, unavailable, words
from ._round_trip import Prepared, Values, round_trip
from ._schema import check_tables, create_tables, missing
from ._statements import statements
from ._url import place_of

__all__ = ["PostgresStore"]

_CHUNK: Final = 2_000
"""Entries of the journal that are asked for at once."""
_WORK: Final = 5_000
"""Milliseconds a commit may take on top of waiting for its lock."""


class PostgresStore:
    """Records, journal and commands of any number of cities in one schema of a PostgreSQL database.

    Any number of processes on any number of machines may share it. A commit is one transaction sent in one
    round trip: it locks the partition's row, then checks and writes in one statement. Commits of different
    partitions do not wait for each other, and readers wait for nobody.

    Args:
        url: `postgresql://user@host/database`, with several hosts if standbys may take over. Options of our
            own: `schema` (friendly_services unless given), `create=yes` to make the tables that are missing,
            `connections` (8 at most unless given). All others are libpq's.

    Raises:
        Invalid: the URL cannot be read.
        Unavailable: no server answers, it is too old, or tables are missing and may not be made.
    """

    def __init__(self, url: str) -> None:
        place = place_of(url)
        self._sql = statements(place.schema)
        with telling():
            connection = connect(place)
            with connection:
                found = connection.info.server_version // 10_000
                if found < OLDEST:
                    raise Unavailable(Reason("postgres.old_server", found=found, needed=OLDEST))
                if place.create:
                    create_tables(connection, place.schema)
                steps = missing(check_tables(connection, place.schema))
                if steps:
                    raise Unavailable(Reason("postgres.no_tables", schema=place.schema, missing=steps))
                self._info = _info(connection)
        self._connections = Connections(place)

    def describe(self) -> StoreInfo:
        """What this store is, promises and takes at most."""
        return self._info

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        """Records and past commands, in one snapshot."""
        snapshot = _Snapshot(partition, keys, tokens)
        with self._connections.one() as server:
            if is_id(partition):
                snapshot.take(server.execute(self._sql.load, snapshot.parameters, binary=True))
        return Loaded(
            records=tuple(snapshot.records.get(n) for n in range(1, len(keys) + 1)),
            committed=tuple(snapshot.committed.get(n) for n in range(1, len(tokens) + 1)),
            head=snapshot.head,
            at=snapshot.at,
        )

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """Write all of the batch or nothing of it."""
        until = time.monotonic() + deadline
        check_batch(batch, self._info.limits)
        if is_simple(batch):
            statement, parameters = self._sql.commit_one, simple_parameters_of(batch)
        else:
            private = any(put.private for put in batch.puts)
            statement = self._sql.commit_private if private else self._sql.commit
            parameters = parameters_of(batch)
        while True:
            with self._connections.one(until - time.monotonic()) as server:
                written = self._send(server, statement, parameters, max(until - time.monotonic(), 0))
                receipt = receipt_of(batch, *written) if written else self._explain(server, batch)
            if receipt is not None:
                return receipt
            if time.monotonic() >= until:
                raise Unavailable(Reason("storage.busy"))

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
        """Records with `lo <= key < hi` in that index, by key and then by record."""
        place = None if after is None else cursor_at(after)
        rows: Iterable[Any] = ()
        with self._connections.one() as server:
            if index == EVERY_RECORD and is_id(partition) and limit > 0:
                bounds = _record_bounds(lo, hi, reverse, place)
                sql = self._sql.records[reverse]
            elif is_id(index) and is_id(partition) and limit > 0:
                bounds = _entry_bounds(index, lo, hi, reverse, place)
                sql = self._sql.scan[reverse]
            else:
                return Page((), None)
            rows = server.execute(sql, bounds | {"partition": partition, "limit": limit + 1}, binary=True)
            found = rows.fetchall()
        if index == EVERY_RECORD:
            items = [(IndexKey(EVERY_RECORD, record_key((row[0], row[1]))), _record(*row)) for row in found]
        else:
            items = [
                (index_key_of(entry, sole), _record(kind, id_, *row))
                for entry, kind, id_, sole, *row in found
            ]
        last = items[limit - 1] if len(items) > limit else None
        return Page(tuple(items[:limit]), cursor(last[0].key, last[1].key) if last else None)

    def read(
        self,
        partition: str,
        after: int,
        limit: int,
        key: Key | None = None,
        kind: str | None = None,
        upto: int | None = None,
    ) -> tuple[Entry, ...]:
        """Journal entries at positions above `after`, in order."""
        asked = {"partition": partition, "after": max(after, 0)}
        sql = self._sql.journal
        if key is not None:
            asked |= {"kind": key[0], "id": key[1]}
            sql = self._sql.history
        elif kind is not None:
            asked |= {"kind": kind}
            sql = self._sql.journal_of_kind
        entries: list[Entry] = []
        with self._connections.one() as server:
            if not is_id(partition) or not _can_be(key, kind):
                return ()
            for entry in _entries(server, sql, asked, limit):
                if upto is not None and entry.at > upto:
                    break
                entries.append(entry)
        return tuple(entries)

    def partitions(self, after: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Names above `after`, in order, each with its head."""
        after = after.partition("\0")[0]
        with self._connections.one() as server:
            asked = {"after": after, "limit": max(limit, 0)}
            return tuple(server.execute(self._sql.partitions, asked, binary=True).fetchall())

    def close(self) -> None:
        """Close every connection; twice is fine."""
        self._connections.close()

    def _send(
        self, server: Server, statement: Prepared, parameters: Values, seconds: float
    ) -> tuple[int, int] | None:
        """Commit in one round trip; answers with the head and time if every check passed.

        All statements up to the end of the round trip are one transaction, which the server commits there. So
        nothing limits the time it may take to commit: a commit given up while standbys confirm it would be
        acknowledged all the same.
        """
        timeout = _rounded(seconds)
        server.warning = ""
        calls: list[tuple[Prepared, Values]] = [(self._sql.lock, parameters), (statement, parameters)]
        if server.lock_timeout != timeout:
            times = {"lock": b"%d" % timeout, "statement": b"%d" % (timeout + _WORK)}
            calls.insert(0, (self._sql.timeouts, times))
        try:
            result = round_trip(server, server.ready, calls)
            server.lock_timeout = timeout
        except psycopg.Error as error:
            server.lock_timeout = -1
            if server.broken or server.closed:
                raise Indeterminate(Reason("postgres.lost", message=words(error))) from error
            raise unavailable(error) from error
        if server.warning:
            raise Indeterminate(Reason("postgres.warned", message=server.warning))
        if not result.ntuples:
            return None
        head, at = (INT8.unpack(result.get_value(0, n) or b"")[0] for n in range(2))
        return head, at

    def _explain(self, server: Server, batch: Batch) -> Receipt | None:
        """Find out why nothing was written: the receipt of a replay, or the error.

        None if nothing stands against it any more, since others go on meanwhile, or if the partition is new.
        """
        keys = tuple(dict.fromkeys((*(put.key for put in batch.puts), *(key for key, _ in batch.expect))))
        snapshot = _Snapshot(batch.partition, keys, tuple(command.token for command in batch.commands))
        asked = snapshot.parameters | {"claims": Byteas(list(claims_of(batch)))}
        snapshot.take(server.execute(self._sql.explain, asked, binary=True))
        replay = replay_of(batch, [snapshot.committed.get(n) for n in range(1, len(batch.commands) + 1)])
        if replay is not None:
            return replay
        versions = {record.key: record.version for record in snapshot.records.values()}
        stale = changed(batch, lambda key: versions.get(key, 0))
        if stale:
            raise Conflict(stale)
        check_privacy(batch, lambda key: key in snapshot.private)
        check_claims(batch, lambda name, key: snapshot.holders.get(entry_of(name, key)))
        if not snapshot.known:
            server.execute(self._sql.new, {"partition": batch.partition})
        return None


class _Snapshot:
    """What one statement tells of a partition."""

    def __init__(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...]) -> None:
        self.partition = partition
        self.keys = keys
        self.tokens = tokens
        self.known = False
        self.head = self.at = 0
        self.records: dict[int, Record] = {}
        self.private: set[Key] = set()
        self.committed: dict[int, Committed] = {}
        self.holders: dict[bytes, Key] = {}

    @property
    def parameters(self) -> dict[str, Any]:
        keys = [key if _can_be(key, None) else ("", "") for key in self.keys]
        return {
            "partition": self.partition,
            "kinds": Texts([kind for kind, _ in keys]),
            "ids": Texts([id_ for _, id_ in keys]),
            "tokens": Byteas(self.tokens),
        }

    def take(self, rows: Iterable[tuple[Any, ...]]) -> None:
        for n, x, y, body, private, at, actor, pack, now, result, results in rows:
            if n is None:
                self.holders[body] = actor.decode(), result.decode()
            elif n == 0:
                self.known, self.head, self.at = True, x, y
            elif n > 0:
                key = self.keys[n - 1]
                self.records[n] = Record(key, x, body, y)
                if private:
                    self.private.add(key)
            else:
                command = Command(self.tokens[-n - 1], body, actor.decode(), pack, now, result)
                given = tuple(results) if results else (result,)
                self.committed[-n] = Committed(
                    command, Receipt(self.partition, x, y, at, given, replayed=True)
                )


def _info(connection: Server) -> StoreInfo:
    """What can be promised, by the settings of this role, database and server."""
    names = ("synchronous_commit", "fsync", "full_page_writes", "data_checksums")
    rows = connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", (list(names),))
    setting = dict(rows.fetchall())
    durability: Literal["power", "process"] = "power"
    notes = []
    if setting["synchronous_commit"] == "off":
        durability = "process"
        notes.append(say(Reason("postgres.not_synchronous")))
    if "off" in (setting["fsync"], setting["full_page_writes"]):
        durability = "process"
        notes.append(say(Reason("postgres.no_fsync")))
    if setting["data_checksums"] == "off":
        notes.append(say(Reason("postgres.no_checksums")))
    return StoreInfo("postgresql", durability, notes=tuple(notes))


def _rounded(seconds: float) -> int:
    """Milliseconds, rounded up by at most an eighth, so that a connection is rarely told another number."""
    exact = max(int(seconds * 1000), 1)
    step = 1 << max(exact.bit_length() - 4, 0)
    return -(-exact // step) * step


def _record(kind: str, id_: str, version: int, at: int, body: bytes | None) -> Record:
    return Record((kind, id_), version, body, at)


def _can_be(key: Key | None, kind: str | None) -> bool:
    """Whether a record can have this key and this kind: no other can have been stored."""
    if key is None:
        return kind is None or kind.isascii()
    return is_id(key[1]) and key[0].isascii() and kind in (None, key[0])


def _entries(server: Server, sql: Any, asked: dict[str, Any], limit: int) -> Iterator[Entry]:
    """Entries of the journal, asked for as they are needed."""
    commands: dict[bytes, Command] = {}
    while limit > 0:
        chunk = min(limit, _CHUNK)
        rows = server.execute(sql, asked | {"limit": chunk}, binary=True).fetchall()
        for position, version, event, kind, id_, at, token, digest, actor, pack, now, result in rows:
            command = commands.get(token)
            if command is None:
                command = commands[token] = Command(token, digest, actor.decode(), pack, now, result)
            yield Entry(position, at, (kind, id_), version, event, command)
        if len(rows) < chunk:
            return
        limit -= chunk
        asked = asked | {"after": rows[-1][0]}


_AFTER: Final = "\x01"
"""Sorts before everything an id may hold: an id with this behind it comes right after the id."""
_END: Final = "\x7f"
"""Sorts after everything a kind may hold."""


def _record_bounds(
    lo: bytes, hi: bytes | None, reverse: bool, place: tuple[bytes, Key] | None
) -> dict[str, Any]:
    """The range of records that a range of their index means."""
    low = _kind_and_id(lo)
    high = (_END, "") if hi is None else _kind_and_id(hi)
    if place is not None and reverse:
        high = min(high, _kind_and_id(place[0]))
    elif place is not None:
        low = max(low, _kind_and_id(place[0] + b"\0"))
    return {"lo_kind": low[0], "lo_id": low[1], "hi_kind": high[0], "hi_id": high[1]}


def _kind_and_id(key: bytes) -> tuple[str, str]:
    """Where a place among all records lies, in the order of our two columns."""
    kind, _, id_ = key.decode("latin-1").partition("\0")
    head, nul, _ = id_.partition("\0")
    return kind, head + _AFTER if nul else head


def _entry_bounds(
    index: str, lo: bytes, hi: bytes | None, reverse: bool, place: tuple[bytes, Key] | None
) -> dict[str, Any]:
    """The range of entries between two keys of an index, or from where a page ended."""
    low = entry_of(index, lo), "", ""
    high = (index.encode() + b"\x01" if hi is None else entry_of(index, hi)), "", ""
    if place is not None:
        key, (kind, id_) = place
        id_, nul, _ = id_.partition("\0")
        if reverse:
            high = min(high, (entry_of(index, key), kind, id_ + _AFTER if nul else id_))
        else:
            low = max(low, (entry_of(index, key), kind, id_ + _AFTER))
    return {
        "lo_entry": low[0], "lo_kind": low[1], "lo_id": low[2],
        "hi_entry": high[0], "hi_kind": high[1], "hi_id": high[2],
    }  # fmt: skip
