"""What a line of an inbox says: what is open on a record, of whom, by when, and what happens by itself."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

import attrs

from .. import honours, merchants, offers, persons, points, stations, targets
from ..cases import Term
from ..decider import Due, Kind
from ..packs import Pack
from ..text import Label, Reason
from . import together
from ._answers import Todo
from ._registry import Registry

__all__ = ["MERCHANT", "TITLES", "todo"]

_Work = tuple[Label, tuple[type, ...]]
"""What somebody has to do, and the commands that do it."""

_CHECKING: Final = merchants.CompleteCheck, merchants.ReturnForCorrection
MERCHANT: Final[Mapping[str, _Work]] = {
    "form_check": (Label(en="the form check", zh="形式审查"), _CHECKING),
    "site_check": (Label(en="the site check", zh="实地核查"), _CHECKING),
    "decision": (
        Label(en="the decision on the application", zh="审批决定"),
        (merchants.Decide, merchants.ReturnForCorrection),
    ),
    "objected": (Label(en="the answer to an objection", zh="异议答复"), (merchants.AnswerObjection,)),
    "revoking": (
        Label(en="the decision on the revocation", zh="取消资格决定"),
        (merchants.Revoke, merchants.Dismiss),
    ),
    "hearing": (Label(en="the hearing", zh="听证"), (merchants.HoldHearing,)),
    "appealed": (Label(en="the decision on the appeal", zh="申诉决定"), (merchants.DecideAppeal,)),
}
"""What a merchant waits for by its standing; a named one is to be listed, or looked at again."""
_LISTING: Final[_Work] = Label(en="the listing on the map", zh="上图"), (merchants.List,)
_REVIEW: Final[_Work] = (
    Label(en="the re-review", zh="复审"),
    (merchants.PassReview, merchants.SignReview, merchants.OrderCorrection),
)
_HONOUR: Final[Mapping[str, _Work]] = {
    "nominated": (Label(en="the decision on the nomination", zh="评定决定"), (honours.Decide,)),
    "objected": (Label(en="the answer to an objection", zh="异议答复"), (honours.AnswerObjection,)),
    "revoking": (
        Label(en="the decision on the revocation", zh="撤销决定"),
        (honours.Revoke, honours.Dismiss),
    ),
    "appealed": (Label(en="the decision on the appeal", zh="申诉决定"), (honours.DecideAppeal,)),
}
_TARGET: Final[_Work] = (
    Label(en="the target: reached, revised or closed", zh="工作目标（完成、调整或关闭）"),
    (targets.Close, targets.Revise),
)
_INSTEAD: Final[Mapping[type, _Work]] = {
    merchants.Lapse: (Label(en="the correction of the application", zh="申报补正"), (merchants.Resubmit,)),
    merchants.Show: (
        Label(en="the opening of a case", zh="启动取消资格程序"),
        (merchants.OpenRevocation,),
    ),
    merchants.VoidPlaque: (
        Label(en="the taking back of the plaque", zh="收回牌匾"),
        (merchants.RecoverPlaque,),
    ),
    merchants.LapseNomination: (
        Label(en="the answer to the nomination", zh="推荐答复"),
        (merchants.DeclineNomination,),
    ),
    points.Lapse: (
        Label(en="the handing over of the reward", zh="兑换品发放"),
        (points.Collect, together.Collect),
    ),
    points.Settle: (
        Label(en="the carrying of the points to the other city", zh="将积分转送至对方城市"),
        (points.Settle,),
    ),
    points.LapseProposal: (
        Label(en="the confirmation of an award by a second person", zh="第二人确认计分"),
        (points.Confirm, points.Decline),
    ),
}
"""What somebody has to do lest the scheduled command does what it says."""
_APPEAL: Final[_Work] = Label(en="the decision on the appeal", zh="申诉决定"), (points.DecideAppeal,)
_PROJECT: Final[Mapping[str, _Work]] = {
    "planned": (Label(en="the beginning of the work", zh="开工建设"), (stations.StartFitting,)),
    "fitting": (Label(en="the fitting-out", zh="建设施工"), (stations.FinishFitting,)),
    "acceptance": (
        Label(en="the acceptance", zh="验收"),
        (stations.Accept, stations.ReturnForCorrection),
    ),
    "correcting": (
        Label(en="the correction of what was found", zh="验收问题整改"),
        (stations.FinishFitting,),
    ),
}
_EQUIPMENT: Final[_Work] = (
    Label(en="the check of what runs out", zh="到期设备检查"),
    (stations.RecordEquipment,),
)
_LEVEL: Final[_Work] = (
    Label(en="the grading before the level runs out", zh="等级到期前评定"),
    (stations.Grade,),
)
_ANSWER: Final[_Work] = (
    Label(en="the answer to riders' reports", zh="小哥反馈答复"),
    (stations.AnswerReports,),
)
_GRACE: Final[_Work] = (
    Label(en="the mending of what fails the level", zh="等级不符事项整改"),
    (stations.RecordFacts, stations.RecordEquipment, stations.Measure),
)
_WATCH: Final[_Work] = (
    Label(en="a visit, or the word that it is open", zh="巡查或确认开放"),
    (stations.RecordVisit, stations.ConfirmOpen),
)
_SERVICES_END: Final = Label(en="the services that need it end", zh="停止提供所需服务")
_LEVEL_ENDS: Final = Label(en="the level ends", zh="等级失效")
_OVERDUE: Final = Label(en="it is put on record as overdue", zh="记为逾期")
_DORMANT: Final = Label(en="it counts as out of use", zh="转为休眠")

_NOBODY: Final = Label(en="nobody, by the pack", zh="（规则包未指定）")
_REMINDED: Final = Label(en="whoever has to act is reminded", zh="催办")
TITLES: Final[Mapping[type, Label]] = {
    merchants.Remind: _REMINDED,
    merchants.Lapse: Label(en="the application lapses", zh="申报失效"),
    merchants.Name: Label(en="the public notice is over: it is named", zh="公示期满，予以命名"),
    merchants.Restore: Label(en="its rest is over", zh="暂停期满，恢复"),
    merchants.Show: Label(en="it is shown on the map again", zh="恢复展示"),
    merchants.StartReview: Label(en="its re-review opens", zh="启动复审"),
    merchants.EndBusiness: Label(en="its business has ended, as announced", zh="按告知停业退出"),
    merchants.VoidPlaque: Label(en="its plaque is void", zh="牌匾作废"),
    merchants.LapseNomination: Label(en="the nomination lapses", zh="推荐失效"),
    merchants.EndCoolOff: Label(en="its licence and premises are free again", zh="证照与场所可重新申报"),
    stations.MarkExpired: Label(en="it is judged again by what holds then", zh="按届时情况重新核对"),
    honours.Remind: _REMINDED,
    honours.Grant: Label(en="the public notice is over: the title is granted", zh="公示期满，授予荣誉"),
    honours.Expire: Label(en="the title or the time to appeal has run out", zh="荣誉任期或申诉期限届满"),
    offers.ExpireOffer: Label(en="the offer has run out", zh="优惠到期"),
    offers.ExpireMembership: Label(en="the membership has ended", zh="成员资格到期"),
    points.Notify: Label(en="the worker is told of points that expire", zh="提醒骑手积分即将到期"),
    points.Expire: Label(en="the oldest points lapse", zh="最早一批积分到期"),
    points.Remind: _REMINDED,
    points.LapseProposal: Label(en="the proposed award lapses", zh="计分提议失效"),
    points.Lapse: Label(en="the redemption lapses", zh="兑换失效"),
    points.Settle: _REMINDED,
    points.ForgetSightings: Label(en="what was seen there is forgotten", zh="删除该处的发现记录"),
    targets.Remind: _REMINDED,
    persons.Erase: Label(en="the erasure is tried again", zh="再次执行删除"),
    persons.EraseFields: Label(en="what nobody agrees to any more is erased", zh="删除已撤回同意的信息"),
}
"""What each command that time sends does, in words."""


@attrs.frozen
class _Open:
    """One thing that is open on a record."""

    at: datetime
    """When time does its part."""
    title: Label
    """What happens by itself then."""
    work: _Work | None = None
    """What somebody has to do before; None where time alone does something."""
    term: Term | None = None
    """The term that it had, where `at` is when somebody is reminded of it: it stays open."""

    @property
    def last(self) -> date:
        """The last day for it; where time alone does something, the day on which it does."""
        if self.term is not None:
            return self.term.day
        return (self.at if self.work is None else self.at - timedelta(microseconds=1)).date()

    @property
    def order(self) -> tuple[bool, bool, date]:
        """Somebody's work first, and of that a plaque's last: no decision waits for it."""
        return self.work is None, self.work == _INSTEAD[merchants.VoidPlaque], self.last


def todo(
    id_: str, kind: Kind[Any], state: Any, due: Due, pack: Pack, registry: Registry, now: datetime
) -> Todo:
    """What is open on a record, in words, and of which roles by the pack's posts and its `may` table.

    Somebody's work comes first, the soonest before the rest. What comes by itself is told beside it where it
    comes first, and alone where nobody has anything to do.
    """
    at = due.at.astimezone(now.tzinfo)
    everything = sorted(
        (
            attrs.evolve(one, at=one.at.astimezone(now.tzinfo))
            for one in _everything(state, tuple(kind.dues(state)) or (due,), due.at)
        ),
        key=lambda one: one.order,
    )
    first = everything[0]
    told = [one for one in everything if one is first or one.work or (first.work and one.at <= first.at)]
    roles = [_roles(one, kind, state, pack, registry) for one in told]
    said = [_said(one, whose, now) for one, whose in zip(told, roles, strict=True)]
    return Todo(
        kind=kind.name,
        id=id_,
        due=at,
        command=registry.name_of(due.command),
        state=state,
        reason=said[0] if len(said) == 1 else Reason("city.todo_also", first=said[0], others=tuple(said[1:])),
        roles=tuple(dict.fromkeys(role for whose in roles for role in whose)),
        last=first.last,
        overdue=_overdue(first, now),
        label=_label(id_, state, pack),
        by_itself=next(one.title for one in everything if one.at == at),
    )


def _everything(state: Any, dues: Iterable[Due], soonest: datetime) -> Iterable[_Open]:
    """All that is open on a record."""
    if isinstance(state, stations.Station):
        return _of_station(state, soonest)
    return (_of(state, due) for due in dues)


def _of(state: Any, due: Due) -> _Open:
    title = TITLES[type(due.command)]
    match state, due.command:
        case merchants.Merchant(), merchants.Remind():
            work = MERCHANT.get(state.standing, _REVIEW if state.listed_on else _LISTING)
            return _Open(due.at, title, work, state.term)
        case honours.Honour(), honours.Remind():
            return _Open(due.at, title, _HONOUR[state.standing], state.term)
        case targets.Target(), targets.Remind():
            return _Open(due.at, title, _TARGET, state.goal.due)
        case points.Account(), points.Remind(_, entry):
            return _Open(due.at, title, _APPEAL, state.appeals[entry or 0].term)
        case _, command:
            return _Open(due.at, title, _INSTEAD.get(type(command)))


def _of_station(station: stations.Station, soonest: datetime) -> Iterator[_Open]:
    """What `MarkExpired` will do; of equipment and level, which run out in years, only what comes soonest."""
    if any(each.ends == soonest for each in station.equipment.values() if each.state == "working"):
        yield _Open(soonest, _SERVICES_END, _EQUIPMENT)
    if station.level is not None and station.level.ends == soonest:
        yield _Open(soonest, _LEVEL_ENDS, _LEVEL)
    if station.flag is not None:
        yield _owed(station.flag, _ANSWER)
    if (grace := station.grace) is not None:
        yield _Open(grace.term.ends, _LEVEL_ENDS, _GRACE)
    if (project := station.project) is not None and (work := _PROJECT.get(station.standing)) is not None:
        yield _owed(project, work)
    if station.watch is not None and station.standing == "open":
        yield _Open(station.watch.ends, _DORMANT, _WATCH)
    if station.recheck is not None:
        yield _Open(station.recheck, TITLES[stations.MarkExpired])


def _owed(owed: stations.Flag | stations.Project, work: _Work) -> _Open:
    at = (owed.waits or owed.term).ends
    return _Open(at, _REMINDED, work, owed.term) if owed.overdue else _Open(at, _OVERDUE, work)


def _roles(one: _Open, kind: Kind[Any], state: Any, pack: Pack, registry: Registry) -> tuple[str, ...]:
    """Whoever may send a command that does it and is possible where the record stands."""
    if one.work is None:
        return ()
    found: set[str] = set()
    possible = kind.possible(state)
    for command in one.work[1]:
        if possible[command.__name__] is None:
            rules = pack.rules.get(registry.owners[command].name)
            post = None if rules is None else kind.posts(state, rules).get(command.__name__)
            found |= {post} if post else pack.may.get(registry.names[command], frozenset())
    return tuple(sorted(found))


def _overdue(one: _Open, now: datetime) -> bool:
    return one.at <= now if one.work is None else one.last < now.date()


def _said(one: _Open, roles: tuple[str, ...], now: datetime) -> Reason:
    if one.work is None:
        return Reason("city.todo_by_itself", what=one.title, day=one.last)
    code = "city.todo_overdue" if _overdue(one, now) else "city.todo"
    said = Reason(code, what=one.work[0], roles=roles or _NOBODY, day=one.last)
    return said if one.term else Reason("city.todo_or_else", first=said, otherwise=one.title)


def _label(id_: str, state: Any, pack: Pack) -> Label:
    """What people call a record; its id if it has no name."""
    match state:
        case merchants.Merchant() | merchants.Nomination() | stations.Station():
            name: str = state.name
        case offers.Offer():
            name = state.terms.title
        case honours.Honour():
            return state.name
        case targets.Target():
            rules = pack.rules.get("targets")
            metric = rules.metrics.get(state.metric) if isinstance(rules, targets.Rules) else None
            if metric is not None:
                return metric.title
            name = id_
        case _:
            name = id_
    return Label(en=name, zh=name)
