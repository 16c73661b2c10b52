"""What is wrong with a pack is told at once, each problem with its file, path and line."""

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

import pytest

from friendly_services.errors import Invalid
from friendly_services.packs import load
from friendly_services.text import say
from tests.packs.samples import GOOD, MAIN, SECTIONS, STANDARD, problems, write

SEATS = STANDARD.format(id="seats")


def main(old: str, new: str) -> dict[str, str | bytes]:
    """The good pack with a slip in pack.toml."""
    assert old in MAIN
    return {**GOOD, "pack.toml": MAIN.replace(old, new, 1)}


def seats(old: str, new: str) -> dict[str, str | bytes]:
    """The good pack with a slip in one standard."""
    assert old in SEATS
    return {**GOOD, "standards/seats.toml": SEATS.replace(old, new, 1)}


PLANTED = [
    (main('name = "sample"\n', ""), "pack.toml:1: pack.name", "is required"),
    (main('"sample"', '"sam ple"'), "pack.toml:2: pack.name", "'sam ple' is not an id"),
    (main("source", "sourze"), "pack.toml:1: pack.source", "is required"),
    (main("source", "sourze"), "pack.toml:4: pack.sourze", "did you mean 'source'?"),
    (
        main('{ en = "Sample", zh = "样例" }', '"Sample"'),
        "pack.toml:3: pack.title",
        "'Sample' is not a table",
    ),
    (main("[city]", '[city]\nzone = "Mars/North"'), "pack.toml:7: city.zone", "is not a time zone"),
    (main("[city]", '[city]\nzone = "../etc"'), "pack.toml:7: city.zone", "is not a time zone"),
    (main("[city]", '[city]\ndatum = "bd09"'), "pack.toml:7: city.datum", "'bd09' is not one of"),
    (main("south = 29.0", 'south = "29"'), "pack.toml:7: city.box.south", "'29' is not a number"),
    (
        main("[city]", '[city]\ncalendars = ["xx"]'),
        "pack.toml:7: city.calendars.0",
        "there is no calendar 'xx'",
    ),
    (
        main("[city]", '[city]\ndivisions = ["xx"]'),
        "pack.toml:7: city.divisions.0",
        "there is no table of divisions 'xx'",
    ),
    (
        {**GOOD, "divisions/own.toml": "[[changes]]\nold = ['1']\nnew = ['500113']\nsince = 2020-01-01\n"},
        "divisions/own.toml:2: changes.0.old",
        "'1' is no code of a county or district",
    ),
    (
        {
            **GOOD,
            "divisions/own.toml": '[[changes]]\nold = ["371202"]\nnew = ["500113"]\nsince = 2020-01-01\n'
            'source = "own"\n',
        },
        "divisions/own.toml:1: changes",
        "on 2020-01-01 the code '371202' cannot change",
    ),
    ({**GOOD, "divisions/own.toml": "changes = 3"}, "divisions/own.toml:1: changes", "3 is not a list"),
    (main("[city]", "[divisions]\nx = 3\n[city]"), "pack.toml:7: divisions.x", "is not a table"),
    (main("[city]", '[city]\ncalendars = "cn"'), "pack.toml:7: city.calendars", "'cn' is not a list"),
    (
        main('within = "东区"', 'within = "西区"'),
        "pack.toml:11: city.areas.花园街道.within",
        "'西区' is not among",
    ),
    (
        main('"东区" = {}', '"东区" = { within = "花园街道" }'),
        "pack.toml:10: city.areas.东区.within",
        "lies within",
    ),
    (main("shops.Apply", "shops.Aply"), "pack.toml:14: may.shops.Aply", "did you mean 'shops.Apply'?"),
    (
        main("shops.Apply", "zzz"),
        "pack.toml:14: may.zzz",
        "there is no command 'zzz': the commands are city.Publish",
    ),
    (
        main('["merchant", "officer"]', '"officer"'),
        "pack.toml:14: may.shops.Apply",
        "'officer' is not a list",
    ),
    (main('["merchant", "officer"]', "[]"), "pack.toml:14: may.shops.Apply", "'[]' is not a list of roles"),
    (main('["merchant", "officer"]', '["a b"]'), "pack.toml:14: may.shops.Apply", "is not a list of roles"),
    ({"pack.toml": "may = []\n" + MAIN.partition("[may]")[0]}, "pack.toml:1: may", "a table is expected"),
    (main("[shops]", "[shop]"), "pack.toml:16: shop", "nothing reads a table 'shop': did you mean 'shops'?"),
    (main("[shops]", "[zzz]"), "pack.toml:16: zzz", "nothing reads a table 'zzz': the tables are calendars"),
    (main('standard = "seats"\nn', "n"), "pack.toml:16: shops.standard", "is required"),
    (main('standard = "seats"\nn', 'standard = "seat"\nn'), "pack.toml:17: shops.standard", "mean 'seats'?"),
    (
        main('standard = "seats"\nn', "standard = 3\nn"),
        "pack.toml:17: shops.standard",
        "there is no standard '3'",
    ),
    (
        main("notice_days = 5", 'notice_days = "5"'),
        "pack.toml:18: shops.notice_days",
        "'5' is not a whole number",
    ),
    (
        main("notice_days = 5", "notice_days = 5.0"),
        "pack.toml:18: shops.notice_days",
        "5.0 is not a whole number",
    ),
    (
        main('standard = "seats" }', 'standard = "x" }'),
        "pack.toml:19: shops.grounds.closed.standard",
        "standard 'x'",
    ),
    (main('B = "seats"', 'B = "seat"'), "pack.toml:23: stops.levels.B", "did you mean 'seats'?"),
    (main('title = { en = "Levels", zh = "等级" }', "title = 3"), "pack.toml:22: stops.levels.title", "3"),
    (
        main('title = { en = "Levels", zh = "等级" }', "id = 3"),
        "pack.toml:22: stops.levels.id",
        "is not an id",
    ),
    (main('B = "seats"\nA = "other-seats"\n', ""), "pack.toml:21: stops.levels", "needs at least one level"),
    (main("[stops.levels]", "[stops]\nlevels = 3\n[easy]"), "pack.toml:22: stops.levels", "'3' stands where"),
    (seats('"seats"', '"seat"'), "standards/seats.toml:1: id", "calls itself 'seat'"),
    (
        seats("seats >= 2", "seets >= 2"),
        "standards/seats.toml:18: versions.1.conditions.S1.requires",
        "'seats'?",
    ),
    (
        seats('requires = "seats >= 2"\n', ""),
        "standards/seats.toml:15: versions.1.conditions.S1.requires",
        "required",
    ),
    (seats('"S1"', '"S 1"'), "standards/seats.toml:16: versions.1.conditions.#1.code", "'S 1' is not a code"),
    (seats('"int"', '"whole"'), "standards/seats.toml:6: facts.seats.type", "'whole' is not one of bool"),
    (seats("2025-01-01", "2025-01-01T00:00:00"), "standards/seats.toml:11: versions.0.in_force", "is a time"),
    (seats("2025-01-01", "08:30:00"), "standards/seats.toml:11: versions.0.in_force", "is a time"),
    (
        seats("number = 1", "number = nan"),
        "standards/seats.toml:10: versions.0.number",
        "nan is not a number",
    ),
    (seats("number = 1", f"number = {2**64}"), "standards/seats.toml:10: versions.0.number", "65 bits"),
    (
        seats("number = 1", f"number = {'9' * 5_000}"),
        "standards/seats.toml:10",
        "is not TOML: Exceeds the limit",
    ),
    (seats("number = 1", "number = "), "standards/seats.toml:10", "is not TOML: Invalid value"),
    (
        seats("number = 1", "number = 1\nnumber = 2"),
        "standards/seats.toml:11",
        "is not TOML: Cannot overwrite",
    ),
    (seats("number = 1", "number = 1\rx"), "standards/seats.toml:10", "is not TOML"),
    (seats("number = 1", f"x = {'[' * 50_000}{']' * 50_000}"), "standards/seats.toml:10", "nested too deep"),
    (seats("number = 1", f"x = {'{a=' * 50_000}1{'}' * 50_000}"), "standards/seats.toml:10", "nested too"),
    (seats("number = 1", f"x ={'[' * 50_000}"), "standards/seats.toml:10", "nested too deep"),
    (seats("number = 1", f"x{'.a' * 50_000} = 1"), "standards/seats.toml:10", "more than 300 dots"),
    (
        seats("number = 1", f"x{'.a' * 60} = 1"),
        "standards/seats.toml:10: versions.0.x" + ".a" * 21,
        "too deep",
    ),
    ({**GOOD, "standards/seats.toml": "\ufeff" + SEATS}, "standards/seats.toml:1", "byte order mark"),
    ({**GOOD, "standards/seats.toml": SEATS.encode("gb18030")}, "standards/seats.toml:2", "is not UTF-8"),
    ({**GOOD, "standards/seats.toml": SEATS.encode("utf-16")}, "standards/seats.toml:1", "is not UTF-8"),
    (
        {**GOOD, "standards/seats.toml": b"#" * 1_048_577},
        "standards/seats.toml",
        "1048577 bytes are too many",
    ),
    ({**GOOD, "standards/notes.txt": "x"}, "standards/notes.txt", "only .toml files belong here"),
    ({**GOOD, "pack.toml": "x = "}, "pack.toml:1", "is not TOML"),
    ({**GOOD, "pack.toml": ""}, "pack.toml: pack.name", "is required"),
    ({**GOOD, "pack.toml": "pack = 3"}, "pack.toml:1: pack", "3 is not a table"),
    ({**GOOD, "calendars/2027.toml": "year = 1"}, "calendars/2027.toml: status", "is required"),
    ({**GOOD, "calendars/2027.toml": "year = 1"}, "calendars/2027.toml: holidays", "is required"),
    (
        main("[city]", "[calendars]\nx = 3\n[city]"),
        "pack.toml:7: calendars.x",
        "table",
    ),
]


