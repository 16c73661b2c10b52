"""Map services: which answers are taken, and what is said of the others."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from friendly_services.errors import Invalid
from friendly_services.maps import (
    Geocoded,
    Isochrone,
    MapsFailed,
    NoMaps,
    abilities,
    areas_in,
    found_in,
    times_in,
)
from friendly_services.places import Point
from friendly_services.text import Reason, say

HERE = Point.wgs84(lat=29.40, lon=106.54)
EAST = Point.wgs84(lat=29.40, lon=106.55)
NORTH = Point.wgs84(lat=29.41, lon=106.54)
RING = (HERE, EAST, NORTH, HERE)


class Finder:
    """Finds addresses and nothing else."""

    datum = "wgs84"

    def geocode(self, text: str) -> list[Geocoded]:  # noqa: ARG002 # the protocol's signature
        """Nothing."""
        return []


class Walker:
    """Knows ways, but not of which modes."""

    datum = "gcj02"

    def travel_times(self, *_: Any) -> list[None]:
        """None."""
        return []


def test_a_service_can_do_what_it_has_methods_for() -> None:
    """Its methods are its abilities, once it says its datum, and its modes where there are any."""
    assert abilities(Finder()) == {"geocode"}
    walker: Any = Walker()
    assert abilities(walker) == frozenset()
    for unlisted in (None, "walk"):
        walker.modes = unlisted
        assert abilities(walker) == frozenset()
    walker.modes = {"walk"}
    assert abilities(walker) == {"travel_times"}
    walker.datum = "mars"
    assert abilities(walker) == frozenset()


@pytest.mark.parametrize(
    "answer",
    [
        [1, 2.5, None],
        (1, 2.5, None),
        iter([1, 2.5, None]),
        np.array([1, 2.5, None]),
        {1: "", 2.5: "", None: ""}.keys(),
    ],
    ids=["list", "tuple", "iterator", "array", "keys"],
)
def test_times_may_come_as_anything_in_order(answer: Any) -> None:
    """A list, a tuple, an array: what can be gone through in order is taken, a set is not."""
    if isinstance(answer, type({}.keys())):
        with pytest.raises(Invalid, match="a dict_keys where a list belongs"):
            times_in(answer, 3)
    else:
        assert times_in(answer, 3) == (1.0, 2.5, None)


def test_numbers_of_numpy_are_numbers() -> None:
    """Whole or not, short or long."""
    assert times_in(np.array([1, 2], dtype=np.int32), 2) == (1.0, 2.0)
    assert times_in(np.array([1.5], dtype=np.float32), 1) == (1.5,)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([1, 2], "2 things where at least 3"),
        ([1, 2, 3, 4], "more than 3 things"),
        (itertools.repeat(1.0), "more than 3 things"),
        ([1, 2, math.nan], "nan is no number of seconds"),
        ([1, 2, math.inf], "inf is no number of seconds"),
        ([1, 2, 10**400], "inf is no number of seconds"),
        ([1, 2, -0.001], "-0.001 is no number of seconds"),
        ([1, 2, "3"], "a str where a number belongs"),
        ([1, 2, True], "a bool where a number belongs"),
        ([1, 2, [3]], "a list where a number belongs"),
        ("123", "a str where a list belongs"),
        (b"123", "a bytes where a list belongs"),
        ({0: 1, 1: 2, 2: 3}, "a dict where a list belongs"),
        ({1, 2, 3}, "a set where a list belongs"),
        (None, "a NoneType where a list belongs"),
        (3, "a int where a list belongs"),
    ],
)
def test_what_is_no_time_is_refused(answer: Any, said: str) -> None:
    """A wrong count, what is no number, what no clock shows: said in a sentence, in both languages."""
    with pytest.raises(Invalid, match=said) as refused:
        times_in(answer, 3)
    assert refused.value.say("zh") != refused.value.say("en")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([[[HERE, EAST, NORTH]]], "3 things where at least 4"),
        ([[[HERE, EAST, NORTH, EAST]]], "does not end where it began"),
        ([[]], "0 things where at least 1"),
        ([RING], "a Point where a list belongs"),
        ([[[(106.5, 29.4)] * 4]], "a tuple where a Point belongs"),
        ([[[Point.gcj02(lat=29.4, lon=106.5)] * 4]], "works in wgs84 and answered a point in gcj02"),
        ([[itertools.repeat(HERE)]], "more than 100000 things"),
        ({"type": "Polygon"}, "a dict where a list belongs"),
    ],
)
def test_what_is_no_area_is_refused(answer: Any, said: str) -> None:
    """Open rings, points of another datum, positions without one."""
    with pytest.raises(Invalid, match=said):
        areas_in(answer, "wgs84")


def test_an_area_is_polygons_of_rings() -> None:
    """What a service answers as lists is kept as tuples; none is an area too."""
    assert areas_in([[list(RING)]], "wgs84") == ((RING,),)
    assert areas_in([], "wgs84") == ()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([HERE], "a Point where a Geocoded belongs"),
        ([Geocoded(HERE, "")], "name"),
        ([Geocoded(HERE, "x\u202ey")], "hidden character"),
        ([Geocoded(HERE, None)], "name"),  # type: ignore[arg-type] # the fault
        ([Geocoded((29.4, 106.5), "x")], "a tuple where a Point belongs"),  # type: ignore[arg-type] # the fault
        ([Geocoded(Point.bd09(lat=29.4, lon=106.5), "x")], "answered a point in bd09"),
        ([Geocoded(HERE, "x")] * 101, "more than 100 things"),
    ],
)
def test_what_is_no_address_is_refused(answer: Any, said: str) -> None:
    """A place without a name, a name that cannot be shown, a point of another datum."""
    with pytest.raises(Invalid, match=said):
        found_in(answer, "wgs84")


def test_addresses_are_kept_in_their_order() -> None:
    """The likeliest first, as the service had them."""
    found = [Geocoded(NORTH, "north"), Geocoded(HERE, "here")]
    assert found_in(found, "wgs84") == tuple(found)


def test_an_area_is_geojson() -> None:
    """Longitude before latitude, holes after what they are in, and the datum beside it."""
    area = Isochrone(HERE, 5, "walk", "kerb", "wgs84", ((RING, RING), (RING,)))
    feature = area.geojson
    assert [len(polygon) for polygon in feature["geometry"]["coordinates"]] == [2, 1]
    assert feature["geometry"]["coordinates"][0][0][1] == [106.55, 29.40]
    assert feature["properties"] == {"minutes": 5, "mode": "walk", "service": "kerb", "datum": "wgs84"}


def test_errors_say_what_to_do() -> None:
    """Who failed and why; what nobody can do, and where a service would be named."""
    failed = MapsFailed("kerb", Reason("maps.no_time", seconds=-1))
    assert say(failed.reason) == "the map service 'kerb' failed: -1 is no number of seconds"
    assert "City.open(maps=...)" in str(NoMaps("geocode", None, ()))
    assert "for 'fly'" in str(NoMaps("travel_times", "fly", ("kerb",)))
