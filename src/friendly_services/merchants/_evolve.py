"""How events make the records: assignment only, no rule and no clock."""

from datetime import date
from typing import Any, assert_never, cast

import attrs

from ..cases import Term
from ._events import (
    AppealDecided,
    Appealed,
    AppealLodged,
    ApplicationClosed,
    ApplicationEvent,
    ApplicationOpened,
    Applied,
    CaseStated,
    CheckCompleted,
    ClosingAnnounced,
    CoolOffEnded,
    Corrected,
    CorrectionOrdered,
    Decided,
    Ended,
    FactsRecorded,
    HearingAsked,
    HearingClosed,
    HearingHeld,
    HearingOpened,
    Hidden,
    Listed,
    MerchantEvent,
    Moved,
    Named,
    Objected,
    ObjectionAnswered,
    PlaqueRecovered,
    PlaqueReplaced,
    PlaqueVoided,
    RefAdded,
    Reminded,
    Restored,
    Resubmitted,
    ReturnedForCorrection,
    ReviewAppointed,
    ReviewPassed,
    ReviewSigned,
    ReviewStarted,
    RevocationDecided,
    RevocationDismissed,
    RevocationEvent,
    RevocationNotified,
    RevocationOpened,
    RevocationOverturned,
    RevocationStayed,
    RevocationUpheld,
    Revoked,
    Shown,
    StayOrdered,
    Suspended,
    TakenOver,
    Withdrawn,
)
from ._values import Application, Hearing, Loss, Merchant, Naming, Plaque, Revocation, with_facts

__all__ = ["evolve_application", "evolve_merchant", "evolve_revocation"]


