"""The name of a file that a page has its reader write, said above the code: Sphinx drops it from a fence."""

import re
from typing import Any

_OPENING = re.compile(r"^(```+)(\w+) +([^\s{}]+)$", re.MULTILINE)


def read(_app: Any, _page: str, source: list[str]) -> None:
    """Give each fence with the name of a file its caption; later ones of a page are added to the file."""
    names: set[str] = set()

    def caption(opening: re.Match[str]) -> str:
        fence, language, name = opening.groups()
        words = f"Add to {name}" if name in names else name
        names.add(name)
        return f"{fence}{{code-block}} {language}\n:caption: {words}"

    source[0] = _OPENING.sub(caption, source[0])
