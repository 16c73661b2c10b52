"""Stores that are right until something fails, a process ends or a disk is full."""

import os
from typing import Any

import attrs

from friendly_services.ids import Key
from friendly_services.storage import Batch, Indeterminate, IndexKey, Receipt, Row, Unavailable
from friendly_services.text import Reason

from ._plain import PlainStore, State
from ._wrong import wrong


class InSteps(PlainStore):
    """What a commit keeps is kept in several calls, so that a fault finds some of it."""

    def steps(self, before: State, after: State) -> list[State]:
        """The states one after the other, the last one being whole."""
        raise NotImplementedError

    def keep(self, partition: str, after: State) -> None:
        for step in self.steps(self.state(partition), after):
            super().keep(partition, step)


@wrong("G1", "crash", "test_is_never_there_by_halves")
class TornBatch(InSteps):
    """The records of a batch are kept one by one."""

    def steps(self, before: State, after: State) -> list[State]:
        new = [key for key, row in after.rows.items() if before.rows.get(key) != row]
        cut = [{k: row for k, row in after.rows.items() if k not in new[n:]} for n in range(1, len(new))]
        return [*(attrs.evolve(before, rows={**before.rows, **rows}) for rows in cut), after]


@wrong("G4", "crash", "test_survives_an_error_at_every_call")
class TokenAfterwards(InSteps):
    """The token is kept in a transaction of its own, after the batch: key outside the transaction."""

    def steps(self, before: State, after: State) -> list[State]:
        return [attrs.evolve(after, commands=before.commands), after]


@wrong("G4", "crash", "test_survives_an_error_at_every_call")
class TokenBeforehand(InSteps):
    """The token is kept in a transaction of its own, before the batch."""

    def steps(self, before: State, after: State) -> list[State]:
        return [attrs.evolve(before, commands=after.commands), after]


@wrong("G1", "crash", "test_is_never_there_by_halves")
class JournalAfterwards(InSteps):
    """Records are kept first, their events in a second transaction."""

    def steps(self, before: State, after: State) -> list[State]:
        return [attrs.evolve(after, journal=before.journal), after]


@wrong("G1", "crash", "test_is_never_there_by_halves")
class JournalBeforehand(InSteps):
    """Events are kept first, the records in a second transaction."""

    def steps(self, before: State, after: State) -> list[State]:
        return [attrs.evolve(before, journal=after.journal, head=after.head), after]


@wrong("G6", "crash", "test_is_never_there_by_halves")
class HeadAfterwards(InSteps):
    """The head moves in a second transaction."""

    def steps(self, before: State, after: State) -> list[State]:
        return [attrs.evolve(after, head=before.head), after]


@wrong("G8", "crash", "test_is_never_there_by_halves")
class IndexAfterwards(InSteps):
    """Index entries are kept in a second transaction."""

    def steps(self, before: State, after: State) -> list[State]:
        old = {key: row.index for key, row in before.rows.items()}
        rows = {k: attrs.evolve(row, index=old.get(k, frozenset())) for k, row in after.rows.items()}
        return [attrs.evolve(after, rows=rows), after]


@wrong("G1", "crash", "test_is_never_there_by_halves")
class PrivateAfterwards(InSteps):
    """Private bodies, being kept apart, are kept in a second transaction."""

    def steps(self, before: State, after: State) -> list[State]:
        def old(key: Key, row: Row) -> Row:
            return before.rows.get(key, _empty(row)) if row.private else row

        return [attrs.evolve(after, rows={key: old(key, row) for key, row in after.rows.items()}), after]


def _empty(row: Row) -> Row:
    return attrs.evolve(row, record=attrs.evolve(row.record, body=b""))


@wrong("G12", "crash", "test_erases_though_something_failed")
class ErasesAfterwards(PlainStore):
    """What was erased is wiped from the disk after the commit, and stays if the process ends before."""

    def rows_after(self, state: State, batch: Batch, at: int) -> dict[Key, Row]:
        for put in batch.puts:
            if put.private and put.body is None and put.key in state.rows:
                self.disk.leftovers.append(state.rows[put.key].record.body or b"")
        return super().rows_after(state, batch, at)

    def keep(self, partition: str, after: State) -> None:
        super().keep(partition, after)
        self.reach()
        self.disk.leftovers.clear()


@wrong("G4", "crash", "test_survives_an_error_at_every_call")
class SaysSurelyNot(PlainStore):
    """A lost answer is called `Unavailable`: surely not committed, though it may be."""

    def lost(self, error: OSError) -> Exception:
        return Unavailable(Reason("storage.system", message=str(error)))


@wrong("G5", "crash", "test_survives_an_error_at_every_call")
class CallsItDone(PlainStore):
    """A failed write is logged and called done."""

    def keep(self, partition: str, after: State) -> None:
        try:
            super().keep(partition, after)
        except Indeterminate:
            return


