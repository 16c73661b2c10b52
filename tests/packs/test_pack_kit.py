"""The kit for packs: the built-in ones pass it, and each of many packs that are wrong on purpose does not."""

import inspect
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from friendly_services.packs import builtin_packs, load
from friendly_services.testing import PackContract, PackLab
from tests.city import town
from tests.command_line.test_run import LINJIANG

ON = date(2026, 3, 2)

MESSAGE = """
[messages.templates.shown]
on = "merchant.Listed"
to = "applicant"
title = { en = "$name is on the map", zh = "$name 已上图" }
text = { en = "$name hangs up plaque $plaque.", zh = "$name 请张贴编号 $plaque 的标牌。" }
use_by_hours = 72
"""
GOOD = (
    town.PACK.read_text(encoding="utf-8").replace(
        'has_shade = { type = "bool", title = { en = "shade", zh = "遮阳" } }\n', ""
    )
    + MESSAGE
)


class TestBuiltIn(PackContract):
    @pytest.fixture(params=sorted(builtin_packs()))
    def lab(self, request: pytest.FixtureRequest) -> PackLab:
        """Each pack that comes with the library."""
        return PackLab(request.param, on=ON)


class TestOfACity(PackContract):
    @pytest.fixture
    def lab(self) -> PackLab:
        """A city's own, built on others, with the roles that its system knows."""
        roles = {"administrator", "appeal_body", "inspector", "keeper"}
        roles |= {"merchant", "officer", "resident", "town", "worker"}
        return PackLab(LINJIANG / "pack", on=ON, roles=frozenset(roles))


WRONG = {
    "no source": ("where_it_comes_from", 'source = "made up for tests"', 'source = " "'),
    "a service without a source": (
        "where_it_comes_from",
        'zh = "水龙头" }, source = "made up"',
        'zh = "水龙头" }, source = " "',
    ),
    "English twice": (
        "both_languages",
        'en = "form check", zh = "形式审查"',
        'en = "form check", zh = "form check"',
    ),
    "Chinese twice": ("both_languages", 'en = "catering", zh = "餐饮"', 'en = "餐饮", zh = "餐饮"'),
    "another language": (
        "both_languages",
        'en = "repairs", zh = "维修"',
        'en = "repairs", zh = "réparations"',
    ),
    "not yet in force": (
        "one_version",
        'in_force = 2025-01-01\nopen_cases = "submission"',
        'in_force = 2026-06-01\nopen_cases = "submission"',
    ),
    "no more in force": (
        "one_version",
        'in_force = 2025-01-01\nopen_cases = "submission"',
        'in_force = 2025-01-01\nuntil = 2026-01-01\nopen_cases = "submission"',
    ),
    "impossible": ("a_difference", 'requires = "seats >= 2"', 'requires = "seats >= 2 and seats < 2"'),
    "always so": ("a_difference", 'requires = "seats >= 2"', 'requires = "seats >= 2 or seats < 2"'),
    "two that exclude each other": ("three_answers", 'requires = "licensed"', 'requires = "seats < 2"'),
    "asked in vain": (
        "for_nothing",
        "licensed = { type",
        'lit = { type = "bool", title = { en = "lit", zh = "有灯" } }\nlicensed = { type',
    ),
    "two levels alike": ("every_level", 'requires = "water >= 1 and kit >= 1"', 'requires = "water >= 1"'),
    "a level out of reach": (
        "every_level",
        'requires = "water >= 1"\n',
        'requires = "water >= 1 and water < 1"\n',
    ),
    "a role misspelt": ("spelled_alike", '"points.Deduct" = ["officer"]', '"points.Deduct" = ["oficer"]'),
    "a post that nobody may pass": ("every_post", 'role = "inspector"', 'role = "surveyor"'),
    "nobody lists": ("every_post", '"merchants.List" = ["officer"]\n', ""),
    "on behalf without applying": (
        "every_post",
        'on_behalf = ["officer"]\nanswer',
        'on_behalf = ["keeper"]\nanswer',
    ),
    "the applicant decides": (
        "on_their_own",
        '"merchants.Decide" = ["officer"]',
        '"merchants.Decide" = ["officer", "merchant"]',
    ),
    "the worker pays itself": (
        "on_their_own",
        '"points.Earn" = ["officer"]',
        '"points.Earn" = ["officer", "worker"]',
    ),
    "a ground without evidence": ("every_ground", 'evidence = ["audit"]', "evidence = []"),
    "a value in one language": ("same_in_both", 'zh = "$name 已上图"', 'zh = "已上图"'),
    "a title too long": ("same_in_both", 'zh = "$name 已上图"', f'zh = "$name {"已上图" * 38}"'),
    "no calendar": ("working_days", 'statement = { days = 2, unit = "natural" }', "statement = { days = 2 }"),
    "a trade nobody judges": (
        "whole_route",
        "[merchants.tags]",
        'laundry = { en = "laundry", zh = "洗衣" }\n[merchants.tags]',
    ),
    "evidence that contradicts itself": (
        "whole_route",
        'requires = "licensed"',
        'requires = "licensed and seats >= 0"\nevidence = ["registry"]',
    ),
    "nobody is heard": ("caught", '"merchants.StateCase" = ["merchant", "officer"]\n', ""),
    "nobody records": ("whole_route", '"merchants.RecordFacts" = ["officer", "inspector"]\n', ""),
}
"""Of each wrong pack: part of the name of the test that finds it, what a right one says, what this says."""


