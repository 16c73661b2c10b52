"""Stores that answer wrongly, whoever uses them: order, indexes, claims, partitions, erasure, limits."""

from typing import Any

import attrs

from friendly_services.ids import Key
from friendly_services.storage import (
    Batch,
    Conflict,
    Entry,
    IndexKey,
    Limits,
    Loaded,
    Page,
    Put,
    Receipt,
    Record,
    Row,
    StoreInfo,
    Unique,
    cursor,
    journal_of,
)

from ._plain import PlainStore, State
from ._wrong import wrong

# --- order and time -------------------------------------------------------------------------------


@wrong("G6", "always", "test_tells_a_batch_command_by_command")
class TellsRecordByRecord(PlainStore):
    """The journal of a batch goes record by record instead of command by command."""

    def journal(self, batch: Batch) -> list[tuple[Put, int, int, bytes]]:
        return sorted(journal_of(batch), key=lambda told: told[0].key)


@wrong("G6", "always", "test_numbers_without_gaps")
class AbortsLeaveGaps(PlainStore):
    """A refused commit uses up a position, as a sequence does."""

    def check(self, state: State, batch: Batch) -> None:
        try:
            super().check(state, batch)
        except Conflict:
            gap = attrs.evolve(state, head=state.head + 1)
            self.disk.states[batch.partition] = gap
            raise


@wrong("G6", "always", "test_reads_in_pages")
class ReadsFromAfter(PlainStore):
    """Reading on starts with the entry seen last."""

    def read(self, partition: str, after: int, *rest: Any, **how: Any) -> tuple[Entry, ...]:
        return super().read(partition, max(after - 1, 0), *rest, **how)


@wrong("G6", "always", "test_reads_what_is_asked_for")
class FiltersLate(PlainStore):
    """The journal is cut to the limit before it is filtered."""

    def read(
        self,
        partition: str,
        after: int,
        limit: int,
        key: Key | None = None,
        kind: str | None = None,
        upto: int | None = None,
    ) -> tuple[Entry, ...]:
        page = super().read(partition, after, limit)
        found = super().read(partition, after, 9_999, key, kind, upto)
        return tuple(entry for entry in found if entry in page)


@wrong("G6", "always", "test_reads_what_is_asked_for")
class UptoLeavesOut(PlainStore):
    """What was committed at the very time asked for is left out."""

    def read(
        self,
        partition: str,
        after: int,
        limit: int,
        key: Key | None = None,
        kind: str | None = None,
        upto: int | None = None,
    ) -> tuple[Entry, ...]:
        return super().read(partition, after, limit, key, kind, None if upto is None else upto - 1)


@wrong("G11", "always", "test_time_never_goes_back")
class FollowsTheClock(PlainStore):
    """A commit has the time of the caller's clock, even if it was set back."""

    def time(self, state: State, batch: Batch) -> int:  # noqa: ARG002 # as inherited
        return max(command.now for command in batch.commands)


@wrong("G9", "always", "test_creates_a_record")
class Milliseconds(PlainStore):
    """Times are cut to milliseconds."""

    def time(self, state: State, batch: Batch) -> int:
        return super().time(state, batch) // 1_000 * 1_000


# --- indexes --------------------------------------------------------------------------------------


@wrong("G8", "always", "test_is_in_byte_order")
class OrdersAsText(PlainStore):
    """Keys are ordered as text, small and capital letters alike."""

    def order(self, key: bytes) -> object:
        return key.decode("latin-1").casefold()


@wrong("G8", "always", "test_is_in_byte_order")
class OrdersByLength(PlainStore):
    """Shorter keys come first."""

    def order(self, key: bytes) -> object:
        return len(key), key


@wrong("G8", "always", "test_is_in_byte_order")
class OrdersSigned(PlainStore):
    """Bytes above 127 are taken for negative."""

    def order(self, key: bytes) -> object:
        return [byte - 256 if byte > 127 else byte for byte in key]


@wrong("G8", "always", "test_takes_a_half_open_range")
class TakesTheUpperBound(PlainStore):
    """The upper bound belongs to the range."""

    def is_within(self, key: bytes, lo: bytes, hi: bytes | None) -> bool:
        return lo <= key and (hi is None or key <= hi)


