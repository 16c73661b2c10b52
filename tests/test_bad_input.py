"""The catalogue of bad input: what strangers send, row by row, and what becomes of it.

The numbers are those of the project's catalogue. The other rows stand in the files beside this one, or with
their subject: `tests/meta/test_bad_input_rows.py` misses none. Most are shown on a file, as `run` meets them:
bad rows among good ones, and these are taken.
"""

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from friendly_services import merchants, packs, points, wire
from friendly_services.city import ClockAhead
from friendly_services.command_line import main, output
from friendly_services.command_line.run import RunOptions, RunReport, run
from friendly_services.command_line.tables import Limits, Problems, Stopped, read_table
from friendly_services.errors import Invalid
from friendly_services.hookspecs import hookimpl
from friendly_services.hours import Hours, status
from friendly_services.hours import read as hours_of
from friendly_services.places import Box, Place, Point, check_in_box, distance, metres
from friendly_services.plugins import PluginError
from friendly_services.proximity import Index, Query, Rules, rank
from friendly_services.standards import evaluate, read_standard
from friendly_services.storage import IndexKey, Store, TooLarge, Unavailable
from friendly_services.storage.memory import MemoryStore
from friendly_services.storage.sqlite import SQLiteStore
from friendly_services.testing import StandingClock, batch, put
from friendly_services.wire import Wire
from friendly_services_filestore import FileStore
from tests.city.town import CLERK, HERE, INSPECTOR, MONDAY, applied, shown, small
from tests.command_line.test_run import LINJIANG, rows_of

COLUMNS = ("name", "id", "licence", "lat", "lon", "hours", "services", "opened", "seats", "premises")
MAP = """
[table]
as_of = 2026-03-01
[merchant]
name = "name"
id = "id"
licence = "licence"
point = { lat = "lat", lon = "lon" }
hours = "hours"
services = { column = "services", separator = " " }
[facts]
opened_on = { column = "opened", timeless = true }
seats = "seats"
premises = { column = "premises", values = { yes = true, no = false } }
"""
ON = date(2026, 3, 16)
RULES = Rules(mode="walk", reach={"walk": 800}, limit=20)
SHANGHAI = ZoneInfo("Asia/Shanghai")
COMMANDS = Wire(
    {"points.Earn": points.Earn, "merchants.Apply": merchants.Apply, "merchants.Decide": merchants.Decide}
)


def shop(number: int, **cells: Any) -> dict[str, Any]:
    """A row with nothing wrong but what is changed."""
    plain = {
        "name": f"shop {number}", "id": f"M{number}", "licence": "", "lat": "29.4",
        "lon": f"{106.5 + number / 1000}", "hours": "Mo-Su 08:00-20:00", "services": "water",
        "opened": "2020-01-01", "seats": "4", "premises": "yes",
    }  # fmt: skip
    return plain | cells


