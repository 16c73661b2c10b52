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
from tests.docs.pages import Step, name, pages, steps

HOSTS = frozenset({"django", "fastapi", "httpx", "sqlalchemy", "starlette"})
"""What only the pages about embedding need: the dependency group `examples`."""
EXTRAS = {
    "docs/how-to/opening-hours.md": ("opening_hours", "osm"),
    "docs/how-to/personal-data.md": ("phonenumbers", "privacy"),
}
"""The module that a page needs, and the extra that brings it."""
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.filterwarnings("ignore")  # the frameworks' own warnings are not ours to mend
@pytest.mark.parametrize("page", [page for page in pages() if steps(page)], ids=name)
def test_a_page_can_be_followed_from_top_to_bottom(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its code and commands run in order, in one namespace and one folder, and print what the page shows."""
    if name(page) in EXTRAS:
        module_name, extra = EXTRAS[name(page)]
        pytest.importorskip(module_name, reason=f"install the extra `{extra}`")
    monkeypatch.chdir(tmp_path)
    module = ModuleType("page")
    monkeypatch.setitem(sys.modules, "page", module)  # frameworks look a function up in its module
    wrong = []
    for step in steps(page):
        match step.kind:
            case "python":
                printed = run(step, page, vars(module))
            case "command":
                printed = typed(step, tmp_path)
            case "file":
                printed = add(step, tmp_path)
        if step.output is not None and (difference := differs(step.output, printed)):
            wrong.append(f"{name(page)}:{step.line}\n{difference}")
    assert "\n".join(wrong) == ""


def test_the_picture_on_its_page_is_what_the_page_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer drawn by the code that readers see, byte for byte."""
    monkeypatch.chdir(tmp_path)
    page = ROOT / "docs" / "how-to" / "nearby.md"
    namespace: dict[str, Any] = {}
    for step in steps(page):
        run(step, page, namespace)
    assert (tmp_path / "nearby.svg").read_bytes() == page.with_suffix(".svg").read_bytes()


def run(step: Step, page: Path, namespace: dict[str, Any]) -> str:
    """What the Python prints; an error names the page's own line."""
    code = compile("\n" * (step.line - 1) + step.text, str(page), "exec")
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, namespace)  # noqa: S102 # our own pages
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in HOSTS:
            raise
        pytest.skip(f"{error.name} is not installed: install the dependency group `examples`")
    return printed.getvalue()


def add(step: Step, folder: Path) -> str:
    """Write what the page shows at the end of the file that it names; that prints nothing."""
    file = folder / step.file
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as end:
        end.write(f"\n{step.text}" if end.tell() else step.text)
    return ""


def typed(step: Step, folder: Path) -> str:
    """What a command writes on both streams; one whose answer is not shown must succeed."""
    words = shlex.split(step.text)
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
    assert step.output is not None or done.returncode == 0, done.stdout
    return done.stdout


def differs(expected: str, printed: str) -> str:
    """How an output differs from the one on the page; nothing if it does not."""
    checker = doctest.OutputChecker()
    if checker.check_output(expected, printed, FLAGS):
        return ""
    return checker.output_difference(doctest.Example("", expected), printed, FLAGS | doctest.REPORT_NDIFF)
