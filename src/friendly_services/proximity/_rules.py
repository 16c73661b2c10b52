"""What a city's pack says about searching."""

from collections.abc import Mapping
from typing import Final, Never, assert_never

import attrs

from ..decider import Capability, Context, Decision, NewId
from ..errors import Invalid, Problem, count_problems
from ..ids import Key
from ..places import metres
from ..text import Reason
from ._query import DAY, MOST


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

    def __attrs_post_init__(self) -> None:
        problems: list[Problem] = []
        for mode, within in self.reach.items():
            try:
                metres(within)
            except Invalid as error:
                problems += [attrs.evolve(problem, field=f"reach.{mode}") for problem in error.problems]
        if self.mode not in self.reach:
            choices = tuple(sorted(self.reach))
            problems.append(Problem("mode", Reason("value.not_one_of", value=self.mode, choices=choices)))
        problems += count_problems("limit", self.limit, 1, MOST)
        problems += count_problems("opens_soon", self.opens_soon, 0, DAY)
        if problems:
            raise Invalid(tuple(problems))


def _subjects(command: Never, _: NewId) -> tuple[Key, ...]:
    assert_never(command)


def _decide(_: Mapping[Key, object], command: Never, __: Context[Rules]) -> Decision:
    assert_never(command)


CAPABILITY: Final[Capability[Rules]] = Capability(
    name="proximity", kinds=(), commands=(), subjects=_subjects, decide=_decide, rules=Rules
)
"""It only answers: no records and no commands, but a section in the pack."""
