"""Awards for what stands somewhere: the first who is entered earns it all, whoever else saw it a little.

A spot is a piece of ground, and keeps what was lately awarded there. An award names its own spot and those
within reach, so that of two at once one sees the other: what is read guards the commit.
"""

from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Final, cast

import attrs

from ..decider import Context, Decision
from ..errors import Invalid
from ..ids import Key, SpotId, WorkerId
from ..places import Metres, Point, cell, cells, convert, distance
from ..text import Label
from ._commands import Earn, ForgetSightings
from ._errors import AlreadySeen, PlaceMissing, Unconfirmed
from ._known import States, the_spot
from ._programme_events import Forgotten, Marked, Sighted
from ._rules import LARGEST_REACH, Action, Duplicates, Rules
from ._values import Account, Sighting, Spot

__all__ = ["Found", "check_asked", "day_of", "find", "forget", "spots"]

_LEVEL: Final = 16
"""Cells of 305 m from south to north, and up to 70° of latitude no narrower than the largest reach."""
_SHIFT: Final = 2 * (30 - _LEVEL)
_REACH: Final = Metres(float(LARGEST_REACH))
_MARK: Final = 8
"""Bytes that tell the workers of one spot apart."""


def spots(place: Point) -> tuple[Key, ...]:
    """The spots within reach of a place, its own among them."""
    here = convert(place, "gcj02")
    return tuple(("spot", _spot(number)) for number in cells(here, _REACH, _LEVEL))


def _spot(number: int) -> SpotId:
    return SpotId(f"spot-{number:08x}")


def day_of(seen: datetime, command: Earn, context: Context[Rules]) -> date:
    """The local day of a moment that has come, which is no other than the day that the command may name."""
    if seen > context.now:
        raise Invalid.at("seen", "points.seen_ahead", value=seen, now=context.now)
    day = seen.astimezone(context.now.tzinfo).date()
    if command.on not in (None, day):
        raise Invalid.at("seen", "points.seen_another_day", value=seen, on=command.on)
    return day


def check_asked(command: Earn, rule: Action) -> None:
    """Refuse an award that says less than its rule asks for."""
    if rule.place and command.place is None:
        raise PlaceMissing(rule.title)
    if len(command.confirmed_by) < rule.confirmations and not any(
        one.rpartition("-")[0] in rule.enough_from for one in command.confirmed_by
    ):
        raise Unconfirmed(rule.title, len(command.confirmed_by), rule.confirmations, rule.enough_from)


@attrs.frozen
class Found:
    """What an award with a place turned out to be."""

    points: int
    first: str
    """The reference of the first for the same; empty: this one is."""
    decision: Decision
    """What its spot keeps of it."""


def find(
    states: States, command: Earn, points: int, on: date, account: Account, context: Context[Rules]
) -> Found | None:
    """What an award of so many points turns out to be; None where nothing is asked of it or no place said."""
    rule = context.rules.actions[command.action]
    alike, place = rule.duplicates, command.place
    if alike is None or place is None:
        return None
    if command.quantity > 1:
        raise Invalid.at("quantity", "points.one_a_place", value=command.quantity)
    here, seen = convert(place, "gcj02"), _moment(command, on, context)
    first = _first(states, command, here, seen, account, rule)
    if first is not None and not alike.points:
        raise _already(rule.title, alike, first, seen, own=False)
    spot = _spot(cell(here) >> _SHIFT)
    key: Key = ("spot", spot)
    sighted = Sighted(
        action=command.action,
        place=here,
        seen=seen,
        ref=command.ref,
        first=first.ref if first else "",
        mark=_mark(command.worker, spot),
        until=(seen + timedelta(hours=alike.hours)).date() + timedelta(days=context.rules.late_days),
        kept_from=context.today,
    )
    opening: Decision = () if key in states else ((key, Marked(spot)),)
    return Found(alike.points if first else points, sighted.first, (*opening, (key, sighted)))


def _moment(command: Earn, on: date, context: Context[Rules]) -> datetime:
    """When it was seen, in the city's zone."""
    if command.seen is not None:
        return command.seen.astimezone(context.now.tzinfo)
    if on != context.today:
        raise Invalid.at("seen", "points.seen_missing", on=on)
    return context.now


def _first(
    states: States, command: Earn, here: Point, seen: datetime, account: Account, rule: Action
) -> Sighting | None:
    """What somebody else earned for in full, if this is the same; refused where the worker earned for it.

    Of the worker's own awards those that were reversed stand in nobody's way.
    """
    alike = cast("Duplicates", rule.duplicates)
    undone = _undone(account, command.action)
    first: Sighting | None = None
    for key in spots(here):
        spot: Spot | None = states.get(key)
        if spot is None:
            continue
        mark = _mark(command.worker, spot.id)
        for old in spot.sightings:
            if old.action != command.action or not _same(old, here, seen, alike):
                continue
            if old.mark != mark:
                first = first if old.first else old
            elif old.ref not in undone:
                raise _already(rule.title, alike, old, seen, own=True)
    return first


def _same(old: Sighting, here: Point, seen: datetime, alike: Duplicates) -> bool:
    soon = abs(old.seen - seen) <= timedelta(hours=alike.hours)
    return soon and distance(old.place, here) <= alike.metres


def _undone(account: Account, action: str) -> set[str]:
    """References of the worker's awards for this action that were reversed, and not awarded anew."""
    own = [award for award in account.awards if award.action == action]
    standing = {award.ref for award in own if not award.reversed_by}
    return {award.ref for award in own} - standing


def _already(title: Label, alike: Duplicates, old: Sighting, seen: datetime, *, own: bool) -> AlreadySeen:
    return AlreadySeen(title, old.ref, old.seen.astimezone(seen.tzinfo), alike.metres, alike.hours, own)


def _mark(worker: WorkerId, spot: SpotId) -> str:
    """Tells one worker from another on one spot; nobody is followed by it from one spot to the next."""
    return blake2b(worker.encode(), key=spot.encode(), digest_size=_MARK).hexdigest()


def forget(states: States, command: ForgetSightings, context: Context[Rules]) -> Decision:
    """Drop what no award can be for any more; nothing, where nothing is that old."""
    spot = the_spot(states, command.spot)
    if all(old.until >= context.today for old in spot.sightings):
        return ()
    return ((("spot", spot.id), Forgotten(context.today)),)