@pytest.mark.parametrize(("files", "where", "sentence"), PLANTED)
def test_each_planted_error_is_found(
    tmp_path: Path, files: dict[str, str | bytes], where: str, sentence: str
) -> None:
    """A slip in any file is told with its file, its line, its path and what was expected."""
    told = [str(problem) for problem in problems(tmp_path, files)]
    found = [line for line in told if line.replace(", ", ": ", 1).startswith(f"{where}: ")]
    assert found, told
    assert any(sentence in line for line in found), found


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """One run shows every slip: in the pack, in each standard, in a calendar."""
    found = problems(
        tmp_path,
        {
            "pack.toml": MAIN.replace("notice_days = 5", "notice_days = 0.5").replace("zh", "cn", 1),
            "standards/seats.toml": SEATS.replace("seats >= 2", "seats >= '2' and zzz > 1"),
            "standards/other-seats.toml": "id = ",
            "calendars/2027.toml": 'year = 2027\nstatus = "guess"\nsource = "x"\nholidays = []\n',
        },
    )
    assert [(p.file, p.field, p.line) for p in found] == [
        ("standards/other-seats.toml", "", 1),
        ("pack.toml", "pack.title.zh", 3),
        ("pack.toml", "pack.title.cn", 3),
        ("standards/seats.toml", "versions.1.conditions.S1.requires", 18),
        ("standards/seats.toml", "versions.1.conditions.S1.requires", 18),
        ("calendars/2027.toml", "status", 2),
        ("pack.toml", "shops.notice_days", 18),
    ]
    assert all(say(p.reason, "zh") and "packs." not in p.say("zh") for p in found)


