"""The ledger as files: CSV and Excel that hold what the city said, run nothing, and come out again."""

import csv
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import City, merchants
from friendly_services.command_line import main
from friendly_services.command_line.output import write_csv
from friendly_services.command_line.workbook import SheetOf, write_xlsx
from friendly_services.errors import Invalid
from friendly_services.names import check_name
from friendly_services.plugins import open_store
from friendly_services.testing import StandingClock
from friendly_services.text import unguarded
from tests.city.town import CLERK, MONDAY, applied, shown, small

STARTS = ("", "=1+1", "-", "@sum", "+86", "'", "''=", "0", "500113600000018", "1e5", "#N/A", "＝", "_x0041_")


def _is_name(text: str) -> bool:
    try:
        check_name("name", text)
    except Invalid:
        return False
    return True


NAMES = st.builds(
    str.__add__, st.sampled_from(STARTS), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
).filter(_is_name)
CELLS = st.tuples(NAMES, st.integers(-(2**53), 2**53), st.dates(date(1900, 3, 1)), NAMES)


@given(rows=st.lists(CELLS, max_size=4))
def test_whatever_is_exported_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[Any]) -> None:
    """Every name, number and day, from the CSV by the csv module and from the workbook by openpyxl."""
    folder = tmp_path_factory.mktemp("out")
    write_csv(folder / "a.csv", ("a", "b", "c", "d"), rows)
    with (folder / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        _, *lines = csv.reader(file)
    assert [(unguarded(a), int(b), date.fromisoformat(c), unguarded(d)) for a, b, c, d in lines] == rows
    write_xlsx(folder / "a.xlsx", [SheetOf("a", ("a", "b", "c", "d"), rows)])
    _, *found = openpyxl.load_workbook(folder / "a.xlsx").active.iter_rows()  # type: ignore[union-attr] # it has one
    told = [(a.value, b.value, c.value.date(), d.value) for a, b, c, d in found]  # type: ignore[union-attr] # a date
    assert told == rows
    assert {cell.data_type for row in found for cell in (row[0], row[3])} <= {"s"}


def test_a_workbook_is_easy_on_the_eye(tmp_path: Path) -> None:
    """The header stays in sight, columns are as wide as what is in them, and days are shown as ISO dates."""
    write_xlsx(
        tmp_path / "a.xlsx",
        [SheetOf("台账", ("名称", "日期"), [("老王热饭铺", date(2026, 3, 2)), ("x" * 99, None)])],
    )
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["台账"]
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["A"].width == 50
    assert page.column_dimensions["B"].width == 12
    assert page["B2"].number_format == "yyyy-mm-dd"


def test_a_long_table_goes_on_in_another_sheet(tmp_path: Path) -> None:
    """No row is lost at the end of a sheet; a table without rows still has its header."""
    rows = [(n,) for n in range(7)]
    count = write_xlsx(
        tmp_path / "a.xlsx", [SheetOf("a", ("n",), iter(rows)), SheetOf("b", ("n",), ())], longest=4
    )
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert (count, book.sheetnames) == (7, ["a", "a 2", "a 3", "b"])
    assert [
        row for name in book.sheetnames for row in book[name].iter_rows(min_row=2, values_only=True)
    ] == rows
    assert book["b"]["A1"].value == "n"


def test_without_openpyxl_there_is_no_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names what to install, and nothing is left behind."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(Invalid, match="openpyxl"):
        write_xlsx(tmp_path / "a.xlsx", [SheetOf("a", ("n",), ())])
    assert list(tmp_path.iterdir()) == []


class TestCommand:
    """`python -m friendly_services export`."""

    @pytest.fixture(name="store")
    def the_store(self, tmp_path: Path) -> str:
        """A city in a file, with one shop on the map."""
        url = f"sqlite:///{tmp_path / 'small.db'}"
        clock = StandingClock(MONDAY)
        with small(clock, url=url) as city:
            shown(city, clock)
        return url

    def export(self, store: str, out: Path, *more: str) -> int:
        """The ledger of March, exported."""
        march = "--from", "2026-03-01", "--to", "2026-03-31"
        return main(["export", store, "--city", "small", *march, "--out", str(out), *more])

    def test_it_writes_the_ledger(
        self, store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A CSV for each sheet and one workbook, in the language asked for; what is written is told."""
        assert self.export(store, tmp_path / "out", "--language", "zh") == 0
        told = capsys.readouterr().out
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
            "decisions.csv",
            "ledger.xlsx",
            "register.csv",
        ]
        lines = (tmp_path / "out" / "decisions.csv").read_text("utf-8-sig").splitlines()
        assert lines[0].startswith("流水号,日期,类别")
        assert len(lines) == 7
        assert "decisions.csv" in told
        assert "--known" in told
        book = openpyxl.load_workbook(tmp_path / "out" / "ledger.xlsx")
        assert book.sheetnames == ["办理台账", "名录"]

    def test_the_same_files_come_out_again(
        self, store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """With the `--known` an export tells, byte for byte, whatever is decided since; a day is its end."""
        names = "decisions.csv", "register.csv", "ledger.xlsx"
        assert self.export(store, tmp_path / "one", "--known", "2026-03-31") == 0
        known = capsys.readouterr().out.rpartition("--known ")[2].split()[0]
        assert known == "2026-03-31T23:59:59.999999+08:00"
        one = [(tmp_path / "one" / name).read_bytes() for name in names]
        with City.open(store, city="small", clock=StandingClock(MONDAY + timedelta(days=30))) as city:
            shop = city.merchants.find().items[0].id
            city.do(merchants.Hide(shop, "fraud", (merchants.Evidence("audit", "f"),)), by=CLERK)
            applied(city, 9)
        assert self.export(store, tmp_path / "two", "--known", known) == 0
        assert [(tmp_path / "two" / name).read_bytes() for name in names] == one
        assert self.export(store, tmp_path / "two", "--known", "2026-03-01") == 1

    def test_one_format_and_one_area(self, store: str, tmp_path: Path) -> None:
        """Only what was asked for is written."""
        assert self.export(store, tmp_path, "--format", "csv", "--area", "south") == 0
        assert not (tmp_path / "ledger.xlsx").exists()
        assert len((tmp_path / "decisions.csv").read_text("utf-8-sig").splitlines()) == 1

    def test_without_openpyxl_the_tables_are_written(
        self, store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is not written is told last, with what to do; asked for by name it is an error."""
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        out = tmp_path / "out"
        assert self.export(store, out) == 0
        assert sorted(path.name for path in out.iterdir()) == ["decisions.csv", "register.csv"]
        *rows, known, left = capsys.readouterr().out.splitlines()
        assert [line.strip() for line in rows] == ["decisions.csv: 6 rows", "register.csv: 1 row"]
        assert "--known" in known
        assert "ledger.xlsx was not written" in left
        assert "friendly-services[excel]" in left
        assert "--format csv" in left
        assert self.export(store, out, "--format", "xlsx", "--language", "zh") == 1
        assert "未写出 ledger.xlsx" in capsys.readouterr().err

    def test_a_city_that_is_not_there_is_named(
        self, store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """With those that the store has; nothing is made, neither a city nor a file."""
        out = tmp_path / "out"
        for _ in range(2):
            assert self.export(store, out, "--city", "bnan") == 1
            assert capsys.readouterr().err.strip() == (
                "--city: no city 'bnan' in this store; there are small"
            )
        empty = f"sqlite:///{tmp_path / 'empty.db'}"
        open_store(empty).close()
        assert self.export(empty, out) == 1
        assert "nor any other" in capsys.readouterr().err
        assert not out.exists()

    @pytest.mark.parametrize("wrong", [("--from", "March"), ("--to", "2026-02-30"), ("--known", "now")])
    def test_what_is_no_date_is_refused(
        self, store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: tuple[str, str]
    ) -> None:
        """The error names the option and how to write it."""
        assert self.export(store, tmp_path, *wrong) == 1
        assert wrong[1] in capsys.readouterr().err
