"""Merchants from the application to the map, judged by a dated standard."""

from datetime import date, datetime
from typing import Any

import attrs
import pytest

from friendly_services import merchants, packs
from friendly_services.cases import ReturnedAlready
from friendly_services.decider import Actor, fold
from friendly_services.errors import Forbidden, Invalid
from friendly_services.ids import MerchantId
from friendly_services.merchants import (
    CAPABILITY,
    AnswerObjection,
    Apply,
    CompleteCheck,
    Decide,
    Evidence,
    EvidenceMissing,
    Fact,
    FactsMissing,
    Lapse,
    Licence,
    List,
    Name,
    NotNow,
    NotQualified,
    NotYetSeen,
    NotYours,
    Object,
    Photo,
    PointUnconfirmed,
    Premises,
    Qualified,
    RecordFacts,
    Resubmit,
    ReturnForCorrection,
    Revoke,
    SameHands,
    StateCase,
    TermRunning,
    TooLate,
)
from friendly_services.places import Box
from tests.register import (
    CHIEF,
    CLERK,
    CLOCK,
    HERE,
    INSPECTOR,
    LICENCE,
    NEIGHBOUR,
    OWNER,
    RULES,
    STANDARD,
    TODAY,
    ZONE,
    Register,
    application,
    applied,
    at_decision,
    at_site_check,
    facts,
    named,
    on_notice,
    opened,
    where,
)

# the main way


def test_a_merchant_applies_is_checked_decided_named_and_shown() -> None:
    """From the application to the map each post hands on to the next, and only then is there a point."""
    register = Register()
    shop = applied(register)
    seen = [register.standing(shop)]
    register.do(CompleteCheck(shop))
    seen.append(register.standing(shop))
    register.do(RecordFacts(shop, facts()), INSPECTOR)
    register.do(CompleteCheck(shop, beside=("second",)), INSPECTOR)
    seen.append(register.standing(shop))
    register.do(Decide(shop, approve=True), CHIEF)
    seen.append(register.standing(shop))
    register.days(10)
    register.do(Name(shop), CLOCK)
    seen.append(register.standing(shop))
    assert seen == ["form_check", "site_check", "decision", "notice", "named"]
    assert where(merchants.place(register.merchant(shop))) == "it is named, and about to be listed"
    register.do(List(shop))
    place = merchants.place(register.merchant(shop))
    assert (place.absent, place.name, place.point, place.area) == (None, "老王热饭铺", HERE, "龙洲湾街道")


def test_the_decision_names_the_standard_its_version_and_the_pack() -> None:
    """What was decided stays readable: standard, version, pack, who, and every condition's answer."""
    register = Register()
    naming = register.merchant(named(register)).naming
    assert naming is not None
    ruling = naming.ruling
    assert ruling is not None
    assert (ruling.standard, ruling.version, ruling.pack, ruling.by) == ("small", 1, 1, "chief")
    assert ruling.answers == (("S", "met"), ("L", "met"))
    assert naming.plaque.number.startswith("FM-")
    assert naming.plaque.template == "1"


def test_records_equal_the_fold_of_their_journals() -> None:
    """Merchant, application and case are what their events make them."""
    register = Register()
    shop, case = opened(register)
    register.do(StateCase(shop, case, "it was not so"), OWNER)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    kinds = {kind.name: kind for kind in CAPABILITY.kinds}
    assert len(register.journal) == 3
    for key, events in register.journal.items():
        assert fold(kinds[key[0]], events) == register.states[key]


