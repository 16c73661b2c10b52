"""The ways in: a pack by its name or path, or from the content that a city keeps."""

import json
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from ..errors import Invalid
from ._build import Section, build
from ._gather import builtin_packs, gather
from ._pack import Pack
from ._sections import SECTIONS

__all__ = ["from_content", "load"]


def load(
    pack: str | Path | Traversable,
    *,
    builtins: Mapping[str, Traversable] | None = None,
    sections: Iterable[Section] = SECTIONS,
) -> Pack:
    """Read a pack and everything that it extends.

    Args:
        pack: the name of a built-in pack, or the path of a folder or of a single file.
        builtins: the packs that can be named, with their folders; those of the library if left out.
        sections: the capabilities whose rules a pack may hold.

    Raises:
        PackNotFound: there is nothing of that name or at that path.
        Invalid: lists every problem, each with its file, the path in it and, where it can be told, the line.
    """
    gathered = gather(pack, builtin_packs() if builtins is None else builtins)
    if not gathered.content.get("pack") and gathered.problems:
        raise Invalid(tuple(gathered.problems))
    content = json.dumps(gathered.content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        built = build(content, sections, gathered.broken)
    except Invalid as error:
        located = [gathered.locate(problem) for problem in error.problems]
        raise Invalid((*gathered.problems, *located)) from None
    if gathered.problems:
        raise Invalid(tuple(gathered.problems))
    return built


def from_content(content: str, *, sections: Iterable[Section] = SECTIONS) -> Pack:
    """The pack that a city published, from the content that it kept.

    Raises:
        Invalid: it is no content of a pack, or not one that this library can read; lists every problem.
    """
    return build(content, sections)
