"""A store that returns something else than it was given is noticed, on reading and by `verify`."""

import threading
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import attrs
import pytest

from friendly_services.city import City, Redeem, _city, _seals
from friendly_services.errors import Refused
from friendly_services.hookspecs import StoreOpener, hookimpl
from friendly_services.ids import Key
from friendly_services.storage import Corrupt, Entry, Loaded, MemoryStore, Page, Record, Row, Store
from friendly_services.testing import StandingClock
from tests.budget import count
from tests.city.damage import another
from tests.city.town import (
    HERE,
    MONDAY,
    RIDER,
    applied,
    at_decision,
    paid,
    shown,
    small,
    station,
    voucher,
)
from tests.storage.bits import flipped


class Flipping(MemoryStore):
    """Returns one record's body with one bit changed, whoever asks for it, or one entry's event."""

    def __init__(self) -> None:
        super().__init__()
        self.key: Key | None = None
        self.position = 0
        self.bit = 0

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        """One snapshot, but for the bit."""
        loaded = super().load(partition, keys, tokens)
        records = tuple(self._changed(record) if record else None for record in loaded.records)
        return attrs.evolve(loaded, records=records)

    def scan(self, *place: Any, **more: Any) -> Page:
        """A page, but for the bit."""
        page = super().scan(*place, **more)
        return attrs.evolve(page, items=tuple((entry, self._changed(record)) for entry, record in page.items))

    def read(self, *place: Any, **more: Any) -> tuple[Entry, ...]:
        """Entries, but for the bit."""
        return tuple(
            attrs.evolve(entry, event=flipped(entry.event, self.bit % (8 * len(entry.event))))
            if entry.position == self.position
            else entry
            for entry in super().read(*place, **more)
        )

    def rows(self, partition: str, after: Key | None, limit: int) -> tuple[Row, ...]:
        """Rows, but for the bit."""
        found = super().rows(partition, after, limit)
        return tuple(attrs.evolve(row, record=self._changed(row.record)) for row in found)

    def _changed(self, record: Record) -> Record:
        if record.key != self.key or record.body is None:
            return record
        return attrs.evolve(record, body=flipped(record.body, self.bit % (8 * len(record.body))))


class Plug:
    """A plugin that hands over one store."""

    name = "held"

    def __init__(self, store: Store) -> None:
        self.store = store

    @hookimpl
    def register_stores(self, register: Callable[[StoreOpener], None]) -> None:
        """Under its own scheme."""
        register(StoreOpener("held", lambda _: self.store, protocol=1))


def on(store: Store, clock: StandingClock | None = None) -> City:
    """The small city on this store."""
    return small(clock, "held://", plugins=[Plug(store)], trust_clock=True)


def test_one_changed_bit_stops_that_record_and_no_other() -> None:
    """Whoever asks for it gets `Corrupt` with its name; the others go on; `verify` names it."""
    store, clock = Flipping(), StandingClock(MONDAY)
    with on(store, clock) as city:
        bad, good = applied(city, 1), applied(city, 2)
        assert city.verify(full=True).clean
        for bit in range(count(40, 400)):
            store.key, store.bit = ("merchant", bad), 7 * bit
            with pytest.raises(Corrupt, match=bad):
                city.merchants.get(bad)
            assert city.merchants.get(good).id == good
            for full in (False, True):
                told = city.verify(full=full)
                assert told.clean is (not full)  # nothing was written since the seal
                assert {problem.values["key"] for problem in told.problems} <= {bad}
        applied(city, 3)
        city.tick()


def test_a_damaged_record_blanks_no_page(caplog: pytest.LogCaptureFixture) -> None:
    """Lists, inbox and map go on without it, name it and log it; once it is sound it is back at once."""
    store, clock = Flipping(), StandingClock(MONDAY)
    with on(store, clock) as city:
        good, bad = shown(city, clock, 1), shown(city, clock, 2)
        store.key = ("merchant", bad)
        for page in (city.merchants.find(), city.merchants.find(area="north"), city.inbox()):
            assert [line.id for line in page] == [good]
            assert [reason.values["key"] for reason in page.damaged] == [bad]
        caplog.clear()
        for _ in range(2):
            answer = city.nearby(HERE)
            assert [hit.place.id for hit in answer.hits] == [good]
            assert [note.values for note in answer.notes if note.code == "nearby.damaged"] == [{"places": 1}]
        assert [bad in line.getMessage() for line in caplog.records] == [True]
        with pytest.raises(Corrupt, match=bad):
            city.why_not(bad, HERE)
        store.key = None
        answer = city.nearby(HERE)
        assert {hit.place.id for hit in answer.hits} == {good, bad}
        assert "nearby.damaged" not in {note.code for note in answer.notes}
        assert [page.damaged for page in (city.merchants.find(), city.inbox())] == [(), ()]


