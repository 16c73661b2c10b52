"""The plaque after the end: it comes back or is void, and who gets its naming back gets a plaque too."""

from datetime import date, datetime

import attrs
import pytest

from friendly_services import merchants
from friendly_services.codec import value_codec
from friendly_services.errors import Invalid
from friendly_services.ids import CaseId, MerchantId
from friendly_services.merchants import (
    Appeal,
    AppealRule,
    DecideAppeal,
    EndBusiness,
    Merchant,
    NotNow,
    OrderStay,
    Plaque,
    PlaqueRule,
    RecoverPlaque,
    ReplacePlaque,
    SameHands,
    Suspend,
    TermRunning,
    VoidPlaque,
    Withdraw,
)
from tests.register import (
    CLERK,
    CLOCK,
    JUDGE,
    OWNER,
    RULES,
    ZONE,
    Register,
    applied,
    older,
    opened,
    revoked,
    shown,
    taken_over,
)


def plaque(register: Register, shop: str) -> Plaque:
    """The present plaque of a merchant."""
    naming = register.merchant(shop).naming
    assert naming is not None
    return naming.plaque


def found_by(register: Register, shop: str) -> list[str]:
    """The plaque numbers that the merchant is found by."""
    return [str(values[0]) for name, values in merchants.keys(register.merchant(shop)) if name == "by_plaque"]


def gone(how: str) -> tuple[Register, MerchantId]:
    """A merchant that left, each in one of the three ways."""
    register = Register()
    if how == "revoked":
        return register, revoked(register)[0]
    shop = shown(register)
    register.days(15)
    register.do(Withdraw(shop) if how == "withdrawn" else EndBusiness(shop, register.now.date()), OWNER)
    if how == "ended":
        register.days(1)
        register.do(EndBusiness(shop, register.now.date().replace(day=27)), CLOCK)
    return register, shop


@pytest.mark.parametrize("how", ["revoked", "withdrawn", "ended"])
def test_whoever_leaves_brings_the_plaque_back(how: str) -> None:
    """In all three ways it is recalled with a term, and it is on record that it came back."""
    register, shop = gone(how)
    assert register.standing(shop) == how
    was = plaque(register, shop)
    assert (was.state, was.recalled) == ("recalled", register.now.date())
    assert was.return_by is not None
    assert was.return_by.day == date(2026, 4, 3)  # five working days
    register.do(RecoverPlaque(shop))
    back = plaque(register, shop)
    assert (back.state, back.returned) == ("returned", register.now.date())
    with pytest.raises(NotNow, match=f"its plaque {was.number} came back on"):
        register.do(RecoverPlaque(shop))
    with pytest.raises(NotNow, match="came back"):
        register.do(VoidPlaque(shop, "sold"))
    assert found_by(register, shop) == [was.number]


@pytest.mark.parametrize("how", ["revoked", "withdrawn", "ended"])
def test_a_plaque_that_nobody_brings_back_is_void(how: str) -> None:
    """By its term of itself, before it only with a reason; and it is still found, as void."""
    register, shop = gone(how)
    assert register.due(shop) == (datetime(2026, 4, 4, tzinfo=ZONE), VoidPlaque(shop))
    with pytest.raises(TermRunning, match=r"the time to bring back the plaque .* 2026-04-03"):
        register.do(VoidPlaque(shop))
    early = Register()
    early.states, early.now = dict(register.states), register.now
    early.do(VoidPlaque(shop, "it was sold, file 12"))
    assert plaque(early, shop).state == "void"
    register.days(10)
    register.do(VoidPlaque(shop), CLOCK)
    was = plaque(register, shop)
    assert (was.state, was.voided) == ("void", register.now.date())
    assert found_by(register, shop) == [was.number]
    with pytest.raises(NotNow, match=f"its plaque {was.number} has been void since"):
        register.do(RecoverPlaque(shop))


def test_a_lost_plaque_is_replaced_under_a_new_number() -> None:
    """The old number is void and found, the new one is of today's artwork; both belong to the merchant."""
    register = Register()
    shop = shown(register)
    first = plaque(register, shop)
    register.rules = attrs.evolve(RULES, plaque=PlaqueRule("FM-", "2"))
    register.days(20)
    register.do(ReplacePlaque(shop, "lost"))
    second = plaque(register, shop)
    assert (second.number, second.template, second.state) == (f"{first.number}-2", "2", "issued")
    register.do(Suspend(shop, "closed"))
    register.do(ReplacePlaque(shop, "damaged"))
    assert [one.state for one in register.merchant(shop).plaques] == ["void", "void", "issued"]
    assert found_by(register, shop) == [first.number, f"{first.number}-2", f"{first.number}-3"]
    assert attrs.evolve(first, voided=second.issued) == register.merchant(shop).void_plaques[0]
    register.do(Withdraw(shop), OWNER)
    with pytest.raises(NotNow, match="withdrawn"):
        register.do(ReplacePlaque(shop, "lost"))


