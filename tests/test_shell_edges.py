"""What the shell does where the machine says no."""

import os
from pathlib import Path

import pytest

from friendly_services.command_line import main
from friendly_services.errors import Invalid
from friendly_services.names import check_name
from friendly_services.storage import EVERY_RECORD, Batch, SQLiteStore, Unavailable, cursor, record_key
from friendly_services.testing import batch, command, put
from tests.city.town import small, station


def test_a_command_that_the_system_stops_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is a file is an error in words, without a traceback."""
    taken = tmp_path / "file"
    taken.write_text("", "utf-8")
    assert main(["demo", "--out", str(taken / "city")]) == 1
    assert "operating system" in capsys.readouterr().err


def test_a_file_that_is_refused_leaves_no_handle_open(tmp_path: Path) -> None:
    """However often it is tried."""
    handles = Path("/proc/self/fd")
    if not handles.exists():
        pytest.skip("this system does not list open files")
    other = tmp_path / "other.db"
    other.write_bytes(b"not a database, but something of another program" * 99)

    def refused() -> int:
        with pytest.raises(Unavailable):
            SQLiteStore(other)
        return len(os.listdir(handles))

    assert refused() == refused()


def test_a_backward_page_ends_at_an_empty_bound(tmp_path: Path) -> None:
    """An upper bound below everything is a bound, not the want of one."""
    store = SQLiteStore(tmp_path / "x.db")
    store.commit(batch("k", put("a"), put("b")), 5)
    last = cursor(record_key(("merchant", "b")), ("merchant", "b"))
    assert store.scan("banan", EVERY_RECORD, b"", b"", 10, True, last).items == ()
    assert len(store.scan("banan", EVERY_RECORD, b"", None, 10, True, last).items) == 1
    store.close()


def test_a_batch_that_is_known_is_read_once(tmp_path: Path) -> None:
    """Looking up each of its tokens does not read all of its results again."""
    store = SQLiteStore(tmp_path / "x.db")
    every = tuple(command(f"k{n}", result=b"%d" % n) for n in range(50))
    store.commit(Batch("banan", every), 5)
    asked: list[str] = []
    (connection,) = store._file._readers
    connection.set_trace_callback(asked.append)
    known = store.load("banan", (), tuple(c.token for c in every)).committed
    store.close()
    assert [c.receipt.results for c in known if c] == [tuple(c.result for c in every)] * 50
    assert sum("SELECT result" in statement for statement in asked) == 1


def test_the_longest_area_of_a_station_fits_every_index(tmp_path: Path) -> None:
    """A longer one is refused by its name, and not by the store for its whole batch."""
    with small(url=f"sqlite:///{tmp_path / 'x.db'}") as city:
        longest = "北" * 64
        assert city.stations.get(station(city, area=longest)).area == longest
        with pytest.raises(Invalid) as error:
            station(city, 2, area="北" * 65)
        assert error.value.problems[0].field == "area"


def test_a_plain_name_is_taken_at_once() -> None:
    """ASCII that prints hides nothing, and DEL still does."""
    assert check_name("name", "visit 1") == "visit 1"
    with pytest.raises(ValueError, match="007F"):
        check_name("name", "a\x7f")
