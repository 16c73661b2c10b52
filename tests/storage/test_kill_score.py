"""The kit catches every store that is wrong on purpose, and is silent about the right one they come from."""

from pathlib import Path

import pytest

from friendly_services.testing import Lab, StoreContract
from tests.storage.wrong_stores import (
    COLUMNS,
    SPOILT,
    TABLES,
    UNWRITTEN,
    WRONG,
    PlainStore,
    Wrong,
    bench,
    bench_of,
    catalogue,
    clauses_of,
    failure,
)
from tests.storage.wrong_stores._history import is_wrong, size
from tests.storage.wrong_stores._programs import PROGRAMS

ALL = {**WRONG, **TABLES}
HISTORIES = catalogue.histories()


class TestPlainStore(StoreContract):
    """The right store that most of the wrong ones are derived from."""

    @pytest.fixture
    def lab(self, tmp_path: Path) -> Lab:
        """A disk that lasts as long as the lab."""
        return bench(PlainStore, tmp_path).lab


def test_there_are_enough_of_them() -> None:
    """At least 40 wrong stores, at least 15 of them wrong only under concurrency or after a fault."""
    assert len(WRONG) >= 40
    assert sum(store.when != "always" for store in WRONG.values()) >= 15


def test_every_table_is_spoilt() -> None:
    """Every column of every table of the SQLite store that a statement writes has a wrong store."""
    columns = {(table, name) for table, names in COLUMNS.items() for name in names}
    assert columns - UNWRITTEN == {(table, what) for table, what, _ in SPOILT if what.islower()}


@pytest.mark.parametrize("store", ALL.values(), ids=lambda store: store.name)
def test_is_caught(store: Wrong, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test of the kit that is named fails, and cites the clause that the store breaks."""
    monkeypatch.setattr("friendly_services.testing.store_contract._faults.PATIENCE", 3.0)
    assert failure(lambda folder: store.bench(folder).lab, store.caught_by) is not None
    assert store.clause in clauses_of(store.caught_by)


@pytest.mark.parametrize(("table", "what", "test"), SPOILT, ids=str)
def test_is_really_spoilt(table: str, what: str, test: str) -> None:
    """The statement that is to be spoilt is still one that the store makes."""
    seen: list[bool] = []
    failure(lambda folder: bench_of(table, what, lambda: seen.append(True))(folder).lab, test)
    assert seen != []


@pytest.mark.parametrize("store", ALL.values(), ids=lambda store: store.name)
def test_is_shown_by_a_short_history(store: Wrong) -> None:
    """A history of at most ten operations brings an answer that no right store gives."""
    history = catalogue.history_of(*HISTORIES[store.name])
    assert size(history) <= catalogue.LONGEST
    assert is_wrong(history, store.bench)


@pytest.mark.parametrize("program", sorted({program for program, _ in HISTORIES.values()}))
def test_the_right_store_has_no_such_history(program: str) -> None:
    """The programs that the histories are parts of bring right answers from the right store."""
    assert catalogue.is_right(PROGRAMS[program])


@pytest.mark.parametrize("store", list(ALL.values()), ids=lambda store: store.name)
def test_histories_are_minimal(store: Wrong) -> None:
    """Without any one of its operations a history shows nothing, and the right store passes it."""
    history = catalogue.history_of(*HISTORIES[store.name])
    shorter = [history[:place] + history[place + 1 :] for place in range(len(history))]
    assert [each for each in shorter if catalogue.shows(store, each)] == []
    assert catalogue.is_right(history)


def test_the_pages_are_up_to_date() -> None:
    """The documentation says what these tests show: write it with `python -m tests.storage.wrong_stores`."""
    page = catalogue.CONTRACT.read_text(encoding="utf-8")
    assert catalogue.SCORE.read_text(encoding="utf-8") == catalogue.score()
    assert catalogue.with_tests(page) == page
