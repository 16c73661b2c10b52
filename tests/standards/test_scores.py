"""Scores and exits: weights, thresholds, and grounds that exclude whatever else is met."""

from typing import Any

import pytest

from friendly_services.standards import Verdict, Version, evaluate, read_standard
from friendly_services.text import say
from tests.standards.samples import ON, condition, label, plain, problems


def scored(at_least_score: int | None = 85, **changes: Any) -> dict[str, Any]:
    """A form of 10 and 30 and 60, the second group's conditions weighing 2 and 1, with one exit."""
    given = plain(
        condition("A", "fixed", group="a"),
        condition("B1", "seats > 1", group="b", weight=2),
        condition("B2", "wanted > 1", group="b", applies="trade == 'food'"),
        condition("C", "distance < 50", group="c"),
    )
    [version] = given["versions"]
    version["groups"] = [
        {"code": code, "title": label(f"group {code}"), "weight": weight}
        for code, weight in (("a", 10), ("b", 30), ("c", 60))
    ]
    version["exits"] = [{**condition("E", ""), "when": "note == 'banned'"}]
    del version["exits"][0]["requires"]
    if at_least_score:
        version["at_least_score"] = at_least_score
    version |= changes
    return given


def rules(**changes: Any) -> Version:
    """The version of that form."""
    return read_standard(scored(**changes)).versions[0]


FULL: dict[str, Any] = {"fixed": True, "seats": 2, "wanted": 2, "trade": "food", "distance": 1, "note": ""}


def judged(**facts: Any) -> Verdict:
    """The verdict where everything is met but what is said otherwise."""
    return evaluate(rules(), {**FULL, **facts}, ON)


@pytest.mark.parametrize(
    ("facts", "answer", "low", "high"),
    [
        ({}, "met", 100, 100),
        ({"fixed": False}, "met", 90, 90),
        ({"wanted": 1}, "met", 90, 90),
        ({"wanted": 1, "fixed": False}, "unmet", 80, 80),
        ({"seats": 1}, "unmet", 80, 80),
        ({"seats": 1, "trade": "repair"}, "unmet", 70, 70),
        ({"wanted": 1, "trade": "repair"}, "met", 100, 100),
        ({"fixed": None}, "met", 90, 100),
        ({"fixed": None, "wanted": 1}, "unknown", 80, 90),
        ({"fixed": None, "wanted": 1, "trade": None}, "unknown", 80, 100),
        ({"fixed": False, "distance": None}, "unknown", 30, 90),
        ({"seats": None, "distance": 60}, "unmet", 20, 40),
    ],
)
def test_a_score_lies_between_its_lowest_and_its_highest(
    facts: dict[str, Any], answer: str, low: float, high: float
) -> None:
    """Unknown conditions count as unmet at worst and as met at best; only what applies shares a group."""
    verdict = judged(**facts)
    assert verdict.score is not None
    assert (verdict.answer, verdict.score.low, verdict.score.high) == (answer, low, high)


def test_a_score_is_never_rounded_into_being_enough() -> None:
    """Two thirds are less than 67 per cent and more than 66; what is shown is rounded down."""
    rows = [
        condition(f"C{n}", text, group="g") for n, text in enumerate(("fixed", "seats > 1", "wanted > 1"))
    ]
    for needed, answer in ((66, "met"), (67, "unmet")):
        given = plain(*rows)
        given["versions"][0]["groups"] = [{"code": "g", "title": label("g"), "at_least_score": needed}]
        verdict = evaluate(read_standard(given).versions[0], {"fixed": True, "seats": 2, "wanted": 0}, ON)
        [tally] = verdict.groups
        assert tally.score is not None
        assert (verdict.answer, tally.answer, tally.score.low) == (answer, answer, 66.66)


def test_a_score_explains_itself() -> None:
    """Why not tells the score first, then what would raise it; the text has a line for it."""
    verdict = judged(fixed=None, wanted=1)
    assert [say(reason) for reason in verdict.why_not()] == [
        "score between 80 and 90, at least 85 needed",
        "A title A: unknown – fixed premises: unknown (needed: yes)",
        "B2 title B2: not met – seats asked for: 1 (needed: above 1)",
    ]
    assert verdict.text().splitlines()[1:3] == [
        "score between 80 and 90, at least 85 needed",
        "group a: counts in the score – 0 met, 0 not met, 1 unknown",
    ]
    assert verdict.text("zh").splitlines()[1] == "得分在 80 与 90 之间，须达到 85"
    assert judged().text().splitlines()[1] == "score 100 of at least 85"
    assert verdict.needs() == ("fixed",)


def test_a_group_asks_for_a_score_of_its_own() -> None:
    """A group's own score is told as its tally, and as what it is short of."""
    given = plain(condition("A", "fixed", group="g", weight=3), condition("B", "seats > 1", group="g"))
    given["versions"][0]["groups"] = [{"code": "g", "title": label("group g"), "at_least_score": 50}]
    version = read_standard(given).versions[0]
    verdict = evaluate(version, {"fixed": False, "seats": 2}, ON)
    assert say(verdict.groups[0].reason) == (
        "group g: not met – score 25 of at least 50: 1 met, 1 not met, 0 unknown"
    )
    assert say(verdict.why_not()[0]) == "group g: score 25 of at least 50"
    assert evaluate(version, {"fixed": True}, ON).answer == "met"
    assert evaluate(version, {"seats": 2}, ON).answer == "unknown"


