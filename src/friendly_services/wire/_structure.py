"""How values of each type are built from plain ones.

cattrs finds the way through the types; the hooks here replace all of its conversions, because by itself it
makes 1 of 1.9, True of "False" and "None" of nothing.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn

from ..codec import brief
from ..errors import FriendlyServicesError, Invalid, Problem
from ..text import Label, Reason
from ._forms import FORMS
from ._leaves import DATE_TAG, LEAVES, TAG, bare, refuse, unknown

__all__ = ["hook_for"]

Hook = Callable[[Any, Any], Any]
_Own = tuple[tuple[Any, Callable[[Any], Any]], ...]
_LONGEST_STEP: Final = 60
_REFUSALS: Final = (FriendlyServicesError, ValueError, TypeError, ArithmeticError, LookupError)
"""How a class, whoever wrote it, says that it does not take a value."""


def hook_for(cls: Any, own: _Own) -> Hook:
    """The function that builds values of a class, where some classes have a form of their own."""
    hook: Hook = _converter(own).get_structure_hook(cls)
    return hook


@functools.lru_cache(maxsize=32)
def _converter(own: _Own) -> Converter:
    converter = Converter(detailed_validation=True, forbid_extra_keys=True)
    converter.register_structure_hook_factory(lambda _: True, _hook)
    for base in (str, bytes, int, float, Enum):  # cattrs' own conversions, found before any factory
        converter.register_structure_hook(base, lambda plain, kind: _scalar(kind)(plain, kind))
    for cls, form in FORMS.items():
        converter.register_structure_hook(cls, functools.partial(_own_form, form.read))
    for cls, build in own:
        converter.register_structure_hook(cls, functools.partial(_own_form, build))
    return converter


def _own_form(build: Callable[[Any], Any], plain: Any, _: Any) -> Any:
    return build(plain)


def _hook(kind: Any, converter: Converter) -> Hook:
    """How a value of any type is read; the one place that knows all the forms types take."""
    kind = bare(kind)
    arguments = get_args(kind)
    match get_origin(kind):
        case None if attrs.has(kind) and kind not in LEAVES:
            return _record(kind, converter)
        case None:
            return _scalar(kind)
        case origin if origin is Literal:
            return _choice(arguments)
        case origin if origin in (Union, UnionType):
            return _union(arguments, converter)
        case origin if origin is tuple and arguments[1:] != (...,):
            return _fixed(arguments, converter)
        case origin if origin in (tuple, list, frozenset):
            return _series(origin, arguments[0], converter)
        case origin if issubclass(origin, Mapping):
            return _table(arguments, converter)
        case _:
            raise TypeError(f"values of {kind!r} have no plain form")


def _scalar(kind: Any) -> Hook:
    if kind is Any or kind is object:
        return lambda plain, _: plain
    if kind in LEAVES:
        leaf = LEAVES[kind]
        return lambda plain, _: leaf(plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        choice = _choice(tuple(member.value for member in kind))
        return lambda plain, _: kind(choice(plain, None))
    raise TypeError(f"values of {kind!r} have no plain form")


def _choice(values: tuple[Any, ...]) -> Hook:
    known = {(type(value), value) for value in values}

    def structure(plain: Any, _: Any) -> Any:
        try:
            if (type(plain), plain) in known:
                return plain
        except TypeError:  # a list or a table is no choice
            pass
        raise refuse("value.not_one_of", plain, choices=values)

    return structure


class _Gather:
    """Reads parts one by one and remembers what is wrong with each, under its path."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def part(self, path: str, hook: Hook, plain: Any, kind: Any = None) -> Any:
        try:
            return hook(plain, kind)
        except _REFUSALS as error:
            self.problems.extend(_problems(error, path))

    def done(self) -> None:
        if self.problems:
            raise Invalid(tuple(self.problems))


def _problems(error: Exception, path: str = "") -> tuple[Problem, ...]:
    """What an exception says, as problems of the part that `path` leads to."""
    match error:
        case Invalid():
            return error.inside(path).problems
        case FriendlyServicesError():
            return (Problem(path, error.reason),)
        case _ if isinstance(error, _REFUSALS):
            return (Problem(path, Reason("wire.refused", why=brief(str(error)))),)
        case _:  # a fault of the program, which nobody can mend in a form
            raise error


def step(key: object) -> str:
    """One step of a dotted path: a stranger's key, made short and printable."""
    text = str(brief(key))
    text = text if text.isprintable() and text else repr(text)
    return text if len(text) <= _LONGEST_STEP else text[:_LONGEST_STEP] + "…"


def _record(cls: type[Any], converter: Converter) -> Hook:
    attrs.resolve_types(cls)
    build = make_dict_structure_fn(cls, converter, _cattrs_use_alias=True)
    names = tuple(field.alias for field in attrs.fields(cls) if field.init)

    def structure(plain: Any, _: Any) -> Any:
        if not isinstance(plain, Mapping):
            raise refuse("wire.not_table", plain)
        try:
            return build(plain, cls)
        except ClassValidationError as group:
            found = tuple(_unfold(group, plain, names))
        raise Invalid(found + tuple(p for p in _validated(cls, plain, converter) if p not in found))

    return structure


