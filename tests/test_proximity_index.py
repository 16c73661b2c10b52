"""The index: two engines that answer the same, changed place by place, of places or of bare columns."""

import random
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import attrs
import numpy as np
import pytest

from friendly_services.errors import Invalid, NotFound
from friendly_services.hours import Hours
from friendly_services.places import Lapse, Place, Point, convert, distance
from friendly_services.proximity import Index, Query, Rules, along, rank, why_not
from friendly_services.proximity._search import ranked
from friendly_services.text import Reason
from tests.budget import count

ENGINES: Any = ("python", "numpy")
CHINA = timezone(timedelta(hours=8))
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)
RULES = Rules(mode="walk", reach={"walk": 50_000}, limit=20)
HERE = Point.wgs84(lat=29.40, lon=106.54)
HIDDEN = Reason("forbidden", actor="u1", command="merchants.Hide", roles=("officer",))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Any:
    """Each engine in turn."""
    return request.param


def place(id_: str, north: float = 0, east: float = 0, **values: Any) -> Place:
    """A place so many metres from HERE."""
    point = Point.wgs84(lat=29.40 + north / 110_842, lon=106.54 + east / 97_000)
    return Place(id_, "merchant", id_, point, **values)


def scattered(many: int, spread: float = 2_000, seed: int = 1) -> list[Place]:
    """Places around HERE, one in ten at the place of another."""
    dice = random.Random(seed)  # no secret
    spots = [(dice.gauss(0, spread), dice.gauss(0, spread)) for _ in range(many)]
    spots = [dice.choice(spots) if dice.random() < 0.1 else spot for spot in spots]
    words = ("charge", "toilet", "water")
    return [
        place(f"m{n:05}", *spot, services={word for word in words if dice.random() < 0.5})
        for n, spot in enumerate(spots)
    ]


def in_order(places: list[Place], origin: Point = HERE) -> Iterator[str]:
    """Every id, by (geodesic, id)."""
    return (id_ for _, id_ in sorted((distance(origin, known.point), known.id) for known in places))


def test_bare_columns_answer_as_places_do(engine: Any) -> None:
    """Ids, positions, services and hours in columns: the answers are those of the same places as objects."""
    week = [None, Hours.weekly(mon="08:00-11:00"), Hours.always()]
    places = [attrs.evolve(known, hours=week[n % 3], kind="place") for n, known in enumerate(scattered(300))]
    words = ("charge", "toilet", "water")
    bare = Index.from_columns(
        [known.id for known in places],
        [known.point.lat for known in places],
        [known.point.lon for known in places],
        services={word: [word in known.services for known in places] for word in words},
        hours=week,
        schedules=[n % 3 for n in range(len(places))],
        engine=engine,
    )
    index = Index(places, engine=engine)
    assert (bare.engine, len(bare)) == (engine, 300)
    for service in (None, *words):
        for at in (None, NOON):
            answer = bare.nearest(HERE, service=service, at=at, within=3_000)
            assert answer == index.nearest(HERE, service=service, at=at, within=3_000)
            open_ = [known for known in places if at is None or known.hours is not week[1]]
            expected = in_order([one for one in open_ if service is None or service in one.services])
            assert answer.ids == list(expected)[:20]
    assert bare.offered("water") == index.offered("water")
    made = bare.get("m00004")
    assert made is not None
    assert (made.services, made.hours, made.point) == (places[4].services, week[1], places[4].point)
    assert {known.id for known in bare} == {known.id for known in places}
    assert (
        rank(bare, Query(HERE, at=NOON), rules=RULES).ids
        == rank(index, Query(HERE, at=NOON), rules=RULES).ids
    )


