"""What standards answer, and how they explain it."""

import copy
import pickle
from datetime import UTC, date, datetime
from typing import Any

import pytest

from friendly_services.errors import Invalid
from friendly_services.standards import Verdict, evaluate, read_standard
from friendly_services.text import say
from tests.standards.samples import ON, condition, label, plain, version

GROUPED = ("fixed", "seats > 1", "wanted > 1")


@pytest.mark.parametrize(
    ("at_least", "facts", "answer"),
    [
        (None, {"fixed": True, "seats": 2, "wanted": 2}, "met"),
        (None, {"fixed": True, "seats": 2}, "unknown"),
        (None, {"fixed": False}, "unmet"),
        (2, {"fixed": True, "seats": 2}, "met"),
        (2, {"fixed": True, "seats": 1}, "unknown"),
        (2, {"fixed": False, "seats": 1}, "unmet"),
        (1, {"wanted": 2}, "met"),
        (1, {"fixed": False, "seats": 1, "wanted": 1}, "unmet"),
    ],
)
def test_k_of_n_is_decided_as_soon_as_it_can_be(
    at_least: int | None, facts: dict[str, Any], answer: str
) -> None:
    """A group is met once enough are met, unmet once enough can no longer be, unknown in between."""
    conditions = [condition(f"C{n}", text, group="g") for n, text in enumerate(GROUPED)]
    assert evaluate(version(*conditions, groups={"g": at_least}), facts, ON).answer == answer


def test_what_does_not_apply_leaves_its_group() -> None:
    """Fewer that apply than the group asks for: then all that apply are needed."""
    rules = version(
        condition("A", "fixed", group="g"),
        condition("B", "seats > 1", group="g", applies="trade == 'food'"),
        condition("C", "wanted > 1", group="g", applies="trade == 'food'"),
        groups={"g": 2},
    )
    only_one = evaluate(rules, {"fixed": True, "trade": "repair"}, ON)
    assert only_one.answer == "met"
    assert [finding.answer for finding in only_one.findings] == ["met", "not_applicable", "not_applicable"]
    assert (only_one.groups[0].needed, only_one.groups[0].not_applicable) == (1, 2)
    assert evaluate(rules, {"fixed": True}, ON).answer == "unknown"
    assert evaluate(rules, {"fixed": True, "trade": "food", "seats": 2}, ON).answer == "met"


def test_nothing_applicable_is_an_answer_of_its_own() -> None:
    """A standard none of whose conditions applies is neither met nor unmet."""
    rules = version(
        condition("A", "fixed", group="g", applies="seats > 5"),
        condition("B", "fixed", applies="seats > 5"),
        groups={"g": None},
    )
    verdict = evaluate(rules, {"seats": 1}, ON)
    assert (verdict.answer, verdict.groups[0].answer) == ("not_applicable", "not_applicable")
    assert (verdict.why_not(), verdict.changes(), verdict.needs()) == ((), (), ())


def test_a_must_fells_the_whole() -> None:
    """An unmet must makes the whole unmet although its group has enough, and an unknown one keeps it open."""
    rules = version(
        condition("A", "fixed", group="g", must=True), condition("B", "seats > 1", group="g"), groups={"g": 1}
    )
    assert evaluate(rules, {"fixed": False, "seats": 2}, ON).answer == "unmet"
    assert evaluate(rules, {"seats": 2}, ON).answer == "unknown"
    assert evaluate(rules, {"fixed": True}, ON).answer == "met"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("fixed", 1, "1 is not true or false"),
        ("fixed", "no", "'no' is not true or false"),
        ("seats", True, "True is not a whole number"),
        ("seats", 1.9, "1.9 is not a whole number"),
        ("seats", "12", "'12' is not a whole number"),
        ("distance", float("nan"), "nan is not a number"),
        ("distance", float("inf"), "inf is not a number"),
        ("distance", True, "True is not a number"),
        ("note", 3, "3 is not text"),
        ("opened_on", datetime(2026, 1, 1, tzinfo=UTC), "is not a date: write YYYY-MM-DD"),
        ("opened_on", "2026-01-01", "'2026-01-01' is not a date: write YYYY-MM-DD"),
        ("licence", "void", "'void' is not one of active, cancelled"),
        ("licence", ["active"], "\"['active']\" is not one of active, cancelled"),
        ("seat", 3, "sample declares no fact of this name: did you mean 'seats'?"),
        ("zzz", 3, "sample declares no fact of this name: leave it out"),
    ],
)
def test_a_fact_that_does_not_fit_is_refused(name: str, value: Any, sentence: str) -> None:
    """A fact of another type, or one that is not declared, is an error and never silently false."""
    with pytest.raises(Invalid) as caught:
        evaluate(version(condition("X", "fixed")), {"fixed": True, name: value}, ON)
    [problem] = caught.value.problems
    assert problem.field == name
    assert sentence in say(problem.reason)


