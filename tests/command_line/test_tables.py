"""Tables as strangers keep them: encodings, broken rows, limits, Excel and GeoJSON."""

import io
import json
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.command_line import tables
from friendly_services.command_line.tables import Layout, Limits, Problems, Stopped, Table, read_table
from friendly_services.errors import Invalid
from friendly_services.text import guarded, unguarded

openpyxl = pytest.importorskip("openpyxl")

Reader = Callable[..., Table]


@pytest.fixture
def problems() -> Problems:
    """What is refused."""
    return Problems(limit=100)


@pytest.fixture
def read(tmp_path: Path, problems: Problems) -> Reader:
    """Writes the bytes to a file and reads it."""

    def reading(content: str | bytes, name: str = "shops.csv", **options: object) -> Table:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(path, problems, **options)  # type: ignore[arg-type]

    return reading


def workbook(*rows: tuple[object, ...], sheet: str = "Sheet1") -> bytes:
    """An Excel file with one sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def code(error: pytest.ExceptionInfo[Invalid]) -> str:
    """The code of the first problem."""
    return error.value.problems[0].reason.code


def codes(problems: Problems) -> list[tuple[int | None, int | None, str]]:
    """Row, line and code of each problem."""
    return [(p.row, p.line, p.reason.code) for p in problems.all()]


class TestEncodings:
    @pytest.mark.parametrize(
        ("python", "told"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("gbk", "gb18030"),
            ("gb18030", "gb18030"),
            ("utf-16", "utf-16"),
        ],
    )
    def test_the_same_text_is_read_from_every_encoding(self, read: Reader, python: str, told: str) -> None:
        """UTF-8 with and without mark, GBK, GB18030 and UTF-16 give the same rows; the table names which."""
        table = read("名称,地址\n联通营业厅,花溪街道 1 号\n".encode(python))
        assert table.columns == ("名称", "地址")
        assert [row.cells for row in table.rows] == [("联通营业厅", "花溪街道 1 号")]
        assert table.encoding == told

    def test_utf_16_is_read_in_both_byte_orders(self) -> None:
        """The mark decides the order of the bytes."""
        assert tables.decode(b"\xff\xfe" + "面".encode("utf-16-le")) == ("面", "utf-16")
        assert tables.decode(b"\xfe\xff" + "面".encode("utf-16-be")) == ("面", "utf-16")

    def test_unicom_in_gbk_stays_unicom(self, read: Reader) -> None:
        """The word whose GBK bytes some programs take for UTF-8 is read as what it says."""
        assert read("联通".encode("gbk") + b"\nx\n").columns == ("联通",)

    def test_second_bytes_that_look_like_separators_do_not_split(self, read: Reader) -> None:
        """Text is decoded before it is split: 誠 ends in a backslash's byte, another in a bar's."""
        bar = next(
            c for c in map(chr, range(0x4E00, 0x9FFF)) if c.encode("gbk", "ignore")[1:] == b"|" and c != "誠"
        )
        assert "誠".encode("gbk")[1:] == b"\\"
        table = read(f"name;no\n誠{bar}店;7\n".encode("gbk"), layout=Layout(separator=";"))
        assert table.rows[0].cells == (f"誠{bar}店", "7")

    def test_four_byte_characters_survive(self, read: Reader) -> None:
        """Rare characters that GBK lacks are read from GB18030."""
        assert read("name\n𠮷田㼆\n".encode("gb18030")).rows[0].cells == ("𠮷田㼆",)

    def test_bytes_of_no_encoding_refuse_the_file_naming_the_line(self, read: Reader) -> None:
        """Nothing is replaced by question marks: the line of the first bad byte is told."""
        with pytest.raises(Invalid) as error:
            read(b"name\nok\n\xff\xff\n")
        assert code(error) == "table.encoding"
        assert error.value.problems[0].reason.values["line"] == 3
        assert error.value.problems[0].file == "shops.csv"

    @pytest.mark.parametrize("content", [b"\xef\xbb\xbfname\n\xff\n", b"\xff\xfe\x00"])
    def test_a_mark_binds(self, read: Reader, content: bytes) -> None:
        """A file that says what it is and is not is refused, never tried as something else."""
        with pytest.raises(Invalid) as error:
            read(content)
        assert code(error) == "table.encoding"

    def test_utf_16_without_a_mark_is_refused_with_a_hint(self, read: Reader) -> None:
        """Latin text in unmarked UTF-16 is also UTF-8 full of NULs; the message says what it is."""
        with pytest.raises(Invalid) as error:
            read("name,no\nshop,1\n".encode("utf-16-le"))
        assert code(error) == "table.utf16_without_mark"


class TestBrokenRows:
    def test_rows_with_fewer_or_more_fields_are_refused_alone(self, read: Reader, problems: Problems) -> None:
        """A ragged row is named by its data row and its line; its neighbours are read."""
        table = read("a,b\n1,2\n3\n\n4,5,6\n7,8\n")
        assert [(row.number, row.line, row.cells) for row in table.rows] == [
            (1, 2, ("1", "2")),
            (4, 6, ("7", "8")),
        ]
        assert codes(problems) == [(2, 3, "table.fields"), (3, 5, "table.fields")]
        assert table.empty == 1

    def test_an_open_quote_costs_its_own_row(self, read: Reader, problems: Problems) -> None:
        """A quotation mark that is never closed does not swallow the rest of the file."""
        table = read('a,b\n1,"open\n2,"fine, with comma"\n3,x\n4,"open again\n')
        assert [row.cells for row in table.rows] == [("2", "fine, with comma"), ("3", "x")]
        assert codes(problems) == [(1, 2, "table.quote_open"), (4, 5, "table.quote_open")]

    def test_a_cell_of_several_lines_is_one_row(self, read: Reader, problems: Problems) -> None:
        """A closed quote may span lines; the row is known by the line it starts on."""
        table = read('a,b\n"one\r\ntwo","say ""hi"""\n3,4\n')
        assert [(row.number, row.line, row.cells) for row in table.rows] == [
            (1, 2, ("one\r\ntwo", 'say "hi"')),
            (2, 4, ("3", "4")),
        ]
        assert not problems.all()

    def test_a_nul_refuses_its_row(self, read: Reader, problems: Problems) -> None:
        """A NUL is damage, not text."""
        table = read("a,b\n1,x\0y\n2,z\n")
        assert [row.cells for row in table.rows] == [("2", "z")]
        assert codes(problems) == [(1, 2, "table.nul")]

    def test_a_cell_of_ten_megabytes_refuses_its_row(self, read: Reader, problems: Problems) -> None:
        """A huge cell is refused without being shown, and the file goes on."""
        table = read("a,b\n1," + "x" * 10_000_000 + "\n2,z\n")
        assert [row.cells for row in table.rows] == [("2", "z")]
        assert codes(problems) == [(1, 2, "table.cell_too_long")]
        assert len(str(problems.all()[0])) < 200

    def test_an_open_quote_far_from_the_end_is_called_one(self, read: Reader, problems: Problems) -> None:
        """What runs on over the limit because of a quote is no long cell, and the lines after it are read."""
        table = read('a,b\n1,"x\n' + f"3,{'4' * 1000}\n" * 200)
        assert codes(problems) == [(1, 2, "table.quote_open")]
        assert len(table.rows) == 200

    def test_the_limit_on_cells_can_be_narrower_than_the_parsers(
        self, read: Reader, problems: Problems
    ) -> None:
        """A limit that is set is kept, also below what the parser would take."""
        assert read("a\n123456\n", limits=Limits(cell=5)).rows == ()
        assert codes(problems) == [(1, 2, "table.cell_too_long")]

    def test_a_hundred_broken_rows_are_listed_and_one_more_stops(self, read: Reader, tmp_path: Path) -> None:
        """Up to the limit the file goes on; beyond it everything found is told and nothing is taken."""
        assert len(read("a,b\n" + "x\n" * 100 + "1,2\n").rows) == 1
        (worse := tmp_path / "worse.csv").write_text("a,b\n" + "x\n" * 101)
        with pytest.raises(Stopped) as error:
            read_table(worse, Problems(limit=100))
        assert len(error.value.problems) == 101
        assert error.value.limit == 100
        assert "more than 100 rows are wrong" in str(error.value)

    def test_rows_of_nothing_are_passed_over_and_counted(self, read: Reader) -> None:
        """Empty lines and rows of separators, as spreadsheets leave behind, are no data."""
        table = read("a,b\n1,2\n,\n\n,,,\n3,4\n")
        assert [row.number for row in table.rows] == [1, 2]
        assert table.empty == 3

    def test_only_line_ends_end_lines(self, read: Reader) -> None:
        """Form feeds and Unicode's line separators belong to the text."""
        assert read("a\nx\u2028y\x0cz\x85\n").rows[0].cells == ("x\u2028y\x0cz\x85",)

    def test_a_header_may_stand_below_a_title(self, read: Reader) -> None:
        """Ledgers often have a title above the names of the columns."""
        table = read("友好商户台账,,\na,b\n1,2\n", layout=Layout(header=2))
        assert (table.columns, table.rows[0].line) == (("a", "b"), 3)

    @pytest.mark.parametrize("content", ["", "a\n", "\n\n"])
    def test_a_file_without_a_header_is_refused(self, read: Reader, content: str) -> None:
        """A header that is not where it should be refuses the file."""
        with pytest.raises(Invalid) as error:
            read(content, layout=Layout(header=2))
        assert code(error) == "table.no_header"

    def test_a_header_that_cannot_be_read_refuses_the_file(self, read: Reader) -> None:
        """Without names nothing can be mapped."""
        with pytest.raises(Invalid) as error:
            read('"a,b\n1,2\n')
        assert code(error) == "table.quote_open"


