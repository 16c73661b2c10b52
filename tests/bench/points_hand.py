"""The same laws in SQL by hand, on SQLite: as few statements as they take, each prepared once.

A balance below zero is a debt; the programme's own accounts have no row. A refusal stays in `posting` with
its outcome, so that one unique key answers every retry. Workers are numbers here, which are short.
"""
# ruff: noqa: S608 # the only values put into statements are the numbers of the rules

import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.bench.points_work import (
    CAP,
    CAPPED,
    DUPLICATE,
    EARN,
    EXPIRE,
    LATE_DAYS,
    MONTH,
    MONTHS,
    NOOP,
    OK,
    OVERDRAW,
    REFUSED,
    REVERSE,
    SPEND,
    Batch,
    Intent,
)

__all__ = ["Hand"]

TABLES: Final = f"""
CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, oldest INTEGER NOT NULL);
CREATE TABLE posting (
    id INTEGER PRIMARY KEY, key TEXT UNIQUE, kind INTEGER NOT NULL, outcome INTEGER NOT NULL,
    account INTEGER NOT NULL, amount INTEGER NOT NULL, day INTEGER NOT NULL, rule INTEGER NOT NULL,
    ref INTEGER, lots TEXT, actor INTEGER NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX posting_account ON posting (account) WHERE outcome = {OK};
CREATE UNIQUE INDEX posting_ref ON posting (ref) WHERE ref IS NOT NULL;
CREATE TABLE lot (
    account INTEGER NOT NULL, month INTEGER NOT NULL, points INTEGER NOT NULL, PRIMARY KEY (account, month)
) WITHOUT ROWID;
CREATE TABLE used (
    account INTEGER NOT NULL, day INTEGER NOT NULL, rule INTEGER NOT NULL, points INTEGER NOT NULL,
    PRIMARY KEY (account, day, rule)
) WITHOUT ROWID;
"""
POST: Final = """INSERT OR IGNORE INTO posting
    (key, kind, outcome, account, amount, day, rule, ref, lots, actor, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
TIMES: Final = f"""INSERT INTO used VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
    SET points = points + excluded.points WHERE points + excluded.points <= {CAP}"""
CREDIT: Final = """INSERT INTO account VALUES (?, ?, ?) ON CONFLICT DO UPDATE
    SET balance = balance + excluded.balance, oldest = min(oldest, excluded.oldest)
    RETURNING balance, oldest"""
ADD: Final = "INSERT INTO lot VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET points = points + excluded.points"
LOTS: Final = "SELECT month, points FROM lot WHERE account = ? ORDER BY month"
TARGET: Final = """SELECT id, kind, amount, day, rule, lots FROM posting p WHERE key = ? AND outcome = 0
    AND account = ? AND kind < 2 AND NOT EXISTS (SELECT 1 FROM posting r WHERE r.ref = p.id)"""
ACTOR: Final = 1
"""Who sends all of it; only the number is kept with an entry."""
NOTHING: Final = 1 << 30
"""The month in which nothing expires."""


class Hand:
    """A ledger in one file, durable at each commit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536", "temp_store=MEMORY"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.executescript(TABLES)
        self._do = self.db.execute
        self._at = 0

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def prepared(self, batch: Batch) -> None:
        """Nothing: it takes the intents as they are."""

    def commit(self, batch: Batch, _: object = None) -> list[int]:
        """Decide intents in one commit; their outcomes."""
        self._do("BEGIN IMMEDIATE")
        apply, today = self.apply, batch.today
        self._at = max(self._at, time.time_ns() // 1_000)
        found = [apply(intent, today) for intent in batch.intents]
        self._do("COMMIT")
        return found

    def apply(self, intent: Intent, today: int) -> int:
        """Decide one intent within a commit; its outcome."""
        kind = intent[0]
        if kind == EARN:
            return self._earn(intent, today)
        if kind == SPEND:
            return self._spend(intent, today)
        if kind == REVERSE:
            return self._reverse(intent, today)
        return self._expire(intent, today)

    def outcomes(self, _: Batch, answers: list[int]) -> list[int]:
        """The answers as they are."""
        return answers

    def balances(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Balance and debt of the accounts that have either."""
        for account, balance in self._do("SELECT id, balance FROM account WHERE balance <> 0"):
            yield account, (max(balance, 0), max(-balance, 0))

    def postings(self) -> int:
        """Entries that move points."""
        found: int = self._do(f"SELECT count(*) FROM posting WHERE outcome = {OK}").fetchone()[0]
        return found

    def reconcile(self) -> bool:
        """Whether all of it is sound: the sum of all, each balance by its entries, each by its lots."""
        (zero,) = self._do(
            """SELECT (SELECT sum(balance) FROM account) - sum(amount) FROM (
                SELECT kind, sum(amount) AS amount FROM posting WHERE outcome = 0 GROUP BY kind)"""
        ).fetchone()
        (by_entries,) = self._do(
            """SELECT count(*) FROM account LEFT JOIN (
                SELECT account, sum(amount) AS amount FROM posting WHERE outcome = 0 GROUP BY account
            ) AS entries ON entries.account = id WHERE balance <> coalesce(amount, 0)"""
        ).fetchone()
        (by_lots,) = self._do(
            """SELECT count(*) FROM account LEFT JOIN (
                SELECT account, sum(points) AS points FROM lot GROUP BY account
            ) AS lots ON lots.account = id WHERE max(balance, 0) <> coalesce(points, 0)"""
        ).fetchone()
        return not zero and not by_entries and not by_lots

    # -- each kind

    def _earn(self, intent: Intent, today: int) -> int:
        _, key, account, points, day, rule, _ = intent
        if day < today - LATE_DAYS:
            return self._refused(intent, REFUSED)
        do = self._do
        entry = self._post(key, EARN, OK, account, points, day, rule)
        if not entry.rowcount:
            return self._first(intent)
        if not do(TIMES, (account, day, rule, points)).rowcount:
            do("UPDATE posting SET outcome = ? WHERE id = ?", (CAPPED, entry.lastrowid))
            return CAPPED
        month = MONTH[day] + MONTHS
        balance, oldest = do(CREDIT, (account, points, month)).fetchone()
        if balance > 0:
            do(ADD, (account, month, min(points, balance)))
        if oldest < MONTH[today]:
            self._pass_time(account, today)
        return OK

    def _spend(self, intent: Intent, today: int) -> int:
        _, key, account, points, day, _, _ = intent
        do, now = self._do, MONTH[today]
        lots = do(LOTS, (account,)).fetchall()
        gone = [lot for lot in lots if lot[0] < now]
        lots = lots[len(gone) :]
        if sum([lot[1] for lot in lots]) < points:
            return self._refused(intent, OVERDRAW)
        taken = _taken(lots, points)
        told = " ".join([f"{month} {part}" for month, part in taken])
        if not self._post(key, SPEND, OK, account, -points, day, lots=told).rowcount:
            return self._first(intent)
        if gone:
            self._pass_time(account, today)
        self._take(account, points, lots, taken)
        return OK

    def _reverse(self, intent: Intent, today: int) -> int:
        _, key, account, _, day, _, target = intent
        do, now = self._do, MONTH[today]
        undone = do(TARGET, (target, account)).fetchone()
        if undone is None:
            return self._refused(intent, REFUSED)
        entry, kind, amount, its_day, rule, told = undone
        if kind == EARN and MONTH[its_day] + MONTHS < now:
            return self._refused(intent, REFUSED)
        if not self._post(key, REVERSE, OK, account, -amount, day, ref=entry).rowcount:
            return self._first(intent)
        lots = do(LOTS, (account,)).fetchall()
        gone = [lot for lot in lots if lot[0] < now]
        if gone:
            self._pass_time(account, today)
            lots = lots[len(gone) :]
        if kind == EARN:
            own = MONTH[its_day] + MONTHS
            first = sorted(lots, key=lambda lot: lot[0] != own)
            self._take(account, amount, lots, _taken(first, amount))
            do(
                "UPDATE used SET points = points - ? WHERE account = ? AND day = ? AND rule = ?",
                (amount, account, its_day, rule),
            )
        else:
            numbers = [int(number) for number in told.split()]
            balance, _ = do(CREDIT, (account, -amount, numbers[0])).fetchone()
            settled = min(max(-amount - balance, 0), -amount)
            for month, points in zip(numbers[::2], numbers[1::2], strict=True):
                part = min(settled, points)
                settled -= part
                if points > part:
                    do(ADD, (account, month, points - part))
            if numbers[0] < now:
                self._pass_time(account, today)
        return OK

    def _expire(self, intent: Intent, today: int) -> int:
        _, key, account, _, day, _, _ = intent
        query = "SELECT sum(points) FROM lot WHERE account = ? AND month < ?"
        (gone,) = self._do(query, (account, MONTH[today])).fetchone()
        if gone is None:
            return self._refused(intent, NOOP)
        if not self._post(key, EXPIRE, OK, account, -gone, day).rowcount:
            return self._first(intent)
        self._forget(account, gone, MONTH[today])
        return OK

    # -- what they share

    def _post(
        self, key: str | None, kind: int, outcome: int, account: int, amount: int, day: int,
        rule: int = 0, ref: int | None = None, lots: str | None = None,
    ) -> sqlite3.Cursor:  # fmt: skip
        """Enter something, unless its key was there before."""
        return self._do(POST, (key, kind, outcome, account, amount, day, rule, ref, lots, ACTOR, self._at))

    def _refused(self, intent: Intent, outcome: int) -> int:
        """Remember an intent that moved nothing, if it is the first with its key."""
        kind, key, account, points, day, rule, _ = intent
        new = self._post(key, kind, outcome, account, points, day, rule).rowcount
        return outcome if new else self._first(intent)

    def _first(self, intent: Intent) -> int:
        """What came of a key before; it must have brought the same."""
        kind, key, account, points, day, rule, _ = intent
        query = "SELECT outcome, kind, account, day, rule, abs(amount) FROM posting WHERE key = ?"
        outcome, *same, amount = self._do(query, (key,)).fetchone()
        assert same == [kind, account, day, rule]
        assert not points or amount == points
        return outcome or DUPLICATE

    def _pass_time(self, account: int, today: int) -> None:
        """Enter what has expired."""
        query = "SELECT sum(points) FROM lot WHERE account = ? AND month < ?"
        (gone,) = self._do(query, (account, MONTH[today])).fetchone()
        if gone is not None:
            self._post(None, EXPIRE, OK, account, -gone, today)
            self._forget(account, gone, MONTH[today])

    def _forget(self, account: int, gone: int, now: int) -> None:
        self._do("DELETE FROM lot WHERE account = ? AND month < ?", (account, now))
        self._do(
            f"""UPDATE account SET balance = balance - ?, oldest =
                (SELECT coalesce(min(month), {NOTHING}) FROM lot WHERE lot.account = id) WHERE id = ?""",
            (gone, account),
        )

    def _take(
        self, account: int, points: int, lots: list[tuple[int, int]], taken: Iterable[tuple[int, int]]
    ) -> None:
        """Points go out of lots; what these do not hold is owed."""
        held = dict(lots)
        for month, part in taken:
            if part == held[month]:
                del held[month]
                self._do("DELETE FROM lot WHERE account = ? AND month = ?", (account, month))
            else:
                self._do(
                    "UPDATE lot SET points = points - ? WHERE account = ? AND month = ?",
                    (part, account, month),
                )
        self._do(
            "UPDATE account SET balance = balance - ?, oldest = ? WHERE id = ?",
            (points, min(held, default=NOTHING), account),
        )


def _taken(lots: Iterable[tuple[int, int]], points: int) -> list[tuple[int, int]]:
    """What leaves which lot, in their order."""
    taken = []
    for month, held in lots:
        part = min(points, held)
        taken.append((month, part))
        points -= part
        if not points:
            break
    return taken
