"""Faults: what fails within a commit leaves all or nothing of it, and sent again it is there once."""
# ruff: noqa: S101 # a kit asserts, and states the very numbers it expects

import threading
import time
from contextlib import suppress
from functools import partial
from typing import Any, Final

import attrs
import pytest

from ...storage import Batch, Indeterminate, Receipt, Store, StoreError, Unavailable
from .._builders import batch, command, put, token
from ._lab import PATIENCE, Fault, Lab, Size, given, holds, is_sound, its_errors, race, record_of
from ._proxy import Proxy

__all__ = ["Faults"]

CALLS: Final = 500
"""A commit that makes more calls than this is one that never ends."""
NO_CALL: Final = "no call of the commit goes through the lab's fault"
BIG: Final = b"x" * 200_000
LICENCE: Final = "licence"
CONTACT: Final = ("contact", "c-1")
COUNTER: Final = ("merchant", "counter")


def everything(name: str, version: int) -> Batch:
    """A batch of two commands that has a part of every sort.

    A record made, one changed, one private, entries of two indexes, guards, and a result.
    """
    puts = (
        put(f"m-{name}", index={"area": name.encode()}, unique={LICENCE: name.encode()}),
        put(COUNTER, 2 * version, b"%d" % version, events=()),
        put(CONTACT, version, name.encode(), index={"phone": name.encode()}, private=True),
    )
    both = attrs.evolve(puts[1], events=((0, b"+"), (1, b"1")))
    commands = command(f"{name}-a", result=name.encode()), command(f"{name}-b")
    return Batch("banan", commands, (puts[0], both, puts[2]), ((("merchant", f"not-{name}"), 0),))


def parts(store: Store, sent: Batch) -> list[bool]:
    """Of everything the batch writes, whether it is there."""
    made, counter, contact = (each.key for each in sent.puts)
    loaded = store.load("banan", (made, counter, contact), tuple(each.token for each in sent.commands))
    name = made[1].removeprefix("m-").encode()
    records: list[Any] = [record and (record.version, record.body) for record in loaded.records]
    wanted = [(1, b"body"), (sent.puts[1].base + 2, sent.puts[1].body), (sent.puts[2].base + 1, name)]
    there = [record == want for record, want in zip(records, wanted, strict=True)]
    for index in ("area", LICENCE, "phone"):
        found = store.scan("banan", index, name, name + b"\0", 9).items
        there.append([record.key for _, record in found] == [contact if index == "phone" else made])
    there += [each is not None for each in loaded.committed]
    events = [entry.event for entry in store.read("banan", 0, 9_999) if entry.command in sent.commands]
    there.append(events == [b"event", b"+", b"1"])
    return there


