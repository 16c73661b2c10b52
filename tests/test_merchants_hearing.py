"""The hearing in a case for revocation: asked for in time, held by clean hands, and waited for."""

from datetime import date, datetime

import attrs
import pytest

from friendly_services import merchants
from friendly_services.cases import Duration
from friendly_services.decider import Actor
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import CaseId, MerchantId
from friendly_services.merchants import (
    AskHearing,
    Dismiss,
    Hide,
    HoldHearing,
    NotNow,
    NotYours,
    OpenRevocation,
    Remind,
    Revoke,
    SameHands,
    Show,
    StateCase,
    TermRunning,
    TooLate,
)
from tests.register import (
    AUDIT,
    CHIEF,
    CLERK,
    CLOCK,
    HEARD,
    INSPECTOR,
    JUDGE,
    NEIGHBOUR,
    OWNER,
    RULES,
    ZONE,
    Register,
    opened,
    shown,
    where,
)

CHAIR = Actor("chair", roles={"officer"})
COUNTER = Actor("counter", roles={"officer"})


def asked(register: Register) -> tuple[MerchantId, CaseId]:
    """A merchant that has asked for its hearing, and the case."""
    shop, case = opened(register)
    register.do(AskHearing(shop, case), OWNER)
    return shop, case


def test_a_pack_without_a_hearing_says_so() -> None:
    """Packs published before there were hearings, and cases opened under them, stay as they were."""
    register = Register()
    shop, case = opened(register)
    assert register.case(case).ask_by is None
    with pytest.raises(NotNow, match=r"no hearing can be asked for: the pack .* has none") as refused:
        register.do(AskHearing(shop, case), OWNER)
    assert "未设听证" in refused.value.say("zh")
    assert "AskHearing" not in refused.value.possible
    register.rules = HEARD
    with pytest.raises(NotNow, match="has none"):
        register.do(AskHearing(shop, case), OWNER)
    register.do(StateCase(shop, case, "not so"), OWNER)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert register.standing(shop) == "revoked"


def test_nobody_is_revoked_before_the_hearing_that_was_asked_for() -> None:
    """The refusal names the hearing's term, and goes on for as long as the office lets it wait."""
    register = Register(HEARD)
    shop, case = asked(register)
    register.do(StateCase(shop, case, "not so"), OWNER)
    hearing = register.case(case).hearing
    assert hearing is not None
    assert (hearing.asked_by, hearing.asked_on, hearing.hold_by.day) == (
        "owner",
        date(2026, 3, 12),
        date(2026, 4, 9),
    )
    with pytest.raises(NotNow, match=r"waiting for its hearing on the ground fraud .*2026-04-09") as refused:
        register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert "待听证" in refused.value.say("zh")
    assert register.due(shop) == (datetime(2026, 4, 10, tzinfo=ZONE), Remind(shop))
    register.days(90)
    register.do(Remind(shop), CLOCK)
    with pytest.raises(NotNow, match="waiting for its hearing"):
        register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert register.standing(shop) == "hearing"


def test_others_decide_on_the_record_of_the_hearing() -> None:
    """The hearing is put on record; from then on the time to decide runs anew."""
    register = Register(HEARD)
    shop, case = asked(register)
    register.days(10)
    register.do(HoldHearing(shop, case, "both were heard"), CHAIR)
    hearing = register.case(case).hearing
    assert hearing is not None
    assert (hearing.record, hearing.presided_by, hearing.held_on) == (
        "both were heard",
        "chair",
        register.now.date(),
    )
    assert register.due(shop) == (datetime(2026, 5, 2, tzinfo=ZONE), Remind(shop))
    for command in (Revoke(shop, case, "decision 1"), Dismiss(shop, case, "decision 1")):
        with pytest.raises(SameHands, match="presiding at the hearing"):
            register.do(command, CHAIR)
    with pytest.raises(NotNow, match="there has been one"):
        register.do(AskHearing(shop, case), OWNER)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert register.standing(shop) == "revoked"


def test_who_presided_does_not_judge_the_appeal() -> None:
    """Presiding is a hand in the case that is appealed against."""
    register = Register(HEARD)
    shop, case = asked(register)
    register.do(HoldHearing(shop, case, "both were heard"), JUDGE)
    register.days(20)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    register.do(merchants.Appeal(shop, case, "not so"), OWNER)
    with pytest.raises(SameHands, match="presiding at the hearing"):
        register.do(merchants.DecideAppeal(shop, case, overturned=True, decision="it was not"), JUDGE)
    assert register.standing(shop) == "appealed"


def test_who_had_a_hand_in_the_case_does_not_preside() -> None:
    """Nobody who opened it, spoke, asked, hid the shop or owns it; anybody else of the office may."""
    register = Register(HEARD)
    shop = shown(register)
    register.do(Hide(shop, "fraud", AUDIT), INSPECTOR)
    register.do(OpenRevocation(shop, "fraud", AUDIT, "what was found"), CLERK)
    case = register.merchant(shop).revocation
    assert case is not None
    register.do(StateCase(shop, case, "not so"), CHIEF)
    register.do(AskHearing(shop, case), COUNTER)
    for actor, did in (
        (CLERK, "opening of the case"),
        (CHIEF, "statement of case"),
        (COUNTER, "asking for the hearing"),
        (OWNER, "application"),
    ):
        with pytest.raises(SameHands, match=f"did the {did} and may not do the presiding at the hearing"):
            register.do(HoldHearing(shop, case, "both were heard"), actor)
    register.do(HoldHearing(shop, case, "both were heard"), CHAIR)
    assert register.standing(shop) == "revoking"


