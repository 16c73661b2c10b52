"""The journal: one order, without gaps, of everything that was committed."""
# ruff: noqa: S101 # a kit asserts, and states the very numbers it expects

from collections.abc import Callable
from functools import partial

import attrs
import pytest

from ...storage import Batch, Conflict, Entry, Receipt, Store
from .._builders import NOON, batch, command, put
from .._worker import COUNTER, count_up, one_more
from ._card import not_tried
from ._lab import PATIENCE, Lab, Size, is_sound, race, record_of

__all__ = ["Order"]


class Order:
    """G6, G7 and G11."""

    size: Size

    def test_numbers_without_gaps(self, store: Store) -> None:
        """G6: positions are 1, 2, 3 … although commits between them were refused."""
        for n in range(5):
            store.commit(batch(f"good-{n}", put(f"m-{n}", events=(b"a", b"b"))), PATIENCE)
            with pytest.raises(Conflict):
                store.commit(batch(f"bad-{n}", put(f"m-{n}")), PATIENCE)
        assert [entry.position for entry in store.read("banan", 0, 99)] == list(range(1, 11))
        assert store.load("banan", ()).head == 10

    def test_tells_a_batch_command_by_command(self, store: Store) -> None:
        """G6: a batch takes consecutive positions: its commands in order, of each what it did put by put."""
        both = attrs.evolve(put("m-1"), events=((0, b"1a"), (1, b"2a")))
        sent = Batch("banan", (command("1"), command("2")), (both, put("m-2", events=(b"1b", b"1c"))))
        receipt = store.commit(sent, PATIENCE)
        told = [(e.position, e.key[1], e.version, e.event) for e in store.read("banan", 0, 9)]
        assert (receipt.first, receipt.last) == (1, 4)
        assert told == [
            (1, "m-1", 1, b"1a"),
            (2, "m-2", 1, b"1b"),
            (3, "m-2", 2, b"1c"),
            (4, "m-1", 2, b"2a"),
        ]

    def test_time_never_goes_back(self, store: Store) -> None:
        """G11: a commit sent by a clock that was set back gets the time of the last one."""
        store.commit(batch("1", put("m-1"), now=NOON), PATIENCE)
        receipt = store.commit(batch("2", put("m-2"), now=NOON - 3_600_000_000), PATIENCE)
        (entry,) = store.read("banan", 1, 9)
        record = record_of(store, "m-2")
        assert record is not None
        assert [receipt.at, record.at, entry.at, store.load("banan", ()).at] == [NOON] * 4
        assert entry.command.now == NOON - 3_600_000_000

    def test_reads_in_pages(self, store: Store) -> None:
        """G6: reading on from the last position seen gives every entry once."""
        for n in range(7):
            store.commit(batch(f"{n}", put(f"m-{n}")), PATIENCE)
        pages: list[tuple[Entry, ...]] = []
        for _ in range(4):
            pages.append(store.read("banan", pages[-1][-1].position if pages else 0, 3))
        assert [[entry.position for entry in page] for page in pages] == [[1, 2, 3], [4, 5, 6], [7], []]

    def test_reads_what_is_asked_for(self, store: Store) -> None:
        """G6: of one record or kind, after a position, up to a time: always the journal's own entries."""
        for n in range(12):
            key = ("merchant", "station")[n % 2], f"r-{n % 4}"
            record = record_of(store, key[1], key[0])
            store.commit(batch(f"{n}", put(key, record.version if record else 0), now=NOON + n), PATIENCE)
        journal = store.read("banan", 0, 99)
        for key in {entry.key for entry in journal}:
            assert store.read("banan", 0, 99, key=key) == tuple(e for e in journal if e.key == key)
            assert (
                store.read("banan", 3, 1, key=key)
                == tuple(e for e in journal if e.key == key and e.position > 3)[:1]
            )
        stations = tuple(e for e in journal if e.key[0] == "station")
        assert store.read("banan", 0, 99, kind="station") == stations
        assert store.read("banan", 4, 2, kind="station") == stations[2:4]
        assert store.read("banan", 0, 99, upto=NOON + 6) == journal[:7]
        assert store.read("banan", 0, 99, key=("station", "r-3"), upto=NOON + 6) == (journal[3],)
        assert store.read("banan", 0, 99, key=("station", "r-3"), kind="merchant") == ()
        assert store.read("banan", 12, 99) == store.read("nowhere", 0, 99) == ()

    def test_shows_a_reader_no_hole(self, store: Store) -> None:
        """G6: whoever follows the journal while others write misses nothing."""
        writers, count = self.size.writers, self.size.commits
        entries = 2 * writers * count
        seen: list[int] = []
        done: list[int] = []

        def write(me: int) -> None:
            try:
                for n in range(count):
                    store.commit(batch(f"{me}-{n}", put(f"m-{me}-{n}", events=(b"a", b"b"))), PATIENCE)
            finally:
                done.append(me)

        def follow() -> None:
            more = True
            while more:
                going_on = len(done) < writers
                page = store.read("banan", seen[-1] if seen else 0, 7)
                seen.extend(entry.position for entry in page)
                more = (going_on or page != ()) and len(seen) <= entries

        writing: list[Callable[[], None]] = [partial(write, me) for me in range(writers)]
        assert race([*writing, follow]) == [None] * (writers + 1)
        assert seen == list(range(1, entries + 1))

    def test_loads_one_snapshot(self, store: Store) -> None:
        """G7: two records that always change together are never loaded apart, nor with another head."""
        rounds = 40
        pair = (("merchant", "m-1"), ("merchant", "m-2"))
        torn = []
        done: list[bool] = []

        def write() -> None:
            try:
                for n in range(rounds):
                    store.commit(batch(f"{n}", *(put(key, n, b"%d" % n) for key in pair)), PATIENCE)
            finally:
                done.append(True)

        def look() -> None:
            while not done:
                loaded = store.load("banan", pair)
                if {record.version if record else 0 for record in loaded.records} != {loaded.head // 2}:
                    torn.append(loaded)

        assert race([write, look]) == [None, None]
        assert torn == []
        assert store.load("banan", ()).head == 2 * rounds

    def test_counts_with_threads(self, store: Store) -> None:
        """G2: threads that all count the same record up lose no count."""
        threads, count = self.size.writers, 5

        def add(me: int) -> None:
            for n in range(count):
                count_up(store, f"{me}-{n}")

        assert race([partial(add, me) for me in range(threads)]) == [None] * threads
        record = record_of(store, COUNTER[1])
        assert record is not None
        assert (record.body, record.version) == (b"%d" % (threads * count), threads * count)
        assert is_sound(store)

    def test_time_never_goes_back_in_a_race(self, store: Store) -> None:
        """G11: commits of clocks that differ stand in the journal in the order of their times."""
        threads, count = self.size.writers, 10

        def send(me: int) -> None:
            for n in range(count):
                now = NOON + 1_000 * (me + n * n % 7)
                store.commit(batch(f"{me}-{n}", put(f"m-{me}-{n}"), now=now), PATIENCE)

        assert race([partial(send, me) for me in range(threads)]) == [None] * threads
        journal = store.read("banan", 0, 999)
        times = [entry.at for entry in journal]
        assert len(times) == threads * count
        assert times == sorted(times)
        assert all(entry.at >= entry.command.now for entry in journal)

    def test_scans_while_others_write(self, store: Store) -> None:
        """G8: a record that moves in an index is found once, with the body it has there."""
        rounds, torn, done = 40, [], []

        def write() -> None:
            try:
                for n in range(rounds):
                    here = b"%03d" % (37 * n % 100)
                    store.commit(batch(f"{n}", put("m-1", n, here, index={"area": here})), PATIENCE)
            finally:
                done.append(True)

        def look() -> None:
            seen = 0
            while not done:
                items = store.scan("banan", "area", b"", None, 9).items
                if len(items) < seen or any(entry.key != record.body for entry, record in items):
                    torn.append(items)
                seen = len(items)

        assert race([write, look]) == [None, None]
        assert torn == []

    def test_two_processes_write(self, lab: Lab, store: Store) -> None:
        """G2, G10: two processes and this one count the same record up, and no count is lost."""
        count = 15
        with lab.worker("left", count) as left, lab.worker("right", count) as right:
            for n in range(count):
                count_up(store, f"here-{n}")
            assert (left.wait(), right.wait()) == (0, 0)
        record = record_of(store, COUNTER[1])
        assert record is not None
        assert (record.body, record.version) == (b"%d" % (3 * count), 3 * count)
        assert is_sound(store)

    def test_sees_at_once_what_another_handle_committed(self, lab: Lab, store: Store) -> None:
        """G7: a commit that returned is seen by every later load through another handle on the same data."""
        if store.describe().durability == "none":
            not_tried("another handle", "the store lasts as long as its object")
        other = lab.open()
        receipts: list[Receipt] = []
        for n in range(6):
            mine = (store, other)[n % 2]
            receipts.append(mine.commit(one_more(mine, f"{n}"), PATIENCE))
        other.close()
        assert [receipt.first for receipt in receipts] == [1, 2, 3, 4, 5, 6]
