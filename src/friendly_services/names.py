"""Names and notes that people write: what is refused, and the form in which they are searched.

Nothing is stripped or mended silently: a text is kept letter for letter, or refused with the reason.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from .errors import Invalid

__all__ = ["LONGEST_NAME", "LONGEST_TEXT", "check_name", "check_text", "folded", "words"]

LONGEST_NAME: Final = 200
"""Characters: more than the longest registered names of firms."""
LONGEST_TEXT: Final = 2_000
"""Characters of a note, a reason or a statement."""

_HIDDEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Unicode categories of controls, of marks without a shape (zero width, writing order), of line ends."""
_BLANK: Final = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Characters of other categories that show nothing."""
_LOST: Final = "\ufffd"
"""What a careless decoder left of a character."""
_UNSEEN: Final = _BLANK | {_LOST}
"""What must not be in a text although Unicode calls it printable."""
_LINE_ENDS: Final = re.compile(r"\r\n|\n|\t")
_DOTS: Final = str.maketrans(dict.fromkeys(".•．。・‧∙⋅･﹒․", "·"))
"""Dots between the parts of a name, as in 买买提·艾力, typed in one way here and in another there."""
_DOT: Final = re.compile(r"\s*·\s*")


def check_name(field: str, text: object, longest: int = LONGEST_NAME) -> str:
    r"""Refuse what is no name on one line: empty, too long, or with characters that hide or reorder others.

    What looks like code is a name like any other: it is data everywhere.

    >>> check_name("name", "老王热饭铺")
    '老王热饭铺'
    >>> check_name("name", "老王\u202e铺热饭")
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: name: has a hidden character, U+202E, at place 3: type the text anew
    """
    name = _text(field, text, longest)
    if not name.strip():
        raise Invalid.at(field, "name.empty")
    _check_visible(field, name)
    return name


def check_text(field: str, text: object, longest: int = LONGEST_TEXT) -> str:
    r"""Refuse what is no text: as a name, but it may have several lines or be empty.

    >>> check_text("note", "第一行\n第二行")
    '第一行\n第二行'
    """
    checked = _text(field, text, longest)
    _check_visible(field, _LINE_ENDS.sub(lambda match: " " * len(match[0]), checked))
    return checked


def _text(field: str, text: object, longest: int) -> str:
    if type(text) is not str:
        raise Invalid.at(field, "name.not_text", kind=type(text).__name__)
    if len(text) > longest:
        raise Invalid.at(field, "name.too_long", length=len(text), high=longest)
    return text


def _check_visible(field: str, text: str) -> None:
    if text.isprintable() and _UNSEEN.isdisjoint(text):  # most texts: every letter need not be looked up
        return
    for place, character in enumerate(text, 1):
        category = unicodedata.category(character)
        code = f"U+{ord(character):04X}"
        if category in _HIDDEN or character in _BLANK:
            raise Invalid.at(field, "name.hidden", character=code, place=place)
        if category == "Cs" or character == _LOST:
            raise Invalid.at(field, "name.lost", character=code, place=place)


def folded(text: str) -> str:
    """The form in which names are compared and searched; the name itself is kept as it was written.

    Wide and narrow letters, capitals, kinds of dots and runs of spaces make no difference.

    >>> {folded(name) for name in ("买买提·艾力", "买买提•艾力", "买买提．艾力", "买买提 · 艾力")}
    {'买买提·艾力'}
    >>> folded("ＫＦＣ  Coffee")
    'kfc coffee'
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    spaced = " ".join(plain.translate(_DOTS).split())
    return _DOT.sub("·", spaced) if "·" in spaced else spaced


def words(given: Iterable[str]) -> frozenset[str]:
    """Take codes, roles or services as a set, however they are given; one word alone is one.

    >>> sorted(words(["rest", "water"])), sorted(words("rest"))
    (['rest', 'water'], ['rest'])
    """
    return frozenset((given,) if isinstance(given, str) else given)
