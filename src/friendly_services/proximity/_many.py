"""Many questions at once, in a few operations on arrays.

What is certain here is what `search` would answer, to the last bit; the rest, such as a question near 180°
or with neighbours that chords cannot tell apart, is left to it.
"""

from math import cos, dist, radians, sin, sqrt
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..places import E2, A, Chords, Point
from ._bands import CROWD, HAIR, HALF_TURN, HIGH, WIDE, Bands
from ._exact import FINE

if TYPE_CHECKING:
    from ._arrays import ArrayColumns

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_BUCKET: Final = 4
"""Places of a band that lie in one bucket, as a mean."""
_FEW: Final = 1.8
_MANY: Final = 5.0
"""Times as many places as are wanted that a first box may hold."""
_GUESSES: Final = 8
_WIDEST: Final = 4_096
"""Places in one box: more are too many for a row of a matrix."""
_TOGETHER: Final = 256
_LOCAL: Final = 0x3FFF
"""The last bits of a squared chord, where its place in the box is kept while boxes are sorted."""
_NOTHING: Final = 0x7FF0 << 48
_UNSURE: Final = 4e-15
"""Share of a length within which numpy's square root and Python's `dist` may round to two nanometres."""
_NANOMETRE: Final = 2.0**30


class Grid(NamedTuple):
    """The bands of a posting in one piece, cut into buckets of longitude, as they were when it was made."""

    upto: int
    """How many changes of the posting it knows."""
    rows: Any
    first: int
    """The number of the first band; `band` says where the others are, or -1."""
    band: Any
    west: Floats
    scale: Floats
    """Of each band: its first longitude, and buckets to a degree."""
    buckets: Ints
    offset: Ints
    """How many it has, and where they begin in `start`, which says where a bucket begins in the rows."""
    start: Ints

    @classmethod
    def of(cls, bands: Bands, lons: Floats) -> "Grid":
        """Made from the bands.

        A place put in or taken out meanwhile is among the changes that the grid does not know, so that
        questions near it are asked alone.
        """
        upto = len(bands.changed)
        every = [(number, np.array(band.rows, np.int32)) for number, band in sorted(bands.bands.items())]
        pieces = [piece for _, piece in every if len(piece)]
        numbers = np.array([number for number, piece in every if len(piece)], np.int64)
        rows = np.concatenate(pieces)
        sizes = np.array([len(piece) for piece in pieces])
        ends = np.cumsum(sizes)
        at = lons[rows]
        west, east = at[ends - sizes], at[ends - 1]
        buckets = np.maximum(sizes // _BUCKET, 1)
        scale = buckets / (east - west + 1e-9)
        offset = np.cumsum(buckets) - buckets
        of = np.repeat(np.arange(len(numbers)), sizes)
        cells = offset[of] + np.minimum(((at - west[of]) * scale[of]).astype(np.int64), buckets[of] - 1)
        start = np.zeros(int(buckets.sum()) + 1, np.int64)
        np.cumsum(np.bincount(cells, minlength=len(start) - 1), out=start[1:])
        band = np.full(int(numbers[-1] - numbers[0]) + 1, -1, np.int32)
        band[numbers - numbers[0]] = np.arange(len(numbers))
        return cls(upto, rows, int(numbers[0]), band, west, scale, buckets, offset, start)

    def boxes(self, per_degree: float, box: "Boxes") -> tuple[Ints, Ints, Ints]:
        """Of every slice of rows in a box: whose it is, and where it begins and ends."""
        low = np.floor((box.lats - box.high) * per_degree).astype(np.int64) - self.first
        top = np.floor((box.lats + box.high) * per_degree).astype(np.int64) - self.first
        low, top = np.maximum(low, 0), np.minimum(top, len(self.band) - 1)
        many = np.maximum(top - low + 1, 0)
        whose = np.repeat(np.arange(len(low)), many)
        band = self.band[np.arange(len(whose)) - np.repeat(np.cumsum(many) - many - low, many)]
        whose, band = whose[band >= 0], band[band >= 0]
        begin, last = self.offset[band], self.buckets[band] - 1
        west, scale = self.west[band], self.scale[band]
        lons, wide = box.lons[whose], box.wide[whose]
        i = np.clip((lons - wide - west) * scale, 0, last).astype(np.int64)
        j = np.clip((lons + wide - west) * scale, 0, last).astype(np.int64)
        return whose, self.start[begin + i], self.start[begin + j + 1]


class Boxes(NamedTuple):
    """Around each question, everything within its radius, in degrees."""

    lats: Floats
    lons: Floats
    high: Floats
    wide: Floats

    @classmethod
    def of(cls, lats: Floats, lons: Floats, from_axis: Floats, radius: Floats) -> "Boxes":
        """Where all within these radii lies."""
        share = np.minimum(radius / np.maximum(from_axis, radius), 1.0)
        wide = np.where(radius < from_axis, np.arcsin(share) * WIDE + HAIR, HALF_TURN)
        return cls(lats, lons, radius * HIGH + HAIR, wide)

    @property
    def plain(self) -> Any:
        """Which lie clear of 180° and of the poles."""
        return np.abs(self.lons) + self.wide < HALF_TURN


def ask_many(
    columns: "ArrayColumns",
    bands: Bands,
    grid: Grid,
    lats: Floats,
    lons: Floats,
    limit: int,
    within: float,
) -> tuple[Ints, Floats, Any]:
    """The rows and metres of each question, -1 where there are no more, and of which it is certain."""
    n = len(lats)
    here, from_axis, bends = _spots(lats, lons)
    chords: Any = Chords(Point.wgs84(lat=90, lon=0), (0.0, 0.0, 0.0), 0.0, bends)  # type: ignore[arg-type] # a column
    radius = np.full(n, min(within, bands.first * sqrt(limit / CROWD)))
    some = np.arange(n)
    for _ in range(_GUESSES):
        box = Boxes.of(lats[some], lons[some], from_axis[some], radius[some])
        whose, i, j = grid.boxes(bands.per_degree, box)
        seen = np.bincount(whose, j - i, len(some))
        wrong = (seen > _MANY * limit) | (seen < _FEW * limit) & (radius[some] < within)
        some, seen = some[wrong], seen[wrong]
        if not len(some):
            break
        fitting = np.clip(np.sqrt((_FEW + 1) * limit / (seen + 1)), 0.4, 3.0)
        radius[some] = np.minimum(radius[some] * fitting, within)
    rows, far = np.full((n, limit + 1), -1, np.int64), np.full((n, limit + 1), np.inf)
    short, needed = np.ones(n, bool), radius
    for widened in (False, True):
        todo = np.flatnonzero(short)
        if widened:
            radius[todo] = np.minimum(np.where(np.isfinite(needed), needed * 1.001, radius * 2)[todo], within)
        box = Boxes.of(lats[todo], lons[todo], from_axis[todo], radius[todo])
        _rank(columns, grid, bands.per_degree, box, here[todo], todo, rows, far)
        needed = chords.surely(far)[:, limit - 1]
        short = (needed > radius) & (radius < within)
    box = Boxes.of(lats, lons, from_axis, radius)
    sure = ~short & box.plain & (far[:, 0] >= 0)
    for lat, lon in bands.changed[grid.upto :]:
        apart = np.abs(lons - lon)
        beside = np.minimum(apart, 2 * HALF_TURN - apart) <= box.wide
        sure &= ~(beside & (np.abs(lats - lat) <= box.high))
    edge, beyond = (2 * within - chords.surely(within)), within + 2 * chords.doubt(within)
    sure &= ~((far > edge) & (far <= beyond)).any(1)
    outside = far > beyond
    rows[outside], far[outside] = -1, np.inf
    with np.errstate(invalid="ignore"):
        near = np.diff(far, axis=1) <= 2 * chords.doubt(far[:, 1:])
    sure &= ~near[:, limit - 1]
    which, at = np.nonzero(near)
    one, other = rows[which, at], rows[which, at + 1]
    for column in (columns.lats_array, columns.lons_array):
        sure[which[column[one] != column[other]]] = False
    rows, far = rows[:, :limit], far[:, :limit]
    metres = chords.metres(far)
    with np.errstate(invalid="ignore"):
        scaled = metres * _NANOMETRE
        unsure = np.abs(scaled - np.floor(scaled) - 0.5) <= np.maximum(_UNSURE * scaled, 1e-9)
        metres = metres + FINE - FINE
    for k, m in np.argwhere(unsure).tolist():
        exact = Chords.of(Point.wgs84(lat=lats[k].item(), lon=lons[k].item()))
        metres[k, m] = exact.metres(dist(exact.xyz, columns.xyz_array[rows[k, m]].tolist())) + FINE - FINE
    return rows, metres, sure


def _spots(lats: Floats, lons: Floats) -> tuple[Floats, Floats, Floats]:
    """What `Chords` knows of each, to the last bit; numpy's own sine has other ones."""
    lat, lon = list(map(radians, lats.tolist())), list(map(radians, lons.tolist()))
    s, c = np.array(list(map(sin, lat))), np.array(list(map(cos, lat)))
    n = A / np.sqrt(1 - E2 * s * s)
    here = np.stack([n * c * list(map(cos, lon)), n * c * list(map(sin, lon)), n * (1 - E2) * s], 1)
    return here, n * c, ((1 - E2 * s * s) ** 2 / (24 * A * A * (1 - E2)))[:, None]


def _rank(
    columns: "ArrayColumns",
    grid: Grid,
    per_degree: float,
    box: Boxes,
    here: Floats,
    todo: Ints,
    rows: Ints,
    far: Floats,
) -> None:
    """Write down the nearest of each box by chord; far is -1 where there are too many to say."""
    whose, i, j = grid.boxes(per_degree, box)
    size = np.bincount(whose, j - i, len(here)).astype(np.int64)
    order = np.argsort(size, kind="stable")
    far[todo[size > _WIDEST]] = -1
    end = int(np.searchsorted(size[order], _WIDEST, "right"))
    start = 0
    place = np.empty(len(here), np.int64)
    place[order] = np.arange(len(here))
    by = np.argsort(place[whose], kind="stable")
    whose, i, j = place[whose][by], i[by], j[by]
    while start < end:
        alike = int(np.searchsorted(size[order], size[order[start]] * 1.5 + 16, "right"))
        stop = min(end, start + _TOGETHER, alike)
        a, b = np.searchsorted(whose, [start, stop])
        some = order[start:stop]
        found, chord = _sorted(columns, grid, here[some], whose[a:b] - start, i[a:b], j[a:b], rows.shape[1])
        rows[todo[some]], far[todo[some]] = found, chord
        start = stop


def _sorted(
    columns: "ArrayColumns", grid: Grid, here: Floats, whose: Ints, i: Ints, j: Ints, many: int
) -> tuple[Ints, Floats]:
    """The nearest so many of each question, from these slices; ties in the order of the slices."""
    n, size = len(here), j - i
    total = int(size.sum())
    rows, chords = np.full((n, many), -1, np.int64), np.full((n, many), np.inf)
    if not total:
        return rows, chords
    all_rows = grid.rows[np.arange(total) + np.repeat(i - np.cumsum(size) + size, size)]
    of = np.repeat(whose, size)
    way = columns.xyz_array.take(all_rows, 0)
    way -= here.take(of, 0)
    squares = np.einsum("ij,ij->i", way, way)
    count = np.bincount(of, minlength=n)
    first = np.cumsum(count) - count
    local = np.arange(total) - first.take(of)
    width = max(int(count.max()), many)
    matrix = np.full((n, width), _NOTHING, np.int64)
    matrix.ravel()[of * width + local] = (squares.view(np.int64) & ~_LOCAL) | local
    matrix.partition(many - 1, axis=1)
    top = np.sort(matrix[:, :many], axis=1)
    there = top < _NOTHING
    at = np.minimum((top & _LOCAL) + first[:, None], total - 1)
    rows[there], chords[there] = all_rows[at][there], np.sqrt(squares[at][there])
    return rows, chords
