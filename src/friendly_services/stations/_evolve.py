"""What an event makes of a station: it assigns what the event states."""

from typing import assert_never

import attrs

from ..cases import Term
from ._events import (
    Accepted,
    AnswerOverdue,
    Classified,
    Closed,
    ClosedTemporarily,
    Confirmed,
    EntrySet,
    EquipmentExpired,
    EquipmentRecorded,
    Event,
    FactsRecorded,
    FellDormant,
    FittingFinished,
    FittingStarted,
    Flagged,
    GraceBegun,
    GraceEnded,
    Graded,
    HoursSet,
    KeeperAppointed,
    KeeperEnded,
    LevelDropped,
    LevelExpired,
    Measured,
    Opened,
    ProjectOverdue,
    RecheckSet,
    RefAdded,
    Registered,
    Reopened,
    ReportsAnswered,
    ReturnedForCorrection,
    Revived,
    ServicesSet,
    StatusReported,
    Visited,
    Watched,
)
from ._values import Fact, Keeper, Level, Project, Station, StatusReport

__all__ = ["evolve", "keepers"]


def evolve(station: Station | None, event: Event) -> Station:
    """The station after one of its events."""
    if isinstance(event, Registered):
        return Station(
            id=event.id,
            code=event.code,
            name=event.name,
            host=event.host,
            point=event.point,
            area=event.area,
            services=event.services,
            hours=event.hours,
            keeper=event.keeper,
            keepers=(Keeper(event.keeper, event.on),) if event.keeper else (),
            area_m2=event.area_m2,
            seats=event.seats,
            facts=_merged((), event.facts),
            standing="planned" if event.project else "open",
            project=event.project,
            seen_on=None if event.project else event.on,
            watch=event.watch,
            entry=event.entry,
            kind=event.kind,
            tier=event.tier,
            target=event.target,
            plaque=event.plaque,
            free=event.free,
        )
    assert station is not None  # noqa: S101 # a journal begins with `Registered`
    match event:
        case EquipmentRecorded():
            found = event.equipment
            titles = {**station.titles, found.kind: event.title} if event.title else station.titles
            return attrs.evolve(station, equipment={**station.equipment, found.kind: found}, titles=titles)
        case EquipmentExpired():
            expired = attrs.evolve(station.equipment[event.kind], state="expired")
            return attrs.evolve(station, equipment={**station.equipment, event.kind: expired})
        case FactsRecorded():
            return attrs.evolve(station, facts=_merged(station.facts, event.facts))
        case RefAdded():
            return attrs.evolve(station, refs=(*station.refs, event.ref))
        case Measured():
            return attrs.evolve(station, area_m2=event.area_m2, seats=event.seats)
        case HoursSet():
            return attrs.evolve(
                station, hours=event.hours, staffed=event.staffed, service_hours=event.services
            )
        case RecheckSet():
            return attrs.evolve(station, recheck=event.at)
        case Classified():
            return attrs.evolve(
                station,
                kind=event.kind,
                tier=event.tier,
                target=event.target,
                plaque=event.plaque,
                free=event.free,
            )
        case EntrySet():
            return attrs.evolve(station, entry=event.entry)
        case ServicesSet():
            kept = {code: hours for code, hours in station.service_hours.items() if code in event.services}
            return attrs.evolve(station, services=event.services, service_hours=kept)
        case KeeperAppointed():
            named = Keeper(event.keeper, event.on)
            return _kept_by(station, (named,) if event.on is None else (*keepers(station), named))
        case KeeperEnded():
            ended = [
                attrs.evolve(one, until=event.on) if one.id == event.keeper and one.until is None else one
                for one in keepers(station)
            ]
            return _kept_by(station, tuple(ended))
        case Graded():
            return attrs.evolve(station, level=event.level, level_facts=event.facts, grace=None)
        case LevelExpired():
            return attrs.evolve(_without_level(station), honours=_honours(station))
        case GraceBegun():
            return attrs.evolve(station, grace=event.grace)
        case GraceEnded():
            return attrs.evolve(station, grace=None)
        case LevelDropped():
            return _without_level(station)
        case ClosedTemporarily():
            return attrs.evolve(
                station,
                standing="closed_temporarily",
                closure=event.closure,
                flag=None,
                reports=(),
                unconfirmed=None,
            )
        case Reopened():
            confirmed = event.at or station.confirmed_at
            return attrs.evolve(
                station, standing="open", closure=None, confirmed_at=confirmed, seen_on=event.on
            )
        case Closed():
            return attrs.evolve(
                station,
                standing="closed",
                successor=event.successor,
                flag=None,
                reports=(),
                unconfirmed=None,
            )
        case StatusReported():
            confirmed = event.report.at if event.report.seen == "open" else station.confirmed_at
            return attrs.evolve(station, reports=_latest(station, event), confirmed_at=confirmed)
        case Flagged():
            return attrs.evolve(station, standing="flagged", flag=event.flag, unconfirmed=None)
        case ReportsAnswered():
            return attrs.evolve(station, standing="open", flag=None, reports=(), confirmed_at=event.at)
        case AnswerOverdue():
            assert station.flag is not None  # noqa: S101 # decided of a station that is flagged
            return attrs.evolve(station, flag=attrs.evolve(station.flag, overdue=True, again=event.again))
        case Confirmed():
            return attrs.evolve(station, confirmed_at=event.at)
        case Visited():
            return attrs.evolve(station, seen_on=event.on)
        case Watched():
            return attrs.evolve(station, seen_on=event.since, watch=event.term)
        case FellDormant():
            return attrs.evolve(station, standing="dormant", unconfirmed=event.since)
        case Revived():
            return attrs.evolve(station, standing="open", watch=event.term, unconfirmed=None)
        case (
            FittingStarted()
            | FittingFinished()
            | ReturnedForCorrection()
            | Accepted()
            | Opened()
            | ProjectOverdue()
        ):
            assert station.project is not None  # noqa: S101 # decided of a station that was planned
            return _projected(station, station.project, event)
        case _:
            assert_never(event)


