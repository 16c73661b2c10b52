"""What City answers with."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final, Generic, Literal, TypeVar, get_args

import attrs

from ..errors import FriendlyServicesError, Refused
from ..matching import Answer, Match
from ..places import Metres
from ..proximity import Hit
from ..storage import Indeterminate as StoreIndeterminate
from ..storage import Receipt, TokenReused
from ..text import Label, Reason

__all__ = [
    "AlreadyClaimed",
    "ClockAhead",
    "Decided",
    "Done",
    "FaultClass",
    "Found",
    "Indeterminate",
    "Line",
    "Matched",
    "MatchedPlace",
    "NoIndex",
    "NoPack",
    "NoRules",
    "OnceReused",
    "Options",
    "Rebuilt",
    "Ticked",
    "Todo",
    "Verification",
]

S = TypeVar("S")


@attrs.frozen
class Done:
    """A command that is committed, now or when it first came."""

    id: str
    """The record it made or changed first."""
    receipt: Receipt
    """Where it stands in the journal, and since when; without the results that the store kept."""
    events: tuple[Any, ...]
    """What happened, in the order of the journal: record by record."""
    replayed: bool = False
    """Whether an earlier commit under the same `once` answered; nothing was decided or written again."""

    def __repr__(self) -> str:
        replayed = " (replayed)" if self.replayed else ""
        return f"Done({self.id!r}: {_names(self.events)}{replayed})"


@attrs.frozen
class Decided:
    """What a command would do now: nothing was committed."""

    id: str
    events: tuple[Any, ...]

    def __repr__(self) -> str:
        return f"Decided({self.id!r}: {_names(self.events)})"


@attrs.frozen
class Found(Generic[S]):
    """One page in the order of an index: records, or lines of an inbox."""

    items: tuple[S, ...]
    next: bytes | None
    """Give it back as `after=` for the next page; None at the end."""
    damaged: tuple[Reason, ...] = ()
    """Records that belong on this page, or may, and cannot be read: `City.rebuild` makes them anew."""
    looked: int = 0
    """How many records were looked at for this page."""

    def __iter__(self) -> Iterator[S]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@attrs.frozen
class Line:
    """One event of a record's history."""

    position: int
    at: datetime
    event: Any
    by: str
    """Id of the actor who sent the command; empty where the sender is put on no record."""
    pack: int
    """Number of the pack that was in force."""


@attrs.frozen
class Options:
    """What can be done with a record now, and why the rest cannot."""

    possible: tuple[str, ...]
    others: Mapping[str, Reason]

    def __repr__(self) -> str:
        return f"Options({', '.join(self.possible) or 'nothing'}; {len(self.others)} others cannot be done)"


@attrs.frozen
class Todo:
    """Something a record needs by a time: a line of an inbox."""

    kind: str
    id: str
    due: datetime
    command: str
    """What `tick` will send then, if nobody acts before."""
    state: Any
    reason: Reason
    """All that is open, in words: what, of whom, by when or overdue since when, and what happens if not."""
    roles: tuple[str, ...]
    """Who can do any of it, by the pack; none where time alone does something."""
    last: date
    """The last day for what is told first; where time alone does something, the day on which it does."""
    overdue: bool
    """Whether that day has passed."""
    label: Label
    """What people call the record, in both languages; its id if it has no name."""
    by_itself: Label
    """What `command` will do, in words."""

    @property
    def name(self) -> str:
        """What people call the record; a title that the pack names, in English."""
        return self.label.en


@attrs.frozen
class Ticked:
    """What `tick` did, and what it could not do: the ids and why."""

    done: tuple[Done, ...]
    refused: tuple[tuple[str, FriendlyServicesError], ...]


FaultClass = Literal["corruption", "drift", "stale_index", "imbalance"]

_CLASSES: Final[Mapping[str, FaultClass]] = {
    "verify.drift": "drift",
    "verify.record_missing": "drift",
    "verify.record_unfounded": "drift",
    "verify.index_missing": "stale_index",
    "verify.index_stale": "stale_index",
    "verify.imbalance": "imbalance",
}


