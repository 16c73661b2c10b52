"""Who keeps a station: several people, each from a day to a day, and what only they may say."""

from ..decider import Context
from ..errors import Invalid
from ._commands import AppointKeeper, EndKeeper
from ._errors import NotYours
from ._events import Event, KeeperAppointed, KeeperEnded
from ._evolve import keepers
from ._rules import Rules
from ._values import Station

__all__ = ["check_keeper", "keeping"]


def keeping(
    station: Station, command: AppointKeeper | EndKeeper, context: Context[Rules]
) -> tuple[Event, ...]:
    """One keeper more, or one less; who keeps it already is not appointed again."""
    now = _now(station)
    if isinstance(command, AppointKeeper):
        return () if command.keeper in now else (KeeperAppointed(command.keeper, context.today),)
    if command.keeper not in now:
        raise Invalid.at("keeper", "stations.no_keeper", value=command.keeper, keepers=now)
    return (KeeperEnded(command.keeper, context.today),)


def check_keeper(station: Station, context: Context[Rules]) -> None:
    """Refuse who neither keeps the station nor may speak for whoever does."""
    roles = context.rules.on_behalf
    if context.actor.id not in _now(station) and not context.actor.may(roles):
        raise NotYours(context.actor.id, station.id, tuple(sorted(roles)))


def _now(station: Station) -> tuple[str, ...]:
    return tuple(one.id for one in keepers(station) if one.until is None)
