"""A city's box, and the cells by which near points find one another."""

from math import degrees
from typing import Final

import attrs

from ..errors import Invalid, Problem
from ..text import Reason
from ._points import ANTIMERIDIAN, E2, POLE, A, Metres, Point, check_degrees, number
from ._squares import reach_in_longitude


@attrs.frozen
class Box:
    """The rectangle a city lies in, in degrees; west greater than east means that it crosses 180°.

    >>> Box(south=29.2, west=106.4, north=29.8, east=107.1).contains(Point.wgs84(lat=29.4, lon=106.54))
    True
    """

    south: float = attrs.field(converter=number)
    west: float = attrs.field(converter=number)
    north: float = attrs.field(converter=number)
    east: float = attrs.field(converter=number)

    def __attrs_post_init__(self) -> None:
        problems = check_degrees(south=self.south, west=self.west, north=self.north, east=self.east)
        if not problems and self.south >= self.north:
            problems.append(
                Problem("south", Reason("places.box_upside_down", south=self.south, north=self.north))
            )
        if problems:
            raise Invalid(tuple(problems))

    def contains(self, point: Point) -> bool:
        """Whether the point lies in the box or on its edge."""
        return self.has(lat=point.lat, lon=point.lon)

    def has(self, *, lat: float, lon: float) -> bool:
        """Whether these degrees, of whatever datum, lie in the box or on its edge."""
        if not self.south <= lat <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= lon <= self.east
        return lon >= self.west or lon <= self.east


def check_in_box(point: Point, box: Box) -> bool:
    """Whether the point lies in the city's box; refused if it does not while the exchanged pair would.

    A point merely outside is no error: a person confirms it.
    """
    inside = box.contains(point)
    if not inside and box.has(lat=point.lon, lon=point.lat):
        raise Invalid.at("lat", "places.swapped", lat=point.lat, lon=point.lon)
    return inside


_BITS: Final = 30
"""Bits of a cell for each of latitude and longitude: 2 cm by 4 cm at the equator."""
_SLACK: Final = 1 + 1e-9
_M_SMALLEST: Final = A * (1 - E2)
"""The smallest radius of curvature along a meridian: no degree of latitude is shorter than this makes it."""


def cell(point: Point) -> int:
    """The point's place on a curve through the whole Earth (60-bit Morton): near points share a prefix.

    >>> cell(Point.wgs84(lat=29.40, lon=106.54)) >> 24, cell(Point.wgs84(lat=29.4001, lon=106.5401)) >> 24
    (58191716432, 58191716432)
    """
    return _morton(_row(point.lat), _column(point.lon))


def _row(lat: float) -> int:
    return min((1 << _BITS) - 1, int((lat + POLE) / (2 * POLE) * (1 << _BITS)))


def _column(lon: float) -> int:
    return int((lon + ANTIMERIDIAN) / (2 * ANTIMERIDIAN) * (1 << _BITS)) % (1 << _BITS)  # 180° is -180°


def _morton(row: int, column: int) -> int:
    return _spread(row) << 1 | _spread(column)


def _spread(bits: int) -> int:
    for shift, mask in (
        (16, 0x0000_FFFF_0000_FFFF),
        (8, 0x00FF_00FF_00FF_00FF),
        (4, 0x0F0F_0F0F_0F0F_0F0F),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ):
        bits = (bits | bits << shift) & mask
    return bits


def cells(point: Point, within: Metres, level: int) -> tuple[int, ...]:
    """The cells of one level, at most nine, that hold every point within this distance, sorted.

    So two that are so near each other find one another, whichever of them is asked for first: of two points
    each one's own cell is among those of the other. That holds where cells of the level are no smaller than
    the distance; they grow narrower towards the poles.

    >>> here = Point.gcj02(lat=29.40, lon=106.54)
    >>> cell(here) >> 2 * (30 - 16) in cells(here, Metres(100.0), 16)
    True

    Args:
        point: the middle.
        within: how far.
        level: 2 to the power of how many cells go round the Earth, and from pole to pole: 16 for such of
            305 m from south to north, and of 611 m from west to east at the equator.
    """
    shift = _BITS - level
    high = degrees(within / _M_SMALLEST) * _SLACK
    wide = min(reach_in_longitude(point, within), 2 * ANTIMERIDIAN / (1 << level))
    rows = {_row(max(-POLE, min(POLE, point.lat + step))) >> shift for step in (-high, 0, high)}
    columns = {_column(_turned(point.lon + step)) >> shift for step in (-wide, 0, wide)}
    return tuple(sorted(_morton(row, column) for row in rows for column in columns))


def _turned(lon: float) -> float:
    """A longitude beyond 180° as it is counted from the other side."""
    if lon < -ANTIMERIDIAN:
        return lon + 2 * ANTIMERIDIAN
    return lon - 2 * ANTIMERIDIAN if lon > ANTIMERIDIAN else lon
