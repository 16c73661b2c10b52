"""Points and their datum, distances, boxes and cells."""

import csv
from math import dist, nan
from typing import Any

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.places import (
    DATUMS,
    DISTORTION,
    Box,
    Chords,
    ConversionRefused,
    Datum,
    Place,
    Point,
    cell,
    cells,
    check_in_box,
    convert,
    distance,
    ecef,
    metres,
)
from friendly_services.text import LANGUAGES, say
from tests.budget import data

BANAN = Box(south=29.1, west=106.4, north=29.8, east=107.1)
china = st.builds(Point.wgs84, lat=st.floats(18.5, 53.5), lon=st.floats(73.6, 134.7))


def problems(caught: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    """Field and code of each problem."""
    return [(problem.field, problem.reason.code) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        (91, 12, [("lat", "places.swapped_range")]),
        (91, 112, [("lat", "places.latitude_range")]),
        (-90.001, 179, [("lat", "places.latitude_range")]),
        (12, 181, [("lon", "places.longitude_range")]),
        (12, -180.5, [("lon", "places.longitude_range")]),
        (191, 12, [("lat", "places.latitude_range")]),
        (191, 191, [("lat", "places.latitude_range"), ("lon", "places.longitude_range")]),
        (nan, 12, [("lat", "places.not_a_number")]),
        (12, float("inf"), [("lon", "places.not_a_number")]),
        (121.47, "31", [("lat", "places.latitude_range"), ("lon", "places.not_a_number")]),
        (31, "121.47", [("lon", "places.not_a_number")]),
        (None, True, [("lat", "places.not_a_number"), ("lon", "places.not_a_number")]),
        (10**400, 12, [("lat", "places.not_a_number")]),
        (0, 0, [("lat", "places.null_island")]),
        (0.0, -0.0, [("lat", "places.null_island")]),
        (121.47, 31.23, [("lat", "places.swapped_range")]),
    ],
)
def test_what_is_no_position_is_refused(lat: Any, lon: Any, expected: list[tuple[str, str]]) -> None:
    """Out of range, not a number, 0 and 0, swapped: each with its own reason, all at once."""
    with pytest.raises(Invalid) as caught:
        Point(lat, lon, "wgs84")
    assert problems(caught) == expected


def test_a_point_needs_a_known_datum() -> None:
    """A datum nobody knows is refused, naming those there are; without one no point can be made at all."""
    with pytest.raises(Invalid, match="AMap, Tencent") as caught:
        Point(29.4, 206.5, "GCJ02")  # type: ignore[arg-type] # as a careless caller would
    assert problems(caught) == [("lon", "places.longitude_range"), ("datum", "places.datum_unknown")]
    with pytest.raises(TypeError):
        Point(29.4, 106.5)  # type: ignore[call-arg] # as a careless caller would


def test_the_edges_of_the_earth_are_positions() -> None:
    """Both poles, 180° both ways, the equator and the prime meridian are taken, whole numbers too."""
    for lat, lon in ((90, 0), (-90, 180), (0, -180), (0, 1), (1, 0)):
        point = Point.wgs84(lat=lat, lon=lon)
        assert (point.lat, point.lon) == (lat, lon)
        assert isinstance(point.lat, float)


def test_the_three_datums_are_three_ways_to_make_a_point() -> None:
    """`wgs84`, `gcj02` and `bd09` each name their datum, and equal numbers in another are another point."""
    made = [getattr(Point, datum)(lat=29.4, lon=106.54) for datum in DATUMS]
    assert [point.datum for point in made] == list(DATUMS)
    assert len(set(made)) == len(DATUMS)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0, "places.radius_too_small"),
        (-1, "places.radius_too_small"),
        (1e9, "places.radius_too_large"),
        (50_000.1, "places.radius_too_large"),
        (nan, "places.radius_not_a_number"),
        ("800", "places.radius_not_a_number"),
        (True, "places.radius_not_a_number"),
    ],
)
def test_a_radius_is_more_than_nothing_and_at_most_50_km(value: Any, code: str) -> None:
    """Zero, negative, absurd and missing radii are refused."""
    with pytest.raises(Invalid) as caught:
        metres(value)
    assert problems(caught) == [("metres", code)]
    assert float(metres(50_000)) == 50_000


