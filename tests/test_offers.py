"""Offers: what a worker pays, when an offer holds, how often it is used, and that nobody can tell by whom."""

import contextlib
from datetime import date, time, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import offers
from friendly_services.codec import event_codec, value_codec
from friendly_services.errors import FriendlyServicesError, Invalid, NotFound
from friendly_services.hours import Hours
from friendly_services.offers import (
    ChangeOffer,
    EndOffer,
    ExpireOffer,
    HostAbsent,
    Item,
    LimitReached,
    NotNow,
    NotValid,
    Offer,
    OfferId,
    OutsideHours,
    PublishOffer,
    Rule,
    Rules,
    Terms,
    UseOffer,
    Window,
    WrongCode,
    price_of,
    token_for,
)
from friendly_services.text import Label, Reason
from tests.budget import count
from tests.small_city import SmallCity

DAY = date(2026, 3, 10)
SHOP = "merchant-1"
KEY = b"drawn this morning"
TERMS = Terms("noodles", Rule(percent=10), DAY, DAY + timedelta(days=9))
RULES = Rules(
    most_per_day=2, longest_days=30, windows={"lull": Window(Label(en="lull", zh="错峰"), "13:00-15:00")}
)


@pytest.fixture
def city() -> SmallCity:
    """A city without an offer, at nine on a Tuesday."""
    return SmallCity(offers.CAPABILITY, RULES, DAY)


def published(city: SmallCity, **changes: Any) -> OfferId:
    """An offer of ten per cent for ten days."""
    ((_, event),) = city.do(PublishOffer(SHOP, attrs.evolve(TERMS, **changes)))
    found: OfferId = event.id
    return found


def use(city: SmallCity, name: OfferId, worker: str = "rider-7", **given: Any) -> tuple[int, int]:
    """One use at the counter: the original price and the worker's."""
    given.setdefault("original", 1850)
    command = UseOffer(name, token_for(worker, city.today, KEY), given.pop("host", SHOP), **given)
    (_, used), _ = city.do(command)
    return used.original, used.rider


def offer(city: SmallCity, name: OfferId) -> Offer:
    """An offer as it stands."""
    found: Offer = city.states["offer", name]
    return found


rules = st.one_of(
    st.builds(Rule, percent=st.integers(1, 100)), st.builds(lambda fen: Rule(fen=fen), st.integers(0, 10**9))
)


@given(rules, st.integers(1, 10**9))
def test_a_price_is_whole_fen_and_never_above_the_original(rule: Rule, original: int) -> None:
    """Nor below 0; a percentage is exact, and a part of a fen is the shop's to give."""
    price = price_of(rule, original)
    assert type(price.rider) is int
    assert 0 <= price.rider <= price.original == original
    if rule.percent is not None:
        exact = original * (100 - rule.percent)
        assert 0 <= exact - 100 * price.rider < 100


def test_a_list_has_prices_of_its_own() -> None:
    """What is not on it is refused with what is; no thing costs workers more."""
    rule = Rule(items=(Item("noodles", 1850, 1050), Item("tea", 300, 0)))
    assert (price_of(rule, item="noodles").rider, price_of(rule, item="tea").rider) == (1050, 0)
    with pytest.raises(Invalid, match="item: 'rice' is not one of noodles, tea"):
        price_of(rule, item="rice")
    with pytest.raises(Invalid, match="original: is required"):
        price_of(Rule(fen=1))
    assert price_of(Rule(items=(Item("tea", 300, 301),)), item="tea").rider == 300


def test_a_use_shows_both_prices_and_is_counted(city: SmallCity) -> None:
    """By the day, whoever it was."""
    name = published(city)
    assert use(city, name) == (1850, 1665)
    use(city, name, "rider-8")
    assert (offer(city, name).day, offer(city, name).uses) == (DAY, 2)
    city.today += timedelta(days=1)
    use(city, name)
    assert offer(city, name).uses == 1


