"""Sides that answer the same questions in turns, and how much longer each takes than the library."""

import gc
import statistics
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, Final

import attrs

from tests.bench.proximity_city import Question
from tests.bench.proximity_oracle import KINDS, Kind

__all__ = ["BATCH", "ONCE", "Right", "Side", "Tally", "Times", "in_turns", "median", "once", "ratios"]

BLOCK: Final = 50
"""Questions that a side answers in its turn."""
WARM: Final = 10
"""Questions asked before them that are not measured: caches are as warm as in steady use."""
BATCH: Final = "batch1"
"""All of `q1` in one call."""
ONCE: Final = "once"
"""A question from where nobody has asked before, which finds nothing that was remembered."""

Right = Mapping[Kind, Sequence[Sequence[int]]]
"""The ids of every answer, in order."""
Times = dict[tuple[str, str], list[int]]
"""Nanoseconds: by what was asked and by side, the best time of each question."""


class Side(ABC):
    """One of those that are compared; what makes it ready is its constructor, and that is measured too."""

    name: str
    said: str = ""
    """What it is, for the reader of its figures."""
    ours: bool = False
    """Whether it is the library, whose every answer must be right."""
    compared: bool = True
    """Whether its times go into ratios."""

    def prepared(self, kind: Kind, asked: Question) -> tuple[Any, ...]:
        """A question as the side takes it, made before it is measured."""
        values: tuple[Any, ...] = (asked.lat, asked.lon, asked.service, asked.minute)
        return values[: 2 + KINDS.index(kind)]

    @abstractmethod
    def ask(self, kind: Kind) -> Callable[..., Any]:
        """What takes a question and answers it: what is measured."""

    def batch(self, asked: Sequence[Question]) -> Callable[[], Any] | None:  # noqa: ARG002 # by some
        """What answers all questions of the first kind in one call, if the side can."""
        return None

    def ids(self, answer: Any) -> Sequence[int]:
        """The ids that an answer is of, which is not measured."""
        found: Sequence[int] = answer[0]
        return found

    def many_ids(self, answers: Any) -> list[Sequence[int]]:
        """The ids of each answer of a batch."""
        return [self.ids(answer) for answer in answers]

    def bytes(self) -> int | None:
        """What it keeps, where that is known."""
        return None

    def close(self) -> None:  # noqa: B027 # few have to
        """Stop whatever it started."""


@attrs.define
class Tally:
    """How many answers were held against the oracle's, and which of the library's differ."""

    compared: int = 0
    wrong: list[str] = attrs.Factory(list)
    peers: dict[tuple[str, str], tuple[int, int]] = attrs.Factory(dict)
    """By what was asked and by peer: how many of its first answers are right, of how many."""

    def library(self, what: str, right: Sequence[int], answer: Sequence[int]) -> None:
        """Hold an answer of the library against the oracle's."""
        self.compared += 1
        if list(answer) != list(right):
            self.wrong.append(f"{what}: {list(answer)}, not {list(right)}")

    def peer(self, what: str, name: str, right: Sequence[int], answer: Sequence[int]) -> None:
        """The same for a peer, which may be wrong."""
        good, of = self.peers.get((what, name), (0, 0))
        self.peers[what, name] = good + (list(answer) == list(right)), of + 1

    def held(self, side: Side, what: str, right: Sequence[int], answer: Sequence[int]) -> None:
        """The same for whoever answered."""
        if side.ours:
            self.library(f"{side.name} {what}", right, answer)
        else:
            self.peer(what, side.name, right, answer)


def in_turns(
    sides: Sequence[Side], questions: Sequence[Question], right: Right, passes: int, tally: Tally
) -> Times:
    """Ask every side everything, block by block in turn, several times over; each question's best time."""
    gc.collect()
    gc.freeze()
    times: Times = {}
    for kind in KINDS:
        asks = [(side, side.ask(kind), [side.prepared(kind, one) for one in questions]) for side in sides]
        for side in sides:
            times[kind, side.name] = [1 << 62] * len(questions)
        for turn in range(passes):
            for start in range(0, len(questions), BLOCK):
                block = range(start, min(start + BLOCK, len(questions)))
                first = (turn + start // BLOCK) % len(asks)
                for side, ask, prepared in (*asks[first:], *asks[:first]):
                    answers = _timed(ask, prepared, block, times[kind, side.name])
                    if side.ours or not turn:
                        for n, answer in zip(block, answers, strict=True):
                            tally.held(side, kind, right[kind][n], side.ids(answer))
    _batches(sides, questions, right, passes, tally, times)
    gc.unfreeze()
    return times


def once(sides: Sequence[Side], questions: Sequence[Question]) -> Times:
    """Ask every side questions that nobody asked before, once each, block by block in turn."""
    gc.collect()
    gc.freeze()
    times: Times = {}
    for kind in KINDS:
        asks = [(side, side.ask(kind), [side.prepared(kind, one) for one in questions]) for side in sides]
        for start in range(0, len(questions), BLOCK):
            for side, ask, prepared in asks:
                found = times.setdefault((f"{kind}-{ONCE}", side.name), [])
                for asked in prepared[start : start + BLOCK]:
                    began = time.perf_counter_ns()
                    ask(*asked)
                    found.append(time.perf_counter_ns() - began)
    gc.unfreeze()
    return times


def _timed(
    ask: Callable[..., Any], prepared: Sequence[tuple[Any, ...]], block: range, best: list[int]
) -> list[Any]:
    """The answers to a block of questions; a time that is the best so far is noted."""
    clock, answers = time.perf_counter_ns, []
    for n in range(block.start - WARM, block.start):
        ask(*prepared[n % len(prepared)])
    for n in block:
        asked = prepared[n]
        start = clock()
        answer = ask(*asked)
        took = clock() - start
        best[n] = min(best[n], took)
        answers.append(answer)
    return answers


def _batches(
    sides: Sequence[Side],
    questions: Sequence[Question],
    right: Right,
    passes: int,
    tally: Tally,
    times: Times,
) -> None:
    """All of `q1` at once; one time for all, in nanoseconds a question."""
    found = [(side, side.batch(questions)) for side in sides]
    able = [(side, run) for side, run in found if run is not None]
    for turn in range(2 * passes):
        for side, run in able:
            start = time.perf_counter_ns()
            answers = run()
            took = (time.perf_counter_ns() - start) // len(questions)
            times[BATCH, side.name] = [min(took, *times.get((BATCH, side.name), [took]))]
            if side.ours or not turn:
                for expected, ids in zip(right["q1"], side.many_ids(answers), strict=True):
                    tally.held(side, BATCH, expected, ids)


def median(best: Sequence[int]) -> float:
    """Microseconds, of each question's best time."""
    return statistics.median(best) / 1e3


def ratios(times: Times, sides: Sequence[Side], places: int) -> list[str]:
    """The lines that say how many times the library's median each peer's is."""
    lines = []
    for kind in (*KINDS, BATCH, *(f"{kind}-{ONCE}" for kind in KINDS)):
        for ours, peer in product(sides, sides):
            found = times.get((kind, ours.name)), times.get((kind, peer.name))
            if ours.ours and ours.compared and not peer.ours and found[0] and found[1]:
                value = median(found[1]) / median(found[0])
                lines.append(f"ratio {kind}-{ours.name}-{places} {peer.name} {value:.2f}")
    return lines
