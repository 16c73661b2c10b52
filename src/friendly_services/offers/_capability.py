"""How offers and alliances are found, and what they need next; and the capability as a whole."""

from collections.abc import Iterable
from typing import Final, get_args

from ..decider import Capability, Due, Index, Keyed, Kind
from ._alliances import Alliance, Membership
from ._commands import Command, ExpireMembership, ExpireOffer
from ._decide import decide, possible, subjects
from ._events import (
    Counted,
    Event,
    Founded,
    MembershipEvent,
    evolve,
    evolve_alliance,
    evolve_allowance,
    evolve_membership,
)
from ._joining import possible_for
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


def _alliance_keys(alliance: Alliance) -> Iterable[Keyed]:
    yield "by_name", (alliance.name,)


def _membership_keys(membership: Membership) -> Iterable[Keyed]:
    yield "by_alliance", (membership.alliance, membership.ends.day)
    yield "by_host", (membership.host, membership.ends.day)


def _membership_due(membership: Membership) -> Due | None:
    if membership.standing == "ended":
        return None
    return Due(membership.ends.ends, ExpireMembership(membership.alliance, membership.host))


_ALLIANCE: Final = Kind(
    name="alliance",
    state=Alliance,
    events=(Founded,),
    evolve=evolve_alliance,
    indexes=(Index("by_name", ("name",), unique=True),),
    keys=_alliance_keys,
)
_MEMBERSHIP: Final = Kind(
    name="membership",
    state=Membership,
    events=get_args(MembershipEvent),
    evolve=evolve_membership,
    indexes=(Index("by_alliance", ("alliance", "ends")), Index("by_host", ("host", "ends"))),
    keys=_membership_keys,
    due=_membership_due,
    possible=possible_for,
)

CAPABILITY: Final = Capability(
    name="offers",
    kinds=(_OFFER, _ALLOWANCE, _ALLIANCE, _MEMBERSHIP),
    commands=get_args(Command),
    subjects=subjects,
    decide=decide,
    rules=Rules,
)
"""Everything that the facade, the codec and the stores need to know about offers."""
