"""What a city can be asked about its map: what is near, on the way, within reach, and why a place is not."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from .. import matching, proximity
from ..errors import NotFound, check_count
from ..maps import Geocoded, Isochrone
from ..names import check_name
from ..packs import Pack
from ..places import Metres, Point
from ..text import Reason
from . import together
from ._answers import Matched, MatchedPlace
from ._capabilities import REGISTRY
from ._desk import Desk, a_text
from ._maps import Services, Ways
from ._nearby import CityMap, Shown
from ._reader import Reader
from ._times import aware
from ._visits import Visits

__all__ = ["Around"]

T = TypeVar("T")

_MOST: Final = 1_000
"""Places that `nearby` lists at most."""
_LONGEST: Final = 120
"""Minutes of the largest area within reach."""


def _never(_: object) -> bool:
    return False


def _itself(shown: Shown) -> Shown:
    return shown


class Around(ABC):
    """A city as far as it is asked about its map."""

    def __init__(self, reader: Reader, clock: Callable[[], datetime], services: Services) -> None:
        self._reader = reader
        self._clock = clock
        self._services: Final = services
        self._tags: Mapping[str, proximity.Tag] = {}
        self._map: CityMap | None = None
        self._marked_by: Mapping[str, proximity.Tag] = {}
        self._lock = threading.Lock()
        self.visits: Final = Visits(reader, REGISTRY.kinds["use"])

    @property
    @abstractmethod
    def pack(self) -> Pack:
        """The pack in force."""

    def nearby(
        self,
        origin: Point,
        *,
        services: Iterable[str] = (),
        at: datetime | None = None,
        within: float | None = None,
        mode: str | None = None,
        kinds: Iterable[str] | None = None,
        entry: Iterable[str] | None = None,
        limit: int | None = None,
        closed: bool = False,
        dwell: int = 0,
        tags: Iterable[str] = (),
        worker: str | None = None,
        minutes: int | None = None,
        order: proximity.Order = "distance",
    ) -> proximity.Nearby:
        """The nearest places that offer all these services and are not closed, each rank explained.

        A place whose record is damaged is left out; the notes say how many are around, the log names them.

        Args:
            origin: where the worker is, with its datum; distances are measured in the city's working datum.
            services: keys of the pack's services, such as `"warm_food"`.
            at: the time to be open, aware; now if left out.
            within: metres; the pack's reach for the mode if left out.
            mode: how the worker moves, one of the pack's; its usual one if left out.
            kinds: `"merchant"`, `"station"` or another of the pack's `stations.kinds`; all if left out.
            entry: only where one gets in by one of these ways, such as `"scan"`.
            limit: places at most; the pack's usual number if left out.
            closed: list closed places too, marked.
            dwell: minutes to stay, through which the place has to be open.
            tags: only places marked with all of these, such as `"step_free"`.
            worker: who asks, by category, such as `"riders"`; places for others are left out.
            minutes: instead of metres, how long the way may take by the mode.
            order: `"distance"`, or `"score"`: what costs the worker the least time by the pack's weights.
        """
        pack = self.pack
        query = proximity.Query(
            origin,
            services=services,
            at=self._moment(at, pack),
            within=within,
            mode=mode,
            kinds=kinds,
            entry=entry,
            limit=limit,
            closed=closed,
            dwell=dwell,
            tags=tags,
            worker=worker,
            minutes=minutes,
            order=order,
        )
        rules: proximity.Rules = pack.rules["proximity"]
        ways = self._services.ways(origin, mode or rules.mode)

        def noted(shown: Shown) -> proximity.Nearby:
            found = proximity.rank(
                shown.index,
                query,
                rules=rules,
                calendar=pack.calendar,
                travel=ways,
                ratings=self.visits.means,
            )
            notes = (*(ways.notes if ways else ()), *shown.notes())
            return found.told(shown.signs.hung(found.ids, query.at.date()), notes)

        return self._ask_map(pack, query, ways, noted, of_all=lambda found: not found.ids)

    def along(
        self,
        route: Iterable[Point],
        *,
        services: Iterable[str] = (),
        at: datetime | None = None,
        within: float | None = None,
        mode: str | None = None,
        kinds: Iterable[str] | None = None,
        entry: Iterable[str] | None = None,
        limit: int | None = None,
        closed: bool = False,
        dwell: int = 0,
        tags: Iterable[str] = (),
        worker: str | None = None,
    ) -> proximity.Along:
        """The places on the way along a route, those first that take one least far off it, each explained.

        Asked in the same words as `nearby`, but for these:

        Args:
            route: its points in order, 2 to 10,000 of one datum, no two neighbours more than 100 km apart.
            services: as for `nearby`.
            at: when the worker sets out from the first point, aware; now if left out.
            within: the widest detour in metres, there and back; the pack's reach for the mode if left out.
            mode: as for `nearby`; by its pace is judged when the worker comes.
            kinds: as for `nearby`.
            entry: as for `nearby`.
            limit: as for `nearby`.
            closed: as for `nearby`.
            dwell: as for `nearby`.
            tags: as for `nearby`.
            worker: as for `nearby`.
        """
        pack = self.pack
        asked = partial(
            proximity.along,
            route=tuple(route),
            services=services,
            at=self._moment(at, pack),
            within=within,
            mode=mode,
            kinds=kinds,
            entry=entry,
            limit=limit,
            closed=closed,
            dwell=dwell,
            tags=tags,
            worker=worker,
            rules=pack.rules["proximity"],
            calendar=pack.calendar,
        )

        def noted(shown: Shown) -> proximity.Along:
            found = asked(shown.index)
            return found.told(shown.signs.hung(found.ids, found.at.date()), shown.notes())

        return self._places(pack).ask(noted)

    def match(
        self,
        needs: Iterable[str],
        *,
        origin: Point,
        at: datetime | None = None,
        within: float | None = None,
        mode: str | None = None,
        kinds: Iterable[str] | None = None,
        limit: int | None = None,
        closed: bool = False,
    ) -> Matched:
        """The places near by in the order in which they have what a worker needs, each explained.

        First those that have all of it, then those of which that is not known, then those that lack
        something, the least first; among equals the nearest.

        Args:
            needs: keys of the pack's `[matching.needs]`, such as `"charge"`.
            origin: where the worker is, with its datum.
            at: when, aware; now if left out.
            within: metres; the pack's reach for the mode if left out.
            mode: how the worker moves, one of the pack's; its usual one if left out.
            kinds: as for `nearby`.
            limit: places at most, after they were put in order; the pack's usual number if left out.
            closed: list closed places too, last.

        Raises:
            Invalid: a need that the pack does not list, or what `nearby` refuses.
        """
        pack = self.pack
        most = pack.rules["proximity"].limit if limit is None else check_count("limit", limit, 1, _MOST)
        at = self._moment(at, pack)
        near = self.nearby(origin, at=at, within=within, mode=mode, kinds=kinds, limit=_MOST, closed=closed)
        ask = self._matcher(needs)
        every = [MatchedPlace(hit, ask(hit.place, at=hit.comes)) for hit in near.hits]
        cut = (Reason("matching.cut_short", count=_MOST),) if len(every) == _MOST else ()
        every.sort(key=lambda one: matching.rank(one.match))
        return Matched(tuple(every[:most]), near.within, (*near.notes, *cut))

    def meets(
        self,
        id: str,
        needs: Iterable[str],
        *,
        at: datetime | None = None,
    ) -> matching.Match:
        """Whether one merchant or station has what a worker needs at a time; now if left out.

        Raises:
            NotFound: there is no such record, or it is no place.
        """
        desk = self._desk(id)
        place = desk.kind.place(desk.get(id))
        if place is None:
            raise NotFound("place", id)
        at = self._moment(at, self.pack)
        return self._matcher(needs)(place.as_of(at), at=at)

    def _matcher(self, needs: Iterable[str]) -> Callable[..., matching.Match]:
        pack = self.pack
        return partial(
            matching.match,
            needs=_words(needs),
            rules=pack.rules["matching"],
            catalogue=together.catalogue(pack.rules),
            calendar=pack.calendar,
        )

    def why_not(
        self,
        id: str,
        origin: Point,
        *,
        services: Iterable[str] = (),
        at: datetime | None = None,
        within: float | None = None,
        mode: str | None = None,
        kinds: Iterable[str] | None = None,
        entry: Iterable[str] | None = None,
        limit: int | None = None,
        closed: bool = False,
        dwell: int = 0,
        tags: Iterable[str] = (),
        worker: str | None = None,
        minutes: int | None = None,
        order: proximity.Order = "distance",
    ) -> tuple[Reason, ...]:
        """Every reason why `nearby` does not show this place, and what would change it; empty if it does.

        Asked in the same words as `nearby`.
        """
        pack = self.pack
        query = proximity.Query(
            origin,
            services=services,
            at=self._moment(at, pack),
            within=within,
            mode=mode,
            kinds=kinds,
            entry=entry,
            limit=limit,
            closed=closed,
            dwell=dwell,
            tags=tags,
            worker=worker,
            minutes=minutes,
            order=order,
        )
        desk = self._desk(id)
        place = self._reader.place((desk.kind.name, id), desk.get(id))
        if place is None:
            return (Reason("nearby.no_place", id=id),)
        rules: proximity.Rules = pack.rules["proximity"]
        ways = self._services.ways(origin, mode or rules.mode)

        def asked(shown: Shown) -> tuple[Reason, ...]:
            return proximity.why_not(
                shown.index,
                place,
                query,
                rules=rules,
                calendar=pack.calendar,
                travel=ways,
                ratings=self.visits.means,
            )

        return self._ask_map(pack, query, ways, asked)

    def geocode(self, text: str) -> tuple[Geocoded, ...]:
        """The places that an address or a name may mean, the likeliest first, by a map service.

        Their points are in the datum of the service that knew them.

        Raises:
            NoMaps: no map service of this city finds addresses.
            MapsFailed: none of those that do could be asked.
        """
        return self._services.geocode(check_name("text", text))

    def isochrone(self, origin: Point, minutes: int, mode: str | None = None) -> Isochrone:
        """The area that is within so many minutes of a point, by a map service; `geojson` draws it.

        Args:
            origin: where it begins.
            minutes: 1 to 120.
            mode: how the worker moves, one of the service's; the pack's usual one if left out.

        Raises:
            NoMaps: no map service of this city draws areas for that mode.
            MapsFailed: none of those that do could be asked.
        """
        pack = self.pack
        check_count("minutes", minutes, 1, _LONGEST)
        usual: proximity.Rules = pack.rules["proximity"]
        return self._services.isochrone(origin, minutes, mode or usual.mode, pack.city.datum)

    def _moment(self, at: datetime | None, pack: Pack) -> datetime:
        """The instant asked of by the city's clock, whatever zone it was given in; now if left out."""
        at = aware("clock", self._clock()) if at is None else aware("at", at)
        return at.astimezone(ZoneInfo(pack.city.zone))

    def _ask_map(
        self,
        pack: Pack,
        query: proximity.Query,
        ways: Ways | None,
        question: Callable[[Shown], T],
        of_all: Callable[[T], bool] = _never,
    ) -> T:
        """Ask the map what is around; while a map service is asked, others may ask and change it."""
        places, around = self._places(pack), _circle(pack, query, ways)
        if ways is None:
            return places.ask(question, around=around, of_all=of_all)
        answer = question(places.ask(_itself, around=around))
        return question(places.ask(_itself)) if of_all(answer) else answer

    def _places(self, pack: Pack) -> CityMap:
        datum = pack.city.datum
        with self._lock:
            if self._map is None or self._map.datum != datum or self._marked_by != self._tags:
                self._map, self._marked_by = CityMap(self._reader, datum), self._tags
            return self._map

    def _desk(self, id_: str) -> Desk[Any]:
        kind = REGISTRY.kinds.get(a_text("id", id_).rpartition("-")[0])
        if kind is None:
            raise NotFound("record", id_)
        return Desk(self._reader, kind)


def _circle(pack: Pack, query: proximity.Query, ways: Ways | None) -> tuple[Point, Metres]:
    """What the answer to a question hangs on, unless it is empty; refused here if it makes no sense."""
    nobody = proximity.Index(datum=pack.city.datum)
    return query.origin, proximity.rank(nobody, query, rules=pack.rules["proximity"], travel=ways).within


def _words(words: Iterable[str]) -> Collection[str]:
    """What can be counted and asked again; a single word stays one, for the question to refuse."""
    return words if isinstance(words, Collection) else frozenset(words)