# the application


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"trade": "casino"}, "trade"),
        ({"services": frozenset({"spa"})}, "services"),
        ({"photos": (Photo("ab" * 32, date(2026, 3, 3)),)}, "photos.0.taken_on"),
        ({"services": frozenset()}, "services"),
        ({"licence": Licence("15MFF-0159", "other")}, "licence.kind"),
        (
            {"facts": (Fact("seats", 2, TODAY, "us", Evidence("site_check")),)},
            "facts.0.evidence.kind",
        ),
        ({"facts": (Fact("chairs", 2, TODAY, "us", Evidence("pledge")),)}, "facts.0.chairs"),
        ({"facts": (Fact("seats", "2", TODAY, "us", Evidence("pledge")),)}, "facts.0.seats"),
        ({"facts": (Fact("seats", 2, date(2026, 3, 3), "us", Evidence("pledge")),)}, "facts.0.on"),
        ({"facts": (Fact("seats", 2, TODAY, "", Evidence("pledge")),)}, "facts.0.source"),
    ],
)
def test_an_application_that_the_pack_does_not_know_is_refused_by_field(
    changes: dict[str, Any], field: str
) -> None:
    """Trade, services, licence and facts must be the pack's; the error names the field."""
    register = Register()
    with pytest.raises(Invalid) as refused:
        applied(register, **changes)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert register.states == {}


@pytest.mark.parametrize("name", ["", "老\u202e王", "a" * 201, "a\u200bb", "a\nb"])
def test_a_name_that_hides_something_is_refused(name: str) -> None:
    """Empty, overlong and invisible characters never get into the register."""
    with pytest.raises(Invalid, match="name"):
        application(name=name)


def test_a_name_that_looks_like_code_is_stored_as_it_is() -> None:
    """A strange name is a name."""
    register = Register()
    assert register.merchant(applied(register, name='"; DROP TABLE')).name == '"; DROP TABLE'


def test_a_licence_is_normalised_and_checked() -> None:
    """Credit codes lose lower case and full width and must check; old numbers have 15 digits."""
    assert Licence("９２500113ma00000018").number == LICENCE
    assert Licence("110108001234567", "registration").number == "110108001234567"
    assert Licence("15MFF-0159", "other").number == "15MFF-0159"
    with pytest.raises(Invalid, match=r"number: .*check character"):
        Licence("92500113MA00000019")
    for wrong in ("11010800123456", "11010800123456x", "１１0108001234567"):
        with pytest.raises(Invalid, match="15 digits"):
            Licence(wrong, "registration")


def test_a_point_outside_the_city_is_taken_and_confirmed_by_a_person() -> None:
    """It is marked, the site check cannot be completed without a word about it, and then it goes on."""
    far = Box(south=30, west=106, north=31, east=107)
    register = Register(attrs.evolve(RULES, box=far))
    shop = at_site_check(register)
    assert register.merchant(shop).outside
    with pytest.raises(PointUnconfirmed, match="outside the city"):
        register.do(CompleteCheck(shop, beside=("second",)), INSPECTOR)
    register.do(CompleteCheck(shop, beside=("second",), confirms_point=True), INSPECTOR)
    assert register.application(shop).outside_confirmed
    near = Register(attrs.evolve(RULES, box=Box(south=29, west=106, north=30, east=107)))
    assert not near.merchant(applied(near)).outside


def test_an_officer_files_for_a_merchant_and_others_may_not() -> None:
    """An application on behalf needs a role that the pack lists; the merchant stays the applicant."""
    register = Register()
    shop = register.do(application(applicant="old-wang"), CLERK)
    assert register.merchant(shop).applicant == "old-wang"
    with pytest.raises(NotYours, match="'owner' may not speak"):
        register.do(application(applicant="old-wang"), OWNER)


def test_a_pack_without_a_form_check_starts_at_the_premises() -> None:
    """The one optional post may be left out; any other route is refused."""
    posts = dict(RULES.route.posts)
    del posts["form_check"]
    register = Register(attrs.evolve(RULES, route=attrs.evolve(RULES.route, posts=posts)))
    assert register.standing(applied(register)) == "site_check"
    del posts["notice"]
    with pytest.raises(Invalid, match=r"route\.posts"):
        attrs.evolve(RULES, route=attrs.evolve(RULES.route, posts=posts))


def test_a_service_under_an_unknown_tag_is_refused() -> None:
    """A pack whose service names a tag that it does not have says which."""
    lost = attrs.evolve(RULES.services["rest"], tag="nowhere")
    with pytest.raises(Invalid, match=r"services\.rest\.tag"):
        attrs.evolve(RULES, services={"rest": lost})


