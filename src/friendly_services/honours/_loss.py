"""How a title is lost: a ground, evidence, the holder heard, a decision, an appeal; each in other hands."""

from datetime import date, timedelta
from typing import Final, cast

from ..cases import Term, term
from ..decider import Context, Decision
from ..errors import Invalid
from ..ids import Key
from ..text import Label
from ._commands import Appeal, DecideAppeal, Dismiss, OpenRevocation, Revoke, StateCase
from ._errors import TermRunning, TooLate
from ._events import (
    AppealDecided,
    Appealed,
    CaseStated,
    Dismissed,
    RevocationOpened,
    Revoked,
)
from ._hands import keep_apart_in_appeal, keep_apart_in_case, speak_for
from ._quota import kept_until
from ._rules import Rules
from ._values import Honour, Revocation, Seats

__all__ = ["APPEALING", "appeal", "decide_appeal", "dismiss", "open_revocation", "revoke", "state_case"]

_STATING: Final = Label(en="time for the statement of case", zh="陈述申辩期")
APPEALING: Final = Label(en="time to appeal", zh="申诉期限")
_A_DAY: Final = timedelta(days=1)


def open_revocation(key: Key, command: OpenRevocation, context: Context[Rules]) -> Decision:
    """Open a case and tell the holder: the title stays until it is decided."""
    rules, now, calendar = context.rules, context.now, context.calendar
    if command.ground not in rules.grounds:
        raise Invalid.at("ground", "value.not_one_of", value=command.ground, choices=tuple(rules.grounds))
    if not command.evidence:
        raise Invalid.at("evidence", "value.missing")
    opened = RevocationOpened(
        ground=command.ground,
        evidence=command.evidence,
        findings=command.findings,
        by=context.actor.id,
        on=context.today,
        heard=term(rules.statement, now, calendar),
        decide_by=term(rules.revocation, now, calendar),
    )
    return ((key, opened),)


def state_case(key: Key, honour: Honour, command: StateCase, context: Context[Rules]) -> Decision:
    """Record what the holder says; it is heard until the case is decided, even late."""
    speak_for(honour, context)
    return ((key, CaseStated(command.statement, context.actor.id, context.today)),)


def revoke(
    key: Key, honour: Honour, quota: Key, seats: Seats, command: Revoke, context: Context[Rules]
) -> Decision:
    """Take the title away; its place is nobody else's as long as the revocation can fall."""
    case, today = cast("Revocation", honour.revocation), context.today
    keep_apart_in_case(honour, case, context.actor.id)
    if case.statement is None and not case.heard.over(today):
        raise TermRunning(_STATING, case.heard.reason)
    by = term(context.rules.appeal.within, context.now, context.calendar)
    revoked = Revoked(command.decision, context.actor.id, today, by)
    return (key, revoked), (quota, kept_until(seats, honour, min(by.day, _end(honour))))


def dismiss(key: Key, honour: Honour, command: Dismiss, context: Context[Rules]) -> Decision:
    """Close the case: the title stays."""
    keep_apart_in_case(honour, cast("Revocation", honour.revocation), context.actor.id)
    return ((key, Dismissed(command.decision, context.actor.id, context.today)),)


def appeal(
    key: Key, honour: Honour, quota: Key, seats: Seats, command: Appeal, context: Context[Rules]
) -> Decision:
    """Take an appeal in time: its place is kept until it is decided."""
    speak_for(honour, context)
    last = cast("Term", honour.term)
    if last.over(context.today):
        raise TooLate(APPEALING, last.reason)
    by = term(context.rules.appeal.decided, context.now, context.calendar)
    appealed = Appealed(command.text, context.actor.id, context.today, by)
    return (key, appealed), (quota, kept_until(seats, honour, _end(honour)))


def decide_appeal(
    key: Key, honour: Honour, quota: Key, seats: Seats, command: DecideAppeal, context: Context[Rules]
) -> Decision:
    """Give the title back to the day that it had, or make the revocation final and its place free."""
    keep_apart_in_appeal(honour, cast("Revocation", honour.revocation), context.actor.id)
    decided = AppealDecided(command.overturned, command.decision, context.actor.id, context.today)
    last = _end(honour) if command.overturned else context.today - _A_DAY
    return (key, decided), (quota, kept_until(seats, honour, last))


def _end(honour: Honour) -> date:
    return cast("Term", honour.until).day