def test_points_of_two_datums_have_no_distance() -> None:
    """A distance across datums would be hundreds of metres wrong: it is refused."""
    with pytest.raises(Invalid, match="convert one of them first"):
        distance(Point.wgs84(lat=29.4, lon=106.54), Point.gcj02(lat=29.4, lon=106.54))


def test_distances_equal_the_published_ones() -> None:
    """Twenty published geodesics are met within 15 nm, as many digits as they print."""
    with (data("geodtest") / "geographiclib_python_20cases.csv").open(encoding="utf-8") as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    assert len(rows) == 20
    for row in rows:
        ends = [Point.wgs84(lat=row[f"lat{n}"], lon=(row[f"lon{n}"] + 180) % 360 - 180) for n in (1, 2)]
        assert distance(ends[0], ends[1]) == pytest.approx(row["s12"], rel=0, abs=1.5e-8)


# --- datums -------------------------------------------------------------------------------------------------

VECTORS: list[tuple[Datum, float, float, Datum, float, float]] = [
    ("wgs84", 40, 120, "gcj02", 40.001305, 120.005676),
    ("gcj02", 40.0013047896, 120.0056756836, "bd09", 40.007654, 120.012077),
    ("wgs84", 29.40, 106.54, "gcj02", 29.397103, 106.543731),
    ("wgs84", 29.40, 106.54, "bd09", 29.403313, 106.550170),
    ("bd09", 29.4033126934, 106.5501701720, "gcj02", 29.397103, 106.543731),
]


@pytest.mark.parametrize(("given_", "lat", "lon", "wanted", "to_lat", "to_lon"), VECTORS)
def test_published_vectors_are_met(
    given_: Datum, lat: float, lon: float, wanted: Datum, to_lat: float, to_lon: float
) -> None:
    """Known pairs of coordinates agree within a millionth of a degree."""
    there = convert(Point(lat, lon, given_), wanted)
    assert there.datum == wanted
    assert (there.lat, there.lon) == pytest.approx((to_lat, to_lon), rel=0, abs=1e-6)


