"""Hours in layers and ways in: what the map offers at an hour, and whom it lets find it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import stations
from friendly_services.errors import Invalid
from friendly_services.hours import Hours, Span, read, status
from friendly_services.places import Place
from friendly_services.proximity import Index, Query, Rules, rank, why_not
from friendly_services.stations import SetEntry, SetHours, SetServices
from friendly_services.text import LANGUAGES, say
from tests.small_city import SmallCity
from tests.station_register import DAY, HERE, register, small_city, station

RULES = Rules(mode="walk", reach={"walk": 800}, limit=20)
SOON = Rules(mode="walk", reach={"walk": 800}, limit=20, opens_soon=30)
NIGHT = datetime.combine(DAY, time(23), UTC)


@pytest.fixture
def city() -> SmallCity:
    """A city with two levels and no station."""
    return small_city()


def by_scan(city: SmallCity) -> Place:
    """Open round the clock by scan, staffed from nine to five, its microwave off at night."""
    name = register(city, entry="scan")
    staffed, warm = read("Mo-Su 09:00-17:00"), read("Mo-Su 07:00-22:00")
    city.do(SetHours(name, Hours.always(), staffed, {"warm_food": warm}))
    return stations.place(station(city, name))


def asked(place: Place, at: datetime = NIGHT, rules: Rules = RULES, **question: Any) -> Any:
    """The answer about one place."""
    return rank(Index([place]), Query(HERE, at=at, **question), rules=rules)


def test_a_service_is_offered_only_while_its_own_hours_run(city: SmallCity) -> None:
    """Through an open door at night, without the microwave, and the answer says from when on."""
    place = by_scan(city)
    (night,) = asked(place).hits
    assert night.place.services == {"rest", "first_aid"}
    assert night.openness.answer == "open"
    assert [say(reason) for reason in night.layers] == [
        "warm_food: closed, opens 2026-03-11 07:00+00:00",
        "nobody is there to help: closed, opens 2026-03-11 09:00+00:00",
    ]
    assert all(say(reason, language) for reason in night.reasons for language in LANGUAGES)
    (noon,) = asked(place, NIGHT - timedelta(hours=11)).hits
    assert (noon.place.services, noon.layers) == (place.services, ())


def test_whoever_wants_the_service_is_not_sent_there(city: SmallCity) -> None:
    """Not now; soon, where the rules say so; marked, where closed places are asked for too."""
    place = by_scan(city)
    want = frozenset({"warm_food"})
    answer = asked(place, services=want)
    assert answer.hits == ()
    assert "2026-03-11 07:00+00:00" in say(answer.notes[1])
    (why,) = why_not(Index([place]), place, Query(HERE, at=NIGHT, services=want), rules=RULES)
    assert say(why).startswith("warm_food: closed, opens 2026-03-11 07:00+00:00: ask for a time when")
    assert len(asked(place, NIGHT + timedelta(hours=7, minutes=30), SOON, services=want).hits) == 1
    (marked,) = asked(place, closed=True, services=want).hits
    assert (marked.openness.answer, marked.rank) == ("closed", 1)
    assert say(marked.openness.reason) == "warm_food: closed, opens 2026-03-11 07:00+00:00"
    assert marked.reasons.count(marked.openness.reason) == 1


def test_hours_of_a_service_that_is_gone_say_nothing(city: SmallCity) -> None:
    """What it does not offer any more is not announced; what it never offered has no hours."""
    name = register(city)
    with pytest.raises(Invalid, match="services: 'sauna' is not one of first_aid, rest, warm_food"):
        city.do(SetHours(name, None, services={"sauna": Hours.always()}))
    city.do(SetHours(name, None, services={"warm_food": Hours.weekly()}))
    city.do(SetServices(name, frozenset({"rest"})))
    assert stations.place(station(city, name)).layers(NIGHT) == ()


def test_stated_anew_layers_are_gone(city: SmallCity) -> None:
    """One `Hours` is all that most stations need, and it is the whole statement."""
    name = register(city)
    city.do(SetHours(name, Hours.always(), Hours.weekly(), {"rest": Hours.weekly()}))
    city.do(SetHours(name, Hours.always()))
    now = station(city, name)
    assert (now.staffed, now.service_hours) == (None, {})


def test_one_finds_a_place_by_how_one_gets_in(city: SmallCity) -> None:
    """By one of the ways asked for; why not is told, and that it may not be known."""
    place = by_scan(city)
    unknown = stations.place(station(city, register(city, code="S-2")))
    assert len(asked(place, entry={"scan", "key"}).hits) == 1
    assert asked(place, entry={"key"}).hits == asked(unknown, entry={"scan"}).hits == ()
    told = [
        [say(why) for why in why_not(Index([one]), one, Query(HERE, at=NIGHT, entry={"key"}), rules=RULES)]
        for one in (place, unknown)
    ]
    assert told == [
        ["one gets in by scan, not by key: leave that out to see it"],
        ["how one gets in is not recorded, so not that it is by key: leave that out to see it"],
    ]
    with pytest.raises(Invalid, match="entry"):
        asked(place, entry="scan")


def test_ways_in_are_stated_anew(city: SmallCity) -> None:
    """One alone is one; none makes it unknown."""
    name = register(city)
    seen = []
    for ways in ("scan", {"staff", "open_door"}, ()):
        city.do(SetEntry(name, ways))  # type: ignore[arg-type] # taken as a set
        seen.append(station(city, name).entry)
    assert seen == [{"scan"}, {"staff", "open_door"}, frozenset()]


SPANS = st.lists(
    st.tuples(st.integers(0, 23), st.integers(1, 24)).map(lambda s: Span(s[0] * 60, (s[0] + s[1]) * 60)),
    max_size=2,
)
WEEKS = st.lists(SPANS, min_size=7, max_size=7).map(Hours)


@given(st.none() | WEEKS, WEEKS, WEEKS, st.integers(0, 167), st.booleans())
def test_a_place_is_listed_for_a_service_exactly_where_door_and_service_are_open(
    door: Hours | None, warm: Hours, wet: Hours, hour: int, both: bool
) -> None:
    """Or the door's hours are not known; and what is shown as offered can be asked for."""
    place = Place(
        "s", "station", "S", HERE, {"warm", "wet", "rest"}, door, service_hours=(("warm", warm), ("wet", wet))
    )
    at = NIGHT + timedelta(hours=hour)
    wanted = {"warm", "wet"} if both else {"warm"}
    layers = [warm, wet] if both else [warm]
    opened = status(door, at).answer != "closed" and all(status(one, at).answer == "open" for one in layers)
    found = asked(place, at, services=wanted).hits
    assert bool(found) == opened
    assert bool(why_not(Index([place]), place, Query(HERE, at=at, services=wanted), rules=RULES)) != opened
    for hit in asked(place, at, closed=True).hits:
        assert ("warm" in hit.place.services) == (status(warm, at).answer == "open")
        assert "rest" in hit.place.services
    now = place.openness(at, services=wanted)
    if now.next is not None:
        assert all(status(one, now.next).answer == "open" for one in (door, *layers))
    if now.until is not None:
        assert now.until == min(one.until for one in (status(h, at) for h in (door, *layers)) if one.until)
