"""What a ledger says of an event: what was done, on what ground, by which standard, under which numbers."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from .. import merchants, stations
from ..text import Label, Language, show

__all__ = ["ACTS", "act_of", "files_in", "ground_of", "rule_of"]

ACTS: Final[Mapping[type, Label]] = {
    merchants.Applied: Label(en="applied", zh="申报"),
    merchants.TakenOver: Label(en="taken over from an older register", zh="由旧台账转入"),
    merchants.ReturnedForCorrection: Label(en="returned for correction", zh="退回补正"),
    merchants.Resubmitted: Label(en="corrected", zh="补正重报"),
    merchants.CheckCompleted: Label(en="check completed", zh="核查完成"),
    merchants.Objected: Label(en="objection", zh="提出异议"),
    merchants.ObjectionAnswered: Label(en="objection answered", zh="答复异议"),
    merchants.Named: Label(en="named", zh="命名"),
    merchants.Listed: Label(en="put on the map", zh="上图"),
    merchants.Hidden: Label(en="taken off the map", zh="临时下图"),
    merchants.Shown: Label(en="shown again", zh="恢复展示"),
    merchants.Suspended: Label(en="suspended", zh="暂停"),
    merchants.Restored: Label(en="restored", zh="恢复"),
    merchants.ReviewAppointed: Label(en="re-review appointed", zh="预约复审"),
    merchants.ReviewStarted: Label(en="re-review opened", zh="启动复审"),
    merchants.ReviewSigned: Label(en="re-review signed", zh="复审签字"),
    merchants.CorrectionOrdered: Label(en="correction ordered", zh="责令整改"),
    merchants.ReviewPassed: Label(en="re-review passed", zh="复审通过"),
    merchants.RevocationOpened: Label(en="case for revocation opened", zh="启动取消资格程序"),
    merchants.CaseStated: Label(en="case stated", zh="陈述申辩"),
    merchants.HearingAsked: Label(en="hearing asked for", zh="申请听证"),
    merchants.HearingHeld: Label(en="hearing held", zh="举行听证"),
    merchants.RevocationDismissed: Label(en="case dismissed", zh="终止取消资格程序"),
    merchants.Revoked: Label(en="revoked", zh="取消资格"),
    merchants.Appealed: Label(en="appealed", zh="提出申诉"),
    merchants.RevocationStayed: Label(en="revocation stayed", zh="取消资格停止执行"),
    merchants.RevocationUpheld: Label(en="revocation upheld", zh="申诉后维持取消资格"),
    merchants.RevocationOverturned: Label(en="revocation overturned", zh="申诉后撤销取消资格"),
    merchants.CoolOffEnded: Label(en="free to apply again", zh="可重新申报"),
    merchants.Withdrawn: Label(en="withdrawn", zh="自愿退出"),
    merchants.ClosingAnnounced: Label(en="closing announced", zh="告知停业"),
    merchants.Ended: Label(en="closed for good", zh="停业退出"),
    merchants.PlaqueRecovered: Label(en="plaque brought back", zh="收回牌匾"),
    merchants.PlaqueVoided: Label(en="plaque declared void", zh="公告牌匾作废"),
    merchants.PlaqueReplaced: Label(en="plaque replaced", zh="补发牌匾"),
    stations.Registered: Label(en="registered", zh="登记"),
    stations.FittingStarted: Label(en="fitting-out begun", zh="开工建设"),
    stations.FittingFinished: Label(en="ready for acceptance", zh="提请验收"),
    stations.ReturnedForCorrection: Label(en="returned for correction", zh="退回整改"),
    stations.Accepted: Label(en="accepted", zh="验收签字"),
    stations.Opened: Label(en="opened", zh="启用"),
    stations.ProjectOverdue: Label(en="project overdue", zh="项目逾期"),
    stations.Graded: Label(en="level granted", zh="评定等级"),
    stations.LevelExpired: Label(en="level expired", zh="等级到期"),
    stations.LevelDropped: Label(en="level lost", zh="失去等级"),
    stations.GraceBegun: Label(en="grace begun", zh="限期整改"),
    stations.GraceEnded: Label(en="grace ended", zh="整改完成"),
    stations.FellDormant: Label(en="dormant", zh="休眠"),
    stations.Revived: Label(en="in use again", zh="恢复使用"),
    stations.ClosedTemporarily: Label(en="closed for a while", zh="临时关闭"),
    stations.Reopened: Label(en="reopened", zh="恢复开放"),
    stations.Closed: Label(en="closed for good", zh="关闭"),
    stations.Flagged: Label(en="flagged by riders' reports", zh="小哥反馈预警"),
    stations.ReportsAnswered: Label(en="reports answered", zh="答复反馈"),
    stations.AnswerOverdue: Label(en="answer overdue", zh="逾期未答复"),
}
"""The events that are decisions or steps of a procedure; what is only noted, as facts are, has no line."""

_APPROVED: Final = Label(en="approved", zh="审定通过")
_REJECTED: Final = Label(en="rejected", zh="审定不通过")
_LAPSED: Final = Label(en="lapsed", zh="逾期失效")


def act_of(event: Any) -> Label | None:
    """What was done, None of what is no step of its own."""
    match event:
        case merchants.Decided():
            return _APPROVED if event.ruling.approved else _REJECTED
        case merchants.ApplicationClosed(outcome="lapsed"):
            return _LAPSED
        case _:
            return ACTS.get(type(event))


def ground_of(event: Any, rules: Mapping[str, Any], language: Language) -> str:
    """Why it was done, in words: the title of a ground, a cause, what was to be mended."""
    match event:
        case merchants.RevocationOpened() | merchants.Revoked():
            return _titled(event.ground, "grounds", rules, language)
        case merchants.Hidden():
            return _titled(event.hiding.ground, "grounds", rules, language)
        case merchants.Suspended():
            return _titled(event.suspension.why, "suspensions", rules, language)
        case merchants.ReturnedForCorrection() | stations.ReturnedForCorrection():
            return show(event.items, language)
        case stations.ClosedTemporarily():
            return show(event.closure.cause, language)
        case stations.GraceBegun():
            return show((cause.reason for cause in event.grace.causes), language)
        case stations.LevelDropped():
            return show((cause.reason for cause in event.causes), language)
        case stations.Flagged():
            return show(stations.SEEN[event.flag.seen], language)
        case _:
            return ""


def _titled(code: str, table: str, rules: Mapping[str, Any], language: Language) -> str:
    found = getattr(rules["merchants"], table).get(code) if "merchants" in rules else None
    return code if found is None else show(found.title, language)


def rule_of(event: Any) -> tuple[str, int] | None:
    """The standard and the version by which it was decided, where one was asked."""
    match event:
        case merchants.Decided() | merchants.ReviewPassed():
            return event.ruling.standard, event.ruling.version
        case merchants.Named(naming=merchants.Naming(ruling=merchants.Ruling() as ruling)):
            return ruling.standard, ruling.version
        case stations.Graded():
            return event.level.standard, event.level.version
        case _:
            return None


def files_in(value: Any) -> Iterator[str]:
    """Every file number that an event names: of evidence, in other systems, of plaques and requests."""
    match value:
        case merchants.Evidence():
            yield value.reference
        case merchants.Ref():
            yield f"{value.system} {value.number}"
        case merchants.Plaque():
            yield value.number
        case merchants.Fact() | stations.Fact():
            return
        case tuple():
            for part in value:
                yield from files_in(part)
        case _ if attrs.has(type(value)):
            for field in attrs.fields(type(value)):
                part = getattr(value, field.name)
                if field.name == "ref":
                    yield part
                else:
                    yield from files_in(part)
        case _:
            return
