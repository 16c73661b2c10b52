"""What happened to a station that runs: who keeps it, what riders found, its use, its closing."""

from datetime import date, datetime

import attrs

from ...cases import Term
from ...ids import StationId
from .._values import Closure, Flag, StatusReport

__all__ = [
    "AnswerOverdue",
    "Closed",
    "ClosedTemporarily",
    "Confirmed",
    "FellDormant",
    "Flagged",
    "KeeperAppointed",
    "KeeperEnded",
    "Reopened",
    "ReportsAnswered",
    "Revived",
    "StatusReported",
    "Visited",
    "Watched",
]


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
    """The day passed by which the keeper had to answer; told again until somebody does."""

    on: date
    again: Term | None = None
    """After which day it is told again."""


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
