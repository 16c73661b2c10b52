"""The lifecycle of merchants, explored: no dead end, nobody unheard, and what a pack may get wrong."""

import functools
from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from friendly_services import packs
from friendly_services.cases import Duration
from friendly_services.decider import Capability
from friendly_services.errors import Problem
from friendly_services.lifecycles import Node, reaching
from friendly_services.merchants import (
    LIFECYCLE,
    STANDINGS,
    Apply,
    EndBusiness,
    HearingRule,
    Rules,
    TakeOver,
    Withdraw,
    due,
    flaws,
)
from friendly_services.merchants._explored import TRIALS, explored
from friendly_services.text import LANGUAGES, say

SHIPPED = packs.load("merchant-14-9-9")
HEARING = HearingRule(asked=Duration(5), held=Duration(20))


@functools.cache
def nodes() -> tuple[Node, ...]:
    """All that can happen under the pack that is shipped."""
    return explored(SHIPPED.rules["merchants"], SHIPPED.may, SHIPPED.calendar)


@functools.cache
def heard() -> tuple[Node, ...]:
    """All that can happen under the same with a hearing."""
    rules = attrs.evolve(SHIPPED.rules["merchants"], hearing=HEARING)
    return explored(rules, SHIPPED.may, SHIPPED.calendar)


def found(may: Mapping[str, frozenset[str]] = SHIPPED.may, **changed: Any) -> dict[str, Problem]:
    """What is wrong with the shipped rules once these are changed, by its code."""
    rules: Rules = attrs.evolve(SHIPPED.rules["merchants"], **changed)
    problems = flaws(rules, may, SHIPPED.calendar)
    return {problem.reason.code.removeprefix("merchants.flaw_"): problem for problem in problems}


def test_the_shipped_lifecycle_has_no_flaw() -> None:
    """No dead end, and every measure has its ground, evidence, hearing, appeal and deadline."""
    assert found() == {}


def test_a_pack_with_a_hearing_has_no_flaw() -> None:
    """Whoever asks for one has it, and its case is decided in time."""
    assert found(hearing=HEARING) == {}


def test_something_is_due_wherever_a_merchant_stands() -> None:
    """Nobody is forgotten, and the licence and premises of whoever was revoked are free again in the end."""
    alive = [node for node in nodes()[1:] if node.record.alive]
    assert [node.trace for node in alive if due(node.record) is None] == []
    free = reaching(nodes()[1:], lambda node: not node.record.alive, (Withdraw, EndBusiness))
    assert [node.trace for node in alive if node.record.standing == "revoked" and node not in free] == []


def test_nobody_can_apply_where_a_pack_lists_no_trade() -> None:
    """Nor where it lists no service, nor any kind of licence."""
    assert "no_entry" in found(trades={})


def test_every_standing_and_every_step_is_reached() -> None:
    """The exploration leaves nothing of the table out, so that what it finds is all there is."""
    assert {node.record.standing for node in heard()[1:]} == STANDINGS.keys()
    taken = {step.command for node in heard() for step in node.steps} - {None}
    assert taken == {row.command for row in LIFECYCLE}
    assert {row.command for row in LIFECYCLE} - {Apply, TakeOver} == TRIALS.keys()


def short() -> Rules:
    """The shipped rules without the form check, which a pack may leave out."""
    rules: Rules = SHIPPED.rules["merchants"]
    posts = {name: post for name, post in rules.route.posts.items() if name != "form_check"}
    return attrs.evolve(rules, route=attrs.evolve(rules.route, posts=posts))


def test_the_table_says_where_every_step_leads() -> None:
    """Each step that is taken ends where its row says, and each target of a row is met."""
    rows = {row.command: row for row in LIFECYCLE}
    met: dict[type, set[str]] = {command: set() for command in rows}
    for start, *others in (nodes(), heard(), explored(short(), SHIPPED.may, SHIPPED.calendar)):
        for node in (start, *others):
            for step in node.steps:
                if step.command is not None:
                    row, after = rows[step.command], step.to.record.standing
                    before = None if node is start else node.record.standing
                    assert before in (row.sources or (None,))
                    assert after in (row.targets or (before,))
                    met[step.command].add(after)
    assert {row.command: set(row.targets) - met[row.command] for row in LIFECYCLE} == {
        row.command: set() for row in LIFECYCLE
    }


