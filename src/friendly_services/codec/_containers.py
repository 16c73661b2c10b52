"""How values that hold others are written and read back."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs

from ..errors import Invalid
from ._bytes import pack
from ._leaves import Kind, brief, wrong

__all__ = ["choice", "distinct", "fixed", "mapping", "optional", "series", "union"]


def choice(values: Mapping[Any, Any]) -> Kind:
    """One of a few constants, written as its own value."""
    written = {(value.__class__, value): plain for value, plain in values.items()}
    read = {(plain.__class__, plain): value for value, plain in values.items()}
    listed = [str(plain) for plain in values.values()]
    told = f"one of {', '.join(listed)}", f"可选值（{'、'.join(listed)}）之一"

    def encode(value: Any) -> Any:
        try:
            return written[value.__class__, value]
        except (KeyError, TypeError):
            return wrong(value, *told)

    def decode(found: Any) -> Any:
        try:
            return read[found.__class__, found]
        except (KeyError, TypeError):
            return wrong(found, *told)

    return Kind(encode, decode)


def _listed(found: Any) -> list[Any]:
    return found if found.__class__ is list else wrong(found, "a list", "列表")


def _each(work: Iterable[tuple[Callable[[Any], Any], Any]]) -> list[Any]:
    """Do each piece of work on its value; a refusal names the place of the value, which takes longer."""
    done: list[Any] = []
    try:
        done.extend(do(value) for do, value in work)
    except Invalid as error:
        raise error.inside(str(len(done))) from None
    return done


def series(item: Kind) -> Kind:
    """Values of one type, as many as there are."""
    encode_item, decode_item = item

    def encode(value: Any) -> Any:
        if value.__class__ is not tuple:
            if attrs.has(value.__class__):
                alone = f"({value.__class__.__name__}(...),)"
                wrong(value, f"a tuple: write {alone}", f"元组：请写作 {alone}")
            wrong(value, "a tuple", "元组")
        try:
            return [encode_item(one) for one in value]
        except Invalid:
            return _each((encode_item, one) for one in value)

    def decode(found: Any) -> Any:
        if found.__class__ is not list:
            wrong(found, "a list", "列表")
        try:
            return tuple([decode_item(one) for one in found])
        except Invalid:
            return tuple(_each((decode_item, one) for one in found))

    return Kind(encode, decode)


def fixed(*kinds: Kind) -> Kind:
    """As many values as there are kinds, each of its own."""
    encoders, decoders = [kind.encode for kind in kinds], [kind.decode for kind in kinds]

    def encode(value: Any) -> Any:
        if value.__class__ is not tuple or len(value) != len(kinds):
            wrong(value, f"a tuple of {len(kinds)}", f"{len(kinds)} 元组")
        return _each(zip(encoders, value, strict=True))

    def decode(found: Any) -> Any:
        if len(_listed(found)) != len(kinds):
            wrong(found, f"a list of {len(kinds)}", f"{len(kinds)} 项列表")
        return tuple(_each(zip(decoders, found, strict=True)))

    return Kind(encode, decode)


def distinct(item: Kind) -> Kind:
    """A set in the order of its bytes, so that equal sets have equal bytes."""
    encode_item, decode_item = item

    def encode(value: Any) -> Any:
        if value.__class__ is not frozenset:
            wrong(value, "a frozen set", "冻结集合")
        return sorted(map(encode_item, value), key=pack)

    def decode(found: Any) -> Any:
        values = frozenset(decode_item(part) for part in _listed(found))
        return values if len(values) == len(found) else wrong(found, "a list without repeats", "无重复的列表")

    return Kind(encode, decode)


def mapping(key: Kind, item: Kind) -> Kind:
    """A mapping as pairs in the order of their keys' bytes."""
    encode_key, decode_key = key
    encode_item, decode_item = item

    def encode(value: Any) -> Any:
        if not isinstance(value, Mapping):
            wrong(value, "a mapping", "映射")
        pairs = [[encode_key(k), _at(k, encode_item, v)] for k, v in value.items()]
        return sorted(pairs, key=lambda pair: pack(pair[0]))

    def decode(found: Any) -> Any:
        values = {}
        for pair in _listed(found):
            if len(_listed(pair)) != 2:  # a key and its value
                wrong(pair, "a pair", "键值对")
            values[decode_key(pair[0])] = _at(pair[0], decode_item, pair[1])
        if len(values) < len(found):
            wrong(found, "pairs without repeats", "无重复的键值对")
        return values

    return Kind(encode, decode)


def _at(key: Any, work: Callable[[Any], Any], value: Any) -> Any:
    try:
        return work(value)
    except Invalid as error:
        raise error.inside(str(brief(key))) from None


_SELF_TOLD: Final = (bool, int, float, str, bytes)
"""Types that a value on disk shows by its own form; all others in a union are written `[name, …]`."""


def union(members: Mapping[type[Any], Kind], *, or_none: bool) -> Kind:
    """One of several types, told by the form of the value or by the name of its type."""
    told = {base: kind for base, kind in members.items() if base in _SELF_TOLD}
    named = {base: kind for base, kind in members.items() if base not in told}
    by_name = {base.__name__: kind.decode for base, kind in named.items()}

    def encode(value: Any) -> Any:
        cls = value.__class__
        if value is None and or_none:
            return None
        if cls in told:
            return told[cls].encode(value)
        if cls in named:
            return [cls.__name__, named[cls].encode(value)]
        return wrong(value, "of a type that may stand here", "此处允许的类型")

    def decode(found: Any) -> Any:
        cls = found.__class__
        if found is None and or_none:
            return None
        if cls in told:
            return told[cls].decode(found)
        if cls is list and len(found) == 2 and found[0].__class__ is str and found[0] in by_name:
            return by_name[found[0]](found[1])
        return wrong(found, "of a type that may stand here", "此处允许的类型")

    return Kind(encode, decode)


def optional(inner: Kind) -> Kind:
    """Perhaps nothing."""
    encode_inner, decode_inner = inner

    def encode(value: Any) -> Any:
        return None if value is None else encode_inner(value)

    def decode(found: Any) -> Any:
        return None if found is None else decode_inner(found)

    return Kind(encode, decode)
