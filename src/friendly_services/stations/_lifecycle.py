"""Where a station stands, and which commands move it."""

from collections.abc import Mapping
from typing import Final

from ..text import Reason
from ._errors import NotNow
from ._values import Standing, Station

__all__ = ["ALLOWED", "check_standing", "possible"]

_KEPT: Final = frozenset[Standing]({"open", "flagged", "closed_temporarily"})
_OPEN: Final = frozenset[Standing]({"open", "flagged"})
_FLAGGED: Final = frozenset[Standing]({"flagged"})
_SHUT: Final = frozenset[Standing]({"closed_temporarily"})

ALLOWED: Final[Mapping[str, frozenset[Standing]]] = {
    "RecordEquipment": _KEPT,
    "RecordFacts": _KEPT,
    "Measure": _KEPT,
    "SetHours": _KEPT,
    "SetServices": _KEPT,
    "AppointKeeper": _KEPT,
    "Grade": _KEPT,
    "CloseTemporarily": _OPEN,
    "Reopen": _SHUT,
    "ReportStatus": _OPEN,
    "AnswerReports": _FLAGGED,
    "Close": _KEPT,
    "MarkExpired": _KEPT,
}
"""Every command about a station, with the standings in which it can be sent."""


def check_standing(station: Station, command: str) -> None:
    """Refuse a command that the station's standing does not allow."""
    if station.standing not in ALLOWED[command]:
        raise NotNow(command, station.id, station.standing)


def possible(station: Station) -> Mapping[str, Reason | None]:
    """Every command about the station: None if its standing allows it, else why not."""
    return {
        command: None
        if station.standing in standings
        else NotNow(command, station.id, station.standing).reason
        for command, standings in ALLOWED.items()
    }
