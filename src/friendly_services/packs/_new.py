"""A pack to begin with: it extends others, says what can be changed, and passes every check as it is."""

from collections.abc import Iterable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from ..errors import Invalid, Problem
from ..ids import check_id
from ..text import Reason
from ._gather import builtin_packs

__all__ = ["new_pack"]

_TEMPLATE: Final = resources.files(__package__).joinpath("template.toml")


def new_pack(
    folder: str | Path,
    name: str,
    extends: Iterable[str],
    *,
    builtins: Mapping[str, Traversable] | None = None,
) -> Path:
    """Write a commented pack into a new or empty folder.

    Args:
        folder: where to write it; its parents are made.
        name: the pack's name, which the city's decisions will carry.
        extends: the packs that it is built on.
        builtins: the packs that can be named; those of the library if left out.

    Returns:
        The file written.

    Raises:
        Invalid: the name is no id, a pack is not known, or the folder holds something already.
    """
    check_id("name", name)
    known = builtin_packs() if builtins is None else builtins
    chosen = tuple(extends)
    problems = [
        Problem(f"extends.{n}", Reason("packs.unknown_pack", value=pack, known=tuple(sorted(known))))
        for n, pack in enumerate(chosen)
        if pack not in known
    ]
    if problems:
        raise Invalid(tuple(problems))
    home = Path(folder)
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Invalid.at("folder", "packs.folder_taken", value=str(folder))
    home.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f'"{pack}"' for pack in chosen)
    text = _TEMPLATE.read_text("utf-8").replace("@NAME@", name).replace("@EXTENDS@", listed)
    written = home / "pack.toml"
    written.write_text(text, "utf-8", newline="\n")
    return written
