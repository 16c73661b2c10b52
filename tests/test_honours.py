"""Titles within a quota: nominated, shown, given for a term, lost after a hearing; and commendations."""

import contextlib
from datetime import date, timedelta
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import honours
from friendly_services.cases import Duration
from friendly_services.codec import event_codec, value_codec
from friendly_services.errors import FriendlyServicesError, Invalid, NotFound
from friendly_services.honours import (
    AnswerObjection,
    Appeal,
    Appeals,
    Bonus,
    BonusNotDue,
    Candidate,
    Commend,
    Decide,
    DecideAppeal,
    Dismiss,
    Expire,
    Grant,
    Ground,
    Honour,
    HonourId,
    Nominate,
    NotYours,
    Object,
    OpenRevocation,
    Praise,
    Quota,
    QuotaFull,
    Remind,
    Revoke,
    Rules,
    SameHands,
    ScoreTooLow,
    StateBonus,
    StateCase,
    TermRunning,
    Title,
    TooLate,
    Unfit,
    Withdraw,
)
from friendly_services.text import Label, Reason, say
from tests.budget import count
from tests.small_city import SmallCity

DAY = date(2026, 3, 10)
SHOP, OTHER, RIDER = "merchant-1", "merchant-2", "rider-7"


def label(text: str) -> Label:
    """A name that is the same in both languages."""
    return Label(en=text, zh=text)


def days(number: int) -> Duration:
    """So many days, holidays or not."""
    return Duration(number, "natural")


RULES = Rules(
    titles={
        "model": Title(label("model merchant"), "merchant", Quota(2), months=1),
        "star": Title(label("star rider"), "worker", Quota(2, "month"), months=1, score=80),
        "year": Title(label("rider of the year"), "worker", Quota(1, "year"), months=12),
    },
    grounds={"fraud": Ground(label("fraud"))},
    decision=days(2),
    notice=days(5),
    answer=days(3),
    statement=days(3),
    revocation=days(6),
    appeal=Appeals(within=days(10), decided=days(5)),
    reminder=days(2),
    on_behalf=("clerk",),
    commendations={"active": Praise(label("active"))},
    bonuses={"stars": Bonus(label("stars"), label("friendly"), 2, 100, 6)},
)


@pytest.fixture
def city() -> SmallCity:
    """A city with three titles and nobody honoured."""
    return SmallCity(honours.CAPABILITY, RULES, DAY)


def honour(city: SmallCity, name: str) -> Honour:
    """An honour as it stands."""
    found: Honour = city.states["honour", name]
    return found


def nominated(city: SmallCity, subject: str = SHOP, **given: Any) -> HonourId:
    """A nomination by an inspector."""
    fields = {"title": "model", "area": "north", "cases": ("kept the door open in the storm",), **given}
    ((_, event),) = city.do(Nominate(subject=subject, **fields), by="inspector-1")
    found: HonourId = event.id
    return found


def on_notice(city: SmallCity, subject: str = SHOP, **given: Any) -> HonourId:
    """A name on public notice."""
    name = nominated(city, subject, **given)
    city.do(Decide(name, approve=True), by="chief-1")
    return name


def granted(city: SmallCity, subject: str = SHOP, **given: Any) -> HonourId:
    """A title that was given; six days pass."""
    name = on_notice(city, subject, **given)
    city.today += timedelta(days=6)
    city.do(Grant(name, subject))
    return name


def in_case(city: SmallCity) -> HonourId:
    """A title in a case for its revocation."""
    name = granted(city)
    city.do(OpenRevocation(name, "fraud", ("file 7",), "the photographs are another shop's"), by="officer-1")
    return name


def revoked(city: SmallCity) -> HonourId:
    """A title that was taken away after its holder was heard."""
    name = in_case(city)
    city.do(StateCase(name, "not so"), by="clerk-1")
    city.do(Revoke(name, "decision 1"), by="chief-2")
    return name


def appealed(city: SmallCity) -> HonourId:
    """A title whose holder appealed."""
    name = revoked(city)
    city.do(Appeal(name, "not so at all"), by="clerk-1")
    return name


# --- nomination ------------------------------------------------------------------------------------------