def test_ids_may_be_whole_numbers(engine: Any) -> None:
    """Numbers are ordered as numbers; numpy's own arrays are taken and Python's own numbers come back."""
    index = Index.from_columns(
        np.array([10, 9, 8]), np.array([29.40, 29.40, 29.41]), np.full(3, 106.54), engine=engine
    )
    answer = index.nearest(HERE)
    assert answer.ids == [9, 10, 8]
    assert {type(id_) for id_ in answer.ids} == {int}
    assert index.get(8).point.lat == 29.41  # type: ignore[union-attr] # it is there
    index.remove(9)
    assert index.nearest(HERE).ids == [10, 8]
    assert index.get(9) is None


def test_why_a_place_is_absent_is_told_by_a_number_too(engine: Any) -> None:
    """Near by and along a route: numbers are ids like words, and one that there is not is not found."""
    index = Index.from_columns([7, 8], [29.40, 29.90], [106.54, 106.54], engine=engine)
    query = Query(HERE, at=NOON, within=800)
    route = along(index, [HERE, HERE], at=NOON, within=800, rules=RULES)
    assert why_not(index, 7, query, rules=RULES) == route.why_not(7) == ()
    assert [why.code for why in why_not(index, 8, query, rules=RULES)] == ["proximity.out_of_reach"]
    assert [why.code for why in route.why_not(8)] == ["proximity.off_too_far"]
    for ask in (partial(why_not, index, 9, query, rules=RULES), partial(route.why_not, 9)):
        with pytest.raises(NotFound):
            ask()


def test_services_may_be_any_number(engine: Any) -> None:
    """A hundred columns of services: each place offers its own."""
    ids, services = range(7), {f"s{n}": [n % 7 == k for k in range(7)] for n in range(100)}
    index = Index.from_columns(ids, [29.4] * 7, [106.54] * 7, services=services, engine=engine)
    for n in range(100):
        assert index.nearest(HERE, service=f"s{n}").ids == [n % 7]
        assert index.offered(f"s{n}") == 1


def test_hours_may_be_each_places_own(engine: Any) -> None:
    """Without schedules, hours are one for each place; a place of unknown hours stays in the answer."""
    index = Index.from_columns(
        ["a", "b", "c"],
        [29.40, 29.40, 29.40],
        [106.54, 106.54, 106.54],
        hours=[Hours.weekly(), None, Hours.always()],
        engine=engine,
    )
    assert index.nearest(HERE, at=NOON).ids == ["b", "c"]
    assert index.nearest(HERE).ids == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("columns", "field", "code"),
    [
        ({"lats": [29.4]}, "lats", "proximity.column_length"),
        ({"services": {"water": [1]}}, "services.water", "proximity.column_length"),
        ({"schedules": [0]}, "schedules", "proximity.column_length"),
        ({"hours": [None]}, "hours", "proximity.column_length"),
        ({"services": {"water": ["0", "1"]}}, "services.water", "proximity.neither_yes_nor_no"),
        ({"services": {"water": [None, True]}}, "services.water", "proximity.neither_yes_nor_no"),
        ({"hours": [None], "schedules": [0, 1]}, "schedules", "proximity.no_such_schedule"),
        ({"schedules": [0, -1]}, "schedules", "proximity.no_such_schedule"),
        ({"ids": ["a", "a"]}, "ids", "proximity.id_twice"),
        ({"ids": ["a", 1]}, "ids", "proximity.ids_mixed"),
        ({"lats": [29.4, "north"]}, "places.b.lat", "places.not_a_number"),
        ({"lats": [29.4, 91.0]}, "places.b.lat", "places.latitude_range"),
        ({"lats": [29.4, float("nan")]}, "places.b.lat", "places.not_a_number"),
        ({"lats": [29.4, 0.0], "lons": [106.5, 0.0]}, "places.b.lat", "places.null_island"),
    ],
)
def test_columns_that_make_no_sense_are_refused(
    engine: Any, columns: dict[str, Any], field: str, code: str
) -> None:
    """A column too short, an id twice, a position that is none: the error names which."""
    given = {"ids": ["a", "b"], "lats": [29.4, 29.4], "lons": [106.5, 106.5], **columns}
    with pytest.raises(Invalid) as caught:
        Index.from_columns(**given, engine=engine)
    assert [(one.field, one.reason.code) for one in caught.value.problems] == [(field, code)]


