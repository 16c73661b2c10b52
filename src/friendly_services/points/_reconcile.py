"""The check an accountant makes: every balance by its entries, by its lots, and all of them together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from ..text import Language, Reason, say
from ._ledger import holdings
from ._lots import total
from ._values import Account, Fund

__all__ = ["Reconciliation", "reconcile"]

_ON_RECORD: Final = ("points/", "held/", "debt/", "hours/", "fund/")
"""Accounts of the ledger that have a record; all others are sums."""


@attrs.frozen
class Reconciliation:
    """What was compared, and what did not agree."""

    entries: int
    """How many entries were added up."""
    accounts: int
    """How many workers' accounts and funds were compared with them."""
    problems: tuple[Reason, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether everything agrees."""
        return not self.problems

    def text(self, language: Language = "en") -> str:
        """What was compared, then a line for each problem."""
        facts = {"entries": self.entries, "accounts": self.accounts, "problems": len(self.problems)}
        return "\n".join(
            say(line, language) for line in (Reason("points.reconciled", **facts), *self.problems)
        )

    def __str__(self) -> str:
        return self.text()


def reconcile(
    sums: Mapping[tuple[str, str], int], records: Iterable[Account | Fund], entries: int = 0
) -> Reconciliation:
    """Compare workers' accounts and funds with what the entries of all of them add up to.

    Each account must hold the sum of its transfers, and its balance the sum of its lots; in each unit,
    all accounts together, the programme's own included, must hold nothing.

    >>> from friendly_services.ids import WorkerId
    >>> account = Account(WorkerId("rider-7"), balance=30, lots=(24315, 30))
    >>> print(reconcile({("points", "points/rider-7"): 20, ("points", "issued"): -20}, [account], 1))
    1 entry and 1 account compared, 1 difference found
    imbalance: points/rider-7 holds 30 by its record, and 20 by the sum of its transfers

    Args:
        sums: what `totals` makes of all entries.
        records: workers' accounts and funds, as they are on record.
        entries: how many entries there were, to be told.
    """
    problems: list[Reason] = []
    left = dict(sums)
    compared = 0
    for record in records:
        compared += 1
        for key, stated in holdings(record).items():
            summed = left.pop(key, 0)
            if summed != stated:
                problems.append(Reason("verify.imbalance", account=key[1], stated=stated, summed=summed))
        if isinstance(record, Account) and (held := total(record.lots)) != record.balance:
            facts = {"account": record.id, "balance": record.balance, "lots": held}
            problems.append(Reason("points.reconciled.lots", **facts))
    units: Counter[str] = Counter()
    for (unit, _), amount in sums.items():
        units[unit] += amount
    problems += [Reason("points.reconciled.unit", unit=unit, sum=n) for unit, n in units.items() if n]
    problems += [
        Reason("points.reconciled.no_account", account=name, summed=amount)
        for (_, name), amount in left.items()
        if amount and name.startswith(_ON_RECORD)
    ]
    return Reconciliation(entries, compared, tuple(problems))
