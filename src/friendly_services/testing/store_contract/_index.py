"""Indexes: complete, in byte order, and following their records."""
# ruff: noqa: S101 # a kit asserts, and states the very numbers it expects

import random
from collections.abc import Iterator
from functools import partial

import attrs
import pytest

from ...errors import Invalid
from ...storage import EVERY_RECORD, IndexKey, Record, Store, Unique, record_key
from .._builders import batch, put
from ._lab import PATIENCE, Size, race

__all__ = ["Index"]

AWKWARD = (
    b"\0",
    b"\0\0",
    b"\0\xff",
    b"a",
    b"a\0",
    b"a\0b",
    b"aa",
    b"b",
    b"B",
    b"Ab",
    b"\x7f",
    b"\x80",
    b"\xff",
    b"\xff\0",
)
"""Keys that an order by text, by length or by signed bytes gets wrong."""
MANY = 300
"""Pages after which an index has gone round in circles."""


def keys_of(
    store: Store, index: str, lo: bytes = b"", hi: bytes | None = None, reverse: bool = False
) -> list[bytes]:
    """The keys in a range of an index."""
    return [entry.key for entry, _ in store.scan("banan", index, lo, hi, 999, reverse).items]


def paged(store: Store, index: str, limit: int, reverse: bool = False) -> Iterator[tuple[IndexKey, Record]]:
    """Every item of an index, page by page."""
    after = None
    for _ in range(MANY):
        page = store.scan("banan", index, b"", None, limit, reverse, after)
        yield from page.items
        after = page.next
        if after is None:
            return
    pytest.fail(f"the pages of {index!r} do not end")


