"""What can be stated or found: that a station is there or planned, what it has and what it offers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, cast

import attrs
from attrs.validators import optional

from ...errors import Invalid
from ...fields import a_name, an_id, whole
from ...hours import Hours
from ...ids import StationId
from ...names import check_name, words
from ...places import Point
from .._values import STATION, Entry, Fact, Mode, Ref

__all__ = [
    "AddRef",
    "Classify",
    "Measure",
    "Plan",
    "RecordEquipment",
    "RecordFacts",
    "Register",
    "SetEntry",
    "SetHours",
    "SetServices",
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
