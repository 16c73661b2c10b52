"""What a map shows."""

from collections.abc import Collection, Mapping
from datetime import datetime

import attrs

from ..errors import Invalid
from ..hours import Hours, Openness, status, together
from ..names import words
from ..text import Reason
from ..workdays import Calendar
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
    """A merchant or station as the map sees it: where it is, what it offers, when it opens.

    Raises:
        Invalid: the point is none, or the hours are a text that nobody has read.
    """

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
    entry: frozenset[str] = attrs.field(converter=words, default=())
    """How one gets in, each way by its code; none where that is not known."""
    staffed: Hours | None = None
    """When somebody looks after it, where that is not whenever it is open."""
    service_hours: tuple[tuple[str, Hours], ...] = ()
    """The services with hours of their own, inside those of the door."""
    signs: tuple[str, ...] = ()
    """What the signs outside it say on the day asked of, such as an alliance's 骑手友好商家."""
    tags: frozenset[str] = attrs.field(converter=words, default=())
    """What it is marked with besides its services, such as `step_free` or `truck_bay`."""
    serves: frozenset[str] = attrs.field(converter=words, default=())
    """The categories of workers that it is for; none where it is for everyone."""
    full: bool | None = None
    """Whether riders found it full; None where nobody has said how full it is."""
    rating: float | None = None
    """The mean of what visitors gave it, from 1 to 5; None where it is not known."""

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.point, Point):
            raise Invalid.at("point", "places.not_a_point", value=self.point)
        if self.hours is not None and not isinstance(self.hours, Hours):
            raise Invalid.at("hours", "places.not_hours", value=self.hours)

    def lapsed(self, at: datetime) -> Mapping[str, Reason]:
        """The services that it has and cannot offer at an instant, each with the reason."""
        return {one.service: one.why for one in self.lapses if one.since is None or one.since <= at}

    def openness(
        self, at: datetime, calendar: Calendar | None = None, services: Collection[str] = ()
    ) -> Openness:
        """Whether it is open at an instant, for whoever wants these services: all their hours count.

        Closed while one of them is shut, unknown while that is not known of one, and open until one ends.

        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 10, 12, tzinfo=UTC)
        >>> here, warm = Point.wgs84(lat=29.40, lon=106.54), Hours.weekly(wed="07:00-22:00")
        >>> place = Place("s1", "station", "Riverside", here, {"rest", "warm_food"}, Hours.always(),
        ...     service_hours=(("warm_food", warm),))
        >>> place.openness(noon).answer, place.openness(noon, services={"warm_food"}).answer
        ('open', 'closed')
        """
        wanted = [
            (name, own) for name, own in self.service_hours if name in services and name in self.services
        ]
        if not wanted:
            return status(self.hours, at, calendar)
        openness, decides = together((self.hours, *(own for _, own in wanted)), at, calendar)
        return openness if decides == 0 else _layer(wanted[decides - 1][0], openness)

    def layers(self, at: datetime, calendar: Calendar | None = None) -> tuple[Reason, ...]:
        """What is to be said besides the door's hours: services that are shut, and that nobody is there."""
        known = self._own(at, calendar).items()
        shut = tuple(_layer(name, one).reason for name, one in known if one.answer != "open")
        keeper = status(self.staffed, at, calendar)
        if self.staffed is None or keeper.answer != "closed":
            return shut
        return (*shut, Reason("places.unstaffed", because=keeper.reason))

    def _own(self, at: datetime, calendar: Calendar | None) -> Mapping[str, Openness]:
        """What the services that it has and that have hours of their own say of an instant."""
        return {name: status(own, at, calendar) for name, own in self.service_hours if name in self.services}

    def _shut(self, at: datetime, calendar: Calendar | None) -> frozenset[str]:
        """The services among them whose hours do not run then."""
        return frozenset(name for name, one in self._own(at, calendar).items() if one.answer == "closed")

    def as_of(self, at: datetime, calendar: Calendar | None = None) -> "Place":
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
        if not (self.lapses or self.confirmed or self.level_ends or self.service_hours):
            return self
        return attrs.evolve(
            self,
            services=self.services - self.lapsed(at).keys() - self._shut(at, calendar),
            level=None if self.level_ends is not None and self.level_ends <= at else self.level,
            confirmed=self.confirmed and self.confirmed.astimezone(at.tzinfo),
        )


def _layer(service: str, openness: Openness) -> Openness:
    """What the hours of a service say, told as such."""
    return attrs.evolve(
        openness, reason=Reason("places.service_shut", service=service, because=openness.reason)
    )
