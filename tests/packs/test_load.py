"""What packs say, how they are merged, and how a city keeps them."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import attrs
import pytest

from friendly_services.errors import Invalid
from friendly_services.packs import PackNotFound, builtin_packs, from_content, load, new_pack
from friendly_services.standards import evaluate
from friendly_services.text import say
from tests.packs.samples import GOOD, MAIN, SECTIONS, STANDARD, read, write


def test_a_pack_is_read_whole(tmp_path: Path) -> None:
    """Every part is there, and names of standards have become standards."""
    pack = read(tmp_path, GOOD)
    assert (pack.name, pack.title.zh, pack.source, pack.extends, pack.number) == (
        "sample",
        "样例",
        "proposed",
        (),
        0,
    )
    assert (pack.city.zone, pack.city.datum, pack.city.box.east) == ("Asia/Shanghai", "gcj02", 107.0)
    assert pack.city.areas["花园街道"].since == date(2026, 1, 1)
    assert pack.may["shops.Apply"] == {"merchant", "officer"}
    assert sorted(pack.standards) == ["other-seats", "seats"]
    shops = pack.rules["shops"]
    assert shops.standard is pack.standards["seats"] is shops.grounds["closed"].standard
    assert evaluate(shops.standard.in_force(date(2026, 1, 1)), {"seats": 2}, date(2026, 1, 1)).answer == "met"


def test_a_scheme_keeps_the_order_in_which_its_levels_are_written(tmp_path: Path) -> None:
    """Levels are told from their table, with a title or without one."""
    levels = read(tmp_path, GOOD).rules["stops"].levels
    assert (levels.id, levels.title.en, levels.codes) == ("b-a", "Levels", ("B", "A"))
    untitled = MAIN.replace('title = { en = "Levels", zh = "等级" }', 'id = "abc"')
    levels = read(tmp_path / "untitled", {**GOOD, "pack.toml": untitled}).rules["stops"].levels
    assert (levels.id, levels.title.en) == ("abc", "abc")


def test_rules_that_are_left_out(tmp_path: Path) -> None:
    """A capability without a table has no rules, unless it needs nothing to be written."""
    main = MAIN.partition("[shops]")[0].replace('"shops.Apply" = ["merchant", "officer"]', "")
    pack = read(tmp_path, {"pack.toml": main})
    assert list(pack.rules) == ["easy", "proximity", "matching"]
    assert pack.rules["easy"].longest == 7


def test_rules_work_in_the_city_outline_unless_they_have_their_own(tmp_path: Path) -> None:
    """A box left out of a capability's table is the city's."""
    pack = read(tmp_path / "city", GOOD)
    assert pack.rules["easy"].box == pack.city.box
    own = "\n[easy]\nbox = { south = 29.1, west = 106.1, north = 29.2, east = 106.2 }\n"
    assert read(tmp_path / "own", {**GOOD, "pack.toml": MAIN + own}).rules["easy"].box.north == 29.2


def test_rules_know_the_city_s_areas_unless_they_have_their_own(tmp_path: Path) -> None:
    """Areas left out of a capability's table are those that the city lists."""
    pack = read(tmp_path / "city", GOOD)
    assert pack.rules["easy"].areas == set(pack.city.areas) != set()
    own = '\n[easy]\nareas = ["东区"]\n'
    assert read(tmp_path / "own", {**GOOD, "pack.toml": MAIN + own}).rules["easy"].areas == {"东区"}


def test_working_days_come_from_the_library_and_from_the_pack(tmp_path: Path) -> None:
    """The city's calendars are there, and a year of the pack's own goes over the library's."""
    own = 'year = 2026\nstatus = "provisional"\nsource = "own"\nholidays = []\n'
    calendar = read(tmp_path, {**GOOD, "calendars/2026.toml": own}).calendar
    assert calendar.is_workday(date(2025, 10, 1)) is False
    assert calendar.is_workday(date(2026, 10, 1)) is True
    none = read(
        tmp_path / "none", {**GOOD, "pack.toml": MAIN.replace("[city]\n", "[city]\ncalendars = []\n")}
    )
    assert none.calendar.is_workday(date(2026, 10, 1)) is None


def test_codes_come_from_the_library_and_from_the_pack(tmp_path: Path) -> None:
    """A table of the pack's own adds to the library's; a city that names none has its own alone."""
    own = 'changes = [{ old = ["500113"], new = ["500199"], since = 2031-01-01, source = "own" }]\n'
    files = {**GOOD, "divisions/own.toml": own}
    divisions = read(tmp_path / "both", files).divisions
    assert divisions.kin("500113") == ("500113", "500199")
    assert divisions.kin("371202") == ("370116", "371202")
    none = {**files, "pack.toml": MAIN.replace("[city]\n", "[city]\ndivisions = []\n")}
    divisions = read(tmp_path / "none", none).divisions
    assert ("500113" in divisions, "371202" in divisions) == (True, False)


