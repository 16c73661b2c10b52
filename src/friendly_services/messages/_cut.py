"""Shortening a text without breaking what a reader sees as one character."""

import unicodedata
from typing import Final

__all__ = ["cut"]

_JOINER: Final = "\u200d"
_ELLIPSIS: Final = "…"
_FLAGS: Final = range(0x1F1E6, 0x1F200)
"""Letters that make a flag in pairs."""
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_VOWELS_AND_FINALS: Final = range(0x1160, 0x1200)
"""Hangul letters that are written into the syllable before them."""


def cut(text: str, longest: int) -> str:
    """The text, or its beginning with an ellipsis, at most so many characters and no grapheme broken.

    >>> cut("友好商户", 3), cut("friendly", 8)
    ('友好…', 'friendly')
    """
    if len(text) <= longest:
        return text
    end = longest - len(_ELLIPSIS)
    while end > 0 and _belongs_to_what_precedes(text, end):
        end -= 1
    return text[:end] + _ELLIPSIS


def _belongs_to_what_precedes(text: str, at: int) -> bool:
    """Whether the character here continues the grapheme before it."""
    here = text[at]
    return (
        unicodedata.category(here).startswith("M")
        or here == _JOINER
        or text[at - 1] == _JOINER
        or ord(here) in _SKIN_TONES
        or ord(here) in _VOWELS_AND_FINALS
        or (text[at - 1] + here == "\r\n")
        or (ord(here) in _FLAGS and _flags_before(text, at) % 2 == 1)
    )


def _flags_before(text: str, at: int) -> int:
    start = at
    while start > 0 and ord(text[start - 1]) in _FLAGS:
        start -= 1
    return at - start
