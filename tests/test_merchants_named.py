"""Named merchants: on the map and off it, resting, looked at again, heard, revoked, found."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs
import pytest

from friendly_services import merchants
from friendly_services.decider import Actor
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import CaseId
from friendly_services.merchants import (
    CAPABILITY,
    CompleteCheck,
    Decide,
    Dismiss,
    EndCoolOff,
    Evidence,
    Hide,
    List,
    Merchant,
    Name,
    NotNow,
    NotQualified,
    NotYours,
    OpenRevocation,
    PassReview,
    Premises,
    RecordFacts,
    RecoverPlaque,
    Ref,
    Remind,
    Restore,
    Revoke,
    SameHands,
    Show,
    StartReview,
    StateCase,
    Suspend,
    TermRunning,
    TooLong,
    Withdraw,
)
from tests.register import (
    AUDIT,
    CHIEF,
    CLERK,
    CLOCK,
    HERE,
    INSPECTOR,
    LICENCE,
    NEIGHBOUR,
    OWNER,
    REPORTS,
    ZONE,
    Register,
    applied,
    at_decision,
    facts,
    named,
    opened,
    shown,
    where,
)


def test_a_hidden_merchant_is_gone_at_once_and_comes_back_without_a_case() -> None:
    """The interim measure has ground, evidence and an end; then the merchant is shown again by itself."""
    register = Register()
    shop = shown(register)
    with pytest.raises(Invalid, match="ground: 'mood' is not one of"):
        register.do(Hide(shop, "mood", AUDIT))
    with pytest.raises(Invalid, match="evidence"):
        register.do(Hide(shop, "fraud", ()))
    with pytest.raises(Invalid, match=r"evidence\.0\.kind"):
        register.do(Hide(shop, "fraud", REPORTS))
    with pytest.raises(Invalid, match=r"evidence\.0\.reference"):
        register.do(Hide(shop, "fraud", (Evidence("audit"),)))
    register.do(Hide(shop, "fraud", AUDIT))
    assert "hidden since 2026-03-12" in (where(merchants.place(register.merchant(shop))) or "")
    with pytest.raises(NotNow, match="hidden since"):
        register.do(Hide(shop, "fraud", AUDIT))
    due = register.due(shop)
    assert due == (datetime(2026, 3, 20, tzinfo=ZONE), Show(shop))
    register.do(Show(shop), CLOCK)
    assert where(merchants.place(register.merchant(shop))) is None


def test_a_suspension_ends_by_itself() -> None:
    """It lasts as long as its reason allows, or until the day asked for; the map says until when."""
    register = Register()
    shop = shown(register)
    with pytest.raises(Invalid, match="why"):
        register.do(Suspend(shop, "mood"))
    with pytest.raises(TooLong, match="2026-06-10"):
        register.do(Suspend(shop, "closed", until=date(2026, 6, 11)))
    with pytest.raises(Invalid, match="until"):
        register.do(Suspend(shop, "closed", until=date(2026, 3, 11)))
    register.do(Suspend(shop, "closed", until=date(2026, 4, 1)))
    assert "suspended until the end of 2026-04-01" in (where(merchants.place(register.merchant(shop))) or "")
    assert register.due(shop) == (datetime(2026, 4, 2, tzinfo=ZONE), Restore(shop))
    register.do(Restore(shop), CLOCK)
    assert where(merchants.place(register.merchant(shop))) is None
    register.do(Suspend(shop, "closed"))
    suspension = register.merchant(shop).suspension
    assert suspension is not None
    assert suspension.term.day == date(2026, 6, 10)


def test_a_merchant_named_on_29_february_is_reviewed_on_the_28th_and_the_29th_again() -> None:
    """Row 26: re-reviews count from the naming, not from the one before."""
    register = Register(now=datetime(2028, 2, 19, 9, tzinfo=ZONE))
    shop = at_decision(register, facts(seats=6, on=date(2028, 2, 19)))
    register.do(Decide(shop, approve=True), CHIEF)
    register.now = datetime(2028, 2, 29, 9, tzinfo=ZONE)
    register.do(Name(shop), CLOCK)
    register.do(List(shop))
    days = []
    for reviewer in (CLERK, CHIEF, CLERK, CHIEF):
        naming = register.merchant(shop).naming
        assert naming is not None
        days.append(naming.review.on)
        due = register.due(shop)
        assert due is not None
        assert due == (naming.review.opens, StartReview(shop))
        register.now = due[0]
        register.do(StartReview(shop), CLOCK)
        register.do(PassReview(shop), reviewer)
    assert days == [date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28), date(2032, 2, 29)]


def test_a_review_needs_its_day_and_a_standard_that_is_met() -> None:
    """It opens on the anniversary, stays open while facts are missing or unmet, and is nobody's own."""
    register = Register()
    shop = shown(register)
    with pytest.raises(TermRunning, match="2027-03-11"):
        register.do(StartReview(shop), CLOCK)
    with pytest.raises(NotNow, match="opens on 2027-03-12"):
        register.do(PassReview(shop), CHIEF)
    register.now = datetime(2027, 3, 12, tzinfo=ZONE)
    register.do(StartReview(shop), CLOCK)
    with pytest.raises(NotNow, match="re-review is open"):
        register.do(StartReview(shop), CLOCK)
    with pytest.raises(SameHands):
        register.do(PassReview(shop), Actor("owner", roles={"officer"}))
    with pytest.raises(NotQualified):
        register.do(PassReview(shop), CLERK)
    merchant = register.merchant(shop)
    assert merchant.term is not None
    assert register.due(shop) == (merchant.term.ends, Remind(shop))
    register.do(RecordFacts(shop, facts(seats=6, on=date(2027, 3, 12))), INSPECTOR)
    register.do(PassReview(shop), CLERK)
    assert register.due(shop) == (datetime(2028, 3, 12, tzinfo=ZONE), StartReview(shop))


