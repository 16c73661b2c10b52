"""A named merchant: on the map and off it, resting, looked at again, and heard before it loses its naming."""

from datetime import date
from typing import cast

from dateutil.relativedelta import relativedelta

from .. import cases
from ..decider import Context, Decision
from ..errors import Invalid, NotFound
from ..ids import CaseId
from ..text import Label
from ._application import hold_post, term_over
from ._commands import Dismiss, Hide, List, OpenRevocation, Revoke, StateCase, Suspend
from ._errors import TooLong
from ._events import (
    CaseStated,
    CoolOffEnded,
    Hidden,
    Listed,
    Reminded,
    Restored,
    RevocationDecided,
    RevocationDismissed,
    RevocationNotified,
    RevocationOpened,
    Revoked,
    Shown,
    Suspended,
)
from ._hands import keep_apart_in_case, speak_for
from ._hearing import wait_for_asking
from ._plaque import return_term
from ._rules import Ground, Rules
from ._values import (
    Evidence,
    Hiding,
    Merchant,
    Naming,
    Revocation,
    Standing,
    Suspension,
)

STATING = Label(en="time for the statement of case", zh="陈述申辩期")
MENDING = Label(en="time to mend what the ground names", zh="整改期")
COOLING = Label(en="time before a new application", zh="再次申报等待期")
PRESENT = Label(en="running term", zh="当前期限")


def list_merchant(merchant: Merchant, command: List, context: Context[Rules]) -> Decision:
    """Put the merchant on the map."""
    hold_post("listing", command, context)
    return ((("merchant", merchant.id), Listed(context.today, context.actor.id)),)


def remind(merchant: Merchant, term: cases.Term, context: Context[Rules]) -> Decision:
    """Remind whoever let a term pass, and say when next."""
    term_over(PRESENT, merchant.reminded or term, context.today)
    following = cases.term(context.rules.reminder, context.now, context.calendar)
    return ((("merchant", merchant.id), Reminded(following)),)


def hide(merchant: Merchant, command: Hide, context: Context[Rules]) -> Decision:
    """Take the merchant off the map at once, for as long as an interim measure may last."""
    _ground(command.ground, command.evidence, context.rules)
    hiding = Hiding(
        ground=command.ground,
        by=context.actor.id,
        on=context.today,
        evidence=command.evidence,
        term=cases.term(context.rules.interim, context.now, context.calendar),
    )
    return ((("merchant", merchant.id), Hidden(hiding)),)


def show(merchant: Merchant, context: Context[Rules]) -> Decision:
    """Put the merchant back on the map."""
    return ((("merchant", merchant.id), Shown(context.actor.id, context.today)),)


def suspend(merchant: Merchant, command: Suspend, context: Context[Rules]) -> Decision:
    """Let the merchant rest, no longer than the reason allows."""
    rules = context.rules.suspensions
    if command.why not in rules:
        raise Invalid.at("why", "value.not_one_of", value=command.why, choices=tuple(rules))
    term = cases.term(rules[command.why].at_most, context.now, context.calendar)
    if command.until is not None:
        if command.until < context.today:
            raise Invalid.at("until", "merchants.past", value=command.until, today=context.today)
        if command.until > term.day:
            raise TooLong(until=command.until, latest=term.reason)
        term = cases.term_to(command.until, context.now)
    suspension = Suspension(command.why, context.actor.id, context.today, term)
    return ((("merchant", merchant.id), Suspended(suspension)),)


def restore(merchant: Merchant, context: Context[Rules]) -> Decision:
    """End the merchant's rest."""
    restored = Restored(context.actor.id, context.today, waits_for(merchant, merchant.listed_on, context))
    return ((("merchant", merchant.id), restored),)


def open_revocation(
    case: CaseId, merchant: Merchant, command: OpenRevocation, context: Context[Rules]
) -> Decision:
    """Open a case and give notice: from now on the merchant may mend and state its case."""
    rules = context.rules
    ground = _ground(command.ground, command.evidence, rules)
    notified = RevocationNotified(
        id=case,
        merchant=merchant.id,
        ground=command.ground,
        evidence=command.evidence,
        findings=command.findings,
        by=context.actor.id,
        on=context.today,
        heard=cases.term(rules.statement, context.now, context.calendar),
        mended=cases.term(ground.correction, context.now, context.calendar) if ground.correction else None,
        ask_by=cases.term(rules.hearing.asked, context.now, context.calendar) if rules.hearing else None,
    )
    decide_by = cases.term(rules.revocation, context.now, context.calendar)
    opened = RevocationOpened(case, command.ground, decide_by, hearing=rules.hearing is not None)
    return (
        (("merchant", merchant.id), opened),
        (("revocation", case), notified),
    )


