"""What is measured on every store and peer: one commit, and two or more sides that take turns."""

import statistics
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

import attrs

from friendly_services.codec import value_codec
from friendly_services.storage import Batch, Command, IndexKey, Put, Store

__all__ = [
    "AGE",
    "BODY",
    "EVENT",
    "GUARD",
    "NOON",
    "PATIENCE",
    "TOLD",
    "Change",
    "Side",
    "change_whole",
    "changes",
    "grown",
    "guarded",
    "ratio",
    "side",
    "take_turns",
]

_Prepared = TypeVar("_Prepared")

NOON: Final = 1_772_366_400_000_000
BODY: Final = bytes(range(256))
TOLD: Final = "An officer looked at what the standard asks for, and says in so many words what was found."
EVENT: Final = TOLD.encode()
AGE: Final = 8
"""Changes of a record before it is measured as a whole."""
PATIENCE: Final = 30.0
GUARD: Final = ("pack", "banan")
"""A record that every commit has read and does not write."""


@attrs.frozen
class Change:
    """One commit: a command, a guard, a record with five index entries of which one is unique, an event."""

    token: bytes
    id: str
    base: int
    keys: tuple[bytes, ...]
    """In order: area, licence (which is unique), name, standing, trade."""

    def batch(self, partition: str, body: bytes = BODY, event: bytes = EVENT) -> Batch:
        """As a store takes it."""
        area, licence, name, standing, trade = self.keys
        index = frozenset(
            (
                IndexKey("area", area),
                IndexKey("licence", licence, unique=True),
                IndexKey("name", name),
                IndexKey("standing", standing),
                IndexKey("trade", trade),
            )
        )
        put = Put(("merchant", self.id), self.base, body, ((0, event),), index)
        command = Command(self.token, self.token, "officer-1", 1, NOON)
        return Batch(partition, (command,), (put,), ((GUARD, 1),))


def changes(who: str, start: int, count: int, records: int, age: int = 0) -> list[Change]:
    """Records made one after the other, and later changed in turn: a change moves one of its five entries.

    Args:
        who: what tells its tokens from others.
        start: how many changes came before.
        count: how many to make.
        records: how many records there are.
        age: how many changes each of them had before all of these.
    """
    made = []
    for n in range(start, start + count):
        record, base = n % records, n // records + age
        keys = (b"area-%d" % (record % 40), b"licence-%d" % record, b"name of merchant %d" % record)
        made.append(
            Change(
                token=sha256(f"{who}-{n}".encode()).digest(),
                id=f"m-{record:012d}",
                base=base,
                keys=(*keys, b"standing-%d" % base, b"trade-%d" % (record % 7)),
            )
        )
    return made


@attrs.frozen
class Merchant:
    """A record, or an event that tells of it: the five values of its index entries, and a few words."""

    number: str
    keys: tuple[str, ...]
    told: str


_MERCHANT: Final = value_codec(Merchant)


def change_whole(store: Store, partition: str, change: Change) -> None:
    """One change as an application makes it: load and decode the record, change it, encode it, commit."""
    loaded = store.load(partition, (("merchant", change.id), GUARD), (change.token,))
    record, guard = loaded.records
    assert record is not None
    assert record.body is not None
    assert (record.version, guard is None, loaded.committed) == (change.base, False, (None,))
    merchant = _MERCHANT.decode(record.body)
    event = Merchant(merchant.number, tuple([key.decode() for key in change.keys]), TOLD)
    merchant = Merchant(merchant.number, event.keys, event.told[:1])
    store.commit(change.batch(partition, _MERCHANT.encode(merchant), _MERCHANT.encode(event)), PATIENCE)


def grown(store: Store, partition: str, records: int) -> None:
    """Make records, each of which has had `AGE` changes."""
    for change in changes("grown", 0, records, records):
        content = _MERCHANT.encode(Merchant(change.id, tuple([key.decode() for key in change.keys]), TOLD))
        batch = change.batch(partition, content)
        put = attrs.evolve(batch.puts[0], events=((0, content),) * AGE)
        store.commit(attrs.evolve(batch, puts=(put,)), PATIENCE)


def guarded(partition: str) -> Batch:
    """The first commit of a partition: it makes the record that all others have read."""
    command = Command(sha256(partition.encode()).digest(), bytes(32), "officer-1", 1, NOON)
    return Batch(partition, (command,), (Put(GUARD, 0, b"pack", ((0, b"made"),)),))


@attrs.define
class Side:
    """One of those that are compared."""

    name: str
    prepare: Callable[[int], Callable[[], object]]
    """Make what a round writes, which is not measured, and answer with what writes it, which is."""
    count: int
    """Pieces of work in a round."""
    servers: tuple[int, ...] = ()
    """The processes that work for it on a server, whose CPU time counts too."""
    cpu: list[float] = attrs.Factory(list)
    """Microseconds of CPU a piece, of each round."""
    wall: list[float] = attrs.Factory(list)

    def measure(self, turn: int) -> None:
        """Do the work of a round and note what it took."""
        work = self.prepare(turn)
        wall, cpu = time.perf_counter(), time.process_time() + _seconds_of(self.servers)
        work()
        cpu = time.process_time() + _seconds_of(self.servers) - cpu
        self.cpu.append(cpu / self.count * 1e6)
        self.wall.append((time.perf_counter() - wall) / self.count * 1e6)


def side(name: str, commit: Callable[[_Prepared], object], made: Callable[[int], list[_Prepared]], count: int,
         servers: tuple[int, ...] = ()) -> Side:  # fmt: skip
    """A side that commits one by one what was made beforehand."""

    def prepare(turn: int) -> Callable[[], None]:
        work = made(turn)

        def run() -> None:
            for piece in work:
                commit(piece)

        return run

    return Side(name, prepare, count, servers)


def _seconds_of(processes: tuple[int, ...]) -> float:
    """CPU seconds of other processes so far; 0 where the system does not tell."""
    try:
        return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in processes) / 1e9
    except OSError:
        return 0.0


def take_turns(sides: Sequence[Side], rounds: int) -> None:
    """Measure all sides in every round, each time another one first; print the medians."""
    for turn in range(rounds + 1):
        first = turn % len(sides)
        for one in (*sides[first:], *sides[:first]):
            one.measure(turn)
    for one in sides:
        del one.cpu[0], one.wall[0]  # the first round warms up
        cpu, wall = statistics.median(one.cpu), statistics.median(one.wall)
        print(f"{one.name:32} {cpu:8.1f} µs CPU {wall:8.1f} µs in all, each")


def ratio(what: str, ours: Side, peer: str, theirs: Side) -> str:
    """How many times the peer's CPU time is ours: the median over the rounds, each compared with itself."""
    found = statistics.median(b / a for a, b in zip(ours.cpu, theirs.cpu, strict=True))
    return f"ratio {what} {peer} {found:.2f}"
