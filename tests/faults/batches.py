"""Batches of every shape, drawn so that a store takes them, and what has to be true of them afterwards."""

from random import Random
from typing import Final

import attrs

from friendly_services.ids import Key
from friendly_services.storage import Batch, IndexKey, MemoryStore, Put, Receipt, Store
from friendly_services.testing import command
from tests.faults.seeds import Lost
from tests.storage.test_agreement import KEYS, PRIVATE

PARTITION: Final = "banan"
PATIENCE: Final = 30.0


def drawn(draw: Random, once: str, model: Store) -> Batch:
    """A batch of one or two commands that will pass where the records stand as they do in the model."""
    commands = tuple(
        command(f"{once}{name}", now=draw.randrange(100), result=draw.randbytes(draw.randrange(4)))
        for name in "ab"[: draw.choice((1, 1, 2))]
    )
    keys = draw.sample(KEYS, draw.randint(1, 4))
    stands = dict(zip(KEYS, model.load(PARTITION, tuple(KEYS)).records, strict=True))
    versions = {key: record.version if record else 0 for key, record in stands.items()}
    puts = tuple(_put(draw, key, versions[key], len(commands)) for key in keys)
    expect = tuple((key, versions[key]) for key in draw.sample(KEYS, draw.randint(0, 2)) if key not in keys)
    return Batch(PARTITION, commands, puts, expect)


def _put(draw: Random, key: Key, version: int, commands: int) -> Put:
    private = key in PRIVATE
    erased = draw.random() < 0.1
    rewrite = not erased and version > 0 and draw.random() < 0.1
    places = [] if private or rewrite else sorted(draw.choices(range(commands), k=draw.randrange(4)))
    entries = {IndexKey("area", draw.randbytes(2)) for _ in range(draw.randrange(4))}
    entries.add(IndexKey("due", "-".join(key).encode(), unique=True))
    return Put(
        key=key,
        base=version,
        body=None if erased else draw.randbytes(draw.choice((0, 3, 300, 3_000))),
        events=tuple((place, draw.randbytes(draw.randrange(9))) for place in places),
        index=frozenset() if erased else frozenset(entries),
        private=private,
        rewrite=rewrite,
    )


def state(store: Store, sent: Batch) -> tuple[object, ...]:
    """All that the batch may have changed."""
    loaded = store.load(PARTITION, tuple(KEYS), tuple(each.token for each in sent.commands))
    page = store.scan(PARTITION, "area", b"", None, 99)
    return loaded, page, store.read(PARTITION, max(loaded.head - 9, 0), 9)


def check_settled(store: Store, model: MemoryStore, sent: Batch, told: Receipt | Exception) -> None:
    """A batch that failed is sent again: it is there once, and was there if that had been said.

    Args:
        store: as it is now, opened by somebody else than the one that failed.
        model: holds everything before the batch; it takes the batch, too.
        sent: the batch.
        told: the receipt that was given, or the error.
    """
    seen = state(store, sent)
    before = state(model, sent)
    receipt = model.commit(sent, PATIENCE)
    after = state(model, sent)
    assert seen in (before, after), f"there by halves after {told!r}"
    if isinstance(told, Receipt) and seen != after:
        raise Lost(f"{told} was acknowledged")
    again = store.commit(sent, PATIENCE)
    assert attrs.evolve(again, replayed=False) == receipt
    assert again.replayed == (seen == after)
    assert state(store, sent) == after, "not what it should be after it was sent again"