def test_no_places_is_no_error(engine: Any) -> None:
    """An empty index answers, and takes its first places one by one."""
    for index in (Index(engine=engine), Index.from_columns([], [], [], engine=engine)):
        assert index.nearest(HERE, service="water", at=NOON) == ([], [])
        index.add(place("a", 10, services={"water"}))
        assert index.nearest(HERE, service="water", at=NOON).ids == ["a"]


def test_a_place_is_added_once() -> None:
    """An id that is there already is refused by `add`, shown or not; `replace` takes it."""
    index = Index([place("a"), place("b", absent=HIDDEN)])
    for known in ("a", "b"):
        with pytest.raises(Invalid) as caught:
            index.add(place(known))
        assert caught.value.problems[0].reason.code == "proximity.id_twice"
        index.replace(place(known, 10))
    assert index.nearest(HERE).ids == ["a", "b"]


def test_an_index_changed_for_long_equals_brute_force(engine: Any) -> None:
    """Thousands of places put in, moved and taken out: answers stay exact while columns are made anew."""
    dice = random.Random(3)  # no secret
    known = {one.id: one for one in scattered(400)}
    index = Index(known.values(), engine=engine)
    fresh = scattered(3_000, seed=2)
    for n, new in enumerate(fresh):
        changed = attrs.evolve(new, id=f"m{dice.randrange(700):05}")
        if dice.random() < 0.3:
            index.remove(changed.id)
            known.pop(changed.id, None)
        else:
            index.replace(changed)
            known[changed.id] = changed
        if n % count(97, 23) == 0:
            for service in (None, "water"):
                having = [one for one in known.values() if service is None or service in one.services]
                assert index.nearest(HERE, 5, service=service).ids == list(in_order(having))[:5]
    assert set(index) == set(known.values())
    assert len(index) == len(known)
    assert index.offered("water") == sum("water" in one.services for one in known.values())


def test_the_plain_question_keeps_what_is_open() -> None:
    """Closed doors, services with hours of their own and lapsed ones are left out; the unknown stay."""
    shut = Hours.weekly(mon="08:00-11:00")
    gone = Lapse("water", HIDDEN, NOON)
    index = Index(
        [
            place("shut", 1, services={"water"}, hours=shut),
            place("no-water-now", 2, services={"water"}, service_hours=(("water", shut),)),
            place("lapsed", 3, services={"water"}, lapses=(gone,)),
            place("unknown", 4, services={"water"}),
            place("hidden", 5, services={"water"}, absent=HIDDEN),
        ]
    )
    assert index.nearest(HERE, service="water", at=NOON).ids == ["unknown"]
    assert index.nearest(HERE, at=NOON).ids == ["no-water-now", "lapsed", "unknown"]
    earlier = index.nearest(HERE, service="water", at=NOON - timedelta(hours=2))
    assert earlier.ids == ["shut", "no-water-now", "lapsed", "unknown"]


def test_the_plain_question_is_checked() -> None:
    """The limit, the radius and the datum, as `rank` checks them."""
    index = Index([place("a")], datum="gcj02")
    slips: Any = ({"limit": 0}, {"limit": 1_001}, {"within": 0}, {"within": 50_001}, {"service": {"water"}})
    for wrong in (*slips, {"origin": (29.4, 106.54)}):
        with pytest.raises(Invalid) as caught:
            index.nearest(**{"origin": HERE, **wrong})
        assert [problem.field for problem in caught.value.problems] == [*wrong]
    assert index.nearest(HERE) == index.nearest(convert(HERE, "gcj02"))