def test_all_facts_that_do_not_fit_are_told_at_once() -> None:
    """Three wrong facts are three problems."""
    with pytest.raises(Invalid) as caught:
        evaluate(version(condition("X", "fixed")), {"fixed": 1, "seats": "2", "zzz": None}, ON)
    assert [problem.field for problem in caught.value.problems] == ["fixed", "seats", "zzz"]


def test_the_day_asked_about_is_a_date() -> None:
    """A time is no day."""
    with pytest.raises(Invalid, match="is not a date"):
        evaluate(version(condition("X", "fixed")), {}, datetime(2026, 1, 1, tzinfo=UTC))


SHOP = (
    condition("L1", "fixed and licence == 'active'", group="l", must=True),
    condition("L2", "opened_on <= today - months(3)", group="l"),
    condition("F1", "seats >= 2 or distance < 50", group="f", repair=label("Put up a bench", "添置长凳")),
    condition("F2", "note != 'closed'", group="f", applies="trade in ['food']"),
    condition("F3", "seats >= wanted", group="f"),
)
SHOP_GROUPS: dict[str, int | None] = {"l": None, "f": 2}


def shop(**facts: Any) -> Verdict:
    """The verdict on a shop."""
    return evaluate(version(*SHOP, groups=SHOP_GROUPS), facts, ON)


def test_why_not_shows_fact_value_and_threshold() -> None:
    """Each reason names the condition, the fact, its value and what it would have to be."""
    verdict = shop(
        fixed=True, licence="cancelled", opened_on=date(2026, 2, 1), seats=1, wanted=4, distance=60.5
    )
    assert [say(reason) for reason in verdict.why_not()] == [
        "group l: 2 more needed (0 of 2 met)",
        "L1 title L1: not met – licence: cancelled (needed: active)",
        (
            "L2 title L2: not met – opened on: 2026-02-01 "
            "(needed: no later than 3 months before today (2025-12-31))"
        ),
        "group f: 2 more needed (0 of 2 met)",
        (
            "F1 title F1: not met – one of these: seats: 1 (needed: at least 2), "
            "distance: 60.5 m (needed: below 50 m)"
        ),
        "F2 title F2: whether it applies is unknown – trade: unknown",
        "F3 title F3: not met – seats: 1 (needed: at least seats asked for (4))",
    ]
    assert "F3 名称F3：不符合——座位：1（要求：不少于 要求座位（4））" in [
        say(reason, "zh") for reason in verdict.why_not()
    ]


def test_changes_speak_in_the_words_of_why_not() -> None:
    """What would change the answer repeats what is lacking, with hints, and what nobody can change."""
    verdict = shop(
        fixed=False, licence="cancelled", opened_on=date(2026, 2, 1), seats=1, wanted=4, distance=60.5
    )
    assert [say(reason) for reason in verdict.changes()] == [
        "group l: 2 more needed (0 of 2 met)",
        (
            "L1 title L1: cannot be changed – fixed premises: no (needed: yes), "
            "licence: cancelled (needed: active)"
        ),
        "L2 title L2: opened on: 2026-02-01 (needed: no later than 3 months before today (2025-12-31))",
        "group f: 2 more needed (0 of 2 met)",
        (
            "F1 title F1: one of these: seats: 1 (needed: at least 2), "
            "distance: 60.5 m (needed: below 50 m). Put up a bench"
        ),
        (
            "F2 title F2: say first whether it applies (trade: unknown); if it does: "
            "note: unknown (needed: other than 'closed')"
        ),
        "F3 title F3: seats: 1 (needed: at least seats asked for (4))",
    ]


