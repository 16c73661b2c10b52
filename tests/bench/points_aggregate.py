"""The same laws as an aggregate of pyeventsourcing: one a worker, which its events make each time anew."""

from collections.abc import Iterator
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate, event

from tests.bench.points_work import (
    CAP,
    CAPPED,
    DUPLICATE,
    EARN,
    LATE_DAYS,
    MONTH,
    MONTHS,
    NOOP,
    OK,
    OVERDRAW,
    REFUSED,
    REVERSE,
    SPEND,
    Account,
    Batch,
    Intent,
)

__all__ = ["Aggregates"]


class Worker(Aggregate):
    """An account, and what came of every key. What time alone does is part of the event that finds it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.account = Account()
        self.first: dict[str, int] = {}
        self.used: dict[tuple[int, int], int] = {}
        self.awards: dict[str, tuple[int, int, int]] = {}
        self.spent: dict[str, list[tuple[int, int]]] = {}

    @staticmethod
    def create_id(number: int) -> UUID:
        """The same worker has the same id."""
        return uuid5(NAMESPACE_URL, f"/workers/{number}")

    @event("Earned")
    def earn(self, key: str, points: int, day: int, rule: int, today: int) -> None:
        """Points were awarded."""
        self.account.pass_time(today)
        self.account.credit([(MONTH[day] + MONTHS, points)])
        self.used[day, rule] = self.used.get((day, rule), 0) + points
        self.awards[key] = (points, day, rule)
        self.first[key] = OK

    @event("Spent")
    def spend(self, key: str, points: int, today: int) -> None:
        """Points were spent."""
        self.account.pass_time(today)
        self.spent[key] = self.account.debit(points)
        self.first[key] = OK

    @event("Reversed")
    def reverse(self, key: str, target: str, today: int) -> None:
        """An award or a spending was undone."""
        self.account.pass_time(today)
        if target in self.awards:
            points, day, rule = self.awards.pop(target)
            self.used[day, rule] -= points
            self.account.debit(points, MONTH[day] + MONTHS)
        else:
            self.account.credit(self.spent.pop(target))
            self.account.pass_time(today)
        self.first[key] = OK

    @event("Expired")
    def expire(self, key: str, today: int) -> None:
        """What had expired was taken away."""
        self.account.pass_time(today)
        self.first[key] = OK

    @event("Refused")
    def refuse(self, key: str, outcome: int) -> None:
        """Nothing moved, and the same key will get the same answer."""
        self.first[key] = outcome

    def apply(self, intent: Intent, today: int) -> int:
        """Decide one intent; its outcome."""
        kind, key, _, points, day, rule, target = intent
        before = self.first.get(key)
        if before is not None:
            return before or DUPLICATE
        outcome = OK
        if kind == EARN:
            if day < today - LATE_DAYS:
                outcome = REFUSED
            elif self.used.get((day, rule), 0) + points > CAP:
                outcome = CAPPED
            else:
                self.earn(key, points, day, rule, today)
        elif kind == SPEND:
            if self.account.available(today) < points:
                outcome = OVERDRAW
            else:
                self.spend(key, points, today)
        elif kind == REVERSE:
            assert target is not None
            if self._reversible(target, today):
                self.reverse(key, target, today)
            else:
                outcome = REFUSED
        elif any(month < MONTH[today] for month in self.account.lots):
            self.expire(key, today)
        else:
            outcome = NOOP
        if outcome:
            self.refuse(key, outcome)
        return outcome

    def _reversible(self, target: str, today: int) -> bool:
        award = self.awards.get(target)
        return target in self.spent if award is None else MONTH[award[1]] + MONTHS >= MONTH[today]


class Aggregates:
    """An application that saves what a batch changed in one transaction, as its documentation has it."""

    def __init__(self, path: Path) -> None:
        settings = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
        self.app: Application[UUID] = Application(env=settings)
        self.ids: set[int] = set()

    def prepared(self, batch: Batch) -> None:
        """Nothing: it takes the intents as they are."""

    def commit(self, batch: Batch, _: object = None) -> list[int]:
        """Decide intents in one transaction; their outcomes."""
        held: dict[int, Worker] = {}
        found = []
        for intent in batch.intents:
            one = held.get(intent.account)
            if one is None:
                one = held[intent.account] = self._worker(intent.account)
            found.append(one.apply(intent, batch.today))
        self.ids |= held.keys()
        self.app.save(*held.values())
        return found

    def outcomes(self, _: Batch, answers: list[int]) -> list[int]:
        """The answers as they are."""
        return answers

    def balances(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Balance and debt of the accounts that have either."""
        for number in self.ids:
            account = self._worker(number).account
            if account.balance or account.debt:
                yield number, (account.balance, account.debt)

    def close(self) -> None:
        """Let go of the file."""
        self.app.close()

    def _worker(self, number: int) -> Worker:
        try:
            found: Worker = self.app.repository.get(Worker.create_id(number))
        except AggregateNotFoundError:
            return Worker(number)
        return found
