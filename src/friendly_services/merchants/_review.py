"""The re-review of a named merchant: appointed, opened, signed, corrected, passed until the next one."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import cast

import attrs

from .. import cases
from ..decider import Context, Decision
from ..errors import Forbidden, Invalid
from ..text import Label, Reason
from ._application import rule, term_over
from ._commands import AppointReview, SignReview
from ._errors import (
    EvidenceMissing,
    FactsMissing,
    NotCorrected,
    NothingToCorrect,
    TermRunning,
    Unsigned,
)
from ._events import (
    CorrectionOrdered,
    MerchantEvent,
    Reminded,
    ReviewAppointed,
    ReviewPassed,
    ReviewSigned,
    ReviewStarted,
)
from ._hands import keep_apart_reviewing, keep_apart_signing
from ._named import listing_term
from ._rules import Rules
from ._schedule import first_day, next_review
from ._values import Correction, Merchant, Naming, Review, ReviewSignature
from ._verdict import answers_of, judge, unproven

__all__ = [
    "OverdueReview",
    "appoint_review",
    "check_failed",
    "order_correction",
    "overdue",
    "pass_review",
    "sign_review",
    "start_review",
]


@attrs.frozen
class OverdueReview:
    """A re-review that was not done in time, and who owes what."""

    merchant: Merchant
    since: date
    """The first day on which it is overdue: after its due day, its own term, or that of its correction."""
    unsigned: tuple[str, ...]
    """The parties that have not signed what the standard says now."""
    missing: tuple[str, ...]
    """The facts that somebody has to find out, the most useful first."""
    unmet: tuple[Reason, ...]
    """What the merchant has to mend."""
    reminded: int
    """How often somebody was reminded since it was begun, or its correction ordered."""


CORRECTING = Label(en="time for the correction", zh="整改期限")
REVIEWING = Label(en="time until the re-review", zh="复审日之前的时间")


def appoint_review(
    merchant: Merchant, naming: Naming, command: AppointReview, context: Context[Rules]
) -> Decision:
    """Appoint a day for the re-review, neither past nor after its due day; the same again changes nothing."""
    review, on = naming.review, command.on
    if on == review.appointed:
        return ()
    first = max(first_day(review.on, context.rules.review.ahead_days), context.today)
    if review.on < context.today:
        raise Invalid.at("on", "merchants.appointment_over", value=on, due=review.on)
    if not first <= on <= review.on:
        raise Invalid.at("on", "merchants.no_appointment", value=on, first=first, due=review.on)
    opens = datetime.combine(on, time.min, context.now.tzinfo)
    return ((("merchant", merchant.id), ReviewAppointed(attrs.evolve(review, appointed=on, opens=opens))),)


def start_review(merchant: Merchant, naming: Naming, context: Context[Rules]) -> Decision:
    """Open the re-review on its day, with a term to do it in: to its due day at least."""
    review = naming.review
    if context.now < review.opens:
        eve = cases.term_to(review.begins - timedelta(days=1), context.now)
        raise TermRunning(what=REVIEWING, term=eve.reason)
    within = cases.term(context.rules.review.within, context.now, context.calendar)
    term = within if within.day >= review.on else cases.term_to(review.on, context.now)
    return ((("merchant", merchant.id), ReviewStarted(attrs.evolve(review, term=term))),)


def sign_review(merchant: Merchant, command: SignReview, context: Context[Rules]) -> Decision:
    """Sign for one party, who need not find that the standard is met."""
    parties, party = context.rules.review.parties, command.party
    if party not in parties:
        raise Invalid.at("party", "value.not_one_of", value=party, choices=parties)
    if not context.actor.may({party}):
        raise Forbidden(context.actor.id, "merchants.SignReview", (party,))
    keep_apart_signing(merchant, party, context)
    answers = answers_of(judge(context.rules.standard, merchant, on=context.today))
    signature = ReviewSignature(party, context.actor.id, context.today, answers)
    return ((("merchant", merchant.id), ReviewSigned(signature)),)


def unsigned(review: Review, answers: tuple[tuple[str, str], ...], rules: Rules) -> tuple[str, ...]:
    """The parties that have not signed these answers: not at all, or before something else was found."""
    signed = {signature.party for signature in review.signatures if signature.answers == answers}
    return tuple(party for party in rules.review.parties if party not in signed)


def order_correction(merchant: Merchant, naming: Naming, context: Context[Rules]) -> Decision:
    """Name every condition in the way and give time for it; anew, once others are, or once that passed."""
    keep_apart_reviewing(merchant, context)
    review, verdict = naming.review, judge(context.rules.standard, merchant, on=context.today)
    weak = {code for code, _ in unproven(verdict.rules, verdict, merchant.facts)}
    if verdict.answer == "met" and not weak:
        raise NothingToCorrect(verdict.standard, verdict.rules.title, verdict.version)
    found = ((code, "unknown" if code in weak else answer) for code, answer in answers_of(verdict))
    failing = tuple((code, answer) for code, answer in found if answer in {"unmet", "unknown"})
    if review.correction and review.term and set(failing) <= set(review.correction.conditions):
        term_over(CORRECTING, review.term, context.today)
    term = cases.term(context.rules.review.correction, context.now, context.calendar)
    correction = Correction(context.actor.id, context.today, failing)
    return ((("merchant", merchant.id), CorrectionOrdered(correction, term)),)


def check_failed(ground: str, merchant: Merchant, context: Context[Rules]) -> None:
    """Refuse a case on a failed re-review, but on what evidence shows to be unmet after its correction.

    An unknown fails nobody: it is to be found out. What was found unmet since is named to the merchant first.
    """
    if ground != context.rules.review.ground:
        return
    review = merchant.naming.review if merchant.naming else None
    verdict = judge(context.rules.standard, merchant, on=context.today)
    version = verdict.rules
    about = verdict.standard, version.title, verdict.version
    if verdict.answer == "met":
        raise NothingToCorrect(*about)
    if verdict.answer == "unknown":
        missing = verdict.needs()
        titles = {fact.name: fact.title for fact in version.facts}
        raise FactsMissing(*about, missing, tuple(titles[name] for name in missing))
    named = review.correction.conditions if review and review.correction else ()
    unmet = [finding for finding in verdict.findings if finding.answer == "unmet"]
    unnamed = tuple(finding.title for finding in unmet if (finding.code, "unmet") not in named)
    if unnamed or review is None or review.term is None:
        raise NotCorrected(unnamed)
    term_over(CORRECTING, review.term, context.today)
    if weak := unproven(version, verdict, merchant.facts, "unmet"):
        raise EvidenceMissing(tuple(why for _, why in weak))


def pass_review(merchant: Merchant, naming: Naming, context: Context[Rules]) -> Decision:
    """Close the re-review of a merchant that meets the standard, as all parties have signed."""
    keep_apart_reviewing(merchant, context)
    ruling = rule(merchant, True, context)
    if missing := unsigned(naming.review, ruling.answers, context.rules):
        raise Unsigned(missing)
    anchor = merchant.taken_from.reviews_from if merchant.taken_from else naming.on
    review = next_review(naming.review.number + 1, anchor, context)
    passed = ReviewPassed(ruling, review, listing_term(merchant.listed_on, context))
    return ((("merchant", merchant.id), passed),)


def overdue(merchant: Merchant, history: Iterable[MerchantEvent], rules: Rules, on: date) -> OverdueReview:
    """What an overdue re-review waits for on a day, by the merchant's record and history."""
    review = cast("Naming", merchant.naming).review
    verdict = judge(rules.standard, merchant, on=on)
    reminded = 0
    for event in history:
        if isinstance(event, ReviewStarted | CorrectionOrdered):
            reminded = 0
        elif isinstance(event, Reminded):
            reminded += 1
    return OverdueReview(
        merchant=merchant,
        since=review.to_be_done_by + timedelta(days=1),
        unsigned=unsigned(review, answers_of(verdict), rules),
        missing=verdict.needs(),
        unmet=verdict.why_not() if verdict.answer == "unmet" else (),
        reminded=reminded if review.term else 0,
    )
