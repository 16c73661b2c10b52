"""Leaving without stain: a merchant withdraws, or its business comes to its end."""

from .. import cases
from ..decider import Context, Decision
from ..errors import Invalid
from ._commands import EndBusiness, Withdraw
from ._events import ApplicationClosed, ClosingAnnounced, Ended, Withdrawn
from ._hands import speak_for
from ._plaque import return_term
from ._rules import Rules
from ._values import Application, Closing, Merchant, Naming

__all__ = ["end_business", "withdraw"]


def withdraw(
    merchant: Merchant, application: Application | None, command: Withdraw, context: Context[Rules]
) -> Decision:
    """Let the merchant go, without stain; whoever sends it for the merchant names its request."""
    _asked(merchant, command.ref, context)
    return_by = return_term(merchant.naming, context)
    gone = Withdrawn(context.actor.id, context.today, command.ref, return_by)
    if application is None or application.outcome is not None:
        return ((("merchant", merchant.id), gone),)
    closed = ApplicationClosed("withdrawn", context.today, context.actor.id)
    return (("merchant", merchant.id), gone), (("application", merchant.id), closed)


def end_business(
    merchant: Merchant, naming: Naming, command: EndBusiness, context: Context[Rules]
) -> Decision:
    """Take notice of the last day; once that has passed, the merchant is gone, without stain."""
    told, today, return_by = merchant.closing, context.today, return_term(naming, context)
    if told is not None and told.term.day == command.last_day and told.term.over(today):
        return ((("merchant", merchant.id), Ended(told.by, today, told.ref, command.last_day, return_by)),)
    _asked(merchant, command.ref, context)
    if command.last_day < naming.on:
        raise Invalid.at("last_day", "merchants.ended_before_named", value=command.last_day, on=naming.on)
    actor = context.actor.id
    if command.last_day < today:
        return ((("merchant", merchant.id), Ended(actor, today, command.ref, command.last_day, return_by)),)
    closing = Closing(actor, today, command.ref, cases.term_to(command.last_day, context.now))
    return ((("merchant", merchant.id), ClosingAnnounced(closing)),)


def _asked(merchant: Merchant, ref: str, context: Context[Rules]) -> None:
    """Refuse whoever may not speak for the merchant, or does so without its signed request."""
    speak_for(merchant, context)
    if context.actor.id != merchant.applicant and not ref:
        raise Invalid.at("ref", "merchants.request_missing")
