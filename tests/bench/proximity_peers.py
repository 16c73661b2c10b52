"""What one would pick in place of the library, in the same process: a k-d tree of scipy, and numpy."""

from collections.abc import Callable, Sequence
from math import cos, inf, radians, sin, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from scipy.spatial import cKDTree

from tests.bench.proximity_city import NEAREST, RADIUS, SERVICES, City, Floats, Question
from tests.bench.proximity_oracle import E2, A, Kind, ecef
from tests.bench.proximity_turns import Side

__all__ = ["TREES"]

Answer = tuple[list[int], list[float]]
Found = NDArray[Any]

_SPARE: Final = 2 * NEAREST
"""Places that are taken by chord, to be put in order by geodesic."""
_HAIR: Final = 0.01
"""Metres that a geodesic of the radius is longer than its chord, at most."""


class Exact(Side):
    """One tree of all places by their points in space; the nearest by chord, put in order by pyproj."""

    name = "ckdtree"
    said = "one tree, filtered in numpy, 40 put in order by pyproj"

    def __init__(self, city: City) -> None:
        self.city = city
        self.geod = Geod(ellps="WGS84")
        self.xyz = ecef(city.lats, city.lons)
        self.tree = cKDTree(self.xyz)

    def ask(self, kind: Kind) -> Callable[..., Answer]:
        """As the question wants it."""
        asks: dict[Kind, Callable[..., Answer]] = {"q1": self.nearest, "q2": self.offering, "q3": self.open}
        return asks[kind]

    def here(self, lat: float, lon: float) -> Any:
        """The origin in space."""
        return ecef(lat, lon)

    def nearest(self, lat: float, lon: float) -> Answer:
        """The nearest."""
        return self.ordered(lat, lon, self.tree.query(self.here(lat, lon), k=_SPARE)[1])

    def offering(self, lat: float, lon: float, service: int) -> Answer:
        """Those with a service."""
        here = self.here(lat, lon)
        return self.within(lat, lon, here, self.near(here, service))

    def open(self, lat: float, lon: float, service: int, minute: int) -> Answer:
        """Those of them that are open."""
        here = self.here(lat, lon)
        found = self.near(here, service)
        return self.within(lat, lon, here, found[self.city.open_at(minute, found)])

    def near(self, here: Any, service: int) -> Found:
        """All with a service within the radius, in no order."""
        found = np.array(self.tree.query_ball_point(here, RADIUS + _HAIR), np.int64)
        return found[self.city.offering(service, found)]

    def within(self, lat: float, lon: float, here: Any, found: Found) -> Answer:
        """The nearest of these within the radius."""
        if len(found) > _SPARE:
            away = self.xyz[found] - here
            found = found[np.argpartition(np.einsum("ij,ij->i", away, away), _SPARE)[:_SPARE]]
        return self.ordered(lat, lon, found, RADIUS)

    def ordered(self, lat: float, lon: float, found: Found, within: float = inf) -> Answer:
        """By geodesic, then by id."""
        if not len(found):
            return [], []
        there = self.city.lons[found], self.city.lats[found]
        metres = self.geod.inv(np.full(len(found), lon), np.full(len(found), lat), *there)[2]
        order = np.lexsort((found, metres))[:NEAREST]
        order = order[metres[order] <= within]
        return found[order].tolist(), metres[order].tolist()

    def batch(self, asked: Sequence[Question]) -> Callable[[], Any]:
        """One call of the tree, one of pyproj."""
        lats, lons = _columns(asked)

        def run() -> Any:
            found = self.tree.query(ecef(lats, lons), k=_SPARE)[1]
            there = found.ravel()
            origins = np.repeat(lons, _SPARE), np.repeat(lats, _SPARE)
            metres = self.geod.inv(*origins, self.city.lons[there], self.city.lats[there])[2].reshape(
                found.shape
            )
            order = np.lexsort((found, metres))[:, :NEAREST]
            return np.take_along_axis(found, order, 1), np.take_along_axis(metres, order, 1)

        return run

    def many_ids(self, answers: Any) -> list[Sequence[int]]:
        """The ids of each answer of a batch."""
        found: list[Sequence[int]] = answers[0].tolist()
        return found


