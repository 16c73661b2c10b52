"""The answer: which places come first, and the reason for each rank."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from ..hours import Openness
from ..places import DISTORTION, FARTHEST, Datum, Metres, Place, Point
from ..text import Reason
from ..workdays import Calendar
from ._index import Index
from ._query import Query
from ._question import Question
from ._rules import Rules, mode_noun
from ._score import Terms, terms, told
from ._search import Found, ranked
from ._travel import Inside, Ratings, Travel


@attrs.define(eq=False, repr=False)
class Hit:
    """One place of an answer and where it stands in it; what is said of it is worked out when asked for."""

    metres: Metres
    """From the origin, over the ellipsoid, within a millimetre of the geodesic."""
    rank: int
    """1 is the first."""
    datum: Datum
    """What the distance was measured in."""
    _asked: Question
    _place: Place
    _before: "Hit | None"
    _sure: bool = False
    _signs: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """The place as it is when the worker comes."""
        asked = self._asked
        then = self._place.as_of(self.comes, asked.calendar)
        return attrs.evolve(then, signs=self._signs) if self._signs else then

    @property
    def comes(self) -> datetime:
        """When the worker is there."""
        return self._asked.comes(self._place, self.metres)

    @property
    def seconds(self) -> int:
        """How long the way takes by the mode; 0 where no rule says how fast one is."""
        return self._asked.ways.seconds(self._place.id, self.metres)

    @property
    def inside(self) -> Inside | None:
        """How sure it is that the place is within the minutes asked for; None if metres were."""
        return self._asked.ways.inside(self._place.id, self.metres)

    @property
    def openness(self) -> Openness:
        """Whether it is open on arrival and for the stay."""
        return self._asked.coming(self._place, self.metres).openness

    @property
    def before(self) -> Place | None:
        """The place one rank before."""
        return None if self._before is None else self._before._place

    @property
    def gap(self) -> float | None:
        """How much better that one is, in metres, or in seconds of score if that is the order."""
        if self._before is None:
            return None
        if self._asked.query.order == "score":
            return self.score - self._before.score
        return self.metres - self._before.metres

    @property
    def layers(self) -> tuple[Reason, ...]:
        """What it has and does not offer at that hour, and whether nobody is there to help."""
        said = self.openness.reason
        layers = self._place.layers(self.comes, self._asked.calendar)
        return tuple(layer for layer in layers if layer != said)

    @property
    def terms(self) -> Terms:
        """What the place costs the worker in time, term by term."""
        return terms(self._asked, self._place, self.metres, sure=self._sure)

    @property
    def score(self) -> int:
        """The sum of the terms, in seconds: the less, the better."""
        return sum(self.terms)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it stands at this rank, what is known of its hours, and what its keeper and riders said."""
        place, ways = self.place, self._asked.ways
        way = ways.reason(place.id, self.metres)
        unsure = Reason(f"proximity.{self.inside}", minutes=ways.circle.minutes) if ways.circle else None
        return (
            self._rank(),
            *(self._score() if self._asked.query.order == "score" else ()),
            *(reason for reason in (way, unsure) if reason is not None),
            self.openness.reason,
            *self.layers,
            *confirmed(place),
            *(Reason("proximity.sign", sign=sign) for sign in place.signs),
            *place.notes,
        )

    def _score(self) -> Iterator[Reason]:
        return told(self._asked, self._place, self.metres, self.terms)

    def _rank(self) -> Reason:
        far, before, gap = shown(self.metres), self.before, self.gap
        if self._asked.query.order == "score":
            if before is None or gap is None:
                return Reason("proximity.best", seconds=self.score)
            code = "proximity.costlier" if gap else "proximity.score_tie"
            return Reason(code, seconds=self.score, gap=gap, before=before.name)
        if before is None or gap is None:
            return Reason("proximity.nearest", metres=far)
        if gap == 0:
            return Reason("proximity.tie", metres=far, before=before.name)
        return Reason("proximity.farther", metres=far, gap=float(f"{gap:.3g}"), before=before.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hit) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash((self._place.id, self.metres, self.rank))

    def _compared(self) -> tuple[Any, ...]:
        return (self.place, self.metres, self.rank, self.datum, self.terms, self.reasons)

    def __repr__(self) -> str:
        return f"Hit({self.rank}: {self._place.name} {self.metres:.0f} m)"


