"""How a level is held: granted for a term, put at risk by a fact, lost after the days of grace."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from ..cases import term, term_to
from ..decider import Context
from ..standards import Scalar, Standard, Verdict
from ..text import Label
from ._errors import LevelNotMet, NotGraded
from ._events import Event, GraceBegun, GraceEnded, Graded, LevelDropped, RecheckSet
from ._judging import judge, standard_of, verdicts
from ._rules import Rules
from ._values import Cause, Grace, Level, Station

__all__ = ["graded", "held"]

_ONE_DAY = timedelta(days=1)


def graded(station: Station, code: str, context: Context[Rules]) -> Graded:
    """A level for its term, if its standard is met today.

    Raises:
        LevelNotMet: it is not, or that is not known.
        NotGraded: the scheme is not for this kind of place.
    """
    rules, today = context.rules, context.today
    kind = rules.kinds.get(station.kind)
    if kind is None or not kind.graded:
        raise NotGraded(station.kind, kind.title if kind else Label(en=station.kind, zh=station.kind))
    standard = standard_of(rules.scheme, code)
    verdict = judge(station, standard, today, rules.spans)
    if verdict.answer != "met":
        raise LevelNotMet(code, standard.title, verdict.answer, verdict.why_not())
    until = today + relativedelta(months=rules.level_months) - _ONE_DAY
    ends = term_to(until, context.now).ends
    level = Level(code, rules.scheme.id, standard.id, verdict.version, today, until, ends)
    return Graded(level, _told(verdict))


def held(station: Station, context: Context[Rules]) -> tuple[Event, ...]:
    """What today's facts mean for the level that a station has: at risk, safe again, or lost.

    What is not known is no ground: only a standard that is unmet on the first day of grace and after its last
    takes a level away.
    """
    level, grace, rules, today = station.level, station.grace, context.rules, context.today
    if level is None or station.standing == "closed" or level.code not in rules.scheme.codes:
        return ()
    standard = standard_of(rules.scheme, level.code)
    verdict = judge(station, standard, today, rules.spans)
    again = _next_look(verdict, standard, level, context.now)
    recheck = () if again == station.recheck else (RecheckSet(again),)
    if verdict.answer != "unmet":
        return recheck if grace is None else (GraceEnded(today), *recheck)
    causes = _causes(verdict, station.level_facts)
    if grace is None:
        owed = term(rules.grace, context.now, context.calendar)
        return (GraceBegun(Grace(causes, verdict.version, today, owed)), *recheck)
    if not grace.term.over(today):
        return recheck
    every = verdicts(station, rules.scheme, today, rules.spans)
    meets = tuple(code for code, other in every.items() if other.answer == "met")
    return (LevelDropped(level.code, causes, today, meets),)


def _next_look(verdict: Verdict, standard: Standard, level: Level, now: datetime) -> datetime | None:
    """When days alone will have changed the verdict, if the level is still held then."""
    change = verdict.next_change(standard)
    if change is None or change.on > level.until:
        return None
    return term_to(change.on - _ONE_DAY, now).ends


def _told(verdict: Verdict) -> Mapping[str, Scalar]:
    """The facts that the verdict rests on, as they are that day."""
    values = zip(verdict.rules.facts, verdict.values, strict=True)
    return {fact.name: value for fact, value in values if value is not None and not isinstance(value, tuple)}


def _causes(verdict: Verdict, before: Mapping[str, Scalar]) -> tuple[Cause, ...]:
    """The facts of what fails: those that changed; all of them if it was the standard that did."""
    failing = {
        name
        for condition, finding in zip(verdict.rules.conditions, verdict.findings, strict=True)
        if finding.answer == ("met" if condition.exit else "unmet")
        for name, _ in finding.facts
    }
    now = _told(verdict)
    every = [
        Cause(fact.name, fact.title, before.get(fact.name), now.get(fact.name))
        for fact in verdict.rules.facts
        if fact.name in failing
    ]
    return tuple([one for one in every if one.before != one.after] or every)
