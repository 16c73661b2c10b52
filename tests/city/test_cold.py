"""What is near, asked of a city that has not read its map: the same answer, from the squares around."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from friendly_services import stations
from friendly_services.city import City
from friendly_services.city._nearby import SCANS
from friendly_services.ids import StationId
from friendly_services.places import Point, cover, metres
from friendly_services.storage import Page
from friendly_services.testing import StandingClock
from tests.city.town import CLERK, HERE, MONDAY, at, changed, small, station
from tests.cold_laws import Spoilt, cold_equals_warm, go_back, inhabited, unread


@pytest.fixture(name="city", params=["memory", "sqlite"])
def the_city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[City]:
    """The small city in memory and in a file."""
    url = {"memory": "memory://", "sqlite": f"sqlite:///{tmp_path / 'small.db'}"}[request.param]
    with small(StandingClock(MONDAY), url) as city:
        yield city


def test_a_cold_answer_is_the_warm_one(city: City) -> None:
    """Whatever is asked, from wherever, in whichever datum: hits, reasons, signs and notes, to the letter."""
    ids = inhabited(city, seed=11)
    cold, warm = cold_equals_warm(city, ids)
    assert cold > 5
    assert warm > 5


def test_a_cold_answer_counts_the_damaged_as_the_warm_one_does(city: City) -> None:
    """Those in the squares that were asked about, whose places the answer may lack."""
    ids = inhabited(city, seed=12)
    spoilt = Spoilt(city._store, {("station", id_) for id_ in ids[::4]})
    sound = [id_ for n, id_ in enumerate(ids) if n % 4]
    cold, warm = cold_equals_warm(city, sound, spoilt, seed=13)
    assert cold > 5
    assert warm > 5


def test_the_map_is_read_once_questions_have_cost_as_much() -> None:
    """Counted by the thousand: of 300 places, after a thousand records and scans."""
    city = small()
    inhabited(city, seed=14, places=300)
    first = city.nearby(HERE)
    reads = [city.memory()["read_for_places"]]
    while not city.memory()["places"]:
        assert city.nearby(HERE).ids == first.ids
        reads.append(city.memory()["read_for_places"])
    each = reads[0]
    assert reads[:-1] == [each * n for n in range(1, len(reads))]
    assert reads[-2] - each < 1_000 <= reads[-2] == reads[-1]
    assert city.memory()["places"] == 300


def test_a_larger_map_is_read_later() -> None:
    """With 1,100 places a thousand records read are not what the map costs; two thousand are."""
    city = small()
    inhabited(city, seed=15, places=1_100)
    while not city.memory()["places"]:
        city.nearby(HERE)
    assert 2_000 <= city.memory()["read_for_places"] < 3_000


def test_a_wide_question_reads_the_map_at_once() -> None:
    """So does one that finds nothing, since what it says of other places hangs on all of them."""
    here, wide = Point.gcj02(lat=29.5, lon=106.5), metres(8_000)
    assert len(cover(here, wide, "gcj02")) > SCANS
    for question in ({"within": 8_000}, {"services": ["charge"]}):
        city = small()
        station(city)
        city.nearby(HERE, **question)
        assert city.memory()["places"] == 1


@attrs.define
class Busy:
    """A store in which somebody does something each time that a row of the map was read."""

    store: Any
    deeds: list[Callable[[], object]]

    def scan(self, *args: Any) -> Page:
        """As the store, before the deed."""
        page: Page = self.store.scan(*args)
        if self.deeds and args[1] == "map.2":
            self.deeds.pop(0)()
        return page

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def test_who_comes_while_the_squares_are_read_is_found() -> None:
    """In a row that was read already; the journal tells, as it does of who leaves."""
    city = small()
    north, south = station(city, 1, point=at(6)), station(city, 2, point=at(-6))
    late: list[str] = []
    deeds: list[Callable[[], object]] = [
        lambda: late.append(station(city, 3, point=at(-6))),
        lambda: city.do(stations.Close(south, "decision 4"), by=CLERK),
    ]
    cold = unread(city, Busy(city._store, deeds))
    assert sorted(cold.nearby(HERE).ids) == sorted([north, *late])
    assert (cold.memory()["places"], deeds) == (0, [])


def test_who_comes_while_the_map_is_read_is_found() -> None:
    """As of who moves from a page that is still to be read to one that was: the first answer has them."""
    city = small()
    ids = [station(city, 1)]
    whole = unread(city, Busy(city._store, [lambda: ids.append(station(city, 2))]))
    assert sorted(whole.nearby(HERE, within=50_000).ids) == sorted(ids)
    assert (whole.memory()["places"], len(ids)) == (2, 2)


def test_a_map_kept_by_ids_is_read_whole(city: City) -> None:
    """Records that an earlier release wrote have no square: nobody is missing until they have one."""
    ids = inhabited(city, seed=16, places=30)
    before = unread(city).nearby(HERE, within=4_000, closed=True, limit=50)
    go_back(city, ids[::2])
    told = city.verify(full=True)
    assert {problem.code for problem in told.problems} == {"verify.index_missing", "verify.index_stale"}
    later = unread(city)
    assert later.nearby(HERE, within=4_000, closed=True, limit=50) == before
    assert later.memory()["places"] == 30
    city.do(stations.SetServices(StationId(ids[0]), frozenset({"rest"})), by=CLERK)
    assert unread(city).nearby(HERE, within=50_000, closed=True, limit=50).ids.count(ids[0]) == 1
    assert city.rebuild().changed == 14
    assert city.verify(full=True).clean
    cold = unread(city)
    assert len(cold.nearby(HERE, within=4_000, closed=True, limit=50).ids) == len(before.ids)
    assert cold.memory()["places"] == 0


def test_a_city_in_wgs84_answers_cold_too() -> None:
    """Its circle is measured in WGS-84 and its squares in GCJ-02: a little wider, and nobody is lost."""
    city = small(pack=changed('"datum":"gcj02"', '"datum":"wgs84"'))
    origin = Point.wgs84(lat=29.5, lon=106.5)
    hosts = [
        station(city, n, point=Point.wgs84(lat=29.5 + north, lon=106.5 + east))
        for n, (north, east) in enumerate([(0.0072, 0), (-0.0072, 0), (0, 0.00824), (0, -0.00824)])
    ]
    found = city.nearby(origin)
    assert sorted(found.ids) == sorted(hosts)
    assert all(795 < far < 800 for far in found.metres)
    assert city.memory()["places"] == 0
