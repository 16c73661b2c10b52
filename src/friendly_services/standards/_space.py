"""The space of all facts: which comparisons hold for which values, and what a version answers there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

from ._checks import All, Check, Compare, Listed, opposite
from ._facts import Fact, FactValue
from ._kinds import Kinds, comparisons
from ._standard import Version
from ._tally import Answer, stand, whole
from ._terms import Values

__all__ = ["Goal", "Places", "Rules", "Search", "Space", "Truths"]

Places = Mapping[str, int]
"""For each fact that is settled the place of its value; any other may still become anything."""


class Truths(Protocol):
    """Of each comparison whether it holds; None while that depends on what is not settled."""

    def __getitem__(self, n: int, /) -> bool | None:
        """Whether one holds."""


Goal = Callable[[Truths], bool | None]
"""Whether what is settled is as it is looked for; None while that is open."""

_WORK: Final = 5_000
"""Combinations looked at for one question."""
_NOTHING: Final[Mapping[str, Any]] = {}


class Space:
    """The values that matter of each fact, and the comparisons that they decide.

    A comparison with an unknown fact does not hold: it is not known to, and that is what being met takes.
    """

    def __init__(
        self, facts: Iterable[Fact], checks: Iterable[Check | None], on: date, now: Values = _NOTHING
    ) -> None:
        """`now` are the values that the facts have; of each fact in it, that is the first."""
        self.on = on
        self.comparisons = tuple(dict.fromkeys(comparisons(checks)))
        self.place = {one: n for n, one in enumerate(self.comparisons)}
        self.reads = [tuple(dict.fromkeys(fact.name for fact in one.facts())) for one in self.comparisons]
        read = {name for names in self.reads for name in names}
        self.facts = {fact.name: fact for fact in facts if fact.name in read}
        kinds = Kinds(tuple(self.facts.values()), self.comparisons, on, now)
        self.values: dict[str, tuple[FactValue, ...]] = kinds.values()
        self.exact = kinds.exact
        self._known: dict[tuple[int, ...], bool] = {}
        self.marks = {name: self._marks(name) for name in self.facts}
        self.kinds = {name: _first_of_each(marks) for name, marks in self.marks.items()}
        """For each fact, the places of its values of every kind."""

    def truths(self, places: Places) -> list[bool | None]:
        """Which comparisons hold."""
        return [self.holds(n, places) for n in range(len(self.comparisons))]

    def holds(self, n: int, places: Places) -> bool | None:
        """Whether a comparison holds."""
        names = self.reads[n]
        at = [places.get(name) for name in names]
        if None in at:
            unknown = (
                place is not None and self.values[name][place] is None
                for name, place in zip(names, at, strict=True)
            )
            return False if any(unknown) else None
        key = (n, *at)
        if key not in self._known:
            values = {name: self.values[name][places[name]] for name in names}
            self._known[key] = self.comparisons[n].ask(values, self.on) is True  # type: ignore[index] # no None
        return self._known[key]  # type: ignore[index] # as above

    def facts_at(self, places: Places) -> dict[str, FactValue]:
        """The values at places."""
        return {name: self.values[name][place] for name, place in places.items()}

    def better(self, name: str) -> tuple[int, ...]:
        """The places with which more holds than with a fact's first value, and no less than with any other.

        Comparisons are asked to hold, never not to: what makes fewer of them hold is of no use.
        """
        marks = self.marks[name]
        able = [place for place in self.kinds[name] if not marks[place] <= marks[0]]
        return tuple(place for place in able if not any(marks[place] < marks[other] for other in able))

    def best(self, name: str) -> tuple[int, ...]:
        """The places with which no less holds than with any other."""
        marks = self.marks[name]
        kinds = self.kinds[name]
        return tuple(place for place in kinds if not any(marks[place] < marks[other] for other in kinds))

    def _marks(self, name: str) -> list[frozenset[tuple[int, int]]]:
        """For each value of a fact what holds with it, beside each value of another compared with it."""
        mine = [n for n, names in enumerate(self.reads) if name in names]
        found = []
        for place in range(len(self.values[name])):
            holding = []
            for n in mine:
                other = next((one for one in self.reads[n] if one != name), None)
                beside = range(len(self.values[other])) if other else (0,)
                holding += [
                    (n, at)
                    for at in beside
                    if self.holds(n, {name: place, other: at} if other else {name: place})
                ]
            found.append(frozenset(holding))
        return found


class Rules:
    """A version's conditions over a space."""

    def __init__(self, version: Version, space: Space) -> None:
        self.version = version
        self.space = space
        self.asked = [
            (
                self._tree(condition.wanted),
                self._tree(condition.scope) if condition.scope else None,
                self._tree(opposite(condition.scope)) if condition.scope else None,
            )
            for condition in version.conditions
        ]

    @staticmethod
    def checks(version: Version) -> list[Check]:
        """Every check that it asks, and the opposite of every condition of applying."""
        found = []
        for condition in version.conditions:
            scope = condition.scope
            found += [condition.wanted, *((scope, opposite(scope)) if scope else ())]
        return found

    def answers(self, truths: Truths) -> tuple[Answer, ...]:
        """What each condition answers: met, unmet or not applicable for good, unknown while that is open.

        Of a fact that is not known and stays so the answer is unmet: that is how it counts towards met.
        """
        return tuple(self.answer(n, truths) for n in range(len(self.asked)))

    def answer(self, n: int, truths: Truths) -> Answer:
        """What one condition answers; of an exit, whether it holds."""
        return stand(self.version.conditions[n], self.stands(n, truths))

    def stands(self, n: int, truths: Truths) -> Answer:
        """What one condition's answer is for the whole."""
        return _answer(truths, *self.asked[n])

    def whole(self, truths: Truths) -> Answer:
        """What the whole answers, in the same way."""
        return whole(self.version, self.answers(truths))

    def _tree(self, check: Check) -> "_Tree":
        if isinstance(check, Compare | Listed):
            return self.space.place[check]
        return isinstance(check, All), tuple(self._tree(part) for part in check.parts)


