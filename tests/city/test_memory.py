"""What a city remembers of records between two calls, and of a batch once it is answered: nothing wrong."""

import gc
from typing import Any, Final

import attrs
import pytest

from friendly_services import points
from friendly_services.city import Done
from friendly_services.city._attempt import Attempt
from friendly_services.city._capabilities import REGISTRY
from friendly_services.city._memory import _MOST, Memory
from friendly_services.city._resting import resting
from friendly_services.codec import value_codec
from friendly_services.ids import FunderId, Key, WorkerId
from friendly_services.points import Account, Earn
from friendly_services.storage import Checksums, Corrupt, Record
from tests.city import town

OFFICER: Final = town.CLERK
_CODEC: Final = value_codec(Account)


def stored(worker: str, version: int = 1, balance: int = 0) -> Record:
    """An account as a store returns it."""
    key: Key = ("account", worker)
    account = Account(WorkerId(worker), balance=balance, lots=(24315, balance) if balance else ())
    return Record(key, version, Checksums("banan").body(key, version, _CODEC.encode(account)), at=0)


def memory() -> Memory:
    """One that remembers nothing yet."""
    return Memory("banan", REGISTRY)


def test_the_same_bytes_are_decoded_once() -> None:
    """A record that comes back as it was gives the very same state, and another version another one."""
    remembered = memory()
    first = remembered.state(stored("rider-7"))
    assert remembered.state(stored("rider-7")) is first
    assert remembered.state(stored("rider-7", 2, 30)).balance == 30
    assert remembered.state(stored("rider-7")) == first


def test_a_changed_byte_is_never_answered_from_memory() -> None:
    """What a store returns is checked whenever it is not byte for byte what was checked before."""
    remembered = memory()
    record = stored("rider-7")
    remembered.state(record)
    assert record.body is not None
    damaged = attrs.evolve(record, body=record.body[:-1] + bytes([record.body[-1] ^ 1]))
    with pytest.raises(Corrupt):
        remembered.state(damaged)
    assert remembered.state(attrs.evolve(record, body=None)) is None


def test_as_many_records_are_remembered_as_fit() -> None:
    """What was decoded or written longest ago is forgotten first; the last is still known."""
    remembered = memory()
    for n in range(_MOST + 1):
        remembered.keep(("account", f"rider-{n}"), 1, b"body", n)
    assert len(remembered._known) <= _MOST
    assert ("account", "rider-0") not in remembered._known
    assert ("account", f"rider-{_MOST}") in remembered._known


def test_private_records_are_not_remembered() -> None:
    """Once a person's fields are erased, no process must hold them."""
    remembered = memory()
    remembered.keep(("contact", "contact-1"), 1, b"body", "a telephone number")
    assert not remembered._known


def test_two_cities_on_one_store_see_each_other(tmp_path: Any) -> None:
    """Each asks the store every time: what one has written, the other reads at once."""
    url = f"sqlite:///{tmp_path / 'city.db'}"
    with town.small(url=url) as here, town.small(url=url) as there:
        worker = town.paid(here)
        assert there.points.balance(worker) == here.points.balance(worker) > 0
        town.paid(there, worker)
        assert here.points.get(worker) == there.points.get(worker)


def test_who_wrote_a_record_reads_it_as_everybody_does(tmp_path: Any) -> None:
    """A moment is told in UTC by the city that wrote it, as by any other: its date hangs on that."""
    url = f"sqlite:///{tmp_path / 'city.db'}"
    with town.small(url=url) as here, town.small(url=url) as there:
        merchant = town.applied(here)
        mine, theirs = here.merchants.get(merchant).term, there.merchants.get(merchant).term
        assert mine is not None
        assert theirs is not None
        assert (mine.ends, mine.ends.date()) == (theirs.ends, theirs.ends.date())


def test_what_a_caller_does_to_an_answer_changes_no_record() -> None:
    """A dictionary in a record that was given out is nobody else's."""
    with town.small() as city:
        station = town.station(city)
        services: Any = city.stations.get(station).services
        services.clear()
        assert city.stations.get(station).services


def test_a_batch_is_let_go_of_once_it_is_answered() -> None:
    """A refusal holds no frame of the decision, and so none of the other commands of its batch."""
    with town.small() as city:
        gc.disable()
        try:
            command = Earn(WorkerId("rider-1"), "hazard", "r-1")
            _, refusal = city.do_many([command, command], by=OFFICER)
            assert isinstance(refusal, points.AlreadyAwarded)
            assert not [one for one in gc.get_objects() if isinstance(one, Attempt)]
        finally:
            gc.enable()


def test_a_retry_of_one_command_of_a_large_batch_gives_its_own_events() -> None:
    """Its events are found among those of a thousand others, also where it wrote several records."""
    with town.small() as city:
        reward = town.voucher(city, town.station(city), 3)
        worker = town.paid(city, times=3)
        commands = [(Earn(WorkerId(f"rider-{n}"), "hazard", f"r-{n}"), f"once-{n}") for n in range(200)]
        redeem = points.Redeem(worker, reward)
        first = city.do_many([*commands, (redeem, "asked")], by=OFFICER)
        for command, once, told in ((redeem, "asked", first[-1]), (*commands[7], first[7])):
            again = city.do(command, by=OFFICER, once=once)
            assert isinstance(told, Done)
            assert (again.events, again.id, again.replayed) == (told.events, told.id, True)
        every = city.do_many([*commands, (redeem, "asked")], by=OFFICER)
        assert [one.events for one in town.all_done(every)] == [one.events for one in town.all_done(first)]


def test_a_retry_gives_the_events_of_records_that_only_the_rules_name() -> None:
    """What an award took out of a fund, and that it waits for a second person, is told again with it."""
    with town.small() as city:
        city.do(points.FundProgramme(FunderId("union"), 1_000, "grant-1"), by=OFFICER)
        commands = [(Earn(WorkerId(f"rider-{n}"), "hazard", f"r-{n}"), f"once-{n}") for n in range(200)]
        asked = [
            (Earn(WorkerId("rider-1"), "patrol"), "funded"),
            (Earn(WorkerId("rider-1"), "lead", quantity=100), "proposed"),
        ]
        first = town.all_done(city.do_many([*commands[:100], *asked, *commands[100:]], by=OFFICER))
        drawn, proposed = first[100:102]
        assert [type(event) for event in (drawn.events[-1], *proposed.events)] == [
            points.Drawn,
            points.Proposed,
        ]
        for told, (command, once) in zip((drawn, proposed), asked, strict=True):
            assert city.do(command, by=OFFICER, once=once).events == told.events


def test_a_rest_of_the_collector_ends_as_it_began() -> None:
    """It is collecting again afterwards, whatever happened; what the host has switched off stays off."""

    def work() -> None:
        assert not gc.isenabled()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), resting():
        work()
    assert gc.isenabled()
    gc.disable()
    try:
        with resting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
