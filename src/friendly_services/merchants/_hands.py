"""Separation of duties: nobody judges what they applied for, saw on the spot, brought or decided."""

from collections.abc import Iterable, Mapping
from typing import Final

from ..decider import Context
from ..text import Label
from ._commands import (
    AnswerObjection,
    AppointReview,
    Command,
    CompleteCheck,
    Decide,
    DecideAppeal,
    Dismiss,
    Hide,
    HoldHearing,
    List,
    Name,
    OpenRevocation,
    OrderCorrection,
    OrderStay,
    PassReview,
    RecoverPlaque,
    ReplacePlaque,
    Restore,
    ReturnForCorrection,
    Revoke,
    Show,
    SignReview,
    Suspend,
    TakeOver,
    VoidPlaque,
)
from ._errors import NotYours, SameHands
from ._rules import Rules
from ._values import Application, Fact, Merchant, Revocation, latest

__all__ = [
    "SITE_CHECK",
    "act_on_behalf",
    "check_office",
    "keep_apart_answering",
    "keep_apart_checking",
    "keep_apart_deciding",
    "keep_apart_in_appeal",
    "keep_apart_in_case",
    "keep_apart_presiding",
    "keep_apart_recording",
    "keep_apart_reviewing",
    "keep_apart_signing",
    "keep_apart_taking_over",
    "speak_for",
]

SITE_CHECK: Final = "site_check"

APPLYING: Final = Label(en="application", zh="申报")
CHECKING: Final = Label(en="site check", zh="实地核查")
DECIDING: Final = Label(en="decision", zh="审批决定")
OBJECTING: Final = Label(en="objection", zh="提出异议")
ANSWERING: Final = Label(en="answer to the objection", zh="异议答复")
REVIEW: Final = Label(en="re-review", zh="复审")
CORRECTING: Final = Label(en="order of the correction", zh="责令整改")
SIGNING: Final = Label(en="signature for another party", zh="另一方的签字")
OPENING: Final = Label(en="opening of the case", zh="立案")
STATING_CASE: Final = Label(en="statement of case", zh="陈述申辩")
ASKING: Final = Label(en="asking for the hearing", zh="申请听证")
PRESIDING: Final = Label(en="presiding at the hearing", zh="主持听证")
DECIDING_CASE: Final = Label(en="decision on the case", zh="取消资格决定")
TAKING_OVER: Final = Label(en="take-over", zh="存量转入")
HIDING: Final = Label(en="taking off the map", zh="临时下图")
APPEALING: Final = Label(en="appeal", zh="申诉")
STAYING: Final = Label(en="stay of the revocation", zh="停止执行决定")
DECIDING_APPEAL: Final = Label(en="decision on the appeal", zh="申诉决定")

_OFFICE: Final[Mapping[type[Command], Label]] = {
    ReturnForCorrection: Label(en="return for correction", zh="退回补正"),
    CompleteCheck: Label(en="check of the application", zh="申报核查"),
    Decide: DECIDING,
    AnswerObjection: ANSWERING,
    Name: Label(en="naming", zh="命名"),
    List: Label(en="putting on the map", zh="落图"),
    Hide: HIDING,
    Show: Label(en="putting back on the map", zh="恢复展示"),
    Suspend: Label(en="suspension", zh="暂停"),
    Restore: Label(en="ending of the suspension", zh="解除暂停"),
    AppointReview: Label(en="appointment of the re-review", zh="复审预约"),
    SignReview: REVIEW,
    OrderCorrection: CORRECTING,
    PassReview: REVIEW,
    OpenRevocation: OPENING,
    HoldHearing: PRESIDING,
    Revoke: DECIDING_CASE,
    Dismiss: DECIDING_CASE,
    RecoverPlaque: Label(en="taking back of the plaque", zh="收回标牌"),
    VoidPlaque: Label(en="declaring void of the plaque", zh="宣布标牌作废"),
    ReplacePlaque: Label(en="replacement of the plaque", zh="换发标牌"),
    OrderStay: STAYING,
    DecideAppeal: DECIDING_APPEAL,
}
"""What is done to a merchant in office, and so never by its own applicant."""

_Hands = tuple[Label, Iterable[str | None]]
"""What was done, and by whom, if by anybody."""


def _keep_apart(duty: Label, people: Iterable[str], *hands: _Hands) -> None:
    """Refuse the first of these people who did one of those things, naming who and what."""
    for person in people:
        for did, whose in hands:
            if person in whose:
                raise SameHands(actor=person, did=did, duty=duty)


def check_office(command: Command, merchant: Merchant, context: Context[Rules]) -> None:
    """Refuse an officer who would do the office's work on a shop that is their own."""
    duty = _OFFICE.get(type(command))
    if duty is not None:
        _keep_apart(duty, (context.actor.id,), (APPLYING, (merchant.applicant,)))


def keep_apart_recording(merchant: Merchant, fact: Fact, stated: Iterable[str]) -> None:
    """Refuse what others must find from whoever applied; a site check also from whoever sent it for them."""
    if fact.evidence.kind not in stated:
        applicant, sender = _applied(merchant)
        whose = (applicant, sender) if fact.evidence.kind == SITE_CHECK else (applicant,)
        _keep_apart(CHECKING, (fact.by, fact.recorded_by), *whose)


