"""Where a target stands, and which commands move it."""

from collections.abc import Mapping
from typing import Final

from ..text import Reason
from ._errors import NotNow
from ._values import Standing, Target

__all__ = ["ALLOWED", "not_now", "possible"]

_LIVE: Final = frozenset[Standing]({"open", "overdue"})

ALLOWED: Final[Mapping[str, frozenset[Standing]]] = {"Revise": _LIVE, "Close": _LIVE, "Remind": _LIVE}
"""Every command about a target, with the standings in which it can be sent; `Remind` only after its day."""


def not_now(target: Target, command: str) -> NotNow:
    """The refusal of a command that the target's standing does not allow."""
    return NotNow(command, target.id, target.standing, target.closed_on or target.goal.due.day)


def possible(target: Target) -> Mapping[str, Reason | None]:
    """Every command about the target: None if its standing allows it, else why not."""
    return {
        command: None if target.standing in standings else not_now(target, command).reason
        for command, standings in ALLOWED.items()
    }
