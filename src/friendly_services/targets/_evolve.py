"""What an event makes of a target: it assigns what the event states."""

from typing import assert_never

import attrs

from ._events import Closed, Event, Reminded, Revised, WasSet
from ._values import Target

__all__ = ["evolve"]


def evolve(target: Target | None, event: Event) -> Target:
    """The target after one of its events."""
    if isinstance(event, WasSet):
        return Target(event.id, event.metric, event.area, event.goal)
    assert target is not None  # noqa: S101 # a journal begins with `WasSet`
    match event:
        case Revised():
            return attrs.evolve(
                target, goal=event.goal, earlier=(*target.earlier, target.goal), reminded=None
            )
        case Closed():
            return attrs.evolve(target, closed_on=event.on, reminded=None)
        case Reminded():
            return attrs.evolve(target, reminded=event.next)
        case _:
            assert_never(event)