def test_a_failed_re_review_has_a_ground_that_the_pack_lists() -> None:
    """Unless it is the one that is meant where a pack says nothing."""
    review = attrs.evolve(RULES.review, ground="nowhere")
    with pytest.raises(Invalid, match=r"review\.ground"):
        attrs.evolve(RULES, review=review)


# return for correction


def test_an_application_is_returned_once_and_taken_up_where_it_was() -> None:
    """The applicant mends what was asked; the same post may not ask again, the next one may."""
    register = Register()
    shop = applied(register)
    register.do(ReturnForCorrection(shop, ("the address",)))
    assert register.standing(shop) == "returned"
    assert register.application(shop).asked == ("the address",)
    pledge = Fact("seats", 3, TODAY, "owner", Evidence("pledge"))
    elsewhere = Premises("龙洲大道 2 号", "花溪街道", HERE)
    register.do(
        Resubmit(shop, name="新名", premises=elsewhere, services=frozenset({"water"}), facts=(pledge,)), OWNER
    )
    merchant = register.merchant(shop)
    assert (merchant.standing, merchant.name, merchant.premises) == ("form_check", "新名", elsewhere)
    assert merchant.services == {"water"}
    assert merchants.facts_on(merchant, TODAY) == {"seats": 3}
    with pytest.raises(ReturnedAlready):
        register.do(ReturnForCorrection(shop, ("again",)))
    register.do(CompleteCheck(shop))
    register.do(ReturnForCorrection(shop, ("a sign",)), INSPECTOR)
    register.do(Resubmit(shop), OWNER)
    again = register.merchant(shop)
    assert (again.standing, again.name) == ("site_check", "新名")
    assert again.services == {"water"}


def test_another_room_is_seen_before_it_is_decided_on() -> None:
    """Whoever names other premises after the site check is visited again, and a point once more confirmed."""
    register = Register()
    shop = applied(register)
    register.do(CompleteCheck(shop))
    register.do(CompleteCheck(shop, beside=("insp-2",), confirms_point=True), INSPECTOR)
    register.do(ReturnForCorrection(shop, ("the address",)), CHIEF)
    register.do(Resubmit(shop), OWNER)
    assert register.standing(shop) == "decision"
    other = applied(register, premises=Premises("龙洲大道 3 号", "花溪街道", HERE))
    register.do(CompleteCheck(other))
    register.do(CompleteCheck(other, beside=("insp-2",), confirms_point=True), INSPECTOR)
    register.do(ReturnForCorrection(other, ("the address",)), CHIEF)
    register.do(Resubmit(other, premises=Premises("龙洲大道 2 号", "花溪街道", HERE)), OWNER)
    assert register.standing(other) == "site_check"
    assert not register.application(other).outside_confirmed


def test_a_form_must_send_no_more_than_name_licence_premises_and_services() -> None:
    """Domain 0-6: one key; where the standard asks for the trade, whoever decides is told it is unknown."""
    full = application()
    register = Register()
    shop = MerchantId(register.do(Apply(full.name, full.licence, full.premises, full.services), OWNER))
    merchant = register.merchant(shop)
    assert (merchant.trade, merchant.hours, merchant.photos) == ("", None, ())
    standard = packs.load("merchant-14-9-9").standards["merchant-14-9-9"]
    assert "trade" in merchants.judge(standard, merchant, on=TODAY).needs()
    register.do(ReturnForCorrection(shop, ("the trade",)))
    register.do(Resubmit(shop, trade="catering"), OWNER)
    assert "trade" not in merchants.judge(standard, register.merchant(shop), on=TODAY).needs()


def test_photographs_come_as_digests_and_are_sent_anew_whole() -> None:
    """Domain 0-6: an application has the digest, the day and the point of each; the files stay elsewhere."""
    register = Register()
    old, new = Photo("ab" * 32, TODAY, HERE), Photo("cd" * 32, TODAY)
    shop = applied(register, photos=(old,))
    assert register.merchant(shop).photos == (old,)
    register.do(ReturnForCorrection(shop, ("the door cannot be seen",)))
    register.do(Resubmit(shop, photos=(old, new)), OWNER)
    assert register.merchant(shop).photos == (old, new)
    register.days(1)
    register.do(CompleteCheck(shop))
    register.do(ReturnForCorrection(shop, ("the name",)), INSPECTOR)
    with pytest.raises(Invalid, match=r"photos\.0\.taken_on"):
        register.do(Resubmit(shop, photos=(Photo("ef" * 32, date(2026, 3, 9)),)), OWNER)
    register.do(Resubmit(shop, name="老王"), OWNER)
    assert register.merchant(shop).photos == (old, new)


