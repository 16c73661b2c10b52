"""`run` on files: what is judged, what is refused, what is written, and what is said."""

import csv
import json
import re
import shutil
import sys
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

from friendly_services.command_line import main
from friendly_services.command_line.run import RunOptions, RunReport, run
from friendly_services.command_line.tables import Stopped
from friendly_services.errors import Invalid
from friendly_services.standards import NotInForce
from friendly_services.text import Label, Reason
from tests.budget import ROOT
from tests.data.linjiang import make

LINJIANG = ROOT / "tests" / "data" / "linjiang"
MAP = """
[table]
as_of = 2026-03-01
[merchant]
id = "id"
name = "name"
hours = "hours"
services = { column = "services", separator = " " }
received = "received"
point = { lat = "lat", lon = "lon" }
[facts]
premises = { column = "premises", values = { yes = true, no = false }, timeless = true }
opened_on = { column = "opened", timeless = true }
licence = { constant = "active", timeless = true }
expires_on = { column = "expires", timeless = true, recorded = "received" }
seats = "seats"
sockets = { constant = 2, timeless = true }
"""
HEADER = "id,name,lat,lon,hours,services,received,premises,opened,expires,seats"
GOOD = "{},shop {},29.4,{},Mo-Su 08:00-20:00,water,2025-06-01,yes,2020-01-01,2030-01-01,4"
RIDERS_MAP = """
[rider]
id = "r"
point = { lat = "lat", lon = "lon" }
needs = { column = "needs", separator = " " }
"""

Runner = Callable[..., RunReport]


def good(number: int, lon: float = 106.5) -> str:
    """A row with nothing wrong."""
    return GOOD.format(f"M{number}", number, lon + number / 1000)