def test_a_title_is_given_after_its_notice_and_expires_with_its_term(city: SmallCity) -> None:
    """Nobody has to do anything but nominate and decide; the title stays on record as history."""
    name = on_notice(city)
    assert [type(due.command) for due in city.due()] == []
    with pytest.raises(TermRunning, match="public notice"):
        city.do(Grant(name, SHOP))
    city.today += timedelta(days=6)
    assert [due.command for due in city.due()] == [Grant(name, SHOP)]
    city.do(Grant(name, SHOP), by="system")
    found = honour(city, name)
    last = date(2026, 4, 15)
    assert found.until
    assert (found.granted_on, found.until.day) == (date(2026, 3, 16), last)
    assert (found.held(last), found.held(last + timedelta(days=1))) == (True, False)
    with pytest.raises(TermRunning, match="term of the title"):
        city.do(Expire(name))
    city.today = last + timedelta(days=1)
    city.do(city.due()[0].command, by="system")
    assert honour(city, name).standing == "expired"
    assert honour(city, name).name == label("model merchant")
    assert city.due() == []


def test_a_nomination_states_cases_or_reaches_the_score(city: SmallCity) -> None:
    """Which of the two, the title says."""
    with pytest.raises(Invalid, match="cases: is required"):
        nominated(city, cases=())
    with pytest.raises(Invalid, match="cases: "):
        nominated(city, cases=(" ",))
    with pytest.raises(Invalid, match="score: is required"):
        nominated(city, RIDER, title="star", period="2026-03")
    with pytest.raises(ScoreTooLow) as error:
        nominated(city, RIDER, title="star", period="2026-03", score=79)
    assert (error.value.score, error.value.needed) == (79, 80)
    name = nominated(city, RIDER, title="star", period="2026-03", score=80)
    assert honour(city, name).score == 80


@pytest.mark.parametrize(
    ("title", "period", "sentence"),
    [
        ("model", "2026", "is not needed"),
        ("star", "", "write it as 2026-03"),
        ("star", "2026", "write it as 2026-03"),
        ("star", "2026-3", "write it as 2026-03"),
        ("star", "2026-13", "write it as 2026-03"),
        ("star", "2026-04", "has not begun"),
        ("year", "2027", "has not begun"),
        ("year", "26 1", "write it as 2026"),
    ],
)
def test_a_period_is_written_as_the_quota_counts(
    city: SmallCity, title: str, period: str, sentence: str
) -> None:
    """A year or month that has begun, and none where what is held at one time counts."""
    subject = SHOP if title == "model" else RIDER
    with pytest.raises(Invalid, match=f"period: .*{sentence}"):
        nominated(city, subject, title=title, period=period, score=90)


def test_a_period_that_is_past_is_taken(city: SmallCity) -> None:
    """The star of February is chosen in March."""
    name = nominated(city, RIDER, title="star", period="2026-02", score=90)
    assert honour(city, name).period == "2026-02"


def test_titles_subjects_and_areas_are_checked(city: SmallCity) -> None:
    """Each refusal names the field, and what it can be."""
    with pytest.raises(Invalid, match="title: 'king' is not one of model, star, year"):
        nominated(city, title="king")
    with pytest.raises(Invalid, match="subject: 'rider-7' is no merchant"):
        nominated(city, RIDER)
    city.rules = attrs.evolve(RULES, areas=frozenset({"north", "south"}))
    with pytest.raises(Invalid, match=r"area: 'nroth'.*did you mean 'north'"):
        nominated(city, area="nroth")
    with pytest.raises(Invalid, match="titles: is required"):
        attrs.evolve(RULES, titles={})


def test_whoever_the_register_calls_unfit_is_given_nothing(city: SmallCity) -> None:
    """Neither nominated, nor given the title if that has changed since."""
    suspended = Candidate(Reason("stations.closed"))
    city.found = (suspended,)
    with pytest.raises(Unfit, match="closed for good"):
        nominated(city)
    city.found = (Candidate(speaker="owner-1"),)
    name = on_notice(city)
    city.today += timedelta(days=6)
    city.found = (suspended,)
    with pytest.raises(Unfit):
        city.do(Grant(name, SHOP))
    with pytest.raises(Invalid, match="subject: 'merchant-2' is not one of merchant-1"):
        city.do(Grant(name, OTHER))