def test_the_limit_is_of_one_worker_and_one_day(city: SmallCity) -> None:
    """It is told when the offer can be used again; another worker has a count of their own."""
    name = published(city, per_day=2)
    use(city, name)
    use(city, name)
    with pytest.raises(LimitReached) as error:
        use(city, name)
    assert error.value.again_on == DAY + timedelta(days=1)
    use(city, name, "rider-8")
    city.today += timedelta(days=1)
    use(city, name)


def test_nothing_tells_who_used_what(city: SmallCity) -> None:
    """Neither journal nor records hold the worker, and a token of yesterday, or an id, is refused."""
    name = published(city)
    use(city, name)
    assert "rider-7" not in repr((city.states, city.journal))
    other = token_for("rider-7", DAY, b"another key")
    assert other not in (token_for("rider-7", DAY, KEY), token_for("rider-8", DAY, b"another key"))
    assert token_for("rider-7", DAY, KEY)[9:] != token_for("rider-7", DAY + timedelta(days=1), KEY)[9:]
    for worker in ("rider-7", token_for("rider-7", DAY - timedelta(days=1), KEY)):
        with pytest.raises(Invalid, match="worker: is no token of 2026-03-10"):
            city.do(UseOffer(name, worker, SHOP, 1850))


def test_an_offer_holds_at_its_hours_and_on_its_days(city: SmallCity) -> None:
    """By the local clock; the refusal says when it does."""
    name = published(city, window="lull", starts=DAY + timedelta(days=1))
    with pytest.raises(NotValid, match="from 2026-03-11"):
        use(city, name)
    city.today += timedelta(days=1)
    with pytest.raises(OutsideHours, match="opens"):
        use(city, name)
    for clock, holds in ((time(12, 59), False), (time(13), True), (time(14, 59), True), (time(15), False)):
        city.time = clock
        with contextlib.nullcontext() if holds else pytest.raises(OutsideHours):
            use(city, name, f"rider-{clock}")
    city.today = TERMS.ends + timedelta(days=1)
    with pytest.raises(NotValid):  # although nothing was entered yet
        use(city, name)


def test_an_offer_is_used_at_its_own_counter(city: SmallCity) -> None:
    """With the counter's code where it has one, and only while the place is on the map."""
    name = published(city, code="K7")
    with pytest.raises(Invalid, match="host: 'merchant-2' is not one of merchant-1"):
        use(city, name, host="merchant-2", code="K7")
    with pytest.raises(WrongCode):
        use(city, name)
    use(city, name, code="K7")
    city.found = (Reason("stations.closed"),)
    with pytest.raises(HostAbsent, match="closed for good"):
        use(city, name, "rider-8", code="K7")
    with pytest.raises(HostAbsent):
        published(city)


def test_terms_are_checked_field_by_field(city: SmallCity) -> None:
    """Against the pack's limits and windows."""
    for changes, sentence in (
        ({"ends": DAY - timedelta(days=1)}, "terms.ends: .*2026-03-10 at the earliest"),
        ({"ends": DAY + timedelta(days=30)}, "terms.ends: .*2026-04-08 at the latest"),
        ({"per_day": 3}, "terms.per_day: 3 is too large"),
        ({"rule": Rule()}, "terms.rule: give one of"),
        ({"rule": Rule(percent=1, fen=1)}, "terms.rule: give one of"),
        ({"rule": Rule(items=(Item("tea", 300, 301),))}, "terms.rule.items.0.fen: 301 is too large"),
        ({"window": "night"}, "terms.window: 'night' is not one of lull"),
        ({"window": "lull", "hours": Hours.always()}, "terms.hours: are given beside"),
    ):
        with pytest.raises(Invalid, match=sentence):
            published(city, **changes)
    assert offer(city, published(city, ends=DAY + timedelta(days=29))).until.day == date(2026, 4, 8)
    with pytest.raises(Invalid, match="hours: "):
        Window(Label(en="a", zh="甲"), "25:00-26:00")


