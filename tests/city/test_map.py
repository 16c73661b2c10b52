"""The nearest places of a city, kept up with its journal, and why a place is not among them."""

from datetime import UTC, timedelta

import pytest

from friendly_services import merchants, stations
from friendly_services.city import City
from friendly_services.errors import Invalid, NotFound
from friendly_services.hours import Hours
from friendly_services.ids import MerchantId
from friendly_services.places import ConversionRefused, Point, metres
from friendly_services.proximity import Nearby
from friendly_services.testing import StandingClock
from friendly_services.text import Reason, say
from friendly_services.wire import write
from tests.city.town import (
    AUDIT,
    CHIEF,
    CLERK,
    HEAD,
    HERE,
    KEEPER,
    MONDAY,
    OWNER,
    applied,
    at,
    changed,
    pack,
    shown,
    small,
    station,
)


def ids(answer: Nearby) -> list[str]:
    """Who is in an answer, in order."""
    return [hit.place.id for hit in answer.hits]


def told(reasons: tuple[Reason, ...]) -> str:
    """The reasons as one text."""
    return " / ".join(say(reason) for reason in reasons)


def fresh(city: City) -> City:
    """Another City on the same store, which has built no map yet."""
    return City(
        city._store,
        "small",
        plugins=city._plugins,
        clock=city._clock,
        authorize=None,
        trust_clock=False,
        patience=1.0,
    )


class TestNearby:
    """`nearby` ranks by exact distance, then id."""

    def test_merchants_and_stations_are_ranked_together(self) -> None:
        """The nearest first, each with its reasons; a pack sets how far is near."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        far, near = shown(city, clock, 5), shown(city, clock, 1)
        between = station(city, 3)
        answer = city.nearby(HERE)
        assert ids(answer) == [near, between, far]
        assert [hit.rank for hit in answer.hits] == [1, 2, 3]
        assert all(hit.reasons for hit in answer.hits)
        assert (answer.within, answer.mode) == (metres(800), "walk")
        assert ids(city.nearby(HERE, kinds=["station"])) == [between]
        assert ids(city.nearby(HERE, services=["rest", "water"])) == [between]
        assert ids(city.nearby(HERE, within=200)) == [near]
        assert ids(city.nearby(HERE, limit=2)) == [near, between]
        assert city.nearby(HERE, mode="ride").within == metres(2400)

    def test_closed_places_are_left_out_unless_asked_for(self) -> None:
        """Unknown hours are not closed; what is closed is told by `why_not`."""
        city = small()
        shut = station(city, 1, hours=Hours.weekly(tue="08:00-09:00"))
        unknown = station(city, 2, hours=None)
        assert ids(city.nearby(HERE)) == [unknown]
        assert ids(city.nearby(HERE, closed=True)) == [shut, unknown]
        assert city.nearby(HERE).hits[0].openness.answer == "unknown"
        (why,) = city.why_not(shut, HERE)
        assert "closed" in say(why)

    def test_the_first_question_goes_by_the_citys_clock_too(self) -> None:
        """Before the pack was read once, the zone of the clock was not known: now it is read first."""
        city = small()
        host = station(city, 1, hours=Hours.weekly(mon="08:50-09:10"))
        route = (at(0), at(0, 10))
        utc = MONDAY.astimezone(UTC)
        for asked in (None, MONDAY, utc):
            assert ids(fresh(city).nearby(HERE, at=asked)) == [host]
            assert fresh(city).along(route, at=asked).ids == [host]
            assert fresh(city).why_not(host, HERE, at=asked) == ()
            assert fresh(city).match(["drink"], origin=HERE, at=asked).places[0].hit.place.id == host

    def test_the_citys_datum_measures(self) -> None:
        """A position by WGS-84 is converted into the city's GCJ-02; the way back is refused."""
        city = small()
        station(city, 1)
        answer = city.nearby(Point.wgs84(lat=29.5, lon=106.5), within=2000)
        assert answer.hits[0].metres > 100
        surveyed = small(pack=changed('"datum":"gcj02"', '"datum":"wgs84"'))
        station(surveyed, 1, point=Point.wgs84(lat=29.5, lon=106.5))
        assert len(surveyed.nearby(Point.wgs84(lat=29.5, lon=106.5)).hits) == 1
        with pytest.raises(ConversionRefused):
            surveyed.nearby(HERE)

    @pytest.mark.parametrize("within", [0, -1, 1e9, 50_001, float("nan")])
    def test_a_radius_that_is_none_is_refused(self, within: float) -> None:
        """Row 37: above zero, and no more than 50 km."""
        with pytest.raises(Invalid) as error:
            small().nearby(HERE, within=within)
        assert [problem.field for problem in error.value.problems] == ["within"]

    def test_one_word_is_not_a_set_of_letters(self) -> None:
        """`services="water"` is a slip that would find nothing; it is refused instead."""
        with pytest.raises(Invalid) as error:
            small().nearby(HERE, services="water", kinds="station")
        assert [problem.field for problem in error.value.problems] == ["services", "kinds"]

    def test_services_may_come_from_anywhere(self) -> None:
        """A generator is taken as well as a set."""
        city = small()
        station(city)
        assert len(city.nearby(HERE, services=(word for word in ["water"])).hits) == 1

    @pytest.mark.parametrize("ask", ["nearby", "why_not"])
    def test_a_naive_time_is_refused(self, ask: str) -> None:
        """Row 32: whether a place is open depends on the zone."""
        city = small()
        origin = (station(city), HERE) if ask == "why_not" else (HERE,)
        with pytest.raises(Invalid) as error:
            getattr(city, ask)(*origin, at=MONDAY.replace(tzinfo=None))
        assert error.value.problems[0].field == "at"


