"""The small command line: which code it leaves with, and what it says to a person."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from friendly_services import packs
from friendly_services.command_line import main
from friendly_services.packs._sections import SECTIONS
from friendly_services.testing import StandingClock
from tests.city.town import MONDAY, PACK, applied, small
from tests.meta.running import python

Captured = pytest.CaptureFixture[str]


def run(capsys: Captured, *arguments: object) -> tuple[int, str, str]:
    """One command: its exit code, what it printed, what it complained of."""
    code = main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def wrong(capsys: Captured, arguments: Sequence[str]) -> str:
    """What argparse says about arguments it does not take."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    return capsys.readouterr().err


class TestArguments:
    """What is asked for."""

    @pytest.mark.parametrize(
        "arguments",
        [[], ["fly"], ["demo", "--seed", "x"], ["verify", "memory://"], ["demo", "--language", "fr"]],
    )
    def test_what_it_does_not_take_is_code_2(self, capsys: Captured, arguments: list[str]) -> None:
        """The usage is shown, and the part that is wrong."""
        assert "usage: python -m friendly_services" in wrong(capsys, arguments)

    def test_help_lists_every_command(self, capsys: Captured) -> None:
        """Somebody who has never seen it learns what there is."""
        with pytest.raises(SystemExit) as left:
            main(["--help"])
        assert left.value.code == 0
        told = capsys.readouterr().out
        assert all(command in told for command in ("demo", "run", "check-pack", "new-pack", "verify"))

    def test_it_runs_as_a_module(self, tmp_path: Path) -> None:
        """`python -m friendly_services` is this command line, and gives the code to the shell."""
        done = python("-m", "friendly_services", "check-pack", "points-default", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"points-default: good." in done.stdout
        done = python("-m", "friendly_services", "check-pack", "no-such-pack", cwd=tmp_path)
        assert done.returncode == 1
        assert b"no-such-pack" in done.stderr
        assert b"Traceback" not in done.stderr


class TestCheckPack:
    """`check-pack`."""

    @pytest.mark.parametrize("pack", ["merchant-14-9-9", "stations-abc", "points-default", PACK])
    def test_a_good_pack(self, capsys: Captured, pack: object) -> None:
        """Its name, how much it holds and its digest."""
        code, told, complaint = run(capsys, "check-pack", pack)
        assert (code, complaint) == (0, "")
        assert ": good." in told
        loaded = packs.load(pack if isinstance(pack, Path) else str(pack))
        assert loaded.digest[:16] in told

    def test_every_problem_of_a_bad_one(self, capsys: Captured, tmp_path: Path) -> None:
        """All at once, each with file, line and key, in the language asked for."""
        bad = tmp_path / "bad.toml"
        bad.write_text(
            '[pack]\nname = "bad"\ntitle = { en = "Bad", zh = "坏" }\nsource = "x"\n'
            '[city]\nzone = "Mars/Olympus"\n[may]\n"merchants.Aply" = ["merchant"]\n',
            encoding="utf-8",
        )
        code, told, complaint = run(capsys, "check-pack", bad)
        assert (code, told) == (1, "")
        assert "bad.toml:6, city.zone" in complaint
        assert "bad.toml:8, may.merchants.Aply" in complaint
        _, _, chinese = run(capsys, "check-pack", bad, "--language", "zh")
        assert "merchants.Apply" in chinese
        assert chinese != complaint

    def test_what_nobody_can_have_meant(self, capsys: Captured, tmp_path: Path) -> None:
        """A condition that nothing meets, levels that do not nest as they claim: warnings, and no errors."""
        folder = tmp_path / "odd"
        run(capsys, "new-pack", folder)
        with (folder / "pack.toml").open("a", encoding="utf-8") as pack:
            pack.write("\n[stations.scheme]\nnested = true\n")
        (folder / "standards").mkdir()
        (folder / "standards" / "merchant-14-9-9.toml").write_text(
            '[[versions]]\nnumber = 2\nbased_on = 1\nin_force = 2026-07-01\nsource = "council"\n'
            '[[versions.conditions]]\ncode = "F2"\nrequires = "free_seats >= 3 and free_seats < 2"\n'
        )
        code, told, _ = run(capsys, "check-pack", folder)
        assert code == 0
        assert "warning: standards.merchant-14-9-9.versions.2.conditions.F2: F2 " in told
        assert "nothing that the facts can be meets it" in told
        assert "warning: stations.scheme.A: level A claims to include B" in told
        _, told, _ = run(capsys, "check-pack", folder, "--language", "zh")
        assert "提醒：stations.scheme.A：A 级自称包含 B 级" in told

    def test_one_that_is_not_there(self, capsys: Captured) -> None:
        """The error lists the packs that can be named."""
        code, _, complaint = run(capsys, "check-pack", "merchant-15")
        assert code == 1
        assert "merchant-14-9-9" in complaint


class TestNewPack:
    """`new-pack`."""

    def test_it_writes_one_that_passes(self, capsys: Captured, tmp_path: Path) -> None:
        """Commented, extending the built-in ones, good as it is; named after its folder."""
        code, told, _ = run(capsys, "new-pack", tmp_path / "banan")
        assert code == 0
        assert "check-pack" in told
        assert packs.load(tmp_path / "banan").name == "banan"
        assert run(capsys, "check-pack", tmp_path / "banan")[0] == 0
        written = (tmp_path / "banan" / "pack.toml").read_text(encoding="utf-8")
        assert "# zone" in written
        tables = {section.name for section in SECTIONS if section.rules} - {"persons", "messages"}
        assert {name for name in tables if not re.search(rf"^# \[{name}[].]", written, re.MULTILINE)} == set()

    def test_name_and_parents_can_be_given(self, capsys: Captured, tmp_path: Path) -> None:
        """`--name` and `--extends` set what it is called and built on."""
        arguments = ("new-pack", tmp_path / "x", "--name", "east", "--extends", "stations-abc")
        assert run(capsys, *arguments)[0] == 0
        made = packs.load(tmp_path / "x")
        assert (made.name, made.extends) == ("east", ("stations-abc",))

    def test_in_chinese(self, capsys: Captured, tmp_path: Path) -> None:
        """What it wrote, and that it is good, with what it changes, are said in the language asked for."""
        folder = tmp_path / "banan"
        told = run(capsys, "new-pack", folder, "--language", "zh")[1]
        assert told.startswith("已写入")
        (folder / "standards").mkdir()
        (folder / "standards" / "merchant-14-9-9.toml").write_text(
            '[[versions]]\nnumber = 2\nbased_on = 1\nin_force = 2026-07-01\nsource = "council"\n'
            '[[versions.conditions]]\ncode = "F2"\nrequires = "free_seats >= 3"\n'
        )
        code, told, _ = run(capsys, "check-pack", folder, "--language", "zh")
        assert code == 0
        assert "banan：无误" in told
        assert "要求 free_seats >= 3（原为 free_seats >= 2）" in told

    def test_it_writes_over_nothing(self, capsys: Captured, tmp_path: Path) -> None:
        """A folder that holds something is refused, and left as it was."""
        (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
        code, _, complaint = run(capsys, "new-pack", tmp_path)
        assert code == 1
        assert "folder" in complaint
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]

    def test_unknown_parents_are_refused_together(self, capsys: Captured, tmp_path: Path) -> None:
        """Each with its place in the list."""
        code, _, complaint = run(capsys, "new-pack", tmp_path / "x", "--extends", "a", "points-default", "b")
        assert code == 1
        assert "extends.0" in complaint
        assert "extends.2" in complaint
        assert not (tmp_path / "x").exists()


class TestVerify:
    """`verify`."""

    @pytest.fixture(name="file")
    def the_file(self, tmp_path: Path) -> Path:
        """A city on a file with one merchant."""
        path = tmp_path / "small.db"
        with small(StandingClock(MONDAY), f"sqlite:///{path}") as city:
            applied(city)
        return path

    def test_a_sound_city(self, capsys: Captured, file: Path) -> None:
        """How much was read, and that nothing is wrong."""
        code, told, _ = run(capsys, "verify", f"sqlite:///{file}", "--city", "small")
        assert code == 0
        assert "4 events, 4 records" in told
        assert "0 problems" in told

    def test_a_city_that_somebody_changed(self, capsys: Captured, file: Path) -> None:
        """Each problem is a line in the language asked for; rebuilding mends it."""
        with closing(sqlite3.connect(file)) as db:
            db.execute("UPDATE record SET body = x'00' WHERE kind = 'merchant'")
            db.commit()
        code, told, _ = run(capsys, "verify", f"sqlite:///{file}", "--city", "small")
        assert code == 3
        assert "1 problem." in told
        assert "  - corruption: the record merchant" in told
        assert "损坏" in run(capsys, "verify", f"sqlite:///{file}", "--city", "small", "--language", "zh")[1]
        code, told, _ = run(capsys, "rebuild", f"sqlite:///{file}", "--city", "small")
        assert (code, told) == (
            0,
            "4 records made anew from the journal. Replaced because they differed: 1.\n",
        )
        code, told, _ = run(capsys, "verify", f"sqlite:///{file}", "--city", "small", "--full")
        assert code == 0
        assert "The journal up to position 4 has the SHA-256 " in " ".join(told.split())
        assert "not read" not in told

    @pytest.mark.parametrize(
        ("tamper", "wanted"),
        [
            ("DELETE FROM entry WHERE id = (SELECT max(id) FROM entry)", 3),
            ("UPDATE record SET body = NULL WHERE kind = 'application'", 4),
            ("DELETE FROM key WHERE kind = 'merchant'", 5),
        ],
    )
    def test_each_class_of_fault_has_its_code(
        self, capsys: Captured, file: Path, tamper: str, wanted: int
    ) -> None:
        """So that whoever watches it knows whom to call; what nothing can mend keeps the code."""
        with closing(sqlite3.connect(file)) as db:
            db.execute(tamper)
            db.commit()
        code, _, _ = run(capsys, "verify", f"sqlite:///{file}", "--city", "small", "--full")
        assert code == wanted
        code, _, complaint = run(capsys, "rebuild", f"sqlite:///{file}", "--city", "small")
        assert code == (3 if wanted == 3 else 0)
        assert bool(complaint) == (wanted == 3)

    def test_a_version_that_cannot_be_rewritten_is_named(self, capsys: Captured, file: Path) -> None:
        """The rest is mended, and the code says that something is left."""
        with closing(sqlite3.connect(file)) as db:
            db.execute("UPDATE record SET at = at + 1 WHERE kind = 'merchant'")
            db.commit()
        code, told, _ = run(capsys, "rebuild", f"sqlite:///{file}", "--city", "small")
        assert code == 4
        assert "  - the record merchant" in told

    def test_a_city_that_is_not_there(self, capsys: Captured, file: Path, tmp_path: Path) -> None:
        """No such city, no such folder, no such scheme: an error in words, and code 1."""
        for url in (
            f"sqlite:///{file}",
            f"sqlite:///{tmp_path / 'none' / 'x.db'}",
            "oracle://x",
            "memory://",
        ):
            code, told, complaint = run(capsys, "verify", url, "--city", "elsewhere")
            assert (code, told) == (1, "")
            assert complaint.strip()

    def test_a_plugin_that_is_not_installed(self, capsys: Captured) -> None:
        """It is named, with those that are."""
        code, _, complaint = run(capsys, "verify", "memory://", "--city", "x", "--plugin", "unheard-of")
        assert code == 1
        assert "unheard-of" in complaint


class Shut:
    """A standard output that nobody reads any more."""

    encoding = "utf-8"

    def write(self, _: str) -> int:
        """As a pipe whose reader has left."""
        raise BrokenPipeError

    def flush(self) -> None:
        """Nothing waits."""


def test_a_reader_who_leaves_is_no_error(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """`… | head` ends quietly."""
    monkeypatch.setattr("sys.stdout", Shut())
    assert main(["check-pack", "points-default"]) == 0
    assert capsys.readouterr().err == ""


def test_what_the_system_refuses_is_said_in_words(capsys: Captured, tmp_path: Path) -> None:
    """A file where a folder is wanted: one sentence, no traceback."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, complaint = run(capsys, "new-pack", tmp_path / "file" / "pack")
    assert code == 1
    assert complaint.strip()
    assert "Traceback" not in complaint


def test_verify_makes_no_city_out_of_a_slip_of_the_pen(capsys: Captured, tmp_path: Path) -> None:
    """A path that does not exist is said to be wrong, and still does not exist."""
    code, _, error = run(capsys, "verify", f"sqlite:///{tmp_path / 'typo.db'}", "--city", "banan")
    assert (code, "look at the path" in error) == (1, True)
    assert list(tmp_path.iterdir()) == []
