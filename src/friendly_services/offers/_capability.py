"""How offers are found, and what they need next; and the capability as a whole."""

from collections.abc import Iterable
from typing import Final, get_args

from ..decider import Capability, Due, Index, Keyed, Kind
from ._commands import Command, ExpireOffer
from ._decide import decide, possible, subjects
from ._events import Counted, Event, evolve, evolve_allowance
from ._values import Allowance, Offer, Rules

__all__ = ["CAPABILITY"]


def _keys(offer: Offer) -> Iterable[Keyed]:
    yield "by_host", (offer.host, offer.standing, offer.terms.ends)
    yield "by_standing", (offer.standing, offer.terms.ends)


def _due(offer: Offer) -> Due | None:
    return Due(offer.until.ends, ExpireOffer(offer.id)) if offer.standing == "running" else None


_OFFER: Final = Kind(
    name="offer",
    state=Offer,
    events=get_args(Event),
    evolve=evolve,
    indexes=(
        Index("by_host", ("host", "standing", "ends")),
        Index("by_standing", ("standing", "ends")),
    ),
    keys=_keys,
    due=_due,
    possible=possible,
)
_ALLOWANCE: Final = Kind(name="allowance", state=Allowance, events=(Counted,), evolve=evolve_allowance)

CAPABILITY: Final = Capability(
    name="offers",
    kinds=(_OFFER, _ALLOWANCE),
    commands=get_args(Command),
    subjects=subjects,
    decide=decide,
    rules=Rules,
)
"""Everything that the facade, the codec and the stores need to know about offers."""
