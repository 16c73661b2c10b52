"""How long the way takes: by straight line and detour, or as a map service says."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Literal

import attrs

from ..places import Place
from ..text import Reason
from ._rules import Circle, Rules, mode_noun

Travel = Callable[[Sequence[Place]], Sequence[float | None]]
"""Seconds from the question's origin to each place by its mode, None where that is not known.

Nobody may be faster than the rules' `top_pace` on a straight line: places beyond it are not asked about. A
time of more than ten days counts as not known.
"""
Ratings = Callable[[Sequence[Place]], Sequence[float | None]]
"""The mean of what visitors gave each place, from 1 to 5, None where that is not known."""
Inside = Literal["surely", "usually", "unsure"]
"""Whether a place is within the minutes: however the way winds, as ways usually do, or only a direct one."""


@attrs.define(eq=False)
class Ways:
    """The ways from one place by one mode, as far as their times are known."""

    mode: str
    pace: float | None
    """Metres of way a minute."""
    detour: tuple[float, float, float]
    circle: Circle | None
    """The minutes asked for, if they were."""
    known: Mapping[str, float] = attrs.Factory(dict)
    """Seconds by place, where a map service has said them."""

    @classmethod
    def of(cls, rules: Rules, mode: str, minutes: int | None) -> "Ways":
        """The ways by the rules alone."""
        circle = None if minutes is None else rules.circle(minutes, mode)
        return cls(mode, rules.pace.get(mode), rules.detour.get(mode, (1, 1, 1)), circle)

    def seconds(self, id_: str, metres: float) -> int:
        """How long the way takes to a place so far away, in whole seconds; 0 where no rule says."""
        known = self.known.get(id_) if self.known else None
        return self.about(metres) if known is None else round(known)

    def about(self, metres: float) -> int:
        """The same by straight line and usual detour."""
        return 0 if self.pace is None else round(metres * self.detour[1] * 60 / self.pace)

    def inside(self, id_: str, metres: float) -> Inside | None:
        """How sure it is that a place is within the minutes; None if it is not, or none were asked for."""
        circle = self.circle
        if circle is None:
            return None
        known = self.known.get(id_)
        if known is not None:
            return "surely" if known <= circle.minutes * 60 else None
        if metres <= circle.winding:
            return "surely"
        if metres <= circle.usual:
            return "usually"
        return "unsure" if metres <= circle.direct else None

    def quickest(self, id_: str, metres: float) -> int:
        """Whole minutes that the way takes at best."""
        known = self.known.get(id_)
        if known is not None or self.pace is None:
            return ceil((known or 0) / 60)
        return ceil(metres * self.detour[0] / self.pace)

    def reason(self, id_: str, metres: float) -> Reason | None:
        """How long the way takes, in words; None where no rule says how fast one is."""
        if self.known.get(id_) is not None:
            minutes = ceil(self.seconds(id_, metres) / 60)
            return Reason("proximity.way", minutes=minutes, mode=mode_noun(self.mode))
        if self.pace is None or not metres:
            return None
        least, usual, most = (ceil(metres * detour / self.pace) for detour in self.detour)
        band = {"least": least, "minutes": usual, "most": most}
        return Reason("proximity.way_about", **band, mode=mode_noun(self.mode))

    def reached(self) -> tuple[Reason, ...]:
        """How far the minutes asked for reach, and what says so."""
        circle = self.circle
        if circle is None:
            return ()
        if self.known:
            noun = mode_noun(circle.mode)
            return (Reason("proximity.circle_by_map", minutes=circle.minutes, mode=noun),)
        return (circle.reason,)
