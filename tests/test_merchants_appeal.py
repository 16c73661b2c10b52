"""After a revocation: the appeal in time, the stay, the decision by clean hands, and what was lawful then."""

from datetime import date, datetime

import attrs
import pytest

from friendly_services import merchants
from friendly_services.decider import Actor
from friendly_services.errors import NotFound
from friendly_services.ids import CaseId, MerchantId
from friendly_services.merchants import (
    Appeal,
    AppealRule,
    DecideAppeal,
    EndCoolOff,
    Hide,
    NotNow,
    NotYours,
    OpenRevocation,
    OrderStay,
    RecoverPlaque,
    Remind,
    Restore,
    Revoke,
    SameHands,
    StateCase,
    Suspend,
    TooLate,
    standing_on,
)
from tests.register import (
    AUDIT,
    CHIEF,
    CLOCK,
    JUDGE,
    NEIGHBOUR,
    OWNER,
    RULES,
    ZONE,
    Register,
    named,
    opened,
    revoked,
    shown,
    where,
)


def appealed(register: Register, ground: str = "fraud") -> tuple[MerchantId, CaseId]:
    """A revoked merchant whose appeal is open, and the case."""
    shop, case = revoked(register, ground)
    register.do(Appeal(shop, case, "the audit is of another shop"), OWNER)
    return shop, case


# the appeal


def test_an_appeal_does_not_stay_the_decision() -> None:
    """The merchant is off the map, its plaque stays recalled, and its judge has a term."""
    register = Register()
    shop, case = appealed(register)
    merchant, file = register.merchant(shop), register.case(case)
    assert (merchant.standing, merchant.listed_on, merchant.ground) == ("appealed", None, "fraud")
    assert merchant.naming is not None
    assert merchant.naming.plaque.recalled == date(2026, 3, 27)
    assert where(merchants.place(merchant)) == "it is in an appeal against its revocation"
    assert (file.outcome, file.appeal, file.appealed_by) == (
        "revoked",
        "the audit is of another shop",
        "owner",
    )
    register.do(RecoverPlaque(shop))
    assert register.due(shop) == (datetime(2026, 4, 18, tzinfo=ZONE), Remind(shop))


def test_an_appeal_after_its_term_is_too_late() -> None:
    """Row 72: the refusal names the last day; on that day itself an appeal is taken."""
    register = Register()
    shop, case = revoked(register)
    register.now = datetime(2026, 4, 18, tzinfo=ZONE)
    with pytest.raises(TooLate, match="time to appeal ran until the end of 2026-04-17"):
        register.do(Appeal(shop, case, "not so"), OWNER)
    register.now = datetime(2026, 4, 17, 23, 59, tzinfo=ZONE)
    register.do(Appeal(shop, case, "not so"), OWNER)
    assert register.standing(shop) == "appealed"


def test_only_the_merchant_appeals_and_only_once() -> None:
    """Strangers do not appeal, another case is not found, and a lost appeal is the last word."""
    register = Register()
    shop, case = revoked(register)
    with pytest.raises(NotYours):
        register.do(Appeal(shop, case, "not so"), NEIGHBOUR)
    with pytest.raises(NotFound, match="revocation"):
        register.do(Appeal(shop, CaseId("revocation-other"), "not so"), OWNER)
    register.do(Appeal(shop, case, "not so"), OWNER)
    with pytest.raises(NotNow, match="in an appeal against its revocation on the ground fraud"):
        register.do(Appeal(shop, case, "not so"), OWNER)
    register.do(DecideAppeal(shop, case, overturned=False, decision="it was so"), JUDGE)
    with pytest.raises(NotNow, match="its revocation is final"):
        register.do(Appeal(shop, case, "not so"), OWNER)


def test_nothing_is_revoked_while_an_appeal_is_open() -> None:
    """Row 72: the refusal names the standing, the ground and the judge's deadline."""
    register = Register()
    shop, case = appealed(register)
    for command in (Revoke(shop, case, "again"), OpenRevocation(shop, "fraud", AUDIT, "again")):
        with pytest.raises(NotNow, match=r"appeal against its revocation on the ground fraud .*2026-04-17"):
            register.do(command, CHIEF)


