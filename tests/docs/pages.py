"""The pages of the documentation as their readers follow them: code, commands, and what both print."""

import re
from pathlib import Path
from typing import Literal

import attrs

from tests.budget import ROOT

_FENCE = re.compile(
    r"^(?P<fence>```+)(?P<language>\w*) *(?P<more>[^\n]*)\n(?P<text>.*?)^(?P=fence) *$",
    re.DOTALL | re.MULTILINE,
)
_PROMPT = re.compile(r"^\$ (.*)\n?", re.MULTILINE)
_NOT_WRITTEN = {"_build", "generated", "jupyter_execute", "rooms"}
"""Folders of docs that tools fill."""


@attrs.frozen
class Step:
    """Something that a reader of a page runs, and what the page says it prints."""

    kind: Literal["python", "command", "file"]
    text: str
    """Code, a line typed, or what is added at the end of a file."""
    line: int
    """Where it stands on its page."""
    output: str | None
    """None where the page shows none; `...` in it stands for anything."""
    file: str = ""
    """The name of the file that is written."""


def pages() -> list[Path]:
    """Every page that somebody wrote: the READMEs and the documentation but for what is built."""
    written = [path for path in sorted((ROOT / "docs").rglob("*.md")) if not _NOT_WRITTEN & set(path.parts)]
    return [ROOT / "README.md", ROOT / "README.zh.md", *written]


def name(page: Path) -> str:
    """A page as people speak of it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    found = _FENCE.finditer(page.read_text(encoding="utf-8"))
    return [block["text"] for block in found if block["language"] == language]


def steps(page: Path) -> list[Step]:
    """What a reader runs, from top to bottom.

    Blocks of `python`, a `text` block right under one as its output; and of `console`, where a line that
    begins with `$ ` is typed and the lines up to the next one are the answer. `toml NAME` and `python NAME`
    are added to the end of that file. Other blocks are only read, and a `code-cell` is run when the page is
    built.
    """
    text = page.read_text(encoding="utf-8")
    fenced = list(_FENCE.finditer(text))
    found: list[Step] = []
    for n, block in enumerate(fenced):
        line = text.count("\n", 0, block.start()) + 2
        match block["language"]:
            case "toml" | "python" if block["more"]:
                found.append(Step("file", block["text"], line, None, block["more"].strip()))
            case "python":
                below = fenced[n + 1] if n + 1 < len(fenced) else None
                told = below and below["language"] == "text" and not text[block.end() : below.start()].strip()
                output = below["text"] if below and told else None
                found.append(Step("python", block["text"], line, output))
            case "console":
                _, *parts = _PROMPT.split(block["text"])
                pairs = zip(parts[::2], parts[1::2], strict=True)
                found += [Step("command", typed, line, answer or None) for typed, answer in pairs]
    return found
