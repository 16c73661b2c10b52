"""A pack that changes a standard of one that it extends."""

import tomllib
from pathlib import Path

import pytest

from friendly_services.errors import Invalid
from friendly_services.packs import Pack, differences, from_content, reformed
from friendly_services.text import say
from tests.packs.samples import GOOD, MAIN, SECTIONS, problems, read, write

OVER = """\
[pack]
name = "over"
title = { en = "Over", zh = "改" }
source = "proposed"
extends = ["sample"]
"""
REFORM = """\
[facts.tables]
type = "int"
title = { en = "tables", zh = "桌" }

[[versions]]
number = 2
based_on = 1
in_force = 2026-07-01
source = "decision 7"

[[versions.conditions]]
code = "S1"
requires = "seats >= 3"
"""
MORE = """
[[versions.groups]]
code = "g"
title = { en = "Group", zh = "组" }

[[versions.conditions]]
code = "S2"
group = "g"
title = { en = "Tables", zh = "桌" }
requires = "tables >= 1"
status = "proposed"
"""
THIRD = """
[[versions]]
number = 3
based_on = 2
in_force = 2027-07-01
source = "decision 8"
without = ["S1"]

[[versions.groups]]
code = "g"
title = { en = "Another group", zh = "另一组" }
at_least = 1

[[versions.conditions]]
code = "S2"
title = { en = "Tables at all", zh = "桌" }
must = true
applies = "seats > 1"

[[versions]]
number = 4
based_on = 3
in_force = 2028-07-01
source = "decision 9"

[[versions]]
number = 5
based_on = 1
in_force = 2029-07-01
source = "decision 10"
"""


def over(folder: Path, standard: str) -> Pack:
    """The good pack, extended by one that writes this over a standard."""
    base = write(folder / "sample", GOOD)
    return read(folder / "over", {"pack.toml": OVER, "standards/seats.toml": standard}, sample=base)


def said(folder: Path, standard: str) -> list[str]:
    """What differs, in sentences."""
    pack = over(folder, standard)
    found = differences(pack, builtins={"sample": folder / "sample"}, sections=SECTIONS)
    return [say(reason) for reason in found]


def test_a_file_that_holds_only_the_new_version_is_a_reform(tmp_path: Path) -> None:
    """The version that was there stays and ends where the new one begins; the published content is whole."""
    pack = over(tmp_path, REFORM)
    for standard in (
        pack.standards["seats"],
        from_content(pack.content, sections=SECTIONS).standards["seats"],
    ):
        assert [(v.number, str(v.until), v.conditions[0].requires) for v in standard.versions] == [
            (1, "2026-07-01", "seats >= 2"),
            (2, "None", "seats >= 3"),
        ]
    assert "based_on" not in pack.content


def test_a_standard_can_be_reformed_in_a_pack_of_one_file(tmp_path: Path) -> None:
    """A table `standards.<id>` goes over as a file does."""
    base = write(tmp_path / "sample", GOOD)
    table = REFORM.replace("[[", "[[standards.seats.").replace("[facts", "[standards.seats.facts")
    pack = read(tmp_path / "over", {"pack.toml": OVER + table}, sample=base)
    assert [version.number for version in pack.standards["seats"].versions] == [1, 2]


@pytest.mark.parametrize("number", [1, 2])
def test_a_version_that_drops_conditions_is_refused(tmp_path: Path, number: int) -> None:
    """With its file and line, and with what to do."""
    base = write(tmp_path / "sample", GOOD)
    alone = (REFORM + MORE).replace("number = 2\nbased_on = 1", f'number = {number}\nopen_cases = "decision"')
    alone = alone.replace('code = "S1"\nrequires', 'code = "S9"\nrequires')
    found = problems(tmp_path / "over", {"pack.toml": OVER, "standards/seats.toml": alone}, sample=base)
    first = found[0]
    assert (first.file, first.line, first.field) == ("standards/seats.toml", 5, f"versions.{number}")
    assert say(first.reason).startswith(f"version {number} leaves out S1, which version 1 of the extended")
    assert "write based_on = 1 to keep them" in say(first.reason)


