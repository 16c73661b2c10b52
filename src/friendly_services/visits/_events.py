"""What happened to the counts of a place's day, with the values after it."""

from datetime import date

import attrs

from ._values import Hourly

__all__ = ["Event", "UseCounted", "UseRecorded"]


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


Event = UseCounted | UseRecorded
