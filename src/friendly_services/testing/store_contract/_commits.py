"""Commits: all or nothing, checked against what was read, once per token."""
# ruff: noqa: S101 # a kit asserts, and states the very numbers it expects

from functools import partial
from typing import Any, Final

import attrs
import pytest

from ...errors import Invalid
from ...storage import Batch, Conflict, IndexKey, Receipt, Store, TokenReused, TooLarge, Unique
from .._builders import NOON, batch, command, put, token
from ._lab import PATIENCE, Lab, Size, is_sound, race, record_of

__all__ = ["Commits", "Guards", "Tokens"]


MALFORMED: Final = {
    "kind": batch("1", put(("Merchant", "m-1"))),
    "id": batch("1", put("骑手")),
    "partition": batch("1", put("m-1"), partition="巴南"),
    "key twice": batch("1", put("m-1"), put("m-1")),
    "erased but indexed": batch("1", put("m-1", body=None, index={"area": b"A"})),
    "empty index key": batch("1", put("m-1", index={"area": b""})),
    "event of no command": batch("1", put("m-1", of=1)),
    "rewrite of nothing": batch("1", put("m-1", rewrite=True)),
    "private with events": batch("1", attrs.evolve(put("m-1"), private=True)),
    "no command": Batch("banan", ()),
    "token twice": Batch("banan", (command("1"), command("1"))),
    "short token": Batch("banan", (attrs.evolve(command("1"), token=b"short"),)),
}


