"""The rules of the register: what a command does, or why not."""

from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never

from ..cases import term, term_to
from ..decider import Context, Decision, NewId
from ..errors import Invalid, NotFound
from ..fields import check_listed
from ..ids import Key, TargetId
from ._commands import Close, Command, Remind, Revise, Set
from ._events import Closed, Reminded, Revised, WasSet
from ._lifecycle import ALLOWED, not_now
from ._values import PERCENT, Goal, Rules, Target

__all__ = ["decide", "subjects"]

_ALL: int = 100


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The one target that a command is about."""
    return (("target", new("target") if isinstance(command, Set) else command.target),)


def decide(states: Mapping[Key, Any], command: Command, context: Context[Rules]) -> Decision:
    """What a command does to a target, or why it is refused."""
    if isinstance(command, Set):
        check_listed("area", command.area or "", context.rules.areas if command.area else ())
        goal = _goal(command.metric, command.value, command.due, command.source, context)
        id_ = TargetId(context.new("target"))
        return ((("target", id_), WasSet(id_, command.metric, command.area, goal)),)
    key = ("target", command.target)
    target: Target | None = states.get(key)
    if target is None:
        raise NotFound(*key)
    if target.standing not in ALLOWED[type(command).__name__]:
        raise not_now(target, type(command).__name__)
    match command:
        case Revise():
            goal = _goal(target.metric, command.value, command.due, command.source, context)
            return ((key, Revised(goal)),)
        case Close():
            return ((key, Closed(context.today, command.source)),)
        case Remind():
            if context.now < (target.reminded or target.goal.due).ends:
                raise not_now(target, "Remind")
            return (
                (key, Reminded(context.today, term(context.rules.reminder, context.now, context.calendar))),
            )
        case _:
            assert_never(command)


def _goal(metric: str, value: int, due: date, source: str, context: Context[Rules]) -> Goal:
    rule = context.rules.metrics.get(metric)
    if rule is None:
        raise Invalid.at("metric", "value.not_one_of", value=metric, choices=tuple(context.rules.metrics))
    if rule.measure in PERCENT and value > _ALL:
        raise Invalid.at("value", "number.too_large", value=value, high=_ALL)
    if due < context.today:
        raise Invalid.at("due", "targets.day_past", value=due, today=context.today)
    return Goal(value, term_to(due, context.now), source, context.today)
