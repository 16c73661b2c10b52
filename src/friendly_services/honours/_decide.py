"""The rules of the register of honours: what a command does, or why not."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, assert_never, cast

from dateutil.relativedelta import relativedelta

from ..cases import Term, term, term_to
from ..decider import Context, Decision, NewId
from ..errors import Invalid, NotFound
from ..fields import check_listed
from ..ids import Key
from ..text import Label
from . import _loss as loss
from ._bonus import state_bonus
from ._commands import (
    AnswerObjection,
    Appeal,
    Command,
    Commend,
    Decide,
    DecideAppeal,
    Dismiss,
    Expire,
    Grant,
    Nominate,
    Object,
    OpenRevocation,
    Remind,
    Revoke,
    StateBonus,
    StateCase,
    Withdraw,
)
from ._errors import ScoreTooLow, TermRunning, TooLate, Unfit
from ._events import (
    AppealLapsed,
    Commended,
    Declined,
    Expired,
    Granted,
    Nominated,
    Objected,
    ObjectionAnswered,
    PutOnNotice,
    Reminded,
    Withdrawn,
)
from ._hands import DECIDING, keep_apart, keep_apart_answering, speak_for
from ._lifecycle import check_standing
from ._quota import freed, id_in, kept_until, key_of, key_of_honour, taken
from ._rules import Rules, Title
from ._values import Candidate, CommendationId, Honour, Seats

__all__ = ["decide", "subjects"]

States = Mapping[Key, Any]

_PRESENT: Final = Label(en="running term", zh="当前期限")
_NOTICE: Final = Label(en="public notice", zh="公示期")
_TERM: Final = Label(en="term of the title", zh="荣誉有效期")
_A_DAY: Final = timedelta(days=1)


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The honour and the places of its quota: what is read and not written guards the commit."""
    match command:
        case Nominate():
            quota = key_of(command.title, command.area, command.period)
            return (("honour", id_in(quota, new("honour"))),)
        case Commend():
            return (("commendation", new("commendation")),)
        case StateBonus():
            return (("bonus", new("bonus")),)
        case _:
            return ("honour", command.honour), key_of_honour(command.honour)


def decide(states: States, command: Command, context: Context[Rules]) -> Decision:
    """What a command does to honours and quotas, or why it is refused."""
    match command:
        case Nominate():
            return _nominate(command, context)
        case Commend():
            return _commend(command, context)
        case StateBonus():
            return state_bonus(command, _found(context), context)
        case _:
            pass
    key, quota = ("honour", command.honour), key_of_honour(command.honour)
    honour: Honour | None = states.get(key)
    if honour is None:
        raise NotFound(*key)
    check_standing(honour, type(command).__name__)
    seats = cast("Seats", states.get(quota))  # there from the day of the public notice
    match command:
        case Decide():
            return _decide(key, honour, quota, states.get(quota), command, context)
        case Object():
            if (notice := cast("Term", honour.notice)).over(context.today):
                raise TooLate(_NOTICE, notice.reason)
            answer_by = term(context.rules.answer, context.now, context.calendar)
            number = len(honour.objections) + 1
            objected = Objected(number, context.actor.id, context.today, command.text, answer_by)
            return ((key, objected),)
        case AnswerObjection():
            return _answer(key, honour, quota, seats, command, context)
        case Grant():
            return _grant(key, honour, quota, seats, command, context)
        case OpenRevocation():
            return loss.open_revocation(key, command, context)
        case StateCase():
            return loss.state_case(key, honour, command, context)
        case Revoke():
            return loss.revoke(key, honour, quota, seats, command, context)
        case Dismiss():
            return loss.dismiss(key, honour, command, context)
        case Appeal():
            return loss.appeal(key, honour, quota, seats, command, context)
        case DecideAppeal():
            return loss.decide_appeal(key, honour, quota, seats, command, context)
        case Withdraw():
            return _withdraw(key, honour, quota, states.get(quota), command, context)
        case Expire():
            return _expire(key, honour, context)
        case Remind():
            _over(_PRESENT, honour.reminded or cast("Term", honour.term), context)
            following = term(context.rules.reminder, context.now, context.calendar)
            return ((key, Reminded(following)),)
        case _:
            assert_never(command)


def _title(code: str, rules: Rules) -> Title:
    if code not in rules.titles:
        raise Invalid.at("title", "value.not_one_of", value=code, choices=tuple(rules.titles))
    return rules.titles[code]


def _found(context: Context[Rules]) -> Candidate:
    """What City found of the subject in its own register; a worker is known to the host alone."""
    return context.found[0] if context.found else Candidate()


def _candidate(subject: str, context: Context[Rules]) -> Candidate:
    """What the city's own register says of the subject, which must be fit for a title."""
    found = _found(context)
    if found.unfit is not None:
        raise Unfit(subject, found.unfit)
    return found


def _over(what: Label, term: Term, context: Context[Rules]) -> None:
    """Refuse what may only be done once a term has passed."""
    if not term.over(context.today):
        raise TermRunning(what, term.reason)


