"""The mapping file: its form, how cells become values, and how rows become merchants and riders."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.command_line.mapping import (
    ISO,
    DateFormat,
    MerchantMapping,
    MerchantRow,
    Reading,
    RiderMapping,
    RiderRow,
    Stated,
    Test,
    read_mapping,
    read_merchants,
    read_riders,
)
from friendly_services.command_line.tables import Cell, Problems, Row, Stopped, Table
from friendly_services.errors import Invalid, Problem
from friendly_services.hours import Hours, Span
from friendly_services.places import Box, Point
from friendly_services.standards import Fact
from friendly_services.text import Label, Reason

BASE = """
[table]
as_of = 2026-03-01
[merchant]
name = "name"
point = { lat = "lat", lon = "lon" }
"""
NOTHING = Label("x", "x")
FACTS = (
    Fact("open_late", "bool", NOTHING),
    Fact("seats", "int", NOTHING),
    Fact("area", "number", NOTHING),
    Fact("trade", "text", NOTHING),
    Fact("opened", "date", NOTHING),
    Fact("status", "choice", NOTHING, choices=("active", "closed")),
)

Mapped = Callable[[str], MerchantMapping]


@pytest.fixture
def mapped(tmp_path: Path) -> Mapped:
    """Writes a mapping file for merchants and reads it."""

    def read(text: str) -> MerchantMapping:
        (tmp_path / "map.toml").write_text(text, "utf-8")
        return read_mapping(tmp_path / "map.toml", MerchantMapping)

    return read


def told(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    """Field and code of each problem."""
    return [(problem.field, problem.reason.code) for problem in error.value.problems]


class TestForm:
    def test_the_shortest_mapping_names_name_and_position(self, mapped: Mapped) -> None:
        """A mere name stands for a column taken as it is."""
        mapping = mapped(BASE)
        assert mapping.merchant.name.column == "name"
        assert mapping.table.header == 1
        assert mapping.columns() == (
            ("merchant.name", "name"),
            ("merchant.point", "lat"),
            ("merchant.point", "lon"),
        )

    def test_every_problem_is_told_with_its_line(self, mapped: Mapped) -> None:
        """Unknown keys with the nearest, missing ones, and values of a wrong kind, all at once."""
        with pytest.raises(Invalid) as error:
            mapped('[table]\nheader = 0\nas_off = 2026-03-01\n[merchant]\nname = 7\npoint = "here"\n')
        assert set(told(error)) == {
            ("table.as_of", "value.missing"),
            ("table.as_off", "wire.unknown_field_near"),
            ("table.header", "number.too_small"),
            ("merchant.name", "wire.not_table"),
            ("merchant.point", "wire.not_table"),
        }
        assert {(p.file, p.line) for p in error.value.problems if p.field == "merchant.name"} == {
            ("map.toml", 5)
        }

    @pytest.mark.parametrize(
        ("fact", "field", "code"),
        [
            ("{}", "column", "mapping.column_or_constant"),
            ('{ column = "c", constant = 1 }', "column", "mapping.column_or_constant"),
            ('{ column = "c", timeless = true, since = "d" }', "since", "mapping.timeless_since"),
            ('{ column = "c", test = "maybe" }', "test", "mapping.test"),
            ('{ column = "c", test = 7 }', "test", "mapping.test"),
            ('{ column = "c", test = ">= 2026-02-30" }', "test", "wire.no_such_date"),
            ('{ column = "c", date = "%Y-%m" }', "date", "mapping.date_parts"),
            ('{ column = "c", date = "%y-%m-%d" }', "date", "mapping.date_directive"),
            ('{ column = "c", date = 7 }', "date", "wire.not_text"),
            ('{ column = "c", since = { column = "d", values = {} } }', "since.values", "wire.unknown_field"),
        ],
    )
    def test_a_fact_that_contradicts_itself_is_refused(
        self, mapped: Mapped, fact: str, field: str, code: str
    ) -> None:
        """Each with the key at fault."""
        with pytest.raises(Invalid) as error:
            mapped(f"{BASE}[facts]\nseats = {fact}\n")
        assert told(error) == [(f"facts.seats.{field}", code)]

    def test_a_word_cannot_be_both_none_and_unknown(self, mapped: Mapped) -> None:
        """Whether there is none or nobody knows is the one thing such a word says."""
        with pytest.raises(Invalid) as error:
            mapped(f'{BASE}[nulls]\nnone = ["无", "-"]\nunknown = ["-"]\n')
        assert told(error) == [("nulls.unknown", "mapping.none_and_unknown")]

    @pytest.mark.parametrize("content", [b"[table", b"\xff\xfe", b"a = " + b"[" * 50_000])
    def test_what_is_no_toml_is_refused(self, tmp_path: Path, content: bytes) -> None:
        """Broken text, another encoding, and nesting made to break parsers."""
        (tmp_path / "map.toml").write_bytes(content)
        with pytest.raises(Invalid) as error:
            read_mapping(tmp_path / "map.toml", MerchantMapping)
        assert error.value.problems[0].file == "map.toml"

    def test_a_file_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        """A slip in a path is an input error."""
        with pytest.raises(Invalid) as error:
            read_mapping(tmp_path / "none.toml", RiderMapping)
        assert told(error) == [("", "table.no_file")]

    def test_facts_are_checked_against_the_standard(self, mapped: Mapped) -> None:
        """Facts it does not ask about, values they cannot have, unsuitable formats: all at once."""
        mapping = mapped(
            f"""{BASE}
