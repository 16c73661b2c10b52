"""Rows in bands of latitude, each in order of longitude: what is near lies in a few slices.

A row is the number of a place in the columns. Longitudes are cut without regard to 180°, which a slice
crosses by being two; around a pole it is the whole band.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import asin, degrees, floor, pi, sqrt
from typing import Any, Final, NamedTuple, TypeAlias

from ..places import Place, Point

Rows: TypeAlias = "array[int]"
Xyz: TypeAlias = tuple[float, float, float]
Neighbourhood: TypeAlias = tuple[int, int, int, bool]
"""Its row and column, how many places are asked for, and whether open or not is all the same."""


class Entry(NamedTuple):
    """A place and where it is in the index's datum."""

    place: Place
    point: Point


class Band(NamedTuple):
    """Places between two parallels, by longitude and then by id."""

    lons: "array[float]"
    rows: Rows


class Block(NamedTuple):
    """Every place within a radius of a spot, kept for the next question from thereabouts."""

    version: int
    centre: Xyz
    radius: float
    rows: Sequence[int]
    times: Sequence[int]
    """Which timetable each keeps."""
    points: Sequence[Xyz]


_MERIDIAN: Final = 6_335_439.0
"""The smallest radius of curvature along a meridian, rounded down: metres to degrees, never too few."""
_SLACK: Final = 1 + 1e-9
HAIR: Final = 1e-12
"""Degrees, for what rounding takes from the edge of a slice."""
HALF_TURN: Final = 180.0
HIGH: Final = degrees(1 / _MERIDIAN) * _SLACK
WIDE: Final = degrees(1) * _SLACK
"""Degrees for a metre to the north, and for a radian to the east."""

COARSE: Final = 0.01
"""Degrees of the squares in which density is first counted."""
CROWD: Final = 20
"""Places that an answer usually holds: a band is as high as `_SLICES` of the circle that holds so many."""
_SLICES: Final = 0.6
_LOWEST: Final = 0.000_5
_HIGHEST: Final = 0.05
"""Degrees of a band's height, at least and at most."""
_GUESS: Final = 1.15 * sqrt(3 * 2 * _SLICES / pi)
"""A circle for so many as three bands showed in a stretch as wide, a little wider than it is on average."""
_MOST_BLOCKS: Final = 2_048
_MOST_ASKED: Final = 16_384
FINER: Final = 3
"""Neighbourhoods to a band's height."""


def height(squares: Iterable[int]) -> float:
    """Of a band, in degrees, from the density that a place sees about it: a city's mean is far below.

    `squares` says how many places each occupied square has.
    """
    counts = list(squares)
    if not counts:
        return _HIGHEST
    seen = sum(n * n for n in counts) / sum(counts)
    return min(_HIGHEST, max(_LOWEST, _SLICES * COARSE * sqrt(CROWD / (pi * seen))))


class Bands:
    """The places of one service, or all."""

    __slots__ = (
        "asked",
        "bands",
        "blocks",
        "changed",
        "current",
        "first",
        "grid",
        "per_degree",
        "version",
    )

    def __init__(self, per_degree: float, bands: dict[int, Band]) -> None:
        self.per_degree = per_degree
        """Bands to a degree of latitude."""
        self.bands = bands
        self.first = 1 / (per_degree * _SLICES * HIGH)
        """Metres looked around where nothing has been learned yet; any number gives the same answer."""
        self.asked: set[Neighbourhood] = set()
        """From where somebody asked since they were last cleared."""
        self.blocks: dict[Neighbourhood, Block] = {}
        """What was found around a neighbourhood; of use as long as its version is this:"""
        self.version = 0
        self.current = 0
        """Up to which of the columns' changes these bands go."""
        self.grid: Any = None
        """What the numpy engine makes of them for many questions at once."""
        self.changed: list[tuple[float, float]] = []
        """Where a place was put in or taken out since these bands were made."""

    def guess(self, lat: float, lon: float, from_axis: float, many: int) -> float:
        """How far to look first for so many places, by how dense they stand; any number gives the answer."""
        number, wide = floor(lat * self.per_degree), self.first / from_axis * WIDE
        seen = 0
        for band in map(self.bands.get, (number - 1, number, number + 1)):
            if band is not None:
                lons = band.lons
                first = bisect_left(lons, lon - wide)
                seen += bisect_right(lons, lon + wide, first) - first
        return self.first * _GUESS * sqrt(many / (seen + 1))

    def was_asked(self, neighbourhood: Neighbourhood) -> bool:
        """Whether somebody asked from there before: who did not has done so now."""
        if neighbourhood in self.asked:
            return True
        if len(self.asked) >= _MOST_ASKED:
            self.asked.clear()
        self.asked.add(neighbourhood)
        return False

    def keep(self, neighbourhood: Neighbourhood, block: Block) -> None:
        """Remember what is around there."""
        if len(self.blocks) >= _MOST_BLOCKS:
            self.blocks.clear()
        self.blocks[neighbourhood] = block

    def around(self, lat: float, lon: float, from_axis: float, within: float) -> Rows:
        """Every place within so many metres of a point so far from the Earth's axis; and more."""
        high = within * HIGH + HAIR
        wide = asin(within / from_axis) * WIDE + HAIR if within < from_axis else HALF_TURN
        west, east = lon - wide, lon + wide
        bands = self.bands
        first, last = floor((lat - high) * self.per_degree), floor((lat + high) * self.per_degree)
        if last - first < len(bands):
            found: Iterable[Band | None] = map(bands.get, range(first, last + 1))
        else:
            found = [band for row, band in tuple(bands.items()) if first <= row <= last]
        rows, spans = array("i"), _spans(west, east)
        for band in found:
            if band is not None:
                for low, high in spans:
                    rows += band.rows[bisect_left(band.lons, low) : bisect_right(band.lons, high)]
        return rows

    def add(self, lat: float, lon: float, row: int, ids: Sequence[Any]) -> None:
        """Put a place in, among those of its longitude by its id."""
        number = floor(lat * self.per_degree)
        band = self.bands.get(number)
        if band is None:
            band = self.bands[number] = Band(array("d"), array("i"))
        at = _where(band, lon, ids[row], ids)
        band.lons.insert(at, lon)
        band.rows.insert(at, row)
        self.changed.append((lat, lon))
        self.version += 1  # at last: a block made meanwhile is of the version before

    def remove(self, lat: float, lon: float, row: int, ids: Sequence[Any]) -> None:
        """Take a place out that was put in."""
        band = self.bands[floor(lat * self.per_degree)]
        at = _where(band, lon, ids[row], ids)
        del band.lons[at], band.rows[at]
        self.changed.append((lat, lon))
        self.version += 1  # at last: a block made meanwhile is of the version before


def _spans(west: float, east: float) -> tuple[tuple[float, float], ...]:
    """What lies between two meridians, either of which may be beyond 180°."""
    if east - west >= 2 * HALF_TURN:
        return ((-HALF_TURN, HALF_TURN),)
    if west <= -HALF_TURN:
        return (west, east), (west + 2 * HALF_TURN, HALF_TURN)
    if east >= HALF_TURN:
        return (west, east), (-HALF_TURN, east - 2 * HALF_TURN)
    return ((west, east),)


def _where(band: Band, lon: float, id_: Any, ids: Sequence[Any]) -> int:
    """Where the id stands in the band, or would."""
    first = bisect_left(band.lons, lon)
    return bisect_left(band.rows, id_, first, bisect_right(band.lons, lon, first), key=ids.__getitem__)