class Index:
    """G3 and G8."""

    size: Size

    def test_is_in_byte_order(self, store: Store) -> None:
        """G8: keys come in the order of their unsigned bytes, backwards in reverse."""
        puts = [put(f"m-{n}", index={"area": key}) for n, key in enumerate(reversed(AWKWARD))]
        store.commit(batch("1", *puts), PATIENCE)
        assert keys_of(store, "area") == sorted(AWKWARD)
        assert keys_of(store, "area", reverse=True) == sorted(AWKWARD, reverse=True)

    @pytest.mark.parametrize("lo", [b"", *AWKWARD[::3]])
    @pytest.mark.parametrize("hi", [None, *AWKWARD[1::3]])
    def test_takes_a_half_open_range(self, store: Store, lo: bytes, hi: bytes | None) -> None:
        """G8: the lower bound belongs to the range, the upper bound does not."""
        store.commit(
            batch("1", *(put(f"m-{n}", index={"a": key}) for n, key in enumerate(AWKWARD))), PATIENCE
        )
        expected = sorted(key for key in AWKWARD if lo <= key and (hi is None or key < hi))
        assert keys_of(store, "a", lo, hi) == expected
        assert keys_of(store, "a", lo, hi, reverse=True) == expected[::-1]

    def test_orders_equal_keys_by_record(self, store: Store) -> None:
        """G8: records under one key come by kind and id, whatever was made first."""
        keys = [
            ("station", "a"),
            ("merchant", "b"),
            ("merchant", "B"),
            ("merchant", "a.1"),
            ("merchant", "a"),
        ]
        store.commit(batch("1", *(put(key, index={"area": b"A"}) for key in keys)), PATIENCE)
        assert [record.key for _, record in paged(store, "area", 2)] == sorted(keys)
        assert [record.key for _, record in paged(store, "area", 2, reverse=True)] == sorted(keys)[::-1]

    def test_follows_its_records(self, store: Store) -> None:
        """G8: when a record is put, the entries it had go and those it has come, with the record as it is."""
        store.commit(batch("1", put("m-1", index={"area": b"A", "due": b"1"})), PATIENCE)
        store.commit(batch("2", put("m-1", 1, b"moved", index={"area": b"B", "level": b"x"})), PATIENCE)
        ((entry, record),) = store.scan("banan", "area", b"", None, 9).items
        assert (entry, record.body, record.version) == (IndexKey("area", b"B"), b"moved", 2)
        assert [keys_of(store, name) for name in ("due", "level", "none")] == [[], [b"x"], []]

    def test_pages_while_records_come_and_go(self, store: Store) -> None:
        """G8: a record that does not change while paging comes exactly once, whatever others do."""
        steady = [put(f"s-{n}", index={"a": b"%03d" % (10 * n)}) for n in range(20)]
        passing = [put(f"p-{n}", index={"a": b"%03d" % (10 * n)}) for n in range(20)]
        store.commit(batch("1", *steady, *passing), PATIENCE)
        seen = []
        for step, (_, record) in enumerate(paged(store, "a", 3)):
            seen.append(record.key[1])
            here = step % 20
            puts = [put(f"new-{step}", index={"a": b"%03d" % ((37 * step) % 200)})]
            if step < 20:
                puts.append(put(f"p-{here}", 1, b"moved", index={"a": b"%03d" % ((91 * step) % 200)}))
            store.commit(batch(f"step-{step}", *puts), PATIENCE)
        assert [name for name in seen if name.startswith("s-")] == [f"s-{n}" for n in range(20)]

    @pytest.mark.parametrize("reverse", [False, True])
    def test_equals_filter_and_sort(self, store: Store, reverse: bool) -> None:
        """G8: after many random changes every scan gives what filtering and sorting all records gives."""
        draw = random.Random(7)  # noqa: S311 # a case to repeat, nobody's secret
        held: dict[str, tuple[int, frozenset[IndexKey]]] = {}
        for n in range(120):
            name = f"m-{draw.randrange(25)}"
            entries = {(draw.choice("abc"), draw.choice(AWKWARD)) for _ in range(draw.randrange(5))}
            index = frozenset(IndexKey(where, key) for where, key in entries)
            version = held[name][0] if name in held else 0
            store.commit(batch(f"{n}", attrs.evolve(put(name, version), index=index)), PATIENCE)
            held[name] = version + 1, index
        for where in "abc":
            oracle = sorted(
                (entry.key, name)
                for name, (_, index) in held.items()
                for entry in index
                if entry.name == where
            )
            for limit in (1, 4, 999):
                found = [(entry.key, record.key[1]) for entry, record in paged(store, where, limit, reverse)]
                assert found == (oracle[::-1] if reverse else oracle)

    def test_lists_every_record(self, store: Store) -> None:
        """G8: the index of every record holds each of them once, private and erased ones too."""
        store.commit(batch("1", put("m-2"), put("m-1"), put(("contact", "c-1"), private=True)), PATIENCE)
        store.commit(batch("2", put("m-2", 1, None)), PATIENCE)
        keys = [("contact", "c-1"), ("merchant", "m-1"), ("merchant", "m-2")]
        items = list(paged(store, EVERY_RECORD, 2))
        assert [(entry.key, record.key) for entry, record in items] == [(record_key(k), k) for k in keys]
        assert [record.body for _, record in items] == [b"body", b"body", None]
        assert [r.key for _, r in paged(store, EVERY_RECORD, 2, reverse=True)] == keys[::-1]
        merchants = store.scan("banan", EVERY_RECORD, b"merchant\0", b"merchant\1", 9)
        assert [record.key for _, record in merchants.items] == keys[1:]

    @pytest.mark.parametrize("reverse", [False, True])
    def test_ends_with_the_last_page(self, store: Store, reverse: bool) -> None:
        """G8: only a page that others come behind has a cursor: one that is full by chance is the last."""
        assert store.scan("banan", "area", b"", None, 9, reverse).next is None
        store.commit(batch("1", *(put(f"m-{n}", index={"area": b"%d" % n}) for n in range(4))), PATIENCE)
        for index in ("area", EVERY_RECORD):
            after, ends = None, []
            for limit in (1, 1, 2):
                page = store.scan("banan", index, b"", None, limit, reverse, after)
                after = page.next
                ends.append(after is None)
            assert ends == [False, False, True]
            assert [store.scan("banan", index, b"", None, n, reverse).next is None for n in (3, 4, 5)] == [
                False,
                True,
                True,
            ]

    def test_lets_one_record_hold_a_unique_entry(self, store: Store) -> None:
        """G3: a second record that claims a unique entry is refused by index and key, its holder is not."""
        store.commit(batch("1", put("m-1", unique={"licence": b"L1"})), PATIENCE)
        with pytest.raises(Unique) as refused:
            store.commit(batch("2", put("m-2", unique={"licence": b"L1"})), PATIENCE)
        assert (refused.value.index, refused.value.key) == ("licence", b"L1")
        store.commit(batch("3", put("m-1", 1, unique={"licence": b"L1"})), PATIENCE)
        ((entry, record),) = store.scan("banan", "licence", b"", None, 9).items
        assert (entry.unique, record.version) == (True, 2)

    def test_lets_one_of_many_claim_a_unique_entry(self, store: Store) -> None:
        """G3: of several who claim the same entry at once, exactly one gets it."""
        for n in range(self.size.races // 4):
            claims = [batch(f"{n}-{me}", put(f"m-{n}-{me}", unique={"no": b"%d" % n})) for me in range(4)]
            results = race(partial(store.commit, each, PATIENCE) for each in claims)
            assert sorted(isinstance(result, Unique) for result in results) == [False, True, True, True]

    def test_refuses_two_claims_in_one_batch(self, store: Store) -> None:
        """G3: two records of one batch cannot claim the same unique entry."""
        pair = [put(name, unique={"licence": b"L1"}) for name in ("m-1", "m-2")]
        with pytest.raises(Unique):
            store.commit(batch("1", *pair), PATIENCE)
        assert store.load("banan", ()).head == 0

    def test_hands_a_unique_entry_over(self, store: Store) -> None:
        """G3: what one record of a batch gives up, another may claim, in whatever order they stand."""
        store.commit(batch("1", *(put(f"m-{n}", unique={"licence": b"L%d" % n}) for n in (1, 2))), PATIENCE)
        swap = [put(f"m-{n}", 1, unique={"licence": b"L%d" % (3 - n)}) for n in (1, 2)]
        store.commit(batch("2", *swap), PATIENCE)
        found = [(entry.key, record.key[1]) for entry, record in paged(store, "licence", 9)]
        assert found == [(b"L1", "m-2"), (b"L2", "m-1")]

    def test_lets_many_hold_an_entry_that_is_not_unique(self, store: Store) -> None:
        """G3: an entry that is not unique stands in nobody's way, not even a unique one's."""
        store.commit(batch("1", put("m-1", index={"area": b"A"}), put("m-2", index={"area": b"A"})), PATIENCE)
        store.commit(batch("2", put("m-3", unique={"area": b"A"})), PATIENCE)
        assert [record.key[1] for _, record in paged(store, "area", 1)] == ["m-1", "m-2", "m-3"]

    def test_refuses_a_cursor_it_did_not_give(self, store: Store) -> None:
        """G8: bytes that are no cursor are invalid, not a place somewhere."""
        with pytest.raises(Invalid):
            store.scan("banan", "area", b"", None, 9, after=b"\xff")