def rows_of(path: Path) -> list[dict[str, str]]:
    """A result as its reader finds it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def running(tmp_path: Path) -> Runner:
    """Writes merchants, and riders if there are any, and runs."""

    def go(*merchants: str, riders: tuple[str, ...] = (), **more: Any) -> RunReport:
        (tmp_path / "m.csv").write_text("\n".join((HEADER, *merchants)) + "\n", "utf-8")
        (tmp_path / "m.toml").write_text(MAP, "utf-8")
        options = RunOptions(
            merchants=tmp_path / "m.csv",
            columns=tmp_path / "m.toml",
            datum="gcj02",
            pack=str(LINJIANG / "pack"),
            on=date(2026, 3, 16),
            out=tmp_path / "out",
        )
        if riders:
            (tmp_path / "r.csv").write_text("\n".join(("r,lat,lon,needs", *riders)) + "\n", "utf-8")
            (tmp_path / "r.toml").write_text(RIDERS_MAP, "utf-8")
            options = attrs.evolve(
                options, riders=tmp_path / "r.csv", riders_columns=tmp_path / "r.toml", riders_datum="gcj02"
            )
        return run(attrs.evolve(options, **more))

    return go


class TestWorkedExample:
    """The files of the invented city of Linjiang, which the documentation runs on."""

    OPTIONS = RunOptions(
        merchants=LINJIANG / "merchants.csv",
        columns=LINJIANG / "merchants.toml",
        datum="gcj02",
        pack=str(LINJIANG / "pack"),
        riders=LINJIANG / "riders.csv",
        riders_columns=LINJIANG / "riders.toml",
        riders_datum="wgs84",
        on=date(2026, 3, 16),
        out=Path(),
    )

    def test_the_files_are_those_that_their_maker_makes(self) -> None:
        """Nobody has edited them by hand."""
        assert {name: (LINJIANG / name).read_bytes() for name in make.FILES} == make.FILES

    def test_every_row_is_judged_or_refused(self, tmp_path: Path) -> None:
        """Each of the seven planted faults refuses its own row, and hours that cannot be read are noted."""
        report = run(attrs.evolve(self.OPTIONS, out=tmp_path))
        assert [(one.file, one.encoding, one.rows, one.kept) for one in report.files] == [
            ("merchants.csv", "gb18030", 60, 53),
            ("riders.csv", "utf-8-sig", 12, 12),
        ]
        assert dict(report.answers) == {"met": 18, "unmet": 18, "unknown": 17}
        assert sorted((p.row, p.line, p.reason.code) for p in report.refused) == [
            (5, 7, "places.null_island"),
            (10, 12, "places.swapped_range"),
            (15, 17, "credit_code.check"),
            (20, 22, "mapping.not_date"),
            (25, 27, "table.fields"),
            (35, 37, "run.licence_twice"),
            (40, 42, "mapping.not_number"),
        ]
        assert [(p.row, p.reason.code) for p in report.noted] == [(30, "hours.unread_part")]
        assert [(name, count) for name, _, count in report.missing] == [
            ("expires_on", 8),
            ("hot_water", 7),
            ("licence", 4),
            ("seats", 4),
            ("sockets", 4),
        ]
        assert (report.working, report.searches, report.found) == ("gcj02", 12, 12)

    def test_on_an_earlier_day_more_is_unknown(self, tmp_path: Path) -> None:
        """Who came in later had not applied; what has no date of its own holds from the table's day on."""
        report = run(attrs.evolve(self.OPTIONS, on=date(2025, 12, 31), out=tmp_path))
        assert report.answers["not_applied"] > 0
        assert report.answers["met"] == 0
        unknown = next(row for row in rows_of(tmp_path / "verdicts.csv") if row["answer"] == "unknown")
        assert "stated from 2026-03-01 on only" in unknown["not_yet_then"]

    def test_a_long_summary_is_cut(self, running: Runner) -> None:
        """Ten kinds of problems and ten facts are shown; the files hold all of them."""
        report = running(good(1), good(2).replace("29.4", "91"))
        first = report.refused[0]
        many = tuple(attrs.evolve(first, reason=Reason(f"code.{n}")) for n in range(12))
        facts = tuple((f"f{n}", Label("x", "x"), 1) for n in range(13))
        lines = attrs.evolve(report, refused=many, missing=facts).text().splitlines()
        assert "  and 2 more" in lines
        assert "  and 3 more" in lines

    def test_the_summary_is_said_in_both_languages(self, tmp_path: Path) -> None:
        """A terminal's worth of sentences, the problems by kind."""
        report = run(attrs.evolve(self.OPTIONS, out=tmp_path))
        assert "merchants.csv: 60 rows, 53 taken (gb18030" in report.text()
        assert "  met: 18" in report.text().splitlines()
        assert (
            "  row 40, line 42: '两个' is not a number: write it with the digits 0-9"
            in report.text().splitlines()
        )
        assert "未采用的行：7" in report.text("zh").splitlines()


