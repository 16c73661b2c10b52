"""What a map service can be asked, and which of its answers are taken: addresses, ways by time, areas.

A service is a stranger: what it answers is held against the question before anything is made of it. It works
in one datum, which it names; points are brought into that datum before it is asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from itertools import islice
from math import inf
from numbers import Real
from typing import Any, ClassVar, Final, Literal, Protocol, runtime_checkable

import attrs

from .errors import FriendlyServicesError, Invalid
from .names import check_name
from .places import DATUMS, Datum, Point
from .text import Reason

__all__ = [
    "Ability",
    "Geocoded",
    "Geocoder",
    "Isochrone",
    "Isochrones",
    "Maps",
    "MapsFailed",
    "NoMaps",
    "Polygon",
    "Router",
    "abilities",
    "areas_in",
    "found_in",
    "times_in",
]

Ability = Literal["geocode", "travel_times", "isochrone"]
"""The name of one of the three methods."""

Polygon = tuple[tuple[Point, ...], ...]
"""Closed rings: what lies within the first of them, without what lies within the others."""

_MOST_FOUND: Final = 100
_MOST_RINGS: Final = 1_000
_MOST_POINTS: Final = 100_000
"""Of one ring: more is no area that somebody wants to look at."""
_SMALLEST_RING: Final = 4
"""Points of a triangle, the first of them twice."""


@attrs.frozen
class Geocoded:
    """A place that a text may mean."""

    point: Point
    name: str
    """As the service writes it, in full."""


@attrs.frozen
class Isochrone:
    """The area from which, or to which, it is no more than so many minutes."""

    origin: Point
    minutes: int
    mode: str
    service: str
    """Who reckoned it."""
    datum: Datum
    """Of every point of the polygons."""
    polygons: tuple[Polygon, ...]
    """None where the service knows of no way from there."""

    @property
    def geojson(self) -> dict[str, Any]:
        """The area as a feature of GeoJSON; its `datum` says on which map it belongs.

        >>> corners = ((0, 1), (0, 2), (1, 2), (0, 1))
        >>> ring = tuple(Point.wgs84(lat=lat, lon=lon) for lat, lon in corners)
        >>> Isochrone(ring[0], 5, "walk", "valhalla", "wgs84", ((ring,),)).geojson["geometry"]
        {'type': 'MultiPolygon', 'coordinates': [[[[1.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 0.0]]]]}
        """
        rings = [[[[p.lon, p.lat] for p in ring] for ring in polygon] for polygon in self.polygons]
        return {
            "type": "Feature",
            "geometry": {"type": "MultiPolygon", "coordinates": rings},
            "properties": {
                "minutes": self.minutes,
                "mode": self.mode,
                "service": self.service,
                "datum": self.datum,
            },
        }


@runtime_checkable
class Geocoder(Protocol):
    """A service that finds addresses."""

    @property
    def datum(self) -> Datum:
        """What its points are in."""
        ...

    def geocode(self, text: str) -> Sequence[Geocoded]:
        """The places that a text may mean, the likeliest first; none if it means none."""
        ...


@runtime_checkable
class Router(Protocol):
    """A service that knows how long a way takes."""

    @property
    def datum(self) -> Datum:
        """What its points are in."""
        ...

    @property
    def modes(self) -> Collection[str]:
        """The ways to move that it knows, by the pack's words: `walk`, `ride`, `drive`."""
        ...

    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Sequence[float | None]:
        """Seconds from the origin to each destination, in their order; None where it knows of no way."""
        ...


@runtime_checkable
class Isochrones(Protocol):
    """A service that knows how far one gets."""

    @property
    def datum(self) -> Datum:
        """What its points are in."""
        ...

    @property
    def modes(self) -> Collection[str]:
        """As those of a `Router`."""
        ...

    def isochrone(self, origin: Point, minutes: int, mode: str) -> Sequence[Sequence[Sequence[Point]]]:
        """The area within so many minutes, as polygons of closed rings; none if it knows of no way."""
        ...


Maps = Geocoder | Router | Isochrones
"""A map service: any of the three, or all. It is called from several threads, and has seconds for an answer.

One in WGS-84 whose operator lets points of other datums be brought there, which is never exact, says so by an
attribute `approximate = True`; without it those points are unknown to it.

- **M1** It names its datum, is given points in that datum alone, and answers in it.
- **M2** To each destination its time, in the order of the question; to none, none.
- **M3** A time is a finite number of seconds, 0 or more, or None; what cannot be reached spoils no other.
- **M4** A destination's time hangs on origin, destination and mode alone, and is the same when asked again.
- **M5** Nobody is faster than the mode allows, as the crow flies: a place left out as too far is too far.
- **M6** An area is of closed rings, grows with the minutes, and agrees with the times.
- **M7** A text that means nothing finds nothing, whatever it holds.
- **M8** Threads may share it, and it answers for a thousand destinations in time.
- **M9** What it cannot find out is an exception, never made up, and it goes on once it can.
- **M10** Neither its `repr` nor a log nor the message of an error holds a key, a position or a text.
"""

