"""The nearest rows, in exact order.

Places are ordered by chord, which is cheap; the geodesic is computed only for those whose chords are too near
to each other, or to the edge of the circle, to tell. That this is never wrong is a law among the tests.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import compress, repeat
from math import dist, floor, inf, sqrt
from operator import sub
from typing import Any, Final

from ..places import Chords, Point, distance
from ._bands import FINER, Bands, Block, Neighbourhood
from ._columns import DEPENDS, Columns, Verdicts

_WIDER: Final = 3.0
"""Times as wide, at most, is the second look where the first found too few."""
_AMPLE: Final = 1.5
"""Times as many places as are wanted are aimed at."""
_ROOM: Final = 1.15
"""Of the farthest place found: what lies so wide around is kept for the next question from hereabouts."""
_LARGEST: Final = 1_000
"""Places that are kept for a neighbourhood, at most."""
_OVER: Final = 1 + 3e-6
"""No geodesic of 50 km has more than this share of its chord."""
_NEAR_EDGE: Final = 0.99
"""Of the radius: from here on it is looked at whether a place may lie outside."""
FINE: Final = 1.5 * 2.0**22
"""Added and taken away again, it rounds to 2**-30 m, which is all that coordinates hold."""

Stays = Callable[[int, float], bool]
"""Whether a row qualifies, so far away."""


def search(
    columns: Columns,
    bands: Bands,
    origin: Point,
    limit: int | None,
    within: float,
    times: Verdicts | None = None,
    traits: Verdicts | None = None,
    stays: Stays | None = None,
) -> tuple[list[int], list[float]]:
    """The rows of the nearest so many, or of all within the radius, in exact order, and their metres."""
    chords = Chords.of(origin)
    _, here, _, bend = chords
    many = limit or len(columns) + 1
    fine = bands.per_degree * FINER
    neighbourhood = floor(origin.lat * fine), floor(origin.lon * fine), many, times is None
    block = bands.blocks.get(neighbourhood)
    known = block is not None and block.version == bands.version
    if block is None or not known:
        guess = within if limit is None else bands.guess(origin.lat, origin.lon, chords.from_axis, many)
        block = _look(columns, bands, chords, min(within, guess))
    while True:
        rows: Any
        points: Any
        _, centre, reach, rows, kept, points = block
        if known:
            reach -= _OVER * dist(here, centre)
        if times is not None:
            said = times.of(kept)
            rows, points = list(compress(rows, said)), compress(points, said)
        if traits is not None:
            said = traits.of([columns.traits[row] for row in rows])
            rows, points = list(compress(rows, said)), compress(points, said)
        lengths = list(map(dist, points, repeat(here)))
        order = sorted(range(len(lengths)), key=lengths.__getitem__)
        if stays is not None and times is not None and DEPENDS in times.table:
            order = _staying(order, rows, lengths, chords, many, stays)
        if len(order) >= many:
            needed = chords.surely(lengths[order[many - 1]])
        else:
            needed = block.radius * max(_AMPLE, min(_WIDER, sqrt(_AMPLE * many / (len(order) + 1))))
        if needed <= reach or reach >= within:
            break
        known = False
        block = _look(columns, bands, chords, min(within, max(needed, block.radius)))
    if not known and limit is not None and bands.was_asked(neighbourhood):
        _keep(bands, neighbourhood, block, min(needed, within) * _ROOM)
    first = order[: many + 1]
    top = [lengths[n] for n in first]
    if len(top) > many and top[many] == top[many - 1]:
        first = order[: _differs(order, lengths, many)]
        top = [lengths[n] for n in first]
    if top and top[-1] > _NEAR_EDGE * within:
        inside = bisect_right(top, 2 * within - chords.surely(within))
        if inside < len(top) and top[inside] <= within + 2 * chords.doubt(within):
            return _settled(columns, chords, [(lengths[n], rows[n]) for n in order], many, within)
        del top[inside:], first[inside:]
    if len(top) > 1:
        doubt = 2 * chords.doubt(top[-1])
        if min(map(sub, top[1:], top)) <= doubt and not _tied(columns, first, top, rows, doubt):
            return _settled(columns, chords, [(lengths[n], rows[n]) for n in order], many, within)
    del top[many:], first[many:]
    return [rows[n] for n in first], [chord + bend * chord * chord * chord + FINE - FINE for chord in top]


def _look(columns: Columns, bands: Bands, chords: Chords, radius: float) -> Block:
    """All that is so near, and more."""
    version = bands.version
    rows = bands.around(chords.origin.lat, chords.origin.lon, chords.from_axis, radius)
    return Block(version, chords.xyz, radius, rows, columns.taken(columns.times, rows), columns.points(rows))


def _keep(bands: Bands, neighbourhood: Neighbourhood, block: Block, radius: float) -> None:
    """Remember what lies within a radius, for questions from near by."""
    near = [dist(point, block.centre) <= radius for point in block.points]
    rows, times = list(compress(block.rows, near)), list(compress(block.times, near))
    if len(rows) <= _LARGEST:
        points = list(compress(block.points, near))
        radius = min(radius, block.radius)
        bands.keep(neighbourhood, Block(block.version, block.centre, radius, rows, times, points))


def _differs(order: list[int], lengths: list[float], many: int) -> int:
    """One more than are as near as the last of so many."""
    last = lengths[order[many]]
    return next((n + 1 for n in range(many, len(order)) if lengths[order[n]] > last), len(order))


def _tied(columns: Columns, first: list[int], top: list[float], rows: Sequence[int], doubt: float) -> bool:
    """Whether all that chords do not tell apart stand at one point, where the ids decide."""
    return all(
        gap > doubt or columns.same(rows[one], rows[other])
        for gap, one, other in zip(map(sub, top[1:], top), first, first[1:], strict=False)
    )


def _staying(
    order: list[int], rows: Any, lengths: list[float], chords: Chords, many: int, stays: Stays
) -> list[int]:
    """The first so many that qualify so far away, and those too near the last of them to tell."""
    kept: list[int] = []
    edge = inf
    for n in order:
        if lengths[n] > edge:
            break
        if stays(rows[n], chords.metres(lengths[n])):
            kept.append(n)
            if len(kept) == many:
                edge = lengths[n] + 2 * chords.doubt(lengths[n])
    return kept


def _settled(
    columns: Columns, chords: Chords, found: list[tuple[float, int]], many: int, within: float
) -> tuple[list[int], list[float]]:
    """The answer, where the geodesic is asked for those that chords cannot tell apart."""
    farthest = within + 2 * chords.doubt(within)  # a chord is no longer than its geodesic
    if len(found) > many:
        last = found[many - 1][0]
        farthest = min(farthest, last + 2 * chords.doubt(last))
    settled: list[tuple[float, Any, int]] = []
    first = 0
    while first < len(found) and found[first][0] <= farthest:
        end = first + 1
        while end < len(found) and found[end][0] - found[end - 1][0] <= 2 * chords.doubt(found[end][0]):
            end += 1
        group = found[first:end]
        far = chords.metres(group[-1][0])
        clear = abs(far - within) > 2 * chords.doubt(far) and all(
            columns.same(row, group[0][1]) for _, row in group
        )
        known: dict[tuple[float, float], float] = {}
        for chord, row in group:
            if clear:
                length = chords.metres(chord) + FINE - FINE
            else:
                at = columns.lats[row], columns.lons[row]
                if at not in known:
                    known[at] = distance(chords.origin, Point(*at, chords.origin.datum))
                length = known[at]
            if length <= within:
                settled.append((length, columns.ids[row], row))
        first = end
    settled.sort()
    del settled[many:]
    return [row for _, _, row in settled], [length for length, _, _ in settled]
