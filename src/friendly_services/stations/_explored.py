"""The lifecycle of a station explored under a pack's rules: what is tried, what is one, what must never be.

A project can always come to its opening, what is off the map can come back, a flag can be answered by whoever
keeps the station, and a level that was lost can be had again; a pack under which it cannot is refused.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

import attrs

from .. import lifecycles
from ..decider import Due
from ..errors import Problem
from ..lifecycles import FIT, HOLDER, PROBE, Flaw, Lifecycle, Node, problems, reaching, stuck
from ..places import Point
from ..standards import Scheme
from ..workdays import Calendar
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
)
from ._decide import decide
from ._lifecycle import IN_PROJECT, LIFECYCLE, STANDINGS
from ._records import RECORD, due
from ._rules import Rules
from ._values import Fact, Ref, Standing, Station, facts_in

__all__ = ["LIFE", "TRIALS", "explored", "flaws"]

_LEVEL: Final = "level"
_SCHEME: Final = Scheme("probe", PROBE.title, ((_LEVEL, PROBE),))
_FINDING: Final = (RecordFacts, RecordEquipment, Measure, SetHours, AppointKeeper)
"""What puts on record that a station meets a level, or that it does not: one of them is tried for all."""
_RIDERS: Final = 2
"""As many as can be told apart: of more whose reports must match, the first, and those who flag it."""


# what can happen


def _trials(node: Node, rules: Rules) -> Iterable[Command]:
    """One command of every class, and of each answer that a command can give."""
    station: Station | None = node.record
    if station is None:
        return _entering(rules)
    open_to = [row.command for row in LIFECYCLE if station.standing in row.sources]
    return [trial for command in open_to for trial in TRIALS[command](node, station, rules)]


def _entering(rules: Rules) -> Iterable[Command]:
    for host in list(rules.hosts)[:1]:
        what: dict[str, Any] = {
            "name": "station",
            "host": host,
            "point": Point.wgs84(lat=29.4, lon=106.54),
            "area": min(rules.areas, default="area"),
            "services": (),
            "code": "1",
            "kind": _kind(rules),
        }
        yield from (Register(**what), Plan(**what, mode="new"))


def _kind(rules: Rules) -> str:
    """A kind that is graded, if there is one."""
    return max(rules.kinds, key=lambda kind: rules.kinds[kind].graded)


_Trial = Callable[[Node, Station, Rules], Iterable[Command]]


def _facts(node: Node, station: Station, _: Rules) -> Iterable[Command]:
    known, today = _fit(node), node.now.date()
    return [
        RecordFacts(station.id, (Fact(FIT, fit, today, "visit"),))
        for fit in (True, False)
        if fit is not known
    ]


def _equipment(node: Node, station: Station, rules: Rules) -> Iterable[Command]:
    today = node.now.date()
    return [
        RecordEquipment(station.id, kind, 1, today, expires_on=today + timedelta(days=1))
        for kind in list(rules.equipment)[:1]
    ]


def _close_temporarily(_: Node, station: Station, rules: Rules) -> Iterable[Command]:
    return [CloseTemporarily(station.id, cause) for cause in list(rules.causes)[:1]]


def _plain(command: Callable[..., Command], *rest: object) -> _Trial:
    return lambda _, station, __: [command(station.id, *rest)]


TRIALS: Final[Mapping[type[Command], _Trial]] = {
    **{
        command: _plain(command)
        for command in (StartFitting, FinishFitting, Accept, Measure, Reopen, ConfirmOpen, MarkExpired)
    },
    ReturnForCorrection: _plain(ReturnForCorrection, ("text",)),
    RecordEquipment: _equipment,
    RecordFacts: _facts,
    AddRef: _plain(AddRef, Ref("system", "1")),
    SetHours: _plain(SetHours, None),
    SetEntry: _plain(SetEntry, ()),
    Classify: lambda _, station, __: [Classify(station.id, station.kind)],
    SetServices: _plain(SetServices, ()),
    AppointKeeper: _plain(AppointKeeper, HOLDER),
    EndKeeper: _plain(EndKeeper, HOLDER),
    Grade: _plain(Grade, _LEVEL),
    CloseTemporarily: _close_temporarily,
    ReportStatus: lambda _, station, __: [ReportStatus(station.id, seen) for seen in ("locked", "open")],
    RecordVisit: lambda node, station, _: [RecordVisit(station.id, node.now.date())],
    AnswerReports: _plain(AnswerReports, "text"),
    Close: _plain(Close, "text"),
}
"""How each command about a station is tried."""


# when two states are one


def _told(node: Node, rules: Rules) -> Iterable[Hashable]:
    """Where it stands, what is known, and the terms that run."""
    station: Station = node.record
    yield station.standing
    if station.standing == "closed":
        return
    project, flag = station.project, station.flag
    if project and station.standing in IN_PROJECT:
        yield from (project.term, project.overdue, len(project.accepted))
    if flag:
        yield from (flag.term, flag.overdue)
    else:
        since = node.now - timedelta(hours=rules.reports.within_hours)
        yield sum(report.seen != "open" and report.at >= since for report in station.reports)
    yield station.keeper is None
    yield _fit(node)
    yield station.level and station.level.ends
    yield station.grace and station.grace.term
    yield station.watch if station.standing == "open" else None


def _fit(node: Node) -> Hashable:
    """Whether it was found to meet its level, by what is known."""
    station: Station = node.record
    return next((fact.value for fact in facts_in(station.facts, node.now.date()) if fact.name == FIT), None)


def _dues(station: Station) -> Iterable[Due]:
    first = due(station)
    return () if first is None else (first,)


LIFE: Final = Lifecycle(
    capability="stations", kinds=(RECORD,), decide=decide, trials=_trials, told=_told, dues=_dues
)
"""How a station's lifecycle is explored."""


