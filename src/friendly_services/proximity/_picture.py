"""An answer as a picture: who stands where, and why, on one map that needs no network."""

import unicodedata
from collections.abc import Iterable, Iterator
from html import escape
from math import cos, floor, hypot, log10, radians, sin
from typing import Final, NamedTuple

from ..places import Datum, Place, Point, convert, ecef
from ..text import Language, Reason, say
from ._rank import Nearby, shown

__all__ = ["picture"]

_SIDE: Final = 400
"""Pixels of the square that is the map."""
_WIDTH: Final = 800
_MIDDLE: Final = _SIDE / 2
_LINE: Final = 17
_COLUMNS: Final = 52
"""Letters of a line beside the map; a Chinese character takes the room of two."""
_MARGIN: Final = 1.12
"""Of the farthest thing that is shown."""
_EMPTY: Final = 2.5
"""Of the farthest thing: a circle is shown whole unless it is wider than that."""

_STYLE: Final = (
    "text{font:13px sans-serif;fill:#1b2733;dominant-baseline:central}.small{font-size:12px;fill:#44525f}"
    ".ground{fill:#f4f7fa}.within{fill:#fff;stroke:#56b4e9;stroke-width:2;stroke-dasharray:6 4}"
    ".open{fill:#0072b2}.closed{fill:#fff;stroke:#0072b2;stroke-width:2}"
    ".unknown{fill:#e69f00}.rank{font:bold 11px sans-serif;fill:#fff;text-anchor:middle}"
    ".closed+.rank{fill:#0072b2}.unknown+.rank{fill:#1b2733}"
    ".absent{stroke:#d55e00;stroke-width:3}.here{fill:#1b2733}.scale{stroke:#1b2733;stroke-width:2}"
)
"""Okabe and Ito's colours; a filled disc, a ring, a square and a cross tell the same without them."""


class _Mark(NamedTuple):
    """What stands at one spot of the map, and in the list beside it."""

    sign: str
    name: str
    lines: tuple[str, ...]
    east: float
    north: float
    look: str


def picture(
    answer: Nearby, *, absent: Iterable[tuple[Place, Iterable[Reason]]] = (), language: Language = "en"
) -> str:
    """The answer as SVG: a map with the circle and the ranks, and beside it the reasons, in a language.

    North is up, lengths are true around the middle. A place that is open is a disc, one that is closed a
    ring, one of which nobody knows a square; one that is absent is a cross.

    Args:
        answer: what `rank` or `City.nearby` found.
        absent: places that it lacks, each with what `why_not` says of it.
        language: of the reasons.

    >>> from datetime import UTC, datetime
    >>> from friendly_services.proximity import Index, Query, Rules, rank
    >>> here = Point.wgs84(lat=29.40, lon=106.54)
    >>> there = Place("m1", "merchant", "Lan's noodles", Point.wgs84(lat=29.401, lon=106.54))
    >>> asked = Query(here, at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    >>> answer = rank(Index([there]), asked, rules=Rules(mode="walk", reach={"walk": 800}, limit=20))
    >>> svg = picture(answer)
    >>> svg[:4], "Lan&#x27;s noodles" in svg
    ('<svg', True)
    """
    marks = [*_hits(answer, language), *_absent(answer, absent, language)]
    farthest = max((hypot(mark.east, mark.north) for mark in marks), default=answer.within)
    whole = farthest <= answer.within <= farthest * _EMPTY
    reach = answer.within if whole else max(farthest * _MARGIN, 1.0)
    pixels = (_MIDDLE - 12) / reach
    texts = list(_list(marks))
    height = max(_SIDE, _LINE * (len(texts) + 1))
    parts = [
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<clipPath id="map"><rect width="{_SIDE}" height="{_SIDE}"/></clipPath><g clip-path="url(#map)">',
        f'<rect class="ground" width="{_SIDE}" height="{_SIDE}"/>',
        f'<circle class="within" cx="{_MIDDLE}" cy="{_MIDDLE}" r="{answer.within * pixels:.1f}"/>',
        f'<path class="here" d="M{_MIDDLE} {_MIDDLE - 8}l7 15l-7 -4l-7 4z"/>',
        *(_drawn(mark, pixels) for mark in reversed(marks)),  # the nearest on top
        _scale(reach, pixels),
        "</g>",
    ]
    parts += [
        f'<text {look} x="{_SIDE + 16}" y="{_LINE * (n + 1)}">{escape(text)}</text>'
        for n, (look, text) in enumerate(texts)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">'
        f"<title>{escape(repr(answer))}</title><style>{_STYLE}</style>{''.join(parts)}</svg>\n"
    )


