"""What goes wrong in a run, drawn from its seed, and the store that a process sees through it."""

from collections.abc import Callable
from random import Random
from typing import Any, Final, TypeVar

import attrs

from friendly_services.ids import Key
from friendly_services.storage import (
    Batch,
    Conflict,
    Entry,
    Indeterminate,
    Loaded,
    Page,
    Receipt,
    Store,
    StoreInfo,
    Unavailable,
)
from friendly_services.text import Reason
from tests.faults.simulation._baton import Baton

__all__ = ["Killed", "Process", "SimulatedStore", "Troubles"]

T = TypeVar("T")

BROKEN: Final = Reason("storage.system", message="simulated")
OFTEN: Final = (0.0, 0.0, 0.003, 0.01, 0.05)


class Killed(BaseException):
    """The process is no more; nothing in it runs on."""


@attrs.frozen
class Troubles:
    """How likely each trouble is, at every call that can meet it. Most runs have only some of them."""

    away: float
    """The store cannot be reached, nothing is done."""
    lost_before: float
    lost_after: float
    """The answer of a commit is lost, before or after it was done."""
    storm: float
    """Somebody else was faster, or so the store says."""
    slow: float
    """The lock is not free, for seconds or longer than anybody waits."""
    killed_before: float
    killed_after: float
    """The process dies at a call of the store."""
    channel: float
    """A channel raises, hangs, exits, answers rubbish or no."""
    clocks: float
    """A process has a clock that goes wrong."""
    late: float
    """Old commands come again."""
    restored: float
    """The store is put back to a backup, at some step."""
    stopped: float
    """A process stands still for a while after it has read, as on a machine that swaps or is moved."""
    haste: float
    """Clients do not wait between two commands, so that many are on their way at once."""

    @classmethod
    def drawn(cls, draw: Random) -> "Troubles":
        """A subset of all troubles."""
        if draw.random() < 0.1:
            return cls(**{field.name: 0.0 for field in attrs.fields(cls)})
        rates = {field.name: draw.choice(OFTEN) for field in attrs.fields(cls)}
        rates |= {name: draw.choice((0.0, 0.0, 0.001, 0.01)) for name in ("killed_before", "killed_after")}
        rates |= {"storm": draw.choice((0.0, 0.0, 0.05, 0.5))}
        rates |= {"clocks": draw.choice((0.0, 0.7)), "late": draw.choice((0.0, 0.1, 0.3))}
        rates |= {"stopped": draw.choice((0.0, 0.05, 0.5))}
        rates |= {"haste": draw.choice((0.0, 0.0, 0.9))}
        rates |= {"channel": draw.choice((0.0, 0.05, 0.5)), "restored": draw.choice((0, 0, 0, 0.1))}
        return cls(**rates)


@attrs.define(eq=False)
class Process:
    """A process, as its store sees it: whether it is to be killed, and in whose world."""

    baton: Baton
    draw: Random
    troubles: Troubles
    store: Callable[[], Store]
    """The one store that all share."""
    calm: Callable[[], bool]
    """Whether the troubles are over."""
    doomed: bool = False
    """Whether it dies at its next call."""


class SimulatedStore:
    """The shared store behind a network, a lock and a power supply."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def describe(self) -> StoreInfo:
        """As the shared store."""
        return self._process.store().describe()

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """As the shared store, unless something goes wrong."""
        return self._called(lambda: self._process.store().commit(batch, deadline), batch, deadline)

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        """As above."""
        return self._called(lambda: self._process.store().load(partition, keys, tokens))

    def scan(self, *args: Any) -> Page:
        """As above."""
        return self._called(lambda: self._process.store().scan(*args))

    def read(self, *args: Any, **more: Any) -> tuple[Entry, ...]:
        """As above."""
        return self._called(lambda: self._process.store().read(*args, **more))

    def partitions(self, after: str, limit: int) -> tuple[tuple[str, int], ...]:
        """As above."""
        return self._called(lambda: self._process.store().partitions(after, limit))

    def close(self) -> None:
        """The shared store stays open for the others."""

    def _called(self, call: Callable[[], T], batch: Batch | None = None, deadline: float = 10.0) -> T:
        me, draw = self._process, self._process.draw.random
        me.baton.pause(draw() / 500)
        if me.doomed:
            raise Killed
        if me.calm():
            return call()
        trouble = me.troubles
        if draw() < trouble.killed_before:
            raise Killed
        if draw() < trouble.away:
            raise Unavailable(BROKEN)
        if draw() < trouble.slow:
            self._wait_for_lock(deadline)
        if batch is not None:
            if draw() < trouble.storm:
                raise Conflict(tuple(put.key for put in batch.puts))
            if draw() < trouble.lost_before:
                raise Indeterminate(BROKEN)
        answer = call()
        if draw() < trouble.killed_after:
            raise Killed
        if batch is not None and draw() < trouble.lost_after:
            raise Indeterminate(BROKEN)
        if batch is None and draw() < trouble.stopped:
            me.baton.pause(draw() * draw() * 7_200)
            if me.doomed:
                raise Killed
        return answer

    def _wait_for_lock(self, deadline: float) -> None:
        me = self._process
        seconds = me.draw.random() * 2 * deadline
        me.baton.pause(min(seconds, deadline))
        if me.doomed:
            raise Killed
        if seconds > deadline:
            raise Unavailable(Reason("storage.busy"))
