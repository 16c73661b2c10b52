"""Where an honour stands, and which commands move it: one table that every decision consults."""

from collections.abc import Mapping
from typing import Final

import attrs

from ..text import Reason
from ._commands import (
    AnswerObjection,
    Appeal,
    Command,
    Decide,
    DecideAppeal,
    Dismiss,
    Expire,
    Grant,
    Nominate,
    Object,
    OpenRevocation,
    Remind,
    Revoke,
    StateCase,
    Withdraw,
)
from ._errors import NotNow
from ._values import STANDINGS, Honour, Standing

__all__ = ["LIFECYCLE", "Transition", "check_standing", "possible"]


@attrs.frozen
class Transition:
    """One row of the lifecycle: a command, where it is possible and where it may lead."""

    command: type[Command]
    sources: tuple[Standing, ...]
    targets: tuple[Standing, ...] = ()
    """Besides staying where it is; empty where the standing always stays."""


LIFECYCLE: Final = (
    Transition(Nominate, (), ("nominated",)),
    Transition(Decide, ("nominated",), ("notice", "declined")),
    Transition(Object, ("notice", "objected"), ("objected",)),
    Transition(AnswerObjection, ("objected",), ("notice", "declined")),
    Transition(Grant, ("notice",), ("granted",)),
    Transition(OpenRevocation, ("granted",), ("revoking",)),
    Transition(StateCase, ("revoking",)),
    Transition(Revoke, ("revoking",), ("revoked",)),
    Transition(Dismiss, ("revoking",), ("granted",)),
    Transition(Appeal, ("revoked",), ("appealed",)),
    Transition(DecideAppeal, ("appealed",), ("granted", "revoked")),
    Transition(Withdraw, ("nominated", "notice", "objected", "granted"), ("withdrawn",)),
    Transition(Expire, ("granted", "revoked"), ("expired",)),
    Transition(Remind, ("nominated", "objected", "revoking", "appealed")),
)
"""The whole lifecycle: what is not listed here is not possible."""

_SOURCES: Final = {row.command.__name__: row.sources for row in LIFECYCLE if row.sources}
_WHILE_IT_CAN_FALL: Final = ("Appeal", "Expire")
"""What can be done to a revoked honour only as long as the revocation is not final."""


def check_standing(honour: Honour, command: str) -> None:
    """Refuse a command that the honour's standing does not allow."""
    if not _allowed(honour, command):
        raise _refusal(honour, command)


def possible(honour: Honour) -> Mapping[str, Reason | None]:
    """Every command about the honour: None if its standing allows it, else why not."""
    return {
        command: None if _allowed(honour, command) else _refusal(honour, command).reason
        for command in _SOURCES
    }


def _allowed(honour: Honour, command: str) -> bool:
    final = honour.standing == "revoked" and honour.term is None
    return honour.standing in _SOURCES[command] and not (final and command in _WHILE_IT_CAN_FALL)


def _refusal(honour: Honour, command: str) -> NotNow:
    case = honour.revocation
    pending = case is not None and honour.standing in ("revoking", "revoked", "appealed")
    return NotNow(
        command=command,
        honour=honour.id,
        standing=STANDINGS[honour.standing],
        ground=case.ground if case is not None and pending else None,
        term=honour.term.reason if honour.term else Reason("cases.no_term"),
    )