def test_a_rest_or_a_case_ends_where_it_interrupted() -> None:
    """A merchant not yet listed is to be listed; one in its re-review has the same term as before."""
    register = Register()
    shop = named(register)
    register.do(Suspend(shop, "closed"))
    register.days(30)
    register.do(Restore(shop))
    assert register.due(shop) == (datetime(2026, 4, 14, tzinfo=ZONE), Remind(shop))
    register.do(List(shop))
    register.now = datetime(2027, 3, 12, tzinfo=ZONE)
    register.do(StartReview(shop), CLOCK)
    term = register.merchant(shop).term
    assert term is not None
    register.do(Suspend(shop, "closed"))
    register.do(Restore(shop))
    assert register.due(shop) == (term.ends, Remind(shop))
    register.do(OpenRevocation(shop, "fraud", AUDIT, "found"))
    case = register.merchant(shop).revocation
    assert case is not None
    register.do(Dismiss(shop, case, "nothing"), CHIEF)
    assert register.due(shop) == (term.ends, Remind(shop))


def test_a_review_passed_before_the_listing_leaves_the_listing_to_be_done() -> None:
    """A merchant named but not on the map is still owed its point."""
    register = Register()
    shop = named(register)
    register.now = datetime(2027, 3, 12, tzinfo=ZONE)
    register.do(StartReview(shop), CLOCK)
    register.do(RecordFacts(shop, facts(seats=6, on=date(2027, 3, 12))), INSPECTOR)
    register.do(PassReview(shop), CLERK)
    assert register.due(shop) == (datetime(2027, 3, 16, tzinfo=ZONE), Remind(shop))


