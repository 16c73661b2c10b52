"""Files as offices open them: CSV that Excel shows rightly, GeoJSON that names its datum."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.command_line import output
from friendly_services.command_line.tables import Problems, read_table
from friendly_services.errors import Invalid
from friendly_services.places import Point

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)


def test_a_csv_carries_the_mark_excel_knows_it_by(tmp_path: Path) -> None:
    """UTF-8 with byte order mark and the line ends of the format."""
    count = output.write_csv(tmp_path / "a.csv", ("名称", "n"), [("店", 1), ("x", None)])
    assert (tmp_path / "a.csv").read_bytes() == "\ufeff名称,n\r\n店,1\r\nx,\r\n".encode()
    assert count == 2


def test_formulas_are_guarded_and_numbers_stay_numbers(tmp_path: Path) -> None:
    """Text that could run gets an apostrophe, in the header too; a typed negative number does not."""
    row = ("=1+1", "-1", -1, -1.5, True, False, date(2026, 1, 31), "plain")
    output.write_csv(tmp_path / "a.csv", ("@x", *"bcdefgh"), [row])
    header, cells = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert header.startswith("'@x,")
    assert cells == "'=1+1,'-1,-1,-1.5,yes,no,2026-01-31,plain"


@given(rows=st.lists(st.tuples(TEXT, TEXT), max_size=5))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    """Every text survives the way out and in again: quotes, line ends, formulas and rare characters."""
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    output.write_csv(path, ("a", "b"), rows)
    problems = Problems(limit=0)
    assert [row.cells for row in read_table(path, problems).rows] == rows
    assert not problems.all()


def test_rare_characters_survive_gb18030_and_gbk_is_refused(tmp_path: Path) -> None:
    """GBK lacks the name of a real person; it is not written rather than written without it."""
    output.write_csv(tmp_path / "a.csv", ("name",), [("𠮷田",), ("㼆",)], encoding="gb18030")
    table = read_table(tmp_path / "a.csv", Problems(limit=0))
    assert [row.cells[0] for row in table.rows] == ["𠮷田", "㼆"]
    with pytest.raises(Invalid, match="gb18030"):
        output.write_csv(tmp_path / "b.csv", ("name",), [("𠮷田",)], encoding="gbk")  # type: ignore[arg-type]
    assert not (tmp_path / "b.csv").exists()


def test_geojson_says_its_datum_and_is_read_back(tmp_path: Path) -> None:
    """The collection names the datum, and its points come back as they were."""
    points = [Point.gcj02(lat=29.5, lon=106.5), Point.gcj02(lat=29.6, lon=106.6)]
    output.write_geojson(
        tmp_path / "a.geojson",
        [output.Feature(p, {"名称": f"店{n}"}) for n, p in enumerate(points)],
        datum="gcj02",
    )
    plain = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert (plain["type"], plain["datum"]) == ("FeatureCollection", "gcj02")
    table = read_table(tmp_path / "a.geojson", Problems(limit=0))
    assert [(row.cells, row.position) for row in table.rows] == [
        (("店0",), (106.5, 29.5)),
        (("店1",), (106.6, 29.6)),
    ]


def test_a_file_that_could_not_be_finished_is_not_there(tmp_path: Path) -> None:
    """What fails half way leaves the earlier file as it was and nothing beside it."""
    output.write_text(tmp_path / "a.csv", "before")

    def rows() -> list[tuple[str]]:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        output.write_csv(tmp_path / "a.csv", ("a",), (row for _ in (1,) for row in rows()))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.csv", "before")]
