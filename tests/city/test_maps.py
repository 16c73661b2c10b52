"""Map services of a city: what they know is used, and what they do wrong breaks no answer."""

import itertools
import json
import math
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from friendly_services import packs
from friendly_services.city import City
from friendly_services.city._maps import Services
from friendly_services.errors import Invalid
from friendly_services.hookspecs import MapService, hookimpl
from friendly_services.maps import Geocoded, MapsFailed, NoMaps
from friendly_services.packs import Pack
from friendly_services.places import Datum, Place, Point, convert
from friendly_services.plugins import PluginError
from friendly_services.testing import StandingClock
from friendly_services.text import Reason, say
from tests.city.town import HERE, MONDAY, at, pack, shown, small

WGS = Point.wgs84(lat=29.5, lon=106.5)
"""Somewhere in the town, in a datum from which there is a way to the town's own."""
RING = tuple(
    Point.wgs84(lat=29.5 + n / 1000, lon=106.5 + e / 1000) for n, e in ((0, 0), (0, 5), (5, 5), (0, 0))
)


class Town:
    """A map service that answers what a test tells it to, and a plugin that brings it."""

    def __init__(self, name: str = "town", datum: Datum = "wgs84", **answers: Any) -> None:
        self.name = self.__name__ = name
        self.datum = datum
        self.modes = {"walk"}
        self.approximate = False
        self.asked: list[tuple[Any, ...]] = []
        for method, answer in answers.items():
            setattr(self, method, self.answering(method, answer))

    def answering(self, method: str, answer: Any) -> Callable[..., Any]:
        """A method that answers this, or what it makes of the question."""

        def asked(*question: Any) -> Any:
            self.asked.append((method, *question))
            return answer(*question) if callable(answer) else answer

        return asked

    @hookimpl
    def register_maps(self, register: Callable[[MapService], None]) -> None:
        """Offer itself, whatever the URL says."""
        itself: Any = self
        register(MapService(self.name, lambda _: itself, protocol=1))


def city(*towns: Town, **options: Any) -> City:
    """The small city with these services."""
    return small(plugins=towns, maps=[town.name for town in towns], **options)


def services(*towns: Any, patience: float = 5.0) -> Services:
    """The services alone."""
    return Services([(town.name, town) for town in towns], patience=patience)


def paced() -> Pack:
    """The small city's pack, which says how fast one walks: 60 m of way a minute, and never more than 150."""
    plain = json.loads(pack().content)
    pace = {"pace": {"walk": 60}, "top_pace": {"walk": 150}, "detour": {"walk": [1, 1.25, 1.5]}}
    return packs.from_content(json.dumps({**plain, "proximity": {**plain["proximity"], **pace}}))


def told(notes: Sequence[Reason]) -> str:
    """The notes as one text."""
    return " / ".join(map(say, notes))


def place(n: int, point: Point) -> Place:
    """A place at a point."""
    return Place(f"m{n}", "merchant", f"Shop {n}", point)


PLACES = [place(1, WGS), place(2, Point.wgs84(lat=29.501, lon=106.5))]


def fail(*_: Any) -> Any:
    """Raise, with what must not be seen."""
    raise ConnectionError("https://maps.example.org/?key=canary")


@pytest.fixture
def hang() -> Iterator[Callable[..., Any]]:
    """A method that does not come back before the test is over."""
    over = threading.Event()

    def hangs(*_: Any) -> Any:
        over.wait(60)
        return []

    yield hangs
    over.set()


class TestOpening:
    """Services are named when a city is opened."""

    def test_a_url_alone_is_one_service(self) -> None:
        """A single text is one service's URL, and not one for each of its letters."""
        town = Town(geocode=[Geocoded(WGS, "x")])
        with small(plugins=[town], maps="town:///srv/tiles") as opened:
            assert opened.geocode("x") == (Geocoded(WGS, "x"),)

    def test_an_unknown_service_opens_no_city(self) -> None:
        """A name that no plugin offers, and what is no name, are refused before the store is opened."""
        for maps in ("valhalla:///srv/tiles", ["valhalla"], Town(), [Town()]):
            with pytest.raises(Invalid) as refused:
                small(maps=maps)
            assert refused.value.problems[0].field == "maps"

    def test_what_can_nothing_is_the_plugins_fault(self) -> None:
        """A service without one of the three methods is no map service."""
        with pytest.raises(PluginError, match="where a Maps belongs"):
            city(Town())