[facts]
seat = "c"
zzz = "c"
open_late = "c"
area = {{ column = "c", test = "> 1", date = "%Y%m%d" }}
status = {{ column = "c", values = {{ yes = "open" }} }}
seats = {{ constant = "two" }}
opened = {{ column = "c", date = "%Y%m%d" }}
trade = {{ constant = "food" }}
"""
        )
        with pytest.raises(Invalid) as error:
            mapping.check_facts(FACTS)
        assert told(error) == [
            ("facts.seat", "mapping.fact_near"),
            ("facts.zzz", "mapping.fact"),
            ("facts.open_late.values", "mapping.bool_words"),
            ("facts.area.test", "mapping.test_of"),
            ("facts.area.date", "mapping.date_of"),
            ("facts.status.values.yes", "value.not_one_of"),
            ("facts.seats.constant", "standards.not_int"),
        ]

    def test_a_comparison_may_have_a_date_format(self, mapped: Mapped) -> None:
        """The format is that of the date compared, though the fact is a yes or no."""
        mapping = mapped(f'{BASE}[facts]\nopen_late = {{ column = "c", test = "<= on", date = "%Y%m%d" }}\n')
        mapping.check_facts(FACTS)
        assert mapping.facts["open_late"].date == DateFormat("%Y%m%d")

    def test_every_column_that_is_named_is_known(self, mapped: Mapped) -> None:
        """Also those of days, and none for a constant or a geometry."""
        mapping = mapped(
            """
