"""hf-nostro, a packaged ledger of credits on PostgreSQL: keys, lots and reversals, but no caps.

It refuses no overdraft, so its caller asks for the balance first. Lots expire by the machine's clock, which
does not go through a year here.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from nostro import Ledger

from tests.bench.points_work import EARN, OK, SPEND, Batch, Intent

__all__ = ["Peer"]


class Peer:
    """One call of its API for an intent, as its documentation has it."""

    def __init__(self, url: str, work: Sequence[Intent]) -> None:
        command = [sys.executable, "-m", "nostro", "migrate", "--dsn", url, "--scale", "0"]
        subprocess.run(command, check=True, capture_output=True)
        self.ledger = Ledger(dsn=url, scale=0)
        made = self.ledger.accounts.create
        self.accounts = {n: made("bench", f"rider-{n}") for n in sorted({one.account for one in work})}
        self.entries: dict[str, Any] = {}
        self.expires = datetime.now(UTC) + timedelta(days=900)

    def prepared(self, batch: Batch) -> None:
        """Nothing: it takes the intents as they are."""

    def commit(self, batch: Batch, _: object) -> list[int]:
        """Do what one intent says; it is known to be good."""
        (intent,) = batch.intents
        ledger, account, key = self.ledger, self.accounts[intent.account], intent.key
        points = ledger.amount(intent.points)
        if intent.kind == EARN:
            expires = self.expires + timedelta(days=intent.day)
            done = ledger.credit(account, points, category="earn", idempotency_key=key, expires_at=expires)
        elif intent.kind == SPEND:
            assert ledger.balance(account).balance >= points
            done = ledger.debit(account, points, category="spend", idempotency_key=key)
        else:
            done = ledger.reverse(self.entries.pop(intent.target or ""), category="undo", idempotency_key=key)
        self.entries[key] = done.id
        return [OK]

    def outcomes(self, _: Batch, answers: list[int]) -> list[int]:
        """The answers as they are."""
        return answers

    def balances(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """The balance of the accounts that have one."""
        for number, account in self.accounts.items():
            if balance := int(str(self.ledger.balance(account).balance)):
                yield number, (balance, 0)

    def close(self) -> None:
        """Let go of the server."""
        self.ledger.close()