def test_a_pack_without_an_appeal_makes_a_revocation_final_at_once() -> None:
    """Packs published before appeals were, and revocations decided under them, stay as they were."""
    register = Register(attrs.evolve(RULES, appeal=None))
    shop, case = revoked(register, "refusal")
    merchant = register.merchant(shop)
    assert (merchant.lost, merchant.claimed_until) == (None, None)
    with pytest.raises(NotNow, match="its revocation is final"):
        register.do(Appeal(shop, case, "not so"), OWNER)


def test_an_appeal_taken_is_judged_though_a_later_pack_has_none() -> None:
    """What a merchant was told when it was revoked holds: its appeal has the term of a case then."""
    register = Register()
    shop, case = revoked(register)
    register.rules = attrs.evolve(RULES, appeal=None)
    register.do(Appeal(shop, case, "not so"), OWNER)
    register.do(RecoverPlaque(shop))
    assert register.due(shop) == (datetime(2026, 5, 9, tzinfo=ZONE), Remind(shop))


# clean hands


@pytest.mark.parametrize(
    ("who", "did"),
    [
        ("owner", "application"),
        ("clerk", "opening of the case"),
        ("inspector", "site check"),
        ("spokesman", "statement of case"),
        ("hider", "taking off the map"),
        ("chief", "decision on the case"),
        ("counter", "appeal"),
    ],
)
def test_an_appeal_is_judged_by_somebody_who_took_no_part(who: str, did: str) -> None:
    """Neither stayed nor decided by anybody who had a hand in what is appealed against."""
    register = Register()
    shop, case = opened(register)
    register.do(Hide(shop, "fraud", AUDIT), Actor("hider", roles={"inspector"}))
    register.do(StateCase(shop, case, "not so"), Actor("spokesman", roles={"officer"}))
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    register.do(Appeal(shop, case, "not so"), Actor("counter", roles={"officer"}))
    for command, duty in (
        (OrderStay(shop, case, "hear it first"), "stay of the revocation"),
        (DecideAppeal(shop, case, overturned=True, decision="it was not so"), "decision on the appeal"),
    ):
        with pytest.raises(SameHands) as refused:
            register.do(command, Actor(who, roles={"appeal_body"}))
        error = refused.value
        assert (error.actor, error.did.en, error.duty.en) == (who, did, duty)
    register.do(DecideAppeal(shop, case, overturned=True, decision="it was not so"), JUDGE)
    assert (register.case(case).judged_by, register.case(case).overturned) == ("judge", True)


# the stay


def test_a_stay_lets_the_merchant_stand_as_before() -> None:
    """By order of its judge it is on the map with its plaque, until the appeal is lost."""
    register = Register()
    shop, case = appealed(register)
    register.do(OrderStay(shop, case, "the season would be over"), JUDGE)
    merchant = register.merchant(shop)
    assert merchant.naming is not None
    assert (merchant.standing, merchant.naming.plaque.recalled) == ("appealed", None)
    assert where(merchants.place(merchant)) is None
    with pytest.raises(NotNow, match="stayed since 2026-03-27"):
        register.do(OrderStay(shop, case, "again"), JUDGE)
    register.days(3)
    register.do(DecideAppeal(shop, case, overturned=False, decision="it was so"), JUDGE)
    merchant = register.merchant(shop)
    assert merchant.naming is not None
    assert merchant.naming.plaque.recalled == date(2026, 3, 30)
    assert where(merchants.place(merchant)) == "it is revoked"


def test_a_pack_may_let_every_appeal_stay_the_decision() -> None:
    """Then the appeal itself puts the merchant back, and nobody need order it."""
    rule = AppealRule(RULES.statement, RULES.statement, stays=True)
    register = Register(attrs.evolve(RULES, appeal=rule))
    shop, case = appealed(register)
    assert where(merchants.place(register.merchant(shop))) is None
    with pytest.raises(NotNow, match="stayed since"):
        register.do(OrderStay(shop, case, "again"), JUDGE)


# the decision


def test_a_won_appeal_gives_back_what_was_taken() -> None:
    """Standing, plaque, point and re-review are as before, and no ground is left."""
    register = Register()
    shop, case = opened(register)
    before = register.merchant(shop)
    register.days(15)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    register.do(Appeal(shop, case, "not so"), OWNER)
    register.days(9)
    register.do(DecideAppeal(shop, case, overturned=True, decision="it was not so"), JUDGE)
    after = register.merchant(shop)
    assert (after.standing, after.ground, after.revocation, after.lost) == ("named", None, None, None)
    assert (after.naming, after.listed_on) == (before.naming, before.listed_on)
    assert where(merchants.place(after)) is None


