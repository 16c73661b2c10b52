"""Races on the last gift: who asked for what and when, what they were told, and what order explains it.

Each call is kept with its start and end by the machine's one monotonic clock, its command and its answer. The
receipts order the commits. The commands are then decided anew in that order, one after the other and with no
store anywhere: every answer must be the same, and no call may stand before one that had ended when it began.
That is strict serialisability of the partition.
"""

import multiprocessing
import sys
import threading
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from multiprocessing.connection import Connection
from random import Random
from typing import Any, Final

import attrs

from friendly_services import points
from friendly_services.city import Actor, City, Done
from friendly_services.errors import FriendlyServicesError
from friendly_services.ids import Key, RedemptionId, RewardId, WorkerId
from friendly_services.storage import Batch, Conflict, Receipt
from friendly_services.testing import token
from tests.city.town import MONDAY, pack
from tests.laws.programs import journal
from tests.small_city import SmallCity

__all__ = [
    "Call",
    "Race",
    "Verdict",
    "check_race",
    "judge",
    "prepared",
    "raced_by_processes",
    "raced_by_threads",
]

HAND: Final = Actor("hand", roles={"officer", "keeper"})
"""Whoever stands at the counters: everybody's requests come through it."""
RICH: Final = tuple(WorkerId(f"rider-{n}") for n in range(4))
POOR: Final = WorkerId("rider-9")
"""Has the points for one voucher."""
SHELVES: Final = {"last": ("voucher", 8), "few": ("gloves", 5), "many": ("voucher", 1_000)}
"""Rewards by the place that hands them out: item and stock."""
STEPS: Final = (
    *("last", "last", "last", "few", "few", "few", "many", "poor", "poor", "same", "same"),
    *("own", "own", "shared", "spend", "spend", "stock", "earn"),
)
"""What a runner does, each as likely as the others: mostly ask, for gifts that now and then are stocked."""
TOLD: Final = (points.OutOfStock, points.InsufficientPoints, points.RedemptionEnded)
"""What losers of these races are told."""

SLICE: Final = 2e-5
"""Seconds after which the next thread has its turn: in the 5 ms of old a call would be over, and no race."""


@attrs.frozen
class Call:
    """One call to a city."""

    once: str
    command: Any
    start: int
    end: int
    told: tuple[Any, ...]
    """The record and the events in the order of the journal; or the refusal's class and its facts."""


def called(city: City, once: str, command: Any) -> Call:
    """Send a command and note all about it."""
    start = time.monotonic_ns()
    (answer,) = city.do_many([(command, once)], by=HAND)
    end = time.monotonic_ns()
    return Call(once, command, start, end, _told(answer))


def _told(answer: Done | FriendlyServicesError) -> tuple[Any, ...]:
    if isinstance(answer, Done):
        return answer.id, answer.events
    return type(answer), answer.facts


# --- the race --------------------------------------------------------------------------------------------


@attrs.frozen
class Course:
    """What everybody runs for, known to all before the start."""

    rewards: Mapping[str, RewardId]
    """By shelf."""
    holds: tuple[points.Requested, ...]
    """Set aside already: each can be collected or given up, once."""
    history: tuple[Call, ...]
    """The calls that made all this, one after the other."""


def prepared(city: City) -> Course:
    """Points for the riders, gifts on the shelves, and some set aside."""
    history: list[Call] = []

    def do(command: Any) -> Any:
        history.append(called(city, f"before-{len(history)}", command))
        return history[-1].told

    for worker in RICH:
        do(points.Earn(worker, "lead", quantity=8))
    do(points.Earn(POOR, "lead"))
    rewards = {
        place: RewardId(do(points.OfferReward(item, place, stock))[0])
        for place, (item, stock) in SHELVES.items()
    }
    told = [do(points.Redeem(worker, rewards["many"])) for worker in (*RICH, *RICH)]
    holds = tuple(event for _, events in told for event in events if isinstance(event, points.Requested))
    return Course(rewards, holds, tuple(history))


@attrs.frozen
class Race:
    """What came of it."""

    history: tuple[Call, ...]
    conflicts: int
    """Commits that came too late for what they had read, so that the command was decided again."""


def counting(city: City) -> list[Conflict]:
    """Has every conflict put on a list that the City's commits meet from now on."""
    found: list[Conflict] = []
    store = city._store
    commit = store.commit

    def noting(batch: Batch, deadline: float) -> Receipt:
        time.sleep(0)  # whoever else has decided may go first
        try:
            return commit(batch, deadline)
        except Conflict as conflict:
            found.append(conflict)
            raise

    store.commit = noting  # type: ignore[method-assign] # of this store alone
    return found