class TestLimits:
    def test_two_hundred_thousand_and_one_rows_are_refused(self, read: Reader) -> None:
        """One row too many refuses the file before it is read on."""
        with pytest.raises(Invalid) as error:
            read("a\n" + "1\n" * 200_001)
        assert code(error) == "table.too_many_rows"

    def test_sixty_five_mebibytes_are_refused_unread(self, tmp_path: Path, problems: Problems) -> None:
        """The size is looked up, not read."""
        path = tmp_path / "big.csv"
        with path.open("wb") as file:
            file.truncate(65 * 1024 * 1024)
        with pytest.raises(Invalid) as error:
            read_table(path, problems)
        assert code(error) == "table.too_large"

    def test_a_missing_file_and_a_folder_are_refused(self, tmp_path: Path, problems: Problems) -> None:
        """What cannot be opened is an input error, not a crash."""
        (tmp_path / "folder.csv").mkdir()
        for name in ("none.csv", "folder.csv"):
            with pytest.raises(Invalid) as error:
                read_table(tmp_path / name, problems)
            assert code(error) == "table.no_file"

    def test_an_unknown_ending_is_refused_naming_the_known(self, read: Reader) -> None:
        """An old .xls says which endings are read."""
        with pytest.raises(Invalid) as error:
            read(b"", "shops.xls")
        assert code(error) == "table.format"
        assert ".xlsx" in str(error.value)