def evolve_merchant(state: Merchant | None, event: MerchantEvent) -> Merchant:
    """The merchant after what happened to it."""
    if isinstance(event, Applied):
        return Merchant(
            id=event.id,
            name=event.name,
            licence=event.licence,
            trade=event.trade,
            premises=event.premises,
            services=event.services,
            hours=event.hours,
            facts=with_facts((), event.facts),
            refs=event.refs,
            applicant=event.applicant,
            applied_on=event.on,
            standing=event.standing,
            term=event.term,
            outside=event.outside,
            filed_by=frozenset({event.filed_by}),
            source=event.source,
            nomination=event.nomination,
            photos=event.photos,
        )
    if isinstance(event, TakenOver):
        return Merchant(
            id=event.id,
            name=event.name,
            licence=event.licence,
            trade=event.trade,
            premises=event.premises,
            services=event.services,
            hours=event.hours,
            facts=with_facts((), event.facts),
            refs=event.refs,
            applicant=event.applicant,
            applied_on=None,
            standing="named",
            term=event.term,
            outside=event.outside,
            filed_by=frozenset({event.taken_from.by}),
            naming=event.naming,
            listed_on=event.listed_on,
            taken_from=event.taken_from,
        )
    merchant = cast("Merchant", state)  # nothing happens to a merchant before it applied or was taken over
    match event:
        case Moved():
            return attrs.evolve(merchant, standing=event.standing, term=event.term, reminded=None)
        case Corrected():
            return attrs.evolve(
                merchant,
                name=event.name,
                licence=event.licence,
                trade=event.trade,
                premises=event.premises,
                services=event.services,
                hours=event.hours,
                outside=event.outside,
                filed_by=merchant.filed_by | {event.filed_by},
                photos=merchant.photos if event.photos is None else event.photos,
            )
        case FactsRecorded():
            return attrs.evolve(merchant, facts=with_facts(merchant.facts, event.facts))
        case RefAdded():
            return attrs.evolve(merchant, refs=(*merchant.refs, event.ref))
        case Named():
            return attrs.evolve(
                merchant, standing="named", naming=event.naming, term=event.term, reminded=None
            )
        case Listed():
            review = cast("Naming", merchant.naming).review
            return attrs.evolve(merchant, listed_on=event.on, term=review.term, reminded=None)
        case Reminded():
            return attrs.evolve(merchant, reminded=event.next)
        case Hidden():
            return attrs.evolve(merchant, hidden=event.hiding)
        case Shown():
            return attrs.evolve(merchant, hidden=None)
        case Suspended():
            return attrs.evolve(
                merchant,
                standing="suspended",
                suspension=event.suspension,
                term=event.suspension.term,
                reminded=None,
            )
        case Restored():
            return attrs.evolve(merchant, standing="named", suspension=None, term=event.term, reminded=None)
        case ReviewAppointed():
            naming = attrs.evolve(cast("Naming", merchant.naming), review=event.review)
            return attrs.evolve(merchant, naming=naming)
        case ReviewSigned():
            naming = cast("Naming", merchant.naming)
            signed = {s.party: s for s in (*naming.review.signatures, event.signature)}
            review = attrs.evolve(naming.review, signatures=tuple(signed.values()))
            return attrs.evolve(merchant, naming=attrs.evolve(naming, review=review))
        case CorrectionOrdered():
            naming = cast("Naming", merchant.naming)
            review = attrs.evolve(naming.review, correction=event.correction, term=event.term)
            naming = attrs.evolve(naming, review=review)
            return attrs.evolve(merchant, naming=naming, term=event.term, reminded=None)
        case ReviewStarted():
            naming = attrs.evolve(cast("Naming", merchant.naming), review=event.review)
            return attrs.evolve(merchant, naming=naming, term=event.review.term, reminded=None)
        case ReviewPassed():
            naming = attrs.evolve(cast("Naming", merchant.naming), review=event.review, ruling=event.ruling)
            return attrs.evolve(merchant, naming=naming, term=event.term, reminded=None)
        case RevocationOpened():
            return attrs.evolve(
                merchant,
                standing="revoking",
                revocation=event.case,
                ground=event.ground,
                term=event.term,
                reminded=None,
                may_ask_hearing=event.hearing,
            )
        case HearingOpened():
            return attrs.evolve(
                merchant, standing="hearing", term=event.term, reminded=None, may_ask_hearing=False
            )
        case HearingClosed():
            return attrs.evolve(merchant, standing="revoking", term=event.term, reminded=None)
        case RevocationDismissed():
            return attrs.evolve(
                merchant,
                standing=event.standing,
                revocation=None,
                ground=None,
                hidden=None,
                term=event.term,
                reminded=None,
                may_ask_hearing=False,
            )
        case Revoked():
            return attrs.evolve(
                merchant,
                standing="revoked",
                naming=_recalled(merchant, event.on, event.return_by),
                listed_on=None,
                revocation=None,
                hidden=None,
                suspension=None,
                term=None,
                reminded=None,
                claimed_until=event.claimed_until,
                lost=_lost(merchant, event),
                may_ask_hearing=False,
            )
        case Appealed():
            return attrs.evolve(
                merchant, standing="appealed", term=event.term, reminded=None, claimed_until=None
            )
        case RevocationStayed():
            lost = cast("Loss", merchant.lost)
            return attrs.evolve(
                _given_back(merchant, event.plaque), lost=attrs.evolve(lost, stayed_on=event.on)
            )
        case RevocationUpheld():
            return attrs.evolve(
                merchant,
                standing="revoked",
                naming=_recalled(merchant, event.on, event.return_by),
                listed_on=None,
                suspension=None,
                term=None,
                reminded=None,
                claimed_until=event.claimed_until,
                lost=None,
            )
        case RevocationOverturned():
            return attrs.evolve(
                _given_back(merchant, event.plaque),
                standing=event.standing,
                ground=None,
                term=event.term,
                reminded=None,
                lost=None,
            )
        case CoolOffEnded():
            return attrs.evolve(merchant, claimed_until=None, lost=None)
        case ClosingAnnounced():
            return attrs.evolve(merchant, closing=event.closing)
        case Withdrawn() | Ended():
            return attrs.evolve(
                merchant,
                standing="withdrawn" if isinstance(event, Withdrawn) else "ended",
                naming=_recalled(merchant, event.on, event.return_by) if event.return_by else merchant.naming,
                closing=None,
                listed_on=None,
                hidden=None,
                suspension=None,
                term=None,
                reminded=None,
            )
        case PlaqueRecovered():
            return _with_plaque(merchant, returned=event.on)
        case PlaqueVoided():
            return _with_plaque(merchant, voided=event.on)
        case PlaqueReplaced():
            return _replaced(_with_plaque(merchant, voided=event.plaque.issued), event.plaque)
        case _:
            assert_never(event)


def _with_plaque(merchant: Merchant, **changes: Any) -> Merchant:
    naming = cast("Naming", merchant.naming)
    return attrs.evolve(merchant, naming=attrs.evolve(naming, plaque=attrs.evolve(naming.plaque, **changes)))


