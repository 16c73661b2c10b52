"""What happened to a station, with the values after it."""

from collections.abc import Mapping
from datetime import date, datetime

import attrs

from ..cases import Signature, Term
from ..hours import Hours
from ..ids import StationId
from ..places import Point
from ..standards import Scalar
from ..text import Label
from ._values import (
    STATION,
    Cause,
    Closure,
    Entry,
    Equipment,
    Fact,
    Flag,
    Grace,
    Level,
    Project,
    Ref,
    StatusReport,
)

__all__ = [
    "Accepted",
    "AnswerOverdue",
    "Classified",
    "Closed",
    "ClosedTemporarily",
    "Confirmed",
    "EntrySet",
    "EquipmentExpired",
    "EquipmentRecorded",
    "Event",
    "FactsRecorded",
    "FellDormant",
    "FittingFinished",
    "FittingStarted",
    "Flagged",
    "GraceBegun",
    "GraceEnded",
    "Graded",
    "HoursSet",
    "KeeperAppointed",
    "KeeperEnded",
    "LevelDropped",
    "LevelExpired",
    "Measured",
    "Opened",
    "ProjectOverdue",
    "RecheckSet",
    "RefAdded",
    "Registered",
    "Reopened",
    "ReportsAnswered",
    "ReturnedForCorrection",
    "Revived",
    "ServicesSet",
    "StatusReported",
    "Visited",
    "Watched",
]


@attrs.frozen
class Registered:
    """A station was entered into the register: as it stood, or as it is planned."""

    id: StationId
    code: str
    name: str
    host: str
    point: Point
    area: str
    services: Mapping[str, tuple[str, ...]]
    """Each with the kinds of equipment that it needs."""
    hours: Hours | None
    keeper: str | None
    area_m2: float | None
    seats: int | None
    facts: tuple[Fact, ...]
    on: date
    project: Project | None = None
    """How it is to come about; None where it is there."""
    watch: Term | None = None
    """Until when it counts as in use if nobody is there meanwhile."""
    entry: frozenset[Entry] = frozenset()
    """How one gets in."""
    kind: str = STATION
    tier: str | None = None
    target: str | None = None
    plaque: bool | None = None
    free: bool | None = None


@attrs.frozen
class EquipmentRecorded:
    """A check found this equipment."""

    equipment: Equipment
    title: Label | None = None
    """What the pack called it that day."""


@attrs.frozen
class EquipmentExpired:
    """The date on this equipment passed."""

    kind: str
    on: date


@attrs.frozen
class FactsRecorded:
    """These facts were found."""

    facts: tuple[Fact, ...]


@attrs.frozen
class Measured:
    """Its size was stated."""

    area_m2: float | None
    seats: int | None


@attrs.frozen
class HoursSet:
    """Its hours were stated."""

    hours: Hours | None
    staffed: Hours | None = None
    services: Mapping[str, Hours] = attrs.field(factory=dict)
    """Those with hours of their own."""


@attrs.frozen
class ServicesSet:
    """What it offers was stated."""

    services: Mapping[str, tuple[str, ...]]


@attrs.frozen
class KeeperAppointed:
    """It has a keeper."""

    keeper: str
    on: date | None = None
    """Since when, beside the others; without a day, as earlier releases wrote it, in place of all others."""


@attrs.frozen
class KeeperEnded:
    """Somebody keeps it no longer."""

    keeper: str
    on: date


@attrs.frozen
class Graded:
    """A level was granted."""

    level: Level
    facts: Mapping[str, Scalar] = attrs.field(factory=dict)
    """What its standard was told that day: a later drop names what changed."""


@attrs.frozen
class LevelExpired:
    """The term of its level ran out."""

    on: date


@attrs.frozen
class ClosedTemporarily:
    """It was taken off the map for a while."""

    closure: Closure


@attrs.frozen
class Reopened:
    """It is open again."""

    on: date
    at: datetime | None = None
    """When that was said."""