class TestJudging:
    def test_a_verdict_comes_with_its_reasons(self, running: Runner, tmp_path: Path) -> None:
        """What was met, what was not and what would change it, and which fact is missing."""
        running(good(1), good(2).replace(",yes,", ",no,"), good(3)[:-1])
        met, unmet, unknown = rows_of(tmp_path / "out" / "verdicts.csv")
        assert [row["answer"] for row in (met, unmet, unknown)] == ["met", "unmet", "unknown"]
        assert (met["against"], met["unknown"], met["to_do"]) == ("", "", "")
        assert unmet["against"] == "L2 fixed premises: not met – fixed premises: no (needed: yes)"
        assert (unmet["unknown"], unmet["to_do"]) == ("", "L2: fixed premises: no (needed: yes)")
        assert unknown["against"] == "not decided yet: S1, S3"
        assert unknown["unknown"] == "seats hot_water"
        assert unknown["to_do"] == "find out: seats workers may use; find out: hot water"
        assert (met["standard"], met["version"], met["on"], met["row"], met["line"]) == (
            "friendly-shop", "1", "2026-03-16", "1", "2",
        )  # fmt: skip

    def test_what_is_decided_against_a_merchant_comes_first(self, running: Runner, tmp_path: Path) -> None:
        """Whatever else is unknown; with the writer's hint where there is one."""
        row = good(1).replace(",yes,", ",,").replace("2020-01-01", "2026-03-01").replace("2030", "2026")
        running(row[:-1])
        (one,) = rows_of(tmp_path / "out" / "verdicts.csv")
        assert one["answer"] == "unmet"
        assert re.findall(r"[LS]\d", one["against"]) == ["L1", "L3", "L2", "S1", "S3"]
        assert one["against"].endswith("not decided yet: L2, S1, S3")
        assert one["to_do"].startswith("L1: Renew the licence.; L3: in business since: 2026-03-01 (needed")
        (feature,) = json.loads((tmp_path / "out" / "merchants.geojson").read_text("utf-8"))["features"]
        assert [why[:2] for why in feature["properties"]["why"][:2]] == ["L1", "L3"]

    def test_a_cell_stays_short(self, running: Runner, tmp_path: Path) -> None:
        """Of many conditions five are told and the rest counted; what nobody can change says so."""
        shutil.copytree(LINJIANG / "pack", tmp_path / "pack")
        standard = tmp_path / "pack" / "standards" / "friendly-shop.toml"
        condition = """
            [[versions.conditions]]
            code = "X{}"
            title = {{ en = "fixed", zh = "固定" }}
            requires = "premises"
            source = "made up"
            status = "proposed"
            """
        more = "".join(condition.format(n) for n in range(7))
        text = standard.read_text("utf-8").replace("[facts.premises]", "[facts.premises]\nimmovable = true")
        standard.write_text(text + more, "utf-8")
        running(good(1).replace(",yes,", ",no,"), pack=str(tmp_path / "pack"))
        (one,) = rows_of(tmp_path / "out" / "verdicts.csv")
        assert one["against"].endswith("; and 3 more")
        assert one["to_do"].startswith("L2: cannot be changed; X0: cannot be changed; X1")
        assert one["to_do"].count(";") == 5

    def test_the_trade_of_a_merchant_is_the_fact_of_that_name(self, running: Runner, tmp_path: Path) -> None:
        """What applies to some trades only is decided by the column of trades; strange ones are refused."""
        shutil.copytree(LINJIANG / "pack", tmp_path / "pack")
        standard = tmp_path / "pack" / "standards" / "friendly-shop.toml"
        text = standard.read_text("utf-8").replace(
            'requires = "premises"', 'requires = "premises"\napplies = "trade == \'catering\'"'
        )
        fact = '[facts.trade]\ntype = "choice"\nchoices = ["catering", "retail"]\n'
        fact += 'title = { en = "trade", zh = "业态" }\n'
        standard.write_text(text.replace("[facts.premises]", f"{fact}\n[facts.premises]"), "utf-8")
        text = re.sub("services = .*", 'trade = "services"', MAP, count=1)
        (tmp_path / "trade.toml").write_text(text, "utf-8")
        rows = [
            good(n).replace("water", trade) for n, trade in enumerate(("catering", "retail", "", "magic"), 1)
        ]
        options: dict[str, Any] = {"pack": str(tmp_path / "pack"), "columns": tmp_path / "trade.toml"}
        report = running(*(row.replace(",yes,", ",no,") for row in rows), **options)
        assert [row["answer"] for row in rows_of(tmp_path / "out" / "verdicts.csv")] == [
            "unmet",
            "met",
            "unknown",
        ]
        assert [(p.row, p.field, p.reason.code) for p in report.refused] == [(4, "trade", "value.not_one_of")]

    def test_what_was_recorded_later_is_not_known_then(self, running: Runner, tmp_path: Path) -> None:
        """`--known` leaves out records and facts that came in afterwards, and says so."""
        report = running(good(1), good(2).replace("2025-06-01", "2026-03-10"), known=date(2026, 3, 5))
        assert dict(report.answers) == {"met": 1, "not_applied": 1}
        assert rows_of(tmp_path / "out" / "verdicts.csv")[1]["against"] == (
            "was not known by 2026-03-05: received on 2026-03-10"
        )
        assert dict(running(good(1), known=date(2026, 2, 1)).answers) == {"unknown": 1}
        assert (
            "seats was recorded on 2026-03-01 only"
            in rows_of(tmp_path / "out" / "verdicts.csv")[0]["not_yet_then"]
        )

    def test_a_day_without_a_standard_is_refused(self, running: Runner) -> None:
        """Nothing is judged by rules that were not in force."""
        with pytest.raises(NotInForce):
            running(good(1), on=date(2024, 12, 31))

    def test_a_merchant_outside_the_city_is_kept_and_marked(self, running: Runner, tmp_path: Path) -> None:
        """A person confirms it; until then it is in the results with its mark."""
        report = running(good(1), good(2, lon=107.0))
        assert [(p.row, p.reason.code) for p in report.noted] == [(2, "run.outside")]
        assert [row["outside_city"] for row in rows_of(tmp_path / "out" / "verdicts.csv")] == ["no", "yes"]