def test_what_refers_to_a_broken_standard_is_not_to_blame(tmp_path: Path) -> None:
    """A standard that cannot be read is told once, not again wherever its name stands."""
    assert len(problems(tmp_path / "toml", {**GOOD, "standards/seats.toml": "id = "})) == 1
    assert len(problems(tmp_path / "read", seats("source", "sourze"))) == 2


def extending(*names: str) -> dict[str, str | bytes]:
    """The good pack, built on others."""
    listed = ", ".join(f'"{name}"' for name in names)
    return main('source = "proposed"\n', f'source = "proposed"\nextends = [{listed}]\n')


def test_a_pack_that_cannot_be_extended(tmp_path: Path) -> None:
    """An unknown pack is told with those that exist."""
    [problem] = problems(tmp_path, extending("nowhere"), base=tmp_path)
    assert str(problem) == (
        "pack.toml:5, pack.extends.0: there is no pack 'nowhere' to extend: the packs are base"
    )


@pytest.mark.parametrize("extends", ['"base"', "[3]"])
def test_extends_is_a_list_of_names(tmp_path: Path, extends: str) -> None:
    """Anything else is told as any wrong value is."""
    files = main('source = "proposed"\n', f'source = "proposed"\nextends = {extends}\n')
    [problem] = problems(tmp_path, files)
    assert (problem.line, problem.field.startswith("pack.extends")) == (5, True)


