"""What a station is, has and offers, as it was stated or found."""

from collections.abc import Mapping
from datetime import date

import attrs

from ...cases import Term
from ...hours import Hours
from ...ids import StationId
from ...places import Point
from ...text import Label
from .._values import STATION, Entry, Equipment, Fact, Project, Ref

__all__ = [
    "Classified",
    "EntrySet",
    "EquipmentExpired",
    "EquipmentRecorded",
    "FactsRecorded",
    "HoursSet",
    "Measured",
    "RefAdded",
    "Registered",
    "ServicesSet",
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
class RefAdded:
    """It has a number in another system."""

    ref: Ref
