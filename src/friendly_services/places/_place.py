"""What a map shows."""

from collections.abc import Mapping
from datetime import datetime

import attrs

from ..hours import Hours
from ..names import words
from ..text import Reason
from ._points import Point

__all__ = ["Lapse", "Place"]


@attrs.frozen
class Lapse:
    """A service that a place has and cannot offer: why, and since when or from when on."""

    service: str
    why: Reason
    since: datetime | None = None
    """The first instant without it, aware; None where it is not offered already."""


@attrs.frozen
class Place:
    """A merchant or station as the map sees it: where it is, what it offers, when it opens."""

    id: str
    kind: str
    name: str
    point: Point
    services: frozenset[str] = attrs.field(converter=words, default=())
    """What it offers, as far as no lapse is still to come: `as_of` says what it offers at an instant."""
    hours: Hours | None = None
    """Unknown is None, which is neither open nor closed."""
    level: str | None = None
    """The level it holds, until `level_ends`."""
    area: str | None = None
    absent: Reason | None = None
    """Why the map does not show it now (hidden, suspended, closed down); None if it does."""
    lapses: tuple[Lapse, ...] = ()
    """What it cannot offer although it has it, or will not from an instant on that is known already."""

    confirmed: datetime | None = None
    """When somebody last found it open, or said that it is; None where nobody has."""
    notes: tuple[Reason, ...] = ()
    """What is to be said beside it: that riders found it full."""

    level_ends: datetime | None = None
    """The first instant without its level; None where no end is known."""
    doubts: tuple[Lapse, ...] = ()
    """What it offers although nobody knows whether it can: its equipment was never checked."""

    def lapsed(self, at: datetime) -> Mapping[str, Reason]:
        """The services that it has and cannot offer at an instant, each with the reason."""
        return {one.service: one.why for one in self.lapses if one.since is None or one.since <= at}

    def as_of(self, at: datetime) -> "Place":
        """The place with what it offers at an instant, and times in that zone: no command is needed for it.

        >>> from datetime import UTC
        >>> expired = Lapse("first_aid", Reason("value.missing"), datetime(2026, 3, 11, tzinfo=UTC))
        >>> here = Point.wgs84(lat=29.40, lon=106.54)
        >>> place = Place("s1", "station", "Riverside", here, {"rest", "first_aid"}, lapses=(expired,))
        >>> sorted(place.as_of(datetime(2026, 3, 10, 23, 59, tzinfo=UTC)).services)
        ['first_aid', 'rest']
        >>> sorted(place.as_of(datetime(2026, 3, 11, tzinfo=UTC)).services)
        ['rest']
        """
        if not self.lapses and self.confirmed is None and self.level_ends is None:
            return self
        return attrs.evolve(
            self,
            services=self.services - self.lapsed(at).keys(),
            level=None if self.level_ends is not None and self.level_ends <= at else self.level,
            confirmed=self.confirmed and self.confirmed.astimezone(at.tzinfo),
        )