class Repeating(MemoryStore):
    """Tells the last entry again to whoever has read it."""

    def read(self, partition: str, after: int, limit: int, *rest: Any, **more: Any) -> tuple[Entry, ...]:
        """Entries, and no end of them."""
        return super().read(partition, after, limit, *rest, **more) or super().read(partition, after - 1, 1)


def test_a_journal_without_end_is_told() -> None:
    """Nobody reads the same entry for ever: a question ends with `Corrupt`, `verify` says so."""
    with on(Repeating()) as city:
        shop = applied(city, 1)
        for ask in (partial(city.merchants.history, shop), city.verify):
            with pytest.raises(Corrupt, match="position"):
                ask()
        assert city.verify(full=True).classes == ("corruption",)


def test_one_changed_bit_of_an_event_stops_what_reads_it() -> None:
    """The history and the time before are `Corrupt`, the record as it stands is not."""
    store = Flipping()
    with on(store) as city:
        shop = applied(city, 1)
        (line, *_) = city.merchants.history(shop)
        store.position, store.bit = line.position, 100
        with pytest.raises(Corrupt, match=f"position {line.position}"):
            city.merchants.history(shop)
        assert city.merchants.get(shop).id == shop
        assert [problem.code for problem in city.verify().problems][:1] == ["verify.unreadable"]
        assert city.verify(full=True).classes == ("corruption",)


def spoil(store: MemoryStore, random: Random) -> str:
    """One thing that a memory store holds changed, dropped or doubled; what it was."""
    here = store._partitions["small"]
    match random.randrange(6):
        case 0:
            key = random.choice(list(here.rows))
            row = here.rows[key]
            field = random.choice(["version", "body", "at"])
            value = another(getattr(row.record, field), random)
            here.rows[key] = attrs.evolve(row, record=attrs.evolve(row.record, **{field: value}))
            return f"record {field}"
        case 1:
            n = random.randrange(len(here.journal))
            entry = here.journal[n]
            field = random.choice(["position", "at", "version", "event"])
            here.journal[n] = attrs.evolve(entry, **{field: another(getattr(entry, field), random)})
            return f"entry {field}"
        case 2:
            del here.journal[random.randrange(len(here.journal))]
            return "entry gone"
        case 3:
            n = random.randrange(len(here.commits))
            commit = here.commits[n]
            field = random.choice(["first", "last", "at"])
            here.commits[n] = attrs.evolve(commit, **{field: another(getattr(commit, field), random)})
            return f"commit {field}"
        case 4:
            n = random.randrange(len(here.commits))
            (command, *others) = here.commits[n].commands
            field = random.choice(["token", "digest", "pack", "now", "result"])
            changed = attrs.evolve(command, **{field: another(getattr(command, field), random)})
            here.commits[n] = attrs.evolve(here.commits[n], commands=(changed, *others))
            return f"command {field}"
        case _:
            name = random.choice([name for name, entries in here.indexes.items() if entries])
            del here.indexes[name][random.randrange(len(here.indexes[name]))]
            return f"entry of {name} gone"


def grown(city: City, clock: StandingClock) -> None:
    """Records of every capability, and a remembered refusal."""
    shown(city, clock, 1)
    at_decision(city, 2)
    host = station(city)
    worker, reward = paid(city, times=2), voucher(city, host)
    city.do(Redeem(worker, reward, host), by=RIDER)
    with pytest.raises(Refused):
        city.do(Redeem(worker, reward, host), by=RIDER, once="no more left")
    feed = city.feed("warehouse")
    feed.acknowledge(feed.read(limit=5))
    clock.forward(minutes=1)


