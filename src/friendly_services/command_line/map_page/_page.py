"""From values to a page that shows them: no tile, no font and no script comes from anywhere else."""

import base64
import hashlib
import html
import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from typing import Any, Final

import attrs

from ...errors import Invalid
from ...places import Datum, Point
from ...text import LANGUAGES, Label, Language, Reason, say, show

__all__ = ["Group", "Hit", "MapPage", "Mark", "Saying", "Search", "render"]

Saying = str | Label | Reason
"""Something a page says: in both languages, or a stranger's own words."""

_DEGREE: Final = 111_195.0
"""Metres to a degree on a sphere the size of the Earth; the page's own ranks come from true geodesics."""
_COLOUR: Final = re.compile("#[0-9a-f]{6}")
_DATUMS: Final[dict[Datum, str]] = {"wgs84": "WGS-84", "gcj02": "GCJ-02", "bd09": "BD-09"}
_MOST: Final = 5_000
"""Marks, and as many searches, that a browser still moves with ease."""


def _is_colour(_: object, __: object, value: str) -> None:
    if not _COLOUR.fullmatch(value):
        raise Invalid.at("colour", "map.colour", value=value)


@attrs.frozen
class Group:
    """Marks that look the same: one line of the legend."""

    label: Label
    colour: str = attrs.field(validator=_is_colour)
    """Such as `#0072b2`."""
    square: bool = False
    """Squares tell kinds of places apart where colours are spent on verdicts."""


@attrs.frozen
class Mark:
    """A place on the map."""

    id: str
    name: str
    point: Point
    group: Group
    lines: tuple[Saying, ...] = ()
    """What there is to say of it, the most important first."""


@attrs.frozen
class Hit:
    """One answer to a search, in the order of the ranks."""

    mark: str
    """The id of the place."""
    metres: float
    lines: tuple[Saying, ...] = ()


@attrs.frozen
class Search:
    """Where somebody asked, and what was found."""

    name: str
    point: Point
    hits: tuple[Hit, ...]
    lines: tuple[Saying, ...] = ()
    """What holds of the whole answer; where nothing was found, why."""
    question: Saying | None = None
    """What was asked for."""


@attrs.frozen
class MapPage:
    """All that a page shows."""

    title: Label
    about: Label
    marks: tuple[Mark, ...]
    searches: tuple[Search, ...] = ()
    groups: tuple[Group, ...] = ()
    """The legend's order; groups that only the marks name follow."""
    figures: tuple[tuple[Label, int | str], ...] = ()
    """A few numbers for the top of the page."""


def render(page: MapPage, language: Language = "en", most: int = _MOST) -> str:
    """The page as HTML; the reader can change its language.

    Of more than `most` marks those that a search found come first, and the page says how many are left out.
    """
    searches = page.searches[:most]
    wanted = {hit.mark for search in searches for hit in search.hits}
    kept = sorted(page.marks, key=lambda mark: mark.id not in wanted)[:most]
    marks = (
        tuple(mark for mark in page.marks if mark in set(kept)) if len(kept) < len(page.marks) else page.marks
    )
    left_out = len(page.marks) - len(marks) + len(page.searches) - len(searches)
    plan = _Plan((*(mark.point for mark in marks), *(search.point for search in searches)))
    texts = _Texts()
    groups = tuple(dict.fromkeys((*page.groups, *(mark.group for mark in page.marks))))
    data = {
        "title": texts.index(page.title),
        "more": texts.index(Reason("map.more")),
        "nothing": texts.index(Reason("map.nothing")),
        "find": texts.index(Reason("map.find")),
        "view": [0, 0, 1],
        "groups": [{"label": texts.index(g.label), "colour": g.colour, "square": g.square} for g in groups],
        "marks": [
            plan.at(mark.point)
            | {"n": mark.name, "g": groups.index(mark.group), "l": texts.indices(mark.lines)}
            for mark in marks
        ],
        "searches": _searches(searches, plan, texts, {mark.id: index for index, mark in enumerate(marks)}),
        "texts": texts.pairs,
    }
    style = _part("map.css") + "".join(
        f".c{index} {{ background: {group.colour}; }} .s{index} {{ stroke: {group.colour}; }}\n"
        for index, group in enumerate(groups)
    )
    script = _part("map.js")
    values = {
        "language": language,
        "policy": f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'",
        "title": html.escape(_plainly(page.title, language)),
        "style": style,
        "script": script,
        "header": _header(page, left_out),
        "legend": _legend(page, groups),
        "tools": _tools(bool(page.searches)),
        "dots": _dots(data, marks),
        "datum": _both(Reason("map.datum", datum=_DATUMS[plan.datum])),
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    }
    return _part("map.html").format_map(values)


