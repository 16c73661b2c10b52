"""Encoders and decoders of attrs classes: positional, and generated once for each class.

The generated source holds nothing but field names that Python itself accepted as names; every type and every
constant is passed in beside it.
"""

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, Literal, NoReturn, Union, get_args, get_origin, get_type_hints

import attrs

from ..errors import Invalid, Problem
from ..private import Private
from ..text import Reason
from ._bytes import HIGH, LOW, pack, unpack
from ._containers import choice, distinct, fixed, mapping, optional, series, union
from ._leaves import PLAIN, Kind, wrong
from ._loose import LOOSE, REASON

__all__ = ["Shape", "kind_of", "reads_back", "shape", "unchangeable"]

_INLINE: Final = (str, bool, bytes)
"""Types of which every value is written and read as itself; half a character is noticed by `pack`."""

_UNKEPT: Final = (Invalid, AttributeError)
"""What encoding a value fails with that is not of its class's types."""


def bare(annotation: Any) -> Any:
    """Look through NewType to the type that values really have."""
    while hasattr(annotation, "__supertype__"):
        annotation = annotation.__supertype__
    return annotation


def kind_of(annotation: Any) -> Kind:
    """How values of a field's type are written and read; made once for each type."""
    return PLAIN.get(bare(annotation)) or _make(bare(annotation))


@functools.cache
def _make(annotation: Any) -> Kind:
    arguments = get_args(annotation)
    match get_origin(annotation):
        case None:
            return _single(annotation)
        case origin if origin is Literal:
            return choice({value: value for value in arguments})
        case origin if origin in (Union, UnionType):
            return _either(arguments)
        case origin if origin is tuple and arguments[1:] == (...,):
            return series(kind_of(arguments[0]))
        case origin if origin is tuple:
            return fixed(*map(kind_of, arguments))
        case origin if origin is frozenset:
            return distinct(kind_of(arguments[0]))
        case origin if issubclass(origin, Mapping):
            return mapping(kind_of(arguments[0]), kind_of(arguments[1]))
        case _:
            raise TypeError(f"values of {annotation!r} cannot be kept")


def _single(annotation: Any) -> Kind:
    if annotation is Any or annotation is object:
        return LOOSE
    if annotation is Reason:
        return REASON
    if annotation is Private:
        return _NOWHERE
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return choice({member: member.value for member in annotation})
    if isinstance(annotation, type) and attrs.has(annotation):
        return _record(annotation)
    raise TypeError(f"values of {annotation!r} cannot be kept")


def _nothing(value: Any) -> None:
    """What is written of a private text: that there was one."""
    return None if value.__class__ is Private else wrong(type(value).__name__, "private", "私密内容")


def _never_kept(_: Any) -> NoReturn:
    raise TypeError("a private text is kept in a private record alone")


_NOWHERE: Final = Kind(_nothing, _never_kept)


def _either(members: tuple[Any, ...]) -> Kind:
    present = [bare(member) for member in members if member is not NoneType]
    if len(present) == 1:
        return optional(kind_of(present[0]))
    if not all(isinstance(member, type) for member in present):
        raise TypeError(f"values of a union of {present!r} cannot be kept")
    return union({member: kind_of(member) for member in present}, or_none=NoneType in members)


