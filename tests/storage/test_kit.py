"""The kit catches stores that are wrong on purpose, and stays silent about a right one."""

import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest

from friendly_services.ids import Key
from friendly_services.storage import (
    Batch,
    Conflict,
    Entry,
    IndexKey,
    Loaded,
    MemoryStore,
    Page,
    Put,
    Receipt,
    Store,
)
from friendly_services.testing import StoreContract, batch, put

Commit = Callable[[MemoryStore, Batch], Receipt]
PATIENCE = 10.0


def standing(store: MemoryStore, key: Key) -> int:
    """The version that stands."""
    (record,) = store.load("banan", (key,)).records
    return record.version if record else 0


def evolved(store: MemoryStore, asked: Batch, change: Callable[[Put], Put]) -> Receipt:
    """Commit with every put changed."""
    puts = tuple(change(put) for put in asked.puts)
    return MemoryStore.commit(store, attrs.evolve(asked, puts=puts), PATIENCE)


def forgets_guards(store: MemoryStore, asked: Batch) -> Receipt:
    """Lost guards: write skew."""
    return MemoryStore.commit(store, attrs.evolve(asked, expect=()), PATIENCE)


def ignores_absence(store: MemoryStore, asked: Batch) -> Receipt:
    """Guards on absence lost: phantoms."""
    expect = tuple((key, version) for key, version in asked.expect if version)
    return MemoryStore.commit(store, attrs.evolve(asked, expect=expect), PATIENCE)


def last_write_wins(store: MemoryStore, asked: Batch) -> Receipt:
    """Lost update."""
    return evolved(store, asked, lambda put: attrs.evolve(put, base=standing(store, put.key)))


def commits_put_by_put(store: MemoryStore, asked: Batch) -> Receipt:
    """Not all or nothing."""
    if len(asked.puts) < 2:
        return MemoryStore.commit(store, asked, PATIENCE)
    tokens = [attrs.evolve(asked.commands[0], token=bytes([n]) * 16) for n in range(len(asked.puts) - 1)]
    for token, one in zip(tokens, asked.puts, strict=False):
        MemoryStore.commit(store, Batch(asked.partition, (token,), (one,)), PATIENCE)
    return MemoryStore.commit(store, attrs.evolve(asked, puts=asked.puts[-1:]), PATIENCE)


def forgets_unique(store: MemoryStore, asked: Batch) -> Receipt:
    """Nothing is unique."""

    def change(put: Put) -> Put:
        index = frozenset(IndexKey(entry.name, entry.key) for entry in put.index)
        return attrs.evolve(put, index=index)

    return evolved(store, asked, change)


def takes_empty_for_erased(store: MemoryStore, asked: Batch) -> Receipt:
    """Empty and erased are one."""
    return evolved(
        store, asked, lambda put: put if put.body else attrs.evolve(put, body=None, index=frozenset())
    )


def erases_nothing(store: MemoryStore, asked: Batch) -> Receipt:
    """An erased body stays."""
    return evolved(store, asked, lambda put: put if put.body is not None else attrs.evolve(put, body=b"gone"))


def forgets_index_entries(store: MemoryStore, asked: Batch) -> Receipt:
    """Of several index entries only the first is kept."""
    return evolved(store, asked, lambda put: attrs.evolve(put, index=frozenset(sorted_entries(put)[:1])))


def sorted_entries(put: Put) -> list[IndexKey]:
    """The entries in order."""
    return sorted(put.index, key=lambda entry: (entry.name, entry.key))


def retries_silently(store: MemoryStore, asked: Batch) -> Receipt:
    """A conflict is overruled."""
    try:
        return MemoryStore.commit(store, asked, PATIENCE)
    except Conflict:
        return last_write_wins(store, asked)


def answers_with_the_callers_clock(store: MemoryStore, asked: Batch) -> Receipt:
    """Time goes back."""
    return attrs.evolve(MemoryStore.commit(store, asked, PATIENCE), at=asked.commands[0].now)


def replays_another_command(store: MemoryStore, asked: Batch) -> Receipt:
    """The digest is not compared."""
    (found,) = store.load(asked.partition, (), (asked.commands[0].token,)).committed
    return found.receipt if found else MemoryStore.commit(store, asked, PATIENCE)