def settled(store: Store, sent: Batch) -> Receipt:
    """The batch sent again until the store answers, as whoever gets no answer has to."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return store.commit(sent, PATIENCE)
        except (Unavailable, Indeterminate):
            if time.monotonic() > until:
                raise
            threading.Event().wait(0.01)  # a server that starts again is given a moment


def check_fault(store: Store, fault: Fault | Proxy, done: bool) -> None:
    """Let the first call of a commit fail, of the next the second, and so on through all of them."""
    for n in range(CALLS):
        sent = everything(f"{n}", n)
        told: Receipt | StoreError
        fault.arm(n + 1, done)
        try:
            with its_errors():
                told = store.commit(sent, PATIENCE)
        except (Unavailable, Indeterminate) as error:
            told = error
        fault.rest()
        receipt = settled(store, sent)
        there = parts(store, sent)
        assert there == [True] * len(there), f"by halves after a fault at call {n + 1}: {told!r}"
        assert (receipt.first, receipt.last) == (3 * n + 1, 3 * n + 3)
        if isinstance(told, Unavailable):
            assert receipt.replayed is False, "committed, though it was said to be surely not"
        if isinstance(told, Receipt):
            assert receipt == attrs.evolve(told, replayed=True), "not there, though it was acknowledged"
        if not fault.happened:
            assert n > 0, NO_CALL
            break
    else:
        pytest.fail(f"a commit made more than {CALLS} calls")
    assert is_sound(store)


def look(store: Store, sent: Batch) -> set[bool]:
    """Whether the batch is there: {True}, {False}, or both if it is there by halves."""
    return set(parts(store, sent))


class Faults:
    """G1, G4 and G5 when something fails."""

    size: Size

    @pytest.mark.parametrize("done", [False, True])
    def test_survives_an_error_at_every_call(self, lab: Lab, done: bool) -> None:
        """G1, G4, G5: whichever call of a commit fails or loses its answer, sent again it is there once."""
        breakable = given(lab.breakable, "an error at every call", "breakable")
        fault = Fault()
        store = breakable(fault)
        check_fault(store, fault, done)
        store.close()

    @pytest.mark.parametrize("done", [False, True])
    def test_is_never_there_by_halves(self, lab: Lab, done: bool) -> None:
        """G1, G6, G8: whichever call fails, whoever opens the data next finds all of the batch or none."""
        breakable = given(lab.breakable, "an error at every call", "breakable")
        fault = Fault()
        for n in range(CALLS):
            store = breakable(fault)
            sent = everything(f"{n}", n)
            fault.arm(n + 1, done)
            with its_errors(), suppress(Unavailable, Indeterminate):
                store.commit(sent, PATIENCE)
            fault.rest()
            other = lab.open()
            assert len(look(other, sent)) == 1, f"by halves after a fault at call {n + 1}"
            assert is_sound(other)
            settled(other, sent)
            other.close()
            store.close()
            if not fault.happened:
                assert n > 0, NO_CALL
                return
        pytest.fail(f"a commit made more than {CALLS} calls")

    def test_erases_though_something_failed(self, lab: Lab) -> None:
        """G12: whichever call of an erasure fails, once it went through no file holds what was erased."""
        breakable = given(lab.breakable, "an error at every call", "breakable")
        files = given(lab.files, "erased bytes", "files")
        fault = Fault()
        for n in range(CALLS):
            mark = b"canary-%03d-" % n + bytes(range(65, 91))
            key = ("contact", f"c-{n}")
            store = breakable(fault)
            store.commit(
                batch(f"make-{n}", put(key, body=30 * mark, index={"phone": mark}, private=True)), PATIENCE
            )
            sent = batch(f"erase-{n}", put(key, 1, None, private=True))
            fault.arm(n + 1, done=False)
            with its_errors(), suppress(Unavailable, Indeterminate):
                store.commit(sent, PATIENCE)
            fault.rest()
            store.close()
            again = lab.open()
            settled(again, sent)
            again.close()
            assert [file.name for file in files() if holds(file.read_bytes(), mark)] == []
            if not fault.happened:
                assert n > 0, NO_CALL
                return
        pytest.fail(f"a commit made more than {CALLS} calls")

    @pytest.mark.parametrize("done", [False, True])
    def test_survives_a_cut_connection(self, lab: Lab, done: bool) -> None:
        """G1, G4: cut before, at or after any message of a commit, sent again it is there once."""
        address = given(lab.address, "a cut connection", "address")
        open_at = given(lab.open_at, "a cut connection", "open_at")
        with Proxy(address) as proxy:
            store = open_at(*proxy.address)
            check_fault(store, proxy, done)
            store.close()

    def test_survives_the_death_of_its_server(self, lab: Lab, store: Store) -> None:
        """G1, G5: when the server is killed under its writers, whatever they were told is there, once."""
        kill = given(lab.kill, "the death of its server", "kill")
        told: dict[str, Receipt] = {}
        moved = threading.Condition()
        rounds = max(2, self.size.kills // 3)

        def write(me: int) -> None:
            for n in range(10 * rounds):
                once = f"{me}-{n}"
                receipt = settled(store, batch(once, put(f"m-{once}", events=(b"a", b"b"))))
                with moved:
                    told[once] = receipt
                    moved.notify_all()

        def enough(count: int) -> bool:
            return len(told) >= count

        def end() -> None:
            for n in range(rounds):
                with moved:
                    assert moved.wait_for(partial(enough, 8 * (n + 1)), PATIENCE)
                kill()

        assert race([lambda: write(0), lambda: write(1), end]) == [None] * 3
        found = store.load("banan", (), tuple(token(once) for once in told)).committed
        assert [each and each.receipt.first for each in found] == [each.first for each in told.values()]
        assert store.load("banan", ()).head == 2 * len(told)
        assert is_sound(store)

    def test_survives_a_full_disk(self, lab: Lab, store: Store) -> None:
        """G1, G5: a commit that finds no room is not called done, and goes through once there is room."""
        fill_disk = given(lab.fill_disk, "a full disk", "fill_disk")
        store.commit(batch("1", put("m-1")), PATIENCE)
        sent = batch("2", put("m-2", body=BIG), put("m-1", 1, index={"area": b"A"}))
        refused = False
        with fill_disk(), its_errors():
            try:
                store.commit(sent, PATIENCE)
            except (Unavailable, Indeterminate):
                refused = True
        assert refused, "`fill_disk` leaves room for a commit, or one that found no room was called done"
        assert store.load("banan", (("merchant", "m-2"),)).records == (None,)
        assert settled(store, sent).first == 2
        record = record_of(store, "m-2")
        assert record is not None
        assert record.body == BIG
        assert is_sound(store)

    def test_refuses_a_disk_it_cannot_write_to(self, lab: Lab, store: Store) -> None:
        """G5: where nobody may write, a store says so instead of calling a commit done."""
        read_only = given(lab.read_only, "a read-only disk", "read_only")
        store.commit(batch("1", put("m-1")), PATIENCE)
        store.close()
        refused = False
        with read_only(), its_errors():
            try:
                lab.open().commit(batch("2", put("m-2")), PATIENCE)
            except Unavailable:
                refused = True
        assert refused, (
            "`read_only` lets a store opened in it write, or what it did not write was called done"
        )
        again = lab.open()
        assert again.load("banan", ()).head == 1
        assert again.commit(batch("2", put("m-2")), PATIENCE).first == 2
        again.close()

    def test_waits_no_longer_than_told(self, lab: Lab, store: Store) -> None:
        """G2: who does not get the writers' lock before the deadline has surely written nothing."""
        hold = given(lab.hold, "a lock held too long", "hold")
        store.commit(batch("1", put("m-1")), PATIENCE)
        sent = batch("2", put("m-2"))
        told: list[Exception | Receipt] = []

        def wait() -> None:
            try:
                told.append(store.commit(sent, 0.05))
            except Exception as error:  # the test looks at it
                told.append(error)

        waiter = threading.Thread(target=wait, daemon=True)
        with hold():
            waiter.start()
            waiter.join(PATIENCE / 6)
            early = list(told)
        waiter.join(PATIENCE)
        assert not any(isinstance(each, Receipt) for each in early), "`hold` keeps no writer waiting"
        assert early != [], "the commit waited on after its deadline"
        assert [type(each) for each in early] == [Unavailable]
        assert store.commit(sent, PATIENCE).replayed is False

    def test_refuses_what_a_later_version_wrote(self, lab: Lab, store: Store) -> None:
        """G5: data of a later schema are refused before anything is read or changed."""
        make_newer = given(lab.make_newer, "data of a later version", "make_newer")
        store.commit(batch("1", put("m-1")), PATIENCE)
        store.close()
        make_newer()
        refused = False
        try:
            with its_errors():
                lab.open()
        except Unavailable:
            refused = True
        assert refused, "`make_newer` marks nothing, or data of a later version are opened"