def test_a_plaque_of_an_older_register_is_replaced_and_recalled_alike() -> None:
    """Its number may be unknown: then there is nothing to find it by, but it is to come back."""
    register = Register()
    shop = taken_over(register)
    register.do(ReplacePlaque(shop, "damaged"))
    assert found_by(register, shop)[0] == "OLD-17"
    unknown = MerchantId(register.do(older(plaque="", file=merchants.Ref("ledger 2023", "18"))))
    register.do(Withdraw(unknown), OWNER)
    assert (found_by(register, unknown), plaque(register, unknown).state) == ([], "recalled")
    register.do(RecoverPlaque(unknown))
    assert plaque(register, unknown).state == "returned"


def in_appeal(register: Register) -> tuple[MerchantId, CaseId]:
    """A revoked merchant that appealed, and the case."""
    shop, case = revoked(register)
    register.do(Appeal(shop, case, "not so"), OWNER)
    return shop, case


WON = "it was not so"


def test_who_wins_an_appeal_has_the_plaque_again() -> None:
    """The one that hangs or came back is the merchant's own; nothing is to be brought back any more."""
    for steps in ((), (RecoverPlaque,)):
        register = Register()
        shop, case = in_appeal(register)
        number = plaque(register, shop).number
        for step in steps:
            register.do(step(shop))
        register.do(DecideAppeal(shop, case, overturned=True, decision=WON), JUDGE)
        assert plaque(register, shop) == Plaque(number, "1", date(2026, 3, 12))
        with pytest.raises(NotNow, match="RecoverPlaque is not possible while the merchant is named"):
            register.do(RecoverPlaque(shop))


def test_who_wins_an_appeal_after_the_plaque_was_void_has_a_new_one() -> None:
    """A number that was declared void is never valid again, by a stay either."""
    register = Register()
    shop, case = in_appeal(register)
    number = plaque(register, shop).number
    register.days(10)
    register.do(VoidPlaque(shop), CLOCK)
    register.do(DecideAppeal(shop, case, overturned=True, decision=WON), JUDGE)
    assert (plaque(register, shop).number, plaque(register, shop).state) == (f"{number}-2", "issued")
    assert [one.state for one in register.merchant(shop).void_plaques] == ["void"]
    register = Register(attrs.evolve(RULES, appeal=attrs.evolve(in_force(), stays=True)))
    shop, case = revoked(register)
    register.do(VoidPlaque(shop, "burnt"))
    register.do(Appeal(shop, case, "not so"), OWNER)
    assert plaque(register, shop).number.endswith("-2")
    with pytest.raises(NotNow, match="is not recalled"):
        register.do(RecoverPlaque(shop))


def in_force() -> AppealRule:
    """How the rules of these tests let a merchant appeal."""
    assert RULES.appeal is not None
    return RULES.appeal


def test_who_loses_an_appeal_after_a_stay_has_the_whole_term_again() -> None:
    """The plaque hung lawfully until then; without a stay the first term goes on."""
    register = Register()
    shop, case = in_appeal(register)
    first = plaque(register, shop)
    register.days(3)
    register.do(OrderStay(shop, case, "hear it first"), JUDGE)
    assert plaque(register, shop).state == "issued"
    register.days(7)
    register.do(DecideAppeal(shop, case, overturned=False, decision="it was so"), JUDGE)
    again = plaque(register, shop)
    assert again.recalled == register.now.date()
    assert again.return_by is not None
    assert again.return_by.day == date(2026, 4, 13)
    other = Register()
    shop, case = in_appeal(other)
    other.days(3)
    other.do(DecideAppeal(shop, case, overturned=False, decision="it was so"), JUDGE)
    assert plaque(other, shop) == first


def test_nobody_voids_what_never_was_or_hangs_lawfully_or_is_their_own() -> None:
    """Each refusal says why; the office's hands stay apart here too."""
    register = Register()
    shop = applied(register)
    register.do(Withdraw(shop), OWNER)
    assert merchants.possible(register.merchant(shop))["RecoverPlaque"] is not None
    with pytest.raises(NotNow, match="it never had a plaque"):
        register.do(VoidPlaque(shop, "x"))
    pending, _ = opened(register)
    with pytest.raises(NotNow, match="in a case for revocation"):
        register.do(ReplacePlaque(pending, "lost"))
    left = shown(register)
    register.do(Withdraw(left), OWNER)
    with pytest.raises(SameHands, match="taking back of the plaque"):
        register.do(RecoverPlaque(left), OWNER)


def test_a_plaque_recalled_before_terms_were_kept_is_void_only_with_a_reason() -> None:
    """An older record has no term to bring it back; nothing is due of itself."""
    register, shop = gone("revoked")
    merchant = register.merchant(shop)
    assert merchant.naming is not None
    bare = attrs.evolve(merchant.naming.plaque, return_by=None)
    register.states["merchant", shop] = attrs.evolve(
        merchant, naming=attrs.evolve(merchant.naming, plaque=bare)
    )
    assert not isinstance((register.due(shop) or (None, None))[1], VoidPlaque)
    with pytest.raises(Invalid, match="why"):
        register.do(VoidPlaque(shop), CLERK)
    register.do(VoidPlaque(shop, "never seen again, file 3"), CLERK)
    codec = value_codec(Merchant)
    assert codec.decode(codec.encode(register.merchant(shop))) == register.merchant(shop)
