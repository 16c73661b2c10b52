"""From one content to a pack: every part read by the room it belongs to, every problem listed."""

import difflib
import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar, cast

import attrs

from ..errors import Invalid, Problem
from ..ids import is_id
from ..places import DivisionChange, Divisions
from ..standards import Scheme, Standard, read_standard
from ..text import Label, Reason
from ..wire import read
from ..workdays import Calendar, Year
from ._pack import About, CityRules, Pack

__all__ = ["Section", "build"]

T = TypeVar("T")

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OWN: Final = ("pack", "city", "may", "standards", "calendars", "divisions")
"""The tables that belong to no capability."""


@attrs.frozen
class _Table:
    """A file of changes."""

    changes: tuple[DivisionChange, ...]


@attrs.frozen
class Section:
    """A capability's part of a pack: its name, the class of its rules, the commands that `may` can list."""

    name: str
    rules: type | None
    """None where there are only commands to list, and no table."""
    commands: frozenset[str] = frozenset()
    """Their names with the capability's before them, such as `merchants.Apply`."""
    flaws: Callable[[Any, Mapping[str, frozenset[str]], Calendar], tuple[Problem, ...]] = lambda *_: ()
    """What is wrong with the lifecycle that its rules make."""


def build(content: str, sections: Iterable[Section], broken: Iterable[str] = ()) -> Pack:
    """The pack that a content describes.

    Args:
        content: JSON as `Pack.content` has it.
        sections: the capabilities whose rules a pack may hold.
        broken: standards that are there but could not be read; what refers to them is not to blame.

    Raises:
        Invalid: lists every problem, each under its path from the top of the content.
    """
    builder = _Builder(_content(content), tuple(sections), frozenset(broken))
    about = builder.part("pack", lambda: read(About, builder.plain.get("pack", {})))
    city = builder.part("city", lambda: read(CityRules, builder.plain.get("city", {})))
    may = builder.may()
    standards = builder.standards()
    calendar = builder.calendar()
    divisions = builder.divisions()
    rules = builder.rules(standards)
    builder.unknown_tables()
    if about is None or city is None or builder.problems:
        raise Invalid(tuple(builder.problems))
    present = {name: standard for name, standard in standards.items() if standard}
    located = {name: _located(part, city) for name, part in rules.items()}
    return Pack(about, city, may, present, calendar, divisions, located, content)


def _located(rules: Any, city: CityRules) -> Any:
    """A capability's rules with the city's outline and areas, where they ask for them and have no other."""
    ours = {"box": city.box, "areas": frozenset(city.areas)}
    return attrs.evolve(rules, **{key: ours[key] for key in ours if not getattr(rules, key, True)})


def _content(text: str) -> Mapping[str, Any]:
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, dict):
        raise Invalid.at("", "packs.not_content", value=text[:100])
    return plain


