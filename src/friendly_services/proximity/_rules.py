"""What a city's pack says about searching."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final, Never, assert_never

import attrs

from ..decider import Capability, Context, Decision, NewId
from ..errors import Invalid, Problem, count_problems
from ..fields import whole
from ..ids import Key
from ..places import FARTHEST, metres
from ..text import Label, Reason
from ._query import DAY, MOST

_SLOWEST: Final = 20.0
_FASTEST: Final = 5_000.0
"""Metres a minute: 1.2 to 300 km/h."""
_MOST_WINDING: Final = 5.0
_AN_HOUR: Final = whole(high=3_600)
_A_MONTH: Final = whole(high=31 * 24)


@attrs.frozen
class Weights:
    """What counts in the score beside the way, in seconds of the worker's time.

    What is left out is worth none, but for waiting: a minute is a minute. There is no weight for a payment,
    and no place to write one.
    """

    wait: int = attrs.field(default=60, validator=_AN_HOUR)
    """Added for each minute before a closed door."""
    level: Mapping[str, int] = attrs.field(factory=dict)
    """Taken off for a level, by its code."""
    freshness: int = attrs.field(default=0, validator=_AN_HOUR)
    """Taken off where somebody found it open within the last `fresh_hours`."""
    occupancy: int = attrs.field(default=0, validator=_AN_HOUR)
    """Added where riders found it full."""
    rating: int = attrs.field(default=0, validator=_AN_HOUR)
    """Taken off for each point of its rating above 3, and added for each below."""
    fresh_hours: int = attrs.field(default=0, validator=_A_MONTH)
    """For how long such a word counts; 0: never."""

    def __attrs_post_init__(self) -> None:
        problems = [
            problem
            for code, seconds in self.level.items()
            for problem in count_problems(f"level.{code}", seconds, 0, 3_600)
        ]
        if problems:
            raise Invalid(tuple(problems))


@attrs.frozen
class Tag:
    """Something a place may be marked with, and what on record says that it is."""

    title: Label
    facts: tuple[str, ...] = ()
    """Facts of a merchant or a station: marked where one of them is true."""
    equipment: tuple[str, ...] = ()
    """Kinds of a station's equipment: marked where one of them works."""


