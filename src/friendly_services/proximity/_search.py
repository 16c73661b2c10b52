"""Which places qualify, in exact order.

Places are ordered by chord, which is cheap; the geodesic is computed only for those whose chords are too near
to each other, or to the edge of the circle, to tell. That this is never wrong is a law among the tests.
"""

from itertools import repeat
from math import dist, inf
from typing import Final, NamedTuple

from ..places import Chords, Point, convert, distance
from ._bands import Entry
from ._index import Index
from ._question import Question


class Found(NamedTuple):
    """A place on its way into an answer."""

    metres: float
    id: str
    entry: Entry
    sure: bool = False
    """Whether its hours, and what it offers, are the same whenever one comes."""


_FIRST: Final = 500.0
"""Metres looked around where nothing has been learned yet; any number gives the same answer."""
_WIDER: Final = 3.0
_HINTED: Final = 1.2
"""Of the farthest place found: the next question from hereabouts starts so wide."""
_PER_DEGREE: Final = 200
_MOST_HINTS: Final = 4_096


def ranked(index: Index, asked: Question, limit: int | None) -> list[Found]:
    """The places that qualify, in order: the nearest so many, or all within the radius."""
    origin = convert(asked.origin, index.datum, approximate=index.approximate)
    chords = Chords.of(origin)
    bands = index.bands(asked.services)
    if limit is None:
        return _settled(chords, _qualifying(index, asked, chords, asked.within, inf), asked.within)
    here = int(origin.lat * _PER_DEGREE), int(origin.lon * _PER_DEGREE), limit
    radius = min(asked.within, bands.hints.get(here, _FIRST))
    while True:
        found = _qualifying(index, asked, chords, radius, limit)
        if len(found) < limit:
            needed = radius * _WIDER
        else:
            last = found[-1][0]
            needed = chords.metres(last) + 2 * chords.doubt(last)
        if needed <= radius or radius >= asked.within:
            break
        radius = min(asked.within, needed)
    if len(bands.hints) > _MOST_HINTS:
        bands.hints.clear()
    bands.hints[here] = needed * _HINTED if len(found) >= limit else radius
    return _settled(chords, found, asked.within)[:limit]


def _qualifying(
    index: Index, asked: Question, chords: Chords, radius: float, limit: float
) -> list[tuple[float, Entry, bool]]:
    """By chord: the first so many around that qualify, and those too near the last of them to tell."""
    xyz, entries = index.bands(asked.services).around(chords.origin, chords.from_axis, radius)
    lengths = list(map(dist, xyz, repeat(chords.xyz)))
    found: list[tuple[float, Entry, bool]] = []
    farthest = asked.within + 2 * chords.doubt(asked.within)  # a chord is no longer than its geodesic
    for n in sorted(range(len(lengths)), key=lengths.__getitem__):
        chord = lengths[n]
        if chord > farthest:
            break
        entry = entries[n]
        if not asked.wants(entry.place) or not index.is_current(entry):
            continue
        opens = asked.opens(entry.place)
        if opens == 1 or (opens and asked.stays(entry.place, chords.metres(chord))):
            found.append((chord, entry, opens == 1))
            if len(found) == limit:
                farthest = min(farthest, chord + 2 * chords.doubt(chord))
    return found


def _settled(chords: Chords, found: list[tuple[float, Entry, bool]], within: float) -> list[Found]:
    """In the exact order, within the exact radius; the geodesic is asked only where chords cannot tell."""
    settled: list[Found] = []
    first = 0
    while first < len(found):
        end = first + 1
        while end < len(found) and found[end][0] - found[end - 1][0] <= 2 * chords.doubt(found[end][0]):
            end += 1
        group = found[first:end]
        far = chords.metres(group[-1][0])
        clear = abs(far - within) > 2 * chords.doubt(far) and all(
            entry.point == group[0][1].point for _, entry, _ in group
        )
        known: dict[Point, float] = {}
        for chord, entry, sure in group:
            if clear:
                length = chords.metres(chord)
            elif entry.point in known:
                length = known[entry.point]
            else:
                length = known[entry.point] = distance(chords.origin, entry.point)
            if length <= within:
                settled.append(Found(length, entry.place.id, entry, sure))
        first = end
    settled.sort(key=lambda hit: (hit.metres, hit.id))
    return settled