class TestAlong:
    """`along` ranks by the detour from a route."""

    def test_what_lies_on_the_way_comes_by_detour(self) -> None:
        """Not by how far it is from where one starts; in the words of `nearby`, and written for a browser."""
        city = small()
        off, by = station(city, 1, point=at(3, 1)), station(city, 2, point=at(0.5, 8))
        route = (at(0), at(0, 10))
        answer = city.along(route, services=["water"], at=MONDAY)
        assert answer.ids == [by, off]
        assert city.along(iter(route), within=300, at=MONDAY).ids == [by]
        assert city.along(route, kinds=["merchant"]).ids == []
        assert [reason.code for reason in city.along(route, within=300).why_not(off)] == [
            "proximity.off_too_far"
        ]
        written = write(answer)
        assert [stop["place"]["id"] for stop in written["stops"]] == answer.ids
        assert written["stops"][0]["detour"] == answer.detours[0]
        assert written["stops"][0]["reasons"][0]["text"] == say(answer.stops[0].reasons[0])
        with pytest.raises(Invalid) as error:
            city.along([at(0)], services="water")
        assert error.value.problems[0].field == "route"


class TestWhyNot:
    """Why a place is absent, and what would change it."""

    def test_each_way_off_the_map_has_its_reason(self) -> None:
        """Not named yet, hidden, suspended, closed: each is said, until it is over."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = applied(city, 2)
        assert "form check" in told(city.why_not(shop, HERE))
        listed = shown(city, clock, 1)
        assert city.why_not(listed, HERE) == ()
        city.do(merchants.Hide(listed, "fraud", AUDIT), by=CLERK)
        assert "hidden" in told(city.why_not(listed, HERE))
        city.do(merchants.Show(listed), by=CLERK)
        assert city.why_not(listed, HERE) == ()
        city.do(merchants.Suspend(listed, "closed"), by=CLERK)
        assert "suspended" in told(city.why_not(listed, HERE))
        host = station(city, 1)
        city.do(stations.CloseTemporarily(host, "repair"), by=KEEPER)
        assert "repairs" in told(city.why_not(host, HERE))

    def test_a_service_ends_with_the_last_day_of_its_equipment(self) -> None:
        """Midnight alone takes it off, with no command; `why_not` says why, a new check brings it back."""
        clock = StandingClock(MONDAY)
        city = small(clock, pack=changed('"needs":["water"]', '"needs":["kit"]'))
        host, today = station(city, 1), MONDAY.date()
        city.do(stations.RecordEquipment(host, "kit", 1, today, expires_on=today), by=KEEPER)
        assert ids(city.nearby(HERE, services=["water"])) == [host]
        clock.now = MONDAY + timedelta(days=1)
        assert ids(city.nearby(HERE, services=["water"])) == []
        assert city.nearby(HERE).hits[0].place.services == {"rest"}
        expired = f"it cannot offer water: medicine kit is out of date: {today} was its last day"
        assert told(city.why_not(host, HERE, services=["water"])) == expired
        assert ids(city.nearby(HERE, services=["water"], at=MONDAY)) == [host]
        city.do(stations.RecordEquipment(host, "kit", 1, today, expires_on=clock.now.date()), by=KEEPER)
        assert ids(city.nearby(HERE, services=["water"])) == [host]
        city.do(stations.RecordEquipment(host, "kit", 1, clock.now.date(), "broken", today), by=KEEPER)
        assert "medicine kit was found broken on" in told(city.why_not(host, HERE, services=["water"]))
        assert city.why_not(host, HERE) == ()

    def test_distance_services_and_hours_are_told_together(self) -> None:
        """Every reason at once, not the first."""
        city = small()
        far = station(city, 30, hours=Hours.weekly(tue="08:00-09:00"))
        reasons = city.why_not(far, HERE, services=["charge"])
        codes = [reason.code for reason in reasons]
        assert codes == ["proximity.lacks", "proximity.is_closed", "proximity.too_far"]

    def test_what_is_no_place_says_so(self) -> None:
        """An application has no point of its own; an id of nobody is not found."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = shown(city, clock)
        opened = city.do(merchants.OpenRevocation(shop, "fraud", AUDIT, "found"), by=CLERK)
        case = next(e.id for e in opened.events if isinstance(e, merchants.RevocationNotified))
        assert [reason.code for reason in city.why_not(case, HERE)] == ["nearby.no_place"]
        with pytest.raises(NotFound):
            city.why_not("merchant-9", HERE)


