"""Comparing two versions: who gains by a change of the rules, who loses, and by which condition."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape

import attrs

from ..text import Language, Reason, say
from ._compiled import Engine, answered
from ._many import ANSWERS, answers_of
from ._population import Population, asked_of
from ._standard import Condition, Version
from ._tally import OPEN, Answer, stand, tallied, total
from ._verdict import Verdict, evaluate

__all__ = ["Cause", "Impact", "compare"]

Ways = list[tuple[int, int]]
"""Of each condition, for how many it is in the way, and for how many it alone is."""


@attrs.frozen
class Cause:
    """A condition by which some gain or lose."""

    condition: Condition
    """As the new version has it where it makes them lose, as the old one where it kept them out."""
    count: int
    """How many gain or lose by it, alone or together with others."""
    alone: int
    """How many by nothing else."""


@attrs.frozen(slots=False)
class Impact:
    """What a change of the rules does to a population."""

    old: Version
    new: Version
    on: date
    population: Population
    moves: Mapping[tuple[Answer, Answer], int]
    """How many have the first answer by the old version and the second by the new; none are left out."""
    gained_by: tuple[Cause, ...]
    """The conditions that kept out those who gain, and do no longer; the most frequent first."""
    lost_by: tuple[Cause, ...]
    """The conditions that keep out those who lose, and did not before; the most frequent first.

    Where no condition came out differently (its group asks for more now), all that are in the way.
    """
    codes: bytes = attrs.field(repr=False)
    """Of each the place of the old answer in met, unmet, unknown, not applicable, times 4, plus the new's."""
    engine: Engine
    """What answered: numpy, generated code, or the interpreter where a host forbids that."""

    @property
    def gain(self) -> int:
        """How many gain: they meet the new version and did not meet the old one."""
        return sum(n for (before, after), n in self.moves.items() if before != "met" == after)

    @property
    def lose(self) -> int:
        """How many lose: they met the old version and do not meet the new one."""
        return sum(n for (before, after), n in self.moves.items() if before == "met" != after)

    def gains(self) -> list[int]:
        """The places of those who gain, in the population's order."""
        return [n for n, code in enumerate(self.codes) if code >= 4 and not code % 4]

    def losses(self) -> list[int]:
        """The places of those who lose, in the population's order."""
        return [n for n, code in enumerate(self.codes) if 0 < code < 4]

    def verdict(self, n: int) -> Verdict:
        """The verdict for one by the new version, with all that it can say."""
        return evaluate(self.new, self.population.row(n), self.on)

    def reasons(self) -> tuple[Reason, ...]:
        """The change in words: how many stay, gain and lose, and then by which conditions."""
        head = Reason(
            "standards.impact",
            title=self.new.title,
            old=self.old.number,
            new=self.new.number,
            on=self.on,
            stay=self.moves.get(("met", "met"), 0),
            gain=self.gain,
            lose=self.lose,
        )
        said = (("standards.lost_by", self.lost_by), ("standards.gained_by", self.gained_by))
        return (head, *(_said(code, cause) for code, causes in said for cause in causes))

    def text(self, language: Language = "en") -> str:
        """The change, one line for each reason."""
        return "\n".join(say(reason, language) for reason in self.reasons())

    def rows(self) -> tuple[dict[str, str | int], ...]:
        """A table of the causes as plain rows, for a file or a frame."""
        told = (("loses", self.lost_by), ("gains", self.gained_by))
        return tuple(
            {
                "who": who,
                "code": cause.condition.code,
                "title": cause.condition.title.en,
                "count": cause.count,
                "alone": cause.alone,
            }
            for who, causes in told
            for cause in causes
        )

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        head, *causes = (escape(say(reason)) for reason in self.reasons())
        rows = "".join(f"<tr><td>{cause}</td></tr>" for cause in causes)
        return f"<table><caption>{head}</caption>{rows}</table>"