@attrs.frozen(eq=False)
class Shape:
    """The positional form of one attrs class."""

    cls: type[Any]
    names: tuple[str, ...]
    """Attributes, in the order of the fields."""
    aliases: tuple[str, ...]
    """The same as arguments of the class."""
    kinds: tuple[Kind, ...]
    required: int
    """Fields that have no default: bytes older than the others may lack those."""
    values: Callable[[Any], list[Any]]
    """What is written of each field, or every field that cannot be kept."""
    whole: Callable[[Any], Any]
    """The value, if what stands on disk is that of this class."""

    def written(
        self, value: Any, *, head: Sequence[Any] = (), least: Sequence[tuple[Any, bytes] | None] = ()
    ) -> bytes:
        """The value in bytes, or every field that cannot be kept.

        Args:
            value: of this class.
            head: what leads its fields.
            least: what a field need not be written for where it stands at the end, as it is and in bytes.
        """
        values = self.values(value)
        try:
            while least and values and _alike(values[-1], least[len(values) - 1]):
                values.pop()
            return pack([*head, *values])
        except UnicodeEncodeError:
            self.refuse(value)

    def refuse(self, value: Any) -> NoReturn:
        """Name every field that cannot be kept."""
        if value.__class__ is not self.cls:
            wrong(value, self.cls.__name__, self.cls.__name__)
        problems: list[Problem] = []
        for name, alias, kind in zip(self.names, self.aliases, self.kinds, strict=True):
            try:
                _kept(kind, getattr(value, name, None))
            except Invalid as error:
                problems.extend(error.inside(alias).problems)
        raise Invalid(tuple(problems))

    def slowly(self, found: Any) -> Any:
        """The value from fewer fields than there are, or what is wrong, with the field that is to blame."""
        if found.__class__ is not list:
            wrong(found, "a list of fields", "字段列表")
        if len(found) > len(self.kinds):
            raise Invalid.at("", "codec.too_many_fields", given=len(found), known=len(self.kinds))
        if len(found) < self.required:
            raise Invalid.at(self.aliases[len(found)], "value.missing")
        return self.cls(**self._read_each(found))

    def _read_each(self, found: list[Any]) -> dict[str, Any]:
        values = {}
        for alias, kind, part in zip(self.aliases, self.kinds, found, strict=False):
            try:
                values[alias] = kind.decode(part)
            except Invalid as error:
                raise error.inside(alias) from None
        return values


def _alike(value: Any, least: tuple[Any, bytes] | None) -> bool:
    """Whether this is what need not be written: most values are told apart before they are packed."""
    return least is not None and value == least[0] and pack(value) == least[1]


def _kept(kind: Kind, value: Any) -> None:
    """Find what in a value cannot be kept, also half a character somewhere inside it."""
    try:
        pack(kind.encode(value))
    except UnicodeEncodeError as error:
        if attrs.has(value.__class__):
            shape(value.__class__).refuse(value)
        wrong(error.object, "whole characters", "完整的字符")


_shapes: Final[dict[type[Any], Shape]] = {}


def reads_back(value: Any) -> bool:
    """Whether a value that is kept is read back as it is: all but moments are, and those that are in UTC.

    >>> from zoneinfo import ZoneInfo
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    >>> reads_back((noon.date(), "noon")), reads_back((noon,)), reads_back((noon.astimezone(UTC),))
    (True, False, True)
    """
    if value.__class__ is datetime:
        return value.tzinfo is UTC
    if isinstance(value, tuple | frozenset):
        return all(map(reads_back, value))
    if isinstance(value, Mapping):
        return all(map(reads_back, value.values()))
    return all(reads_back(getattr(value, name)) for name in _with_moments(value.__class__))


@functools.cache
def _with_moments(cls: Any) -> tuple[str, ...]:
    """The fields of a class that can hold a moment, however deep: of most classes none."""
    if not attrs.has(cls):
        return ()
    types = get_type_hints(cls)
    return tuple(
        field.name for field in attrs.fields(cls) if field.init and _holds_moments(types[field.name])
    )


def _holds_moments(annotation: Any) -> bool:
    return not _types(annotation).isdisjoint((datetime, Any, object))


@functools.cache
def unchangeable(cls: type[Any]) -> bool:
    """Whether nothing in values of a class can be changed, so that many may hold the same one.

    >>> from friendly_services.points import Account
    >>> from friendly_services.stations import Station
    >>> unchangeable(Account), unchangeable(Station)
    (True, False)
    """
    origins: list[Any] = [get_origin(one) for one in _types(cls)]
    return not any(isinstance(origin, type) and issubclass(origin, Mapping) for origin in origins)


def _types(annotation: Any) -> set[Any]:
    """The types that values of a type are made of, however deep."""
    found: set[Any] = set()
    left = [annotation]
    while left:
        one = bare(left.pop())
        if one in found or get_origin(one) is Literal:
            continue
        found.add(one)
        left += get_args(one)
        if isinstance(one, type) and attrs.has(one):
            left += get_type_hints(one).values()
    return found


_under_way: Final[set[type[Any]]] = set()


def shape(cls: type[Any]) -> Shape:
    """The positional form of a class; made once."""
    if cls not in _shapes:
        _under_way.add(cls)
        _shapes[cls] = _generate(cls)
        _under_way.discard(cls)
    return _shapes[cls]