[table]
as_of = 2026-03-01
[merchant]
name = "n"
point = "geometry"
received = "r"
services = "s"
[facts]
trade = { constant = "food" }
seats = { column = "c", since = "d", recorded = { column = "e", date = "%Y%m%d" } }
"""
        )
        assert [name for _, name in mapping.columns()] == ["n", "s", "r", "c", "d", "e"]


class TestDates:
    @pytest.mark.parametrize(
        "text", ["10/11/12", "1", "tomorrow", "2024-W09-4", "20240229", "２０２４-01-01", " 2024-01-01"]
    )
    def test_only_the_iso_form_is_read_where_no_format_is_named(self, text: str) -> None:
        """Nothing is guessed: other forms are refused with a hint to state the format."""
        with pytest.raises(Invalid, match="mapping file"):
            ISO.read(text)
        assert ISO.read("2024-02-29") == date(2024, 2, 29)

    def test_a_day_that_does_not_exist_is_refused(self) -> None:
        """The thirtieth of February is no day in any format."""
        for form, text in ((ISO, "2024-02-30"), (DateFormat("%Y年%-m月%-d日"), "2023年2月29日")):
            with pytest.raises(Invalid, match="no day of the calendar"):
                form.read(text)

    @pytest.mark.parametrize(
        ("form", "text", "others"),
        [
            ("%m/%d/%Y %I:%M:%S %p", "11/15/2022 12:00:00 AM", ("1/15/2022 12:00:00 AM", "11/15/2022")),
            ("%Y%m%d", "20221115", ("2022115", "20221315", "202211150")),
            ("%Y.%-m.%-d", "2022.11.15", ("2022.011.15", "22.11.15", "2022-11-15")),
            ("%d %b %Y", "15 Nov 2022", ("15 nov 2022", "15 11 2022")),
            ("%Y年%-m月%-d日 %-H:%M", "2022年11月15日 7:05", ("2022年11月15日 24:05", "2022年11月15日")),
            ("%Y%%%m%%%d", "2022%11%15", ("2022-11-15",)),
            ("%-I%p %H:%S %d.%m.%Y", "7pm 19:59 15.11.2022", ("13pm 19:59 15.11.2022",)),
        ],
    )
    def test_a_format_is_exact(self, form: str, text: str, others: tuple[str, ...]) -> None:
        """What it states is read, anything a little different is refused."""
        assert DateFormat(form).read(text) == date(2022, 11, 15)
        for other in others:
            with pytest.raises(Invalid):
                DateFormat(form).read(other)

    def test_serial_numbers_of_excel_are_read_where_the_mapping_says_so(self) -> None:
        """A number is a date only by explicit statement."""
        serial = DateFormat("excel")
        assert serial.read("45903") == serial.read(45903) == serial.read(45903.75) == date(2025, 9, 3)
        for wrong in ("0", 0, -1, "9999999", "today", True):
            with pytest.raises(Invalid):
                serial.read(wrong)
        with pytest.raises(Invalid):
            ISO.read(45903)

    def test_dates_of_excel_need_no_format(self) -> None:
        """What the file itself knows as a date is one."""
        assert ISO.read(datetime.fromisoformat("2026-01-31T00:00:00")) == ISO.read(date(2026, 1, 31))
        with pytest.raises(Invalid):
            ISO.read(True)

    @given(st.dates(min_value=date(1000, 1, 1)))
    def test_every_day_is_read_back_from_every_form(self, day: date) -> None:
        """A date written in a form and read in it is the same date."""
        iso = day.isoformat()
        plain = f"{day.day}.{day.month}.{day.year:04}"
        assert ISO.read(iso) == DateFormat("%-d.%-m.%Y").read(plain) == day


class TestComparisons:
    @pytest.mark.parametrize(
        ("text", "holds"),
        [
            ("< on", False),
            ("<= on", True),
            ("== on", True),
            ("!= on", False),
            (">= on", True),
            ("> on", False),
        ],
    )
    def test_a_date_is_compared_with_the_day_asked_about(self, text: str, holds: bool) -> None:
        """`on` is the day as of which is judged."""
        assert Test.written(text).holds(date(2026, 3, 1), on=date(2026, 3, 1)) is holds

    def test_numbers_and_fixed_dates_are_compared_too(self) -> None:
        """The comparison says itself what it compares."""
        number, day = Test.written("> 1.5"), Test.written("<2026-01-01")
        assert (number.of_dates, day.of_dates) == (False, True)
        assert number.holds(2, on=date(2026, 3, 1))
        assert not day.holds(date(2026, 1, 1), on=date(2026, 3, 1))


@attrs.define
class Desk:
    """Reads one row through a mapping, and keeps what was refused and noted."""

    problems: Problems
    notes: list[Problem]
    box: Box | None = None
    services: tuple[str, ...] = ()

    def reading(self) -> Reading:
        """What rows are read with."""
        return Reading("gcj02", self.box, self.services, self.problems, self.notes)

    def merchants(self, mapping: MerchantMapping, *rows: Mapping[str, Cell]) -> tuple[MerchantRow, ...]:
        """The merchants of these rows; name and position are filled in where they are left out."""
        full = [{"name": f"店{n}", "lat": "29.4", "lon": f"106.{n}", **row} for n, row in enumerate(rows, 1)]
        return read_merchants(table(*full), mapping, FACTS, self.reading())

    def riders(self, mapping: RiderMapping, *rows: Mapping[str, Cell]) -> tuple[RiderRow, ...]:
        """The riders of these rows."""
        return read_riders(table(*rows), mapping, self.reading())

    def refused(self) -> list[tuple[int | None, str, str]]:
        """Row, field and code of everything refused."""
        return [(p.row, p.field, p.reason.code) for p in self.problems.all()]

    def noted(self) -> list[tuple[int | None, str, str]]:
        """Row, field and code of everything noted."""
        return [(p.row, p.field, p.reason.code) for p in self.notes]


def table(*rows: Mapping[str, Cell]) -> Table:
    """A table as read from a file."""
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    made = tuple(Row(n, n + 1, tuple(row.get(name) for name in columns)) for n, row in enumerate(rows, 1))
    return Table("t.csv", "csv", "utf-8", "", columns, made)


@pytest.fixture
def desk() -> Desk:
    """An empty desk."""
    return Desk(Problems(limit=100), [])


class TestCells:
    def fact(self, mapped: Mapped, desk: Desk, name: str, form: str, cell: Cell) -> Any:
        """The value of a fact as a cell states it, or the code of its refusal."""
        mapping = mapped(f"{BASE}[nulls]\nnone = ['无']\nunknown = ['不详']\n[facts]\n{name} = {form}\n")
        mapping.check_facts(FACTS)
        merchants = desk.merchants(mapping, {"c": cell})
        if not merchants:
            return desk.problems.all()[-1].reason.code
        return merchants[0].facts[0].at(date(2026, 3, 1), None)

    @pytest.mark.parametrize(
        ("name", "form", "cell", "value"),
        [
            ("seats", '"c"', " 4 ", 4),
            ("seats", '"c"', 4, 4),
            ("seats", '"c"', 4.0, 4),
            ("seats", '"c"', "", None),
            ("seats", '"c"', None, None),
            ("seats", '"c"', "不详", None),
            ("seats", '{ column = "c", values = { "无" = 0 } }', "无", 0),
            ("seats", '{ column = "c", others = "unknown" }', "两个", None),
            ("seats", '{ column = "c", unknown = ["两个"] }', "两个", None),
            ("seats", "{ constant = 7 }", "x", 7),
            ("area", '"c"', "12.50", 12.5),
            ("area", '"c"', 12.5, 12.5),
            ("trade", '"c"', "餐饮 ", "餐饮"),
            ("trade", '"c"', 12, "12"),
            ("trade", '"c"', 12.0, "12"),
            ("trade", '"c"', 1.5, "1.5"),
            ("trade", '"c"', True, "true"),
            ("trade", '"c"', date(2026, 1, 2), "2026-01-02"),
            ("trade", '"c"', datetime.fromisoformat("2026-01-02T08:00"), "2026-01-02 08:00:00"),
            ("opened", '"c"', "2026-01-02", date(2026, 1, 2)),
            ("opened", '{ column = "c", date = "%Y%m%d" }', "20260102", date(2026, 1, 2)),
            ("status", '"c"', "active", "active"),
            ("status", '{ column = "c", values = { "存续" = "active" } }', "存续", "active"),
            ("open_late", '{ column = "c", values = { "是" = true } }', "是", True),
            ("open_late", '{ column = "c", values = { "是" = true } }', False, False),
            ("open_late", '{ column = "c", values = { "是" = true } }', "无", False),
            ("open_late", '{ column = "c", values = { "是" = true }, others = "unknown" }', "或许", None),
            ("open_late", '{ column = "c", test = "<= on" }', "2026-03-01", True),
            ("open_late", '{ column = "c", test = "<= on" }', "2026-03-02", False),
            ("open_late", '{ column = "c", test = "<= on", none = [""] }', "", False),
            ("open_late", '{ column = "c", test = "> 10" }', "11", True),
            ("open_late", '{ column = "c", test = ">= on", values = { "长期" = true } }', "长期", True),
        ],
    )
    def test_a_cell_states_a_value(
        self, mapped: Mapped, desk: Desk, name: str, form: str, cell: Cell, value: object
    ) -> None:
        """By the fact's type, the words' meanings and the words for none and unknown."""
        found = self.fact(mapped, desk, name, form, cell)
        assert (found, type(found)) == (value, type(value))

    @pytest.mark.parametrize(
        ("name", "form", "cell", "code"),
        [
            ("seats", '"c"', "1.9", "standards.not_int"),
            ("seats", '"c"', 1.9, "standards.not_int"),
            ("seats", '"c"', True, "mapping.not_number"),
            ("seats", '"c"', "1_000", "mapping.not_number"),
            ("seats", '"c"', "１２", "mapping.not_number"),
            ("seats", '"c"', "1,000", "mapping.not_number"),
            ("seats", '"c"', "9" * 5000, "mapping.not_number"),
            ("seats", '"c"', "无", "mapping.none_of_fact"),
            ("area", '"c"', float("nan"), "mapping.not_number"),
            ("area", '"c"', "1e999", "mapping.not_number"),
            ("trade", '"c"', 12345678901234567890, "mapping.digits_lost"),
            ("trade", '"c"', 1.5e300, "mapping.digits_lost"),
            ("opened", '"c"', "10/11/12", "mapping.not_iso"),
            ("opened", '{ column = "c", date = "%Y%m%d" }', "2026-01-02", "mapping.not_date"),
            ("status", '"c"', "open", "value.not_one_of"),
            ("status", '{ column = "c", values = { "存续" = "active" } }', "active", "value.not_one_of"),
            ("open_late", '{ column = "c", values = { "是" = true } }', "no", "value.not_one_of"),
            ("open_late", '{ column = "c", values = { "是" = true } }', "False", "value.not_one_of"),
            ("open_late", '{ column = "c", test = "<= on" }', "soon", "mapping.not_iso"),
            ("open_late", '{ column = "c", test = "> 10" }', "many", "mapping.not_number"),
        ],
    )
    def test_what_is_not_exactly_a_value_refuses_the_row(
        self, mapped: Mapped, desk: Desk, name: str, form: str, cell: Cell, code: str
    ) -> None:
        """No number is rounded, no word guessed at, no date read in a likely form."""
        assert self.fact(mapped, desk, name, form, cell) == code

    def test_a_word_taken_as_unknown_is_listed(self, mapped: Mapped, desk: Desk) -> None:
        """Where the mapping lets unknown words pass, a person still hears of each."""
        mapping = mapped(f'{BASE}[facts]\nseats = {{ column = "c", others = "unknown" }}\n')
        desk.merchants(mapping, {"c": "两个"}, {"c": ""})
        assert desk.noted() == [(1, "facts.seats", "run.word_unknown")]


class TestTwoTimes:
    STATED = Stated("f", True, None, since=date(2026, 3, 1), recorded=date(2026, 3, 5))

    def test_a_fact_is_unknown_before_it_holds(self) -> None:
        """What is stated of a day says nothing of the days before."""
        assert self.STATED.at(date(2026, 3, 1), None) is True
        assert self.STATED.at(date(2026, 2, 28), None) == Reason(
            "run.holds_from", fact="f", since=date(2026, 3, 1)
        )

    def test_a_fact_is_unknown_before_it_was_recorded(self) -> None:
        """Who asks what was known then is not told what was learnt later."""
        late = Reason("run.recorded_on", fact="f", recorded=date(2026, 3, 5))
        assert self.STATED.at(date(2026, 4, 1), date(2026, 3, 4)) == late
        assert self.STATED.at(date(2026, 4, 1), date(2026, 3, 5)) is True

    def test_what_nobody_stated_is_unknown_at_all_times(self) -> None:
        """An empty cell is no news of any day."""
        assert attrs.evolve(self.STATED, value=None).at(date(2020, 1, 1), None) is None

    def test_each_fact_says_from_when_it_holds(self, mapped: Mapped, desk: Desk) -> None:
        """Timeless, from a column's day, or from the table's own day; and when it was recorded."""
        mapping = mapped(
            f"""{BASE}
