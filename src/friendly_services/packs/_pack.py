"""Packs: everything about a city that is data, read and checked."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo

import attrs

from ..errors import FriendlyServicesError, Invalid
from ..ids import is_id
from ..places import Box, Divisions
from ..standards import Standard
from ..text import Label
from ..workdays import Calendar

__all__ = ["About", "Area", "CityRules", "Pack", "PackNotFound"]


@attrs.define(slots=False)
class PackNotFound(FriendlyServicesError, LookupError):
    """There is neither a built-in pack of this name nor a folder or file at this path."""

    code: ClassVar[str] = "packs.not_found"

    name: str
    known: tuple[str, ...]
    """The packs that can be named."""


def _is_id(_: object, field: "attrs.Attribute[str]", value: str) -> None:
    if not is_id(value):
        raise Invalid.at(field.name, "id.malformed", value=value)


@attrs.frozen
class About:
    """What a pack says of itself: its `[pack]`."""

    name: str = attrs.field(validator=_is_id)
    title: Label
    source: str
    """The documents that shaped it."""
    extends: tuple[str, ...] = ()
    """The packs it is built on, the later over the earlier."""


@attrs.frozen
class Area:
    """A district or street, for as long as it exists."""

    within: str | None = None
    """The larger area that it belongs to."""
    since: date | None = None
    until: date | None = None
    """The first day no longer: areas are merged and renamed."""


def _is_zone(_: object, field: "attrs.Attribute[str]", value: str) -> None:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        raise Invalid.at(field.name, "packs.unknown_zone", value=value) from None


@attrs.frozen
class CityRules:
    """What holds for the city as a whole: its `[city]`."""

    zone: str = attrs.field(validator=_is_zone)
    """The IANA name of its time zone."""
    datum: Literal["wgs84", "gcj02"]
    """The datum in which it works: every point is converted into it."""
    box: Box
    """Its outline in that datum: a point outside is marked, and shows latitude and longitude swapped."""
    calendars: tuple[str, ...] = ()
    """The working-day calendars that ship with the library and hold here, such as `cn`."""
    divisions: tuple[str, ...] = ()
    """The tables of changed codes (GB/T 2260) that ship with the library and hold here, such as `cn`."""
    areas: Mapping[str, Area] = attrs.field(factory=dict)
    """Its districts and streets: what is entered lies in one of them. None listed, and any name is taken."""

    @areas.validator
    def _known(self, _: object, areas: Mapping[str, Area]) -> None:
        for name, area in areas.items():
            seen = {name}
            above = area.within
            while above is not None:
                if above not in areas:
                    raise Invalid.at(f"areas.{name}.within", "packs.unknown_area", value=above)
                if above in seen:
                    raise Invalid.at(f"areas.{name}.within", "packs.area_in_itself", value=above)
                seen.add(above)
                above = areas[above].within


@attrs.frozen
class Pack:
    """A city's rules as they are published: standards, calendars, codes, who may do what, every rule.

    Two packs are equal if their content is: everything else is made from it.
    """

    about: About = attrs.field(eq=False)
    city: CityRules = attrs.field(eq=False)
    may: Mapping[str, frozenset[str]] = attrs.field(eq=False)
    """The roles that may send each command; a command not listed may be sent by nobody."""
    standards: Mapping[str, Standard] = attrs.field(eq=False, repr=False)
    calendar: Calendar = attrs.field(eq=False, repr=False)
    divisions: Divisions = attrs.field(eq=False, repr=False)
    """What became of the codes of counties and districts."""
    rules: Mapping[str, Any] = attrs.field(eq=False, repr=False)
    """Each capability's rules, by the capability's name."""
    content: str = attrs.field(repr=False)
    """All of it as one JSON text, without references to other packs: what a city publishes and keeps."""
    number: int = 0
    """The number under which the city published it; 0 before that."""

    def __repr__(self) -> str:
        extends = f", extends {', '.join(self.extends)}" if self.extends else ""
        size = f"{len(self.standards)} standards, {len(self.may)} commands"
        return f"Pack({self.name!r} number {self.number}: {size}{extends}; digest {self.digest[:16]})"

    @property
    def name(self) -> str:
        """The pack's name."""
        return self.about.name

    @property
    def title(self) -> Label:
        """The pack's name as people read it."""
        return self.about.title

    @property
    def source(self) -> str:
        """The documents that shaped it."""
        return self.about.source

    @property
    def extends(self) -> tuple[str, ...]:
        """The packs it was built on."""
        return self.about.extends

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal: the same on every machine."""
        return hashlib.sha256(self.content.encode()).hexdigest()
