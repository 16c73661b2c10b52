"""What a city knows of a place beside where it is: for whom, how it is marked, and what it is like."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from friendly_services import Actor, City, Point, stations, visits
from friendly_services.hookspecs import MapService, hookimpl
from friendly_services.hours import Hours
from friendly_services.ids import StationId
from friendly_services.places import distance
from friendly_services.testing import StandingClock
from friendly_services.text import say

CHINA = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, tzinfo=CHINA)
HERE = Point.wgs84(lat=29.4, lon=106.54)
OFFICER, KEEPER = Actor("officer-1", roles={"officer"}), Actor("keeper-1", roles={"keeper"})
PACK = """
[pack]
name = "banan"
title = { en = "Banan", zh = "巴南" }
source = "example"
extends = ["stations-five-stars", "visits-default"]
"""


@pytest.fixture(name="clock")
def at_noon() -> StandingClock:
    """A clock that stands at noon."""
    return StandingClock(NOON)


@pytest.fixture(name="city")
def with_stars_and_visits(tmp_path: Path, clock: StandingClock) -> City:
    """A city that grades stations by stars and lets visitors rate them."""
    (tmp_path / "pack.toml").write_text(PACK, encoding="utf-8")
    return City.open("memory://", city="b", pack=tmp_path / "pack.toml", clock=clock)


def station(city: City, code: str, north: float = 300, target: str | None = None) -> StationId:
    """A station open round the clock, so many metres north."""
    point = Point.wgs84(lat=29.4 + north / 110_842, lon=106.54)
    register = stations.Register(
        name=code, host="other", point=point, area="R", services={"rest"}, code=code, target=target
    )
    id_ = StationId(city.do(register, by=OFFICER).id)
    city.do(stations.SetHours(id_, Hours.always()), by=KEEPER)
    return id_


def test_a_station_for_couriers_is_no_answer_for_riders(city: City) -> None:
    """As the register says for whom it is; one that says nothing is for everyone."""
    couriers, everyone = station(city, "C", target="couriers"), station(city, "E", 400)
    assert city.nearby(HERE, worker="riders").ids == [everyone]
    assert city.nearby(HERE, worker="couriers").ids == [couriers, everyone]
    (why,) = city.why_not(couriers, HERE, worker="riders")
    assert say(why).startswith("it is for couriers, not for riders")


def test_a_parking_bay_on_record_marks_a_station(city: City) -> None:
    """The pack says which equipment shows the mark; one that is broken shows nothing."""
    bay, other = station(city, "B"), station(city, "O", 100)
    check = stations.RecordEquipment(bay, "truck_bay", 2, NOON.date())
    city.do(check, by=OFFICER)
    assert city.nearby(HERE, tags={"truck_bay"}).ids == [bay]
    assert city.why_not(bay, HERE, tags={"truck_bay"}) == ()
    assert [why.code for why in city.why_not(other, HERE, tags={"truck_bay"})] == ["proximity.lacks_tags"]
    city.do(stations.RecordEquipment(bay, "truck_bay", 2, NOON.date(), "broken"), by=OFFICER)
    assert city.nearby(HERE, tags={"truck_bay"}).ids == []
    assert city.nearby(HERE, tags={"truck_bay"}, mode="ride", within=900).mode == "ride"


def test_a_new_pack_marks_the_places_that_are_on_the_map_already(city: City, tmp_path: Path) -> None:
    """A tag of the city's own holds at once, whatever was read under the pack before."""
    there = station(city, "S")
    city.do(stations.RecordEquipment(there, "wifi", 1, NOON.date()), by=OFFICER)
    assert city.nearby(HERE, tags={"online"}).ids == []
    tag = '\n[proximity.tags]\nonline = { title = { en = "online", zh = "上网" }, equipment = ["wifi"] }\n'
    (tmp_path / "pack.toml").write_text(PACK + tag, encoding="utf-8")
    city.publish(tmp_path / "pack.toml", by=Actor("a", roles={"administrator"}))
    assert city.nearby(HERE, tags={"online"}).ids == [there]


def test_the_circle_of_a_pack_by_minutes_and_mode(city: City) -> None:
    """A quarter of an hour on foot, by e-bike and by car, each named in the answer."""
    far = station(city, "F", 1_980)
    assert city.nearby(HERE, minutes=15).ids == []
    (ride,) = city.nearby(HERE, minutes=15, mode="ride").hits
    assert (ride.inside, ride.seconds) == ("surely", 743)
    answer = city.nearby(HERE, minutes=15, mode="drive")
    assert say(answer.notes[0]).startswith(
        "within 15 minutes of driving: 6000 m if the way is direct, 4615.4 m"
    )
    assert say(city.why_not(far, HERE, minutes=15)[0]) == (
        "it is 1981.1 m away, 30 min of walking at best, and 15 were asked for: ask for 30"
    )