def test_many_questions_at_once_answer_as_one_by_one(engine: Any) -> None:
    """One service and hour for all, or one for each: the same bytes as asking one after the other."""
    places = [attrs.evolve(one, hours=Hours.always()) for one in scattered(600)]
    index = Index(places, engine=engine)
    dice = random.Random(5)  # no secret
    lats = [29.40 + dice.gauss(0, 0.02) for _ in range(60)]
    lons = [106.54 + dice.gauss(0, 0.02) for _ in range(60)]
    services = [dice.choice([None, "water", "charge", "rest"]) for _ in range(60)]
    times = [NOON + timedelta(minutes=dice.randrange(600)) for _ in range(60)]
    cases: Any = ((None, None), ("water", NOON), (services, times), (services, None))
    for service, at in cases:
        many = index.nearest_many(lats, lons, 7, service=service, within=3_000, at=at)
        assert list(many) == [
            index.nearest(
                Point.wgs84(lat=lat, lon=lon),
                7,
                service=service[n] if isinstance(service, list) else service,
                within=3_000,
                at=at[n] if isinstance(at, list) else at,
            )
            for n, (lat, lon) in enumerate(zip(lats, lons, strict=True))
        ]
        assert (len(many), many[-1], many[3:5]) == (60, many[59], [many[3], many[4]])


def test_a_question_of_many_that_makes_no_sense_is_refused(engine: Any) -> None:
    """A latitude beyond the pole is named however many others there are, and a column of another length."""
    index = Index(scattered(10), engine=engine)
    cases: Any = (
        ({"lats": [29.4] * 20 + [91.0]}, "questions.20.lat"),
        ({"lons": [106.5]}, "lons"),
        ({"lons": [106.5] * 22}, "lons"),
        ({"service": ["water"]}, "service"),
        ({"at": [NOON] * 22}, "at"),
    )
    for wrong, field in cases:
        with pytest.raises(Invalid) as caught:
            index.nearest_many(**{"lats": [29.4] * 21, "lons": [106.5] * 21, **wrong})
        assert [problem.field for problem in caught.value.problems] == [field]


def test_an_index_and_many_answers_print_as_what_they_hold() -> None:
    """How many places in which datum; the first two answers, and that there are more."""
    index = Index([place("a")])
    assert repr(index) == "Index(1 place in wgs84)"
    assert repr(Index(datum="gcj02")) == "Index(0 places in gcj02)"
    answers = index.nearest_many([29.40] * 3, [106.54] * 3)
    assert repr(answers[0]) == "Nearest(ids=['a'], metres=[0.0])"
    assert repr(answers) == f"Answers({answers[0]}, {answers[1]}, …)"


def test_a_crowd_at_one_point_is_answered_in_order(engine: Any) -> None:
    """Thousands in one building, with neighbours a nanometre off: exact, and added to and taken from."""
    many = count(3_000, 30_000)
    index = Index.from_columns(
        [f"m{n:06}" for n in range(many)], [29.4] * many, [106.54] * many, engine=engine
    )
    assert index.nearest(HERE).ids == [f"m{n:06}" for n in range(20)]
    assert [one.ids for one in index.nearest_many([29.4] * 16, [106.54] * 16, 3)] == [
        ["m000000", "m000001", "m000002"]
    ] * 16
    assert list(index.nearest_many([29.5] * 16, [106.54] * 16, within=10)) == [([], [])] * 16
    index.remove("m000003")
    index.add(place("m0000005"))
    assert index.nearest(HERE, 5).ids == ["m000000", "m0000005", "m000001", "m000002", "m000004"]
    near = Point.wgs84(lat=29.4, lon=106.54 + 1e-14)
    index.add(Place("a", "merchant", "a", near))
    by_hand = sorted((distance(HERE, point), id_) for point, id_ in ((near, "a"), (HERE, "m000000")))
    assert index.nearest(HERE, 1).ids == [by_hand[0][1]]