def _nominate(command: Nominate, context: Context[Rules]) -> Decision:
    title = _title(command.title, context.rules)
    check_listed("area", command.area, context.rules.areas)
    _check_period(command.period, title, context)
    if title.score is None:
        if not command.cases:
            raise Invalid.at("cases", "value.missing")
    elif command.score is None:
        raise Invalid.at("score", "value.missing")
    elif command.score < title.score:
        raise ScoreTooLow(title.title, command.score, title.score)
    if title.subject != "worker" and command.subject.rpartition("-")[0] != title.subject:
        raise Invalid.at("subject", "honours.subject", value=command.subject, kind=title.subject)
    found = _candidate(command.subject, context)
    quota = key_of(command.title, command.area, command.period)
    honour = id_in(quota, context.new("honour"))
    nominated = Nominated(
        id=honour,
        title=command.title,
        name=title.title,
        subject=command.subject,
        area=command.area,
        period=command.period,
        cases=command.cases,
        score=command.score,
        ref=command.ref,
        by=context.actor.id,
        on=context.today,
        speaker=found.speaker,
        term=term(context.rules.decision, context.now, context.calendar),
    )
    return ((("honour", honour), nominated),)


def _check_period(period: str, title: Title, context: Context[Rules]) -> None:
    """Refuse a period that is not written as the quota counts, or has not begun."""
    form = title.quota.form
    present = f"{context.today:{form}}" if form else ""
    if not form and period:
        raise Invalid.at("period", "honours.no_period", value=period, title=title.title)
    if len(period) != len(present) or not _is_written(period, form):
        raise Invalid.at("period", "honours.period", value=period, present=present)
    if period > present:
        raise Invalid.at("period", "honours.period_ahead", value=period, present=present)


def _is_written(period: str, form: str) -> bool:
    try:
        return not form or f"{datetime.strptime(period, form):{form}}" == period  # noqa: DTZ007 # no instant
    except ValueError:
        return False


def _decide(
    key: Key, honour: Honour, quota: Key, seats: Seats | None, command: Decide, context: Context[Rules]
) -> Decision:
    keep_apart(honour, DECIDING, context.actor.id)
    by, today = context.actor.id, context.today
    if not command.approve:
        if not command.note:
            raise Invalid.at("note", "value.missing")
        return ((key, Declined(by, today, command.note)),)
    title = _title(honour.title, context.rules)
    notice = term(context.rules.notice, context.now, context.calendar)
    return (
        (key, PutOnNotice(by, today, command.note, notice)),
        (quota, taken(quota, seats, honour, title, today)),
    )


def _answer(
    key: Key, honour: Honour, quota: Key, seats: Seats, command: AnswerObjection, context: Context[Rules]
) -> Decision:
    by, today = context.actor.id, context.today
    waiting = {one.number: one for one in honour.objections if one.answer is None}
    if command.number not in waiting:
        raise Invalid.at("number", "value.not_one_of", value=command.number, choices=tuple(waiting))
    keep_apart_answering(honour, waiting[command.number].by, by)
    answered = ObjectionAnswered(command.number, by, today, command.upheld, command.answer)
    if not command.upheld:
        return ((key, answered),)
    return (key, answered), (key, Declined(by, today, command.answer)), (quota, freed(seats, honour))


def _grant(
    key: Key, honour: Honour, quota: Key, seats: Seats, command: Grant, context: Context[Rules]
) -> Decision:
    if command.subject != honour.subject:
        raise Invalid.at("subject", "value.not_one_of", value=command.subject, choices=(honour.subject,))
    _over(_NOTICE, cast("Term", honour.notice), context)
    _candidate(honour.subject, context)
    months = _title(honour.title, context.rules).months
    until = term_to(context.today + relativedelta(months=months) - _A_DAY, context.now)
    return (key, Granted(context.today, until)), (quota, kept_until(seats, honour, until.day))


def _withdraw(
    key: Key, honour: Honour, quota: Key, seats: Seats | None, command: Withdraw, context: Context[Rules]
) -> Decision:
    """End it at its holder's own wish; the place of a title that was never given is free again."""
    speak_for(honour, context)
    withdrawn = Withdrawn(command.ref, context.actor.id, context.today)
    if seats is None or honour.standing == "nominated":
        return ((key, withdrawn),)
    if honour.granted_on is None:
        return (key, withdrawn), (quota, freed(seats, honour))
    return (key, withdrawn), (quota, kept_until(seats, honour, context.today - _A_DAY))


def _expire(key: Key, honour: Honour, context: Context[Rules]) -> Decision:
    last = cast("Term", honour.term)
    if honour.standing == "granted":
        _over(_TERM, last, context)
        return ((key, Expired(context.today)),)
    _over(loss.APPEALING, last, context)
    return ((key, AppealLapsed(context.today)),)


def _commend(command: Commend, context: Context[Rules]) -> Decision:
    grounds = context.rules.commendations
    if command.ground not in grounds:
        raise Invalid.at("ground", "value.not_one_of", value=command.ground, choices=tuple(grounds))
    commendation = CommendationId(context.new("commendation"))
    commended = Commended(
        id=commendation,
        subject=command.subject,
        ground=command.ground,
        name=grounds[command.ground].title,
        text=command.text,
        ref=command.ref,
        on=context.today,
        by=context.actor.id,
    )
    return ((("commendation", commendation), commended),)
