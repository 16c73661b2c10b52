"""The kit for authors of packs: one class, one fixture to override, a test for each thing a pack must be."""
# ruff: noqa: S101 # a kit asserts

import difflib
import json
import random
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Any, Final

import attrs
import pytest

from ...messages import LONGEST_TEXT, LONGEST_TITLE
from ...packs import Pack, flaws, from_content, load
from ...standards import Scalar, Standard, evaluate
from ...stations import Rules as StationRules
from ...text import LANGUAGES, say, show
from ._journey import merchant_rules, travelled
from ._search import Facts, differ, find, met, reach, some, values_of

__all__ = ["PackContract", "PackLab"]

_SEED: Final = 1
_DRAWS: Final = 200
"""Random facts on which each standard is judged."""
_LIKE: Final = 0.85
"""From here on two roles are taken for one, misspelt."""
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_LATIN: Final = re.compile(r"[A-Za-z0-9]")
_LONG_VALUE: Final = "二十个字长的商户名称也应放得下才是呀"
_POST_COMMANDS: Final = {
    "form_check": "merchants.CompleteCheck",
    "site_check": "merchants.CompleteCheck",
    "decision": "merchants.Decide",
    "listing": "merchants.List",
}
_DECIDING: Final = ("merchants.CompleteCheck", "merchants.Decide", "merchants.List", "merchants.Revoke")


@attrs.frozen
class PackLab:
    """Which pack is tried, and as of when."""

    pack: str | Path
    """The folder or file, or the name of a built-in pack."""
    on: date = attrs.Factory(date.today)
    """The day on which the pack is to be of use."""
    roles: Collection[str] = ()
    """Every role that your system gives people; left out, roles are only compared with each other."""
    meets: Mapping[str, Mapping[str, Scalar]] = attrs.field(factory=dict)
    """For a standard that is too intricate for the kit to meet by searching: by its id, facts that do."""


