"""The right answers: by the geodesic over the WGS-84 ellipsoid, then by id, reckoned without the library."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final, Literal, get_args

import attrs
import numpy as np
from geographiclib.geodesic import Geodesic
from numpy.typing import NDArray

from tests.bench.proximity_city import NEAREST, RADIUS, City, Floats, Question

__all__ = ["E2", "FARTHEST", "KINDS", "A", "Kind", "Oracle", "ecef", "proven"]

Kind = Literal["q1", "q2", "q3"]
"""The nearest; those with a service within the radius; those of them that are open."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FARTHEST: Final = 50_000.0
"""Metres that the library looks around at most."""

Geodesics = Callable[[float, float, Floats, Floats], Floats]
"""From a latitude and a longitude, metres to each of many."""

A: Final = 6_378_137.0
_F: Final = 1 / 298.257_223_563
E2: Final = _F * (2 - _F)
_SLACK: Final = 1 + 1e-5
"""Times its chord, a geodesic of 50 km is less than that."""


def ecef(lats: Floats | float, lons: Floats | float) -> Floats:
    """Points in space, three columns of metres."""
    lat, lon = np.radians(lats), np.radians(lons)
    s = np.sin(lat)
    n = A / np.sqrt(1 - E2 * s * s)
    xyz: Floats = np.stack(
        [n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon), n * (1 - E2) * s], -1
    )
    return xyz


def by_geographiclib(lat: float, lon: float, lats: Floats, lons: Floats) -> Floats:
    """One by one: the reference."""
    inverse, only = Geodesic.WGS84.Inverse, Geodesic.DISTANCE
    there = zip(lats.tolist(), lons.tolist(), strict=True)
    return np.array([inverse(lat, lon, a, o, only)["s12"] for a, o in there], np.float64)


def _quickest() -> tuple[Geodesics, int]:
    """Who measures geodesics, and how many may be measured for a proof."""
    try:
        from pyproj import Geod  # noqa: PLC0415 # may not be installed
    except ImportError:
        return by_geographiclib, 20_000
    inverse = Geod(ellps="WGS84").inv

    def by_pyproj(lat: float, lon: float, lats: Floats, lons: Floats) -> Floats:
        if not len(lats):
            return np.empty(0)
        metres: Floats = inverse(np.full(len(lats), lon), np.full(len(lats), lat), lons, lats)[2]
        return metres

    return by_pyproj, 8_000_000


_geodesics, _AFFORDED = _quickest()
_MOST_PROVEN: Final = 200
_SAMPLE: Final = 100
"""Answers whose distances are measured again by the reference."""


@attrs.define
class Oracle:
    """Answers questions about one city by looking at all of it.

    Of places whose chords are so long that their geodesics cannot come first none is measured; `prove` looks
    whether that left anything out, by measuring every geodesic.
    """

    city: City
    _xyz: Floats = attrs.field(init=False)
    _squares: tuple[Question, Floats] | None = attrs.field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        self._xyz = ecef(self.city.lats, self.city.lons)

    def answer(
        self, kind: Kind, asked: Question, limit: int = NEAREST, within: float | None = None
    ) -> list[tuple[float, int]]:
        """Metres and ids, in order."""
        if within is None:
            within = FARTHEST if kind == "q1" else RADIUS
        squares = self._to_all(asked)
        there = np.flatnonzero(squares <= within * within)
        there = there[self._suits(kind, asked, there)]
        if len(there) > limit:
            last = np.partition(squares[there], limit - 1)[limit - 1]
            there = there[squares[there] <= last * _SLACK * _SLACK + 0.01]
        return self._first(asked, there, limit, within)

    def prove(self, asked: Question) -> None:
        """Stop if measuring every geodesic gives another answer to any question."""
        everywhere = np.arange(len(self.city))
        metres = _geodesics(asked.lat, asked.lon, self.city.lats, self.city.lons)
        for kind in KINDS:
            suits = everywhere[self._suits(kind, asked, everywhere)]
            by_all = _ordered(metres[suits], suits, NEAREST, FARTHEST if kind == "q1" else RADIUS)
            by_chords = self.answer(kind, asked)
            assert [id for _, id in by_all] == [id for _, id in by_chords], (kind, asked)

    def _to_all(self, asked: Question) -> Floats:
        """The squares of the chords to every place."""
        if self._squares is None or self._squares[0] != asked:
            x, y, z = ecef(asked.lat, asked.lon).tolist()
            xyz = self._xyz
            found: Floats = (xyz[:, 0] - x) ** 2 + (xyz[:, 1] - y) ** 2 + (xyz[:, 2] - z) ** 2
            self._squares = asked, found
        return self._squares[1]

    def _suits(self, kind: Kind, asked: Question, which: NDArray[Any]) -> NDArray[np.bool_]:
        if kind == "q1":
            return np.ones(len(which), np.bool_)
        offering = self.city.offering(asked.service, which)
        return offering if kind == "q2" else offering & self.city.open_at(asked.minute, which)

    def _first(
        self, asked: Question, which: NDArray[Any], limit: int, within: float
    ) -> list[tuple[float, int]]:
        there = self.city.lats[which] + 1j * self.city.lons[which]
        points, of = np.unique(there, return_inverse=True)
        metres = _geodesics(asked.lat, asked.lon, points.real.copy(), points.imag.copy())[of]
        return _ordered(metres, which, limit, within)


def _ordered(metres: Floats, which: NDArray[Any], limit: int, within: float) -> list[tuple[float, int]]:
    order = np.lexsort((which, metres))[:limit]
    order = order[metres[order] <= within]
    return list(zip(metres[order].tolist(), which[order].tolist(), strict=True))


def proven(oracle: Oracle, questions: Sequence[Question]) -> dict[Kind, list[list[int]]]:
    """The ids of every answer, in order; printed is by what they were proven."""
    found = {kind: [oracle.answer(kind, asked) for asked in questions] for kind in KINDS}
    whole = questions[: max(1, min(_MOST_PROVEN, _AFFORDED // len(oracle.city)))]
    for asked in whole:
        oracle.prove(asked)
    error = 0.0
    for asked, answer in list(zip(questions, found["q1"], strict=True))[:_SAMPLE]:
        which = [id for _, id in answer]
        again = by_geographiclib(asked.lat, asked.lon, oracle.city.lats[which], oracle.city.lons[which])
        error = max(error, *np.abs(again - [metres for metres, _ in answer]).tolist(), 0.0)
    gap = _smallest_gap([answer for answers in found.values() for answer in answers])
    print(
        f"{len(oracle.city):>9,} oracle: {len(whole)} questions by every geodesic, at most {error:.0e} m"
        f" from geographiclib's; no two neighbours nearer than {gap:.0e} m that are not equally far"
    )
    return {kind: [[id for _, id in answer] for answer in answers] for kind, answers in found.items()}


def _smallest_gap(answers: Sequence[Sequence[tuple[float, int]]]) -> float:
    """Metres between two neighbours in an answer that are not equally far, at least."""
    gaps = [b - a for answer in answers for (a, _), (b, _) in pairwise(answer) if b > a]
    return min(gaps, default=np.inf)
