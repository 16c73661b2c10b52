"""What a target consists of, and the part of a pack that it lives by."""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

import attrs

from ..cases import Duration, Term
from ..errors import Invalid
from ..fields import whole
from ..ids import TargetId
from ..text import Label

__all__ = ["PERCENT", "Goal", "Measure", "Metric", "Rules", "Standing", "Target"]

Measure = Literal[
    "merchants_named",
    "merchants_on_map",
    "reviews_in_time",
    "stations_open",
    "stations_of_level",
    "stations_round_the_clock",
    "use_per_place",
]
"""What can be counted in the registers."""
PERCENT: Final = frozenset[Measure]({"reviews_in_time", "stations_round_the_clock"})
"""Those whose value is a share, in percent."""
Standing = Literal["open", "overdue", "closed"]


# --- rules -----------------------------------------------------------------------------------------------


@attrs.frozen
class Metric:
    """Something that targets are set for."""

    title: Label
    measure: Measure
    """What is counted."""
    levels: frozenset[str] = frozenset()
    """For `stations_of_level`: every level that counts, since few schemes nest."""
    window_days: int = attrs.field(default=30, validator=whole(1, 366))
    """For `use_per_place`: over how many days, the last one being the day that is asked for."""
    source: str = ""
    status: Literal["stated", "found", "proposed"] = "proposed"

    def __attrs_post_init__(self) -> None:
        if (self.measure == "stations_of_level") != bool(self.levels):
            raise Invalid.at("levels", "targets.levels", measure=self.measure)


@attrs.frozen
class Rules:
    """The `[targets]` section of a pack."""

    metrics: Mapping[str, Metric]
    """What targets can be set for."""
    reminder: Duration
    """After the due day, and then again, until the target is closed or revised."""
    areas: frozenset[str] = frozenset()
    """The areas a target can be for; none listed, and any name is taken. Left out, the city's."""


# --- states ----------------------------------------------------------------------------------------------


@attrs.frozen
class Goal:
    """What is to be reached, and by when."""

    value: int
    """A number, or percent where the metric is a share: so much at least."""
    due: Term
    """The last day for it."""
    source: str
    """The plan or decision that it rests on."""
    on: date
    """The day on which it was set."""


@attrs.frozen
class Target:
    """Something that a programme has undertaken to reach."""

    id: TargetId
    metric: str
    """Key of the pack's `targets.metrics`."""
    area: str | None
    """The district or street; None for the whole city."""
    goal: Goal
    earlier: tuple[Goal, ...] = ()
    """What it was before it was revised, first to last."""
    reminded: Term | None = None
    """After the due day: the next reminder."""
    closed_on: date | None = None

    @property
    def standing(self) -> Standing:
        """Where it stands, as far as that is on record: it is overdue once `tick` has come by."""
        if self.closed_on is not None:
            return "closed"
        return "open" if self.reminded is None else "overdue"