def test_who_hid_the_merchant_does_not_preside() -> None:
    """The measure was theirs."""
    register = Register(HEARD)
    shop = shown(register)
    register.do(Hide(shop, "fraud", AUDIT), CHAIR)
    register.do(OpenRevocation(shop, "fraud", AUDIT, "what was found"), CLERK)
    case = register.merchant(shop).revocation
    assert case is not None
    register.do(AskHearing(shop, case), OWNER)
    with pytest.raises(SameHands, match="taking off the map"):
        register.do(HoldHearing(shop, case, "both were heard"), CHAIR)
    assert register.standing(shop) == "hearing"


def test_a_hearing_is_asked_for_in_time_and_once() -> None:
    """By the merchant or on its behalf, in the case that is open, on the last day too."""
    register = Register(HEARD)
    shop, case = opened(register)
    with pytest.raises(NotYours):
        register.do(AskHearing(shop, case), NEIGHBOUR)
    with pytest.raises(NotFound, match="revocation"):
        register.do(AskHearing(shop, CaseId("revocation-other")), OWNER)
    register.now = datetime(2026, 3, 20, tzinfo=ZONE)
    with pytest.raises(TooLate, match="time to ask for a hearing ran until the end of 2026-03-19") as late:
        register.do(AskHearing(shop, case), OWNER)
    assert "申请听证期限" in late.value.say("zh")
    register.now = datetime(2026, 3, 19, 23, 59, tzinfo=ZONE)
    register.do(AskHearing(shop, case), OWNER)
    with pytest.raises(NotNow, match="waiting for its hearing"):
        register.do(AskHearing(shop, case), OWNER)
    assert register.standing(shop) == "hearing"


def test_a_decision_waits_until_nobody_can_ask_any_more() -> None:
    """A statement alone gives up no hearing; one that says that none is wanted does, until the next."""
    register = Register(HEARD)
    shop, case = opened(register)
    register.do(StateCase(shop, case, "not so"), OWNER)
    with pytest.raises(TermRunning, match=r"time to ask for a hearing has passed: .*2026-03-19") as refused:
        register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert "申请听证期限尚未届满" in refused.value.say("zh")
    register.do(StateCase(shop, case, "no hearing, please", waives_hearing=True), OWNER)
    register.do(StateCase(shop, case, "or rather, I think again"), OWNER)
    with pytest.raises(TermRunning, match="time to ask for a hearing"):
        register.do(Revoke(shop, case, "decision 1"), CHIEF)
    register.do(StateCase(shop, case, "no hearing", waives_hearing=True), OWNER)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert register.standing(shop) == "revoked"


def test_whoever_wanted_no_hearing_may_still_ask_in_time() -> None:
    """Until the term is over or the case decided, the merchant can think again."""
    register = Register(HEARD)
    shop, case = opened(register)
    register.do(StateCase(shop, case, "no hearing", waives_hearing=True), OWNER)
    register.do(AskHearing(shop, case), OWNER)
    assert register.standing(shop) == "hearing"


def test_a_case_is_dismissed_at_once() -> None:
    """Who is found to be right needs no hearing; a new case has one of its own."""
    register = Register(HEARD)
    shop, case = asked(register)
    register.do(Dismiss(shop, case, "the audit is of another shop"), CHIEF)
    assert (register.standing(shop), register.merchant(shop).may_ask_hearing) == ("named", False)
    with pytest.raises(NotNow):
        register.do(HoldHearing(shop, case, "both were heard"), CHAIR)
    register.do(OpenRevocation(shop, "fraud", AUDIT, "what was found"))
    again = register.merchant(shop).revocation
    assert again is not None
    register.do(AskHearing(shop, again), OWNER)
    assert register.standing(shop) == "hearing"


def test_a_merchant_that_waits_for_its_hearing_is_shown() -> None:
    """It is named until somebody decides otherwise; hidden meanwhile, it says so, and comes back."""
    register = Register(HEARD)
    shop, case = asked(register)
    assert where(merchants.place(register.merchant(shop))) is None
    register.do(Hide(shop, "fraud", AUDIT), INSPECTOR)
    assert register.due(shop) == (datetime(2026, 4, 10, tzinfo=ZONE), Remind(shop))
    register.do(Show(shop), CLERK)
    assert where(merchants.place(register.merchant(shop))) is None
    assert register.merchant(shop).revocation == case


def test_a_hearing_asked_for_is_held_although_the_pack_has_none_any_more() -> None:
    """What the notice promised is kept; the term is that of the case."""
    register = Register(HEARD)
    shop, case = opened(register)
    register.rules = RULES
    register.do(AskHearing(shop, case), OWNER)
    assert register.due(shop) == (datetime(2026, 4, 24, tzinfo=ZONE), Remind(shop))


def test_a_hearing_needs_a_record() -> None:
    """An empty record is none."""
    with pytest.raises(Invalid, match="record"):
        HoldHearing(MerchantId("merchant-1"), CaseId("revocation-1"), " ")


def test_a_hearing_of_a_day() -> None:
    """Terms are the pack's own."""
    rule = merchants.HearingRule(asked=Duration(1), held=Duration(1))
    register = Register(attrs.evolve(HEARD, hearing=rule))
    shop, _ = asked(register)
    assert register.due(shop) == (datetime(2026, 3, 14, tzinfo=ZONE), Remind(shop))