def test_one_file_can_hold_a_whole_pack(tmp_path: Path) -> None:
    """Standards may stand in pack.toml itself, under their ids."""
    folder = read(tmp_path / "folder", GOOD)
    plain = json.loads(folder.content)
    lines = [MAIN]
    for name in ("other-seats", "seats"):
        text = STANDARD.format(id=name).replace("[facts", f"[standards.{name}.facts")
        text = text.replace("[[versions", f"[[standards.{name}.versions")
        lines.append(f"[standards.{name}]\n{text}")
    path = tmp_path / "one.toml"
    path.write_text("\n".join(lines), "utf-8")
    one = load(path, builtins={}, sections=SECTIONS)
    assert json.loads(one.content) == plain
    assert one.standards == folder.standards


# --- extends -------------------------------------------------------------------------------------------


def test_a_pack_goes_over_those_it_extends(tmp_path: Path) -> None:
    """Tables are merged key by key, the later pack over the earlier, the pack itself last; lists go whole."""
    base = write(tmp_path / "base", {**GOOD, "pack.toml": MAIN.replace('"sample"', '"base"')})
    middle = write(
        tmp_path / "middle",
        {
            "pack.toml": '[pack]\nname = "middle"\ntitle = { en = "M", zh = "中" }\nsource = "x"\n'
            'extends = ["base"]\n[shops]\nnotice_days = 6\n[may]\n"shops.Decide" = ["chief"]\n',
        },
    )
    top = (
        '[pack]\nname = "top"\ntitle = { en = "T", zh = "上" }\nsource = "x"\nextends = ["base", "middle"]\n'
    )
    pack = read(
        tmp_path / "top",
        {
            "pack.toml": top + '[shops]\nnotice_days = 7\n[may]\n"shops.Apply" = ["merchant"]\n',
            "standards/seats.toml": 'title = { en = "Own name" }\n',
        },
        base=base,
        middle=middle,
    )
    assert (pack.name, pack.extends) == ("top", ("base", "middle"))
    assert pack.rules["shops"].notice_days == 7
    assert pack.may["shops.Apply"] == {"merchant"}
    assert pack.may["shops.Decide"] == {"chief"}
    assert (pack.standards["seats"].title.en, pack.standards["seats"].title.zh) == ("Own name", "样例")
    assert (
        load("middle", builtins={"base": base, "middle": middle}, sections=SECTIONS)
        .rules["shops"]
        .notice_days
        == 6
    )


# --- what a city keeps ---------------------------------------------------------------------------------


def test_a_pack_is_rebuilt_from_its_content(tmp_path: Path) -> None:
    """The content alone gives the same pack: nothing outside of it is needed."""
    pack = read(tmp_path, GOOD)
    again = from_content(pack.content, sections=SECTIONS)
    assert again == pack
    assert (again.standards, again.rules, again.calendar, again.may, again.city) == (
        pack.standards,
        pack.rules,
        pack.calendar,
        pack.may,
        pack.city,
    )
    published = attrs.evolve(again, number=3)
    assert published.digest == pack.digest
    assert published != pack


@pytest.mark.parametrize("content", ["", "[]", "{", '"x"', "[" * 50_000])
def test_what_is_no_content_is_refused(content: str) -> None:
    """A stored text that is no content is an error of its own."""
    with pytest.raises(Invalid, match="is not the content of a pack"):
        from_content(content, sections=SECTIONS)


def test_a_content_that_a_library_no_longer_reads_says_why(tmp_path: Path) -> None:
    """Problems in a content have their path, and no file."""
    content = read(tmp_path, GOOD).content.replace("seats >= 2", "seats >= 'a'")
    with pytest.raises(Invalid) as caught:
        from_content(content, sections=SECTIONS)
    assert {(p.field, p.file, p.line) for p in caught.value.problems} == {
        ("standards.seats.versions.1.conditions.S1.requires", None, None),
        ("standards.other-seats.versions.1.conditions.S1.requires", None, None),
    }


def test_the_content_does_not_depend_on_the_machine(tmp_path: Path) -> None:
    """Line ends, comments, order of files and hash seeds leave the digest as it is; one number changes it."""
    digest = read(tmp_path / "a", GOOD).digest
    assert digest == read(tmp_path / "b", {n: t.replace("\n", "\r\n") for n, t in GOOD.items()}).digest
    assert (
        digest == read(tmp_path / "c", {n: f"# note\n{t}\n" for n, t in reversed(list(GOOD.items()))}).digest
    )
    assert digest != read(tmp_path / "d", {**GOOD, "pack.toml": MAIN.replace("= 5", "= 6")}).digest
    script = (
        "import sys; from tests.packs.samples import SECTIONS; from friendly_services.packs import load;"
        "print(load(sys.argv[1], builtins={}, sections=SECTIONS).digest)"
    )
    for seed in "01":
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "a")],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == digest


