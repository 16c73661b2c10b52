"""How far a place is off a polyline, to the millimetre, and how far along it that is.

The segments are geodesics. Each is cut, by geographiclib where it is longer than 5 km, into pieces so short
that a geodesic and the plane through both ends and the normal between them are micrometres apart. The foot of
a place is then that on the chord, lifted onto the ellipsoid: an error along the piece counts by its square.
The length of a geodesic follows from its chord as in `places.Chords`, to a tenth of a millimetre at 25 km.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, ceil, degrees, dist, hypot, inf
from typing import Final, NamedTuple

from geographiclib.geodesic import Geodesic

from ..errors import Invalid
from ..places import FARTHEST, Chords, Datum, Metres, Point, ecef

_A: Final = Geodesic.WGS84.a
_E2: Final = Geodesic.WGS84.f * (2 - Geodesic.WGS84.f)
_PIECE: Final = 5_000.0
"""Metres of a piece at most."""
LONGEST: Final = 100_000.0
"""Metres of a segment at most: further on, a straight line is nobody's route."""
_CHUNKS: Final = 256
"""Circles along a route, about, so that a long one takes no more of them than a short one."""
_RUN: Final = 8
"""Pieces of a run at most."""
_MILLIMETRE: Final = 0.001
_HAIR: Final = 1.0
"""Metres by which a circle is wider than it need be, for what its middle may be off the polyline."""

Xyz = tuple[float, float, float]


class Off(NamedTuple):
    """Where the polyline comes nearest to a place."""

    metres: float
    """From there to the place, to a whole millimetre."""
    along: float
    """From the beginning of the polyline to there, to a whole millimetre."""


class _Piece(NamedTuple):
    start: Xyz
    chord: Xyz
    """From its start to its end."""
    squared: float
    """The length of that, squared."""
    before: float
    """Metres from the beginning of the polyline."""
    metres: float

    def off(self, xyz: Xyz, chords: Chords) -> tuple[float, float]:
        """How far a place is off, and how far along its foot lies."""
        (x, y, z), (u, v, w) = self.start, self.chord
        share = ((xyz[0] - x) * u + (xyz[1] - y) * v + (xyz[2] - z) * w) / (self.squared or 1.0)
        share = min(1.0, max(0.0, share))
        foot = _lifted(x + share * u, y + share * v, z + share * w)
        return round(chords.metres(dist(foot, xyz)), 3), round(self.before + share * self.metres, 3)


class _Run(NamedTuple):
    """Some pieces, so that a look at one point of them often saves one at each."""

    middle: Xyz
    reach: float
    """Metres from there to the farthest of them, at most."""
    pieces: tuple[_Piece, ...]


class Chunk(NamedTuple):
    """Pieces that follow each other, and a circle that holds whatever is near enough to them."""

    middle: Point
    within: Metres
    runs: tuple[_Run, ...]

    def off(self, chords: Chords, most: float = inf) -> Off:
        """Where these pieces come nearest to the place from which the chords go out; the first of equals.

        What is farther off than `most` is not looked at, and infinitely far.
        """
        xyz, best = chords.xyz, (most + _MILLIMETRE, inf)
        # no piece is nearer than its run's middle less the run's reach; no geodesic is shorter than its chord
        for least, n in sorted([(dist(run.middle, xyz) - run.reach, n) for n, run in enumerate(self.runs)]):
            if least > best[0] + _MILLIMETRE:
                break
            best = min(best, *[piece.off(xyz, chords) for piece in self.runs[n].pieces])
        return Off(*best) if best[1] < inf else Off(inf, inf)


def chunks(points: Sequence[Point], near: float) -> tuple[Chunk, ...]:
    """The polyline through these points, so that each place so near to it lies in the circle of its chunk.

    That is: any place so near to a point of a chunk is in that chunk's circle, since that point is no farther
    from the circle's middle than either end of the chunk is along it.

    Raises:
        Invalid: two points that follow each other are more than 100 km apart.
    """
    length = sum(dist(ecef(one), ecef(other)) for one, other in pairwise(points))
    longest = min(max(2 * near, length / _CHUNKS, _HAIR), FARTHEST - near - _HAIR)
    found: list[Chunk] = []
    pieces: list[_Piece] = []
    for piece in _pieces(points, min(longest, _PIECE)):
        if pieces and piece.before + piece.metres - pieces[0].before > longest:
            found.append(_chunk(pieces, near, points[0].datum))
            pieces = []
        pieces.append(piece)
    return (*found, _chunk(pieces, near, points[0].datum))


def _pieces(points: Sequence[Point], longest: float) -> Iterator[_Piece]:
    before = 0.0
    for n, (one, other) in enumerate(pairwise(points), 1):
        for start, end, metres in _cut(one, other, longest, n):
            chord = end[0] - start[0], end[1] - start[1], end[2] - start[2]
            yield _Piece(start, chord, sum(part * part for part in chord), before, metres)
            before += metres


def _cut(one: Point, other: Point, longest: float, n: int) -> Iterator[tuple[Xyz, Xyz, float]]:
    """The ends of the pieces of one segment, and their lengths."""
    chords, last = Chords.of(one), ecef(other)
    chord = dist(chords.xyz, last)
    if chord <= longest:
        yield chords.xyz, last, chords.metres(chord)
        return
    line = Geodesic.WGS84.InverseLine(one.lat, one.lon, other.lat, other.lon)
    if line.s13 > LONGEST:
        far, high = round(line.s13 / 1_000), LONGEST / 1_000
        raise Invalid.at(f"route.{n}", "proximity.route_gap", far=far, high=high)
    count = ceil(line.s13 / longest)
    inner = (line.Position(line.s13 * step / count) for step in range(1, count))
    ends = [chords.xyz, *(ecef(_point(at["lat2"], at["lon2"], one.datum)) for at in inner), last]
    for start, end in pairwise(ends):
        yield start, end, line.s13 / count


def _chunk(pieces: Sequence[_Piece], near: float, datum: Datum) -> Chunk:
    whole = _run(pieces)
    x, y, z = whole.middle
    middle = _point(degrees(atan2(z, (1 - _E2) * hypot(x, y))), degrees(atan2(y, x)), datum)
    runs = [_run(pieces[n : n + _RUN]) for n in range(0, len(pieces), _RUN)]
    return Chunk(middle, Metres(whole.reach + near), tuple(runs))


def _run(pieces: Sequence[_Piece]) -> _Run:
    """Its middle is that of the piece in which half of the way is done."""
    begins, ends = pieces[0].before, pieces[-1].before + pieces[-1].metres
    half = next(piece for piece in pieces if piece.before + piece.metres >= (begins + ends) / 2)
    (x, y, z), (u, v, w) = half.start, half.chord
    done = half.before + half.metres / 2
    reach = max(done - begins, ends - done) + _HAIR
    return _Run((x + u / 2, y + v / 2, z + w / 2), reach, tuple(pieces))


def _point(lat: float, lon: float, datum: Datum) -> Point:
    """The point there; beside 0, 0, which counts as a missing position."""
    return Point(lat if lat or lon else 1e-9, lon, datum)


def _lifted(x: float, y: float, z: float) -> Xyz:
    """The point of the ellipsoid over one that is metres below it."""
    u, v, w = x / _A**2, y / _A**2, z / (_A**2 * (1 - _E2))
    up = (1 - x * u - y * v - z * w) / (2 * (u * u + v * v + w * w))
    return x + up * u, y + up * v, z + up * w
