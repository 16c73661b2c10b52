"""A public list of 339 cafés, and the customers of one courier day who look for the nearest."""

from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from friendly_services.command_line import main
from friendly_services.command_line.run import RunOptions, RunReport, run
from friendly_services.places import Point, convert, distance
from tests.budget import ROOT, data
from tests.command_line.test_run import rows_of

HERE = ROOT / "tests" / "real"


def judged(out: Path, file: str, **more: Any) -> RunReport:
    """The report on the list."""
    options = RunOptions(
        merchants=data(f"cafes_cn_ccby/{file}"),
        columns=HERE / "cafes.toml",
        datum="wgs84",
        pack=str(HERE / "cafes-cn"),
        on=date(2026, 3, 2),
        out=out,
    )
    return run(attrs.evolve(options, **more))


def test_both_encodings_give_the_same_merchants(tmp_path: Path) -> None:
    """UTF-8 and GB18030 lead to the same 339 cafés, letter for letter."""
    reports = [judged(tmp_path / name, name) for name in ("all_cafes.csv", "all_cafes_gb18030.csv")]
    assert [report.files[0].encoding for report in reports] == ["utf-8", "gb18030"]
    one, other = (
        rows_of(tmp_path / name / "verdicts.csv") for name in ("all_cafes.csv", "all_cafes_gb18030.csv")
    )
    assert one == other
    assert len(one) == 339
    assert not reports[0].refused


def test_what_the_list_does_not_state_keeps_every_verdict_open(tmp_path: Path) -> None:
    """A list of names says nothing of licences: unknown, never unmet; the missing facts are counted."""
    report = judged(tmp_path, "all_cafes.csv")
    assert dict(report.answers) == {"unknown": 339}
    counts = [count for _, _, count in report.missing]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 339
    missing = rows_of(tmp_path / "missing.csv")
    assert [row["fact"] for row in missing] == [name for name, _, _ in report.missing]
    assert "licence_status" in {row["fact"] for row in missing}


def test_every_customer_finds_the_nearest_cafe(tmp_path: Path) -> None:
    """1,285 positions, taken as GCJ-02 by explicit assumption, each find the one no other is nearer than."""
    report = judged(
        tmp_path,
        "all_cafes.csv",
        riders=data("lade_customers/shanghai.csv"),
        riders_columns=HERE / "lade.toml",
        riders_datum="gcj02",
        within=50_000.0,
        limit=1,
    )
    assert (report.searches, report.found, report.working) == (1285, 1285, "gcj02")
    answers = rows_of(tmp_path / "nearby.csv")
    assert len(answers) == 1285
    assert {row["verdict"] for row in answers} == {"unknown"}
    cafes = [
        convert(Point.wgs84(lat=float(row["lat"]), lon=float(row["lon"])), "gcj02")
        for row in rows_of(tmp_path / "verdicts.csv")
    ]
    customers = rows_of(data("lade_customers/shanghai.csv"))
    for answer in answers[::100]:
        customer = customers[int(answer["rider_row"]) - 1]
        origin = Point.gcj02(lat=float(customer["lat"]), lon=float(customer["lng"]))
        nearest = min(distance(origin, cafe) for cafe in cafes)
        assert float(answer["metres"]) == pytest.approx(nearest, abs=0.06)


def test_customers_without_a_datum_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file does not say what its positions are measured in, so nobody is sent half a kilometre astray."""
    cafes, customers = data("cafes_cn_ccby/all_cafes.csv"), data("lade_customers/shanghai.csv")
    given = f"""run --merchants {cafes} --columns {HERE}/cafes.toml --datum wgs84 --pack {HERE}/cafes-cn
        --riders {customers} --riders-columns {HERE}/lade.toml --on 2026-03-02 --out {tmp_path}/out"""
    assert main(given.split()) == 1
    assert "--riders-datum: say what the positions of shanghai.csv are measured in" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