def test_only_ways_that_somebody_can_go_are_shown() -> None:
    """Of two ways to meet a condition, the one that depends on what nobody can change is left out."""
    rules = version(condition("X", "licence == 'active' or opened_on == 2020-01-01 or seats > 2"))
    verdict = evaluate(rules, {"licence": "cancelled", "seats": 1, "opened_on": ON}, ON)
    assert [say(reason) for reason in verdict.changes()] == ["X title X: seats: 1 (needed: above 2)"]


def test_what_holds_already_is_not_asked_for() -> None:
    """Of parts joined by and, only those that do not hold are shown as lacking."""
    rules = version(condition("X", "seats > 5 and trade in ['food'] and (fixed or wanted > 9)"))
    verdict = evaluate(rules, {"seats": 1, "trade": "food", "fixed": True}, ON)
    assert [say(reason) for reason in verdict.why_not()] == [
        "X title X: not met – seats: 1 (needed: above 5)"
    ]


@pytest.mark.parametrize(
    ("requires", "facts"),
    [
        ("licence in ['active']", {"licence": "cancelled"}),
        ("opened_on == 2020-01-01", {"opened_on": ON}),
        ("licence == 'active' and fixed", {"licence": "cancelled"}),
    ],
)
def test_what_nobody_can_change_is_called_so(requires: str, facts: dict[str, Any]) -> None:
    """A condition that fails by an immovable fact alone cannot be mended."""
    [reason] = evaluate(version(condition("X", requires)), facts, ON).changes()
    assert reason.code == "standards.cannot_change"


@pytest.mark.parametrize(
    ("requires", "facts"),
    [
        ("licence in ['active']", {}),
        ("opened_on <= today - days(9)", {"opened_on": ON}),
        ("today - days(9) in [2026-01-01]", {}),
        ("licence in ['active'] or seats > 1", {"licence": "cancelled"}),
    ],
)
def test_what_time_or_news_can_change_is_not(requires: str, facts: dict[str, Any]) -> None:
    """A fact not known can still be told, and a date can still come."""
    [reason] = evaluate(version(condition("X", requires)), facts, ON).changes()
    assert reason.code == "standards.change"


def test_unknown_applicability_of_what_is_met_asks_only_that() -> None:
    """Where only the question is open whether a met condition applies, nothing else is asked."""
    rules = version(condition("X", "fixed", applies="trade == 'food'"))
    verdict = evaluate(rules, {"fixed": True}, ON)
    assert (verdict.answer, verdict.needs()) == ("unknown", ("trade",))
    assert [reason.code for reason in verdict.changes()] == ["standards.may_apply"]


def test_missing_names_only_facts_that_could_decide() -> None:
    """Facts of groups that are decided, and of parts that are decided, are not asked for."""
    assert shop(fixed=True, seats=3, wanted=3, opened_on=date(2020, 1, 1)).needs() == ("licence",)
    assert shop(fixed=True, licence="active").needs() == (
        "opened_on",
        "seats",
        "distance",
        "trade",
        "note",
        "wanted",
    )
    assert shop(fixed=False).needs() == ()
    rules = version(
        condition("X", "seats > 1 and (fixed or trade in ['food'])", applies="wanted > 0 or fixed")
    )
    assert evaluate(rules, {"seats": 2, "fixed": False, "wanted": 1}, ON).needs() == ("trade",)


