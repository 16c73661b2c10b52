"""How honours are found, and what they need next."""

from collections.abc import Iterable
from typing import Final, get_args

from ..decider import Due, Index, Keyed, Kind
from ._commands import Expire, Grant, Remind
from ._events import BonusStated, Commended, HonourEvent, SeatsChanged
from ._evolve import evolve_bonus, evolve_commendation, evolve_honour, evolve_seats
from ._lifecycle import possible
from ._values import BonusStatement, Commendation, Honour, Seats

__all__ = ["BONUS", "COMMENDATION", "HONOUR", "QUOTA", "due"]


def _keys(honour: Honour) -> Iterable[Keyed]:
    yield "by_title", (honour.title, honour.area, honour.standing)
    yield "by_subject", (honour.subject, honour.standing)
    if honour.alive:
        yield "claim", (honour.title, honour.subject, honour.period)


def due(honour: Honour) -> Due | None:
    """The next thing that time alone brings."""
    if honour.term is None:
        return None
    match honour.standing:
        case "notice":
            return Due(honour.term.ends, Grant(honour.id, honour.subject), honour.area)
        case "granted" | "revoked":
            return Due(honour.term.ends, Expire(honour.id), honour.area)
        case _:
            return Due((honour.reminded or honour.term).ends, Remind(honour.id), honour.area)


def _commendation_keys(commendation: Commendation) -> Iterable[Keyed]:
    yield "by_subject", (commendation.subject, commendation.on)


def _bonus_keys(bonus: BonusStatement) -> Iterable[Keyed]:
    yield "by_scheme", (bonus.scheme, bonus.period, bonus.merchant)
    yield "by_merchant", (bonus.merchant, bonus.on)


HONOUR: Final = Kind(
    name="honour",
    state=Honour,
    events=get_args(HonourEvent),
    evolve=evolve_honour,
    indexes=(
        Index("by_title", ("title", "area", "standing")),
        Index("by_subject", ("subject", "standing")),
        Index("claim", ("title", "subject", "period"), unique=True),
    ),
    keys=_keys,
    due=due,
    possible=possible,
)
QUOTA: Final = Kind(name="quota", state=Seats, events=(SeatsChanged,), evolve=evolve_seats)
COMMENDATION: Final = Kind(
    name="commendation",
    state=Commendation,
    events=(Commended,),
    evolve=evolve_commendation,
    indexes=(Index("by_subject", ("subject", "on")),),
    keys=_commendation_keys,
)
BONUS: Final = Kind(
    name="bonus",
    state=BonusStatement,
    events=(BonusStated,),
    evolve=evolve_bonus,
    indexes=(
        Index("by_scheme", ("scheme", "period", "merchant"), unique=True),
        Index("by_merchant", ("merchant", "on")),
    ),
    keys=_bonus_keys,
)
