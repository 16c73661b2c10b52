"""Standards to ask: one of each type of fact, conditions and groups as a test needs them."""

import copy
from datetime import date
from typing import Any, Final

import pytest

from friendly_services.errors import Invalid
from friendly_services.standards import Version, evaluate, read_standard
from friendly_services.text import say

ON: Final = date(2026, 3, 31)


def label(en: str, zh: str = "甲") -> dict[str, str]:
    """A name in both languages."""
    return {"en": en, "zh": zh}


FACTS: Final[dict[str, Any]] = {
    "fixed": {"type": "bool", "title": label("fixed premises", "固定场所")},
    "licence": {
        "type": "choice",
        "choices": ["active", "cancelled"],
        "title": label("licence", "执照状态"),
        "immovable": True,
    },
    "trade": {"type": "choice", "choices": ["food", "pharmacy", "repair"], "title": label("trade", "业态")},
    "seats": {"type": "int", "title": label("seats", "座位"), "unit": label("seats", "个")},
    "wanted": {"type": "int", "title": label("seats asked for", "要求座位")},
    "distance": {"type": "number", "title": label("distance", "距离"), "unit": "m"},
    "note": {"type": "text", "title": label("note", "备注")},
    "opened_on": {"type": "date", "title": label("opened on", "开业日"), "immovable": True},
    "checked_on": {"type": "date", "title": label("checked on", "核查日")},
}


def condition(code: str, requires: str, **more: Any) -> dict[str, Any]:
    """A condition as plain values."""
    return {
        "code": code,
        "title": label(f"title {code}", f"名称{code}"),
        "requires": requires,
        "status": "proposed",
        **more,
    }


def plain(
    *conditions: dict[str, Any], groups: dict[str, int | None] | None = None, **more: Any
) -> dict[str, Any]:
    """A standard of one version as plain values."""
    version: dict[str, Any] = {
        "number": 1,
        "in_force": date(2025, 1, 1),
        "open_cases": "submission",
        "source": "proposed",
        "conditions": list(conditions),
    }
    if groups:
        version["groups"] = [
            {"code": code, "title": label(f"group {code}"), **({"at_least": k} if k else {})}
            for code, k in groups.items()
        ]
    return {
        "id": "sample",
        "title": label("Sample", "样例"),
        "source": "proposed",
        "facts": copy.deepcopy(FACTS),
        "versions": [version],
        **more,
    }


def version(*conditions: dict[str, Any], groups: dict[str, int | None] | None = None) -> Version:
    """The one version of a standard."""
    return read_standard(plain(*conditions, groups=groups)).versions[0]


def ask(requires: str, /, on: date = ON, **facts: Any) -> str:
    """What a standard of one condition answers."""
    return evaluate(version(condition("X", requires)), facts, on).answer


def problems(given: dict[str, Any], where: str = "") -> dict[str, str]:
    """What is wrong with a standard: path to sentence."""
    with pytest.raises(Invalid) as caught:
        read_standard(given, where)
    return {problem.field: say(problem.reason) for problem in caught.value.problems}


def refused(requires: str) -> str:
    """The one thing wrong with a condition's text."""
    found = problems(plain(condition("X", requires)))
    assert list(found) == ["versions.1.conditions.X.requires"]
    return found["versions.1.conditions.X.requires"]
