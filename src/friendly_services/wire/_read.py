"""Plain values into attrs values: strict, and with every problem listed at once."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar, cast

from ..errors import Invalid
from ._leaves import Hooks

__all__ = ["DEEPEST", "check_depth", "read"]

T = TypeVar("T")

DEEPEST: Final = 64
"""Levels of tables and lists; no honest form has half of that."""


def read(cls: type[T], plain: object, *, hooks: Hooks | None = None) -> T:
    """Build a value of an attrs class from plain JSON or TOML values.

    Takes only what is exactly of the field's type: 1.9, true and "7" are no whole numbers, "no" is not a
    boolean, null is not a text, and a date is `YYYY-MM-DD`. Nothing in `plain` is ever executed.

    Args:
        cls: the class to build; its field types say what is read.
        plain: what a JSON or TOML parser gave.
        hooks: for classes that are written in a form of their own, functions from the plain value.

    Raises:
        Invalid: lists every problem found, each under the dotted path of its field.

    >>> from friendly_services.text import Label
    >>> read(Label, {"en": "hot water", "zh": None, "cn": "热水"})
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: the input has problems:
    - zh: None is not text: write it in quotes
    - cn: there is no field 'cn' here: the fields are en, zh
    """
    from ._structure import hook_for  # noqa: PLC0415 # it loads cattrs, a third of the package's import time

    check_depth(plain)
    return cast("T", hook_for(cls, tuple((hooks or {}).items()))(plain, cls))


def check_depth(plain: object) -> None:
    """Refuse what is nested deeper than any form, before anything recurses into it."""
    level: list[Any] = [plain]
    for _ in range(DEEPEST):
        level = [child for value in level for child in _children(value)]
        if not level:
            return
    raise Invalid.at("", "wire.too_deep", high=DEEPEST)


def _children(value: Any) -> Iterable[Any]:
    match value:
        case Mapping():
            return value.values()
        case list() | tuple():
            return value
        case _:
            return ()