def test_every_change_within_a_memory_store_is_found() -> None:
    """The same holds of a store without tables: nothing is found by luck of how SQLite keeps it."""
    clock, missed = StandingClock(MONDAY), []
    store = MemoryStore()
    with on(store, clock) as city:
        grown(city, clock)
        assert city.verify(full=True).clean
        kept = store._partitions["small"]
        for seed in range(count(100, 500, 5_000)):
            store._partitions["small"] = attrs.evolve(
                kept,
                rows=dict(kept.rows),
                journal=[*kept.journal],
                commits=[*kept.commits],
                indexes=type(kept.indexes)(list, {name: [*found] for name, found in kept.indexes.items()}),
            )
            what = spoil(store, Random(seed))
            if city.verify(full=True).clean:
                missed.append((seed, what))
        store._partitions["small"] = kept
        assert missed == []
        assert city.verify(full=True).clean


def test_a_lost_refusal_is_found_once_it_was_sealed() -> None:
    """No entry and no record tells of it: the seal counts the commands that have none."""
    store, clock = MemoryStore(), StandingClock(MONDAY)
    with on(store, clock) as city:
        grown(city, clock)
        assert city.verify(full=True).clean
        here = store._partitions["small"]
        n, lost = next((n, c) for n, c in enumerate(here.commits) if c.commands[0].result[:1] == b"\0")
        here.commits[n] = attrs.evolve(lost, commands=here.commits[0].commands)
        assert "verify.silent" in {problem.code for problem in city.verify(full=True).problems}


def test_tick_seals_when_enough_was_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """`verify` then reads the rest alone and says so; the seal holds against the whole journal."""
    monkeypatch.setattr(_city, "keep_sealed", lambda reader, source: _seals.keep_sealed(reader, source, 5))
    with small() as city:
        assert city.verify().unread is not None
        applied(city, 1)
        city.tick()
        assert _seals.last_seal(city._reader).position == 0
        applied(city, 2)
        city.tick()
        sealed = _seals.last_seal(city._reader).position
        assert sealed == city._store.load("small", ()).head == 6
        city.tick()
        assert _seals.last_seal(city._reader).position == sealed
        applied(city, 3)
        told = city.verify()
        assert (told.clean, told.entries, told.position) == (True, 2, 8)
        assert told.unread is not None
        assert told.unread.values["entries"] == sealed
        again = city.verify(full=True)
        assert (again.clean, again.digest) == (True, told.digest)


def test_a_journal_that_cannot_be_sealed_holds_no_tick_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What a tick has done it tells, whatever is wrong with the journal; that is logged, for `verify`."""
    monkeypatch.setattr(_city, "keep_sealed", lambda reader, source: _seals.keep_sealed(reader, source, 5))
    store, clock = MemoryStore(), StandingClock(MONDAY)
    with on(store, clock) as city:
        applied(city, 1)
        applied(city, 2)
        clock.forward(days=60)
        journal = store._partitions["small"].journal
        journal[-1] = attrs.evolve(journal[-1], event=b"changed" + journal[-1].event)
        assert len(city.tick().done) == 2
        assert "is not what was written" in caplog.text
        assert _seals.last_seal(city._reader).position == 0


@pytest.mark.parametrize("scheme", ["memory", "sqlite"])
def test_a_city_that_is_being_written_has_no_faults(scheme: str, tmp_path: Any) -> None:
    """Whoever verifies while others write, fully or not, is never told of drift, nor of anything else."""
    url = "memory://" if scheme == "memory" else f"sqlite:///{tmp_path / 'live.db'}"
    clock, done, rounds = StandingClock(MONDAY), threading.Event(), count(10, 40, 200)
    with small(clock, url) as city:
        grown(city, clock)
        before = city.verify(full=True).position

        def write() -> None:
            for n in range(11, 11 + 4 * rounds):  # not for ever: it may outrun who reads all of it again
                if done.is_set():
                    return
                assert at_decision(city, n, point=HERE)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            told = [city.verify(full=n % 2 == 0) for n in range(rounds)]
        finally:
            done.set()
            writer.join()
        assert [each.problems for each in told if not each.clean] == []
        assert told[-1].position > before
        assert city.verify(full=True).clean


def test_a_damaged_station_stops_no_plan() -> None:
    """Upgrades are planned for the others, and the plan names it."""
    store, clock = Flipping(), StandingClock(MONDAY)
    with on(store, clock) as city:
        good, bad = station(city, 1), station(city, 2)
        store.key = ("station", bad)
        plan = city.stations.plan_budget(100, prices={}, riders={}, levels=["B"])
        assert [one.station for one in plan.apart] == [good]
        assert [reason.values["key"] for reason in plan.damaged] == [bad]
