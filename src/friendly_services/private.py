"""A text about a person that no journal, digest, log or message may hold.

City puts it away in a private record before anything is decided; what is left of it in a command, an error or
a log says `<private>`.
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from .errors import Invalid

__all__ = ["Private", "as_private"]

_SHOWN: Final = "<private>"


def _is_text(_: object, __: object, value: object) -> None:
    if type(value) is not str:
        raise Invalid.at("", "name.not_text", kind=type(value).__name__)


@attrs.frozen(repr=False)
class Private:
    """A private text: it is read through `text` alone, and shows itself nowhere.

    >>> phone = Private("13800000000")
    >>> phone, f"{phone}", phone.text[-4:]
    (<private>, '<private>', '0000')
    """

    text: str = attrs.field(default="", validator=_is_text)
    """What it says; empty once it was put away."""

    def __repr__(self) -> str:
        return _SHOWN

    def __str__(self) -> str:
        return _SHOWN


def as_private(fields: Mapping[str, str | Private]) -> dict[str, Private]:
    """Texts by name, each made private; what is wrong with one names the field and never the text."""
    found: dict[str, Private] = {}
    for name, value in dict[str, Any](fields).items():
        try:
            found[name] = value if isinstance(value, Private) else Private(value)
        except Invalid as error:
            raise error.inside(f"fields.{name}") from None
    return found
