"""Asking map services: each in the time it has, in its own datum, and what it does wrong stays with it."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import copy_context
from functools import partial
from typing import Any, Final, Self, TypeVar, cast

import attrs

from ..errors import FriendlyServicesError, Invalid
from ..maps import (
    Ability,
    Geocoded,
    Geocoder,
    Isochrone,
    Isochrones,
    Maps,
    MapsFailed,
    NoMaps,
    Polygon,
    Router,
    abilities,
    areas_in,
    found_in,
    times_in,
)
from ..places import ConversionRefused, Datum, Place, Point, convert
from ..plugins import Plugins
from ..text import Reason

__all__ = ["Services", "Ways"]

T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)
TIME_LIMIT: Final = 5.0
"""Seconds that a service has for an answer, at most: a worker waits for it."""
_AT_ONCE: Final = 1_000
"""Destinations of one question: for so many every service has promised to be in time."""


@attrs.define(eq=False)
class _Service:
    """One service and how it is asked."""

    name: str
    maps: Maps
    limit: float
    abilities: frozenset[Ability] = attrs.field(init=False)
    approximate: bool = attrs.field(init=False)
    """Whether points may be brought into its datum where that is never exact."""
    _late: list[threading.Thread] = attrs.Factory(list)
    """Calls that did not come back in time: until they have, there is no other."""

    def __attrs_post_init__(self) -> None:
        self.abilities = abilities(self.maps)
        self.approximate = getattr(self.maps, "approximate", False) is True

    def can(self, ability: Ability, mode: str | None) -> bool:
        """Whether it can do that, in that mode."""
        return ability in self.abilities and (mode is None or mode in getattr(self.maps, "modes", ()))

    def ask(self, question: Callable[[], T]) -> T:
        """What the service says, in a thread of its own.

        Raises:
            MapsFailed: it did not come back in time, raised, or answered what is no answer.
        """
        self._late = [thread for thread in self._late if thread.is_alive()]
        if self._late:
            raise self._failed(Reason("maps.busy"))
        answers: list[T] = []
        errors: list[BaseException] = []

        def call() -> None:
            try:
                answers.append(question())
            except BaseException as error:  # a stranger's code raises what it likes, SystemExit too
                errors.append(error)

        thread = threading.Thread(target=partial(copy_context().run, call), daemon=True)
        try:
            thread.start()
        except RuntimeError as error:  # there are too many threads, or the interpreter ends
            raise self._failed(_why(error)) from None
        thread.join(self.limit)
        if thread.is_alive():
            self._late.append(thread)
            raise self._failed(Reason("maps.late", seconds=self.limit))
        if errors:
            raise self._failed(_why(errors[0]))
        return answers[0]

    def _failed(self, why: Reason) -> MapsFailed:
        failed = MapsFailed(self.name, why)
        _LOG.warning("%s", failed, extra={"reason": failed.reason})
        return failed

    def placed(self, points: Sequence[Point]) -> list[Point | Reason]:
        """The points in the service's datum, and of each that cannot be there, why."""
        placed: list[Point | Reason] = []
        for point in points:
            try:
                placed.append(convert(point, self.maps.datum, approximate=self.approximate))
            except ConversionRefused as error:
                placed.append(error.reason)
        return placed


def _why(error: BaseException) -> Reason:
    """What an error says: its class alone, unless it is the library's, as it may hold a key or a position."""
    if isinstance(error, Invalid):
        return error.problems[0].reason
    if isinstance(error, FriendlyServicesError):
        return error.reason
    return Reason("maps.raised", error=type(error).__name__)


@attrs.define(eq=False)
class Ways:
    """How long the ways from one point take, by the first service that can say; why not, where none can.

    It is called with places, and answers seconds, or None for a way of which nothing is known.
    """

    origin: Point
    mode: str
    _services: tuple[_Service, ...]
    notes: list[Reason] = attrs.field(factory=list, init=False)
    """What is to be said of the answer that is made with it: who reckoned the ways, or who could not."""

    def __call__(self, places: Sequence[Place]) -> Sequence[float | None]:
        """The seconds to each place."""
        self.notes.clear()
        if not self._services:
            self.notes.append(Reason("maps.no_mode", mode=self.mode))
        for service in self._services:
            try:
                return self._asked(service, places)
            except MapsFailed as failed:
                self.notes.append(failed.reason)
        self.notes.append(Reason("maps.straight"))
        return [None] * len(places)

    def _asked(self, service: _Service, places: Sequence[Place]) -> Sequence[float | None]:
        (origin,) = service.placed([self.origin])
        if isinstance(origin, Reason):
            raise MapsFailed(service.name, origin)
        placed = service.placed([place.point for place in places])
        points = [point for point in placed if isinstance(point, Point)]
        times = iter(service.ask(partial(_times, service.maps, origin, points, self.mode)) if points else ())
        answer = [next(times) if isinstance(point, Point) else None for point in placed]
        self.notes.append(Reason("maps.ways", service=service.name))
        brought = [(self.origin, origin), *zip((place.point for place in places), placed, strict=True)]
        if any(_is_approximate(*one) for one in brought):
            self.notes.append(Reason("maps.approximate", service=service.name))
        refused = [why for why in placed if isinstance(why, Reason)]
        if refused:
            self.notes.append(
                Reason("maps.unplaced", service=service.name, count=len(refused), because=refused[0])
            )
        unknown = answer.count(None) - len(refused)
        if unknown:
            self.notes.append(Reason("maps.no_way", service=service.name, count=unknown))
        return answer


