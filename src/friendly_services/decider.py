"""The shape every capability has: commands decided into events, events folded into states.

    subjects(command, new) -> keys                what must be loaded; what is only read guards the commit
    decide(states, command, context) -> decision  may refuse; computes everything, does nothing
    evolve(state, event) -> state                 assigns what the event states; no rule, no clock
    keys(state) -> index entries                  dates and standings, never what the clock alone can change
    due(state) -> Due | None                      when this record next needs something, and what

Nothing here or in a capability reads a clock, draws a number or touches a disk: the time, the actor, the
published rules and fresh ids come in as a `Context`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

import attrs

from .errors import Problem
from .ids import Key
from .names import words
from .places import Place
from .text import Reason
from .workdays import Calendar

__all__ = ["Actor", "Capability", "Context", "Decision", "Due", "Index", "Keyed", "Kind", "NewId", "fold"]

R = TypeVar("R")
S = TypeVar("S")

KeyValue = str | int | date | datetime
"""What an index orders by."""

Keyed = tuple[str, tuple[KeyValue, ...]]
"""One entry of a record in an index: the index's name and a value for each of its fields."""

Decision = tuple[tuple[Key, Any], ...]
"""What a command does: events in order, each with the record it belongs to."""


class NewId(Protocol):
    """Gives the id of the `n`-th record of `kind` that this command makes; the same on every retry."""

    def __call__(self, kind: str, n: int = 0) -> str:
        """The id of the `n`-th record of this kind."""


@attrs.frozen
class Actor:
    """Who sends a command, as the host vouches for them.

    >>> Actor("u17", roles={"officer"}, area="花溪街道").may({"officer", "chief"})
    True
    """

    id: str
    """The host's opaque reference: never a name or a phone number."""
    roles: frozenset[str] = attrs.field(converter=words, default=frozenset())
    """Their roles, of those in the pack's `may` table; a single text is one role."""
    area: str | None = None
    """The district or street they act for, where the pack's roles are bound to one."""

    def may(self, roles: Iterable[str]) -> bool:
        """Whether one of the actor's roles is among these."""
        return not self.roles.isdisjoint(roles)


@attrs.frozen
class Context(Generic[R]):
    """What a decision may know besides the records: all of it given, none of it fetched."""

    now: datetime
    """The commit's time, aware, in the city's zone; never before an earlier commit's."""
    actor: Actor
    rules: R
    """This capability's part of the published pack."""
    pack: int
    """The number of that pack: decisions name it."""
    calendar: Calendar
    new: NewId
    seal: bytes = b""
    """Of the private fields as the command leaves them: what a decision sees in place of their texts."""
    found: tuple[Any, ...] = ()
    """What City looked up for this command in the records of other capabilities."""
    digest: bytes = b""
    """Of all that the command says: what the same words sent again have too."""

    @property
    def today(self) -> date:
        """The city's date."""
        return self.now.date()


@attrs.frozen
class Due:
    """What a record needs next, and when: `City.tick` sends the command once that time has come."""

    at: datetime
    command: Any
    area: str | None = None
    """Whose inbox shows it until then."""


@attrs.frozen
class Index:
    """A declared order of records: `find` takes equal values for the first fields and one range after them.

    The number is part of its name on disk: change what `keys` puts in it, and the number goes up.
    """

    name: str
    fields: tuple[str, ...]
    number: int = 1
    unique: bool = False
    forms: Mapping[str, Callable[[str], str]] = attrs.field(factory=dict, eq=False)
    """The form in which a field's texts are kept and asked for, by its name: a name's one way of writing."""


def _never_due(_: Any) -> None:
    return None


def _nothing_due(_: Any) -> Iterable[Due]:
    return ()


def _no_end(_: Any) -> None:
    return None


def _no_place(_: Any) -> None:
    return None


def _no_posts(_: Any, __: Any) -> Mapping[str, str]:
    return {}


def _nothing_else(_: Any, __: Any, ___: Any) -> tuple[Key, ...]:
    return ()


def _nothing_possible(_: Any) -> Mapping[str, Reason | None]:
    return {}


@attrs.frozen(eq=False)
class Kind(Generic[S]):
    """One kind of record: its state, its events in the order of their numbers on disk, how it is found."""

    name: str
    state: type[S]
    events: tuple[type, ...]
    """Append-only: an event's position is its number in every journal ever written."""
    evolve: Callable[[S | None, Any], S]
    indexes: tuple[Index, ...] = ()
    keys: Callable[[S], Iterable[Keyed]] = lambda _: ()
    due: Callable[[S], Due | None] = _never_due
    dues: Callable[[S], Iterable[Due]] = _nothing_due
    """All that time brings, where several things can be due of a record: `due` is the earliest of them."""
    place: Callable[[S], Place | None] = _no_place
    """The point on the map that this record is, if it is one now."""
    held: Callable[[S], Reason | None] = _no_end
    """Until when a record that is on its way out keeps what must be unique, for those who want it next."""
    possible: Callable[[S], Mapping[str, Reason | None]] = _nothing_possible
    """Every command about such a record, by class name: None if its state allows it, else why not."""
    posts: Callable[[S, Any], Mapping[str, str]] = _no_posts
    """The commands that, where the record stands, the rules leave to one role: by class name, that role."""

    filters: Mapping[str, Callable[[S, Any, date], bool]] = attrs.field(factory=dict)
    """By what else than the fields of an index it is found: whether a record has, on a day, what is asked."""

    @property
    def on_map(self) -> bool:
        """Whether such records can be points on the map."""
        return self.place is not _no_place


@attrs.frozen(eq=False)
class Capability(Generic[R]):
    """One capability: its kinds of records, the commands it understands, the functions that decide them."""

    name: str
    kinds: tuple[Kind[Any], ...]
    commands: tuple[type, ...]
    subjects: Callable[[Any, NewId], tuple[Key, ...]]
    decide: Callable[[Mapping[Key, Any], Any, Context[R]], Decision]
    """States by key; a record that does not exist is absent from the mapping."""
    rules: type[R]
    """The class of its section in a pack."""
    also: Callable[[Mapping[Key, Any], Any, Context[R]], tuple[Key, ...]] = _nothing_else
    """Records that a decision needs and its command cannot name, since only the rules or the records that it
    does name know them: read in a second step, and only if there are any. They guard the commit as well."""
    remembers_refusals: bool = False
    """Whether a refusal is kept under the command's `once`, so that a late duplicate cannot succeed."""
    flaws: Callable[[R, Mapping[str, frozenset[str]], Calendar], tuple[Problem, ...]] = lambda *_: ()
    """What is wrong with the lifecycle that rules, roles by command and working days make."""
    unsigned: frozenset[type] = frozenset()
    """The commands whose sender is put on no record: with them, records would tell where people went."""
    questions: tuple[type, ...] = ()
    """What is asked and put on record, and so is in the pack's `may` table like a command."""


def fold(kind: Kind[S], events: Iterable[Any], state: S | None = None) -> S | None:
    """The state after these events, from nothing or from an earlier state."""
    for event in events:
        state = kind.evolve(state, event)
    return state
