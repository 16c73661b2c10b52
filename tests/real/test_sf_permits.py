"""488 mobile food permits of San Francisco, as published: judged as of two days, with different answers."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from friendly_services.command_line.run import RunOptions, RunReport, run
from tests.budget import ROOT, data
from tests.command_line.test_run import rows_of

HERE = ROOT / "tests" / "real"


def judged(out: Path, on: date, known: date | None = None) -> RunReport:
    """The report on the register as of a day."""
    return run(
        RunOptions(
            merchants=data("sf_food_permits/Mobile_Food_Facility_Permit.csv"),
            columns=HERE / "sf_permits.toml",
            datum="wgs84",
            pack=str(HERE / "sf-street-food"),
            on=on,
            known=known,
            out=out,
        )
    )


def test_the_rows_at_zero_are_refused_by_number(tmp_path: Path) -> None:
    """33 permits have no position; each is named, and the other 455 are judged."""
    report = judged(tmp_path, date(2026, 11, 21))
    assert {problem.reason.code for problem in report.refused} == {"places.null_island"}
    rows = [problem.row for problem in report.refused]
    assert len(rows) == report.refused_rows == 33
    assert rows[:3] == [18, 33, 34]
    assert all(
        problem.line is not None and problem.line > problem.row for problem in report.refused if problem.row
    )
    assert [(one.rows, one.kept, one.encoding) for one in report.files] == [(488, 455, "utf-8")]


@pytest.mark.parametrize(
    ("on", "answers"),
    [
        (date(2017, 6, 30), {"unmet": 52, "unknown": 9, "not_applied": 394}),
        (date(2022, 2, 1), {"met": 212, "unmet": 237, "not_applied": 6}),
        (date(2026, 11, 21), {"unmet": 455}),
    ],
)
def test_each_day_has_its_own_answers(tmp_path: Path, on: date, answers: dict[str, int]) -> None:
    """Golden counts: by 2017 most had not applied, in 2022 many held a permit, by 2026 all had run out."""
    assert dict(judged(tmp_path, on).answers) == answers


def test_in_2017_a_status_without_a_date_is_unknown(tmp_path: Path) -> None:
    """The register states each permit's status of its own day only; what came in later had not applied."""
    report = judged(tmp_path, date(2017, 6, 30))
    assert [(name, count) for name, _, count in report.missing] == [("status", 9)]
    for row in rows_of(tmp_path / "verdicts.csv"):
        match row["answer"]:
            case "not_applied":
                assert "had not applied by 2017-06-30" in row["against"]
            case "unknown":
                assert (
                    row["not_yet_then"] == "status is stated from 2022-02-01 on only, so it is unknown before"
                )
            case answer:
                assert answer == "unmet"
                assert "P1 approved: not met" in row["against"] or "P2 not expired: not met" in row["against"]


def test_in_2026_every_permit_has_run_out_or_was_never_granted(tmp_path: Path) -> None:
    """Each refusal names the condition and the day."""
    judged(tmp_path, date(2026, 11, 21))
    why = [row["against"] for row in rows_of(tmp_path / "verdicts.csv")]
    assert all("P2 not expired: not met" in one or "P1 approved: not met" in one for one in why)
    assert any("2022-11-15" in one for one in why)


def test_what_was_recorded_later_is_not_known_in_2017(tmp_path: Path) -> None:
    """Asked as of 2026 but only by what was known in 2017, the permits of later years are not there."""
    report = judged(tmp_path, date(2026, 11, 21), known=date(2017, 6, 30))
    assert report.answers["not_applied"] == 394
    assert report.answers["unmet"] < 61


def test_hours_such_as_several_spans_a_day_are_read(tmp_path: Path) -> None:
    """Of 92 rows with hours 6 lie at zero; the other 86 are read, and what could not be would be listed."""
    report = judged(tmp_path, date(2026, 11, 21))
    rows = rows_of(tmp_path / "verdicts.csv")
    stated = Counter((bool(row["hours"]), row["hours_known"]) for row in rows)
    unread = [problem for problem in report.noted if problem.field == "hours"]
    assert stated[True, "no"] == len(unread) == 0
    assert stated[True, "yes"] == 86
    assert "Mo-Fr:7AM-8AM/10AM-11AM/12PM-1PM" in {row["hours"] for row in rows}


def test_one_name_at_one_place_is_left_to_a_person(tmp_path: Path) -> None:
    """Ten permits stand where an earlier one of the same applicant does: listed, never merged."""
    report = judged(tmp_path, date(2026, 11, 21))
    assert Counter(problem.reason.code for problem in report.noted) == {"run.name_near": 10}
