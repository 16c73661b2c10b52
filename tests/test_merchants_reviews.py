"""The re-review of a named merchant: never forgotten, appointed, opened, passed."""

import contextlib
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import cases, merchants
from friendly_services.cases import Duration
from friendly_services.decider import Actor
from friendly_services.errors import Forbidden, FriendlyServicesError, Invalid
from friendly_services.ids import CaseId, MerchantId
from friendly_services.merchants import (
    AppointReview,
    Dismiss,
    Evidence,
    EvidenceMissing,
    Fact,
    FactsMissing,
    Naming,
    NotCorrected,
    NothingToCorrect,
    NotNow,
    OpenRevocation,
    OrderCorrection,
    PassReview,
    RecordFacts,
    Remind,
    Restore,
    Review,
    Revoke,
    SameHands,
    SignReview,
    StartReview,
    Suspend,
    TermRunning,
    Unsigned,
)
from friendly_services.workdays import Calendar
from tests.laws.test_merchants import STEPS, command
from tests.register import (
    CHIEF,
    CLERK,
    CLOCK,
    INSPECTOR,
    RULES,
    ZONE,
    Register,
    facts,
    named,
    shown,
    taken_over,
    where,
)

DUE = date(2027, 3, 12)
"""When a merchant that the register shows is due for its first re-review."""


def review(register: Register, shop: MerchantId) -> Review:
    """The merchant's one re-review."""
    naming = register.merchant(shop).naming
    assert isinstance(naming, Naming)
    return naming.review


