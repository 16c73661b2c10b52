"""How much places are used, asked of one or of all that are on the map; and what visitors say of them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

import attrs

from .. import visits
from ..errors import Invalid, NotFound
from ..places import Place
from ._answers import NoRules
from ._desk import Desk
from ._progress import Share, on_map
from ._times import a_day

__all__ = ["Total", "Visits"]

_FEW: Final = 10
"""Days read at once where the first is mostly the one that is sought."""


@attrs.frozen
class Total:
    """How often the places on the map were used, and of how many of them that is known."""

    count: int
    places: Share
    """Those of which there is a count, of all that are on the map."""


@attrs.frozen(eq=False, repr=False)
class Visits(Desk[visits.Use]):
    """The anonymous counts of use, and ratings after proven visits."""

    def use(self, place: str, since: date, until: date) -> visits.Counted:
        """How often a place was used from one day to another, both counted, as far as that is known.

        >>> city.visits.use(station, date(2026, 3, 2), date(2026, 3, 8)).total    # doctest: +SKIP

        Raises:
            Invalid: the span ends before it begins, or one of them is no day.
        """
        if a_day("until", until) < a_day("since", since):
            raise Invalid.at("until", "visits.span", since=since, until=until)
        return visits.counted(place, since, until, self._days(place, since, until))

    def by_hour(self, place: str, since: date, until: date) -> visits.Hourly:
        """24 numbers: how many used a place in each hour of the city's day, over all the days of a span."""
        return self.use(place, since, until).by_hour

    def last_used(self, place: str, *, on: date | None = None) -> date | None:
        """The last day, up to a day, with somebody there; None if nobody was ever counted.

        Args:
            place: its id.
            on: the day; the city's today if left out.
        """
        days = self._days(place, None, self._reader.day(on), reverse=True, page=_FEW)
        return next((use.on for use in days if any(use.by_hour)), None)

    def usage(self, place: str, *, on: date | None = None) -> visits.Usage:
        """Whether a place was used within the pack's `dormant_days`, or is not known to be, and why.

        Args:
            place: its id.
            on: the last of these days; the city's today if left out.
        """
        return self.asked(on)(place)

    def dormant(self, *, area: str | None = None, on: date | None = None) -> tuple[visits.Usage, ...]:
        """The places on the map now that were not used within the pack's `dormant_days`, each with why.

        Who was never counted is not among them: `City.funnel` tells how many those are.

        Args:
            area: the district or street; the whole city if left out.
            on: the last of these days; the city's today if left out.
        """
        usage = self.asked(on)
        answers = (usage(place.id) for place in on_map(self._reader, area))
        return tuple(answer for answer in answers if answer.answer == "dormant")

    def total(self, since: date, until: date, *, area: str | None = None) -> Total:
        """How often all places that are on the map now were used from one day to another, both counted.

        Args:
            since: the first day.
            until: the last day.
            area: the district or street; the whole city if left out.
        """
        each = [self.use(place.id, since, until) for place in on_map(self._reader, area)]
        known = [place for place in each if place.days]
        return Total(
            sum(place.total for place in known), Share(len(known), len(each), len(each) - len(known))
        )

    def rating(self, place: str) -> visits.ShownRating:
        """What visitors say of a place, once there are enough of them.

        Args:
            place: its id.
        """
        rating: visits.Rating | None
        (rating,) = self._reader.load(("rating", place))
        return visits.shown(place, rating, self._reader.rules("visits", None))

    def means(self, places: Sequence[Place]) -> list[float | None]:
        """The mean of what visitors gave each of these places; None where too few did, or nobody could."""
        try:
            rules = self._reader.rules("visits", None)
        except NoRules:
            return [None] * len(places)
        found = self._reader.load(*(("rating", place.id) for place in places))
        every = (visits.shown(p.id, rating, rules) for p, rating in zip(places, found, strict=True))
        return [None if one.mean is None else float(one.mean) for one in every]

    def visit(self, token: str) -> visits.Visit:
        """The visit of a token: where, until when it can be rated, and which sides have.

        Raises:
            NotFound: the token was given out for no visit.
        """
        id_ = visits.visit_of(token)
        visit: visits.Visit | None
        (visit,) = self._reader.load(("visit", id_))
        if visit is None:
            raise NotFound("visit", id_)
        return visit

    def of_visitor(self, token: str) -> int | None:
        """How the host rated whoever holds the token; None if it did not. Nobody else is told."""
        return visits.of_visitor(token, self.visit(token))

    def asked(self, on: date | None) -> Callable[[str], visits.Usage]:
        """Answers `usage` of one place after another, by rules that are read once."""
        rules: visits.Rules = self._reader.rules("visits", None)
        return partial(self._usage, self._reader.day(on), rules.dormant_days)

    def _usage(self, day: date, dormant_days: int, place: str) -> visits.Usage:
        first = next((use.on for use in self._days(place, None, day, page=1)), None)
        last_used = self.last_used(place, on=day) if first is not None else None
        return visits.usage(place, first, last_used, day, dormant_days)

    def _days(
        self, place: str, since: date | None, until: date, *, reverse: bool = False, page: int = 100
    ) -> Iterator[visits.Use]:
        """A place's counts of these days, in order; where nothing was counted there is none."""
        span, after = (since, until + timedelta(days=1)), None
        while True:
            found = self.find(place=place, on=span, limit=page, reverse=reverse, after=after)
            yield from found
            if (after := found.next) is None:
                return
