"""The rules of the register: what a command does, or why not."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from typing import Any, assert_never

import attrs

from ..cases import term, term_to
from ..decider import Context, Decision, NewId
from ..errors import Invalid, NotFound, Problem
from ..fields import check_listed
from ..ids import Key, StationId
from ..text import Reason
from ._commands import (
    Accept,
    AddRef,
    AnswerReports,
    AppointKeeper,
    Classify,
    Close,
    CloseTemporarily,
    Command,
    ConfirmOpen,
    EndKeeper,
    FinishFitting,
    Grade,
    MarkExpired,
    Measure,
    Plan,
    RecordEquipment,
    RecordFacts,
    RecordVisit,
    Register,
    Reopen,
    ReportStatus,
    ReturnForCorrection,
    SetEntry,
    SetHours,
    SetServices,
    StartFitting,
    StationCommand,
)
from ._errors import NotGraded
from ._events import (
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
    HoursSet,
    LevelExpired,
    Measured,
    ProjectOverdue,
    RefAdded,
    Registered,
    Reopened,
    ReportsAnswered,
    ServicesSet,
)
from ._evolve import evolve
from ._grading import graded, held
from ._judging import DERIVED
from ._keepers import check_keeper, keeping
from ._lifecycle import IN_PROJECT, check_possible
from ._projects import planned, projected
from ._reports import reported
from ._rules import Rules
from ._use import visited, watched
from ._values import Closure, Equipment, Fact, Station

__all__ = ["decide", "subjects"]


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The one station that a command is about."""
    return (("station", new("station") if isinstance(command, (Register, Plan)) else command.station),)


def decide(states: Mapping[Key, Any], command: Command, context: Context[Rules]) -> Decision:
    """What a command does to a station, or why it is refused."""
    if isinstance(command, (Register, Plan)):
        registered = _register(command, context)
        return ((("station", registered.id), registered),)
    key = ("station", command.station)
    station: Station | None = states.get(key)
    if station is None:
        raise NotFound(*key)
    check_possible(command, station)
    events = _events(station, command, context)
    after = reduce(evolve, events, station)
    return tuple((key, event) for event in (*events, *held(after, context), *watched(after, context)))


def _events(
    station: Station,
    command: StationCommand,
    context: Context[Rules],
) -> tuple[Event, ...]:
    rules, today = context.rules, context.today
    match command:
        case StartFitting() | FinishFitting() | ReturnForCorrection() | Accept():
            return projected(station, command, context)
        case RecordEquipment():
            found = _equipment(station, command, context)
            return (EquipmentRecorded(found, rules.equipment[found.kind].title),)
        case RecordFacts():
            if not command.facts:
                raise Invalid.at("facts", "value.missing")
            _check_facts(command.facts, rules, today)
            return (FactsRecorded(command.facts),)
        case AddRef():
            return () if command.ref in station.refs else (RefAdded(command.ref),)
        case Measure():
            return (Measured(command.area_m2, command.seats),)
        case SetHours():
            _check_offered(command.services, station)
            return (HoursSet(command.hours, command.staffed, command.services),)
        case Classify():
            _check_class(command, rules)
            if station.level is not None and not rules.kinds[command.kind].graded:
                raise NotGraded(command.kind, rules.kinds[command.kind].title)
            return (Classified(command.kind, command.tier, command.target, command.plaque, command.free),)
        case SetEntry():
            return (EntrySet(command.entry),)
        case SetServices():
            return (ServicesSet(_services(command.services, rules)),)
        case AppointKeeper() | EndKeeper():
            return keeping(station, command, context)
        case Grade():
            return (graded(station, command.level, context),)
        case CloseTemporarily():
            return (ClosedTemporarily(_closure(command, context)),)
        case Reopen():
            return (Reopened(today, context.now),)
        case ReportStatus():
            return reported(station, command, context)
        case AnswerReports():
            check_keeper(station, context)
            return (ReportsAnswered(context.now, command.answer),)
        case ConfirmOpen():
            check_keeper(station, context)
            return (Confirmed(context.now),)
        case RecordVisit():
            return visited(station, command, context)
        case Close():
            if command.successor == station.id:
                raise Invalid.at("successor", "stations.own_successor")
            return (Closed(today, command.ref, command.successor),)
        case MarkExpired():
            return _expired(station, context)
        case _:
            assert_never(command)


def _register(command: Register | Plan, context: Context[Rules]) -> Registered:
    rules = context.rules
    if command.host not in rules.hosts:
        raise Invalid.at("host", "value.not_one_of", value=command.host, choices=tuple(rules.hosts))
    check_listed("area", command.area, rules.areas)
    services = _services(command.services, rules)
    _check_class(command, rules)
    entered = Registered(
        id=StationId(context.new("station")),
        code=command.code,
        name=command.name,
        host=command.host,
        point=command.point,
        area=command.area,
        services=services,
        hours=None,
        keeper=None,
        area_m2=None,
        seats=None,
        facts=(),
        on=context.today,
        kind=command.kind,
        tier=command.tier,
        target=command.target,
    )
    if isinstance(command, Plan):
        return attrs.evolve(entered, project=planned(command, context))
    _check_facts(command.facts, rules, context.today)
    return attrs.evolve(
        entered,
        hours=command.hours,
        keeper=command.keeper,
        area_m2=command.area_m2,
        seats=command.seats,
        facts=command.facts,
        entry=command.entry,
        plaque=command.plaque,
        free=command.free,
        watch=term(rules.dormant, context.now, context.calendar) if rules.dormant else None,
    )


