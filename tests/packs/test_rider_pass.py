"""The pass through community gates: who is eligible, what is asked again, and what ends it."""

from datetime import date

import pytest

from friendly_services import packs
from friendly_services.standards import Known, Scalar, Version, evaluate
from tests.packs.fitted import against

DAY = date(2026, 3, 10)
RIDER: dict[str, Scalar] = {
    "category": "delivery",
    "identity_verified": True,
    "employer_verified": True,
    "registered": True,
    "working_since": date(2025, 6, 1),
    "accidents_12_months": 0,
    "police_complaints_12_months": 0,
    "on_time_percent": 98.5,
    "satisfaction_percent": 100,
    "course_done": True,
    "convention_agreed": True,
    "passes_lent_12_months": 0,
    "suspended": False,
}


@pytest.fixture(scope="module", name="version")
def the_version() -> Version:
    """The standard as it is in force."""
    return packs.load("rider-pass").standards["rider-pass"].in_force(DAY)


CASES: list[tuple[str, dict[str, Scalar], str, list[str]]] = [
    ("a rider with everything", {}, "met", []),
    ("a courier", {"category": "courier"}, "met", []),
    # Shanyang: couriers and delivery riders, on file in one register, a convention for riders
    ("a ride-hailing driver", {"category": "ride_hailing"}, "unmet", ["W1"]),
    ("not on file", {"registered": False}, "unmet", ["W4"]),
    ("has not agreed to the convention", {"convention_agreed": False}, "unmet", ["K2"]),
    # Jinhua: whom the platform has not verified registers by hand
    ("not verified by the platform", {"employer_verified": False}, "unmet", ["W3"]),
    # Tonglu: real name, a month, no accident at fault, no public-order complaint, 95 %, 100 %, course
    ("identity not verified", {"identity_verified": False}, "unmet", ["W2"]),
    ("a month to the day", {"working_since": date(2026, 2, 10)}, "met", []),
    ("a day less than a month", {"working_since": date(2026, 2, 11)}, "unmet", ["W5"]),
    ("an accident at fault", {"accidents_12_months": 1}, "unmet", ["R1"]),
    ("a public-order complaint", {"police_complaints_12_months": 1}, "unmet", ["R2"]),
    ("95 per cent on time", {"on_time_percent": 95}, "met", []),
    ("94.9 per cent on time", {"on_time_percent": 94.9}, "unmet", ["R3"]),
    ("99.9 per cent satisfied", {"satisfaction_percent": 99.9}, "unmet", ["R4"]),
    ("course not done", {"course_done": False}, "unmet", ["K1"]),
    # cards to gates are sold
    ("lent the pass once", {"passes_lent_12_months": 1}, "unmet", ["X1"]),
    ("suspended", {"suspended": True}, "unmet", ["X2"]),
    ("nobody asked the platform", {"on_time_percent": None}, "unknown", []),
]


@pytest.mark.parametrize(("case", "changed", "answer", "reasons"), CASES, ids=[case[0] for case in CASES])
def test_a_rider_is_eligible(
    version: Version, case: str, changed: dict[str, Scalar], answer: str, reasons: list[str]
) -> None:
    """The answer, and the codes that stand against it."""
    verdict = evaluate(version, {**RIDER, **changed}, DAY)
    assert (verdict.answer, against(verdict)) == (answer, reasons), case


def test_a_platforms_word_is_asked_for_again(version: Version) -> None:
    """Six months after it was given it counts no longer: unknown, not lost."""
    told = Known(value=True, on=date(2025, 9, 1), evidence="registry")
    verdict = evaluate(version, {**RIDER, "employer_verified": told}, DAY)
    assert (verdict.answer, verdict.stale()) == ("unknown", ("employer_verified",))


def test_a_new_rider_waits_and_is_told_until_when(version: Version) -> None:
    """Nothing can be done about the first month, and the day on which it ends is known."""
    verdict = evaluate(version, {**RIDER, "working_since": date(2026, 3, 1)}, DAY)
    assert verdict.repairs().ways == ()
    change = verdict.next_change()
    assert change is not None
    assert (change.on, change.answer) == (date(2026, 4, 1), "met")
