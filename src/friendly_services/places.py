"""Where things are: points that know their datum, distances on the ellipsoid, cells to search by.

A position is worth nothing without its datum: in China the same shop lies some 500 m apart in WGS-84 (phone
GPS) and GCJ-02 (AMap, Tencent), and another 900 m in BD-09 (Baidu). So a point cannot be made without one, and
two points of different datums have no distance until one of them is converted.
"""

from collections.abc import Callable, Mapping
from math import asin, atan2, cos, degrees, hypot, isfinite, pi, radians, sin, sqrt
from types import MappingProxyType
from typing import Any, ClassVar, Final, Literal, NewType, Self, cast, get_args

import attrs
from geographiclib.geodesic import Geodesic

from .errors import Invalid, Problem, Refused
from .hours import Hours
from .text import Reason

__all__ = [
    "DATUMS",
    "DISTORTION",
    "FARTHEST",
    "Box",
    "ConversionRefused",
    "Datum",
    "Metres",
    "Place",
    "Point",
    "cell",
    "check_in_box",
    "convert",
    "cover",
    "distance",
    "ecef",
    "metres",
]

Datum = Literal["wgs84", "gcj02", "bd09"]
"""wgs84: phone GPS, and CGCS2000, which agrees to centimetres. gcj02: AMap, Tencent. bd09: Baidu."""
DATUMS: Final[tuple[Datum, ...]] = get_args(Datum)

Metres = NewType("Metres", float)
"""A length on the ground that has been checked."""

FARTHEST: Final = Metres(50_000.0)
"""The widest search: beyond it a circle is no neighbourhood, and the fast distances lose their proof."""

_A: Final = 6_378_137.0
_E2: Final = 0.006_694_379_990_141_317
"""WGS-84: equatorial radius in metres and squared eccentricity."""


@attrs.define(slots=False)
class ConversionRefused(Refused):
    """A GCJ-02 or BD-09 point was to become WGS-84: only by `approximate=True`, since it cannot be exact."""

    code: ClassVar[str] = "places.conversion_refused"

    datum: str
    to: str


def _number(value: object) -> float:
    """An int or float as a float; anything else stays as it is, to be refused with its field's name."""
    return cast("float", _float(value))


def _float(value: object) -> object:
    return float(value) + 0.0 if isinstance(value, int | float) and not isinstance(value, bool) else value


def _finite(value: object) -> bool:
    return isinstance(value, float) and isfinite(value)


@attrs.frozen
class Point:
    """A position in degrees and the datum it was measured in, kept as given.

    >>> Point.gcj02(lat=29.397, lon=106.543)
    Point(lat=29.397, lon=106.543, datum='gcj02')
    >>> Point.wgs84(lat=121.47, lon=31.23)
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: lat: 121.47 is no latitude, but the longitude 31.23 would be: swapped?
    """

    lat: float = attrs.field(converter=_number)
    lon: float = attrs.field(converter=_number)
    datum: Datum

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(field, Reason("places.not_a_number", value=value))
            for field, value in (("lat", self.lat), ("lon", self.lon))
            if not _finite(value)
        ]
        if not problems:
            problems = list(self._out_of_range())
        if self.datum not in DATUMS:
            problems.append(Problem("datum", Reason("places.datum_unknown", value=self.datum)))
        if problems:
            raise Invalid(tuple(problems))

    def _out_of_range(self) -> tuple[Problem, ...]:
        if self.lat == 0 and self.lon == 0:
            return (Problem("lat", Reason("places.null_island")),)
        if abs(self.lat) > 90 and abs(self.lat) <= 180 and abs(self.lon) <= 90:
            return (Problem("lat", Reason("places.swapped_range", lat=self.lat, lon=self.lon)),)
        found = []
        if abs(self.lat) > 90:
            found.append(Problem("lat", Reason("places.latitude_range", value=self.lat)))
        if abs(self.lon) > 180:
            found.append(Problem("lon", Reason("places.longitude_range", value=self.lon)))
        return tuple(found)

    @classmethod
    def wgs84(cls, *, lat: float, lon: float) -> Self:
        """A point from a phone's GPS, a survey in CGCS2000, or OpenStreetMap."""
        return cls(lat, lon, "wgs84")

    @classmethod
    def gcj02(cls, *, lat: float, lon: float) -> Self:
        """A point from AMap or Tencent maps."""
        return cls(lat, lon, "gcj02")

    @classmethod
    def bd09(cls, *, lat: float, lon: float) -> Self:
        """A point from Baidu maps."""
        return cls(lat, lon, "bd09")


