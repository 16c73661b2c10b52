"""Alliances of merchants: who is a member on which day, how one leaves, and whose offers hold."""

import contextlib
import itertools
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import offers
from friendly_services.codec import event_codec, value_codec
from friendly_services.errors import Invalid, NotFound
from friendly_services.offers import (
    Agreement,
    AllianceId,
    ExpireMembership,
    FoundAlliance,
    HostAbsent,
    JoinAlliance,
    LeaveAlliance,
    Membership,
    MembershipNotNow,
    NotMember,
    OfferId,
    PublishOffer,
    Rule,
    Rules,
    Terms,
    UseOffer,
    membership_of,
    token_for,
)
from friendly_services.text import Reason
from tests.budget import count
from tests.small_city import SmallCity

DAY = date(2026, 3, 10)
LAST = DAY + timedelta(days=19)
SHOP = "merchant-1"
RULES = Rules(most_per_day=2, longest_days=30, notice_days=5)


@pytest.fixture
def city() -> SmallCity:
    """A city without an alliance, at nine on a Tuesday."""
    return SmallCity(offers.CAPABILITY, RULES, DAY)


def founded(city: SmallCity, name: str = "Riverside alliance") -> AllianceId:
    """An alliance without members."""
    ((_, event),) = city.do(FoundAlliance(name, "骑手友好商家"))
    found: AllianceId = event.id
    return found


def member(city: SmallCity, alliance: AllianceId, since: date = DAY, until: date = LAST) -> Membership:
    """A shop that joins, by an agreement of twenty days."""
    city.do(JoinAlliance(alliance, SHOP, since, until, "2026-7"))
    return membership(city, alliance)


def membership(city: SmallCity, alliance: AllianceId) -> Membership:
    """The shop's membership as it stands."""
    found: Membership = city.states[membership_of(alliance, SHOP)]
    return found


def test_a_member_is_one_from_the_first_day_to_the_last(city: SmallCity) -> None:
    """By the dates of its agreement, whether or not the clock's command came, which comes after them."""
    alliance = founded(city)
    joined = member(city, alliance, DAY + timedelta(days=2))
    days = [DAY + timedelta(days=n) for n in range(30)]
    assert [day for day in days if joined.on(day)] == days[2:20]
    city.today = LAST
    assert city.due() == []
    city.today += timedelta(days=1)
    (due,) = city.due()
    city.do(due.command)
    assert (membership(city, alliance).standing, city.due()) == ("ended", [])
    assert [day for day in days if membership(city, alliance).on(day)] == days[2:20]


def test_a_member_leaves_by_notice_and_may_come_back(city: SmallCity) -> None:
    """Its last day is the pack's days from the notice at the earliest; nothing of before is lost."""
    alliance = founded(city)
    member(city, alliance)
    for last in (DAY + timedelta(days=4), LAST):
        with pytest.raises(Invalid, match=r"last: .*from 2026-03-15 on, and before 2026-03-29"):
            city.do(LeaveAlliance(alliance, SHOP, last, "letter 3"))
    last = DAY + timedelta(days=5)
    city.do(LeaveAlliance(alliance, SHOP, last, "letter 3"))
    left = membership(city, alliance)
    assert (left.standing, left.agreements) == ("leaving", (Agreement(DAY, last, "2026-7"),))
    city.do(JoinAlliance(alliance, SHOP, LAST, LAST + timedelta(days=9), "2026-8"))
    again = membership(city, alliance)
    assert (again.standing, [one.ref for one in again.agreements]) == ("member", ["2026-7", "2026-8"])
    assert [again.on(day) is not None for day in (last, LAST - timedelta(days=1), LAST)] == [
        True,
        False,
        True,
    ]


def test_a_notice_before_the_first_day_leaves_no_agreement(city: SmallCity) -> None:
    """Of one that was signed in advance and never began."""
    alliance = founded(city)
    member(city, alliance, DAY + timedelta(days=10))
    city.do(LeaveAlliance(alliance, SHOP, DAY + timedelta(days=5), "letter 3"))
    assert membership(city, alliance).agreements == ()


def test_only_a_host_on_the_map_joins_and_by_an_agreement_that_holds(city: SmallCity) -> None:
    """No alliance that is none, no agreement of the past, none that ends before it begins."""
    alliance = founded(city)
    for since, until in ((DAY - timedelta(days=9), DAY - timedelta(days=1)), (LAST, DAY)):
        with pytest.raises(Invalid, match="until: "):
            member(city, alliance, since, until)
    with pytest.raises(NotFound):
        member(city, AllianceId("alliance-9"))
    with pytest.raises(NotMember, match=r"merchant-1 is no member of .* on 2026-03-10"):
        city.do(LeaveAlliance(alliance, SHOP, LAST, "letter 3"))
    city.found = (Reason("stations.closed"),)
    with pytest.raises(HostAbsent, match="closed for good"):
        member(city, alliance)


