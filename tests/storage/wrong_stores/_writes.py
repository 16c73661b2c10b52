"""Stores that write wrongly, whoever uses them: versions, bytes, tokens."""

import unicodedata
from typing import Any

import attrs

from friendly_services.ids import Key
from friendly_services.storage import (
    Batch,
    Committed,
    Conflict,
    Loaded,
    Put,
    Receipt,
    Row,
    journal_of,
)

from ._plain import PlainStore, State
from ._wrong import wrong

# --- what was read, and what is written -----------------------------------------------------------


@wrong("G2", "always", "test_refuses_another_base")
class LastWriteWins(PlainStore):
    """A put is written whatever its base: lost update."""

    def changed(self, state: State, batch: Batch) -> tuple[Key, ...]:
        return tuple(key for key, seen in batch.expect if state.version(key) != seen)

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        base = before.record.version if before else 0
        return super().row(before, attrs.evolve(put, base=base), at)


@wrong("G2", "always", "test_refuses_another_base")
class OlderIsFine(PlainStore):
    """A base below the version that stands passes as if it were the same."""

    def changed(self, state: State, batch: Batch) -> tuple[Key, ...]:
        return tuple(put.key for put in batch.puts if put.base > state.version(put.key)) or tuple(
            key for key, seen in batch.expect if state.version(key) != seen
        )


@wrong("G2", "always", "test_refuses_what_has_changed")
class NoGuards(PlainStore):
    """Guards are not looked at: write skew."""

    def changed(self, state: State, batch: Batch) -> tuple[Key, ...]:
        return super().changed(state, attrs.evolve(batch, expect=()))


@wrong("G2", "always", "test_refuses_what_has_changed")
class NoGuardOnAbsence(PlainStore):
    """A guard on absence is not looked at: phantom."""

    def changed(self, state: State, batch: Batch) -> tuple[Key, ...]:
        expect = tuple((key, seen) for key, seen in batch.expect if seen)
        return super().changed(state, attrs.evolve(batch, expect=expect))


@wrong("G2", "always", "test_holds_what_was_read")
class GuardSeesTheWrite(PlainStore):
    """A guard on a record that is put as well is held against the version after the put."""

    def changed(self, state: State, batch: Batch) -> tuple[Key, ...]:
        own = {put.key: put for put in batch.puts}
        late = [
            key for key, seen in batch.expect if key in own and seen != own[key].base + len(own[key].events)
        ]
        return super().changed(state, batch) or tuple(late)


@wrong("G2", "always", "test_refuses_another_base")
class ConflictNamesNothing(PlainStore):
    """A conflict does not say which record has changed."""

    def changed(self, state: State, batch: Batch) -> tuple[Key, ...]:
        if super().changed(state, batch):
            raise Conflict(())
        return ()


@wrong("G2", "always", "test_names_all_that_changed")
class ConflictNamesOne(PlainStore):
    """Of several records that have changed only the first is named."""

    def changed(self, state: State, batch: Batch) -> tuple[Key, ...]:
        return super().changed(state, batch)[:1]


@wrong("G2", "always", "test_refuses_another_base")
class SilentRetry(PlainStore):
    """A conflict is answered by trying again on what stands now."""

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        try:
            return super().commit(batch, deadline)
        except Conflict:
            state = self.state(batch.partition)
            puts = tuple(attrs.evolve(put, base=state.version(put.key)) for put in batch.puts)
            return super().commit(attrs.evolve(batch, puts=puts, expect=()), deadline)


@wrong("G1", "always", "test_writes_nothing_when_its_last_part_fails")
class PutByPut(PlainStore):
    """Each record of a batch is checked and committed alone: torn batch."""

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        for n, put in enumerate(batch.puts[:-1]):
            lead = attrs.evolve(batch.commands[0], token=b"%016d" % n + batch.commands[0].token[:32])
            super().commit(attrs.evolve(batch, commands=(lead,), puts=(put,), expect=()), deadline)
        return super().commit(attrs.evolve(batch, puts=batch.puts[-1:]), deadline)


@wrong("G2", "always", "test_updates_a_record")
class OneVersionAPut(PlainStore):
    """A put adds one to the version however many events it has."""

    def version(self, put: Put) -> int:
        return put.base if put.rewrite else put.base + 1


@wrong("G6", "always", "test_rewrites_a_record")
class RewriteCounts(PlainStore):
    """A rewrite adds one to the version."""

    def version(self, put: Put) -> int:
        return put.base + max(1, len(put.events))


@wrong("G6", "always", "test_rewrites_a_record")
class RewriteIsNews(PlainStore):
    """A rewrite gives the record a new time."""

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        row = super().row(before, put, at)
        return attrs.evolve(row, record=attrs.evolve(row.record, at=at))


# --- bytes ----------------------------------------------------------------------------------------


def with_body(row: Row, body: bytes | None) -> Row:
    """The row with another body."""
    return attrs.evolve(row, record=attrs.evolve(row.record, body=body))


@wrong("G9", "always", "test_keeps_every_byte")
class EmptyIsNull(PlainStore):
    """An empty body is taken for an erased one."""

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        return with_body(super().row(before, put, at), put.body or None)


@wrong("G9", "always", "test_keeps_every_byte")
class EndsAtZero(PlainStore):
    """A body ends at its first zero byte, as a C string does."""

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        return with_body(super().row(before, put, at), put.body and put.body.split(b"\0")[0])


