"""A year of a ledger to measure: what is asked of it, day by day, and what must come of that.

The oracle keeps the laws of the ledger in plain dicts, with nothing of the library's. Points are awarded by
six rules of 10 points, each at most 30 times a day; they count for three months after the month of the act.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

import attrs

__all__ = [
    "CAP",
    "CAPPED",
    "DAYS",
    "DUPLICATE",
    "EARN",
    "EXPIRE",
    "FIRST_DAY",
    "KINDS",
    "LATE_DAYS",
    "MONTH",
    "MONTHS",
    "NOOP",
    "OK",
    "OUTCOMES",
    "OVERDRAW",
    "POINTS",
    "PRICE",
    "REFUSED",
    "REVERSE",
    "RULES",
    "SPEND",
    "Account",
    "Batch",
    "Intent",
    "Oracle",
    "Result",
    "batches",
    "expected",
    "intents",
    "largest",
    "of_a_year",
]

EARN, SPEND, REVERSE, EXPIRE = range(4)
KINDS: Final = ("earn", "spend", "reverse", "expire")
OK, DUPLICATE, CAPPED, OVERDRAW, REFUSED, NOOP = range(6)
OUTCOMES: Final = ("ok", "duplicate", "capped", "overdraw", "refused", "noop")

FIRST_DAY: Final = date(2026, 1, 1)
DAYS: Final = 365
RULES: Final = 6
POINTS: Final = 10
"""For one time of any rule."""
CAP: Final = 300
"""Points that one rule gives a worker on one day."""
PRICE: Final = 50
"""Of a voucher."""
MONTHS: Final = 3
"""How long points count after the month of the act."""
LATE_DAYS: Final = 7
"""How long an act of an earlier day can be entered."""

_DATES: Final = [FIRST_DAY + timedelta(days=day) for day in range(DAYS)]
MONTH: Final = [day.year * 12 + day.month for day in _DATES]
"""The month of each day of the year; a lot is known by the last month in which it counts."""


class Intent(NamedTuple):
    """What somebody wants of the ledger."""

    kind: int
    key: str
    """The client's own: a retry has the same."""
    account: int
    points: int
    day: int
    """When it was meant."""
    rule: int
    target: str | None
    """The key of what is to be undone."""


def intents(count: int, accounts: int, seed: int = 7) -> list[Intent]:
    """A year in which few workers do much and many do little; one intent of a hundred is a retry."""
    rng = random.Random(seed)
    made: list[Intent] = []
    recent: list[Intent] = []
    last: tuple[int, int] | None = None
    for n in range(count):
        day = n * DAYS // count
        what = rng.random()
        account = int(rng.random() ** 1.5 * accounts)
        if what < 0.01 and recent:
            made.append(recent[rng.randrange(len(recent))])
            continue
        if what < 0.72:
            rule = rng.randrange(RULES)
            if last and rng.random() < 0.15:
                account, rule = last  # the same worker by the same rule: caps are reached
            points = rng.choice((20, 50, 100, 150, 200))
            one = Intent(EARN, f"task:{n:08d}:done", account, points, day, rule, None)
            last = (account, rule)
        elif what < 0.90:
            points = rng.choice((50, 100, 200, 300))
            one = Intent(SPEND, f"shop:{n:08d}:order", account, points, day, 0, None)
        elif what < 0.94 and recent:
            undone = recent[rng.randrange(len(recent))]
            one = Intent(REVERSE, f"undo:{n:08d}:op", undone.account, 0, day, 0, undone.key)
        else:
            one = Intent(EXPIRE, f"exp:{n:08d}:job", account, 0, day, 0, None)
        made.append(one)
        if one.kind in (EARN, SPEND):
            recent.append(one)
            if len(recent) > 2_000:
                del recent[:1_000]
    return made


class Batch(NamedTuple):
    """Intents that are decided together, and the day on which that is done."""

    today: int
    intents: Sequence[Intent]


