"""The kit for authors of map services: one class, one fixture to override, a test for each thing promised."""
# ruff: noqa: S101 # a kit asserts

import logging
import threading
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

import attrs
import pytest

from ..errors import Invalid
from ..maps import (
    Geocoded,
    Geocoder,
    Isochrones,
    Maps,
    Polygon,
    Router,
    abilities,
    areas_in,
    found_in,
    times_in,
)
from ..places import DATUMS, Point, distance

__all__ = ["MapsContract", "MapsLab"]

_THOUSAND: Final = 1_000
_MARGIN: Final = 5.0
"""Seconds that a busy machine may take on top."""
_EDGE: Final = 2.0
"""Within half its minutes a place is in an area, after twice as many it is not, however it is drawn."""
_SNAP: Final = 100.0
"""Metres from a point to the road on which a service puts it."""

_MEANINGLESS: Final = {
    "empty": "",
    "blank": "  \n ",
    "letters": "qzxj wvkq xjzq",
    "long": "长" * 5_000,
    "control": "\x00\x1b[2J\u202e",
    "query": "&key=x&city=* OR 1=1 --",
    "path": "../../etc/passwd",
    "template": "{x!r} ${y} %s",
}


@attrs.frozen
class MapsLab:
    """How the kit gets at the service under test, and what is so on its map; each test has its own."""

    open: Callable[[], Maps]
    """Makes the service."""
    here: Point
    """Where ways begin, in the service's datum, on a road."""
    there: Sequence[Point] = ()
    """Three or more points that can be reached from there; the more they differ in time, the better."""
    mode: str = "walk"
    top_speed: float = 3.0
    """Metres a second that nobody exceeds in that mode."""
    minutes: tuple[int, int] = (5, 10)
    """Of two areas, of which the second holds the first."""
    nowhere: Point | None = None
    """Where no way leads; None if it cannot be said."""
    known: tuple[str, Point] | None = None
    """A text, and the point within 500 m of which the likeliest that it means is; None if it finds none."""
    fail: Callable[[bool], None] | None = None
    """Lets what the service itself relies on fail, or work again; None if there is nothing."""
    slack: float = 1.0
    """Seconds by which a time may differ when asked again: more where traffic counts."""
    seconds: float = 5.0
    """In which the times to a thousand destinations are there."""
    secrets: tuple[str, ...] = ()
    """What must never be seen: keys."""