def run(city: City, course: Course, name: str, seed: int, calls: int) -> list[Call]:
    """One runner's calls: mostly for the last gifts, by accounts that all share, some under shared keys."""
    draw = Random(f"{seed} {name}")
    history: list[Call] = []
    mine: list[points.Requested] = []
    for n in range(calls):
        once = f"{name}-{n}"
        match draw.choice(STEPS):
            case "stock":
                command: Any = points.StockReward(course.rewards[draw.choice(("last", "few"))], 1)
            case "earn":
                command = points.Earn(draw.choice((*RICH, POOR)), "lead")
            case "spend":
                command = points.Spend(draw.choice((*RICH, POOR)), "voucher", once)
            case "poor":
                command = points.Redeem(POOR, course.rewards["many"])
            case "same":
                which = draw.randrange(len(RICH))
                once, command = f"same-{n}-{which}", points.Redeem(RICH[which], course.rewards["last"])
            case "own" if mine:
                command = _ended(draw, mine.pop())
            case "shared":
                command = _ended(draw, draw.choice(course.holds))
            case shelf:
                shelf = shelf if shelf in SHELVES else "few"
                command = points.Redeem(draw.choice(RICH), course.rewards[shelf])
        call = called(city, once, command)
        history.append(call)
        if not once.startswith("same") and isinstance(call.told[0], str):
            mine += [event for event in call.told[1] if isinstance(event, points.Requested)]
    return history


def _ended(draw: Random, hold: points.Requested) -> Any:
    how = draw.choice((points.Collect, points.Cancel))
    return how(RedemptionId(hold.id), hold.account, hold.reward)


def raced_by_threads(city: City, course: Course, runners: int, seed: int, calls: int) -> Race:
    """Let so many threads run at once, which share the City."""
    conflicts = counting(city)
    history: list[Call] = []
    errors: list[BaseException] = []
    together = threading.Barrier(runners)

    def runner(n: int) -> None:
        together.wait()
        try:
            history.extend(run(city, course, f"runner-{n}", seed, calls))
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=runner, args=(n,)) for n in range(runners)]
    slice_ = sys.getswitchinterval()
    sys.setswitchinterval(SLICE)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(slice_)
    assert errors == []
    return Race(tuple(history), len(conflicts))