def _replaced(merchant: Merchant, plaque: Plaque) -> Merchant:
    """The merchant with another plaque; the one before stays on record."""
    naming = cast("Naming", merchant.naming)
    return attrs.evolve(
        merchant,
        naming=attrs.evolve(naming, plaque=plaque),
        void_plaques=(*merchant.void_plaques, naming.plaque),
    )


def _recalled(merchant: Merchant, on: date, return_by: Term | None) -> Naming:
    """The naming with its plaque recalled: since that day, unless it was already."""
    naming = cast("Naming", merchant.naming)
    if naming.plaque.recalled is not None:
        return naming
    return attrs.evolve(naming, plaque=attrs.evolve(naming.plaque, recalled=on, return_by=return_by))


def _lost(merchant: Merchant, event: Revoked) -> Loss | None:
    if event.appeal_by is None:
        return None
    return Loss(
        case=event.case,
        on=event.on,
        appeal_by=event.appeal_by,
        cool_off=event.cool_off,
        listed_on=merchant.listed_on,
        suspension=merchant.suspension,
    )


def _given_back(merchant: Merchant, plaque: Plaque | None) -> Merchant:
    """The merchant with what its revocation took: its plaque or a new one, point on the map, rest."""
    lost = cast("Loss", merchant.lost)
    if plaque is None:
        merchant = _with_plaque(merchant, recalled=None, return_by=None, returned=None)
    else:
        merchant = _replaced(merchant, plaque)
    return attrs.evolve(
        merchant,
        listed_on=lost.listed_on,
        suspension=lost.suspension,
    )


def evolve_application(state: Application | None, event: ApplicationEvent) -> Application:
    """The application after what happened to it."""
    if isinstance(event, ApplicationOpened):
        return Application(event.id, event.applicant, event.case)
    application = cast("Application", state)
    match event:
        case ReturnedForCorrection():
            return attrs.evolve(application, case=event.case, asked=event.items)
        case Resubmitted():
            confirmed = application.outside_confirmed and not event.moved
            return attrs.evolve(application, case=event.case, outside_confirmed=confirmed)
        case CheckCompleted():
            return attrs.evolve(
                application, case=event.case, asked=(), outside_confirmed=event.outside_confirmed
            )
        case Decided():
            return attrs.evolve(application, case=event.case, ruling=event.ruling)
        case Objected():
            return attrs.evolve(application, objections=(*application.objections, event.objection))
        case ObjectionAnswered():
            return attrs.evolve(
                application,
                case=event.case,
                objections=tuple(
                    event.objection if o.number == event.objection.number else o
                    for o in application.objections
                ),
            )
        case ApplicationClosed():
            return attrs.evolve(application, outcome=event.outcome)
        case _:
            assert_never(event)


def evolve_revocation(state: Revocation | None, event: RevocationEvent) -> Revocation:
    """The case after what happened to it."""
    if isinstance(event, RevocationNotified):
        return Revocation(
            id=event.id,
            merchant=event.merchant,
            ground=event.ground,
            evidence=event.evidence,
            findings=event.findings,
            opened_by=event.by,
            opened_on=event.on,
            heard=event.heard,
            mended=event.mended,
            ask_by=event.ask_by,
        )
    revocation = cast("Revocation", state)
    match event:
        case CaseStated():
            return attrs.evolve(
                revocation,
                statement=event.statement,
                stated_on=event.on,
                stated_by=event.by,
                waived=event.waives_hearing,
            )
        case HearingAsked():
            return attrs.evolve(revocation, hearing=Hearing(event.by, event.on, event.hold_by))
        case HearingHeld():
            hearing = attrs.evolve(
                cast("Hearing", revocation.hearing),
                record=event.record,
                presided_by=event.by,
                held_on=event.on,
            )
            return attrs.evolve(revocation, hearing=hearing)
        case RevocationDecided():
            return attrs.evolve(
                revocation,
                outcome=event.outcome,
                decided_by=event.by,
                decided_on=event.on,
                hidden_by=event.hidden_by,
            )
        case AppealLodged():
            return attrs.evolve(revocation, appeal=event.text, appealed_by=event.by, appealed_on=event.on)
        case StayOrdered():
            return attrs.evolve(revocation, stayed_by=event.by)
        case AppealDecided():
            return attrs.evolve(
                revocation, overturned=event.overturned, judged_by=event.by, judged_on=event.on
            )
        case _:
            assert_never(event)
