"""The hearing of a merchant in its case for revocation: asked for, held, and waited for."""

from typing import Final, cast

from .. import cases
from ..decider import Context, Decision
from ..text import Label
from ._application import term_over
from ._commands import HoldHearing
from ._errors import TooLate
from ._events import HearingAsked, HearingClosed, HearingHeld, HearingOpened
from ._hands import keep_apart_presiding, speak_for
from ._rules import Rules
from ._values import Merchant, Revocation

__all__ = ["ask_hearing", "hold_hearing", "wait_for_asking"]

ASKING: Final = Label(en="time to ask for a hearing", zh="申请听证期限")


def ask_hearing(merchant: Merchant, revocation: Revocation, context: Context[Rules]) -> Decision:
    """Take the merchant's request in time: the case now waits for the hearing."""
    speak_for(merchant, context)
    rules, today = context.rules, context.today
    ask_by = cast("cases.Term", revocation.ask_by)
    if ask_by.over(today):
        raise TooLate(what=ASKING, term=ask_by.reason)
    within = rules.hearing.held if rules.hearing else rules.revocation
    hold_by = cases.term(within, context.now, context.calendar)
    return (
        (("merchant", merchant.id), HearingOpened(revocation.id, hold_by)),
        (("revocation", revocation.id), HearingAsked(context.actor.id, today, hold_by)),
    )


def hold_hearing(
    merchant: Merchant, revocation: Revocation, command: HoldHearing, context: Context[Rules]
) -> Decision:
    """Put the hearing on record: the time to decide runs anew, for somebody who did not preside."""
    keep_apart_presiding(merchant, revocation, context)
    decide_by = cases.term(context.rules.revocation, context.now, context.calendar)
    held = HearingHeld(command.record, context.actor.id, context.today)
    return (
        (("merchant", merchant.id), HearingClosed(revocation.id, decide_by)),
        (("revocation", revocation.id), held),
    )


def wait_for_asking(revocation: Revocation, context: Context[Rules]) -> None:
    """Refuse to go on while the merchant may still ask for a hearing, unless it said that it wants none."""
    if revocation.ask_by is not None and revocation.hearing is None and not revocation.waived:
        term_over(ASKING, revocation.ask_by, context.today)
