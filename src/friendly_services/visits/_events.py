"""What happened to counts, visits and ratings, with the values after it."""

from collections.abc import Mapping
from datetime import date

import attrs

from ._values import Hourly

__all__ = [
    "PlaceRated",
    "Rated",
    "RatingEvent",
    "UseCounted",
    "UseEvent",
    "UseRecorded",
    "VisitEvent",
    "VisitProved",
    "VisitorRated",
]


@attrs.frozen
class UseCounted:
    """People who used a place were counted."""

    place: str
    on: date
    hour: int
    n: int
    count: int
    """How many were counted one by one in that hour, with these."""


@attrs.frozen
class UseRecorded:
    """A counter told how many used a place that day."""

    place: str
    on: date
    source: str
    by_hour: Hourly


# --- visits ----------------------------------------------------------------------------------------------


@attrs.frozen
class VisitProved:
    """A host proved a visit."""

    id: str
    place: str
    on: date
    until: date


@attrs.frozen
class PlaceRated:
    """The visitor has rated the place; what was said is the place's, and is not kept here."""

    on: date


@attrs.frozen
class VisitorRated:
    """The host has rated the visitor."""

    sealed: int
    """The score, as only whoever holds the token can read it."""


# --- ratings ---------------------------------------------------------------------------------------------


@attrs.frozen
class Rated:
    """Somebody who had been at a place rated it."""

    place: str
    score: int
    count: int
    """How many gave this score, with this one."""
    praise: Mapping[str, int]
    """The praise that was given, and how many gave each, with this one."""


UseEvent = UseCounted | UseRecorded
VisitEvent = VisitProved | PlaceRated | VisitorRated
RatingEvent = Rated