def test_pairs_of_another_library_are_met() -> None:
    """The three WGS-84 → GCJ-02 pairs agree within a millionth of a degree.

    The two BD-09 → WGS-84 rows of that table follow a formula that is not the usual one; the inverse of the
    usual one, which the vectors above meet, lands within 50 m of them.
    """
    with (data("crs_pairs_cn") / "eviltransform_pairs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["kind"] for row in rows] == ["wgs84_to_gcj02"] * 3 + ["bd09_to_wgs84"] * 2
    for row in rows:
        lat, lon = float(row["lat_in"]), float(row["lng_in"])
        expected = float(row["lat_out"]), float(row["lng_out"])
        if row["kind"] == "wgs84_to_gcj02":
            there = convert(Point.wgs84(lat=lat, lon=lon), "gcj02")
            assert (there.lat, there.lon) == pytest.approx(expected, rel=0, abs=1e-6)
        else:
            there = convert(Point.bd09(lat=lat, lon=lon), "wgs84", approximate=True)
            assert distance(there, Point.wgs84(lat=expected[0], lon=expected[1])) < 50


@given(china, st.sampled_from(DATUMS[1:]))
def test_there_and_back_is_the_same_place(point: Point, datum: Datum) -> None:
    """From WGS-84 to GCJ-02 or BD-09 and back, where asked for, returns within a tenth of a millimetre."""
    back = convert(convert(point, datum), "wgs84", approximate=True)
    assert distance(point, back) < 1e-4


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_the_way_back_has_to_be_asked_for(datum: Datum) -> None:
    """GCJ-02 and BD-09 become WGS-84 only as an approximation; the refusal says what to do."""
    with pytest.raises(ConversionRefused) as caught:
        convert(Point(29.397, 106.543, datum), "wgs84")
    assert caught.value.facts == {"datum": datum, "to": "wgs84"}
    assert len({caught.value.say(language) for language in LANGUAGES}) == 2


def test_nothing_changes_outside_china_or_within_a_datum() -> None:
    """The formulas hold inside the box of GCJ-02; the same datum is the same point; a bad name is refused."""
    helsinki = Point.wgs84(lat=60.17, lon=24.94)
    there = convert(helsinki, "bd09")
    assert (there.lat, there.lon, there.datum) == (60.17, 24.94, "bd09")
    assert convert(helsinki, "wgs84") is helsinki
    with pytest.raises(Invalid, match="no datum"):
        convert(helsinki, "cgcs2000")  # type: ignore[arg-type] # as a careless caller would


@given(china, st.floats(0, 360), st.floats(1, 20_000), st.sampled_from(DATUMS[1:]))
def test_a_datum_bends_lengths_no_more_than_stated(
    point: Point, azimuth: float, length: float, datum: Datum
) -> None:
    """A length of a metre or more, measured in GCJ-02 or BD-09, is off by at most the stated share."""
    there = towards(point, azimuth, length)
    measured = distance(convert(point, datum), convert(there, datum))
    assert abs(measured / distance(point, there) - 1) <= DISTORTION[datum]


# --- boxes --------------------------------------------------------------------------------------------------


def test_a_swapped_point_is_told_from_one_outside() -> None:
    """Outside while the exchanged pair is inside: swapped. Outside either way: a person confirms it."""
    assert check_in_box(Point.wgs84(lat=29.4, lon=106.54), BANAN)
    assert not check_in_box(Point.wgs84(lat=31.2, lon=121.5), BANAN)
    lagos = Box(south=2, west=8, north=12, east=20)
    with pytest.raises(Invalid, match="swapped"):
        check_in_box(Point.wgs84(lat=15, lon=5), lagos)


def test_a_box_may_cross_the_antimeridian() -> None:
    """With west beyond east the box runs over 180°."""
    fiji = Box(south=-21, west=176, north=-12, east=-178)
    inside = [fiji.contains(Point.wgs84(lat=-18, lon=lon)) for lon in (175, 177, 180, -180, -179, -177)]
    assert inside == [False, True, True, True, True, False]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ((30, 106, 29, 107), [("south", "places.box_upside_down")]),
        ((29, 106, 91, 107), [("north", "places.latitude_range")]),
        ((29, -181, 30, "x"), [("west", "places.longitude_range"), ("east", "places.not_a_number")]),
    ],
)
def test_a_box_that_holds_nothing_is_refused(edges: tuple[Any, ...], expected: list[tuple[str, str]]) -> None:
    """Upside down, off the Earth or not in numbers: refused at the edge's name."""
    with pytest.raises(Invalid) as caught:
        Box(*edges)
    assert problems(caught) == expected


# --- cells and chords ---------------------------------------------------------------------------------------

latitudes = st.one_of(st.floats(-90, 90), st.sampled_from([90, -90, 89.9999, -89.9999, 0.5]))
longitudes = st.one_of(st.floats(-180, 180), st.sampled_from([180, -180, 179.9999, -179.9999, 0.5]))
anywhere = (
    st.tuples(latitudes, longitudes)
    .filter(lambda at: max(map(abs, at)) > 1)  # a line from there does not end at 0, 0, which is refused
    .map(lambda at: Point(*at, "wgs84"))
)


def towards(point: Point, azimuth: float, length: float) -> Point:
    """Where one is after so many metres in that direction."""
    line = Geodesic.WGS84.Direct(point.lat, point.lon, azimuth, length)
    return Point.wgs84(lat=line["lat2"], lon=line["lon2"])