def test_all_closed_or_all_around_is_answered(engine: Any) -> None:
    """Every place closed: an empty answer. A radius over everything: every place, in order."""
    places = scattered(500)
    shut = Index([attrs.evolve(one, hours=Hours.weekly()) for one in places], engine=engine)
    assert shut.nearest(HERE, at=NOON) == ([], [])
    everything = Index(places, engine=engine).nearest(HERE, 1_000)
    assert everything.ids == list(in_order(places))
    assert all(one <= other for one, other in zip(everything.metres, everything.metres[1:], strict=False))


def test_a_question_meanwhile_sees_each_place_as_it_was_or_is(engine: Any) -> None:
    """While one thread moves a place to and fro, others never miss it, see it twice, or fail."""
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    index = Index([*scattered(200), place("mover", 1)], engine=engine)
    done = threading.Event()
    wrong: list[object] = []

    def ask() -> None:
        while not done.is_set():
            answers = [index.nearest(HERE, 1_000), *index.nearest_many([29.4] * 20, [106.54] * 20, 300)]
            wrong.extend(a for a in answers if a.ids.count("mover") != 1 or len(a.ids) != 201)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    try:
        for thread in threads:
            thread.start()
        for n in range(count(1_500, 6_000)):
            index.replace(place("mover", 1 + n % 2 * 3_000, n % 7 * 100))
    finally:
        done.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(switching)
    assert wrong == []


def test_a_change_that_fails_changes_nothing() -> None:
    """A place that cannot be taken in leaves the earlier one of its id where it was."""
    index = Index([place("a", services={"water"}), place("b", 10)])
    with pytest.raises(TypeError, match="unhashable"):
        index.replace(place("a", 20, lapses=([],)))
    assert (index.nearest(HERE).ids, index.offered("water")) == (["a", "b"], 1)


@attrs.frozen
class Arriving:
    """A question whose places are open only to whoever has not far to go."""

    origin: Point = HERE
    within: float = 50_000
    services: frozenset[str] = frozenset()
    wanted: str = "all"
    when: str = "now"

    def wants(self, _: Place) -> bool:
        """Any place will do."""
        return True

    def opens(self, place: Place) -> int:
        """It depends, where the hours are known."""
        return 1 if place.hours is None else 2

    def stays(self, place: Place, metres: float) -> bool:
        """Within a kilometre, if the number is even."""
        return metres < 1_000 and place.id.endswith(("0", "2", "4", "6", "8"))


def test_a_place_may_qualify_by_how_far_it_is(engine: Any) -> None:
    """Where it depends on the way, each place is asked in order, until the limit is reached."""
    places = [
        attrs.evolve(one, hours=Hours.always() if n % 3 else None) for n, one in enumerate(scattered(400))
    ]
    index, asked = Index(places, engine=engine), Arriving()
    good = [one for one in places if asked.opens(one) == 1 or asked.stays(one, distance(HERE, one.point))]
    for limit in (7, 7, 300, None):
        found = ranked(index, asked, limit)  # type: ignore[arg-type] # it has what is asked of it
        assert [one.id for one in found] == list(in_order(good))[:limit]


def test_what_changes_while_it_is_looked_for_is_looked_for_again(engine: Any) -> None:
    """A place that moves before the answer is there stands where it now is, once."""
    index = Index([place("a", 10), place("b", 20)], engine=engine)

    class Moving(Arriving):
        def wants(self, place: Place) -> bool:
            """Any place; the first is put farther off meanwhile."""
            if index.get("a").point == place.point:  # type: ignore[union-attr] # it is there
                index.replace(attrs.evolve(place, id="a", point=Point.wgs84(lat=29.41, lon=106.54)))
            return True

    found = ranked(index, Moving(), None)  # type: ignore[arg-type] # it has what is asked of it
    assert [(one.id, round(one.metres)) for one in found] == [("b", 20), ("a", 1108)]


def test_bands_made_while_a_place_moves_are_made_again() -> None:
    """Bands that do not know of a change are not used after it."""
    index = Index([place("a", 10), place("b", 20)])
    index.columns.posting(None).current = -2
    index.replace(place("a", 30))
    assert index.nearest(HERE).ids == ["b", "a"]