def state_case(
    merchant: Merchant, revocation: Revocation, command: StateCase, context: Context[Rules]
) -> Decision:
    """Record what the merchant says; it is heard until the case is decided, even late."""
    speak_for(merchant, context)
    stated = CaseStated(command.statement, context.actor.id, context.today, command.waives_hearing)
    return ((("revocation", revocation.id), stated),)


def revoke(merchant: Merchant, revocation: Revocation, command: Revoke, context: Context[Rules]) -> Decision:
    """Revoke the naming: map point and claim to the plaque go in the same commit."""
    keep_apart_in_case(merchant, revocation, context)
    if revocation.statement is None:
        term_over(STATING, revocation.heard, context.today)
    if revocation.mended is not None:
        term_over(MENDING, revocation.mended, context.today)
    wait_for_asking(revocation, context)
    rules, now, today = context.rules, context.now, context.today
    ground = rules.grounds.get(revocation.ground)
    months = ground.cool_off_months if ground else 0
    cool_off = cases.term_to(today + relativedelta(months=months), now) if months else None
    appeal_by = cases.term(rules.appeal.within, now, context.calendar) if rules.appeal else None
    terms = [term for term in (cool_off, appeal_by) if term]
    revoked = Revoked(
        case=revocation.id,
        ground=revocation.ground,
        by=context.actor.id,
        on=today,
        claimed_until=max(terms, key=lambda term: term.ends, default=None),
        appeal_by=appeal_by,
        cool_off=cool_off,
        return_by=return_term(merchant.naming, context),
    )
    hidden_by = merchant.hidden.by if merchant.hidden else None
    decided = RevocationDecided("revoked", command.decision, context.actor.id, today, hidden_by)
    return (("merchant", merchant.id), revoked), (("revocation", revocation.id), decided)


def dismiss(
    merchant: Merchant, revocation: Revocation, command: Dismiss, context: Context[Rules]
) -> Decision:
    """Close the case without revoking: the merchant stands where it stood, and is shown again."""
    keep_apart_in_case(merchant, revocation, context)
    rest = merchant.suspension
    standing: Standing = "suspended" if rest else "named"
    term = rest.term if rest else waits_for(merchant, merchant.listed_on, context)
    dismissed = RevocationDismissed(revocation.id, standing, context.today, term)
    decided = RevocationDecided("dismissed", command.decision, context.actor.id, context.today)
    return (("merchant", merchant.id), dismissed), (("revocation", revocation.id), decided)


def end_cool_off(merchant: Merchant, term: cases.Term, context: Context[Rules]) -> Decision:
    """Free licence and premises once the cool-off has passed."""
    term_over(COOLING, term, context.today)
    return ((("merchant", merchant.id), CoolOffEnded(context.today)),)


def the_case(case: CaseId, merchant: Merchant, revocation: Revocation | None) -> Revocation:
    """The pending case against this merchant that a command names."""
    if revocation is None or case != merchant.revocation:
        raise NotFound("revocation", case)
    return revocation


def waits_for(merchant: Merchant, listed_on: date | None, context: Context[Rules]) -> cases.Term | None:
    """The term of a named merchant that neither rests nor has a case: to be listed, or of its re-review."""
    return listing_term(listed_on, context) or cast("Naming", merchant.naming).review.term


def listing_term(listed_on: date | None, context: Context[Rules]) -> cases.Term | None:
    """By when a named merchant is to be on the map, unless it is."""
    if listed_on is not None:
        return None
    return cases.term(context.rules.route.posts["listing"].within, context.now, context.calendar)


def _ground(code: str, evidence: tuple[Evidence, ...], rules: Rules) -> Ground:
    ground = rules.grounds.get(code)
    if ground is None:
        raise Invalid.at("ground", "value.not_one_of", value=code, choices=tuple(rules.grounds))
    if not evidence:
        raise Invalid.at("evidence", "value.missing")
    for i, item in enumerate(evidence):
        if item.kind not in ground.evidence:
            raise Invalid.at(
                f"evidence.{i}.kind", "value.not_one_of", value=item.kind, choices=ground.evidence
            )
        if not item.reference:
            raise Invalid.at(f"evidence.{i}.reference", "value.missing")
    return ground
