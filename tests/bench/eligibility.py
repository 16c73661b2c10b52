"""What is measured on every engine: 14 conditions in three groups, 9 exits, 30 facts, 1 % of them unknown.

`CONDITIONS` says each as a fact, a sign, a threshold and, where a share of another fact is meant, that fact;
peers are given the same, with a guard for what is unknown where they have none of their own.
"""

import random
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import attrs

from friendly_services.standards import Version, read_standard

__all__ = ["CONDITIONS", "GROUPS", "ON", "Asked", "combined", "merchants", "number_of", "version"]

ON: Final = date(2026, 6, 1)
UNMET, UNKNOWN, MET = range(3)


@attrs.frozen
class Asked:
    """One condition."""

    code: str
    fact: str
    sign: str
    threshold: Any
    of: str | None = None
    """The threshold is a share of this fact."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts that must be known."""
        return (self.fact, self.of) if self.of else (self.fact,)

    @property
    def text(self) -> str:
        """In the language of standards."""
        if self.threshold is True:
            return self.fact
        if self.sign == "in":
            return f"{self.fact} in [{', '.join(map(repr, self.threshold))}]"
        return f"{self.fact} {self.sign} {self.threshold}{f' * {self.of}' if self.of else ''}"


GROUPS: Final[tuple[tuple[str, int, tuple[Asked, ...]], ...]] = (
    (
        "trade",
        5,
        (
            Asked("T1", "meals_sold", ">=", 900),
            Asked("T2", "days_open", ">=", 20),
            Asked("T3", "late_share", "<=", 0.09),
            Asked("T4", "answered_share", ">=", 0.9),
            Asked("T5", "refunds", "<=", 0.04, "orders"),
        ),
    ),
    (
        "standing",
        4,
        (
            Asked("S1", "months_licensed", ">=", 6),
            Asked("S2", "hygiene_grade", ">=", 2),
            Asked("S3", "fixed_premises", "==", True),
            Asked("S4", "stars", ">=", 4.1),
            Asked("S5", "trade_kind", "in", ("canteen", "noodles", "bakery", "grocery", "pharmacy")),
        ),
    ),
    (
        "offer",
        2,
        (
            Asked("O1", "wait_minutes", "<=", 15),
            Asked("O2", "menu_share", ">=", 0.75),
            Asked("O3", "seats", ">=", 2),
            Asked("O4", "hot_water", "==", True),
        ),
    ),
)
EXITS: Final = (
    Asked("X1", "closed_by_order", "==", True),
    Asked("X2", "fire_risk", ">=", 85),
    Asked("X3", "spoiled_share", ">=", 0.03),
    Asked("X4", "complaints", ">=", 18),
    Asked("X5", "days_silent", ">=", 100),
    Asked("X6", "no_permit", "==", True),
    Asked("X7", "licence_state", "in", ("revoked", "cancelled")),
    Asked("X8", "days_in_arrears", ">=", 45),
    Asked("X9", "false_prices", ">=", 2),
)
CONDITIONS: Final = (*(one for _, _, members in GROUPS for one in members), *EXITS)

_CHOICES: Final = {
    "trade_kind": ("canteen", "noodles", "bakery", "grocery", "pharmacy", "repair", "hotel", "salon"),
    "licence_state": ("active",) * 10 + ("revoked", "cancelled"),
}
_CHANCES: Final = {"fixed_premises": 0.9, "hot_water": 0.7, "closed_by_order": 0.001, "no_permit": 0.01}
_SHARES: Final = {
    "late_share": (0.0, 0.1),
    "answered_share": (0.86, 1.0),
    "stars": (3.6, 5.0),
    "menu_share": (0.0, 1.0),
    "spoiled_share": (0.0, 0.0302),
}
_WHOLE: Final = {
    "meals_sold": 20_000,
    "days_open": 700,
    "refunds": 9,
    "orders": 900,
    "months_licensed": 60,
    "hygiene_grade": 4,
    "wait_minutes": 50,
    "seats": 12,
    "fire_risk": 87,
    "complaints": 19,
    "days_silent": 102,
    "days_in_arrears": 46,
    "false_prices": 2,
    # asked by no condition
    "area": 40,
    "district": 30,
    "staff": 50,
    "branches": 6,
    "followers": 90_000,
    "dishes": 400,
}


def _one(lottery: random.Random) -> dict[str, Any]:
    facts: dict[str, Any] = {name: lottery.choice(of) for name, of in _CHOICES.items()}
    facts |= {name: lottery.random() < chance for name, chance in _CHANCES.items()}
    facts |= {name: low + (high - low) * lottery.random() for name, (low, high) in _SHARES.items()}
    facts |= {name: int(below * lottery.random()) for name, below in _WHOLE.items()}
    return {name: None if lottery.random() < 0.01 else value for name, value in facts.items()}


def merchants(count: int) -> list[dict[str, Any]]:
    """The facts of so many, the same each time."""
    lottery = random.Random(7)
    return [_one(lottery) for _ in range(count)]


def version(**changed: str) -> Version:
    """The standard, with some conditions in other words."""
    title = {"en": "x", "zh": "某"}
    kinds: dict[str, dict[str, Any]] = {
        **{name: {"type": "choice", "choices": sorted(set(of))} for name, of in _CHOICES.items()},
        **{name: {"type": "bool"} for name in _CHANCES},
        **{name: {"type": "number"} for name in _SHARES},
        **{name: {"type": "int"} for name in _WHOLE},
    }

    def rows(members: tuple[Asked, ...], key: str, **more: str) -> list[dict[str, Any]]:
        return [
            {
                "code": one.code,
                "title": title,
                key: changed.get(one.code, one.text),
                "status": "proposed",
                **more,
            }
            for one in members
        ]

    return read_standard(
        {
            "id": "bench",
            "title": title,
            "source": "x",
            "facts": {name: {"title": title, **kind} for name, kind in kinds.items()},
            "versions": [
                {
                    "number": 1,
                    "in_force": date(2026, 1, 1),
                    "open_cases": "decision",
                    "source": "x",
                    "groups": [{"code": code, "title": title, "at_least": k} for code, k, _ in GROUPS],
                    "conditions": [
                        row for code, _, members in GROUPS for row in rows(members, "requires", group=code)
                    ],
                    "exits": rows(EXITS, "when"),
                }
            ],
        }
    ).versions[0]


def number_of(answer: str) -> int:
    """An answer as peers give it."""
    return {"unmet": UNMET, "unknown": UNKNOWN, "met": MET}[answer]


def combined(states: list[int]) -> int:
    """The answer of the whole, for peers that only answer conditions."""
    start, worst = 0, MET
    for _, needed, members in GROUPS:
        group = states[start : start + len(members)]
        start += len(members)
        if group.count(MET) < needed:
            if group.count(MET) + group.count(UNKNOWN) < needed:
                return UNMET
            worst = UNKNOWN
    exits = states[start:]
    if MET in exits:
        return UNMET
    return UNKNOWN if UNKNOWN in exits else worst


Engine = Callable[[dict[str, Any]], tuple[int, list[int]]]
"""The answer of the whole, and of each condition."""
