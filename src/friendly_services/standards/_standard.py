"""Standards: conditions in groups, in versions that are in force one after the other."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, Literal

import attrs

from ..errors import FriendlyServicesError, Invalid, Problem
from ..text import Label, Reason
from ._checks import Check
from ._facts import Fact, Scalar
from ._types import nearest

__all__ = [
    "Condition",
    "Evidence",
    "Group",
    "NotInForce",
    "OpenCases",
    "Scheme",
    "Standard",
    "Status",
    "Version",
]

Evidence = Literal["document", "registry", "site_check", "pledge"]
Status = Literal["stated", "found", "proposed"]
"""Where a condition comes from: stated by the source, found in practice, or proposed by the pack's writer."""
OpenCases = Literal["submission", "decision"]
"""Whose rules a case follows that was open when the version came: of its submission, or its decision."""


@attrs.define(slots=False)
class NotInForce(FriendlyServicesError, LookupError):
    """No version of the standard was in force on that day."""

    code: ClassVar[str] = "standards.not_in_force"

    standard: str
    on: date
    since: date
    """The first day of its first version."""
    until: date | None
    """The first day after its last version, if that has an end."""

    @property
    def reason(self) -> Reason:
        """The error as a value; before the first version there is no end to tell."""
        code = "standards.not_in_force_yet" if self.on < self.since else self.code
        return Reason(code, **self.facts)


@attrs.frozen
class Group:
    """Conditions that count together: at least k of those that apply, or all of them."""

    code: str
    title: Label
    at_least: int | None = None


@attrs.frozen
class Condition:
    """One thing a standard asks."""

    code: str
    title: Label
    requires: str
    """What must hold, as written."""
    check: Check
    """What must hold, as understood."""
    group: str | None = None
    applies: str | None = None
    scope: Check | None = None
    """When the condition applies, as understood; None for always."""
    must: bool = False
    """Unmet, it alone makes the whole unmet, however many its group asks for."""
    evidence: tuple[Evidence, ...] = ()
    source: str = ""
    status: Status = "proposed"
    repair: Label | None = None
    """What the applicant can do about it."""

    @property
    def alone(self) -> bool:
        """Whether the whole falls with it, whatever the others answer."""
        return self.must or self.group is None

    def facts(self) -> tuple[Fact, ...]:
        """The facts it reads, each once, in the order in which they are asked."""
        found = [*(self.scope.facts() if self.scope else ()), *self.check.facts()]
        return tuple(dict.fromkeys(found))


@attrs.frozen
class Version:
    """A standard as it is in force from one day until another."""

    standard: str
    title: Label
    number: int
    in_force: date
    """The first day."""
    until: date | None
    """The first day no longer; None while no end is known."""
    open_cases: OpenCases
    source: str
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    conditions: tuple[Condition, ...]
    _declared: Mapping[str, Fact] = attrs.field(init=False, eq=False, repr=False)
    _members: tuple[tuple[int, ...], ...] = attrs.field(init=False, eq=False, repr=False)

    @_declared.default
    def _by_name(self) -> Mapping[str, Fact]:
        return {fact.name: fact for fact in self.facts}

    @_members.default
    def _by_group(self) -> tuple[tuple[int, ...], ...]:
        """For each group, the places of its conditions."""
        return tuple(
            tuple(n for n, condition in enumerate(self.conditions) if condition.group == group.code)
            for group in self.groups
        )

    def grouped(self) -> Iterator[tuple[Group, tuple[int, ...]]]:
        """Each group with the places of its conditions in `conditions`."""
        return zip(self.groups, self._members, strict=True)

    def __repr__(self) -> str:
        size = f"{len(self.conditions)} conditions in {len(self.groups)} groups"
        return f"Version({self.standard} version {self.number} from {self.in_force}: {size})"

    def is_required(self, condition: Condition) -> bool:
        """Whether a condition is required by itself although its group asks for some of many only."""
        return condition.must and any(
            group.at_least is not None for group in self.groups if group.code == condition.group
        )

    def known(self, facts: Mapping[str, Scalar]) -> dict[str, Scalar]:
        """Every declared fact with the value given, or None.

        Raises:
            Invalid: lists every fact that is not declared or not of its type.
        """
        declared = self._declared
        known: dict[str, Scalar] = dict.fromkeys(declared)
        for name, value in facts.items():
            if name not in known or not declared[name].accepts(value):
                raise Invalid(tuple(self._problems(facts)))
            known[name] = value
        return known

    def _problems(self, facts: Mapping[str, Scalar]) -> Iterator[Problem]:
        for name, value in facts.items():
            if name not in self._declared:
                meant = nearest(name, self._declared)
                code = "standards.undeclared_near" if meant else "standards.undeclared"
                yield from Invalid.at(str(name)[:64], code, standard=self.standard, nearest=meant).problems
            elif reason := self._declared[name].refuse(value):
                yield Problem(name, reason)


@attrs.frozen
class Standard:
    """What must hold to qualify, dated: a series of versions without gap or overlap."""

    id: str
    title: Label
    source: str
    facts: tuple[Fact, ...]
    versions: tuple[Version, ...]
    """The earliest first."""

    def __repr__(self) -> str:
        days = ", ".join(f"{version.number} from {version.in_force}" for version in self.versions)
        return f"Standard({self.id!r}: {len(self.facts)} facts; versions {days})"

    @property
    def fact_names(self) -> frozenset[str]:
        """The names of the facts that it declares: any other is refused when it is asked."""
        return frozenset(fact.name for fact in self.facts)

    def in_force(self, on: date) -> Version:
        """The version in force on a day.

        Raises:
            NotInForce: none is; the error says when one is.
        """
        for version in self.versions:
            if version.in_force <= on and (version.until is None or on < version.until):
                return version
        raise NotInForce(self.id, on, self.versions[0].in_force, self.versions[-1].until)


@attrs.frozen
class Scheme:
    """Several standards side by side: levels of a station. None includes another, whatever their letters."""

    id: str
    title: Label
    levels: tuple[tuple[str, Standard], ...]
    """Each level's code and its standard."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The levels' codes."""
        return tuple(code for code, _ in self.levels)
