"""Standards: conditions in groups, in versions that are in force one after the other."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Literal

import attrs

from ..errors import FriendlyServicesError, Invalid, Problem
from ..text import Label, Reason
from ._checks import Check, opposite
from ._facts import Evidence, Fact, FactValue, Given, Known
from ._types import Fixed, nearest

__all__ = [
    "Condition",
    "Group",
    "NamedValue",
    "NotInForce",
    "OpenCases",
    "Scheme",
    "Standard",
    "Status",
    "Version",
]

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
    known: date | None = None
    """The day of which was asked what was known, if none was announced by then."""

    @property
    def reason(self) -> Reason:
        """The error as a value; before the first version there is no end to tell."""
        code = "standards.not_in_force_yet" if self.on < self.since else self.code
        if self.known is not None:
            code = "standards.not_announced"
        return Reason(code, **self.facts)


@attrs.frozen
class NamedValue:
    """A threshold, a share or a number of days that conditions name, with the document it comes from."""

    name: str
    value: Fixed
    source: str
    title: Label | None = None


@attrs.frozen
class Group:
    """Conditions that count together: all that apply, at least k of them, or a share of their weights.

    A group with a weight of its own and none of these asks nothing itself: it only adds to the whole's score.
    """

    code: str
    title: Label
    at_least: int | None = None
    at_least_score: int | None = None
    """Per cent of the weights of those that apply."""
    weight: int | None = None
    """What it weighs in the score of the whole."""

    @property
    def weighed(self) -> bool:
        """Whether weights count in it, so that a condition implied by another still adds its own."""
        return self.at_least_score is not None or self.weight is not None


@attrs.frozen
class Condition:
    """One thing a standard asks."""

    code: str
    title: Label
    requires: str
    """What must hold, as written; of an exit, what must not."""
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
    weight: int = 1
    """What it weighs in its group's score."""
    cost: int = 0
    """What its repair takes besides what its facts do, in the pack's own unit."""
    exit: bool = False
    """Met, it makes the whole unmet, whatever else is met."""

    @property
    def alone(self) -> bool:
        """Whether the whole falls with it, whatever the others answer."""
        return self.must or self.group is None

    @property
    def wanted(self) -> Check:
        """What it takes for the whole to stand: that it holds, or of an exit that it does not."""
        return opposite(self.check) if self.exit else self.check

    def facts(self) -> tuple[Fact, ...]:
        """The facts it reads, each once, in the order in which they are asked."""
        found = [*(self.scope.facts() if self.scope else ()), *self.check.facts()]
        return tuple(dict.fromkeys(found))


class Made(dict[object, Any]):
    """What was made from a version, such as its compiled form: no part of it, so a copy starts without."""

    def __reduce__(self) -> tuple[type["Made"], tuple[()]]:
        return Made, ()


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
    """The exits come last."""
    announced: date | None = None
    """The day from which it was known; None for its first day."""
    ends: date | None = None
    """The first day no longer, where the version says so itself."""
    at_least_score: int | None = None
    """Per cent of the weights of its groups that must be met; None if nothing is scored."""
    values: tuple[NamedValue, ...] = ()
    """What its conditions call by name; their checks hold the values themselves."""
    made: Made = attrs.field(init=False, eq=False, repr=False, factory=Made)
    _places: Mapping[str, int] = attrs.field(init=False, eq=False, repr=False)
    _members: tuple[tuple[int, ...], ...] = attrs.field(init=False, eq=False, repr=False)

    @_places.default
    def _by_name(self) -> Mapping[str, int]:
        return {fact.name: n for n, fact in enumerate(self.facts)}

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

    def known(
        self, facts: Mapping[str, Given], on: date
    ) -> tuple[tuple[FactValue, ...], tuple[Known | None, ...]]:
        """The value of each fact on a day in the order of `facts`, and what was given with a day of its own.

        A value from later than that day, or stale by then, is None: not known. Where nothing was given with a
        day, the second is empty.

        Raises:
            Invalid: lists every fact that is not declared or not of its type.
        """
        values: list[FactValue] = [None] * len(self.facts)
        dated: list[Known | None] = []
        for name, given in facts.items():
            place = self._places.get(name)
            value = given.value if isinstance(given, Known) else given
            if place is None or not self.facts[place].accepts(value):
                raise Invalid(tuple(self._problems(facts)))
            fact = self.facts[place]
            if isinstance(given, Known):
                dated = dated or [None] * len(values)
                dated[place] = attrs.evolve(given, value=fact.kept(value))
                if not given.on <= on <= fact.last_day(given):
                    continue
            values[place] = fact.kept(value)
        return tuple(values), tuple(dated)

    def _problems(self, facts: Mapping[str, Given]) -> Iterator[Problem]:
        for name, given in facts.items():
            value = given.value if isinstance(given, Known) else given
            if name not in self._places:
                meant = nearest(name, self._places)
                code = "standards.undeclared_near" if meant else "standards.undeclared"
                yield from Invalid.at(str(name)[:64], code, standard=self.standard, nearest=meant).problems
            elif reason := self.facts[self._places[name]].refuse(value):
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

    def in_force(self, on: date, known: date | None = None) -> Version:
        """The version in force on a day, as far as it was known on another.

        Args:
            on: the day asked about.
            known: leave out versions announced after this day; all that is known now if left out.

        Raises:
            NotInForce: none is; the error says when one is.
        """
        told = [one for one in self.versions if known is None or (one.announced or one.in_force) <= known]
        for version in reversed(told):
            if version.in_force <= on:
                until = version.until if known is None else version.ends
                if until is None or on < until:
                    return version
                break
        if not told:
            raise NotInForce(self.id, on, self.versions[0].in_force, None, known)
        raise NotInForce(self.id, on, told[0].in_force, told[-1].until if known is None else told[-1].ends)


@attrs.frozen
class Scheme:
    """Several standards side by side: levels of a station. None includes another unless they say so."""

    id: str
    title: Label
    levels: tuple[tuple[str, Standard], ...]
    """Each level's code and its standard."""
    nested: bool = False
    """Whether each is meant to include the one after it: who meets a level meets every level below."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The levels' codes."""
        return tuple(code for code, _ in self.levels)
