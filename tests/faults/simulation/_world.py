"""One run: the store, the processes at work on it, and everything that anybody was told."""

import copy
import functools
import hashlib
import json
import threading
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, Final

import attrs
import pytest

from friendly_services import packs
from friendly_services.city import Actor, City, Done, PackDiffers, _city, _executor
from friendly_services.city._attempt import Order
from friendly_services.city._executor import Answer, Executor
from friendly_services.city._opening import publish_first
from friendly_services.codec import EventCodec, ValueCodec
from friendly_services.delivery import TimedCaller, _callers, _loop, _source
from friendly_services.errors import Refused
from friendly_services.messages import Notifier
from friendly_services.packs import Pack
from friendly_services.plugins import Plugins
from friendly_services.storage import MemoryStore, Receipt, Store, _eventless
from tests.city import town
from tests.delivery import post
from tests.faults.simulation._baton import Baton, SimulatedThread
from tests.faults.simulation._troubles import Process, SimulatedStore, Troubles
from tests.laws.programs import VERBS, WAYS

__all__ = ["STARTS", "Intent", "Taken", "World", "simulated"]

CITY: Final = "small"
STARTS: Final = (
    town.MONDAY,
    datetime(2028, 2, 27, 22, tzinfo=town.ZONE),
    datetime(2026, 12, 31, 23, 30, tzinfo=town.ZONE),
)
"""When a run begins: some days before a 29 February, the minutes before a new year, or any Monday."""
CHANNELS: Final = ("box", "desk")
_NO_CHANNELS: Final[Mapping[str, Notifier]] = {}
LEDGER: Final = (
    *("earn", "redeem", "ask for it", "ask for it", "ask at host", "collect", "cancel", "stock"),
    *("refund", "deduct", "hide", "show", "close for now", "reopen", "suspend", "restore", "expire"),
)
"""Commands that are about the same few records, or read what others of them change."""
_from_content: Final = functools.cache(packs.from_content)


@functools.cache
def pack(variant: int = 0) -> Pack:
    """The small city's pack with messages that nobody is ever too late for."""
    templates = {key: {**each, "use_by_hours": 8_000} for key, each in post.TEMPLATES.items()}
    plain = json.loads(town.changed('"hold_days":3', f'"hold_days":{3 + variant}').content)
    plain["messages"] = {"templates": templates}
    return _from_content(json.dumps(plain))


@attrs.define(eq=False)
class Intent:
    """Something that a client wants done once, however often it has to ask."""

    once: str
    command: Any
    by: Actor
    settled: tuple[Any, ...] | None = None
    """The first answer that nothing can change any more."""
    receipt: Receipt | None = None
    """Of what was acknowledged."""
    events: tuple[Any, ...] = ()


@attrs.frozen
class Taken:
    """A message that a channel took."""

    id: str
    recipient: str
    at: datetime


