"""The squares that a map is kept by: one lattice for every city, and covers that lose no place."""

from itertools import pairwise

from geographiclib.geodesic import Geodesic
from hypothesis import assume, example, given
from hypothesis import strategies as st

from friendly_services.places import DATUMS, Datum, Metres, Point, convert, cover, distance, metres, square
from friendly_services.places._squares import _reach

latitudes = st.one_of(
    st.floats(-90, 90), st.sampled_from([90, -90, 89.9999, -89.9999, 0.8293, 55.8271, 20.5])
)
longitudes = st.one_of(
    st.floats(-180, 180), st.sampled_from([180, -180, 179.9999, -179.9999, 72.004, 137.8347, 105.0])
)
anywhere = st.tuples(latitudes, longitudes).filter(lambda at: max(map(abs, at)) > 1)
"""Poles, 180°, the edges of the box in which datums differ; nowhere that 0, 0 could be reached from."""
china = st.tuples(st.floats(18.5, 53.5), st.floats(73.6, 134.7))


def towards(point: Point, azimuth: float, length: float) -> Point:
    """Where one is after so many metres in that direction, in the point's datum."""
    line = Geodesic.WGS84.Direct(point.lat, point.lon, azimuth, length)
    return Point(line["lat2"], line["lon2"], point.datum)


def covered(place: Point, origin: Point, within: Metres, datum: Datum) -> bool:
    """Whether the place lies in a square that is read for this circle."""
    row, column = square(place)
    return any(row == at and first <= column <= last for at, first, last in cover(origin, within, datum))


@given(
    st.one_of(anywhere, china),
    st.sampled_from(DATUMS),
    st.sampled_from(DATUMS),
    st.sampled_from(DATUMS),
    st.one_of(st.floats(0.001, 5_000), st.floats(0.001, 49_000)),
    st.floats(0, 360),
)
@example((29.4, 105.0), "bd09", "bd09", "bd09", 2_400.0, 90.0)
@example((55.8271, 100.0), "wgs84", "wgs84", "wgs84", 300.0, 0.0)
def test_a_cover_loses_no_place(
    at: tuple[float, float], here: Datum, there: Datum, datum: Datum, length: float, azimuth: float
) -> None:
    """Whatever datum the origin, the place and the city have: who is within the circle is read.

    The circle is as narrow as the place allows. Only what the city's datum can hold is asked for.
    """
    assume(datum != "wgs84" or here == there == "wgs84")
    origin = Point(*at, here)
    middle = convert(origin, datum)
    place = convert(towards(middle, azimuth, length), there, approximate=True)
    far = distance(middle, convert(place, datum))
    assume(0 < far <= 50_000)
    assert covered(place, origin, far, datum)
    bent = convert(origin, "gcj02")
    assert distance(bent, convert(place, "gcj02")) <= _reach(bent, far, datum)


@given(anywhere, st.floats(0.001, 50_000), st.sampled_from(DATUMS))
def test_strips_come_in_order_and_share_no_square(
    at: tuple[float, float], within: float, datum: Datum
) -> None:
    """From the south, then from the west, each once: so nobody is read twice."""
    strips = cover(Point(*at, datum), metres(within), datum)
    assert strips
    assert sorted(set(strips)) == list(strips)
    assert all(first <= last for _, first, last in strips)
    assert all((one.row, one.last) < (other.row, other.first) for one, other in pairwise(strips))


def test_a_circle_in_a_city_is_covered_closely() -> None:
    """A walk's 800 m are four rows of 1.7 km, and a ride's 2,400 m nine: never the globe."""
    here = Point.gcj02(lat=29.4, lon=106.54)
    for within, rows in ((800, 4), (2_400, 9)):
        strips = cover(here, metres(within), "gcj02")
        assert len(strips) == rows
        assert all((last - first) * 33.3 < 2.1 * within + 50 for _, first, last in strips)


def test_squares_hang_on_the_point_alone() -> None:
    """One place lies in one square, in whichever datum somebody measured it."""
    surveyed = Point.wgs84(lat=29.4, lon=106.54)
    assert square(surveyed) == square(convert(surveyed, "gcj02")) == square(convert(surveyed, "bd09"))
    assert square(Point.wgs84(lat=60.17, lon=24.94)) == square(Point.bd09(lat=60.17, lon=24.94))


def test_squares_go_from_pole_to_pole_and_around() -> None:
    """180° and -180° are one meridian, and no row lies beyond a pole."""
    assert square(Point.wgs84(lat=10, lon=180)) == square(Point.wgs84(lat=10, lon=-180))
    assert square(Point.wgs84(lat=-90, lon=-180)) == (0, 0)
    assert square(Point.wgs84(lat=90, lon=179.999_999_999_9)) == (2**15 - 1, 2**20 - 1)


def test_a_circle_over_180_has_two_strips_a_row() -> None:
    """One on either side; around a pole it is whole rows."""
    for lon in (179.999, -179.999):
        strips = cover(Point.wgs84(lat=10, lon=lon), metres(800), "wgs84")
        assert len(strips) == 2 * len({row for row, _, _ in strips})
        assert {first for _, first, _ in strips[::2]} == {0}
    assert {(first, last) for _, first, last in cover(Point.wgs84(lat=90, lon=7), metres(800), "wgs84")} == {
        (0, 2**20 - 1)
    }


def test_a_circle_over_the_edge_of_the_shifted_box_is_wider() -> None:
    """Where numbers of one datum jump against another's, the cover takes in how far they jump."""
    inside, edge = Point.wgs84(lat=50, lon=100), Point.wgs84(lat=55.827, lon=100)
    assert len(cover(inside, metres(800), "wgs84")) < len(cover(edge, metres(800), "wgs84"))