def test_a_met_verdict_needs_nothing() -> None:
    """Met: no reason against it, nothing missing, nothing to change, and every reason says on which facts."""
    verdict = shop(
        fixed=True, licence="active", opened_on=date(2020, 1, 1), seats=3, wanted=3, trade="repair", note="x"
    )
    assert (verdict.answer, verdict.why_not(), verdict.needs(), verdict.changes()) == ("met", (), (), ())
    assert verdict.text() == (
        "Sample (sample, version 1) on 2026-03-31: met\n"
        "group l: met – 2 of 2 needed: 2 met, 0 not met, 0 unknown\n"
        "group f: met – 2 of 2 needed: 2 met, 0 not met, 0 unknown\n"
        "L1 title L1: met – fixed premises: yes, licence: active\n"
        "L2 title L2: met – opened on: 2020-01-01\n"
        "F1 title F1: met – seats: 3, distance: unknown\n"
        "F2 title F2: not applicable – trade: repair\n"
        "F3 title F3: met – seats: 3, seats asked for: 3"
    )
    assert verdict.text("zh").splitlines()[0] == "样例（sample，第 1 版）截至 2026-03-31：符合"


def test_an_unmet_must_is_told_although_its_group_has_enough() -> None:
    """Why not lists what fells the whole, and leaves out what its group can do without."""
    rules = version(
        condition("A", "fixed", group="g", must=True),
        condition("B", "seats > 1", group="g"),
        condition("C", "wanted > 1", group="g"),
        condition("D", "distance > 1"),
        groups={"g": 1},
    )
    verdict = evaluate(rules, {"fixed": False, "seats": 2, "wanted": 1}, ON)
    assert [reason.values["code"] for reason in verdict.why_not()] == ["A", "D"]


@pytest.mark.parametrize(
    ("requires", "wanted"),
    [
        ("seats == 3", "3"),
        ("seats != 9", None),
        ("seats < 1", "below 1"),
        ("seats <= 0", "at most 0"),
        ("checked_on == 2026-01-01", "2026-01-01"),
        ("checked_on < 2026-01-01", "before 2026-01-01"),
        ("checked_on > 2027-01-01", "after 2027-01-01"),
        ("checked_on >= today", "no earlier than today (2026-03-31)"),
        ("checked_on >= today + days(1)", "no earlier than 1 day after today (2026-04-01)"),
        ("trade in ['food', 'repair']", "one of food, repair"),
        ("trade not in ['pharmacy']", "none of pharmacy"),
        ("checked_on > 2026-01-01 + years(2)", "after 2 years after 2026-01-01 (2028-01-01)"),
    ],
)
def test_every_threshold_has_its_words(requires: str, wanted: str | None) -> None:
    """Thresholds are said as a person would, dates worked out."""
    facts: dict[str, Any] = {"seats": 5, "checked_on": date(2026, 2, 2), "trade": "pharmacy"}
    verdict = evaluate(version(condition("X", requires)), facts, ON)
    [finding] = verdict.findings
    assert (finding.lacks and say(finding.lacks.values["wanted"])) == wanted


def test_a_moved_date_is_shown_as_it_was_reckoned() -> None:
    """Where the fact itself is moved, the reason shows the day that came out."""
    verdict = evaluate(version(condition("X", "opened_on + months(1) <= today")), {"opened_on": ON}, ON)
    assert say(verdict.why_not()[0]) == (
        "X title X: not met – 1 month after opened on: 2026-04-30 (needed: no later than today (2026-03-31))"
    )


def test_the_clock_itself_is_shown_as_today() -> None:
    """A condition on the calendar alone says which day it waits for."""
    verdict = evaluate(version(condition("X", "today >= 2027-01-01")), {}, ON)
    assert say(verdict.why_not()[0]).endswith("today: 2026-03-31 (needed: no earlier than 2027-01-01)")


def test_findings_carry_what_the_standard_says() -> None:
    """A finding shows its condition's source, evidence, status and facts."""
    rules = version(
        condition("X", "fixed", must=True, evidence=["document", "registry"], source="S1", status="stated")
    )
    [finding] = evaluate(rules, {"fixed": True}, ON).findings
    assert (finding.must, finding.evidence, finding.source, finding.status, finding.facts, finding.lacks) == (
        True,
        ("document", "registry"),
        "S1",
        "stated",
        (("fixed", True),),
        None,
    )


