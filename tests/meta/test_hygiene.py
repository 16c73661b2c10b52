"""What may lie in the repository, and what may not."""

import re
import shutil
import subprocess
import tokenize
import tomllib
from pathlib import Path

import pytest
from tests.budget import ROOT

LARGEST = 1024 * 1024
"""Bytes of a tracked file: data of that size belong outside."""

HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb.de" + "bian.org")
NOT_OURS = [  # put together here, so that this file does not hold what it looks for
    *(rf"(?<![\w.])/{folder}/[\w.-]+" for folder in ("ro" + "ot", "ho" + "me", "Us" + "ers", "wo" + "rk")),
    r"\b[A-Z]:\\Us" + r"ers\\",
    *(re.escape(host) for host in HOSTS),
    "extra-" + "index-url",
]
EXCEPTION = re.compile("# (noqa|type: ignore)")
WITH_REASON = re.compile(r"# (noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\]) # \S.*")


def tracked() -> list[Path]:
    """The files of the repository; the tests skip where there is none, as in an unpacked release."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Each tracked text file: its name and what it says."""
    found = []
    for path in tracked():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_bytes().decode("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def sources() -> list[Path]:
    """Each tracked Python file."""
    return [path for path in tracked() if path.suffix == ".py"]


def test_no_file_names_a_machine_or_a_registry() -> None:
    """No path of somebody's machine and no registry's address is in any file."""
    pattern = re.compile("|".join(NOT_OURS))
    named = [f"{name}: {found.group()}" for name, text in texts() for found in pattern.finditer(text)]
    assert named == []


def test_no_lock_file_is_kept() -> None:
    """`constraints.txt` pins versions; a uv.lock would record the address of a registry."""
    assert [path.name for path in tracked() if path.name == "uv.lock"] == []


def test_files_are_small_and_end_their_lines_as_unix_does() -> None:
    """No tracked file is large, and no text of ours has carriage returns outside the test data."""
    assert [path.name for path in tracked() if path.stat().st_size > LARGEST] == []
    assert [name for name, text in texts() if "\r" in text and not name.startswith("tests/data/")] == []


def test_every_exception_to_a_rule_gives_its_reason() -> None:
    """A `noqa`, and in the package a `type: ignore`, names its rule and says why, on the same line."""
    bare = []
    for path in sources():
        with path.open("rb") as file:
            comments = [token for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]
        bare += [
            f"{path.relative_to(ROOT).as_posix()}:{comment.start[0]} {comment.string}"
            for comment in comments
            if EXCEPTION.search(comment.string) and not WITH_REASON.search(comment.string)
            if "noqa" in comment.string or "tests" not in path.parts
        ]
    assert bare == []


def test_nothing_is_left_out_of_coverage_by_hand() -> None:
    """No line asks not to be covered."""
    pragma = "pragma: no " + "cover"
    assert [name for name, text in texts() if pragma in text] == []


def test_both_readmes_and_ci_run_the_same_commands() -> None:
    """README and its Chinese twin give the same commands, one of which CI takes from the README itself."""
    english, chinese = (
        re.findall(r"^python3 .*", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        for name in ("README.md", "README.zh.md")
    )
    assert english == chinese
    assert [line.endswith("friendly_services demo") for line in english] == [True, False]
    assert [line.endswith("pytest -n auto") for line in english] == [False, True]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep -m1 -E '^python3 -m venv .*pytest' README.md" in ci


def test_pinned_versions_cover_what_the_project_asks_for() -> None:
    """Every direct dependency, of the library and of its checks, has its version in constraints.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [
        *project["project"]["dependencies"],
        *(line for extra in project["project"]["optional-dependencies"].values() for line in extra),
        *(line for group in project["dependency-groups"].values() for line in group if isinstance(line, str)),
    ]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.partition("==")[0] for line in lines}
    assert {re.split(r"[\[>=<]", line)[0] for line in asked} - pinned == set()
