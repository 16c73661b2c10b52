"""Reasons, and the words for them in English and Chinese.

A `Reason` is a code with values, never a sentence: the sentence is made when somebody reads it, in the
language they read. Errors, verdicts, ranks and refusals all speak through this one catalogue, so that a form,
a log and a notebook say the same thing of the same fact.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final, Literal

import attrs

from ._cells import as_csv, guarded, unguarded
from .words import WORDS

__all__ = [
    "LANGUAGES",
    "Label",
    "Language",
    "Reason",
    "add_words",
    "as_csv",
    "guarded",
    "noun",
    "one_line",
    "say",
    "show",
    "unguarded",
]

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")

_LONGEST_SHOWN = 80
"""Characters of a stranger's value that a message repeats; a 10 MB cell must not become a 10 MB log line."""


@attrs.frozen
class Label:
    """A name in both languages, as packs write it.

    >>> Label(en="hot water", zh="热水").zh
    '热水'
    """

    en: str
    zh: str

    def __str__(self) -> str:
        return self.en


@attrs.frozen(init=False, repr=False)
class Reason:
    """Why: a stable code and the values that fill its sentence.

    >>> why = Reason("number.too_small", value=-1, low=0)
    >>> why.values["low"]
    0
    >>> say(why)
    '-1 is too small: at least 0'
    """

    code: str
    _pairs: tuple[tuple[str, Any], ...]

    def __init__(self, code: str, /, **values: Any) -> None:
        self.__attrs_init__(code, tuple(sorted(values.items())))

    @property
    def values(self) -> dict[str, Any]:
        """The facts by name."""
        return dict(self._pairs)

    def __str__(self) -> str:
        return say(self)

    def __repr__(self) -> str:
        return f"Reason({', '.join([repr(self.code), *(f'{k}={v!r}' for k, v in self._pairs)])})"


def noun(kind: str) -> Reason | str:
    """What a kind of record or place is called; by its bare name if the catalogue lacks it.

    >>> say(noun("station"), "zh")
    '驿站'
    """
    code = f"noun.{kind}"
    return Reason(code) if code in WORDS else kind


def add_words(words: Mapping[str, tuple[str, str]]) -> None:
    """Let the library say a plugin's own reasons: by code, the sentence in English and in Chinese.

    Codes begin with the plugin's name and a dot, so that two plugins never meet. Adding the same words again
    changes nothing.

    Raises:
        ValueError: a code has other words already.

    >>> add_words({"harbour.full": ("all {berths} berths are taken", "{berths} 个泊位均已占用")})
    >>> say(Reason("harbour.full", berths=4), "zh")
    '4 个泊位均已占用'
    """
    taken = sorted(code for code, both in words.items() if WORDS.get(code, both) != both)
    if taken:
        raise ValueError(f"these codes have other words already: {', '.join(taken)}")
    WORDS.update(words)


def say(reason: Reason, language: Language = "en") -> str:
    """The sentence for a reason.

    A code that the catalogue lacks is a fault of the program, not of the reader: the code and its values are
    shown as they are, and the tests keep the catalogue complete.

    Raises:
        ValueError: there are no words in that language.
    """
    words = WORDS.get(reason.code)
    if words is None:
        return f"{reason.code}: {', '.join(f'{k}={v!r}' for k, v in reason.values.items())}"
    template = words[_place(language)]
    return template.format_map({name: _Shown(value, language) for name, value in reason.values.items()})


def show(value: object, language: Language = "en") -> str:
    """One value as a reader of that language expects it: dates ISO, lists joined, unknown and none said."""
    match value:
        case None:
            return ("unknown", "未知")[_place(language)]
        case bool():
            return (("no", "否"), ("yes", "是"))[value][_place(language)]
        case str():
            return value
        case Label():
            return (value.en, value.zh)[_place(language)]
        case Reason():
            return say(value, language)
        case float():
            return f"{value:.10g}"
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case Mapping():
            return _join((f"{k}: {show(v, language)}" for k, v in value.items()), language)
        case Iterable() if not isinstance(value, bytes):
            return _join((show(part, language) for part in value), language)
        case _:
            return str(value)


def one_line(text: str) -> str:
    r"""A stranger's text as one line of a log: what ends, hides or reorders a line is written as an escape.

    >>> print(one_line("Shop\nlevel=INFO user=root"))
    Shop\nlevel=INFO user=root
    """
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _place(language: str) -> int:
    """Where a pair of words has the one in this language."""
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is no language of this library: give 'en' or 'zh'")
    return LANGUAGES.index(language)


def _join(parts: Iterable[str], language: Language) -> str:
    return (", ", "、")[_place(language)].join(parts)


@attrs.frozen
class _Shown:
    """A value on its way into a template.

    `{x}` shows it, `{x!r}` quotes what a stranger wrote, cut short, and `{x:shop|shops}` counts: 1 shop, 2
    shops.
    """

    value: object
    language: Language

    def __format__(self, spec: str) -> str:
        one, counts, many = spec.partition("|")
        if counts:
            return f"{show(self.value, self.language)} {one if self.value == 1 else many}"
        if spec:
            return format(self.value, spec)
        listed = isinstance(self.value, Iterable) and not isinstance(self.value, str | bytes)
        nothing = ("none", "（无）")[_place(self.language)] if listed else ""
        return show(self.value, self.language) or nothing

    def __repr__(self) -> str:
        seen = repr(self.value)
        return seen if len(seen) <= _LONGEST_SHOWN else f"{seen[:_LONGEST_SHOWN]}… ({len(seen)} characters)"
