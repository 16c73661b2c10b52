"""What is kept of the use of places, and the part of a pack that it lives by."""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

import attrs

from ..fields import whole
from ..text import Label

__all__ = [
    "HOURS",
    "LARGEST_COUNT",
    "NOBODY",
    "PLACES",
    "SCORES",
    "Hourly",
    "Rating",
    "Rules",
    "Standing",
    "Use",
    "Visit",
]

HOURS: Final = 24
LARGEST_COUNT: Final = 10**9
"""Of visitors in one hour, and more than there are."""
PLACES: Final = frozenset({"merchant", "station"})
"""The kinds of records whose use is counted; an id begins with its kind."""

Hourly = tuple[int, ...]
"""24 numbers: how many came between 0 and 1 o'clock of the city's time, between 1 and 2, and so on."""

NOBODY: Final[Hourly] = (0,) * HOURS
SCORES: Final = 5
"""A score is from 1 to this."""
FEWEST: Final = 5
"""No pack shows the ratings of fewer: with one or two, whoever served them knows who they were."""

Standing = Literal["proved", "place_rated", "visitor_rated", "both_rated"]


# --- rules -----------------------------------------------------------------------------------------------


@attrs.frozen
class Rules:
    """The `[visits]` section of a pack."""

    dormant_days: int = attrs.field(validator=whole(1, 366))
    """So many days without any use, and a place is dormant."""
    hide_below: int = attrs.field(default=10, validator=whole(1, 1_000))
    """In a table for the public, counts above 0 and below this are hidden; 1 hides none."""
    token_days: int = attrs.field(default=7, validator=whole(1, 90))
    """How many days after the visit its token can be used to rate."""
    shown_from: int = attrs.field(default=FEWEST, validator=whole(FEWEST, 1_000))
    """So many ratings, and a place's are shown; as many visitors must have given the same praise."""
    praise: Mapping[str, Label] = attrs.field(factory=dict)
    """What a visitor can thank a place for."""


# --- states ----------------------------------------------------------------------------------------------


@attrs.frozen
class Use:
    """How often one place was used on one day, by hour."""

    place: str
    on: date
    """The city's day."""
    singly: Hourly = NOBODY
    """What was counted one by one."""
    recorded: Mapping[str, Hourly] = attrs.field(factory=dict)
    """What each counter told of the whole day, by its name."""

    @property
    def by_hour(self) -> Hourly:
        """All of it together."""
        return tuple(map(sum, zip(self.singly, *self.recorded.values(), strict=True)))


@attrs.frozen
class Visit:
    """A visit that a host has proved: found by what follows from its token, which is kept nowhere.

    Nothing in it says who came, and two visits of one person have nothing in common.
    """

    id: str
    place: str
    on: date
    until: date
    """The last day on which it can be rated."""
    place_rated: bool = False
    sealed: int | None = None
    """How the host rated the visitor, as only whoever holds the token can read it."""

    @property
    def standing(self) -> Standing:
        """Which sides have rated."""
        match self.place_rated, self.sealed is not None:
            case False, False:
                return "proved"
            case True, False:
                return "place_rated"
            case False, True:
                return "visitor_rated"
            case _:
                return "both_rated"


@attrs.frozen
class Rating:
    """What visitors say of one place, summed."""

    place: str
    scores: tuple[int, ...] = (0,) * SCORES
    """How many gave 1, how many 2, and so on."""
    praise: Mapping[str, int] = attrs.field(factory=dict)
    """How many gave each praise."""
