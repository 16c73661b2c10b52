"""What a city can be asked: its pack, its records, what is due, what is near. Nothing here writes."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import attrs

from .. import matching, merchants, packs, points, proximity, stations
from ..codec import key_bytes
from ..decider import Actor
from ..errors import NotFound, check_count
from ..maps import Geocoded, Isochrone
from ..names import check_name
from ..packs import Pack
from ..places import Metres, Point
from ..storage import Store
from ..text import Language, Reason
from ..wire import Wire
from . import _published, together
from ._alliances import Alliances
from ._answers import Found, Line, Matched, MatchedPlace, NoPack, Options, Todo
from ._attempt import rules_of
from ._between import Transits
from ._capabilities import REGISTRY
from ._desk import LOOKED_AT, Desk, a_text, page_size
from ._executor import an_actor
from ._honours import Honours
from ._ledger import PeriodLedger, check_asked, ledger
from ._maps import Services, Ways
from ._merchants import Merchants
from ._nearby import CityMap, Shown
from ._options import options
from ._points import Ledger
from ._progress import Funnel, funnel
from ._questions import after_all
from ._reader import Reader
from ._stations import Stations
from ._targets import Targets
from ._times import aware, instant
from ._todos import todo
from ._visits import Visits

__all__ = ["Asking"]

T = TypeVar("T")

_MOST: Final = 1_000
"""Places that `nearby` lists at most."""
_LONGEST: Final = 120
"""Minutes of the largest area within reach."""


def _never(_: object) -> bool:
    return False


def _itself(shown: Shown) -> Shown:
    return shown


class Asking:
    """A city as far as it is only read. It holds no record, and nothing that could not be built again."""

    def __init__(
        self, store: Store, partition: str, clock: Callable[[], datetime], services: Services | None = None
    ) -> None:
        self.name: Final = partition
        self._store = store
        self._clock = clock
        self._reader = Reader(
            store,
            partition,
            REGISTRY,
            self.now,
            self._rules,
            lambda: self.pack.calendar,
            lambda: self.pack.divisions,
            lambda: self._tags,
        )
        self._tags: Mapping[str, proximity.Tag] = {}
        self._packs: dict[str, Pack] = {}
        self._zone: ZoneInfo | None = None
        self._map: CityMap | None = None
        self._marked_by: Mapping[str, proximity.Tag] = {}
        self._lock = threading.Lock()
        self._services: Final = services or Services()
        self.merchants: Final = Merchants(self._reader, REGISTRY.kinds["merchant"])
        self.nominations: Final[Desk[merchants.Nomination]] = Desk(self._reader, REGISTRY.kinds["nomination"])
        self.stations: Final = Stations(self._reader, REGISTRY.kinds["station"])
        self.points: Final = Ledger(
            self._reader,
            REGISTRY.kinds["account"],
            lambda number: self.pack_numbered(number).rules.get("points"),
        )
        self.transits: Final = Transits(self._reader, REGISTRY.kinds["transit"])
        self.funds: Final[Desk[points.Fund]] = Desk(self._reader, REGISTRY.kinds["fund"])
        self.proposals: Final[Desk[points.Proposal]] = Desk(self._reader, REGISTRY.kinds["proposal"])
        self.visits: Final = Visits(self._reader, REGISTRY.kinds["use"])
        self.targets: Final = Targets(self._reader, REGISTRY.kinds["target"], self.visits)
        self.honours: Final = Honours(self._reader, REGISTRY.kinds["honour"])
        self.offers: Final = Desk(self._reader, REGISTRY.kinds["offer"])
        self.alliances: Final = Alliances(self._reader, REGISTRY.kinds["alliance"])
        self.bonuses: Final = Desk(self._reader, REGISTRY.kinds["bonus"])
        self.commendations: Final = Desk(self._reader, REGISTRY.kinds["commendation"])

    @property
    def pack(self) -> Pack:
        """The pack in force."""
        register = self._reader.mended(_published.REGISTER)
        pack = self._pack_of(register)
        if pack is None:
            raise NoPack(self.name)
        return pack

    def pack_numbered(self, number: int) -> Pack:
        """A pack that is or was in force, by the number that decisions name."""
        register: _published.Register | None = self._reader.mended(_published.REGISTER)
        id_ = register.holding(number) if register else None
        if id_ is None:
            raise NotFound("pack", str(number))
        return self._pack(id_)

    @property
    def wire(self) -> Wire:
        """Every command of this city by name, for a host's one endpoint: read, written, described.

        >>> from friendly_services import City
        >>> with City.open("memory://", city="banan", pack="points-default") as city:
        ...     city.wire.read_command({"command": "points.Expire", "worker": "rider-7"})
        Expire(worker='rider-7')
        """
        return Wire(REGISTRY.commands)

    def now(self) -> datetime:
        """The clock's time in the city's zone."""
        return aware("clock", self._clock()).astimezone(self._zone or UTC)

    def _moment(self, at: datetime | None, pack: Pack) -> datetime:
        """The instant asked of by the city's clock, whatever zone it was given in; now if left out."""
        at = aware("clock", self._clock()) if at is None else aware("at", at)
        return at.astimezone(ZoneInfo(pack.city.zone))

    def get(self, id: str, *, known: datetime | None = None) -> Any:
        """The record with a derived id, whatever its kind."""
        return self._desk(id).get(id, known=known)

    def find_ref(self, system: str, number: str) -> merchants.Merchant | stations.Station:
        """The merchant or station that has this number in another system, such as the 12345 hotline.

        A number is one merchant's and one station's at most; where both have it, the merchant is told.

        Raises:
            NotFound: nobody has it.
        """
        for desk in (self.merchants, self.stations):
            for found in desk.find(system=system, number=number, limit=1):
                return found
        raise NotFound(system, number)

    def history(self, id: str, *, known: datetime | None = None) -> tuple[Line, ...]:
        """What happened to a record, first to last."""
        return self._desk(id).history(id, known=known)

    def options(self, id: str, *, by: Actor) -> Options:
        """Which commands about this record the actor can send now, and why not the others.

        Told by where the record stands, the pack's `may` table and the role of the post that works on it.
        What hangs on the facts, on the day or on whose hands were in it, `check` tells of a command itself.
        """
        desk = self._desk(id)
        return options(self.pack, desk.kind, desk.get(id), an_actor(by))

    def inbox(
        self,
        *,
        area: str | None = None,
        due_before: datetime | None = None,
        limit: int = 50,
        after: bytes | None = None,
    ) -> Found[Todo]:
        """What records need, soonest first: of one area, or of the whole city.

        A record has one line, at the time of the first that is due of it. It says all that is open there:
        what somebody has to do before what time alone does, of which roles and until when, or since when it
        is overdue, and what happens by itself if nobody does.
        A record that is damaged stops no other: `damaged` names it, as does `tick` once it is due.

        Args:
            area: the district or street; by every code that its ground has had, if it is given as a code.
            due_before: only what is due before this time, aware.
            limit: lines a page, 1 to 1,000.
            after: `next` of the page before.
        """
        areas = frozenset[str]() if area is None else self._reader.areas(area)
        name = "inbox" if len(areas) == 1 else "due"  # of several codes, soonest first over all of them
        prefix = key_bytes(*areas) if len(areas) == 1 else b""
        hi = after_all(prefix) if due_before is None else prefix + key_bytes(aware("due_before", due_before))
        pack, now, most, looked = self.pack, self.now(), page_size(limit), 0
        damaged: list[Reason] = []
        found: list[Todo] = []
        while True:
            page = self._store.scan(self.name, name, prefix, hi, most - len(found), False, after)
            for record, state in self._reader.readable((record for _, record in page.items), damaged):
                kind = REGISTRY.kinds[record.key[0]]
                if (due := kind.due(state)) is not None and (not areas or due.area in areas):
                    found.append(todo(record.key[1], kind, state, due, pack, REGISTRY, now))
            looked, after = looked + len(page.items), page.next
            if len(areas) < 2 or after is None or len(found) == most or looked >= LOOKED_AT:
                return Found(tuple(found), after, tuple(damaged), looked)

    def ledger(
        self,
        first: date,
        last: date,
        *,
        area: str | None = None,
        language: Language = "en",
        known: datetime | None = None,
    ) -> PeriodLedger:
        """The ledger of a period (台账): every decision, and the register at its end.

        Nothing is read before a sheet is gone through, and then row by row.

        Args:
            first: the first day, of the city's zone.
            last: the last day, which is in it.
            area: only what lies in this district or street, by its record as it then stood.
            language: of titles and standings.
            known: only what was recorded by then; by now if left out. The ledger carries the time: asked with
                it again, it is the same to the letter, whatever has been recorded since.

        Raises:
            Invalid: the last day is before the first, or a day is none.
        """
        check_asked(first, last, language)
        if known is None:  # the clock of who commits may be ahead of ours
            known = max(self.now(), instant(self._store.load(self.name, ()).at, UTC))
        known = aware("known", known)
        register: _published.Register | None = self._reader.as_known(_published.REGISTER, known)
        if register is None:
            raise NoPack(self.name)
        pack = self._pack(register.pack)
        zone = ZoneInfo(pack.city.zone)
        return ledger(
            self._reader,
            first,
            last,
            known.astimezone(zone),
            zone=zone,
            rules=pack.rules,
            area=area,
            language=language,
        )

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

    def funnel(self, *, area: str | None = None, on: date | None = None) -> Funnel:
        """How far the merchants of a programme came: applied, checked, named, on the map, used.

        >>> from friendly_services import City
        >>> with City.open("memory://", city="banan", pack="visits-default") as city:
        ...     print(city.funnel().used.rate)
        None

        Args:
            area: the district or street; the whole city if left out.
            on: the day; the city's today if left out. An earlier one is answered as it was on record then,
                but for use: that day's is counted by all that is on record now.
        """
        day = self._reader.day(on)
        return funnel(self._reader, self.visits.asked(day), area, day)

    def memory(self) -> dict[str, int]:
        """What this object holds that could be built again: places on the map, packs.

        And how many records it has read to answer what is near before it held the map: it is read whole once
        those are as many as it has, or once a question needs all of it.
        """
        held = self._map
        return {
            "places": held.size() if held else 0,
            "packs": len(self._packs),
            "read_for_places": held.read if held else 0,
        }

    def _pack_of(self, register: _published.Register | None) -> Pack | None:
        if register is None:
            return None
        pack = self._pack(register.pack)
        self._zone = ZoneInfo(pack.city.zone)  # which another process may have changed by publishing
        self._tags = pack.rules["proximity"].tags
        return pack

    def _pack(self, id_: str) -> Pack:
        if (pack := self._packs.get(id_)) is None:
            content = self._reader.mended(("pack", id_))
            pack = self._packs[id_] = attrs.evolve(packs.from_content(content.content), number=content.number)
        return pack

    def _rules(self, capability: str, known: datetime | None) -> Any:
        """A capability's rules by the pack in force, now or as it was known at a time."""
        if known is None:
            return rules_of(self.pack, capability)
        register: _published.Register | None = self._reader.as_known(_published.REGISTER, known)
        return rules_of(self._pack(register.pack) if register else None, capability)

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
