"""Places on the way: detours, arrival along the route, reasons, and routes that are none."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from friendly_services.errors import Invalid, NotFound
from friendly_services.hours import Hours
from friendly_services.places import ConversionRefused, Lapse, Place, Point, convert, distance
from friendly_services.proximity import Along, Index, Rules, along
from friendly_services.text import LANGUAGES, Reason, say

NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
RULES = Rules(
    mode="ride",
    reach={"ride": 2400, "walk": 800},
    limit=3,
    pace={"ride": 250.0},
    detour={"ride": (1.0, 1.25, 1.5)},
)
EAST = 97_064.0
"""Metres of a degree of longitude there, about."""


def point(along_: float, off: float = 0) -> Point:
    """So many metres east of where the route begins, and so many north of it."""
    return Point.wgs84(lat=29.40 + off / 110_842, lon=106.54 + along_ / EAST)


ROUTE = [point(0), point(2_000), point(5_000)]


def place(id_: str, along_: float, off: float = 0, **values: Any) -> Place:
    """A merchant beside the route."""
    return Place(id_, "merchant", f"shop {id_}", point(along_, off), **values)


def ask(*places: Place, route: Any = ROUTE, **question: Any) -> Along:
    """The answer at noon."""
    return along(Index(places), route, **{"at": NOON, "rules": RULES, **question})


def test_the_least_detour_comes_first_however_far_along() -> None:
    """Not the nearest to where one is; of equals the one that comes first, then the id."""
    answer = ask(
        place("near", 100, 400),
        place("far", 4_900, 50),
        place("b", 3_000),
        place("a", 3_000),
        place("first", 500),
        limit=10,
    )
    assert answer.ids == ["first", "a", "b", "far", "near"]
    assert [stop.rank for stop in answer.stops] == [1, 2, 3, 4, 5]
    stop = answer.stops[3]
    assert stop.detour == 2 * stop.off == answer.detours[3]
    assert (round(stop.off), round(stop.along, -1)) == (50, 4_900)
    assert ask(*(one.place for one in answer.stops)).ids == ["first", "a", "b"]


def test_before_the_beginning_and_beyond_the_end() -> None:
    """The nearest point of the route is then its end."""
    before, beyond = ask(place("before", -300), place("beyond", 5_400)).stops
    assert (before.along, round(before.off)) == (0, 300)
    whole = distance(ROUTE[0], ROUTE[1]) + distance(ROUTE[1], ROUTE[2])
    assert beyond.along == pytest.approx(whole, abs=1e-3)


def test_a_stop_says_how_far_when_and_what_is_known() -> None:
    """In both languages, made when asked for; signs and notes of the city come with it."""
    shop = place("x", 2_400, 156, hours=Hours.weekly(mon="08:00-21:00"), notes=(Reason("value.missing"),))
    answer = ask(shop)
    (stop,) = answer.stops
    assert [say(reason) for reason in stop.reasons[:3]] == [
        "156 m off your way at 2.4 km, 311.9 m there and back",
        "you come by at 2026-03-02 12:10+08:00, riding",
        "open until 2026-03-02 21:00+08:00",
    ]
    assert all(say(reason) != say(reason, "zh") for reason in stop.reasons)
    signed = answer.told({"x": ("sign of x",)}, (Reason("nearby.damaged", places=1),))
    assert signed.stops[0].place.signs == ("sign of x",)
    assert [reason.code for reason in signed.stops[0].reasons[-2:]] == ["proximity.sign", "value.missing"]
    assert [note.code for note in signed.notes] == ["nearby.damaged"]
    assert signed != answer
    unhurried = ask(shop, mode="walk").stops[0]
    assert unhurried.comes == NOON
    assert "proximity.route_arrival" not in {reason.code for reason in unhurried.reasons}


def test_a_place_is_judged_when_one_comes_along() -> None:
    """4,500 m at 250 m a minute, then off by ways that wind: after 18 minutes and a bit; and for the stay."""
    closing = place("closing", 4_500, 50, hours=Hours.weekly(mon="08:00-12:18"))
    opening = place("opening", 4_500, 60, hours=Hours.weekly(mon="12:18-13:00"))
    answer = ask(closing, opening)
    assert answer.ids == ["opening"]
    way = answer.stops[0].comes - NOON
    assert timedelta(minutes=18, seconds=15) < way < timedelta(minutes=18, seconds=21)
    assert ask(opening, dwell=45).ids == []
    assert ask(opening, dwell=41).ids == ["opening"]
    assert ask(closing, closed=True).stops[0].openness.answer == "closed"
    lapsing = (Lapse("water", Reason("value.missing"), NOON + timedelta(minutes=10)),)
    water = [
        place(name, along_, services=["water"], lapses=lapsing) for name, along_ in (("y", 5), ("z", 4_900))
    ]
    assert ask(*water, services=["water"]).ids == ["y"]


def test_what_is_asked_for_is_as_near_by() -> None:
    """Services, kinds, entry, marks and whom a place is for."""
    wanted = place("w", 900, 90, services=["water"], tags=["step_free"], entry=["scan"], serves=["rider"])
    others = [place(f"o{n}", 900, 30 + n) for n in range(5)]
    for asked in (
        {"services": ["water"]},
        {"tags": (mark for mark in ["step_free"])},
        {"entry": ["scan"]},
    ):
        assert ask(wanted, *others, limit=1, **asked).ids == ["w"]
    assert "w" not in ask(wanted, *others, limit=9, worker="courier").ids
    assert ask(wanted, kinds=["station"]).ids == []


def test_the_widest_detour_is_there_and_back() -> None:
    """Half of it is how far off a place may be; the mode's reach unless said otherwise."""
    near, off = place("near", 900, 390), place("off", 900, 410)
    assert ask(near, off, within=800).ids == ["near"]
    assert ask(near, off, mode="walk").ids == ["near"]
    answer = ask(near, off)
    assert (answer.ids, float(answer.within)) == (["near", "off"], 2_400)


