"""Alliances in a city: found by name, members as of a day, and the sign that the map tells of."""

from datetime import date, timedelta

import pytest

from friendly_services import offers, stations
from friendly_services.city import AlreadyClaimed, City, Done
from friendly_services.errors import NotFound
from friendly_services.offers import AllianceId, OfferId
from friendly_services.testing import StandingClock
from friendly_services.text import LANGUAGES, say
from tests.city.test_many_hands import at_once
from tests.city.town import CLERK, HERE, KEEPER, MONDAY, TODAY, small, station

LAST = TODAY + timedelta(days=9)


@pytest.fixture(name="clock")
def the_clock() -> StandingClock:
    """Nine on a Monday."""
    return StandingClock(MONDAY)


@pytest.fixture(name="city")
def the_city(clock: StandingClock) -> City:
    """A small city, where notice is given two days before."""
    return small(clock)


def founded(city: City, name: str = "Riverside alliance", sign: str = "骑手友好商家") -> AllianceId:
    """An alliance without members."""
    return AllianceId(city.do(offers.FoundAlliance(name, sign), by=CLERK).id)


def join(city: City, alliance: AllianceId, host: str, since: date = TODAY) -> None:
    """Make a host a member for ten days."""
    city.do(offers.JoinAlliance(alliance, host, since, LAST, "2026-7"), by=CLERK)


def signs(city: City, clock: StandingClock, days: int = 0) -> list[tuple[str, ...]]:
    """What hangs outside each of the nearest places so many days from now."""
    at = clock.now + timedelta(days=days)
    return [hit.place.signs for hit in city.nearby(HERE, at=at, closed=True).hits]


def test_the_map_shows_a_members_sign_on_the_days_it_is_one(city: City, clock: StandingClock) -> None:
    """Of the day that is asked of, with no tick between; the map that was there before learns of it."""
    first, _ = station(city, 1), station(city, 2)
    assert signs(city, clock) == [(), ()]
    alliance = founded(city)
    join(city, alliance, first, TODAY + timedelta(days=1))
    told = [signs(city, clock, days) for days in (0, 1, 9, 10)]
    assert told == [[(), ()], [("骑手友好商家",), ()], [("骑手友好商家",), ()], [(), ()]]
    clock.forward(days=1)
    hit, _ = city.nearby(HERE, closed=True).hits
    assert [say(hit.reasons[-1], language) for language in LANGUAGES] == [
        "its sign says 骑手友好商家",
        "门外挂有“骑手友好商家”标识",
    ]
    city.do(offers.LeaveAlliance(alliance, first, TODAY + timedelta(days=3), "letter 3"), by=CLERK)
    assert [signs(city, clock, days)[0] for days in (2, 3)] == [("骑手友好商家",), ()]
    join(city, founded(city, "Another", "暖心商户"), first)
    assert signs(city, clock)[0] == ("暖心商户", "骑手友好商家")


def test_another_process_sees_the_signs_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A map that is opened later is read whole."""
    url = f"sqlite:///{tmp_path_factory.mktemp('city') / 'small.db'}"
    clock = StandingClock(MONDAY)
    with small(clock, url) as city, small(clock, url) as other:
        host = station(city)
        assert signs(other, clock) == [()]
        join(city, founded(city), host)
        assert signs(city, clock) == signs(other, clock) == [("骑手友好商家",)]


def test_members_and_alliances_are_asked_as_of_a_day(city: City, clock: StandingClock) -> None:
    """A day to come or past, whatever the standing on record."""
    hosts = [station(city, n) for n in (1, 2)]
    alliance = founded(city)
    join(city, alliance, hosts[0])
    join(city, alliance, hosts[1], TODAY + timedelta(days=5))
    days = (TODAY, TODAY + timedelta(days=5), LAST, LAST + timedelta(days=1))

    def told() -> list[int]:
        return [len(city.alliances.members(alliance, on=day)) for day in days]

    assert told() == [1, 2, 2, 0]
    clock.forward(days=10)
    city.tick()
    assert [city.get(one.id).standing for one in city.alliances.members(alliance, on=LAST)] == ["ended"] * 2
    assert told() == [1, 2, 2, 0]
    assert city.alliances.members(alliance) == ()
    assert [one.name for one in city.alliances.of(hosts[1], on=LAST)] == ["Riverside alliance"]
    assert city.alliances.of(hosts[1]) == ()
    assert city.alliances.find(name="Riverside alliance").items == (city.alliances.get(alliance),)
    with pytest.raises(NotFound):
        city.alliances.members("alliance-9")
    with pytest.raises(AlreadyClaimed, match="name"):
        founded(city)


def test_only_a_place_on_the_map_joins(city: City) -> None:
    """Nor is there a membership of nobody."""
    host, alliance = station(city), founded(city)
    city.do(stations.CloseTemporarily(host, "repair"), by=KEEPER)
    with pytest.raises(offers.HostAbsent, match="repairs"):
        join(city, alliance, host)
    with pytest.raises(NotFound):
        join(city, alliance, "merchant-9")
    assert city.alliances.members(alliance) == ()


def test_a_host_joins_once_however_many_send_it(city: City) -> None:
    """Eight desks at once: one agreement."""
    host, alliance = station(city), founded(city)
    answers = at_once(*[lambda: city.do(offers.JoinAlliance(alliance, host, TODAY, LAST, "7"), by=CLERK)] * 8)
    assert sum(isinstance(answer, Done) for answer in answers) == 1
    assert sum(isinstance(answer, offers.MembershipNotNow) for answer in answers) == 7
    (one,) = city.alliances.members(alliance)
    assert len(one.agreements) == 1


def test_an_alliances_offer_is_used_while_the_host_is_a_member(city: City, clock: StandingClock) -> None:
    """Published and used in one batch with its joining; refused the day after its last, with no tick."""
    host, alliance = station(city), founded(city)
    terms = offers.Terms("noodles", offers.Rule(fen=1050), TODAY, LAST + timedelta(days=5))
    publish = offers.PublishOffer(host, terms, alliance)
    with pytest.raises(offers.NotMember):
        city.do(publish, by=CLERK)
    _, published = city.do_many(
        (offers.JoinAlliance(alliance, host, TODAY, LAST, "2026-7"), publish), by=CLERK
    )
    assert isinstance(published, Done)

    def use() -> Done:
        token = offers.token_for("rider-7", clock.now.date(), b"key")
        return city.do(offers.UseOffer(OfferId(published.id), token, host, 1850), by=KEEPER)

    assert use().events[0].rider == 1050
    clock.forward(days=10)
    with pytest.raises(offers.NotMember, match="2026-03-12"):
        use()
