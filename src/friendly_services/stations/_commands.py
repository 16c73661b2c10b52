"""What can be asked of the register of stations."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, cast

import attrs
from attrs.validators import deep_iterable, optional

from ..errors import Invalid
from ..fields import a_name, an_id, whole
from ..hours import Hours
from ..ids import StationId
from ..names import check_name, words
from ..places import Point
from ._values import STATION, Entry, Fact, Mode, Ref, Seen

__all__ = [
    "Accept",
    "AddRef",
    "AnswerReports",
    "AppointKeeper",
    "Classify",
    "Close",
    "CloseTemporarily",
    "Command",
    "ConfirmOpen",
    "EndKeeper",
    "FinishFitting",
    "Grade",
    "MarkExpired",
    "Measure",
    "Plan",
    "RecordEquipment",
    "RecordFacts",
    "RecordVisit",
    "Register",
    "Reopen",
    "ReportStatus",
    "ReturnForCorrection",
    "SetEntry",
    "SetHours",
    "SetServices",
    "StartFitting",
]

_LARGEST_AREA = 100_000.0
_LARGEST_COST = 10**12
_LONGEST_AREA_NAME = 64
"""Characters: so much fits every index."""


def _area(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    check_name(attribute.name, value, longest=_LONGEST_AREA_NAME)


def _ways(given: Iterable[Entry]) -> frozenset[Entry]:
    """Ways in, however they are given; one alone is one."""
    return cast("frozenset[Entry]", words(given))


def _square_metres(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    if value is None:
        return
    if type(value) not in {int, float} or not value > 0:
        raise Invalid.at(attribute.name, "stations.area_not_positive", value=value)
    if value > _LARGEST_AREA:
        raise Invalid.at(attribute.name, "number.too_large", value=value, high=_LARGEST_AREA)


@attrs.frozen
class Register:
    """Enter a station that is there into the register; it is open and has no level yet."""

    name: str = attrs.field(validator=a_name)
    """As on the sign over the door."""
    host: str
    """The kind of host, from the pack's list."""
    point: Point
    """Where the door is."""
    area: str = attrs.field(validator=_area)
    """The district or street that looks after it."""
    services: frozenset[str] = attrs.field(converter=words)
    """What it offers: keys of the pack's `stations.services`."""
    code: str = attrs.field(validator=an_id)
    """The number on its door and in its QR code: no two stations share one."""
    hours: Hours | None = None
    """Left out, they are unknown: not closed, not always open."""
    keeper: str | None = attrs.field(default=None, validator=optional(an_id))
    """The named keeper (站长), by the host system's id."""
    area_m2: float | None = attrs.field(default=None, validator=_square_metres)
    """Floor area in square metres."""
    seats: int | None = attrs.field(default=None, validator=optional(whole()))
    """How many people can sit."""
    facts: tuple[Fact, ...] = ()
    """What else is known of it."""
    entry: frozenset[Entry] = attrs.field(converter=_ways, default=frozenset())
    """How one gets in; left out, that is unknown."""
    kind: str = STATION
    """What it is: one of the pack's `stations.kinds`."""
    tier: str | None = None
    """Its tier in the network, one of the pack's `stations.tiers`."""
    target: str | None = None
    """For whom it is, one of the pack's `stations.targets`; left out, for everybody."""
    plaque: bool | None = None
    """Whether its sign hangs at the door."""
    free: bool | None = None
    """Whether everything in it is free of charge."""


@attrs.frozen
class Plan:
    """Plan a station: the map has it once it is fitted out and accepted.

    A station that is there already is entered by `Register`.
    """

    name: str = attrs.field(validator=a_name)
    """As it is to stand on the sign over the door."""
    host: str
    """The kind of host, from the pack's list."""
    point: Point
    """Where the door is to be."""
    area: str = attrs.field(validator=_area)
    """The district or street that looks after it."""
    services: frozenset[str] = attrs.field(converter=words)
    """What it is to offer: keys of the pack's `stations.services`."""
    code: str = attrs.field(validator=an_id)
    """The number that its door and its QR code will have: no two stations share one."""
    mode: Mode
    """`renew` improves what is there, `merge` brings several places together, `new` builds anew."""
    level: str | None = None
    """The level it is meant to reach, one of the pack's `stations.scheme`."""
    cost: int | None = attrs.field(default=None, validator=optional(whole(high=_LARGEST_COST)))
    """What it is meant to cost, in whole units of the city's money."""
    kind: str = STATION
    """What it is to be: one of the pack's `stations.kinds`."""
    tier: str | None = None
    """Its tier in the network, one of the pack's `stations.tiers`."""
    target: str | None = None
    """For whom it is to be, one of the pack's `stations.targets`; left out, for everybody."""


