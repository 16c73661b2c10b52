"""What else a host pays: explanations, questions, the first of a minute, changes, filtered batches."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from friendly_services.proximity import Index, rank
from tests.bench.proximity_city import NEAREST, City, Question
from tests.bench.proximity_library import RULES, Plain, moment_of, origin_of, query
from tests.bench.proximity_oracle import KINDS, Kind, Oracle
from tests.bench.proximity_turns import Right, Tally

__all__ = ["batches", "changes", "explained"]

_CHANGED: Final = 500
"""Places that are changed one by one."""
_CHECKED: Final = 50
"""Questions that are asked again while they are."""
_MINUTES: Final = 20
_KNOWN: Final = 100_000
"""Places that an index is given as such, as a city gives them, of which answers are explained."""


def explained(plain: Plain, questions: Sequence[Question]) -> None:
    """Print what an explanation takes, and what is made before a question is asked."""
    name = f"{len(plain.index):>9,} {plain.name:18}"
    known = Index([plain.columns.place(n) for n in range(min(len(plain.index), _KNOWN))])
    answers = [rank(known, query("q3", one), rules=RULES) for one in questions]
    full = [answer for answer in answers if len(answer.ids) == NEAREST]
    took = _each(lambda answer: [hit.terms for hit in answer.hits], full)
    print(f"{name} an explanation of {NEAREST} hits with their terms {took}")
    took = _each(lambda answer: [hit.reasons for hit in answer.hits], full)
    print(f"{name} their reasons besides {took}; a Query {_each(lambda one: query('q3', one), questions)}")
    nearest = plain.index.nearest
    cold = [(origin_of(one), moment_of(one) + timedelta(days=1)) for one in questions[:_MINUTES]]
    took = _each(lambda asked: nearest(asked[0], NEAREST, at=asked[1]), cold)
    print(
        f"{name} the first question of a minute {took}, of places with {len(plain.columns.hours)} schedules"
    )


def changes(plain: Plain, city: City, questions: Sequence[Question], right: Right, tally: Tally) -> None:
    """Take places out, put them back, move them and move them back, one by one; answers follow."""
    numbers = range(0, len(city), max(1, len(city) // _CHANGED))
    places = [plain.columns.place(n) for n in numbers]
    moved = [plain.columns.place(n, north=1e-3) for n in numbers]
    index, checked = plain.index, questions[:_CHECKED]
    took = [f"remove {_each(index.remove, [place.id for place in places])}"]
    without = Oracle(city.without(list(numbers)))
    for kind in KINDS:
        expected = [[id for _, id in without.answer(kind, one)] for one in checked]
        _hold(plain, kind, checked, expected, tally)
    took.append(f"add {_each(index.add, places)}")
    took.append(f"replace {_each(index.replace, moved)}")
    took.append(f"and back {_each(index.replace, places)}")
    for kind in KINDS:
        _hold(plain, kind, questions, right[kind], tally)
    print(f"{len(index):>9,} {plain.name:18} {', '.join(took)}")


def batches(plain: Plain, questions: Sequence[Question], right: Right, passes: int, tally: Tally) -> None:
    """All questions with a service in one call, and all at one's own minute."""
    for kind in KINDS[1:]:
        run, best = plain.many(kind, questions), []
        for _ in range(passes):
            start = time.perf_counter()
            answers = run()
            best.append((time.perf_counter() - start) / len(questions) * 1e6)
            for expected, ids in zip(right[kind], plain.many_ids(answers), strict=True):
                tally.library(f"{plain.name} {kind} in a batch", expected, ids)
        print(f"{len(plain.index):>9,} {plain.name:18} {kind} in one call {min(best):.1f} µs each")


def _hold(
    plain: Plain, kind: Kind, asked: Sequence[Question], right: Sequence[Sequence[int]], tally: Tally
) -> None:
    """Ask again."""
    ask = plain.ask(kind)
    for one, expected in zip(asked, right, strict=True):
        tally.library(f"{plain.name} {kind}", expected, plain.ids(ask(*plain.prepared(kind, one))))


def _each(do: Callable[[Any], object], given: Iterable[Any]) -> str:
    """The median of what each takes, and the most."""
    took = []
    gc.collect()
    for one in given:
        start = time.perf_counter_ns()
        do(one)
        took.append((time.perf_counter_ns() - start) / 1e3)
    return f"{statistics.median(took):.1f} µs (at most {max(took):.0f})" if took else "of none"