def test_bare_columns_are_made_anew_with_what_was_put_in_later(engine: Any) -> None:
    """More places are added than there is room for: all of them are found, with their services."""
    index = Index.from_columns(
        ["a", "b"], [29.4, 29.4], [106.54, 106.55], services={"water": [1, 0]}, engine=engine
    )
    for n in range(1_100):
        index.replace(place(f"m{n:05}", n, services={"water"}))
    assert (len(index), index.offered("water")) == (1_102, 1_101)
    assert index.nearest(HERE, 3, service="water").ids == ["a", "m00000", "m00001"]
    assert index.get("b") is not None


def test_memory_is_stated(engine: Any) -> None:
    """It grows with the places, and numpy's columns take less than 200 bytes each."""
    few, many = (
        Index.from_columns(range(n), [29.4] * n, [106.54] * n, engine=engine) for n in (1_000, 100_000)
    )
    assert 20 * few.nbytes < many.nbytes < 100_000 * (200 if engine == "numpy" else 400)


def test_the_engine_is_chosen_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 100,000 places on it is numpy, where that is installed."""
    many = 100_001
    columns: Any = (range(many), [29.4] * many, [106.54] * many)
    assert Index().engine == Index.from_columns([1], [29.4], [106.5]).engine == "python"
    assert Index.from_columns(*columns).engine == "numpy"
    monkeypatch.setattr("friendly_services.proximity._index.find_spec", lambda _: None)
    assert Index.from_columns(*columns).engine == "python"


def test_an_index_of_no_datum_or_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A datum or an engine that there is not, and numpy where it is not installed: each is named."""
    monkeypatch.setattr("friendly_services.proximity._index.find_spec", lambda _: None)
    cases: Any = (
        ({"datum": "WGS84"}, "datum", "places.datum_unknown"),
        ({"engine": "rust"}, "engine", "value.not_one_of"),
        ({"engine": "numpy"}, "engine", "proximity.no_numpy"),
    )
    for wrong, field, code in cases:
        with pytest.raises(Invalid) as caught:
            Index(**wrong)
        assert [(one.field, one.reason.code) for one in caught.value.problems] == [(field, code)]


def test_what_an_index_remembers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions from thousands of spots and at thousands of minutes leave a bounded memory."""
    index = Index([place("m", hours=Hours.always())])
    for n in range(3_000):
        spot = Point.wgs84(lat=29.40 + n * 0.02, lon=106.54)
        index.nearest(spot)
    assert len(index.columns.posting(None).blocks) < 3_000
    monkeypatch.setattr("friendly_services.proximity._index._REMEMBERED", 10_000)
    for n in range(100):
        assert index.nearest(HERE, at=NOON + timedelta(minutes=n)).ids == ["m"]
    assert len(index.columns.verdicts) < 100


def test_neighbourhoods_are_remembered_in_bounded_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """From however many corners is asked, again and again: some are forgotten, and no answer differs."""
    monkeypatch.setattr("friendly_services.proximity._bands._MOST_ASKED", 8)
    monkeypatch.setattr("friendly_services.proximity._bands._MOST_BLOCKS", 2)
    places = [(29.40 + n * 1e-3, 106.54 + (n * 7 % 40) * 1e-3) for n in range(40)]
    lats, lons = zip(*places, strict=True)
    index = Index.from_columns(list(range(40)), lats, lons)
    corners = [Point.wgs84(lat=lat, lon=lon) for lat, lon in places[::10]]
    first = [index.nearest(corner, 5) for corner in corners]
    for _ in range(6):
        assert [index.nearest(corner, 5) for corner in corners] == first
    for lat, lon in places:
        index.nearest(Point.wgs84(lat=lat, lon=lon), 5)
    bands = index.columns.posting(None)
    assert len(bands.blocks) <= 2
    assert len(bands.asked) <= 8
    assert [index.nearest(corner, 5) for corner in corners] == first