def test_a_route_without_the_form_check_has_no_flaw() -> None:
    """The optional post may be left out."""
    assert flaws(short(), SHIPPED.may, SHIPPED.calendar) == ()


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        ("Apply", "no_entry", "may.merchants.Apply"),
        ("Resubmit", "no_answer", "may.merchants.Resubmit"),
        ("CompleteCheck", "no_way_on", "may"),
        ("RecordFacts", "no_way_on", "may"),
        ("Decide", "no_way_on", "may"),
        ("AnswerObjection", "no_way_on", "may"),
        ("PassReview", "no_review", "may.merchants.PassReview"),
        ("OpenRevocation", "no_case", "may.merchants.OpenRevocation"),
        ("StateCase", "unheard", "may.merchants.StateCase"),
        ("Dismiss", "no_dismissal", "may.merchants.Dismiss"),
        ("Revoke", "no_decision", "may.merchants.Revoke"),
        ("Appeal", "no_appeal", "may.merchants.Appeal"),
        ("DecideAppeal", "no_judge", "may.merchants.DecideAppeal"),
    ],
)
def test_a_right_that_nobody_may_grant_is_a_flaw(command: str, code: str, field: str) -> None:
    """Without the roles of one command the field is named, and the shortest way there, in both languages."""
    may = {name: roles for name, roles in SHIPPED.may.items() if name != f"merchants.{command}"}
    problem = found(may)[code]
    assert problem.field == field
    assert all(say(problem.reason, language) for language in LANGUAGES)


@pytest.mark.parametrize(("command", "code"), [("AskHearing", "unasked"), ("HoldHearing", "no_hearing")])
def test_a_hearing_that_nobody_may_ask_for_or_hold_is_a_flaw(command: str, code: str) -> None:
    """A pack with a hearing names who asks and who presides; one without needs neither."""
    may = {name: roles for name, roles in SHIPPED.may.items() if name != f"merchants.{command}"}
    problem = found(may, hearing=HEARING)[code]
    assert problem.field == f"may.merchants.{command}"
    assert all(say(problem.reason, language) for language in LANGUAGES)
    assert found(may) == {}


def test_the_shortest_way_is_told() -> None:
    """The trace has every step that is needed, and no other."""
    trace = found(appeal=None)["no_appeal"].reason.values["trace"]
    assert trace == "TakeOver, OpenRevocation, StateCase, Revoke"
    may = {name: roles for name, roles in SHIPPED.may.items() if name != "merchants.AnswerObjection"}
    trace = found(may)["no_way_on"].reason.values["trace"]
    assert trace == "Apply, RecordFacts, CompleteCheck, CompleteCheck, Decide, Object"


def test_the_last_post_is_to_blame() -> None:
    """Where nobody decides, the decision is named and not the posts before it."""
    may = {name: roles for name, roles in SHIPPED.may.items() if name != "merchants.Decide"}
    assert found(may)["no_way_on"].reason.values["standing"] == STANDINGS["decision"]


def test_a_role_that_holds_a_post_and_may_not_work_there_is_a_flaw() -> None:
    """The exploration tries people of one role: a post whose role has not its command stays shut."""
    may = {**SHIPPED.may, "merchants.Decide": frozenset({"inspector"})}
    assert found(may)["no_way_on"].reason.values["standing"] == STANDINGS["decision"]


def test_a_case_that_is_late_before_it_may_be_decided_is_a_flaw() -> None:
    """The time to decide holds the time to be heard and to mend."""
    late = found(revocation=Duration(9))["late"]
    assert (late.field, late.reason.values["days"]) == ("merchants.revocation", 9)


def test_a_ground_without_evidence_is_a_flaw() -> None:
    """Nothing could be proven on it."""
    grounds = dict(SHIPPED.rules["merchants"].grounds)
    grounds["gone"] = attrs.evolve(grounds["gone"], evidence=())
    assert found(grounds=grounds)["no_evidence"].field == "merchants.grounds.gone.evidence"


def test_capabilities_without_a_check_have_no_flaws() -> None:
    """Most capabilities have no lifecycle to explore."""
    plain: Capability[Any] = Capability("plain", (), (), lambda *_: (), lambda *_: (), dict)
    assert plain.flaws({}, {}, SHIPPED.calendar) == ()