towns = st.builds(Point.wgs84, lat=st.floats(-70, 70).filter(bool), lon=st.floats(-180, 180).filter(bool))


@given(towns, st.floats(0, 360), st.floats(0, 1))
def test_two_near_each_other_find_one_another_by_cells(here: Point, azimuth: float, share: float) -> None:
    """Each one's own cell of 305 m is among those of the other, over 180° too; and they are at most nine."""
    there = towards(here, azimuth, 100 * share)
    for one, other in ((here, there), (there, here)):
        found = cells(one, metres(100), 16)
        assert len(found) <= 9
        assert list(found) == sorted(set(found))
        assert cell(other) >> 28 in found


def test_two_on_either_side_of_180_find_one_another() -> None:
    """The cells go on where the longitudes begin anew."""
    west, east = Point.wgs84(lat=10, lon=179.9998), Point.wgs84(lat=10, lon=-179.9998)
    assert cell(east) >> 28 in cells(west, metres(100), 16)
    assert cell(west) >> 28 in cells(east, metres(100), 16)


def test_cells_around_a_pole_are_those_of_the_pole() -> None:
    """No row lies beyond it."""
    assert cell(Point.wgs84(lat=90, lon=10)) >> 28 in cells(Point.wgs84(lat=90, lon=10), metres(100), 16)
    assert cell(Point.wgs84(lat=-90, lon=10)) >> 28 in cells(Point.wgs84(lat=-90, lon=10), metres(100), 16)


def test_cells_of_the_same_place_are_one() -> None:
    """180° and -180° are one meridian; the last cells hold the north pole and the easternmost points."""
    assert cell(Point.wgs84(lat=10, lon=180)) == cell(Point.wgs84(lat=10, lon=-180))
    assert cell(Point.wgs84(lat=90, lon=179.999_999_999_9)) == 2**60 - 1
    assert cell(Point.wgs84(lat=-90, lon=-180)) == 0


@given(anywhere, st.floats(0, 360), st.floats(0, 50_000))
def test_a_chord_tells_the_geodesic_within_its_doubt(here: Point, azimuth: float, length: float) -> None:
    """What a chord says of the distance is as near to the geodesic as it claims, up to 50 km."""
    there = towards(here, azimuth, length)
    chords = Chords.of(here)
    chord = dist(chords.xyz, ecef(there))
    assert abs(chords.metres(chord) - distance(here, there)) <= chords.doubt(chord)


def test_a_place_takes_any_collection_of_services() -> None:
    """Services are a set however they are given; what is not said is unknown or shown."""
    place = Place("m1", "merchant", "Lan's noodles", Point.wgs84(lat=29.4, lon=106.54), ["water", "water"])
    assert place.services == {"water"}
    assert [place.hours, place.absent, place.level, place.area] == [None] * 4


def test_a_place_needs_a_point_and_hours_that_were_read() -> None:
    """A pair of numbers for the point, a text for the hours: each is refused where it is given."""
    for wrong, code in (
        ({"point": (29.4, 106.54)}, "places.not_a_point"),
        ({"hours": "9:00-17:00"}, "places.not_hours"),
    ):
        values: Any = {"point": Point.wgs84(lat=29.4, lon=106.54), **wrong}
        with pytest.raises(Invalid) as caught:
            Place("m1", "merchant", "Lan's noodles", **values)
        assert [(one.field, one.reason.code) for one in caught.value.problems] == [(*wrong, code)]


def test_every_refusal_is_worded_in_both_languages() -> None:
    """A refused point reads as a sentence in English and in Chinese."""
    with pytest.raises(Invalid) as caught:
        Point.wgs84(lat=0, lon=0)
    [problem] = caught.value.problems
    assert "open sea" in say(problem.reason)
    assert "缺少坐标" in say(problem.reason, "zh")
