"""The words and signs of the language of conditions, and why a text is none of them."""

import re
import unicodedata
from typing import Final, cast

import attrs

from ..errors import Invalid

__all__ = ["OTHER_TONGUES", "Token", "tokens"]

_TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \t\r\n]+)
    | (?P<date>\d{4}-\d{2}-\d{2}(?![\w.]))
    | (?P<number>(?:0|[1-9]\d*)(?:\.\d+)?(?![\w.]))
    | (?P<text>'[^'\r\n]*'|"[^"\r\n]*")
    | (?P<name>[A-Za-z_]\w*)
    | (?P<sign>==|!=|<=|>=|[<>()\[\],+*-])
    """,
    re.VERBOSE | re.ASCII,
)
OTHER_TONGUES: Final = {
    "=": "==",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "<>": "!=",
    "True": "true",
    "False": "false",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
    "IN": "in",
}
"""What people write who think in SQL, C or Python, and how it is written here."""


@attrs.frozen
class Token:
    kind: str
    text: str
    at: int
    """Its place in the condition, the first character being 1."""


def tokens(text: str) -> list[Token]:
    """The tokens of a condition, the last one being its end.

    Raises:
        Invalid: names the first character at which no token starts.
    """
    found = []
    start = 0
    while start < len(text):
        match = _TOKEN.match(text, start)
        if match is None:
            raise _unreadable(text, start)
        if match.lastgroup != "space":
            found.append(Token(cast("str", match.lastgroup), match.group(), start + 1))
        start = match.end()
    found.append(Token("end", "", len(text) + 1))
    return found


def _unreadable(text: str, start: int) -> Invalid:
    """The error that says why no token starts here."""
    rest = text[start:]
    at = start + 1
    for wrong in ("&&", "||", "=", "!", "&", "|"):
        if rest.startswith(wrong):
            return Invalid.at("", "standards.write_instead", seen=wrong, at=at, instead=OTHER_TONGUES[wrong])
    if rest[0] in "'\"":
        return Invalid.at("", "standards.open_quote", at=at)
    if rest[0].isascii() and rest[0].isdigit():
        found = re.match(r"[\w.]+", rest)
        return Invalid.at("", "standards.bad_number", seen=found.group() if found else rest[0], at=at)
    plain = unicodedata.normalize("NFKC", rest[0])
    if plain != rest[0] and plain.isascii() and plain.strip():
        return Invalid.at("", "standards.write_instead", seen=rest[0], at=at, instead=plain)
    if rest[0] in "‘’“”":
        return Invalid.at("", "standards.write_instead", seen=rest[0], at=at, instead="'")
    if rest[0] in "/%.^":
        return Invalid.at("", "standards.no_such_operator", seen=rest[0], at=at)
    return Invalid.at("", "standards.unreadable", seen=rest[0], at=at)
