"""The answer: which places are nearest, and the reason for each rank."""

from collections.abc import Callable
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
from ._rules import Rules
from ._search import Found, ranked


@attrs.frozen
class Hit:
    """One place of an answer and where it stands in it."""

    place: Place
    """As it is when the worker comes."""
    metres: Metres
    """From the origin, over the ellipsoid, within a millimetre of the geodesic."""
    openness: Openness
    """On arrival, and for the stay."""
    rank: int
    """1 is the first."""
    datum: Datum
    """What the distance was measured in."""
    before: Place | None
    """The place one rank before."""
    gap: float | None
    """How many metres nearer that one is; 0 if the id alone decided."""
    layers: tuple[Reason, ...] = ()
    """What it has and does not offer at that hour, and whether nobody is there to help."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it stands at this rank, what is known of its hours, and what its keeper and riders said."""
        far = shown(self.metres)
        if self.before is None or self.gap is None:
            rank = Reason("proximity.nearest", metres=far)
        elif self.gap == 0:
            rank = Reason("proximity.tie", metres=far, before=self.before.name)
        else:
            gap = float(f"{self.gap:.3g}")
            rank = Reason("proximity.farther", metres=far, gap=gap, before=self.before.name)
        signs = (Reason("proximity.sign", sign=sign) for sign in self.place.signs)
        return (rank, self.openness.reason, *self.layers, *confirmed(self.place), *signs, *self.place.notes)


@attrs.define(eq=False, repr=False)
class Nearby:
    """The places that a question found, and the question as it was understood.

    What it found is there at once, as `ids` and `metres`; the reasons are made when they are asked for.
    """

    origin: Point
    at: datetime
    within: Metres
    mode: str
    """How the worker moves."""
    services: frozenset[str]
    limit: int
    _asked: Question
    _index: Index
    _found: list[Found]
    _signs: Callable[[str], tuple[str, ...]] | None = None
    _more: tuple[Reason, ...] = ()
    _hits: tuple[Hit, ...] | None = None
    _notes: tuple[Reason, ...] | None = None

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
            self._hits = tuple(self._explained())
        return self._hits

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What holds of the whole answer: why it is empty, then how far its distances can be relied on."""
        if self._notes is None:
            empty = () if self._found else _why_empty(self._index, self._asked)
            self._notes = (*empty, *band(self._index.datum, self.within), *self._more)
        return self._notes

    def told(self, signs: Callable[[str], tuple[str, ...]], notes: tuple[Reason, ...]) -> "Nearby":
        """The same with what else is known: the signs outside a place, by its id, and more notes."""
        return attrs.evolve(self, signs=signs, more=notes, hits=None, notes=None)

    def _explained(self) -> list[Hit]:
        asked, hits = self._asked, list[Hit]()
        for rank, found in enumerate(self._found, 1):
            place, metres = found.entry.place, found.metres
            openness, comes = asked.openness(place, metres), asked.comes(metres)
            before = hits[-1] if hits else None
            then = place.as_of(comes, asked.calendar)
            signs = self._signs(place.id) if self._signs is not None else ()
            hits.append(
                Hit(
                    attrs.evolve(then, signs=signs) if signs else then,
                    Metres(metres),
                    openness,
                    rank,
                    self._index.datum,
                    before.place if before else None,
                    metres - before.metres if before else None,
                    tuple(said for said in place.layers(comes, asked.calendar) if said != openness.reason),
                )
            )
        return hits

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Nearby) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash((self.origin, self.at, self.within))

    def _compared(self) -> tuple[Any, ...]:
        return (self._asked.query, self.within, self.mode, self.limit, self.hits, self.notes)

    def __repr__(self) -> str:
        names = [f"{found.entry.place.name} {shown(found.metres)} m" for found in self._found[:3]]
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


def rank(index: Index, query: Query, *, rules: Rules, calendar: Calendar | None = None) -> Nearby:
    """The nearest places that have all that is asked for and are not closed, in exact order.

    Filtered first, counted afterwards. Places of unknown hours are listed and say so; closed ones only where
    they open soon, by the rules, or with `closed=True`. Without `within` the rules' reach of the mode holds.

    >>> from datetime import UTC
    >>> here = Point.wgs84(lat=29.40, lon=106.54)
    >>> there = Place("m1", "merchant", "Lan's noodles", Point.wgs84(lat=29.401, lon=106.54), {"water"})
    >>> rules = Rules(mode="walk", reach={"walk": 800}, limit=20)
    >>> answer = rank(Index([there]), Query(here, at=datetime(2026, 3, 2, 12, tzinfo=UTC)), rules=rules)
    >>> [(hit.place.name, round(hit.metres), hit.openness.answer) for hit in answer.hits]
    [("Lan's noodles", 111, 'unknown')]
    """
    asked = Question.of(query, rules, calendar)
    found = ranked(index, asked, asked.limit)
    return Nearby(
        asked.origin, asked.at, asked.within, asked.mode, asked.services, asked.limit, asked, index, found
    )


def _why_empty(index: Index, asked: Question) -> tuple[Reason, ...]:
    """What stands between the question and an answer, the nearest way out first."""
    within = shown(asked.within)
    if asked.query.within is not None:
        reasons = [Reason("proximity.nothing_within", within=within)]
    else:
        reasons = [Reason("proximity.nothing_in_reach", within=within, mode=mode_noun(asked.mode))]
    nowhere = sorted(service for service in asked.services if not index.offered(service))
    if nowhere:
        return (*reasons, Reason("proximity.offered_nowhere", services=tuple(nowhere)))
    shut = ranked(index, attrs.evolve(asked, query=attrs.evolve(asked.query, closed=True)), None)
    if shut:
        each = (asked.openness(found.entry.place, found.metres).next for found in shut)
        opens = min((one for one in each if one is not None), default=None)
        if opens is None:
            reasons.append(Reason("proximity.closed_throughout", count=len(shut)))
        else:
            reasons.append(Reason("proximity.closed_within", count=len(shut), next=opens))
    beyond = ranked(index, attrs.evolve(asked, within=FARTHEST), 1)
    if beyond:
        place, far = beyond[0].entry.place, shown(beyond[0].metres)
        reasons.append(Reason("proximity.nearest_beyond", id=place.id, name=place.name, metres=far))
    return tuple(reasons)


def mode_noun(mode: str) -> Reason | str:
    """How a way to move is called; by the pack's own word if the catalogue lacks it."""
    return Reason(f"proximity.mode.{mode}") if mode in {"ride", "walk"} else mode
