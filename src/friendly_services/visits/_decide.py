"""The rules of counts and ratings: what a command does, or why not."""

from collections.abc import Mapping
from datetime import UTC, date, timedelta
from typing import Any, Final, assert_never

from ..decider import Context, Decision, NewId
from ..errors import Invalid, NotFound
from ..ids import Key
from ._commands import Command, CountUse, ProveVisit, RatePlace, RateVisitor, RecordUse
from ._events import PlaceRated, Rated, UseCounted, UseRecorded, VisitorRated, VisitProved
from ._lifecycle import check_possible
from ._ratings import sealed, visit_of
from ._values import HOURS, LARGEST_COUNT, NOBODY, PLACES, Rating, Rules, Use, Visit

__all__ = ["decide", "subjects"]

_WEST: Final = timedelta(hours=12)
_EAST: Final = timedelta(hours=14)
"""How far the zones of the world lie from UTC."""

States = Mapping[Key, Any]


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The counts, the visit or the ratings that a command changes, and the place, which must be there.

    Which day an instant falls on is known only with the city's zone: each that it can be is loaded.

    Raises:
        Invalid: the instant is at the very end of the calendar, or the place or the token is none.
    """
    del new
    match command:
        case CountUse(at=at):
            try:
                days = dict.fromkeys((at.astimezone(UTC) + by).date() for by in (-_WEST, timedelta(), _EAST))
            except OverflowError:
                raise Invalid.at("at", "visits.no_day_of", value=at.isoformat()) from None
            return (*(_key(command.place, day) for day in days), _place(command.place))
        case RecordUse(on=on):
            return _key(command.place, on), _place(command.place)
        case ProveVisit():
            return ("visit", visit_of(command.token)), _place(command.place)
        case RateVisitor():
            return (("visit", visit_of(command.token)),)
        case RatePlace():
            return ("visit", visit_of(command.token)), ("rating", command.place)
        case _:
            assert_never(command)


def decide(states: States, command: Command, context: Context[Rules]) -> Decision:
    """What a command adds to counts, visits and ratings, or why it is refused."""
    match command:
        case CountUse():
            return _count(states, command, context)
        case RecordUse():
            return _record(states, command, context)
        case ProveVisit():
            return _prove(states, command, context)
        case RatePlace():
            return _rate_place(states, command, context)
        case RateVisitor(token=token, score=score):
            visit = _visit(states, command, context)
            return ((("visit", visit.id), VisitorRated(sealed(token, score))),)
        case _:
            assert_never(command)


# --- what is loaded --------------------------------------------------------------------------------------


def _key(place: str, day: date) -> Key:
    return "use", f"{place}:{day:%Y%m%d}"


def _place(place: str) -> Key:
    kind = place.rpartition("-")[0]
    if kind not in PLACES:
        raise Invalid.at("place", "visits.no_place", value=place)
    return kind, place


def _must_be_there(states: States, place: str) -> None:
    key = _place(place)
    if key not in states:
        raise NotFound(*key)


def _visit(states: States, command: RatePlace | RateVisitor, context: Context[Rules]) -> Visit:
    """The visit of a token, if this can still be done with it."""
    id_ = visit_of(command.token)
    visit: Visit | None = states.get(("visit", id_))
    if visit is None:
        raise NotFound("visit", id_)
    check_possible(visit, type(command).__name__, context.today)
    return visit


# --- counts ----------------------------------------------------------------------------------------------


def _count(states: States, command: CountUse, context: Context[Rules]) -> Decision:
    _must_be_there(states, command.place)
    here = command.at.astimezone(context.now.tzinfo)
    if here > context.now:
        raise Invalid.at("at", "visits.ahead", value=here, now=context.now)
    key = _key(command.place, here.date())
    use: Use | None = states.get(key)
    before = (use.singly if use else NOBODY)[here.hour]
    if before + command.n > LARGEST_COUNT:
        raise Invalid.at("n", "number.too_large", value=command.n, high=LARGEST_COUNT - before)
    return ((key, UseCounted(command.place, here.date(), here.hour, command.n, before + command.n)),)


def _record(states: States, command: RecordUse, context: Context[Rules]) -> Decision:
    _must_be_there(states, command.place)
    if command.on > context.today:
        raise Invalid.at("on", "visits.ahead", value=command.on, now=context.today)
    if len(command.by_hour) != HOURS:
        raise Invalid.at("by_hour", "visits.not_24", count=len(command.by_hour))
    key = _key(command.place, command.on)
    use: Use | None = states.get(key)
    if use is not None and use.recorded.get(command.source) == command.by_hour:
        return ()
    return ((key, UseRecorded(command.place, command.on, command.source, command.by_hour)),)


# --- visits and ratings ----------------------------------------------------------------------------------


def _prove(states: States, command: ProveVisit, context: Context[Rules]) -> Decision:
    _must_be_there(states, command.place)
    key = ("visit", visit_of(command.token))
    before: Visit | None = states.get(key)
    if before is not None:
        check_possible(before, "ProveVisit", context.today)
    until = context.today + timedelta(days=context.rules.token_days)
    return ((key, VisitProved(key[1], command.place, context.today, until)),)


def _rate_place(states: States, command: RatePlace, context: Context[Rules]) -> Decision:
    for tag in sorted(command.praise - context.rules.praise.keys()):
        raise Invalid.at("praise", "value.not_one_of", value=tag, choices=tuple(context.rules.praise))
    visit = _visit(states, command, context)
    if visit.place != command.place:
        raise Invalid.at("place", "visits.not_its_place", value=command.place)
    rating: Rating = states.get(("rating", visit.place)) or Rating(visit.place)
    count = rating.scores[command.score - 1] + 1
    praise = {tag: rating.praise.get(tag, 0) + 1 for tag in sorted(command.praise)}
    return (
        (("visit", visit.id), PlaceRated(context.today)),
        (("rating", visit.place), Rated(visit.place, command.score, count, praise)),
    )
