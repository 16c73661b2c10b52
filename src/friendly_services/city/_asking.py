"""What a city can be asked: its pack, its records, what is due, what is near. Nothing here writes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from .. import merchants, packs, points, stations
from ..codec import key_bytes
from ..decider import Actor
from ..errors import NotFound
from ..packs import Pack
from ..storage import Store
from ..text import Language, Reason
from ..wire import Wire
from . import _published
from ._alliances import Alliances
from ._answers import Found, Line, NoPack, Options, Todo
from ._around import Around
from ._attempt import rules_of
from ._between import Transits
from ._capabilities import REGISTRY
from ._desk import LOOKED_AT, Desk, page_size
from ._executor import an_actor
from ._honours import Honours
from ._ledger import PeriodLedger, check_asked, ledger
from ._maps import Services
from ._merchants import Merchants
from ._options import options
from ._points import Ledger
from ._progress import Funnel, funnel
from ._questions import after_all
from ._reader import Reader
from ._stations import Stations
from ._targets import Targets
from ._times import aware, instant
from ._todos import todo

__all__ = ["Asking"]


class Asking(Around):
    """A city as far as it is only read. It holds no record, and nothing that could not be built again."""

    def __init__(
        self, store: Store, partition: str, clock: Callable[[], datetime], services: Services | None = None
    ) -> None:
        self.name: Final = partition
        self._store = store
        reader = Reader(
            store,
            partition,
            REGISTRY,
            self.now,
            self._rules,
            lambda: self.pack.calendar,
            lambda: self.pack.divisions,
            lambda: self._tags,
        )
        super().__init__(reader, clock, services or Services())
        self._packs: dict[str, Pack] = {}
        self._zone: ZoneInfo | None = None
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