class TestFormats:
    """The same merchants, whatever program wrote them."""

    def test_excel_and_geojson_give_the_verdicts_of_the_csv(self, running: Runner, tmp_path: Path) -> None:
        """Dates that Excel knows as dates and numbers that JSON knows as numbers are read as they are."""
        openpyxl = pytest.importorskip("openpyxl")
        running(good(1), good(2)[:-1] + "0")
        expected = [row["answer"] for row in rows_of(tmp_path / "out" / "verdicts.csv")]
        rows = [
            dict(zip(HEADER.split(","), row.split(","), strict=True)) for row in (good(1), good(2)[:-1] + "0")
        ]
        book = openpyxl.Workbook()
        book.active.append(list(rows[0]))
        for row in rows:
            dates = {name: date.fromisoformat(row[name]) for name in ("received", "opened", "expires")}
            book.active.append(list((row | dates | {"seats": int(row["seats"]), "lat": 29.4}).values()))
        book.save(tmp_path / "m.xlsx")
        report = running(good(1), merchants=tmp_path / "m.xlsx")
        assert [row["answer"] for row in rows_of(tmp_path / "out" / "verdicts.csv")] == expected
        assert "m.xlsx: 2 rows, 2 taken (Excel" in report.text()
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]},
                "properties": row | {"seats": int(row["seats"])},
            }
            for row in rows
        ]
        collection = {"type": "FeatureCollection", "features": features}
        (tmp_path / "m.geojson").write_text(json.dumps(collection), "utf-8")
        text = MAP.replace('{ lat = "lat", lon = "lon" }', '"geometry"')
        (tmp_path / "geo.toml").write_text(text, "utf-8")
        running(good(1), merchants=tmp_path / "m.geojson", columns=tmp_path / "geo.toml")
        assert (
            [row["answer"] for row in rows_of(tmp_path / "out" / "verdicts.csv")]
            == expected
            == ["met", "unknown"]
        )