def morning(day: date) -> datetime:
    """The first instant of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


# due


def anniversary(anchor: date, years: int) -> date:
    """The day so many years on, as the calendar on the wall has it."""
    try:
        return anchor.replace(year=anchor.year + years)
    except ValueError:
        return date(anchor.year + years, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)) | st.just(date(2024, 2, 29)), st.integers(0, 30))
def test_a_review_is_due_on_the_anniversary_counted_from_the_naming(anchor: date, number: int) -> None:
    """Row 26: named on 29 February, the 28th of other years and the 29th of a leap year: never chained."""
    register = Register()
    shop = shown(register)
    merchant = register.merchant(shop)
    assert merchant.naming is not None
    underway = attrs.evolve(merchant.naming.review, number=number, term=cases.term_to(DUE, register.now))
    naming = attrs.evolve(merchant.naming, on=anchor, review=underway)
    register.states["merchant", shop] = attrs.evolve(merchant, naming=naming)
    register.do(PassReview(shop), CLERK)
    following = review(register, shop)
    assert (following.number, following.on) == (number + 1, anniversary(anchor, number + 1))
    assert following.opens == morning(following.on)


# never forgotten


@given(st.lists(STEPS, max_size=30), st.sampled_from([named, shown, taken_over]))
def test_a_named_merchant_has_exactly_one_open_or_scheduled_review(
    steps: list[tuple[type[Any], Actor, int]], start: Any
) -> None:
    """Whatever was done: once nobody but the clock acts, its review begins no later than it is due."""
    register = Register()
    shop = start(register)
    for cls, actor, days in steps:
        register.days(days)
        merchant = register.merchant(shop)
        case = merchant.revocation or (merchant.lost.case if merchant.lost else CaseId("revocation-none"))
        try:
            register.do(command(cls, shop, case), actor)
        except FriendlyServicesError:
            continue
    while register.standing(shop) in {"named", "suspended"} and review(register, shop).term is None:
        scheduled, standing = review(register, shop), register.standing(shop)
        due = register.due(shop)
        assert due is not None
        if standing == "named":
            assert scheduled.opens.date() == scheduled.begins <= scheduled.on
            assert due[0] <= scheduled.opens
            assert dict(merchants.keys(register.merchant(shop)))["by_review"] == (scheduled.on,)
        register.now = max(due[0], register.now)
        register.do(due[1], CLOCK)
    if register.standing(shop) == "named":
        term = review(register, shop).term
        assert term is not None
        assert register.merchant(shop).term is not None


# appointed


def test_an_appointment_lets_a_review_begin_before_it_is_due() -> None:
    """It opens on that day, may be moved until then, and is to be done by the day it is due at least."""
    register = Register()
    shop = shown(register)
    for day in (date(2026, 12, 21), DUE):
        register.do(AppointReview(shop, day))
        assert register.due(shop) == (morning(day), StartReview(shop))
    register.do(AppointReview(shop, date(2026, 12, 21)))
    with pytest.raises(TermRunning, match="2026-12-20"):
        register.do(StartReview(shop), CLOCK)
    with pytest.raises(NotNow, match="opens on 2026-12-21"):
        register.do(PassReview(shop), CHIEF)
    register.now = morning(date(2026, 12, 21))
    register.do(StartReview(shop), CLOCK)
    begun = review(register, shop)
    assert begun.term is not None
    assert (begun.term.day, begun.appointed) == (DUE, date(2026, 12, 21))
    with pytest.raises(NotNow, match="re-review is open"):
        register.do(AppointReview(shop, DUE))
    register.do(RecordFacts(shop, facts(seats=6, on=date(2026, 12, 21))), INSPECTOR)
    register.do(PassReview(shop), CLERK)
    following = review(register, shop)
    assert (following.on, following.appointed) == (date(2028, 3, 12), None)


def test_what_is_overdue_is_opened_and_not_appointed() -> None:
    """There is no day left to name, and the refusal does not ask for one."""
    register = Register()
    shop = shown(register)
    register.now = morning(DUE + timedelta(days=3))
    with pytest.raises(Invalid, match="was due on 2027-03-12 and opens by tick or StartReview"):
        register.do(AppointReview(shop, DUE + timedelta(days=4)))


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 6, 1), date(2026, 12, 11)),
        (date(2026, 6, 1), date(2027, 3, 13)),
        (date(2027, 1, 5), date(2027, 1, 4)),
    ],
)
def test_no_appointment_is_too_early_past_or_after_the_due_day(today: date, day: date) -> None:
    """The refusal names the days that can be given."""
    register = Register()
    shop = shown(register)
    register.now = morning(today)
    first = max(today, date(2026, 12, 12))
    with pytest.raises(Invalid, match=f"is due on 2027-03-12, so name a day from {first} to 2027-03-12"):
        register.do(AppointReview(shop, day))


def test_the_same_appointment_again_changes_nothing() -> None:
    """A plan that is sent twice is one plan."""
    register = Register()
    shop = shown(register)
    register.do(AppointReview(shop, DUE))
    again = merchants.decide(register.states, AppointReview(shop, DUE), register.context(CLERK))
    assert again == ()


def test_an_appointment_that_passed_in_a_rest_begins_after_it() -> None:
    """A merchant that rests on its day is looked at as soon as it is back."""
    register = Register()
    shop = shown(register)
    register.now = morning(date(2026, 12, 20))
    register.do(AppointReview(shop, date(2026, 12, 21)))
    register.do(Suspend(shop, "closed", date(2027, 1, 3)))
    register.now = morning(date(2027, 1, 4))
    register.do(Restore(shop), CLOCK)
    assert register.due(shop) == (morning(date(2026, 12, 21)), StartReview(shop))
    register.do(StartReview(shop), CLOCK)
    assert review(register, shop).term is not None


def test_nobody_appoints_the_review_of_their_own_shop() -> None:
    """Like every step of the office."""
    register = Register()
    shop = shown(register)
    with pytest.raises(SameHands, match="appointment of the re-review"):
        register.do(AppointReview(shop, DUE), Actor("owner", roles={"officer"}))
    assert review(register, shop).appointed is None


# joint

BUREAU = Actor("bureau-1", roles={"officer"})
TOWN = Actor("town-1", roles={"town"})


def joint() -> Register:
    """A register whose re-reviews the bureau and the town do jointly."""
    rule = attrs.evolve(RULES.review, parties=("officer", "town"))
    return Register(attrs.evolve(RULES, review=rule))


def begun(register: Register, found: tuple[Fact, ...] | None = None) -> MerchantId:
    """A merchant whose re-review has begun, with what was found in it."""
    shop = shown(register)
    register.now = morning(DUE)
    register.do(StartReview(shop), CLOCK)
    register.do(RecordFacts(shop, facts(seats=6, on=DUE) if found is None else found), INSPECTOR)
    return shop


def test_a_joint_review_is_passed_once_each_party_has_signed() -> None:
    """Once a year, by the bureau and the town; the refusal names who is missing."""
    register = joint()
    shop = begun(register)
    for signer, party, missing in ((BUREAU, "officer", "officer, town"), (TOWN, "town", "town")):
        with pytest.raises(Unsigned, match=f"says now: {missing} must still sign"):
            register.do(PassReview(shop), CLERK)
        register.do(SignReview(shop, party), signer)
    signed = {signature.party: signature.by for signature in review(register, shop).signatures}
    assert signed == {"officer": "bureau-1", "town": "town-1"}
    register.do(PassReview(shop), CLERK)
    assert review(register, shop).signatures == ()


def test_what_is_found_after_a_signature_is_signed_anew() -> None:
    """A party signs what it saw: other answers than those are not signed."""
    register = joint()
    shop = begun(register, facts(seats=1, on=DUE))
    register.do(SignReview(shop, "officer"), BUREAU)
    register.do(SignReview(shop, "town"), TOWN)
    assert dict(review(register, shop).signatures[0].answers) == {"S": "unmet", "L": "met"}
    register.do(RecordFacts(shop, facts(seats=6, on=DUE)), INSPECTOR)
    register.do(SignReview(shop, "town"), TOWN)
    with pytest.raises(Unsigned) as refused:
        register.do(PassReview(shop), CLERK)
    assert refused.value.parties == ("officer",)
    register.do(SignReview(shop, "officer"), BUREAU)
    register.do(PassReview(shop), CLERK)


@pytest.mark.parametrize(
    ("who", "did"),
    [
        ("owner", "application"),
        ("inspector", "site check"),
        ("chief", "decision"),
        ("bureau-1", "signature for another party"),
    ],
)
def test_no_party_is_signed_for_by_dirty_hands(who: str, did: str) -> None:
    """Each signature is kept apart like the re-review itself, and nobody is two parties."""
    register = joint()
    shop = begun(register)
    register.do(SignReview(shop, "officer"), BUREAU)
    with pytest.raises(SameHands) as refused:
        register.do(SignReview(shop, "town"), Actor(who, roles={"officer", "town"}))
    assert (refused.value.did.en, refused.value.duty.en) == (did, "re-review")
    register.do(SignReview(shop, "town"), TOWN)


def test_a_party_is_one_of_the_pack_s_and_a_role_of_who_signs() -> None:
    """Neither a party that the pack does not name, nor one that the actor is not of."""
    register = joint()
    shop = begun(register)
    with pytest.raises(Invalid, match="party: 'press' is not one of"):
        register.do(SignReview(shop, "press"), BUREAU)
    with pytest.raises(Forbidden):
        register.do(SignReview(shop, "town"), BUREAU)
    with pytest.raises(Invalid, match=r"parties\.1: town signs twice"):
        attrs.evolve(RULES.review, parties=("town", "town"))


# corrected

FILE = (Evidence("review", "file 9"),)


def failing(register: Register, found: tuple[Fact, ...] | None = None, *, order: bool = True) -> MerchantId:
    """A merchant whose re-review found too few seats, or else, with the time for its correction running."""
    shop = begun(register, facts(seats=1, on=DUE) if found is None else found)
    if order:
        register.do(OrderCorrection(shop), CLERK)
    return shop


def fails(register: Register, shop: MerchantId) -> None:
    """Open a case on the failed re-review."""
    register.do(OpenRevocation(shop, "review_failed", FILE, "too few seats"), CLERK)


def test_a_correction_names_what_is_unmet_or_unknown_and_takes_nothing() -> None:
    """The merchant stays named and on the map; its term is that of the correction, and it is reminded."""
    register = Register()
    shop = failing(register, facts(seats=1, licensed=None, on=DUE))
    merchant = register.merchant(shop)
    correction = review(register, shop).correction
    assert correction is not None
    assert dict(correction.conditions) == {"S": "unmet", "L": "unknown"}
    assert merchant.term is not None
    assert merchant.term.day == date(2027, 4, 2)
    assert where(merchants.place(merchant)) is None
    assert register.due(shop) == (morning(date(2027, 4, 3)), Remind(shop))


def test_what_was_mended_is_passed() -> None:
    """Before the time is over or after it: the next re-review starts with nothing to correct."""
    for days in (3, 60):
        register = Register()
        shop = failing(register)
        register.days(days)
        register.do(RecordFacts(shop, facts(seats=6, on=register.now.date())), INSPECTOR)
        with pytest.raises(NothingToCorrect, match="is met: pass the re-review"):
            register.do(OrderCorrection(shop), CLERK)
        with pytest.raises(NothingToCorrect):
            fails(register, shop)
        register.do(PassReview(shop), CLERK)
        assert review(register, shop).correction is None


def test_a_failed_review_is_a_ground_only_after_its_correction() -> None:
    """First the merchant is told, then it has its time, then there may be a case, decided by clean hands."""
    register = Register()
    shop = failing(register, order=False)
    with pytest.raises(NotCorrected, match=r"order a correction first.*enough seats"):
        fails(register, shop)
    register.do(OrderCorrection(shop), Actor("third", roles={"officer"}))
    with pytest.raises(TermRunning, match=r"time for the correction.*2027-04-02"):
        register.do(OrderCorrection(shop), CLERK)
    with pytest.raises(TermRunning, match=r"time for the correction.*2027-04-02"):
        fails(register, shop)
    register.now = morning(date(2027, 4, 3))
    fails(register, shop)
    case = register.merchant(shop).revocation
    assert case is not None
    register.days(8)
    with pytest.raises(SameHands, match="order of the correction"):
        register.do(Revoke(shop, case, "decision 1"), Actor("third", roles={"officer"}))
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    assert register.standing(shop) == "revoked"


def test_an_unknown_is_to_be_found_out_and_time_is_given_anew() -> None:
    """The refusal names the facts; once they are known, what is unmet is named before there is a case."""
    register = Register()
    shop = failing(register, facts(seats=None, on=DUE))
    register.now = morning(date(2027, 4, 3))
    with pytest.raises(FactsMissing) as refused:
        fails(register, shop)
    assert refused.value.missing == ("seats",)
    register.do(OrderCorrection(shop), CLERK)
    assert register.merchant(shop).term == cases.term(Duration(15), register.now, Calendar({}))
    register.do(RecordFacts(shop, facts(seats=1, on=date(2027, 4, 3))), INSPECTOR)
    with pytest.raises(NotCorrected):
        fails(register, shop)
    register.do(OrderCorrection(shop), CLERK)
    register.days(25)
    fails(register, shop)


def test_what_was_unmet_without_the_evidence_asked_for_fails_nobody() -> None:
    """Seats are counted on the spot: a paper with too few is no ground, nor one with enough a pass."""
    register = Register()
    paper = Evidence("document", "letter 3")
    shop = failing(register, tuple(attrs.evolve(fact, evidence=paper) for fact in facts(seats=1, on=DUE)))
    register.days(30)
    with pytest.raises(EvidenceMissing, match="found unmet by one of these alone: a site check"):
        fails(register, shop)
    enough = tuple(attrs.evolve(f, evidence=paper) for f in facts(seats=6, on=register.now.date()))
    register.do(RecordFacts(shop, enough), INSPECTOR)
    register.do(OrderCorrection(shop), CLERK)
    correction = review(register, shop).correction
    assert correction is not None
    assert correction.conditions == (("S", "unknown"),)


def test_a_case_falls_once_it_would_rest_on_an_unknown() -> None:
    """What was mended or is in doubt since the case was opened cannot be decided against the merchant."""
    register = Register()
    shop = failing(register)
    register.days(30)
    fails(register, shop)
    case = register.merchant(shop).revocation
    assert case is not None
    register.days(8)
    register.do(RecordFacts(shop, facts(seats=None, on=register.now.date())), INSPECTOR)
    with pytest.raises(FactsMissing):
        register.do(Revoke(shop, case, "decision 1"), CHIEF)
    register.do(Dismiss(shop, case, "to be looked at again"), CHIEF)
    assert register.standing(shop) == "named"
    assert review(register, shop).correction is not None


SEATS = st.sampled_from((None, 1, 6))
LICENSED = st.sampled_from((None, False, True))
LOOKS = st.lists(
    st.tuples(SEATS, LICENSED, st.sampled_from((0, 10, 30)), st.booleans()), min_size=1, max_size=6
)


@given(LOOKS)
def test_an_unknown_is_never_the_ground_of_a_failed_review(
    looks: list[tuple[int | None, bool | None, int, bool]],
) -> None:
    """Whatever was found and when: a case needs a condition that is unmet, was named, and had its time."""
    register = Register()
    shop = begun(register, facts(seats=None, licensed=None, on=DUE))
    told: dict[str, date] = {}
    for seats, licensed, days, order in looks:
        register.days(days)
        today = register.now.date()
        register.do(RecordFacts(shop, facts(seats, licensed, today)), INSPECTOR)
        unmet = {code for code, so in (("S", seats == 1), ("L", licensed is False)) if so}
        if order:
            with contextlib.suppress(FriendlyServicesError):
                register.do(OrderCorrection(shop), CLERK)
                told = dict.fromkeys(unmet, today)
        refused: FriendlyServicesError | None = None
        try:
            fails(register, shop)
        except FriendlyServicesError as error:
            refused = error
        if isinstance(refused, FactsMissing):
            open_ones = (name for name, value in (("seats", seats), ("licensed", licensed)) if value is None)
            assert not unmet
            assert set(refused.missing) == set(open_ones)
        elif refused is not None:
            assert (
                all(today - told.get(code, today) <= timedelta(days=30) for code in unmet) or len(unmet) > 1
            )
        else:
            assert unmet
            assert all(today - told[code] > timedelta(days=15) for code in unmet)
            return
