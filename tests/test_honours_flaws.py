"""The lifecycle of titles, explored: no dead end, nobody unheard, and what a pack may get wrong."""

import functools
from collections.abc import Collection
from typing import Any

import attrs
import pytest

from friendly_services import packs
from friendly_services.cases import Duration
from friendly_services.errors import Problem
from friendly_services.honours import LIFECYCLE, STANDINGS, Nominate, Quota, Revoke, Rules, flaws
from friendly_services.honours._explored import TRIALS, explored
from friendly_services.honours._records import due
from friendly_services.lifecycles import Node
from friendly_services.text import LANGUAGES, say

SHIPPED = packs.load("honours-default")


@functools.cache
def nodes() -> tuple[Node, ...]:
    """All that can happen under the pack that is shipped."""
    return explored(SHIPPED.rules["honours"], SHIPPED.may, SHIPPED.calendar)


def found(without: Collection[str] = (), **changed: Any) -> dict[str, Problem]:
    """What is wrong with the shipped rules without some rights, and once these are changed, by its code."""
    rules: Rules = attrs.evolve(SHIPPED.rules["honours"], **changed)
    may = {name: roles for name, roles in SHIPPED.may.items() if name.partition(".")[2] not in without}
    problems = flaws(rules, may, SHIPPED.calendar)
    return {problem.reason.code.removeprefix("honours.flaw_"): problem for problem in problems}


@pytest.mark.parametrize("title", SHIPPED.rules["honours"].titles)
def test_no_shipped_title_has_a_flaw(title: str) -> None:
    """No dead end, and a title is lost only with hearing, decision in time and appeal; whoever holds it."""
    assert packs.flaws(SHIPPED) == ()
    assert found(titles={title: SHIPPED.rules["honours"].titles[title]}) == {}


def test_every_standing_and_every_step_is_reached() -> None:
    """The exploration leaves nothing of the table out, so that what it finds is all there is."""
    assert {node.record.standing for node in nodes()[1:]} == STANDINGS.keys()
    taken = {step.command for node in nodes() for step in node.steps} - {None}
    assert taken == {row.command for row in LIFECYCLE}
    assert {row.command for row in LIFECYCLE} - {Nominate} == TRIALS.keys()


def test_the_table_says_where_every_step_leads() -> None:
    """Each step that is taken ends where its row says, and each target of a row is met."""
    rows = {row.command: row for row in LIFECYCLE}
    met: dict[Any, set[str]] = {command: set() for command in rows}
    for node in nodes():
        before = node.record.standing if node.record else None
        for step in node.steps:
            if step.command is not None:
                row, after = rows[step.command], step.to.record.standing
                assert before in (row.sources or (None,))
                assert after in (*row.targets, before)
                met[step.command].add(after)
    assert {row.command: set(row.targets) - met[row.command] for row in LIFECYCLE} == {
        row.command: set() for row in LIFECYCLE
    }


def test_whatever_is_not_over_has_a_deadline() -> None:
    """Something is due for every title until it is lost for good or given up."""
    assert all((due(node.record) is not None) == node.record.alive for node in nodes()[1:])


def test_a_title_is_lost_on_a_ground_with_evidence_after_a_hearing() -> None:
    """Whatever happens, whoever loses a title was told why, and spoke or let the time for it pass."""
    cases = [(node.record.revocation, node.now.date()) for node in nodes() if node.has(Revoke)]
    assert cases
    for case, today in cases:
        assert case.ground
        assert case.evidence
        assert case.statement or case.heard.over(today)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("Nominate", "no_entry"),
        ("Decide", "no_way_on"),
        ("AnswerObjection", "no_way_on"),
        ("StateCase", "unheard"),
        ("Dismiss", "no_dismissal"),
        ("Revoke", "no_decision"),
        ("Appeal", "no_appeal"),
        ("DecideAppeal", "no_judge"),
    ],
)
def test_a_right_that_nobody_may_grant_is_a_flaw(command: str, code: str) -> None:
    """Without the roles of one command it is named, and the shortest way there, in both languages."""
    problems = found([command])
    assert problems.keys() == {code}
    assert problems[code].field == f"may.honours.{command}"
    assert all(say(problems[code].reason, language) for language in LANGUAGES)


def test_the_shortest_way_is_told() -> None:
    """The trace has every step that is needed, with the days that pass, and no other."""
    trace = found(["Appeal"])["no_appeal"].reason.values["trace"]
    assert trace == "Nominate, Decide, +8d, Grant, OpenRevocation, StateCase, Revoke"


def test_a_case_that_is_late_where_the_holder_says_nothing_is_a_flaw() -> None:
    """The time to decide is longer than the time to be heard."""
    late = found(revocation=Duration(3))["late"]
    assert (late.field, late.reason.values["days"]) == ("honours.revocation", 3)
    assert found(revocation=Duration(4)) == {}


def test_titles_of_a_year_and_titles_that_nobody_can_lose_are_explored_too() -> None:
    """A quota may be of a period, and a pack may state no ground."""
    title = attrs.evolve(SHIPPED.rules["honours"].titles["model_station"], quota=Quota(1, "year"))
    assert found(titles={"yearly": title}) == {}
    assert found(grounds={}) == {}