def compare(old: Version, new: Version, population: object, on: date) -> Impact:
    """Who gains and who loses if a new version takes the place of an old one, and by which conditions.

    Whose answer is unknown does not meet a version: a question newly asked shows as losses.

    Args:
        old: the version as it is.
        new: the version as it would be.
        population: a `Population`, or anything that `Population.of` takes. Make one if you ask it twice.
        on: the day.

    Raises:
        Invalid: names each value that is not of its fact's type.
    """
    asked = asked_of(population, on, old, new)
    engine: Engine = "numpy"
    if asked.arrays is not None:
        from ._blocks import compared  # noqa: PLC0415 # it needs numpy, and so do the arrays

        codes, pairs, gained_by, lost_by = compared(asked.arrays, old, new, on)
    else:
        (before, _, engine), (after, _, _) = (
            answers_of(version, asked, on, counting=False) for version in (old, new)
        )
        codes = _together(before, after)
        pairs = [codes.count(n) for n in range(len(ANSWERS) ** 2)]
        gains = (n for n, code in enumerate(codes) if code >= 4 and not code % 4)
        losses = (n for n, code in enumerate(codes) if 0 < code < 4)
        gained_by, lost_by = _ways(old, new, asked, on, gains), _ways(new, old, asked, on, losses)
    moves = {
        (was, becomes): n
        for place, was in enumerate(ANSWERS)
        for other, becomes in enumerate(ANSWERS)
        if (n := pairs[4 * place + other])
    }
    return Impact(old, new, on, asked, moves, _causes(old, gained_by), _causes(new, lost_by), codes, engine)


def _together(before: bytes, after: bytes) -> bytes:
    """Both answers of each in one number: as two long numbers they are added at once, and nothing carries."""
    both = 4 * int.from_bytes(before, "big") + int.from_bytes(after, "big")
    return both.to_bytes(len(before), "big")


def _ways(one: Version, other: Version, population: Population, on: date, places: Iterable[int]) -> Ways:
    """By which conditions of one version these do not meet it, although they meet the other."""
    ways = [[0, 0] for _ in one.conditions]
    seen: dict[tuple[tuple[Answer, ...], ...], Sequence[int]] = {}
    sides = [(version, [population.values(fact, on) for fact in version.facts]) for version in (one, other)]
    for place in places:
        both = tuple(
            answered(version, [column[place] for column in columns], on)[1] for version, columns in sides
        )
        if both not in seen:
            seen[both] = _turned(one, other, *both)
        for n in seen[both]:
            ways[n][0] += 1
            ways[n][1] += len(seen[both]) == 1
    return [(count, alone) for count, alone in ways]


def _turned(
    one: Version, other: Version, answers: Sequence[Answer], others: Sequence[Answer]
) -> Sequence[int]:
    """What is in the way and is not by the other version; if that is nothing, all that is in the way."""
    ways = list(_in_the_way(one, answers))
    fallen = {
        condition.code
        for condition, answer in zip(other.conditions, others, strict=True)
        if stand(condition, answer) in OPEN
    }
    return [n for n in ways if one.conditions[n].code not in fallen] or ways


def _in_the_way(version: Version, answers: Sequence[Answer]) -> Iterator[int]:
    """The places of the conditions not met that stand alone, or in a group or a score that falls short."""
    short = {
        group.code
        for group, places in version.grouped()
        if tallied(group, [version.conditions[n] for n in places], [answers[n] for n in places]).answer
        in OPEN
    }
    score = total(version, answers)
    if score and score.answer in OPEN:
        short |= {group.code for group in version.groups if group.weight}
    for n, (condition, answer) in enumerate(zip(version.conditions, answers, strict=True)):
        if stand(condition, answer) in OPEN and (condition.alone or condition.group in short):
            yield n


def _causes(version: Version, ways: Ways) -> tuple[Cause, ...]:
    causes = [
        Cause(condition, *way) for condition, way in zip(version.conditions, ways, strict=True) if way[0]
    ]
    return tuple(sorted(causes, key=lambda cause: (-cause.count, -cause.alone)))


def _said(code: str, cause: Cause) -> Reason:
    return Reason(
        code, code=cause.condition.code, title=cause.condition.title, count=cause.count, alone=cause.alone
    )
