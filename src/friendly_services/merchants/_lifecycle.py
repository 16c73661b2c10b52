"""The lifecycle of a merchant as one table of standings and transitions, which every decision consults."""

from collections.abc import Callable, Mapping
from typing import Final

import attrs

from ..text import Label, Reason
from ._commands import (
    AddRef,
    AnswerObjection,
    Appeal,
    Apply,
    AppointReview,
    AskHearing,
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
from ._errors import NotNow
from ._rules import Rules
from ._values import IN_CASE, Merchant, Standing

__all__ = [
    "APPLYING",
    "LIFECYCLE",
    "STANDINGS",
    "Transition",
    "check_possible",
    "open_to",
    "possible",
    "posts",
]

STANDINGS: Final[Mapping[Standing, Label]] = {
    "form_check": Label(en="at the form check", zh="形式审查中"),
    "returned": Label(en="returned for correction", zh="退回补正"),
    "site_check": Label(en="at the site check", zh="实地核查中"),
    "decision": Label(en="waiting for the decision", zh="待决定"),
    "notice": Label(en="on public notice", zh="公示中"),
    "objected": Label(en="on public notice with an open objection", zh="公示异议待答复"),
    "named": Label(en="named", zh="已命名"),
    "suspended": Label(en="suspended", zh="已暂停"),
    "revoking": Label(en="in a case for revocation", zh="取消资格程序中"),
    "hearing": Label(en="waiting for its hearing", zh="待听证"),
    "rejected": Label(en="rejected", zh="未通过"),
    "lapsed": Label(en="lapsed", zh="逾期失效"),
    "withdrawn": Label(en="withdrawn of its own accord", zh="自愿退出"),
    "revoked": Label(en="revoked", zh="已取消资格"),
    "appealed": Label(en="in an appeal against its revocation", zh="取消资格申诉中"),
    "ended": Label(en="closed for good", zh="已停业退出"),
}
"""Every standing with its name in both languages."""

_CHECKS: Final[tuple[Standing, ...]] = ("form_check", "site_check")
_POSTS: Final[tuple[Standing, ...]] = (*_CHECKS, "decision")
APPLYING: Final[tuple[Standing, ...]] = (*_POSTS, "returned", "notice", "objected")
"""The standings of an application under way."""
_LEFT: Final[tuple[Standing, ...]] = ("revoked", "withdrawn", "ended")
_LIVE: Final[tuple[Standing, ...]] = (*APPLYING, "named", "suspended", *IN_CASE, "appealed")


# why not, where the standing alone does not say


def _listed(merchant: Merchant) -> Reason | None:
    return Reason("merchants.listed_already", on=merchant.listed_on) if merchant.listed_on else None


def _hidden(merchant: Merchant) -> Reason | None:
    return Reason("merchants.hidden_already", on=merchant.hidden.on) if merchant.hidden else None


def _not_hidden(merchant: Merchant) -> Reason | None:
    return None if merchant.hidden else Reason("merchants.not_hidden")


def _looked_into(merchant: Merchant) -> Reason | None:
    return Reason("merchants.looked_into", term=merchant.hidden.term.reason) if merchant.hidden else None


def _in_review(merchant: Merchant) -> Reason | None:
    term = merchant.naming.review.term if merchant.naming else None
    return Reason("merchants.in_review", term=term.reason) if term else None


def _not_in_review(merchant: Merchant) -> Reason | None:
    review = merchant.naming.review if merchant.naming else None
    return Reason("merchants.not_in_review", on=review.begins) if review and review.term is None else None


def _claim_free(merchant: Merchant) -> Reason | None:
    return None if merchant.claimed_until else Reason("merchants.claim_free")


def _final(merchant: Merchant) -> Reason | None:
    return None if merchant.lost else Reason("merchants.final")


def _stayed(merchant: Merchant) -> Reason | None:
    since = merchant.lost.stayed_on if merchant.lost else None
    return Reason("merchants.stayed_already", on=since) if since else None


def _not_out(merchant: Merchant) -> Reason | None:
    if merchant.naming is None:
        return Reason("merchants.no_plaque")
    plaque = merchant.naming.plaque
    match plaque.state:
        case "issued":
            return Reason("merchants.plaque_issued", number=plaque.number)
        case "returned":
            return Reason("merchants.plaque_returned", number=plaque.number, on=plaque.returned)
        case "void":
            return Reason("merchants.plaque_void", number=plaque.number, on=plaque.voided)
        case _:
            return None


def _no_hearing(merchant: Merchant) -> Reason | None:
    return None if merchant.may_ask_hearing else Reason("merchants.no_hearing")


def _nothing_due(merchant: Merchant) -> Reason | None:
    return None if merchant.term else Reason("merchants.nothing_due")


# the table


@attrs.frozen
class Transition:
    """One row of the lifecycle: a command, where it is possible and where it may lead."""

    command: type[Command]
    sources: tuple[Standing, ...]
    targets: tuple[Standing, ...] = ()
    """Empty where the standing stays."""
    unless: Callable[[Merchant], Reason | None] = lambda _: None
    """Why not, where the standing alone does not say."""


LIFECYCLE: Final[tuple[Transition, ...]] = (
    Transition(Apply, (), _CHECKS),
    Transition(TakeOver, (), ("named",)),
    Transition(ReturnForCorrection, _POSTS, ("returned",)),
    Transition(Resubmit, ("returned",), _POSTS),
    Transition(Lapse, ("returned",), ("lapsed",)),
    Transition(RecordFacts, _LIVE),
    Transition(AddRef, _LIVE),
    Transition(CompleteCheck, _CHECKS, ("site_check", "decision")),
    Transition(Decide, ("decision",), ("notice", "objected", "rejected")),
    Transition(Object, ("notice", "objected"), ("objected",)),
    Transition(AnswerObjection, ("objected",), ("notice", "objected", "site_check")),
    Transition(Name, ("notice",), ("named",)),
    Transition(List, ("named",), unless=_listed),
    Transition(Hide, ("named", *IN_CASE), unless=_hidden),
    Transition(Show, ("named", "suspended", *IN_CASE), unless=_not_hidden),
    Transition(Suspend, ("named",), ("suspended",)),
    Transition(Restore, ("suspended",), ("named",)),
    Transition(AppointReview, ("named",), unless=_in_review),
    Transition(StartReview, ("named",), unless=_in_review),
    Transition(SignReview, ("named",), unless=_not_in_review),
    Transition(OrderCorrection, ("named",), unless=_not_in_review),
    Transition(PassReview, ("named",), unless=_not_in_review),
    Transition(OpenRevocation, ("named", "suspended"), ("revoking",)),
    Transition(StateCase, IN_CASE),
    Transition(AskHearing, ("revoking",), ("hearing",), unless=_no_hearing),
    Transition(HoldHearing, ("hearing",), ("revoking",)),
    Transition(Revoke, ("revoking",), ("revoked",)),
    Transition(Dismiss, IN_CASE, ("named", "suspended")),
    Transition(Appeal, ("revoked",), ("appealed",), unless=_final),
    Transition(OrderStay, ("appealed",), unless=_stayed),
    Transition(DecideAppeal, ("appealed",), ("named", "suspended", "revoked")),
    Transition(EndCoolOff, ("revoked",), unless=_claim_free),
    Transition(Withdraw, (*APPLYING, "named", "suspended"), ("withdrawn",), unless=_looked_into),
    Transition(EndBusiness, ("named", "suspended"), ("named", "suspended", "ended"), unless=_looked_into),
    Transition(RecoverPlaque, (*_LEFT, "appealed"), unless=_not_out),
    Transition(VoidPlaque, (*_LEFT, "appealed"), unless=_not_out),
    Transition(ReplacePlaque, ("named", "suspended")),
    Transition(Remind, (*_POSTS, "objected", "named", *IN_CASE, "appealed"), unless=_nothing_due),
)
"""The whole lifecycle: what is not listed here is not possible."""

_WORK: Final[Mapping[str, tuple[type[Command], ...]]] = {
    "form_check": (ReturnForCorrection, CompleteCheck),
    "site_check": (ReturnForCorrection, CompleteCheck),
    "decision": (ReturnForCorrection, Decide),
    "listing": (List,),
}
"""What each post of the route does, and whoever does not hold its role may not."""

_BY_COMMAND: Final = {row.command: row for row in LIFECYCLE}


def possible(merchant: Merchant) -> Mapping[str, Reason | None]:
    """Every command about this merchant by name: None if its standing allows it now, else why not.

    What also depends on the day, on who asks or on the facts is left to the command itself.
    """
    return {
        row.command.__name__: refused.reason if (refused := _refusal(row, merchant)) else None
        for row in LIFECYCLE
        if row.sources
    }


def open_to(merchant: Merchant) -> tuple[type[Command], ...]:
    """The commands that its standing allows now."""
    return tuple(
        row.command for row in LIFECYCLE if merchant.standing in row.sources and row.unless(merchant) is None
    )


def posts(merchant: Merchant, rules: Rules) -> Mapping[str, str]:
    """The commands that belong to the post a merchant is at, by name, with the role that works there."""
    at = "listing" if merchant.standing == "named" else merchant.standing
    role = rules.route.posts[at].role if at in rules.route.posts else None
    return {} if role is None else {command.__name__: role for command in _WORK.get(at, ())}


def check_possible(command: Command, merchant: Merchant) -> None:
    """Refuse a command that the table does not list for the merchant's standing."""
    refused = _refusal(_BY_COMMAND[type(command)], merchant)
    if refused is not None:
        raise refused


def _refusal(row: Transition, merchant: Merchant) -> NotNow | None:
    listed = merchant.standing in row.sources
    why = row.unless(merchant) if listed else None
    if listed and why is None:
        return None
    term = merchant.term or (merchant.lost.appeal_by if merchant.lost else merchant.claimed_until)
    return NotNow(
        command=row.command.__name__,
        standing=STANDINGS[merchant.standing],
        possible=tuple(other.__name__ for other in open_to(merchant)),
        ground=merchant.ground,
        term=term.reason if term else Reason("cases.no_term"),
        why=why,
    )
