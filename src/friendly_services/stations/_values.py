"""What the register of stations holds."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Final, Literal

import attrs

from ..cases import Signature, Term
from ..fields import a_name
from ..hours import Hours
from ..ids import StationId
from ..names import check_name
from ..places import Point
from ..standards import Scalar
from ..text import Label, Reason

__all__ = [
    "ENTRIES",
    "MODES",
    "SEEN",
    "STATION",
    "Cause",
    "Closure",
    "Entry",
    "Equipment",
    "EquipmentState",
    "Fact",
    "Flag",
    "Grace",
    "Keeper",
    "Level",
    "Mode",
    "Project",
    "Ref",
    "Seen",
    "Standing",
    "Station",
    "StatusReport",
    "facts_in",
]

Standing = Literal[
    "open",
    "closed_temporarily",
    "closed",
    "flagged",
    "planned",
    "fitting",
    "acceptance",
    "correcting",
    "dormant",
]
EquipmentState = Literal["working", "broken", "expired"]
Seen = Literal["open", "locked", "full", "broken"]
Mode = Literal["renew", "merge", "new"]
Entry = Literal["open_door", "scan", "id_card", "key", "staff"]

SEEN: Final[Mapping[Seen, Label]] = {
    "open": Label(en="open", zh="正常开放"),
    "locked": Label(en="locked", zh="门锁未开"),
    "full": Label(en="full", zh="已满"),
    "broken": Label(en="broken", zh="设备损坏"),
}
"""What a rider can report of a station, in both languages."""

ENTRIES: Final[Mapping[Entry, Label]] = {
    "open_door": Label(en="an open door", zh="直接进入"),
    "scan": Label(en="scanning a code", zh="扫码"),
    "id_card": Label(en="an identity card", zh="刷证"),
    "key": Label(en="a key or a door code", zh="钥匙或门锁密码"),
    "staff": Label(en="asking the staff", zh="由工作人员开门"),
}
"""How one gets in, in both languages."""

MODES: Final[Mapping[Mode, Label]] = {
    "renew": Label(en="improve what is there", zh="提升"),
    "merge": Label(en="bring several together", zh="整合"),
    "new": Label(en="build anew", zh="新建"),
}
"""How a project makes a station, in both languages."""

STATION: Final = "station"
"""The kind of place that a register holds where nothing else is said."""


@attrs.frozen
class Fact:
    """What was found to be so on a day, and where that is known from."""

    name: str
    """As a level's standard declares it."""
    value: Scalar
    """Of the type that the standard declares."""
    on: date
    """The day on which it was so."""
    source: str = attrs.field(validator=a_name)
    """Where it is known from."""


def facts_in(facts: Iterable[Fact], on: date) -> Collection[Fact]:
    """Each fact as of a day: of those that were so by then, the latest."""
    return {fact.name: fact for fact in sorted(facts, key=lambda fact: fact.on) if fact.on <= on}.values()


@attrs.frozen
class Equipment:
    """So many of one kind, in one state."""

    kind: str
    quantity: int
    state: EquipmentState
    checked_on: date
    expires_on: date | None = None
    """The last day on which it may be used."""
    ends: datetime | None = None
    """The first instant after that day, in the city's zone."""

    def working(self, on: date) -> int:
        """How many can be used that day."""
        expired = self.expires_on is not None and self.expires_on < on
        return 0 if expired or self.state != "working" else self.quantity


@attrs.frozen
class Level:
    """A level that was granted, by the standard of that day, until a day."""

    code: str
    scheme: str
    standard: str
    version: int
    on: date
    until: date
    """The last day on which it holds."""
    ends: datetime
    """The first instant after that day, in the city's zone."""


@attrs.frozen
class Cause:
    """A fact on which a level fails: what it was when the level was granted, and what it is."""

    fact: str
    title: Label
    """As the standard calls it."""
    before: Scalar
    """None where it was not known, or the level was granted before this was kept."""
    after: Scalar

    @property
    def reason(self) -> Reason:
        """The cause in words."""
        if self.before == self.after:
            return Reason("stations.cause_standard", fact=self.title, after=self.after)
        return Reason("stations.cause", fact=self.title, before=self.before, after=self.after)


@attrs.frozen
class Grace:
    """The days in which a station may mend what no longer meets its level."""

    causes: tuple[Cause, ...]
    version: int
    """Of the level's standard, by which it is unmet."""
    on: date
    term: Term


@attrs.frozen
class Closure:
    """Why a station is closed, and until when if that is known."""

    cause: Label
    on: date
    until: date | None = None
    """The last day of it, as announced; it is open again once somebody has confirmed it."""


@attrs.frozen
class Ref:
    """A station's number in another system, such as the 12345 hotline or the city's app."""

    system: str = attrs.field()
    """Which system."""
    number: str = attrs.field()
    """The station's number there."""

    @system.validator
    @number.validator
    def _check(self, field: "attrs.Attribute[str]", value: str) -> None:
        check_name(field.name, value, longest=64)


