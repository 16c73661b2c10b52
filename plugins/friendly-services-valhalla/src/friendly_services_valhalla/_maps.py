"""The map service: what Valhalla is asked, and what its answers mean."""

import shutil
import tempfile
import weakref
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import cos, hypot, radians
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from friendly_services.errors import Invalid
from friendly_services.places import Datum, Point

from ._tiles import configuration, engine, tiles_in

__all__ = ["COSTING", "Valhalla"]

COSTING: Final[Mapping[str, str]] = MappingProxyType(
    {"walk": "pedestrian", "ride": "bicycle", "drive": "auto"}
)
"""How somebody moves in a mode, by Valhalla's words."""
_COSTINGS: Final = frozenset(
    {"auto", "bicycle", "bus", "motor_scooter", "motorcycle", "pedestrian", "taxi", "truck"}
)
_NEAR: Final = 200
"""Metres from a road at which a point is on it: Valhalla's own 35 km would move places onto the map's rim."""
_PACE: Final = 5.1 / 3.6
"""Metres a second from a point to its road: what Valhalla takes a pedestrian to walk."""
_DEGREE: Final = 111_320
"""Metres of a degree of latitude, a little too many."""
_ALONE: Final = frozenset({154, 170, 171})
"""Codes of errors that one point makes for the whole question: too far away, cut off, not on any road."""


class Valhalla:
    """Ways and areas, reckoned on this machine from tiles that `build_tiles` made.

    Threads may share it: each question has an engine to itself.

    Args:
        tiles: the folder of the tiles.
        costing: how somebody moves in a mode, such as `{"ride": "motor_scooter"}`; the rest is as usual:
            `walk` is `pedestrian`, `ride` is `bicycle`, `drive` is `auto`.
        approximate: whether points in GCJ-02 and BD-09 may be brought to WGS-84, within half a metre or so.

    Raises:
        PluginError: Valhalla is not installed; there is no release of it for Python 3.11.
        Invalid: there are no tiles, or Valhalla knows no such way to move.
    """

    datum: Datum = "wgs84"
    """OpenStreetMap's."""

    def __init__(
        self,
        tiles: str | Path,
        costing: Mapping[str, str] = MappingProxyType({}),
        *,
        approximate: bool = False,
    ) -> None:
        self.tiles = Path(tiles)
        self.approximate = approximate
        for mode, named in costing.items():
            if named not in _COSTINGS:
                choices = tuple(sorted(_COSTINGS))
                raise Invalid.at(f"maps.{mode}", "value.not_one_of", value=named, choices=choices)
        self.costing = {**COSTING, **costing}
        self.modes = frozenset(self.costing)
        self._engine = engine()
        if not self.tiles.is_dir() or not tiles_in(self.tiles):
            raise Invalid.at("maps", "valhalla.no_tiles", path=str(tiles))
        folder = tempfile.mkdtemp(prefix="valhalla-")
        self._gone = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._config = Path(folder) / "valhalla.json"
        self._config.write_text(configuration(self.tiles), encoding="utf-8")
        self._idle: deque[Any] = deque()
        with self._actor():
            pass  # an engine that cannot be made is told of here

    def __repr__(self) -> str:
        return f"<Valhalla {str(self.tiles)!r}>"

    @contextmanager
    def _actor(self) -> Iterator[Any]:
        """An engine for one question: it is not for two threads at once."""
        try:
            actor = self._idle.pop()
        except IndexError:
            actor = self._engine.Actor(str(self._config))
        yield actor
        self._idle.append(actor)  # not after an error: nobody says what state it is in

    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> list[float | None]:
        """Seconds to each, the walk to the road at either end included; None if no way leads there."""
        with self._actor() as actor:
            return self._times(actor, origin, list(destinations), self.costing[mode])

    def isochrone(self, origin: Point, minutes: int, mode: str) -> list[list[list[Point]]]:
        """The area within so many minutes; none if the origin is on no road."""
        costing = self.costing[mode]
        with self._actor() as actor:
            if not self._on_roads(actor, [origin], costing)[0]:
                return []  # asked all the same, Valhalla draws a small circle
            contours = [{"time": minutes}]
            asked = {
                "locations": [_location(origin)],
                "contours": contours,
                "costing": costing,
                "polygons": True,
            }
            features = actor.isochrone(asked)["features"]
        polygons = [
            polygon
            for feature in features
            for polygon in (
                [feature["geometry"]["coordinates"]]
                if feature["geometry"]["type"] == "Polygon"
                else feature["geometry"]["coordinates"]
            )
        ]
        return [[[Point.wgs84(lat=lat, lon=lon) for lon, lat in ring] for ring in each] for each in polygons]

    def _times(
        self, actor: Any, origin: Point, destinations: list[Point], costing: str
    ) -> list[float | None]:
        """All at once; if one of them spoils it, those on roads; if one still does, each half."""
        if not destinations:
            return []
        try:
            return _matrix(actor, origin, destinations, costing)
        except self._engine.ValhallaError as error:
            if error.code not in _ALONE:
                raise
        start, *on_roads = self._on_roads(actor, [origin, *destinations], costing)
        there = [point for point, on_road in zip(destinations, on_roads, strict=True) if on_road]
        if not start or not there or len(destinations) == 1:
            return [None] * len(destinations)
        half = len(there) // 2 if len(there) == len(destinations) else len(there)
        times = iter(
            self._times(actor, origin, there[:half], costing)
            + self._times(actor, origin, there[half:], costing)
        )
        return [next(times) if on_road else None for on_road in on_roads]

    @staticmethod
    def _on_roads(actor: Any, points: list[Point], costing: str) -> list[bool]:
        found = actor.locate({"locations": [*map(_location, points)], "costing": costing, "verbose": False})
        return [bool(one["edges"]) for one in found]


def _matrix(actor: Any, origin: Point, destinations: list[Point], costing: str) -> list[float | None]:
    asked = {"sources": [_location(origin)], "targets": [*map(_location, destinations)], "costing": costing}
    answer = actor.matrix({**asked, "verbose": True})
    (row,), (start,) = answer["sources_to_targets"], answer["sources"]
    first = _walk(origin, start)
    return [
        None if way["time"] is None else first + way["time"] + _walk(point, end)
        for point, way, end in zip(destinations, row, answer["targets"], strict=True)
    ]


def _location(point: Point) -> dict[str, float]:
    return {"lat": point.lat, "lon": point.lon, "search_cutoff": _NEAR}


def _walk(point: Point, road: Mapping[str, float]) -> float:
    """Seconds between a point and where it was put on a road."""
    north, east = point.lat - road["lat"], point.lon - road["lon"]
    return _DEGREE * hypot(north, east * cos(radians(point.lat))) / _PACE
