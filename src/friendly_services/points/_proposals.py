"""A second pair of hands: large awards are proposed by one person and confirmed by another."""

from typing import Final

import attrs

from ..cases import term
from ..decider import Context, Decision
from ..errors import Invalid, NotFound
from ..ids import ProposalId
from ..text import Label
from ._awards import earn
from ._commands import Confirm, Decline, Earn, LapseProposal
from ._errors import ProposalEnded, SameHands, TermRunning, TooLate
from ._events import Earned
from ._known import States
from ._proposed import Confirmed, Declined, Proposal, ProposalLapsed, Proposed
from ._rules import Rules

__all__ = ["award", "confirm", "decline", "lapse_proposal", "needs_second"]

_PROPOSING: Final = Label(en="proposal of the award", zh="计分提议")
_CONFIRMING: Final = Label(en="confirmation of the award", zh="计分确认")
_TO_CONFIRM: Final = Label(en="time to confirm the award", zh="计分确认期限")


def needs_second(command: Earn, context: Context[Rules]) -> bool:
    """Whether a second person has to confirm it."""
    rules, limit = context.rules, context.rules.confirm
    if limit is None or command.action not in rules.actions:
        return False
    return _worth(command, context) > limit.above


def _worth(command: Earn, context: Context[Rules]) -> int:
    on = command.on or (command.seen or context.now).astimezone(context.now.tzinfo).date()
    terms = context.rules.terms(command.action, on)
    return terms.points * command.quantity


def award(states: States, command: Earn, context: Context[Rules]) -> Decision:
    """Make an award, or propose it where it is large; what would be refused is not proposed."""
    decision = earn(states, command, context)
    limit = context.rules.confirm
    if limit is None or not needs_second(command, context):
        return decision
    proposed = Proposed(
        id=ProposalId(context.new("proposal")),
        earn=_as_of_now(command, context),
        points=_worth(command, context),
        by=context.actor.id,
        on=context.today,
        term=term(limit.within, context.now, context.calendar),
    )
    return ((("proposal", proposed.id), proposed),)


def _as_of_now(command: Earn, context: Context[Rules]) -> Earn:
    """The command with the day or the moment that it left to be today's."""
    if command.place is not None or command.seen is not None:
        return attrs.evolve(command, seen=command.seen or context.now)
    return attrs.evolve(command, on=command.on or context.today)


def confirm(states: States, command: Confirm, context: Context[Rules]) -> Decision:
    """Make the award that was proposed, by what holds of it now: no day is opened again for it."""
    proposal = _the_proposal(states, command)
    if proposal.earn.worker != command.worker:
        raise Invalid.at("worker", "points.not_its_worker", value=command.worker, proposal=proposal.id)
    if proposal.term.over(context.today):
        raise TooLate(_TO_CONFIRM, proposal.term.reason)
    if context.actor.id == proposal.by:
        raise SameHands(proposal.by, _PROPOSING, _CONFIRMING)
    made = earn(states, proposal.earn, context)
    (entry,) = (event.entry for _, event in made if isinstance(event, Earned))
    confirmed = Confirmed(context.today, context.actor.id, entry)
    return ((("proposal", proposal.id), confirmed), *made)


def decline(states: States, command: Decline, context: Context[Rules]) -> Decision:
    """Make no award; whoever proposed it may take it back."""
    proposal = _the_proposal(states, command)
    return ((("proposal", proposal.id), Declined(context.today, context.actor.id, command.ref)),)


def lapse_proposal(states: States, command: LapseProposal, context: Context[Rules]) -> Decision:
    """Enter that nobody confirmed it in time."""
    proposal = _the_proposal(states, command)
    if not proposal.term.over(context.today):
        raise TermRunning(_TO_CONFIRM, proposal.term.reason)
    return ((("proposal", proposal.id), ProposalLapsed(context.today)),)


def _the_proposal(states: States, command: Confirm | Decline | LapseProposal) -> Proposal:
    found: Proposal | None = states.get(("proposal", command.proposal))
    if found is None:
        raise NotFound("proposal", command.proposal)
    if found.status != "open":
        raise ProposalEnded(found.id, found.status)
    return found
