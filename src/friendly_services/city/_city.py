"""City: the one object a platform holds."""

import threading
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import attrs

from .. import merchants, packs, persons, points, proximity, stations
from ..codec import key_bytes
from ..decider import Actor, Capability
from ..delivery import Chain, Delivery, Feed, Resolve, Source, TimedCaller, callers_of
from ..errors import Forbidden, FriendlyServicesError, NotFound
from ..packs import Pack
from ..places import Point
from ..plugins import Plugins
from ..storage import Purging, Record, Store, StoreInfo
from ..text import Reason
from ..wire import Wire
from . import _published, together
from ._answers import (
    Decided,
    Done,
    Found,
    Line,
    NoPack,
    OnceReused,
    Options,
    Rebuilt,
    Ticked,
    Todo,
    Verification,
)
from ._attempt import Order, rules_of
from ._desks import Desk, Ledger, Merchants, Reader, Stations, a_text, after_all, aware, page_size
from ._erasures import ErasureFile, Erasures
from ._executor import SYSTEM, Answer, Executor
from ._nearby import CityMap
from ._persons import Persons
from ._private import Cabinet, IndexSecret
from ._rebuild import rebuild
from ._registry import Registry
from ._seals import keep_sealed
from ._tick import tick
from ._verify import verify, verify_all

__all__ = ["CAPABILITIES", "City", "PackDiffers"]

CAPABILITIES: Final[tuple[Capability[Any], ...]] = (
    _published.CAPABILITY,
    merchants.CAPABILITY,
    stations.CAPABILITY,
    points.CAPABILITY,
    persons.CAPABILITY,
    together.CAPABILITY,
)

_REGISTRY: Final = Registry.of(*CAPABILITIES)


_AT_ONCE: Final = 1_000


class PackDiffers(UserWarning):
    """The packaged pack is not the one in force: nothing changes until it is published."""


