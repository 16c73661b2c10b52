"""Laws of the nearest place: exact order, no answer lost, every absence explained."""

from math import nextafter

import attrs
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.places import Place, Point, convert
from friendly_services.proximity import Index, Nearby, Query, rank, why_not
from tests.laws.cities import RULES, Asked, brute_force, cities, exact, questions

City = tuple[Point, list[Place]]


def query(origin: Point, asked: Asked) -> Query:
    """The question as `rank` and `why_not` take it."""
    return Query(origin, **attrs.asdict(asked, recurse=False))


def nearby(index: Index, origin: Point, asked: Asked) -> Nearby:
    """The answer."""
    return rank(index, query(origin, asked), rules=RULES)


@given(cities(), questions)
def test_the_answer_equals_brute_force(city: City, asked: Asked) -> None:
    """Ids in order equal a sort of every place by (geodesic, id), distances within a millimetre."""
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
                edge = attrs.evolve(asked, within=within)
                ids = [hit.place.id for hit in nearby(Index(places), origin, edge).hits]
                assert ids == [id_ for _, id_ in brute_force(origin, places, edge)]


@given(cities(), questions)
def test_each_absence_is_explained_and_no_presence(city: City, asked: Asked) -> None:
    """`why_not` has reasons for exactly the places that the answer lacks."""
    origin, places = city
    index = Index(places)
    present = {hit.place.id for hit in nearby(index, origin, asked).hits}
    for place in places:
        assert bool(why_not(index, place.id, query(origin, asked), rules=RULES)) is (place.id not in present)


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
    nearby(index, origin, attrs.evolve(asked, within=50_000, limit=100, closed=True))
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
