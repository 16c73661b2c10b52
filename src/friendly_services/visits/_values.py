"""What is kept of the use of places, and the part of a pack that it lives by."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs

from ..fields import whole

__all__ = ["HOURS", "LARGEST_COUNT", "NOBODY", "PLACES", "Hourly", "Rules", "Use"]

HOURS: Final = 24
LARGEST_COUNT: Final = 10**9
"""Of visitors in one hour, and more than there are."""
PLACES: Final = frozenset({"merchant", "station"})
"""The kinds of records whose use is counted; an id begins with its kind."""

Hourly = tuple[int, ...]
"""24 numbers: how many came between 0 and 1 o'clock of the city's time, between 1 and 2, and so on."""

NOBODY: Final[Hourly] = (0,) * HOURS


# --- rules -----------------------------------------------------------------------------------------------


@attrs.frozen
class Rules:
    """The `[visits]` section of a pack."""

    dormant_days: int = attrs.field(validator=whole(1, 366))
    """So many days without any use, and a place is dormant."""
    hide_below: int = attrs.field(default=10, validator=whole(1, 1_000))
    """In a table for the public, counts above 0 and below this are hidden; 1 hides none."""


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