def raced_by_processes(
    opened: Callable[[], City], course: Course, runners: int, seed: int, calls: int
) -> Race:
    """Let so many processes run at once, each with a City of its own, opened by it."""
    fork = multiprocessing.get_context("fork")

    def runner(n: int, line: Connection) -> None:
        with opened() as city:
            conflicts = counting(city)
            line.send("ready")
            line.recv()
            history = run(city, course, f"runner-{n}", seed, calls)
            line.send((history, len(conflicts)))

    lines = []
    others = []
    for n in range(runners):
        here, there = fork.Pipe()
        lines.append(here)
        others.append(fork.Process(target=runner, args=(n, there)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of other threads, which no runner needs
        for other in others:
            other.start()
    for line in lines:
        assert line.poll(60)
        assert line.recv() == "ready"
    for line in lines:
        line.send("go")
    history: list[Call] = []
    conflicts = 0
    for line in lines:
        assert line.poll(600)
        run_, met = line.recv()
        history += run_
        conflicts += met
    for other in others:
        other.join()
        assert other.exitcode == 0
    return Race(tuple(history), conflicts)


# --- the verdict -----------------------------------------------------------------------------------------


@attrs.frozen
class Verdict:
    """What a race has shown: how much was done and how close it was, and faults, which must all be 0."""

    done: int
    """Commands that took effect, those that came several times counted once."""
    refused: Counter[str]
    """Losers, by what they were told."""
    overlapping: int
    """Commands that were on their way together with another."""
    conflicts: int
    """Commits that came too late, so that the command was decided again."""
    oversold: int
    """Gifts given or promised that nobody had."""
    double_spent: int
    """Points that were spent twice, and redemptions that ended twice."""
    below_zero: int
    """Entries after which an account held less than nothing."""
    untold: int
    """Losers who were told of a conflict or of an error, but not why."""
    differing: int
    """Commands that came several times and had several answers."""
    out_of_order: int
    """Commands that stand before one that had ended when they began."""
    unexplained: int
    """Answers that the commands before them, decided one by one, do not give."""

    @property
    def faults(self) -> dict[str, int]:
        """What there should be none of."""
        kept = attrs.asdict(self, recurse=False)
        told = {"done", "refused", "overlapping", "conflicts"}
        return {name: n for name, n in kept.items() if name not in told}

    def tell(self, what: str) -> None:
        """Print it in one line."""
        losers = sum(self.refused.values())
        faults = " ".join(f"{name.replace('_', '-')} {n}" for name, n in self.faults.items())
        print(
            f"ledger races {what} commands {self.done + losers} done {self.done} "
            f"refused {losers} overlapping {self.overlapping} conflicts {self.conflicts} {faults}"
        )


def check_race(city: City, course: Course, race: Race, what: str) -> None:
    """Print what a race has shown: nothing may be wrong with it, and it must have been close."""
    verdict = judge(city, course, race)
    verdict.tell(what)
    assert not any(verdict.faults.values())
    assert verdict.refused.keys() >= {error.__name__ for error in TOLD}
    assert verdict.overlapping > verdict.done
    assert verdict.conflicts
    assert city.verify(full=True).clean


@attrs.frozen
class _Act:
    """All calls under one key: it took effect between the first start and the first end."""

    once: str
    command: Any
    start: int
    end: int
    told: tuple[Any, ...]
    place: tuple[int, int]
    """First and last position of its commit: one without events stands between two others."""


def judge(city: City, course: Course, race: Race) -> Verdict:
    """Hold a history against the laws of the ledger, and against the order of its own receipts."""
    keyed: defaultdict[str, list[Call]] = defaultdict(list)
    for call in (*course.history, *race.history):
        keyed[call.once].append(call)
    places = _places(city, list(keyed))
    acts = sorted(
        (
            _Act(
                once,
                calls[0].command,
                min(call.start for call in calls),
                min(call.end for call in calls),
                calls[0].told,
                places[once],
            )
            for once, calls in keyed.items()
            if once in places
        ),
        key=lambda act: (act.place, act.start),
    )
    losers = Counter(act.told[0].__name__ for act in acts if isinstance(act.told[0], type))
    known = {error.__name__ for error in TOLD}
    return Verdict(
        done=len(acts) - sum(losers.values()),
        refused=losers,
        overlapping=_overlapping(acts),
        conflicts=race.conflicts,
        oversold=_oversold(city),
        double_spent=_double_spent(city),
        below_zero=_below_zero(city),
        untold=len(keyed) - len(acts) + sum(n for name, n in losers.items() if name not in known),
        differing=sum(any(call.told != calls[0].told for call in calls) for calls in keyed.values()),
        out_of_order=_out_of_order(acts),
        unexplained=_unexplained(acts),
    )


def _places(city: City, keys: list[str]) -> dict[str, tuple[int, int]]:
    """Where each key's commit stands in the journal; a refusal is a commit without events."""
    found: dict[str, tuple[int, int]] = {}
    for n in range(0, len(keys), 500):
        some = keys[n : n + 500]
        committed = city._store.load(city.name, (), tuple(map(token, some))).committed
        for once, one in zip(some, committed, strict=True):
            if one is not None:
                found[once] = (one.receipt.first, one.receipt.last)
    return found


def _out_of_order(acts: Iterable[_Act]) -> int:
    """How many stand before one that had ended when they began; those at one place have no order."""
    wrong, begun, place, here = 0, 0, (0, 0), 0
    for act in acts:
        if act.place != place:
            place, begun = act.place, max(begun, here)
        wrong += act.end < begun
        here = max(here, act.start)
    return wrong


def _overlapping(acts: Sequence[_Act]) -> int:
    found: set[str] = set()
    last: _Act | None = None
    for act in sorted(acts, key=lambda act: act.start):
        if last is not None and act.start < last.end:
            found |= {act.once, last.once}
        if last is None or act.end > last.end:
            last = act
    return len(found)


def _unexplained(acts: Iterable[_Act]) -> int:
    """How many answers are not what the pure decisions give, taken in this order."""
    small = SmallCity(points.CAPABILITY, pack().rules["points"], MONDAY.date())
    small.zone = MONDAY.tzinfo or small.zone
    wrong = 0
    for act in acts:
        try:
            decision = small.do(act.command, by=HAND, token=token(act.once))
        except FriendlyServicesError as error:
            told = _told(error)
        else:
            by_record: dict[Key, list[Any]] = {}
            for key, event in decision:
                by_record.setdefault(key, []).append(event)
            told = decision[0][0][1], tuple(event for events in by_record.values() for event in events)
        wrong += told != act.told
    return wrong


def _events(city: City, kind: str) -> dict[str, list[Any]]:
    """What the journal says of each record of a kind."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for entry in journal(city):
        if entry.key[0] == kind:
            found[entry.key[1]].append(city._reader.event(entry))
    return found


def _oversold(city: City) -> int:
    """The most that was ever given and promised over what was there."""
    worst = 0
    for history in _events(city, "reward").values():
        there = taken = 0
        for event in history:
            match event:
                case points.Offered():
                    there += event.stock
                case points.Stocked():
                    there += event.quantity
                case points.Reserved():
                    taken += 1
                case points.Freed():
                    taken -= 1
                case _:
                    pass  # what is handed over stays taken
            worst = max(worst, taken - there)
    return worst


def _double_spent(city: City) -> int:
    wrong = 0
    for history in _events(city, "account").values():
        held = Counter(event.redemption for event in history if isinstance(event, points.Held))
        ended = Counter(
            event.redemption for event in history if isinstance(event, points.Spent | points.Released)
        )
        wrong += sum(n - 1 for times in (held, ended) for n in times.values() if n > 1)
    tokens: defaultdict[bytes, set[int]] = defaultdict(set)
    for entry in journal(city):
        tokens[entry.command.token].add(entry.at)
    return wrong + sum(len(times) - 1 for times in tokens.values())


def _below_zero(city: City) -> int:
    """Entries after which what was earned does not cover what is held or spent."""
    wrong = 0
    for history in _events(city, "account").values():
        balance = 0
        for event in history:
            match event:
                case points.Earned() | points.Released():
                    balance += event.points
                case points.Held() | points.Purchased():
                    balance -= event.points
                case _:
                    pass  # what was held is spent
            wrong += balance < 0
    return wrong
