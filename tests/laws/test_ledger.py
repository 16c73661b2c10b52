"""Laws of the ledger: what holds after any commands, in any order, however late the sweeper is."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import points
from friendly_services.errors import FriendlyServicesError
from friendly_services.ids import RedemptionId, RewardId, WorkerId
from friendly_services.points import Action, Cap, Expiry, Ground, Item, Rules, Totals
from friendly_services.text import LANGUAGES, Label
from tests.small_city import SmallCity

WORKERS = tuple(map(WorkerId, ("rider-1", "rider-2")))
ITEMS = ("voucher", "gloves")
START = date(2026, 1, 20)
NAME = Label(en="x", zh="x")

RULES = Rules(
    actions={
        "report": Action(NAME, 20, Cap(2), evidence=False),
        "tidy": Action(NAME, 7, Cap(3, "month"), evidence=False),
        "welcome": Action(NAME, 11, Cap(1, "ever"), evidence=False, in_totals=False),
        "lead": Action(NAME, 50, evidence=False, in_totals=False),
    },
    rewards={"voucher": Item(NAME, 30, NAME), "gloves": Item(NAME, 45, NAME)},
    deductions={"bad_faith": Ground(NAME, 25)},
    totals=Totals(day=47, month=150),
    expiry=Expiry(1, (40, 9)),
    on_behalf=("officer",),
    hold_days=5,
    late_days=3,
    reversible_days=40,
)

Step = tuple[str, int, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("earn", "earn", "earn", "redeem", "redeem", "collect", "cancel", "refund", "lapse"),
                *("earn", "earn", "redeem", "collect", "refund", "reverse", "reverse", "reverse"),
                *("deduct", "expire", "notify", "stock", "spend", "spend", *["wait"] * 5),
            )
        ),
        st.integers(0, 1),
        st.integers(0, 40),
        st.integers(0, 3),
    ),
    min_size=10,
    max_size=60,
)


class Town(SmallCity):
    """Runs programs of commands, and keeps which were refused."""

    def __init__(self) -> None:
        """Begin with two rewards of two items each, and points for everybody."""
        super().__init__(points.CAPABILITY, RULES, START)
        self.rewards: list[RewardId] = []
        self.refused: list[FriendlyServicesError] = []
        for item in ITEMS:
            ((_, offered),) = self.do(points.OfferReward(item, "station-1", 2))
            self.rewards.append(offered.id)
        for worker in WORKERS:
            self.do(points.Earn(worker, "lead"))

    def command(self, step: Step) -> Any:
        """What a step asks for; None if there is nothing to ask it of."""
        name, who, some, kind = step
        worker, reward = WORKERS[who], self.rewards[kind % len(ITEMS)]
        match name:
            case "earn":
                on = self.today - timedelta(days=some % 9 // 2)
                return points.Earn(worker, tuple(RULES.actions)[kind], on=on, quantity=1 + some % 2)
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
            self.today += timedelta(days=step[2] // 2)
            return
        command = self.command(step)
        if command is None:
            return
        try:
            self.do(command)
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


def entries(town: Town) -> list[tuple[WorkerId, points.AccountEvent]]:
    """The journal of all accounts."""
    return [(WorkerId(key[1]), event) for key, event in town.journal if key[0] == "account"]


@given(STEPS)
def test_the_ledger_sums_to_zero_at_every_position(steps: list[Step]) -> None:
    """Every entry moves points from one account to another, so that all accounts together hold none."""
    journal = entries(ran(steps))
    for worker, event in journal:
        moved = points.transfers(worker, event)
        assert bool(moved) == isinstance(event, points.Entry)
        assert all(each.amount > 0 and each.source != each.target for each in moved)
    assert sum(points.totals(journal).values()) == 0


@given(STEPS)
def test_each_account_is_what_its_transfers_say(steps: list[Step]) -> None:
    """Balance, points set aside and debt of a record equal the sums over the journal."""
    town = ran(steps)
    sums = points.totals(entries(town))
    for account in town.accounts():
        held = points.holdings(account)
        assert held == {each: sums.get(each, 0) for each in held}


@given(STEPS)
def test_lots_sum_to_the_balance_and_stay_few(steps: list[Step]) -> None:
    """After every entry the lots are in order, none empty, at most 37, and sum to the balance."""
    town = Town()
    for step in steps:
        town.run(step)
        for account in town.accounts():
            months, amounts = account.lots[::2], account.lots[1::2]
            assert sum(amounts) == account.balance
            assert list(months) == sorted(set(months))
            assert all(amount > 0 for amount in amounts)
            assert len(months) <= 37


@given(STEPS)
def test_nothing_goes_below_zero(steps: list[Step]) -> None:
    """No balance, no debt and no stock is ever negative, and nobody has points while in debt."""
    town = Town()
    for step in steps:
        town.run(step)
        for account in town.accounts():
            assert account.balance >= 0
            assert account.debt >= 0
            assert not (account.balance and account.debt)
        for reward in town.rewards:
            state: points.Reward = town.states["reward", reward]
            assert state.stock >= 0
            assert state.free(town.today) >= 0


@given(STEPS)
def test_a_record_is_the_fold_of_its_journal(steps: list[Step]) -> None:
    """Every account, reward and redemption can be made anew from its events alone."""
    town = ran(steps)
    assert all(town.folded(*key) == state for key, state in town.states.items())


@given(STEPS)
def test_caps_hold_for_every_day_and_month(steps: list[Step]) -> None:
    """What stands unreversed never exceeds a cap of an action or of all together."""
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
def test_reversals_never_exceed_what_they_reverse(steps: list[Step]) -> None:
    """Row 17: each entry is reversed at most once, by as many points, and no reversal is."""
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
def test_a_redemption_ends_once(steps: list[Step]) -> None:
    """Its points are spent or given back, never both, and given back at most once after they were spent."""
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
def test_the_sweeper_changes_no_answer(steps: list[Step], later: int) -> None:
    """A town whose sweeper never runs decides every command as one whose sweeper always does."""
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


@given(STEPS)
def test_what_is_given_up_leaves_the_lots_as_they_were(steps: list[Step]) -> None:
    """Asking for a reward and giving it up the same day changes no lot of a worker who owes nothing."""
    town = ran(steps)
    for account in town.accounts():
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
def test_spending_takes_the_earliest_expiry_first(steps: list[Step]) -> None:
    """A lot is touched by a redemption only when every earlier lot is used up by it."""
    town = ran(steps)
    for worker in WORKERS:
        for event in town.events("account", worker):
            if isinstance(event, points.Held):
                left = event.after.lots[1::2]
                assert sum(event.taken[1::2]) == event.points
                assert not any(left[:-1])


@given(STEPS)
def test_a_refusal_can_be_said_in_both_languages(steps: list[Step]) -> None:
    """Every refusal words itself without a code or a name left over."""
    for refusal in ran(steps).refused:
        for language in LANGUAGES:
            sentence = refusal.say(language)
            assert sentence
            assert "{" not in sentence
            assert refusal.code not in sentence
