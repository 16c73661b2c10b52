"""The squares that a store keeps a map by: one lattice over the whole Earth, the same for every city.

Its frame is GCJ-02, since published formulas lead there from all three datums and none leads back. So a
point's square hangs on the point alone, never on a city's datum; who searches in another datum looks a little
wider, by as much as the formulas bend lengths. Outside China the numbers are the same in all three.
"""

from math import asin, degrees, hypot
from typing import Final, NamedTuple

from ._datums import DISTORTION, convert, is_shifted
from ._points import ANTIMERIDIAN, E2, POLE, A, Datum, Metres, Point, ecef

_ROWS: Final = 1 << 15
"""From pole to pole: 611 m each."""
_COLUMNS: Final = 1 << 20
"""Around the Earth: 38 m at the equator. However narrow they are, a row of them is read in one go."""
_SLACK: Final = 1 + 1e-9
_M_SMALLEST: Final = A * (1 - E2)
"""The smallest radius of curvature along a meridian: no degree of latitude is shorter than this makes it."""
_BENT: Final = 1.0
"""Metres, for what `DISTORTION` leaves out: lengths below a metre, and rounding."""
_SHIFTED: Final = 1_100.0
"""Metres between GCJ-02 and either other datum, at most: 731 m to WGS-84 and 1,013 m to BD-09, rounded up."""


class Strip(NamedTuple):
    """Squares side by side in one row."""

    row: int
    first: int
    """The column of the westernmost."""
    last: int
    """The column of the easternmost, which is one of them."""


def square(point: Point) -> tuple[int, int]:
    """The row and the column that the point lies in, counted from the south pole and from 180° eastwards.

    >>> square(Point.wgs84(lat=29.40, lon=106.54)), square(Point.gcj02(lat=29.397103, lon=106.543731))
    ((21735, 834619), (21735, 834619))
    """
    there = convert(point, "gcj02")
    return _row(there.lat), _column(there.lon)


def cover(point: Point, within: Metres, datum: Datum) -> tuple[Strip, ...]:
    """The squares that hold every place within this distance, measured in this datum, and more.

    Row by row from the south; two strips a row over 180°, and whole rows around a pole.

    >>> len(cover(Point.gcj02(lat=29.40, lon=106.54), Metres(800.0), "gcj02"))
    4
    """
    there = convert(point, "gcj02")
    reach = _reach(there, within, datum)
    high, wide = _high(reach), reach_in_longitude(there, reach)
    rows = range(_row(max(-POLE, there.lat - high)), _row(min(POLE, there.lat + high)) + 1)
    return tuple(Strip(row, first, last) for row in rows for first, last in _columns(there.lon, wide))


def _reach(there: Point, within: float, datum: Datum) -> float:
    """How far in GCJ-02 a place can be from there that is within this distance in another datum."""
    bent = within * (1 + DISTORTION["gcj02"]) / (1 - DISTORTION[datum])
    if _at_the_edge(there, bent + 2 * _SHIFTED):
        return within + 2 * _SHIFTED + _BENT
    return bent + _BENT


def _row(lat: float) -> int:
    return min(_ROWS - 1, int((lat + POLE) / (2 * POLE) * _ROWS))


def _column(lon: float) -> int:
    return int((lon + ANTIMERIDIAN) / (2 * ANTIMERIDIAN) * _COLUMNS) % _COLUMNS  # 180° is -180°


def _columns(lon: float, wide: float) -> tuple[tuple[int, int], ...]:
    """The columns so many degrees around a longitude, from the first to the last."""
    west, east = lon - wide, lon + wide
    if wide >= ANTIMERIDIAN:
        return ((0, _COLUMNS - 1),)
    if west < -ANTIMERIDIAN:
        return (0, _column(east)), (_column(west + 2 * ANTIMERIDIAN), _COLUMNS - 1)
    if east >= ANTIMERIDIAN:
        return (0, _column(east - 2 * ANTIMERIDIAN)), (_column(west), _COLUMNS - 1)
    return ((_column(west), _column(east)),)


def _at_the_edge(point: Point, reach: float) -> bool:
    """Whether so near are both points whose numbers the datums shift and points whose numbers stay."""
    high, wide = _high(reach), reach_in_longitude(point, reach)
    corners = {
        is_shifted(point.lat + north, point.lon + east) for north in (-high, high) for east in (-wide, wide)
    }
    return len(corners) > 1


def _high(within: float) -> float:
    """Degrees of latitude that no point within this distance is beyond."""
    return degrees(within / _M_SMALLEST) * _SLACK


def reach_in_longitude(point: Point, within: float) -> float:
    """Degrees of longitude that no point within this distance is beyond: all of them around a pole."""
    x, y, _ = ecef(point)
    from_axis = hypot(x, y)
    return degrees(asin(within / from_axis)) * _SLACK if within < from_axis else ANTIMERIDIAN