class Desk:
    """A folder in which files are written and run."""

    def __init__(self, folder: Path) -> None:
        """Begin with the mapping of a common register."""
        self.folder = folder
        (folder / "map.toml").write_text(MAP, "utf-8")

    def csv(self, *rows: dict[str, Any] | str, encoding: str = "utf-8") -> Path:
        """A CSV of these rows; a text is a line as it is."""
        lines = [row if isinstance(row, str) else ",".join(map(str, row.values())) for row in rows]
        path = self.folder / "shops.csv"
        path.write_bytes("\n".join((",".join(COLUMNS), *lines, "")).encode(encoding))
        return path

    def geojson(self, *rows: dict[str, Any] | str) -> Path:
        """A GeoJSON of these properties; a text is a feature as it is."""
        features = [
            row
            if isinstance(row, str)
            else json.dumps({"type": "Feature", "geometry": None, "properties": row})
            for row in rows
        ]
        path = self.folder / "shops.geojson"
        path.write_text(
            '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}", "utf-8"
        )
        return path

    def run(self, path: Path, **options: Any) -> RunReport:
        """Judge the file."""
        given = RunOptions(
            merchants=path, columns=self.folder / "map.toml", datum="gcj02", pack=str(LINJIANG / "pack"),
            on=ON, out=self.folder / "out",
        )  # fmt: skip
        return run(attrs.evolve(given, **options))

    def asked(self, path: Path, *riders: str, **options: Any) -> list[dict[str, str]]:
        """The answers to riders, each `lat,lon`."""
        (self.folder / "riders.csv").write_text("\n".join(("lat,lon", *riders, "")), "utf-8")
        (self.folder / "riders.toml").write_text('[rider]\npoint = { lat = "lat", lon = "lon" }\n', "utf-8")
        who = {"riders": self.folder / "riders.csv", "riders_columns": self.folder / "riders.toml"}
        self.run(path, **who, riders_datum="gcj02", **options)
        return rows_of(self.folder / "out" / "nearby.csv")

    def verdicts(self) -> list[dict[str, str]]:
        """What was taken."""
        return rows_of(self.folder / "out" / "verdicts.csv")

    def refused(self, path: Path) -> list[tuple[int | None, int | None, str, str]]:
        """Row, line, field and code of each bad row between two good ones; told, and in no other result."""
        report = self.run(path)
        told = rows_of(self.folder / "out" / "errors.csv")
        assert [(row["row"], row["outcome"], row["code"]) for row in told] == [
            (str(problem.row), "refused", problem.reason.code) for problem in report.refused
        ]
        assert all(row["message_en"] and row["message_zh"] for row in told)
        assert [row["id"] for row in self.verdicts()] == ["first", "last"]
        for name in ("merchants.geojson", "map.html"):
            assert '"bad"' not in (self.folder / "out" / name).read_text("utf-8")
        return [(p.row, p.line, p.field, p.reason.code) for p in report.refused]

    def bad(self, *changes: dict[str, Any]) -> list[tuple[str, str]]:
        """Field and code by which each of these rows of a CSV is refused."""
        rows = [shop(n, id="bad", **cells) for n, cells in enumerate(changes, 2)]
        found = self.refused(self.csv(shop(1, id="first"), *rows, shop(101, id="last")))
        assert [(row, line) for row, line, _, _ in found] == [(n, n + 1) for n in range(2, len(rows) + 2)]
        return [(field, code) for _, _, field, code in found]

    def whole(self, path: Path) -> str:
        """The code by which a file is refused as a whole, with nothing written."""
        out = self.folder / "nothing"
        with pytest.raises(Invalid) as refused:
            self.run(path, out=out)
        assert not list(out.glob("*"))
        assert refused.value.problems[0].file in {path.name, "map.toml"}
        return refused.value.problems[0].reason.code


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Where the files are."""
    return Desk(tmp_path)


def codes(read: Callable[[], object]) -> list[tuple[str, str]]:
    """Field and code of everything that is refused."""
    with pytest.raises(Invalid) as refused:
        read()
    return [(problem.field, problem.reason.code) for problem in refused.value.problems]


def earning(quantity: object) -> list[tuple[str, str]]:
    """Why so many points cannot be earned."""
    plain = {"command": "points.Earn", "worker": "rider-7", "action": "lead", "quantity": quantity}
    return codes(lambda: COMMANDS.read_command(plain))


# --- numbers, words and JSON ----------------------------------------------------------------------


def test_row_01_an_amount_is_a_whole_number_or_refused(desk: Desk) -> None:
    """Nothing is made a whole number that is none: in a command by its field, in a file by its row.

    Blanks around a cell of a table are no part of it, so that " 7 " is a number there.
    """
    amounts = [1.9, True, "12_000", "１２", "١٢"]
    for amount in (*amounts, " 7 "):
        assert earning(amount) == [("quantity", "wire.not_int")]
    rows = [shop(n, id="bad", seats=amount) for n, amount in enumerate(amounts, 2)]
    found = desk.refused(desk.geojson(shop(1, id="first"), *rows, shop(101, id="last")))
    assert [(row, line, field) for row, line, field, _ in found] == [
        (n, n + 1, "facts.seats") for n in range(2, 7)
    ]
    assert {code for *_, code in found} == {"standards.not_int", "mapping.not_number"}


def test_row_02_an_amount_of_nothing_or_less_is_refused() -> None:
    """No command over such an amount is ever made."""
    assert earning(0) == earning(-5) == [("quantity", "number.too_small")]


def test_row_03_an_amount_beyond_the_largest_is_refused_without_overflow(desk: Desk) -> None:
    """The limit is named; a cell with more digits than a number may have is refused as one."""
    assert earning(10**12 + 1) == earning(2**63) == [("quantity", "number.too_large")]
    assert desk.bad({"seats": 2**63}) == [("facts.seats", "mapping.not_number")]


@pytest.mark.parametrize(
    ("number", "code"), [("NaN", "not_finite"), ("1e999", "not_finite"), ("-0", "minus_zero")]
)
def test_row_04_json_numbers_that_are_none_are_refused(desk: Desk, number: str, code: str) -> None:
    """NaN and what is infinite are refused in JSON and in GeoJSON; minus zero in JSON."""
    text = f'{{"command": "points.Earn", "worker": "rider-7", "action": "lead", "quantity": {number}}}'
    assert codes(lambda: COMMANDS.read_command_json(text)) == [("", f"wire.{code}")]
    if code == "not_finite":
        feature = f'{{"type": "Feature", "properties": {{"seats": {number}}}}}'
        assert desk.whole(desk.geojson(shop(1), feature)) == "geojson.not_a_number"


def test_row_05_a_key_given_twice_is_refused(desk: Desk) -> None:
    """Nobody can tell which of the two holds: in JSON, in GeoJSON and in TOML."""
    twice = '{"command": "points.Earn", "quantity": 1, "quantity": 1000}'
    assert codes(lambda: COMMANDS.read_command_json(twice)) == [("quantity", "wire.key_twice")]
    feature = '{"type": "Feature", "properties": {"seats": 1, "seats": 9}}'
    assert desk.whole(desk.geojson(shop(1), feature)) == "geojson.key_twice"
    (desk.folder / "map.toml").write_text(MAP.replace("[facts]", '[facts]\nseats = "x"'), "utf-8")
    assert desk.whole(desk.csv(shop(1))) == "packs.not_toml"


def test_row_06_deep_nesting_is_refused(desk: Desk) -> None:
    """Fifty thousand levels end in an error of ours, not in a `RecursionError`."""
    deep = "[" * 50_000 + "]" * 50_000
    assert codes(lambda: COMMANDS.read_command_json(deep)) == [("", "wire.too_deep")]
    feature = f'{{"type": "Feature", "properties": {{"seats": {deep}}}}}'
    assert desk.whole(desk.geojson(feature)) == "geojson.too_deep"
    (desk.folder / "map.toml").write_text(f"{MAP}\nmore = {deep}", "utf-8")
    assert desk.whole(desk.csv(shop(1))) == "packs.too_deep"


def test_row_07_a_number_of_five_thousand_digits_is_refused(desk: Desk) -> None:
    """It is refused by its length, before anything converts it."""
    digits = "9" * 5000
    assert codes(lambda: COMMANDS.read_command_json(f'{{"quantity": {digits}}}')) == [
        ("", "wire.too_many_digits")
    ]
    assert desk.bad({"seats": digits}) == [("facts.seats", "mapping.not_number")]
    feature = f'{{"type": "Feature", "properties": {{"seats": {digits}}}}}'
    assert desk.whole(desk.geojson(feature)) == "geojson.not_a_number"
    (desk.folder / "map.toml").write_text(f"{MAP}\nmore = {digits}", "utf-8")
    assert desk.whole(desk.csv(shop(1))) == "packs.not_toml"


def test_row_08_a_word_is_no_boolean(desk: Desk) -> None:
    """Only true and false are, or the words that a mapping file says mean them."""
    (desk.folder / "map.toml").write_text(MAP.replace("yes = true, no = false", "yes = true"), "utf-8")
    for word in ("False", "no"):
        plain = {"command": "merchants.Decide", "merchant": "m-1", "approve": word}
        assert codes(partial(COMMANDS.read_command, plain)) == [("approve", "wire.not_bool")]
    assert desk.bad({"premises": "False"}, {"premises": "no"}) == [
        ("facts.premises", "value.not_one_of"),
        ("facts.premises", "value.not_one_of"),
    ]


def test_row_09_nothing_is_no_text(desk: Desk) -> None:
    """A name that is null is missing; it never becomes the word None."""
    assert ("name", "wire.not_text") in codes(
        lambda: COMMANDS.read_command({"command": "merchants.Apply", "name": None})
    )
    rows = desk.geojson(shop(1, id="first"), shop(2, id="bad", name=None), shop(3, id="last"))
    assert desk.refused(rows) == [(2, 3, "name", "value.missing")]


def test_row_10_an_unknown_field_is_refused_with_the_nearest_name(desk: Desk) -> None:
    """In a command, in a mapping file, with its line, and in a pack."""
    plain = {"command": "points.Earn", "worker": "rider-7", "action": "lead", "quantty": 1}
    with pytest.raises(Invalid, match="quantity"):
        COMMANDS.read_command(plain)
    (desk.folder / "map.toml").write_text(MAP.replace("licence =", "license ="), "utf-8")
    with pytest.raises(Invalid, match="did you mean 'licence'") as refused:
        desk.run(desk.csv(shop(1)))
    assert (refused.value.problems[0].file, refused.value.problems[0].line) == ("map.toml", 7)
    packs.new_pack(desk.folder / "pack", "banan", ["merchant-14-9-9"])
    with (desk.folder / "pack" / "pack.toml").open("a", encoding="utf-8") as file:
        file.write("\n[proximty]\nlimit = 3\n")
    with pytest.raises(Invalid, match="proximity"):
        packs.load(desk.folder / "pack")


# --- times and dates ------------------------------------------------------------------------------


def test_row_25_a_clock_years_ahead_is_refused_unless_it_is_trusted(tmp_path: Path) -> None:
    """Beyond 400 days after the last commit a clock is not believed, and nothing is written."""
    clock = StandingClock(MONDAY)
    url = f"sqlite:///{tmp_path / 'city.db'}"
    with small(clock, url) as city:
        clock.forward(days=3650)
        with pytest.raises(ClockAhead):
            applied(city)
    with small(clock, url, trust_clock=True) as city:
        assert list(city.merchants.find()) == []
        assert applied(city)


def test_row_29_summer_time_in_shanghai_is_known() -> None:
    """In July 1988 noon in UTC is nine in the evening in Shanghai; ages go by the date, whatever the hour."""
    noon = datetime(1988, 7, 1, 12, tzinfo=UTC).astimezone(SHANGHAI)
    assert noon.utcoffset() == timedelta(hours=9)
    hours = hours_of("Mo-Su 08:00-20:30")
    assert status(hours, noon).answer == "closed"
    winter = datetime(1988, 12, 1, 12, tzinfo=UTC).astimezone(SHANGHAI)
    assert status(hours, winter).answer == "open"
    standard = read_standard(
        {
            "id": "age", "title": {"en": "Of age", "zh": "成年"}, "source": "made up",
            "facts": {"born": {"type": "date", "title": {"en": "born", "zh": "出生"}}},
            "versions": [
                {
                    "number": 1, "in_force": "2000-01-01", "open_cases": "submission", "source": "made up",
                    "conditions": [
                        {
                            "code": "A1", "title": {"en": "of age", "zh": "成年"}, "source": "made up",
                            "status": "proposed", "requires": "born <= today - years(18)",
                        }
                    ],
                }
            ],
        }
    )  # fmt: skip
    version, facts = standard.in_force(date(2006, 7, 1)), {"born": noon.date()}
    assert evaluate(version, facts, date(2006, 6, 30)).answer == "unmet"
    assert evaluate(version, facts, date(2006, 7, 1)).answer == "met"


def test_row_30_a_date_is_never_guessed(desk: Desk) -> None:
    """Where the mapping names no format, only YYYY-MM-DD is one."""
    guessable = ("10/11/12", "1", "tomorrow")
    assert desk.bad(*({"opened": text} for text in guessable)) == [("facts.opened_on", "mapping.not_iso")] * 3
    for text in guessable:
        assert codes(partial(wire.read, date, text)) == [("", "wire.not_date")]


def test_row_31_other_forms_and_days_that_do_not_exist_are_refused(desk: Desk) -> None:
    """Weeks, dates without hyphens, and the 30th of February."""
    weeks, short, no_day = "2024-W09-4", "20240229", "2024-02-30"
    assert desk.bad(*({"opened": text} for text in (weeks, short, no_day))) == [
        ("facts.opened_on", "mapping.not_iso"),
        ("facts.opened_on", "mapping.not_iso"),
        ("facts.opened_on", "mapping.no_such_day"),
    ]
    assert codes(lambda: wire.read(date, weeks)) == codes(lambda: wire.read(date, short))
    assert codes(lambda: wire.read(date, no_day)) == [("", "wire.no_such_date")]


def test_row_32_a_time_without_its_offset_is_refused() -> None:
    """In what a host sends, and in what a host asks."""
    assert codes(lambda: wire.read(datetime, "2026-03-02T09:00:00")) == [("", "wire.no_offset")]
    city = small()
    assert codes(lambda: city.nearby(HERE, at=MONDAY.replace(tzinfo=None)))


# --- places ---------------------------------------------------------------------------------------


def test_row_33_what_is_no_position_is_refused(desk: Desk) -> None:
    """Beyond the poles, beyond 180 degrees, no number; and (0, 0), which has its own message."""
    assert desk.bad({"lat": "91"}, {"lon": "181"}, {"lat": "NaN"}, {"lat": "0", "lon": "0"}) == [
        ("point.lat", "places.latitude_range"),
        ("point.lon", "places.longitude_range"),
        ("point.lat", "mapping.not_number"),
        ("point.lat", "places.null_island"),
    ]


def test_row_34_swapped_coordinates_are_refused_with_a_hint(desk: Desk) -> None:
    """Beyond the poles, or outside the city's box while the exchanged pair lies inside."""
    assert desk.bad({"lat": "106.5", "lon": "29.4"}) == [("point.lat", "places.swapped_range")]
    assert "swapped" in rows_of(desk.folder / "out" / "errors.csv")[0]["message_en"]
    box = Box(south=30.7, west=80, north=31.9, east=122)
    assert check_in_box(Point.gcj02(lat=31, lon=81), box)
    assert codes(lambda: check_in_box(Point.gcj02(lat=81, lon=31), box)) == [("lat", "places.swapped")]


