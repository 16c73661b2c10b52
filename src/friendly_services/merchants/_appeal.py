"""After a revocation: the appeal, the stay, and where a merchant stood once both are known."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from .. import cases
from ..decider import Context, Decision
from ..errors import NotFound
from ..ids import CaseId
from ..text import Label
from ._commands import Appeal, DecideAppeal, OrderStay
from ._errors import TooLate
from ._events import (
    AppealDecided,
    Appealed,
    AppealLodged,
    MerchantEvent,
    RevocationOverturned,
    RevocationStayed,
    RevocationUpheld,
    Revoked,
    StayOrdered,
)
from ._evolve import evolve_merchant
from ._hands import keep_apart_in_appeal, speak_for
from ._named import waits_for
from ._plaque import anew_if_void, return_term
from ._rules import Rules
from ._values import Loss, Merchant, Revocation, Standing

__all__ = ["appeal", "decide_appeal", "order_stay", "standing_on", "the_appealed"]

APPEALING = Label(en="time to appeal", zh="申诉期限")


def appeal(merchant: Merchant, revocation: Revocation, command: Appeal, context: Context[Rules]) -> Decision:
    """Take an appeal in time; the revocation stands meanwhile, unless the pack says otherwise."""
    speak_for(merchant, context)
    rules, lost, today = context.rules, cast("Loss", merchant.lost), context.today
    if lost.appeal_by.over(today):
        raise TooLate(what=APPEALING, term=lost.appeal_by.reason)
    within = rules.appeal.decided if rules.appeal else rules.revocation
    decide_by = cases.term(within, context.now, context.calendar)
    stayed = RevocationStayed(revocation.id, today, anew_if_void(merchant, context))
    return (
        (("merchant", merchant.id), Appealed(revocation.id, today, decide_by)),
        (("revocation", revocation.id), AppealLodged(command.text, context.actor.id, today)),
        *(((("merchant", merchant.id), stayed),) if rules.appeal and rules.appeal.stays else ()),
    )


def order_stay(
    merchant: Merchant, revocation: Revocation, command: OrderStay, context: Context[Rules]
) -> Decision:
    """Let the decision wait: plaque and point on the map are the merchant's again for the time being."""
    keep_apart_in_appeal(command, merchant, revocation, context)
    stayed = RevocationStayed(revocation.id, context.today, anew_if_void(merchant, context))
    ordered = StayOrdered(command.reasons, context.actor.id, context.today)
    return (
        (("merchant", merchant.id), stayed),
        (("revocation", revocation.id), ordered),
    )


def decide_appeal(
    merchant: Merchant, revocation: Revocation, command: DecideAppeal, context: Context[Rules]
) -> Decision:
    """Let the revocation fall from its first day, or make it final."""
    keep_apart_in_appeal(command, merchant, revocation, context)
    lost, today = cast("Loss", merchant.lost), context.today
    decided = AppealDecided(command.overturned, command.decision, context.actor.id, today)
    outcome: MerchantEvent
    if command.overturned:
        outcome = RevocationOverturned(
            case=revocation.id,
            on=today,
            since=lost.on,
            standing="suspended" if lost.suspension else "named",
            term=lost.suspension.term if lost.suspension else waits_for(merchant, lost.listed_on, context),
            plaque=anew_if_void(merchant, context),
        )
    else:
        running = lost.cool_off and not lost.cool_off.over(today)
        outcome = RevocationUpheld(
            case=revocation.id,
            on=today,
            claimed_until=lost.cool_off if running else None,
            return_by=return_term(merchant.naming, context),
        )
    return (("merchant", merchant.id), outcome), (("revocation", revocation.id), decided)


def the_appealed(case: CaseId, merchant: Merchant, revocation: Revocation | None) -> Revocation:
    """The case in which this merchant was revoked, if that is the one a command names."""
    if revocation is None or merchant.lost is None or case != merchant.lost.case:
        raise NotFound("revocation", case)
    return revocation


def standing_on(history: Iterable[tuple[date, MerchantEvent]], on: date) -> Standing | None:
    """Where a merchant stood on a day, by all that its history knows: a revocation that fell never was.

    Args:
        history: what happened to it, first to last, each with the day on which it was recorded. Left off at
            an earlier day, it answers as was known then.
        on: the day, of which the last standing counts; before the first of them there is none.
    """
    stood: list[tuple[date, Standing]] = []
    merchant: Merchant | None = None
    revoked = 0
    for day, event in history:
        if isinstance(event, Revoked):
            revoked = len(stood)
        merchant = evolve_merchant(merchant, event)
        if isinstance(event, RevocationOverturned):
            stood[revoked:] = [(event.since, event.standing)]
        else:
            stood.append((day, merchant.standing))
    return next((standing for day, standing in reversed(stood) if day <= on), None)
