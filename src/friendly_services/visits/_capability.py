"""How counts are found; and the capability as a whole."""

from collections.abc import Iterable
from typing import Final, get_args

from ..decider import Capability, Index, Keyed, Kind
from ._commands import Command, CountUse
from ._decide import decide, subjects
from ._events import Event
from ._evolve import evolve
from ._values import Rules, Use

__all__ = ["CAPABILITY"]


def _keys(use: Use) -> Iterable[Keyed]:
    yield "by_place", (use.place, use.on)


_USE: Final = Kind(
    name="use",
    state=Use,
    events=get_args(Event),
    evolve=evolve,
    indexes=(Index("by_place", ("place", "on")),),
    keys=_keys,
)

CAPABILITY: Final = Capability(
    name="visits",
    kinds=(_USE,),
    commands=get_args(Command),
    subjects=subjects,
    decide=decide,
    rules=Rules,
    unsigned=frozenset({CountUse}),
)