def test_row_35_a_point_without_a_datum_is_refused(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The datum of a file has to be said; that of a point is a required field."""
    out = desk.folder / "out"
    typed = ["run", "--merchants", str(desk.csv(shop(1))), "--columns", str(desk.folder / "map.toml")]
    assert main([*typed, "--pack", str(LINJIANG / "pack"), "--on", str(ON), "--out", str(out)]) == 1
    assert "--datum" in capsys.readouterr().err
    assert not out.exists()
    assert codes(lambda: wire.read(Point, {"lat": 29.4, "lon": 106.5})) == [("datum", "value.missing")]


def test_row_36_a_point_outside_the_city_is_taken_and_marked(desk: Desk) -> None:
    """The file's row is kept with a note; an applicant is not passed until somebody confirms the point."""
    report = desk.run(desk.csv(shop(1), shop(2, lat="29.6")))
    assert [(p.row, p.field, p.reason.code) for p in report.noted] == [(2, "point", "run.outside")]
    assert [row["outside_city"] for row in desk.verdicts()] == ["no", "yes"]
    city = small()
    far = applied(city, point=Point.gcj02(lat=31.0, lon=106.5))
    city.do(merchants.CompleteCheck(far), by=CLERK)
    with pytest.raises(merchants.PointUnconfirmed):
        city.do(merchants.CompleteCheck(far, beside=("second",)), by=INSPECTOR)
    confirmed = merchants.CompleteCheck(far, beside=("second",), confirms_point=True)
    assert city.do(confirmed, by=INSPECTOR).events


def test_row_37_a_radius_is_more_than_nothing_and_at_most_50_km(desk: Desk) -> None:
    """Refused in a search and as a length of its own; 50 km are taken."""
    with pytest.raises(Invalid) as refused:
        desk.asked(desk.csv(shop(1)), "29.4,106.5", within=50_001)
    assert [problem.field for problem in refused.value.problems] == ["within"]
    for radius in (0, -1, 50_001, 10**9):
        with pytest.raises(Invalid):
            small().nearby(HERE, within=radius)
        with pytest.raises(Invalid):
            metres(radius)
    assert metres(50_000) > 49_999


@pytest.mark.parametrize(("lat", "lon"), [(-16.8, 180.0), (-16.8, -179.999), (89.999, 0.0), (-90.0, 17.0)])
def test_row_38_a_search_over_the_date_line_or_a_pole_misses_nobody(lat: float, lon: float) -> None:
    """It finds exactly those within the radius, wherever their longitudes wrap around."""
    here = Point.wgs84(lat=lat, lon=lon)
    places = [
        Place(f"p{n}-{m}", "merchant", "shop", point, frozenset(), Hours.always())
        for n, north in enumerate((-0.02, -0.005, 0.0, 0.005, 0.02))
        for m, east in enumerate((-179.0, -90.0, -0.02, -0.005, 0.0, 0.005, 0.02, 90.0))
        if abs(lat + north) <= 90
        for point in [Point.wgs84(lat=lat + north, lon=(lon + east + 180) % 360 - 180)]
    ]
    found = rank(Index(places), Query(here, at=MONDAY, within=1500, limit=100), rules=RULES)
    within = {place.id for place in places if distance(here, place.point) <= 1500}
    assert {hit.place.id for hit in found.hits} == within
    assert len(within) >= 4


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_row_39_an_encoding_is_found_not_guessed_and_reported(desk: Desk, encoding: str) -> None:
    """The same merchants from every one; what no encoding explains is refused, never replaced."""
    report = desk.run(desk.csv(shop(1, name="兰姐面馆"), shop(2), encoding=encoding))
    assert [row["name"] for row in desk.verdicts()] == ["兰姐面馆", "shop 2"]
    assert report.files[0].encoding == {"gbk": "gb18030"}.get(encoding, encoding)
    broken = desk.csv(shop(1))
    broken.write_bytes(broken.read_bytes() + b"\xff\xff\n")
    assert desk.whole(broken) == "table.encoding"


def test_row_40_unicom_in_gbk_is_read_as_unicom(desk: Desk) -> None:
    """Its bytes in GBK look like UTF-8 to a careless reader."""
    desk.run(desk.csv(shop(1, name="联通"), encoding="gbk"))
    assert [row["name"] for row in desk.verdicts()] == ["联通"]


def test_row_41_a_character_that_holds_a_separator_splits_nothing(desk: Desk) -> None:
    r"""誠 ends in the byte of \ and 渱 in that of |: text is made of bytes before it is cut into fields."""
    assert ("誠".encode("gbk")[1], "渱".encode("gbk")[1]) == (0x5C, 0x7C)
    desk.run(desk.csv(shop(1, name="誠信渱"), shop(2), encoding="gbk"))
    assert [row["name"] for row in desk.verdicts()] == ["誠信渱", "shop 2"]


def test_row_42_rare_characters_are_never_dropped(desk: Desk) -> None:
    """Results are UTF-8 with its mark, GB18030 where asked for; GBK, which lacks them, is refused."""
    desk.run(desk.csv(shop(1, name="𠮷田"), shop(2, name="㼆"), encoding="gb18030"))
    assert [row["name"] for row in desk.verdicts()] == ["𠮷田", "㼆"]
    assert (desk.folder / "out" / "verdicts.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    table = desk.folder / "table.csv"
    assert output.write_csv(table, ("name",), [("𠮷田",)], encoding="gb18030") == 1
    assert "𠮷田" in table.read_text("gb18030")
    gbk: Any = "gbk"
    assert codes(lambda: output.write_csv(table, ("name",), [("㼆",)], encoding=gbk)) == [
        ("encoding", "output.encoding")
    ]


def test_row_43_a_name_is_found_however_its_dot_is_written(desk: Desk) -> None:
    """Three dots, one name: it is found by each, and kept as it was written."""
    city = small()
    written = "买买提•艾力"
    applied(city, name=written)
    for dot in "·•．":
        assert [one.name for one in city.merchants.find(name=f"买买提{dot}艾力")] == [written]
    same = {"id": "", "lat": "29.4", "lon": "106.5"}
    report = desk.run(desk.csv(shop(1, name=written, **same), shop(2, name="买买提·艾力", **same)))
    assert [(p.row, p.reason.code) for p in report.refused] == [(2, "run.name_twice")]
    assert [row["name"] for row in desk.verdicts()] == [written]


def test_row_44_a_name_that_hides_something_is_refused(desk: Desk) -> None:
    """Zero width, right to left, control characters: refused, not stripped."""
    hidden = [{"name": f"shop{sign} 2"} for sign in "\u200b\u202e\x07"]
    assert desk.bad(*hidden) == [("name", "name.hidden")] * 3


def test_row_47_no_text_is_written_that_a_spreadsheet_would_run(desk: Desk) -> None:
    """It gets an apostrophe, which reading takes off again; typed numbers stay as they are."""
    starts = ["=1+1", "+1", "-1", "@x", "＝1+1", "\tx", "\rx", "\0x"]
    table = desk.folder / "table.csv"
    output.write_csv(table, ("name", "count"), [(start, -1) for start in starts])
    text = table.read_bytes().decode("utf-8-sig")
    for start in starts:
        assert f"'{start}" in text
    assert text.count(",-1\r\n") == len(starts)
    problems = Problems(limit=1)
    assert [row.cells[0] for row in read_table(table, problems).rows] == starts[:-1]
    assert [problem.reason.code for problem in problems.all()] == ["table.nul"]
    desk.run(desk.csv(shop(1, name="=1+1")))
    assert [row["name"] for row in desk.verdicts()] == ["'=1+1"]


def test_row_48_a_broken_row_is_refused_alone_up_to_a_hundred(desk: Desk) -> None:
    """Too few fields, too many, an open quote, ten megabytes: each by number; 101 of them are too many."""
    good = ",".join(shop(2, id="bad").values())
    few, more = good.rpartition(",")[0], f"{good},more"
    quote, long = good.replace("shop 2", '"shop 2'), good.replace("shop 2", "x" * 10_000_000)
    found = desk.refused(desk.csv(shop(1, id="first"), few, more, quote, long, shop(101, id="last")))
    assert found == [
        (2, 3, "", "table.fields"),
        (3, 4, "", "table.fields"),
        (4, 5, "", "table.quote_open"),
        (5, 6, "", "table.cell_too_long"),
    ]
    assert desk.run(desk.csv(*["x"] * 100, shop(101))).refused_rows == 100
    with pytest.raises(Stopped):
        desk.run(desk.csv(*["x"] * 101, shop(102)))
    assert [path.name for path in (desk.folder / "out").iterdir()] == ["errors.csv"]


def test_row_49_a_file_too_large_is_refused_before_it_is_read_on(desk: Desk) -> None:
    """More than 200,000 rows or 64 MiB, and a workbook that is packed more than a hundredfold."""
    limits = Limits()
    assert (limits.rows, limits.size, limits.ratio) == (200_000, 64 * 1024 * 1024, 100)
    rows = desk.csv(*(shop(n) for n in range(1, 12)))
    with pytest.raises(Invalid) as refused:
        read_table(rows, Problems(limit=100), limits=Limits(rows=10))
    assert refused.value.problems[0].reason.code == "table.too_many_rows"
    big = desk.folder / "big.csv"
    with big.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    assert desk.whole(big) == "table.too_large"
    openpyxl = pytest.importorskip("openpyxl")
    openpyxl.Workbook().save(packed := io.BytesIO())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet2.xml", b" " * 2_000_000)
    (desk.folder / "bomb.xlsx").write_bytes(packed.getvalue())
    assert desk.whole(desk.folder / "bomb.xlsx") == "excel.bomb"


def test_row_50_a_merchant_given_twice_is_reported_and_the_first_kept(desk: Desk) -> None:
    """One licence at one place, however spelt: nothing of the second is merged into the first."""
    here = {"lat": "29.4", "lon": "106.5"}
    first = shop(1, id="first", name="兰姐面馆", licence="91350100M000100Y43", **here)
    again = shop(2, id="bad", name="蘭姐麵館", licence="91350100m000100y43", seats="9", **here)
    rows = desk.csv(first, again, shop(3, id="last"))
    assert desk.refused(rows) == [(2, 3, "licence", "run.licence_twice")]
    assert desk.verdicts()[0]["name"] == "兰姐面馆"


# --- plugins and stores ---------------------------------------------------------------------------


def test_row_59_a_plugin_with_a_hook_that_does_not_exist_is_refused() -> None:
    """When a city is opened, and by its name."""

    class Misspelt:
        """A plugin whose author forgot a letter."""

        @hookimpl
        def register_store(self, register: Callable[[object], None]) -> None:
            """Never called."""

    with pytest.raises(PluginError, match="register_store"):
        small(plugins=[Misspelt()])


def test_row_62_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """An older library names both numbers and leaves the file as it is."""
    path = tmp_path / "city.db"
    small(url=f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 7")
    with pytest.raises(Unavailable) as refused:
        small(url=f"sqlite:///{path}")
    assert (refused.value.why.values["found"], refused.value.why.values["known"]) == (7, 1)


def test_row_77_a_credit_code_is_checked_and_its_small_letters_are_taken(desk: Desk) -> None:
    """A wrong check character refuses the row; a small x is a capital one."""
    assert desk.bad({"licence": "91350100M000100Y44"}) == [("licence", "credit_code.check")]
    desk.run(desk.csv(shop(1, licence="92500113ma0000008x")))
    assert [row["id"] for row in desk.verdicts()] == ["M1"]
    assert merchants.Licence("92500113ma0000008x").number == "92500113MA0000008X"


@pytest.mark.parametrize("kind", ["memory", "sqlite", "file"])
def test_row_78_index_keys_have_limits_and_hold_any_byte(tmp_path: Path, kind: str) -> None:
    """10,000 of a record and one of 257 bytes are too large; a zero byte is a byte."""
    kinds: dict[str, Callable[[], Store]] = {
        "memory": MemoryStore,
        "sqlite": lambda: SQLiteStore(tmp_path / "city.db"),
        "file": lambda: FileStore(tmp_path / "city.journal"),
    }
    store = kinds[kind]()
    many = attrs.evolve(put("m-1"), index=frozenset(IndexKey("area", b"%d" % n) for n in range(10_000)))
    for over in (many, put("m-1", index={"area": b"k" * 257})):
        with pytest.raises(TooLarge):
            store.commit(batch("1", over), 10)
    assert store.load("banan", ()).head == 0
    store.commit(batch("2", put("m-2", index={"area": b"a\0b"})), 10)
    page = store.scan("banan", "area", b"a\0", b"a\0c", 10)
    assert [record.key for _, record in page.items] == [("merchant", "m-2")]
    store.close()


def test_row_79_a_name_is_stored_as_it_is_or_too_long(desk: Desk) -> None:
    """What looks like SQL is a name; 200 characters are the most."""
    name = '"; DROP TABLE record; --'
    with small(url=f"sqlite:///{desk.folder / 'city.db'}") as city:
        assert city.merchants.get(applied(city, name=name)).name == name
    doubled = name.replace('"', '""')
    desk.run(desk.csv(shop(1, name=f'"{doubled}"')))
    assert [row["name"] for row in desk.verdicts()] == [name]
    assert desk.bad({"name": "x" * 100_000}, {"name": "x" * 201}) == [("name", "name.too_long")] * 2


def test_row_80_hours_past_midnight_belong_to_the_day_they_began(desk: Desk) -> None:
    """A place open on Saturday until two is open on Sunday at half past one, and not on Saturday then."""
    rows = desk.csv(shop(1, hours="Sa 20:00-02:00"))
    saturday, sunday = date(2026, 3, 14), date(2026, 3, 15)
    asked = ((sunday, time(1, 30), "open"), (sunday, time(2, 0), ""), (saturday, time(1, 30), ""))
    for on, at, found in asked:
        assert [one["open"] for one in desk.asked(rows, "29.4,106.5", on=on, at=at)] == [found]
    clock = StandingClock(MONDAY)
    city = small(clock)
    shown(city, clock, hours=Hours.weekly(sat="20:00-02:00"))
    half_past_one = datetime(2026, 3, 15, 1, 30, tzinfo=SHANGHAI)
    assert len(city.nearby(HERE, at=half_past_one).hits) == 1
    assert city.nearby(HERE, at=half_past_one + timedelta(hours=1)).hits == ()
