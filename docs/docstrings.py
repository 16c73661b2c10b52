"""Docstrings as they are written here, made ready for Sphinx."""

import re

_LINK = re.compile(r"\[`([\w.]+)`\]\[\]")
_COLON = "\N{MODIFIER LETTER COLON}"


def read(_: object, what: str, __: str, ___: object, ____: object, lines: list[str]) -> None:
    """Read docstrings as they are written: Markdown's links, and indented blocks shown as they are."""
    lines[:] = [_LINK.sub(r"`\1`", line) for line in lines]
    if what in {"attribute", "data", "property"} and lines:
        lines[0] = lines[0].replace(":", _COLON)  # napoleon would take what stands before it for a type
    for n, line in reversed([*enumerate(lines)]):
        above = next((text for text in reversed(lines[:n]) if text.strip()), "")
        opens = line.startswith("    ") and n > 0 and not lines[n - 1].strip() and not above.startswith(" ")
        if opens and not above.rstrip().endswith("::"):
            lines[n:n] = ["::", ""]


def restore_colons(_: object, __: str, ___: str, ____: object, _____: object, lines: list[str]) -> None:
    """Give the colons back that napoleon was not to see."""
    lines[:] = [line.replace(_COLON, ":") for line in lines]