def failures(lab: PackLab, about: str = "") -> list[str]:
    """The tests of the kit, those about something or all, that fail for this pack."""
    kit, failed = PackContract(), []
    given: dict[str, Any] = {"lab": lab, "pack": load(lab.pack)}
    for name, test in inspect.getmembers(kit, inspect.ismethod):
        if not (name.startswith("test_") and about in name):
            continue
        asked = {key: given[key] for key in inspect.signature(test).parameters}
        try:
            test(**asked)
        except pytest.skip.Exception:
            continue
        except Exception:
            failed.append(name)
    return failed


def lab_of(folder: Path, text: str) -> PackLab:
    """A pack of this text."""
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    return PackLab(folder / "pack.toml", on=ON)


def test_a_right_pack_passes(tmp_path: Path) -> None:
    """The pack from which the wrong ones are made passes every test of the kit."""
    assert failures(lab_of(tmp_path, GOOD)) == []


@pytest.mark.parametrize("name", WRONG)
def test_catches_a_wrong_pack(name: str, tmp_path: Path) -> None:
    """A pack that is read without complaint and is wrong in one thing fails the test that is about it."""
    wanted, old, new = WRONG[name]
    assert GOOD.count(old) == 1
    assert len(failures(lab_of(tmp_path, GOOD.replace(old, new)), about=wanted)) == 1


def test_a_role_that_nobody_has_is_found(tmp_path: Path) -> None:
    """A lab that names the roles of its system finds one that the system does not give."""
    lab = lab_of(tmp_path, GOOD)
    known = PackLab(lab.pack, on=ON, roles=frozenset({"merchant", "officer", "inspector", "worker"}))
    with pytest.raises(AssertionError, match="administrator"):
        PackContract().test_roles_are_spelled_alike(known, load(lab.pack))


def test_what_is_too_intricate_to_find_can_be_given(tmp_path: Path) -> None:
    """Facts from the lab stand in for the kit's search, and are held to what they are given for."""
    lab = lab_of(tmp_path, GOOD)
    pack, kit = load(lab.pack), PackContract()
    kit.test_all_three_answers_can_be_given(
        PackLab(lab.pack, ON, meets={"small": {"seats": 3, "licensed": True}}), pack
    )
    with pytest.raises(AssertionError):
        kit.test_all_three_answers_can_be_given(PackLab(lab.pack, ON, meets={"small": {"seats": 1}}), pack)


def test_tells_an_author_what_to_override() -> None:
    """Whoever forgets the fixture reads which one, and what it has to return."""
    fixture: Any = PackContract.lab
    original = getattr(fixture, "__wrapped__", None) or fixture._get_wrapped_function()
    with pytest.raises(NotImplementedError, match=r"override the fixture `lab` in PackContract"):
        original(PackContract())


def test_there_are_enough_of_them() -> None:
    """Each clause that a pack can break without failing to load is broken by some pack."""
    print(f"{len(WRONG)} wrong packs")
    assert len(WRONG) >= 20
