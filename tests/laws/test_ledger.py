"""Laws of the ledger: what holds after any commands, in any order, however late the sweeper is.

A docstring that begins with `L4:` tells the law of that number: docs/reference/ledger-laws.md has all.
Those that need a city are in `test_ledger_city.py`.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import points
from friendly_services.cases import Duration
from friendly_services.errors import FriendlyServicesError, Invalid
from friendly_services.ids import FunderId, RedemptionId, RewardId, WorkerId
from friendly_services.points import (
    Action,
    Appeals,
    Cap,
    Confirming,
    Expiry,
    FreezeGround,
    Funder,
    Ground,
    Item,
    Rules,
    Totals,
)
from friendly_services.text import LANGUAGES, Label
from friendly_services.wire import Wire
from tests.small_city import SmallCity

WORKERS = tuple(map(WorkerId, ("rider-1", "rider-2")))
ITEMS = ("voucher", "gloves")
START = date(2026, 2, 2)
NAME = Label(en="x", zh="x")

RULES = Rules(
    actions={
        "report": Action(NAME, 20, Cap(2), evidence=False),
        "tidy": Action(NAME, 7, Cap(3, "month"), evidence=False),
        "welcome": Action(NAME, 11, Cap(1, "ever"), evidence=False, in_totals=False),
        "lead": Action(NAME, 50, evidence=False, in_totals=False),
        "patrol": Action(NAME, 13, evidence=False, in_totals=False, funder="union"),
    },
    funders={"city": Funder(NAME), "union": Funder(NAME, budgeted=True)},
    rewards={"voucher": Item(NAME, 30, "city"), "gloves": Item(NAME, 50, "city")},
    deductions={"bad_faith": Ground(NAME, 25)},
    totals=Totals(day=41, month=90),
    expiry=Expiry(1, (40, 9)),
    on_behalf=("officer",),
    hold_days=5,
    late_days=3,
    reversible_days=40,
    freezes={"fraud": FreezeGround(NAME)},
    confirm=Confirming(60, Duration(6, "natural")),
    appeal=Appeals(Duration(9, "natural"), Duration(5, "natural"), Duration(3, "natural")),
)

SECOND = ("judge", "confirm")
"""Steps that another person takes, mostly."""

Step = tuple[str, int, int, int]
USUAL = (
    *("earn", "earn", "earn", "redeem", "redeem", "collect", "cancel", "refund", "lapse"),
    *("earn", "earn", "redeem", "redeem", "collect", "cancel", "refund", *["reverse"] * 3),
    *("deduct", "expire", "notify", "stock", "spend", "spend", *["wait"] * 5),
)
DECIDED = (
    *("freeze", "thaw", "close", "close", "deduct", "deduct", *["appeal"] * 3, *["judge"] * 3),
    *("fund", "patrol", "patrol", "reverse", "reverse", "large", "confirm", "confirm", "decline"),
    *("unconfirmed", "earn", "redeem", "spend", "collect", "wait", "wait"),
)


def programs(*verbs: str) -> st.SearchStrategy[list[Step]]:
    """Programs of these steps."""
    step = st.tuples(st.sampled_from(verbs), st.integers(0, 1), st.integers(0, 40), st.integers(0, 4))
    return st.lists(step, min_size=20, max_size=60)


DECISIONS = programs(*DECIDED)
"""Freezes, closings and appeals, funds, and awards that wait for a second person."""
STEPS = programs(*USUAL) | programs(*USUAL, *DECIDED)


class Town(SmallCity):
    """Runs programs of commands, and keeps which were refused."""

    def __init__(self) -> None:
        """Begin with two rewards of two items each, and points for everybody, most of them for the first."""
        super().__init__(points.CAPABILITY, RULES, START)
        self.rewards: list[RewardId] = []
        self.refused: list[FriendlyServicesError] = []
        for item in ITEMS:
            ((_, offered),) = self.do(points.OfferReward(item, "station-1", 2))
            self.rewards.append(offered.id)
        for worker in WORKERS:
            self.do(points.Earn(worker, "lead", on=START - timedelta(days=3)))  # another month's lot
        for _ in range(3):
            self.do(points.Earn(WORKERS[0], "lead"))

    def command(self, step: Step) -> Any:
        """What a step asks for; None if there is nothing to ask it of."""
        name, who, some, kind = step
        worker, reward = WORKERS[who], self.rewards[kind % len(ITEMS)]
        match name:
            case "earn":
                on = self.today - timedelta(days=some % 9 // 2)
                return points.Earn(worker, tuple(RULES.actions)[kind], on=on, quantity=1 + some % 2)
            case "patrol":
                return points.Earn(worker, "patrol", quantity=1 + some % 2)
            case "large":
                return points.Earn(worker, "lead", quantity=2 + some % 2)
            case "redeem":
                return points.Redeem(worker, reward)
            case "reverse":
                return points.Reverse(worker, self.target(worker, some), "decision")
            case "spend":
                return points.Spend(worker, ITEMS[kind % len(ITEMS)], f"code-{some}")
            case "deduct":
                return points.Deduct(worker, "bad_faith", "decision")
            case "expire":
                return points.Expire(worker)
            case "notify":
                return points.Notify(worker)
            case "confirm" | "decline" | "unconfirmed":
                asked = [state for key, state in sorted(self.states.items()) if key[0] == "proposal"]
                waiting = [state for state in asked if state.status == "open"] or asked
                if not waiting:
                    return None
                one: points.Proposal = waiting[some % len(waiting)]
                return {
                    "confirm": points.Confirm(one.id, one.earn.worker),
                    "decline": points.Decline(one.id, "note"),
                    "unconfirmed": points.LapseProposal(one.id),
                }[name]
            case "fund":
                return points.FundProgramme(FunderId("union"), 5 + some, f"grant-{some}")
            case "freeze":
                return points.Freeze(worker, "fraud", "decision")
            case "thaw":
                return points.Thaw(worker, "decision")
            case "close":
                return points.CloseAccount(worker, "letter")
            case "appeal" | "judge":
                account = self.states.get(("account", worker))
                known = list(account.appeals if name == "judge" else account.contestable) if account else []
                entry = (known[some % len(known)] if known else 0) or None
                if name == "appeal":
                    return points.Appeal(worker, "letter", entry)
                return points.DecideAppeal(worker, bool(kind % 2), "decision", entry)
            case "stock":
                return points.StockReward(reward, 1)
            case _:
                made = sorted(key[1] for key in self.states if key[0] == "redemption")
                if not made:
                    return None
                held = self.states["redemption", made[some % len(made)]]
                return _about(name, held)

    def target(self, worker: WorkerId, some: int) -> int:
        """An entry to reverse: an award, a deduction, a reversal or the opening."""
        account: points.Account | None = self.states.get(("account", worker))
        known = account.corrigible if account else ()
        entries = [1, *(n for old in known for n in (old.entry, old.reversed_by) if n)]
        return entries[some % len(entries)]

    def run(self, step: Step) -> None:
        """Send one step's command, or let days pass."""
        if step[0] == "wait":
            self.today += timedelta(days=step[2] // 4)
            return
        command = self.command(step)
        if command is None:
            return
        try:
            self.do(command, by="officer-2" if step[0] in SECOND and step[2] % 4 else "officer-1")
        except FriendlyServicesError as error:
            self.refused.append(error)

    def sweep(self) -> None:
        """Send everything that is due."""
        while pending := self.due():
            for due in pending:
                self.do(due.command)

    def accounts(self) -> list[points.Account]:
        """Every account there is."""
        return [state for key, state in sorted(self.states.items()) if key[0] == "account"]

    def in_use(self) -> list[points.Account]:
        """Every account that was not closed."""
        return [each for each in self.accounts() if not isinstance(each.standing, points.Closing)]


def _about(name: str, held: points.Redemption) -> Any:
    match name:
        case "refund":
            return points.Refund(RedemptionId(held.id), held.account, "decision")
        case "collect":
            return points.Collect(held.id, held.account, held.reward)
        case "cancel":
            return points.Cancel(held.id, held.account, held.reward)
        case _:
            return points.Lapse(held.id, held.account, held.reward)


def ran(steps: list[Step]) -> Town:
    """A town after a program."""
    town = Town()
    for step in steps:
        town.run(step)
    return town


def entries(town: Town) -> list[tuple[str, points.AccountEvent | points.FundEvent]]:
    """The journal of all accounts and funds."""
    return [(key[1], event) for key, event in town.journal if key[0] in ("account", "fund")]


@given(DECISIONS)
def test_l10_nothing_is_spent_from_a_frozen_account(steps: list[Step]) -> None:
    """L10: Between freeze and thaw points come in, expire or are taken by decision, and none is spent."""
    town = ran(steps)
    for worker in WORKERS:
        frozen = False
        for event in town.events("account", worker):
            match event:
                case points.Frozen() | points.Thawed():
                    assert frozen is isinstance(event, points.Thawed)
                    frozen = not frozen
                case points.Held() | points.Spent() | points.Purchased() | points.Closed():
                    assert not frozen


@given(DECISIONS)
def test_l10_a_closed_account_holds_nothing_and_never_moves_again(steps: list[Step]) -> None:
    """L10: Nothing is left in a closed account, in hold or owed, and its closing is its last event."""
    town = ran(steps)
    for account in town.accounts():
        *before, last = town.events("account", account.id)
        assert not any(isinstance(event, points.Closed) for event in before)
        if isinstance(last, points.Closed):
            assert (account.balance, account.debt, account.lots, account.holds) == (0, 0, (), ())


@given(DECISIONS)
def test_l14_a_fund_never_gives_what_it_does_not_hold(steps: list[Step]) -> None:
    """L14: What was granted is left, or went into accounts by awards that stand, and never more of it."""
    town = Town()
    fund = points.Fund(FunderId("union"))
    for step in steps:
        town.run(step)
        fund = town.states.get(("fund", "union"), fund)
        assert fund.left >= 0
    given_out = {
        (worker, event.entry): event.points
        for worker in WORKERS
        for event in town.events("account", worker)
        if isinstance(event, points.Earned) and event.funder
    }
    for worker in WORKERS:
        for event in town.events("account", worker):
            if isinstance(event, points.Reversed):
                given_out.pop((worker, event.of), None)
    assert fund.granted - fund.left == sum(given_out.values())
    sums = points.totals(entries(town))
    assert (sums["points", "granted"], sums["points", "fund/union"]) == (-fund.granted, fund.left)


@given(DECISIONS)
def test_l18_a_large_award_takes_two_people(steps: list[Step]) -> None:
    """L18: Each award above the threshold is one that somebody proposed and somebody else confirmed, once."""
    town = ran(steps)
    confirmed = set()
    for key, state in town.states.items():
        if key[0] == "proposal":
            _, *ends = town.events(*key)
            assert len(ends) == (state.status != "open")
            for end in ends:
                if isinstance(end, points.Confirmed):
                    assert end.by != state.by
                    confirmed.add((state.earn.worker, end.entry))
    large = {
        (worker, event.entry)
        for worker in WORKERS
        for event in town.events("account", worker)
        if isinstance(event, points.Earned) and event.points > 60
    }
    assert large == confirmed


@given(DECISIONS)
def test_l10_nobody_judges_what_they_decided(steps: list[Step]) -> None:
    """L10: Each decision is appealed against once at most, and another hand decides; what falls is undone."""
    town = ran(steps)
    for worker in WORKERS:
        history = town.events("account", worker)
        by: dict[int, str] = {}
        waiting: dict[int, bool] = {}
        for event, after in zip(history, [*history[1:], None], strict=True):
            match event:
                case points.Deducted():
                    by[event.entry] = event.by
                case points.Frozen():
                    by[0] = event.by
                    waiting.pop(0, None)  # another freeze, another appeal
                case points.Appealed():
                    assert event.of not in waiting
                    waiting[event.of] = True
                case points.AppealDecided():
                    assert event.by != by[event.of]
                    assert waiting[event.of]
                    waiting[event.of] = False
                    undone = points.Restored if event.of else points.Thawed
                    assert isinstance(after, undone) or not event.overturned
                case _:
                    pass


def moves(town: Town) -> Iterator[tuple[points.Account | None, Any, points.Account]]:
    """Each entry of each account, with the account before and after it, by its journal alone."""
    for worker in WORKERS:
        before: points.Account | None = None
        for event in town.events("account", worker):
            after: points.Account = town.kinds["account"].evolve(before, event)
            yield before, event, after
            before = after


def lots_of(lots: points.Lots) -> dict[int, int]:
    """Points by month."""
    return dict(zip(lots[::2], lots[1::2], strict=True))


LARGEST = 10**12
EXACT = 2**53 - 1
NO_AMOUNT = st.one_of(
    st.floats(), st.booleans(), st.text(), st.decimals(), st.fractions(), st.none(),
    st.integers(max_value=0), st.integers(min_value=LARGEST + 1),
)  # fmt: skip
COMMANDS = Wire({"points.Earn": points.Earn, "points.Spend": points.Spend})


@given(STEPS)
def test_l01_amounts_are_whole_and_bounded(steps: list[Step]) -> None:
    """L1: Every amount is a whole number from 1 to 10^12; every balance stays exact for readers of JSON."""
    town = ran(steps)
    for worker, event in entries(town):
        for moved in points.transfers(worker, event):
            assert type(moved.amount) is int
            assert 1 <= moved.amount <= LARGEST
    for account in town.accounts():
        assert {type(number) for number in (account.balance, account.debt, *account.lots)} == {int}
        assert max(account.balance, account.debt) <= EXACT


@given(NO_AMOUNT)
def test_l01_nothing_else_is_an_amount(amount: Any) -> None:
    """L1: No float, no decimal, no text and no truth value is taken for an amount, in code or on the wire."""
    for command in (
        lambda: points.Earn(WORKERS[0], "report", quantity=amount),
        lambda: points.Spend(WORKERS[0], "gloves", "code-1", amount),
        lambda: points.OfferReward("gloves", "station-1", amount),
        lambda: points.StockReward(RewardId("reward-1"), amount),
    ):
        with pytest.raises(Invalid):
            command()
    plain = {"command": "points.Earn", "worker": WORKERS[0], "action": "report", "quantity": amount}
    with pytest.raises(Invalid):
        COMMANDS.read_command(plain)


@given(st.integers(0, 120))
def test_l01_no_award_passes_the_largest_balance(room: int) -> None:
    """L1: An award that would take a balance past 2^53 - 1 is refused, and changes nothing."""
    town = Town()
    month = points.month_of(START) + 1
    rich = points.Account(WORKERS[0], balance=EXACT - room, lots=(month, EXACT - room))
    town.states["account", WORKERS[0]] = rich
    try:
        town.do(points.Earn(WORKERS[0], "lead", quantity=1))
    except Invalid:
        assert room < 50
        assert town.states["account", WORKERS[0]] == rich
    else:
        assert town.states["account", WORKERS[0]].balance == EXACT - room + 50 <= EXACT


@given(st.sampled_from((10**12, 10**11, 33_333_333_334, 33_333_333_333)))
def test_l01_no_purchase_is_larger_than_the_largest_amount(quantity: int) -> None:
    """L1: However rich somebody is, one entry moves at most 10^12 points."""
    town = Town()
    rich = points.Account(WORKERS[0], balance=EXACT, lots=(points.month_of(START) + 1, EXACT))
    town.states["account", WORKERS[0]] = rich
    try:
        ((_, bought),) = town.do(points.Spend(WORKERS[0], "voucher", "code-1", quantity))
    except Invalid:
        assert quantity * 30 > LARGEST
    else:
        assert bought.points == quantity * 30 <= LARGEST


@given(STEPS)
def test_l02_a_transfer_moves_one_unit_from_one_account_to_one_other(steps: list[Step]) -> None:
    """L2: A transfer moves one unit from one account to one other; more legs are several, all or none."""
    moving = points.Entry | points.FundEvent
    for record, event in entries(ran(steps)):
        moved = points.transfers(record, event)
        assert bool(moved) == isinstance(event, moving)
        assert all(each.amount > 0 and each.source != each.target for each in moved)
        whole = event.points if isinstance(event, moving) else 0
        assert sum(each.amount for each in moved if each.unit == "points") == whole


@given(STEPS)
def test_l03_the_ledger_sums_to_zero_at_every_position(steps: list[Step]) -> None:
    """L3: In each unit all accounts, the system's included, sum to 0 at every position, as records do."""
    town = Town()
    for step in steps:
        town.run(step)
        sums = points.totals(entries(town))
        assert {sum(held for (of, _), held in sums.items() if of == unit) for unit, _ in sums} <= {0}
        for account in town.accounts():
            held = points.holdings(account)
            assert held == {each: sums.get(each, 0) for each in held}


@given(STEPS)
def test_l04_nothing_goes_below_zero(steps: list[Step]) -> None:
    """L4: No command takes a balance, a hold or a stock below zero; a debt is an account of its own."""
    town = Town()
    for step in steps:
        town.run(step)
        for account in town.accounts():
            assert account.balance >= 0
            assert account.debt >= 0
            assert not (account.balance and account.debt)
            assert all(min(hold.lots[1::2], default=1) > 0 for hold in account.holds)
        for reward in town.rewards:
            state: points.Reward = town.states["reward", reward]
            assert state.stock >= 0
            assert state.free(town.today) >= 0


@given(STEPS)
def test_l06_reversals_never_exceed_what_they_reverse(steps: list[Step]) -> None:
    """L6: An entry is reversed at most once, by as many points, and no reversal is (row 17 of bad input)."""
    town = ran(steps)
    for worker in WORKERS:
        history = {e.entry: e for e in town.events("account", worker) if isinstance(e, points.Entry)}
        undoing = points.Reversed | points.Restored | points.PurchaseReversed
        reversals = [event for event in history.values() if isinstance(event, undoing)]
        targets = [e.of for e in reversals]
        assert len(set(targets)) == len(targets)
        for reversal in reversals:
            origin = history[reversal.of]
            undone: dict[type, type] = {points.Reversed: points.Earned, points.Restored: points.Deducted}
            assert type(origin) is undone.get(type(reversal), points.Purchased)
            assert history[reversal.of].points == reversal.points


@given(STEPS)
def test_l06_what_is_spent_already_becomes_a_debt(steps: list[Step]) -> None:
    """L6: What is undone after it was spent becomes a debt, nothing below zero; the next points settle it."""
    for before, event, after in moves(ran(steps)):
        if isinstance(event, points.Reversed | points.Deducted):
            assert before is not None
            assert event.owed == max(0, event.points - before.balance)
            assert (after.balance, after.debt) == (
                before.balance + event.owed - event.points,
                before.debt + event.owed,
            )
        elif before is not None and hasattr(event, "settled"):
            assert event.settled == min(before.debt, event.points)
            assert after.debt == before.debt - event.settled


@given(STEPS)
def test_l07_a_hold_ends_once(steps: list[Step]) -> None:
    """L7: Points held are spent or given back, never both, and once spent given back at most once."""
    town = ran(steps)
    for key, state in town.states.items():
        if key[0] == "redemption":
            ends = [
                type(event).__name__
                for event in town.events("account", state.account)
                if getattr(event, "redemption", None) == state.id
            ]
            assert ends in (
                ["Held"],
                ["Held", "Released"],
                ["Held", "Spent"],
                ["Held", "Spent", "Refunded"],
            )


@given(STEPS, st.integers(0, 40))
def test_l07_the_sweeper_changes_no_answer(steps: list[Step], later: int) -> None:
    """L7: A hold lapses by time, whoever looks first: without any sweeper every answer is the same."""
    lazy, tidy = Town(), Town()
    for step in steps:
        lazy.run(step)
        tidy.run(step)
        tidy.commands = lazy.commands
        if step[0] == "wait":
            before = tidy.commands
            tidy.sweep()
            tidy.commands = before
    day = lazy.today + timedelta(days=later)
    standing = {a.id: (points.available(a, day), a.debt) for a in lazy.accounts() if not a.holds}
    swept = {a.id: (points.available(a, day), a.debt) for a in tidy.accounts()}
    assert all(swept[worker] == answer for worker, answer in standing.items())
    for reward in lazy.rewards:
        one, other = lazy.states["reward", reward], tidy.states["reward", reward]
        assert (one.stock, one.free(lazy.today)) == (other.stock, other.free(tidy.today))
    lazy.sweep()  # refuses nothing, however late it is


@given(STEPS)
def test_l07_who_touches_an_account_enters_what_time_has_done(steps: list[Step]) -> None:
    """L7: After any command an account has no hold that is over, and no lot that has expired."""
    town = Town()
    for step in steps:
        seen = len(town.journal)
        town.run(step)
        for key in {key for key, _ in town.journal[seen:] if key[0] == "account"}:
            account: points.Account = town.states[key]
            assert all(hold.until >= town.today for hold in account.holds)
            assert all(month >= points.month_of(town.today) for month in account.lots[::2])


@given(STEPS)
def test_l07_nothing_is_collected_late_or_given_back_early(steps: list[Step]) -> None:
    """L7: A reward is collected or given up by its last day, and lapses only after it."""
    for before, event, _ in moves(ran(steps)):
        if isinstance(event, points.Spent | points.Released):
            assert before is not None
            (hold,) = (each for each in before.holds if each.redemption == event.redemption)
            late = isinstance(event, points.Released) and event.lapsed
            assert (event.on > hold.until) == late
            assert event.points == sum(hold.lots[1::2])


@given(STEPS)
def test_l07_stock_is_never_promised_twice(steps: list[Step]) -> None:
    """L7: Of a reward no more are held than are there, each with its points; what is collected is gone."""
    town = Town()
    for step in steps:
        town.run(step)
        asked = [state for key, state in town.states.items() if key[0] == "redemption"]
        for reward in town.rewards:
            state: points.Reward = town.states["reward", reward]
            about = [one for one in asked if one.reward == reward]
            waiting = [one for one in about if one.status in {"held", "ready"} and one.until >= town.today]
            gone = [one for one in about if one.status in {"collected", "refunded"}]
            events = town.events("reward", reward)
            came = sum(event.quantity for event in events if isinstance(event, points.Stocked))
            assert state.stock == events[0].stock + came - len(gone)
            assert state.free(town.today) == state.stock - len(waiting) >= 0
            for one in waiting:
                account: points.Account = town.states["account", one.account]
                assert [hold.lots for hold in account.holds if hold.redemption == one.id] == [one.lots]


@given(STEPS)
def test_l09_no_entry_is_of_a_closed_business_day(steps: list[Step]) -> None:
    """L9: Nothing is entered for a day that is closed or has not come; all but awards are of today."""
    town = Town()
    seen = len(town.journal)
    for step in steps:
        town.run(step)
        for _, event in town.journal[seen:]:
            if isinstance(event, points.Earned):
                assert timedelta() <= town.today - event.on <= timedelta(days=RULES.late_days)
            else:
                assert getattr(event, "on", town.today) == town.today
        seen = len(town.journal)


@given(STEPS)
def test_l11_lots_sum_to_the_balance_and_stay_few(steps: list[Step]) -> None:
    """L11: After every entry the lots are in order, none empty, at most 37, and sum to the balance."""
    for _, _, account in moves(ran(steps)):
        months, amounts = account.lots[::2], account.lots[1::2]
        assert sum(amounts) == account.balance
        assert list(months) == sorted(set(months))
        assert all(amount > 0 for amount in amounts)
        assert len(months) <= 37


@given(STEPS)
def test_l11_spending_takes_the_earliest_expiry_first(steps: list[Step]) -> None:
    """L11: What expires first is spent first; the reversal of an award begins with its own lot."""
    awarded: dict[tuple[str, int], int] = {}
    for before, event, after in moves(ran(steps)):
        if isinstance(event, points.Earned):
            awarded[after.id, event.entry] = event.month
        if isinstance(event, points.Held | points.Purchased | points.Deducted | points.Reversed):
            assert before is not None
            had, has = lots_of(before.lots), lots_of(after.lots)
            own = awarded[after.id, event.of] if isinstance(event, points.Reversed) else None
            order = sorted(had, key=lambda month: (month != own, month))
            left = [has.get(month, 0) for month in order if has.get(month, 0) != had[month]]
            untouched = [month for month in order if has.get(month, 0) == had[month]]
            assert not any(left[:-1])
            assert order == [month for month in order if month not in untouched] + untouched
            if hasattr(event, "taken"):
                gone = {month: had[month] - has.get(month, 0) for month in order}
                assert lots_of(event.taken) == {month: taken for month, taken in gone.items() if taken}


@given(STEPS)
def test_l11_expiry_is_an_entry(steps: list[Step]) -> None:
    """L11: Points leave by time as an entry to `expired`: all of the months that ended, and no others."""
    town = Town()
    for step in steps:
        town.run(step)
        town.today += timedelta(days=step[2] % 7)
        for account in town.in_use():
            before = lots_of(account.lots)
            month = points.month_of(town.today)
            town.do(points.Expire(account.id))
            after: points.Account = town.states["account", account.id]
            kept = {each: held for each, held in before.items() if each >= month}
            lapsed = [hold for hold in account.holds if hold.until < town.today]
            assert all(each >= month for each in after.lots[::2])
            assert after.balance == points.available(account, town.today)
            if not lapsed:
                assert lots_of(after.lots) == kept
    for before_, event, after in moves(town):
        if isinstance(event, points.Expired):
            assert before_ is not None
            ended = {m: held for m, held in lots_of(before_.lots).items() if m < points.month_of(event.on)}
            assert event.points == sum(ended.values()) == before_.balance - after.balance


@given(STEPS)
def test_l11_points_expire_by_their_own_day(steps: list[Step]) -> None:
    """L11: An award counts so many months from its own day to a month's end, however late it is entered."""
    for _, event, after in moves(ran(steps)):
        if isinstance(event, points.Earned):
            assert event.month == event.on.year * 12 + event.on.month - 1 + RULES.expiry.months
            landed = set(after.lots[::2])
            assert event.settled == event.points or event.month in landed


@given(STEPS)
def test_l11_what_comes_back_comes_back_to_its_lots(steps: list[Step]) -> None:
    """L11: What is given up, refunded or undone is back in the lots it came from, with their expiry."""
    taken: dict[tuple[str, Any], dict[int, int]] = {}
    for before, event, after in moves(ran(steps)):
        match event:
            case points.Held():
                taken[after.id, event.redemption] = lots_of(event.taken)
            case points.Purchased() | points.Deducted():
                taken[after.id, event.entry] = lots_of(event.taken)
            case points.Released() | points.Refunded() | points.PurchaseReversed():
                of = event.of if isinstance(event, points.PurchaseReversed) else event.redemption
                check_back(before, after, taken[after.id, of], event.settled)
            case points.Restored():
                owed = event.points - sum(taken[after.id, event.of].values())
                fresh = points.month_of(event.on) + RULES.expiry.months
                back = taken[after.id, event.of]
                check_back(before, after, {**back, fresh: back.get(fresh, 0) + owed}, event.settled)
            case _:
                pass


def check_back(
    before: points.Account | None, after: points.Account, taken: dict[int, int], settled: int
) -> None:
    """The lots gained what was taken, but for what settled a debt."""
    assert before is not None
    had, has = lots_of(before.lots), lots_of(after.lots)
    gained = {month: has[month] - had.get(month, 0) for month in has if has[month] != had.get(month, 0)}
    assert all(0 < gained[month] <= taken.get(month, 0) for month in gained)
    assert sum(gained.values()) == sum(taken.values()) - settled


@given(STEPS)
def test_l11_what_is_given_up_leaves_the_lots_as_they_were(steps: list[Step]) -> None:
    """L11: Asking for a reward and giving it up the same day changes no lot of a worker who owes nothing."""
    town = ran(steps)
    for account in town.in_use():
        town.do(points.Expire(account.id))
        before: points.Account = town.states["account", account.id]
        for reward in town.rewards:
            try:
                town.do(points.Redeem(account.id, reward))
            except FriendlyServicesError:
                continue
            held = town.states["account", account.id].holds[-1]
            town.do(points.Cancel(held.redemption, account.id, reward))
        after: points.Account = town.states["account", account.id]
        assert attrs.evolve(after, entry=before.entry) == before


@given(STEPS)
def test_l12_system_accounts_have_no_row(steps: list[Step]) -> None:
    """L12: `issued`, `redeemed`, `expired` and the like have no record: they are sums that match all rows."""
    town = ran(steps)
    sums = points.totals(entries(town))
    rows = {name: held for account in town.accounts() for name, held in points.holdings(account).items()}
    system = {name: held for name, held in sums.items() if name not in rows}
    assert {kind for kind, _ in town.states} <= {kind.name for kind in points.CAPABILITY.kinds}
    assert not {id_ for _, id_ in town.states} & {account for _, account in system}
    for unit in {unit for unit, _ in sums}:
        ours = sum(held for (of, _), held in system.items() if of == unit)
        assert -ours == sum(held for (of, _), held in rows.items() if of == unit)


@given(STEPS)
def test_l15_caps_hold_for_every_day_and_month(steps: list[Step]) -> None:
    """L15: Caps are counted in the worker's record by local date: what stands is never over one of them."""
    town = ran(steps)
    for worker in WORKERS:
        undone = {e.of for e in town.events("account", worker) if isinstance(e, points.Reversed)}
        standing = [
            event
            for event in town.events("account", worker)
            if isinstance(event, points.Earned) and event.entry not in undone
        ]
        times: Counter[Any] = Counter()
        earned: Counter[Any] = Counter()
        for event in standing:
            month = (event.on.year, event.on.month)
            times[event.action, {"report": event.on, "tidy": month}.get(event.action)] += event.quantity
            if RULES.actions[event.action].in_totals:
                earned["day", event.on] += event.points
                earned["month", month] += event.points
        caps = {name: rule.cap.times for name, rule in RULES.actions.items() if rule.cap}
        assert all(n <= caps.get(action, n) for (action, _), n in times.items())
        limits = {"day": RULES.totals.day, "month": RULES.totals.month}
        assert all(n <= (limits[per] or 0) for (per, _), n in earned.items())


@given(STEPS)
def test_l15_caps_reset_by_comparison(steps: list[Step]) -> None:
    """L15: No job resets a cap: a refusal tells the day on which it no longer bites, and then it does not."""
    town = ran(steps)
    waited = [1]  # with every account closed nobody waits
    for worker in [account.id for account in town.in_use()]:
        for _ in range(30):
            try:
                town.do(points.Earn(worker, "report"))
            except (points.CapReached, points.TotalReached) as refused:
                later, town.today = refused.again_on - town.today, refused.again_on
                waited.append(later.days)
        earned = [event for event in town.events("account", worker) if isinstance(event, points.Earned)]
        assert len({event.on for event in earned if event.action == "report"}) >= 4
    assert min(waited) > 0


@given(STEPS)
def test_l17_no_unit_becomes_another(steps: list[Step]) -> None:
    """L17: No account of the ledger ever holds two units, so that none becomes another in silence."""
    units: dict[str, set[str]] = {}
    for worker, event in entries(ran(steps)):
        for moved in points.transfers(worker, event):
            for account in (moved.source, moved.target):
                units.setdefault(account, set()).add(moved.unit)
    assert all(len(found) == 1 for found in units.values())


@given(STEPS, st.sampled_from(WORKERS))
def test_l18_nobody_credits_an_account_of_their_own(steps: list[Step], by: WorkerId) -> None:
    """L18: Nobody credits or corrects an account of their own, and every debit names what it rests on."""
    town = Town()
    for step in steps:
        command = town.command(step)
        seen = len(town.journal)
        if step[0] != "wait" and command is not None:
            try:
                town.do(command, by=by)
            except FriendlyServicesError:
                continue
            given = points.Earned | points.Reversed | points.Restored | points.Refunded
            ours = [event for (kind, id_), event in town.journal[seen:] if (kind, id_) == ("account", by)]
            assert not any(isinstance(event, given | points.PurchaseReversed) for event in ours)
            if isinstance(command, points.Redeem | points.Spend | points.Cancel):
                assert command.worker == by
        else:
            town.run(step)
    debits = points.Deducted | points.Reversed | points.Purchased
    assert all(event.ref for _, event in town.journal if isinstance(event, debits))


@given(STEPS)
def test_l19_nothing_is_deleted(steps: list[Step]) -> None:
    """L19: Nothing is deleted or changed: the journal only grows, its entries are numbered without a gap."""
    town = Town()
    before = list(town.journal)
    for step in steps:
        town.run(step)
        assert town.journal[: len(before)] == before
        before = list(town.journal)
    for worker in WORKERS:
        numbers = [event.entry for event in town.events("account", worker) if isinstance(event, points.Entry)]
        assert numbers == list(range(2, len(numbers) + 2))


@given(STEPS)
def test_l19_a_record_is_the_fold_of_its_journal(steps: list[Step]) -> None:
    """L19: Every account, reward and redemption can be made anew from its events alone."""
    town = ran(steps)
    assert all(town.folded(*key) == state for key, state in town.states.items())


@given(STEPS)
def test_a_refusal_can_be_said_in_both_languages(steps: list[Step]) -> None:
    """Every refusal words itself without a code or a name left over."""
    for refusal in ran(steps).refused:
        for language in LANGUAGES:
            sentence = refusal.say(language)
            assert sentence
            assert "{" not in sentence
            assert refusal.code not in sentence