def metres(value: float) -> Metres:
    """A search radius: more than 0 and at most 50 km.

    >>> metres(800)
    800.0
    """
    value = _number(value)
    if not _finite(value):
        raise Invalid.at("metres", "places.radius_not_a_number", value=value)
    if value <= 0:
        raise Invalid.at("metres", "places.radius_too_small", value=value)
    if value > FARTHEST:
        raise Invalid.at("metres", "places.radius_too_large", value=value, high=FARTHEST)
    return Metres(value)


def distance(a: Point, b: Point) -> Metres:
    """The length of the shortest line over the WGS-84 ellipsoid between two points of one datum.

    >>> round(distance(Point.wgs84(lat=29.40, lon=106.54), Point.wgs84(lat=29.41, lon=106.54)), 3)
    1108.534
    """
    if a.datum != b.datum:
        raise Invalid.at("datum", "places.datums_differ", one=a.datum, other=b.datum)
    line = Geodesic.WGS84.Inverse(a.lat, a.lon, b.lat, b.lon, Geodesic.DISTANCE)
    return Metres(cast("float", line["s12"]))


def ecef(point: Point) -> tuple[float, float, float]:
    """The point's Cartesian place on the ellipsoid, in metres from the centre of the Earth."""
    lat, lon = radians(point.lat), radians(point.lon)
    s, c = sin(lat), cos(lat)
    n = _A / sqrt(1 - _E2 * s * s)
    return n * c * cos(lon), n * c * sin(lon), n * (1 - _E2) * s


# --- datums ---------------------------------------------------------------------------------------------------

_KRASOVSKY_A: Final = 6_378_245.0
_KRASOVSKY_EE: Final = 0.006_693_421_622_965_943_23
_BAIDU_PI: Final = pi * 3000 / 180
_CHINA: Final = (0.8293, 72.004, 55.8271, 137.8347)
"""South, west, north, east of the box inside which GCJ-02 differs from WGS-84."""

DISTORTION: Final[Mapping[Datum, float]] = MappingProxyType({"wgs84": 0.0, "gcj02": 0.008, "bd09": 0.025})
"""How far a length of a metre or more, measured in this datum's coordinates, may be from the true one, as a share
of it: the largest strain of the formulas anywhere in the box (0.72 % and 2.4 %), rounded up."""


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
    south, west, north, east = _CHINA
    if south <= lat <= north and west <= lon <= east:
        if point.datum == "wgs84":
            lat, lon = _gcj_from_wgs(lat, lon)
        elif point.datum == "bd09":
            lat, lon = _inverse(_bd_from_gcj, lat, lon)
        if datum == "wgs84":
            lat, lon = _inverse(_gcj_from_wgs, lat, lon)
        elif datum == "bd09":
            lat, lon = _bd_from_gcj(lat, lon)
    return Point(lat, lon, datum)


def _gcj_from_wgs(lat: float, lon: float) -> tuple[float, float]:
    x, y = lon - 105, lat - 35
    root = sqrt(abs(x))
    ripple = 20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)
    north = (
        -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
        + (ripple + 20 * sin(pi * y) + 40 * sin(pi / 3 * y) + 160 * sin(pi / 12 * y) + 320 * sin(pi / 30 * y)) * 2 / 3
    )  # fmt: skip
    east = (
        300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
        + (ripple + 20 * sin(pi * x) + 40 * sin(pi / 3 * x) + 150 * sin(pi / 12 * x) + 300 * sin(pi / 30 * x)) * 2 / 3
    )  # fmt: skip
    phi = radians(lat)
    magic = 1 - _KRASOVSKY_EE * sin(phi) ** 2
    d_lat = degrees(north * magic * sqrt(magic) / (_KRASOVSKY_A * (1 - _KRASOVSKY_EE)))
    d_lon = degrees(east * sqrt(magic) / (_KRASOVSKY_A * cos(phi)))
    return lat + d_lat, lon + d_lon


def _bd_from_gcj(lat: float, lon: float) -> tuple[float, float]:
    radius = hypot(lon, lat) + 0.000_02 * sin(lat * _BAIDU_PI)
    angle = atan2(lat, lon) + 0.000_003 * cos(lon * _BAIDU_PI)
    return radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065


_ENOUGH_DEGREES: Final = 1e-12
_MOST_TURNS: Final = 40


def _inverse(
    forward: Callable[[float, float], tuple[float, float]], lat: float, lon: float
) -> tuple[float, float]:
    """Where `forward` comes from: the shift hardly changes over its own length, so a few turns settle it."""
    at_lat, at_lon = lat, lon
    for _ in range(_MOST_TURNS):
        there_lat, there_lon = forward(at_lat, at_lon)
        off_lat, off_lon = there_lat - lat, there_lon - lon
        at_lat, at_lon = at_lat - off_lat, at_lon - off_lon
        if abs(off_lat) + abs(off_lon) < _ENOUGH_DEGREES:
            break
    return at_lat, at_lon


