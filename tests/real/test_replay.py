"""What the page "Replay real records" shows, computed again from the records."""

import csv
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from friendly_services.standards import evaluate
from tests.budget import ROOT, data
from tests.real import inspections, permits
from tests.real.inspections import LAST_DAY, STANDARDS, Replay, Visit, histories, replay

PAGE = (ROOT / "docs" / "how-to" / "replay.md").read_text(encoding="utf-8")
CLOSED = {"result": "closed", "newly_closed": True}


def visit(on: date, **other: Any) -> Visit:
    """A visit that was passed and found nothing, but for what is said."""
    return {"on": on, "result": "passed", "newly_closed": False, "critical": 0, "major": 0, **other}


def told(visits: Sequence[Visit], until: date) -> list[tuple[str, str]]:
    """What happens to premises with these visits, and when."""
    return [(str(step.on), step.event) for step in replay(visits, until).steps if step.event]


@pytest.fixture(scope="module", name="past")
def the_past() -> list[list[Visit]]:
    """The visits of all premises."""
    return histories(data("inspections_smc"))


@pytest.fixture(scope="module", name="courses")
def the_courses(past: list[list[Visit]]) -> list[Replay]:
    """Their standing, visit by visit."""
    return [replay(visits) for visits in past]


def test_two_visits_of_a_day_are_taken_in_their_order() -> None:
    """Closed in the morning and passed in the afternoon is open, and the other way round is not."""
    day = date(2015, 3, 2)
    assert told([visit(day, **CLOSED), visit(day)], day) == [
        ("2015-03-02", "suspended"),
        ("2015-03-02", "reinstated"),
    ]
    assert told([visit(day), visit(day, **CLOSED)], day) == [("2015-03-02", "suspended")]


def test_a_warning_ends_by_itself_on_the_day_that_follows_from_its_ground() -> None:
    """Six months after a critical violation it counts for the last time."""
    found = told([visit(date(2015, 1, 31), critical=1)], date(2016, 12, 31))
    assert found == [("2015-01-31", "warned"), ("2015-08-01", "warning lifted")]


def test_a_permit_is_given_back_with_a_clean_sheet() -> None:
    """What it was revoked for does not count again, and not before six months are over."""
    days = [date(2015, 1, 5), date(2015, 2, 2), date(2015, 7, 1)]
    visits = [
        visit(days[0], **CLOSED),
        visit(days[0]),
        visit(days[1], **CLOSED),
        visit(days[1]),
        visit(days[2]),
    ]
    assert told(visits, date(2016, 12, 31)) == [
        ("2015-01-05", "suspended"),
        ("2015-01-05", "reinstated"),
        ("2015-02-02", "revoked"),
        ("2015-08-03", "reinstated"),
    ]


def test_what_nobody_has_looked_at_for_long_is_unknown_and_takes_nothing_away() -> None:
    """A result counts for 24 months; after that, good standing and suspension both stay as they are."""
    for first, state in (
        (visit(date(2014, 5, 6)), "in good standing"),
        (visit(date(2014, 5, 6), **CLOSED), "suspended"),
    ):
        course = replay([first])
        assert (course.state, course.ask("standing", LAST_DAY).answer) == (state, "unknown")
        assert course.steps[-1].on == date(2016, 5, 7)


def test_the_page_shows_what_the_visits_give(past: list[list[Visit]], courses: list[Replay]) -> None:
    """Every table and case on the page is what the replay gives now."""
    parts = list(inspections.sections(past, courses))
    assert len(parts) == 7
    assert [part for part in parts if part not in PAGE] == []


def test_the_page_shows_what_the_permits_give() -> None:
    """So are the tables of the two versions, over all 488 permits."""
    folder = data("sf_food_permits")
    assert permits.impact(folder).population.size == 488
    assert [part for part in permits.sections(folder) if part not in PAGE] == []


def test_the_replay_ends_as_the_standards_answer_on_the_last_day(courses: list[Replay]) -> None:
    """Of all 563 at once, in columns: met is in good standing, unmet is not, unknown is what it was."""
    assert len(courses) == 563
    outcomes = inspections.last_day(courses)
    states = {
        answer: {courses[n].state for n in outcomes.places(answer)} - {"suspended", "revoked"}
        for answer in ("met", "unmet", "unknown")
    }
    assert states["met"] == {"in good standing"}
    assert states["unmet"] == {"warned"}
    assert states["unknown"] == {"in good standing", "not judged"}


def test_every_decision_can_be_worked_out_again(courses: list[Replay]) -> None:
    """Each verdict on which a measure rests follows from the facts and rules recorded in it."""
    decided = [step.verdict for course in courses for step in course.steps if step.event]
    for verdict in decided:
        verdict.recheck(STANDARDS[verdict.standard])
    again = [evaluate(one.rules, one.facts, one.on) for one in decided]
    assert again == decided
    assert len(decided) > 500


def test_the_page_names_nobody(past: list[list[Visit]]) -> None:
    """No name, address or id of premises is on it, and its cases begin after the last visit of them all."""
    with (data("inspections_smc") / "establishments.csv").open(encoding="utf-8") as file:
        words = {row[key].lower() for row in csv.DictReader(file) for key in ("id", "name", "address")} - {""}
    shown = PAGE.lower()
    assert [word for word in words if re.search(rf"\b{re.escape(word)}\b", shown)] == []
    assert max(visit["on"] for visits in past for visit in visits) < inspections.CASES_FROM
