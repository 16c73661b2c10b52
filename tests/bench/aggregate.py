"""The commit of work.py as an aggregate of pyeventsourcing, which keeps events and nothing else."""

from collections.abc import Callable, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from tests.bench.work import AGE, TOLD, Change, changes

__all__ = ["Saver"]


class Merchant(Aggregate):
    """A merchant with the five values that the store keeps as index entries."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.keys: tuple[str, ...] = ()

    @staticmethod
    def create_id(number: str) -> UUID:
        """The same merchant has the same id."""
        return uuid5(NAMESPACE_URL, f"/merchants/{number}")

    @event("Changed")
    def change(self, keys: list[str], told: str) -> None:
        """Something was decided about the merchant."""
        self.keys = (*keys, told[:1])


class Saver:
    """An application that saves its merchants one by one."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.app: Application[UUID] = Application(env=environment)
        self.merchants: dict[str, Merchant] = {}

    def changed(self, changes: Sequence[Change]) -> Callable[[], None]:
        """Make the changes of merchants that are held in memory; answers with what saves them."""
        waiting: list[Merchant] = []
        for change in changes:
            merchant = self.merchants.get(change.id)
            if merchant is None:
                merchant = self.merchants[change.id] = Merchant(change.id)
            merchant.change([key.decode() for key in change.keys], TOLD)
            waiting.append(merchant)

        def save() -> None:
            for merchant in waiting:
                self.app.save(merchant)

        return save

    def grow(self, records: int) -> None:
        """Make merchants, each of which has had `AGE` changes."""
        for change in changes("grown", 0, records, records):
            merchant = Merchant(change.id)
            for _ in range(AGE):
                merchant.change([key.decode() for key in change.keys], TOLD)
            self.app.save(merchant)

    def change_whole(self, change: Change) -> None:
        """One change as an application makes it: load the merchant, change it, save it."""
        merchant: Merchant = self.app.repository.get(Merchant.create_id(change.id))
        merchant.change([key.decode() for key in change.keys], TOLD)
        self.app.save(merchant)

    def close(self) -> None:
        """Let go of the database."""
        self.app.close()
