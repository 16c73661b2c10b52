"""What holds of every value that can be kept, and of every run of bytes."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Literal, Union

import attrs
import msgpack
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.codec import Undecodable, event_codec, key_bytes, value_codec
from friendly_services.text import Label, Reason
from tests.budget import count
from tests.samples import EVERYTHING, Branch, Code, Colour, Everything, Scalar, Spot

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
WHOLE = st.integers(-(2**63), 2**63 - 1)
REAL = st.floats(allow_nan=False, allow_infinity=False)
INSTANT = st.datetimes(
    datetime(2, 1, 1),  # noqa: DTZ001 # the zones are drawn beside
    datetime(9998, 12, 31),  # noqa: DTZ001 # a naive one is the case
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-9, minutes=-30))]
    ),
)
SPOT = st.builds(Spot, st.floats(-90, 90), st.floats(-180, 180))
LABEL = st.builds(Label, TEXT, TEXT)
LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: WHOLE,
    float: REAL,
    str: TEXT,
    Code: TEXT,
    bytes: st.binary(max_size=40),
    date: st.dates(),
    datetime: INSTANT,
    Literal["A", "B", 3]: st.sampled_from(["A", "B", 3]),
    Colour: st.sampled_from(Colour),
    Scalar: st.none() | st.booleans() | WHOLE | REAL | TEXT | st.dates(),
    Spot: SPOT,
    Label: LABEL,
    Branch: st.recursive(
        st.builds(Branch, TEXT),
        lambda under: st.builds(Branch, TEXT, st.lists(under, max_size=3).map(tuple)),
        max_leaves=6,
    ),
    Spot | Label: SPOT | LABEL,
    Reason: st.builds(
        lambda code, facts: Reason(code, **facts),
        TEXT,
        st.dictionaries(st.sampled_from("abc"), WHOLE | LABEL | st.dates()),
    ),
}

Typed = tuple[Any, st.SearchStrategy[Any]]
"""A type that a field may have, and its values."""


def of(generic: Any, *arguments: Any) -> Any:
    """A type made of others."""
    return generic[arguments]


def containers(inner: st.SearchStrategy[Typed]) -> st.SearchStrategy[Typed]:
    """Types made of other types."""

    def tuples(item: Typed) -> Typed:
        return of(tuple, item[0], ...), st.lists(item[1], max_size=4).map(tuple)

    def pairs(left: Typed, right: Typed) -> Typed:
        return of(tuple, left[0], right[0]), st.tuples(left[1], right[1])

    def perhaps(item: Typed) -> Typed:
        return of(Union, item[0], None), st.none() | item[1]

    def sets(kind: Any) -> Typed:
        return of(frozenset, kind), st.frozensets(LEAVES[kind], max_size=4)

    def mappings(key: Any, item: Typed) -> Typed:
        return of(Mapping, key, item[0]), st.dictionaries(LEAVES[key], item[1], max_size=4)

    keys = st.sampled_from([int, str, date, Code])
    return st.one_of(
        st.builds(tuples, inner),
        st.builds(pairs, inner, inner),
        st.builds(perhaps, inner),
        st.builds(sets, keys),
        st.builds(mappings, keys, inner),
    )


TYPED: st.SearchStrategy[Typed] = st.recursive(
    st.sampled_from(sorted(LEAVES.items(), key=str)), containers, max_leaves=4
)


@st.composite
def values(draw: st.DrawFn) -> Any:
    """A value of a class made up for the occasion."""
    typed = draw(st.lists(TYPED, min_size=1, max_size=8))
    cls = attrs.make_class(
        "Made", {f"f{n}": attrs.field(type=kind) for n, (kind, _) in enumerate(typed)}, frozen=True
    )
    return cls(*(draw(strategy) for _, strategy in typed))


def alike(one: Any, other: Any) -> bool:
    """Equal, and of equal types all the way down."""
    if type(one) is not type(other):
        return False
    match one:
        case tuple():
            return len(one) == len(other) and all(map(alike, one, other))
        case dict():
            return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
        case _ if attrs.has(type(one)):
            return alike(attrs.astuple(one, recurse=False), attrs.astuple(other, recurse=False))
        case _:
            return bool(one == other)


@given(values())
def test_what_was_written_is_read_back(value: Any) -> None:
    """Decode ∘ encode is the identity, types included, for every class that can be kept."""
    codec = value_codec(type(value))
    assert alike(codec.decode(codec.encode(value)), value)


@given(values())
def test_bytes_are_deterministic_and_canonical(value: Any) -> None:
    """The same value gives the same bytes, which the reference library of MessagePack writes too."""
    codec = value_codec(type(value))
    raw = codec.encode(value)
    assert codec.encode(codec.decode(raw)) == raw
    assert msgpack.packb(msgpack.unpackb(raw)) == raw


@given(values(), st.binary(min_size=1, max_size=4))
def test_cut_or_lengthened_bytes_are_undecodable(value: Any, more: bytes) -> None:
    """No proper beginning of a value's bytes is a value, and nothing may follow it."""
    codec = value_codec(type(value))
    raw = codec.encode(value)
    for damaged in (raw[: len(raw) // 2], raw[:-1], raw + more):
        assert refuses(codec, damaged)


def refuses(codec: Any, raw: bytes) -> bool:
    """Whether the codec says that it cannot read; any other exception fails the test."""
    try:
        codec.decode(raw)
    except Undecodable as error:
        return bool(error.say("en")) and bool(error.say("zh"))
    return False


EVENTS = event_codec(
    "sample", (Everything, Spot, Branch), {3: lambda fields: (4, fields), 4: lambda fields: (5, fields)}
)
WHOLE_FORM = st.recursive(
    st.none() | st.booleans() | WHOLE | REAL | TEXT | st.binary(max_size=8),
    lambda x: st.lists(x, max_size=5),
    max_leaves=20,
)


@given(st.binary(max_size=200) | st.lists(WHOLE_FORM, max_size=24).map(msgpack.packb))
@settings(max_examples=count(300, 4_000, 100_000))
def test_arbitrary_bytes_end_as_a_value_or_as_undecodable(raw: bytes) -> None:
    """Noise, and well-formed MessagePack of any content, never raise anything else."""
    codecs: tuple[Any, ...] = (EVENTS, value_codec(Everything), value_codec(Branch))
    for codec in codecs:
        if not refuses(codec, raw):
            value = codec.decode(raw)
            assert codec.decode(codec.encode(value)) == value


@given(st.data())
@settings(max_examples=count(300, 4_000, 100_000))
def test_one_flipped_bit_never_raises_anything_else(data: st.DataObject) -> None:
    """A flipped bit of a stored value is another value or undecodable."""
    raw = bytearray(value_codec(Everything).encode(EVERYTHING))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    if not refuses(value_codec(Everything), bytes(raw)):
        assert value_codec(Everything).decode(bytes(raw)) != EVERYTHING


@given(st.lists(st.tuples(TEXT, WHOLE, st.dates(), INSTANT), min_size=2, max_size=6))
def test_the_order_of_keys_is_the_order_of_values(rows: list[tuple[str, int, date, datetime]]) -> None:
    """Sorting bytes sorts the values: first by the first of them, then by the next."""
    keyed = sorted(rows, key=lambda row: key_bytes(*row))
    assert keyed == sorted(rows, key=lambda row: (row[0].encode(), *row[1:]))


@given(REAL)
def test_zero_has_one_form(value: float) -> None:
    """Every number comes back exactly, save that -0.0 comes back as 0.0."""
    back = value_codec(Spot).decode(value_codec(Spot).encode(Spot(0.0, value))).lon
    assert back == value
    assert back != 0 or math.copysign(1, back) == 1
