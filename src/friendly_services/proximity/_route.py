"""Places on the way: by how far they take a worker off a route, each explained."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from math import ceil
from typing import Any, Final, NamedTuple

import attrs

from ..errors import Invalid, NotFound, Problem
from ..hours import Openness
from ..places import Chords, Datum, Metres, Place, Point, convert
from ..text import Reason
from ..workdays import Calendar
from ._bands import Entry
from ._index import Index
from ._polyline import Off, chunks
from ._query import Query
from ._question import Question
from ._rank import band, confirmed, shown
from ._rules import Rules, mode_noun
from ._search import Found, ranked
from ._why_not import unfit

_FEWEST_POINTS: Final = 2
_MOST_POINTS: Final = 10_000
"""Of a route: from its two ends to one every 100 m for 1,000 km."""


class Passed(NamedTuple):
    """A place on its way into an answer."""

    off: Off
    id: str
    place: Place


@attrs.define(eq=False, repr=False)
class Stop:
    """One place of an answer and where it lies by the route; what is said of it is made when asked for."""

    rank: int
    """1 is the least detour."""
    datum: Datum
    """What lengths were measured in."""
    _passed: Passed
    _asked: Question
    _signs: tuple[str, ...] = ()

    @property
    def off(self) -> float:
        """Metres from the nearest point of the route, to a whole millimetre."""
        return self._passed.off.metres

    @property
    def detour(self) -> float:
        """Metres there from that point and back to it."""
        return 2 * self._passed.off.metres

    @property
    def along(self) -> float:
        """Metres of the route up to that point."""
        return self._passed.off.along

    @property
    def comes(self) -> datetime:
        """When the worker is there."""
        return self._asked.comes(self._passed.place, _as_straight(self._asked, self._passed.off))

    @property
    def place(self) -> Place:
        """The place as it is when the worker comes."""
        then = self._passed.place.as_of(self.comes, self._asked.calendar)
        return attrs.evolve(then, signs=self._signs) if self._signs else then

    @property
    def openness(self) -> Openness:
        """Whether it is open on arrival and for the stay."""
        return self._asked.coming(self._passed.place, _as_straight(self._asked, self._passed.off)).openness

    @property
    def layers(self) -> tuple[Reason, ...]:
        """What it has and does not offer at that hour, and whether nobody is there to help."""
        said = self.openness.reason
        layers = self._passed.place.layers(self.comes, self._asked.calendar)
        return tuple(layer for layer in layers if layer != said)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """How far off the way it is and where, when one comes, what is known of its hours and of it."""
        place, asked = self.place, self._asked
        far = {"off": shown(self.off), "detour": shown(self.detour), "along": round(self.along / 1_000, 1)}
        comes = Reason("proximity.route_arrival", comes=self.comes, mode=mode_noun(asked.mode))
        return (
            Reason("proximity.off_route", **far),
            *((comes,) if asked.ways.pace is not None else ()),
            self.openness.reason,
            *self.layers,
            *confirmed(place),
            *(Reason("proximity.sign", sign=sign) for sign in place.signs),
            *place.notes,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stop) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash((self._passed.id, self._passed.off, self.rank))

    def _compared(self) -> tuple[Any, ...]:
        return (self.place, self._passed.off, self.rank, self.datum, self.reasons)

    def __repr__(self) -> str:
        return f"Stop({self.rank}: {self._passed.place.name} {shown(self.off)} m off)"


@attrs.define(eq=False, repr=False)
class Along:
    """The places that a question found along a route; the reasons are made when they are asked for."""

    route: tuple[Point, ...]
    at: datetime
    """When the worker sets out from its first point."""
    within: Metres
    """The widest detour, there and back."""
    mode: str
    """How the worker moves."""
    limit: int
    _asked: Question
    _index: Index
    _found: list[Passed]
    _signs: Mapping[str, tuple[str, ...]] = attrs.Factory(dict)
    _more: tuple[Reason, ...] = ()
    _stops: tuple[Stop, ...] | None = None

    @property
    def ids(self) -> list[str]:
        """The ids of the places, in order."""
        return [found.id for found in self._found]

    @property
    def detours(self) -> list[float]:
        """How many metres each takes there and back, in the same order."""
        return [2 * found.off.metres for found in self._found]

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The places, in order, each with its reasons."""
        if self._stops is None:
            datum, asked, signs = self._index.datum, self._asked, self._signs
            self._stops = tuple(
                Stop(n, datum, found, asked, signs.get(found.id, ()))
                for n, found in enumerate(self._found, 1)
            )
        return self._stops

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What holds of the whole answer: that it is empty, then how far lengths can be relied on."""
        nothing = (Reason("proximity.nothing_along", within=shown(self.within)),)
        return (*(() if self._found else nothing), *band(self._index.datum, self.within), *self._more)

    def told(self, signs: Mapping[str, tuple[str, ...]], notes: tuple[Reason, ...]) -> "Along":
        """The same with what else is known: the signs outside places, by their ids, and more notes."""
        return attrs.evolve(self, signs=signs, more=notes, stops=None)

    def why_not(self, place: Place | str | int) -> tuple[Reason, ...]:
        """Every reason why the place, or the id, is not among the stops; empty if it is.

        As `why_not` of what is near by: each says what would change it. It is judged as the index has it now.

        Raises:
            NotFound: the index has no place of that id.
        """
        if not isinstance(place, Place):
            known = self._index.get(place)
            if known is None:
                raise NotFound("place", str(place))
            place = known
        if place.absent is not None:
            return (Reason("proximity.not_shown", because=place.absent), *confirmed(place.as_of(self.at)))
        asked, entry = self._asked, self._index.ready(place)
        if not isinstance(entry, Entry):
            return (*unfit(place, asked, 0), Reason("proximity.unplaced", because=entry))
        chords, every = Chords.of(entry.point), chunks(_in_datum(self.route, self._index), asked.within / 2)
        off = min(chunk.off(chords) for chunk in every)
        reasons = unfit(place, asked, _as_straight(asked, off))
        if 2 * off.metres > asked.within:
            far = {"off": shown(off.metres), "detour": shown(2 * off.metres), "within": shown(asked.within)}
            reasons.append(Reason("proximity.off_too_far", needed=ceil(2 * off.metres), **far))
        if not reasons and place.id not in self.ids:
            last = self._found[-1] if len(self._found) == self.limit else None
            if self._index.get(place.id) != place:
                return (Reason("proximity.not_indexed", id=place.id),)
            if last is None or (off, place.id) < (last.off, last.id):
                return (Reason("proximity.came_since"),)
            reasons.append(
                Reason("proximity.beyond_stops", limit=self.limit, last=shown(2 * last.off.metres))
            )
        return tuple(reasons)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Along) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash((self.route, self.at, self.within))

    def _compared(self) -> tuple[Any, ...]:
        return (self.route, self._asked.query, self.within, self.mode, self.limit, self.stops, self.notes)

    def __repr__(self) -> str:
        names = [f"{found.place.name} {shown(found.off.metres)} m off" for found in self._found[:3]]
        more = ["…"] if len(self._found) > len(names) else []
        count = "1 stop" if len(self._found) == 1 else f"{len(self._found)} stops"
        return f"Along({count}{': ' if names else ''}{', '.join(names + more)})"


def along(
    index: Index,
    route: Sequence[Point],
    *,
    at: datetime,
    rules: Rules,
    services: Iterable[str] = (),
    within: float | None = None,
    mode: str | None = None,
    dwell: int = 0,
    kinds: Iterable[str] | None = None,
    entry: Iterable[str] | None = None,
    tags: Iterable[str] = (),
    worker: str | None = None,
    limit: int | None = None,
    closed: bool = False,
    calendar: Calendar | None = None,
) -> Along:
    """The places along a route that have all that is asked for, by how far they take one off it.

    The order is that of the detour (there from the nearest point of the route and back), then of the metres
    along the route, then of the id. Between its points a route goes straight, as a geodesic. A place is
    judged as in `rank`, when the worker comes: along the route at the mode's pace, then off it by ways that
    wind as they do in the city.

    >>> from datetime import UTC
    >>> from friendly_services.text import say
    >>> there = Place("m1", "merchant", "Lan's noodles", Point.wgs84(lat=29.42, lon=106.542))
    >>> route = [Point.wgs84(lat=29.40, lon=106.54), Point.wgs84(lat=29.43, lon=106.54)]
    >>> rules = Rules(mode="ride", reach={"ride": 2400}, limit=20)
    >>> answer = along(Index([there]), route, at=datetime(2026, 3, 2, 12, tzinfo=UTC), rules=rules)
    >>> print(say(answer.stops[0].reasons[0]))
    194.1 m off your way at 2.2 km, 388.2 m there and back

    Args:
        index: the places.
        route: 2 to 10,000 points of one datum, no two neighbours more than 100 km apart.
        at: when the worker sets out from the first point, aware.
        rules: what the city's pack says about searching.
        services: all of these are wanted.
        within: the widest detour in metres, there and back; the rules' reach of the mode if left out.
        mode: how the worker moves, one of the rules'; their usual one if left out.
        dwell: minutes to stay, through which the place has to be open.
        kinds: one of these kinds of place; any if left out.
        entry: only where one gets in by one of these ways; any if left out.
        tags: only places marked with all of these.
        worker: who asks, by category.
        limit: places at most; the rules' number if left out.
        closed: list closed places too, marked.
        calendar: tells holidays, for hours that differ on them.

    Raises:
        Invalid: the route is none, or what `Query` refuses.
    """
    points = _checked(route)
    query = Query(
        points[0],
        at=at,
        services=services,
        within=within,
        mode=mode,
        dwell=dwell,
        kinds=kinds,
        entry=entry,
        tags=tags,
        worker=worker,
        limit=limit,
        closed=closed,
    )
    asked = Question.of(query, rules, calendar)
    passed = _passed(index, points, asked)
    stays = (one for one in passed if asked.stays(one.place, _as_straight(asked, one.off)))
    found = list(islice(stays, asked.limit))
    return Along(points, at, asked.within, asked.mode, asked.limit, asked, index, found)


def _checked(route: Sequence[Point]) -> tuple[Point, ...]:
    points = (route,) if isinstance(route, Point) else tuple(route)
    problems: list[Problem] = []
    if not _FEWEST_POINTS <= len(points) <= _MOST_POINTS:
        bounds = {"low": _FEWEST_POINTS, "high": _MOST_POINTS}
        problems.append(Problem("route", Reason("proximity.route_points", value=len(points), **bounds)))
    given: Sequence[object] = points
    problems += [
        Problem(f"route.{n}", Reason("places.not_a_point", value=point))
        for n, point in enumerate(given)
        if not isinstance(point, Point)
    ]
    if not problems:
        problems += [
            Problem(f"route.{n}", Reason("places.datums_differ", one=points[0].datum, other=point.datum))
            for n, point in enumerate(points)
            if point.datum != points[0].datum
        ]
    if problems:
        raise Invalid(tuple(problems))
    return points


def _passed(index: Index, points: Sequence[Point], asked: Question) -> list[Passed]:
    """The places that have what is asked for and are near enough to the route, in order.

    Whoever is so near to a point of the route lies in the circle of its chunk, so that asking the index for
    those circles loses nobody; a place of several circles is measured against the pieces of each.
    """
    near = asked.within / 2
    anytime = attrs.evolve(asked.rules, pace={}, top_pace={}, detour={})
    found: dict[str, tuple[Found, Chords, Off]] = {}
    for chunk in chunks(_in_datum(points, index), near):
        query = attrs.evolve(asked.query, origin=chunk.middle, within=chunk.within, closed=True, dwell=0)
        for one in ranked(index, Question.of(query, anytime, asked.calendar), None):
            before = found.get(one.id)
            chords = Chords.of(one.point) if before is None else before[1]
            off = chunk.off(chords, near)
            if before is None or off < before[2]:
                found[one.id] = one, chords, off
    near_enough = (Passed(off, id_, one.place) for id_, (one, _, off) in found.items())
    return sorted((one for one in near_enough if one.off.metres <= near), key=lambda one: (one.off, one.id))


def _in_datum(points: Sequence[Point], index: Index) -> list[Point]:
    return [convert(point, index.datum, approximate=index.approximate) for point in points]


def _as_straight(asked: Question, off: Off) -> float:
    """The straight line that takes as long as the way there: the route's own metres do not wind any more."""
    return off.along / asked.ways.detour[1] + off.metres
