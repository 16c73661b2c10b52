"""How a station comes about: planned, fitted out, looked at by people who built none of it, opened."""

from typing import assert_never

from ..cases import Duration, Signature, Term, term
from ..decider import Context
from ..errors import Invalid
from ..text import Label
from ._commands import Accept, FinishFitting, Plan, ProjectCommand, ReturnForCorrection, StartFitting
from ._errors import SameHands
from ._events import Accepted, Event, FittingFinished, FittingStarted, Opened, ReturnedForCorrection
from ._judging import standard_of
from ._rules import Rules
from ._values import Project, Station

__all__ = ["planned", "projected"]

_BUILDING = Label(en="planning or fitting", zh="规划或施工")
_ACCEPTANCE = Label(en="acceptance", zh="验收")
_FIRST = Label(en="first acceptance", zh="首次验收签字")


def planned(command: Plan, context: Context[Rules]) -> Project:
    """A new project, and until when work has to begin."""
    if command.level is not None:
        standard_of(context.rules.scheme, command.level)
    owed = term(context.rules.projects.planned, context.now, context.calendar)
    return Project(command.mode, command.level, command.cost, context.today, (context.actor.id,), owed)


def projected(
    station: Station,
    command: ProjectCommand,
    context: Context[Rules],
) -> tuple[Event, ...]:
    """What a step of a project does.

    Raises:
        SameHands: whoever planned or fitted it would accept or return it, or accept it twice.
    """
    by, today, rule = context.actor.id, context.today, context.rules.projects

    def until(duration: Duration) -> Term:
        return term(duration, context.now, context.calendar)

    match command:
        case StartFitting():
            return (FittingStarted(by, today, until(rule.fitting)),)
        case FinishFitting():
            return (FittingFinished(by, today, until(rule.acceptance)),)
        case ReturnForCorrection():
            _keep_apart(station, by)
            if not command.items:
                raise Invalid.at("items", "value.missing")
            return (ReturnedForCorrection(command.items, by, today, until(rule.correction)),)
        case Accept():
            return _accepted(station, context)
        case _:
            assert_never(command)


def _accepted(station: Station, context: Context[Rules]) -> tuple[Event, ...]:
    by, now = context.actor.id, context.now
    earlier = _keep_apart(station, by).accepted
    if any(by in signature.by for signature in earlier):
        raise SameHands(by, _FIRST, _ACCEPTANCE)
    signed = Accepted(Signature("acceptance", (by,), now))
    if len(earlier) + 1 < context.rules.projects.people:
        return (signed,)
    return (signed, Opened(context.today, now))


def _keep_apart(station: Station, by: str) -> Project:
    project = station.project
    assert project is not None  # noqa: S101 # only a station that was planned is at its acceptance
    if by in project.hands:
        raise SameHands(by, _BUILDING, _ACCEPTANCE)
    return project