class Commits:
    """G1, G3, G5, G9 and the limits."""

    def test_creates_a_record(self, store: Store) -> None:
        """G7, G9: a record that was put is loaded as it was put, with its version and time."""
        receipt = store.commit(batch("1", put("m-1", body=b"new", events=(b"a", b"b"))), PATIENCE)
        record = record_of(store, "m-1")
        assert receipt == Receipt("banan", first=1, last=2, at=NOON, results=(b"",))
        assert record is not None
        assert attrs.astuple(record) == (("merchant", "m-1"), 2, b"new", NOON)

    def test_updates_a_record(self, store: Store) -> None:
        """G2: a record put on the version that was read replaces it and counts its events."""
        store.commit(batch("1", put("m-1")), PATIENCE)
        store.commit(batch("2", put("m-1", base=1, body=b"newer", events=(b"x", b"y", b"z"))), PATIENCE)
        record = record_of(store, "m-1")
        assert record is not None
        assert (record.version, record.body) == (4, b"newer")

    @pytest.mark.parametrize("base", [0, 1, 3])
    def test_refuses_another_base(self, store: Store, base: int) -> None:
        """G2: a base that is not the record's version is a conflict that names it, and changes nothing."""
        store.commit(batch("1", put("m-1", events=(b"a", b"b"))), PATIENCE)
        with pytest.raises(Conflict) as refused:
            store.commit(batch("2", put("m-1", base=base, body=b"never")), PATIENCE)
        record = record_of(store, "m-1")
        assert refused.value.keys == (("merchant", "m-1"),)
        assert record is not None
        assert record.body == b"body"

    def test_names_all_that_changed(self, store: Store) -> None:
        """G2: a conflict names every record that is not as it was read, puts before guards."""
        store.commit(batch("1", put("m-1"), put("m-2"), put("m-3")), PATIENCE)
        guards = {("merchant", "m-4"): 2, ("merchant", "m-3"): 1, ("merchant", "m-2"): 9}
        with pytest.raises(Conflict) as refused:
            store.commit(batch("2", put("m-2"), put("m-1", 1), put("m-9", 3), expect=guards), PATIENCE)
        assert [name for _, name in refused.value.keys] == ["m-2", "m-9", "m-4"]

    def test_keeps_apart_ids_that_look_alike(self, store: Store) -> None:
        """G9: ids and kinds that differ in case, length or punctuation alone are different."""
        alike = ["m-1", "M-1", "m-01", "m.1", "m:1", "m_1", "m-1.", "m-10", "m-1" + "0" * 61]
        store.commit(batch("1", *(put(name, body=name.encode()) for name in alike)), PATIENCE)
        loaded = store.load("banan", (*(("merchant", name) for name in alike), ("merchan", "tm-1")))
        assert [record and record.body for record in loaded.records] == [*(n.encode() for n in alike), None]

    @pytest.mark.parametrize("fault", ["base", "unique", "guard"])
    def test_writes_nothing_when_its_last_part_fails(self, store: Store, fault: str) -> None:
        """G1: a batch whose last part is refused leaves no record, event, index entry, token or head."""
        store.commit(batch("1", put("m-1", unique={"licence": b"L1"})), PATIENCE)
        last = {
            "base": put("m-9", base=5),
            "unique": put("m-9", unique={"licence": b"L1"}),
            "guard": put("m-9"),
        }[fault]
        expect = {("merchant", "m-1"): 7} if fault == "guard" else {}
        with pytest.raises(Unique if fault == "unique" else Conflict):
            store.commit(batch("2", put("m-2", index={"area": b"A"}), last, expect=expect), PATIENCE)
        after = store.load("banan", (("merchant", "m-2"), ("merchant", "m-9")), (token("2"),))
        assert (after.records, after.committed, after.head) == ((None, None), (None,), 1)
        assert store.scan("banan", "area", b"", None, 9).items == ()
        assert len(store.read("banan", 0, 9)) == 1
        assert store.commit(batch("2", put("m-2")), PATIENCE).first == 2

    def test_keeps_every_byte(self, store: Store) -> None:
        """G9: bodies, events, keys and results come back bit by bit; empty is not erased, private or not."""
        every = bytes(range(256))
        full = put("m-1", body=every, events=(every, b"", b" \r\n"), index={"area": every})
        contact = put(("contact", "c-1"), body=b"", private=True)
        store.commit(batch("1", full, put("m-2", body=b""), contact, result=every), PATIENCE)
        keys = ("merchant", "m-1"), ("merchant", "m-2"), contact.key
        loaded = store.load("banan", keys, (token("1"),))
        (item,) = store.scan("banan", "area", b"", None, 9).items
        assert [record and record.body for record in loaded.records] == [every, b"", b""]
        assert [entry.event for entry in store.read("banan", 0, 3)] == [every, b"", b" \r\n"]
        assert loaded.committed[0] is not None
        assert (item[0].key, loaded.committed[0].command.result) == (every, every)

    def test_keeps_the_command(self, store: Store) -> None:
        """G4, G9: the command of an event is found with it and under its token, whole."""
        name = "骑手之家/officer 7/Zo\u00eb/Zoe\u0308"  # the same name twice for Unicode, not for us
        sent = attrs.evolve(command("1", result=b"named"), by=name, pack=2**63 - 1)
        store.commit(Batch("banan", (sent,), (put("m-1"),)), PATIENCE)
        (found,) = store.load("banan", (), (token("1"),)).committed
        assert found is not None
        assert (found.command, store.read("banan", 0, 1)[0].command) == (sent, sent)

    def test_rewrites_a_record(self, store: Store) -> None:
        """G6: a rewrite replaces body and index entries and leaves version, time and journal alone."""
        store.commit(batch("1", put("m-1", index={"area": b"A"})), PATIENCE)
        store.commit(
            batch("2", put("m-1", 1, b"again", index={"area": b"B"}, rewrite=True), now=NOON + 5), PATIENCE
        )
        record = record_of(store, "m-1")
        assert record is not None
        assert (record.version, record.at, record.body) == (1, NOON, b"again")
        assert [entry.key for entry, _ in store.scan("banan", "area", b"", None, 9).items] == [b"B"]
        assert store.load("banan", ()).head == 1

    def test_keeps_partitions_apart(self, store: Store) -> None:
        """G13: one partition's records, tokens and unique entries mean nothing in another."""
        for partition in ("banan", "yubei"):
            sent = batch(partition, put(f"m-{partition}", unique={"licence": b"L1"}), partition=partition)
            assert store.commit(sent, PATIENCE).first == 1
        assert store.load("yubei", (), (token("banan"),)).committed == (None,)
        assert store.partitions("", 9) == (("banan", 1), ("yubei", 1))
        assert store.partitions("banan", 9) == (("yubei", 1),)

    @pytest.mark.parametrize("what", MALFORMED)
    def test_refuses_a_malformed_batch(self, store: Store, what: str) -> None:
        """E1: a batch that no store could take is invalid, whatever is stored, and writes nothing."""
        with pytest.raises(Invalid):
            store.commit(MALFORMED[what], PATIENCE)
        assert store.load("banan", ()).head == 0

    def test_takes_what_its_limits_say(self, store: Store) -> None:
        """L1: a batch exactly at each limit is taken: puts, body, index entries, key, result, bytes."""
        limits = store.describe().limits
        many = [put(f"m-{n}", events=()) for n in range(limits.puts)]
        index = frozenset(IndexKey("area", b"%d" % n) for n in range(limits.index_keys))
        large = attrs.evolve(put("l-1", body=b"x" * limits.body_bytes, events=()), index=index)
        store.commit(batch("1", *many), PATIENCE)
        store.commit(batch("2", large, result=b"r" * limits.result_bytes), PATIENCE)
        store.commit(batch("3", put("l-2", index={"area": b"k" * limits.key_bytes})), PATIENCE)
        fill = [put(f"b-{n}", body=b"x" * limits.body_bytes, events=()) for n in range(8)]
        store.commit(batch("4", *fill[: limits.batch_bytes // limits.body_bytes]), PATIENCE)
        assert record_of(store, f"m-{limits.puts - 1}") is not None
        assert record_of(store, "b-7") is not None

    @pytest.mark.parametrize("part", ["puts", "body", "index", "key", "result", "batch"])
    def test_refuses_what_is_over_its_limits(self, store: Store, part: str) -> None:
        """L1: a batch over one limit is too large by name and number, and writes nothing."""
        limits = store.describe().limits
        body = b"x" * limits.body_bytes
        index = frozenset(IndexKey("area", b"%d" % n) for n in range(10_000))
        over = {
            "puts": batch("1", *(put(f"m-{n}") for n in range(limits.puts + 1))),
            "body": batch("1", put("m-1", body=body + b"x")),
            "index": batch("1", attrs.evolve(put("m-1"), index=index)),
            "key": batch("1", put("m-1", index={"area": b"k" * (limits.key_bytes + 1)})),
            "result": batch("1", result=b"r" * (limits.result_bytes + 1)),
            "batch": batch("1", *(put(f"m-{n}", body=body) for n in range(9))),
        }[part]
        with pytest.raises(TooLarge) as refused:
            store.commit(over, PATIENCE)
        assert refused.value.size > refused.value.limit
        assert store.load("banan", (), (token("1"),)).committed == (None,)


class Guards:
    """G2: what was read and not written still holds at the commit."""

    size: Size

    def test_holds_what_was_read(self, store: Store) -> None:
        """G2: a guard on the version that stands lets the commit pass, also on a record that is put."""
        store.commit(batch("1", put("m-1")), PATIENCE)
        guards = {("merchant", "m-1"): 1, ("merchant", "m-9"): 0}
        assert store.commit(batch("2", put("m-1", base=1), expect=guards), PATIENCE).first == 2

    @pytest.mark.parametrize("seen", [0, 2])
    def test_refuses_what_has_changed(self, store: Store, seen: int) -> None:
        """G2: a guard on another version, or on absence, is a conflict that names the record."""
        store.commit(batch("1", put("m-1")), PATIENCE)
        with pytest.raises(Conflict) as refused:
            store.commit(batch("2", put("m-2"), expect={("merchant", "m-1"): seen}), PATIENCE)
        assert refused.value.keys == (("merchant", "m-1"),)

    def test_lets_no_two_decisions_cross(self, store: Store) -> None:
        """G2: of two who each leave a panel because the other stays, exactly one can leave."""
        for n in range(self.size.races):
            pair = [("merchant", f"a-{n}"), ("merchant", f"b-{n}")]
            store.commit(batch(f"seat-{n}", *(put(key) for key in pair)), PATIENCE)
            leaving = [
                batch(f"leave-{n}-{me}", put(me, 1, b"left"), expect={other: 1})
                for me, other in (pair, reversed(pair))
            ]
            results = race(partial(store.commit, each, PATIENCE) for each in leaving)
            assert sorted(isinstance(result, Conflict) for result in results) == [False, True]

    def test_lets_no_two_claim_what_was_absent(self, store: Store) -> None:
        """G2: of two who each come because the other is absent, exactly one can come."""
        for n in range(self.size.races):
            pair = [("merchant", f"a-{n}"), ("merchant", f"b-{n}")]
            coming = [
                batch(f"come-{n}-{me}", put(me), expect={other: 0}) for me, other in (pair, reversed(pair))
            ]
            results = race(partial(store.commit, each, PATIENCE) for each in coming)
            assert sorted(isinstance(result, Conflict) for result in results) == [False, True]


class Tokens:
    """G4: a command is committed once, and its first receipt is given ever after."""

    def test_gives_the_first_receipt_again(self, store: Store) -> None:
        """G4: the same batch again writes nothing and gives the first receipt."""
        sent = batch("1", put("m-1"), result=b"done")
        first = store.commit(sent, PATIENCE)
        again = store.commit(sent, PATIENCE)
        assert again == attrs.evolve(first, replayed=True)
        assert store.load("banan", ()).head == 1

    def test_gives_it_though_the_record_has_moved(self, store: Store) -> None:
        """G4: a replay gives the first receipt even when its base is long stale."""
        first = store.commit(batch("1", put("m-1")), PATIENCE)
        store.commit(batch("2", put("m-1", base=1)), PATIENCE)
        again = store.commit(batch("1", put("m-1", base=2, body=b"other")), PATIENCE)
        record = record_of(store, "m-1")
        assert again == attrs.evolve(first, replayed=True)
        assert record is not None
        assert (record.version, record.body) == (2, b"body")

    def test_refuses_another_command(self, store: Store) -> None:
        """G4: the same token with another digest is refused, and writes nothing."""
        store.commit(batch("1", put("m-1")), PATIENCE)
        with pytest.raises(TokenReused) as refused:
            store.commit(batch("1", put("m-2"), digest="another"), PATIENCE)
        assert refused.value.token == token("1")
        assert record_of(store, "m-2") is None

    def test_remembers_a_refusal(self, store: Store) -> None:
        """G4: a command that wrote nothing is remembered with its result, and takes no position."""
        refusal = store.commit(batch("1", result=b"no"), PATIENCE)
        assert (refusal.first, refusal.last) == (1, 0)
        assert store.commit(batch("1", put("m-1"), result=b"yes"), PATIENCE).results == (b"no",)
        assert store.load("banan", ()).head == 0

    def test_finds_commands_with_their_receipt(self, store: Store) -> None:
        """G4: the commands of a batch are found under their tokens, each with the receipt of the whole."""
        commands = (command("1", result=b"one"), command("2", result=b"two"))
        sent = Batch("banan", commands, (put("m-1"), put("m-2", of=1)))
        receipt = store.commit(sent, PATIENCE)
        found = store.load("banan", (), (token("2"), token("none"), token("1"))).committed
        assert receipt.results == (b"one", b"two")
        assert [each and each.command.result for each in found] == [b"two", None, b"one"]
        assert {each.receipt for each in found if each} == {attrs.evolve(receipt, replayed=True)}

    @pytest.mark.parametrize("names", [("1", "new"), ("1", "3"), ("1",), ("2", "1")])
    def test_replays_no_other_combination(self, store: Store, names: tuple[str, ...]) -> None:
        """G4: commands that were not committed together in this way are a conflict when sent together."""
        committed = (command("1", result=b"one"), command("2", result=b"two"))
        store.commit(Batch("banan", committed), PATIENCE)
        store.commit(batch("3"), PATIENCE)
        results = {"1": b"one", "2": b"two"}
        sent = Batch("banan", tuple(command(name, result=results.get(name, b"")) for name in names))
        with pytest.raises(Conflict):
            store.commit(sent, PATIENCE)
        assert store.load("banan", (), (token("new"),)).committed == (None,)

    def test_commits_once_in_a_race(self, store: Store) -> None:
        """G4: sixteen who send the same command at once make one commit and get the same receipt."""
        sent = batch("1", put("m-1"))
        results: list[Any] = race(partial(store.commit, sent, PATIENCE) for _ in range(16))
        told = {attrs.evolve(result, replayed=False) for result in results}
        assert told == {Receipt("banan", first=1, last=1, at=NOON, results=(b"",))}
        assert sorted(result.replayed for result in results) == [False, *[True] * 15]
        assert is_sound(store)

    def test_gives_it_to_another_process(self, lab: Lab, store: Store) -> None:
        """G4: a command that another process committed is replayed here, and the other way round."""
        for replayed in ("0", "1"):
            with lab.worker("shared", count=3) as process:
                told, _ = process.communicate()
            assert [line.split() for line in told.splitlines()] == [
                [str(n), str(n), replayed] for n in (1, 2, 3)
            ]
        assert store.commit(batch("shared-2"), PATIENCE).first == 2
