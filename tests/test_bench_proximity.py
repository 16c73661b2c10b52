"""What the bench of the nearest places measures is what it says: a small city, without servers."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.bench import proximity
from tests.bench.proximity_city import SERVICES, City, Question, city
from tests.bench.proximity_hard import meanwhile
from tests.bench.proximity_library import Columns, Engine, Plain
from tests.bench.proximity_oracle import KINDS, Kind, Oracle, by_geographiclib, proven
from tests.bench.proximity_turns import Side, Tally, in_turns, ratios

FEW = 300


def test_the_city_never_changes() -> None:
    """Figures of different days are of the same places and questions."""
    there = city(1_000)
    assert (there.lats[0], there.lons[0]) == (29.393_024, 106.730_341)
    offering = [int(there.offering(service).sum()) for service in range(len(SERVICES))]
    assert offering == [599, 505, 380, 296, 225, 164, 127, 109, 49]
    last = there.questions[-1]
    assert (f"{last.lat:.6f}", f"{last.lon:.6f}") == ("29.395140", "106.763310")
    assert (last.service, last.minute) == (1, 665)


def test_the_city_is_as_it_says() -> None:
    """One place of a hundred is in another's building; every sort of day is there."""
    there = city(10_000)
    assert len({*zip(there.lats.tolist(), there.lons.tolist(), strict=True)}) < 9_950
    days, which = there.schedules
    n = 17
    opens, closes, again, ends = days[which[n]]
    assert [there.open_at(minute, [n])[0] for minute in range(1_440)] == [
        opens <= minute < closes or again <= minute < ends for minute in range(1_440)
    ]
    assert there.open_at(780).mean() < there.open_at(600).mean()
    assert 0.2 < there.open_at(30).mean() < 0.4


def test_the_oracle_is_brute_force() -> None:
    """What it leaves out by chord would not have come first by geodesic: measured by the reference, all."""
    there = city(FEW)
    oracle = Oracle(there)
    for asked in there.questions[:5]:
        metres = by_geographiclib(asked.lat, asked.lon, there.lats, there.lons).tolist()
        offering, open_ = there.offering(asked.service), there.open_at(asked.minute)
        suiting = np.ones(FEW, np.bool_), offering, offering & open_
        for kind, suits, within in zip(KINDS, suiting, (50_000.0, 1_200.0, 1_200.0), strict=True):
            order = sorted((metres[n], n) for n in range(FEW) if suits[n] and metres[n] <= within)[:20]
            assert [n for _, n in oracle.answer(kind, asked)] == [n for _, n in order]


class Asked(Side):
    """Answers as the oracle does; or, if it is to be wrong, backwards."""

    def __init__(self, name: str, there: City, *, ours: bool, right: bool = True) -> None:
        self.name = name
        self.ours = ours
        self.oracle, self.right = Oracle(there), right

    def ask(self, kind: Kind) -> Callable[..., Any]:
        """By the oracle."""

        def answer(*values: Any) -> list[list[int]]:
            ids = [n for _, n in self.oracle.answer(kind, Question(*(*values, 0, 0)[:4]))]
            return [ids if self.right else ids[::-1]]

        return answer


@pytest.mark.parametrize("right", [True, False])
def test_answers_are_held_against_the_oracle_s(right: bool) -> None:
    """Each of the library's counts; a peer may be wrong, the library may not."""
    there = city(FEW)
    questions = there.questions[:4]
    expected = proven(Oracle(there), questions)
    sides = [Asked("python", there, ours=True, right=right), Asked("peer", there, ours=False, right=False)]
    tally = Tally()
    times = in_turns(sides, questions, expected, 2, tally)
    assert tally.compared == 2 * 4 * len(KINDS)
    assert bool(tally.wrong) is not right
    assert tally.peers["q1", "peer"] == (0, 4)
    said = [re.sub(r"[\d.]+$", "n", line) for line in ratios(times, sides, FEW)]
    assert said == [f"ratio {kind}-python-{FEW} peer n" for kind in KINDS]


def test_a_tiny_run_prints_its_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both engines answer as the oracle does, while places come and go too; what is missing is told."""
    monkeypatch.setenv("PATH", "")
    tally = Tally()
    _, lines = proximity.beside(FEW, 5, 1, ("redis",), tally)
    (skipped,) = lines
    assert skipped.startswith("skipped redis ")
    there = city(FEW)
    engines: tuple[Engine, ...] = ("python", "numpy")
    for engine in engines:
        plain = Plain(engine, Columns.of(there, engine))
        meanwhile(plain, there, tally, seconds=0.1)
    assert (tally.wrong, tally.compared > 500) == ([], True)
    said = capsys.readouterr().out
    assert all(f"{FEW:>9,} {name}" in said for name in ("python", "numpy", "rank on numpy"))