class TestKeptUp:
    """The map in memory equals one built anew, after whatever happened."""

    def test_what_happens_is_on_the_map_at_once(self) -> None:
        """Listed, hidden, shown, moved, closed: the next question sees it, in this City and in another."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        other = fresh(city)
        assert ids(city.nearby(HERE)) == ids(other.nearby(HERE)) == []
        shop = shown(city, clock, 1)
        host = station(city, 2)
        assert ids(city.nearby(HERE)) == [shop, host]
        city.do(merchants.Hide(shop, "fraud", AUDIT), by=CLERK)
        assert ids(city.nearby(HERE)) == [host]
        city.do(merchants.Show(shop), by=CLERK)
        city.do(stations.SetServices(host, frozenset({"rest"})), by=CLERK)
        assert ids(city.nearby(HERE, services=["water"])) == [shop]
        city.do(merchants.Withdraw(shop), by=OWNER)
        city.do(stations.Close(host, "decision 4"), by=CLERK)
        assert ids(city.nearby(HERE)) == ids(other.nearby(HERE)) == ids(fresh(city).nearby(HERE)) == []
        assert city.memory()["places"] == other.memory()["places"] == 0

    def test_a_new_datum_makes_a_new_map(self) -> None:
        """A published pack that works in another datum is obeyed at the next question."""
        city = small(pack=changed('"datum":"gcj02"', '"datum":"wgs84"'))
        host = station(city, 0, point=Point.wgs84(lat=29.5, lon=106.5))
        assert city.nearby(Point.wgs84(lat=29.5, lon=106.5)).hits[0].metres == pytest.approx(0)
        city.publish(pack(), by=HEAD)
        with pytest.raises(Invalid):
            city.nearby(HERE, within=0)
        moved = city.nearby(HERE, within=2000).hits[0]
        assert (moved.place.id, moved.metres > 100) == (host, True)

    def test_many_places_fill_more_than_a_page(self) -> None:
        """A map of over a thousand places is built whole and kept up whole."""
        city = small()
        first = city.nearby(HERE, within=50_000)
        assert first.hits == ()
        registers = [
            stations.Register(
                name=f"S {n}",
                host="shop",
                point=at(n % 40, n // 40),
                area="north",
                services=frozenset({"water"}),
                code=f"S-{n}",
            )
            for n in range(1_100)
        ]
        for n in range(0, len(registers), 550):
            city.do_many([(r, r.code) for r in registers[n : n + 550]], by=CLERK)
        assert len(ids(city.nearby(HERE, within=50_000, limit=1_000))) == 1_000
        assert city.memory()["places"] == 1_100
        other = fresh(city)
        assert other.nearby(HERE, limit=7) == city.nearby(HERE, limit=7)
        assert other.memory()["places"] == 0
        assert other.nearby(HERE, within=50_000, limit=7) == city.nearby(HERE, within=50_000, limit=7)
        assert other.memory()["places"] == 1_100


def test_a_hidden_merchant_is_shown_again_by_time() -> None:
    """Nobody opened a case within the term: `tick` puts the merchant back, on the map too."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = MerchantId(shown(city, clock))
    city.do(merchants.Hide(shop, "fraud", AUDIT), by=CHIEF)
    assert ids(city.nearby(HERE)) == []
    clock.forward(days=3)
    city.tick()
    assert ids(city.nearby(HERE)) == [shop]


def test_hours_are_read_off_the_city_s_clock() -> None:
    """Whatever zone the instant is asked in: what is noon here is open, and told in the city's time."""
    city = small()
    host = station(city, hours=Hours.weekly(mon="08:00-12:00"))
    elsewhere = (MONDAY + timedelta(hours=1)).astimezone(UTC)
    (hit,) = city.nearby(HERE, at=elsewhere).hits
    assert hit.openness.until == MONDAY.replace(hour=12)
    assert "12:00+08:00" in say(hit.openness.reason)
    assert city.why_not(host, HERE, at=elsewhere) == ()
    assert city.match(["cool_off"], origin=HERE, at=elsewhere).places[0].hit.openness.answer == "open"
