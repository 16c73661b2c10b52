"""Laws of points between two cities: whatever arrives late, twice or never, none is lost and none doubled."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from friendly_services import points
from friendly_services.errors import FriendlyServicesError
from friendly_services.ids import TransitId, WorkerId
from tests.between import Town, receive, settle

WORKERS = tuple(map(WorkerId, ("rider-1", "rider-2")))
NAMES = ("banan", "hechi")

Message = tuple[int, points.Receive | points.Settle, points.Transit]
"""To which of the two, what, and the record of the other that it was made from."""

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("send", "send", "send", "look", "look", "look", "look", "answer", "answer", "answer"),
                *("arrive", "arrive", "arrive", "arrive", "arrive", "arrive", "lose", "again", "again"),
                *("earn", "deduct", "deduct", "deduct", "wait", "expire", "forget", "know", "know"),
            )
        ),
        st.integers(0, 1),
        st.integers(0, 40),
    ),
    min_size=10,
    max_size=80,
)
Step = tuple[str, int, int]


class Between:
    """Two cities, and the messages of everybody who carries points between them."""

    def __init__(self) -> None:
        """Begin with points for everybody in both."""
        self.towns = Town("banan", 3, "hechi"), Town("hechi", 1, "banan")
        self.messages: list[Message] = []
        self.last: Message | None = None
        self.sent: list[tuple[int, TransitId]] = []
        for town in self.towns:
            for worker in WORKERS:
                town.do(points.Earn(worker, "lead"))

    def run(self, step: Step) -> None:
        """One thing that somebody does, or that happens to a message."""
        name, which, some = step
        with suppress(FriendlyServicesError):  # what is refused changes nothing
            self._run(name, which, some)

    def _run(self, name: str, which: int, some: int) -> None:
        town, worker = self.towns[which], WORKERS[some % 2]
        match name:
            case "send":
                transit = town.send(
                    worker, 1 + some, NAMES[1 - which], receiver=WORKERS[some // 2 % 2], by="officer-1"
                )
                self.sent.append((which, transit))
            case "look" | "answer" if self.sent:
                self.look(*self.sent[-1 - some % len(self.sent)], name)
            case "arrive" if self.messages:
                self.last = self.messages[some % len(self.messages)]
                self.deliver(*self.last)
            case "again" if self.last:
                self.deliver(*self.last)
            case "lose" if self.messages:
                del self.messages[some % len(self.messages)]
            case "earn":
                town.do(points.Earn(worker, "lead"))
            case "deduct":
                town.do(points.Deduct(worker, "bad_faith", "decision"))
            case "expire":
                town.do(points.Expire(worker))
            case "wait":
                town.today += timedelta(days=some)  # each city has a date of its own
            case "forget":
                town.rename()
            case "know":
                town.rename(NAMES[1 - which])
            case _:
                pass

    def deliver(self, to: int, command: points.Receive | points.Settle, other: points.Transit) -> None:
        """A message arrives; it is kept, and may do so again."""
        self.towns[to].told(command, other)

    def look(self, which: int, transit: TransitId, name: str) -> None:
        """Somebody reads a record and writes to the other city what follows from it, now or much later."""
        here, there = self.towns[which], self.towns[1 - which]
        sent: points.Transit = here.transit(transit)
        if name == "look":
            self.messages.append((1 - which, points.Receive(transit, sent.receiver), sent))
        else:
            answer = there.states.get(("transit", transit), sent)  # or what is no answer
            self.messages.append((which, points.Settle(transit, sent.worker), answer))

    def finish(self) -> None:
        """Carry everything to its end."""
        for which, transit in self.sent:
            here, there = self.towns[which], self.towns[1 - which]
            if ("transit", transit) not in there.states:
                receive(here, there, transit)
            if here.transit(transit).status == "sent":
                settle(here, there, transit)

    def in_flight(self) -> int:
        """Points that one city has credited and the other still has set aside, by the records."""
        return sum(
            sent.points
            for which, transit in self.sent
            if (sent := self.towns[which].transit(transit)).status == "sent"
            and (answer := self.towns[1 - which].states.get(("transit", transit))) is not None
            and answer.status == "received"
        )

    def transit(self) -> int:
        """The transit accounts of both cities."""
        return sum(
            held for town in self.towns for account, held in town.totals().items() if "transit/" in account
        )

    def workers(self) -> int:
        """All points of workers in both cities: to spend, set aside, owed."""
        return sum(
            held
            for town in self.towns
            for account, held in town.totals().items()
            if account.partition("/")[0] in {"points", "held", "debt"}
        )

    def made(self) -> int:
        """What both programmes have put into the world and not taken out of it again."""
        return -sum(
            held
            for town in self.towns
            for account, held in town.totals().items()
            if account in {"issued", "reversed", "deducted", "expired"}
        )

    def entries(self, transit: TransitId) -> list[str]:
        """What happened to a transit in the accounts of both cities."""
        return [
            type(event).__name__
            for town in self.towns
            for key, event in town.journal
            if key[0] == "account" and getattr(event, "transit", None) == transit
        ]


def ran(steps: list[Step]) -> Between:
    """The two cities after a program."""
    both = Between()
    for step in steps:
        both.run(step)
    return both


@given(STEPS)
def test_the_transit_accounts_are_what_is_in_flight(steps: list[Step]) -> None:
    """L13: At every step both cities' transit accounts sum to what is credited and not yet let go of."""
    both = Between()
    for step in steps:
        both.run(step)
        assert both.transit() == -both.in_flight()
        assert both.workers() - both.in_flight() == both.made()


