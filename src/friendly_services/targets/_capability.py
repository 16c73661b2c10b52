"""How targets are found, and when they need something; and the capability as a whole."""

from collections.abc import Iterable
from typing import Final, get_args

from ..decider import Capability, Due, Index, Keyed, Kind
from ._commands import Command, Remind
from ._decide import decide, subjects
from ._events import Event
from ._evolve import evolve
from ._lifecycle import possible
from ._values import Rules, Target

__all__ = ["CAPABILITY"]


def _keys(target: Target) -> Iterable[Keyed]:
    yield "by_standing", (target.standing, target.goal.due.day)
    yield "by_area", (target.area or "", target.standing, target.goal.due.day)


def _due(target: Target) -> Due | None:
    if target.closed_on is not None:
        return None
    return Due((target.reminded or target.goal.due).ends, Remind(target.id), target.area)


_TARGET: Final = Kind(
    name="target",
    state=Target,
    events=get_args(Event),
    evolve=evolve,
    indexes=(Index("by_standing", ("standing", "due")), Index("by_area", ("area", "standing", "due"))),
    keys=_keys,
    due=_due,
    possible=possible,
)

CAPABILITY: Final = Capability(
    name="targets",
    kinds=(_TARGET,),
    commands=get_args(Command),
    subjects=subjects,
    decide=decide,
    rules=Rules,
)
