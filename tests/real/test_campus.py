"""A real table in GBK, positions as text: 391 buildings around a campus, each looking for its neighbours."""

import csv
from datetime import date
from pathlib import Path

from friendly_services.command_line.run import RunOptions, RunReport, run
from friendly_services.places import Point, distance
from tests.budget import ROOT, count, data
from tests.command_line.test_run import rows_of

HERE = ROOT / "tests" / "real"


def judged(out: Path) -> RunReport:
    """The report on the table, every building a rider too."""
    table = data("osm_beijing_bjtu/poi_gbk.csv")
    return run(
        RunOptions(
            merchants=table,
            columns=HERE / "campus.toml",
            datum="wgs84",
            pack=str(HERE / "cafes-cn"),
            on=date(2026, 3, 2),
            out=out,
            riders=table,
            riders_columns=HERE / "campus_riders.toml",
            riders_datum="wgs84",
            within=5_000.0,
            limit=200,
            max_errors=300,
        )
    )


def test_the_table_is_read_and_every_answer_is_that_of_brute_force(tmp_path: Path) -> None:
    """GBK is found out; unnamed buildings are refused by row; the others stand in exact order, from each."""
    report = judged(tmp_path)
    assert report.files[0].encoding == "gb18030"
    with data("osm_beijing_bjtu/poi_gbk.csv").open(encoding="gbk", newline="") as file:
        rows = list(csv.DictReader(file))
    named = {row["poi_id"]: point(row["centroid"]) for row in rows if row["name"]}
    assert (len(rows), len(named)) == (391, 103)
    assert {problem.field for problem in report.refused} == {"name"}
    answers = rows_of(tmp_path / "nearby.csv")
    for rider in rows[:: count(40, 4, 1)]:
        here = point(rider["centroid"])
        expected = sorted((distance(here, there), id_) for id_, there in named.items())
        assert [a["merchant"] for a in answers if a["rider"] == rider["poi_id"]] == [
            id_ for _, id_ in expected
        ]


def point(text: str) -> Point:
    """What `POINT (116.33 39.94)` says."""
    lon, lat = text.removeprefix("POINT (").removesuffix(")").split()
    return Point.wgs84(lat=float(lat), lon=float(lon))