def test_an_objection_holds_the_title_up_until_it_is_answered(city: SmallCity) -> None:
    """One that is wrong leaves the notice as it was; one that is right ends the nomination."""
    name = on_notice(city)
    city.do(Object(name, "it closed early"), by="worker-1")
    city.do(Object(name, "it was rude"), by="worker-2")
    with pytest.raises(Invalid, match="number: 3 is not one of 1, 2"):
        city.do(AnswerObjection(name, 3, upheld=False, answer="we looked"), by="chief-2")
    city.do(AnswerObjection(name, 1, upheld=False, answer="we looked"), by="chief-2")
    assert honour(city, name).standing == "objected"
    city.do(AnswerObjection(name, 2, upheld=False, answer="we asked"), by="chief-2")
    assert (honour(city, name).standing, honour(city, name).term) == ("notice", honour(city, name).notice)
    city.do(Object(name, "it paid for it"), by="worker-1")
    city.today += timedelta(days=6)
    with pytest.raises(honours.NotNow, match="open objection"):
        city.do(Grant(name, SHOP))
    city.do(AnswerObjection(name, 3, upheld=True, answer="so it did"), by="chief-2")
    assert honour(city, name).standing == "declined"
    assert city.states["quota", quota_of(name)].seats == ()


def test_a_nomination_is_declined_with_a_reason(city: SmallCity) -> None:
    """The reason is part of the file, and no place was taken."""
    name = nominated(city)
    with pytest.raises(Invalid, match="note: is required"):
        city.do(Decide(name, approve=False), by="chief-1")
    city.do(Decide(name, approve=False, note="too early"), by="chief-1")
    assert honour(city, name).standing == "declined"
    assert not honour(city, name).alive
    assert ("quota", quota_of(name)) not in city.states


@pytest.mark.parametrize("make", [nominated, in_case, appealed])
def test_who_lets_a_term_pass_is_reminded(city: SmallCity, make: Any) -> None:
    """Once when it ends, and again after the pack's days."""
    name = make(city)
    with pytest.raises(TermRunning):
        city.do(Remind(name))
    term = honour(city, name).term
    assert term
    city.today = term.day + timedelta(days=1)
    city.do(city.due()[0].command, by="system")
    assert city.due() == []
    city.forward(days=3)
    assert [due.command for due in city.due()] == [Remind(name)]


# --- quota -----------------------------------------------------------------------------------------------


def quota_of(name: str) -> str:
    """The id of the record that keeps the places of an honour's title."""
    ((kind, found),) = [key for key in honours.subjects(Expire(HonourId(name)), None) if key[0] == "quota"]  # type: ignore[arg-type] # it makes nothing
    assert kind == "quota"
    return found


def test_no_name_is_shown_without_a_place(city: SmallCity) -> None:
    """A place is taken with the public notice; a refusal says when one is free, where that is known."""
    first = on_notice(city)
    on_notice(city, OTHER)
    third = nominated(city, "merchant-3")
    with pytest.raises(QuotaFull) as error:
        city.do(Decide(third, approve=True), by="chief-1")
    assert error.value.next_free is None
    assert "all 2 places of model merchant in north are taken" in error.value.say("en")
    city.today += timedelta(days=6)
    city.do(Grant(first, SHOP))
    with pytest.raises(QuotaFull) as error:
        city.do(Decide(third, approve=True), by="chief-1")
    assert error.value.next_free == date(2026, 4, 16)
    city.today = date(2026, 4, 15)
    with pytest.raises(QuotaFull):
        city.do(Decide(third, approve=True), by="chief-1")
    city.today = date(2026, 4, 16)  # nothing was sent for the one that ran out
    city.do(Decide(third, approve=True), by="chief-1")


def test_other_areas_and_months_have_places_of_their_own(city: SmallCity) -> None:
    """A place is of one title, in one area and period."""
    for area in ("north", "south"):
        for n in range(2):
            on_notice(city, f"merchant-{n}", area=area)
    for month in ("2026-02", "2026-03"):
        for n in range(2):
            on_notice(city, f"rider-{n}", title="star", period=month, score=90)
    with pytest.raises(QuotaFull, match="for 2026-02"):
        on_notice(city, RIDER, title="star", period="2026-02", score=90)