def test_a_licence_or_trade_copied_wrong_is_mended_like_the_rest() -> None:
    """The claim moves with the licence, and the pack has the same say as over an application."""
    register = Register()
    shop = applied(register)
    register.do(ReturnForCorrection(shop, ("the licence number",)))
    for wrong, field in (
        (Resubmit(shop, trade="casino"), "trade"),
        (Resubmit(shop, licence=Licence("15MFF-0159", "other")), r"licence\.kind"),
    ):
        with pytest.raises(Invalid, match=field):
            register.do(wrong, OWNER)
    right = Licence("92500113MA0000002B")
    register.do(Resubmit(shop, licence=right, trade="repair"), OWNER)
    merchant = register.merchant(shop)
    assert (merchant.licence, merchant.trade) == (right, "repair")
    assert ("claim", (right.number, merchant.premises.claim)) in set(merchants.keys(merchant))


def test_premises_lie_in_an_area_that_the_city_lists() -> None:
    """A misspelt street would be in nobody's inbox: refused with the nearest name, also when mended."""
    register = Register(attrs.evolve(RULES, areas=frozenset({"龙洲湾街道", "花溪街道"})))
    shop = applied(register)
    register.do(ReturnForCorrection(shop, ("the area",)))
    for area, said in (("花溪街", "did you mean '花溪街道'"), ("Elsewhere", "is not one of")):
        moved = attrs.evolve(register.merchant(shop).premises, area=area)
        with pytest.raises(Invalid, match=f"premises.area: '{area}' .*{said}"):
            register.do(attrs.evolve(application(), premises=moved))
        with pytest.raises(Invalid, match=f"premises.area: '{area}' .*{said}"):
            register.do(Resubmit(shop, premises=moved), OWNER)
    register.do(Resubmit(shop, premises=attrs.evolve(moved, area="花溪街道")), OWNER)
    assert register.merchant(shop).premises.area == "花溪街道"


def test_a_return_says_what_is_wanted_and_an_answer_is_the_merchants() -> None:
    """Nothing to mend is no return; a stranger cannot answer for the merchant, nor with unknown services."""
    register = Register()
    shop = applied(register)
    with pytest.raises(Invalid, match="items"):
        register.do(ReturnForCorrection(shop, ()))
    register.do(ReturnForCorrection(shop, ("the address",)))
    with pytest.raises(NotYours):
        register.do(Resubmit(shop), NEIGHBOUR)
    with pytest.raises(Invalid, match="services"):
        register.do(Resubmit(shop, services=frozenset({"spa"})), OWNER)


def test_an_application_lapses_only_after_its_term() -> None:
    """Time alone closes what was not mended: the command is due at the term's end and refused before."""
    register = Register()
    shop = applied(register)
    register.do(ReturnForCorrection(shop, ("the address",)))
    with pytest.raises(TermRunning, match="2026-03-16"):
        register.do(Lapse(shop), CLOCK)
    due = register.due(shop)
    assert due == (datetime(2026, 3, 17, tzinfo=ZONE), Lapse(shop))
    register.now = due[0]
    register.do(Lapse(shop), CLOCK)
    assert register.standing(shop) == "lapsed"
    assert register.application(shop).outcome == "lapsed"
    assert register.due(shop) is None


# checks and the decision


def test_the_site_is_seen_by_two_people_or_by_one_with_photographs() -> None:
    """One inspector alone is not enough, and the same photograph three times is one photograph."""
    register = Register()
    shop = at_site_check(register)
    for beside, photos in (((), ()), (("inspector",), ()), ((), ("a", "a", "a"))):
        with pytest.raises(NotYetSeen, match="2 people, or by one with 3"):
            register.do(CompleteCheck(shop, beside, photos), INSPECTOR)
    register.do(CompleteCheck(shop, photos=("a", "b", "c")), INSPECTOR)
    assert register.standing(shop) == "decision"