class TestBadInput:
    """Each row that cannot be taken is refused by number, and nothing of it is in any result."""

    @pytest.mark.parametrize(
        ("row", "field", "code"),
        [
            (good(2).replace("29.4", "91"), "point.lat", "places.latitude_range"),
            (good(2).replace("106.502", "181"), "point.lon", "places.longitude_range"),
            (good(2).replace("29.4", "NaN"), "point.lat", "mapping.not_number"),
            (good(2).replace("29.4", "0").replace("106.502", "0"), "point.lat", "places.null_island"),
            (good(2).replace("29.4,106.502", "106.502,29.4"), "point.lat", "places.swapped_range"),
            (good(2).replace("2020-01-01", "10/11/12"), "facts.opened_on", "mapping.not_iso"),
            (good(2).replace("2020-01-01", "1"), "facts.opened_on", "mapping.not_iso"),
            (good(2).replace("2020-01-01", "tomorrow"), "facts.opened_on", "mapping.not_iso"),
            (good(2).replace("2020-01-01", "2024-W09-4"), "facts.opened_on", "mapping.not_iso"),
            (good(2).replace("2020-01-01", "20240229"), "facts.opened_on", "mapping.not_iso"),
            (good(2).replace("2020-01-01", "2024-02-30"), "facts.opened_on", "mapping.no_such_day"),
            (good(2).replace("shop 2", "shop\u200b 2"), "name", "name.hidden"),
            (good(2).replace("shop 2", "shop \u202e2"), "name", "name.hidden"),
            (good(2).replace("shop 2", "x" * 100_000), "name", "name.too_long"),
            (good(2).replace(",yes,", ",False,"), "facts.premises", "value.not_one_of"),
            (good(2)[:-1] + "1.9", "facts.seats", "standards.not_int"),
            (good(2)[:-1] + "１２", "facts.seats", "mapping.not_number"),
            (good(2)[:-1] + "9" * 5000, "facts.seats", "mapping.not_number"),
            (good(2).replace("M2", "m1"), "id", "run.id_twice"),
            (good(2).replace("water", "watre"), "services", "mapping.service_near"),
            (good(2) + ",more", "", "table.fields"),
            (good(2)[:-2], "", "table.fields"),
            (good(2).replace("shop 2", '"shop 2'), "", "table.quote_open"),
            (good(2).replace("shop 2", "shop\0 2"), "", "table.nul"),
            (good(2).replace("shop 2", "x" * 10_000_000), "", "table.cell_too_long"),
        ],
    )  # fmt: skip
    def test_a_bad_row_is_refused_and_its_neighbours_are_taken(
        self, running: Runner, tmp_path: Path, row: str, field: str, code: str
    ) -> None:
        """Named by row, line and field, in `errors.csv` in both languages, and nowhere else."""
        report = running(good(1), row, good(3))
        assert [(p.row, p.line, p.field, p.reason.code) for p in report.refused] == [(2, 3, field, code)]
        assert [r["row"] for r in rows_of(tmp_path / "out" / "verdicts.csv")] == ["1", "3"]
        (error,) = rows_of(tmp_path / "out" / "errors.csv")
        assert (error["row"], error["line"], error["outcome"], error["code"]) == ("2", "3", "refused", code)
        assert error["message_en"]
        assert error["message_zh"]
        assert len(error["message_en"]) < 500

    def test_too_many_bad_rows_stop_the_run(self, running: Runner, tmp_path: Path) -> None:
        """They are listed in `errors.csv`; results of an earlier run are not left standing beside them."""
        running(good(1))
        bad = good(2).replace("29.4", "91")
        assert running(*[bad] * 3, good(9), max_errors=3).refused_rows == 3
        with pytest.raises(Stopped, match="more than 3 rows"):
            running(*[bad] * 4, good(9), max_errors=3)
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["errors.csv"]
        assert len(rows_of(tmp_path / "out" / "errors.csv")) == 4

    def test_a_name_is_written_so_that_no_spreadsheet_runs_it(self, running: Runner, tmp_path: Path) -> None:
        """In the tables it is guarded; in the map it is text."""
        running(good(1).replace("shop 1", "=1+1"), good(2).replace("shop 2", "<script>alert(1)</script>"))
        first, second = rows_of(tmp_path / "out" / "verdicts.csv")
        assert (first["name"], second["name"]) == ("'=1+1", "<script>alert(1)</script>")
        assert "<script>alert" not in (tmp_path / "out" / "map.html").read_text("utf-8")

    def test_mapping_and_pack_are_told_together(self, running: Runner, tmp_path: Path) -> None:
        """One look is enough to mend both."""
        running(good(1))
        (tmp_path / "m.toml").write_text(MAP.replace("seats =", "seat ="), "utf-8")
        options = RunOptions(
            merchants=tmp_path / "m.csv", columns=tmp_path / "m.toml", datum="gcj02",
            pack=str(LINJIANG / "pack"), on=date(2026, 3, 16), out=tmp_path / "out",
        )  # fmt: skip
        with pytest.raises(Invalid, match="did you mean 'seats'") as error:
            run(options)
        assert error.value.problems[0].file == "m.toml"
        with pytest.raises(Invalid) as error:
            run(attrs.evolve(options, pack="no-such-pack", columns=tmp_path / "none.toml"))
        assert [p.reason.code for p in error.value.problems] == ["packs.not_found", "table.no_file"]

    def test_slips_in_a_mapping_are_told_with_what_pack_and_table_lack(
        self, running: Runner, tmp_path: Path
    ) -> None:
        """Wrong keys, unknown facts, columns that either table lacks: one look is enough."""
        running(good(1), riders=("r1,29.4,106.5,",))
        wrong = MAP.replace("as_of", "as_off").replace("seats =", "seat =").replace('"opened"', '"openned"')
        wrong = wrong.replace("constant = 2,", "constant = true,")
        (tmp_path / "m.toml").write_text(wrong.replace('"lat"', '"latitude"') + "more = 7\n", "utf-8")
        (tmp_path / "r.toml").write_text(RIDERS_MAP.replace('"r"', '"rr"'), "utf-8")
        options = RunOptions(
            merchants=tmp_path / "m.csv", columns=tmp_path / "m.toml", datum="gcj02",
            pack=str(LINJIANG / "pack"), on=date(2026, 3, 16), out=tmp_path / "new",
            riders=tmp_path / "r.csv", riders_columns=tmp_path / "r.toml", riders_datum="gcj02",
        )  # fmt: skip
        with pytest.raises(Invalid) as error:
            run(options)
        assert {(p.file, p.field, p.reason.code) for p in error.value.problems} == {
            ("m.toml", "table.as_of", "value.missing"),
            ("m.toml", "table.as_off", "wire.unknown_field_near"),
            ("m.toml", "facts.more", "wire.not_table"),
            ("m.toml", "facts.seat", "mapping.fact_near"),
            ("m.toml", "facts.sockets.constant", "standards.not_int"),
            ("m.toml", "facts.opened_on.column", "mapping.column_near"),
            ("m.toml", "merchant.point", "mapping.column"),
            ("r.toml", "rider.id", "mapping.column_near"),
        }
        assert all(p.line for p in error.value.problems)
        assert not (tmp_path / "new").exists()

    def test_a_table_that_cannot_be_read_is_told_with_the_mapping(
        self, running: Runner, tmp_path: Path
    ) -> None:
        """A path mistyped is one slip among others."""
        running(good(1))
        (tmp_path / "m.toml").write_text(MAP.replace("seats =", "seat ="), "utf-8")
        options = RunOptions(
            merchants=tmp_path / "none.csv", columns=tmp_path / "m.toml", datum="gcj02",
            pack=str(LINJIANG / "pack"), on=date(2026, 3, 16), out=tmp_path / "new",
        )  # fmt: skip
        with pytest.raises(Invalid) as error:
            run(options)
        assert [(p.file, p.reason.code) for p in error.value.problems] == [
            ("m.toml", "mapping.fact_near"),
            ("none.csv", "table.no_file"),
        ]


