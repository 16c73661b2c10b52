"""City: the one object a platform holds."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from .. import packs, points
from ..decider import Actor
from ..delivery import Chain, Delivery, Feed, Resolve, Source, TimedCaller, callers_of
from ..errors import FriendlyServicesError
from ..packs import Pack
from ..plugins import Plugins
from ..storage import Purging, Record, Store, StoreInfo
from . import _published
from ._answers import Decided, Done, Rebuilt, Ticked, Verification
from ._asking import Asking
from ._attempt import Order
from ._between import Side, carry
from ._capabilities import REGISTRY
from ._erasing import erase_again
from ._erasures import ErasureFile, Erasures
from ._executor import Answer, Executor
from ._looking import look
from ._maps import Services
from ._opening import publish_first
from ._persons import Persons
from ._private import Cabinet, IndexSecret
from ._rebuild import rebuild
from ._resting import resting
from ._seals import keep_sealed
from ._tick import tick
from ._verify import verify, verify_all

__all__ = ["City"]

_LARGE: Final = 64
"""Commands of a batch that is worth a rest of the garbage collector."""


class City(Asking):
    """The authority that keeps one register and one ledger, opened on a store.

    >>> from friendly_services import Actor, City
    >>> city = City.open("memory://", city="banan", pack="merchant-14-9-9")
    >>> city.pack.number
    1
    >>> city.close()

    A City may be shared by threads, and two processes may open the same city: each asks the store every time,
    and remembers no more than how to read what the store answers.
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
        services: Services | None = None,
    ) -> None:
        super().__init__(store, partition, clock, services)
        self._plugins = plugins
        self._executor = Executor(
            store=store,
            partition=partition,
            registry=REGISTRY,
            pack_of=self._pack_of,
            clock=self.now,
            trust_clock=trust_clock,
            authorize=authorize,
            patience=patience,
            cabinet=cabinet or Cabinet(),
            erasures=erasures,
            look=partial(look, self._reader),
            memory=self._reader.memory,
        )
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
        self.persons: Final = Persons(
            self._reader, REGISTRY.kinds["person"], self._executor, lambda: self.pack
        )

    @classmethod
    def open(
        cls,
        url: str,
        *,
        city: str,
        pack: str | Path | Pack | None = None,
        plugins: Iterable[str | object] = (),
        maps: str | Iterable[str] = (),
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
            maps: names or URLs of map services that plugins bring, such as `valhalla:///srv/tiles`, in the
                order in which they are asked: for times of ways, areas within reach, addresses.
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
            patience: seconds a call may wait for the store before it gives up; for maps, five at most.

        Raises:
            NoPack: a new city without `pack`.
            Invalid: the pack has problems; all of them are listed.
        """
        loaded = Plugins(plugins)
        given = _load(pack, loaded) if pack is not None else None
        callers = callers_of(loaded, untrusted)
        services = Services.opened(maps, loaded, patience)
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
            services=services,
        )
        try:
            publish_first(self._reader, self._executor, given)
            _ = self.pack  # sets the zone
            erase_again(self._reader, self._executor)
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
            Invalid: the command can never be taken as it is, or `by` is not an `Actor`.
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
        items = tuple(commands)
        with resting() if len(items) > _LARGE else nullcontext():
            prepared = [
                self._prepared(*item) if isinstance(item, tuple) else self._prepared(item, None)
                for item in items
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

    def carry(self, transit: str, there: "City") -> points.Transit:
        """Take points that were sent from this city to the one they were sent to, until they are settled.

        Call it as often as you like, from any number of processes, after any error: every step is done once.
        The other city credits the points, or refuses them for good; then they are let go of here, or given
        back. The two may be on different stores. Nobody's word is asked for: each city is told what the other
        has on record.

        >>> import json
        >>> from friendly_services import Actor, City, packs, points
        >>> plain = json.loads(packs.load("points-default").content)
        >>> other = {"title": {"en": "Neighbouring city", "zh": "邻市"}}
        >>> plain["points"]["cities"] = {"banan": other, "hechi": other}
        >>> officer, pack = Actor("u17", roles={"officer"}), packs.from_content(json.dumps(plain))
        >>> banan, hechi = (City.open("memory://", city=name, pack=pack) for name in ("banan", "hechi"))
        >>> earned = banan.do(points.Earn("rider-7", "registration"), by=officer)
        >>> sent = banan.do(points.Send("rider-7", 15, to="hechi"), by=officer)
        >>> print(banan.carry(sent.id, hechi).status, hechi.points.balance("rider-7"))
        delivered 15

        Args:
            transit: the id that `points.Send` gave.
            there: the city it names, opened.

        Returns:
            The transit, `delivered` or `returned`.

        Raises:
            NotFound: nothing was sent under this id.
            Invalid: it was sent from another city, or to another.
            FriendlyServicesError: a store cannot be reached, say, or the other city has no rules for points:
                what is done stands, and the next call goes on from there.
        """
        return carry(transit, self._side, there._side)

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

    # -- within

    @property
    def _side(self) -> Side:
        return Side(self._reader, self._executor)

    def _prepared(self, command: Any, once: str | None) -> Order | FriendlyServicesError:
        try:
            return self._executor.order(command, once)
        except FriendlyServicesError as error:
            return error

    def _state_of(self, record: Record) -> Any:
        return self._reader.state(record) if record.key[0] in REGISTRY.kinds else None


def _load(pack: str | Path | Pack, plugins: Plugins) -> Pack:
    return (
        pack
        if isinstance(pack, Pack)
        else packs.load(pack, builtins={name: p.folder for name, p in plugins.packs.items()})
    )


def _machine_clock() -> datetime:
    return datetime.now(UTC)
