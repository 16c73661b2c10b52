"""What was asked, checked and completed from the city's rules."""

from collections.abc import Collection
from datetime import datetime, timedelta

import attrs

from ..errors import Invalid, Problem, count_problems
from ..hours import Openness
from ..places import FARTHEST, Metres, Place, Point, metres
from ..text import Reason
from ..workdays import Calendar
from ._rules import MOST, Rules


@attrs.frozen
class Question:
    """One question, whole."""

    origin: Point
    at: datetime
    within: Metres
    mode: str | None
    services: frozenset[str]
    kinds: frozenset[str] | None
    entry: frozenset[str] | None
    limit: int
    closed: bool
    soon: datetime
    calendar: Calendar | None

    def wants(self, place: Place) -> bool:
        """Whether the place is of the kind and offers the services asked for at that time."""
        return (
            self.services <= place.services
            and (self.kinds is None or place.kind in self.kinds)
            and (self.entry is None or not self.entry.isdisjoint(place.entry))
            and (not place.lapses or self.services.isdisjoint(place.lapsed(self.at)))
        )

    def openness(self, place: Place, door: Openness) -> Openness:
        """Whether the place is open for what is asked, by what is known of its door."""
        if not place.service_hours:
            return door
        return place.narrowed(door, self.at, self.calendar, self.services)

    def takes(self, openness: Openness) -> bool:
        """Whether a place in that state is listed: open, unknown, or open soon."""
        if openness.answer != "closed" or self.closed:
            return True
        return openness.next is not None and openness.next <= self.soon


def question(  # said by `nearest`
    origin: Point,
    *,
    at: datetime,
    rules: Rules,
    services: Collection[str],
    within: float | None,
    mode: str | None,
    kinds: Collection[str] | None,
    entry: Collection[str] | None,
    limit: int | None,
    closed: bool,
    calendar: Calendar | None,
) -> Question:
    problems: list[Problem] = []
    asked_from: object = origin
    if not isinstance(asked_from, Point):
        problems.append(Problem("origin", Reason("places.not_a_point", value=asked_from)))
    for field, words in (("services", services), ("kinds", kinds), ("entry", entry)):
        if isinstance(words, str):
            problems.append(Problem(field, Reason("proximity.one_word", value=words)))
    if at.tzinfo is None:
        problems.append(Problem("at", Reason("hours.naive_time", value=at)))
    if mode is not None and mode not in rules.reach:
        choices = tuple(sorted(rules.reach))
        problems.append(Problem("mode", Reason("value.not_one_of", value=mode, choices=choices)))
    if limit is not None:
        problems += count_problems("limit", limit, 1, MOST)
    if within is None:
        mode = mode or rules.mode
        radius = Metres(rules.reach.get(mode, FARTHEST))
    else:
        radius = FARTHEST
        try:
            radius = metres(within)
        except Invalid as error:
            problems += [attrs.evolve(problem, field="within") for problem in error.problems]
    if problems:
        raise Invalid(tuple(problems))
    return Question(
        origin,
        at,
        radius,
        mode,
        frozenset(services),
        None if kinds is None else frozenset(kinds),
        None if entry is None else frozenset(entry),
        rules.limit if limit is None else limit,
        closed,
        at + timedelta(minutes=rules.opens_soon),
        calendar,
    )