def test_a_change_is_a_new_version(city: SmallCity) -> None:
    """All of the terms at once; the old ones are in the history, and today's count goes on."""
    name = published(city)
    use(city, name)
    city.do(ChangeOffer(name, attrs.evolve(TERMS, rule=Rule(fen=1050), per_day=2)))
    assert use(city, name) == (1850, 1050)
    assert (offer(city, name).version, offer(city, name).uses) == (2, 2)
    first = city.events("offer", name)[0]
    assert (first.version, first.terms) == (1, TERMS)


@pytest.mark.parametrize("standing", ["running", "ended", "expired"])
def test_every_command_in_every_standing(city: SmallCity, standing: str) -> None:
    """`possible` says no exactly where the command is refused, in the same words, with the last day."""
    name = published(city)
    if standing == "ended":
        city.do(EndOffer(name, "letter 1"))
    elif standing == "expired":
        city.today = TERMS.ends + timedelta(days=1)
        (due,) = city.due()
        city.do(due.command)
    token = token_for("rider-7", city.today, KEY)
    later = attrs.evolve(TERMS, ends=DAY + timedelta(days=20))
    about = (ChangeOffer(name, later), EndOffer(name, "x"), ExpireOffer(name), UseOffer(name, token, SHOP, 9))
    possible, before = city.possible("offer", name), dict(city.states)
    assert possible.keys() == {type(command).__name__ for command in about}
    for command in about:
        city.states = dict(before)
        why_not = possible[type(command).__name__]
        assert (why_not is None) == (standing == "running")
        if why_not is None:
            with contextlib.suppress(NotValid):  # its last day has not passed
                city.do(command)
            continue
        with pytest.raises(NotNow) as refusal:
            city.do(command)
        assert refusal.value.reason == why_not
        assert "2026-03-19" in refusal.value.say("en")
    assert standing != "running" or [due.command for due in city.due()] == []
    with pytest.raises(NotFound):
        city.do(EndOffer(OfferId("offer-9"), "x"))


@given(
    st.lists(
        st.tuples(st.sampled_from(("use", "use", "use", "wait", "change")), st.integers(0, 2)),
        max_size=count(30, 60),
    )
)
def test_no_program_exceeds_a_limit(program: list[tuple[str, int]]) -> None:
    """On no day does a worker use the offer more often than its terms of that moment allow."""
    city = SmallCity(offers.CAPABILITY, RULES, DAY)
    name = published(city, per_day=2)
    used: dict[tuple[date, int], int] = {}
    for verb, which in program:
        if verb == "wait":
            city.today += timedelta(days=which)
        elif verb == "change":
            with contextlib.suppress(FriendlyServicesError):
                city.do(ChangeOffer(name, attrs.evolve(TERMS, per_day=1 + which % 2)))
        else:
            limit, slot = offer(city, name).terms.per_day, (city.today, which)
            with contextlib.suppress(LimitReached, NotValid):
                use(city, name, f"rider-{which}")
                used[slot] = used.get(slot, 0) + 1
                assert used[slot] <= limit
    of_last_day = sum(n for (day, _), n in used.items() if day == offer(city, name).day)
    assert offer(city, name).uses == of_last_day


def test_every_record_is_made_again_from_its_history(city: SmallCity) -> None:
    """Events and states survive the codec, and folding the journal gives every record as it is."""
    first, second = published(city, hours=Hours.always(), code="K"), published(city)
    use(city, first, code="K")
    city.do(ChangeOffer(first, attrs.evolve(TERMS, rule=Rule(items=(Item("tea", 3, 2),)))))
    city.do(EndOffer(first, "letter"))
    city.today = TERMS.ends + timedelta(days=1)
    city.do(ExpireOffer(second))
    for (kind, name), state in city.states.items():
        codec = event_codec(kind, city.kinds[kind].events)
        assert [codec.decode(codec.encode(e)) for e in city.events(kind, name)] == city.events(kind, name)
        assert value_codec(type(state)).decode(value_codec(type(state)).encode(state)) == state
        assert city.folded(kind, name) == state
    kinds = [city.kinds[kind] for kind in ("offer", "allowance")]
    assert {type(e) for _, e in city.journal} == {e for kind in kinds for e in kind.events}
