"""What an event makes of a day's counts: it assigns what the event states."""

from typing import assert_never

import attrs

from ._events import Event, UseCounted, UseRecorded
from ._values import Use

__all__ = ["evolve"]


def evolve(use: Use | None, event: Event) -> Use:
    """The counts after one of their events."""
    use = use or Use(event.place, event.on)
    match event:
        case UseCounted(hour=hour):
            return attrs.evolve(use, singly=(*use.singly[:hour], event.count, *use.singly[hour + 1 :]))
        case UseRecorded():
            return attrs.evolve(use, recorded={**use.recorded, event.source: event.by_hour})
        case _:
            assert_never(event)