class _Plan:
    """Where points fall on the page: metres right and down of the middle."""

    def __init__(self, points: tuple[Point, ...]) -> None:
        datums = {point.datum for point in points}
        if len(datums) > 1:
            raise Invalid.at("marks", "map.datums", datums=tuple(sorted(datums)))
        self.datum: Datum = next(iter(datums), "wgs84")
        self.lat = _middle(point.lat for point in points)
        self.lon = points[0].lon if points else 0.0
        self.lon += _middle(self._east(point) for point in points)

    def _east(self, point: Point) -> float:
        """Degrees east of the middle, the short way round."""
        return (point.lon - self.lon + 180) % 360 - 180

    def at(self, point: Point) -> dict[str, Any]:
        """The place of a point, to the decimetre."""
        east = self._east(point) * _DEGREE * math.cos(math.radians(self.lat))
        return {"x": round(east, 1), "y": round((self.lat - point.lat) * _DEGREE, 1)}


def _middle(values: Iterable[float]) -> float:
    found = tuple(values)
    return (min(found) + max(found)) / 2 if found else 0.0


class _Texts:
    """Every sentence of the page once, English and Chinese."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, ...]] = []
        self._known: dict[Saying | tuple[str, ...], int] = {}

    def index(self, saying: Saying) -> int:
        if saying not in self._known:
            pair = tuple(_plainly(saying, language) for language in LANGUAGES)
            if pair not in self._known:
                self._known[pair] = len(self.pairs)
                self.pairs.append(pair)
            self._known[saying] = self._known[pair]
        return self._known[saying]

    def indices(self, sayings: Iterable[Saying]) -> list[int]:
        return [self.index(saying) for saying in sayings]


def _plainly(saying: Saying, language: Language) -> str:
    """What is to be said, in one language."""
    return say(saying, language) if isinstance(saying, Reason) else show(saying, language)


def _searches(
    searches: tuple[Search, ...], plan: _Plan, texts: _Texts, numbers: dict[str, int]
) -> list[dict[str, Any]]:
    return [
        plan.at(search.point)
        | {
            "n": search.name,
            "l": texts.indices(search.lines),
            "q": None if search.question is None else texts.index(search.question),
            "hits": [
                {"m": numbers[hit.mark], "far": round(hit.metres, 1), "l": texts.indices(hit.lines)}
                for hit in search.hits
                if hit.mark in numbers
            ],
        }
        for search in searches
    ]


def _part(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _both(saying: Saying) -> str:
    """A text in both languages; the style shows the one that the page is in."""
    return "".join(
        f'<span data-{language} lang="{language}">{html.escape(_plainly(saying, language))}</span>'
        for language in LANGUAGES
    )


def _header(page: MapPage, left_out: int) -> str:
    figures = "".join(
        f"<div><dt>{_both(label)}</dt><dd>{html.escape(str(value))}</dd></div>"
        for label, value in page.figures
    )
    about = _both(page.about) + (f" {_both(Reason('map.left_out', count=left_out))}" if left_out else "")
    return f'<div><h1>{_both(page.title)}</h1><p>{about}</p></div><dl class="figures">{figures}</dl>'


def _legend(page: MapPage, groups: tuple[Group, ...]) -> str:
    counts = Counter(mark.group for mark in page.marks)
    rows = [
        (str(index), f"key{' square' if group.square else ''} c{index}", group.label, counts[group])
        for index, group in enumerate(groups)
    ]
    if page.searches:
        rows.append(
            (
                "-1",
                "key origin",
                Label(*(say(Reason("map.origins"), x) for x in LANGUAGES)),
                len(page.searches),
            )
        )
    return "".join(
        f'<li><label><input type="checkbox" value="{value}" checked><span class="{key}"></span>'
        f'<span>{_both(label)}</span><span class="count">{count}</span></label></li>'
        for value, key, label, count in rows
    )


def _tools(searches: bool) -> str:
    tabs = ("searches", "marks") if searches else ()
    return "".join(
        f'<button type="button" data-tab="{tab}">{_both(Reason(f"map.tab.{tab}"))}</button>' for tab in tabs
    )


def _dots(data: dict[str, Any], marks: tuple[Mark, ...]) -> str:
    """A path of no length draws its two round ends: a dot of the same size at every zoom."""
    froms = "".join(
        f'<g class="from" data-i="{index}"><path d="M{one["x"]} {one["y"]}h0"/>'
        f"<title>{html.escape(one['n'])}</title></g>"
        for index, one in enumerate(data["searches"])
    )
    dots = "".join(
        f'<g class="dot{" square" if mark.group.square else ""}" data-i="{index}">'
        f'<path class="rim" d="M{one["x"]} {one["y"]}h0"/>'
        f'<path class="core s{one["g"]}" d="M{one["x"]} {one["y"]}h0"/>'
        f"<title>{html.escape(_tip(mark))}</title></g>"
        for index, (one, mark) in enumerate(zip(data["marks"], marks, strict=True))
    )
    return froms + dots


def _tip(mark: Mark) -> str:
    return "\n".join((mark.name, " · ".join(_plainly(mark.group.label, x) for x in LANGUAGES)))