def test_packs_do_not_extend_themselves(tmp_path: Path) -> None:
    """A circle is told with its chain, wherever it is entered."""

    def pack(name: str, extends: str) -> Path:
        own = f'name = "{name}"\nextends = ["{extends}"]\nsource = "x"\n'
        text = f'[pack]\n{own}title = {{ en = "x", zh = "某" }}'
        return write(tmp_path / name, {"pack.toml": text})

    packs = {"a": pack("a", "b"), "b": pack("b", "c"), "c": pack("c", "b")}
    with pytest.raises(Invalid) as caught:
        load("a", builtins=packs, sections=SECTIONS)
    [problem] = caught.value.problems
    assert str(problem) == "c/pack.toml:3, pack.extends.0: a pack cannot extend itself: b → c → b"


def test_a_built_in_pack_is_called_as_it_is_found(tmp_path: Path) -> None:
    """A pack that calls itself otherwise than it is named would be cited by the wrong name."""
    with pytest.raises(Invalid, match="the pack found as 'other' calls itself 'sample'"):
        load("other", builtins={"other": write(tmp_path, GOOD)}, sections=SECTIONS)


def test_a_broken_pack_below_is_told_with_its_own_files(tmp_path: Path) -> None:
    """A slip in a pack that is extended is found in that pack's files."""
    slip = MAIN.replace('"sample"', '"base"').replace("= 5", '= "5"')
    base = write(tmp_path / "base", {**GOOD, "pack.toml": slip})
    top = '[pack]\nname = "top"\ntitle = { en = "T", zh = "上" }\nsource = "x"\nextends = ["base"]\n'
    [problem] = problems(tmp_path / "top", {"pack.toml": top}, base=base)
    assert (problem.file, problem.line, problem.field) == ("base/pack.toml", 18, "shops.notice_days")
    write(tmp_path / "base", {"pack.toml": "x ="})
    files = {p.file for p in problems(tmp_path / "top", {"pack.toml": top}, base=base)}
    assert files == {"base/pack.toml"}


def test_a_folder_with_too_many_files(tmp_path: Path) -> None:
    """More files than any pack has are refused by their number."""
    files = {**GOOD, **{f"standards/s{n}.toml": "" for n in range(500)}}
    assert any("502 files are too many: at most 500" in str(p) for p in problems(tmp_path, files))


