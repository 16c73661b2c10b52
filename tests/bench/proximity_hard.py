"""Shapes that an index may stumble over, each held against the oracle."""

import threading
import time
from collections.abc import Sequence
from typing import Any, Final

import attrs
import numpy as np

from tests.bench.proximity_city import NEAREST, City, Question
from tests.bench.proximity_library import WORDS, Columns, Engine, Plain, moment_of, origin_of
from tests.bench.proximity_oracle import FARTHEST, KINDS, Kind, Oracle
from tests.bench.proximity_turns import Tally

__all__ = ["hard"]

_ASKED: Final = 50
_AROUND: Final = 20
"""Questions from about a point where all places are, the last from beyond the radius,"""
_STEP: Final = 6e-4
"""each so many degrees farther away."""
_REMOVED: Final = 400
_SECONDS: Final = 2.0


def hard(engine: Engine, city: City, tally: Tally) -> None:
    """Ask what is hard of a city of so many places; print what it takes."""
    here = city.questions[0]
    crowd = attrs.evolve(city, lats=np.full(len(city), here.lat), lons=np.full(len(city), here.lon))
    some = enumerate(city.questions[:_AROUND])
    around = [attrs.evolve(one, lat=here.lat + n * _STEP, lon=here.lon) for n, one in some]
    _asked("all at one point", engine, crowd, around, tally)
    shut = attrs.evolve(city, closes=np.zeros_like(city.closes), opens=np.zeros_like(city.opens))
    _asked("all closed", engine, shut, city.questions[:_ASKED], tally)
    plain = Plain(engine, Columns.of(city, engine))
    _everywhere(plain, city, tally)
    meanwhile(plain, city, tally)


def _asked(what: str, engine: Engine, city: City, questions: Sequence[Question], tally: Tally) -> None:
    """Build, and ask every question of every kind."""
    start = time.perf_counter()
    plain = Plain(engine, Columns.of(city, engine))
    print(
        f"{len(city):>9,} {engine:18} {what}: built in {time.perf_counter() - start:.2f} s with its columns",
        end="",
    )
    oracle = Oracle(city)
    for kind in KINDS:
        ask, took = plain.ask(kind), []
        for one in questions:
            prepared = plain.prepared(kind, one)
            start = time.perf_counter()
            answer = ask(*prepared)
            took.append(time.perf_counter() - start)
            tally.library(f"{what} {kind}", _ids(oracle, kind, one), plain.ids(answer))
        print(f", {kind} {sorted(took)[len(took) // 2] * 1e6:.0f} µs (at most {max(took) * 1e6:.0f})", end="")
    print()


def _everywhere(plain: Plain, city: City, tally: Tally) -> None:
    """A radius that holds all that qualify, and as many as an answer may list."""
    oracle, took = Oracle(city), []
    for one in city.questions[:_ASKED]:
        start = time.perf_counter()
        values: dict[str, Any] = {"service": WORDS[one.service], "within": FARTHEST, "at": moment_of(one)}
        answer = plain.index.nearest(origin_of(one), 1_000, **values)
        took.append(time.perf_counter() - start)
        right = [id for _, id in oracle.answer("q3", one, 1_000, FARTHEST)]
        tally.library("everywhere q3", right, plain.ids(answer))
    print(
        f"{len(city):>9,} {plain.name:18} a radius that covers everything, 1,000 that are open"
        f" {sorted(took)[len(took) // 2] * 1e6:.0f} µs (at most {max(took) * 1e6:.0f})"
    )


def meanwhile(plain: Plain, city: City, tally: Tally, seconds: float = _SECONDS) -> None:
    """Take places out and put them back while another thread asks for batches.

    Each answer must be right for a city in which any of these places may be missing, and no other.
    """
    asked = city.questions[:_ASKED]
    oracle = Oracle(city)
    near = [{id for _, id in oracle.answer("q1", one)} for one in asked]
    some = sorted(set().union(*near))[:: max(1, len(set().union(*near)) // _REMOVED)]
    places = [plain.columns.place(n) for n in some]
    orders = [[id for _, id in oracle.answer("q1", one, NEAREST + len(some))] for one in asked]
    answers: list[list[Sequence[int]]] = []
    errors: list[Exception] = []
    over = threading.Event()
    run = plain.many("q1", asked)

    def ask() -> None:
        try:
            while not over.is_set():
                answers.append(plain.many_ids(run()))
        except Exception as error:  # told by the other thread
            errors.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    changed, end = 0, time.monotonic() + seconds
    while time.monotonic() < end or not (answers or errors):
        for place in places:
            plain.index.remove(place.id)
        for place in places:
            plain.index.add(place)
        changed += 2 * len(places)
    over.set()
    thread.join()
    for error in errors:
        raise error
    gone = set(some)
    for batch in answers:
        for order, ids in zip(orders, batch, strict=True):
            seen = set(ids)
            right = [id for id in order if id in seen or id not in gone][:NEAREST]
            tally.library("meanwhile q1", right, ids)
    print(
        f"{len(city):>9,} {plain.name:18} {len(answers)} batches of {len(asked)} in one thread while another"
        f" took places out or put them back {changed:,} times"
    )


def _ids(oracle: Oracle, kind: Kind, asked: Question) -> list[int]:
    return [id for _, id in oracle.answer(kind, asked)]