def _generate(cls: type[Any]) -> Shape:
    """Write the functions for the very fields of this class."""
    fields = [field for field in attrs.fields(cls) if field.init]
    # a keyword-only field keeps its place among the required ones: it is always written
    optional = [field.default is not attrs.NOTHING and not field.kw_only for field in fields]
    if any(early and not late for early, late in itertools.pairwise(optional)):
        raise TypeError(f"{cls.__qualname__} has a field without a default after one that has a default")
    types = get_type_hints(cls)
    kinds = tuple(kind_of(types[field.name]) for field in fields)
    scope: dict[str, Any] = {"cls": cls, "unkept": _UNKEPT, "Invalid": Invalid}
    scope |= {f"w{n}": kind.encode for n, kind in enumerate(kinds)}
    scope |= {f"r{n}": kind.decode for n, kind in enumerate(kinds)}
    writes = ", ".join(_write(types[field.name], f"v.{field.name}", n) for n, field in enumerate(fields))
    reads = ", ".join(f"{field.alias}={_read(types[field.name], n)}" for n, field in enumerate(fields))
    source = f"""
def values(v):
    try:
        if v.__class__ is cls:
            return [{writes}]
    except unkept:
        pass
    return refuse(v)

def whole(a):
    try:
        if a.__class__ is list and len(a) == {len(fields)}:
            return cls({reads})
    except Invalid:
        pass
    return slowly(a)
"""
    exec(source, scope)  # noqa: S102 # of text that holds names of fields alone
    form = Shape(
        cls=cls,
        names=tuple(field.name for field in fields),
        aliases=tuple(field.alias for field in fields),
        kinds=kinds,
        required=optional.index(True) if True in optional else len(fields),
        values=scope["values"],
        whole=_recurring(scope["whole"])
        if all(_of_numbers(types[field.name]) for field in fields)
        else scope["whole"],
    )
    scope |= {"refuse": form.refuse, "slowly": form.slowly}
    return form


def _of_numbers(annotation: Any) -> bool:
    """Whether values hold nothing but whole numbers, truths, days and absences, in however many layers."""
    if NoneType in get_args(annotation):
        return all(_of_numbers(part) for part in get_args(annotation) if part is not NoneType)
    if attrs.has(annotation):
        return annotation not in _under_way and all(map(_of_numbers, get_type_hints(annotation).values()))
    if get_origin(annotation) is tuple:
        return all(part is ... or _of_numbers(part) for part in get_args(annotation))
    return bare(annotation) in (int, bool, date)


def _recurring(whole: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Make a value that recurs once: many places have the same opening hours."""
    make = functools.lru_cache(4_096)(lambda packed: whole(unpack(packed)))
    return lambda found: make(pack(found)) if found.__class__ is list else whole(found)


def _write(annotation: Any, value: str, n: int) -> str:
    """The source that writes field `n`; again a plain type, or its absence, is looked at on the spot."""
    annotation = bare(annotation)
    if annotation in _INLINE:
        return f"x if (x := {value}).__class__ is {annotation.__name__} else w{n}(x)"
    if annotation is int:
        return f"x if (x := {value}).__class__ is int and {LOW} <= x <= {HIGH} else w{n}(x)"
    if NoneType in get_args(annotation):
        return f"None if (x := {value}) is None else w{n}(x)"
    return f"w{n}({value})"


def _read(annotation: Any, n: int) -> str:
    """The source that reads field `n`; a plain type is looked at on the spot, which is half of the time."""
    annotation = bare(annotation)
    if annotation in _INLINE:
        return f"a[{n}] if a[{n}].__class__ is {annotation.__name__} else r{n}(a[{n}])"
    if NoneType in get_args(annotation):
        return f"None if a[{n}] is None else r{n}(a[{n}])"
    return f"r{n}(a[{n}])"


def _record(cls: type[Any]) -> Kind:
    """A class inside another value: an array of its fields."""
    if cls in _under_way:  # it holds values of its own
        return Kind(lambda value: shape(cls).values(value), lambda found: shape(cls).whole(found))
    form = shape(cls)
    return Kind(form.values, form.whole)