def test_a_review_is_not_passed_by_who_saw_the_premises() -> None:
    """Site checker and reviewer are two, also under another name; who looked years ago may."""
    register = Register()
    shop = shown(register)
    register.now = datetime(2027, 3, 12, tzinfo=ZONE)
    register.do(StartReview(shop), CLOCK)
    both = Actor("both", roles={"officer", "inspector"})
    seen = tuple(attrs.evolve(fact, by="stranger") for fact in facts(seats=6, on=date(2027, 3, 12)))
    register.do(RecordFacts(shop, seen), both)
    with pytest.raises(SameHands, match="site check"):
        register.do(PassReview(shop), both)
    register.do(PassReview(shop), Actor("inspector", roles={"officer"}))
    naming = register.merchant(shop).naming
    assert naming is not None
    assert naming.review.number == 2


def test_nobody_shows_restores_or_passes_their_own_shop() -> None:
    """Row 71: an officer who is also the applicant leaves every measure for the shop to others."""
    register = Register()
    shop = shown(register)
    mighty = Actor("owner", roles={"merchant", "officer"})
    register.do(Hide(shop, "fraud", AUDIT))
    with pytest.raises(SameHands, match="putting back"):
        register.do(Show(shop), mighty)
    register.do(Show(shop))
    register.do(Suspend(shop, "closed"))
    with pytest.raises(SameHands, match="ending of the suspension"):
        register.do(Restore(shop), mighty)
    assert register.standing(shop) == "suspended"


def test_whoever_is_overdue_is_reminded_again_and_again() -> None:
    """A post that lets its term pass is reminded, at the pack's interval, until it acts."""
    register = Register()
    shop = applied(register)
    with pytest.raises(TermRunning, match="2026-03-05"):
        register.do(Remind(shop), CLOCK)
    seen = []
    for _ in range(2):
        due = register.due(shop)
        assert due is not None
        seen.append(due[0].date())
        register.now = due[0]
        register.do(Remind(shop), CLOCK)
    assert seen == [date(2026, 3, 6), date(2026, 3, 14)]
    register.do(CompleteCheck(shop))
    assert register.merchant(shop).reminded is None


# revocation


def test_nobody_is_revoked_unheard() -> None:
    """Unheard, the decision waits for the term; after a statement another hand may take it at once."""
    register = Register()
    shop, case = opened(register)
    assert where(merchants.place(register.merchant(shop))) is None
    with pytest.raises(SameHands, match="opening of the case"):
        register.do(Revoke(shop, case, "decision 1"), CLERK)
    with pytest.raises(SameHands, match="application"):
        register.do(Revoke(shop, case, "decision 1"), Actor("owner", roles={"officer"}))
    with pytest.raises(TermRunning, match=r"statement of case.*2026-03-19"):
        register.do(Revoke(shop, case, "decision 1"), CHIEF)
    with pytest.raises(NotYours):
        register.do(StateCase(shop, case, "not so"), NEIGHBOUR)
    register.do(StateCase(shop, case, "not so"), OWNER)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    merchant, decided = register.merchant(shop), register.case(case)
    assert (merchant.standing, merchant.ground, merchant.listed_on) == ("revoked", "fraud", None)
    assert (decided.outcome, decided.decided_by, decided.statement) == ("revoked", "chief", "not so")
    assert where(merchants.place(merchant)) == "it is revoked"
    assert merchant.naming is not None
    assert merchant.naming.plaque.recalled == register.now.date()


def test_whoever_spoke_for_the_merchant_does_not_decide_its_case() -> None:
    """A statement taken down at the counter is a hand in the defence."""
    register = Register()
    shop, case = opened(register)
    third = Actor("third", roles={"officer"})
    register.do(StateCase(shop, case, "not so"), third)
    with pytest.raises(SameHands, match="statement of case"):
        register.do(Revoke(shop, case, "decision 1"), third)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert register.case(case).stated_by == "third"


def test_silence_does_not_stop_a_case() -> None:
    """Once the time for the statement has passed, the case is decided without one."""
    register = Register()
    shop, case = opened(register)
    register.days(8)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert register.standing(shop) == "revoked"


