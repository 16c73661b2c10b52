"""Counts and proven visits keep stations awake: one commit, and of each day one event."""

from datetime import timedelta

import pytest

from friendly_services import stations, visits
from friendly_services.cases import term_to
from friendly_services.city import Actor, City
from friendly_services.ids import StationId
from friendly_services.testing import StandingClock
from tests.city.town import CLERK, HERE, INSPECTOR, KEEPER, MONDAY, RIDER, TODAY, shown, small, station

TOKEN = "pQ8s0m3yV1xJ7cZkT2dLaw"  # noqa: S105 # a visit's, and secret from nobody here
SOMEBODY = [0] * 12 + [3] + [0] * 11


@pytest.fixture(name="clock")
def the_clock() -> StandingClock:
    """Nine on a Monday."""
    return StandingClock(MONDAY)


@pytest.fixture(name="city")
def the_city(clock: StandingClock) -> City:
    """The small city, where nine days without a sign of life make a station dormant."""
    return small(clock)


def about(city: City, host: str) -> list[str]:
    """What happened to a station, in one word each."""
    return [type(line.event).__name__ for line in city.stations.history(host)]


@pytest.mark.parametrize(
    ("use", "by"),
    [
        (lambda city, host: visits.CountUse(host, city.now()), RIDER),
        (lambda city, host: visits.RecordUse(host, city.now().date(), SOMEBODY, "gate-7"), CLERK),
        (lambda _, host: visits.ProveVisit(host, TOKEN), KEEPER),
    ],
)
def test_a_dormant_station_that_is_used_wakes_up(city: City, clock: StandingClock, use, by) -> None:  # type: ignore[no-untyped-def] # commands of three classes
    """In the commit that counts it; nine days after the visit it is dormant again."""
    host = station(city)
    clock.forward(days=10)
    city.tick()
    assert city.stations.get(host).standing == "dormant"
    done = city.do(use(city, host), by=by)
    assert done.events[1:] == (
        stations.Visited(clock.now.date()),
        stations.Revived(clock.now.date(), term_to(clock.now.date() + timedelta(days=9), clock.now)),
    )
    assert city.stations.get(host).standing == "open"
    clock.forward(days=9)
    city.tick()
    assert city.stations.get(host).standing == "open"
    clock.forward(days=1)
    city.tick()
    assert city.stations.get(host).standing == "dormant"


def test_a_day_leaves_one_event_however_many_came(city: City, clock: StandingClock) -> None:
    """Later counts of it, counts of days before and days on which nobody came change no station."""
    host = station(city)
    clock.forward(days=1)
    for _ in range(3):
        city.do(visits.CountUse(host, clock.now), by=RIDER)
    city.do(visits.RecordUse(host, TODAY, SOMEBODY, "gate-7"), by=CLERK)
    city.do(visits.ProveVisit(host, TOKEN), by=KEEPER)
    city.do(visits.RatePlace(host, TOKEN, 5), by=RIDER)
    clock.forward(days=1)
    city.do(visits.RecordUse(host, clock.now.date(), [0] * 24, "gate-7"), by=CLERK)
    assert about(city, host) == ["Registered", "Visited"]
    assert city.stations.get(host).seen_on == TODAY + timedelta(days=1)


def test_a_bulk_of_counts_is_decided_as_one_by_one(city: City, clock: StandingClock) -> None:
    """Each row of a batch sees the days that those before it told, and shops have no part in it."""
    host, shop = station(city), shown(city, clock)
    clock.forward(days=3)
    rows = [
        visits.RecordUse(place, TODAY + timedelta(days=day), SOMEBODY, source)
        for day in (1, 3, 2)
        for place in (shop, host)
        for source in ("gate-7", "gate-8")
    ]
    before = len(city.merchants.history(shop))
    answers = city.do_many(rows, by=CLERK)
    assert [len(answer.events) for answer in answers if not isinstance(answer, Exception)] == [
        *(1, 1, 2, 1),
        *(1, 1, 2, 1),
        *(1, 1, 1, 1),
    ]
    assert (about(city, host), len(city.merchants.history(shop))) == (
        ["Registered", "Visited", "Visited"],
        before,
    )


@pytest.mark.parametrize("standing", stations.STANDINGS)
def test_every_standing_takes_the_count(city: City, clock: StandingClock, standing: str) -> None:
    """And tells the station exactly where `stations.RecordVisit` could."""
    host = at_standing(city, clock, standing)
    assert city.stations.get(host).standing == standing
    takes = stations.possible(city.stations.get(host))["RecordVisit"] is None
    clock.forward(hours=24)
    done = city.do(visits.CountUse(host, clock.now), by=RIDER)
    assert (stations.Visited(clock.now.date()) in done.events) == takes
    assert city.visits.use(host, TODAY, clock.now.date()).total == 1


def at_standing(city: City, clock: StandingClock, standing: str) -> StationId:
    """A station where a test wants it."""
    if standing in {"planned", "fitting", "acceptance", "correcting"}:
        plan = stations.Plan("Planned", "shop", HERE, "north", ["water"], "S-9", "new")
        host = StationId(city.do(plan, by=CLERK).id)
        steps = (
            ("fitting", stations.StartFitting(host)),
            ("acceptance", stations.FinishFitting(host)),
            ("correcting", stations.ReturnForCorrection(host, ("tap",))),
        )
        for reached, step in steps:
            if city.stations.get(host).standing != standing:
                city.do(step, by=INSPECTOR if reached == "correcting" else CLERK)
                assert city.stations.get(host).standing == reached
        return host
    host = StationId(station(city))
    match standing:
        case "flagged":
            for n in (1, 2):
                city.do(stations.ReportStatus(host, "locked"), by=Actor(f"rider-{n}", roles={"worker"}))
        case "dormant":
            clock.forward(days=10)
            city.tick()
        case "closed_temporarily":
            city.do(stations.CloseTemporarily(host, "repair"), by=KEEPER)
        case "closed":
            city.do(stations.Close(host, "letter 7"), by=CLERK)
    return host