@attrs.define(eq=False, repr=False)
class Nearby:
    """The places that a question found, and the question as it was understood.

    What it found is there at once, as `ids` and `metres`; the reasons are made when they are asked for.
    """

    query: Query
    within: Metres
    """Straight-line metres beyond which no place can be in the answer."""
    mode: str
    """How the worker moves."""
    limit: int
    _asked: Question
    _index: Index
    _found: list[Found]
    _signs: Mapping[str, tuple[str, ...]] = attrs.Factory(dict)
    _hits: tuple[Hit, ...] | None = None
    _notes: tuple[Reason, ...] | None = None

    @property
    def origin(self) -> Point:
        """From where was asked."""
        return self.query.origin

    @property
    def at(self) -> datetime:
        """When the worker sets out."""
        return self.query.at

    @property
    def services(self) -> frozenset[str]:
        """What was asked for."""
        return self.query.services

    @property
    def ids(self) -> list[str]:
        """The ids of the places, in order."""
        return [found.id for found in self._found]

    @property
    def metres(self) -> list[float]:
        """How far each is, in the same order."""
        return [found.metres for found in self._found]

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The places, in order, each with its reasons."""
        if self._hits is None:
            hits, before = list[Hit](), None
            asked, datum, signs = self._asked, self._index.datum, self._signs
            for rank, found in enumerate(self._found, 1):
                hung = signs.get(found.id, ())
                before = Hit(Metres(found.metres), rank, datum, asked, found.place, before, found.sure, hung)
                hits.append(before)
            self._hits = tuple(hits)
        return self._hits

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What holds of the whole answer: why it is empty, then how far it can be relied on."""
        if self._notes is None:
            empty = () if self._found else _why_empty(self._index, self._asked)
            reached = self._asked.ways.reached()
            self._notes = (*empty, *reached, *band(self._index.datum, self.within))
        return self._notes

    def told(self, signs: Mapping[str, tuple[str, ...]], notes: tuple[Reason, ...]) -> "Nearby":
        """The same with what else is known: the signs outside places, by their ids, and more notes.

        From now on it hangs on nothing that may change: what the index has now is noted.
        """
        return attrs.evolve(self, signs=signs, hits=None, notes=(*self.notes, *notes))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Nearby) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash(self.query)

    def _compared(self) -> tuple[Any, ...]:
        return (self.query, self.within, self.mode, self.limit, self.hits, self.notes)

    def __repr__(self) -> str:
        names = [f"{found.place.name} {shown(found.metres)} m" for found in self._found[:3]]
        more = ["…"] if len(self._found) > len(names) else []
        count = "1 hit" if len(self._found) == 1 else f"{len(self._found)} hits"
        return f"Nearby({count}{': ' if names else ''}{', '.join(names + more)})"


def confirmed(place: Place) -> tuple[Reason, ...]:
    """When a place was last found open, if that is known."""
    return () if place.confirmed is None else (Reason("proximity.confirmed", at=place.confirmed),)


def shown(value: float) -> float:
    """A length as a sentence says it: to a tenth of a metre."""
    return round(value, 1)


def band(datum: Datum, far: float) -> tuple[Reason, ...]:
    """Between what the true distance lies, where the datum bends it."""
    share = DISTORTION[datum]
    if share == 0:
        return ()
    low, high = shown(far / (1 + share)), shown(far / (1 - share))
    return (Reason("proximity.distorted", datum=datum, far=shown(far), low=low, high=high),)


def rank(
    index: Index,
    query: Query,
    *,
    rules: Rules,
    calendar: Calendar | None = None,
    travel: Travel | None = None,
    ratings: Ratings | None = None,
) -> Nearby:
    """The places near by that have all that is asked for and are not closed on arrival, in exact order.

    Filtered first, counted afterwards. Places of unknown hours are listed and say so; closed ones only where
    they open soon, by the rules, or with `closed=True`. Without `within` or `minutes` the rules' reach of the
    mode holds.

    >>> from datetime import UTC
    >>> here = Point.wgs84(lat=29.40, lon=106.54)
    >>> there = Place("m1", "merchant", "Lan's noodles", Point.wgs84(lat=29.401, lon=106.54), {"water"})
    >>> rules = Rules(mode="walk", reach={"walk": 800}, limit=20)
    >>> answer = rank(Index([there]), Query(here, at=datetime(2026, 3, 2, 12, tzinfo=UTC)), rules=rules)
    >>> [(hit.place.name, round(hit.metres), hit.openness.answer) for hit in answer.hits]
    [("Lan's noodles", 111, 'unknown')]

    Args:
        index: the places.
        query: the question.
        rules: what the city's pack says about searching.
        calendar: tells holidays, for hours that differ on them.
        travel: seconds to each of some places by the question's mode, as a map service knows them; asked at
            most once, and never about a place that nobody can reach within the minutes asked for. Where it
            does not know, or is left out, straight line and detour stand in for it.
        ratings: the mean of what visitors gave each of some places; asked at most once, where scores need it.
    """
    asked = Question.of(query, rules, calendar, by_map=travel is not None)
    found = listed(index, asked, asked.limit, travel, ratings)
    return Nearby(query, asked.within, asked.mode, asked.limit, asked, index, found)


