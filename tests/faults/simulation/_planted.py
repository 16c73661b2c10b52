"""Faults planted in the library, each of which a simulation has to find."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

import attrs
import pytest

from friendly_services.city import _executor
from friendly_services.city._attempt import Attempt
from friendly_services.city._executor import Executor
from friendly_services.delivery import Source, _loop
from friendly_services.ids import Key
from friendly_services.storage import (
    Batch,
    Indeterminate,
    Loaded,
    MemoryStore,
    Put,
    Receipt,
    changed,
    journal_of,
    memory,
)
from tests.faults.simulation._people import Person
from tests.faults.simulation._world import World

__all__ = ["PLANTED", "Plant"]

Plant = Callable[[World, pytest.MonkeyPatch], None]


def token_not_looked_up(_: World, patch: pytest.MonkeyPatch) -> None:
    """A command that comes again is done again."""
    load = MemoryStore.load

    def forgetful(
        self: MemoryStore, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()
    ) -> Loaded:
        found = load(self, partition, keys, tokens)
        return attrs.evolve(found, committed=(None,) * len(tokens))

    patch.setattr(MemoryStore, "load", forgetful)
    patch.setattr(memory, "replay_of", lambda *_: None)


def guard_dropped(_: World, patch: pytest.MonkeyPatch) -> None:
    """What a decision read and did not write may change before it is committed."""
    patch.setattr(Attempt, "_guard", lambda *_: None)


def guard_not_checked(_: World, patch: pytest.MonkeyPatch) -> None:
    """The store does not look at guards."""
    patch.setattr(memory, "changed", lambda batch, version: changed(attrs.evolve(batch, expect=()), version))


def base_not_checked(_: World, patch: pytest.MonkeyPatch) -> None:
    """The store takes a record whoever changed it meanwhile."""
    patch.setattr(memory, "changed", lambda *_: ())


def cursor_before_delivery(_: World, patch: pytest.MonkeyPatch) -> None:
    """The position is moved on, and then the messages go out."""
    tell, commit = _loop._Work._tell, _loop._Work._commit
    waiting: defaultdict[Any, list[tuple[Any, ...]]] = defaultdict(list)

    def later(self: Any, *args: Any) -> None:
        waiting[self].append(args)

    def first(self: Any) -> None:
        commit(self)
        for args in waiting.pop(self, ()):
            tell(self, *args)

    patch.setattr(_loop._Work, "_tell", later)
    patch.setattr(_loop._Work, "_commit", first)


def retried_under_a_new_token(_: World, patch: pytest.MonkeyPatch) -> None:
    """After a lost answer the batch is sent as if it were another one."""

    def anew(self: Executor, batch: Batch, give_up: float) -> Receipt:
        try:
            return self.store.commit(batch, 1.0)
        except Indeterminate:
            token = hashlib.sha256(batch.commands[0].token).digest()
            rows = tuple(attrs.evolve(row, token=token) for row in batch.commands[:1])
            return anew(self, attrs.evolve(batch, commands=(*rows, *batch.commands[1:])), give_up)

    patch.setattr(Executor, "commit", anew)


def event_lost(world: World, patch: pytest.MonkeyPatch) -> None:
    """Now and then the journal lacks the last event of a commit."""

    def short(batch: Batch) -> list[tuple[Put, int, int, bytes]]:
        entries = journal_of(batch)
        return entries[:-1] if len(entries) > 2 and world.draw.random() < 0.1 else entries

    patch.setattr(memory, "journal_of", short)


def letter_kept(_: World, patch: pytest.MonkeyPatch) -> None:
    """A message that got through at last is still kept as waiting."""
    commit = _loop._Work._commit

    def keep(self: Any) -> None:
        for key in [key for key, put in self._puts.items() if put.body is None]:
            del self._puts[key]
        commit(self)

    patch.setattr(_loop._Work, "_commit", keep)


def acknowledged_too_early(world: World, patch: pytest.MonkeyPatch) -> None:
    """The last commit before a death was acknowledged, but not on the disk."""
    commit, die, kept = MemoryStore.commit, Person.die, [world.shared]

    def early(self: MemoryStore, batch: Batch, deadline: float) -> Receipt:
        kept[0] = world.backup()
        return commit(self, batch, deadline)

    def lose(self: Person) -> None:
        world.shared = kept[0]
        die(self)

    patch.setattr(MemoryStore, "commit", early)
    patch.setattr(Person, "die", lose)


def refusal_forgotten(_: World, patch: pytest.MonkeyPatch) -> None:
    """Who was refused points or a reward and asks again may get another answer."""
    patch.setattr(_executor, "Attempt", lambda **given: Attempt(**{**given, "remembers": False}))


def time_goes_back(_: World, patch: pytest.MonkeyPatch) -> None:
    """The time of a commit is what the clock of its process says."""
    apply = memory._apply

    def at_any_time(here: Any, batch: Batch) -> Receipt:
        here.at = 0
        return apply(here, batch)

    patch.setattr(memory, "_apply", at_any_time)


def entry_skipped(_: World, patch: pytest.MonkeyPatch) -> None:
    """A consumer is taken to have seen one entry more than it has."""
    moved = Source.moved

    def further(self: Source, name: str, version: int, position: int) -> Put:
        return moved(self, name, version, position + (name == "host"))

    patch.setattr(Source, "moved", further)


def half_a_batch(_: World, patch: pytest.MonkeyPatch) -> None:
    """Of several commands sent at once the last one's answer is told and its commit forgotten."""
    run = Executor.run

    def cut(self: Executor, orders: Sequence[Any], actor: Any, *, scheduled: bool = False) -> Any:
        if len(orders) < 3:
            return run(self, orders, actor, scheduled=scheduled)
        answers = run(self, orders[:-1], actor, scheduled=scheduled)
        _, (answer,) = self._attempt(orders[-1:], actor, {}, scheduled=scheduled)
        (first, *_) = answers
        return [*answers, _executor._committed(answer, getattr(first, "receipt", Receipt("small", 1, 0, 0)))]

    patch.setattr(Executor, "run", cut)


PLANTED: Final[tuple[Plant, ...]] = (
    token_not_looked_up,
    cursor_before_delivery,
    entry_skipped,
    half_a_batch,
    acknowledged_too_early,
    base_not_checked,
    event_lost,
    letter_kept,
    time_goes_back,
    retried_under_a_new_token,
    refusal_forgotten,
    guard_dropped,
    guard_not_checked,
)
"""Those that are found first stand first."""
