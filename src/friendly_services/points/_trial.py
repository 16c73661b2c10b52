"""The trial balance: what every account of the ledger holds at the end of a business day."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import attrs

from ..text import Language, Reason, as_csv, say
from ._events import AccountEvent, Entry
from ._ledger import transfers
from ._programme_events import FundEvent

__all__ = ["LedgerAccount", "TrialBalance", "trial_balance"]

_WORKERS: Final = ("points", "held", "debt", "hours")
"""What each worker has an account of: `points/rider-7` is one."""


@attrs.frozen
class LedgerAccount:
    """One account of the ledger: what left it and what came to it, since the first entry."""

    unit: str
    name: str
    debits: int
    """The sum of the transfers out of it."""
    credits: int
    """The sum of the transfers into it."""

    @property
    def title(self) -> Reason:
        """What it is called."""
        group, _, whose = self.name.partition("/")
        return Reason(f"points.account.{group}", of=f" {whose}" if whose else "")

    @property
    def balance(self) -> int:
        """What it holds: above 0 a credit balance, below 0 a debit balance."""
        return self.credits - self.debits


@attrs.frozen
class TrialBalance:
    """Every account of the ledger at the end of a business day; of each unit, debits equal credits.

    `str(balance)` and `text(language)` are for people, `rows` and `csv(language)` for programs.
    """

    on: date
    accounts: tuple[LedgerAccount, ...]
    """By unit and name."""
    open_until: date
    """The last day on which an award can still be entered for that day."""
    closed: bool
    """Whether that day is over, so that the trial balance can no longer change."""

    @property
    def difference(self) -> dict[str, int]:
        """By unit, the sum of all balances: 0, or something is wrong."""
        sums: Counter[str] = Counter()
        for account in self.accounts:
            sums[account.unit] += account.balance
        return dict(sums)

    @property
    def rows(self) -> tuple[tuple[str, str, int, int, int], ...]:
        """Unit, account, debits, credits, balance: a row for each account."""
        return tuple(
            (each.unit, each.name, each.debits, each.credits, each.balance) for each in self.accounts
        )

    def text(self, language: Language = "en") -> str:
        """The accounts one below the other, and whether the day is closed."""
        code = "points.trial.closed" if self.closed else "points.trial.open"
        lines = [
            Reason(code, on=self.on, until=self.open_until),
            *(
                Reason("points.trial.line", **attrs.asdict(a), title=a.title, balance=a.balance)
                for a in self.accounts
            ),
        ]
        return "\n".join(say(line, language) for line in lines)

    def csv(self, language: Language = "en") -> str:
        """The accounts as a table in which no spreadsheet finds a formula; write it as `utf-8-sig`."""
        names = ("unit", "account", "debits", "credits", "balance")
        columns = [say(Reason(f"points.column.{name}"), language) for name in names]
        return as_csv(columns, self.rows)

    def __str__(self) -> str:
        return self.text()


def trial_balance(
    entries: Iterable[tuple[str, AccountEvent | FundEvent]],
    on: date,
    today: date,
    late_days: int,
    *,
    detailed: bool = False,
) -> TrialBalance:
    """The accounts of the ledger at the end of a business day.

    >>> from friendly_services.points import Funded
    >>> day = date(2026, 3, 2)
    >>> granted = Funded("city", day, 5_000, ref="budget-2026", by="u17", left=5_000)
    >>> print(trial_balance([("city", granted)], day, today=day, late_days=7))
    trial balance of 2026-03-02: awards for that day can be entered until 2026-03-09
    fund city: debits 0, credits 5000, balance 5000
    granted to funds: debits 5000, credits 0, balance -5000

    Args:
        entries: every event of every account and fund, with its worker or funder.
        on: the day; an award belongs to the day of the act, all else to the day of its entry.
        today: tells whether the day is closed.
        late_days: the days after which a day is closed.
        detailed: each worker's accounts on their own, not one sum of all for points, set aside, owed, hours.
    """
    debits: Counter[tuple[str, str]] = Counter()
    credits_: Counter[tuple[str, str]] = Counter()
    for record, event in entries:
        if isinstance(event, Entry | FundEvent) and event.on <= on:
            for moved in transfers(record, event):
                debits[moved.unit, _name(moved.source, detailed)] += moved.amount
                credits_[moved.unit, _name(moved.target, detailed)] += moved.amount
    accounts = tuple(
        LedgerAccount(*key, debits=debits[key], credits=credits_[key])
        for key in sorted(debits.keys() | credits_.keys())
    )
    open_until = on + timedelta(days=late_days)
    return TrialBalance(on, accounts, open_until, today > open_until)


def _name(account: str, detailed: bool) -> str:
    group = account.partition("/")[0]
    return group if group in _WORKERS and not detailed else account