class _Builder:
    """Reads the parts one by one and remembers what is wrong with each."""

    def __init__(
        self, plain: Mapping[str, Any], sections: tuple[Section, ...], broken: frozenset[str]
    ) -> None:
        self.plain = plain
        self.sections = sections
        self.broken = broken
        self.problems: list[Problem] = []

    def part(self, path: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except Invalid as error:
            self.problems += error.inside(path).problems
            return None

    def wrong(self, path: str, code: str, /, **values: object) -> None:
        self.problems.append(Problem(path, Reason(code, **values)))

    def table(self, name: str) -> Mapping[str, Any]:
        value = self.plain.get(name, {})
        if isinstance(value, Mapping):
            return value
        self.wrong(name, "packs.not_table", value=str(value)[:100])
        return {}

    def may(self) -> dict[str, frozenset[str]]:
        """Who may send which command: names of commands that exist, roles in lists."""
        commands = {command for section in self.sections for command in section.commands}
        may: dict[str, frozenset[str]] = {}
        for command, roles in self.table("may").items():
            path = f"may.{command}"
            if command not in commands:
                self.near(path, "packs.unknown_command", command, commands)
            if not isinstance(roles, list) or not roles or not all(map(is_id, roles)):
                self.wrong(path, "packs.not_roles", value=str(roles)[:100])
            else:
                may[command] = frozenset(roles)
        return may

    def standards(self) -> dict[str, Standard | None]:
        """The standards by id; None for one that cannot be read."""
        found: dict[str, Standard | None] = dict.fromkeys(self.broken)
        for name, value in self.table("standards").items():
            path = f"standards.{name}"
            found[name] = self.part(path, functools.partial(read_standard, value))
            if isinstance(value, Mapping) and isinstance(value.get("id"), str) and value["id"] != name:
                self.wrong(f"{path}.id", "packs.other_id", value=value["id"], name=name)
        return found

    def calendar(self) -> Calendar:
        """The years of working days; no year twice."""
        years: dict[int, Year] = {}
        for name, value in self.table("calendars").items():
            year = self.part(f"calendars.{name}", functools.partial(_year, value))
            if year and year.year in years:
                self.wrong(f"calendars.{name}.year", "packs.year_twice", value=year.year)
            elif year:
                years[year.year] = year
        return Calendar(years)

    def divisions(self) -> Divisions:
        """What became of codes, by all tables together; a table that contradicts those before it is told."""
        known = Divisions()
        for name, value in self.table("divisions").items():
            known = self.part(f"divisions.{name}", functools.partial(_further, known, value)) or known
        return known

    def rules(self, standards: Mapping[str, Standard | None]) -> dict[str, Any]:
        """Each capability's rules; one whose table is left out has none, unless it can do without any."""
        hooks: dict[Any, Callable[[Any], Any]] = {
            Standard: functools.partial(_referred, standards),
            Scheme: functools.partial(_scheme, standards),
        }
        rules: dict[str, Any] = {}
        for section in self.sections:
            if section.rules is None:
                continue
            try:
                rules[section.name] = read(section.rules, self.plain.get(section.name, {}), hooks=hooks)
            except Invalid as error:
                if section.name in self.plain:
                    self.problems += error.inside(section.name).problems
        return rules

    def unknown_tables(self) -> None:
        """Refuse tables that no capability reads: a misspelt one would silently do nothing."""
        known = {*_OWN, *(section.name for section in self.sections if section.rules)}
        for name in self.plain.keys() - known:
            self.near(name, "packs.unknown_table", name, known)

    def near(self, path: str, code: str, word: str, known: Iterable[str]) -> None:
        close = difflib.get_close_matches(word[:100], sorted(known), 1)
        if close:
            self.wrong(path, f"{code}_near", value=word, nearest=close[0])
        else:
            self.wrong(path, code, value=word, known=tuple(sorted(known)))


def _year(plain: Any) -> Year:
    """A calendar's year; JSON keeps its dates as text."""
    dated = _dated(plain)
    if not isinstance(dated, Mapping):
        raise Invalid.at("", "packs.not_table", value=str(plain)[:100])
    return Year.read(dated)


def _further(known: Divisions, plain: Any) -> Divisions:
    """A table's changes with those that are known already."""
    return Divisions((*known.changes, *read(_Table, plain).changes))


def _dated(value: Any) -> Any:
    match value:
        case dict():
            return {key: _dated(part) for key, part in value.items()}
        case list():
            return [_dated(part) for part in value]
        case str() if _DATE.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                return value
        case _:
            return value


def _referred(standards: Mapping[str, Standard | None], name: Any) -> Standard:
    """The standard that an id stands for."""
    if isinstance(name, str) and name in standards:
        return cast(
            "Standard", standards[name]
        )  # None only where a problem is noted, and then nothing is built
    known = tuple(sorted(standards))
    close = difflib.get_close_matches(str(name)[:100], known, 1)
    if close:
        raise Invalid.at("", "packs.unknown_standard_near", value=str(name)[:100], nearest=close[0])
    raise Invalid.at("", "packs.unknown_standard", value=str(name)[:100], known=known)


def _scheme(standards: Mapping[str, Standard | None], plain: Any) -> Scheme:
    """Levels side by side: a table from each level's code to its standard's id, the highest first."""
    if not isinstance(plain, Mapping):
        raise Invalid.at("", "packs.not_table", value=str(plain)[:100])
    problems: list[Problem] = []
    levels: list[tuple[str, Standard]] = []
    for code, name in plain.items():
        if code not in {"id", "title", "nested"}:
            try:
                levels.append((code, _referred(standards, name)))
            except Invalid as error:
                problems += error.inside(code).problems
    if not levels and not problems:
        raise Invalid.at("", "packs.no_levels")
    identity = plain.get("id", "-".join(code.lower() for code, _ in levels))
    title = Label(en=identity, zh=identity)
    if "title" in plain:
        try:
            title = read(Label, plain["title"])
        except Invalid as error:
            problems += error.inside("title").problems
    nested = plain.get("nested", False)
    if not isinstance(nested, bool):
        problems += Invalid.at("nested", "standards.not_bool", value=str(nested)[:100]).problems
    if not is_id(identity):
        problems += Invalid.at("id", "id.malformed", value=identity).problems
    if problems:
        raise Invalid(tuple(problems))
    return Scheme(identity, title, tuple(levels), nested)
