"""The pages of the documentation as their readers run them: code, commands, and what both print."""

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from tests.budget import ROOT

_FENCE = re.compile(
    r"^(?P<fence>```+)(?P<language>\{code-cell\}|\w*)[^\n]*\n(?P<text>.*?)^(?P=fence) *$", re.DOTALL | re.MULTILINE
)
_OPTION = re.compile(r"\A(:[\w-]+:[^\n]*\n)+")
_PROMPT = "$ "


@attrs.frozen
class Example:
    """One block of code of a page, and the output that the page shows right under it."""

    text: str
    line: int
    """Where it begins on its page."""
    output: str | None
    """None where the page shows none."""


@attrs.frozen
class Command:
    """One line at a prompt, and the output that the page shows under it."""

    line: str
    output: str


def pages() -> list[Path]:
    """Every page that somebody wrote: the READMEs and the documentation but for what is built."""
    written = [
        path
        for path in sorted((ROOT / "docs").rglob("*.md"))
        if not {"_build", "rooms", "generated", "jupyter_execute"} & set(path.parts)
    ]
    return [ROOT / "README.md", ROOT / "README.zh.md", *written]


def name(page: Path) -> str:
    """A page as people speak of it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[tuple[str, Example]]:
    """The fenced blocks of a page in order, each with its language."""
    text = page.read_text(encoding="utf-8")
    found = list(_FENCE.finditer(text))
    for n, match in enumerate(found):
        below = found[n + 1] if n + 1 < len(found) else None
        shown = below is not None and below["language"] == "text" and not text[match.end() : below.start()].strip()
        yield (
            match["language"],
            Example(
                text=_OPTION.sub("", match["text"]),
                line=text.count("\n", 0, match.start()) + 2,
                output=below["text"] if below is not None and shown else None,
            ),
        )


def examples(page: Path) -> list[Example]:
    """The Python that a reader of the page would run, from top to bottom."""
    return [block for language, block in blocks(page) if language in {"python", "{code-cell}"}]


def sessions(page: Path) -> list[list[Command]]:
    """The console sessions of a page: what is typed after `$ `, and what is answered."""
    found = []
    for language, block in blocks(page):
        if language == "console":
            typed, *parts = re.split(r"^\$ (.*)\n", block.text, flags=re.MULTILINE)
            assert not typed.strip(), f"{name(page)}:{block.line}: a session begins with a prompt"
            found.append([Command(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)])
    return found
