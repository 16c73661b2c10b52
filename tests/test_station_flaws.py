"""The lifecycle of stations, explored: no dead end, a way back onto the map, what a pack may get wrong."""

import functools
from collections.abc import Collection
from typing import Any

import attrs
import pytest

from friendly_services import packs
from friendly_services.errors import Problem
from friendly_services.lifecycles import Node
from friendly_services.stations import (
    LIFECYCLE,
    STANDINGS,
    ConfirmOpen,
    MarkExpired,
    Plan,
    RecordVisit,
    Register,
    Rules,
    flaws,
)
from friendly_services.stations._explored import TRIALS, explored
from friendly_services.stations._lifecycle import IN_PROJECT
from friendly_services.stations._records import due
from friendly_services.text import LANGUAGES, say

SHIPPED = packs.load("stations-abc")
BUILT_IN = ("stations-abc", "stations-five-stars", "stations-three-kinds", "four-functions")


@functools.cache
def nodes() -> tuple[Node, ...]:
    """All that can happen under the pack that is shipped."""
    return explored(SHIPPED.rules["stations"], SHIPPED.may, SHIPPED.calendar)


def found(without: Collection[str] = (), **changed: Any) -> dict[str, Problem]:
    """What is wrong with the shipped rules without some rights, and once these are changed, by its code."""
    rules: Rules = attrs.evolve(SHIPPED.rules["stations"], **changed)
    may = {name: roles for name, roles in SHIPPED.may.items() if name.partition(".")[2] not in without}
    problems = flaws(rules, may, SHIPPED.calendar)
    return {problem.reason.code.removeprefix("stations.flaw_"): problem for problem in problems}


@pytest.mark.parametrize("name", BUILT_IN)
def test_no_built_in_pack_has_a_flaw(name: str) -> None:
    """Every project can open, what is off the map can come back, a lost level can be had again."""
    assert packs.flaws(packs.load(name)) == ()


def test_every_standing_and_every_step_is_reached() -> None:
    """The exploration leaves nothing of the table out, so that what it finds is all there is."""
    assert {node.record.standing for node in nodes()[1:]} == STANDINGS.keys()
    taken = {step.command for node in nodes() for step in node.steps} - {None}
    assert taken == {row.command for row in LIFECYCLE}
    assert {row.command for row in LIFECYCLE} - {Register, Plan} == TRIALS.keys()


def test_the_table_says_where_every_step_leads() -> None:
    """Each step that is taken ends where its row says, or time has led; and each target of a row is met."""
    rows = {row.command: row for row in LIFECYCLE}
    by_time = rows[MarkExpired].targets
    met: dict[Any, set[str]] = {command: set() for command in rows}
    for node in nodes():
        before = node.record.standing if node.record else None
        for step in node.steps:
            if step.command is not None:
                row, after = rows[step.command], step.to.record.standing
                assert before in (row.sources or (None,))
                assert after in (*row.targets, before, *by_time)
                met[step.command].add(after)
    assert {row.command: set(row.targets) - met[row.command] for row in LIFECYCLE} == {
        row.command: set() for row in LIFECYCLE
    }


def test_whoever_is_waited_for_has_a_deadline() -> None:
    """Each step of a project and each flag is due some day, until its passing has been told."""
    waiting = [node.record for node in nodes()[1:] if node.record.standing in (*IN_PROJECT, "flagged")]
    untold = [one for one in waiting if not (one.flag or one.project).overdue]
    assert {one.standing for one in untold} == {*IN_PROJECT, "flagged"}
    assert all(due(one) for one in untold)


def test_a_level_is_lost_only_for_a_named_cause_after_grace() -> None:
    """Whatever happens, a level goes with its own term or after days of grace that named why."""
    lost = [
        (node.record, node.now.date())
        for node in nodes()[1:]
        for step in node.steps
        if step.to.record.standing != "closed"
        and node.record.level
        and not step.to.record.level
        and node.record.level.until >= node.now.date()
    ]
    assert lost
    assert all(before.grace.causes and before.grace.term.over(today) for before, today in lost)


@pytest.mark.parametrize(
    ("rights", "code", "field"),
    [
        (["Register", "Plan"], "no_entry", "may.stations.Register"),
        (["StartFitting"], "no_way_on", "may.stations.StartFitting"),
        (["FinishFitting"], "no_way_on", "may.stations.FinishFitting"),
        (["Accept"], "no_way_on", "may.stations.Accept"),
        (["Reopen"], "no_way_on", "may.stations.Reopen"),
        (["AnswerReports"], "no_answer", "may.stations.AnswerReports"),
        (["Grade"], "no_level", "may.stations.Grade"),
        (["Close"], "no_end", "may.stations.Close"),
    ],
)
def test_a_right_that_nobody_may_grant_is_a_flaw(rights: list[str], code: str, field: str) -> None:
    """Without the roles of one step the field is named, and the shortest way there, in both languages."""
    problems = found(rights)
    assert problems.keys() == {code}
    assert problems[code].field == field
    assert all(say(problems[code].reason, language) for language in LANGUAGES)


def test_the_shortest_way_is_told() -> None:
    """The trace has every step that is needed, with the days that pass, and no other."""
    assert found(["Accept"])["no_way_on"].reason.values["trace"] == "Plan, StartFitting, FinishFitting"
    unanswered = found(["AnswerReports"])["no_answer"].reason.values["trace"]
    assert unanswered == "Register, AppointKeeper, ReportStatus, ReportStatus"


def test_what_is_dormant_comes_back_by_any_sign_of_use() -> None:
    """One such right is enough; without any, it is a flaw that says so."""
    signs = [ConfirmOpen.__name__, RecordVisit.__name__, "RecordEquipment", "ReportStatus"]
    assert found(signs[:-1]) == {}
    away = [*signs, "CloseTemporarily"]
    assert found(away)["no_way_on"].field == "may.stations.ConfirmOpen"


def test_places_that_are_not_graded_need_no_level() -> None:
    """Where no kind of place has levels, nobody needs to grade."""
    kinds = {name: attrs.evolve(kind, graded=False) for name, kind in SHIPPED.rules["stations"].kinds.items()}
    assert found(["Grade"], kinds=kinds) == {}


def test_nothing_can_be_entered_without_a_kind_of_host() -> None:
    """Lists that are empty leave nothing to try."""
    assert found(hosts={}).keys() == {"no_entry"}
    assert found(equipment={}, services={}, causes={}) == {}
