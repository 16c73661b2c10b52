"""What a city answers, and what it says of a question that cannot be answered."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from friendly_services import packs, points
from friendly_services.city import City, NoRules
from friendly_services.city._nearby import CityMap, Shown
from friendly_services.city._reader import Reader
from friendly_services.city._verify import verify
from friendly_services.errors import Invalid
from friendly_services.storage import Checksums, Entry, MemoryStore
from friendly_services.testing import StandingClock
from tests.city import tally
from tests.city.test_executor import NOON, REGISTRY, Troubled, do, executor
from tests.city.town import CLERK, HERE, MONDAY, WORKER, applied, pack, shown, small, station


def test_what_hangs_on_a_city_is_shown_in_a_line_that_names_nobody() -> None:
    """A traceback or a notebook shows it: not what the city remembers, nor whose account it is."""
    with small() as city:
        for once in ("a", "b"):
            city.do(points.Earn(WORKER, "lead"), by=CLERK, once=once)
        shown_as = {name: repr(getattr(city, name)) for name in dir(city) if not name.startswith("__")}
    assert {name for name, text in shown_as.items() if WORKER in text} == set()
    assert [n for n, text in shown_as.items() if len(text) > 200 and not n.startswith("_")] == []
    assert shown_as["points"] == f"<Ledger of {city.name!r}: account>"
    assert shown_as["wire"] == f"<Wire of {len(city.wire.commands)} commands>"


ASKED: tuple[Callable[[City, Any], object], ...] = (
    lambda city, by: city.do(points.Earn(WORKER, "lead"), by=by),
    lambda city, by: city.do_many([points.Earn(WORKER, "lead")], by=by),
    lambda city, by: city.check(points.Earn(WORKER, "lead"), by=by),
    lambda city, by: city.publish(city.pack, by=by),
    lambda city, by: city.options(applied(city, 1), by=by),
    lambda city, by: city.persons.overdue(by=by),
)


@pytest.mark.parametrize("ask", ASKED)
def test_an_id_is_no_actor(ask: Callable[[City, Any], object]) -> None:
    """Wherever one is asked for, the refusal says how it is written."""
    with small() as city:
        for by, wanted in (("u7", "Actor('u7', roles={…})"), (None, "Actor('u17', roles={…})")):
            with pytest.raises(Invalid) as refused:
                ask(city, by)
            assert str(refused.value) == f"by: {by!r} is not an Actor: write {wanted}"


def test_a_class_is_no_command() -> None:
    """The error says to make a command of it, and does not list all there are."""
    with small() as city:
        with pytest.raises(TypeError, match=r"^Earn is a class: make a command of it, Earn\(…\)$"):
            city.do(points.Earn, by=CLERK)
        with pytest.raises(TypeError, match=r"^7 is not a command of this city: use one of "):
            city.do(7, by=CLERK)


def test_a_range_may_be_open_at_either_end() -> None:
    """None is no bound; the low one is in the range and the high one is not."""
    with small() as city:
        for n, area in enumerate(("north", "south", "west"), 1):
            applied(city, n, area=area)

        def found(low: str | None, high: str | None) -> list[str]:
            page = city.merchants.find(standing="form_check", area=(low, high))
            return [merchant.premises.area for merchant in page]

        assert found(None, "south") == ["north"]
        assert found("south", None) == ["south", "west"]
        assert found(None, None) == ["north", "south", "west"]
        due = MONDAY.date() + timedelta(days=2)
        where: dict[str, Any] = {"standing": "form_check", "area": "west"}
        assert len(city.merchants.find(**where, due=(None, due))) == 0
        assert len(city.merchants.find(**where, due=(due, None))) == 1


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ({"area": None}, "area"),
        ({"standing": ("a", "b", "c")}, "standing"),
        ({"standing": (1.5, None)}, "standing"),
        ({"area": "north", "standing": datetime(2026, 3, 2)}, "standing"),  # noqa: DTZ001 # what is refused
        ({"limit": 0}, "limit"),
    ],
)
def test_a_value_that_no_index_holds_is_refused_by_its_name(where: dict[str, Any], field: str) -> None:
    """The error names the argument."""
    with small() as city, pytest.raises(Invalid) as error:
        city.merchants.find(**where)
    assert error.value.problems[0].field == field


@pytest.mark.parametrize("limit", [0, -5, 1_001, True])
def test_an_inbox_has_1_to_1000_lines(limit: int) -> None:
    """As a page of `find` has."""
    with small() as city, pytest.raises(Invalid) as error:
        city.inbox(limit=limit)
    assert error.value.problems[0].field == "limit"


def test_a_date_is_no_time() -> None:
    """Where a time is asked for, a date is refused with what to give."""
    with small() as city:
        shop = applied(city)
        asked: dict[str, Callable[[], object]] = {
            "due_before": lambda: city.inbox(due_before=date(2026, 3, 2)),  # type: ignore[arg-type]
            "known": lambda: city.get(shop, known=date(2026, 3, 2)),  # type: ignore[arg-type]
            "at": lambda: city.nearby(HERE, at=date(2026, 3, 2)),  # type: ignore[arg-type]
        }
        for field, ask in asked.items():
            with pytest.raises(Invalid) as error:
                ask()
            assert error.value.problems[0].field == field


def test_a_city_without_points_says_so() -> None:
    """A statement is no lookup in a dictionary."""
    stations_only = packs.load("stations-abc")
    with City.open("memory://", city="small", pack=stations_only) as city, pytest.raises(NoRules) as error:
        city.points.statement("rider-1")
    assert (error.value.capability, error.value.pack) == ("points", "stations-abc")


def test_the_map_is_asked_by_one_while_nobody_changes_it() -> None:
    """A question and a change by another thread wait for each other."""
    clock = StandingClock(MONDAY)
    with small(clock) as city:
        shown(city, clock)
        the_map = city._places(city.pack)
        asked, go_on = threading.Event(), threading.Event()

        def size(shown: Shown) -> int:
            return len(shown.index)

        def question(shown: Shown) -> tuple[int, int]:
            before = size(shown)
            asked.set()
            go_on.wait(0.3)
            return before, size(shown)

        answers: list[tuple[int, int]] = []
        first = threading.Thread(target=lambda: answers.append(the_map.ask(question)))
        first.start()
        assert asked.wait(5)
        station(city)
        second = threading.Thread(target=lambda: go_on.set() if the_map.ask(size) else None)
        second.start()
        first.join()
        second.join()
        assert answers == [(1, 1)]
        assert the_map.ask(size) == 2


def test_a_map_that_failed_to_catch_up_does_so_with_the_next_question() -> None:
    """What was not read is not taken for read."""
    clock = StandingClock(MONDAY)
    with small(clock) as city:
        shop = shown(city, clock)
        store: Any = city._store
        troubled = Failing(store)
        reader = Reader(troubled, "small", city._reader.registry, city.now)
        the_map = CityMap(reader, "gcj02")
        assert the_map.ask(lambda shown: len(shown.index)) == 1
        station(city)
        troubled.fails = True
        with pytest.raises(RuntimeError):
            the_map.ask(lambda shown: len(shown.index))
        troubled.fails = False
        assert the_map.ask(lambda all_: (len(all_.index), all_.index.get(shop) is not None)) == (2, True)


class Failing(Troubled):
    """A store whose journal cannot be read for a while."""

    fails = False

    def read(self, *args: Any, **named: Any) -> Any:
        """As the store, unless it fails."""
        if self.fails:
            raise RuntimeError("away")
        return self.store.read(*args, **named)


class Doctored(Troubled):
    """A store whose journal shows what a test makes of it, and that others write to while it is read."""

    def __init__(self, store: MemoryStore, change: Callable[[Entry], Entry]) -> None:
        super().__init__(store)
        self.change = change
        self.meanwhile: list[Callable[[], object]] = []

    def read(self, *args: Any, **named: Any) -> tuple[Entry, ...]:
        """What the store has, changed."""
        return tuple(map(self.change, self.store.read(*args, **named)))

    def load(self, *args: Any) -> Any:
        """As the store, after what others do first."""
        while self.meanwhile:
            self.meanwhile.pop()()
        return self.store.load(*args)


def test_verify_goes_on_past_an_event_that_cannot_be_read() -> None:
    """It is told once, with its position, and the rest is checked."""
    store = MemoryStore()
    run = executor(store)
    id_ = do(run, tally.Start("a")).id
    do(run, tally.Add(id_, 2))
    do(run, tally.Start("b"))
    doctored = Doctored(store, lambda e: attrs.evolve(e, event=b"\xc1") if e.position == 2 else e)
    found = verify(Reader(doctored, "banan", REGISTRY, lambda: NOON))
    assert [(p.code, p.values.get("position")) for p in found.problems] == [("verify.unreadable", 2)]
    assert found.entries == 4


def test_verify_does_not_cry_wolf_while_others_write() -> None:
    """A record that is changed between the reading of its journal and its own is no drift."""
    store = MemoryStore()
    run = executor(store)
    id_ = do(run, tally.Start("a")).id
    busy = Doctored(store, lambda entry: entry)
    busy.meanwhile += [lambda: do(run, tally.Add(id_, 2)), lambda: do(run, tally.Start("c"))]
    assert verify(Reader(busy, "banan", REGISTRY, lambda: NOON)).problems == ()


def test_verify_lists_every_missing_entry_of_one_record() -> None:
    """Several of one record are told one by one."""
    store = MemoryStore()
    run = executor(store)
    do(run, tally.Start("a"))
    forgetful = Doctored(store, lambda entry: entry)
    renamed = REGISTRY.events["tally"].encode(tally.Started("x", "b", NOON))
    sealed = Checksums("banan").event
    forgetful.change = lambda entry: attrs.evolve(
        entry, event=sealed(entry.key, entry.version, entry.command.token, renamed)
    )
    found = verify(Reader(forgetful, "banan", REGISTRY, lambda: NOON))
    told = [(p.code, p.values.get("index")) for p in found.problems]
    assert told == [
        ("verify.drift", None),
        ("verify.index_missing", "tally.count.1"),
        ("verify.index_missing", "tally.name.1"),
    ]


def test_one_plugin_may_be_named_as_text() -> None:
    """A name is not taken for its letters."""
    with small(plugins="tests.meta.front_door", pack=pack()) as city:
        assert city.pack.number == 1