@attrs.frozen
class Closed:
    """It was closed for good."""

    on: date
    ref: str
    successor: StationId | None


@attrs.frozen
class StatusReported:
    """A rider reported what was found at the door."""

    report: StatusReport
    since: datetime
    """Reports from before then no longer count."""


@attrs.frozen
class Flagged:
    """Several riders have found the same."""

    flag: Flag


@attrs.frozen
class ReportsAnswered:
    """Somebody has been there: it is open and works."""

    at: datetime
    answer: str


@attrs.frozen
class AnswerOverdue:
    """The day passed by which the keeper had to answer."""

    on: date


@attrs.frozen
class GraceBegun:
    """Its level's standard is no longer met: it can be mended until a day."""

    grace: Grace


@attrs.frozen
class GraceEnded:
    """Nothing is known any more that its level's standard would not allow."""

    on: date


@attrs.frozen
class LevelDropped:
    """It lost its level, which it did not meet on the first day of its grace, nor after the last."""

    level: str
    causes: tuple[Cause, ...]
    on: date
    meets: tuple[str, ...]
    """The levels whose standards it does meet: one of them can be granted."""


@attrs.frozen
class FittingStarted:
    """Work on a planned station began."""

    by: str
    on: date
    term: Term
    """Until when it has to be ready."""


@attrs.frozen
class FittingFinished:
    """It is ready to be looked at."""

    by: str
    on: date
    term: Term
    """Until when it has to be accepted or returned."""


@attrs.frozen
class ReturnedForCorrection:
    """It was not accepted as it is."""

    items: tuple[str, ...]
    """What must be mended."""
    by: str
    on: date
    term: Term
    """Until when."""


@attrs.frozen
class Accepted:
    """Somebody has looked at it and accepts it."""

    signature: Signature


@attrs.frozen
class Opened:
    """It was accepted by as many as had to, and is open."""

    on: date
    at: datetime


@attrs.frozen
class ProjectOverdue:
    """The day passed by which a step of its project had to be done."""

    on: date


@attrs.frozen
class Confirmed:
    """Somebody who is there says that it is open."""

    at: datetime


@attrs.frozen
class Visited:
    """It was visited, for the first time that day."""

    on: date


@attrs.frozen
class Watched:
    """It counts as in use for longer, by what is known of its use so far."""

    since: date
    """The day it is counted from."""
    term: Term


@attrs.frozen
class FellDormant:
    """Nobody was there for so long that it is dormant."""

    on: date
    since: date
    """The last day on which somebody was."""


@attrs.frozen
class Revived:
    """Somebody was there: it is dormant no longer."""

    on: date
    term: Term
    """Until when it counts as in use again."""


@attrs.frozen
class EntrySet:
    """How one gets in was stated."""

    entry: frozenset[Entry]


@attrs.frozen
class Classified:
    """What it is was stated."""

    kind: str
    tier: str | None
    target: str | None
    plaque: bool | None
    free: bool | None


@attrs.frozen
class RecheckSet:
    """The passing of days alone changes what its level's standard answers, from an instant on."""

    at: datetime | None
    """None where nothing changes by itself any more."""


@attrs.frozen
class RefAdded:
    """It has a number in another system."""

    ref: Ref


Event = (
    Registered
    | EquipmentRecorded
    | EquipmentExpired
    | FactsRecorded
    | Measured
    | HoursSet
    | ServicesSet
    | KeeperAppointed
    | Graded
    | LevelExpired
    | ClosedTemporarily
    | Reopened
    | Closed
    | StatusReported
    | Flagged
    | ReportsAnswered
    | AnswerOverdue
    | GraceBegun
    | GraceEnded
    | LevelDropped
    | FittingStarted
    | FittingFinished
    | ReturnedForCorrection
    | Accepted
    | Opened
    | ProjectOverdue
    | Confirmed
    | Visited
    | Watched
    | FellDormant
    | Revived
    | EntrySet
    | Classified
    | RecheckSet
    | KeeperEnded
    | RefAdded
)