def keep_apart_checking(merchant: Merchant, application: Application, people: Iterable[str]) -> None:
    """Refuse, among those who saw the premises, whoever applied, sent the application, or once decided it."""
    _keep_apart(CHECKING, people, *_applied(merchant), (DECIDING, _signed(application, "decision")))


def keep_apart_deciding(merchant: Merchant, application: Application, person: str) -> None:
    """Refuse a decision by whoever applied, sent the application, or saw the premises."""
    seen = _signed(application, SITE_CHECK) | _seen(merchant.facts)
    _keep_apart(DECIDING, (person,), *_applied(merchant), (CHECKING, seen))


def keep_apart_answering(merchant: Merchant, application: Application, objector: str, person: str) -> None:
    """Refuse an answer by whoever applied, objected, or took the decision objected to."""
    decided = (application.ruling.by,) if application.ruling else ()
    _keep_apart(ANSWERING, (person,), *_applied(merchant), (OBJECTING, (objector,)), (DECIDING, decided))


def keep_apart_reviewing(merchant: Merchant, context: Context[Rules]) -> None:
    """Refuse a re-review by whoever applied, saw the premises, or took the decision looked at again."""
    ruling = merchant.naming.ruling if merchant.naming else None
    decided = (ruling.by,) if ruling else ()
    seen = _seen(latest(merchant.facts, context.today).values())
    _keep_apart(REVIEW, (context.actor.id,), *_applied(merchant), (CHECKING, seen), (DECIDING, decided))


def keep_apart_signing(merchant: Merchant, party: str, context: Context[Rules]) -> None:
    """Refuse a party's signature by whoever may not review, or has signed for another party."""
    keep_apart_reviewing(merchant, context)
    signed = merchant.naming.review.signatures if merchant.naming else ()
    others = tuple(signature.by for signature in signed if signature.party != party)
    _keep_apart(REVIEW, (context.actor.id,), (SIGNING, others))


def keep_apart_in_case(merchant: Merchant, revocation: Revocation, context: Context[Rules]) -> None:
    """Refuse a decision on a case by whoever applied, opened it, spoke, presided, or saw the premises."""
    _keep_apart(DECIDING_CASE, (context.actor.id,), *_in_case(merchant, revocation, context))


def keep_apart_presiding(merchant: Merchant, revocation: Revocation, context: Context[Rules]) -> None:
    """Refuse a presiding officer who had any hand in the case so far."""
    hid = (HIDING, (merchant.hidden.by,) if merchant.hidden else ())
    _keep_apart(PRESIDING, (context.actor.id,), *_in_case(merchant, revocation, context), hid)


def keep_apart_in_appeal(
    command: OrderStay | DecideAppeal, merchant: Merchant, revocation: Revocation, context: Context[Rules]
) -> None:
    """Refuse a stay, or a decision on an appeal, by whoever took any part in what is appealed against."""
    _keep_apart(
        _OFFICE[type(command)],
        (context.actor.id,),
        *_in_case(merchant, revocation, context),
        (HIDING, (revocation.hidden_by,)),
        (DECIDING_CASE, (revocation.decided_by,)),
        (APPEALING, (revocation.appealed_by,)),
    )


def _in_case(merchant: Merchant, revocation: Revocation, context: Context[Rules]) -> tuple[_Hands, ...]:
    """Who had a hand in a case before it was decided."""
    correction = merchant.naming.review.correction if merchant.naming else None
    hearing = revocation.hearing
    return (
        *_applied(merchant),
        (CORRECTING, (correction.by,) if correction else ()),
        (OPENING, (revocation.opened_by,)),
        (STATING_CASE, (revocation.stated_by,)),
        (ASKING, (hearing.asked_by,) if hearing else ()),
        (PRESIDING, (hearing.presided_by,) if hearing else ()),
        (CHECKING, _seen(latest(merchant.facts, context.today).values())),
    )


def speak_for(merchant: Merchant, context: Context[Rules]) -> None:
    """Refuse whoever is neither the applicant nor somebody who may act on its behalf."""
    if context.actor.id != merchant.applicant:
        act_on_behalf(context)


def act_on_behalf(context: Context[Rules]) -> None:
    """Refuse whoever has none of the roles that may act for a merchant."""
    roles = context.rules.on_behalf
    if not context.actor.may(roles):
        raise NotYours(actor=context.actor.id, roles=roles)


def keep_apart_taking_over(command: TakeOver, person: str) -> None:
    """Refuse whoever would enter a shop of their own as named, past every check."""
    _keep_apart(TAKING_OVER, (person,), (APPLYING, (command.applicant,)))


def _applied(merchant: Merchant) -> tuple[_Hands, _Hands]:
    """The applicant, and whoever sent the application or its corrections on its behalf, or took it over."""
    entering = APPLYING if merchant.taken_from is None else TAKING_OVER
    return (APPLYING, (merchant.applicant,)), (entering, merchant.filed_by)


def _signed(application: Application, post: str) -> frozenset[str]:
    return frozenset(person for s in application.case.signed if s.post == post for person in s.by)


def _seen(facts: Iterable[Fact]) -> frozenset[str]:
    """Everyone who had a hand in what was found on the spot: who saw it, and who put it on record."""
    seen = [fact for fact in facts if fact.evidence.kind == SITE_CHECK]
    return frozenset(person for fact in seen for person in (fact.by, fact.recorded_by))