def test_what_was_given_for_a_month_counts_for_ever(city: SmallCity) -> None:
    """Neither expiry nor revocation makes a third star of March."""
    for n in range(2):
        granted(city, f"rider-{n}", title="star", period="2026-03", score=90)
    city.today += timedelta(days=400)
    with pytest.raises(QuotaFull, match="nominate for another period"):
        on_notice(city, RIDER, title="star", period="2026-03", score=90)


def test_a_place_given_up_is_free_at_once(city: SmallCity) -> None:
    """Before and after the title was given; a nomination has none."""
    plain, shown, held = nominated(city), on_notice(city, "merchant-3"), granted(city, "merchant-4")
    for name in (plain, shown, held):
        city.do(Withdraw(name, "letter 1"), by="clerk-1")
    assert honour(city, held).granted_on
    city.do(Withdraw(nominated(city, "merchant-7"), "letter 2"), by="clerk-1")
    on_notice(city, "merchant-5")
    on_notice(city, "merchant-6")


def test_the_place_of_a_revoked_title_waits_for_the_appeal(city: SmallCity) -> None:
    """Who wins an appeal finds the place; after the term without appeal it is somebody else's."""
    on_notice(city, OTHER)
    name = revoked(city)
    with pytest.raises(QuotaFull):
        on_notice(city, "merchant-3")
    city.do(Appeal(name, "not so"), by="clerk-1")
    city.today += timedelta(days=11)
    with pytest.raises(QuotaFull):
        on_notice(city, "merchant-4")
    city.do(DecideAppeal(name, overturned=False, decision="it stands"), by="judge-1")
    on_notice(city, "merchant-5")
    assert not honour(city, name).alive


def test_nobody_appeals_and_the_place_is_free(city: SmallCity) -> None:
    """The day after the term, whether or not that was entered."""
    on_notice(city, OTHER)
    name = revoked(city)
    city.today += timedelta(days=11)
    on_notice(city, "merchant-3")
    with pytest.raises(TooLate, match="time to appeal"):
        city.do(Appeal(name, "late"), by="clerk-1")
    assert Expire(name) in [due.command for due in city.due()]
    city.do(Expire(name), by="system")
    assert not honour(city, name).alive


VERBS = ("nominate", "nominate", "decide", "object", "answer", "grant", "open", "revoke", "appeal", "judge")
TITLES = (("model", ""), ("star", "2026-02"), ("star", "2026-03"), ("year", "2026"))


def step(city: SmallCity, verb: str, which: int, how: int) -> Any:
    """A command of a random program: about one of the honours there are."""
    known = [key[1] for key in city.states if key[0] == "honour"]
    name = HonourId(known[which % len(known)]) if known else HonourId("honour-a.b")
    title, period = TITLES[how]
    subject = f"merchant-{which}" if title == "model" else f"rider-{which}"
    holder = honour(city, name).subject if known else SHOP
    match verb:
        case "nominate":
            return Nominate(title, subject, "north", ("a case",), 90, period=period)
        case "decide":
            return Decide(name, how < 3, "as it is")
        case "object":
            return Object(name, "no")
        case "answer":
            return AnswerObjection(name, 1 + how % 2, how > 2, "we looked")
        case "grant":
            return Grant(name, holder)
        case "open":
            return OpenRevocation(name, "fraud", ("file",), "as found")
        case "revoke":
            return (Revoke if how else Dismiss)(name, "decision")
        case "appeal":
            return Appeal(name, "no") if how else Withdraw(name, "letter")
        case _:
            return DecideAppeal(name, how < 2, "decision")


@given(
    st.lists(
        st.tuples(st.sampled_from((*VERBS, "wait", "due")), st.integers(0, 5), st.integers(0, 3)),
        min_size=15,
        max_size=count(40, 60),
    )
)
def test_no_program_exceeds_a_quota(program: list[tuple[str, int, int]]) -> None:
    """After every command, on every day: titles held at one time, and titles given for a period."""
    city = SmallCity(honours.CAPABILITY, RULES, DAY)
    for n, (verb, which, how) in enumerate(program):
        if verb == "wait":
            city.today += timedelta(days=which * (1 + how))
        else:
            due = [due.command for due in city.due()]
            command = due[which % len(due)] if verb == "due" and due else step(city, verb, which, how)
            with contextlib.suppress(FriendlyServicesError):
                city.do(command, by=f"clerk-{n}")
        every = [state for key, state in city.states.items() if key[0] == "honour"]
        for title, period in TITLES:
            of = [one for one in every if (one.title, one.period) == (title, period)]
            counted = [one for one in of if (one.granted_on if period else one.held(city.today))]
            assert len(counted) <= RULES.titles[title].quota.number