@attrs.frozen
class Rules:
    """How far, how many and how soon, where the question does not say.

    >>> Rules(mode="walk", reach={"walk": 800, "ride": 2400}, limit=20).reach["ride"]
    2400
    """

    mode: str
    """How the worker moves unless they say otherwise: one of `reach`."""
    reach: Mapping[str, int]
    """Straight-line metres that count as near, by mode."""
    limit: int
    """Places in an answer."""
    opens_soon: int = 0
    """Minutes within which a closed place must open to be listed all the same."""
    pace: Mapping[str, float] = attrs.field(factory=dict)
    """Metres of way a minute, by mode; where it is not stated, places are judged as if one were there."""
    top_pace: Mapping[str, float] = attrs.field(factory=dict)
    """Metres a minute that nobody exceeds, by mode: bounds what a map service is asked about."""
    detour: Mapping[str, tuple[float, float, float]] = attrs.field(factory=dict)
    """Metres of way for a straight metre, by mode: least, usual and most; 1 where it is not stated."""
    minutes: tuple[int, ...] = ()
    """The circles that the city speaks of, such as 5, 10 and 15 minutes."""
    weights: Weights = Weights()
    """What a score is made of."""
    tags: Mapping[str, Tag] = attrs.field(factory=dict)
    """What places are marked with, and can be asked for by."""

    def __attrs_post_init__(self) -> None:
        problems = [*self._wrong_reach(), *self._wrong_ways()]
        problems += count_problems("limit", self.limit, 1, MOST)
        problems += count_problems("opens_soon", self.opens_soon, 0, DAY)
        for n, minutes in enumerate(self.minutes):
            problems += count_problems(f"minutes.{n}", minutes, 1, DAY)
        if problems:
            raise Invalid(tuple(problems))

    def _wrong_reach(self) -> Iterator[Problem]:
        for mode, within in self.reach.items():
            try:
                metres(within, f"reach.{mode}")
            except Invalid as error:
                yield from error.problems
        yield from self._unknown_mode("mode", self.mode)

    def _wrong_ways(self) -> Iterator[Problem]:
        paces: dict[str, Mapping[str, Any]] = {"pace": self.pace, "top_pace": self.top_pace}
        for field, known in {**paces, "detour": self.detour}.items():
            for mode in known:
                yield from self._unknown_mode(f"{field}.{mode}", mode)
        for field, known in paces.items():
            for mode, pace in known.items():
                if not _SLOWEST <= pace <= _FASTEST:
                    values = {"value": pace, "low": _SLOWEST, "high": _FASTEST}
                    yield Problem(f"{field}.{mode}", Reason("proximity.pace_range", **values))
        for mode, top in self.top_pace.items():
            if top < self.pace.get(mode, top):
                values = {"value": top, "pace": self.pace[mode]}
                yield Problem(f"top_pace.{mode}", Reason("proximity.pace_order", **values))
        for mode, detour in self.detour.items():
            if not all(one <= other for one, other in pairwise((1, *detour, _MOST_WINDING))):
                values = {"value": detour, "high": _MOST_WINDING}
                yield Problem(f"detour.{mode}", Reason("proximity.detour_order", **values))

    def _unknown_mode(self, field: str, mode: str) -> Iterator[Problem]:
        if mode not in self.reach:
            choices = tuple(sorted(self.reach))
            yield Problem(field, Reason("value.not_one_of", value=mode, choices=choices))

    def circle(self, minutes: int, mode: str) -> "Circle":
        """How far one comes in so many minutes, as far as a straight line tells.

        >>> ways = {"pace": {"walk": 66}, "detour": {"walk": (1, 1.25, 1.4)}}
        >>> Rules(mode="walk", reach={"walk": 800}, limit=20, **ways).circle(15, "walk").usual
        792.0

        Raises:
            Invalid: the mode is none of the rules', they state no pace for it, or nobody searches so far.
        """
        for problem in self._unknown_mode("mode", mode):
            raise Invalid((problem,))
        if mode not in self.pace:
            raise Invalid.at(
                "minutes", "proximity.no_pace", mode=mode_noun(mode), choices=tuple(sorted(self.pace))
            )
        least, usual, most = self.detour.get(mode, (1, 1, 1))
        way = minutes * self.pace[mode]
        if way / least > FARTHEST:
            high = int(FARTHEST * least / self.pace[mode])
            raise Invalid.at(
                "minutes", "proximity.circle_too_wide", minutes=minutes, mode=mode_noun(mode), high=high
            )
        return Circle(minutes, mode, way / least, way / usual, way / most)


@attrs.frozen
class Circle:
    """Straight-line metres that one comes in so many minutes, if no roads are known."""

    minutes: int
    mode: str
    direct: float
    """If the way is as direct as it can be: beyond this nothing is within the minutes."""
    usual: float
    """If the way is as ways usually are."""
    winding: float
    """If it winds most: what is nearer is within the minutes in any case."""

    @property
    def reason(self) -> Reason:
        """The circle and its band of error in words."""
        far = {name: round(getattr(self, name), 1) for name in ("direct", "usual", "winding")}
        return Reason("proximity.circle", minutes=self.minutes, mode=mode_noun(self.mode), **far)


def mode_noun(mode: str) -> Reason | str:
    """How a way to move is called; by the pack's own word if the catalogue lacks it."""
    return Reason(f"proximity.mode.{mode}") if mode in {"drive", "ride", "walk"} else mode


def _subjects(command: Never, _: NewId) -> tuple[Key, ...]:
    assert_never(command)


def _decide(_: Mapping[Key, object], command: Never, __: Context[Rules]) -> Decision:
    assert_never(command)


CAPABILITY: Final[Capability[Rules]] = Capability(
    name="proximity", kinds=(), commands=(), subjects=_subjects, decide=_decide, rules=Rules
)
"""It only answers: no records and no commands, but a section in the pack."""