COMMITS: list[Commit] = [
    forgets_guards,
    ignores_absence,
    last_write_wins,
    commits_put_by_put,
    forgets_unique,
    takes_empty_for_erased,
    erases_nothing,
    forgets_index_entries,
    retries_silently,
    answers_with_the_callers_clock,
    replays_another_command,
]


class OrdersByText(MemoryStore):
    def scan(self, *asked: Any, **how: Any) -> Page:
        """In the order of text without leading zeros."""
        page = super().scan(*asked, **how)
        return Page(tuple(sorted(page.items, key=lambda item: item[0].key.hex().lstrip("0"))), page.next)


class TakesTheUpperBoundIn(MemoryStore):
    def scan(self, partition: str, index: str, lo: bytes, hi: bytes | None, *how: Any, **more: Any) -> Page:
        """With the upper bound."""
        return super().scan(partition, index, lo, None if hi is None else hi + b"\0", *how, **more)


class ForgetsWhereItWas(MemoryStore):
    def read(self, partition: str, after: int, limit: int, *asked: Any, **how: Any) -> tuple[Entry, ...]:
        """From the beginning, whatever was seen."""
        return super().read(partition, min(after, 0), limit, *asked, **how)


class StartsPagesAnew(MemoryStore):
    def scan(self, *asked: Any, **how: Any) -> Page:
        """The first page again."""
        return super().scan(*asked[:6], **{name: value for name, value in how.items() if name != "after"})


class KnowsNoTokens(MemoryStore):
    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        """Without what became of the tokens."""
        loaded = super().load(partition, keys, tokens)
        return attrs.evolve(loaded, committed=(None,) * len(tokens))


READERS = [OrdersByText, TakesTheUpperBoundIn, ForgetsWhereItWas, StartsPagesAnew, KnowsNoTokens]


def cases(test: Any) -> Iterator[dict[str, Any]]:
    """The arguments of a test, besides the store, as its marks give them."""
    marks = [mark.args for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    for values in itertools.product(*(each for _, each in marks)):
        yield dict(zip((name for name, _ in marks), values, strict=True))


def failures(make: Callable[[], Store]) -> list[str]:
    """The tests of the kit that fail for this store, of those that need nothing but the store."""
    kit = StoreContract()
    kit.races = 2
    failed = []
    for name, test in inspect.getmembers(kit, inspect.ismethod):
        if not name.startswith("test_") or "lab" in inspect.signature(test).parameters:
            continue
        try:
            for case in cases(test):
                test(store=make(), **case)
        except (Exception, pytest.fail.Exception):
            failed.append(name)
    return failed


def test_a_right_store_passes() -> None:
    """The store in memory passes every one of these tests."""
    assert failures(MemoryStore) == []


@pytest.mark.parametrize("commit", COMMITS, ids=lambda commit: commit.__name__)
def test_catches_a_wrong_commit(commit: Commit) -> None:
    """A store whose commit is wrong in one way fails at least one test."""

    class Wrong(MemoryStore):
        def commit(self, batch: Batch, deadline: float) -> Receipt:  # noqa: ARG002 # the contract's signature
            return commit(self, batch)

    assert failures(Wrong) != []


@pytest.mark.parametrize("wrong", READERS)
def test_catches_a_wrong_reader(wrong: Callable[[], Store]) -> None:
    """A store that reads wrongly in one way fails at least one test."""
    assert failures(wrong) != []


def test_tells_an_author_what_to_override() -> None:
    """Whoever forgets the fixture reads which one, and what it has to return."""
    fixture: Any = StoreContract.lab
    original = getattr(fixture, "__wrapped__", None) or fixture._get_wrapped_function()
    with pytest.raises(NotImplementedError, match=r"override the fixture `lab` in StoreContract"):
        original(StoreContract())


def test_builders_make_what_a_store_takes() -> None:
    """A batch needs no more than a name and its puts."""
    store = MemoryStore()
    assert store.commit(batch("1", put("m-1")), PATIENCE).first == 1
