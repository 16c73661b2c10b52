"""Points, their datum, and how far apart they are."""

from math import cos, isfinite, radians, sin, sqrt
from typing import Final, Literal, NewType, Self, cast, get_args

import attrs
from geographiclib.geodesic import Geodesic

from ..errors import Invalid, Problem
from ..text import Reason

Datum = Literal["wgs84", "gcj02", "bd09"]
"""wgs84: phone GPS, and CGCS2000, which agrees to centimetres. gcj02: AMap, Tencent. bd09: Baidu."""
DATUMS: Final[tuple[Datum, ...]] = get_args(Datum)

Metres = NewType("Metres", float)
"""A length on the ground that has been checked."""

FARTHEST: Final = Metres(50_000.0)
"""The widest search: beyond it a circle is no neighbourhood, and the fast distances lose their proof."""

A: Final = 6_378_137.0
E2: Final = 0.006_694_379_990_141_317
"""WGS-84: equatorial radius in metres and squared eccentricity."""

POLE: Final = 90.0
ANTIMERIDIAN: Final = 180.0
"""The last degrees of latitude and longitude."""


def number(value: object) -> float:
    """An int or float as a float; anything else stays as it is, to be refused with its field's name."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value) + 0.0  # no negative zero
        except OverflowError:
            pass
    return cast("float", value)


def finite(value: object) -> bool:
    """Whether it is a number that can be measured with."""
    return isinstance(value, float) and isfinite(value)


def check_degrees(**fields: float) -> list[Problem]:
    """What is wrong with each: longitudes are the fields `lon`, `west` and `east`, all others latitudes."""
    problems = []
    for field, value in fields.items():
        of = "longitude" if field in {"lon", "west", "east"} else "latitude"
        if not finite(value):
            problems.append(Problem(field, Reason("places.not_a_number", value=value)))
        elif abs(value) > (ANTIMERIDIAN if of == "longitude" else POLE):
            problems.append(Problem(field, Reason(f"places.{of}_range", value=value)))
    return problems


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

    lat: float = attrs.field(converter=number)
    lon: float = attrs.field(converter=number)
    datum: Datum

    def __attrs_post_init__(self) -> None:
        problems = check_degrees(lat=self.lat, lon=self.lon)
        if not problems and self.lat == 0 and self.lon == 0:
            problems.append(Problem("lat", Reason("places.null_island")))
        elif len(problems) == 1 and self._swapped():
            problems = [Problem("lat", Reason("places.swapped_range", lat=self.lat, lon=self.lon))]
        if self.datum not in DATUMS:
            problems.append(Problem("datum", Reason("places.datum_unknown", value=self.datum)))
        if problems:
            raise Invalid(tuple(problems))

    def _swapped(self) -> bool:
        """Whether the latitude is one only as a longitude, while the longitude would do as a latitude."""
        return (
            finite(self.lat)
            and finite(self.lon)
            and POLE < abs(self.lat) <= ANTIMERIDIAN
            and abs(self.lon) <= POLE
        )

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


def metres(value: float, field: str = "metres") -> Metres:
    """A search radius: more than 0 and at most 50 km; `field` is where it stands, for the error.

    >>> metres(800)
    800.0
    """
    value = number(value)
    if not finite(value):
        raise Invalid.at(field, "places.radius_not_a_number", value=value)
    if value <= 0:
        raise Invalid.at(field, "places.radius_too_small", value=value)
    if value > FARTHEST:
        raise Invalid.at(field, "places.radius_too_large", value=value, high=FARTHEST)
    return Metres(value)


def distance(a: Point, b: Point) -> Metres:
    """The length of the shortest line over the WGS-84 ellipsoid between two points of one datum.

    >>> round(distance(Point.wgs84(lat=29.40, lon=106.54), Point.wgs84(lat=29.41, lon=106.54)), 3)
    1108.425
    """
    if a.datum != b.datum:
        raise Invalid.at("datum", "places.datums_differ", one=a.datum, other=b.datum)
    line = Geodesic.WGS84.Inverse(a.lat, a.lon, b.lat, b.lon, Geodesic.DISTANCE)
    return Metres(cast("float", line["s12"]))


def ecef(point: Point) -> tuple[float, float, float]:
    """The point's Cartesian place on the ellipsoid, in metres from the centre of the Earth."""
    return cartesian(point.lat, point.lon)


def cartesian(latitude: float, longitude: float) -> tuple[float, float, float]:
    """The same of bare degrees."""
    lat, lon = radians(latitude), radians(longitude)
    s, c = sin(lat), cos(lat)
    n = A / sqrt(1 - E2 * s * s)
    return n * c * cos(lon), n * c * sin(lon), n * (1 - E2) * s
