"""The kit catches map services that are wrong on purpose, and stays silent about a right one."""

import logging
import math
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from friendly_services.maps import Geocoded
from friendly_services.places import Datum, Point
from friendly_services.testing import MapsContract, MapsLab
from tests.kits import failures, original

SECRET = "canary-key"  # noqa: S105 # to be looked for
LOG = logging.getLogger("a map service")
HERE = Point.wgs84(lat=29.4012, lon=106.5401)
MARKET = Point.wgs84(lat=29.4034, lon=106.5401)
SCHOOL = Point.wgs84(lat=29.4012, lon=106.5463)
PARK = Point.wgs84(lat=29.4101, lon=106.5489)
ISLAND = Point.wgs84(lat=29.60, lon=106.90)
THERE = (MARKET, SCHOOL, PARK)
SPEED = {"walk": 1.0, "ride": 4.0}
"""Metres a second along the straight line."""


def apart(one: Point, other: Point) -> float:
    """Metres between two points of this town, a little too many."""
    north, east = one.lat - other.lat, one.lon - other.lon
    return 111_320 * math.hypot(north, east * math.cos(math.radians(HERE.lat)))


class Ground:
    """What a service relies on, which can fail."""

    down = False

    def ask(self) -> None:
        """Get hold of it."""
        if self.down:
            raise ConnectionError("down")


class Right:
    """A service as it should be, from which the wrong ones differ in one thing."""

    datum: Datum = "wgs84"
    modes: Any = frozenset(SPEED)

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def __repr__(self) -> str:
        return "<Right>"

    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """The straight line, on foot or by bicycle."""
        self.ground.ask()
        return [self.time(origin, point, mode) for point in destinations]

    def time(self, origin: Point, point: Point, mode: str) -> Any:
        """Of one way."""
        metres = apart(origin, point)
        return None if metres > 5_000 else metres / SPEED[mode]

    def isochrone(self, origin: Point, minutes: int, mode: str) -> Any:
        """A circle."""
        self.ground.ask()
        return [] if apart(origin, HERE) > 5_000 else [[self.ring(origin, minutes * 60 * SPEED[mode])]]

    def ring(self, origin: Point, metres: float) -> Any:
        """Of so many metres around."""
        wide = metres / 111_000
        turns = [2 * math.pi * n / 24 for n in range(24)]
        across = wide / math.cos(math.radians(origin.lat))
        ring = [
            Point.wgs84(lat=origin.lat + wide * math.sin(t), lon=origin.lon + across * math.cos(t))
            for t in turns
        ]
        return [*ring, ring[0]]

    def geocode(self, text: str) -> Any:
        """The one address that there is."""
        self.ground.ask()
        return [Geocoded(MARKET, "1 Market Street, Linjiang")] if text == "1 Market Street" else []


class HasNoDatum(Right):
    datum: Any = "here"


class WorksInAnotherDatum(Right):
    datum: Datum = "gcj02"


class DoesNotKnowTheMode(Right):
    modes = frozenset({"fly"})


