"""Every example of the documentation, run where nothing else is."""

import contextlib
import doctest
import io
import os
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.budget import ROOT
from tests.docs.pages import Command, Example, examples, name, pages, sessions

HOSTS = frozenset({"django", "fastapi", "httpx", "starlette"})
"""What only the pages about embedding need: the dependency group `examples`."""
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def differs(expected: str, got: str) -> str:
    """How an output differs from the one on the page; nothing if it does not. `...` stands for anything."""
    checker = doctest.OutputChecker()
    if checker.check_output(expected, got, FLAGS):
        return ""
    return checker.output_difference(doctest.Example("", expected), got, FLAGS | doctest.REPORT_NDIFF)


def run(example: Example, page: Path, namespace: dict[str, Any]) -> str:
    """What the example prints; an error names the page's own line."""
    code = compile("\n" * (example.line - 1) + example.text, str(page), "exec")
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, namespace)  # noqa: S102 # our own pages
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in HOSTS:
            raise
        pytest.skip(f"{error.name} is not installed: install the dependency group `examples`")
    return printed.getvalue()


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("page", [page for page in pages() if examples(page)], ids=name)
def test_the_python_of_a_page_runs_and_prints_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The examples of one page run in order, in one namespace, and print what is shown under them."""
    monkeypatch.chdir(tmp_path)
    module = ModuleType("page")
    monkeypatch.setitem(sys.modules, "page", module)  # frameworks look up the module of a function
    ran = [(example, run(example, page, vars(module))) for example in examples(page)]
    wrong = [
        f"{name(page)}:{example.line}\n{difference}"
        for example, printed in ran
        if example.output is not None and (difference := differs(example.output, printed))
    ]
    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("page", [page for page in pages() if sessions(page)], ids=name)
def test_the_commands_of_a_page_answer_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    """What the page types at its prompts answers as the page shows; without an answer shown, it succeeds."""
    for command in (command for session in sessions(page) for command in session):
        answer, code = typed(command, tmp_path)
        if command.output.strip():
            assert differs(command.output, answer) == "", command.line
        else:
            assert code == 0, answer


def typed(command: Command, folder: Path) -> tuple[str, int]:
    """What a command writes on both streams, in a folder of its own, and its exit code."""
    words = shlex.split(command.line)
    assert words[0] == "python", f"only Python can be run everywhere, not {words[0]!r}"
    paths = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout, done.returncode
