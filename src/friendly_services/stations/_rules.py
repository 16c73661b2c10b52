"""The `[stations]` section of a pack."""

from collections.abc import Mapping
from typing import Final

import attrs

from ..cases import Duration
from ..errors import Invalid, Problem
from ..fields import whole
from ..hours import Span, spans
from ..standards import Scheme
from ..text import Label, Reason
from ._values import STATION

__all__ = ["EquipmentRule", "KindRule", "ProjectRule", "ReportRule", "Rules", "ServiceRule"]


@attrs.frozen
class EquipmentRule:
    """A kind of equipment that stations have."""

    title: Label
    expires: bool = False
    """Whether it bears a date after which it may not be used: a medicine kit, an extinguisher."""


@attrs.frozen
class KindRule:
    """A kind of place in the register: a station, a rider depot, a cabinet for batteries, a canteen."""

    title: Label
    graded: bool = False
    """Whether the levels of the scheme are for this kind."""


@attrs.frozen
class ServiceRule:
    """Something a station offers, and the equipment without which it cannot."""

    title: Label
    needs: tuple[str, ...] = ()
    tag: str | None = None
    """The tag it is found under."""


_A_STATION: Final = KindRule(Label(en="station", zh="驿站"), graded=True)
_A_DAY: Final = Duration(1, "natural")
_A_MONTH: Final = Duration(30, "natural")
_A_WEEK: Final = Duration(5)
_A_SEASON: Final = Duration(90, "natural")
_HALF_A_YEAR: Final = Duration(180, "natural")
_TWO_WEEKS: Final = Duration(10, "working")
_THREE_WEEKS: Final = Duration(15, "working")


@attrs.frozen
class ReportRule:
    """When riders' reports flag a station, and how long its keeper has to answer."""

    matching: int = attrs.field(default=2, validator=whole(low=1, high=100))
    """So many different riders must report the same."""
    within_hours: int = attrs.field(default=72, validator=whole(low=1, high=744))
    """Reports older than this no longer count."""
    answer: Duration = _A_DAY
    """How long the flag may stay unanswered before the office is told."""


@attrs.frozen
class ProjectRule:
    """How long each step of a project may take, and how many people accept what was built."""

    planned: Duration = _A_SEASON
    """From the plan until work has begun."""
    fitting: Duration = _HALF_A_YEAR
    """From then until it is ready to be looked at."""
    acceptance: Duration = _TWO_WEEKS
    """From then until it is accepted or returned."""
    correction: Duration = _THREE_WEEKS
    """From a return until it is ready to be looked at again."""
    people: int = attrs.field(default=2, validator=whole(low=1, high=20))
    """So many must accept it, none of whom planned or fitted it."""


@attrs.frozen
class Rules:
    """The `[stations]` section of a pack."""

    scheme: Scheme
    """The levels that stations are graded by."""
    hosts: Mapping[str, Label]
    """The kinds of host."""
    equipment: Mapping[str, EquipmentRule]
    services: Mapping[str, ServiceRule]
    causes: Mapping[str, Label]
    """Why a station may be closed for a while."""
    level_months: int = attrs.field(validator=whole(low=1, high=120))
    """How long a level is granted for: none is granted for life."""
    windows: Mapping[str, str] = attrs.field(factory=dict)
    """Facts about hours that a standard may ask for: `open_at_midday = "13:00-15:00"`."""
    areas: frozenset[str] = frozenset()
    """The areas a station can be in; none listed, and any name is taken. Left out, the city's."""
    reports: ReportRule = ReportRule()
    """What riders report on the spot: open, locked, full, broken."""
    reminder: Duration = _A_WEEK
    """How often the office is told again of what is overdue: an answer, a step of a project."""
    grace: Duration = _A_MONTH
    """How long a station may mend what no longer meets its level before it loses it."""
    tags: Mapping[str, Label] = attrs.field(factory=dict)
    """The tags that services are found under."""
    projects: ProjectRule = ProjectRule()
    """How a station comes about that is planned, fitted out and accepted before it opens."""
    dormant: Duration | None = _A_MONTH
    """A station where nobody was for so long is dormant: no visit, no check, no word that it is open."""
    on_behalf: frozenset[str] = frozenset({"officer"})
    """The roles that may say that a station is open although they do not keep it."""
    kinds: Mapping[str, KindRule] = attrs.field(factory=lambda: {STATION: _A_STATION})
    """What is kept in the register besides stations."""
    tiers: Mapping[str, Label] = attrs.field(factory=dict)
    """The tiers of the network, whatever the level: party position, delivery outlet, street shop."""
    targets: Mapping[str, Label] = attrs.field(factory=dict)
    """For whom a place is, where it is not for every worker on the road."""

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(
                f"services.{code}.needs",
                Reason("value.not_one_of", value=kind, choices=tuple(self.equipment)),
            )
            for code, service in self.services.items()
            for kind in service.needs
            if kind not in self.equipment
        ]
        problems += [
            Problem(
                f"services.{code}.tag",
                Reason("value.not_one_of", value=service.tag, choices=tuple(self.tags)),
            )
            for code, service in self.services.items()
            if service.tag is not None and service.tag not in self.tags
        ]
        for name, text in self.windows.items():
            try:
                spans(text)
            except Invalid as error:
                problems += error.inside(f"windows.{name}").problems
        if problems:
            raise Invalid(tuple(problems))

    @property
    def spans(self) -> Mapping[str, tuple[Span, ...]]:
        """The windows as minutes of the day."""
        return {name: spans(text) for name, text in self.windows.items()}