[facts]
opened = {{ column = "o", timeless = true }}
seats = {{ column = "s", since = "d", recorded = {{ column = "r", date = "%Y%m%d" }} }}
trade = "t"
"""
        )
        full, empty = desk.merchants(
            mapping,
            {"o": "2020-01-01", "s": "4", "d": "2025-12-01", "r": "20251224", "t": "food"},
            {"o": "2020-01-01", "s": "4", "d": "", "r": "", "t": "food"},
        )
        as_of = date(2026, 3, 1)
        assert [(f.since, f.recorded) for f in full.facts] == [
            (None, as_of),
            (date(2025, 12, 1), date(2025, 12, 24)),
            (as_of, as_of),
        ]
        assert [(f.since, f.recorded) for f in empty.facts] == [(None, as_of), (as_of, as_of), (as_of, as_of)]


class TestRows:
    FULL = f"""{BASE}
id = "id"
licence = "licence"
trade = {{ column = "trade", values = {{ "餐饮" = "catering" }}, others = "unknown" }}
area = "area"
hours = "hours"
received = {{ column = "received", date = "%Y%m%d" }}
[merchant.services]
column = "services"
values = {{ "饮水" = "water", "充电" = "charge" }}
none = ["无"]
"""
    ROW: Mapping[str, Cell] = {
        "id": "A-1", "licence": "92500113ma00000018", "trade": "餐饮", "area": "花溪街道", "hours": "8PM-2AM",
        "received": "20260201", "services": "饮水、充电",
    }  # fmt: skip

    def test_a_row_becomes_a_merchant(self, mapped: Mapped, desk: Desk) -> None:
        """Every column by its meaning; the licence in its one spelling."""
        (merchant,) = desk.merchants(mapped(self.FULL), self.ROW)
        assert merchant == MerchantRow(
            number=1,
            line=2,
            id="A-1",
            name="店1",
            point=Point.gcj02(lat=29.4, lon=106.1),
            outside=False,
            licence="92500113MA00000018",
            trade="catering",
            area="花溪街道",
            hours=Hours(((Span(20 * 60, 26 * 60),),) * 7),
            hours_text="8PM-2AM",
            services=frozenset({"water", "charge"}),
            received=date(2026, 2, 1),
            facts=(Stated("trade", "catering", None, date(2026, 3, 1), date(2026, 3, 1)),),
        )

    def test_what_a_row_leaves_out_is_unknown(self, mapped: Mapped, desk: Desk) -> None:
        """Unknown services are not none, unknown hours not closed; the row's number stands in for an id."""
        mapping = mapped(self.FULL)
        empty, none = desk.merchants(mapping, dict.fromkeys(self.ROW), {**self.ROW, "services": "无"})
        assert (empty.id, empty.licence, empty.trade, empty.area, empty.hours, empty.received) == (
            "row-1", None, None, None, None, None,
        )  # fmt: skip
        assert (empty.services, none.services) == (None, frozenset())
        (bare,) = desk.merchants(mapped(BASE), {})
        assert (bare.services, bare.hours, bare.hours_text) == (None, None, "")

    def test_everything_wrong_with_a_row_is_told_at_once(self, mapped: Mapped, desk: Desk) -> None:
        """The row is refused with each of its problems, and nothing of it is taken."""
        bad: Mapping[str, Cell] = {
            "name": "x\u202ey", "lat": "91", "id": "i" * 65, "licence": "92500113MA00000019", "hours": "?",
            "received": "2026-02-01", "services": "饮水、洗澡",
        }  # fmt: skip
        desk.services = ("water", "charge")
        assert desk.merchants(mapped(self.FULL), {**self.ROW, **bad}) == ()
        assert desk.refused() == [
            (1, "name", "name.hidden"),
            (1, "point.lat", "places.latitude_range"),
            (1, "id", "name.too_long"),
            (1, "licence", "credit_code.check"),
            (1, "services", "value.not_one_of"),
            (1, "received", "mapping.not_date"),
            (1, "hours", "hours.unreadable"),
        ]
        assert desk.noted() == []

    def test_both_halves_of_a_position_and_every_strange_service_are_told(
        self, mapped: Mapped, desk: Desk
    ) -> None:
        """One look at the row is enough to mend it."""
        desk.services = ("water", "charging")
        mapping = mapped(f'{BASE}services = "services"\n')
        assert desk.merchants(mapping, {"lat": "２９", "lon": "east", "services": "watr、pool"}) == ()
        assert desk.refused() == [
            (1, "point.lat", "mapping.not_number"),
            (1, "point.lon", "mapping.not_number"),
            (1, "services", "mapping.service"),
            (1, "services", "mapping.service_near"),
        ]

    def test_what_the_words_for_trades_mean_is_checked_against_the_standard(self, mapped: Mapped) -> None:
        """Where the standard has a fact of that name, unless the mapping states that fact by itself."""
        trade = Fact("trade", "choice", NOTHING, choices=("catering", "retail"))
        text = f'{BASE}trade = {{ column = "c", values = {{ "餐饮" = "catring", "药店" = "retail" }} }}\n'
        with pytest.raises(Invalid) as error:
            mapped(text).check_facts((trade,))
        assert told(error) == [("merchant.trade.values.餐饮", "value.not_one_of")]
        mapped(text).check_facts(())
        mapped(f'{text}[facts]\ntrade = "c"\n').check_facts((trade,))

    @pytest.mark.parametrize(
        ("row", "field", "code"),
        [
            ({"name": ""}, "name", "value.missing"),
            ({"name": "  "}, "name", "value.missing"),
            ({"name": "x" * 201}, "name", "name.too_long"),
            ({"name": "a\u200bb"}, "name", "name.hidden"),
            ({"lat": "0", "lon": "0"}, "point.lat", "places.null_island"),
            ({"lat": "106.5", "lon": "29.4"}, "point.lat", "places.swapped_range"),
            ({"lat": "29.4", "lon": "181"}, "point.lon", "places.longitude_range"),
            ({"lat": "NaN"}, "point.lat", "mapping.not_number"),
            ({"lon": "106.5E"}, "point.lon", "mapping.not_number"),
            ({"lat": "", "lon": ""}, "point", "mapping.no_point"),
            ({"lat": "", "lon": "1"}, "point.lat", "mapping.not_number"),
        ],
    )
    def test_a_merchant_needs_a_name_and_a_position(
        self, mapped: Mapped, desk: Desk, row: Mapping[str, Cell], field: str, code: str
    ) -> None:
        """Without both it cannot be found, so the row is refused."""
        assert desk.merchants(mapped(BASE), row) == ()
        assert desk.refused() == [(1, field, code)]

    def test_one_column_may_hold_the_point_as_text(self, mapped: Mapped, desk: Desk) -> None:
        """As databases and map tools write it: well-known text, the longitude first."""
        mapping = mapped(BASE.replace('{ lat = "lat", lon = "lon" }', '{ wkt = "lat" }'))
        texts = (" point(106.54 29.4)", "106.54 29.4", "")
        (merchant,) = desk.merchants(mapping, *({"name": "x", "lat": text} for text in texts))
        assert merchant.point == Point.gcj02(lat=29.4, lon=106.54)
        assert desk.refused() == [(2, "point", "mapping.not_wkt"), (3, "point", "mapping.no_point")]

    def test_what_looks_like_code_is_a_name(self, mapped: Mapped, desk: Desk) -> None:
        """Data is data: it is kept letter for letter."""
        (merchant,) = desk.merchants(mapped(BASE), {"name": '"; DROP TABLE merchants; --'})
        assert merchant.name == '"; DROP TABLE merchants; --'

    def test_hours_that_cannot_be_read_are_unknown_and_listed(self, mapped: Mapped, desk: Desk) -> None:
        """The merchant stays, with its hours as written."""
        (merchant,) = desk.merchants(mapped(self.FULL), {**self.ROW, "hours": "看天气"})
        assert (merchant.hours, merchant.hours_text) == (None, "看天气")
        assert desk.noted() == [(1, "hours", "hours.unread_part")]

    def test_swapped_is_refused_and_outside_is_marked(self, mapped: Mapped, desk: Desk) -> None:
        """By the city's box: an exchanged pair that would lie inside is a slip, any other a question."""
        desk.box = Box(south=29, west=30, north=31, east=107)
        inside, outside = desk.merchants(
            mapped(BASE), {"lon": "106.5"}, {"lat": "31.5", "lon": "30.5"}, {"lat": "45", "lon": "106"}
        )
        assert (inside.outside, outside.outside) == (False, True)
        assert desk.refused() == [(2, "point.lat", "places.swapped")]
        assert desk.noted() == [(3, "point", "run.outside")]

    def test_services_the_city_does_not_have_are_refused(self, mapped: Mapped, desk: Desk) -> None:
        """With the nearest that it has."""
        desk.services = ("water", "charging")
        mapping = mapped(f'{BASE}services = "services"\n')
        assert desk.merchants(mapping, {"services": "water、charge"}) == ()
        assert desk.refused() == [(1, "services", "mapping.service_near")]

    def test_columns_that_the_table_lacks_or_has_twice_are_told_at_once(
        self, mapped: Mapped, desk: Desk
    ) -> None:
        """Before any row is read, with the nearest name there is."""
        found = Table("t.csv", "csv", "utf-8", "", ("nam", "lat", "lat", ""), ())
        with pytest.raises(Invalid) as error:
            read_merchants(found, mapped(BASE), FACTS, desk.reading())
        assert told(error) == [
            ("merchant.name", "mapping.column_near"),
            ("merchant.point", "mapping.column_twice"),
            ("merchant.point", "mapping.column"),
        ]

    def test_too_many_wrong_rows_stop_the_reading(self, mapped: Mapped, desk: Desk) -> None:
        """One limit holds for rows that cannot be read and rows that make no sense."""
        desk.problems = Problems(limit=1)
        with pytest.raises(Stopped):
            desk.merchants(mapped(BASE), {"lat": "x"}, {"lat": "x"}, {})
        assert {row for row, _, _ in desk.refused()} == {1, 2}

    def test_positions_come_from_the_geometry_where_the_mapping_says_so(
        self, tmp_path: Path, desk: Desk
    ) -> None:
        """A GeoJSON feature has its own position, or none."""
        (tmp_path / "m.toml").write_text('[rider]\npoint = "geometry"\n')
        mapping = read_mapping(tmp_path / "m.toml", RiderMapping)
        rows = (Row(1, 1, (), (106.5, 29.5)), Row(2, 5, (), None))
        riders = read_riders(Table("t.geojson", "geojson", "utf-8", "", (), rows), mapping, desk.reading())
        assert [rider.point for rider in riders] == [Point.gcj02(lat=29.5, lon=106.5)]
        assert desk.refused() == [(2, "point", "mapping.no_point")]


