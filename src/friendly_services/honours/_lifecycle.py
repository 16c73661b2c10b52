"""Where an honour stands, and which commands move it: one table that every decision consults."""

from collections.abc import Mapping
from typing import Final

from ..text import Reason
from ._errors import NotNow
from ._values import STANDINGS, Honour, Standing

__all__ = ["ALLOWED", "check_standing", "possible"]

ALLOWED: Final[Mapping[str, tuple[Standing, ...]]] = {
    "Decide": ("nominated",),
    "Object": ("notice", "objected"),
    "AnswerObjection": ("objected",),
    "Grant": ("notice",),
    "OpenRevocation": ("granted",),
    "StateCase": ("revoking",),
    "Revoke": ("revoking",),
    "Dismiss": ("revoking",),
    "Appeal": ("revoked",),
    "DecideAppeal": ("appealed",),
    "Withdraw": ("nominated", "notice", "objected", "granted"),
    "Expire": ("granted", "revoked"),
    "Remind": ("nominated", "objected", "revoking", "appealed"),
}
"""Every command about an honour, with the standings in which it can be sent."""

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
        for command in ALLOWED
    }


def _allowed(honour: Honour, command: str) -> bool:
    final = honour.standing == "revoked" and honour.term is None
    return honour.standing in ALLOWED[command] and not (final and command in _WHILE_IT_CAN_FALL)


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