_Tree = int | tuple[bool, tuple[Any, ...]]
"""The place of a comparison; or whether all or any of some parts must hold, and the parts."""


def _answer(truths: Truths, wanted: _Tree, scope: _Tree | None, beyond: _Tree | None) -> Answer:
    if scope is not None and beyond is not None:
        within, outside = _holds(scope, truths), _holds(beyond, truths)
        if outside:
            return "not_applicable"
        holds = _holds(wanted, truths)
        if outside is False and (holds is False or within is False):
            return "unmet"
        if outside is None or within is None:
            return "unknown"
    holds = _holds(wanted, truths)
    return "unknown" if holds is None else "met" if holds else "unmet"


def _first_of_each(marks: Sequence[frozenset[tuple[int, int]]]) -> tuple[int, ...]:
    """Of values that nothing tells apart, the first will do."""
    first = {mark: place for place, mark in reversed(list(enumerate(marks)))}
    return tuple(sorted(first.values()))


def _holds(tree: _Tree, truths: Truths) -> bool | None:
    if isinstance(tree, int):
        return truths[tree]
    every, parts = tree
    answer: bool | None = every
    for part in parts:
        found = _holds(part, truths)
        if found is not every:
            if found is not None:
                return found
            answer = None
    return answer


class Search:
    """Looks for facts of which something holds."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.gave_up = False

    def never(self, goal: Goal, names: Sequence[str], *, best: bool = False) -> bool:
        """Whether there are no such facts for certain; `best`: only more that holds can bring it about."""
        return self._find(goal, names, best=best) is None and not self.gave_up

    def facts(self, goal: Goal, names: Sequence[str]) -> tuple[tuple[str, FactValue], ...]:
        """Such facts, if some are found; what they leave open may be anything, and has some value, too."""
        found = self._find(goal, names)
        if found is None:
            return ()
        return tuple(self.space.facts_at(dict.fromkeys(names, 0) | found).items())

    def _find(self, goal: Goal, names: Sequence[str], *, best: bool = False) -> dict[str, int] | None:
        choices = [(name, self.space.best(name) if best else self.space.kinds[name]) for name in names]
        self.gave_up = not self.space.exact
        waiting: list[dict[str, int]] = [{}]
        for _ in range(_WORK):
            if not waiting:
                return None
            places = waiting.pop()
            found = goal(_Lazily(self.space, places))
            if found:
                return places
            if found is None and len(places) < len(choices):
                name, able = choices[len(places)]
                waiting += [{**places, name: place} for place in reversed(able)]
        self.gave_up = True
        return None


class _Lazily:
    """Which comparisons hold, each worked out when it is asked for."""

    def __init__(self, space: Space, places: Places) -> None:
        self.space = space
        self.places = places

    def __getitem__(self, n: int) -> bool | None:
        return self.space.holds(n, self.places)
