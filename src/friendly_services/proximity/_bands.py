"""Points in bands of latitude, each in order of longitude: what is near lies in a few slices.

A band is never changed, only replaced, so that a question asked meanwhile sees it whole. Longitudes are cut
without regard to 180°, which a slice crosses by being two; around a pole it is the whole band.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from math import asin, degrees, floor, pi, sqrt
from typing import Final, NamedTuple

from ..places import Place, Point

Xyz = tuple[float, float, float]


class Entry(NamedTuple):
    """A place made ready: where it is in the index's datum and in space, and which schedule it keeps."""

    place: Place
    point: Point
    xyz: Xyz
    schedule: int


class _Band(NamedTuple):
    lons: list[float]
    xyz: list[Xyz]
    entries: list[Entry]

    def copied(self) -> "_Band":
        """A band that may be changed until it is put in."""
        return _Band(self.lons.copy(), self.xyz.copy(), self.entries.copy())


_NO_BAND: Final = _Band([], [], [])

_MERIDIAN: Final = 6_335_439.0
"""The smallest radius of curvature along a meridian, rounded down: metres to degrees, never too few."""
_SLACK: Final = 1 + 1e-9
_HAIR: Final = 1e-12
"""Degrees, for what rounding takes from the edge of a slice."""
_HALF_TURN: Final = 180.0

_COARSE: Final = 0.01
"""Degrees of the squares in which density is first counted."""
_CROWD: Final = 20
"""Places that an answer usually holds: a band is as high as 0.6 of the circle that holds so many."""
_SLICES: Final = 0.6
_LOWEST: Final = 0.000_5
_HIGHEST: Final = 0.05
"""Degrees of a band's height, at least and at most."""
_GROWN: Final = 4
"""Times as many places, or as few, after which bands are cut anew."""


class _Cut(NamedTuple):
    height: float
    bands: dict[int, _Band]

    def row(self, lat: float) -> int:
        return floor(lat / self.height)


class Bands:
    """The entries of one service, or of all."""

    __slots__ = ("_cut", "_cut_for", "hints", "size")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.hints: dict[tuple[int, int, int], float] = {}
        """Radius that held an answer of so many places near there: a first guess, never relied on."""
        self._recut(list(entries))

    def _recut(self, entries: list[Entry]) -> None:
        cut = _Cut(_height(entries), {})
        rows: dict[int, list[Entry]] = {}
        for entry in sorted(entries, key=lambda entry: entry.point.lon):
            rows.setdefault(cut.row(entry.point.lat), []).append(entry)
        for row, here in rows.items():
            cut.bands[row] = _Band([e.point.lon for e in here], [e.xyz for e in here], here)
        self._cut = cut
        self.size = self._cut_for = len(entries)
        self.hints.clear()

    def add(self, entry: Entry) -> None:
        """Put a place in."""
        bands, row = self._cut.bands, self._cut.row(entry.point.lat)
        lons, xyz, entries = bands.get(row, _NO_BAND).copied()
        at = bisect_right(lons, entry.point.lon)
        lons.insert(at, entry.point.lon)
        xyz.insert(at, entry.xyz)
        entries.insert(at, entry)
        bands[row] = _Band(lons, xyz, entries)
        self.size += 1
        if self.size > _GROWN * max(self._cut_for, _CROWD):
            self._recut([entry for band in bands.values() for entry in band.entries])

    def remove(self, entry: Entry) -> None:
        """Take out a place that was put in."""
        bands, row = self._cut.bands, self._cut.row(entry.point.lat)
        lons, xyz, entries = bands[row].copied()
        at = bisect_left(lons, entry.point.lon)
        while entries[at] is not entry:
            at += 1
        del lons[at], xyz[at], entries[at]
        bands[row] = _Band(lons, xyz, entries)
        self.size -= 1

    def around(self, point: Point, from_axis: float, within: float) -> tuple[list[Xyz], list[Entry]]:
        """Every place within so many metres of the point, which is so far from the Earth's axis; and more."""
        cut = self._cut
        high = degrees(within / _MERIDIAN) * _SLACK + _HAIR
        wide = degrees(asin(within / from_axis)) * _SLACK + _HAIR if within < from_axis else _HALF_TURN
        west, east = point.lon - wide, point.lon + wide
        xyz: list[Xyz] = []
        entries: list[Entry] = []
        for band in _rows(cut.bands, cut.row(point.lat - high), cut.row(point.lat + high)):
            lons = band.lons
            if wide >= _HALF_TURN:
                xyz += band.xyz
                entries += band.entries
                continue
            i, j = bisect_left(lons, west), bisect_right(lons, east)
            xyz += band.xyz[i:j]
            entries += band.entries[i:j]
            if west <= -_HALF_TURN:
                i = bisect_left(lons, west + 2 * _HALF_TURN)
                xyz += band.xyz[i:]
                entries += band.entries[i:]
            elif east >= _HALF_TURN:
                j = bisect_right(lons, east - 2 * _HALF_TURN)
                xyz += band.xyz[:j]
                entries += band.entries[:j]
        return xyz, entries


def _rows(bands: dict[int, _Band], first: int, last: int) -> Iterable[_Band]:
    """The bands that exist among these, found the shorter way."""
    if last - first < len(bands):
        found = map(bands.get, range(first, last + 1))
        return [band for band in found if band is not None]
    return [band for row, band in tuple(bands.items()) if first <= row <= last]


def _height(entries: list[Entry]) -> float:
    """Of a band, in degrees, from the density that a place sees about it: a city's mean is far below."""
    if not entries:
        return _HIGHEST
    squares = Counter(
        (floor(entry.point.lat / _COARSE), floor(entry.point.lon / _COARSE)) for entry in entries
    )
    seen = sum(n * n for n in squares.values()) / len(entries)
    return min(_HIGHEST, max(_LOWEST, _SLICES * _COARSE * sqrt(_CROWD / (pi * seen))))