# --- finding and beginning packs -----------------------------------------------------------------------


def test_a_pack_that_is_not_there(tmp_path: Path) -> None:
    """A name that is neither a pack's nor a path says which packs there are."""
    with pytest.raises(PackNotFound, match="there is no pack 'nowhere'") as caught:
        load("nowhere", builtins={"base": tmp_path})
    assert caught.value.known == ("base",)
    with pytest.raises(PackNotFound):
        load(tmp_path / "nowhere")


def test_packs_that_ship_with_the_library_have_names() -> None:
    """Each built-in pack is read without a problem and has the name of its folder."""
    assert builtin_packs()
    for name in builtin_packs():
        pack = load(name)
        assert pack.name == name
        assert from_content(pack.content) == pack
        assert all(pack.calendar.is_workday(date(year, 1, 1)) is False for year in (2024, 2025, 2026))


def test_a_new_pack_can_extend_every_built_in_pack(tmp_path: Path) -> None:
    """What new-pack writes over all that ships has rules for every capability."""
    new_pack(tmp_path / "city", "city", builtin_packs())
    pack = load(tmp_path / "city")
    assert list(pack.rules) == [
        *("merchants", "stations", "points", "honours", "offers", "persons", "visits", "targets"),
        *("proximity", "matching", "messages"),
    ]
    assert pack.rules["merchants"].box == pack.city.box
    assert {command.partition(".")[0] for command in pack.may} >= {"merchants", "stations", "points"}


def test_a_new_pack_is_accepted_as_it_is(tmp_path: Path) -> None:
    """What new-pack writes extends the packs asked for and passes every check unchanged."""
    base = write(tmp_path / "base", {**GOOD, "pack.toml": MAIN.replace('"sample"', '"base"')})
    written = new_pack(tmp_path / "new" / "city", "my-city", ["base"], builtins={"base": base})
    pack = load(written.parent, builtins={"base": base}, sections=SECTIONS)
    assert (pack.name, pack.extends, pack.rules["shops"].notice_days) == ("my-city", ("base",), 5)
    assert pack.city.box == load("base", builtins={"base": base}, sections=SECTIONS).city.box
    assert load(new_pack(tmp_path / "bare", "bare", []), sections=SECTIONS).name == "bare"


LATER = ("honours", "offers", "visits", "targets")


def test_what_a_new_pack_suggests_is_taken(tmp_path: Path) -> None:
    """The lines that the template shows behind a # are right when the # is taken away."""
    text = new_pack(tmp_path / "city", "city", []).read_text("utf-8")
    bare = [
        line.removeprefix("# ") if line.startswith("# [") or "=" in line else line
        for line in text.splitlines()
    ]
    empty = tuple(f"[{room}]" for room in ("merchants", "stations", "points", *LATER))
    kept = [line for line in bare if not line.startswith(empty)]
    main = "\n".join(kept).replace("merchants.Apply", "shops.Apply")
    pack = read(tmp_path / "shown", {"pack.toml": main})
    assert pack.city.areas["花园街道"].within == "东区"
    assert pack.may["shops.Apply"] == {"merchant", "officer"}
    assert pack.rules["proximity"].limit == 10


@pytest.mark.parametrize(
    ("name", "extends", "sentence"),
    [
        ("my city", ["base"], "name: 'my city' is not an id"),
        ("city", ["base", "bose"], "extends.1: there is no pack 'bose' to extend: the packs are base"),
    ],
)
def test_a_new_pack_with_a_slip_is_not_written(
    tmp_path: Path, name: str, extends: list[str], sentence: str
) -> None:
    """A name that is no id, or a pack that is not there, is refused before anything is written."""
    with pytest.raises(Invalid) as caught:
        new_pack(tmp_path / "city", name, extends, builtins={"base": tmp_path})
    assert str(caught.value).startswith(sentence)
    assert not (tmp_path / "city").exists()


def test_a_new_pack_overwrites_nothing(tmp_path: Path) -> None:
    """A folder with anything in it, or a file, is left alone; an empty folder is taken."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("mine", "utf-8")
    (tmp_path / "empty").mkdir()
    for taken in ("full", "full/x"):
        with pytest.raises(Invalid, match="is not an empty folder"):
            new_pack(tmp_path / taken, "city", [], builtins={})
    assert new_pack(str(tmp_path / "empty"), "city", [], builtins={}).is_file()
    assert (tmp_path / "full" / "x").read_text("utf-8") == "mine"


def test_the_error_of_a_missing_pack_speaks_both_languages() -> None:
    """A missing pack is told in English and Chinese."""
    error = PackNotFound("x", ("a", "b"))
    assert say(error.reason, "zh") == "没有规则包 'x'：请给出文件夹或文件的路径，或以下名称之一：a、b"
