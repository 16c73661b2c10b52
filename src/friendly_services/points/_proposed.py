"""Large awards that wait for a second person: what is on record of them."""

from datetime import date
from typing import Literal, assert_never

import attrs

from ..cases import Term
from ..ids import ProposalId
from ._commands import Earn

__all__ = [
    "Confirmed",
    "Declined",
    "Proposal",
    "ProposalEvent",
    "ProposalLapsed",
    "ProposalStatus",
    "Proposed",
    "evolve_proposal",
]

ProposalStatus = Literal["open", "confirmed", "declined", "lapsed"]
"""Where a proposal stands; all but `open` are final."""


@attrs.frozen
class Proposal:
    """An award that is made once somebody else confirms it."""

    id: ProposalId
    earn: Earn
    """What was asked for, with its day."""
    points: int
    """What it was worth by the rules of the day of the proposal."""
    by: str
    """Who proposed it, by the host's id."""
    on: date
    term: Term
    """Until when it can be confirmed."""
    status: ProposalStatus = "open"


@attrs.frozen
class Proposed:
    """An award waits for a second person."""

    id: ProposalId
    earn: Earn
    points: int
    by: str
    on: date
    term: Term


@attrs.frozen
class Confirmed:
    """A second person confirmed it: the award is made."""

    on: date
    by: str
    entry: int
    """The number of the award in the worker's account."""


@attrs.frozen
class Declined:
    """It was declined or taken back."""

    on: date
    by: str
    ref: str


@attrs.frozen
class ProposalLapsed:
    """Nobody confirmed it in time."""

    on: date


ProposalEvent = Proposed | Confirmed | Declined | ProposalLapsed


def evolve_proposal(proposal: Proposal | None, event: ProposalEvent) -> Proposal:
    """The proposal after one of its events."""
    if isinstance(event, Proposed):
        return Proposal(event.id, event.earn, event.points, event.by, event.on, event.term)
    assert proposal is not None  # noqa: S101 # a journal begins with `Proposed`
    match event:
        case Confirmed():
            return attrs.evolve(proposal, status="confirmed")
        case Declined():
            return attrs.evolve(proposal, status="declined")
        case ProposalLapsed():
            return attrs.evolve(proposal, status="lapsed")
        case _:
            assert_never(event)