class TestExcel:
    def test_typed_cells_keep_their_types(self, read: Reader) -> None:
        """Numbers, dates and yes or no come as what they are; a time of day as text."""
        table = read(
            workbook(
                ("名称", "no", "on", "ok", "at"),
                ("店", 7, datetime.fromisoformat("2026-01-31"), True, time(8, 30)),
                ("x", 1.5, date(2026, 2, 1), False, timedelta(hours=30)),
            ),
            "shops.xlsx",
        )
        assert table.columns == ("名称", "no", "on", "ok", "at")
        assert table.rows[0].cells == ("店", 7, datetime.fromisoformat("2026-01-31"), True, "08:30")
        assert table.rows[1].cells == (
            "x",
            1.5,
            datetime.fromisoformat("2026-02-01"),
            False,
            "1 day, 6:00:00",
        )
        assert (table.rows[1].number, table.rows[1].line, table.encoding) == (2, 3, "")

    def test_sheet_and_header_row_are_chosen(self, read: Reader, problems: Problems) -> None:
        """The named sheet is read from its header row on; short rows are filled, long ones refused."""
        content = workbook(
            ("title",), ("a", "b", None), ("1",), (None, None), ("2", "3", "4"), ("5", "6"), sheet="台账"
        )
        table = read(content, "s.xlsx", layout=Layout(sheet="台账", header=2))
        assert [(r.number, r.line, r.cells) for r in table.rows] == [(1, 3, ("1", None)), (3, 6, ("5", "6"))]
        assert codes(problems) == [(2, 5, "table.fields")]
        assert table.empty == 1

    def test_a_sheet_that_is_not_there_is_refused_naming_those_that_are(self, read: Reader) -> None:
        """The message lists the sheets."""
        with pytest.raises(Invalid, match="台账") as error:
            read(workbook(("a",), sheet="台账"), "s.xlsx", layout=Layout(sheet="Sheet9"))
        assert code(error) == "excel.no_sheet"

    @pytest.mark.parametrize("header", [1, 5])
    def test_an_empty_header_row_is_refused(self, read: Reader, header: int) -> None:
        """A header row without names, or beyond the sheet, refuses the file."""
        with pytest.raises(Invalid) as error:
            read(workbook((None,), ("a",)), "s.xlsx", layout=Layout(header=header))
        assert code(error) == "table.no_header"

    def test_coloured_cells_beside_the_header_are_no_columns(self, read: Reader) -> None:
        """What is only painted has no name and no values."""
        book = openpyxl.Workbook()
        book.active.append(("a", "b"))
        book.active.append(("1", "2"))
        book.active.cell(1, 4).font = openpyxl.styles.Font(bold=True)
        book.save(target := io.BytesIO())
        table = read(target.getvalue(), "s.xlsx")
        assert (table.columns, table.rows[0].cells) == (("a", "b"), ("1", "2"))

    def test_a_huge_cell_refuses_its_row(self, read: Reader, problems: Problems) -> None:
        """The limit on cells holds for sheets too."""
        assert read(workbook(("a",), ("123456",)), "s.xlsx", limits=Limits(cell=5)).rows == ()
        assert codes(problems) == [(1, 2, "table.cell_too_long")]

    def test_a_zip_bomb_is_refused_before_it_is_unpacked(self, read: Reader) -> None:
        """A part packed more than a hundredfold is no table."""
        target = io.BytesIO(workbook(("a",)))
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/worksheets/sheet2.xml", b" " * 20_000_000)
        with pytest.raises(Invalid) as error:
            read(target.getvalue(), "s.xlsx")
        assert code(error) == "excel.bomb"

    def test_a_workbook_larger_than_the_limit_once_unpacked_is_refused(self, read: Reader) -> None:
        """Modest packing does not excuse an immodest size."""
        with pytest.raises(Invalid) as error:
            read(workbook(("a",)), "s.xlsx", limits=Limits(unpacked=1000))
        assert code(error) == "table.too_large"

    def test_what_is_no_workbook_is_refused(self, read: Reader) -> None:
        """A CSV with the wrong ending, and an archive that holds no workbook."""
        with pytest.raises(Invalid) as error:
            read("a,b\n", "s.xlsx")
        assert code(error) == "excel.not_a_workbook"
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as parts:
            parts.writestr("hello.txt", "hello")
        with pytest.raises(Invalid) as error:
            read(target.getvalue(), "s.xlsx")
        assert code(error) == "excel.unreadable"

    def test_a_sheet_with_impossible_row_numbers_is_refused(
        self, read: Reader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A row numbered beyond what Excel has would otherwise be filled up to without end."""
        monkeypatch.setattr("friendly_services.command_line.tables._excel._LAST_ROW", 3)
        with pytest.raises(Invalid) as error:
            read(workbook(("a",), ("1",), ("2",), ("3",)), "s.xlsx")
        assert code(error) == "table.too_many_rows"

    def test_without_openpyxl_the_extra_is_named(self, read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who lacks the library is told how to get it, and that CSV needs none."""
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        with pytest.raises(Invalid, match="excel") as error:
            read(workbook(("a",)), "s.xlsx")
        assert code(error) == "excel.library"


def feature(
    properties: object, coordinates: object = (106.5, 29.5), kind: str = "Point"
) -> dict[str, object]:
    """One feature of a collection."""
    geometry = {"type": kind, "coordinates": coordinates} if coordinates else None
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object) -> str:
    """A collection as a file holds it."""
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1)