_METHODS: Final[Mapping[Ability, type]] = {
    "geocode": Geocoder,
    "travel_times": Router,
    "isochrone": Isochrones,
}


@attrs.define(slots=False)
class MapsFailed(FriendlyServicesError):
    """A map service was asked and gave nothing that could be used."""

    code: ClassVar[str] = "maps.failed"

    service: str
    why: Reason


@attrs.define(slots=False)
class NoMaps(FriendlyServicesError, LookupError):
    """No map service of this city can do what was asked."""

    code: ClassVar[str] = "maps.none"

    ability: Ability
    mode: str | None
    services: tuple[str, ...]
    """Those that there are."""

    @property
    def reason(self) -> Reason:
        """The error as a value; a mode that is lacking is named."""
        return Reason(self.code if self.mode is None else f"{self.code}_for_mode", **self.facts)


def abilities(maps: object) -> frozenset[Ability]:
    """Which of the three a service can do: those whose methods it has, if it names its datum and its modes.

    >>> abilities(object())
    frozenset()
    """
    if getattr(maps, "datum", None) not in DATUMS:
        return frozenset()
    modes = getattr(maps, "modes", None)
    moves = isinstance(modes, Collection) and not isinstance(modes, str)
    return frozenset(
        name for name, kind in _METHODS.items() if isinstance(maps, kind) and (moves or name == "geocode")
    )


def times_in(answer: object, count: int) -> tuple[float | None, ...]:
    """The times of an answer to `travel_times`, if it is one.

    >>> times_in([0, 61.5, None], 3)
    (0.0, 61.5, None)
    >>> times_in([0, -1, None], 3)
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: -1 is no number of seconds
    """
    times = _items(answer, count, count)
    return tuple(None if seconds is None else _seconds(seconds) for seconds in times)


def areas_in(answer: object, datum: Datum) -> tuple[Polygon, ...]:
    """The polygons of an answer to `isochrone`, if it is one."""
    return tuple(
        tuple(_ring(ring, datum) for ring in _items(polygon, 1, _MOST_RINGS))
        for polygon in _items(answer, 0, _MOST_RINGS)
    )


def found_in(answer: object, datum: Datum) -> tuple[Geocoded, ...]:
    """The places of an answer to `geocode`, if it is one."""
    found = _items(answer, 0, _MOST_FOUND)
    for one in found:
        if not isinstance(one, Geocoded):
            raise Invalid.at("", "maps.rubbish", got=type(one).__name__, wanted=Geocoded.__name__)
        check_name("name", one.name)
        _check_point(one.point, datum)
    return tuple(found)


def _items(answer: object, fewest: int, most: int) -> list[Any]:
    """What is in a list, or in whatever else can be gone through in order."""
    if not isinstance(answer, Iterable) or isinstance(answer, str | bytes | Mapping | Set):
        raise Invalid.at("", "maps.rubbish", got=type(answer).__name__, wanted="list")
    items = list(islice(answer, most + 1))
    if not fewest <= len(items) <= most:
        code = "maps.too_few" if len(items) < fewest else "maps.too_many"
        raise Invalid.at("", code, count=len(items), fewest=fewest, most=most)
    return items


def _seconds(seconds: object) -> float:
    if isinstance(seconds, bool) or not isinstance(seconds, Real):
        raise Invalid.at("", "maps.rubbish", got=type(seconds).__name__, wanted="number")
    try:
        value = float(seconds)
    except OverflowError:
        value = inf
    if not 0 <= value < inf:
        raise Invalid.at("", "maps.no_time", seconds=value)
    return value


def _ring(answer: object, datum: Datum) -> tuple[Point, ...]:
    ring = _items(answer, _SMALLEST_RING, _MOST_POINTS)
    for point in ring:
        _check_point(point, datum)
    if ring[0] != ring[-1]:
        raise Invalid.at("", "maps.open_ring")
    return tuple(ring)


def _check_point(point: object, datum: Datum) -> None:
    if not isinstance(point, Point):
        raise Invalid.at("", "maps.rubbish", got=type(point).__name__, wanted=Point.__name__)
    if point.datum != datum:
        raise Invalid.at("", "maps.other_datum", stated=datum, got=point.datum)