@attrs.frozen
class StartFitting:
    """Begin to fit out a planned station."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""


@attrs.frozen
class FinishFitting:
    """State that a station is fitted out, or corrected, and ready to be accepted."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""


@attrs.frozen
class Accept:
    """Accept a station after a look at it; with the last signature that the pack asks for it opens.

    Each of those who accept sends it for themselves.
    """

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""


@attrs.frozen
class ReturnForCorrection:
    """Send a station back from its acceptance, with everything that must be mended."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    items: tuple[str, ...] = attrs.field(validator=deep_iterable(a_name))
    """What must be mended, one line each."""


@attrs.frozen
class RecordEquipment:
    """Put on record what equipment of one kind was found on a check."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    kind: str
    """One of the pack's `stations.equipment`."""
    quantity: int = attrs.field(validator=whole())
    """How many there are; 0 says that there is none."""
    checked_on: date
    """The day of the check."""
    state: Literal["working", "broken"] = "working"
    """Whether they work."""
    expires_on: date | None = None
    """The last day on which it may be used, where it bears one."""


@attrs.frozen
class RecordFacts:
    """Put on record what else the standards ask for, with day and source."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    facts: tuple[Fact, ...]
    """What was found, by names that a level's standard declares."""


@attrs.frozen
class AddRef:
    """Note a station's number in another system; the one it has already changes nothing."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    ref: Ref
    """The system and its number there: no other station has it."""


@attrs.frozen
class Measure:
    """Put on record how large a station is; what is left out is unknown."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    area_m2: float | None = attrs.field(default=None, validator=_square_metres)
    """Floor area in square metres."""
    seats: int | None = attrs.field(default=None, validator=optional(whole()))
    """How many people can sit."""


@attrs.frozen
class SetHours:
    """State when a station is open; None makes it unknown."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    hours: Hours | None
    """The whole week: when one can get in."""
    staffed: Hours | None = None
    """When a keeper is there, if that is not whenever it is open."""
    services: Mapping[str, Hours] = attrs.field(factory=dict)
    """The services with hours of their own, within those of the door."""


@attrs.frozen
class SetEntry:
    """State how one gets into a station; no way at all makes it unknown."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    entry: frozenset[Entry] = attrs.field(converter=_ways)
    """Every way that there is: `open_door`, `scan`, `id_card`, `key`, `staff`."""


@attrs.frozen
class SetServices:
    """State what a station offers."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    services: frozenset[str] = attrs.field(converter=words)
    """All that it offers: keys of the pack's `stations.services`."""


@attrs.frozen
class Classify:
    """State what a place is; what is left out is unknown, or holds for everybody."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    kind: str = STATION
    """What it is: one of the pack's `stations.kinds`."""
    tier: str | None = None
    """Its tier in the network, one of the pack's `stations.tiers`."""
    target: str | None = None
    """For whom it is, one of the pack's `stations.targets`; left out, for everybody."""
    plaque: bool | None = None
    """Whether its sign hangs at the door."""
    free: bool | None = None
    """Whether everything in it is free of charge."""


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


Command = (
    Register
    | Plan
    | StartFitting
    | FinishFitting
    | Accept
    | ReturnForCorrection
    | RecordEquipment
    | RecordFacts
    | Measure
    | SetHours
    | SetEntry
    | Classify
    | SetServices
    | AppointKeeper
    | EndKeeper
    | Grade
    | CloseTemporarily
    | Reopen
    | ReportStatus
    | AnswerReports
    | ConfirmOpen
    | RecordVisit
    | Close
    | MarkExpired
    | AddRef
)