@attrs.frozen
class Verification:
    """What `verify` read, and everything that does not hold."""

    entries: int
    records: int
    index_entries: int
    problems: tuple[Reason, ...]
    position: int = 0
    """How far the journal went."""
    digest: bytes = b""
    """SHA-256 of the journal up to there: noted elsewhere, it proves later that nothing was changed."""
    unread: Reason | None = None
    """What was not read; None if everything was."""

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong with what was read."""
        return not self.problems

    @property
    def classes(self) -> tuple[FaultClass, ...]:
        """The classes of fault that were found, the gravest first.

        Corruption: what is stored is not what was written, and only a backup has it. Drift: a record is not
        what its events make. A stale index: a record is not found where it should be, or found where it
        should not. Imbalance: an account holds another sum than its transfers.
        """
        found = {_CLASSES.get(problem.code, "corruption") for problem in self.problems}
        return tuple(each for each in get_args(FaultClass) if each in found)


@attrs.frozen
class Rebuilt:
    """What `rebuild` did."""

    records: int
    """Records that the journal makes."""
    changed: int
    """How many of them, or of their index entries, were not as they should be, and are now."""
    left: tuple[Reason, ...]
    """What it could not mend, since the journal does not hold it."""


@attrs.define(slots=False)
class Indeterminate(StoreIndeterminate):
    """The command is perhaps committed: send it again with this `once` and the answer is certain."""

    code: ClassVar[str] = "city.indeterminate"

    once: str
    """The command's key; the first command's, of a batch."""
    every: tuple[str, ...] = ()
    """The key of each command of the batch, in order: send all of it again, each with its own."""


@attrs.define(slots=False)
class OnceReused(TokenReused):
    """The same `once` came with another command; the first one stands."""

    code: ClassVar[str] = "city.once_reused"

    once: str


@attrs.define(slots=False)
class AlreadyClaimed(Refused):
    """Another live record holds what must be unique, such as a licence at one address."""

    code: ClassVar[str] = "city.already_claimed"

    kind: str
    what: str
    """What may stand only once, such as `licence, premises`."""
    holder: str
    """Id of the record that holds it."""
    until: Reason | None = None
    """Until when it does, where that has an end."""

    @property
    def reason(self) -> Reason:
        """The error as a value; where the claim has an end, with its last day."""
        code = self.code if self.until is None else "city.already_claimed_until"
        return Reason(code, **self.facts)


@attrs.define(slots=False)
class ClockAhead(Refused):
    """The machine's clock is far ahead of the city's last commit."""

    code: ClassVar[str] = "city.clock_ahead"

    clock: datetime
    last: datetime
    days: int


@attrs.define(slots=False)
class NoPack(FriendlyServicesError):
    """A new city was opened without the pack that holds its rules."""

    code: ClassVar[str] = "city.no_pack"

    city: str


@attrs.define(slots=False)
class NoRules(Refused):
    """The pack in force says nothing about this capability, so the city does not have it yet."""

    code: ClassVar[str] = "city.no_rules"

    capability: str
    pack: str


@attrs.define(slots=False)
class NoIndex(FriendlyServicesError, ValueError):
    """Records of this kind are not found by what was asked for."""

    code: ClassVar[str] = "city.no_index"

    kind: str
    asked: tuple[str, ...]
    """The names that are none of its own."""
    indexes: tuple[str, ...]
    """What finds them at once: an index answers its first fields."""
    filters: tuple[str, ...] = ()
    """Every name that can be asked by, in any combination."""


def _names(events: tuple[Any, ...]) -> str:
    return ", ".join(type(event).__name__ for event in events) or "no event"


@attrs.frozen
class MatchedPlace:
    """A place near by, and what it is to a worker with some needs."""

    hit: Hit
    match: Match

    @property
    def answer(self) -> Answer:
        """Whether it has all that is needed, and is open."""
        return self.match.answer

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, need by need, then how far it is, its hours and what riders say of it."""
        needs = (reason for one in self.match.needs for reason in one.reasons)
        _, *others = self.hit.reasons  # but its rank, which is another one here
        return (*needs, Reason("matching.away", metres=round(self.hit.metres, 1)), *others)


@attrs.frozen
class Matched:
    """Places near by, the best match first."""

    places: tuple[MatchedPlace, ...]
    within: Metres
    notes: tuple[Reason, ...] = ()
    """What holds of the whole answer, as for `nearby`."""

    def __iter__(self) -> Iterator[MatchedPlace]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)
