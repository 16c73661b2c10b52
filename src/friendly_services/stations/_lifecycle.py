"""The lifecycle of a station as one table of standings and transitions, which every decision consults."""

from collections.abc import Mapping
from typing import Final

import attrs

from ..text import Label, Reason
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
from ._errors import NotNow
from ._values import Standing, Station

__all__ = ["IN_PROJECT", "LIFECYCLE", "STANDINGS", "Transition", "check_possible", "possible"]

STANDINGS: Final[Mapping[Standing, Label]] = {
    "planned": Label(en="planned", zh="规划中"),
    "fitting": Label(en="being fitted out", zh="施工中"),
    "acceptance": Label(en="waiting for its acceptance", zh="待验收"),
    "correcting": Label(en="returned for correction", zh="整改中"),
    "open": Label(en="open", zh="开放"),
    "flagged": Label(en="flagged by riders' reports", zh="有反映待答复"),
    "dormant": Label(en="dormant", zh="休眠"),
    "closed_temporarily": Label(en="closed for a while", zh="暂停开放"),
    "closed": Label(en="closed for good", zh="已关闭"),
}
"""Every standing with its name in both languages."""

IN_PROJECT: Final[tuple[Standing, ...]] = ("planned", "fitting", "acceptance", "correcting")
"""Before it opens: the map does not have it."""

_OPEN: Final[tuple[Standing, ...]] = ("open", "flagged", "dormant")
_OPENED: Final[tuple[Standing, ...]] = (*_OPEN, "closed_temporarily")
_LIVE: Final[tuple[Standing, ...]] = (*IN_PROJECT, *_OPENED)


@attrs.frozen
class Transition:
    """One row of the lifecycle: a command, where it is possible and where it may lead."""

    command: type[Command]
    sources: tuple[Standing, ...]
    targets: tuple[Standing, ...] = ()
    """Besides staying where it is, and what time has done (`MarkExpired`), which any command enters."""


LIFECYCLE: Final[tuple[Transition, ...]] = (
    Transition(Register, (), ("open",)),
    Transition(Plan, (), ("planned",)),
    Transition(StartFitting, ("planned",), ("fitting",)),
    Transition(FinishFitting, ("fitting", "correcting"), ("acceptance",)),
    Transition(ReturnForCorrection, ("acceptance",), ("correcting",)),
    Transition(Accept, ("acceptance",), ("open",)),
    Transition(RecordEquipment, _LIVE, ("open",)),
    Transition(RecordFacts, _LIVE),
    Transition(AddRef, _LIVE),
    Transition(Measure, _LIVE),
    Transition(SetHours, _LIVE),
    Transition(SetEntry, _LIVE),
    Transition(Classify, _LIVE),
    Transition(SetServices, _LIVE),
    Transition(AppointKeeper, _LIVE),
    Transition(EndKeeper, _LIVE),
    Transition(Grade, _OPENED),
    Transition(ReportStatus, _OPEN, ("flagged", "open")),
    Transition(ConfirmOpen, ("open", "dormant"), ("open",)),
    Transition(RecordVisit, _OPENED, ("open",)),
    Transition(AnswerReports, ("flagged",), ("open",)),
    Transition(CloseTemporarily, _OPEN, ("closed_temporarily",)),
    Transition(Reopen, ("closed_temporarily",), ("open",)),
    Transition(Close, _LIVE, ("closed",)),
    Transition(MarkExpired, _LIVE, ("dormant",)),
)
"""The whole lifecycle: what is not listed here is not possible."""

_BY_COMMAND: Final = {row.command: row for row in LIFECYCLE}


def possible(station: Station) -> Mapping[str, Reason | None]:
    """Every command about this station by name: None if its standing allows it now, else why not.

    What also depends on the day, on who asks or on the facts is left to the command itself.
    """
    return {
        row.command.__name__: refused.reason if (refused := _refusal(row, station)) else None
        for row in LIFECYCLE
        if row.sources
    }


def check_possible(command: Command, station: Station) -> None:
    """Refuse a command that the table does not list for the station's standing."""
    refused = _refusal(_BY_COMMAND[type(command)], station)
    if refused is not None:
        raise refused


def _refusal(row: Transition, station: Station) -> NotNow | None:
    if station.standing in row.sources:
        return None
    return NotNow(
        command=row.command.__name__,
        station=station.id,
        standing=STANDINGS[station.standing],
        possible=tuple(other.command.__name__ for other in LIFECYCLE if station.standing in other.sources),
        term=_term(station),
    )


def _term(station: Station) -> Reason:
    """Until when its standing waits for somebody, in words."""
    if station.project is not None and station.standing in IN_PROJECT:
        return station.project.term.reason
    if station.flag is not None:
        return station.flag.term.reason
    if station.closure is not None and station.closure.until is not None:
        return Reason("stations.announced", until=station.closure.until)
    return Reason("cases.no_term")