class TestAddresses:
    """`geocode` asks the first service that can, then the next."""

    def test_the_first_that_knows_it_is_heard(self) -> None:
        """Who fails, and who knows nothing, leaves it to the next."""
        first, second = Town("a", geocode=fail), Town("b", geocode=[])
        third, fourth = Town("c", geocode=[Geocoded(WGS, "Market")]), Town("d", geocode=fail)
        with city(first, second, third, fourth) as opened:
            assert opened.geocode("market") == (Geocoded(WGS, "Market"),)
        assert [town.asked for town in (first, second, third, fourth)] == [[("geocode", "market")]] * 3 + [[]]

    def test_nothing_is_an_answer(self) -> None:
        """Where all that could be asked know nothing, nothing is found; one that failed changes nothing."""
        with city(Town("a", geocode=fail), Town("b", geocode=[])) as opened:
            assert opened.geocode("market") == ()

    def test_all_that_fail_are_an_error(self) -> None:
        """The first one's failure is told, by its class: what it says may hold a key."""
        towns = Town("a", geocode=fail), Town("b", geocode=[WGS])
        with city(*towns) as opened, pytest.raises(MapsFailed, match="'a' failed: it raised Conn") as failed:
            opened.geocode("market")
        assert "canary" not in repr(failed.value)
        assert failed.value.__cause__ is failed.value.__context__ is None

    def test_who_can_is_asked_and_nobody_else(self) -> None:
        """A city without a service that finds addresses says which it has, and how another gets there."""
        for opened in (small(), city(Town(travel_times=[]))):
            with pytest.raises(NoMaps, match=r"City.open\(maps=...\)"):
                opened.geocode("market")

    def test_what_is_no_text_is_refused(self) -> None:
        """Nothing, too much, or what hides: no service is asked."""
        town = Town(geocode=[])
        for text in ("", "x" * 201, "a\u202eb", None):
            with city(town) as opened, pytest.raises(Invalid):
                opened.geocode(text)  # type: ignore[arg-type] # the fault
        assert town.asked == []


class TestAreas:
    """`isochrone` gives polygons on the city's own map."""

    def test_an_area_is_brought_into_the_citys_datum(self) -> None:
        """The service is asked in its datum, and what it draws lands where the city's map has it."""
        town = Town(isochrone=[[RING]])
        with city(town) as opened:
            area = opened.isochrone(WGS, 10)
        assert town.asked == [("isochrone", WGS, 10, "walk")]
        assert (area.minutes, area.mode, area.service, area.datum) == (10, "walk", "town", "gcj02")
        assert area.polygons == ((tuple(convert(point, "gcj02") for point in RING),),)
        assert area.geojson["properties"]["datum"] == "gcj02"

    def test_an_area_stays_where_there_is_no_way(self) -> None:
        """From GCJ-02 no formula leads to WGS-84: the area says in which of the two it is."""
        town = Town(datum="gcj02", isochrone=[[[convert(point, "gcj02") for point in RING]]])
        area = services(town).isochrone(HERE, 10, "walk", "wgs84")
        assert area.datum == "gcj02"
        assert {point.datum for polygon in area.polygons for ring in polygon for point in ring} == {"gcj02"}

    def test_an_origin_that_cannot_be_there_is_an_error(self) -> None:
        """A point of GCJ-02 is nowhere in WGS-84: the service is not asked."""
        town = Town(isochrone=[[RING]])
        with city(town) as opened, pytest.raises(MapsFailed, match="'town' failed"):
            opened.isochrone(HERE, 10)
        assert town.asked == []

    def test_the_next_is_asked_where_one_fails(self) -> None:
        """The first that answers is heard; a ring left open is no answer."""
        first, second = Town("a", isochrone=[[RING[:-1]]]), Town("b", isochrone=[])
        with city(first, second) as opened:
            area = opened.isochrone(WGS, 5)
        assert (area.service, area.polygons) == ("b", ())

    @pytest.mark.parametrize("minutes", [0, 121, 2.5, True, None])
    def test_minutes_are_a_number(self, minutes: Any) -> None:
        """Between one and 120, and whole."""
        with city(Town(isochrone=[])) as opened, pytest.raises(Invalid, match="minutes"):
            opened.isochrone(WGS, minutes)

    def test_a_mode_that_nobody_knows_is_named(self) -> None:
        """A service that knows ways, but not of that mode, is not asked."""
        with city(Town(isochrone=[])) as opened, pytest.raises(NoMaps, match="'fly'"):
            opened.isochrone(WGS, 5, "fly")