# --- due process -----------------------------------------------------------------------------------------


def test_a_title_is_taken_after_its_holder_was_heard(city: SmallCity) -> None:
    """It is held until then; without a statement the time for one must have passed."""
    name = in_case(city)
    assert honour(city, name).held(city.today)
    with pytest.raises(TermRunning, match="statement of case"):
        city.do(Revoke(name, "decision 1"), by="chief-2")
    city.today += timedelta(days=4)
    city.do(Revoke(name, "decision 1"), by="chief-2")
    assert not honour(city, name).held(city.today)


def test_an_appeal_that_is_won_gives_the_title_back_to_the_same_day(city: SmallCity) -> None:
    """It is not longer and not shorter than it was."""
    name = appealed(city)
    until = honour(city, name).until
    city.do(DecideAppeal(name, overturned=True, decision="it falls"), by="judge-1")
    found = honour(city, name)
    assert (found.standing, found.until, found.term) == ("granted", until, until)
    assert found.revocation
    assert found.revocation.overturned


def test_a_case_that_is_dismissed_leaves_the_title(city: SmallCity) -> None:
    """Its term is as before, and another case can be opened."""
    name = in_case(city)
    city.do(Dismiss(name, "nothing found"), by="chief-2")
    assert honour(city, name).term == honour(city, name).until
    city.do(OpenRevocation(name, "fraud", ("file 8",), "once more"), by="officer-1")


def test_a_case_needs_a_ground_and_evidence(city: SmallCity) -> None:
    """Of the pack's list, and at least one file."""
    name = granted(city)
    with pytest.raises(Invalid, match="ground: 'envy' is not one of fraud"):
        city.do(OpenRevocation(name, "envy", ("file 7",), "so it is"))
    with pytest.raises(Invalid, match="evidence: is required"):
        city.do(OpenRevocation(name, "fraud", (), "so it is"))


@pytest.mark.parametrize(
    ("make", "command", "hands"),
    [
        (nominated, lambda name: Decide(name, approve=True), ("inspector-1", SHOP)),
        (in_case, lambda name: Revoke(name, "d"), ("officer-1", "inspector-1")),
        (in_case, lambda name: Dismiss(name, "d"), ("officer-1",)),
        (
            appealed,
            lambda name: DecideAppeal(name, overturned=True, decision="d"),
            ("officer-1", "clerk-1", "chief-2"),
        ),
    ],
)
def test_hands_are_kept_apart(city: SmallCity, make: Any, command: Any, hands: tuple[str, ...]) -> None:
    """The refusal names what this person did before."""
    name = make(city)
    for person in hands:
        with pytest.raises(SameHands) as error:
            city.do(command(name), by=person)
        assert error.value.actor == person


def test_an_objection_is_answered_by_somebody_else(city: SmallCity) -> None:
    """Neither who objected, nor who decided."""
    name = on_notice(city)
    city.do(Object(name, "no"), by="worker-1")
    for person in ("worker-1", "chief-1"):
        with pytest.raises(SameHands):
            city.do(AnswerObjection(name, 1, upheld=False, answer="yes"), by=person)


def test_only_the_holder_s_own_speak_for_it(city: SmallCity) -> None:
    """The holder, whoever speaks for it in the register, or a role of the pack."""
    city.found = (Candidate(speaker="owner-1"),)
    name = in_case(city)
    with pytest.raises(NotYours, match="'stranger-1' may not speak"):
        city.do(StateCase(name, "not so"), by="stranger-1")
    for person in (SHOP, "owner-1", "clerk-1"):
        city.do(StateCase(name, "not so"), by=person)


# --- every command in every standing ---------------------------------------------------------------------