@attrs.define(eq=False)
class World:
    """Everything in one run."""

    seed: int
    shared: MemoryStore = attrs.Factory(MemoryStore)
    steps: int = 0
    calm: bool = False
    intents: dict[str, Intent] = attrs.Factory(dict)
    orders: dict[bytes, tuple[Order, Actor, bool]] = attrs.Factory(dict)
    """By token: every command that anybody was about to send, by whom, and whether it was scheduled."""
    accepted: defaultdict[str, list["Taken"]] = attrs.Factory(lambda: defaultdict(list))
    """By channel: the messages that it took, in their order."""
    excuses: defaultdict[str, int] = attrs.Factory(lambda: defaultdict(int))
    """By channel: what may have made messages go out again."""
    fed: list[tuple[int, ...]] = attrs.Factory(list)
    """The positions that a consumer was handed, batch by batch."""
    count: defaultdict[str, int] = attrs.Factory(lambda: defaultdict(int))
    """How often what happened."""
    draw: Random = attrs.field(init=False)
    troubles: Troubles = attrs.field(init=False)
    start: datetime = attrs.field(init=False)
    verbs: tuple[str, ...] = attrs.field(init=False)
    """What clients ask for."""
    few: int = attrs.field(init=False)
    """How many records of a kind they ask it of: the fewer, the more they get in each other's way."""
    baton: Baton = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.draw = Random(self.seed)
        self.troubles = Troubles.drawn(self.draw)
        self.start = self.draw.choice(STARTS)
        self.verbs = self.draw.choice((VERBS, tuple(self.draw.sample(VERBS, 15)), LEDGER, LEDGER))
        self.few = self.draw.choice((1, 2, WAYS))
        self.baton = Baton(Random(f"baton {self.seed}"))

    def process(self) -> Process:
        """A new process of this world."""
        draw = Random(f"process {self.seed} {self.count['processes']}")
        self.count["processes"] += 1
        return Process(self.baton, draw, self.troubles, lambda: self.shared, lambda: self.calm)

    def clock(self, draw: Random) -> Callable[[], datetime]:
        """A clock: right, an hour behind, a day ahead, or one that stops for a while."""
        wrong = draw.random() < self.troubles.clocks
        skew = draw.choice((timedelta(hours=-1), timedelta(days=1), None)) if wrong else timedelta()
        stuck = self.baton.now + draw.random() * 86_400

        def now() -> datetime:
            passed = self.baton.now
            if skew is None and stuck <= passed < stuck + 86_400 and not self.calm:
                passed = stuck
            return (self.start + timedelta(seconds=passed) + (skew or timedelta())).astimezone(UTC)

        return now

    def open(
        self, process: Process, channels: Mapping[str, Notifier] = _NO_CHANNELS, store: Store | None = None
    ) -> City:
        """The city, as a process that has just started opens it; or a store still without one."""
        city = City(
            store or SimulatedStore(process),
            CITY,
            plugins=_plugins(),
            clock=self.clock(process.draw),
            authorize=None,
            trust_clock=False,
            patience=10.0,
            callers={name: TimedCaller(notifier) for name, notifier in channels.items()},
            resolve=post.resolve,
        )
        if store is None:
            publish_first(city._reader, city._executor, pack())
            _ = city.pack  # sets the zone
        return city

    def send(self, city: City, intents: Sequence[Intent]) -> None:
        """Send commands together, and hold the answers against those before."""
        by = intents[0].by
        for intent in intents:
            self.intents.setdefault(intent.once, intent)
        answers = city.do_many([(intent.command, intent.once) for intent in intents], by=by)
        for intent, answer in zip(intents, answers, strict=True):
            self.told(city, intent, answer)

    def told(self, city: City, intent: Intent, answer: Answer) -> None:
        """An answer arrived: whoever asked before gets the same one."""
        told = final(city, intent, answer)
        if told is None:
            return
        assert intent.settled in (None, told), f"{intent.once} was told {intent.settled}, then {told}"
        if intent.settled is not None:
            assert not isinstance(answer, Done) or answer.replayed, f"{intent.once} was done again"
        intent.settled = told
        if isinstance(answer, Done):
            intent.receipt, intent.events = attrs.evolve(answer.receipt, replayed=False), answer.events

    def backup(self) -> MemoryStore:
        """The store as it is now."""
        kept = MemoryStore()
        for name, here in self.shared._partitions.items():
            copied = {field.name: copy.copy(getattr(here, field.name)) for field in attrs.fields(type(here))}
            copied["indexes"] = defaultdict(list, {key: [*each] for key, each in here.indexes.items()})
            kept._partitions[name] = type(here)(**copied)
        return kept

    def restore(self, kept: MemoryStore, processes: Sequence[Process]) -> None:
        """Put the store back: every process has died, and what came after the backup never was."""
        self.shared = kept
        for process in processes:
            process.doomed = True
        for intent in self.intents.values():
            order = self.orders.get(hashlib.sha256(intent.once.encode()).digest())
            if order and kept.load(CITY, (), (order[0].token,)).committed == (None,):
                intent.settled = intent.receipt = None
        self.count["restored"] += 1


def final(city: City, intent: Intent, answer: Answer) -> tuple[Any, ...] | None:
    """The answer as it is given ever after; None if asking again may bring another."""
    if isinstance(answer, Done):
        receipt = attrs.evolve(answer.receipt, replayed=False)
        return answer.id, receipt, answer.events
    owner = city._executor.registry.owners[type(intent.command)]
    if isinstance(answer, Refused) and owner.remembers_refusals:
        return answer.code, answer.facts
    return None


@functools.cache
def _plugins() -> Plugins:
    return Plugins()


@contextmanager
def simulated(world: World) -> Iterator[None]:
    """The library with the world's clock, lots and threads, and every order noted."""
    lots = Random(f"lots {world.seed}")
    drawing = SimpleNamespace(token_hex=lambda n: lots.randbytes(n).hex(), token_bytes=lots.randbytes)

    class Noted(Executor):
        def run(self, orders: Sequence[Order], actor: Actor, *, scheduled: bool = False) -> list[Answer]:
            world.orders |= {order.token: (order, actor, scheduled) for order in orders}
            return super().run(orders, actor, scheduled=scheduled)

    def thread(target: Callable[[], None], daemon: bool) -> SimulatedThread:
        assert daemon, "it may hang for ever"
        return SimulatedThread(world.baton, target)

    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore", PackDiffers)
        for log in (_loop._LOG, _executor._LOG):
            patch.setattr(log, "disabled", True)
        patch.setattr(_city, "Executor", Noted)
        patch.setattr(_executor, "time", world.baton)
        patch.setattr(_executor, "random", lots)
        patch.setattr(_executor, "secrets", drawing)
        patch.setattr(_source, "time", world.baton)
        patch.setattr(_eventless, "secrets", drawing)
        patch.setattr(_callers, "threading", SimpleNamespace(Thread=thread, Lock=threading.Lock))
        patch.setattr(packs, "from_content", _from_content)
        for codec in (ValueCodec, EventCodec):
            patch.setattr(codec, "decode", functools.cache(codec.decode))
        yield
