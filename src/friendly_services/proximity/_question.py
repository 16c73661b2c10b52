"""A question with the city's rules: which places it wants, and which are open when the worker comes."""

from datetime import datetime, timedelta
from typing import Literal

import attrs

from ..errors import Invalid
from ..hours import Openness
from ..places import Lapse, Metres, Place, Point
from ..workdays import Calendar
from ._query import Query
from ._rules import Rules
from ._stay import Stay, after

Opens = Literal[0, 1, 2]
"""Whether a place is listed for its hours: not, in any case, or as it depends on when the worker comes."""


@attrs.define(eq=False)
class Question:
    """One question, whole."""

    query: Query
    origin: Point
    at: datetime
    within: Metres
    mode: str
    services: frozenset[str]
    limit: int
    calendar: Calendar | None
    stay: Stay

    @classmethod
    def of(cls, query: Query, rules: Rules, calendar: Calendar | None) -> "Question":
        """The question as these rules complete it."""
        mode = rules.mode if query.mode is None else query.mode
        if mode not in rules.reach:
            raise Invalid.at("mode", "value.not_one_of", value=mode, choices=tuple(sorted(rules.reach)))
        within = rules.reach[mode] if query.within is None else query.within
        return cls(
            query,
            query.origin,
            query.at,
            Metres(float(within)),
            mode,
            query.services,
            rules.limit if query.limit is None else query.limit,
            calendar,
            Stay(
                query.services, timedelta(minutes=query.dwell), timedelta(minutes=rules.opens_soon), calendar
            ),
        )

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
        return 1 if self.stays(place, 0) else 0

    def stays(self, place: Place, metres: float) -> bool:
        """Whether a place so far away is open on arrival and for the stay, or opens soon, or may be open."""
        comes = self.comes(metres)
        if place.lapses and self.gone(place, comes):
            return False
        return self.query.closed or self.stay.begins(place, comes) is not None

    def comes(self, metres: float) -> datetime:  # noqa: ARG002 # no rule says yet how fast one is
        """When the worker is at a place so far away."""
        return self.at

    def gone(self, place: Place, comes: datetime) -> tuple[Lapse, ...]:
        """What the place cannot offer any more when the worker comes, or before the stay is over."""
        leaves = after(comes, self.stay.dwell)
        return tuple(
            one
            for one in place.lapses
            if one.service in self.services
            and (one.since is None or one.since <= comes or one.since < leaves)
        )

    def openness(self, place: Place, metres: float) -> Openness:
        """Whether a place so far away is open when the worker comes, and for the stay."""
        return self.stay.openness(place, self.comes(metres))