def listed(
    index: Index, asked: Question, limit: int | None, travel: Travel | None, ratings: Ratings | None
) -> list[Found]:
    """The places of the answer in its order: the first so many, or all."""
    by_score = asked.query.order == "score"
    if travel is not None:
        found = _travelled(index, asked, travel, None if by_score else limit)
    else:
        found = ranked(index, asked, None if by_score else limit)
    if by_score:
        if ratings is not None:
            places = [one.place for one in found]
            given = zip(places, ratings(places), strict=True)
            asked.rated = {place.id: rating for place, rating in given if rating is not None}
        score = {one.id: sum(terms(asked, one.place, one.metres, sure=one.sure)) for one in found}
        found.sort(key=lambda one: (score[one.id], one.metres, one.id))
    return found[:limit]


def _travelled(index: Index, asked: Question, travel: Travel, limit: int | None) -> list[Found]:
    """The places that qualify once a map service has said how long the ways take."""
    may = ranked(index, asked, None)
    if asked.ways.circle is None and limit is not None:
        may = _prefix(asked, may, limit)
    asked.learn([found.place for found in may], travel)
    return [
        found
        for found in may
        if (asked.ways.circle is None or asked.ways.inside(found.id, found.metres) is not None)
        and asked.stays(found.place, found.metres)
    ]


def _prefix(asked: Question, may: list[Found], limit: int) -> list[Found]:
    """As many of the nearest as the answer can come from: those listed whatever the way takes fill it."""
    sure = 0
    for n, found in enumerate(may):
        sure += asked.opens(found.place) == 1
        if sure == limit:
            return may[: n + 1]
    return may


def _why_empty(index: Index, asked: Question) -> tuple[Reason, ...]:
    """What stands between the question and an answer, the nearest way out first."""
    within, query, circle = shown(asked.within), asked.query, asked.ways.circle
    mode = mode_noun(asked.mode)
    if circle is not None:
        reasons = [Reason("proximity.nothing_in_minutes", minutes=circle.minutes, mode=mode)]
    elif query.within is not None:
        reasons = [Reason("proximity.nothing_within", within=within)]
    else:
        reasons = [Reason("proximity.nothing_in_reach", within=within, mode=mode)]
    nowhere = _nowhere(index, asked)
    if nowhere is not None:
        return (*reasons, nowhere)
    inside = asked.ways.inside
    shut = [
        found
        for found in ranked(index, asked.asking(closed=True, within=asked.within, minutes=None), None)
        if circle is None or inside(found.id, found.metres) is not None
    ]
    if shut:
        each = (asked.coming(found.place, found.metres).openness.next for found in shut)
        opens = min((one for one in each if one is not None), default=None)
        if opens is None:
            reasons.append(Reason("proximity.closed_throughout", count=len(shut)))
        else:
            reasons.append(Reason("proximity.closed_within", count=len(shut), next=opens))
    beyond = ranked(index, asked.asking(within=FARTHEST, minutes=None), 1)
    if beyond:
        place, far = beyond[0].place, shown(beyond[0].metres)
        reasons.append(Reason("proximity.nearest_beyond", id=place.id, name=place.name, metres=far))
    return tuple(reasons)


def _nowhere(index: Index, asked: Question) -> Reason | None:
    """What is asked for that no place on the map has, however far away: misspelt, most likely."""
    query = asked.query
    lacking = sorted(service for service in asked.services if not index.offered(service))
    if lacking:
        return Reason("proximity.offered_nowhere", services=tuple(lacking))
    if not query.tags and query.kinds is None and query.entry is None:
        return None
    known = [place for place in index if place.absent is None]
    unmarked = sorted(query.tags.difference(*(place.tags for place in known)))
    if unmarked:
        return Reason("proximity.marked_nowhere", tags=tuple(unmarked))
    if query.kinds is not None and query.kinds.isdisjoint(place.kind for place in known):
        return Reason("proximity.kind_nowhere", kinds=tuple(sorted(query.kinds)))
    if query.entry is not None and all(query.entry.isdisjoint(place.entry) for place in known):
        return Reason("proximity.entry_nowhere", entry=tuple(sorted(query.entry)))
    return None
