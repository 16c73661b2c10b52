"""Values to plain JSON: what hosts send to browsers, phones and other systems."""

import base64
import functools
import json
import math
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from ..errors import FriendlyServicesError, Invalid, Problem
from ..private import Private
from ..proximity import Along, Hit, Nearby, Stop
from ..standards import Verdict
from ..text import Language, Reason, say
from ._forms import FORMS, Form
from ._leaves import DATE_TAG, TAG, bare

__all__ = ["write"]


def write(value: object, language: Language = "en") -> Any:
    """A value as JSON has it: tables, lists, texts, numbers, true, false and null.

    Every attrs value is a table of its fields; a reason also carries its sentence in the language asked for,
    an answer its reasons, an error its code, message, facts and problems. What `read` reads is written so
    that it reads the same again.

    >>> write(Reason("number.too_small", value=0, low=1), "zh")
    {'code': 'number.too_small', 'values': {'low': 1, 'value': 0}, 'text': '0 太小：至少为 1'}
    """
    return _plain(value, language, Any)


def _plain(value: Any, language: Language, annotation: Any) -> Any:
    """One value; where its declared type leaves open what a reader would make of it, it says its own."""
    match value:
        case None | bool() | int() | str() if not isinstance(value, Enum):
            return value
        case Enum():
            return value.value
        case float():
            return _finite(value)
        case bytes():
            return base64.b64encode(value).decode()
        case date():
            text = value.isoformat()
            return {DATE_TAG: text} if {date, str} <= set(_members(annotation)) else text
        case Mapping():
            _, inner = _arguments(annotation, Mapping, dict) or (Any, Any)
            return {_key(key): _plain(part, language, inner) for key, part in value.items()}
        case tuple() | list():
            kinds = _arguments(annotation, tuple, list) or (Any, ...)
            each = kinds if len(kinds) == len(value) and ... not in kinds else kinds[:1] * len(value)
            return [_plain(part, language, kind) for part, kind in zip(value, each, strict=True)]
        case frozenset() | set():
            [inner] = _arguments(annotation, frozenset, set) or (Any,)
            parts = [_plain(part, language, inner) for part in value]
            return sorted(parts, key=lambda part: json.dumps(part, ensure_ascii=False))
        case FriendlyServicesError():
            return _error(value, language)
        case _ if type(value) in _OWN:
            return _OWN[type(value)](value, language)
        case _ if attrs.has(type(value)):
            return _fields(value, language, annotation)
        case _:
            raise TypeError(f"a {type(value).__qualname__} has no plain form")


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise TypeError(f"{value} has no plain form")
    return value


def _key(key: Any) -> str:
    plain = _plain(key, "en", Any)
    return plain if isinstance(plain, str) else json.dumps(plain)


def _members(annotation: Any) -> tuple[Any, ...]:
    """The types a union allows; of any other type, itself."""
    if get_origin(annotation) in (Union, UnionType):
        return tuple(bare(member) for member in get_args(annotation))
    return (annotation,)


def _arguments(annotation: Any, *origins: Any) -> tuple[Any, ...]:
    """What the parts of a container are declared as; nothing if it is not declared."""
    for member in _members(annotation):
        if get_origin(member) in origins:
            return get_args(member)
    return ()


_hints = functools.cache(get_type_hints)


def _fields(value: Any, language: Language, annotation: Any) -> dict[str, Any]:
    cls: Any = type(value)
    hints = _hints(cls)
    plain = {
        field.alias: _plain(getattr(value, field.name), language, hints[field.name])
        for field in attrs.fields(cls)
        if field.init and not field.name.startswith("_")
    }
    if sum(map(attrs.has, _members(annotation))) > 1:
        plain = {TAG: cls.__name__, **plain}
    reasons = getattr(value, "reasons", ())
    if reasons and "reasons" not in plain:
        plain["reasons"] = _plain(reasons() if callable(reasons) else reasons, language, Any)
    return plain


def _reason(reason: Reason, language: Language) -> dict[str, Any]:
    return {
        "code": reason.code,
        "values": _plain(reason.values, language, Any),
        "text": say(reason, language),
    }


def _error(error: FriendlyServicesError, language: Language) -> dict[str, Any]:
    plain = {"code": error.code, "message": error.say(language)}
    if isinstance(error, Invalid):
        return plain | {"facts": {}, "problems": [_problem(problem, language) for problem in error.problems]}
    return plain | {"facts": _plain(error.facts, language, Any)}


def _problem(problem: Problem, language: Language) -> dict[str, Any]:
    place = {"file": problem.file, "line": problem.line, "row": problem.row}
    return {
        "field": problem.field,
        **_reason(problem.reason, language),
        **{name: part for name, part in place.items() if part is not None},
    }


def _verdict(verdict: Verdict, language: Language) -> dict[str, Any]:
    answers = {
        "standard": verdict.standard,
        "version": verdict.version,
        "on": verdict.on,
        "answer": verdict.answer,
        "groups": verdict.groups,
        "findings": verdict.findings,
        "why_not": verdict.why_not(),
        "missing": verdict.needs(),
        "changes": verdict.changes(),
        "reasons": verdict.reasons(),
    }
    return {name: _plain(part, language, Any) for name, part in answers.items()}


def _answered(names: tuple[str, ...], value: Any, language: Language) -> dict[str, Any]:
    """What an answer that is worked out when it is asked for says."""
    return {name: _plain(getattr(value, name), language, Any) for name in names}


_HIT: Final = (
    *("place", "metres", "seconds", "comes", "inside", "openness", "rank", "datum", "before", "gap"),
    *("layers", "score", "reasons"),
)
_STOP: Final = (
    *("place", "off", "detour", "along", "comes", "openness"),
    *("rank", "datum", "layers", "reasons"),
)
_ALONG: Final = ("stops", "route", "at", "within", "mode", "limit", "notes")
_NEARBY: Final = ("hits", "origin", "at", "within", "mode", "services", "limit", "notes")


def _hit(hit: Hit, language: Language) -> dict[str, Any]:
    return {**_answered(_HIT, hit, language), "terms": hit.terms._asdict()}


def _private(_: Private, __: Language) -> None:
    """Nothing: what is private leaves by `City.persons` alone."""


def _formed(form: Form, value: Any, _: Language) -> Any:
    return form.write(value)


_OWN: Final[Mapping[type[Any], Callable[[Any, Language], Any]]] = {
    Reason: _reason,
    Problem: _problem,
    Verdict: _verdict,
    Hit: _hit,
    Nearby: functools.partial(_answered, _NEARBY),
    Stop: functools.partial(_answered, _STOP),
    Along: functools.partial(_answered, _ALONG),
    Private: _private,
    **{cls: functools.partial(_formed, form) for cls, form in FORMS.items()},
}
"""Classes that are more, or less, to a reader than their fields."""
