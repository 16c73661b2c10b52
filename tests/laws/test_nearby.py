"""Laws of the nearest place: exact order, no answer lost, every absence explained."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from math import nextafter
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.places import Place, Point, convert
from friendly_services.proximity import Index, Nearby, Nearest, Travel, rank, why_not
from tests.budget import count
from tests.laws.cities import CALENDAR, RULES, SERVICES, Asked, brute_force, cities, exact, questions

City = tuple[Point, list[Place]]
ENGINES: Any = ("python", "numpy")


def nearby(index: Index, origin: Point, asked: Asked, travel: Travel | None = None) -> Nearby:
    """The answer."""
    return rank(index, asked.query(origin), rules=RULES, calendar=CALENDAR, travel=travel)


@settings(max_examples=count(300, 10_000))
@given(cities(), questions)
def test_the_answer_equals_brute_force(city: City, asked: Asked) -> None:
    """Ids in order equal a sort of every place by (geodesic, id), or by score first, each judged alone.

    At the poles and over 180°, across midnight, while clocks are put on or back, and on make-up workdays.
    """
    origin, places = city
    answer = nearby(Index(places), origin, asked)
    expected = brute_force(origin, places, asked)
    assert [hit.place.id for hit in answer.hits] == [id_ for _, id_ in expected]
    assert all(abs(hit.metres - far) < 1e-3 for hit, (far, _) in zip(answer.hits, expected, strict=True))
    assert [hit.rank for hit in answer.hits] == list(range(1, len(expected) + 1))


@given(cities(), questions)
def test_a_radius_that_ends_at_a_place_holds_it(city: City, asked: Asked) -> None:
    """A circle as wide as some place is far holds that place; the least bit narrower, it does not."""
    origin, places = city
    for place in places[:3]:
        far = exact(origin, place.point)
        for within in (far, nextafter(far, 0)):
            if 0 < within <= 50_000:
                edge = attrs.evolve(asked, within=within, minutes=None)
                ids = [hit.place.id for hit in nearby(Index(places), origin, edge).hits]
                assert ids == [id_ for _, id_ in brute_force(origin, places, edge)]


@given(cities(), questions)
def test_each_absence_is_explained_and_no_presence(city: City, asked: Asked) -> None:
    """`why_not` has reasons for exactly the places that the answer lacks."""
    origin, places = city
    index = Index(places)
    present = {hit.place.id for hit in nearby(index, origin, asked).hits}
    for place in places:
        assert bool(why_not(index, place.id, asked.query(origin), rules=RULES, calendar=CALENDAR)) is (
            place.id not in present
        )


@given(cities(), questions, st.data())
def test_an_index_changed_place_by_place_equals_one_built_anew(
    city: City, asked: Asked, data: st.DataObject
) -> None:
    """Places replaced and removed in any order leave the answers that a fresh index gives."""
    origin, places = city
    index = Index(places[::2])
    nearby(index, origin, asked)  # builds what is kept fresh from here on
    kept = {place.id: place for place in places[::2]}
    for place in data.draw(st.permutations(places)):
        if data.draw(st.booleans()):
            index.remove(place.id)
            kept.pop(place.id, None)
        else:
            changed = attrs.evolve(place, point=data.draw(st.sampled_from([p.point for p in places])))
            index.replace(changed)
            kept[place.id] = changed
    assert set(index) == set(kept.values())
    assert nearby(index, origin, asked).hits == nearby(Index(kept.values()), origin, asked).hits


@given(cities(), questions)
def test_what_is_remembered_changes_no_answer(city: City, asked: Asked) -> None:
    """The same question again, after others from the same spot, has the same answer."""
    origin, places = city
    index = Index(places)
    first = nearby(index, origin, asked)
    nearby(index, origin, attrs.evolve(asked, within=50_000, minutes=None, limit=100, closed=True))
    assert nearby(index, origin, asked) == first


@given(cities(most=10), questions)
def test_a_city_that_works_in_gcj02_orders_by_it(city: City, asked: Asked) -> None:
    """WGS-84 places and riders are converted once, and the order is that of the converted points."""
    origin, places = city
    answer = nearby(Index(places, datum="gcj02"), origin, asked)
    assert [hit.place.id for hit in answer.hits] == [
        id_ for _, id_ in brute_force(origin, places, asked, "gcj02")
    ]
    for hit in answer.hits:
        far = exact(convert(origin, "gcj02"), convert(hit.place.point, "gcj02"))
        assert abs(hit.metres - far) < 1e-3


_FASTEST = 150 / 60
"""Metres a second that nobody exceeds, by the rules of these cities."""


@given(
    cities(), questions, st.dictionaries(st.integers(0, 29).map("m{}".format), st.none() | st.floats(1, 3))
)
def test_asking_a_map_service_about_few_places_equals_judging_every_place(
    city: City, asked: Asked, slower: dict[str, float | None]
) -> None:
    """No place within the minutes is lost by not asking about it, and the service is asked once at most."""
    origin, places = city
    asked = attrs.evolve(asked, mode="walk", minutes=asked.minutes and min(asked.minutes, 300))
    seen: list[list[str]] = []

    def seconds(place: Place) -> float | None:
        factor = slower.get(place.id, 1.2)
        return None if factor is None else exact(origin, place.point) / _FASTEST * factor

    def travel(some: Sequence[Place]) -> list[float | None]:
        seen.append([place.id for place in some])
        return [seconds(place) for place in some]

    answer = nearby(Index(places), origin, asked, travel)
    expected = [id_ for _, id_ in brute_force(origin, places, asked, times=seconds)]
    assert answer.ids == expected
    assert len(seen) <= 1
    for place in places:
        absent = why_not(
            Index(places), place.id, asked.query(origin), rules=RULES, calendar=CALENDAR, travel=travel
        )
        assert bool(absent) is (place.id not in expected)


@given(cities(), questions)
def test_what_explains_a_score_adds_up_to_it(city: City, asked: Asked) -> None:
    """Whole seconds, term by term; and in the order by score no place costs less than the one before."""
    origin, places = city
    by_score = attrs.evolve(asked, order="score", closed=False)
    hits = nearby(Index(places), origin, by_score).hits
    for hit in hits:
        assert hit.score == sum(hit.terms)
        assert all(type(term) is int for term in hit.terms)
        said = [
            reason.values["seconds"] for reason in hit.reasons if reason.code.startswith("proximity.term_")
        ]
        assert sum(said) == hit.score
    assert all(one.score <= other.score for one, other in pairwise(hits))


@given(cities(), questions, st.sampled_from([5, 10, 15]))
def test_how_sure_it_is_that_a_place_is_within_the_minutes(city: City, asked: Asked, minutes: int) -> None:
    """Never silently in or out: surely, usually, or only if the way is direct, by its metres alone."""
    origin, places = city
    by_time = attrs.evolve(asked, minutes=minutes, within=None, mode="walk", limit=100)
    for hit in nearby(Index(places), origin, by_time).hits:
        way = minutes * 66.7
        by_metres = ["surely"] * (hit.metres <= way / 1.42) + ["usually"] * (hit.metres <= way / 1.25)
        assert hit.metres <= way
        assert hit.inside == [*by_metres, "unsure"][0]
        assert f"proximity.{hit.inside}" in [reason.code for reason in hit.reasons]


@given(cities(most=count(12, 60)), st.data())
def test_both_engines_give_the_same_bytes(city: City, data: st.DataObject) -> None:
    """Of places changed one by one too, alone or together, at some hour or none: and they are exact."""
    origin, places = city
    indexes = [Index(places[::2], engine=engine) for engine in ENGINES]
    around = [origin, *(place.point for place in places)]
    many = (around * 16)[: max(16, len(around))]
    plain: Any = {
        "limit": data.draw(st.sampled_from([1, 2, 5, 100])),
        "service": data.draw(st.sampled_from([None, *SERVICES])),
        "within": data.draw(st.sampled_from([1e-4, 0.5, 150.0, 5000.0, 50_000.0])),
    }
    at = data.draw(st.sampled_from([None, datetime(2026, 3, 2, 12, tzinfo=UTC)]))

    def answers(index: Index) -> list[list[Nearest]]:
        lats, lons = [point.lat for point in many], [point.lon for point in many]
        return [
            [index.nearest(point, at=at, **plain) for point in many],
            [index.nearest(point, **plain) for point in many],
            list(index.nearest_many(lats, lons, **plain)),
        ]

    for place in (None, *data.draw(st.permutations(places))):
        if place is None:
            assert repr(answers(indexes[0])) == repr(answers(indexes[1]))
            continue
        changed = attrs.evolve(place, point=data.draw(st.sampled_from(around)))
        gone = data.draw(st.booleans())
        for index in indexes:
            if gone:
                index.remove(place.id)
            else:
                index.replace(changed)
    at_an_hour, alone, together = answers(indexes[0])
    assert repr(answers(indexes[1])) == repr([at_an_hour, alone, together])
    assert alone == together
    shown = [one for one in indexes[0] if one.absent is None]
    if plain["service"] is not None:
        shown = [one for one in shown if plain["service"] in one.services]
    for point, answer in zip(many, alone, strict=True):
        far = sorted((exact(point, one.point), one.id) for one in shown)
        assert answer.ids == [id_ for length, id_ in far if length <= plain["within"]][: plain["limit"]]