class City:
    """The authority that keeps one register and one ledger, opened on a store.

    >>> from friendly_services import Actor, City
    >>> city = City.open("memory://", city="banan", pack="merchant-14-9-9")
    >>> city.pack.number
    1
    >>> city.close()

    A City may be shared by threads. It holds no record: two processes may open the same city.
    """

    def __init__(  # made by `open`
        self,
        store: Store,
        partition: str,
        *,
        plugins: Plugins,
        clock: Callable[[], datetime],
        authorize: Callable[[Actor, Any], bool] | None,
        trust_clock: bool,
        patience: float,
        callers: Mapping[str, TimedCaller] | None = None,
        resolve: Resolve | None = None,
        cabinet: Cabinet | None = None,
        erasures: Erasures | None = None,
    ) -> None:
        self.name: Final = partition
        self._store = store
        self._plugins = plugins
        self._packs: dict[str, Pack] = {}
        self._clock = clock
        self._reader = Reader(store, partition, _REGISTRY, self.now, self._rules)
        self._executor = Executor(
            store=store,
            partition=partition,
            registry=_REGISTRY,
            pack_of=self._pack_of,
            clock=self.now,
            trust_clock=trust_clock,
            authorize=authorize,
            patience=patience,
            cabinet=cabinet or Cabinet(),
            erasures=erasures,
            look=self._open_cases,
        )
        self._zone: ZoneInfo | None = None
        self._map: CityMap | None = None
        self._lock = threading.Lock()
        self._source = Source(
            store=store,
            partition=partition,
            event=self._reader.event,
            state=self._state_of,
            now=self._executor.now,
            rules=lambda number: self.pack_numbered(number).rules,
            patience=patience,
        )
        self._chain: Final = Chain()
        self.delivery: Final = Delivery(self._source, callers or {}, resolve, self._chain)
        self.merchants: Final = Merchants(self._reader, _REGISTRY.kinds["merchant"])
        self.stations: Final = Stations(self._reader, _REGISTRY.kinds["station"])
        self.points: Final = Ledger(self._reader, _REGISTRY.kinds["account"])
        self.persons: Final = Persons(
            self._reader, _REGISTRY.kinds["person"], self._executor, lambda: self.pack
        )

    @classmethod
    def open(
        cls,
        url: str,
        *,
        city: str,
        pack: str | Path | Pack | None = None,
        plugins: Iterable[str | object] = (),
        untrusted: Iterable[str] = (),
        resolve: Resolve | None = None,
        clock: Callable[[], datetime] | None = None,
        authorize: Callable[[Actor, Any], bool] | None = None,
        index_key: IndexSecret | None = None,
        erasures: str | Path | Erasures | None = None,
        trust_clock: bool = False,
        patience: float = 10.0,
    ) -> Self:
        """Open a city, making it if the store has none of that name.

        Args:
            url: `memory://`, `sqlite:///path`, or the scheme of a plugin that `plugins` names.
            city: the partition: a stable id of the authority, not its administrative code, which may change.
            pack: a folder, a built-in pack's name or a Pack. It is published as number 1 of a new city; in an
                existing city it changes nothing, and a difference is warned of (`PackDiffers`).
            plugins: names of the installed plugins to load, or plugins themselves; no other is loaded.
            untrusted: names of installed plugins whose channels to people are run in a process of their own,
                which gets messages, variables that begin with `FRIENDLY_SERVICES_` and nothing else.
            resolve: tells where a recipient is found over a channel, just before a message is sent; None
                means nobody, or nobody any more. Without it messages go out with the reference alone.
            clock: gives the current time, aware; the machine's clock if left out.
            authorize: asked after the pack's `may` table; may only narrow it.
            index_key: the city's secret for finding persons by private fields, at least 16 bytes, or what
                fetches it; only a pack that lists such fields needs one.
            erasures: the register of who was erased, kept outside the store and its backups: a file's path,
                or an object that keeps it. Whoever a restored backup has brought back is erased again here.
            trust_clock: accept a clock more than 400 days ahead of the last commit.
            patience: seconds a call may wait for the store before it gives up.

        Raises:
            NoPack: a new city without `pack`.
            Invalid: the pack has problems; all of them are listed.
        """
        loaded = Plugins(plugins)
        given = _load(pack, loaded) if pack is not None else None
        callers = callers_of(loaded, untrusted)
        self = cls(
            loaded.open_store(url),
            city,
            plugins=loaded,
            clock=clock or _machine_clock,
            authorize=authorize,
            trust_clock=trust_clock,
            patience=patience,
            callers=callers,
            resolve=resolve,
            cabinet=Cabinet(index_key),
            erasures=ErasureFile(erasures) if isinstance(erasures, str | Path) else erasures,
        )
        try:
            self._begin(given)
            self._erase_again()
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Let go of the store, and of what plugins hold."""
        self.delivery.close()
        if isinstance(self._executor.erasures, ErasureFile):
            self._executor.erasures.close()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<City {self.name!r} on {self._store.describe().name}>"

    # -- changing the world

    def do(self, command: Any, *, by: Actor, once: str | None = None) -> Done:
        """Decide a command and commit what it does.

        Args:
            command: a command of a capability, such as `merchants.Apply(...)`.
            by: who sends it, as the host vouches.
            once: the host's key for this act, 1 to 256 characters: the same key again gives the first receipt
                and changes nothing. Without one, a key is drawn for the retries of this call alone.

        Raises:
            Refused: a rule forbids it now; the error's facts say which, and what would change it.
            Forbidden: the pack gives none of the actor's roles this command.
            Invalid: the command can never be taken as it is.
            Conflict: other writers kept changing the same records.
            Indeterminate: the answer was lost; send it again with the `once` the error carries.
            TooDeep: a notifier sent it, because of a message that it caused itself by way of two others.
        """
        (answer,) = self.do_many([(command, once)], by=by)
        if isinstance(answer, Done):
            return answer
        raise answer

    def do_many(self, commands: Iterable[Any | tuple[Any, str | None]], *, by: Actor) -> tuple[Answer, ...]:
        """Decide commands in order and commit what they do in one commit.

        Each command, or pair of a command and its `once`, gets its own result: a `Done`, or the error that
        `do` would have raised; the others are not held up by it. A store takes some thousands of records at
        once (`TooLarge` says how many): send a large import as batches of about 1,000.
        """
        self._chain.check()
        prepared = [
            self._prepared(*item) if isinstance(item, tuple) else self._prepared(item, None)
            for item in commands
        ]
        orders = [order for order in prepared if isinstance(order, Order)]
        found = self._executor.run(orders, by) if orders else []
        for answer in found:
            if isinstance(answer, Done):
                self._chain.note(answer.receipt)
        answers = iter(found)
        return tuple(next(answers) if isinstance(order, Order) else order for order in prepared)

    def check(self, command: Any, *, by: Actor) -> Decided:
        """Decide a command without committing: what it would do, or the error it would meet."""
        return self._executor.check(self._executor.order(command, None), by)

    def publish(self, pack: str | Path | Pack, *, by: Actor, once: str | None = None) -> Pack:
        """Put a pack in force under the next number; the ones before stay readable for ever.

        Raises:
            AlreadyInForce: it is, to the letter, the pack in force.
        """
        given = _load(pack, self._plugins)
        done = self.do(_published.Publish(given.name, given.content), by=by, once=once)
        (number,) = (event.number for event in done.events if isinstance(event, _published.Published))
        return self.pack_numbered(number)

    def tick(self, *, limit: int = 1_000) -> Ticked:
        """Send the commands that records have scheduled for a time that has come: ends of notice, expiries.

        Run it as often as deadlines should be kept, from any number of processes: each act happens once.

        Args:
            limit: acts done at most; a record whose act is refused holds nobody else up, and is asked again
                by the next tick.
        """
        ticked = tick(self._reader, self._executor, self.now(), limit)
        keep_sealed(self._reader, self._source)
        return ticked

    # -- asking

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
        return Wire(_REGISTRY.commands)

    def now(self) -> datetime:
        """The clock's time in the city's zone."""
        return aware("clock", self._clock()).astimezone(self._zone or UTC)

    def get(self, id: str, *, known: datetime | None = None) -> Any:  # noqa: A002 # the field's own word
        """The record with a derived id, whatever its kind."""
        return self._desk(id).get(id, known=known)

    def history(self, id: str, *, known: datetime | None = None) -> tuple[Line, ...]:  # noqa: A002 # as above
        """What happened to a record, first to last."""
        return self._desk(id).history(id, known=known)

    def options(self, id: str, *, by: Actor) -> Options:  # noqa: A002 # as above
        """Which commands about this record the actor can send now, and why not the others.

        Told by where the record stands, the pack's `may` table and the role of the post that works on it.
        What hangs on the facts, on the day or on whose hands were in it, `check` tells of a command itself.
        """
        desk = self._desk(id)
        capability = next(c for c in CAPABILITIES if desk.kind in c.kinds)
        pack, record = self.pack, desk.get(id)
        may, rules = pack.may, pack.rules.get(capability.name)
        posts = {} if rules is None else desk.kind.posts(record, rules)
        possible: list[str] = []
        others: dict[str, Reason] = {}
        for command, why_not in desk.kind.possible(record).items():
            name = f"{capability.name}.{command}"
            roles = may.get(name, frozenset())
            if why_not is not None:
                others[name] = why_not
            elif not by.may(roles):
                others[name] = Forbidden(by.id, name, tuple(sorted(roles))).reason
            elif command in posts and not by.may({posts[command]}):
                others[name] = Forbidden(by.id, name, (posts[command],)).reason
            else:
                possible.append(name)
        return Options(tuple(possible), others)

    def inbox(
        self,
        *,
        area: str | None = None,
        due_before: datetime | None = None,
        limit: int = 50,
        after: bytes | None = None,
    ) -> Found[Todo]:
        """What records need, soonest first: of one area, or of the whole city.

        A record that is damaged stops no other: `damaged` names it, as does `tick` once it is due.

        Args:
            area: the district or street.
            due_before: only what is due before this time, aware.
            limit: lines a page, 1 to 1,000.
            after: `next` of the page before.
        """
        prefix = b"" if area is None else key_bytes(area)
        hi = after_all(prefix) if due_before is None else prefix + key_bytes(aware("due_before", due_before))
        index = "due" if area is None else "inbox"
        page = self._store.scan(self.name, index, prefix, hi, page_size(limit), False, after)
        found: list[Todo] = []
        damaged: list[Reason] = []
        for record, state in self._reader.readable((record for _, record in page.items), damaged):
            due = _REGISTRY.kinds[record.key[0]].due(state)
            if due is not None:
                name = _REGISTRY.name_of(due.command)
                found.append(Todo(record.key[0], record.key[1], due.at.astimezone(self._zone), name, state))
        return Found(tuple(found), page.next, tuple(damaged))

    def nearby(
        self,
        origin: Point,
        *,
        services: Iterable[str] = (),
        at: datetime | None = None,
        within: float | None = None,
        mode: str | None = None,
        kinds: Iterable[str] | None = None,
        limit: int | None = None,
        closed: bool = False,
    ) -> proximity.Nearby:
        """The nearest places that offer all these services and are not closed, each rank explained.

        A place whose record is damaged is left out; the answer's notes say how many are, the log names them.

        Args:
            origin: where the worker is, with its datum; distances are measured in the city's working datum.
            services: keys of the pack's services, such as `"warm_food"`.
            at: the time to be open, aware; now if left out.
            within: metres; the pack's reach for the mode if left out.
            mode: how the worker moves, one of the pack's; its usual one if left out.
            kinds: `"merchant"`, `"station"` or both; both if left out.
            limit: places at most; the pack's usual number if left out.
            closed: list closed places too, marked.
        """
        pack = self.pack
        ask = partial(
            proximity.nearest,
            origin=origin,
            services=_words(services),
            at=self.now() if at is None else aware("at", at),
            within=within,
            mode=mode,
            kinds=None if kinds is None else _words(kinds),
            limit=limit,
            closed=closed,
            rules=pack.rules["proximity"],
            calendar=pack.calendar,
        )
        places = self._places(pack)

        def noted(index: proximity.Index) -> proximity.Nearby:
            found = ask(index)
            return attrs.evolve(found, notes=(*found.notes, *places.notes()))

        return places.ask(noted)

    def why_not(
        self,
        id: str,  # noqa: A002 # the field's own word
        origin: Point,
        *,
        services: Iterable[str] = (),
        at: datetime | None = None,
        within: float | None = None,
        mode: str | None = None,
    ) -> tuple[Reason, ...]:
        """Every reason why `nearby` does not show this place, and what would change it; empty if it does."""
        pack = self.pack
        desk = self._desk(id)
        place = desk.kind.place(desk.get(id))
        if place is None:
            return (Reason("nearby.no_place", id=id),)
        ask = partial(
            proximity.why_not,
            place=place,
            origin=origin,
            services=_words(services),
            at=self.now() if at is None else aware("at", at),
            within=within,
            mode=mode,
            rules=pack.rules["proximity"],
            calendar=pack.calendar,
        )
        return self._places(pack).ask(ask)

    def feed(self, name: str) -> Feed:
        """The journal for one consumer of the host, from where it last acknowledged.

        Args:
            name: the consumer's own, for as long as it lives.
        """
        return Feed(self._source, name)

    def verify(self, *, full: bool = False) -> Verification:
        """Read again what is stored, and compare it.

        Others may write meanwhile: what they change is never called a fault.

        Args:
            full: the whole journal, every command, record, index entry and total; if nothing is wrong, what
                was read is sealed. Else the journal since the last seal, and all of each record that it
                touches; the answer says what was not read.
        """
        return verify_all(self._reader, self._source) if full else verify(self._reader)

    def rebuild(self) -> Rebuilt:
        """Make records and index entries anew from the journal, where they are not what it makes them.

        It never changes the journal. Records that no event makes are left alone. If it is interrupted, run it
        again; others may write meanwhile. It is also what brings records into an index that has a new number.

        Raises:
            Corrupt: the journal itself is damaged, and so makes nothing that could be relied on.
        """
        try:
            return rebuild(self._reader, self._source)
        finally:
            with self._lock:
                self._map = None  # it was read from what may have been wrong

    def describe(self) -> StoreInfo:
        """What the store says of itself: what a commit survives, when what was erased is gone from disk."""
        return self._store.describe()

    def purge(self) -> bool:
        """Have the store make what was erased physically gone now; whether nothing of it is left.

        Run it after erasures where readers may have been under way; `describe().erasure` says what the store
        does by itself. False too for a store that cannot do it: then its own page says how.
        """
        return isinstance(self._store, Purging) and self._store.purge(self._executor.patience)

    def memory(self) -> dict[str, int]:
        """What this object holds that could be built again: places on the map, packs."""
        return {"places": self._map.size() if self._map else 0, "packs": len(self._packs)}

    # -- within

    def _begin(self, given: Pack | None) -> None:
        register = self._reader.mended(_published.REGISTER)
        if register is None:
            if given is None:
                raise NoPack(self.name)
            publish = _published.Publish(given.name, given.content)
            order = self._executor.order(publish, "open", scheduled=True)
            (answer,) = self._executor.run([order], SYSTEM)
            if not isinstance(answer, Done | OnceReused):  # another process was faster, with another pack
                raise answer
            (register,) = self._reader.load(_published.REGISTER)
        if given is not None and given.digest != register.digest:
            warnings.warn(
                f"the pack {given.name!r} differs from number {register.number}, which stays in force: "
                "publish it to change the rules",
                PackDiffers,
                stacklevel=3,
            )
        _ = self.pack  # sets the zone

    def _erase_again(self) -> None:
        """Erase whom the register of erasures names and the store has again, from a backup."""
        ids = self._executor.erasures.ids() if self._executor.erasures else ()
        for n in range(0, len(ids), _AT_ONCE):
            states = self._reader.load(*(("person", id_) for id_ in ids[n : n + _AT_ONCE]))
            back = [state for state in states if state is not None and state.standing != "erased"]
            for person in back:
                order = self._executor.order(persons.EraseAgain(person.id), None, scheduled=True)
                (answer,) = self._executor.run([order], SYSTEM, scheduled=True)
                if not isinstance(answer, Done | persons.NotNow):  # another process was faster
                    raise answer

    def _open_cases(self, command: Any) -> tuple[persons.OpenCase, ...]:
        """What keeps a person from being erased in the records of other capabilities."""
        if not isinstance(command, persons.Erase):
            return ()
        (person,) = self._reader.load(("person", command.person))
        if person is None or person.ref is None:
            return ()
        contested = (
            self._reader.state(record)
            for standing in together.CONTESTED
            for prefix in [key_bytes(standing)]
            for _, record in self._reader.index("merchant.by_area.1", prefix, after_all(prefix))
        )
        return together.open_cases(person.ref, contested)

    def _prepared(self, command: Any, once: str | None) -> Order | FriendlyServicesError:
        try:
            return self._executor.order(command, once)
        except FriendlyServicesError as error:
            return error

    def _state_of(self, record: Record) -> Any:
        return self._reader.state(record) if record.key[0] in _REGISTRY.kinds else None

    def _pack_of(self, register: _published.Register | None) -> Pack | None:
        if register is None:
            return None
        pack = self._pack(register.pack)
        self._zone = ZoneInfo(pack.city.zone)  # which another process may have changed by publishing
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

    def _places(self, pack: Pack) -> CityMap:
        datum = pack.city.datum
        with self._lock:
            if self._map is None or self._map.datum != datum:
                self._map = CityMap(self._reader, datum)
            return self._map

    def _desk(self, id_: str) -> Desk[Any]:
        kind = _REGISTRY.kinds.get(a_text("id", id_).rpartition("-")[0])
        if kind is None:
            raise NotFound("record", id_)
        return Desk(self._reader, kind)


def _load(pack: str | Path | Pack, plugins: Plugins) -> Pack:
    return (
        pack
        if isinstance(pack, Pack)
        else packs.load(pack, builtins={name: p.folder for name, p in plugins.packs.items()})
    )


def _words(words: Iterable[str]) -> Collection[str]:
    """What can be counted and asked again; a single word stays one, for the question to refuse."""
    return words if isinstance(words, Collection) else frozenset(words)


def _machine_clock() -> datetime:
    return datetime.now(UTC)