class TestSearching:
    def test_riders_search_every_merchant_and_see_its_verdict(self, running: Runner, tmp_path: Path) -> None:
        """The unnamed too; unknown hours stay, marked; closed ones are left out."""
        report = running(
            good(1),
            good(2).replace(",yes,", ",no,"),
            good(3).replace("Mo-Su 08:00-20:00", "看天气"),
            good(4).replace("08:00-20:00", "20:00-02:00"),
            riders=("r1,29.4,106.5,water",),
        )
        found = rows_of(tmp_path / "out" / "nearby.csv")
        assert [(row["rank"], row["merchant"], row["open"], row["verdict"]) for row in found] == [
            ("1", "M1", "open", "met"),
            ("2", "M2", "open", "unmet"),
            ("3", "M3", "unknown", "met"),
        ]
        assert (report.searches, report.found) == (1, 1)
        (feature,) = json.loads((tmp_path / "out" / "nearby.geojson").read_text("utf-8"))["features"]
        assert [one["id"] for one in feature["properties"]["found"]] == ["M1", "M2", "M3"]

    def test_after_midnight_a_place_is_open_under_the_day_before(
        self, running: Runner, tmp_path: Path
    ) -> None:
        """Saturday's hours until two hold on Sunday at half past one, and no longer at half past two."""
        row = good(1).replace("Mo-Su 08:00-20:00", "Sa 20:00-02:00")
        sunday = date(2026, 3, 15)
        running(row, riders=("r1,29.4,106.5,",), on=sunday, at=time(1, 30))
        assert [one["open"] for one in rows_of(tmp_path / "out" / "nearby.csv")] == ["open"]
        running(row, riders=("r1,29.4,106.5,",), on=sunday, at=time(2, 30))
        assert [one["rank"] for one in rows_of(tmp_path / "out" / "nearby.csv")] == [""]

    def test_a_search_without_an_answer_has_a_row_that_says_why(
        self, running: Runner, tmp_path: Path
    ) -> None:
        """Nothing found is an answer."""
        report = running(good(1), riders=("r1,29.45,106.6,", "r2,29.4,106.5,toilet"))
        rows = rows_of(tmp_path / "out" / "nearby.csv")
        assert [(row["rider"], row["rank"]) for row in rows] == [("r1", ""), ("r2", "")]
        assert rows[0]["note"].startswith(
            "no open place within the 800 m of walking offers what was asked; the"
        )
        assert "no place on the map offers toilet" in rows[1]["note"]
        assert report.found == 0
        page = (tmp_path / "out" / "map.html").read_text("utf-8")
        assert "800 m of walking offers what was asked" in page
        assert "no place on the map offers toilet" in page
        assert "Friendly shop (friendly-shop, version 1) on 2026-03-16: met" in page

    @pytest.mark.parametrize(
        ("merchants", "riders", "to_wgs84", "working", "near"),
        [
            ("wgs84", "wgs84", False, "wgs84", True),
            ("gcj02", "gcj02", False, "gcj02", True),
            ("bd09", "bd09", False, "gcj02", True),
            ("wgs84", "gcj02", False, "gcj02", False),
            ("gcj02", "wgs84", True, "wgs84", False),
        ],
    )
    def test_mixed_datums_meet_in_one(
        self, running: Runner, merchants: str, riders: str, to_wgs84: bool, working: str, near: bool
    ) -> None:
        """Equal numbers in one datum are one place; in two datums they lie some 500 m apart."""
        report = running(
            good(0),
            riders=("r1,29.4,106.5,",),
            datum=merchants,
            riders_datum=riders,
            to_wgs84=to_wgs84,
            within=5,
        )
        assert (report.working, report.found == 1) == (working, near)

    def test_wrong_riders_are_refused_too(self, running: Runner) -> None:
        """Under the name of their own file."""
        report = running(good(1), riders=("r1,29.4,106.5,", "r2,0,0,"))
        assert [(p.file, p.row, p.reason.code) for p in report.refused] == [
            ("r.csv", 2, "places.null_island")
        ]

    def test_a_table_that_cannot_be_read_leaves_no_results_of_an_earlier_run(
        self, running: Runner, tmp_path: Path
    ) -> None:
        """Nobody takes last month's verdicts for those of the file that was refused; other files stay."""
        running(good(1))
        (tmp_path / "out" / "mine.txt").write_text("kept")
        assert (tmp_path / "out" / "verdicts.csv").exists()
        broken = tmp_path / "broken.csv"
        broken.write_bytes(b"\x81")
        with pytest.raises(Invalid):
            running(good(1), merchants=broken)
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]

    def test_a_run_without_riders_leaves_no_answers_of_an_earlier_one(
        self, running: Runner, tmp_path: Path
    ) -> None:
        """What an earlier run wrote under our names is gone; other files stay."""
        running(good(1), riders=("r1,29.4,106.5,",))
        (tmp_path / "out" / "mine.txt").write_text("kept")
        report = running(good(1))
        names = {path.name for path in (tmp_path / "out").iterdir()}
        assert names == {path.name for path in report.written} | {"mine.txt"}
        assert "nearby.csv" not in names