def batches(work: Sequence[Intent], size: int, first: int = 0, last: int | None = None) -> Iterator[Batch]:
    """The intents from the `first` to before the `last`, so many at once, on the day of each batch's last."""
    end = len(work) if last is None else last
    for start in range(first, end, size):
        stop = min(start + size, end)
        yield Batch((stop - 1) * DAYS // len(work), work[start:stop])


def largest(count: int) -> int:
    """How many intents of a year of so many can be decided together before acts in them are too late."""
    return max(1, count * LATE_DAYS // DAYS)


def of_a_year(day: int) -> date:
    """The date of a day."""
    return _DATES[day]


@attrs.define
class Account:
    """A worker's points in plain numbers."""

    balance: int = 0
    debt: int = 0
    lots: dict[int, int] = attrs.Factory(dict)
    """Last month in which they count: points."""

    def available(self, today: int) -> int:
        """What can be spent on a day."""
        return sum(points for month, points in self.lots.items() if month >= MONTH[today])

    def pass_time(self, today: int) -> bool:
        """Take away what has expired; whether anything has."""
        gone = {month: points for month, points in self.lots.items() if month < MONTH[today]}
        for month, points in gone.items():
            self.balance -= points
            del self.lots[month]
        return bool(gone)

    def credit(self, lots: Iterable[tuple[int, int]]) -> None:
        """A debt is settled first, from what expires first."""
        for month, points in sorted(lots):
            settled = min(self.debt, points)
            self.debt -= settled
            if rest := points - settled:
                self.lots[month] = self.lots.get(month, 0) + rest
                self.balance += rest

    def debit(self, points: int, own: int | None = None) -> list[tuple[int, int]]:
        """From its own lot, then from what expires first; the rest is owed. What left which lot."""
        taken: list[tuple[int, int]] = []
        for month in sorted(self.lots, key=lambda month: (month != own, month)):
            if part := min(points, self.lots[month]):
                taken.append((month, part))
                self.lots[month] -= part
                self.balance -= part
                points -= part
            if not self.lots[month]:
                del self.lots[month]
        self.debt += points
        return taken


@attrs.define
class _Done:
    """An award or a spending, as long as it may be undone."""

    intent: Intent
    month: int
    """The lot of an award."""
    taken: list[tuple[int, int]]
    """What a spending took from which lot."""
    undone: bool = False


@attrs.frozen
class Result:
    """What must come of a year, however it is kept."""

    counts: tuple[tuple[int, ...], ...]
    """For each kind of intent, how many had each outcome."""
    balances: dict[int, tuple[int, int]]
    """Balance and debt of the accounts that have either."""
    postings: int
    """Entries that move points, those that time alone makes included."""


class Oracle:
    """The laws in plain dicts."""

    def __init__(self) -> None:
        self.accounts: dict[int, Account] = {}
        self.used: dict[tuple[int, int, int], int] = {}
        self.first: dict[str, int] = {}
        self.done: dict[str, _Done] = {}
        self.counts = [[0] * len(OUTCOMES) for _ in KINDS]
        self.postings = 0

    def apply(self, intent: Intent, today: int) -> int:
        """Decide one intent; its outcome."""
        before = self.first.get(intent.key)
        if before is None:
            decide = (self._earn, self._spend, self._reverse, self._expire)[intent.kind]
            outcome = self.first[intent.key] = decide(intent, today)
        else:
            outcome = DUPLICATE if before == OK else before
        self.counts[intent.kind][outcome] += 1
        return outcome

    def result(self) -> Result:
        """What has come of all so far."""
        for account in self.accounts.values():
            assert account.balance == sum(account.lots.values()) >= 0
            assert not (account.balance and account.debt)
        held = {n: (a.balance, a.debt) for n, a in self.accounts.items() if a.balance or a.debt}
        return Result(tuple(map(tuple, self.counts)), held, self.postings)

    def _earn(self, intent: Intent, today: int) -> int:
        if intent.day < today - LATE_DAYS:
            return REFUSED
        counter = (intent.account, intent.day, intent.rule)
        used = self.used.get(counter, 0) + intent.points
        if used > CAP:
            return CAPPED
        self.used[counter] = used
        account = self.accounts.setdefault(intent.account, Account())
        self._pass_time(account, today)
        month = MONTH[intent.day] + MONTHS
        account.credit([(month, intent.points)])
        self.postings += 1
        self.done[intent.key] = _Done(intent, month, [])
        return OK

    def _spend(self, intent: Intent, today: int) -> int:
        account = self.accounts.get(intent.account, Account())
        if account.available(today) < intent.points:
            return OVERDRAW
        self._pass_time(account, today)
        taken = account.debit(intent.points)
        self.postings += 1
        self.done[intent.key] = _Done(intent, 0, taken)
        return OK

    def _reverse(self, intent: Intent, today: int) -> int:
        assert intent.target is not None
        undone = self.done.get(intent.target)
        if undone is None or undone.undone:
            return REFUSED
        account = self.accounts[intent.account]
        if undone.intent.kind == EARN:
            if undone.month < MONTH[today]:
                return REFUSED
            self._pass_time(account, today)
            account.debit(undone.intent.points, undone.month)
            self.used[undone.intent.account, undone.intent.day, undone.intent.rule] -= undone.intent.points
        else:
            self._pass_time(account, today)
            account.credit(undone.taken)
            self._pass_time(account, today)  # what came back may be too old
        undone.undone = True
        self.postings += 1
        return OK

    def _expire(self, intent: Intent, today: int) -> int:
        account = self.accounts.get(intent.account)
        return OK if account is not None and self._pass_time(account, today) else NOOP

    def _pass_time(self, account: Account, today: int) -> bool:
        """Enter what has expired."""
        gone = account.pass_time(today)
        self.postings += gone
        return gone


def expected(plan: Iterable[Batch]) -> Result:
    """What must come of these batches."""
    oracle = Oracle()
    for batch in plan:
        for intent in batch.intents:
            oracle.apply(intent, batch.today)
    return oracle.result()
