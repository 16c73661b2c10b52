"""Erasing, closing, forking, dying."""
# ruff: noqa: S101 # a kit asserts, and states the very numbers it expects

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO

import attrs
import pytest

from ...errors import Invalid
from ...storage import (
    EVERY_RECORD,
    Conflict,
    MemoryStore,
    Portable,
    Store,
    TokenReused,
    Unavailable,
    Unique,
    digest,
    dump,
    load,
)
from .._builders import NOON, batch, put, token
from .._worker import COUNTER, count_up
from ._card import not_tried
from ._lab import PATIENCE, Lab, Size, given, holds, is_sound, record_of

__all__ = ["Erasure", "Life"]

CONTACT = ("contact", "c-1")


def use(store: Store, once: str) -> None:
    """Each of the methods that a forked child needs first."""
    store.load("banan", (COUNTER,))
    store.scan("banan", EVERY_RECORD, b"", None, 9)
    store.read("banan", 0, 9)
    count_up(store, once)


def forked(act: Callable[[], object]) -> int:
    """A child that does this and ends: 0 if it could."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # about threads: they are what this is about
        child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    return child


def ended(child: int, patience: float = PATIENCE / 3) -> int:
    """How a child ended: 0 if it did all; one that hangs is killed, and ends below 0."""
    until = time.monotonic() + patience
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        threading.Event().wait(0.001)


@contextmanager
def reading(store: Store) -> Iterator[None]:
    """Let two threads read without a pause while the context lasts, so that a fork finds them at it."""
    until = time.monotonic() + PATIENCE
    stop = threading.Event()
    broke: list[Exception] = []

    def look() -> None:
        try:
            while not stop.is_set() and time.monotonic() < until:
                store.scan("banan", EVERY_RECORD, b"", None, 9)
                store.load("banan", (COUNTER,))
        except Exception as error:  # told at the end
            broke.append(error)

    threads = [threading.Thread(target=look, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        in_time = time.monotonic() < until
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
    assert broke == []
    assert in_time, "the forks waited until nobody read any more: let them go before whoever comes later"


class Erasure:
    """G12."""

    @pytest.mark.parametrize("private", [False, True])
    def test_leaves_the_version_and_nothing_else(self, store: Store, private: bool) -> None:
        """G12: of an erased record its key, version and time are left, in no index but that of all."""
        store.commit(batch("1", put(CONTACT, index={"phone": b"#"}, private=private)), PATIENCE)
        store.commit(batch("2", put(CONTACT, 1, None, events=(), private=private)), PATIENCE)
        record = record_of(store, "c-1", "contact")
        assert record is not None
        assert (record.body, record.version) == (None, 2)
        assert store.scan("banan", "phone", b"", None, 9).items == ()

    def test_does_not_start_again(self, store: Store) -> None:
        """G12: an erased record is not an absent one: its version goes on, so that no guard is deceived."""
        store.commit(batch("1", put("m-1")), PATIENCE)
        store.commit(batch("2", put("m-1", 1, None)), PATIENCE)
        with pytest.raises(Conflict):
            store.commit(batch("3", put("m-1", 0, b"again")), PATIENCE)
        with pytest.raises(Conflict):
            store.commit(batch("4", put("m-2"), expect={("merchant", "m-1"): 1}), PATIENCE)
        assert store.commit(batch("5", put("m-1", 2, b"again")), PATIENCE).first == 3
        assert record_of(store, "m-1") is not None

    def test_frees_its_unique_entries(self, store: Store) -> None:
        """G3: a unique entry of an erased record may be claimed by another."""
        store.commit(batch("1", put("m-1", unique={"licence": b"L1"})), PATIENCE)
        store.commit(batch("2", put("m-1", 1, None)), PATIENCE)
        store.commit(batch("3", put("m-2", unique={"licence": b"L1"})), PATIENCE)
        ((_, record),) = store.scan("banan", "licence", b"", None, 9).items
        assert record.key == ("merchant", "m-2")

    def test_keeps_private_private(self, store: Store) -> None:
        """G12: a private record has no entry in the journal, and can never be made public."""
        store.commit(batch("1", put(CONTACT, private=True)), PATIENCE)
        with pytest.raises(Invalid):
            store.commit(batch("2", put(CONTACT, 1)), PATIENCE)
        assert store.read("banan", 0, 9) == ()

    def test_leaves_no_byte_of_it(self, lab: Lab, store: Store) -> None:
        """G12: once a private record is erased, no file holds any body or index key it ever had."""
        files = given(lab.files, "erased bytes", "files")
        marks = [b"canary-%d-" % n + bytes(range(65, 91)) for n in range(4)]
        for n, mark in enumerate(marks):
            others = [
                put(("contact", f"o-{n}-{k}"), body=b"other" * (k % 97), private=True) for k in range(50)
            ]
            body = mark * (1, 40, 3, 400)[n]
            store.commit(
                batch(f"{n}", *others, put(CONTACT, n, body, index={"phone": mark}, private=True)), PATIENCE
            )
        kept = put(("contact", "c-2"), body=b"kept" + marks[0][8:], private=True)
        store.commit(batch("kept", kept), PATIENCE)
        contents = [file.read_bytes() for file in files()]
        assert any(holds(content, mark) for content in contents for mark in marks), (
            "`files` does not lead to where the store writes: before the erasure nothing of it was found"
        )
        store.commit(batch("erase", put(CONTACT, len(marks), None, private=True)), PATIENCE)
        for file in files():
            content = file.read_bytes()
            assert [mark for mark in marks if holds(content, mark)] == [], file.name
        record = record_of(store, "c-2", "contact")
        assert record is not None
        assert record.body == kept.body


class Life:
    """G5 and G10."""

    size: Size

    def test_can_be_closed_twice(self, store: Store) -> None:
        """G10: closing twice is fine, and a closed store says that it is closed."""
        store.commit(batch("1", put("m-1")), PATIENCE)
        store.close()
        store.close()
        with pytest.raises(Unavailable):
            store.load("banan", ())
        with pytest.raises(Unavailable):
            store.commit(batch("2", put("m-2")), PATIENCE)

    def test_says_what_it_is(self, store: Store) -> None:
        """G5, L1: a store states the contract it speaks, and limits no lower than the contract's."""
        info = store.describe()
        assert info.protocol == 1
        assert info.durability in ("power", "process", "none")
        assert all(
            getattr(info.limits, field.name) >= field.default for field in attrs.fields(type(info.limits))
        )

    def test_is_empty_at_first(self, store: Store) -> None:
        """G7: an unknown partition has no record, no command, no journal, no index, and head 0."""
        loaded = store.load("nowhere", (("merchant", "m-1"),), (token("1"),))
        assert attrs.astuple(loaded) == ((None,), (None,), 0, 0)
        assert store.read("nowhere", 0, 9) == ()
        assert store.scan("nowhere", "area", b"", None, 9).items == ()
        assert store.partitions("", 9) == ()

    def test_is_there_after_it_was_reopened(self, lab: Lab, store: Store) -> None:
        """G5: records, journal, indexes and tokens are found by whoever opens the data next."""
        if store.describe().durability == "none":
            not_tried("opening again", "the store lasts as long as its object")
        sent = batch("1", put("m-1", index={"area": b"A"}), put(CONTACT, private=True), result=b"done")
        first = store.commit(sent, PATIENCE)
        store.commit(batch("2", put("m-1", 1, None)), PATIENCE)
        before = store.load("banan", (("merchant", "m-1"), CONTACT), (token("1"),)), store.read("banan", 0, 9)
        store.close()
        again = lab.open()
        after = again.load("banan", (("merchant", "m-1"), CONTACT), (token("1"),)), again.read("banan", 0, 9)
        replay = again.commit(sent, PATIENCE)
        again.close()
        assert after == before
        assert replay == attrs.evolve(first, replayed=True)

    def test_keeps_its_promises_after_it_was_reopened(self, lab: Lab, store: Store) -> None:
        """G3, G11, G12: whoever opens the data next refuses, and counts on, as if never closed."""
        if store.describe().durability == "none":
            not_tried("opening again", "the store lasts as long as its object")
        store.commit(batch("1", put("m-1", unique={"licence": b"L1"}), put("m-2"), now=NOON + 9), PATIENCE)
        store.commit(batch("2", put("m-2", 1, None)), PATIENCE)
        store.close()
        again = lab.open()
        with pytest.raises(Unique):
            again.commit(batch("3", put("m-3", unique={"licence": b"L1"})), PATIENCE)
        with pytest.raises(Conflict):
            again.commit(batch("3", put("m-2")), PATIENCE)
        with pytest.raises(TokenReused):
            again.commit(batch("1", digest="another"), PATIENCE)
        receipt = again.commit(batch("3", put("m-3")), PATIENCE)
        again.close()
        assert (receipt.first, receipt.at) == (4, NOON + 9)

    def test_moves_to_another_store(self, store: Store) -> None:
        """G9: what another store dumps is loaded, and dumped from here it is the same: digest by digest."""
        if not isinstance(store, Portable):
            not_tried("dump and load", "the store tells neither its commits nor its rows")
        other, third = MemoryStore(), MemoryStore()
        for n in range(30):
            each, mine = (("merchant", "contact")[n % 2], f"r-{n % 7}"), n % 2 == 1
            record = record_of(other, each[1], each[0])
            index = {"area": b"%d" % (n % 5)} if n % 3 else {}
            version, body = record.version if record else 0, b"%d" % n if n % 11 else None
            events = (b"a", b"b")[: n % 3]
            told = put(each, version, body, events=events, index=index if body else {}, private=mine)
            other.commit(batch(f"{n}", told, result=b"%d" % n, now=NOON + 7 * (n % 4)), PATIENCE)
            other.commit(batch(f"refused-{n}", result=b"no"), PATIENCE)
        there, back = BytesIO(), BytesIO()
        digests = [dump(other, "banan", there), load(there, store), dump(store, "banan", back)]
        digests += [load(back, third), load(there, store), digest(store, "banan")]
        assert len(set(digests)) == 1
        assert back.getvalue() == there.getvalue()
        assert third.rows("banan", None, 99) == store.rows("banan", None, 99)

    def test_leaves_nothing_open(self, lab: Lab) -> None:
        """G10: opened and closed again and again, a store leaves no file open and no thread running."""
        if not os.path.isdir("/dev/fd"):
            not_tried("open files", "this system does not list them")
        counts: list[tuple[int, int]] = []
        for _ in range(self.size.openings):
            store = lab.open()
            count_up(store, f"{len(counts)}")
            store.close()
            counts.append((len(os.listdir("/dev/fd")), threading.active_count()))
        grown = [last - first for first, last in zip(counts[0], counts[-1], strict=True)]
        assert max(grown) < len(counts) // 2, "open files, running threads"

    def test_goes_on_in_a_forked_child(self, lab: Lab, store: Store) -> None:
        """G10: parent and child of a fork both go on with the store that was open."""
        if not hasattr(os, "fork") or lab.url is None:
            not_tried("a fork", "this system or this store has none")
        count_up(store, "before")
        child = forked(lambda: count_up(store, "child"))
        count_up(store, "parent")
        assert ended(child) == 0
        record = record_of(store, COUNTER[1])
        assert record is not None
        assert record.body == b"3"
        assert is_sound(store)

    def test_goes_on_in_a_child_forked_while_others_read(self, lab: Lab, store: Store) -> None:
        """G10: a child that was forked while other threads read waits for none of them, for it has none."""
        if not hasattr(os, "fork") or lab.url is None:
            not_tried("a fork", "this system or this store has none")
        count_up(store, "before")
        children = 10
        with reading(store):
            for n in range(children):
                child = forked(partial(use, store, f"child-{n}"))
                status = ended(child)
                assert status >= 0, (
                    "the child hangs: a lock that a thread held stays locked in it, make it anew"
                )
                assert status == 0
        record = record_of(store, COUNTER[1])
        assert record is not None
        assert record.body == b"%d" % (1 + children)
        assert is_sound(store)

    def test_loses_nothing_when_killed(self, lab: Lab) -> None:
        """G1, G5: whatever a killed process was told is there, and nothing is there by halves."""
        acknowledged: dict[str, int] = {}
        for n in range(self.size.kills):
            with lab.worker(f"run-{n}") as process:
                assert process.stdout is not None
                told = [process.stdout.readline() for _ in range(1 + 3 * n % 11)]
                process.kill()
                told += process.stdout.readlines()
            for number, position, _ in (line.split() for line in told if line.endswith("\n")):
                acknowledged[f"run-{n}-{number}"] = int(position)
        store = lab.open()
        found = store.load("banan", (COUNTER,), tuple(token(once) for once in acknowledged))
        positions = [each.receipt.first if each else None for each in found.committed]
        (record,) = found.records
        assert record is not None
        assert positions == list(acknowledged.values())
        assert record.body == b"%d" % found.head
        assert is_sound(store)
        store.close()
