"""What a worker asks: from where, for when, and what the place must have."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Literal, get_args

import attrs

from ..errors import Invalid, Problem, count_problems
from ..places import Point, metres
from ..text import Reason

Order = Literal["distance", "score"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)
MOST: Final = 1_000
"""Places that one answer may list."""
DAY: Final = 24 * 60
"""Minutes that one may stay, at most."""


def _set(given: Any) -> Any:
    """A set of words; a single word stays one, to be refused with its field's name."""
    return given if isinstance(given, str) else frozenset(given)


def _some(given: Any) -> Any:
    return None if given is None else _set(given)


@attrs.frozen
class Query:
    """One question: which places near here have what the worker needs, when the worker comes and stays.

    >>> from datetime import UTC
    >>> here = Point.wgs84(lat=29.40, lon=106.54)
    >>> query = Query(here, at=datetime(2026, 3, 2, 12, tzinfo=UTC), services={"water"}, dwell=20)
    >>> query.services, query.dwell
    (frozenset({'water'}), 20)

    Raises:
        Invalid: a field makes no sense; every one that does not is told at once.
    """

    origin: Point
    at: datetime = attrs.field(kw_only=True)
    """When the worker sets out, aware; in the zone whose clock the places' hours follow."""
    services: frozenset[str] = attrs.field(kw_only=True, converter=_set, default=())
    """All of these are wanted."""
    within: float | None = attrs.field(kw_only=True, default=None)
    """Straight-line metres; the rules' reach of the mode if left out."""
    minutes: int | None = attrs.field(kw_only=True, default=None)
    """Instead of metres: how long the way may take by the mode."""
    mode: str | None = attrs.field(kw_only=True, default=None)
    """How the worker moves, one of the rules'; their usual one if left out."""
    dwell: int = attrs.field(kw_only=True, default=0)
    """Minutes that the worker wants to stay."""
    kinds: frozenset[str] | None = attrs.field(kw_only=True, converter=_some, default=None)
    """One of these kinds of place; any if left out."""
    entry: frozenset[str] | None = attrs.field(kw_only=True, converter=_some, default=None)
    """Only where one gets in by one of these ways; any if left out."""
    tags: frozenset[str] = attrs.field(kw_only=True, converter=_set, default=())
    """All of these are wanted: `"step_free"`, `"truck_bay"`, whatever the city's places are marked with."""
    worker: str | None = attrs.field(kw_only=True, default=None)
    """Who asks, by category: places that serve others only are left out."""
    limit: int | None = attrs.field(kw_only=True, default=None)
    """Places at most; the rules' number if left out."""
    closed: bool = attrs.field(kw_only=True, default=False)
    """List closed places too, marked."""
    order: Order = attrs.field(kw_only=True, default="distance")
    """`"distance"`: the nearest first. `"score"`: first what costs the least time, by the rules' weights."""

    def __attrs_post_init__(self) -> None:
        problems = [
            *_not_given(self.origin, self.at),
            *_one_word(services=self.services, kinds=self.kinds, entry=self.entry, tags=self.tags),
            *self._wrong_numbers(),
        ]
        if problems:
            raise Invalid(tuple(problems))

    def _wrong_numbers(self) -> Iterable[Problem]:
        if self.within is not None:
            try:
                metres(self.within, "within")
            except Invalid as error:
                yield from error.problems
        if self.minutes is not None:
            yield from count_problems("minutes", self.minutes, 1, DAY)
            if self.within is not None:
                yield Problem("minutes", Reason("proximity.two_circles", within=self.within))
        if self.order not in ORDERS:
            yield Problem("order", Reason("value.not_one_of", value=self.order, choices=ORDERS))
        if self.limit is not None:
            yield from count_problems("limit", self.limit, 1, MOST)
        if self.dwell != 0 or type(self.dwell) is not int:
            yield from count_problems("dwell", self.dwell, 0, DAY)


def _not_given(origin: object, at: object) -> Iterable[Problem]:
    if not isinstance(origin, Point):
        yield Problem("origin", Reason("places.not_a_point", value=origin))
    if not isinstance(at, datetime):
        yield Problem("at", Reason("hours.not_a_time", value=at))
    elif at.tzinfo is None:
        yield Problem("at", Reason("hours.naive_time", value=at))


def _one_word(**fields: object) -> Iterable[Problem]:
    """A word is a collection of letters, which nobody means."""
    for field, words in fields.items():
        if isinstance(words, str):
            yield Problem(field, Reason("proximity.one_word", value=words))
