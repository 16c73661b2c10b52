"""What a worker needs, asked of a city: merchants and stations together, in order."""

from datetime import timedelta

import pytest

from friendly_services import stations
from friendly_services.city import Matched
from friendly_services.errors import Invalid, NotFound
from friendly_services.hours import Hours
from friendly_services.testing import StandingClock
from friendly_services.text import say
from tests.city.town import CLERK, HERE, MONDAY, TODAY, changed, shown, small, station


def told(answer: Matched) -> list[tuple[str, str]]:
    """Who, and how well."""
    return [(one.hit.place.id, one.answer) for one in answer]


def test_merchants_and_stations_answer_the_same_need() -> None:
    """The best first: what is certain, what nobody checked, what lacks it; then by distance."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = shown(city, clock, 4)
    unchecked, dry, broken, good = (station(city, n) for n in (1, 2, 3, 5))
    city.do(stations.SetServices(dry, frozenset({"rest"})), by=CLERK)
    city.do(stations.RecordEquipment(broken, "water", 1, TODAY, "broken"), by=CLERK)
    city.do(stations.RecordEquipment(good, "water", 1, TODAY), by=CLERK)
    answer = city.match(["drink"], origin=HERE)
    assert told(answer) == [
        (shop, "met"),
        (good, "met"),
        (unchecked, "unknown"),
        (dry, "unmet"),
        (broken, "unmet"),
    ]
    assert {one.match.answer: say(one.reasons[0]) for one in reversed(answer.places)} == {
        "met": "something to drink: water",
        "unknown": "something to drink: it offers water, but nobody has checked whether its equipment works",
        "unmet": "something to drink: it does not offer water",
    }
    assert [say(why) for why in answer.places[1].reasons][1:] == [
        "484.8 m away",
        "about 10 min of walking, 8 if the way is direct, 11 if it winds most",
        "open without a break for the next 15 days",
    ]
    assert told(city.match(["drink"], origin=HERE, limit=1)) == [(shop, "met")]
    assert told(city.match(["drink"], origin=HERE, kinds=["merchant"])) == [(shop, "met")]
    listed = {hit.place.id for hit in city.nearby(HERE, services=["water"]).hits}
    assert listed == {id_ for id_, answer in told(answer) if answer != "unmet"}


def test_a_place_is_asked_by_itself() -> None:
    """As of a time; what is no place, and what no pack lists, is refused."""
    city = small()
    host = station(city, hours=Hours.weekly(mon="08:00-12:00"), services=frozenset({"rest"}))
    assert city.meets(host, ["cool_off"]).answer == "met"
    late = city.meets(host, ["cool_off"], at=MONDAY + timedelta(hours=4))
    assert (late.answer, late.needs[0].answer) == ("unmet", "met")
    with pytest.raises(Invalid, match="did you mean 'drink'"):
        city.meets(host, ["drnk"])
    with pytest.raises(NotFound):
        city.meets("account-1", ["drink"])


def test_equipment_out_of_date_answers_until_that_midnight() -> None:
    """Without any command, as the map has it."""
    city = small(pack=changed('"needs":["water"]', '"needs":["kit"]'))
    host = station(city)
    city.do(stations.RecordEquipment(host, "kit", 1, TODAY, expires_on=TODAY), by=CLERK)
    tomorrow = MONDAY + timedelta(days=1)
    assert city.meets(host, ["drink"]).answer == "met"
    assert city.meets(host, ["drink"], at=tomorrow).answer == "unmet"
    assert [one.answer for one in city.match(["drink"], origin=HERE, at=tomorrow)] == ["unmet"]


def test_a_tag_is_that_of_the_pack() -> None:
    """What merchants offer under it answers; stations of this pack have nothing under it, and say so."""
    clock = StandingClock(MONDAY)
    city = small(clock, pack=changed('"any":["water"]', '"any":["tag:rest"]'))
    shop, host = shown(city, clock), station(city)
    assert [city.meets(one, ["drink"]).answer for one in (shop, host)] == ["met", "unmet"]
    assert say(city.meets(host, ["drink"]).reasons[0]) == (
        "something to drink: nothing that a station offers in this city answers that"
    )


def test_every_kind_of_place_has_the_services_of_stations() -> None:
    """A cabinet that lacks water is told so; and what no cabinet has is told by the pack's word for it."""
    city = small()
    cabinet = station(city, kind="cabinet", services=frozenset({"rest"}))
    assert city.meets(cabinet, ["cool_off"]).answer == "met"
    assert say(city.meets(cabinet, ["drink"]).reasons[0]) == "something to drink: it does not offer water"
    assert say(city.meets(cabinet, ["eat_cheaply"]).reasons[0], "zh") == (
        "实惠就餐：本市换电柜的服务中没有对应项"
    )