def test_a_score_counts_what_the_city_knows(city: City, clock: StandingClock) -> None:
    """Last found open, full, and what visitors gave: by the pack's weights, and 0 where nobody knows."""
    near, rated = station(city, "N", 100), station(city, "R", 150)
    assert [hit.terms.freshness for hit in city.nearby(HERE, order="score").hits] == [0, 0]
    city.do(stations.ConfirmOpen(near), by=OFFICER)
    for n in range(5):
        token = f"pQ8s0m3yV1xJ7cZkT2dLa{n}"
        city.do(visits.ProveVisit(rated, token), by=KEEPER)
        city.do(visits.RatePlace(rated, token, 5), by=Actor("w", roles={"worker"}))
    terms = [(hit.place.id, hit.terms) for hit in city.nearby(HERE, order="score").hits]
    assert terms == [(rated, (169, 0, 0, 0, 0, -120)), (near, (113, 0, 0, -60, 0, 0))]
    city.do(stations.ReportStatus(near, "open"), by=Actor("r0", roles={"worker"}))
    assert [hit.place.full for hit in city.nearby(HERE, order="score").hits] == [None, False]
    for rider in ("r1", "r2"):
        city.do(stations.ReportStatus(near, "full"), by=Actor(rider, roles={"worker"}))
    full = next(hit for hit in city.nearby(HERE, order="score").hits if hit.place.id == near)
    assert (full.place.full, full.terms.occupancy) == (True, 300)
    clock.forward(days=2)
    again = next(hit for hit in city.nearby(HERE, order="score").hits if hit.place.id == near)
    assert again.terms.freshness == 0
    assert city.why_not(near, HERE, order="score") == ()


def test_a_city_without_visits_knows_no_ratings() -> None:
    """The term is 0, and the answer says why."""
    city = City.open("memory://", city="b", pack="stations-five-stars", clock=StandingClock(NOON))
    station(city, "S")
    (hit,) = city.nearby(HERE, order="score").hits
    assert hit.terms.rating == 0
    assert "proximity.rating_unknown" in [reason.code for reason in hit.reasons]


class _Roads:
    """A map service that knows a river: every way is so many times as long as a straight one."""

    datum = "gcj02"
    modes = frozenset({"walk"})

    def __init__(self) -> None:
        self.times = 1.0
        self.city: City | None = None
        self.asked = 0

    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> list[float]:
        """Seconds, at 66.7 metres a minute; whatever the city is asked meanwhile, it answers."""
        self.asked += len(destinations)
        assert self.city is not None
        assert self.city.merchants.find().items == ()
        assert (mode, self.city.nearby(HERE, mode="ride", limit=1).mode) == ("walk", "ride")
        return [distance(origin, point) * self.times / 66.7 * 60 for point in destinations]

    @hookimpl
    def register_maps(self, register: Callable[[MapService], None]) -> None:
        """Offer itself, whatever the URL says."""
        itself: Any = self
        register(MapService("roads", lambda _: itself, protocol=1))


def test_a_map_service_says_what_is_within_the_minutes(clock: StandingClock) -> None:
    """Over a bridge it is twice as far; others are answered meanwhile, and the answer says by whom."""
    roads = _Roads()
    roads.__name__ = "roads"  # type: ignore[attr-defined] # a plugin's name
    city = City.open(
        "memory://", city="b", pack="stations-five-stars", clock=clock, plugins=[roads], maps="roads"
    )
    roads.city = city
    near, far = station(city, "N", 400), station(city, "F", 900)
    for times, listed in ((1.0, [near, far]), (2.0, [near])):
        roads.times = times
        answer = city.nearby(HERE, minutes=15)
        assert answer.ids == listed
        assert [hit.inside for hit in answer.hits] == ["surely"] * len(listed)
        assert answer.notes[0].code == "proximity.circle_by_map"
        assert "maps.ways" in [note.code for note in answer.notes]
    assert [why.code for why in city.why_not(far, HERE, minutes=15)] == ["proximity.too_long"]
    assert city.nearby(HERE, minutes=1).ids == []
    roads.asked = 0
    assert city.nearby(Point.wgs84(lat=29.6, lon=106.54), minutes=15).ids == []
    assert roads.asked == 0
