"""What happened to offers; of who used one, nothing that outlives the day."""

from datetime import date
from typing import assert_never

import attrs

from ..cases import Term
from ..hours import Hours
from ._values import Allowance, Offer, OfferId, Terms

__all__ = ["Counted", "Ended", "Event", "Expired", "Published", "Used", "evolve", "evolve_allowance"]


@attrs.frozen
class Published:
    """An offer, or a new version of it, was published."""

    id: OfferId
    host: str
    version: int
    terms: Terms
    hours: Hours | None
    until: Term


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


Event = Published | Ended | Expired | Used


def evolve(offer: Offer | None, event: Event) -> Offer:
    """The offer after one of its events."""
    if isinstance(event, Published):
        made = Offer(event.id, event.host, event.terms, event.hours, event.version, event.until)
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
