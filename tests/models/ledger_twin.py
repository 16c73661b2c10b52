"""The ledger three times over: its pure functions, cities on two stores, and the model beside them.

A program is drawn from a seed. Each command goes to the model and to the pure functions one by one; the
cities are sent the same commands in batches, and must say, and in the end hold, the very same.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from friendly_services import packs, points
from friendly_services.city import City, Done
from friendly_services.decider import Actor
from friendly_services.errors import FriendlyServicesError
from friendly_services.ids import RedemptionId, RewardId, WorkerId
from friendly_services.packs import Pack
from friendly_services.testing import StandingClock
from tests.laws.programs import indexes, journal, plain, records
from tests.models.ledger_model import PACK, TERMS, Ledger
from tests.models.naive import No
from tests.small_city import SmallCity

__all__ = ["START", "STEPS", "VERBS", "WAYS", "Triple", "actor", "pack", "run", "said", "step"]

ZONE: Final = ZoneInfo("Asia/Shanghai")
START: Final = datetime(2026, 1, 20, 9, tzinfo=ZONE)
STEPS: Final = 2_000
"""So many steps in one world: some 1,850 of them send a command, in the others days pass."""
BATCH: Final = 50
"""Commands that cities are sent at once."""
WAYS: Final = 8
"""How many numbers a step chooses from."""
RIDERS: Final = tuple(map(WorkerId, ("rider-1", "rider-2", "rider-3")))
CLERK: Final = "officer-1"
ITEMS: Final = (*TERMS["rewards"], "kettle")


@cache
def pack() -> Pack:
    """The pack of the model, read once."""
    return packs.load(PACK)


def actor(by: str) -> Actor:
    """Somebody with the one role that they are named for."""
    return Actor(by, roles={by.partition("-")[0]})


def said(answer: Done | FriendlyServicesError) -> Any:
    """An answer as it can be compared with what the pure functions do."""
    return set(answer.events) if isinstance(answer, Done) else plain(answer)


class Triple:
    """All three, which must never differ."""

    def __init__(self, folder: Path | None = None) -> None:
        """With a folder for the file of a store, cities take part."""
        self.pure = SmallCity(points.CAPABILITY, pack().rules["points"], START.date())
        self.pure.zone = ZONE
        self.model = Ledger(START.date())
        self.clock = StandingClock(START)
        urls = [] if folder is None else ["memory://", f"sqlite:///{folder / 'ledger'}"]
        self.cities = [City.open(url, city="small", pack=pack(), clock=self.clock) for url in urls]
        self.log: list[tuple[Any, str, Any]] = []
        """Each command, by whom it was sent and what came of it: its events, or its refusal in words."""
        self.known = 0
        """How many of them the cities have been sent."""
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    @property
    def sent(self) -> int:
        """How many commands were sent."""
        return self.pure.commands

    # --- steps -------------------------------------------------------------------------------------------

    def take(self, verb: str, who: int, which: int, how: int) -> None:
        """Do one step of a program."""
        if verb == "wait":
            self.wait((1, 1, 1, 1, 2, 4, 6, 25)[which % 8])
        elif verb == "sweep":
            for due in self.pure.due():
                self.send(due.command, CLERK)
        else:
            worker = RIDERS[who % len(RIDERS)]
            self.send(ORDERS[verb](self.model, worker, which, how), CLERK if how % 4 else RIDERS[which % 3])

    def wait(self, days: int) -> None:
        """Days pass for all."""
        self.flush()
        self.clock.forward(days=days)
        self.pure.forward(days=days)
        self.model.today = self.pure.today

    def send(self, order: Any, by: str) -> None:
        """Send a command to the pure functions and to the model, and keep it for the cities."""
        if self.log[self.known :] and (by != self.log[-1][1] or len(self.log) - self.known == BATCH):
            self.flush()
        told: Any
        try:
            decision = self.pure.do(order, by, hashlib.sha256(str(len(self.log)).encode()).digest())
        except FriendlyServicesError as refusal:
            told, got = plain(refusal), type(refusal).__name__
        else:
            told, got = {event for _, event in decision}, ""
        new = next((event.id for event in told if isinstance(event, _NEW)), "")
        wanted = ""
        try:
            self.model.do(order, by, new)
        except No as no:
            wanted = no.why
        assert got == wanted, f"{order} by {by}: {got or 'done'}, and by the model {wanted or 'done'}"
        if got:
            self.refused[got] += 1
        else:
            self.done[type(order).__name__] += 1
            for key, _ in decision:
                self.check(*key)
        self.log.append((order, by, told))

    def flush(self) -> None:
        """Send the cities what they have not been sent yet; both say what the pure functions said."""
        batch = [(order, str(n)) for n, (order, _, _) in enumerate(self.log)][self.known :]
        for city in self.cities if batch else ():
            answers = city.do_many(batch, by=actor(self.log[-1][1]))
            for answer, (order, by, wanted) in zip(answers, self.log[self.known :], strict=True):
                told = said(answer)
                assert told == wanted, f"{order} by {by}: {told} on {city}, {wanted} by the pure functions"
        self.known = len(self.log)

    # --- what is compared --------------------------------------------------------------------------------

    def check(self, kind: str, id_: str) -> None:
        """One record is what the model says."""
        state = self.pure.states[kind, id_]
        wanted = getattr(self.model, f"{kind}s")[id_]
        if kind == "account":
            told = {month: days for month, days in wanted["told"].items() if month in wanted["lots"]}
            wanted = {name: wanted[name] for name in ("entry", "lots", "debt", "holds")}
            wanted["told"] = {month: days for month, days in told.items() if days < 10**9}
        elif kind == "reward":
            wanted = {**wanted, "free": self.model.free(id_), "waits": wanted["waits"][-20:]}
        kept = _SEEN[kind](state, self.model.today)
        assert kept == wanted, f"{kind} {id_}: {kept}, and in the model {wanted}"

    def look(self) -> None:
        """Every record is what the model says, and so is what each worker could spend on days to come."""
        for key in self.pure.states:
            self.check(*key)
        for worker, account in self.model.accounts.items():
            kept = self.pure.states["account", worker]
            later = Ledger(self.model.today)
            later.accounts[worker] = account
            for days in (0, 4, 40):
                later.today = self.model.today + timedelta(days=days)
                wanted = sum(later.settled(worker)["lots"].values())
                assert points.available(kept, later.today) == wanted, (worker, later.today)

    def end(self) -> None:
        """Both stores hold what the pure functions made, and the same as each other, and are sound."""
        self.flush()
        self.look()
        for read in (records, indexes, journal) if self.cities else ():
            one, other = (read(city) for city in self.cities)
            assert one == other, read.__name__
        for city in self.cities:
            kept = {
                key: city._reader.state(record)
                for key, record in records(city).items()
                if key[0] in self.pure.kinds
            }
            assert kept == self.pure.states, city
            assert city.verify(full=True).problems == ()

    def close(self) -> None:
        """End the cities."""
        for city in self.cities:
            city.close()


def _account(state: points.Account, _: date) -> dict[str, Any]:
    assert state.balance == sum(state.lots[1::2])
    holds = {hold.redemption: (hold.until, _lots(hold.lots)) for hold in state.holds}
    told = {month: days for month, days in _lots(state.noticed).items() if month in _lots(state.lots)}
    kept = {"entry": state.entry, "lots": _lots(state.lots), "debt": state.debt}
    return {**kept, "holds": holds, "told": told}


def _reward(state: points.Reward, today: date) -> dict[str, Any]:
    kept = {"item": state.item, "stock": state.stock, "free": state.free(today)}
    return {**kept, "waits": list(state.waits), "withdrawn": state.withdrawn is not None}


def _redemption(state: points.Redemption, _: date) -> dict[str, Any]:
    asked = {"worker": state.account, "reward": state.reward, "on": state.on, "until": state.until}
    return {**asked, "lots": _lots(state.lots), "status": state.status}


def _lots(lots: points.Lots) -> dict[int, int]:
    return dict(zip(lots[::2], lots[1::2], strict=True))


_SEEN: Final[Mapping[str, Callable[[Any, date], dict[str, Any]]]] = {
    "account": _account,
    "reward": _reward,
    "redemption": _redemption,
}
_NEW: Final = (points.Offered, points.Requested)


# --- what is sent ----------------------------------------------------------------------------------------


def _earn(model: Ledger, worker: WorkerId, which: int, how: int) -> Any:
    action = (*TERMS["actions"], "lead", "report", "report", "lead" if how else "sleeping")[which]
    on = model.today - timedelta(days=(0, 0, 0, 1, 1, 2, 3, (4, -1)[which % 2])[how])
    ref = f"case-{(which * how + model.today.day) % 9}" if action in {"report", "lead"} and how else ""
    return points.Earn(worker, action, ref, None if how < 3 else on, 1 + (how == 1))


def _reverse(model: Ledger, worker: WorkerId, which: int, how: int) -> Any:
    account = model.accounts.get(worker, {"awards": (), "deductions": (), "purchases": ()})
    known = [*account["awards"][-6:], *account["deductions"][-2:], *account["purchases"][-2:]]
    entries = [n for old in known for n in (old["entry"], old["undone"]) if n]
    if known and how > 4:
        of = known[-1 - which % len(known)]
        return points.Reverse(worker, of["entry"] if how == 7 else None, "d", of=of["ref"] or "lost")
    return points.Reverse(worker, entries[-1 - which % len(entries)] if entries and how != 1 else 1, "d")


def _reward_of(model: Ledger, which: int) -> RewardId:
    known = list(model.rewards)[-4:]
    return RewardId(known[-1 - which % len(known)] if known and which else "reward-9")


def _of_redemption(order: type) -> Callable[[Ledger, WorkerId, int, int], Any]:
    """About one of the latest, mostly where the command can be done, with its own worker and reward."""
    at = ("collected",) if order is points.Refund else ("held", "ready")

    def made(model: Ledger, worker: WorkerId, which: int, how: int) -> Any:
        latest = list(model.redemptions.items())[-24:]
        good = [asked for asked in latest if asked[1]["status"] in at]
        none = ("redemption-9", {"worker": worker, "reward": RewardId("reward-9")})
        known = (good if which else latest) or [none]
        id_, asked = known[-1 - which % len(known)]
        owner = worker if how == 7 else asked["worker"]
        if order is points.Refund:
            return points.Refund(RedemptionId(id_), owner, "d")
        return order(RedemptionId(id_), owner, asked["reward"] if how != 6 else RewardId("reward-9"))

    return made


ORDERS: Final[Mapping[str, Callable[[Ledger, WorkerId, int, int], Any]]] = {
    "earn": _earn,
    "reverse": _reverse,
    "deduct": lambda _, worker, which, __: points.Deduct(worker, "bad_faith" if which else "envy", "d"),
    "spend": lambda _, worker, which, how: points.Spend(
        worker, ITEMS[(which % 4) // 2 if which else 2], f"case-{how % 3}", 1 + (which == 5)
    ),
    "expire": lambda _, worker, __, ___: points.Expire(worker),
    "notify": lambda _, worker, __, ___: points.Notify(worker),
    "offer": lambda model, _, which, how: points.OfferReward(
        ITEMS[which % 3], f"host-{len(model.rewards)}", 1 + how % 3
    ),
    "stock": lambda model, _, which, how: points.StockReward(_reward_of(model, which), 1 + how),
    "withdraw": lambda model, _, which, how: points.WithdrawReward(_reward_of(model, which * (how > 4))),
    "count": lambda model, _, which, how: points.CountStock(_reward_of(model, which), how % 4, "count-1"),
    "ready": _of_redemption(points.MarkReady),
    "redeem": lambda model, worker, which, _: points.Redeem(worker, _reward_of(model, which)),
    "collect": _of_redemption(points.Collect),
    "cancel": _of_redemption(points.Cancel),
    "lapse": _of_redemption(points.Lapse),
    "refund": _of_redemption(points.Refund),
}
OFTEN: Final = {
    "earn": 18,
    "redeem": 8,
    "collect": 3,
    "refund": 2,
    "reverse": 5,
    "cancel": 2,
    "spend": 2,
    "wait": 5,
}
VERBS: Final = (*ORDERS, "wait", "sweep")
_DRAWN: Final = tuple(verb for verb in VERBS for _ in range(OFTEN.get(verb, 1)))


def step(draw: random.Random) -> tuple[str, int, int, int]:
    """One step of a program."""
    return draw.choice(_DRAWN), draw.randrange(WAYS), draw.randrange(WAYS), draw.randrange(WAYS)


def run(seed: int, folder: Path | None = None, steps: int = STEPS) -> Triple:
    """A program drawn from a seed."""
    draw, triple = random.Random(seed), Triple(folder)
    try:
        for n in range(steps):
            verb, *numbers = step(draw)
            try:
                triple.take(verb, *numbers)
            except AssertionError as differs:
                raise AssertionError(f"seed {seed}, step {n}, {verb}: {differs}") from differs
            if n % 100 == 0:
                triple.look()
        triple.end()
    finally:
        triple.close()
    return triple
