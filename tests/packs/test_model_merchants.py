"""Model merchants: 85 of 100 points, in parts of 10, 30, 30 and 30; two grounds end it whatever the score."""

from datetime import date

import pytest

from friendly_services import packs
from friendly_services.standards import Scalar, Version, evaluate
from tests.packs.fitted import against

DAY = date(2026, 3, 10)
BEST: dict[str, Scalar] = {
    "named_on": date(2025, 1, 10),
    "licence_status": "active",
    "licence_shown": True,
    "goods_in_order": True,
    "free_services": 3,
    "special_service": True,
    "services_as_agreed": True,
    "activities_12_months": 4,
    "discount_percent": 10,
    "vote_rank": 1,
    "votes": 120,
    "credit_list": "none",
    "accidents_24_months": 0,
}


@pytest.fixture(scope="module", name="version")
def the_version() -> Version:
    """The standard as it is in force."""
    return packs.load("model-merchants").standards["model-merchants"].in_force(DAY)


CASES: list[tuple[str, dict[str, Scalar], str, float, list[str]]] = [
    ("everything", {}, "met", 100, []),
    # Songming: lawful business 10, giving 30, taking part 30, riders' votes 30
    ("licence not shown", {"licence_shown": False}, "met", 95, ["A1"]),
    ("spoilt goods found", {"goods_in_order": False}, "met", 95, ["A2"]),
    ("two free services", {"free_services": 2}, "unmet", 80, ["G1"]),
    ("nothing of its own trade", {"special_service": False}, "met", 90, ["G2"]),
    ("three activities", {"activities_12_months": 3}, "met", 90, ["P2"]),
    ("a discount of 5 per cent", {"discount_percent": 5}, "met", 90, ["P3"]),
    ("eleventh in the vote", {"vote_rank": 11}, "unmet", 80, ["V1"]),
    ("tenth in the vote", {"vote_rank": 10}, "met", 100, []),
    ("29 votes", {"votes": 29}, "met", 90, ["V2"]),
    # 85 are needed (proposed): one loss of ten and one of five are just enough, two of ten are not
    ("licence not shown, 29 votes", {"licence_shown": False, "votes": 29}, "met", 85, ["A1", "V2"]),
    ("29 votes, small discount", {"votes": 29, "discount_percent": 0}, "unmet", 80, ["P3", "V2"]),
    ("named five months ago", {"named_on": date(2025, 10, 10)}, "unmet", 100, ["M1"]),
    ("named six months ago", {"named_on": date(2025, 9, 10)}, "met", 100, []),
    # Songming: no accident it answers for, not on the blacklist
    ("blacklisted", {"credit_list": "serious"}, "unmet", 100, ["X1"]),
    ("abnormal operation", {"credit_list": "abnormal"}, "met", 100, []),
    ("an accident", {"accidents_24_months": 1}, "unmet", 100, ["X2"]),
]


@pytest.mark.parametrize(
    ("case", "changed", "answer", "score", "reasons"), CASES, ids=[case[0] for case in CASES]
)
def test_a_merchant_is_scored(
    version: Version, case: str, changed: dict[str, Scalar], answer: str, score: float, reasons: list[str]
) -> None:
    """The answer, the score, and the codes that cost points or end it."""
    verdict = evaluate(version, {**BEST, **changed}, DAY)
    assert verdict.score is not None
    assert (verdict.answer, verdict.score.low, against(verdict)) == (answer, score, reasons), case


def test_the_weights_are_the_sources(version: Version) -> None:
    """Songming: 10, 30, 30 and 30 make 100, and the weights within each part make its own."""
    assert [group.weight for group in version.groups] == [10, 30, 30, 30]
    within = [sum(version.conditions[n].weight for n in places) for _, places in version.grouped()]
    assert within == [10, 30, 30, 30]
    assert version.at_least_score == 85


def test_the_score_is_open_as_long_as_the_vote_is(version: Version) -> None:
    """Before the vote, between 70 and 100: unknown, and the vote is what to find out."""
    verdict = evaluate(version, {**BEST, "vote_rank": None, "votes": None}, DAY)
    assert verdict.score is not None
    assert (verdict.answer, verdict.score.low, verdict.score.high) == ("unknown", 70, 100)
    assert set(verdict.needs()) == {"vote_rank", "votes"}


def test_nobody_is_told_to_win_votes_or_undo_an_accident(version: Version) -> None:
    """Votes and accidents are immovable: where only they are amiss there is no way to be met."""
    lost = evaluate(version, {**BEST, "vote_rank": 40}, DAY)
    assert (lost.repairs().ways, lost.repairs().complete) == ((), True)
    hidden = evaluate(version, {**BEST, "licence_shown": False, "votes": 3, "discount_percent": 0}, DAY)
    assert {name for way in hidden.repairs().ways for name, _ in way.example} == {"discount_percent"}
