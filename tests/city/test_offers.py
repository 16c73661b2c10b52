"""Offers in a city: only at a place on the map, and one use of one token however many try."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from friendly_services import merchants, offers, stations
from friendly_services.city import Actor, City, Done
from friendly_services.errors import Invalid, NotFound
from friendly_services.offers import AllianceId, OfferId
from friendly_services.testing import StandingClock
from tests.city.test_many_hands import at_once
from tests.city.town import CLERK, KEEPER, MONDAY, OWNER, TODAY, shown, small, station

TERMS = offers.Terms("noodles", offers.Rule(fen=1050), TODAY, TODAY)
TOKEN = offers.token_for("rider-7", TODAY, b"drawn this morning")


@pytest.fixture(name="clock")
def the_clock() -> StandingClock:
    """Nine on a Monday."""
    return StandingClock(MONDAY)


@pytest.fixture(name="city")
def the_city(clock: StandingClock) -> City:
    """A small city."""
    return small(clock)


def test_an_offer_holds_only_at_a_place_on_the_map(city: City) -> None:
    """Neither published nor used where the map shows nothing; no such place is found or thought of."""
    host = station(city)
    name = OfferId(city.do(offers.PublishOffer(host, TERMS), by=CLERK).id)
    city.do(stations.CloseTemporarily(host, "repair"), by=KEEPER)
    with pytest.raises(offers.HostAbsent, match="repairs"):
        city.do(offers.UseOffer(name, TOKEN, host, 1850), by=KEEPER)
    with pytest.raises(offers.HostAbsent):
        city.do(offers.PublishOffer(host, TERMS), by=CLERK)
    city.do(stations.Reopen(host), by=KEEPER)
    used = city.do(offers.UseOffer(name, TOKEN, host, 1850), by=KEEPER).events[0]
    assert (used.original, used.rider) == (1850, 1050)
    assert city.offers.find(host=host, standing="running").items == (city.get(name),)
    with pytest.raises(NotFound):
        city.do(offers.PublishOffer("merchant-9", TERMS), by=CLERK)
    with pytest.raises(Invalid, match="host: "):
        city.do(offers.PublishOffer("nowhere", TERMS), by=CLERK)


def test_only_who_speaks_for_a_place_makes_its_offers(city: City, clock: StandingClock) -> None:
    """The applicant of a shop, a keeper of a station, or an officer; another shop's owner is told who may."""
    shop, host = shown(city, clock), station(city, keeper="innkeeper")
    other, innkeeper = Actor("other", roles={"merchant"}), Actor("innkeeper", roles={"merchant"})
    last = city.now().date()
    terms = attrs.evolve(TERMS, starts=last, ends=last + timedelta(days=9))
    alliance = AllianceId(city.do(offers.FoundAlliance("Riverside alliance", "骑手友好商家"), by=CLERK).id)
    for place, whose, error in ((shop, OWNER, merchants.NotYours), (host, innkeeper, stations.NotYours)):
        name = OfferId(city.do(offers.PublishOffer(place, terms), by=whose).id)
        join = offers.JoinAlliance(alliance, place, last, last + timedelta(days=9), "2026-7")
        city.do(join, by=CLERK)
        commands: tuple[Any, ...] = (
            offers.PublishOffer(place, terms),
            offers.ChangeOffer(name, terms),
            offers.LeaveAlliance(alliance, place, last + timedelta(days=3), "letter 3"),
            offers.EndOffer(name, "letter 7"),
        )
        for command in commands:
            with pytest.raises(error) as refused:
                city.do(command, by=other)
            told = refused.value.facts
            assert (told["actor"], tuple(told["roles"])) == ("other", ("officer",))
        assert city.offers.get(name).version == 1
        for command, by in zip(commands, (CLERK, whose, whose, CLERK), strict=True):
            city.do(command, by=by)
        assert city.offers.get(name).standing == "ended"
    with pytest.raises(NotFound):
        city.do(offers.EndOffer(OfferId("offer-9"), "letter 7"), by=other)


def test_the_last_use_of_a_day_goes_to_one_of_many(city: City) -> None:
    """Eight tills send the same token at once: one use, counted once."""
    host = station(city)
    name = OfferId(city.do(offers.PublishOffer(host, TERMS), by=CLERK).id)
    use = offers.UseOffer(name, TOKEN, host, 1850)
    answers = at_once(*[lambda: city.do(use, by=KEEPER)] * 8)
    assert sum(isinstance(answer, Done) for answer in answers) == 1
    assert sum(isinstance(answer, offers.LimitReached) for answer in answers) == 7
    assert city.offers.get(name).uses == 1


def test_an_older_version_stays_readable(city: City) -> None:
    """As it was known before the change."""
    host = station(city)
    clock = city.now()
    name = OfferId(city.do(offers.PublishOffer(host, TERMS), by=CLERK).id)
    city.do(offers.ChangeOffer(name, attrs.evolve(TERMS, rule=offers.Rule(percent=50))), by=CLERK)
    first, second = [line.event for line in city.offers.history(name)]
    assert (first.terms.rule.fen, second.terms.rule.percent, second.version) == (1050, 50, 2)
    assert city.now() == clock
