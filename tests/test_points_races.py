"""Many ask for the last gifts at once: threads that share a City, processes that share a file."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

from friendly_services import points
from friendly_services.city import City
from friendly_services.storage import Conflict
from friendly_services.testing import StandingClock
from tests.budget import count
from tests.city.town import MONDAY, small
from tests.ledger_races import Call, Race, check_race, judge, prepared, raced_by_processes, raced_by_threads

PATIENCE = 120.0


@pytest.fixture(name="city", params=["memory", "sqlite"])
def the_city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[City]:
    """A city in memory, and one on a file."""
    url = "memory://" if request.param == "memory" else f"sqlite:///{tmp_path / 'small.db'}"
    with small(url=url, patience=PATIENCE) as city:
        yield city


def test_threads_race_for_the_last_gifts(city: City, request: pytest.FixtureRequest) -> None:
    """Row 20: of 64 threads nobody gets what is not there, and whoever loses is told why."""
    course = prepared(city)
    race = raced_by_threads(city, course, runners=64, seed=17, calls=count(6, 20, 200))
    check_race(city, course, race, f"{request.node.callspec.params['city']}-threads")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_processes_race_for_the_last_gifts(tmp_path: Path) -> None:
    """As threads, with nothing shared but the file: every process sees what the others have done."""
    url = f"sqlite:///{tmp_path / 'small.db'}"

    def opened() -> City:
        return small(StandingClock(MONDAY), url, patience=PATIENCE)

    with opened() as city:
        course = prepared(city)
    race = raced_by_processes(opened, course, runners=8, seed=17, calls=count(16, 160, 1_600))
    with opened() as city:
        check_race(city, course, race, "sqlite-processes")


# --- the judge is judged ---------------------------------------------------------------------------------


def swapped(history: tuple[Call, ...]) -> tuple[Call, ...]:
    """The answers of a winner and of a loser, each given to the other."""
    asked = [n for n, call in enumerate(history) if isinstance(call.command, points.Redeem)]
    won = next(n for n in asked if isinstance(history[n].told[0], str))
    lost = next(n for n in asked if history[n].told[0] is points.OutOfStock)
    calls = list(history)
    calls[won] = attrs.evolve(calls[won], told=history[lost].told)
    calls[lost] = attrs.evolve(calls[lost], told=history[won].told)
    return tuple(calls)


def told_late(history: tuple[Call, ...]) -> tuple[Call, ...]:
    """The last command that did something is said to have been over before any other began."""
    done = max(n for n, call in enumerate(history) if isinstance(call.told[0], str))
    calls = list(history)
    calls[done] = attrs.evolve(calls[done], start=0, end=1)
    return tuple(calls)


def told_nothing(history: tuple[Call, ...]) -> tuple[Call, ...]:
    """A loser is told of a conflict."""
    lost = next(n for n, call in enumerate(history) if call.told[0] is points.OutOfStock)
    calls = list(history)
    calls[lost] = attrs.evolve(calls[lost], told=(Conflict, {"keys": ()}))
    return tuple(calls)


def told_otherwise(history: tuple[Call, ...]) -> tuple[Call, ...]:
    """A command comes once more under its key, and has another answer."""
    return (*history, attrs.evolve(history[0], told=(points.OutOfStock, {})))


@pytest.mark.parametrize(
    ("forged", "found"),
    [
        (swapped, "unexplained"),
        (told_late, "out_of_order"),
        (told_nothing, "untold"),
        (told_otherwise, "differing"),
    ],
)
def test_a_forged_history_is_found_out(
    forged: Callable[[tuple[Call, ...]], tuple[Call, ...]], found: str
) -> None:
    """A judge who finds nothing in any history would prove nothing."""
    with small() as city:
        course = prepared(city)
        race = raced_by_threads(city, course, runners=1, seed=17, calls=60)
        assert not any(judge(city, course, race).faults.values())
        verdict = judge(city, course, Race(forged(race.history), 0))
        assert verdict.faults[found]


def test_a_ledger_that_sells_what_it_has_not_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gifts given and promised are counted from the journal, not by the ledger's own word."""
    monkeypatch.setattr(points.Reward, "free", lambda *_: 1)
    with small() as city:
        course = prepared(city)
        race = raced_by_threads(city, course, runners=1, seed=17, calls=60)
        assert judge(city, course, race).oversold