def explored(rules: Rules, may: Mapping[str, frozenset[str]], calendar: Calendar) -> tuple[Node, ...]:
    """Every state of a station that can be reached under these rules, the nearest first."""
    reports = attrs.evolve(rules.reports, matching=min(rules.reports.matching, _RIDERS))
    finding = frozenset[str]().union(*(may.get(f"stations.{command.__name__}", ()) for command in _FINDING))
    return lifecycles.explored(
        LIFE,
        attrs.evolve(rules, scheme=_SCHEME, reports=reports),
        {**may, "stations.RecordFacts": finding},
        calendar,
    )


# what must never be

_ONWARD: Final[Mapping[Standing, type[Command]]] = {
    "planned": StartFitting,
    "fitting": FinishFitting,
    "correcting": FinishFitting,
    "acceptance": Accept,
}
"""The way to an opening, and by which step from each standing."""
_BACK: Final[Mapping[Standing, type[Command]]] = {
    "flagged": AnswerReports,
    "dormant": ConfirmOpen,
    "closed_temporarily": Reopen,
}
"""The way back onto the map."""


def flaws(rules: Rules, may: Mapping[str, frozenset[str]], calendar: Calendar) -> tuple[Problem, ...]:
    """What is wrong with the lifecycle that these rules make, each once, with the shortest way there.

    Args:
        rules: the `[stations]` of a pack.
        may: the roles that may send each command.
        calendar: the working days by which terms run.
    """
    _, *nodes = explored(rules, may, calendar)
    if not nodes:
        return problems("stations", [Flaw("may.stations.Register", "no_entry")])
    return problems("stations", _wanting(nodes, rules))


def _wanting(nodes: list[Node], rules: Rules) -> Iterator[Flaw]:
    """What must be possible, and is not."""
    for way in (tuple(_ONWARD), *((standing,) for standing in _BACK)):
        left = stuck(nodes, way, lambda node: node.record.standing == "open", {Close})
        if left is not None:
            standing: Standing = left.record.standing
            step = {**_ONWARD, **_BACK}[standing].__name__
            yield Flaw(f"may.stations.{step}", "no_way_on", left.trace, {"standing": STANDINGS[standing]})
    graded = reaching(nodes, lambda node: node.record.level is not None, {Close})
    ended = reaching(nodes, lambda node: node.record.standing == "closed")
    for node in nodes:
        station: Station = node.record
        if station.flag and station.keeper and not node.has(AnswerReports):
            yield Flaw("may.stations.AnswerReports", "no_answer", node.trace)
        if rules.kinds[station.kind].graded and station.standing == "open" and node not in graded:
            yield Flaw("may.stations.Grade", "no_level", node.trace)
        if node not in ended:
            yield Flaw("may.stations.Close", "no_end", node.trace)
