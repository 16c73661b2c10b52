"""Lifecycles explored: all that can happen to one record under a pack's rules, and what must never.

The commands themselves are tried at every state that can be reached, by people who each hold one role that
the pack lets send them, with time passing from one term to the next. States that a capability tells in the
same way are one, and a term counts only as running or over: so there is an end to it. What is found wanting
is told with the shortest way there.

    life = Lifecycle(...)                           how one capability's commands are tried and states told
    explored(life, rules, may, calendar) -> nodes   every state, the nearest first, with all its steps
    problems("honours", flaws) -> problems          what a pack is refused for, each once
"""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, Generic, TypeVar

import attrs

from .cases import Term
from .decider import Actor, Context, Decision, Due, Kind
from .errors import FriendlyServicesError, Problem
from .ids import Key
from .standards import Standard, read_standard
from .text import Reason
from .workdays import Calendar

__all__ = [
    "FIT",
    "HOLDER",
    "PROBE",
    "Flaw",
    "Lifecycle",
    "Node",
    "Right",
    "Step",
    "denied",
    "explored",
    "in_time",
    "problems",
    "reaching",
    "stuck",
]

R = TypeVar("R")
May = Mapping[str, frozenset[str]]
"""The roles that may send each command."""

HOLDER: Final = "holder"
"""Whoever the record belongs to, or speaks for it."""
FIT: Final = "found_fit"
"""A fact in the place of all that a pack's standards ask."""
_TITLE: Final = {"en": "found fit", "zh": "符合"}
_SOURCE: Final = "one condition, which anything may be found to meet or not"
PROBE: Final[Standard] = read_standard(
    {
        "id": "probe",
        "title": _TITLE,
        "source": _SOURCE,
        "facts": {FIT: {"type": "bool", "title": _TITLE}},
        "versions": [
            {
                "number": 1,
                "in_force": date(2000, 1, 1),
                "open_cases": "submission",
                "source": _SOURCE,
                "conditions": [
                    {"code": FIT, "title": _TITLE, "requires": FIT, "source": _SOURCE, "status": "proposed"}
                ],
            }
        ],
    }
)
"""In the place of the pack's standards: what those ask does not change where a record can stand."""
_TIME: Final = Actor("system", {"system"})
_START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)


@attrs.frozen(eq=False)
class Node:
    """A state that can be reached, by the shortest way."""

    states: Mapping[Key, Any]
    record: Any
    """Of these the one whose lifecycle it is; None before it begins."""
    now: datetime = _START
    trace: tuple[str, ...] = ()
    """The steps, first to last: commands, and how many days pass between them."""
    steps: list["Step"] = attrs.field(factory=list)

    def has(self, command: type) -> bool:
        """Whether somebody can take this step now."""
        return any(step.command is command for step in self.steps)


@attrs.frozen(eq=False)
class Step:
    """One step from a state to another."""

    command: type | None
    """None where only time passes."""
    to: Node


@attrs.frozen(eq=False)
class Lifecycle(Generic[R]):
    """What a capability says of one kind of its records, for all that can happen to one to be explored."""

    capability: str
    """Its name, by which the pack's `may` lists its commands."""
    kinds: tuple[Kind[Any], ...]
    """The kind of record first, then those that its commands change with it."""
    decide: Callable[[Mapping[Key, Any], Any, Context[R]], Decision]
    trials: Callable[[Node, R], Iterable[Any]]
    """One command of every class that may be possible there, and of each answer that it can give."""
    told: Callable[[Node, R], Iterable[Hashable]]
    """What tells a state from others: terms and instants count as running or over, all else as it is."""
    dues: Callable[[Any], Iterable[Due]]
    """Everything that time alone brings to the record."""
    found: tuple[Any, ...] = ()
    """What City would look up elsewhere."""


# what can happen


def explored(life: Lifecycle[R], rules: R, may: May, calendar: Calendar) -> tuple[Node, ...]:
    """Every state of a record that can be reached under these rules, the nearest first.

    Args:
        life: the lifecycle to explore.
        rules: the capability's part of a pack.
        may: the roles that may send each command.
        calendar: the working days by which terms run.
    """
    nodes: dict[Hashable, Node] = {}
    start = Node({}, None)
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for command, after in _moves(life, node, rules, may, calendar):
            key, _ = _read(life.told(after, rules), after.now)
            there = nodes.setdefault(key, after)
            if there is after:
                waiting.append(after)
            node.steps.append(Step(command, there))
    return (start, *nodes.values())