def _check_class(command: Register | Plan | Classify, rules: Rules) -> None:
    """Refuse a kind, tier or target that the pack does not list."""
    for field, value, listed in (
        ("kind", command.kind, rules.kinds),
        ("tier", command.tier, rules.tiers),
        ("target", command.target, rules.targets),
    ):
        if value is not None and value not in listed:
            raise Invalid.at(field, "value.not_one_of", value=value, choices=tuple(listed))


def _check_offered(services: Iterable[str], station: Station) -> None:
    """Refuse hours of what the station does not offer."""
    for code in services:
        if code not in station.services:
            raise Invalid.at("services", "value.not_one_of", value=code, choices=tuple(station.services))


def _services(services: frozenset[str], rules: Rules) -> Mapping[str, tuple[str, ...]]:
    unknown = sorted(services - rules.services.keys())
    if unknown:
        raise Invalid(
            tuple(
                Problem("services", Reason("value.not_one_of", value=code, choices=tuple(rules.services)))
                for code in unknown
            )
        )
    return {code: rules.services[code].needs for code in sorted(services)}


def _check_facts(facts: Iterable[Fact], rules: Rules, today: date) -> None:
    """Refuse facts that no level asks for, that are not of their type, or that the record itself tells."""
    declared = {fact.name: fact for _, standard in rules.scheme.levels for fact in standard.facts}
    own = {*DERIVED, *rules.equipment, *rules.windows}
    problems = []
    for n, fact in enumerate(facts):
        if fact.name in own:
            problems.append(Problem(f"facts.{n}.name", Reason("stations.fact_is_derived", value=fact.name)))
        elif fact.name not in declared:
            choices = tuple(name for name in declared if name not in own)
            reason = Reason("value.not_one_of", value=fact.name, choices=choices)
            problems.append(Problem(f"facts.{n}.name", reason))
        elif refused := declared[fact.name].refuse(fact.value):
            problems.append(Problem(f"facts.{n}.value", refused))
        if fact.on > today:
            problems.append(Problem(f"facts.{n}.on", _ahead(fact.on, today)))
    if problems:
        raise Invalid(tuple(problems))


def _equipment(station: Station, command: RecordEquipment, context: Context[Rules]) -> Equipment:
    rule = context.rules.equipment.get(command.kind)
    if rule is None:
        choices = tuple(context.rules.equipment)
        raise Invalid.at("kind", "value.not_one_of", value=command.kind, choices=choices)
    if command.checked_on > context.today:
        raise Invalid((Problem("checked_on", _ahead(command.checked_on, context.today)),))
    before = station.equipment.get(command.kind)
    if before is not None and command.checked_on < before.checked_on:
        raise Invalid.at(
            "checked_on", "stations.check_superseded", value=command.checked_on, newer=before.checked_on
        )
    if rule.expires and command.quantity and command.expires_on is None:
        raise Invalid.at("expires_on", "stations.expiry_missing", equipment=rule.title)
    last = command.expires_on
    expired = command.state == "working" and last is not None and last < context.today
    return Equipment(
        kind=command.kind,
        quantity=command.quantity,
        state="expired" if expired else command.state,
        checked_on=command.checked_on,
        expires_on=last,
        ends=term_to(last, context.now).ends if last is not None else None,
    )


def _ahead(day: date, today: date) -> Reason:
    return Reason("stations.day_ahead", value=day, today=today)


def _closure(command: CloseTemporarily, context: Context[Rules]) -> Closure:
    cause = context.rules.causes.get(command.cause)
    if cause is None:
        choices = tuple(context.rules.causes)
        raise Invalid.at("cause", "value.not_one_of", value=command.cause, choices=choices)
    if command.until is not None and command.until < context.today:
        raise Invalid.at("until", "stations.day_past", value=command.until, today=context.today)
    return Closure(cause, context.today, command.until)


def _expired(station: Station, context: Context[Rules]) -> tuple[Event, ...]:
    today = context.today
    outdated = [
        EquipmentExpired(kind, today)
        for kind, equipment in sorted(station.equipment.items())
        if equipment.state == "working" and equipment.expires_on is not None and equipment.expires_on < today
    ]
    lapsed = station.level is not None and station.level.until < today
    flag = station.flag
    unanswered = flag is not None and flag.waits is not None and flag.waits.over(today)
    project = station.project if station.standing in IN_PROJECT else None
    late = project is not None and project.waits is not None and project.waits.over(today)
    again = term(context.rules.reminder, context.now, context.calendar)
    return (
        *outdated,
        *((LevelExpired(today),) if lapsed else ()),
        *((AnswerOverdue(today, again),) if unanswered else ()),
        *((ProjectOverdue(today, again),) if late else ()),
    )
