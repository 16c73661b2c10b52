"""Where a visit stands, and what can be done with it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from ..text import Reason
from ._errors import NotNow
from ._values import Standing, Visit

__all__ = ["ALLOWED", "check_possible", "possible"]

ALLOWED: Final[Mapping[str, frozenset[Standing]]] = {
    "ProveVisit": frozenset(),  # a token is given out once
    "RatePlace": frozenset({"proved", "visitor_rated"}),
    "RateVisitor": frozenset({"proved", "place_rated"}),
}
"""Every command about a visit, with the standings in which it can be sent until the visit's last day."""


def check_possible(visit: Visit, command: str, today: date) -> None:
    """Refuse a command that the visit's standing does not allow, or that comes after its last day."""
    if visit.standing not in ALLOWED[command]:
        raise NotNow(command, visit.standing, visit.until)
    if today > visit.until:
        raise NotNow(command, "over", visit.until)


def possible(visit: Visit) -> Mapping[str, Reason | None]:
    """Every command about the visit: None if its standing allows it, else why not."""
    return {
        command: None if visit.standing in standings else NotNow(command, visit.standing, visit.until).reason
        for command, standings in ALLOWED.items()
    }
