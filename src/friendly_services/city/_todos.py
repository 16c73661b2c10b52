"""What a line of an inbox says: what is due, of whom, by when, and whether that day has passed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from .. import honours, merchants, offers, persons, points, stations, targets
from ..cases import Term
from ..decider import Due, Kind
from ..packs import Pack
from ..text import Label, Reason
from ._answers import Todo
from ._registry import Registry

__all__ = ["todo"]

_WORK: Final[Mapping[str, tuple[Label, type]]] = {
    "form_check": (Label(en="the form check", zh="形式审查"), merchants.CompleteCheck),
    "site_check": (Label(en="the site check", zh="实地核查"), merchants.CompleteCheck),
    "decision": (Label(en="the decision on the application", zh="审批决定"), merchants.Decide),
    "objected": (Label(en="the answer to an objection", zh="异议答复"), merchants.AnswerObjection),
    "revoking": (Label(en="the decision on the revocation", zh="取消资格决定"), merchants.Revoke),
    "hearing": (Label(en="the hearing", zh="听证"), merchants.HoldHearing),
    "appealed": (Label(en="the decision on the appeal", zh="申诉决定"), merchants.DecideAppeal),
}
_LISTING: Final = Label(en="the listing on the map", zh="上图"), merchants.List
_REVIEW: Final = Label(en="the re-review", zh="复审"), merchants.PassReview
_EQUIPMENT: Final = Label(en="the check of what runs out", zh="到期设备检查"), stations.RecordEquipment
_LEVEL: Final = Label(en="the grading before the level runs out", zh="等级到期前评定"), stations.Grade
_ANSWER: Final = Label(en="the answer to riders' reports", zh="小哥反馈答复"), stations.AnswerReports
_GRACE: Final = (
    Label(en="the mending of what fails the level", zh="等级不符事项整改"),
    stations.RecordFacts,
)
_PROJECT: Final[Mapping[str, tuple[Label, type]]] = {
    "planned": (Label(en="the beginning of the work", zh="开工建设"), stations.StartFitting),
    "fitting": (Label(en="the fitting-out", zh="建设施工"), stations.FinishFitting),
    "acceptance": (Label(en="the acceptance", zh="验收"), stations.Accept),
    "correcting": (Label(en="the correction of what was found", zh="验收问题整改"), stations.FinishFitting),
}
_HONOUR: Final[Mapping[str, tuple[Label, type]]] = {
    "nominated": (Label(en="the decision on the nomination", zh="评定决定"), honours.Decide),
    "objected": (Label(en="the answer to an objection", zh="异议答复"), honours.AnswerObjection),
    "revoking": (Label(en="the decision on the revocation", zh="撤销决定"), honours.Revoke),
    "appealed": (Label(en="the decision on the appeal", zh="申诉决定"), honours.DecideAppeal),
}
_TARGET: Final = (
    Label(en="the target: reached, revised or closed", zh="工作目标（完成、调整或关闭）"),
    targets.Close,
)

_NOBODY: Final = Label(en="nobody, by the pack", zh="（规则包未指定）")
_BY_ITSELF: Final[Mapping[type, Label]] = {
    merchants.Lapse: Label(en="the application lapses unless it is corrected", zh="逾期未补正的，申报失效"),
    merchants.Name: Label(en="the public notice is over: it is named", zh="公示期满，予以命名"),
    merchants.Restore: Label(en="its rest is over", zh="暂停期满，恢复"),
    merchants.Show: Label(en="it is shown again unless a case is opened", zh="未启动取消程序的，恢复展示"),
    merchants.StartReview: Label(en="its re-review opens", zh="启动复审"),
    merchants.EndBusiness: Label(en="its business has ended, as announced", zh="按告知停业退出"),
    merchants.VoidPlaque: Label(
        en="its plaque is void unless it is brought back", zh="逾期未交回的，牌匾作废"
    ),
    merchants.LapseNomination: Label(
        en="the nomination lapses unless it is answered", zh="逾期未答复的，推荐失效"
    ),
    merchants.EndCoolOff: Label(en="its licence and premises are free again", zh="证照与场所可重新申报"),
    stations.MarkExpired: Label(en="it is judged again by what holds then", zh="按届时情况重新核对"),
    honours.Grant: Label(en="the public notice is over: the title is granted", zh="公示期满，授予荣誉"),
    honours.Expire: Label(en="the title or the time to appeal has run out", zh="荣誉任期或申诉期限届满"),
    offers.ExpireOffer: Label(en="the offer has run out", zh="优惠到期"),
    offers.ExpireMembership: Label(en="the membership has ended", zh="成员资格到期"),
    points.Expire: Label(en="the oldest points lapse", zh="最早一批积分到期"),
    points.Lapse: Label(
        en="the redemption lapses unless the reward is collected", zh="逾期未领取的，兑换失效"
    ),
    persons.Erase: Label(en="the erasure is tried again", zh="再次执行删除"),
    persons.EraseFields: Label(en="what nobody agrees to any more is erased", zh="删除已撤回同意的信息"),
}


def todo(
    id_: str, kind: Kind[Any], state: Any, due: Due, pack: Pack, registry: Registry, now: datetime
) -> Todo:
    """What is due of a record, in words, and of which roles by the pack's posts and its `may` table."""
    at, name = due.at.astimezone(now.tzinfo), registry.name_of(due.command)
    line = partial(Todo, kind.name, id_, at, name, state)
    work = _work(state, due)
    if work is None:
        what = _BY_ITSELF.get(type(due.command), name)
        said = Reason("city.todo_by_itself", what=what, day=at.date())
        return line(said, (), at.date(), overdue=at <= now)
    what, command = work
    rules = pack.rules.get(registry.owners[command].name)
    post = None if rules is None else kind.posts(state, rules).get(command.__name__)
    roles = (post,) if post else tuple(sorted(pack.may.get(registry.names[command], ())))
    term = _term(state)
    last = term.day if term else (at - timedelta(microseconds=1)).date()
    overdue = last < now.date()
    code = "city.todo_overdue" if overdue else "city.todo"
    return line(Reason(code, what=what, roles=roles or _NOBODY, day=last), roles, last, overdue)


def _work(state: Any, due: Due) -> tuple[Label, type] | None:
    """What somebody has to do by then, and by which command; None where time alone does something."""
    match state:
        case merchants.Merchant() if isinstance(due.command, merchants.Remind):
            return _WORK.get(state.standing, _REVIEW if state.listed_on else _LISTING)
        case stations.Station() if isinstance(due.command, stations.MarkExpired):
            ends: list[tuple[datetime | None, tuple[Label, type]]] = [
                (each.ends, _EQUIPMENT) for each in state.equipment.values() if each.state == "working"
            ]
            if state.level is not None:
                ends.append((state.level.ends, _LEVEL))
            if state.flag is not None:
                ends.append((state.flag.term.ends, _ANSWER))
            if state.grace is not None:
                ends.append((state.grace.term.ends, _GRACE))
            if state.project is not None and state.standing in _PROJECT:
                ends.append((state.project.term.ends, _PROJECT[state.standing]))
            return next((work for at, work in reversed(ends) if at == due.at), None)
        case honours.Honour() if isinstance(due.command, honours.Remind):
            return _HONOUR[state.standing]
        case targets.Target():
            return _TARGET
        case _:
            return None


def _term(state: Any) -> Term | None:
    """The term that a reminder is about, which is over by then; None where what is due is the term itself."""
    match state:
        case merchants.Merchant() | honours.Honour():
            return state.term
        case targets.Target():
            return state.goal.due
        case _:
            return None