def test_a_won_appeal_gives_back_a_rest_or_a_listing_that_is_still_owed() -> None:
    """A suspended merchant rests on until its day; one not yet on the map is still to be put there."""
    register = Register()
    shop = shown(register)
    register.do(Suspend(shop, "closed"))
    register.do(OpenRevocation(shop, "fraud", AUDIT, "found"))
    case = register.merchant(shop).revocation
    assert case is not None
    register.days(15)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    register.do(Appeal(shop, case, "not so"), OWNER)
    register.do(OrderStay(shop, case, "hear it first"), JUDGE)
    assert "suspended" in (where(merchants.place(register.merchant(shop))) or "")
    register.do(DecideAppeal(shop, case, overturned=True, decision="it was not so"), JUDGE)
    assert register.due(shop) == (datetime(2026, 6, 11, tzinfo=ZONE), Restore(shop))
    register = Register()
    shop = named(register)
    register.do(OpenRevocation(shop, "fraud", AUDIT, "found"))
    case = register.merchant(shop).revocation
    assert case is not None
    register.do(StateCase(shop, case, "not so"), OWNER)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    register.do(Appeal(shop, case, "not so"), OWNER)
    register.do(DecideAppeal(shop, case, overturned=True, decision="it was not so"), JUDGE)
    assert register.due(shop) == (datetime(2026, 3, 14, tzinfo=ZONE), Remind(shop))


# the claim


def claimed(register: Register, shop: MerchantId) -> bool:
    """Whether its licence and premises are taken."""
    return "claim" in dict(merchants.keys(register.merchant(shop)))


def test_a_claim_stays_until_the_revocation_is_final() -> None:
    """Where no cool-off runs, until the term for the appeal has run out, or the appeal is lost."""
    register = Register()
    shop, _ = revoked(register, "refusal")
    register.do(RecoverPlaque(shop))
    assert register.due(shop) == (datetime(2026, 4, 18, tzinfo=ZONE), EndCoolOff(shop))
    register.now = datetime(2026, 4, 18, tzinfo=ZONE)
    register.do(EndCoolOff(shop), CLOCK)
    assert (claimed(register, shop), register.merchant(shop).lost) == (False, None)
    register = Register()
    shop, case = appealed(register, "refusal")
    register.days(100)
    assert claimed(register, shop)
    register.do(DecideAppeal(shop, case, overturned=False, decision="it was so"), JUDGE)
    assert not claimed(register, shop)


def test_a_cool_off_runs_from_the_revocation_through_the_appeal() -> None:
    """An appeal lost neither shortens nor lengthens it; one lost after it leaves nothing to wait for."""
    register = Register()
    shop, case = appealed(register)
    register.do(DecideAppeal(shop, case, overturned=False, decision="it was so"), JUDGE)
    register.do(RecoverPlaque(shop))
    assert register.due(shop) == (datetime(2027, 3, 28, tzinfo=ZONE), EndCoolOff(shop))
    register = Register()
    shop, case = appealed(register)
    register.days(400)
    register.do(DecideAppeal(shop, case, overturned=False, decision="it was so"), JUDGE)
    register.do(RecoverPlaque(shop))
    assert register.due(shop) is None


# what was lawful


def test_a_history_tells_where_a_merchant_stood_on_each_day() -> None:
    """The last standing of a day counts; of a revocation that fell nothing is left, nor of its stay."""
    register = Register()
    shop, case = opened(register)
    told = [(date(2026, 3, 12), event) for event in register.journal["merchant", shop]]
    register.do(StateCase(shop, case, "not so"), OWNER)
    for day, command, by in (
        (13, Revoke(shop, case, "decision 1"), CHIEF),
        (14, Appeal(shop, case, "not so"), OWNER),
        (15, OrderStay(shop, case, "hear it first"), JUDGE),
        (16, DecideAppeal(shop, case, overturned=True, decision="it was not so"), JUDGE),
    ):
        register.now = datetime(2026, 3, day, 9, tzinfo=ZONE)
        register.do(command, by)
        told.append((date(2026, 3, day), register.journal["merchant", shop][-1]))
    days = [date(2026, 3, day) for day in range(11, 18)]
    assert [standing_on(told[:-1], day) for day in days] == [
        None,
        "revoking",
        "revoked",
        *["appealed"] * 4,
    ]
    assert [standing_on(told, day) for day in days] == [None, "revoking", *["named"] * 5]