def _is_approximate(point: Point, placed: Point | Reason) -> bool:
    """Whether a point was brought where no exact way leads."""
    return isinstance(placed, Point) and placed.datum == "wgs84" != point.datum


def _times(maps: Maps, origin: Point, points: Sequence[Point], mode: str) -> list[float | None]:
    router = cast("Router", maps)  # it was chosen for that
    return [
        seconds
        for first in range(0, len(points), _AT_ONCE)
        for some in (points[first : first + _AT_ONCE],)
        for seconds in times_in(router.travel_times(origin, some, mode), len(some))
    ]


class Services:
    """The map services of a city, in the order in which they are asked."""

    def __init__(self, opened: Sequence[tuple[str, Maps]] = (), *, patience: float = TIME_LIMIT) -> None:
        self._services = tuple(_Service(name, maps, min(patience, TIME_LIMIT)) for name, maps in opened)

    @classmethod
    def opened(cls, urls: str | Iterable[str], plugins: Plugins, patience: float) -> Self:
        """The services that these names or URLs name."""
        given: Any = urls
        each = given if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
        return cls([plugins.open_maps(url) for url in each], patience=patience)

    def ways(self, origin: Point, mode: str) -> Ways | None:
        """How long ways take from there by that mode; None if no service knows ways at all."""
        if not any(service.can("travel_times", None) for service in self._services):
            return None
        able = tuple(service for service in self._services if service.can("travel_times", mode))
        return Ways(origin, mode, able)

    def geocode(self, text: str) -> tuple[Geocoded, ...]:
        """The places that a text may mean, by the first service that knows any."""
        found: tuple[Geocoded, ...] = ()
        for found in self._answers("geocode", None, partial(_found, text=text)):
            if found:
                break
        return found

    def isochrone(self, origin: Point, minutes: int, mode: str, datum: Datum) -> Isochrone:
        """The area within so many minutes, by the first service that says; in that datum if it can be."""

        def area(service: _Service) -> Isochrone:
            (start,) = service.placed([origin])
            if isinstance(start, Reason):
                raise MapsFailed(service.name, start)
            polygons = service.ask(partial(_area, service.maps, start, minutes, mode))
            try:
                polygons, into = _moved(polygons, datum), datum
            except ConversionRefused:
                into = service.maps.datum
            return Isochrone(origin, minutes, mode, service.name, into, polygons)

        return next(self._answers("isochrone", mode, area))

    def _answers(self, ability: Ability, mode: str | None, ask: Callable[[_Service], T]) -> Iterator[T]:
        """What each service that can says, one after the other; if none does, the first one's failure."""
        able = [service for service in self._services if service.can(ability, mode)]
        if not able:
            raise NoMaps(ability, mode, tuple(service.name for service in self._services))
        failures: list[MapsFailed] = []
        for service in able:
            try:
                yield ask(service)
            except MapsFailed as failed:
                failures.append(failed)
        if len(failures) == len(able):
            raise failures[0]


def _found(service: _Service, text: str) -> tuple[Geocoded, ...]:
    maps = cast("Geocoder", service.maps)  # it was chosen for that
    return service.ask(lambda: found_in(maps.geocode(text), maps.datum))


def _area(maps: Maps, origin: Point, minutes: int, mode: str) -> tuple[Polygon, ...]:
    drawing = cast("Isochrones", maps)  # it was chosen for that
    return areas_in(drawing.isochrone(origin, minutes, mode), maps.datum)


def _moved(polygons: tuple[Polygon, ...], datum: Datum) -> tuple[Polygon, ...]:
    return tuple(
        tuple(tuple(convert(point, datum) for point in ring) for ring in polygon) for polygon in polygons
    )