# --- a city's box ---------------------------------------------------------------------------------------------


@attrs.frozen
class Box:
    """The rectangle a city lies in, in degrees; west greater than east means that it crosses 180°.

    >>> Box(south=29.2, west=106.4, north=29.8, east=107.1).contains(Point.wgs84(lat=29.4, lon=106.54))
    True
    """

    south: float = attrs.field(converter=_number)
    west: float = attrs.field(converter=_number)
    north: float = attrs.field(converter=_number)
    east: float = attrs.field(converter=_number)

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(field, Reason(code, value=value))
            for field, value, limit, code in (
                ("south", self.south, 90, "places.latitude_range"),
                ("west", self.west, 180, "places.longitude_range"),
                ("north", self.north, 90, "places.latitude_range"),
                ("east", self.east, 180, "places.longitude_range"),
            )
            if not _finite(value) or not -limit <= value <= limit
        ]
        if not problems and self.south >= self.north:
            problems.append(
                Problem("south", Reason("places.box_upside_down", south=self.south, north=self.north))
            )
        if problems:
            raise Invalid(tuple(problems))

    def contains(self, point: Point) -> bool:
        """Whether the point lies in the box or on its edge."""
        return self._has(point.lat, point.lon)

    def _has(self, lat: float, lon: float) -> bool:
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
    if not inside and box._has(point.lon, point.lat):
        raise Invalid.at("lat", "places.swapped", lat=point.lat, lon=point.lon)
    return inside


# --- cells ----------------------------------------------------------------------------------------------------

_BITS: Final = 30
"""Bits of a cell for each of latitude and longitude: 2 cm by 4 cm at the equator."""
_SLACK: Final = 1 + 1e-9
_M_SMALLEST: Final = _A * (1 - _E2)
"""The smallest radius of curvature along a meridian: no degree of latitude is shorter than this makes it."""


def cell(point: Point) -> int:
    """The point's place on a curve through the whole Earth (60-bit Morton), so that near points share a prefix."""
    return _morton(_column(point.lat, 90), _column(point.lon, 180) % (1 << _BITS))


def _column(degree: float, half: int) -> int:
    last = (1 << _BITS) - 1 if half == 90 else 1 << _BITS  # 180° is -180°, but 90° is not -90°
    return min(last, int((degree + half) / (2 * half) * (1 << _BITS)))


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


def cover(point: Point, within: Metres) -> tuple[tuple[int, int], ...]:
    """At most nine half-open ranges of cells, sorted, that hold every point within this distance, and more.

    Over 180° and at the poles too. A store scans the ranges; the exact distance decides afterwards.
    """
    d_lat = degrees(within / _M_SMALLEST) * _SLACK
    d_lon = _reach_in_longitude(point, within)
    level = 0
    while level < _BITS and 180 / (2 << level) >= d_lat and 360 / (2 << level) >= d_lon:
        level += 1
    shift = _BITS - level
    rows, columns = 1 << level, 1 << level
    row = _column(point.lat, 90) >> shift
    column = (_column(point.lon, 180) % (1 << _BITS)) >> shift
    cells = {
        _morton(r, c % columns)
        for r in range(max(0, row - 1), min(rows, row + 2))
        for c in range(column - 1, column + 2)
    }
    width = 2 * shift
    ranges: list[tuple[int, int]] = []
    for low, high in ((c << width, c + 1 << width) for c in sorted(cells)):
        if ranges and ranges[-1][1] == low:
            ranges[-1] = (ranges[-1][0], high)
        else:
            ranges.append((low, high))
    return tuple(ranges)


def _reach_in_longitude(point: Point, within: Metres) -> float:
    """Degrees of longitude that no point within this distance is beyond: all of them around a pole."""
    x, y, _ = ecef(point)
    from_axis = hypot(x, y)
    return degrees(asin(within / from_axis)) * _SLACK if within < from_axis else 180.0


# --- what a map shows -----------------------------------------------------------------------------------------


@attrs.frozen
class Place:
    """A merchant or station as the map sees it: where it is, what it offers, when it opens."""

    id: str
    kind: str
    name: str
    point: Point
    services: frozenset[str] = attrs.field(converter=frozenset, default=frozenset())
    hours: Hours | None = None
    """Unknown is None, which is neither open nor closed."""
    level: str | None = None
    area: str | None = None
    absent: Reason | None = None
    """Why the map does not show it now (hidden, suspended, closed down); None if it does."""
