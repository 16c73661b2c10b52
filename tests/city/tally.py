"""A capability small enough to see through: named tallies that count up to a limit."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, assert_never

import attrs

from friendly_services.decider import Capability, Context, Decision, Due, Index, Keyed, Kind, NewId
from friendly_services.errors import NotFound, Refused
from friendly_services.ids import Key

LIMIT = 5


@attrs.frozen
class Tally:
    """A name and a count."""

    id: str
    name: str
    count: int
    since: datetime


@attrs.frozen
class Start:
    """Begin a tally; the name must be free."""

    name: str


@attrs.frozen
class Add:
    """Count up."""

    tally: str
    by: int = 1


@attrs.frozen
class Compare:
    """Count the first up if the second, which is only read, is larger."""

    tally: str
    other: str


@attrs.frozen
class Reset:
    """Back to nothing; scheduled a day after the first count."""

    tally: str


@attrs.frozen
class Started:
    """A tally began."""

    id: str
    name: str
    at: datetime


@attrs.frozen
class Counted:
    """It stands at this now."""

    count: int


@attrs.define(slots=False)
class Full(Refused):
    """The limit is reached."""

    code = "points.tally_full"

    count: int
    limit: int


def subjects(command: Any, new: NewId) -> tuple[Key, ...]:
    """The tallies named."""
    match command:
        case Start():
            return (("tally", new("tally")),)
        case Compare(tally, other):
            return (("tally", tally), ("tally", other))
        case _:
            return (("tally", command.tally),)


def decide(states: Mapping[Key, Any], command: Any, context: Context[Any]) -> Decision:
    """Count, within the limit."""
    if isinstance(command, Start):
        id_ = context.new("tally")
        return ((("tally", id_), Started(id_, command.name, context.now)),)
    key = ("tally", command.tally)
    if key not in states:
        raise NotFound(*key)
    tally = states[key]
    match command:
        case Add(_, by):
            if tally.count + by > LIMIT:
                raise Full(tally.count, LIMIT)
            return tuple((key, Counted(tally.count + n)) for n in range(1, by + 1))
        case Compare(_, other):
            larger = states[("tally", other)].count > tally.count
            return ((key, Counted(tally.count + 1)),) if larger else ()
        case _:
            return ((key, Counted(0)),)


def evolve(state: Tally | None, event: Started | Counted) -> Tally:
    """Assign."""
    match event:
        case Started(id_, name, at):
            return Tally(id_, name, 0, at)
        case Counted(count):
            assert state is not None
            return attrs.evolve(state, count=count)
        case _:
            assert_never(event)


def keys(state: Tally) -> tuple[Keyed, ...]:
    """By name, and by count."""
    return (("name", (state.name,)), ("count", (state.count, state.name)))


def due(state: Tally) -> Due | None:
    """A count goes back to nothing after a day."""
    return Due(state.since + timedelta(days=1), Reset(state.id), area="north") if state.count else None


TALLY = Kind(
    "tally",
    Tally,
    (Started, Counted),
    evolve,
    indexes=(Index("count", ("count", "name")), Index("name", ("name",), unique=True)),
    keys=keys,
    due=due,
)


CAPABILITY: Capability[Any] = Capability(
    "tallies", (TALLY,), (Start, Add, Compare, Reset), subjects, decide, dict, remembers_refusals=True
)
