"""How stations are found, what they need next, and how they stand on the map."""

from collections.abc import Iterable, Iterator
from typing import Final

from ..decider import Due, Index, Keyed, Kind
from ..names import folded
from ..places import Lapse, Place
from ..text import Reason
from ._commands import MarkExpired
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
from ._evolve import evolve
from ._judging import services_on
from ._lifecycle import IN_PROJECT, STANDINGS, possible
from ._reports import OFF_THE_MAP, flag_reason
from ._values import Station

__all__ = ["RECORD", "due", "place"]

_NO_LEVEL: Final = ""
_NO_TIER: Final = ""


def _keys(station: Station) -> Iterable[Keyed]:
    level = station.level.code if station.level else _NO_LEVEL
    yield "by_code", (station.code,)
    yield "by_area", (station.area, station.standing, level)
    yield "by_level", (station.standing, level, station.area)
    yield "by_kind", (station.kind, station.standing, station.area)
    yield "by_tier", (station.tier or _NO_TIER, station.kind, station.standing)
    for way in sorted(station.entry):
        yield "by_entry", (way, station.standing, station.area)
    for ref in station.refs:
        yield "by_ref", (ref.system, ref.number)


def due(station: Station) -> Due | None:
    """The next thing that time alone brings: the earliest, of several."""
    if station.standing == "closed":
        return None
    ends = [
        equipment.ends
        for equipment in station.equipment.values()
        if equipment.state == "working" and equipment.ends is not None
    ]
    if station.level is not None:
        ends.append(station.level.ends)
    if station.flag is not None and station.flag.waits is not None:
        ends.append(station.flag.waits.ends)
    if station.grace is not None:
        ends.append(station.grace.term.ends)
    if station.recheck is not None:
        ends.append(station.recheck)
    project = station.project if station.standing in IN_PROJECT else None
    if project is not None and project.waits is not None:
        ends.append(project.waits.ends)
    if station.standing == "open" and station.watch is not None:
        ends.append(station.watch.ends)
    return Due(min(ends), MarkExpired(station.id), station.area) if ends else None


def place(station: Station) -> Place:
    """The station as the map shows it, or why the map does not.

    A service whose equipment is on record as broken or out of date is left out, and `lapses` says why; one
    whose equipment bears a date ends with that day, whether or not `MarkExpired` has been sent.
    """
    lapses = tuple(_lapses(station))
    gone = {lapse.service for lapse in lapses if lapse.since is None}
    return Place(
        id=station.id,
        kind=station.kind,
        name=station.name,
        point=station.point,
        services=station.services.keys() - gone,
        hours=station.hours,
        level=station.level.code if station.level else None,
        area=station.area,
        absent=_absent(station),
        lapses=lapses,
        doubts=tuple(_doubts(station)),
        confirmed=station.confirmed_at,
        level_ends=station.level.ends if station.level else None,
        notes=tuple(_notes(station)),
        entry=station.entry,
        staffed=station.staffed,
        service_hours=tuple(sorted(station.service_hours.items())),
        serves=() if station.target is None else (station.target,),
        full=_full(station),
    )


def _notes(station: Station) -> Iterator[Reason]:
    if station.flag is not None:
        yield flag_reason(station.flag)
    if station.unconfirmed is not None:
        yield Reason("stations.unconfirmed", since=station.unconfirmed)


def _full(station: Station) -> bool | None:
    """Whether riders found it full; not if one has found it open lately, None where nobody has said."""
    if station.flag is not None and station.flag.seen == "full":
        return True
    return False if any(report.seen == "open" for report in station.reports) else None


def _lapses(station: Station) -> Iterator[Lapse]:
    """Every service with equipment that cannot be used now, or that bears the last day on which it can."""
    for service, needs in station.services.items():
        for found in (station.equipment[kind] for kind in needs if kind in station.equipment):
            called, on = station.titles.get(found.kind, found.kind), found.checked_on
            outdated = Reason("stations.equipment_expired", equipment=called, last=found.expires_on)
            if not found.quantity:
                yield Lapse(service, Reason("stations.equipment_none", equipment=called, on=on))
            elif found.state == "broken":
                yield Lapse(service, Reason("stations.equipment_broken", equipment=called, on=on))
            elif found.state == "expired":
                yield Lapse(service, outdated)
            elif found.ends is not None:
                yield Lapse(service, outdated, found.ends)


def _doubts(station: Station) -> Iterator[Lapse]:
    """Every service with equipment of which nothing is known."""
    for service, needs in station.services.items():
        if unchecked := tuple(kind for kind in needs if kind not in station.equipment):
            yield Lapse(service, Reason("stations.equipment_unchecked", equipment=unchecked))


def _absent(station: Station) -> Reason | None:
    if station.standing in IN_PROJECT:
        return Reason("stations.not_open_yet", standing=STANDINGS[station.standing])
    if station.standing == "closed":
        if station.successor is not None:
            return Reason("stations.moved", successor=station.successor)
        return Reason("stations.closed")
    if station.flag is not None and station.flag.seen in OFF_THE_MAP:
        return flag_reason(station.flag)
    if station.closure is None:
        return None
    if station.closure.until is None:
        return Reason("stations.closed_for_now", cause=station.closure.cause)
    return Reason("stations.closed_until", cause=station.closure.cause, until=station.closure.until)


RECORD: Final = Kind(
    name="station",
    state=Station,
    events=(
        Registered,
        EquipmentRecorded,
        EquipmentExpired,
        FactsRecorded,
        Measured,
        HoursSet,
        ServicesSet,
        KeeperAppointed,
        Graded,
        LevelExpired,
        ClosedTemporarily,
        Reopened,
        Closed,
        StatusReported,
        Flagged,
        ReportsAnswered,
        AnswerOverdue,
        GraceBegun,
        GraceEnded,
        LevelDropped,
        FittingStarted,
        FittingFinished,
        ReturnedForCorrection,
        Accepted,
        Opened,
        ProjectOverdue,
        Confirmed,
        Visited,
        Watched,
        FellDormant,
        Revived,
        EntrySet,
        Classified,
        RecheckSet,
        KeeperEnded,
        RefAdded,
    ),
    evolve=evolve,
    indexes=(
        Index("by_code", ("code",), unique=True),
        Index("by_area", ("area", "standing", "level")),
        Index("by_level", ("standing", "level", "area")),
        Index("by_kind", ("kind", "standing", "area")),
        Index("by_tier", ("tier", "kind", "standing")),
        Index("by_entry", ("entry", "standing", "area")),
        Index("by_ref", ("system", "number"), unique=True),
    ),
    keys=_keys,
    due=due,
    place=place,
    possible=possible,
    filters={
        "host": lambda station, host, _: station.host == host,
        "keeper": lambda station, keeper, _: station.keeper == keeper,
        "service": lambda station, service, today: service in services_on(station, today),
        "name": lambda station, name, _: folded(station.name) == folded(name),
        "name_contains": lambda station, part, _: folded(part) in folded(station.name),
    },
)