@wrong("G9", "always", "test_keeps_every_byte")
class BodiesAreText(PlainStore):
    """A body goes through UTF-8, what is not UTF-8 is replaced."""

    def row(self, before: Row | None, put: Put, at: int) -> Row:
        body = None if put.body is None else put.body.decode(errors="replace").encode()
        return with_body(super().row(before, put, at), body)


@wrong("G9", "always", "test_keeps_every_byte")
class TrimsEvents(PlainStore):
    """An event loses the white space at its end."""

    def journal(self, batch: Batch) -> list[tuple[Put, int, int, bytes]]:
        return [(put, version, place, event.rstrip()) for put, version, place, event in journal_of(batch)]


def renamed(committed: dict[bytes, Committed], form: Any) -> dict[bytes, Committed]:
    """Commands whose actor is written in another way."""
    return {
        token: attrs.evolve(each, command=attrs.evolve(each.command, by=form(each.command.by)))
        for token, each in committed.items()
    }


@wrong("G9", "always", "test_keeps_the_command")
class FoldsToNfc(PlainStore):
    """Text is kept in Unicode's composed form (NFC)."""

    def remembered(self, batch: Batch, receipt: Receipt) -> dict[bytes, Committed]:
        return renamed(super().remembered(batch, receipt), lambda text: unicodedata.normalize("NFC", text))


@wrong("G9", "always", "test_keeps_the_command")
class FoldsToNfd(PlainStore):
    """Text is kept in Unicode's decomposed form (NFD)."""

    def remembered(self, batch: Batch, receipt: Receipt) -> dict[bytes, Committed]:
        return renamed(super().remembered(batch, receipt), lambda text: unicodedata.normalize("NFD", text))


@wrong("G9", "always", "test_keeps_the_command")
class NumbersAreFloats(PlainStore):
    """A number goes through a double and loses its last digits above 2^53."""

    def remembered(self, batch: Batch, receipt: Receipt) -> dict[bytes, Committed]:
        told = super().remembered(batch, receipt)
        return {
            token: attrs.evolve(each, command=attrs.evolve(each.command, pack=int(float(each.command.pack))))
            for token, each in told.items()
        }


@wrong("G9", "always", "test_keeps_apart_ids_that_look_alike")
class IgnoresCase(PlainStore):
    """Ids that differ in case alone are one."""

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        alike = {(kind, name.lower()): (kind, name) for kind, name in self.state(partition).rows}
        return super().load(partition, tuple(alike.get((k, n.lower()), (k, n)) for k, n in keys), tokens)


# --- tokens ---------------------------------------------------------------------------------------


@wrong("G4", "always", "test_gives_the_first_receipt_again")
class ForgetsTokens(PlainStore):
    """No token is kept."""

    def remembered(self, batch: Batch, receipt: Receipt) -> dict[bytes, Committed]:  # noqa: ARG002 # as inherited
        return {}


@wrong("G4", "always", "test_refuses_another_command")
class ComparesNoDigest(PlainStore):
    """The same token brings the first receipt for another command too."""

    def replay(self, state: State, batch: Batch) -> Receipt | None:
        known = [state.commands.get(command.token) for command in batch.commands]
        return next((each.receipt for each in known if each), None)


@wrong("G4", "always", "test_gives_the_first_receipt_again")
class ChecksBeforeTokens(PlainStore):
    """Bases are checked before the token is looked up: the retry of what went well is a conflict."""

    def replay(self, state: State, batch: Batch) -> Receipt | None:
        stale = self.changed(state, batch)
        if stale:
            raise Conflict(stale)
        return super().replay(state, batch)


@wrong("G4", "always", "test_remembers_a_refusal")
class ForgetsRefusals(PlainStore):
    """A command that wrote nothing is not remembered."""

    def remembered(self, batch: Batch, receipt: Receipt) -> dict[bytes, Committed]:
        return super().remembered(batch, receipt) if batch.puts else {}


@wrong("G4", "always", "test_finds_commands_with_their_receipt")
class ForgetsResults(PlainStore):
    """A replay gives the receipt without the results."""

    def remembered(self, batch: Batch, receipt: Receipt) -> dict[bytes, Committed]:
        return super().remembered(batch, attrs.evolve(receipt, results=()))


@wrong("G4", "always", "test_gives_the_first_receipt_again")
class ReplaysUnmarked(PlainStore):
    """A replay looks like a first commit."""

    def replay(self, state: State, batch: Batch) -> Receipt | None:
        found = super().replay(state, batch)
        return found and attrs.evolve(found, replayed=False)


@wrong("G4", "always", "test_replays_no_other_combination")
class ReplaysByHalves(PlainStore):
    """A batch with one known command is a replay of all of them."""

    def replay(self, state: State, batch: Batch) -> Receipt | None:
        known = [state.commands.get(command.token) for command in batch.commands]
        if None in known:
            return next((each.receipt for each in known if each), None)
        return super().replay(state, batch)


@wrong("G4", "always", "test_finds_commands_with_their_receipt")
class RemembersTheFirst(PlainStore):
    """Of a batch of several commands only the first is remembered."""

    def remembered(self, batch: Batch, receipt: Receipt) -> dict[bytes, Committed]:
        return super().remembered(attrs.evolve(batch, commands=batch.commands[:1]), receipt)