class TestProgress:
    def test_it_works_without_tqdm(self, running: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        """The bar is an extra."""
        monkeypatch.setitem(sys.modules, "tqdm", None)
        assert running(good(1)).answers["met"] == 1

    def test_it_shows_its_progress_with_tqdm(self, running: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each merchant and each rider moves the bar of its step."""
        moved: list[tuple[str, int]] = []

        def bar(items: list[object], *, desc: str, **_: object) -> list[object]:
            moved.append((desc, len(items)))
            return items

        fake = ModuleType("tqdm")
        fake.tqdm = bar  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "tqdm", fake)
        running(good(1), good(2), riders=("r1,29.4,106.5,",))
        assert moved == [("judge", 2), ("search", 1)]


class TestCommandLine:
    def arguments(self, tmp_path: Path, *more: str) -> list[str]:
        """The worked example as it is typed."""
        given = f"""run --merchants {LINJIANG}/merchants.csv --columns {LINJIANG}/merchants.toml
            --pack {LINJIANG}/pack --on 2026-03-16 --out {tmp_path}/out"""
        return [*given.split(), *more]

    def test_it_prints_the_summary(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The counts, what was refused, and where the results are."""
        more = (
            "--datum", "gcj02", "--riders", f"{LINJIANG}/riders.csv", "--riders-datum", "wgs84",
            "--riders-columns", f"{LINJIANG}/riders.toml",
            "--known", "2026-03-16", "--at", "08:30", "--language", "zh",
        )  # fmt: skip
        assert main(self.arguments(tmp_path, *more)) == 0
        out = capsys.readouterr().out
        assert "《友好商户》" in out
        assert "查询：12 次" in out
        assert (tmp_path / "out" / "map.html").exists()

    def test_a_file_without_a_datum_is_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Each file's own is asked for, with what the choices mean; nothing is written."""
        more = ("--riders", f"{LINJIANG}/riders.csv", "--riders-columns", f"{LINJIANG}/riders.toml")
        assert main(self.arguments(tmp_path, *more)) == 1
        told = capsys.readouterr().err
        assert "--datum: say what the positions of merchants.csv are measured in" in told
        assert "--riders-datum: say what the positions of riders.csv are measured in" in told
        assert not (tmp_path / "out").exists()

    def test_everything_wrong_with_the_arguments_is_told_at_once(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Dates, times, datums and files that belong together."""
        more = (
            "--on",
            "yesterday",
            "--known",
            "2026-02-30",
            "--datum",
            "GPS",
            "--at",
            "25:00",
            "--max-errors",
            "-1",
        )
        assert main(self.arguments(tmp_path, *more, "--riders", "r.csv")) == 1
        told = capsys.readouterr().err
        for option in ("on", "known", "datum", "riders-datum", "at", "riders-columns", "max-errors"):
            assert f"--{option}: " in told

    @pytest.mark.parametrize("at", ["noon", "8:30", "08:30:00", "08.30"])
    def test_a_time_is_hours_and_minutes(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], at: str
    ) -> None:
        """Nothing else is read as one."""
        assert main(self.arguments(tmp_path, "--datum", "gcj02", "--at", at)) == 1
        assert "is not a time as HH:MM" in capsys.readouterr().err

    def test_riders_columns_without_riders_are_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One without the other does nothing."""
        assert main(self.arguments(tmp_path, "--datum", "gcj02", "--riders-columns", "r.toml")) == 1
        assert "--riders: is required" in capsys.readouterr().err
