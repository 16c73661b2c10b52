"""Distances through the Earth, not over it: a hundred times cheaper, and how far they can be trusted."""

from math import hypot, radians, sin
from typing import Final, NamedTuple, Self

from ._points import E2, A, Point, ecef

_SHARE: Final = 0.01
"""Of the correction: by direction, the Earth bends up to 0.7 % more or less than it does on average."""
_ROUNDING: Final = 5e-8
"""Metres, for what rounding takes from a chord (2 nm) and from a published geodesic (15 nm)."""


class Chords(NamedTuple):
    """The straight lines from one point: what each says of the geodesic, up to 50 km.

    >>> from math import dist
    >>> here, there = Point.wgs84(lat=29.40, lon=106.54), Point.wgs84(lat=29.41, lon=106.54)
    >>> chords = Chords.of(here)
    >>> round(chords.metres(dist(chords.xyz, ecef(there))), 3)
    1108.425
    """

    origin: Point
    xyz: tuple[float, float, float]
    from_axis: float
    """Metres from the axis of the Earth."""
    bend: float
    """Of the ellipsoid there: what a geodesic has more than its chord, for a cubic metre of it."""

    @classmethod
    def of(cls, origin: Point) -> Self:
        """The lines from here."""
        xyz = ecef(origin)
        s = sin(radians(origin.lat))
        bend = (1 - E2 * s * s) ** 2 / (24 * A * A * (1 - E2))
        return cls(origin, xyz, hypot(xyz[0], xyz[1]), bend)

    def metres(self, chord: float) -> float:
        """The geodesic over the ellipsoid, for a chord through it."""
        return chord + self.bend * chord * chord * chord

    def doubt(self, chord: float) -> float:
        """How far `metres` may be from the geodesic, which alone can tell apart what is nearer than that."""
        return _SHARE * self.bend * chord * chord * chord + _ROUNDING

    def surely(self, chord: float) -> float:
        """A length that no geodesic of this chord, or of one that cannot be told from it, has more than."""
        return self.metres(chord) + 2 * self.doubt(chord)
