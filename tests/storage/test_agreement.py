"""Every store gives the same answers to the same program."""

import itertools
import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from friendly_services.errors import FriendlyServicesError
from friendly_services.ids import Key
from friendly_services.storage import (
    EVERY_RECORD,
    Batch,
    Entry,
    IndexKey,
    MemoryStore,
    Page,
    Portable,
    Put,
    Receipt,
    SQLiteStore,
    Store,
    digest,
)
from friendly_services.testing import command
from friendly_services_filestore import FileStore
from tests.budget import count

PUBLIC = [("merchant", "m-1"), ("merchant", "m-10"), ("station", "m-1"), ("account", "A")]
PRIVATE = [("contact", "c-1"), ("contact", "c-2")]
KEYS = PUBLIC + PRIVATE
PATIENCE = 10.0
PROGRAMS = count(25, 300, 10_000)
AT_ONCE = 1_000
"""Programs of one seed: Hypothesis remembers all that it has tried, and the memory is not endless."""
SEED = int(os.environ.get("FRIENDLY_SERVICES_SEED", "1"))

index_keys = st.builds(
    IndexKey,
    st.sampled_from(["area", "due"]),
    st.sampled_from([b"\0", b"a", b"a\0", b"\xff"]),
    st.booleans(),
)
indexes = st.lists(index_keys, max_size=3, unique_by=lambda entry: (entry.name, entry.key)).map(frozenset)


@st.composite
def puts(draw: st.DrawFn, key: Key, commands: int) -> Put:
    """A put, most often on the version that stands: `base` is counted up from what has gone before."""
    body = draw(st.none() | st.binary(max_size=3))
    rewrite = draw(st.sampled_from([False] * 9 + [True]))
    private = key in PRIVATE if draw(st.integers(0, 30)) else key not in PRIVATE
    places = sorted(draw(st.lists(st.integers(0, commands - 1), max_size=0 if private or rewrite else 3)))
    return Put(
        key=key,
        base=draw(st.sampled_from([0] * 18 + [1, -1])),
        body=body,
        events=tuple((place, draw(st.binary(max_size=2))) for place in places),
        index=frozenset() if body is None else draw(indexes),
        private=private,
        rewrite=rewrite,
    )


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    """A batch of a few commands, some of them sent before, on a few records, with guards."""
    onces = draw(st.lists(st.integers(0, 30), min_size=1, max_size=2, unique=True))
    commands = tuple(
        command(
            f"{once}",
            now=draw(st.integers(0, 50)),
            result=b"%d" % once,
            digest=draw(st.sampled_from([""] * 5 + ["other"])),
        )
        for once in onces
    )
    keys = draw(st.lists(st.sampled_from(KEYS), max_size=3, unique=True))
    return Batch(
        partition=draw(st.sampled_from(["banan", "banan", "yubei"])),
        commands=commands,
        puts=tuple(draw(puts(key, len(commands))) for key in keys),
        expect=tuple(
            (key, draw(st.sampled_from([0] * 5 + [1])))
            for key in draw(st.lists(st.sampled_from(KEYS), max_size=1))
        ),
    )


PROGRAM = st.lists(batches(), min_size=6, max_size=25)


def aimed(asked: Batch, store: Store) -> Batch:
    """The batch with its bases and guards moved to what stands: 0 was drawn for exactly that."""
    keys = (*(put.key for put in asked.puts), *(key for key, _ in asked.expect))
    loaded = store.load(asked.partition, keys).records
    stands = {key: record.version if record else 0 for key, record in zip(keys, loaded, strict=True)}
    return attrs.evolve(
        asked,
        puts=tuple(attrs.evolve(put, base=max(0, stands[put.key] + put.base)) for put in asked.puts),
        expect=tuple((key, stands[key] + seen) for key, seen in asked.expect),
    )


def answer(store: Store, asked: Batch) -> Receipt | tuple[str, dict[str, object]]:
    """The receipt, or the error by its code and facts."""
    try:
        return store.commit(asked, PATIENCE)
    except FriendlyServicesError as error:
        return error.code, error.facts


def everything(store: Store) -> list[tuple[tuple[Entry, ...], list[Page]]]:
    """All that a store tells of each partition, read whole and in pages."""
    told = []
    for partition, head in store.partitions("", 9):
        scans: list[Page] = []
        for index, limit, reverse in itertools.product([EVERY_RECORD, "area", "due"], [2, 99], [False, True]):
            after = None
            while True:
                scans.append(store.scan(partition, index, b"\0", b"\xff", limit, reverse, after))
                after = scans[-1].next
                if after is None:
                    break
            scans.append(store.scan(partition, index, b"a", None, limit, reverse))
        journal = store.read(partition, 0, 99_999)
        pieces = [store.read(partition, 1, 2, kind="merchant"), store.read(partition, 0, 99, upto=25)]
        pieces += [store.read(partition, 1, 99, key=key) for key in PUBLIC]
        assert len(journal) == head
        told.append((journal + tuple(itertools.chain(*pieces)), scans))
    return told


def digests(store: Portable) -> dict[str, bytes]:
    """The canonical digest of each partition."""
    return {partition: digest(store, partition) for partition, _ in store.partitions("", 9)}


def stores(folder: str) -> dict[str, Portable]:
    """Every store that needs nothing but a folder."""
    return {
        "memory": MemoryStore(),
        "sqlite": SQLiteStore(Path(folder, "city.db")),
        "file": FileStore(Path(folder, "city.journal")),
    }


def test_every_store_gives_the_same_answers() -> None:
    """Any program has the same receipts, errors, records, journal, scans and digests on every store."""
    seen: Counter[str] = Counter()

    def agree(program: list[Batch]) -> None:
        with TemporaryDirectory() as folder:
            opened = stores(folder)
            for asked in program:
                sent = aimed(asked, opened["memory"])
                answers = {name: answer(store, sent) for name, store in opened.items()}
                assert answers == dict.fromkeys(answers, answers["memory"])
                seen["receipts" if isinstance(answers["memory"], Receipt) else "refusals"] += 1
            told = {name: everything(store) for name, store in opened.items()}
            assert told == dict.fromkeys(told, told["memory"])
            kept = {name: digests(store) for name, store in opened.items()}
            assert kept == dict.fromkeys(kept, kept["memory"])
            for store in opened.values():
                store.close()
        seen["programs"] += 1

    for n in range(0, PROGRAMS, AT_ONCE):
        programs = settings(max_examples=min(AT_ONCE, PROGRAMS - n))(given(PROGRAM)(agree))
        seed(SEED + n)(programs)()
    print(f"agreement receipts {seen['receipts']} refusals {seen['refusals']}")
    print(f"agreement memory,sqlite,file programs {seen['programs']} different 0 seed {SEED}")
    assert seen["programs"] >= PROGRAMS
    assert min(seen["receipts"], seen["refusals"]) > PROGRAMS