@wrong("G8", "always", "test_takes_a_half_open_range")
class LeavesOutTheLowerBound(PlainStore):
    """The lower bound does not belong to the range."""

    def is_within(self, key: bytes, lo: bytes, hi: bytes | None) -> bool:
        return (not lo or lo < key) and (hi is None or key < hi)


@wrong("G8", "always", "test_orders_equal_keys_by_record")
class PagesByKeyAlone(PlainStore):
    """A page goes on behind the last key, and leaves out other records under it."""

    def is_behind(self, place: tuple[bytes, Key], after: tuple[bytes, Key], reverse: bool) -> bool:
        return place[0] < after[0] if reverse else place[0] > after[0]


@wrong("G8", "always", "test_equals_filter_and_sort")
class LastPageIsLost(PlainStore):
    """A page that is full is the last one if what is left would not fill another."""

    def next(
        self, page: list[tuple[IndexKey, Record]], within: list[tuple[IndexKey, Record]]
    ) -> bytes | None:
        return super().next(page, within) if len(within) >= 2 * len(page) else None


@wrong("G8", "always", "test_ends_with_the_last_page")
class CursorAfterTheEnd(PlainStore):
    """The last page has a cursor too, behind which nothing comes."""

    def next(
        self,
        page: list[tuple[IndexKey, Record]],
        within: list[tuple[IndexKey, Record]],  # noqa: ARG002 # as inherited
    ) -> bytes | None:
        return cursor(page[-1][0].key, page[-1][1].key) if page else None


@wrong("G8", "always", "test_follows_its_records")
class IndexLeftOver(PlainStore):
    """Entries that a record no longer has stay in the index."""

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        row = super().row(before, put, at)
        if before is None or put.body is None:
            return row
        left = frozenset(entry for entry in before.index if not entry.unique)
        return attrs.evolve(row, index=row.index | left)


@wrong("G12", "always", "test_leaves_the_version_and_nothing_else")
class IndexOutlivesErasure(PlainStore):
    """An erased record stays in its indexes."""

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        row = super().row(before, put, at)
        return attrs.evolve(row, index=before.index) if before and put.body is None else row


@wrong("G8", "always", "test_is_in_byte_order")
class OneEntryAKey(PlainStore):
    """Under one key of an index only one record can stand: the last."""

    def entries(self, state: State, index: str) -> list[tuple[IndexKey, Record]]:
        found = super().entries(state, index)
        return list({entry.key[:1]: (entry, record) for entry, record in found}.values())


@wrong("G8", "always", "test_lists_every_record")
class ListsNoErased(PlainStore):
    """Erased records are missing in the index of every record."""

    def entries(self, state: State, index: str) -> list[tuple[IndexKey, Record]]:
        return [(entry, record) for entry, record in super().entries(state, index) if record.body is not None]


@wrong("G3", "always", "test_lets_one_record_hold_a_unique_entry")
class NothingIsUnique(PlainStore):
    """Claims are not checked."""

    def holder(self, state: State, name: str, key: bytes) -> Key | None:  # noqa: ARG002 # as inherited
        return None


@wrong("G3", "always", "test_frees_its_unique_entries")
class ClaimsForEver(PlainStore):
    """A unique entry once claimed is never free again."""

    def holder(self, state: State, name: str, key: bytes) -> Key | None:
        claims = self.disk.memory.setdefault("claims", {})
        assert isinstance(claims, dict)
        return super().holder(state, name, key) or claims.get((name, key))

    def rows_after(self, state: State, batch: Batch, at: int) -> dict[Key, Row]:
        claims = self.disk.memory.setdefault("claims", {})
        assert isinstance(claims, dict)
        claims.update({(e.name, e.key): put.key for put in batch.puts for e in put.index if e.unique})
        return super().rows_after(state, batch, at)


@wrong("G3", "always", "test_hands_a_unique_entry_over")
class ClaimsInOrder(PlainStore):
    """Claims are checked record by record, so that two cannot change places."""

    def check(self, state: State, batch: Batch) -> None:
        super().check(state, batch)
        for put in batch.puts:
            for entry in put.index:
                holder = self.holder(state, entry.name, entry.key) if entry.unique else None
                if holder not in (None, put.key):
                    raise Unique(entry.name, entry.key)


# --- partitions, erasure, limits ------------------------------------------------------------------