def _moves(
    life: Lifecycle[R], node: Node, rules: R, may: May, calendar: Calendar
) -> Iterator[tuple[type | None, Node]]:
    """Every step that somebody can take now, what is due, and time going on."""
    number = len(node.trace)

    def tried(command: Any, actor: Actor) -> Node | None:
        context = Context(node.now, actor, rules, 1, calendar, new, found=life.found)
        try:
            decision = life.decide(node.states, command, context)
        except FriendlyServicesError:
            return None
        return _after(life, node, type(command).__name__, decision) if decision else None

    def new(kind: str, n: int = 0) -> str:
        return f"{kind}-{number}-{n}"

    for command in life.trials(node, rules):
        roles = sorted(may.get(f"{life.capability}.{type(command).__name__}", ()))
        # at every step other people, so that nobody is refused for what they did before, but for the holder
        people = (Actor(who, {role}) for role in roles for who in (f"{role} {number}", HOLDER))
        after = next((after for actor in people if (after := tried(command, actor))), None)
        if after:
            yield type(command), after
    if node.record is None:
        return
    for due in life.dues(node.record):
        after = tried(due.command, _TIME) if due.at <= node.now else None
        if after:
            yield type(due.command), after
    _, later = _read(life.told(node, rules), node.now)
    if later is not None:
        days = (later.date() - node.now.date()).days
        yield None, Node(node.states, node.record, later, (*node.trace, f"+{days}d"))


def _after(life: Lifecycle[R], node: Node, label: str, decision: Decision) -> Node:
    """The state after these events."""
    kinds = {kind.name: kind for kind in life.kinds}
    states = dict(node.states)
    for key, event in decision:
        states[key] = kinds[key[0]].evolve(states.get(key), event)
    record = next(state for key, state in states.items() if key[0] == life.kinds[0].name)
    return Node(states, record, node.now, (*node.trace, label))


def _read(told: Iterable[Hashable], now: datetime) -> tuple[Hashable, datetime | None]:
    """What tells a state from others, and when the next of its terms ends."""
    key: list[Hashable] = []
    later: datetime | None = None
    for part in told:
        ends = part.ends if type(part) is Term else part
        if type(ends) is datetime:
            running = ends > now
            if running and (later is None or ends < later):
                later = ends
            key.append(running)
        else:
            key.append(part)
    return tuple(key), later


# what must never be


@attrs.frozen
class Flaw:
    """Something that a pack may not do to anybody."""

    field: str
    """Of the pack."""
    code: str
    trace: tuple[str, ...] = ()
    """The way there."""
    values: Mapping[str, Any] = attrs.field(factory=dict)
    """What else the words need."""


@attrs.frozen
class Right:
    """What a step gives somebody a right to: another step."""

    after: type
    command: type
    code: str
    """Of the flaw, where nobody can take it."""
    at_once: bool = True
    """Whether right after; else it is enough that it can ever be taken."""


def denied(life: Lifecycle[R], nodes: Iterable[Node], rights: Iterable[Right]) -> Iterator[Flaw]:
    """The rights that nobody can make use of."""
    steps = [(node, step) for node in nodes for step in node.steps]
    taken = {step.command for _, step in steps}
    for node, step in steps:
        for right in rights:
            if step.command is right.after:
                held = step.to.has(right.command) if right.at_once else right.command in taken
                if not held:
                    field = f"may.{life.capability}.{right.command.__name__}"
                    yield Flaw(field, right.code, (*node.trace, right.after.__name__))


def in_time(opened: Node, decided: type, without: Collection[type] = ()) -> bool:
    """Whether a step can be taken before the term has passed that the record's standing has."""
    seen, waiting = {opened}, [opened]
    while waiting:
        node = waiting.pop()
        if node.has(decided):
            return True
        for step in node.steps:
            record = step.to.record
            late = record.term is None or record.term.over(step.to.now.date())
            stays = record.standing == opened.record.standing and step.command not in without
            if stays and not late and step.to not in seen:
                seen.add(step.to)
                waiting.append(step.to)
    return False


def reaching(
    nodes: Iterable[Node], goal: Callable[[Node], bool], without: Collection[type] = ()
) -> frozenset[Node]:
    """The nodes from which the goal can be reached without taking certain steps."""
    before: dict[Node, list[Node]] = {}
    reached = set()
    for node in nodes:
        if goal(node):
            reached.add(node)
        for step in node.steps:
            if step.command not in without:
                before.setdefault(step.to, []).append(node)
    waiting = list(reached)
    while waiting:
        for node in before.get(waiting.pop(), ()):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return frozenset(reached)


def stuck(
    nodes: Sequence[Node],
    onward: Sequence[str],
    goal: Callable[[Node], bool],
    without: Collection[type] = (),
) -> Node | None:
    """The nearest node that does not lead to the goal, if any.

    Args:
        nodes: all there are.
        onward: the standings on the way to the goal; of several that nobody leads on from, the last is to
            blame.
        goal: what all of them must be able to come to.
        without: steps that are no way on.
    """
    on = reaching(nodes, goal, without)
    left = {node.record.standing: node for node in reversed(nodes) if node not in on}
    return next((left[standing] for standing in reversed(onward) if standing in left), None)


def problems(capability: str, flaws: Iterable[Flaw]) -> tuple[Problem, ...]:
    """What a pack is refused for: each flaw once, as it was found first."""
    found: dict[tuple[str, str], Problem] = {}
    for flaw in flaws:
        trace = ", ".join(flaw.trace) or "-"
        reason = Reason(f"{capability}.flaw_{flaw.code}", trace=trace, **flaw.values)
        found.setdefault((flaw.field, flaw.code), Problem(flaw.field, reason))
    return tuple(found.values())
