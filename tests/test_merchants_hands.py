"""Separation of duties: who may not take a step, because of what the same person did before."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from friendly_services.decider import Actor
from friendly_services.errors import Invalid
from friendly_services.ids import MerchantId
from friendly_services.merchants import (
    AnswerObjection,
    CompleteCheck,
    Decide,
    Dismiss,
    Hide,
    List,
    Name,
    NotYetSeen,
    Object,
    OpenRevocation,
    PassReview,
    RecordFacts,
    Resubmit,
    ReturnForCorrection,
    Revoke,
    SameHands,
    StartReview,
    StateCase,
    Suspend,
)
from tests.register import (
    AUDIT,
    CHIEF,
    CLOCK,
    INSPECTOR,
    NEIGHBOUR,
    Register,
    application,
    applied,
    at_decision,
    at_site_check,
    facts,
    named,
    on_notice,
    opened,
    shown,
)

MIGHTY = ("officer", "inspector", "merchant")
Start = Callable[[Register], MerchantId]
Command = Callable[[Register, MerchantId], Any]


def person(id_: str) -> Actor:
    """Somebody with every role: what stops them is their own hands alone."""
    return Actor(id_, roles=MIGHTY)


def by_counter(register: Register) -> MerchantId:
    """A shop whose application `counter` sent for its owner."""
    return MerchantId(register.do(application(applicant="owner"), person("counter")))


def checked(register: Register, shop: MerchantId) -> MerchantId:
    """The same shop once its form is checked."""
    register.do(CompleteCheck(shop))
    return shop


def seen(register: Register, shop: MerchantId) -> MerchantId:
    """The same shop once its premises are seen."""
    checked(register, shop)
    register.do(RecordFacts(shop, facts()), INSPECTOR)
    register.do(CompleteCheck(shop, beside=("second",)), INSPECTOR)
    return shop


def corrected(register: Register) -> MerchantId:
    """A shop for which `counter` sent only the corrections."""
    shop = applied(register)
    register.do(ReturnForCorrection(shop, ("the sign",)))
    register.do(Resubmit(shop, name="新招牌"), person("counter"))
    return shop


def objected(register: Register) -> MerchantId:
    """A shop on public notice to whose naming a neighbour objected."""
    shop = on_notice(register)
    register.do(Object(shop, "too loud"), NEIGHBOUR)
    return shop


def seen_again(register: Register) -> MerchantId:
    """A shop whose premises are to be seen again after a decision, since an objection was right."""
    shop = objected(register)
    register.do(AnswerObjection(shop, 1, upheld=True, answer="we look again"))
    return shop


def in_review(register: Register, start: Start = shown) -> MerchantId:
    """A shop whose re-review is open."""
    shop = start(register)
    register.days(365)
    register.do(StartReview(shop), CLOCK)
    return shop


def heard(register: Register) -> MerchantId:
    """A shop in a case that `clerk` opened, `counter` spoke in, and `inspector` had seen."""
    shop, case = opened(register)
    register.do(StateCase(shop, case, "not so"), person("counter"))
    return shop


def of_counter(register: Register) -> MerchantId:
    """A shop that is named, and whose application was sent at the counter."""
    shop = seen(register, by_counter(register))
    register.do(Decide(shop, approve=True), CHIEF)
    register.days(10)
    register.do(Name(shop), CLOCK)
    register.do(List(shop))
    return shop


def of_counter_heard(register: Register) -> MerchantId:
    """The same in a case for revocation."""
    shop = of_counter(register)
    register.do(OpenRevocation(shop, "fraud", AUDIT, "found"))
    return shop


def revoke(register: Register, shop: MerchantId) -> Any:
    """Revoke it in its case."""
    case = register.merchant(shop).revocation
    assert case is not None
    return Revoke(shop, case, "decision 1")


def dismiss(register: Register, shop: MerchantId) -> Any:
    """Dismiss its case."""
    case = register.merchant(shop).revocation
    assert case is not None
    return Dismiss(shop, case, "decision 2")


def see(_: Register, shop: MerchantId) -> Any:
    """See its premises, with another."""
    return CompleteCheck(shop, beside=("another",))


def find(_: Register, shop: MerchantId) -> Any:
    """Put on record what was seen."""
    return RecordFacts(shop, facts())


def approve(_: Register, shop: MerchantId) -> Any:
    """Approve its application."""
    return Decide(shop, approve=True)


def answer(_: Register, shop: MerchantId) -> Any:
    """Answer the objection to its naming."""
    return AnswerObjection(shop, 1, upheld=False, answer="no")


def review(_: Register, shop: MerchantId) -> Any:
    """Pass its re-review."""
    return PassReview(shop)


PATHS: tuple[tuple[Start, Command, str, str, str], ...] = (
    # applicant, and whoever sent the application or its corrections: neither site checker …
    (at_site_check, see, "owner", "application", "check of the application"),
    (lambda r: checked(r, by_counter(r)), see, "counter", "application", "site check"),
    (lambda r: checked(r, corrected(r)), see, "counter", "application", "site check"),
    (
        lambda r: checked(r, by_counter(r)),
        find,
        "counter",
        "application",
        "site check",
    ),
    # … nor decider, on the application, an objection, a re-review or a case
    (at_decision, approve, "owner", "application", "decision"),
    (lambda r: seen(r, by_counter(r)), approve, "counter", "application", "decision"),
    (lambda r: seen(r, corrected(r)), approve, "counter", "application", "decision"),
    (objected, answer, "owner", "application", "answer to the objection"),
    (in_review, review, "owner", "application", "re-review"),
    (lambda r: in_review(r, of_counter), review, "counter", "application", "re-review"),
    (heard, revoke, "owner", "application", "decision on the case"),
    (of_counter_heard, revoke, "counter", "application", "decision on the case"),
    (of_counter_heard, dismiss, "counter", "application", "decision on the case"),
    # site checker: not decider
    (at_decision, approve, "inspector", "site check", "decision"),
    (at_decision, approve, "second", "site check", "decision"),
    (in_review, review, "inspector", "site check", "re-review"),
    (heard, revoke, "inspector", "site check", "decision on the case"),
    (heard, dismiss, "inspector", "site check", "decision on the case"),
    # decider: not site checker once an objection was right, nor judge of the same decision
    (seen_again, see, "chief", "decision", "site check"),
    (objected, answer, "chief", "decision", "answer to the objection"),
    (in_review, review, "chief", "decision", "re-review"),
    # objector, opener, spokesman
    (objected, answer, "neighbour", "objection", "answer to the objection"),
    (heard, revoke, "clerk", "opening of the case", "decision on the case"),
    (heard, dismiss, "counter", "statement of case", "decision on the case"),
)


@pytest.mark.parametrize(("start", "command", "who", "did", "duty"), PATHS)
def test_nobody_judges_what_they_had_a_hand_in(
    start: Start, command: Command, who: str, did: str, duty: str
) -> None:
    """On every path the refusal names the person, what they did, and what they may not do too."""
    register = Register()
    shop = start(register)
    with pytest.raises(SameHands) as refused:
        register.do(command(register, shop), person(who))
    error = refused.value
    assert (error.actor, error.did.en, error.duty.en) == (who, did, duty)


@pytest.mark.parametrize(
    ("start", "command"),
    [
        (applied, CompleteCheck),
        (applied, lambda shop: ReturnForCorrection(shop, ("the sign",))),
        (named, List),
        (shown, lambda shop: Hide(shop, "fraud", AUDIT)),
        (shown, lambda shop: Suspend(shop, "closed")),
        (shown, lambda shop: OpenRevocation(shop, "fraud", AUDIT, "found")),
    ],
)
def test_an_officer_does_nothing_in_office_for_a_shop_of_their_own(
    start: Start, command: Callable[[MerchantId], Any]
) -> None:
    """Row 71: not one step of the office, for or against."""
    register = Register()
    shop = start(register)
    with pytest.raises(SameHands, match="'owner' did the application"):
        register.do(command(shop), person("owner"))


def test_an_officer_does_not_name_their_own_shop() -> None:
    """Row 71: though the public notice has run, another hand names it."""
    register = Register()
    shop = on_notice(register)
    register.days(10)
    with pytest.raises(SameHands, match="naming"):
        register.do(Name(shop), person("owner"))
    register.do(Name(shop))
    assert register.standing(shop) == "named"


def test_whose_hands_are_clean_takes_every_step() -> None:
    """Owner, clerk, inspector, chief and deputy bring a shop through its naming and first re-review."""
    register = Register()
    shop = in_review(register)
    register.do(RecordFacts(shop, facts(seats=6, on=register.now.date())), INSPECTOR)
    register.do(PassReview(shop), person("deputy"))
    naming = register.merchant(shop).naming
    assert naming is not None
    assert naming.ruling is not None
    assert (naming.review.number, naming.ruling.by) == (2, "deputy")


@pytest.mark.parametrize(
    ("beside", "photos"),
    [((), ()), (("inspector",), ()), ((), ("a", "b")), ((), ("a", "a", "a", "b"))],
)
def test_one_person_twice_is_one_and_a_photograph_twice_is_one(
    beside: Iterable[str], photos: Iterable[str]
) -> None:
    """The premises are seen by two people, or by one with three photographs that differ."""
    register = Register()
    shop = at_site_check(register)
    with pytest.raises(NotYetSeen, match="2 people, or by one with 3 photographs"):
        register.do(CompleteCheck(shop, beside=tuple(beside), photos=tuple(photos)), INSPECTOR)
    register.do(CompleteCheck(shop, photos=("a", "b", "c")), INSPECTOR)
    assert register.standing(shop) == "decision"


@pytest.mark.parametrize("field", ["beside", "photos"])
def test_nobody_is_no_second_person(field: str) -> None:
    """An empty id or digest is refused by field, not counted."""
    with pytest.raises(Invalid, match=f"{field}: "):
        CompleteCheck(MerchantId("merchant-1"), **{field: (" ",)})  # type: ignore[arg-type] # names only
    assert CompleteCheck(MerchantId("merchant-1")).beside == ()