def standing_at(city: SmallCity, standing: str) -> HonourId:
    """An honour that stands there."""
    match standing:
        case "nominated":
            return nominated(city)
        case "notice":
            return on_notice(city)
        case "objected":
            name = on_notice(city)
            city.do(Object(name, "no"), by="worker-1")
        case "granted":
            return granted(city)
        case "revoking":
            return in_case(city)
        case "revoked":
            return revoked(city)
        case "appealed":
            return appealed(city)
        case "expired":
            name = granted(city)
            city.today += timedelta(days=40)
            city.do(Expire(name))
        case "declined":
            name = nominated(city)
            city.do(Decide(name, approve=False, note="no"), by="chief-1")
        case "final":
            name = appealed(city)
            city.do(DecideAppeal(name, overturned=False, decision="it stands"), by="judge-1")
        case _:
            name = nominated(city)
            city.do(Withdraw(name, "letter"), by="clerk-1")
    return name


def about(name: HonourId) -> list[tuple[Any, str]]:
    """Every command about an honour, with somebody who may send it."""
    return [
        (Decide(name, approve=True), "chief-9"),
        (Object(name, "no"), "worker-9"),
        (AnswerObjection(name, 1, upheld=False, answer="yes"), "chief-9"),
        (Grant(name, SHOP), "chief-9"),
        (OpenRevocation(name, "fraud", ("file",), "so it is"), "chief-9"),
        (StateCase(name, "no"), "clerk-9"),
        (Revoke(name, "d"), "chief-9"),
        (Dismiss(name, "d"), "chief-9"),
        (Appeal(name, "no"), "clerk-9"),
        (DecideAppeal(name, overturned=True, decision="d"), "chief-9"),
        (Withdraw(name, "letter"), "clerk-9"),
        (Expire(name), "system"),
        (Remind(name), "system"),
    ]


@pytest.mark.parametrize("standing", [*get_args(honours.Standing), "final"])
def test_every_command_in_every_standing(city: SmallCity, standing: str) -> None:
    """`possible` says no exactly where the command is refused, in the same words, with ground and term."""
    name = standing_at(city, standing)
    before, found = dict(city.states), honour(city, name)
    possible = city.possible("honour", name)
    assert possible.keys() == {type(command).__name__ for command, _ in about(name)}
    for command, by in about(name):
        city.states = dict(before)
        why_not = possible[type(command).__name__]
        if why_not is None:
            with contextlib.suppress(TermRunning):  # where it stands, it is only too early
                city.do(command, by=by)
            continue
        with pytest.raises(honours.NotNow) as refusal:
            city.do(command, by=by)
        assert refusal.value.reason == why_not
        assert refusal.value.standing == honours.STANDINGS[found.standing]
        assert (refusal.value.ground == "fraud") == (found.revocation is not None)
        assert refusal.value.term == (found.term.reason if found.term else Reason("cases.no_term"))


def test_an_honour_that_is_not_there_is_not_found(city: SmallCity) -> None:
    """Whatever is to be done with it."""
    for command, by in about(HonourId("honour-a.b")):
        with pytest.raises(NotFound):
            city.do(command, by=by)


# --- commendations, and keeping --------------------------------------------------------------------------


def test_a_commendation_is_on_record_with_its_ground(city: SmallCity) -> None:
    """It has no term, and nothing is due for it."""
    ((_, event),) = city.do(Commend(SHOP, "active", "notice 3", "in the storm"), by="officer-1")
    found = city.states["commendation", event.id]
    assert (found.subject, found.name, found.ref, found.by) == (
        SHOP,
        label("active"),
        "notice 3",
        "officer-1",
    )
    assert city.due() == []
    with pytest.raises(Invalid, match="ground: 'kind' is not one of active"):
        city.do(Commend(SHOP, "kind", "notice 3"))


BORN = date(2025, 9, 10)


def test_what_being_named_counts_for_is_stated_with_its_reasons(city: SmallCity) -> None:
    """Points, item, year and rule, and what they rest on: from the very day on which it is due."""
    city.found = (Candidate(None, "owner-1", BORN, date(2025, 9, 9)),)
    ((key, event),) = city.do(StateBonus(SHOP, "stars"))
    found = city.states[key]
    assert (found.merchant, found.points, found.of, found.period, found.pack) == (SHOP, 2, 100, "2026", 1)
    assert [say(reason) for reason in found.reasons] == [
        "named since 2025-09-10, for at least 6 months",
        "passed its last review on 2025-09-09",
    ]
    assert event.item == label("friendly")


