"""Sides that go through one year in turns, and the proof that each came to what the oracle says."""

import gc
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, Protocol

import attrs

from tests.bench.points_work import KINDS, OUTCOMES, Batch, Intent, Result, intents
from tests.bench.work import Side, take_turns

__all__ = ["Ledger", "Run", "in_turns", "made", "parts"]


def made(count: int, accounts: int) -> list[Intent]:
    """A year's intents, which the garbage collector does not look through again, on any side."""
    work = intents(count, accounts)
    gc.collect()
    gc.freeze()
    return work


class Ledger(Protocol):
    """Whoever keeps the year."""

    def prepared(self, batch: Batch, /) -> Any:
        """What a batch sends, made before it is measured."""

    def commit(self, batch: Batch, prepared: Any, /) -> Sequence[Any]:
        """Decide and commit a batch: what is measured."""

    def outcomes(self, batch: Batch, answers: Any, /) -> Sequence[int]:
        """What the answers mean."""

    def balances(self) -> Iterable[tuple[int, tuple[int, int]]]:
        """Balance and debt of the accounts that have either."""


def parts(plan: Sequence[Batch], rounds: int) -> list[list[Batch]]:
    """The batches in as many parts of one size as there are rounds, after a first one with the rest."""
    assert len(plan) > rounds, f"{len(plan)} commits are too few for {rounds} rounds: send more intents"
    size = len(plan) // (rounds + 1)
    first = len(plan) - rounds * size
    cuts = [0, *range(first, len(plan) + 1, size)]
    return [list(plan[a:b]) for a, b in pairwise(cuts)]


@attrs.define
class Run:
    """One side on its way through the year."""

    name: str
    ledger: Ledger
    servers: tuple[int, ...] = ()
    counts: list[list[int]] = attrs.Factory(lambda: [[0] * len(OUTCOMES) for _ in KINDS])
    _waiting: list[tuple[Batch, Sequence[Any]]] = attrs.Factory(list)

    def side(self, found: Sequence[Sequence[Batch]]) -> Side:
        """To be measured on a part of the year in each turn."""

        def prepare(turn: int) -> Callable[[], None]:
            self.settle()
            side.count = sum(len(batch.intents) for batch in found[turn])
            ready = [(batch, self.ledger.prepared(batch)) for batch in found[turn]]
            gc.collect()
            commit, waiting = self.ledger.commit, self._waiting

            def work() -> None:
                for batch, prepared in ready:
                    waiting.append((batch, commit(batch, prepared)))

            return work

        side = Side(self.name, prepare, 0, self.servers)
        return side

    def settle(self) -> None:
        """Count the outcomes of what was committed."""
        for batch, answers in self._waiting:
            for intent, outcome in zip(batch.intents, self.ledger.outcomes(batch, answers), strict=True):
                self.counts[intent.kind][outcome] += 1
        self._waiting.clear()

    def check(self, expected: Result) -> None:
        """Stop if an outcome or a balance differs from the oracle's."""
        self.settle()
        counts = tuple(map(tuple, self.counts))
        assert counts == expected.counts, f"{self.name}: {counts}, not {expected.counts}"
        balances = dict(self.ledger.balances())
        differ = sorted(balances.items() ^ expected.balances.items())
        assert not differ, f"{self.name}: {differ[:5]}"


def in_turns(runs: Sequence[Run], plan: Sequence[Batch], rounds: int) -> list[Side]:
    """Send a plan to every side, a part in each round; the sides as measured."""
    found = parts(plan, rounds)
    sides = [run.side(found) for run in runs]
    take_turns(sides, rounds)
    return sides