def _unfold(group: Any, plain: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Problem]:
    """The problems in what cattrs raised for one class, field by field."""
    fields, others = group.group_exceptions()
    for error, note in fields:
        if isinstance(error, KeyError) and note.name not in plain:
            yield Problem(note.name, Reason("value.missing"))
        else:
            yield from _problems(error, note.name)
    for error in others:
        if isinstance(error, ForbiddenExtraKeysError):
            for key in sorted(error.extra_fields, key=str):
                yield Problem(step(key), unknown(key, names))
        else:
            yield from _problems(error)


def _validated(cls: type[Any], plain: Mapping[str, Any], converter: Converter) -> Iterator[Problem]:
    """What the validators of single fields say of the values that could be read.

    The class is not built while one field is wrong, and its first validator to refuse hides the others: a
    person with a form to mend wants to hear of all of them.
    """
    half = object.__new__(cls)
    values = {}
    for field in (field for field in attrs.fields(cls) if field.init and field.alias in plain):
        with contextlib.suppress(*_REFUSALS):
            values[field] = converter.get_structure_hook(field.type)(plain[field.alias], field.type)
            object.__setattr__(half, field.name, values[field])
    for field, value in values.items():
        if field.validator is not None:
            try:
                field.validator(half, field, value)
            except AttributeError:  # it asks for another field, which could not be read
                continue
            except _REFUSALS as error:
                yield from _problems(error)


def _series(origin: Any, item: Any, converter: Converter) -> Hook:
    hook = converter.get_structure_hook(item)

    def structure(plain: Any, _: Any) -> Any:
        if not isinstance(plain, list | tuple | frozenset):
            raise refuse("wire.not_list", plain)
        gather = _Gather()
        found = [gather.part(str(n), hook, value, item) for n, value in enumerate(plain)]
        gather.done()
        return _set(found) if origin is frozenset else origin(found)

    return structure


def _set(found: list[Any]) -> frozenset[Any]:
    """The values as a set; one written twice is a slip that nobody should have to find later."""
    kept: set[Any] = set()
    gather = _Gather()
    for n, value in enumerate(found):
        if value in kept:
            gather.problems.append(Problem(str(n), Reason("wire.twice", value=brief(value))))
        kept.add(value)
    gather.done()
    return frozenset(kept)


def _fixed(items: tuple[Any, ...], converter: Converter) -> Hook:
    hooks = [(converter.get_structure_hook(item), item) for item in items]

    def structure(plain: Any, _: Any) -> Any:
        if not isinstance(plain, list | tuple):
            raise refuse("wire.not_list", plain)
        if len(plain) != len(hooks):
            raise refuse("wire.not_so_many", plain, asked=len(hooks), given=len(plain))
        gather = _Gather()
        found = [gather.part(str(n), hook, plain[n], item) for n, (hook, item) in enumerate(hooks)]
        gather.done()
        return tuple(found)

    return structure


def _table(arguments: tuple[Any, ...], converter: Converter) -> Hook:
    of_key, of_value = arguments
    read_key, read_value = converter.get_structure_hook(of_key), converter.get_structure_hook(of_value)

    def structure(plain: Any, _: Any) -> Any:
        if not isinstance(plain, Mapping):
            raise refuse("wire.not_table", plain)
        gather = _Gather()
        pairs = [
            (
                gather.part(step(key), read_key, key, of_key),
                gather.part(step(key), read_value, value, of_value),
            )
            for key, value in plain.items()
        ]
        gather.done()
        return dict(pairs)

    return structure


def _union(members: tuple[Any, ...], converter: Converter) -> Hook:
    present = [(member, converter.get_structure_hook(member)) for member in members if member is not NoneType]
    records = {member.__name__: (member, hook) for member, hook in present if attrs.has(member)}
    dated_apart = {date, str} <= set(members)

    def structure(plain: Any, _: Any) -> Any:
        if plain is None and NoneType in members:
            return None
        if len(present) == 1:
            [(member, hook)] = present
            return hook(plain, member)
        if isinstance(plain, Mapping) and len(records) > 1:
            return _tagged(plain, records)
        if isinstance(plain, Mapping) and dated_apart and set(plain) == {DATE_TAG}:
            return LEAVES[date](plain[DATE_TAG])
        return _first(plain, present)

    return structure


def _tagged(plain: Mapping[Any, Any], records: Mapping[str, tuple[Any, Hook]]) -> Any:
    """Read one of several classes, named by the key `type`."""
    if TAG not in plain:
        raise Invalid.at(TAG, "value.missing")
    gather = _Gather()
    name = gather.part(TAG, _choice(tuple(records)), plain[TAG])
    gather.done()
    member, hook = records[name]
    return hook({key: value for key, value in plain.items() if key != TAG}, member)


def _first(plain: Any, members: list[tuple[Any, Hook]]) -> Any:
    """Take the first member that fits: a whole number stays one and a text a text, where others may stand."""
    about_table = None
    for member, hook in sorted(members, key=lambda pair: pair[0] in (float, date)):
        try:
            return hook(plain, member)
        except Invalid as error:
            if attrs.has(member) and isinstance(plain, Mapping):
                about_table = error
    if about_table is not None:
        raise about_table
    raise refuse("wire.none_of", plain, kinds=tuple(_named(member) for member, _ in members))


_KINDS: Final[Mapping[Any, Label]] = {
    bool: Label("true or false", "真或假"),
    int: Label("a whole number", "整数"),
    float: Label("a number", "数"),
    str: Label("a text", "文字"),
    date: Label("a date", "日期"),
}


def _named(kind: Any) -> Label:
    kind = bare(kind)
    return _KINDS.get(kind, Label(*[getattr(kind, "__name__", str(kind))] * 2))