def test_a_verdict_is_a_value() -> None:
    """Equal questions have equal verdicts, which can be put into sets, copied and sent to other processes."""
    one, other = shop(fixed=True), shop(fixed=True, seats=None)
    assert one == other
    assert len({one, other}) == 1
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 # our own bytes
    assert copy.deepcopy(one).text() == other.text()
    assert (one.standard, one.version, one.on) == ("sample", 1, ON)


RIDDLE = (
    condition("F1", "fixed", group="f"),
    condition("F2", "seats >= 2", group="f", must=True, repair=label("Put up a bench", "添置长凳")),
    condition("F3", "wanted > 1", group="f"),
    condition("F4", "distance < 50", group="f"),
    condition("F5", "note != 'closed'", group="f"),
)


def riddle(**facts: Any) -> Verdict:
    """The verdict where four of five are asked for, one of them in any case."""
    return evaluate(version(*RIDDLE, groups={"f": 4}), facts, ON)


def test_what_is_required_by_itself_is_said_to_be() -> None:
    """Four of four are met and the whole is not: tally, finding and reasons say which is to blame."""
    verdict = riddle(fixed=True, seats=1, wanted=2, distance=1, note="x")
    assert verdict.answer == "unmet"
    assert say(verdict.groups[0].reason) == (
        "group f: met – 4 of 5 needed: 4 met, 1 not met, 0 unknown; "
        "each required by itself and not met so far: F2"
    )
    assert say(verdict.groups[0].reason, "zh").endswith("；其中必备而尚未符合：F2")
    told = "F2 title F2 (required by itself): not met – seats: 1 (needed: at least 2)"
    assert say(verdict.findings[1].reason) == told
    assert [say(reason) for reason in verdict.why_not()] == [told]
    assert [say(reason, "zh") for reason in verdict.changes()] == [
        "F2 名称F2（必备项）：座位：1（要求：不少于 2）。添置长凳"
    ]


def test_what_is_shown_of_a_verdict_is_short() -> None:
    """Its representation counts answers; a notebook has a table, in which no stranger's text is markup."""
    verdict = shop(fixed=False, note="<b>", trade="food", seats=1, wanted=0, distance=60)
    assert repr(verdict) == "Verdict(unmet: 2 met, 2 unmet, 1 unknown; sample version 1 as of 2026-03-31)"
    assert repr(verdict.rules) == "Version(sample version 1 from 2025-01-01: 5 conditions in 2 groups)"
    assert repr(read_standard(plain(*SHOP, groups=SHOP_GROUPS))) == (
        "Standard('sample': 9 facts; versions 1 from 2025-01-01)"
    )
    shown = verdict._repr_html_()
    assert "<caption>Sample (sample, version 1) on 2026-03-31: not met</caption>" in shown
    assert shown.count("<tr>") == len(verdict.findings)
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


def test_a_must_where_all_are_needed_bears_no_mark() -> None:
    """In a group that needs every one of its conditions, and outside of groups, none stands out."""
    rules = version(
        condition("A", "fixed", group="g", must=True), condition("B", "fixed", must=True), groups={"g": None}
    )
    verdict = evaluate(rules, {"fixed": False}, ON)
    assert "required" not in verdict.text()
    assert verdict.groups[0].required == ()


def test_what_a_must_decides_is_asked_of_nobody_else() -> None:
    """Three are met, one fails and a must is unknown: the must alone decides, and what failed may stay so."""
    verdict = riddle(fixed=True, wanted=2, distance=1, note="closed")
    assert (verdict.answer, verdict.needs()) == ("unknown", ("seats",))
    assert [say(reason) for reason in verdict.changes()] == [
        "group f: 1 more needed (3 of 4 met)",
        ("F2 title F2 (required by itself): seats: unknown (needed: at least 2). Put up a bench"),
    ]
    assert riddle(fixed=True, wanted=2, distance=1).needs() == ("seats",)
    assert riddle(fixed=True, wanted=2, note="x").needs() == ("seats",)
    assert riddle(fixed=True, wanted=2).needs() == ("seats", "distance", "note")
