"""From one datum to another: the published formulas, and the way back that has none."""

from collections.abc import Callable, Mapping
from math import atan2, cos, degrees, hypot, pi, radians, sin, sqrt
from types import MappingProxyType
from typing import ClassVar, Final

import attrs

from ..errors import Invalid, Refused
from ._points import DATUMS, Datum, Point


@attrs.define(slots=False)
class ConversionRefused(Refused):
    """A GCJ-02 or BD-09 point was to become WGS-84: only by `approximate=True`, since it cannot be exact."""

    code: ClassVar[str] = "places.conversion_refused"

    datum: str
    to: str


_KRASOVSKY_A: Final = 6_378_245.0
_KRASOVSKY_EE: Final = 0.006_693_421_622_965_943_23
_BAIDU_PI: Final = pi * 3000 / 180
_CHINA: Final = (0.8293, 72.004, 55.8271, 137.8347)
"""South, west, north, east of the box inside which GCJ-02 differs from WGS-84."""

DISTORTION: Final[Mapping[Datum, float]] = MappingProxyType({"wgs84": 0.0, "gcj02": 0.008, "bd09": 0.025})
"""How far a length of a metre or more, measured in this datum's coordinates, may be from the true one, as a
share of it: the largest strain of the formulas anywhere in the box (0.72 % and 2.4 %), rounded up."""


def convert(point: Point, datum: Datum, *, approximate: bool = False) -> Point:
    """The same place in another datum; outside China the numbers stay as they are.

    GCJ-02 has no published inverse. The way back to WGS-84 is found by iteration and misses by up to half a
    metre against the real transformation, so it is taken only where `approximate=True` asks for it.

    >>> there = convert(Point.wgs84(lat=29.40, lon=106.54), "gcj02")
    >>> round(there.lat, 6), round(there.lon, 6)
    (29.397103, 106.543731)
    """
    if datum not in DATUMS:
        raise Invalid.at("datum", "places.datum_unknown", value=datum)
    if point.datum == datum:
        return point
    if datum == "wgs84" and not approximate:
        raise ConversionRefused(datum=point.datum, to=datum)
    lat, lon = point.lat, point.lon
    if is_shifted(lat, lon):
        if point.datum == "wgs84":
            lat, lon = _gcj_from_wgs(lat, lon)
        elif point.datum == "bd09":
            lat, lon = _inverse(_bd_from_gcj, lat, lon)
        if datum == "wgs84":
            lat, lon = _inverse(_gcj_from_wgs, lat, lon)
        elif datum == "bd09":
            lat, lon = _bd_from_gcj(lat, lon)
    return Point(lat, lon, datum)


def is_shifted(lat: float, lon: float) -> bool:
    """Whether the datums differ there: degrees of whichever of them, in the box around China."""
    south, west, north, east = _CHINA
    return south <= lat <= north and west <= lon <= east


def _gcj_from_wgs(lat: float, lon: float) -> tuple[float, float]:
    x, y = lon - 105, lat - 35
    root = sqrt(abs(x))
    both = _waves((20, 6 * x), (20, 2 * x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += both + _waves((20, y), (40, y / 3), (160, y / 12), (320, y / 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += both + _waves((20, x), (40, x / 3), (150, x / 12), (300, x / 30))
    phi = radians(lat)
    magic = 1 - _KRASOVSKY_EE * sin(phi) ** 2
    d_lat = degrees(north * magic * sqrt(magic) / (_KRASOVSKY_A * (1 - _KRASOVSKY_EE)))
    d_lon = degrees(east * sqrt(magic) / (_KRASOVSKY_A * cos(phi)))
    return lat + d_lat, lon + d_lon


def _waves(*waves: tuple[float, float]) -> float:
    return sum(height * sin(pi * turn) for height, turn in waves) * 2 / 3


def _bd_from_gcj(lat: float, lon: float) -> tuple[float, float]:
    radius = hypot(lon, lat) + 0.000_02 * sin(lat * _BAIDU_PI)
    angle = atan2(lat, lon) + 0.000_003 * cos(lon * _BAIDU_PI)
    return radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065


_TURNS: Final = 12
"""Each takes the error to 3 % of itself or less, from under 0.02° to nothing that a float can hold."""


def _inverse(
    forward: Callable[[float, float], tuple[float, float]], lat: float, lon: float
) -> tuple[float, float]:
    """Where `forward` comes from: the shift hardly changes over its own length, so a few turns settle it."""
    at_lat, at_lon = lat, lon
    for _ in range(_TURNS):
        there_lat, there_lon = forward(at_lat, at_lon)
        at_lat, at_lon = at_lat - (there_lat - lat), at_lon - (there_lon - lon)
    return at_lat, at_lon