class TestWays:
    """The times of ways, as a ranking asks for them."""

    def test_a_service_says_how_long_ways_take(self) -> None:
        """Seconds in the order of the places, and who reckoned them."""
        town = Town(travel_times=[61, None])
        ways = services(town).ways(WGS, "walk")
        assert ways is not None
        assert list(ways(PLACES)) == [61.0, None]
        assert town.asked == [("travel_times", WGS, [one.point for one in PLACES], "walk")]
        assert told(ways.notes) == (
            "the times of ways are those of the map service town / "
            "places to which town knows no way: 1; their times are reckoned from straight lines"
        )

    def test_without_a_service_there_are_no_ways(self) -> None:
        """No service at all, or none that knows ways; of another mode no time is known, and that is said."""
        assert services().ways(WGS, "walk") is None
        assert services(Town(geocode=[])).ways(WGS, "walk") is None
        town = Town(travel_times=[1, 2])
        ways = services(town).ways(WGS, "drive")
        assert ways is not None
        assert list(ways(PLACES)) == [None, None]
        assert told(ways.notes).startswith("no map service knows ways by the mode 'drive' / ")
        assert town.asked == []

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (fail, "it raised ConnectionError"),
            (lambda *_: sys.exit(1), "it raised SystemExit"),
            (lambda *_: (_ for _ in [1, 1 / 0]), "it raised ZeroDivisionError"),
            ([1], "1 things where at least 2"),
            ([1, 2, 3], "more than 2 things"),
            (lambda *_: itertools.repeat(1), "more than 2 things"),
            ([1, math.nan], "nan is no number of seconds"),
            ([1, -1], "-1 is no number of seconds"),
            (["1", "2"], "a str where a number belongs"),
            ("12", "a str where a list belongs"),
            (None, "a NoneType where a list belongs"),
        ],
    )
    def test_what_is_no_answer_is_a_straight_line(
        self, answer: Any, why: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A service that raises or answers rubbish is named with the reason, and no time is made up."""
        ways = services(Town(travel_times=answer)).ways(WGS, "walk")
        assert ways is not None
        assert list(ways(PLACES)) == [None, None]
        said = told(ways.notes)
        assert said.startswith("the map service 'town' failed: ")
        assert why in said
        assert said.endswith("the times of ways are reckoned from straight lines")
        assert "'town'" in caplog.text
        assert "canary" not in caplog.text + said

    def test_one_that_hangs_costs_its_time_once(self, hang: Callable[..., Any]) -> None:
        """Until a call has come back there is no other; the next service is asked at once."""
        first, second = Town("a", travel_times=hang), Town("b", travel_times=[1, 2])
        ways = services(first, second, patience=0.1).ways(WGS, "walk")
        assert ways is not None
        assert list(ways(PLACES)) == [1.0, 2.0]
        assert "'a' failed: it gave no answer within 0.1 seconds" in told(ways.notes)
        start = time.monotonic()
        for _ in range(10):
            assert list(ways(PLACES)) == [1.0, 2.0]
        assert time.monotonic() - start < 1
        assert "'a' failed: an earlier question is still without an answer" in told(ways.notes)
        assert len(first.asked) == 1

    def test_one_that_came_back_is_asked_again(self) -> None:
        """Too late is too late for one answer, and not for the next."""
        wait = threading.Event()

        def slow(*_: Any) -> Any:
            wait.wait(10)
            return [1, 2]

        town = Town(travel_times=slow)
        asked = services(town, patience=0.05)
        ways = asked.ways(WGS, "walk")
        assert ways is not None
        assert list(ways(PLACES)) == [None, None]
        wait.set()
        for thread in asked._services[0]._late:
            thread.join()
        assert list(ways(PLACES)) == [1.0, 2.0]
        assert told(ways.notes) == "the times of ways are those of the map service town"

    def test_a_point_of_another_datum_is_converted_or_unknown(self) -> None:
        """By the published formulas; what has none is unknown to the service, and the answer says so."""
        given = [place(1, WGS), place(2, at(1)), place(3, convert(WGS, "bd09"))]
        every = [convert(one.point, "gcj02") for one in given]
        cases: list[tuple[Datum, list[Point], list[float | None]]] = [
            ("wgs84", [WGS], [60.0, None, None]),
            ("gcj02", every, [60.0, 61.0, 62.0]),
        ]
        for datum, points, answer in cases:
            town = Town(datum=datum, travel_times=lambda _, points, __: [60 + n for n in range(len(points))])
            ways = services(town).ways(WGS, "walk")
            assert ways is not None
            assert list(ways(given)) == answer
            assert town.asked[0][2] == points
            assert ("places of which town was not asked: 2" in told(ways.notes)) == (datum == "wgs84")

    def test_a_service_may_ask_for_what_is_not_exact(self) -> None:
        """Where its operator lets it, points of GCJ-02 are brought to WGS-84, and the answer says so."""
        town = Town(travel_times=lambda _, points, __: [60] * len(points))
        town.approximate = True
        ways = services(town).ways(HERE, "walk")
        assert ways is not None
        assert list(ways([place(1, HERE), place(2, WGS)])) == [60.0, 60.0]
        assert {point.datum for point in (town.asked[0][1], *town.asked[0][2])} == {"wgs84"}
        assert "by a way that is not exact" in told(ways.notes)
        exact = services(town).ways(WGS, "walk")
        assert exact is not None
        assert list(exact([place(2, WGS)])) == [60.0]
        assert "not exact" not in told(exact.notes)

    def test_nobody_is_asked_where_no_point_can_be_there(self) -> None:
        """Neither from an origin nor to places that the service's datum cannot have."""
        town = Town(travel_times=fail)
        from_gcj, to_gcj = services(town).ways(HERE, "walk"), services(town).ways(WGS, "walk")
        assert from_gcj is not None
        assert to_gcj is not None
        assert list(from_gcj(PLACES)) == [None, None]
        assert list(to_gcj([place(1, HERE)])) == [None]
        assert town.asked == []

    def test_many_places_are_asked_in_parts(self) -> None:
        """A thousand at once, which every service has promised to bear."""
        town = Town(travel_times=lambda _, points, __: range(len(points)))
        ways = services(town).ways(WGS, "walk")
        assert ways is not None
        times = ways([place(n, WGS) for n in range(2_500)])
        assert list(times) == [*range(1_000), *range(1_000), *range(500)]
        assert [len(points) for _, _, points, _ in town.asked] == [1_000, 1_000, 500]


def seconds(**by_place: float | None) -> Callable[..., list[float | None]]:
    """What a service answers that knows the ways to a few points: those of `n` hundred metres north."""
    known = {at(float(name[1:].replace("_", "."))): time for name, time in by_place.items()}
    return lambda _, points, __: [known.get(point) for point in points]


class TestNearby:
    """`nearby` and `why_not` reckon with the ways that a service knows."""

    @pytest.fixture(params=["whole", "around"])
    def opened(self, request: pytest.FixtureRequest) -> Callable[..., tuple[City, list[str]]]:
        """Opens a city with four shops, and reads all of its map or what is around."""

        def opens(*towns: Town) -> tuple[City, list[str]]:
            clock = StandingClock(MONDAY)
            made = city(*towns, clock=clock, pack=paced())
            shops = [shown(made, clock, n) for n in (1, 2, 3, 7)]
            if request.param == "whole":
                made._places(made.pack).ask(lambda _: None)
            return made, list(shops)

        return opens

    def test_the_circle_is_by_the_ways(self, opened: Callable[..., tuple[City, list[str]]]) -> None:
        """In it is what the service says takes no longer, near or far; the order is by distance."""
        town = Town(datum="gcj02", travel_times=seconds(n1=601, n2=600, n3=None, n7=1.5))
        made, (near, second, third, far) = opened(town)
        answer = made.nearby(HERE, minutes=10)
        assert [hit.place.id for hit in answer.hits] == [second, third, far]
        assert told(answer.notes[-2:]) == (
            "the times of ways are those of the map service town / "
            "places to which town knows no way: 1; their times are reckoned from straight lines"
        )
        (why,) = made.why_not(near, HERE, minutes=10)
        assert "11 min of walking" in say(why)
        assert made.why_not(far, HERE, minutes=10) == ()

    def test_nobody_asks_about_what_nobody_reaches(
        self, opened: Callable[..., tuple[City, list[str]]]
    ) -> None:
        """What is beyond the top pace is not asked about, and everything nearer is."""
        town = Town(datum="gcj02", travel_times=lambda _, points, __: [0] * len(points))
        made, shops = opened(town)
        assert made.nearby(HERE, minutes=2).ids == shops[:2]
        assert town.asked[-1][2] == [at(1), at(2)]

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (fail, "it raised ConnectionError"),
            ([1], "at least"),
            (lambda _, p, __: [math.nan] * len(p), "nan"),
        ],
    )
    def test_a_broken_service_breaks_no_answer(
        self, opened: Callable[..., tuple[City, list[str]]], answer: Any, why: str
    ) -> None:
        """The places, their order and what is said of each are those of a city without services."""
        broken, _ = opened(Town(datum="gcj02", travel_times=answer))
        plain, _ = opened()
        for asked in ({}, {"minutes": 5}, {"minutes": 10}, {"mode": "ride"}):
            one, other = broken.nearby(HERE, **asked), plain.nearby(HERE, **asked)
            assert [hit.reasons for hit in one.hits] == [hit.reasons for hit in other.hits]
            assert one.ids
            said = told(one.notes)
            assert said.endswith("the times of ways are reckoned from straight lines")
            assert (why if "mode" not in asked else "no map service knows ways by the mode 'ride'") in said

    def test_one_that_hangs_breaks_no_answer(
        self, opened: Callable[..., tuple[City, list[str]]], hang: Callable[..., Any]
    ) -> None:
        """The answer waits as long as the city's patience, and names who did not come back."""
        made, _ = opened(Town(datum="gcj02", travel_times=hang))
        made._services._services[0].limit = 0.1
        start = time.monotonic()
        for _ in range(5):
            answer = made.nearby(HERE, minutes=15)
            assert len(answer.ids) == 4
            assert "'town' failed: " in told(answer.notes)
        assert time.monotonic() - start < 3

    def test_a_service_of_another_datum_is_not_asked_about_the_towns_points(
        self, opened: Callable[..., tuple[City, list[str]]]
    ) -> None:
        """Shops recorded in GCJ-02 have no way to WGS-84: from a phone their ways are unknown to it."""
        town = Town(travel_times=[])
        made, shops = opened(town)
        answer = made.nearby(Point.wgs84(lat=29.5027, lon=106.4963), minutes=15)
        assert set(answer.ids) == set(shops)
        assert "places of which town was not asked: 4" in told(answer.notes)
        assert town.asked == []
