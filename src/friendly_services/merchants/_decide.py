"""What must be loaded for a command about merchants, and what it does."""

from collections.abc import Mapping
from typing import Any, assert_never, cast

from ..cases import Term
from ..decider import Context, Decision, NewId
from ..errors import NotFound
from ..ids import CaseId, Key, MerchantId
from . import _appeal, _application, _hearing, _leaving, _named, _nominations, _plaque, _review, _take_over
from ._commands import (
    AddRef,
    AnswerObjection,
    Appeal,
    AppealCommand,
    ApplicationCommand,
    Apply,
    AppointReview,
    AskHearing,
    CaseCommand,
    Command,
    CompleteCheck,
    Decide,
    DecideAppeal,
    Dismiss,
    EndBusiness,
    EndCoolOff,
    Hide,
    HoldHearing,
    Lapse,
    List,
    Name,
    Object,
    OpenRevocation,
    OrderCorrection,
    OrderStay,
    PassReview,
    RecordFacts,
    RecoverPlaque,
    Remind,
    ReplacePlaque,
    Restore,
    Resubmit,
    ReturnForCorrection,
    ReviewCommand,
    Revoke,
    Show,
    SignReview,
    StartReview,
    StateCase,
    Suspend,
    TakeOver,
    VoidPlaque,
    Withdraw,
)
from ._events import RefAdded
from ._hands import check_office
from ._lifecycle import check_possible
from ._nominations import NominationCommand
from ._rules import Rules
from ._values import Application, Merchant, Naming, Revocation

__all__ = ["decide", "subjects"]


def subjects(command: Command | NominationCommand, new: NewId) -> tuple[Key, ...]:
    """The records a command reads: the merchant's, its application while that is open, the case named."""
    if isinstance(command, NominationCommand):
        return _nominations.nomination_subjects(command)
    if isinstance(command, ApplicationCommand):
        return ("merchant", command.merchant), ("application", command.merchant)
    if isinstance(command, (CaseCommand, AppealCommand)):
        return ("merchant", command.merchant), ("revocation", command.case)
    match command:
        case Apply():
            merchant = new("merchant")
            followed = [("nomination", command.nomination)] if command.nomination else []
            return ("merchant", merchant), ("application", merchant), *followed
        case TakeOver():
            return (("merchant", _take_over.id_of(command.file)),)
        case OpenRevocation():
            return ("merchant", command.merchant), ("revocation", new("revocation"))
        case Withdraw():
            return ("merchant", command.merchant), ("application", command.merchant)
        case _:
            return (("merchant", command.merchant),)


def decide(
    states: Mapping[Key, Any], command: Command | NominationCommand, context: Context[Rules]
) -> Decision:
    """What the command does, or why not: first the lifecycle's table, then the rules of that step."""
    if isinstance(command, NominationCommand):
        return _nominations.decide_nomination(states, command, context)
    if isinstance(command, Apply):
        return _application.apply(MerchantId(context.new("merchant")), states, command, context)
    if isinstance(command, TakeOver):
        id_ = _take_over.id_of(command.file)
        return _take_over.take_over(id_, states.get(("merchant", id_)), command, context)
    merchant: Merchant | None = states.get(("merchant", command.merchant))
    if merchant is None:
        raise NotFound("merchant", command.merchant)
    check_possible(command, merchant)
    check_office(command, merchant, context)
    if isinstance(command, ApplicationCommand):
        return _decide_application(merchant, states["application", merchant.id], command, context)
    if isinstance(command, (CaseCommand, AppealCommand)):
        return _decide_case(merchant, states.get(("revocation", command.case)), command, context)
    if isinstance(command, ReviewCommand):
        return _decide_review(merchant, cast("Naming", merchant.naming), command, context)
    match command:
        case RecordFacts():
            return _application.record_facts(merchant, command, context)
        case AddRef():
            known = command.ref in merchant.refs
            return () if known else ((("merchant", merchant.id), RefAdded(command.ref)),)
        case List():
            return _named.list_merchant(merchant, command, context)
        case Remind():
            return _named.remind(merchant, cast("Term", merchant.term), context)
        case Hide():
            return _named.hide(merchant, command, context)
        case Show():
            return _named.show(merchant, context)
        case Suspend():
            return _named.suspend(merchant, command, context)
        case Restore():
            return _named.restore(merchant, context)
        case OpenRevocation():
            _review.check_failed(command.ground, merchant, context)
            case = CaseId(context.new("revocation"))
            return _named.open_revocation(case, merchant, command, context)
        case EndCoolOff():
            return _named.end_cool_off(merchant, cast("Term", merchant.claimed_until), context)
        case RecoverPlaque():
            return _plaque.recover_plaque(merchant, context)
        case VoidPlaque():
            return _plaque.void_plaque(merchant, cast("Naming", merchant.naming), command, context)
        case ReplacePlaque():
            return _plaque.replace_plaque(merchant, command, context)
        case EndBusiness():
            return _leaving.end_business(merchant, cast("Naming", merchant.naming), command, context)
        case Withdraw():
            return _leaving.withdraw(merchant, states.get(("application", merchant.id)), command, context)
        case _:
            assert_never(command)


def _decide_case(
    merchant: Merchant,
    named: Revocation | None,
    command: CaseCommand | AppealCommand,
    context: Context[Rules],
) -> Decision:
    if isinstance(command, AppealCommand):
        revocation = _appeal.the_appealed(command.case, merchant, named)
    else:
        revocation = _named.the_case(command.case, merchant, named)
    match command:
        case StateCase():
            return _named.state_case(merchant, revocation, command, context)
        case AskHearing():
            return _hearing.ask_hearing(merchant, revocation, context)
        case HoldHearing():
            return _hearing.hold_hearing(merchant, revocation, command, context)
        case Revoke():
            _review.check_failed(revocation.ground, merchant, context)
            return _named.revoke(merchant, revocation, command, context)
        case Dismiss():
            return _named.dismiss(merchant, revocation, command, context)
        case Appeal():
            return _appeal.appeal(merchant, revocation, command, context)
        case OrderStay():
            return _appeal.order_stay(merchant, revocation, command, context)
        case DecideAppeal():
            return _appeal.decide_appeal(merchant, revocation, command, context)
        case _:
            assert_never(command)


def _decide_review(
    merchant: Merchant,
    naming: Naming,
    command: ReviewCommand,
    context: Context[Rules],
) -> Decision:
    match command:
        case AppointReview():
            return _review.appoint_review(merchant, naming, command, context)
        case StartReview():
            return _review.start_review(merchant, naming, context)
        case SignReview():
            return _review.sign_review(merchant, command, context)
        case OrderCorrection():
            return _review.order_correction(merchant, naming, context)
        case PassReview():
            return _review.pass_review(merchant, naming, context)
        case _:
            assert_never(command)


def _decide_application(
    merchant: Merchant,
    application: Application,
    command: ApplicationCommand,
    context: Context[Rules],
) -> Decision:
    match command:
        case ReturnForCorrection():
            return _application.return_for_correction(merchant, application, command, context)
        case Resubmit():
            return _application.resubmit(merchant, application, command, context)
        case Lapse():
            return _application.lapse(merchant, application, context)
        case CompleteCheck():
            return _application.complete_check(merchant, application, command, context)
        case Decide():
            return _application.decide_application(merchant, application, command, context)
        case Object():
            return _application.object_to(merchant, application, command, context)
        case AnswerObjection():
            return _application.answer_objection(merchant, application, command, context)
        case Name():
            return _application.name(merchant, application, context)
        case _:
            assert_never(command)