@pytest.mark.parametrize("standing", offers.MEMBERSHIPS)
def test_every_command_in_every_standing(city: SmallCity, standing: str) -> None:
    """Each is possible, or refused with where the membership stands and its last day."""
    alliance = founded(city)
    member(city, alliance)
    if standing != "member":
        city.do(LeaveAlliance(alliance, SHOP, DAY + timedelta(days=5), "letter 3"))
    if standing == "ended":
        city.today += timedelta(days=6)
        (due,) = city.due()
        city.do(due.command)
    last = membership(city, alliance).ends.day
    possible, before = city.possible(*membership_of(alliance, SHOP)), dict(city.states)
    assert membership(city, alliance).standing == standing
    about = (
        (JoinAlliance(alliance, SHOP, last + timedelta(days=1), LAST + timedelta(days=9), "x"), True),
        (JoinAlliance(alliance, SHOP, last, LAST + timedelta(days=9), "x"), False),
        (LeaveAlliance(alliance, SHOP, city.today + timedelta(days=5), "x"), standing == "member"),
        (ExpireMembership(alliance, SHOP), False),  # not before its last day is over, nor twice
    )
    assert possible.keys() == {type(command).__name__ for command, _ in about}
    for command, done in about:
        city.states = dict(before)
        if done:
            assert possible[type(command).__name__] is None
            city.do(command)
            continue
        with pytest.raises(MembershipNotNow) as refusal:
            city.do(command)
        why_not = possible[type(command).__name__]
        assert why_not is None or why_not == refusal.value.reason
        assert offers.MEMBERSHIPS[standing].en in refusal.value.say("en")
        assert f"{last}" in refusal.value.say("zh")


def test_an_alliances_offer_holds_while_its_host_is_a_member(city: SmallCity) -> None:
    """Through all its versions: a change does not take it out of the alliance."""
    alliance = founded(city)
    terms = Terms("noodles", Rule(percent=10), DAY, DAY + timedelta(days=25))
    with pytest.raises(NotMember):
        city.do(PublishOffer(SHOP, terms, alliance))
    member(city, alliance)
    ((_, published),) = city.do(PublishOffer(SHOP, terms, alliance))
    name: OfferId = published.id
    city.do(offers.ChangeOffer(name, attrs.evolve(terms, rule=Rule(percent=20))))
    assert city.states["offer", name].alliance == alliance
    for day, holds in ((LAST, True), (LAST + timedelta(days=1), False)):
        city.today = day
        city.found = (None, membership(city, alliance))
        with contextlib.nullcontext() if holds else pytest.raises(NotMember):
            city.do(UseOffer(name, token_for("rider-7", day, b"key"), SHOP, 1850))


STEP = st.tuples(
    st.sampled_from(("join", "join", "leave", "expire", "wait", "wait")),
    st.integers(0, 12),
    st.integers(0, 12),
)


@given(st.lists(STEP, max_size=count(12, 30)))
def test_of_any_day_there_is_one_agreement_at_most(steps: list[tuple[str, int, int]]) -> None:
    """Whatever is sent: agreements follow each other, what is past stays, and a day is one of a span."""
    city = SmallCity(offers.CAPABILITY, RULES, DAY)
    alliance = founded(city)
    spans: list[tuple[date, date]] = []
    for verb, first, length in steps:
        start = city.today + timedelta(days=first - 3)
        with contextlib.suppress(MembershipNotNow, NotMember, Invalid):
            if verb == "join":
                last = start + timedelta(days=length)
                city.do(JoinAlliance(alliance, SHOP, start, last, "x"))
                spans.append((start, last))
            elif verb == "leave":
                city.do(LeaveAlliance(alliance, SHOP, start, "x"))
                spans = [(begun, min(last, start)) for begun, last in spans if begun <= start]
            elif verb == "expire":
                city.do(ExpireMembership(alliance, SHOP))
            else:
                city.today += timedelta(days=first)
                for due in city.due():
                    city.do(due.command)
        if membership_of(alliance, SHOP) not in city.states:
            continue
        now = membership(city, alliance)
        assert [(one.since, one.until) for one in now.agreements] == spans == sorted(spans)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))
        for day in (city.today + timedelta(days=n) for n in range(-20, 20)):
            assert (now.on(day) is not None) == any(begun <= day <= last for begun, last in spans)
        assert now == city.folded(*membership_of(alliance, SHOP))


def test_every_record_is_made_again_from_its_history(city: SmallCity) -> None:
    """Events and states survive the codec, and folding the journal gives every record as it is."""
    alliance = founded(city)
    member(city, alliance)
    city.do(LeaveAlliance(alliance, SHOP, DAY + timedelta(days=5), "letter 3"))
    city.today = LAST
    city.do(ExpireMembership(alliance, SHOP))
    kinds = [city.kinds[kind] for kind in ("alliance", "membership")]
    assert {type(e) for _, e in city.journal} == {e for kind in kinds for e in kind.events}
    for (kind, name), state in city.states.items():
        codec = event_codec(kind, city.kinds[kind].events)
        assert [codec.decode(codec.encode(e)) for e in city.events(kind, name)] == city.events(kind, name)
        assert value_codec(type(state)).decode(value_codec(type(state)).encode(state)) == state
        assert city.folded(kind, name) == state