def test_a_ground_that_can_be_mended_waits_for_the_mending() -> None:
    """A statement does not shorten the term for correction."""
    register = Register()
    shop, case = opened(register, "refusal")
    register.do(StateCase(shop, case, "we mend it"), OWNER)
    with pytest.raises(TermRunning, match="mend"):
        register.do(Revoke(shop, case, "decision 1"), CHIEF)
    register.days(15)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert register.standing(shop) == "revoked"


def test_a_dismissed_case_restores_what_was() -> None:
    """A hidden merchant is shown again, a suspended one rests on."""
    register = Register()
    shop = shown(register)
    register.do(Hide(shop, "fraud", AUDIT))
    register.do(OpenRevocation(shop, "fraud", AUDIT, "found"))
    case = register.merchant(shop).revocation
    assert case is not None
    with pytest.raises(SameHands):
        register.do(Dismiss(shop, case, "nothing"), CLERK)
    register.do(Dismiss(shop, case, "nothing in it"), CHIEF)
    assert where(merchants.place(register.merchant(shop))) is None
    assert register.case(case).outcome == "dismissed"
    register.do(Suspend(shop, "closed"))
    register.do(OpenRevocation(shop, "fraud", AUDIT, "found"))
    again = register.merchant(shop).revocation
    assert again is not None
    register.do(Dismiss(shop, again, "nothing again"), CHIEF)
    assert register.standing(shop) == "suspended"
    assert "suspended" in (where(merchants.place(register.merchant(shop))) or "")


def test_a_case_is_named_rightly_and_opened_by_others() -> None:
    """The applicant opens no case against itself, and a command about another case finds nothing."""
    register = Register()
    shop = shown(register)
    with pytest.raises(SameHands):
        register.do(OpenRevocation(shop, "fraud", AUDIT, "found"), Actor("owner", roles={"officer"}))
    register.do(OpenRevocation(shop, "fraud", AUDIT, "found"))
    with pytest.raises(NotFound, match="revocation"):
        register.do(StateCase(shop, CaseId("revocation-other"), "what?"), OWNER)


def test_a_second_revocation_is_refused_with_standing_and_ground() -> None:
    """Revoked twice, or opened twice: the refusal names standing, ground and term."""
    register = Register()
    shop, case = opened(register)
    with pytest.raises(NotNow, match="in a case for revocation on the ground fraud"):
        register.do(OpenRevocation(shop, "fraud", AUDIT, "again"))
    register.days(8)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    with pytest.raises(NotNow, match=r"revoked on the ground fraud \(until the end of 2026-04-10"):
        register.do(Revoke(shop, case, "decision 2"), CHIEF)


def test_a_claim_is_kept_through_the_cool_off() -> None:
    """Licence and premises stay taken for the ground's months, and are free once time has passed."""
    register = Register()
    shop, case = opened(register)
    register.days(8)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert "claim" in dict(merchants.keys(register.merchant(shop)))
    with pytest.raises(TermRunning, match="2027-03-20"):
        register.do(EndCoolOff(shop), CLOCK)
    register.do(RecoverPlaque(shop))
    due = register.due(shop)
    assert due == (datetime(2027, 3, 21, tzinfo=ZONE), EndCoolOff(shop))
    register.now = due[0]
    register.do(EndCoolOff(shop), CLOCK)
    assert "claim" not in dict(merchants.keys(register.merchant(shop)))
    with pytest.raises(NotNow, match="free already"):
        register.do(EndCoolOff(shop), CLOCK)