class PackContract:
    """What every pack must be, clause by clause.

    Make a subclass in your tests, override `lab`, and run pytest:

        class TestMyPack(PackContract):
            @pytest.fixture
            def lab(self):
                return PackLab("packs/banan")

    What a pack has nothing of is skipped by name.
    """

    @pytest.fixture
    def lab(self) -> PackLab:
        """Override this: which pack."""
        raise NotImplementedError(
            f"override the fixture `lab` in {type(self).__name__}: "
            "let it return a friendly_services.testing.PackLab that names your pack's folder"
        )

    @pytest.fixture
    def pack(self, lab: PackLab) -> Pack:
        """The pack, read; a pack that cannot be read fails with every problem and its line."""
        return load(lab.pack)

    # -- the pack as a whole

    def test_it_is_the_same_when_a_city_keeps_it(self, pack: Pack) -> None:
        """P1: it is read without a problem, and what a city keeps of it is read as the same pack."""
        assert from_content(pack.content) == pack

    def test_it_says_where_it_comes_from(self, pack: Pack) -> None:
        """P2: the pack, and every item that has a source, names one."""
        missing = [
            path for path, value in _walk(_plain(pack)) if path.endswith("source") and not _said(value)
        ]
        assert missing == []
        conditions = [
            f"{standard.id} {condition.code}"
            for standard in pack.standards.values()
            for version in standard.versions
            for condition in version.conditions
            if not condition.source.strip()
        ]
        assert conditions == []

    def test_every_sentence_is_in_both_languages(self, pack: Pack) -> None:
        """P3: each has English and Chinese that are such; a code, without a blank, may be the same."""
        wrong = [
            f"{path}: {value}"
            for path, value in _walk(_plain(pack))
            if isinstance(value, dict) and value.keys() == {"en", "zh"} and not _in_both(**value)
        ]
        assert wrong == []

    # -- standards

    def test_every_day_has_one_version(self, lab: PackLab, pack: Pack) -> None:
        """P4: from the first version's first day on each day has one, the day asked about too."""
        for standard in pack.standards.values():
            for before, version in pairwise(standard.versions):
                assert before.until == version.in_force, f"{standard.id} version {version.number}"
            version = standard.in_force(lab.on)
            assert version.until is None or version.until > lab.on

    def test_no_code_stands_twice(self, pack: Pack) -> None:
        """P5: within a version a code means one condition."""
        for standard in pack.standards.values():
            for version in standard.versions:
                codes = Counter(condition.code for condition in version.conditions)
                assert [code for code, times in codes.items() if times > 1] == [], standard.id

    def test_any_facts_are_judged(self, lab: PackLab, pack: Pack) -> None:
        """P6: whatever the facts, there is an answer, and words for it in both languages."""
        for standard in pack.standards.values():
            for version in standard.versions:
                lottery = random.Random(_SEED)  # noqa: S311 # the same facts on every run
                values = values_of(version, lab.on)
                for _ in range(_DRAWS):
                    verdict = evaluate(version, some(values, lottery), lab.on)
                    assert verdict.answer in {"met", "unmet", "unknown"}
                    for finding in verdict.findings:
                        assert all(show(finding.reason, language).strip() for language in LANGUAGES)

    def test_all_three_answers_can_be_given(self, lab: PackLab, pack: Pack) -> None:
        """P7: each standard can be met and missed, and without any fact it says that it does not know."""
        for standard in pack.standards.values():
            version = standard.in_force(lab.on)
            facts = _meets(lab, standard)
            assert facts is not None, f"nothing was found that meets {standard.id}: give PackLab(meets=...)"
            assert evaluate(version, facts, lab.on).answer == "met"
            assert evaluate(version, {}, lab.on).answer == "unknown", f"{standard.id} needs no facts"
            lottery = random.Random(_SEED)  # noqa: S311 # as above
            missed = find(
                lambda facts: reach(evaluate(version, facts, lab.on), "unmet"),  # noqa: B023 # called at once
                values_of(version, lab.on),
                lottery,
            )
            assert missed is not None, f"everybody meets {standard.id}"

    def test_every_condition_makes_a_difference(self, lab: PackLab, pack: Pack) -> None:
        """P8: each condition can be met and missed: one that cannot is a slip in what it requires."""
        for standard in pack.standards.values():
            version = standard.in_force(lab.on)
            for n, condition in enumerate(version.conditions):
                names = {fact.name for fact in condition.facts()}
                values = {k: v for k, v in values_of(version, lab.on).items() if k in names}
                for wanted in ("met", "unmet"):

                    def score(
                        facts: Facts, n: int = n, wanted: str = wanted, version: Any = version
                    ) -> float:
                        found = evaluate(version, facts, lab.on).answers[n]
                        return float("inf") if found == wanted else float(found != "not_applicable")

                    lottery = random.Random(_SEED)  # noqa: S311 # as above
                    found = find(score, values, lottery)
                    assert found is not None, f"{standard.id} {condition.code} is never {wanted}"

    def test_no_fact_is_asked_for_nothing(self, pack: Pack) -> None:
        """P9: every fact that is declared is read by some condition; `trade` the register knows anyhow."""
        for standard in pack.standards.values():
            asked = {fact.name for v in standard.versions for c in v.conditions for fact in c.facts()}
            assert sorted(standard.fact_names - asked - {"trade"}) == [], standard.id

    def test_every_level_can_be_told_from_the_others(self, lab: PackLab, pack: Pack) -> None:
        """P10: each level of stations can be reached, and no two of them ask for the same."""
        rules = pack.rules.get("stations")
        if rules is None:
            pytest.skip("not tried: levels, since the pack has no [stations]")
        assert isinstance(rules, StationRules)
        levels = rules.scheme.levels
        for code, standard in levels:
            assert _meets(lab, standard) is not None, f"nobody reaches level {code}"
        for n, (code, standard) in enumerate(levels):
            for other, beside in levels[n + 1 :]:
                lottery = random.Random(_SEED)  # noqa: S311 # as above
                assert differ(standard, beside, lab.on, lottery), (
                    f"levels {code} and {other} ask for the same"
                )

    # -- who may

    def test_roles_are_spelled_alike(self, lab: PackLab, pack: Pack) -> None:
        """P11: no role looks like another one misspelt, and all are among those your system gives people."""
        used = {role for _, role in _roles(pack)}
        alike = [
            f"{role} and {near}"
            for role in sorted(used)
            for near in difflib.get_close_matches(role, sorted(used - {role}), 1, _LIKE)
            if role < near
        ]
        assert alike == []
        assert sorted(used - {*lab.roles, "system"} if lab.roles else ()) == []

    def test_every_post_has_somebody(self, pack: Pack) -> None:
        """P12: who holds a post may send the command that passes it; who may act on behalf may apply."""
        rules = merchant_rules(pack)
        for post, command in _POST_COMMANDS.items():
            if post in rules.route.posts:
                role, may = rules.route.posts[post].role, pack.may.get(command, frozenset())
                assert may, f"nobody may send {command}"
                assert role is None or role in may, f"{post}: the role {role} may not send {command}"
        assert sorted(set(rules.on_behalf) - pack.may.get("merchants.Apply", frozenset())) == []

    def test_nobody_decides_on_their_own(self, pack: Pack) -> None:
        """P13: who applies for itself neither checks, decides, lists nor revokes; no worker pays itself."""
        rules = pack.rules.get("merchants")
        behalf = set(rules.on_behalf) if rules else set()
        deciding = {role for command in _DECIDING for role in pack.may.get(command, ())}
        assert sorted((pack.may.get("merchants.Apply", frozenset()) - behalf) & deciding) == []
        workers = {"worker", "rider"} & {role for _, role in _roles(pack)}
        assert sorted(workers & (pack.may.get("points.Earn", frozenset()) | deciding)) == []

    def test_every_ground_can_be_proven(self, pack: Pack) -> None:
        """P14: a ground for revocation names the evidence that a case may rest on."""
        rules = merchant_rules(pack)
        assert [code for code, ground in rules.grounds.items() if not ground.evidence] == []

    # -- messages and time

    def test_messages_say_the_same_in_both_languages(self, pack: Pack) -> None:
        """P15: both languages of a message hold the same values, and with long ones it is not cut."""
        for key, template in pack.rules["messages"].templates.items():
            for field, most in (("title", LONGEST_TITLE), ("text", LONGEST_TEXT)):
                texts = {
                    language: Template(getattr(getattr(template, field), language)) for language in LANGUAGES
                }
                names = {language: set(text.get_identifiers()) for language, text in texts.items()}
                assert names["en"] == names["zh"], f"messages.templates.{key}.{field}"
                for text in texts.values():
                    filled = text.substitute(dict.fromkeys(text.get_identifiers(), _LONG_VALUE))
                    assert len(filled) <= most, f"messages.templates.{key}.{field} is cut"

    def test_working_days_are_known(self, lab: PackLab, pack: Pack) -> None:
        """P16: terms in working days know the year's; where later ones are not known, a deadline says so."""
        if not any(_counts_working_days(value) for _, value in _walk(_plain(pack))):
            pytest.skip("not tried: working days, since no term of the pack counts them")
        assert pack.calendar.is_workday(lab.on) is not None, f"the calendar has no {lab.on.year}"
        for n in range(366):
            deadline = pack.calendar.after(lab.on + timedelta(days=n), 1)
            assert deadline.status == "official" or deadline.reason is not None

    # -- the whole way

    def test_an_application_travels_the_whole_route(self, lab: PackLab, pack: Pack) -> None:
        """P17: in a city in memory a merchant of each trade gets from its application onto the map."""
        rules = merchant_rules(pack)
        declared = {fact.name: fact for fact in rules.standard.in_force(lab.on).facts}
        for n, trade in enumerate(rules.trades):
            fixed = {"trade": trade} if "trade" in declared else {}
            facts = _meets(lab, rules.standard, fixed)
            assert facts is not None, f"no merchant of the trade {trade} meets {rules.standard.id}"
            assert travelled(pack, lab.on, n, trade, facts) == "shown", trade

    def test_nobody_is_caught(self, pack: Pack) -> None:
        """P18: no dead end, and every measure can be heard, decided in time and appealed against."""
        assert [f"{problem.field}: {say(problem.reason)}" for problem in flaws(pack)] == []


def _plain(pack: Pack) -> Any:
    return json.loads(pack.content)


def _walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value within, with its path."""
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield from _walk(part, f"{path}.{key}".lstrip("."))


def _said(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _in_both(en: str, zh: str) -> bool:
    same = en == zh and " " not in en
    return bool(_LATIN.search(en)) and (same or (bool(_HAN.search(zh)) and en != zh))


def _counts_working_days(value: Any) -> bool:
    return isinstance(value, dict) and "days" in value and value.get("unit", "working") == "working"


def _roles(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every role that the pack names, with where."""
    yield from ((command, role) for command, roles in pack.may.items() for role in roles)
    rules = pack.rules.get("merchants")
    if rules is not None:
        yield from ((post, p.role) for post, p in rules.route.posts.items() if p.role)
        yield from (("on_behalf", role) for role in rules.on_behalf)


def _meets(lab: PackLab, standard: Standard, fixed: Facts | None = None) -> Facts | None:
    if standard.id in lab.meets:
        return {**lab.meets[standard.id], **(fixed or {})}
    return met(standard, lab.on, random.Random(_SEED), fixed)  # noqa: S311 # the same facts on every run