@attrs.frozen
class StatusReport:
    """What a rider found at the door."""

    rider: str
    """Whoever sent it, by the host's opaque id."""
    seen: Seen
    at: datetime


@attrs.frozen
class Flag:
    """Several riders have found the same, and the keeper has not answered."""

    seen: Seen
    riders: int
    """How many had found it when the flag was raised."""
    on: date
    term: Term
    """Until when the keeper has to answer."""
    overdue: bool = False
    """Whether that day has passed, and the office was told."""
    again: Term | None = None
    """Then: after which day the office is told again."""

    @property
    def waits(self) -> Term | None:
        """After which day the office is told next."""
        return self.again if self.overdue else self.term


@attrs.frozen
class Keeper:
    """Who looks after a station (站长), and from when to when."""

    id: str
    """The host's opaque id."""
    since: date | None
    """None where an earlier release did not write it down."""
    until: date | None = None
    """The day on which it ended; None for who keeps it now."""


@attrs.frozen
class Project:
    """How a station comes about, from its plan to its acceptance."""

    mode: Mode
    level: str | None
    """The level it is meant to reach."""
    cost: int | None
    """What it is meant to cost, in whole units of the city's money."""
    on: date
    """When it was planned."""
    hands: tuple[str, ...]
    """Whoever planned or fitted it, by the host's ids: they do not accept it."""
    term: Term
    """Until when the step it is at has to be done."""
    overdue: bool = False
    """Whether that day has passed, and the office was told."""
    items: tuple[str, ...] = ()
    """What was to be corrected, when it was last returned."""
    accepted: tuple[Signature, ...] = ()
    """Whoever has accepted it since it was last ready."""
    again: Term | None = None
    """Once it is overdue: after which day the office is told again."""

    @property
    def waits(self) -> Term | None:
        """After which day the office is told next."""
        return self.again if self.overdue else self.term


@attrs.frozen
class Station:
    """A place where workers on the road can rest, drink, charge and ask for help (小哥驿站)."""

    id: StationId
    code: str
    """The number on its door and in its QR code."""
    name: str
    host: str
    """The kind of host, from the pack's list."""
    point: Point
    area: str
    services: Mapping[str, tuple[str, ...]]
    """What it offers, each with the kinds of equipment that it needs."""
    hours: Hours | None = None
    keeper: str | None = None
    """The named keeper (站长), by the host's opaque id; of several the first appointed."""
    area_m2: float | None = None
    seats: int | None = None
    equipment: Mapping[str, Equipment] = attrs.field(factory=dict)
    """What is known of each kind; a kind not listed is not known, which is not the same as none."""
    facts: tuple[Fact, ...] = ()
    level: Level | None = None
    standing: Standing = "open"
    closure: Closure | None = None
    successor: StationId | None = None
    """The station that took its place, if it moved."""
    titles: Mapping[str, Label] = attrs.field(factory=dict)
    """What the pack called each kind of equipment when it was last checked."""
    reports: tuple[StatusReport, ...] = ()
    """What riders reported within the pack's hours and nobody has answered: of each rider the latest."""
    flag: Flag | None = None
    confirmed_at: datetime | None = None
    """When somebody last found it open, or said that it is: a rider, the keeper, whoever reopened it."""
    level_facts: Mapping[str, Scalar] = attrs.field(factory=dict)
    """What its level rested on the day it was granted."""
    grace: Grace | None = None
    """Why its level is at risk, and until when that can be mended."""
    honours: tuple[Level, ...] = ()
    """Levels that ran their whole term: each keeps its title with its days, and nothing else."""
    project: Project | None = None
    """How it came about, or is to; None where it was entered as it stood."""
    seen_on: date | None = None
    """The last day on which it opened or was visited; until then, the one its watch counts from."""
    watch: Term | None = None
    """Until when it counts as in use, as far as was known when that was last looked at."""
    unconfirmed: date | None = None
    """While it is dormant, the last day on which somebody was there."""
    entry: frozenset[Entry] = frozenset()
    """How one gets in; none where that is not known."""
    staffed: Hours | None = None
    """When a keeper is there, where that is not whenever it is open."""
    service_hours: Mapping[str, Hours] = attrs.field(factory=dict)
    """The services with hours of their own: a microwave that is off at night."""
    kind: str = STATION
    """What it is, from the pack's list."""
    tier: str | None = None
    """Its tier in the network, which says nothing of its level."""
    target: str | None = None
    """For whom it is, where it is not for everybody."""
    plaque: bool | None = None
    """Whether its sign hangs at the door; None where that is not known."""
    free: bool | None = None
    """Whether everything in it is free of charge; None where that is not known."""
    keepers: tuple[Keeper, ...] = ()
    """Everyone who keeps it or has kept it since this is written down; `keeper` is the first who does."""
    recheck: datetime | None = None
    """When its level's standard answers otherwise by itself: a fact has grown too old, a version comes."""
    refs: tuple[Ref, ...] = ()
    """Its numbers in other systems."""
