"""What an event makes of counts, a visit or a rating: it assigns what the event states."""

from typing import assert_never

import attrs

from ._events import (
    PlaceRated,
    RatingEvent,
    UseCounted,
    UseEvent,
    UseRecorded,
    VisitEvent,
    VisitorRated,
    VisitProved,
)
from ._values import Rating, Use, Visit

__all__ = ["evolve_rating", "evolve_use", "evolve_visit"]


def evolve_use(use: Use | None, event: UseEvent) -> Use:
    """A day's counts after one of their events."""
    use = use or Use(event.place, event.on)
    match event:
        case UseCounted(hour=hour):
            return attrs.evolve(use, singly=(*use.singly[:hour], event.count, *use.singly[hour + 1 :]))
        case UseRecorded():
            return attrs.evolve(use, recorded={**use.recorded, event.source: event.by_hour})
        case _:
            assert_never(event)


def evolve_visit(visit: Visit | None, event: VisitEvent) -> Visit:
    """A visit after one of its events."""
    if isinstance(event, VisitProved):
        return Visit(event.id, event.place, event.on, event.until)
    assert visit is not None  # noqa: S101 # a journal begins with `VisitProved`
    match event:
        case PlaceRated():
            return attrs.evolve(visit, place_rated=True)
        case VisitorRated():
            return attrs.evolve(visit, sealed=event.sealed)
        case _:
            assert_never(event)


def evolve_rating(rating: Rating | None, event: RatingEvent) -> Rating:
    """A place's ratings after one more."""
    rating = rating or Rating(event.place)
    scores = (*rating.scores[: event.score - 1], event.count, *rating.scores[event.score :])
    return attrs.evolve(rating, scores=scores, praise={**rating.praise, **event.praise})