def test_why_a_place_is_no_stop() -> None:
    """Each reason at once, with what would change it; none of a place that is one."""
    hidden = place("hidden", 900, absent=Reason("value.missing"))
    late = place("late", 4_500, 50, hours=Hours.weekly(mon="08:00-12:10"))
    aside = place("aside", 900, 700, services=["water"])
    least, more = place("least", 900, 10), place("more", 900, 20)
    index = Index([hidden, late, aside, least, more])
    answer = along(index, ROUTE, at=NOON, rules=RULES, within=1_000, limit=1)
    assert answer.why_not("least") == answer.why_not(least) == ()
    told = {one.id: " / ".join(map(say, answer.why_not(one.id))) for one in (hidden, late, aside, more)}
    by_hour = "it closes 2026-03-02 12:10+08:00, and you arrive 2026-03-02 12:18+08:00 by riding"
    too_far = "it is 700 m off your way, and 1399.9 m there and back are more than the 1000 m asked for"
    assert told == {
        "hidden": f"the map does not show it: {say(Reason('value.missing'))}",
        "late": f"{by_hour}: ask for an earlier time, or for closed places too",
        "aside": f"{too_far}: allow 1400 m",
        "more": "asked for were 1, and the last of those takes 19.9 m there and back: ask for more places",
    }
    for one in (late, aside, more):
        assert all(say(reason) != say(reason, "zh") for reason in answer.why_not(one))
    codes = [reason.code for reason in answer.why_not(place("new", 900, 5))]
    assert codes == ["proximity.not_indexed"]
    shifted = Place("s", "merchant", "shop s", convert(point(900), "gcj02"))
    assert [reason.code for reason in answer.why_not(shifted)] == ["proximity.unplaced"]
    with pytest.raises(NotFound):
        answer.why_not("nobody")


def test_an_empty_answer_says_so() -> None:
    """And in GCJ-02 how far its lengths can be relied on."""
    answer = along(Index(datum="gcj02"), ROUTE, at=NOON, rules=RULES, within=600)
    assert [note.code for note in answer.notes] == ["proximity.nothing_along", "proximity.distorted"]
    for language in LANGUAGES:
        assert "600" in say(answer.notes[0], language)
    assert repr(answer) == "Along(0 stops)"