def test_a_merchant_withdraws_without_stain() -> None:
    """While applying or named, by its own word and with no ground; but not out of a pending case."""
    register = Register()
    shop = applied(register)
    with pytest.raises(NotYours):
        register.do(Withdraw(shop), NEIGHBOUR)
    register.do(Withdraw(shop), OWNER)
    assert (register.standing(shop), register.application(shop).outcome) == ("withdrawn", "withdrawn")
    later = shown(register)
    register.do(Withdraw(later), OWNER)
    assert register.merchant(later).ground is None
    assert register.application(later).outcome == "named"
    assert "withdrawn" in (where(merchants.place(register.merchant(later))) or "")
    pending, _ = opened(register)
    with pytest.raises(NotNow, match="case for revocation"):
        register.do(Withdraw(pending), OWNER)


def test_nobody_is_withdrawn_without_asking_nor_leaves_a_matter_behind() -> None:
    """An officer names the signed request; a hidden merchant waits until the matter is settled."""
    register = Register()
    shop = shown(register)
    with pytest.raises(Invalid, match="ref: name the merchant's signed request"):
        register.do(Withdraw(shop), CLERK)
    register.do(Hide(shop, "fraud", AUDIT))
    with pytest.raises(NotNow, match="a matter is looked into"):
        register.do(Withdraw(shop), OWNER)
    register.do(Suspend(shop, "closed"))
    due = register.due(shop)
    assert due == (datetime(2026, 3, 20, tzinfo=ZONE), Show(shop))
    register.now = due[0]
    register.do(Show(shop), CLOCK)
    assert "suspended" in (where(merchants.place(register.merchant(shop))) or "")
    register.do(Withdraw(shop, ref="letter 12"), CLERK)
    assert register.journal["merchant", shop][-1].ref == "letter 12"


# finding


def keyed(merchant: Merchant) -> Mapping[str, tuple[Any, ...]]:
    """What a merchant is found by, by index."""
    return dict(merchants.keys(merchant))


def test_a_merchant_is_found_by_area_name_licence_ref_and_plaque() -> None:
    """The index holds standings and dates, the name in one search form, and unique claims."""
    register = Register()
    found = keyed(register.merchant(applied(register, name="买买提•艾力", refs=(Ref("12345", "7"),))))
    assert found["by_area"] == ("form_check", "龙洲湾街道", date(2026, 3, 5))
    assert found["in_area"] == ("龙洲湾街道", "form_check")
    assert found["by_licence"] == (LICENCE,)
    assert found["by_ref"] == ("12345", "7")
    assert found["by_name"] == keyed(register.merchant(applied(register, name="买买提·艾力")))["by_name"]
    plaque = keyed(register.merchant(shown(register)))
    assert plaque["by_plaque"][0].startswith("FM-")
    assert plaque["by_area"][2] == date.max


def test_a_case_is_found_by_its_merchant() -> None:
    """Every case against a merchant is listed under it by the day it was opened."""
    register = Register()
    shop, case = opened(register)
    kind = next(kind for kind in CAPABILITY.kinds if kind.name == "revocation")
    assert list(kind.keys(register.case(case))) == [("by_merchant", (shop, register.now.date()))]


def test_one_licence_may_have_many_premises_but_each_only_once() -> None:
    """The claim tells rooms apart by address, however spelt, or by the host's own number for them."""
    register = Register()
    one = keyed(register.merchant(applied(register)))["claim"]
    spelt = Premises("龙洲大道　１　号", "龙洲湾街道", HERE)
    other = Premises("龙洲大道 2 号", "龙洲湾街道", HERE)
    numbered = Premises("龙洲大道 1 号", "龙洲湾街道", HERE, code="R-17")
    claims = [
        keyed(register.merchant(applied(register, premises=p)))["claim"] for p in (spelt, other, numbered)
    ]
    assert claims[0] == one
    assert len({one, claims[1], claims[2]}) == 3


def test_every_key_of_a_longest_name_fits_a_store() -> None:
    """Two hundred four-byte characters still make a key below 256 bytes."""
    register = Register()
    found = keyed(register.merchant(applied(register, name="𠮷" * 200)))
    assert all(
        sum(len(value.encode()) for value in values if isinstance(value, str)) < 250
        for values in found.values()
    )
