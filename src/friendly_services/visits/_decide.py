"""The rules of the counts: what a command does, or why not."""

from collections.abc import Mapping
from datetime import UTC, date, timedelta
from typing import Any, Final, assert_never

from ..decider import Context, Decision, NewId
from ..errors import Invalid, NotFound
from ..ids import Key
from ._commands import Command, CountUse, RecordUse
from ._events import UseCounted, UseRecorded
from ._values import HOURS, LARGEST_COUNT, NOBODY, PLACES, Rules, Use

__all__ = ["decide", "subjects"]

_WEST: Final = timedelta(hours=12)
_EAST: Final = timedelta(hours=14)
"""How far the zones of the world lie from UTC."""


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The place's counts of that day, and the place, which must be there.

    Which day an instant falls on is known only with the city's zone: each that it can be is loaded.
    """
    del new
    match command:
        case CountUse(at=at):
            days = dict.fromkeys((at.astimezone(UTC) + by).date() for by in (-_WEST, timedelta(), _EAST))
        case RecordUse(on=on):
            days = {on: None}
        case _:
            assert_never(command)
    return (*(_key(command.place, day) for day in days), _place(command.place))


def decide(states: Mapping[Key, Any], command: Command, context: Context[Rules]) -> Decision:
    """What a command adds to the counts, or why it is refused."""
    place = _place(command.place)
    if place not in states:
        raise NotFound(*place)
    match command:
        case CountUse(at=at, n=n):
            here = at.astimezone(context.now.tzinfo)
            if at > context.now:
                raise Invalid.at("at", "visits.ahead", value=here, now=context.now)
            key = _key(command.place, here.date())
            use: Use | None = states.get(key)
            count = (use.singly if use else NOBODY)[here.hour] + n
            if count > LARGEST_COUNT:
                raise Invalid.at("n", "number.too_large", value=n, high=LARGEST_COUNT - count + n)
            return ((key, UseCounted(command.place, here.date(), here.hour, n, count)),)
        case RecordUse(on=on, source=source):
            if on > context.today:
                raise Invalid.at("on", "visits.ahead", value=on, now=context.today)
            if len(command.by_hour) != HOURS:
                raise Invalid.at("by_hour", "visits.not_24", count=len(command.by_hour))
            key = _key(command.place, on)
            use = states.get(key)
            if use is not None and use.recorded.get(source) == command.by_hour:
                return ()
            return ((key, UseRecorded(command.place, on, source, command.by_hour)),)
        case _:
            assert_never(command)


def _key(place: str, day: date) -> Key:
    return "use", f"{place}:{day:%Y%m%d}"


def _place(place: str) -> Key:
    kind = place.rpartition("-")[0]
    if kind not in PLACES:
        raise Invalid.at("place", "visits.no_place", value=place)
    return kind, place