def _projected(
    station: Station,
    project: Project,
    event: FittingStarted | FittingFinished | ReturnedForCorrection | Accepted | Opened | ProjectOverdue,
) -> Station:
    """The station at a step of its project."""
    standing, confirmed = station.standing, station.confirmed_at
    match event:
        case FittingStarted():
            standing, project = "fitting", _handed_on(project, event.by, event.term)
        case FittingFinished():
            standing, project = "acceptance", _handed_on(project, event.by, event.term)
        case ReturnedForCorrection():
            standing = "correcting"
            project = attrs.evolve(
                project, items=event.items, term=event.term, overdue=False, accepted=(), again=None
            )
        case Accepted():
            project = attrs.evolve(project, accepted=(*project.accepted, event.signature))
        case Opened():
            standing, confirmed = "open", event.at
        case ProjectOverdue():
            project = attrs.evolve(project, overdue=True, again=event.again)
        case _:
            assert_never(event)
    return attrs.evolve(station, standing=standing, confirmed_at=confirmed, project=project)


def _handed_on(project: Project, by: str, term: Term) -> Project:
    """With one more who had a hand in it, and the next step's term."""
    hands = project.hands if by in project.hands else (*project.hands, by)
    return attrs.evolve(project, hands=hands, term=term, overdue=False, again=None)


def keepers(station: Station) -> tuple[Keeper, ...]:
    """All keepers, with the one of a record in which earlier releases wrote no days."""
    if not station.keepers and station.keeper is not None:
        return (Keeper(station.keeper, None),)
    return station.keepers


def _kept_by(station: Station, all_: tuple[Keeper, ...]) -> Station:
    first = next((one.id for one in all_ if one.until is None), None)
    return attrs.evolve(station, keeper=first, keepers=all_)


def _merged(old: tuple[Fact, ...], new: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts with newer findings in place of those about the same day."""
    found = {(fact.name, fact.on): fact for fact in (*old, *new)}
    return tuple(fact for _, fact in sorted(found.items()))


def _latest(station: Station, event: StatusReported) -> tuple[StatusReport, ...]:
    """The reports that count, with the newest of this rider in place of an earlier one."""
    others = (one for one in station.reports if one.rider != event.report.rider and one.at >= event.since)
    return (*others, event.report)


def _without_level(station: Station) -> Station:
    return attrs.evolve(station, level=None, level_facts={}, grace=None, recheck=None)


def _honours(station: Station) -> tuple[Level, ...]:
    """With the level that ran out, unless its standard was no longer met."""
    if station.level is None or station.grace is not None:
        return station.honours
    return (*station.honours, station.level)
