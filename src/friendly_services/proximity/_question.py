"""A question with the city's rules: which places it wants, and which are open when the worker comes."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

import attrs

from ..errors import Invalid
from ..hours import Openness
from ..places import FARTHEST, Lapse, Metres, Place, Point
from ..workdays import Calendar
from ._query import Query
from ._rules import Rules, mode_noun
from ._stay import Stay, after, later
from ._travel import Travel, Ways

Opens = Literal[0, 1, 2]
"""Whether a place is listed for its hours: not, in any case, or as it depends on when the worker comes."""

_LONGEST: Final = timedelta(days=10)
"""Of a way whose length nobody bounds: longer than the longest search on foot. What takes longer is none."""


class Coming(NamedTuple):
    """What the worker finds on coming to a place."""

    comes: datetime
    openness: Openness
    begins: datetime | None
    """When the stay can begin; None if it cannot."""


@attrs.define(eq=False)
class Question:
    """One question, whole."""

    query: Query
    rules: Rules
    origin: Point
    at: datetime
    within: Metres
    """Straight-line metres beyond which no place can be in the answer."""
    mode: str
    services: frozenset[str]
    limit: int
    calendar: Calendar | None
    stay: Stay
    ways: Ways
    last: datetime
    """By when the worker has come to any place of the circle, waited, and stayed."""
    unasked: bool
    """Whether a map service has yet to say how long the ways take."""
    rated: Mapping[str, float] = attrs.Factory(dict)
    """Ratings by place, where they are asked for with the question."""

    @classmethod
    def of(cls, query: Query, rules: Rules, calendar: Calendar | None, *, by_map: bool = False) -> "Question":
        """The question as these rules complete it."""
        mode = rules.mode if query.mode is None else query.mode
        if mode not in rules.reach:
            raise Invalid.at("mode", "value.not_one_of", value=mode, choices=tuple(sorted(rules.reach)))
        ways = Ways.of(rules, mode, query.minutes)
        if ways.circle is None:
            within = float(rules.reach[mode] if query.within is None else query.within)
        elif by_map:
            within = _bound(ways.circle.minutes, mode, rules)
        else:
            within = ways.circle.direct
        dwell, patience = timedelta(minutes=query.dwell), timedelta(minutes=rules.opens_soon)
        if by_map and ways.circle is not None:
            way = timedelta(seconds=ways.about(ways.circle.direct))
        else:
            way = _LONGEST if by_map else timedelta(seconds=ways.about(within))
        last = after(query.at, way + patience + dwell)
        return cls(
            query,
            rules,
            query.origin,
            query.at,
            Metres(within),
            mode,
            query.services,
            rules.limit if query.limit is None else query.limit,
            calendar,
            Stay(query.services, dwell, patience, calendar),
            ways,
            last,
            by_map,
        )

    def asking(self, **changes: Any) -> "Question":
        """The same question but for this, with the ways that are known."""
        other = Question.of(attrs.evolve(self.query, **changes), self.rules, self.calendar)
        other.ways.known = self.ways.known
        return other

    def learn(self, places: Sequence[Place], travel: Travel) -> None:
        """Ask a map service how long the ways take; what it does not know is left to the straight line."""
        seconds = travel(places) if places else ()
        self.ways.known = {
            place.id: known
            for place, known in zip(places, seconds, strict=True)
            if known is not None and 0 <= known <= _LONGEST.total_seconds()
        }
        self.unasked = False

    def rating(self, place: Place) -> float | None:
        """What visitors gave it; None where that is not known."""
        return self.rated.get(place.id, place.rating)

    @property
    def wanted(self) -> Hashable:
        """All that `wants` reads of a question: what it has said of a place holds for all that are alike."""
        query = self.query
        return "wants", query.services, query.kinds, query.entry, query.tags, query.worker

    @property
    def when(self) -> Hashable:
        """All that `opens` reads of it."""
        clock = self.at.replace(tzinfo=None), self.at.fold, self.at.tzinfo
        stay, closed = (self.stay.dwell, self.stay.patience), self.query.closed
        return "opens", *clock, self.last, self.services, *stay, closed, id(self.calendar)

    def wants(self, place: Place) -> bool:
        """Whether the place is of the kind, for the worker, and has what is asked for at all."""
        query = self.query
        return (
            query.services <= place.services
            and (query.kinds is None or place.kind in query.kinds)
            and (query.entry is None or not query.entry.isdisjoint(place.entry))
            and query.tags <= place.tags
            and (query.worker is None or not place.serves or query.worker in place.serves)
        )

    def opens(self, place: Place) -> Opens:
        """Whether the place's hours, and what it cannot offer any more, let it be listed."""
        if place.lapses:
            if self.gone(place, self.at):
                return 0
            if any(one.since is not None and one.since <= self.last for one in place.lapses):
                return 2
        if self.query.closed or (place.hours is None and not place.service_hours):
            return 1
        here = place.openness(self.at, self.calendar, self.services)
        if here.answer == "open" and (here.changes is None or not later(self.last, here.changes)):
            return 1
        if here.answer == "closed" and (here.changes is None or later(here.changes, self.last)):
            return 0
        return 2

    def stays(self, place: Place, metres: float) -> bool:
        """Whether a place so far away is open on arrival and for the stay, or opens soon, or may be open."""
        if self.unasked:
            return True
        comes = self.comes(place, metres)
        if place.lapses and self.gone(place, comes):
            return False
        return self.query.closed or self.stay.begins(place, comes) is not None

    def comes(self, place: Place, metres: float) -> datetime:
        """When the worker is at a place so far away."""
        seconds = self.ways.seconds(place.id, metres)
        return after(self.at, timedelta(seconds=seconds)) if seconds else self.at

    def gone(self, place: Place, comes: datetime) -> list[Lapse]:
        """What the place cannot offer any more when the worker comes, or before the stay is over."""
        leaves = after(comes, self.stay.dwell)
        return [
            one
            for one in place.lapses
            if one.service in self.services
            and (one.since is None or one.since <= comes or one.since < leaves)
        ]

    def coming(self, place: Place, metres: float) -> Coming:
        """What the worker finds at a place so far away."""
        comes = self.comes(place, metres)
        openness = self.stay.openness(place, comes)
        begins = comes if openness.answer != "closed" else self.stay.begins(place, comes)
        return Coming(comes, openness, begins)


def _bound(minutes: int, mode: str, rules: Rules) -> float:
    """How far anybody comes in so many minutes."""
    top = rules.top_pace.get(mode)
    if top is None:
        return FARTHEST
    if minutes * top > FARTHEST:
        high = int(FARTHEST / top)
        raise Invalid.at(
            "minutes", "proximity.circle_too_wide", minutes=minutes, mode=mode_noun(mode), high=high
        )
    return minutes * top