def _hits(answer: Nearby, language: Language) -> Iterator[_Mark]:
    for hit in answer.hits:
        east, north = _from(answer.origin, hit.place, hit.datum)
        words = (f"{shown(hit.metres)} m", say(hit.openness.reason, language))
        yield _Mark(str(hit.rank), hit.place.name, words, east, north, hit.openness.answer)


def _absent(
    answer: Nearby, absent: Iterable[tuple[Place, Iterable[Reason]]], language: Language
) -> Iterator[_Mark]:
    for place, reasons in absent:
        east, north = _from(answer.origin, place, answer.origin.datum)
        yield _Mark(
            "×", place.name, tuple(say(reason, language) for reason in reasons), east, north, "absent"
        )


def _from(origin: Point, place: Place, datum: Datum) -> tuple[float, float]:
    """Metres east and north of the origin, on the plane that touches the Earth there."""
    here, there = (convert(point, datum, approximate=True) for point in (origin, place.point))
    lat, lon = radians(here.lat), radians(here.lon)
    x, y, z = (b - a for a, b in zip(ecef(here), ecef(there), strict=True))
    outwards = x * cos(lon) + y * sin(lon)
    return y * cos(lon) - x * sin(lon), z * cos(lat) - outwards * sin(lat)


def _drawn(mark: _Mark, pixels: float) -> str:
    x, y = f"{_MIDDLE + mark.east * pixels:.1f}", f"{_MIDDLE - mark.north * pixels:.1f}"
    if mark.look == "absent":
        return f'<path class="absent" d="M{x} {y}m-6 -6l12 12m0 -12l-12 12"/>'
    shape = (
        f'<rect class="unknown" x="{float(x) - 9:.1f}" y="{float(y) - 9:.1f}" width="18" height="18"/>'
        if mark.look == "unknown"
        else f'<circle class="{mark.look}" cx="{x}" cy="{y}" r="10"/>'
    )
    return f'{shape}<text class="rank" x="{x}" y="{y}">{mark.sign}</text>'


def _scale(reach: float, pixels: float) -> str:
    """A bar of a round length, up to a third of the map."""
    power = 10.0 ** floor(log10(reach * 0.6))
    length = max(n * power for n in (1, 2, 5) if n * power <= reach * 0.6)
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    x, y = 12, _SIDE - 12
    return (
        f'<path class="scale" d="M{x} {y}h{length * pixels:.1f}"/>'
        f'<text class="small" x="{x}" y="{y - 10}">{text}</text>'
    )


def _list(marks: Iterable[_Mark]) -> Iterator[tuple[str, str]]:
    """The lines beside the map: each place by its sign, and its reasons below."""
    for mark in marks:
        for n, line in enumerate(_wrapped(f"{mark.sign}  {mark.name}")):
            yield 'style="font-weight:bold"', line if n == 0 else f"    {line}"
        for text in mark.lines:
            yield from (('class="small"', line) for line in _wrapped(text))


def _wrapped(text: str) -> Iterator[str]:
    """Lines that fit beside the map, broken at spaces or anywhere in Chinese."""
    line, room = "", _COLUMNS
    for word in _words(text):
        width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in word)
        if width > room and line:
            yield line.rstrip()
            line, room = "", _COLUMNS
        line, room = line + word, room - width
    yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    word = ""
    for letter in text:
        if unicodedata.east_asian_width(letter) in "WF":
            if word:
                yield word
            yield letter
            word = ""
        elif letter == " ":
            yield word + letter
            word = ""
        else:
            word += letter
    yield word