def test_a_post_is_worked_by_its_role() -> None:
    """An officer does not complete a site check and an inspector does not decide."""
    register = Register()
    shop = at_site_check(register)
    with pytest.raises(Forbidden, match="inspector"):
        register.do(CompleteCheck(shop, beside=("second",)), CLERK)
    other = at_decision(register)
    with pytest.raises(Forbidden, match="officer"):
        register.do(Decide(other, approve=True), INSPECTOR)
    listed = named(register)
    with pytest.raises(Forbidden, match="officer"):
        register.do(List(listed), INSPECTOR)


def test_decider_site_checker_and_applicant_are_three() -> None:
    """Whoever applied neither checks nor decides, and whoever checked does not decide."""
    register = Register()
    everything = frozenset({"merchant", "officer", "inspector"})
    shop = at_site_check(register)
    with pytest.raises(SameHands):
        register.do(RecordFacts(shop, facts()), Actor("owner", roles=everything))
    with pytest.raises(SameHands, match="application"):
        register.do(CompleteCheck(shop, beside=("owner",)), INSPECTOR)
    register.do(RecordFacts(shop, facts()), Actor("looked", roles=everything))
    register.do(CompleteCheck(shop, beside=("second",)), INSPECTOR)
    for person, did in (("owner", "application"), ("inspector", "site check"), ("second", "site check")):
        with pytest.raises(SameHands, match=did):
            register.do(Decide(shop, approve=True), Actor(person, roles=everything))
    with pytest.raises(SameHands, match="site check"):
        register.do(Decide(shop, approve=True), Actor("looked", roles=everything))
    register.do(Decide(shop, approve=True), CHIEF)
    assert register.standing(shop) == "notice"


def test_a_check_put_on_record_under_another_name_leaves_the_recorder_no_decision() -> None:
    """Who recorded a site check had a hand in it as much as whoever it is said to be from."""
    register = Register()
    shop = at_site_check(register)
    both = Actor("both", roles={"officer", "inspector"})
    seen = tuple(attrs.evolve(fact, by="stranger", recorded_by="stranger") for fact in facts())
    register.do(RecordFacts(shop, seen), both)
    assert {(fact.by, fact.recorded_by) for fact in register.merchant(shop).facts} == {("stranger", "both")}
    register.do(CompleteCheck(shop, beside=("second",)), INSPECTOR)
    for person in ("both", "stranger"):
        with pytest.raises(SameHands, match="site check"):
            register.do(Decide(shop, approve=True), Actor(person, roles={"officer"}))


def test_whoever_filed_or_mended_an_application_for_a_merchant_does_not_decide_it() -> None:
    """Help at the counter is a hand in the application, whoever is named as the applicant."""
    register = Register()
    shop = MerchantId(register.do(application(applicant="old-wang"), CLERK))
    register.do(ReturnForCorrection(shop, ("the address",)), CHIEF)
    third = Actor("third", roles={"officer"})
    register.do(Resubmit(shop), third)
    register.do(CompleteCheck(shop), CHIEF)
    register.do(RecordFacts(shop, facts()), INSPECTOR)
    register.do(CompleteCheck(shop, beside=("second",)), INSPECTOR)
    for officer in (CLERK, third):
        with pytest.raises(SameHands, match="application"):
            register.do(Decide(shop, approve=True), officer)
    register.do(Decide(shop, approve=True), CHIEF)
    assert register.merchant(shop).filed_by == {"clerk", "third"}


def test_an_applicant_proves_nothing_about_itself_but_by_document_or_pledge() -> None:
    """Whatever roles it has, a registry is asked by others; and every finding rests on a known kind."""
    register = Register()
    shop = at_site_check(register)
    mighty = Actor("owner", roles={"merchant", "officer"})
    pledge, registry, hearsay = (
        (Fact("licensed", True, TODAY, "owner", Evidence(kind)),)
        for kind in ("pledge", "registry", "hearsay")
    )
    register.do(RecordFacts(shop, pledge), mighty)
    with pytest.raises(SameHands):
        register.do(RecordFacts(shop, registry), mighty)
    with pytest.raises(Invalid, match=r"facts\.0\.evidence\.kind: 'hearsay'"):
        register.do(RecordFacts(shop, hearsay), INSPECTOR)