class LosesOne(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """The last is forgotten."""
        return super().travel_times(origin, destinations, mode)[:-1]


class NeedsADestination(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """To look for the farthest."""
        max(apart(origin, point) for point in destinations)
        return super().travel_times(origin, destinations, mode)


class LeavesOutWhatItCannotReach(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """As a list of ways that were found."""
        return [t for t in super().travel_times(origin, destinations, mode) if t is not None]


class SortsThem(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """The quickest first."""
        times = super().travel_times(origin, destinations, mode)
        return sorted(times, key=lambda seconds: math.inf if seconds is None else seconds)


class GivesEachOnce(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """By destination."""
        return super().travel_times(origin, list(dict.fromkeys(destinations)), mode)


class CountsMinutes(Right):
    def time(self, origin: Point, point: Point, mode: str) -> Any:
        """As people say it."""
        seconds = super().time(origin, point, mode)
        return None if seconds is None else seconds / 60


class WritesTimes(Right):
    def time(self, origin: Point, point: Point, mode: str) -> Any:
        """As JSON had them."""
        seconds = super().time(origin, point, mode)
        return None if seconds is None else f"{seconds}"


class SaysNotANumber(Right):
    def time(self, origin: Point, point: Point, mode: str) -> Any:
        """As numpy does."""
        seconds = super().time(origin, point, mode)
        return math.nan if seconds is None else seconds


class SaysMinusOne(Right):
    def time(self, origin: Point, point: Point, mode: str) -> Any:
        """As C does."""
        seconds = super().time(origin, point, mode)
        return -1 if seconds is None else seconds


class SaysForEver(Right):
    def time(self, origin: Point, point: Point, mode: str) -> Any:
        """As mathematics does."""
        seconds = super().time(origin, point, mode)
        return math.inf if seconds is None else seconds


class RaisesForAll(Right):
    def time(self, origin: Point, point: Point, mode: str) -> Any:
        """Because of one."""
        seconds = super().time(origin, point, mode)
        if seconds is None:
            raise LookupError("no road")
        return seconds


class KnowsAWayEverywhere(Right):
    def time(self, origin: Point, point: Point, mode: str) -> Any:
        """It swims."""
        return apart(origin, point) / SPEED[mode]


class NeverArrives(Right):
    def time(self, origin: Point, point: Point, mode: str) -> Any:
        """Loading takes a quarter of an hour."""
        seconds = super().time(origin, point, mode)
        return None if seconds is None else seconds + 900


class RoundsUpTheWay(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """One round through all of them."""
        times, at, so_far = [], origin, 0.0
        for point in destinations:
            leg = self.time(at, point, mode)
            so_far, at = (so_far, at) if leg is None else (so_far + leg, point)
            times.append(None if leg is None else so_far)
        self.ground.ask()
        return times


class RemembersTheFirstMode(Right):
    first: str | None = None

    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """Whatever is asked later."""
        self.first = self.first or mode
        return super().travel_times(origin, destinations, self.first)


class TakesTheListApart(Right):
    def travel_times(self, origin: Point, destinations: Any, mode: str) -> Any:
        """One by one."""
        self.ground.ask()
        taken = destinations if isinstance(destinations, list) else list(destinations)
        return [self.time(origin, taken.pop(0), mode) for _ in range(len(taken))]


class TakesFifty(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """No more at once."""
        times = super().travel_times(origin, destinations[:50], mode)
        return [*times, *[None] * (len(destinations) - 50)]


class IsSlow(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """A request for each."""
        threading.Event().wait(len(destinations) * 0.000_5)
        return super().travel_times(origin, destinations, mode)


class MixesThreadsUp(Right):
    asked: Sequence[Point] = ()

    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """One question at a time, and not locked."""
        self.asked = destinations
        threading.Event().wait(0.01)
        return super().travel_times(origin, self.asked, mode)


class MakesTimesUp(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """Better than nothing."""
        try:
            return super().travel_times(origin, destinations, mode)
        except ConnectionError:
            return [600.0 for _ in destinations]


class GivesUpForGood(Right):
    failed = False

    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """Once down, always down."""
        self.failed = self.failed or self.ground.down
        if self.failed:
            raise ConnectionError
        return super().travel_times(origin, destinations, mode)


class LeavesRingsOpen(Right):
    def ring(self, origin: Point, metres: float) -> Any:
        """As some formats do."""
        return super().ring(origin, metres)[:-1]


class SwapsAxes(Right):
    def isochrone(self, origin: Point, minutes: int, mode: str) -> Any:
        """Longitude first."""
        areas = super().isochrone(origin, minutes, mode)
        return [[[(p.lon, p.lat) for p in ring] for ring in area] for area in areas]


class DrawsRingsAlone(Right):
    def isochrone(self, origin: Point, minutes: int, mode: str) -> Any:
        """Without polygons around them."""
        return [ring for area in super().isochrone(origin, minutes, mode) for ring in area]


class AnswersInAnotherDatum(Right):
    def ring(self, origin: Point, metres: float) -> Any:
        """Of which nothing was said."""
        return [Point.gcj02(lat=p.lat, lon=p.lon) for p in super().ring(origin, metres)]


class DrawsOneSize(Right):
    def ring(self, origin: Point, metres: float) -> Any:  # noqa: ARG002 # the right one's signature
        """A quarter."""
        return super().ring(origin, 500)


class DrawsSeconds(Right):
    def isochrone(self, origin: Point, minutes: int, mode: str) -> Any:
        """For minutes."""
        return [[self.ring(origin, minutes * SPEED[mode])]] if super().isochrone(origin, 1, mode) else []


class DrawsElsewhere(Right):
    def isochrone(self, origin: Point, minutes: int, mode: str) -> Any:
        """Around the town hall."""
        return super().isochrone(PARK if super().isochrone(origin, 1, mode) else origin, minutes, mode)


class DrawsACircleAnywhere(Right):
    def isochrone(self, origin: Point, minutes: int, mode: str) -> Any:
        """At sea too."""
        self.ground.ask()
        return [[self.ring(origin, minutes * 60 * SPEED[mode])]]


class DrawsNothingWhenDown(Right):
    def isochrone(self, origin: Point, minutes: int, mode: str) -> Any:
        """As if no way led anywhere."""
        return [] if self.ground.down else super().isochrone(origin, minutes, mode)


class FindsTheMiddle(Right):
    def geocode(self, text: str) -> Any:
        """What is not known is in the middle of town."""
        return super().geocode(text) or [Geocoded(HERE, "Linjiang")]


class FindsPartsOfWords(Right):
    def geocode(self, text: str) -> Any:
        """Everything begins with nothing."""
        return super().geocode("1 Market Street") if "1 Market Street".startswith(text) else []


class StumblesOverText(Right):
    def geocode(self, text: str) -> Any:
        """What is no word is a fault."""
        return super().geocode(text.split(maxsplit=1)[0] + text[len(text.split(maxsplit=1)[0]) :])


class FindsPoints(Right):
    def geocode(self, text: str) -> Any:
        """Without names."""
        return [one.point for one in super().geocode(text)]


class FindsNothingWhenDown(Right):
    def geocode(self, text: str) -> Any:
        """As if the text meant nothing."""
        return [] if self.ground.down else super().geocode(text)


class LogsPositions(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """For debugging."""
        LOG.debug("from %s", origin)
        return super().travel_times(origin, destinations, mode)


class LogsTexts(Right):
    def geocode(self, text: str) -> Any:
        """For the support desk."""
        LOG.info("looked for %s", text)
        return super().geocode(text)


class ShowsItsKey(Right):
    def __repr__(self) -> str:
        return f"<Right {SECRET}>"


class RaisesWithItsKey(Right):
    def travel_times(self, origin: Point, destinations: Sequence[Point], mode: str) -> Any:
        """As a library for HTTP does, with the URL."""
        try:
            return super().travel_times(origin, destinations, mode)
        except ConnectionError as error:
            raise ConnectionError(f"https://maps.example.org/matrix?key={SECRET}") from error


WRONG = [
    each
    for each in list(globals().values())
    if isinstance(each, type) and issubclass(each, Right) and each is not Right
]


def lab(make: Callable[[Ground], Any]) -> MapsLab:
    """A lab for one test."""
    ground = Ground()

    def fail(down: bool) -> None:
        ground.down = down

    return MapsLab(
        lambda: make(ground),
        HERE,
        THERE,
        top_speed=1.0,
        nowhere=ISLAND,
        known=("1 Market Street", MARKET),
        fail=fail,
        seconds=0.2,
        secrets=(SECRET,),
    )


def failing(make: Callable[[Ground], Any], caplog: pytest.LogCaptureFixture) -> list[str]:
    """The tests of the kit that fail for this service."""
    return failures(MapsContract(), lambda: lab(make), caplog)


def test_a_right_service_passes(caplog: pytest.LogCaptureFixture) -> None:
    """The service in memory passes every test of the kit."""
    assert failing(Right, caplog) == []


CAUGHT: dict[type[Right], list[str]] = {}
"""What failed for those that were tried."""


@pytest.fixture
def catch(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Callable[[type[Right]], list[str]]:
    """Tries a wrong service, once, with a kit that has no patience."""
    monkeypatch.setattr("friendly_services.testing.maps_contract._MARGIN", 0.0)

    def caught(wrong: type[Right]) -> list[str]:
        if wrong not in CAUGHT:
            CAUGHT[wrong] = failing(wrong, caplog)
        return CAUGHT[wrong]

    return caught


@pytest.mark.parametrize("wrong", WRONG)
def test_catches_a_wrong_service(wrong: type[Right], catch: Callable[[type[Right]], list[str]]) -> None:
    """A service that is wrong in one way fails at least one test of the kit."""
    caught = catch(wrong)
    print(wrong.__name__, *dict.fromkeys(caught))
    assert caught != []


def test_every_test_of_the_kit_catches_somebody(catch: Callable[[type[Right]], list[str]]) -> None:
    """No test of the kit is there for nothing: each fails for a service that is wrong."""
    caught = {name for wrong in WRONG for name in catch(wrong)}
    assert [name for name in dir(MapsContract) if name.startswith("test_") and name not in caught] == []


class Bare:
    """A service that can do one thing."""

    datum: Datum = "wgs84"

    def geocode(self, text: str) -> Any:  # noqa: ARG002 # the protocol's signature
        """Nothing."""
        return []


def test_what_a_service_or_a_lab_does_not_have_is_skipped_by_name() -> None:
    """A service that only finds addresses, and a lab that knows none, leave tests out and say so."""
    kit, bare = MapsContract(), MapsLab(Bare, HERE)
    kit.test_it_says_what_it_can_do(bare)
    with pytest.raises(pytest.skip.Exception, match="not tried: times, since the service has none"):
        kit.test_none_for_none(bare)
    with pytest.raises(pytest.skip.Exception, match="not tried: areas"):
        kit.test_an_area_grows(bare)
    with pytest.raises(pytest.skip.Exception, match="not tried: addresses, since the lab knows none"):
        kit.test_a_known_text_is_found(bare)
    with pytest.raises(pytest.skip.Exception, match="not tried: what the service relies on"):
        kit.test_where_it_fails_it_says_so(bare)
    for test in (
        kit.test_what_is_out_of_reach_spoils_no_other,
        kit.test_no_way_begins_out_of_reach,
        kit.test_from_nowhere_there_is_no_area,
    ):
        with pytest.raises(pytest.skip.Exception, match="not tried: a point out of reach"):
            test(bare)


def test_tells_an_author_what_to_override() -> None:
    """Whoever forgets the fixture reads which one, and what it has to return."""
    with pytest.raises(NotImplementedError, match=r"override the fixture `lab` in MapsContract"):
        original(MapsContract.lab)(MapsContract())


def test_there_are_enough_of_them() -> None:
    """Each clause of the protocol is broken by somebody."""
    print(f"{len(WRONG)} wrong map services")
    assert len(WRONG) >= 40
