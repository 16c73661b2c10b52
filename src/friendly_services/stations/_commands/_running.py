"""What can be asked of a station that runs: its level and keepers, reports and use, its closing."""

from datetime import date

import attrs
from attrs.validators import optional

from ...fields import a_name, an_id
from ...ids import StationId
from .._values import Seen

__all__ = [
    "AnswerReports",
    "AppointKeeper",
    "Close",
    "CloseTemporarily",
    "ConfirmOpen",
    "EndKeeper",
    "Grade",
    "MarkExpired",
    "RecordVisit",
    "Reopen",
    "ReportStatus",
]


@attrs.frozen
class AppointKeeper:
    """Name a keeper (站长) of a station, by the host's opaque id, beside those that it has."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    keeper: str = attrs.field(validator=an_id)
    """The host system's id: never a name or a phone number."""


@attrs.frozen
class EndKeeper:
    """End the duty of a keeper; the register keeps from when to when it was."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    keeper: str = attrs.field(validator=an_id)
    """The host system's id, as it was appointed."""


@attrs.frozen
class Grade:
    """Grant a level of the pack's scheme: its standard must be met by the facts on record."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    level: str
    """One of the levels of the pack's `stations.scheme`."""


@attrs.frozen
class CloseTemporarily:
    """Take a station off the map for a while."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    cause: str
    """From the pack's list."""
    until: date | None = None
    """The last day of it, if that is known."""


@attrs.frozen
class Reopen:
    """Put a station back on the map: somebody has seen that it is open."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""


@attrs.frozen
class ConfirmOpen:
    """Confirm that a station is open: whoever sends it is there."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""


@attrs.frozen
class RecordVisit:
    """Put on record that a station was visited on a day: by whom, and how often, is for others to count.

    Of each day the first one changes something; a day before the last known one changes nothing.
    """

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    on: date
    """The day of the visit."""


@attrs.frozen
class Close:
    """Close a station for good."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    ref: str = attrs.field(validator=a_name)
    """The decision it rests on."""
    successor: StationId | None = attrs.field(default=None, validator=optional(an_id))
    """The station that takes its place, if it moves."""


@attrs.frozen
class ReportStatus:
    """Report what a rider finds at the door; the rider is whoever sends it.

    The same rider's same report within one hour of the clock changes nothing; another one takes its place.
    """

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    seen: Seen
    """What was found: open, locked, full or broken."""


@attrs.frozen
class AnswerReports:
    """Answer the riders' reports: somebody has been there, it is open and works.

    What is not mended is answered by `CloseTemporarily` instead.
    """

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    answer: str = attrs.field(validator=a_name)
    """What was found or done, in one line."""


@attrs.frozen
class MarkExpired:
    """Enter what time has done to a station: equipment or a level out of date, a term that has passed."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