def test_an_unknown_fact_blocks_both_answers_and_is_named() -> None:
    """No decision while the standard cannot be answered; the refusal lists what to record."""
    register = Register()
    shop = at_decision(register, facts(licensed=None))
    for approve in (True, False):
        with pytest.raises(FactsMissing) as refused:
            register.do(Decide(shop, approve=approve), CHIEF)
        assert refused.value.missing == ("licensed",)
        assert "licensed" in str(refused.value)


def test_the_decision_follows_the_standard() -> None:
    """Unmet cannot be approved, met cannot be rejected; the refusal gives the reasons."""
    register = Register()
    poor = at_decision(register, facts(seats=1))
    with pytest.raises(NotQualified, match="seats"):
        register.do(Decide(poor, approve=True), CHIEF)
    register.do(Decide(poor, approve=False, note="too few seats"), CHIEF)
    assert register.standing(poor) == "rejected"
    assert register.application(poor).outcome == "rejected"
    good = at_decision(register)
    with pytest.raises(Qualified, match="cannot be rejected"):
        register.do(Decide(good, approve=False), CHIEF)


def test_a_condition_must_rest_on_its_evidence() -> None:
    """Seats that were only pledged meet nothing that asks for a site check."""
    register = Register()
    pledged = tuple(attrs.evolve(fact, evidence=Evidence("pledge")) for fact in facts())
    shop = at_decision(register, pledged)
    with pytest.raises(
        EvidenceMissing,
        match=r"“enough seats” asks for one of these: a site check; “seats” rests on a pledge",
    ):
        register.do(Decide(shop, approve=True), CHIEF)


@pytest.mark.parametrize(
    ("start", "days", "version"),
    [
        (datetime(2026, 5, 29, 9, tzinfo=ZONE), 0, 1),
        (datetime(2026, 5, 29, 9, tzinfo=ZONE), 5, 1),
        (datetime(2026, 8, 31, 9, tzinfo=ZONE), 0, 2),
        (datetime(2026, 8, 31, 9, tzinfo=ZONE), 5, 3),
    ],
)
def test_a_reform_says_whether_open_cases_keep_their_rules(start: datetime, days: int, version: int) -> None:
    """Version 2 leaves open applications their rules, version 3 takes them over."""
    register = Register(now=start)
    shop = at_decision(register, facts(seats=6, on=start.date()))
    register.days(days)
    register.do(Decide(shop, approve=True), CHIEF)
    ruling = register.application(shop).ruling
    assert ruling is not None
    assert ruling.version == version
    assert ruling.applied == (register.now.date() if version == 3 else start.date())


def test_plain_values_are_judged_as_a_merchant_is() -> None:
    """An analyst's mapping, dated facts and a record give the same answers by the same versions."""
    register = Register()
    merchant = register.merchant(at_decision(register))
    on = TODAY
    verdicts = [
        merchants.judge(STANDARD, source, on=on)
        for source in ({"seats": 2, "licensed": True}, merchant.facts, merchant)
    ]
    assert [verdict.answer for verdict in verdicts] == ["met", "met", "met"]
    later = date(2026, 10, 1)
    assert merchants.judge(STANDARD, merchant, on=later).version == 3
    assert merchants.judge(STANDARD, merchant, on=later).answer == "unmet"
    with pytest.raises(Invalid, match="chairs"):
        merchants.judge(STANDARD, {"chairs": 2}, on=on)


def test_facts_are_dated() -> None:
    """A fact counts from its day on; one about the same day replaces it; the latest wins."""
    register = Register()
    shop = applied(register)
    for on, seats in ((date(2026, 1, 5), 1), (date(2026, 2, 5), 4), (date(2026, 1, 5), 2)):
        register.do(RecordFacts(shop, facts(seats, on=on)), INSPECTOR)
    merchant = register.merchant(shop)
    asked = (date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 4), date(2026, 3, 1))
    assert [merchants.facts_on(merchant, on).get("seats") for on in asked] == [None, 2, 2, 4]
    assert {fact.by for fact in merchant.facts} == {"inspector"}
    with pytest.raises(Invalid, match="facts"):
        register.do(RecordFacts(shop, ()), INSPECTOR)