class Raw(Exact):
    """The same tree, in the order of its chords, and that is all: the fastest thing in scipy."""

    name = "ckdtree-raw"
    said = "one tree, filtered in numpy, in the order of chords"

    def nearest(self, lat: float, lon: float) -> Answer:
        """The nearest."""
        metres, found = self.tree.query(self.here(lat, lon), k=NEAREST)
        return found.tolist(), metres.tolist()

    def within(self, lat: float, lon: float, here: Any, found: Found) -> Answer:  # noqa: ARG002 # as others
        """The nearest of these, all of which are within the radius."""
        away = self.xyz[found] - here
        metres = np.sqrt(np.einsum("ij,ij->i", away, away))
        if len(found) > NEAREST:
            first = np.argpartition(metres, NEAREST)[:NEAREST]
            found, metres = found[first], metres[first]
        order = np.argsort(metres)
        return found[order].tolist(), metres[order].tolist()

    def batch(self, asked: Sequence[Question]) -> Callable[[], Any]:
        """One call of the tree."""
        lats, lons = _columns(asked)

        def run() -> Any:
            metres, found = self.tree.query(ecef(lats, lons), k=NEAREST)
            return found, metres

        return run


class ExactTuned(Exact):
    """A tree for each service besides, and the origin reckoned without numpy: twice the memory and more."""

    name = "ckdtree-tuned"
    said = "a tree for each service, 40 put in order by pyproj"

    def __init__(self, city: City) -> None:
        super().__init__(city)
        numbers = [np.flatnonzero(city.offering(service)) for service in range(len(SERVICES))]
        self.by_service = [(which, cKDTree(self.xyz[which])) for which in numbers]

    def here(self, lat: float, lon: float) -> Any:
        """The origin in space."""
        return _here(lat, lon)

    def offering(self, lat: float, lon: float, service: int) -> Answer:
        """Those with a service: the nearest of its own tree."""
        which, tree = self.by_service[service]
        found = tree.query(_here(lat, lon), k=_SPARE, distance_upper_bound=RADIUS + _HAIR)[1]
        return self.ordered(lat, lon, which[found[found < len(which)]], RADIUS)

    def near(self, here: Any, service: int) -> Found:
        """All with a service within the radius, in no order."""
        which, tree = self.by_service[service]
        found: Found = which[tree.query_ball_point(here, RADIUS + _HAIR)]
        return found


class RawTuned(Raw):
    """The same trees without an exact order."""

    name = "ckdtree-raw-tuned"
    said = "a tree for each service, in the order of chords"

    def __init__(self, city: City) -> None:
        super().__init__(city)
        numbers = [np.flatnonzero(city.offering(service)) for service in range(len(SERVICES))]
        self.by_service = [(which, cKDTree(self.xyz[which])) for which in numbers]

    here = ExactTuned.here

    def offering(self, lat: float, lon: float, service: int) -> Answer:
        """Those with a service: the nearest of its own tree."""
        which, tree = self.by_service[service]
        metres, found = tree.query(_here(lat, lon), k=NEAREST, distance_upper_bound=RADIUS)
        good = found < len(which)
        return which[found[good]].tolist(), metres[good].tolist()

    near = ExactTuned.near


def _here(lat: float, lon: float) -> tuple[float, float, float]:
    """A point in space, by floats alone."""
    lat, lon = radians(lat), radians(lon)
    s, c = sin(lat), cos(lat)
    n = A / sqrt(1 - E2 * s * s)
    return n * c * cos(lon), n * c * sin(lon), n * (1 - E2) * s


def _columns(asked: Sequence[Question]) -> tuple[Floats, Floats]:
    return np.array([one.lat for one in asked]), np.array([one.lon for one in asked])


TREES: Final = (Exact, Raw, ExactTuned, RawTuned)
