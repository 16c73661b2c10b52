"""What a place costs the worker in time: whole seconds a term, which add up to the score."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from ..places import Place
from ..text import Reason
from ._question import Coming, Question
from ._stay import between

_AHEAD: Final = 15 * 24 * 3600
"""Seconds that a place which opens in none of the days looked at stays closed at least."""
_MIDDLE: Final = 3
"""Of a rating from 1 to 5."""


class Terms(NamedTuple):
    """Seconds of the worker's time; what is not known is 0.

    >>> sum(Terms(walk=540, wait=0, level=-120, freshness=-60, occupancy=0, rating=0))
    360
    """

    walk: int
    """The way, by whatever mode."""
    wait: int
    level: int
    freshness: int
    occupancy: int
    rating: int


def terms(asked: Question, place: Place, metres: float, *, sure: bool = False) -> Terms:
    """What the place costs who comes from so far away.

    Args:
        asked: the question.
        place: the place.
        metres: how far it is.
        sure: whether it is known already that nobody waits there, whenever they come.
    """
    weights, walk, wait, level, freshness = asked.rules.weights, asked.ways.seconds(place.id, metres), 0, 0, 0
    if not sure or asked.query.closed:
        coming = asked.coming(place, metres)
        if coming.openness.answer == "closed":
            wait = round(waiting(coming) * weights.wait / 60)
    if place.level is not None:
        level = -weights.level.get(level_at(place, asked.comes(place, metres)) or "", 0)
    if place.confirmed is not None:
        old = between(place.confirmed, asked.comes(place, metres))
        freshness = -weights.freshness if old <= timedelta(hours=weights.fresh_hours) else 0
    given = asked.rated.get(place.id, place.rating) if asked.rated else place.rating
    rating = 0 if given is None else round((_MIDDLE - given) * weights.rating)
    return Terms(walk, wait, level, freshness, weights.occupancy if place.full else 0, rating)


def waiting(coming: Coming) -> int:
    """Seconds before a closed door."""
    opens = coming.begins or coming.openness.next
    return _AHEAD if opens is None else max(0, int(between(coming.comes, opens).total_seconds()))


def level_at(place: Place, at: datetime) -> str | None:
    """The level that it holds then."""
    return None if place.level_ends is not None and place.level_ends <= at else place.level


def told(asked: Question, place: Place, metres: float, found: Terms) -> Iterator[Reason]:
    """Every term in words, those of which nothing is known too."""
    yield Reason("proximity.term_walk", seconds=found.walk)
    if found.wait:
        yield Reason("proximity.term_wait", seconds=found.wait)
    comes = asked.comes(place, metres)
    level = level_at(place, comes)
    if level is None:
        yield Reason("proximity.level_unknown")
    else:
        yield Reason("proximity.term_level", seconds=found.level, level=level)
    if place.confirmed is None:
        yield Reason("proximity.freshness_unknown")
    else:
        yield Reason(
            "proximity.term_freshness", seconds=found.freshness, at=place.confirmed.astimezone(comes.tzinfo)
        )
    if place.full is None:
        yield Reason("proximity.occupancy_unknown")
    else:
        yield Reason("proximity.term_occupancy", seconds=found.occupancy)
    rating = asked.rating(place)
    if rating is None:
        yield Reason("proximity.rating_unknown")
    else:
        yield Reason("proximity.term_rating", seconds=found.rating, rating=round(rating, 1))