class MapsContract:
    """What every map service must do, clause by clause (`friendly_services.maps.Maps`).

    Make a subclass in your tests, override `lab`, and run pytest:

        class TestMyMaps(MapsContract):
            @pytest.fixture
            def lab(self):
                return MapsLab(MyMaps, here=market, there=[school, park, station], nowhere=island)

    What your service cannot do, and what your lab does not give, is skipped by name.
    """

    @pytest.fixture
    def lab(self) -> MapsLab:
        """Override this: how to get at the service under test, and what is so on its map."""
        raise NotImplementedError(
            f"override the fixture `lab` in {type(self).__name__}: "
            "let it return a friendly_services.testing.MapsLab that opens your map service"
        )

    def test_it_says_what_it_can_do(self, lab: MapsLab) -> None:
        """M1: it names its datum, has one of the three methods at least, and knows the lab's mode."""
        maps = lab.open()
        assert maps.datum in DATUMS
        assert lab.here.datum == maps.datum
        assert abilities(maps) != frozenset()
        assert lab.mode in getattr(maps, "modes", (lab.mode,))

    def test_to_each_destination_its_time(self, lab: MapsLab) -> None:
        """M2, M3: as many times as destinations, each a number of seconds, all of them known."""
        times = _times(lab, lab.there)
        assert len(times) == len(lab.there) >= 3
        assert None not in times

    def test_none_for_none(self, lab: MapsLab) -> None:
        """M2: no destinations have no times."""
        assert _times(lab, ()) == ()

    def test_their_order_is_the_order_of_the_question(self, lab: MapsLab) -> None:
        """M2, M4: the other way round the times come the other way round; alone they are the same."""
        times = _times(lab, lab.there)
        assert _alike(lab, times, _times(lab, lab.there[::-1])[::-1])
        assert _alike(lab, times, [_times(lab, [one])[0] for one in lab.there])
        assert _alike(lab, [*times, *times], _times(lab, [*lab.there, *lab.there]))

    def test_asked_again_it_says_the_same(self, lab: MapsLab) -> None:
        """M4: what was asked before changes no time: other modes, then the lab's, and this once more."""
        times, router = _times(lab, lab.there), _router(lab)
        for mode in (*(mode for mode in sorted(router.modes) if mode != lab.mode), lab.mode, lab.mode):
            again = times_in(router.travel_times(lab.here, lab.there, mode), len(times))
        assert _alike(lab, times, again)

    def test_what_it_is_given_stays_as_it_is(self, lab: MapsLab) -> None:
        """M4: the list of destinations is the caller's."""
        given = list(lab.there)
        _times(lab, given)
        assert given == list(lab.there)

    def test_one_is_where_one_is(self, lab: MapsLab) -> None:
        """M3: the way to where it begins takes no time to speak of."""
        (seconds,) = _times(lab, [lab.here])
        assert seconds is not None
        assert seconds <= 2 * _SNAP / lab.top_speed

    def test_what_is_out_of_reach_spoils_no_other(self, lab: MapsLab) -> None:
        """M3: to where no way leads the time is None, and the others have theirs, wherever it stands."""
        if lab.nowhere is None:
            pytest.skip("not tried: a point out of reach, since the lab gives none")
        times = _times(lab, lab.there)
        nowhere: list[float | None] = [None]
        assert list(_times(lab, [lab.nowhere])) == nowhere
        for place in range(len(lab.there) + 1):
            asked = [*lab.there[:place], lab.nowhere, *lab.there[place:]]
            assert _alike(lab, [*times[:place], None, *times[place:]], _times(lab, asked))

    def test_no_way_begins_out_of_reach(self, lab: MapsLab) -> None:
        """M3: from where no way leads no destination has a time."""
        if lab.nowhere is None:
            pytest.skip("not tried: a point out of reach, since the lab gives none")
        times = times_in(_router(lab).travel_times(lab.nowhere, lab.there, lab.mode), len(lab.there))
        assert [seconds for seconds in times if seconds is not None] == []

    def test_nobody_flies(self, lab: MapsLab) -> None:
        """M5: every way takes the time at least that the straight line takes at the mode's top speed."""
        for point, seconds in zip(lab.there, _times(lab, lab.there), strict=True):
            straight = max(distance(lab.here, point) - 2 * _SNAP, 0)
            assert seconds is None or seconds >= straight / lab.top_speed

    def test_a_thousand_destinations_are_no_trouble(self, lab: MapsLab) -> None:
        """M8: the times to a thousand destinations are there in time, and are those of a few."""
        times = _times(lab, lab.there)
        many = [lab.there[n % len(lab.there)] for n in range(_THOUSAND)]
        router, start = _router(lab), time.monotonic()
        found = times_in(router.travel_times(lab.here, many, lab.mode), _THOUSAND)
        assert time.monotonic() - start < lab.seconds + _MARGIN
        assert _alike(lab, [times[n % len(times)] for n in range(_THOUSAND)], found)

    def test_threads_share_it(self, lab: MapsLab) -> None:
        """M8: each of several threads that ask at once gets the answer to its own question."""
        router = _router(lab)
        times = _times(lab, lab.there)
        found: dict[int, Any] = {}

        def ask(n: int) -> None:
            try:
                found[n] = times_in(router.travel_times(lab.here, lab.there[n:], lab.mode), len(times) - n)
            except Exception as error:  # whatever it raises
                found[n] = error

        threads = [threading.Thread(target=ask, args=(n % len(times),)) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [n for n, answer in found.items() if not _alike(lab, times[n:], answer)] == []

    def test_an_area_holds_where_it_begins(self, lab: MapsLab) -> None:
        """M6: an area is of closed rings in the service's datum, and one is in it already."""
        assert _holds(_area(lab, lab.minutes[0]), lab.here)

    def test_an_area_grows(self, lab: MapsLab) -> None:
        """M6: with more minutes one gets farther."""
        smaller, larger = (sum(map(_size, _area(lab, minutes))) for minutes in lab.minutes)
        assert 0 < smaller < larger

    def test_an_area_agrees_with_the_times(self, lab: MapsLab) -> None:
        """M6: what takes half its time is in it, and what takes twice its time is not."""
        times = _times(lab, lab.there)
        for minutes in lab.minutes:
            area = _area(lab, minutes)
            for point, seconds in zip(lab.there, times, strict=True):
                assert seconds is None or seconds * _EDGE > minutes * 60 or _holds(area, point)
                assert seconds is None or seconds < minutes * 60 * _EDGE or not _holds(area, point)

    def test_from_nowhere_there_is_no_area(self, lab: MapsLab) -> None:
        """M6: from where no way leads one gets nowhere."""
        if lab.nowhere is None:
            pytest.skip("not tried: a point out of reach, since the lab gives none")
        maps = _isochrones(lab)
        assert areas_in(maps.isochrone(lab.nowhere, lab.minutes[0], lab.mode), maps.datum) == ()

    def test_a_known_text_is_found(self, lab: MapsLab) -> None:
        """M1, M7: what a text means stands first, with a name, at a point in the service's datum."""
        text, point = _known(lab)
        found = _found(lab, text)
        assert found != ()
        assert distance(found[0].point, point) <= 500

    @pytest.mark.parametrize("text", _MEANINGLESS.values(), ids=_MEANINGLESS.keys())
    def test_a_text_without_meaning_finds_nothing(self, lab: MapsLab, text: str) -> None:
        """M7: it is no error, or `Invalid` where the service refuses it, and never somewhere."""
        _known(lab)
        try:
            assert _found(lab, text) == ()
        except Invalid:
            return

    def test_where_it_fails_it_says_so(self, lab: MapsLab) -> None:
        """M9: what it cannot find out is an exception, and never made up; afterwards it goes on."""
        if lab.fail is None:
            pytest.skip("not tried: what the service relies on fails, since the lab has nothing of the kind")
        maps = lab.open()
        before = _told(lab, maps)
        lab.fail(True)
        assert [ability for ability, answer in _told(lab, maps).items() if answer is not None] == []
        lab.fail(False)
        assert [ability for ability, answer in _told(lab, maps).items() if answer is None] == []
        assert before.keys() == abilities(maps)

    def test_nothing_of_it_is_seen(self, lab: MapsLab, caplog: pytest.LogCaptureFixture) -> None:
        """M10: no log, no repr and no message of an error holds a key, a position or a text."""
        maps = lab.open()
        errors: list[str] = []
        with caplog.at_level(logging.DEBUG):
            _told(lab, maps, errors)
            if lab.fail is not None:
                lab.fail(True)
                _told(lab, maps, errors)
        seen = [repr(maps), str(maps), caplog.text, *errors]
        hidden = [*lab.secrets, str(lab.here.lat), *([lab.known[0]] if lab.known else [])]
        assert [word for word in hidden if any(word in each for each in seen)] == []


def _router(lab: MapsLab) -> Router:
    maps = lab.open()
    if not isinstance(maps, Router):
        pytest.skip("not tried: times, since the service has none")
    return maps


def _isochrones(lab: MapsLab) -> Isochrones:
    maps = lab.open()
    if not isinstance(maps, Isochrones):
        pytest.skip("not tried: areas, since the service has none")
    return maps


def _known(lab: MapsLab) -> tuple[str, Point]:
    if not isinstance(lab.open(), Geocoder):
        pytest.skip("not tried: addresses, since the service finds none")
    if lab.known is None:
        pytest.skip("not tried: addresses, since the lab knows none")
    return lab.known


def _times(lab: MapsLab, destinations: Sequence[Point]) -> tuple[float | None, ...]:
    """What a service made for it says, held against the question."""
    return times_in(_router(lab).travel_times(lab.here, destinations, lab.mode), len(destinations))


def _area(lab: MapsLab, minutes: int) -> tuple[Polygon, ...]:
    maps = _isochrones(lab)
    return areas_in(maps.isochrone(lab.here, minutes, lab.mode), maps.datum)


def _found(lab: MapsLab, text: str) -> tuple[Geocoded, ...]:
    maps = lab.open()
    assert isinstance(maps, Geocoder)
    return found_in(maps.geocode(text), maps.datum)


def _told(lab: MapsLab, maps: Maps, errors: list[str] | None = None) -> dict[str, object]:
    """What the service says to a question of each kind; None where it cannot."""
    asked: dict[str, Callable[[], object]] = {}
    if isinstance(maps, Router):
        asked["travel_times"] = lambda: _some(maps.travel_times(lab.here, lab.there, lab.mode))
    if isinstance(maps, Isochrones):
        asked["isochrone"] = lambda: areas_in(maps.isochrone(lab.here, lab.minutes[0], lab.mode), maps.datum)
    if isinstance(maps, Geocoder):
        asked["geocode"] = lambda: found_in(maps.geocode(lab.known[0] if lab.known else ""), maps.datum)
    told: dict[str, object] = {}
    for ability, ask in asked.items():
        try:
            told[ability] = ask()
        except Exception as error:  # whatever it raises
            told[ability] = None
            if errors is not None:
                errors.append(f"{error!r} {error}")
    return told


def _some(times: Sequence[float | None]) -> Sequence[float | None] | None:
    """The times, if there is any among them."""
    return None if all(seconds is None for seconds in times) else times


def _alike(lab: MapsLab, times: Sequence[float | None], others: object) -> bool:
    """Whether two answers agree, as far as asking twice may differ."""
    return (
        isinstance(others, Sequence)
        and len(times) == len(others)
        and all(
            one is other if one is None or other is None else abs(one - other) <= lab.slack
            for one, other in zip(times, others, strict=True)
        )
    )


def _holds(area: Sequence[Polygon], point: Point) -> bool:
    """Whether a point is in an area: a line from it to the east crosses an odd number of sides."""
    sides = (side for polygon in area for ring in polygon for side in pairwise(ring))
    crossed = (
        (one.lat > point.lat) != (other.lat > point.lat)
        and point.lon < one.lon + (point.lat - one.lat) / (other.lat - one.lat) * (other.lon - one.lon)
        for one, other in sides
    )
    return sum(crossed) % 2 == 1


def _size(polygon: Polygon) -> float:
    """The area of a polygon in square degrees: what its first ring holds, without the others."""
    outer, *holes = (
        abs(sum(one.lon * other.lat - other.lon * one.lat for one, other in pairwise(ring))) / 2
        for ring in polygon
    )
    return outer - sum(holes)