@wrong("G13", "always", "test_keeps_partitions_apart")
class OneTokenForAll(PlainStore):
    """A token used in one partition is taken for used in every other."""

    def replay(self, state: State, batch: Batch) -> Receipt | None:
        commands = {k: v for other in self.disk.states.values() for k, v in other.commands.items()}
        return super().replay(attrs.evolve(state, commands=commands), batch)

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        commands = {k: v for other in self.disk.states.values() for k, v in other.commands.items()}
        loaded = super().load(partition, keys)
        return attrs.evolve(loaded, committed=tuple(commands.get(token) for token in tokens))


@wrong("G13", "always", "test_keeps_partitions_apart")
class UniqueEverywhere(PlainStore):
    """A unique entry of one partition cannot be claimed in another."""

    def holder(self, state: State, name: str, key: bytes) -> Key | None:
        states = [state, *self.disk.states.values()]
        return next(filter(None, (PlainStore.holder(self, each, name, key) for each in states)), None)


@wrong("G13", "always", "test_keeps_partitions_apart")
class OneSequenceForAll(PlainStore):
    """Positions are counted across partitions."""

    def written(self, state: State, batch: Batch) -> tuple[State, Receipt]:
        top = max([state.head, *(each.head for each in self.disk.states.values())])
        return super().written(attrs.evolve(state, head=top), batch)


@wrong("G12", "always", "test_does_not_start_again")
class ErasedIsAbsent(PlainStore):
    """An erased record starts again at version 0 (ABA)."""

    def rows_after(self, state: State, batch: Batch, at: int) -> dict[Key, Row]:
        rows = super().rows_after(state, batch, at)
        return {key: row for key, row in rows.items() if row.record.body is not None}


@wrong("G12", "always", "test_leaves_no_byte_of_it")
class PageIsNotWiped(PlainStore):
    """What a private record was stays on a page that nobody refers to: un-erased page."""

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        if before and put.private:
            self.disk.leftovers.append(before.record.body or b"")
        return super().row(before, put, at)


@wrong("G12", "always", "test_leaves_no_byte_of_it")
class IndexPageIsNotWiped(PlainStore):
    """Index entries that a private record had stay on a page that nobody refers to."""

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        if before and put.private:
            self.disk.leftovers.extend(entry.key for entry in before.index)
        return super().row(before, put, at)


@wrong("G12", "always", "test_keeps_private_private")
class PrivateCanBePublished(PlainStore):
    """A private record can be made public, with events that nobody can erase."""

    def check(self, state: State, batch: Batch) -> None:
        known = [put for put in batch.puts if put.key in state.rows]
        puts = tuple(attrs.evolve(put, private=state.rows[put.key].private) for put in known)
        super().check(state, attrs.evolve(batch, puts=puts))


@wrong("L1", "always", "test_refuses_what_is_over_its_limits")
class NoLimits(PlainStore):
    """Batches over the stated limits are taken."""

    def check_shape(self, batch: Batch) -> None:
        entries = [entry for put in batch.puts for entry in put.index]
        if len(entries) < 99 and all(len(entry.key) < 257 for entry in entries):
            return
        super().check_shape(batch)


@wrong("L1", "always", "test_says_what_it_is")
class LowLimits(PlainStore):
    """Less than the contract's limits is taken."""

    def describe(self) -> StoreInfo:
        return attrs.evolve(super().describe(), limits=Limits(puts=256, batch_bytes=1 << 20))


@wrong("E1", "always", "test_refuses_a_malformed_batch")
class TakesAnything(PlainStore):
    """A malformed batch is taken."""

    def check_shape(self, batch: Batch) -> None:
        if batch.commands:
            return
        super().check_shape(batch)


@wrong("G10", "always", "test_can_be_closed_twice")
class NeverClosed(PlainStore):
    """A closed store goes on answering."""

    def close(self) -> None:
        pass


@wrong("G8", "always", "test_refuses_a_cursor_it_did_not_give")
class AnyCursorWillDo(PlainStore):
    """Bytes that are no cursor are taken for the beginning."""

    def scan(self, *asked: Any, **how: Any) -> Page:
        return super().scan(*asked, **{name: value for name, value in how.items() if value != b"\xff"})


@wrong("G9", "always", "test_keeps_every_byte")
class EmptyPrivateIsErased(PlainStore):
    """A private record with an empty body is taken for an erased one."""

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        return super().row(before, attrs.evolve(put, body=put.body or None) if put.private else put, at)
