"""What happened to offers and alliances; of who used one, nothing that outlives the day."""

from datetime import date
from typing import assert_never

import attrs

from ..cases import Term
from ..hours import Hours
from ._alliances import Agreement, Alliance, AllianceId, Membership
from ._values import Allowance, Offer, OfferId, Terms

__all__ = [
    "Counted",
    "Ended",
    "Event",
    "Expired",
    "Founded",
    "Joined",
    "Lapsed",
    "Left",
    "MembershipEvent",
    "Published",
    "Used",
    "evolve",
    "evolve_alliance",
    "evolve_allowance",
    "evolve_membership",
]


@attrs.frozen
class Published:
    """An offer, or a new version of it, was published."""

    id: OfferId
    host: str
    version: int
    terms: Terms
    hours: Hours | None
    until: Term
    alliance: AllianceId | None = None


@attrs.frozen
class Ended:
    """The offer was ended."""

    on: date
    ref: str


@attrs.frozen
class Expired:
    """The offer's last day passed."""

    on: date


@attrs.frozen
class Used:
    """Somebody used it; the journal does not say who."""

    on: date
    uses: int
    """How often on that day, this one included."""
    original: int
    rider: int


@attrs.frozen
class Counted:
    """A token of a day used an offer."""

    id: str
    offer: OfferId
    on: date
    used: int


@attrs.frozen
class Founded:
    """An alliance was founded."""

    id: AllianceId
    name: str
    sign: str
    on: date


@attrs.frozen
class Joined:
    """A host became a member, or has a new agreement."""

    id: str
    alliance: AllianceId
    host: str
    agreement: Agreement
    ends: Term


@attrs.frozen
class Left:
    """A member gave notice of its last day."""

    on: date
    ref: str
    ends: Term


@attrs.frozen
class Lapsed:
    """A member's last day passed."""

    on: date


Event = Published | Ended | Expired | Used
MembershipEvent = Joined | Left | Lapsed


def evolve(offer: Offer | None, event: Event) -> Offer:
    """The offer after one of its events."""
    if isinstance(event, Published):
        made = Offer(
            event.id,
            event.host,
            event.terms,
            event.hours,
            event.version,
            event.until,
            alliance=event.alliance,
        )
        return made if offer is None else attrs.evolve(made, day=offer.day, uses=offer.uses)
    assert offer is not None  # noqa: S101 # a journal begins with `Published`
    match event:
        case Ended():
            return attrs.evolve(offer, standing="ended")
        case Expired():
            return attrs.evolve(offer, standing="expired")
        case Used():
            return attrs.evolve(offer, day=event.on, uses=event.uses)
        case _:
            assert_never(event)


def evolve_allowance(_: Allowance | None, event: Counted) -> Allowance:
    """A token's count after one use."""
    return Allowance(event.id, event.offer, event.on, event.used)


def evolve_alliance(_: Alliance | None, event: Founded) -> Alliance:
    """An alliance, as it was founded."""
    return Alliance(event.id, event.name, event.sign, event.on)


def evolve_membership(membership: Membership | None, event: MembershipEvent) -> Membership:
    """A membership after one of its events."""
    if isinstance(event, Joined):
        before = membership.agreements if membership else ()
        return Membership(event.id, event.alliance, event.host, (*before, event.agreement), event.ends)
    assert membership is not None  # noqa: S101 # a journal begins with `Joined`
    match event:
        case Left():
            kept = membership.until(event.ends)
            return attrs.evolve(membership, agreements=kept, ends=event.ends, standing="leaving")
        case Lapsed():
            return attrs.evolve(membership, standing="ended")
        case _:
            assert_never(event)