@given(STEPS)
def test_nothing_is_lost_or_doubled_once_all_has_arrived(steps: list[Step]) -> None:
    """L13: Carried to the end, every transit account is even, and workers have no point more or less."""
    both = ran(steps)
    both.finish()
    assert (both.transit(), both.in_flight()) == (0, 0)
    assert both.workers() == both.made()
    for town in both.towns:
        for worker in WORKERS:
            assert town.account(worker).holds == ()
            assert not any(town.possible("transit", key[1])["Settle"] is None for key in _transits(town))


@given(STEPS)
def test_a_transit_ends_once_and_both_cities_say_the_same(steps: list[Step]) -> None:
    """L13: It is credited and let go of, or refused and given back: never both, never twice."""
    both = ran(steps)
    both.finish()
    for which, transit in both.sent:
        here, there = (both.towns[n].transit(transit) for n in (which, 1 - which))
        ends = sorted(both.entries(transit))
        if there.status == "received":
            assert (here.status, ends) == ("delivered", ["Delivered", "Received", "Sent"])
        else:
            assert (there.status, here.status, ends) == ("refused", "returned", ["Sent", "SentBack"])
            assert here.why == there.why


@given(STEPS)
def test_no_lot_lives_longer_by_travelling(steps: list[Step]) -> None:
    """L13: A lot arrives with its month, or with the longest that the other city gives; the sum is kept."""
    both = ran(steps)
    for which, transit in both.sent:
        answer: Any = both.towns[1 - which].states.get(("transit", transit))
        sent = both.towns[which].transit(transit)
        assert sum(sent.lots[1::2]) == sent.points
        if answer is not None and answer.status == "received":
            longest = points.month_of(answer.at.date()) + both.towns[1 - which].rules.expiry.months
            wanted: dict[int, int] = {}
            for month, part in zip(sent.lots[::2], sent.lots[1::2], strict=True):
                wanted[min(month, longest)] = wanted.get(min(month, longest), 0) + part
            assert dict(zip(answer.lots[::2], answer.lots[1::2], strict=True)) == wanted


@given(STEPS)
def test_what_comes_back_comes_back_to_its_lots(steps: list[Step]) -> None:
    """L13: Points that were refused touch no lot but those they came from, whatever happened meanwhile."""
    both = ran(steps)
    both.finish()
    for town in both.towns:
        for worker in WORKERS:
            for event in town.events("account", worker):
                if isinstance(event, points.SentBack):
                    assert set(event.after.lots[::2]) <= set(town.transit(event.transit).lots[::2])


@given(STEPS)
def test_every_record_is_what_its_journal_says(steps: list[Step]) -> None:
    """Accounts and transits are the folds of their events, and accounts hold what their transfers say."""
    for town in ran(steps).towns:
        assert all(town.folded(*key) == state for key, state in town.states.items())
        totals = town.totals()
        assert sum(totals.values()) == 0
        for worker in WORKERS:
            held = points.holdings(town.account(worker))
            assert all(totals.get(account, 0) == amount for (_, account), amount in held.items())


@given(STEPS)
def test_a_balance_is_told_to_the_last_point(steps: list[Step]) -> None:
    """What is asked why it is so is the balance and the debt, points that came from elsewhere included."""
    for town in ran(steps).towns:
        for worker in WORKERS:
            told = _why(town, worker)
            book = town.account(worker)
            assert (told.balance, told.debt) == (points.available(book, town.today), book.debt)
            assert all(share.reason.code for share in told.shares)


def _why(town: Town, worker: WorkerId) -> points.Why:
    history = [(event, 1) for event in town.events("account", worker)]
    return points.why(worker, history, town.today, lambda _: town.rules)


def _transits(town: Town) -> list[tuple[str, str]]:
    return [key for key in town.states if key[0] == "transit"]