class TestGeoJSON:
    def test_points_and_their_properties_are_read(self, read: Reader) -> None:
        """Columns are the properties of all features; each row has the line its feature starts on."""
        text = collection(feature({"名称": "店", "n": 1}), feature({"ok": True, "tags": ["a"]}, [1, 2, 9]))
        table = read(text, "s.geojson")
        assert table.columns == ("名称", "n", "ok", "tags")
        assert [row.cells for row in table.rows] == [("店", 1, None, None), (None, None, True, '["a"]')]
        assert [row.position for row in table.rows] == [(106.5, 29.5), (1.0, 2.0)]
        lines = text.splitlines()
        assert [lines[row.line - 1].strip() for row in table.rows] == ["{", "{"]
        assert ["Feature" in lines[row.line] for row in table.rows] == [True, True]

    def test_a_feature_may_have_no_place_or_no_properties(self, read: Reader, problems: Problems) -> None:
        """What lacks a place keeps its properties, and the other way round."""
        table = read(collection(feature({"a": 1}, None), feature(None)), "s.geojson")
        assert [(row.cells, row.position) for row in table.rows] == [((1,), None), ((None,), (106.5, 29.5))]
        assert not problems.all()

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            (feature({}, [[1, 2], [3, 4]], "LineString"), "geojson.not_a_point"),
            (feature({}, [1]), "geojson.not_a_point"),
            (feature({}, ["1", "2"]), "geojson.not_a_point"),
            (feature({}, [True, 2]), "geojson.not_a_point"),
            (feature({}, [1, 2, 3, 4]), "geojson.not_a_point"),
            ({"type": "Point"}, "geojson.not_a_feature"),
            (7, "geojson.not_a_feature"),
            (feature([1]), "geojson.not_a_feature"),
            (feature({"a": "\ud800"}), "geojson.half_character"),
        ],
    )
    def test_a_wrong_feature_is_refused_alone(
        self, read: Reader, problems: Problems, wrong: object, reason: str
    ) -> None:
        """Each is named by its row; the features beside it are read."""
        table = read(collection(feature({"a": 1}), wrong, feature({"a": 2})), "s.geojson")
        assert [(row.number, row.cells[0]) for row in table.rows] == [(1, 1), (3, 2)]
        assert [(p.row, p.reason.code) for p in problems.all()] == [(2, reason)]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("{", "geojson.not_json"),
            ("[1]", "geojson.not_a_collection"),
            ('{"type": "Feature"}', "geojson.not_a_collection"),
            ('{"features": []}', "geojson.not_a_collection"),
            ('{"type": "FeatureCollection", "features": [], "a": NaN}', "geojson.not_a_number"),
            ('{"type": "FeatureCollection", "features": [], "a": 1e999}', "geojson.not_a_number"),
            (f'{{"type": "FeatureCollection", "features": [{"9" * 5000}]}}', "geojson.not_a_number"),
            ('{"type": "FeatureCollection", "type": "x", "features": []}', "geojson.key_twice"),
            ("[" * 50_000 + "]" * 50_000, "geojson.too_deep"),
        ],
    )
    def test_what_is_no_collection_is_refused(self, read: Reader, text: str, reason: str) -> None:
        """Also numbers that JSON has not, keys that stand twice, and nesting made to break parsers."""
        with pytest.raises(Invalid) as error:
            read(text, "s.geojson")
        assert code(error) == reason

    def test_brackets_in_text_are_text(self, read: Reader) -> None:
        """A quoted brace neither deepens nor moves a line."""
        table = read(collection(feature({"a": '{[ "x" \\'}), feature({"a": "}"})), "s.json")
        assert [row.cells for row in table.rows] == [('{[ "x" \\',), ("}",)]


class TestFormulas:
    @pytest.mark.parametrize(
        "text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\0x", "＝1", "＋1", "－1", "＠"]
    )
    def test_what_could_run_is_guarded_and_comes_back(self, text: str) -> None:
        """Every start that a spreadsheet may run gets an apostrophe, and loses it when read."""
        assert guarded(text) == "'" + text
        assert unguarded("'" + text) == text

    @given(st.text(st.sampled_from("'=+-@a\t１＝"), max_size=6))
    def test_every_text_comes_back_as_it_was(self, text: str) -> None:
        """Guarding loses nothing, whatever a text starts with."""
        assert unguarded(guarded(text)) == text

    def test_reading_takes_the_guard_off(self, read: Reader) -> None:
        """Our own exports come back as they were; other apostrophes stay."""
        assert read("a,b\n'=1+1,'tis\n").rows[0].cells == ("=1+1", "'tis")
        assert read(workbook(("a",), ("'-1",)), "s.xlsx").rows[0].cells == ("-1",)
