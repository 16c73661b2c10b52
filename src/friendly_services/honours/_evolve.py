"""What an event makes of an honour, a quota's places, a commendation: it assigns what the event states."""

from typing import Any, assert_never

import attrs

from ._events import (
    AppealDecided,
    Appealed,
    AppealLapsed,
    BonusStated,
    CaseStated,
    Commended,
    Declined,
    Dismissed,
    Expired,
    Granted,
    HonourEvent,
    Nominated,
    Objected,
    ObjectionAnswered,
    PutOnNotice,
    Reminded,
    RevocationOpened,
    Revoked,
    SeatsChanged,
    Withdrawn,
)
from ._values import BonusStatement, Commendation, Honour, Objection, Revocation, Seats, Standing

__all__ = ["evolve_bonus", "evolve_commendation", "evolve_honour", "evolve_seats"]


def evolve_honour(honour: Honour | None, event: HonourEvent) -> Honour:
    """The honour after one of its events."""
    if isinstance(event, Nominated):
        return Honour(
            id=event.id,
            title=event.title,
            name=event.name,
            subject=event.subject,
            area=event.area,
            period=event.period,
            cases=event.cases,
            score=event.score,
            ref=event.ref,
            nominated_by=event.by,
            nominated_on=event.on,
            speaker=event.speaker,
            term=event.term,
        )
    assert honour is not None  # noqa: S101 # a journal begins with `Nominated`
    match event:
        case PutOnNotice():
            return _at(honour, "notice", term=event.term, notice=event.term, decided_by=event.by)
        case Objected():
            objection = Objection(event.number, event.by, event.on, event.text)
            return _at(honour, "objected", term=event.term, objections=(*honour.objections, objection))
        case ObjectionAnswered():
            return _answered(honour, event)
        case Granted():
            return _at(honour, "granted", term=event.until, granted_on=event.on, until=event.until)
        case RevocationOpened():
            case = Revocation(
                event.ground, event.evidence, event.findings, event.by, event.on, heard=event.heard
            )
            return _at(honour, "revoking", term=event.decide_by, revocation=case)
        case CaseStated():
            return _in_case(honour, statement=event.statement, stated_by=event.by)
        case Revoked() | Dismissed():
            return _decided(honour, event)
        case Appealed():
            found = _in_case(honour, appeal=event.text, appealed_by=event.by)
            return _at(found, "appealed", term=event.decide_by)
        case AppealDecided():
            found = _in_case(
                honour, overturned=event.overturned, judgement=event.decision, judged_by=event.by
            )
            if event.overturned:
                return _at(found, "granted", term=honour.until)
            return _at(found, "revoked", term=None)
        case AppealLapsed():
            return _at(honour, "revoked", term=None)
        case Expired():
            return _at(honour, "expired", term=None)
        case Declined():
            return _at(honour, "declined", term=None)
        case Withdrawn():
            return _at(honour, "withdrawn", term=None)
        case Reminded():
            return attrs.evolve(honour, reminded=event.following)
        case _:
            assert_never(event)


def _at(honour: Honour, standing: Standing, **changes: Any) -> Honour:
    return attrs.evolve(honour, standing=standing, reminded=None, **changes)


def _in_case(honour: Honour, **changes: Any) -> Honour:
    assert honour.revocation is not None  # noqa: S101 # decided of an honour that has a case
    return attrs.evolve(honour, revocation=attrs.evolve(honour.revocation, **changes))


def _decided(honour: Honour, event: Revoked | Dismissed) -> Honour:
    revoked = isinstance(event, Revoked)
    found = _in_case(
        honour,
        outcome="revoked" if revoked else "dismissed",
        decision=event.decision,
        decided_by=event.by,
        decided_on=event.on,
    )
    if isinstance(event, Revoked):
        return _at(found, "revoked", term=event.appeal_by)
    return _at(found, "granted", term=honour.until)


def _answered(honour: Honour, event: ObjectionAnswered) -> Honour:
    """Back on public notice, to the day it had, once no objection is open."""
    objections = tuple(
        attrs.evolve(one, answer=event.answer, upheld=event.upheld) if one.number == event.number else one
        for one in honour.objections
    )
    after = attrs.evolve(honour, objections=objections)
    if any(one.answer is None for one in objections):
        return after
    return _at(after, "notice", term=honour.notice)


def evolve_seats(_: Seats | None, event: SeatsChanged) -> Seats:
    """The places of a quota after one of its events."""
    return Seats(event.id, event.title, event.area, event.period, event.seats)


def evolve_bonus(_: BonusStatement | None, event: BonusStated) -> BonusStatement:
    """A statement, which nothing changes."""
    return BonusStatement(
        id=event.id,
        merchant=event.merchant,
        scheme=event.scheme,
        name=event.name,
        item=event.item,
        points=event.points,
        of=event.of,
        period=event.period,
        on=event.on,
        named_on=event.named_on,
        months=event.months,
        reviewed_on=event.reviewed_on,
        pack=event.pack,
    )


def evolve_commendation(_: Commendation | None, event: Commended) -> Commendation:
    """A commendation, which nothing changes."""
    return Commendation(
        id=event.id,
        subject=event.subject,
        ground=event.ground,
        name=event.name,
        text=event.text,
        ref=event.ref,
        on=event.on,
        by=event.by,
    )