class Locked:
    """A folder, or a file in it, as a plugin may hand it over: some of its files cannot be read."""

    def __init__(self, path: Path, locked: str) -> None:
        self.path, self.locked, self.name = path, locked, path.name

    def is_dir(self) -> bool:
        """Whether it is a folder."""
        return self.path.is_dir()

    def is_file(self) -> bool:
        """Whether it is a file."""
        return self.path.is_file()

    def iterdir(self) -> Iterator["Locked"]:
        """What is in it."""
        return (Locked(path, self.locked) for path in self.path.iterdir())

    def joinpath(self, *names: str) -> "Locked":
        """Something in it."""
        return Locked(self.path.joinpath(*names), self.locked)

    def read_bytes(self) -> bytes:
        """The file, unless it is the locked one."""
        if self.name == self.locked:
            raise PermissionError(self.name)
        return self.path.read_bytes()

    def __str__(self) -> str:
        return "locked"


@pytest.mark.parametrize("name", ["seats.toml", "pack.toml"])
def test_a_file_that_may_not_be_read(tmp_path: Path, name: str) -> None:
    """A file without permission is told as such, and its neighbours are read all the same."""
    folder = Locked(write(tmp_path, GOOD), name)
    with pytest.raises(Invalid) as caught:
        load(cast("Traversable", folder), builtins={}, sections=SECTIONS)
    [problem] = caught.value.problems
    assert str(problem).startswith("locked/")
    assert "cannot be read: PermissionError" in str(problem)


def test_a_year_is_written_once(tmp_path: Path) -> None:
    """Two calendars of one year under different names contradict each other."""
    own = 'year = 2026\nstatus = "provisional"\nsource = "own"\nholidays = []\n'
    [problem] = problems(tmp_path, {**GOOD, "calendars/extra.toml": own})
    assert str(problem) == "calendars/extra.toml:1, year: the year 2026 is in another calendar too"


def test_a_text_that_only_looks_like_a_date(tmp_path: Path) -> None:
    """A day that the calendar lacks is told by the room that expected a date."""
    own = 'year = 2027\nstatus = "provisional"\nsource = "own"\n[[holidays]]\nfirst = "2027-02-30"\n'
    own += 'name = { en = "x", zh = "某" }\n'
    [problem] = problems(tmp_path, {**GOOD, "calendars/2027.toml": own})
    assert (problem.field, problem.line) == ("holidays.0.first", 5)


def test_a_folder_without_its_main_file(tmp_path: Path) -> None:
    """A folder that holds no pack.toml is told so."""
    [problem] = problems(tmp_path, {"standards/seats.toml": SEATS})
    assert str(problem) == "pack.toml: cannot be read: FileNotFoundError"


def test_lines_are_told_through_texts_and_lists_of_any_shape(tmp_path: Path) -> None:
    """Brackets, hashes and quotes inside texts do not lead the count of lines astray."""
    odd = """\
[pack] # [x]
name = "sample"
source = '''
[fake]
name = "x" # ''''
title = { en = "a # [", zh = 'b # ]' }
extends = [
  # ]
]
"may" . 'x' = 1
[easy]
"longest" = "7"
"""
    odd = odd.replace("\"may\" . 'x' = 1\n", "")
    [problem] = problems(tmp_path, {"pack.toml": odd})
    assert (problem.field, problem.line) == ("easy.longest", 11)


def test_a_quoted_and_dotted_key_has_its_line(tmp_path: Path) -> None:
    """Keys may be quoted, dotted and escaped."""
    text = MAIN.partition("[may]")[0] + '[shops . "grounds"]\n"a\\u0062" . \'title\' . en = 3\n'
    found = problems(tmp_path, {"pack.toml": text})
    assert {(p.field, p.line) for p in found if "grounds" in p.field} == {
        ("shops.grounds.ab.title.en", 14),
        ("shops.grounds.ab.title.zh", 14),
        ("shops.grounds.ab.standard", 14),
    }