class TestTwins:
    def test_a_number_that_stands_twice_is_refused(self, mapped: Mapped, desk: Desk) -> None:
        """The first row is kept, also where the second spells the number otherwise."""
        mapping = mapped(f'{BASE}id = "id"\n')
        kept = desk.merchants(mapping, {"id": "a-1"}, {"id": "A-1"}, {"id": "ａ-1"})
        assert [merchant.number for merchant in kept] == [1]
        assert desk.refused() == [(2, "id", "run.id_twice"), (3, "id", "run.id_twice")]

    def test_one_licence_at_one_place_is_one_merchant(self, mapped: Mapped, desk: Desk) -> None:
        """Whatever its name is spelt like; elsewhere the licence may have another shop."""
        mapping = mapped(f'{BASE}id = "id"\nlicence = "licence"\n')
        licence = {"licence": "92500113MA00000018", "lon": "106.5"}
        kept = desk.merchants(
            mapping,
            {**licence, "id": "1"},
            {"id": "2", "licence": "92500113ma00000018", "lon": "106.5001"},
            {**licence, "id": "3", "lon": "106.6"},
        )
        assert [merchant.number for merchant in kept] == [1, 3]
        assert desk.refused() == [(2, "licence", "run.licence_twice")]

    def test_one_name_at_one_place_is_one_merchant(self, mapped: Mapped, desk: Desk) -> None:
        """Dots, widths and blanks make no other name; thirty metres make another place."""
        kept = desk.merchants(
            mapped(BASE),
            {"name": "买买提·艾力 餐厅", "lon": "106.5"},
            {"name": "买买提•艾力　餐厅", "lon": "106.5"},
            {"name": "买买提·艾力 餐厅", "lon": "106.51"},
        )
        assert [merchant.number for merchant in kept] == [1, 3]
        assert desk.refused() == [(2, "name", "run.name_twice")]

    def test_one_name_at_one_place_with_other_numbers_is_for_a_person_to_see(
        self, mapped: Mapped, desk: Desk
    ) -> None:
        """Both are kept and the second is listed: nothing is merged in silence."""
        mapping = mapped(f'{BASE}id = "id"\n')
        same = {"name": "老王面馆", "lon": "106.5"}
        assert len(desk.merchants(mapping, {**same, "id": "1"}, {**same, "id": "2"})) == 2
        assert desk.noted() == [(2, "name", "run.name_near")]


class TestRiders:
    def test_a_row_becomes_somebody_asking(self, tmp_path: Path, desk: Desk) -> None:
        """Who, where, and for what; a box marks those outside."""
        (tmp_path / "m.toml").write_text(
            '[rider]\nid = "r"\npoint = { lat = "y", lon = "x" }\nneeds = { column = "n", separator = " " }\n'
        )
        mapping = read_mapping(tmp_path / "m.toml", RiderMapping)
        desk.box = Box(south=29, west=106, north=30, east=107)
        riders = desk.riders(
            mapping,
            {"r": "r1", "y": 29.5, "x": 106.5, "n": "water  rest"},
            {"r": "", "y": 31, "x": 106.5, "n": ""},
            {"r": "r3", "y": 91, "x": 106.5, "n": ""},
        )
        assert [(rider.id, rider.needs) for rider in riders] == [
            ("r1", frozenset({"water", "rest"})),
            ("row-2", frozenset()),
        ]
        assert desk.noted() == [(2, "point", "run.outside")]
        assert desk.refused() == [(3, "point.lat", "places.latitude_range")]