@pytest.mark.parametrize(
    ("found", "sentences"),
    [
        (Candidate(), ["it is no named merchant", "its last review"]),
        (Candidate(Reason("stations.closed")), ["closed for good", "its last review"]),
        (Candidate(None, None, BORN + timedelta(days=1), BORN), ["6 months are asked for: from 2026-03-11"]),
        (Candidate(None, None, BORN), ["its last review is not passed"]),
    ],
)
def test_a_bonus_that_is_not_due_says_all_that_is_missing(
    city: SmallCity, found: Candidate, sentences: list[str]
) -> None:
    """Every condition that does not hold, and from when it does where that is known."""
    city.found = (found,)
    with pytest.raises(BonusNotDue) as error:
        city.do(StateBonus(SHOP, "stars"))
    assert len(error.value.why) == len(sentences)
    for reason, sentence in zip(error.value.why, sentences, strict=True):
        assert sentence in say(reason)


def test_a_rating_can_do_without_the_review(city: SmallCity) -> None:
    """What the rule does not ask is not among the reasons; its points fit its sheet."""
    rule = attrs.evolve(RULES.bonuses["stars"], reviewed=False)
    city.rules = attrs.evolve(RULES, bonuses={"stars": rule})
    city.found = (Candidate(None, None, BORN),)
    ((key, _),) = city.do(StateBonus(SHOP, "stars"))
    assert len(city.states[key].reasons) == 1
    with pytest.raises(Invalid, match="scheme: 'moons' is not one of stars"):
        city.do(StateBonus(SHOP, "moons"))
    with pytest.raises(Invalid, match="points: 101 is too large"):
        attrs.evolve(rule, points=101)


def test_every_record_is_made_again_from_its_history(city: SmallCity) -> None:
    """Events and states survive the codec, and folding the journal gives every record as it is."""
    for n, standing in enumerate([*get_args(honours.Standing), "final"]):
        city.rules = attrs.evolve(
            RULES, titles={**RULES.titles, "model": Title(label("m"), "merchant", Quota(99), 1)}
        )
        city.today = DAY + timedelta(days=100 * n)
        standing_at(city, standing)
    city.do(Remind(nominated_long_ago(city)))
    city.do(Expire(revoked_long_ago(city)))
    city.do(Commend(SHOP, "active", "notice 3"))
    city.found = (Candidate(None, None, BORN, BORN),)
    city.do(StateBonus(SHOP, "stars"))
    for (kind, name), state in city.states.items():
        codec = event_codec(kind, city.kinds[kind].events)
        assert [codec.decode(codec.encode(e)) for e in city.events(kind, name)] == city.events(kind, name)
        assert value_codec(type(state)).decode(value_codec(type(state)).encode(state)) == state
        assert city.folded(kind, name) == state
    happened = {type(event) for _, event in city.journal}
    assert happened == {event for kind in honours.CAPABILITY.kinds for event in kind.events}


def nominated_long_ago(city: SmallCity) -> HonourId:
    """A nomination whose term has passed."""
    name = nominated(city)
    city.today += timedelta(days=9)
    return name


def revoked_long_ago(city: SmallCity) -> HonourId:
    """A revocation without appeal, of a title with an objection and a case that led to nothing."""
    name = on_notice(city, SHOP)
    city.do(Object(name, "no"), by="worker-1")
    city.do(AnswerObjection(name, 1, upheld=False, answer="yes"), by="chief-2")
    city.today += timedelta(days=6)
    city.do(Grant(name, SHOP))
    city.do(OpenRevocation(name, "fraud", ("file 6",), "so it seems"), by="officer-1")
    city.do(Dismiss(name, "nothing found"), by="chief-2")
    city.do(OpenRevocation(name, "fraud", ("file 7",), "so it is"), by="officer-1")
    city.today += timedelta(days=4)
    city.do(Revoke(name, "decision 1"), by="chief-2")
    city.today += timedelta(days=11)
    return name
