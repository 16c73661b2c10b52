"""Laws of places on the way: exact to the millimetre and none lost, beside a slow search of the route."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import ceil, sqrt
from typing import Any

from geographiclib.geodesic import Geodesic
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from friendly_services.hours import Hours, status
from friendly_services.places import Chords, Place, Point, distance
from friendly_services.proximity import Index, Rules, along
from friendly_services.proximity._polyline import Off, chunks
from friendly_services.text import Reason
from tests.budget import count
from tests.laws.cities import exact, wrapped

_GOLDEN = (sqrt(5) - 1) / 2
_MILLIMETRE = 1e-3


def slowly(route: list[Point], place: Point) -> tuple[float, float]:
    """How far a place is off a polyline and how far along it: by searching every segment."""
    found, before = [], 0.0
    for one, other in pairwise(route):
        line = Geodesic.WGS84.InverseLine(one.lat, one.lon, other.lat, other.lon)
        found.append(_on(line, place, before))
        before += line.s13
    return min(found)


def _on(line: object, place: Point, before: float) -> tuple[float, float]:
    def far(along: float) -> float:
        there = line.Position(along)  # type: ignore[attr-defined] # geographiclib has no types
        geodesic = Geodesic.WGS84.Inverse(
            there["lat2"], there["lon2"], place.lat, place.lon, Geodesic.DISTANCE
        )
        return float(geodesic["s12"])

    low, high = 0.0, float(line.s13)  # type: ignore[attr-defined] # as above
    ends = [(far(low), before), (far(high), before + high)]
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    by_left, by_right = far(left), far(right)
    while high - low > 1e-4:
        if by_left <= by_right:
            high, right, by_right = right, left, by_left
            by_left = far(left := high - _GOLDEN * (high - low))
        else:
            low, left, by_left = left, right, by_right
            by_right = far(right := low + _GOLDEN * (high - low))
    return min(*ends, (by_left, before + left))


anywhere = st.tuples(
    st.one_of(st.floats(-89.9, 89.9), st.sampled_from([89.99, -89.99, 0.0])),
    st.one_of(st.floats(-180, 180), st.sampled_from([180.0, -179.9999])),
).filter(lambda at: max(map(abs, at)) > 2)


@settings(max_examples=count(25, 200, 5_000))
@given(
    anywhere,
    st.floats(0, 360),
    st.sampled_from([0.0, 3.0, 400.0, 5_001.0, 40_000.0, 99_999.0]),
    st.floats(-0.05, 1.05),
    st.floats(0, 360),
    st.one_of(st.floats(0, 300), st.floats(0, 25_000)),
)
def test_a_detour_is_exact_to_a_millimetre(
    at: tuple[float, float], azimuth: float, length: float, share: float, aside: float, off: float
) -> None:
    """For segments up to 100 km and places up to 25 km off, at the poles and over 180° too."""
    start = Point(*at, "wgs84")
    end = _towards(start, azimuth, length)
    place = _towards(_towards(start, azimuth, share * length), aside, off)
    chords = Chords.of(place)
    found = min(chunk.off(chords) for chunk in chunks([start, end], 25_000))
    far, along_ = slowly([start, end], place)
    assert abs(found.metres - far) < _MILLIMETRE
    assert abs(found.along - along_) < 1 + far / 1_000


def _towards(point: Point, azimuth: float, length: float) -> Point:
    line = Geodesic.WGS84.Direct(point.lat, point.lon, azimuth, length)
    return Point(line["lat2"], line["lon2"], point.datum)


@settings(max_examples=count(30, 300, 1_000))
@given(
    anywhere,
    st.lists(
        st.tuples(st.floats(0, 360), st.sampled_from([0.0, 7.0, 900.0, 30_000.0])), min_size=1, max_size=6
    ),
    st.data(),
    st.sampled_from([0.05, 10.0, 700.0, 25_000.0]),
)
def test_who_is_near_enough_lies_in_the_circle_of_a_chunk(
    at: tuple[float, float], steps: list[tuple[float, float]], data: st.DataObject, near: float
) -> None:
    """The circles that the index is asked for, and no more than some hundreds of them."""
    route = [Point(*at, "wgs84")]
    for azimuth, length in steps:
        route.append(_towards(route[-1], azimuth, length))
    found = chunks(route, near)
    assert len(found) <= 3 * 256
    one = data.draw(st.integers(0, len(steps) - 1))
    azimuth, length = steps[one]
    here = _towards(route[one], azimuth, length * data.draw(st.floats(0, 1)))
    place = _towards(here, data.draw(st.floats(0, 360)), near * data.draw(st.floats(0, 1)))
    chords = Chords.of(place)
    best = min(chunk.off(chords) for chunk in found)
    assert best.metres <= near + _MILLIMETRE
    holding = [chunk for chunk in found if distance(chunk.middle, place) <= chunk.within]
    assert min(chunk.off(chords) for chunk in holding) == best


RULES = Rules(
    mode="ride",
    reach={"walk": 800, "ride": 2_400},
    limit=5,
    pace={"ride": 200.0},
    detour={"ride": (1.0, 1.3, 1.6)},
)
_CENTRES = [(29.4, 106.54), (0.0, 179.999), (10.0, -180.0), (89.999, 20.0), (-90.0, 0.0), (0.0, 0.3)]
_SERVICES = ("charge", "water")
_HOURS = [None, Hours.always(), Hours.weekly(mon="08:00-09:00"), Hours.weekly(mon="08:10-08:20, 08:40-18:00")]
_HIDDEN = Reason("forbidden", actor="x", command="y", roles=())
_MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


@st.composite
def spots(draw: st.DrawFn, centre: tuple[float, float]) -> Point:
    """Near the centre on a small lattice, so that ties and places on the route are common."""
    step = draw(st.sampled_from([1e-9, 1e-5, 1e-3, 1e-2]))
    north, east = draw(st.integers(-3, 3)), draw(st.integers(-3, 3))
    return wrapped(centre[0] + north * step, centre[1] + east * step * draw(st.sampled_from([1, 1, 30])))


@st.composite
def journeys(draw: st.DrawFn) -> tuple[list[Point], list[Place]]:
    """A route of two to five points, and places around."""
    near = spots(draw(st.sampled_from(_CENTRES)))
    route = draw(st.lists(near, min_size=2, max_size=5))
    assume(all(exact(one, other) <= 100_000 for one, other in pairwise(route)))
    places = [
        Place(
            id=f"m{n}",
            kind=draw(st.sampled_from(["merchant", "station"])),
            name=f"number {n}",
            point=draw(near),
            services=draw(st.sets(st.sampled_from(_SERVICES))),
            hours=draw(st.sampled_from(_HOURS)),
            absent=draw(st.sampled_from([None, None, None, _HIDDEN])),
        )
        for n in draw(st.permutations(range(draw(st.integers(0, count(10, 20))))))
    ]
    return route, places


questions = st.fixed_dictionaries(
    {
        "services": st.frozensets(st.sampled_from(_SERVICES), max_size=2),
        "kinds": st.sampled_from([None, None, frozenset({"merchant"})]),
        "within": st.sampled_from([None, 1e-4, 0.5, 150.0, 5_000.0, 50_000.0]),
        "mode": st.sampled_from([None, "walk"]),
        "limit": st.sampled_from([1, 3, 1_000]),
        "closed": st.booleans(),
    }
)


@given(journeys(), questions)
def test_the_answer_equals_brute_force(
    journey: tuple[list[Point], list[Place]], asked: dict[str, Any]
) -> None:
    """Every place measured against every piece of the route, and judged when the worker comes to it."""
    route, places = journey
    answer = along(Index(places), route, at=_MONDAY, rules=RULES, **asked)
    every = chunks(route, answer.within / 2)
    found = []
    for place in places:
        chords = Chords.of(place.point)
        off = min(chunk.off(chords) for chunk in every)
        if off.metres <= answer.within / 2 and _fits(place, off, asked):
            found.append((off, place.id))
    expected = sorted(found)[: answer.limit]
    assert answer.ids == [id_ for _, id_ in expected]
    assert [(stop.off, stop.along) for stop in answer.stops] == [off for off, _ in expected]


def _fits(place: Place, off: Off, asked: dict[str, Any]) -> bool:
    way = 0 if asked["mode"] == "walk" else ceil((off.along / 1.3 + off.metres) * 1.3 * 60 / 200)
    return (
        place.absent is None
        and asked["services"] <= place.services
        and (asked["kinds"] is None or place.kind in asked["kinds"])
        and (asked["closed"] or status(place.hours, _MONDAY + timedelta(seconds=way)).answer != "closed")
    )
