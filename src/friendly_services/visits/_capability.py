"""How counts and visits are found; and the capability as a whole."""

from collections.abc import Iterable
from typing import Final, get_args

from ..decider import Capability, Index, Keyed, Kind
from ._commands import Command, CountUse, RatePlace
from ._decide import decide, subjects
from ._events import Rated, UseEvent, VisitEvent
from ._evolve import evolve_rating, evolve_use, evolve_visit
from ._lifecycle import possible
from ._values import Rating, Rules, Use, Visit

__all__ = ["CAPABILITY"]


def _keys(use: Use) -> Iterable[Keyed]:
    yield "by_place", (use.place, use.on)


_USE: Final = Kind(
    name="use",
    state=Use,
    events=get_args(UseEvent),
    evolve=evolve_use,
    indexes=(Index("by_place", ("place", "on")),),
    keys=_keys,
)
_VISIT: Final = Kind(
    name="visit", state=Visit, events=get_args(VisitEvent), evolve=evolve_visit, possible=possible
)
_RATING: Final = Kind(name="rating", state=Rating, events=(Rated,), evolve=evolve_rating)

CAPABILITY: Final = Capability(
    name="visits",
    kinds=(_USE, _VISIT, _RATING),
    commands=get_args(Command),
    subjects=subjects,
    decide=decide,
    rules=Rules,
    unsigned=frozenset({CountUse, RatePlace}),
)