@wrong("G4", "crash", "test_survives_an_error_at_every_call")
class RetriesUnderAnotherToken(PlainStore):
    """A lost answer is met by committing again, under a token of the store's own."""

    def serial(self, batch: Batch) -> Receipt:
        try:
            return super().serial(batch)
        except Indeterminate:
            state = self.state(batch.partition)
            puts = tuple(attrs.evolve(put, base=state.version(put.key)) for put in batch.puts)
            mine = [attrs.evolve(c, token=c.token[:-1] + b"~") for c in batch.commands]
            again = attrs.evolve(batch, commands=tuple(mine), puts=puts, expect=())
            return super().serial(again)


@wrong("G1", "crash", "test_survives_a_full_disk")
class StaysLocked(PlainStore):
    """After a failure the writers' lock is never given back."""

    def serial(self, batch: Batch) -> Receipt:
        if self.disk.memory.get("failed"):
            raise Unavailable(Reason("storage.busy"))
        try:
            return super().serial(batch)
        except (Unavailable, Indeterminate):
            self.disk.memory["failed"] = True
            raise


@wrong("G5", "crash", "test_survives_a_full_disk")
class LosesLargeBodies(PlainStore):
    """On a full disk what does not fit is left out, and the rest is committed."""

    def reach(self) -> None:
        if not self.disk.full:
            super().reach()

    def keep(self, partition: str, after: State) -> None:
        if not self.disk.full:
            super().keep(partition, after)
            return
        self.disk.states[partition] = attrs.evolve(
            after, rows={key: _short(row) for key, row in after.rows.items()}
        )


def _short(row: Row) -> Row:
    record = row.record
    return attrs.evolve(row, record=attrs.evolve(record, body=record.body and record.body[:1_000]))


class Knows(PlainStore):
    """Something that the disk should know is known by the process alone."""

    def __init__(self, *how: Any) -> None:
        super().__init__(*how)
        for name, state in list(self.disk.states.items()):
            self.disk.states[name] = self.reopened(state)

    def reopened(self, state: State) -> State:
        """What is found by whoever opens the data."""
        raise NotImplementedError


@wrong("G5", "crash", "test_is_there_after_it_was_reopened")
class TokensInMemory(Knows):
    """Tokens are known until the process ends."""

    def reopened(self, state: State) -> State:
        return attrs.evolve(state, commands={})


@wrong("G3", "crash", "test_keeps_its_promises_after_it_was_reopened")
class ClaimsInMemory(Knows):
    """Which entries are unique is known until the process ends."""

    def reopened(self, state: State) -> State:
        def plain(row: Row) -> Row:
            return attrs.evolve(row, index=frozenset(IndexKey(e.name, e.key) for e in row.index))

        return attrs.evolve(state, rows={key: plain(row) for key, row in state.rows.items()})


@wrong("G11", "crash", "test_keeps_its_promises_after_it_was_reopened")
class TimeInMemory(Knows):
    """The time of the last commit is known until the process ends."""

    def reopened(self, state: State) -> State:
        return attrs.evolve(state, at=0)


@wrong("G12", "crash", "test_keeps_its_promises_after_it_was_reopened")
class VersionsInMemory(Knows):
    """That a record was erased is known until the process ends: then it is absent."""

    def reopened(self, state: State) -> State:
        rows = {key: row for key, row in state.rows.items() if row.record.body is not None}
        return attrs.evolve(state, rows=rows)


@wrong("G5", "crash", "test_is_there_after_it_was_reopened")
class DropsTheLast(Knows):
    """Opening takes the last commit for torn and drops it."""

    def reopened(self, state: State) -> State:
        last = state.commits[-1]
        gone = {command.token for command in last.commands}
        commands = {token: each for token, each in state.commands.items() if token not in gone}
        journal = tuple(entry for entry in state.journal if entry.position < last.first)
        return attrs.evolve(state, head=last.first - 1, journal=journal, commands=commands)


@wrong("G5", "crash", "test_refuses_what_a_later_version_wrote")
class OpensAnything(PlainStore):
    """Data of a later version are opened and written to."""

    def __init__(self, disk: Any) -> None:
        disk.newer = False
        super().__init__(disk)


@wrong("G10", "crash", "test_leaves_nothing_open")
class LeavesFilesOpen(PlainStore):
    """Closing forgets the file instead of closing it."""

    def __init__(self, disk: Any) -> None:
        super().__init__(disk)
        left: Any = disk.memory.setdefault("files", _Files())
        left.open()


class _Files:
    """Files that close when nobody knows them any more, at the latest."""

    def __init__(self) -> None:
        self.fds: list[int] = []

    def open(self) -> None:
        self.fds.append(os.open(os.devnull, os.O_RDONLY))

    def __del__(self) -> None:
        for fd in self.fds:
            os.close(fd)