def test_a_place_that_came_since_is_told_apart_from_one_beyond_the_limit() -> None:
    """The answer lacks it since it was asked too early, not since others come first."""
    index = Index()
    answer = along(index, ROUTE, at=NOON, rules=RULES, limit=1)
    index.replace(place("x", 900, 90))
    (reason,) = answer.why_not("x")
    assert reason.code == "proximity.came_since"
    assert say(reason) != say(reason, "zh")
    answer = along(index, ROUTE, at=NOON, rules=RULES, limit=1)
    index.replace(place("nearer", 900, 50))
    index.replace(place("farther", 900, 95))
    told = {id_: [reason.code for reason in answer.why_not(id_)] for id_ in ("nearer", "farther")}
    assert told == {"nearer": ["proximity.came_since"], "farther": ["proximity.beyond_stops"]}


def test_a_route_is_converted_like_any_point() -> None:
    """WGS-84 into a city's GCJ-02; never back."""
    index = Index([place("x", 900, 90)], datum="gcj02")
    shifted = [convert(one, "gcj02") for one in ROUTE]
    by_gps, by_map = (along(index, route, at=NOON, rules=RULES) for route in (ROUTE, shifted))
    assert by_gps.stops == by_map.stops
    assert by_gps != by_map
    with pytest.raises(ConversionRefused):
        ask(route=shifted)


def test_a_route_may_stand_still_turn_back_and_cross_the_zero() -> None:
    """Points that repeat, a way there and back, and a middle where a position would count as missing."""
    stays = ask(place("x", 0, 200), route=[point(0), point(0)])
    assert [(round(stop.off), stop.along) for stop in stays.stops] == [(200, 0)]
    (back,) = ask(place("x", 1_000, 20), route=[point(0), point(2_000), point(0)]).stops
    assert round(back.along) == pytest.approx(1_000, abs=5)
    zero = [Point.wgs84(lat=0, lon=-0.01), Point.wgs84(lat=0, lon=0.01)]
    there = Place("x", "merchant", "shop x", Point.wgs84(lat=1e-4, lon=1e-6))
    assert ask(there, route=zero).ids == ["x"]


def test_answers_compare_and_print_by_what_they_say() -> None:
    """A notebook shows a line; two answers are equal where all that they say is."""
    places = [place(name, 900, 90 + n) for n, name in enumerate("wxyz")]
    one, other = ask(*places, limit=4), ask(*places, limit=4)
    assert one == other
    assert hash(one) == hash(other)
    assert one.stops == other.stops
    assert hash(one.stops[0]) == hash(other.stops[0])
    assert one.stops[0] != one.stops[1]
    assert one != "Along"
    assert one.stops[0] != "Stop"
    assert repr(one) == "Along(4 stops: shop w 90.0 m off, shop x 91.0 m off, shop y 92.0 m off, …)"
    assert repr(ask(places[0])).startswith("Along(1 stop: ")
    assert repr(one.stops[0]) == "Stop(1: shop w 90.0 m off)"


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ([], [("route", "proximity.route_points")]),
        (point(0), [("route", "proximity.route_points")]),
        ([point(0)], [("route", "proximity.route_points")]),
        ([point(0)] * 10_001, [("route", "proximity.route_points")]),
        (
            [point(0), (29.4, 106.5), None],
            [("route.1", "places.not_a_point"), ("route.2", "places.not_a_point")],
        ),
        ([point(0), point(1), convert(point(2), "gcj02")], [("route.2", "places.datums_differ")]),
        ([point(0), point(90_000), point(300_000)], [("route.2", "proximity.route_gap")]),
    ],
)
def test_a_route_that_is_none_is_refused(route: Any, expected: list[tuple[str, str]]) -> None:
    """Too few points or too many, no points, two datums, a gap: each is named by its place."""
    with pytest.raises(Invalid) as caught:
        ask(route=route)
    assert [(problem.field, problem.reason.code) for problem in caught.value.problems] == expected
    for problem in caught.value.problems:
        assert say(problem.reason) != say(problem.reason, "zh")


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"within": 0}, "within"),
        ({"limit": 0}, "limit"),
        ({"mode": "fly"}, "mode"),
        ({"services": "water"}, "services"),
        ({"at": NOON.replace(tzinfo=None)}, "at"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(question: dict[str, Any], field: str) -> None:
    """As near by."""
    with pytest.raises(Invalid) as caught:
        ask(**question)
    assert [problem.field for problem in caught.value.problems] == [field]
