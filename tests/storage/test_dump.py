"""A partition moves from any store to any other, whole, and nothing less is taken for it."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.storage import (
    Batch,
    Conflict,
    MemoryStore,
    Portable,
    SQLiteStore,
    StoreError,
    digest,
    dump,
    load,
)
from friendly_services.testing import batch, put
from friendly_services_filestore import FileStore
from tests.budget import count
from tests.storage.test_agreement import aimed, answer, batches, everything
from tests.storage.wrong_stores import PlainStore
from tests.storage.wrong_stores._plain import Disk

PATIENCE = 10.0
CONTACT = ("contact", "c-1")


def filled() -> MemoryStore:
    """A store with something of every sort."""
    store = MemoryStore()
    store.commit(batch("1", put("m-1", index={"area": b"A"}), put(CONTACT, body=b"13800", private=True)), 1)
    store.commit(batch("2", put("m-1", 1, b"new", events=(), unique={"licence": b"L1"})), 1)
    store.commit(batch("3", put("m-2"), put(CONTACT, 1, None, private=True)), 1)
    store.commit(batch("4", result=b"no"), 1)
    store.commit(batch("5", put("m-1", 2, b"again", index={"area": b"B"}, rewrite=True)), 1)
    return store


def dumped(store: Portable) -> bytes:
    """The file."""
    file = BytesIO()
    dump(store, "banan", file)
    return file.getvalue()


@settings(max_examples=count(20, 200, 5_000))
@given(st.lists(batches(), min_size=4, max_size=25))
def test_moves_whatever_was_done(program: list[Batch]) -> None:
    """After any program, every store that loads the dump answers as the first does, and dumps the same."""
    first = MemoryStore()
    for asked in program:
        answer(first, aimed(asked, first))
    with TemporaryDirectory() as folder:
        others: list[Portable] = [
            SQLiteStore(Path(folder, "city.db")),
            FileStore(Path(folder, "city.journal")),
            MemoryStore(),
        ]
        for store in others:
            for partition, _ in first.partitions("", 9):
                file = BytesIO()
                wanted = dump(first, partition, file)
                assert load(file, store) == wanted == digest(store, partition)
            assert everything(store) == everything(first)
            store.close()


def test_holds_nothing_that_was_erased() -> None:
    """The file has no body and no index entry that is no longer in force."""
    content = dumped(filled())
    assert b"again" in content
    assert not any(gone in content for gone in (b"13800", b"new", b"licence", b"L1"))


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("at", range(1, 11))
def test_goes_on_where_it_broke_off(at: int, done: bool) -> None:
    """A load that broke off at any call is called again, and the result is the same."""
    content = dumped(filled())
    store = PlainStore(Disk())
    store.disk.fault.arm(at, done)
    with pytest.raises(StoreError):
        load(BytesIO(content), store)
    store.disk.fault.rest()
    assert load(BytesIO(content), PlainStore(store.disk)) == digest(filled(), "banan")
    assert dumped(store) == content


def test_loads_twice() -> None:
    """Loading what is there already changes nothing."""
    content, store = dumped(filled()), MemoryStore()
    load(BytesIO(content), store)
    before = everything(store)
    load(BytesIO(content), store)
    assert everything(store) == before


@pytest.mark.parametrize("other", [batch("other", put("m-9")), batch("2", put("m-9"), digest="other")])
def test_does_not_mix(other: Batch) -> None:
    """A store that holds something else under this name is left as it is."""
    store = MemoryStore()
    store.commit(other, 1)
    with pytest.raises((Conflict, StoreError)):
        load(BytesIO(dumped(filled())), store)
    assert store.load("banan", ()).head == 1


@pytest.mark.parametrize("place", [0, 3, 60, -200, -20, -1])
def test_refuses_a_file_that_was_changed(place: int) -> None:
    """One bit anywhere is seen before anything is written."""
    content = bytearray(dumped(filled()))
    content[place] ^= 1
    store = MemoryStore()
    with pytest.raises(Invalid):
        load(BytesIO(bytes(content)), store)
    assert store.partitions("", 9) == ()


@pytest.mark.parametrize("length", [0, 10, 60, -40, -1])
def test_refuses_a_file_that_was_cut(length: int) -> None:
    """A file that ends early is refused before anything is written."""
    store = MemoryStore()
    with pytest.raises(Invalid):
        load(BytesIO(dumped(filled())[:length]), store)
    assert store.partitions("", 9) == ()


class Busy(MemoryStore):
    """A store that somebody commits to while it is dumped."""

    asked = 0

    def read(self, *asked, **how):  # type: ignore[no-untyped-def] # passes everything on
        """The journal, and one more commit in it every other time."""
        self.asked += 1
        found = super().read(*asked, **how)
        self.commit(batch(f"busy-{self.asked}", put(f"b-{self.asked}")), PATIENCE)
        return found


def test_sees_that_somebody_writes() -> None:
    """A dump of a partition that changes meanwhile is refused, not half new and half old."""
    store = Busy()
    store.commit(batch("1", put("m-1")), PATIENCE)
    with pytest.raises(Conflict):
        dump(store, "banan", BytesIO())


def test_digests_tell_stores_apart() -> None:
    """Whatever differs, a body, an entry, a time, a refusal: the digest differs."""
    made = [
        [batch("1", put("m-1"))],
        [batch("1", put("m-1", body=b"other"))],
        [batch("1", put("m-1", index={"area": b"A"}))],
        [batch("1", put("m-1", unique={"area": b"A"}))],
        [batch("1", put("m-1"), now=5)],
        [batch("1", put("m-1")), batch("2", result=b"no")],
        [batch("1", attrs.evolve(put("m-1"), events=(), private=True))],
    ]
    digests = set()
    for batches_ in made:
        store = MemoryStore()
        for each in batches_:
            store.commit(each, PATIENCE)
        digests.add(digest(store, "banan"))
    assert len(digests) == len(made)