def test_an_exit_fells_the_whole() -> None:
    """A ground that excludes makes the whole unmet when it holds, and unknown while nobody can tell."""
    assert [judged(note=note).answer for note in ("", "banned", None)] == ["met", "unmet", "unknown"]
    banned = judged(note="banned")
    [reason] = banned.why_not()
    assert say(reason) == (
        "E title E: a ground that excludes, whatever else is met – "
        "note: 'banned' (needed: other than 'banned')"
    )
    assert [say(reason) for reason in banned.changes()] == [
        "E title E: note: 'banned' (needed: other than 'banned')"
    ]
    assert (banned.findings[-1].exit, banned.findings[-1].answer) == (True, "met")
    assert say(judged().findings[-1].reason) == "E title E: no such ground – note: ''"
    assert judged(note=None).needs() == ("note",)
    assert (
        say(judged(note=None).why_not()[0])
        == "E title E: unknown – note: unknown (needed: other than 'banned')"
    )


def test_a_standard_may_have_exits_alone() -> None:
    """Grounds for revocation need no condition beside them."""
    given = scored(None)
    [version] = given["versions"]
    version = {key: value for key, value in version.items() if key not in {"conditions", "groups"}}
    rules = read_standard({**given, "versions": [version]}).versions[0]
    assert [evaluate(rules, {"note": note}, ON).answer for note in ("", "banned")] == ["met", "unmet"]
    off = {**version, "exits": [{**version["exits"][0], "applies": "seats > 1"}]}
    rules = read_standard({**given, "versions": [off]}).versions[0]
    assert evaluate(rules, {"seats": 1, "note": "banned"}, ON).answer == "not_applicable"


def test_nothing_that_is_weighed_applies() -> None:
    """Without anything to weigh there is no score, and the whole does not apply."""
    given = plain(condition("A", "fixed", group="g", applies="seats > 1"))
    given["versions"][0] |= {
        "groups": [{"code": "g", "title": label("g"), "weight": 1}],
        "at_least_score": 50,
    }
    verdict = evaluate(read_standard(given).versions[0], {"seats": 1}, ON)
    assert (verdict.answer, verdict.score) == ("not_applicable", None)
    assert say(verdict.groups[0].reason).startswith("g: not applicable")


def test_a_tree_shows_what_rests_on_what() -> None:
    """The whole rests on score, groups and exits, those on conditions, those on facts."""
    tree = judged(wanted=1).tree()
    assert tree.answer == "met"
    assert [part.answer for part in tree.parts] == ["met", "met", "met", "met", "unmet"]
    group = tree.parts[2]
    assert [part.answer for part in group.parts] == ["met", "unmet"]
    assert [(fact.answer, say(fact.reason)) for fact in group.parts[1].parts] == [
        (None, "trade: food"),
        (None, "seats asked for: 1"),
    ]


@pytest.mark.parametrize(
    ("change", "path", "sentence"),
    [
        ({"at_least_score": 101}, "at_least_score", "101 is too large: at most 100"),
        ({"at_least_score": "85"}, "at_least_score", "'85' is not a whole number"),
        ({"at_least_score": ...}, "groups.a.weight", "no score counts this weight"),
        ({"groups": [{"code": "a", "title": label("a")}]}, "at_least_score", "no group has a weight"),
        (
            {"groups": [{"code": "b", "title": label("b"), "at_least": 1}]},
            "conditions.B1.weight",
            "no score counts this weight",
        ),
        (
            {"groups": [{"code": "a", "title": label("a"), "at_least": 1, "at_least_score": 3}]},
            "groups.a.at_least_score",
            "a group asks for so many or for a score",
        ),
        (
            {"groups": [{"code": "a", "title": label("a"), "weight": 0}]},
            "groups.a.weight",
            "0 is too small: at least 1",
        ),
        (
            {"exits": [{"code": "A", "title": label("x"), "when": "fixed", "status": "proposed"}]},
            "exits.A.code",
            "'A' stands here twice",
        ),
        (
            {"exits": [{"code": "E", "title": label("x"), "requires": "fixed", "status": "proposed"}]},
            "exits.E.when",
            "is required",
        ),
        ({"exits": []}, "exits", "'list' stands where a list with at least one item"),
    ],
)
def test_slips_in_scores_and_exits_are_found(change: dict[str, Any], path: str, sentence: str) -> None:
    """Weights that nothing counts, two thresholds in one group and the like are told under their path."""
    given = scored()
    [version] = given["versions"]
    for key, value in change.items():
        if value is ...:
            del version[key]
        else:
            version[key] = value
    assert problems(given)[f"versions.1.{path}"].startswith(sentence)