def test_a_slip_in_a_reform_is_told_with_its_line(tmp_path: Path) -> None:
    """In the file of the pack that reforms, not in the one it extends."""
    base = write(tmp_path / "sample", GOOD)
    files = {"pack.toml": OVER, "standards/seats.toml": REFORM.replace("based_on = 1", "based_on = 9")}
    [problem] = problems(tmp_path / "over", files, sample=base)
    assert (problem.file, problem.line, problem.field) == ("standards/seats.toml", 7, "versions.2.based_on")
    files = {"pack.toml": OVER, "standards/seats.toml": REFORM.replace("seats >= 3", "seat >= 3")}
    [problem] = problems(tmp_path / "over", files, sample=base)
    assert (problem.file, problem.line) == ("standards/seats.toml", 13)


def test_what_differs_is_told_in_sentences(tmp_path: Path) -> None:
    """Each version against the one before it: thresholds as they were, what is new and what is gone."""
    assert said(tmp_path, REFORM + MORE + THIRD) == [
        "seats version 2 from 2026-07-01: group g is new",
        "seats version 2 from 2026-07-01: S1 requires seats >= 3 (was seats >= 2)",
        "seats version 2 from 2026-07-01: S2 is new: requires tables >= 1",
        "seats version 3 from 2027-07-01: g at_least: 1 (was none)",
        "seats version 3 from 2027-07-01: g: another title",
        "seats version 3 from 2027-07-01: S2 applies: seats > 1 (was none)",
        "seats version 3 from 2027-07-01: S2 must: yes (was no)",
        "seats version 3 from 2027-07-01: S2: another title",
        "seats version 3 from 2027-07-01: S1 is no longer asked",
        "seats version 4 from 2028-07-01: the same as version 3",
        "seats version 5 from 2029-07-01: g is no longer asked",
        "seats version 5 from 2029-07-01: S1 is new: requires seats >= 2",
        "seats version 5 from 2029-07-01: S2 is no longer asked",
    ]


def test_a_version_that_was_there_is_compared_with_itself(tmp_path: Path) -> None:
    """Also where only its days or its decision changed; a pack that changes nothing has nothing to tell."""
    itself = '[[versions]]\nnumber = 1\nbased_on = 1\nin_force = 2025-02-01\nsource = "decision 6"\n'
    assert said(tmp_path / "a", itself) == ["seats version 1 from 2025-02-01: another in_force, source"]
    assert said(tmp_path / "b", 'title = { en = "Seats", zh = "座位" }\n') == []
    assert differences(read(tmp_path / "c", GOOD), sections=SECTIONS) == ()
    assert "extends" not in MAIN


def test_a_reform_can_be_tried_without_a_pack_of_its_own(tmp_path: Path) -> None:
    """The standard is the one that a pack with this file would have; the pack that has it stays as it is."""
    base = read(tmp_path / "sample", GOOD)
    for text in (REFORM, REFORM + MORE, 'title = { en = "Seats", zh = "座位" }\n'):
        tried = reformed(base, "seats", tomllib.loads(text))
        assert tried == over(tmp_path / str(len(text)), text).standards["seats"]
    assert [version.number for version in base.standards["seats"].versions] == [1]


@pytest.mark.parametrize(
    ("standard", "text", "field", "said"),
    [
        ("seat", REFORM, "standard", "did you mean 'seats'?"),
        ("hot-water", REFORM, "standard", "the standards are other-seats, seats"),
        ("seats", REFORM.replace("based_on = 1", "based_on = 9"), "versions.2.based_on", "9"),
        ("seats", REFORM.replace("seats >= 3", "seat >= 3"), "versions.2.conditions.S1.requires", "'seats'?"),
        ("seats", "versions = 2", "versions", ""),
    ],
)
def test_a_slip_in_a_reform_that_is_tried_is_told(
    tmp_path: Path, standard: str, text: str, field: str, said: str
) -> None:
    """By its path in the change, and with what to write."""
    with pytest.raises(Invalid) as caught:
        reformed(read(tmp_path, GOOD), standard, tomllib.loads(text))
    [problem] = caught.value.problems
    assert problem.field == field
    assert said in say(problem.reason)
