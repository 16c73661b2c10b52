"""A sheet of plain values, read strictly and to the end: what does not fit is noted under its dotted path."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar, cast

from ..errors import Problem
from ..text import Label, Reason
from ._days import Duration
from ._types import Fixed, nearest

__all__ = ["MISSING", "Sheet", "joined"]

MISSING: Final = object()
_LONGEST: Final = 2_000
"""Characters of a title, a source or a hint."""
_LARGEST: Final = 10**15

L = TypeVar("L", bound=str)


def joined(*parts: object) -> str:
    """A dotted path from its parts, leaving out those that are empty."""
    return ".".join(str(part) for part in parts if part != "")


class Sheet:
    """The values under one path; sheets of one document share their list of problems."""

    def __init__(self, plain: object, where: str, problems: list[Problem], keys: str | None) -> None:
        """`keys` are those that may stand in it, None for any."""
        self.where = where
        self.problems = problems
        known = plain if keys is None and isinstance(plain, Mapping) else (keys or "").split()
        self.plain: Mapping[str, Any] = {}
        if not isinstance(plain, Mapping):
            self.wrong("", "standards.not_table", value=_shown(plain))
            return
        self.plain = plain
        for key in plain:
            if key not in known:
                meant = nearest(key, known)
                code = "standards.unknown_key_near" if meant else "standards.unknown_key"
                self.wrong(_short(key), code, key=_short(key), nearest=meant, keys=tuple(known))

    def wrong(self, key: str, code: str, /, **values: object) -> None:
        """Note that what stands under a key cannot be taken."""
        self.problems.append(Problem(joined(self.where, key), Reason(code, **values)))

    def value(self, key: str, *, optional: bool = False) -> Any:
        """What stands under a key, or MISSING; that is noted unless the key may be left out."""
        value = self.plain.get(key, MISSING)
        if value is MISSING and not optional and isinstance(self.plain, Mapping):
            self.wrong(key, "value.missing")
        return value

    def text(self, key: str, *, optional: bool = False) -> str:
        """A text that is not blank; empty if it may be left out and is."""
        value = self.value(key, optional=optional)
        if value is MISSING:
            return ""
        if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
            self.wrong(key, "standards.not_text_line", value=_shown(value), longest=_LONGEST)
            return ""
        return value

    def label(self, key: str, *, optional: bool = False) -> Label | None:
        """A name in both languages."""
        value = self.value(key, optional=optional)
        if value is MISSING:
            return None
        sheet = Sheet(value, joined(self.where, key), self.problems, "en zh")
        if not isinstance(value, Mapping):
            return None
        return Label(en=sheet.text("en"), zh=sheet.text("zh"))

    def flag(self, key: str) -> bool:
        """True or false; false if left out."""
        value = self.value(key, optional=True)
        if value is MISSING:
            return False
        if not isinstance(value, bool):
            self.wrong(key, "standards.not_bool", value=_shown(value))
            return False
        return value

    def whole(self, key: str, low: int, high: int = 1_000_000_000, *, optional: bool = False) -> int | None:
        """A whole number, at least `low` and at most `high`."""
        value = self.value(key, optional=optional)
        if value is MISSING:
            return None
        if type(value) is not int:
            self.wrong(key, "standards.not_int", value=_shown(value))
        elif value < low:
            self.wrong(key, "number.too_small", value=value, low=low)
        elif value > high:
            self.wrong(key, "number.too_large", value=value, high=high)
        else:
            return value
        return None

    def day(self, key: str, *, optional: bool = False) -> date | None:
        """A date, or its text `YYYY-MM-DD`."""
        value = self.value(key, optional=optional)
        if value is MISSING:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and len(value) == len("YYYY-MM-DD") and value[4] == value[7] == "-":
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self.wrong(key, "standards.not_date", value=_shown(value))
        return None

    def one_of(self, key: str, choices: Collection[L]) -> L | None:
        """One of the words listed."""
        value = self.value(key)
        if value is MISSING:
            return None
        if isinstance(value, str) and value in choices:
            return cast("L", value)
        self.wrong(key, "value.not_one_of", value=_shown(value), choices=tuple(choices))
        return None

    def duration(self, key: str) -> Duration | None:
        """A duration such as `12 months`, or None if it is left out."""
        value = self.value(key, optional=True)
        if value is MISSING:
            return None
        found = Duration.read(value) if isinstance(value, str) else None
        if found is None:
            self.wrong(key, "standards.not_duration", value=_shown(value))
        return found

    def fixed(self, key: str) -> Fixed | None:
        """A value that conditions can name: of the kinds, and no larger than, they can write themselves."""
        value = self.value(key)
        match value:
            case bool() | str() | date() if not isinstance(value, datetime):
                return value
            case int() | float() if abs(value) < _LARGEST:
                return value
        if value is not MISSING:
            self.wrong(key, "standards.not_fixed", value=_shown(value))
        return None

    def inside(self, key: str, most: int) -> "Sheet":
        """The table under a key, which may have any keys that are no blank text."""
        value = self.plain[key]
        keys = [name for name in value if isinstance(name, str) and name.strip()][: most + 1]
        sheet = Sheet({name: value[name] for name in keys}, joined(self.where, key), self.problems, None)
        if not 0 < len(value) <= most:
            self.wrong(
                key,
                "standards.too_many" if value else "standards.not_list",
                value=_shown(value),
                length=len(value),
                high=most,
            )
        return sheet

    def table(self, key: str, *, optional: bool = False) -> Mapping[str, Any]:
        """A table of things by name."""
        value = self.value(key, optional=optional)
        if isinstance(value, Mapping):
            return value
        if value is not MISSING:
            self.wrong(key, "standards.not_table", value=_shown(value))
        return {}

    def rows(self, key: str, most: int, *, optional: bool = False) -> list[Any]:
        """A list with at least one thing in it, unless it may be left out."""
        value = self.value(key, optional=optional)
        if value is MISSING:
            return []
        if not isinstance(value, list | tuple) or not value:
            self.wrong(key, "standards.not_list", value=_shown(value))
            return []
        if len(value) > most:
            self.wrong(key, "standards.too_many", length=len(value), high=most)
            return []
        return list(value)


def _shown(value: object) -> object:
    """A stranger's value as an error can carry it."""
    return value if isinstance(value, bool | float | date | None) else _short(value)


def _short(value: object) -> str:
    text = (
        value
        if isinstance(value, str)
        else type(value).__name__
        if isinstance(value, Mapping | list)
        else str(value)
    )
    return text[:100]