# the public notice


def test_naming_waits_for_the_end_of_the_notice() -> None:
    """The command is due at its end, and refused with the day before that."""
    register = Register()
    shop = on_notice(register)
    with pytest.raises(TermRunning, match="2026-03-09"):
        register.do(Name(shop), CLOCK)
    assert register.due(shop) == (datetime(2026, 3, 10, tzinfo=ZONE), Name(shop))


def test_an_objection_suspends_naming_until_it_is_answered() -> None:
    """Two objections, both dismissed by somebody else: the notice goes on and has run meanwhile."""
    register = Register()
    shop = on_notice(register)
    register.do(Object(shop, "there are no seats"), NEIGHBOUR)
    register.do(Object(shop, "and no water"), NEIGHBOUR)
    register.days(10)
    with pytest.raises(NotNow, match="open objection"):
        register.do(Name(shop), CLOCK)
    for person, did in (("owner", "application"), ("neighbour", "objection")):
        with pytest.raises(SameHands, match=did):
            register.do(AnswerObjection(shop, 1, upheld=False, answer="no"), Actor(person, roles={"officer"}))
    with pytest.raises(Invalid, match="3 is not one of 1, 2"):
        register.do(AnswerObjection(shop, 3, upheld=False, answer="what?"))
    register.do(AnswerObjection(shop, 1, upheld=False, answer="there are two"))
    assert register.standing(shop) == "objected"
    register.do(AnswerObjection(shop, 2, upheld=False, answer="there is"))
    assert [o.upheld for o in register.application(shop).objections] == [False, False]
    register.do(Name(shop), CLOCK)
    assert register.standing(shop) == "named"


def test_an_upheld_objection_sends_the_application_back_to_the_premises() -> None:
    """The premises are checked again and decided again."""
    register = Register()
    shop = on_notice(register)
    register.do(Object(shop, "there are no seats"), NEIGHBOUR)
    register.do(AnswerObjection(shop, 1, upheld=True, answer="we look again"))
    assert register.standing(shop) == "site_check"
    register.do(CompleteCheck(shop, beside=("second",)), INSPECTOR)
    register.do(Decide(shop, approve=True), CHIEF)
    assert register.standing(shop) == "notice"


def test_an_objection_is_still_answered_after_another_one_was_upheld() -> None:
    """The second of two keeps the merchant from being named although the premises were checked again."""
    register = Register()
    shop = on_notice(register)
    register.do(Object(shop, "there are no seats"), NEIGHBOUR)
    register.do(Object(shop, "and no water"), NEIGHBOUR)
    register.do(AnswerObjection(shop, 1, upheld=True, answer="we look again"))
    register.do(CompleteCheck(shop, beside=("second",)), INSPECTOR)
    register.do(Decide(shop, approve=True), CHIEF)
    assert register.standing(shop) == "objected"
    register.days(20)
    with pytest.raises(NotNow, match="open objection"):
        register.do(Name(shop), CLOCK)
    register.do(AnswerObjection(shop, 2, upheld=False, answer="there is"))
    register.do(Name(shop), CLOCK)
    assert register.standing(shop) == "named"


def test_an_objection_after_the_notice_is_too_late() -> None:
    """The refusal names the notice's last day."""
    register = Register()
    shop = on_notice(register)
    register.days(8)
    with pytest.raises(TooLate, match="2026-03-09"):
        register.do(Object(shop, "late"), NEIGHBOUR)


def test_an_open_objection_does_not_prolong_the_notice_for_others() -> None:
    """While one waits for its answer, the time for further ones runs out."""
    register = Register()
    shop = on_notice(register)
    register.do(Object(shop, "there are no seats"), NEIGHBOUR)
    register.days(8)
    with pytest.raises(TooLate, match="2026-03-09"):
        register.do(Object(shop, "late"), NEIGHBOUR)
    assert len(register.application(shop).objections) == 1
