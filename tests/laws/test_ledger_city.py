"""Laws of the ledger that need a city: keys, remembered refusals, a clock that goes back."""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services import points
from friendly_services.city import City, Done, OnceReused
from friendly_services.decider import Actor
from friendly_services.errors import Refused
from friendly_services.storage import MemoryStore
from friendly_services.testing import StandingClock
from tests.budget import count
from tests.laws.programs import journal, plain
from tests.models.ledger_model import TERMS, Ledger
from tests.models.ledger_twin import ORDERS, RIDERS, WAYS, pack

START = datetime(2026, 1, 20, 9, tzinfo=UTC)
CLERK = Actor("officer-1", roles={"officer"})
OFTEN = ("earn", "earn", "redeem", "redeem", "collect", "spend", "reverse", "deduct", "refund", "cancel")

Step = tuple[str, int, int, int]
FEW = settings(max_examples=count(20, 200, 5_000))
NUMBERS = st.integers(0, WAYS - 1)
STEPS = st.lists(
    st.tuples(st.sampled_from((*ORDERS, *OFTEN, "wait", "wait", "back")), NUMBERS, NUMBERS, NUMBERS),
    min_size=8,
    max_size=30,
)


@cache
def opened() -> tuple[City, StandingClock, Any]:
    """A city on memory, its clock, and what its store holds before anything was sent."""
    clock = StandingClock(START)
    city = City.open("memory://", city="small", pack=pack(), clock=clock)
    assert isinstance(city._store, MemoryStore)
    return city, clock, copy.deepcopy(city._store._partitions)


class Teller:
    """A city on memory, with what it was sent and what it said."""

    def __init__(self) -> None:
        """Begin with rewards on offer and points for everybody."""
        self.city, self.clock, fresh = opened()
        vars(self.city._store)["_partitions"] = copy.deepcopy(fresh)
        self.clock.now = START
        self.seen = Ledger(START.date())
        self.sent: list[tuple[Any, Any]] = []
        for n, step in enumerate([("offer", 0, 0, 2), ("offer", 0, 1, 2)] + [("earn", 0, 3, 1)] * 2):
            self.take((step[0], n, *step[2:]))

    def take(self, step: Step) -> None:
        """Do one step: a command under a key of its own, or the clock is moved."""
        verb, who, which, how = step
        if verb in {"wait", "back"}:
            self.clock.forward(days=which if verb == "wait" else 0, hours=how if verb == "wait" else -how)
            self.seen.today = self.city.now().date()
            return
        order = ORDERS[verb](self.seen, RIDERS[who % len(RIDERS)], which, how)
        answer = self.ask(order, len(self.sent))
        self.sent.append((order, answer))
        if isinstance(answer, Done):
            made = (
                event.id for event in answer.events if isinstance(event, points.Offered | points.Requested)
            )
            self.seen.do(order, CLERK.id, next(made, ""))

    def ask(self, order: Any, key: int) -> Any:
        """Send a command under a key."""
        (answer,) = self.city.do_many([(order, str(key))], by=CLERK)
        return answer

    def again(self) -> Iterator[tuple[Any, Any, Any]]:
        """Send again what was done or refused, now that there are more points: command and both answers."""
        self.clock.forward(days=2)
        for rider in RIDERS:
            self.city.do(points.Earn(rider, "lead", f"more-{rider}", quantity=3), by=CLERK)
        before = len(journal(self.city))
        for key, (order, answer) in enumerate(self.sent):
            if isinstance(answer, Done | Refused):
                yield order, answer, self.ask(order, key)
        assert [entry for entry in journal(self.city)[before:] if entry.command.by == CLERK.id] == []


def told(steps: list[Step]) -> Teller:
    """A teller after a program."""
    teller = Teller()
    for step in steps:
        teller.take(step)
    return teller


@FEW
@given(STEPS)
def test_l05_the_same_key_gives_the_same_receipt(steps: list[Step]) -> None:
    """L5: A command sent again under its key, whenever, gets its first receipt and does nothing more."""
    teller = told(steps)
    found = [(first, second) for _, first, second in teller.again() if isinstance(first, Done)]
    assert found
    for first, second in found:
        assert second.replayed
        receipts = [attrs.evolve(each.receipt, replayed=False, results=()) for each in (first, second)]
        assert (first.id, set(first.events), receipts[0]) == (second.id, set(second.events), receipts[1])


@FEW
@given(STEPS, st.integers(2, 9))
def test_l05_a_key_belongs_to_one_command(steps: list[Step], more: int) -> None:
    """L5: Another command, or another amount, under a key that was used is refused and does nothing."""
    teller = told(steps)
    before = journal(teller.city)
    for key, (order, first) in enumerate(teller.sent):
        if isinstance(first, Done):
            other = points.Earn(RIDERS[0], "lead", f"other-{key}", quantity=more)
            changed = (
                attrs.evolve(order, quantity=order.quantity + more) if hasattr(order, "quantity") else other
            )
            assert isinstance(teller.ask(other, key), OnceReused)
            assert isinstance(teller.ask(changed, key), OnceReused)
    assert journal(teller.city) == before


@FEW
@given(STEPS)
def test_l08_a_refusal_is_remembered(steps: list[Step]) -> None:
    """L8: A refused command stays refused under its key, in the same words, whatever has changed since."""
    teller = told(steps)
    too_many = 1 + teller.city.points.balance(RIDERS[0]) // TERMS["rewards"]["voucher"]["price"]
    order = points.Spend(RIDERS[0], "voucher", "code-1", too_many)
    teller.sent.append((order, teller.ask(order, len(teller.sent))))
    found = [each for each in teller.again() if isinstance(each[1], Refused)]
    assert found
    for order, first, second in found:
        assert plain(first) == plain(second), order


@FEW
@given(STEPS)
def test_l09_time_never_goes_back(steps: list[Step]) -> None:
    """L9: The journal's time never decreases, wherever the clock goes; the local day is a second field."""
    teller = told(steps)
    entries = journal(teller.city)
    times = [entry.at for entry in entries]
    assert times == sorted(times)
    for worker in RIDERS:
        for entry in teller.city._reader.entries(key=("account", worker)):
            event = teller.city._reader.event(entry)
            if not isinstance(event, points.Earned | points.Opened):
                zone = teller.city.now().tzinfo
                assert event.on == datetime.fromtimestamp(entry.command.now / 1_000_000, zone).date()


@FEW
@given(STEPS)
def test_l12_the_nightly_check_agrees(steps: list[Step]) -> None:
    """L12: The sums over the journal are checked against all rows, and agree after any program."""
    teller = told(steps)
    found = teller.city.verify(full=True)
    assert found.problems == ()
