"""What is written on disk, and what is said of bytes that nobody wrote."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, ClassVar, cast, get_args, get_type_hints

import attrs
import msgpack
import pytest

from friendly_services import merchants, persons, points, stations
from friendly_services.codec import (
    Undecodable,
    ValueCodec,
    brief,
    command_name,
    decode_error,
    digest,
    encode_error,
    event_codec,
    key_bytes,
    value_codec,
)
from friendly_services.errors import Invalid, NotFound, Problem, Refused
from friendly_services.ids import AccountId, PersonId
from friendly_services.text import Label, Reason, say
from tests.samples import EVERYTHING, Branch, Everything, Spot

GOLDEN = Path(__file__).parent / "golden" / "codec.txt"


@attrs.frozen
class Opened:
    """An account was opened."""

    id: AccountId


@attrs.frozen
class Earned:
    """Points came in."""

    amount: int
    on: date
    note: str = ""


def golden() -> dict[str, str]:
    """The bytes that earlier releases wrote, by name."""
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ") for line in lines if line and not line.startswith("#"))


def written() -> dict[str, bytes]:
    """The same values as this release writes them."""
    events = event_codec("account", (Opened, Earned))
    return {
        "everything": value_codec(Everything).encode(EVERYTHING),
        "opened": events.encode(Opened(AccountId("account-7"))),
        "earned": events.encode(Earned(30, date(2026, 3, 1), "送水")),
        "digest": digest(Earned(30, date(2026, 3, 1)), "points.Earned"),
        "key": key_bytes("named", -1, date(2026, 3, 1), "a\0b", datetime(2026, 3, 1, tzinfo=UTC)),
        "error": encode_error(NotFound(kind="merchant", id="m-1")),
        "refusal": encode_error(
            Invalid((Problem("at.lat", Reason("number.too_large", value=91.0, high=90), row=3),))
        ),
    }


@pytest.mark.parametrize("name", sorted(golden()))
def test_the_bytes_are_those_that_earlier_releases_wrote(name: str) -> None:
    """Whoever changes a byte of a form that is on somebody's disk learns it here."""
    assert written()[name].hex() == golden()[name]


def test_every_sample_has_its_golden_bytes() -> None:
    """No sample is added without its bytes, and none is dropped."""
    assert set(written()) == set(golden())


def test_golden_bytes_are_read_back() -> None:
    """What an earlier release wrote is still the same value."""
    raw = {name: bytes.fromhex(text) for name, text in golden().items()}
    assert value_codec(Everything).decode(raw["everything"]) == EVERYTHING
    events = event_codec("account", (Opened, Earned))
    assert events.decode(raw["earned"]) == Earned(30, date(2026, 3, 1), "送水")
    assert decode_error(raw["error"]).reason == NotFound(kind="merchant", id="m-1").reason


def test_any_messagepack_library_reads_and_writes_the_same_bytes() -> None:
    """The form on disk is MessagePack, in the one form that its reference library writes."""
    raw = value_codec(Everything).encode(EVERYTHING)
    assert msgpack.packb(msgpack.unpackb(raw)) == raw
    assert [part if isinstance(part, str) else 0 for part in msgpack.unpackb(raw)][:1] == ["c-1"]


@pytest.mark.parametrize("size", [0, 31, 32, 255, 256, 65_535, 65_536])
def test_sizes_take_their_shortest_form(size: int) -> None:
    """Text, bytes and arrays of every size class come back, and agree with the reference library."""
    value = ("x" * size, b"x" * size, tuple(range(size)))
    codec = value_codec(_Sized)
    raw = codec.encode(_Sized(*value))
    assert codec.decode(raw) == _Sized(*value)
    assert raw == msgpack.packb(value)


@attrs.frozen
class _Sized:
    text: str
    raw: bytes
    numbers: tuple[int, ...]


def test_types_come_back_as_they_went() -> None:
    """True is not 1, 1.0 is not 1, a date is not its count of days, and a time is aware and in UTC."""
    back = value_codec(Everything).decode(value_codec(Everything).encode(EVERYTHING))
    assert [type(value) for value in back.facts.values()] == [bool, date, float, int, type(None), str]
    assert back.at.tzinfo is UTC
    assert [type(part) for part in back.loose] == [type(part) for part in EVERYTHING.loose]


def test_equal_values_have_equal_bytes() -> None:
    """The order of a set or mapping, the zone of a time, -0.0 and a whole float leave no trace."""
    codec = value_codec(Everything)
    twin = attrs.evolve(
        EVERYTHING,
        services=frozenset(sorted(EVERYTHING.services, reverse=True)),
        facts=dict(sorted(EVERYTHING.facts.items(), reverse=True)),
        at=EVERYTHING.at.astimezone(timezone(timedelta(hours=8))),
        spot=Spot(29.5, 106.5),
    )
    assert codec.encode(twin) == codec.encode(EVERYTHING)
    spots = value_codec(Spot)
    assert spots.encode(Spot(-0.0, 7)) == spots.encode(Spot(0.0, 7.0))


def test_the_plain_form_can_be_shown_as_json() -> None:
    """An event shows as its number and its fields; bytes show as base64."""
    events = event_codec("account", (Opened, Earned))
    assert events.plain(events.encode(Earned(30, date(2026, 3, 1)))) == [1, 30, 20_513, ""]
    plain = value_codec(Everything).plain(value_codec(Everything).encode(EVERYTHING))
    assert (plain[4], plain[5]) == ("AP8=", 20_513)
    assert plain[14] == [
        ["b", True],
        ["d", ["date", 20_513]],
        ["f", 1.0],
        ["i", 1],
        ["n", None],
        ["s", "2026-03-01"],
    ]


def problems(value: Any) -> list[tuple[str, str]]:
    """Where each problem of a value that cannot be kept stands, and what kind it is."""
    with pytest.raises(Invalid) as caught:
        value_codec(type(value)).encode(value)
    assert "\n" in caught.value.say("zh") or len(caught.value.problems) == 1
    return [(problem.field, problem.reason.code) for problem in caught.value.problems]


WRONG: Mapping[str, Any] = {
    "code": 7,
    "count": True,
    "weight": "1.5",
    "paid": 1,
    "mark": "x",
    "day": datetime(2026, 3, 1, tzinfo=UTC),
    "at": datetime(2026, 3, 1),  # noqa: DTZ001 # the point of it
    "level": "C",
    "colour": "red",
    "spot": Branch("x"),
    "tree": Branch("x", (Branch(None),)),  # type: ignore[arg-type] # the point of it
    "services": {"water"},
    "row": (1, 1.9),
    "pair": (1,),
    "facts": {"b": b"bytes"},
    "by_day": [],
    "where": Label("a", "b"),
    "when": 1.5,
    "note": 7,
    "title": "Seats",
    "why": "because",
    "loose": {1, 2},
    "later": None,
}


def test_a_value_of_the_wrong_type_is_not_kept() -> None:
    """Every field is named at once, with the path to the part that is wrong."""
    paths = {"tree": "tree.under.0.name", "row": "row.1", "facts": "facts.b"}
    assert set(WRONG) == {field.name for field in attrs.fields(Everything)}
    assert problems(Everything(**WRONG)) == [(paths.get(name, name), "codec.wrong_type") for name in WRONG]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("count", 1.0),
        ("count", "7"),
        pytest.param("count", 1 << 20_000, id="6,000 digits"),
        ("count", 2**63),
        ("weight", float("nan")),
        ("weight", float("inf")),
        ("weight", True),
        ("weight", 1 << 1_000),
        ("code", "\ud800"),
        ("at", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))),
        ("at", "2026-03-01T00:00:00Z"),
        ("level", 3.0),
        ("level", ["A"]),
        ("row", [1, 2]),
        ("pair", (1, 2)),
        ("pair", "ab"),
        ("by_day", {"x": ()}),
        ("where", 1),
        ("loose", object()),
        ("tree", Branch("\ud800")),
        ("tree", Branch("root", (Branch("\ud800"),))),
    ],
)
def test_a_value_that_is_almost_right_is_not_kept_either(field: str, value: Any) -> None:
    """Nothing is rounded, parsed or cut on its way to the disk."""
    [(path, code)] = problems(attrs.evolve(EVERYTHING, **{field: value}))
    assert path.split(".")[0] == field
    assert code in {"codec.wrong_type", "codec.too_large"}


def test_a_refusal_says_what_to_write_instead() -> None:
    """The choices that there are; of one value in place of several, how one alone is written."""
    wrong: dict[str, Any] = {"level": "C", "tree": Branch("root", cast("Any", Branch("leaf")))}
    with pytest.raises(Invalid) as caught:
        value_codec(Everything).encode(attrs.evolve(EVERYTHING, **wrong))
    level, tree = caught.value.problems
    assert say(level.reason) == "'C' is not one of A, B, 3"
    assert say(level.reason, "zh") == "'C' 不是可选值（A、B、3）之一"
    assert say(tree.reason).endswith("is not a tuple: write (Branch(...),)")
    assert say(tree.reason, "zh").endswith("不是元组：请写作 (Branch(...),)")


def test_only_a_value_of_the_class_is_written() -> None:
    """A codec given another class's value is a fault of the program."""
    with pytest.raises(TypeError, match="Spot is no Branch"):
        value_codec(Branch).encode(Spot(1.0, 2.0))  # type: ignore[arg-type] # the point of it
    with pytest.raises(TypeError, match="Spot is no event of a account"):
        event_codec("account", (Opened,)).encode(Spot(1.0, 2.0))


@attrs.frozen
class _Once:
    """A class as its first release wrote it."""

    amount: int


def test_fields_added_later_take_their_defaults() -> None:
    """Bytes from before the field are read; bytes from after it are not read by those who do not know it."""
    assert value_codec(Everything).decode(_without_last(EVERYTHING)) == EVERYTHING
    assert value_codec(Branch).decode(msgpack.packb(["x"])) == Branch("x")
    with pytest.raises(Undecodable, match="written by a later one") as caught:
        value_codec(_Once).decode(msgpack.packb([1, 2]))
    assert caught.value.why == Reason("codec.too_many_fields", given=2, known=1)
    with pytest.raises(Undecodable) as caught:
        value_codec(Spot).decode(msgpack.packb([1.0]))
    assert (caught.value.field, caught.value.why.code) == ("lon", "value.missing")


def _without_last(value: Everything) -> bytes:
    raw: bytes = msgpack.packb(msgpack.unpackb(value_codec(Everything).encode(value))[:-1])
    return raw


def test_an_event_of_another_form_is_lifted() -> None:
    """The old number leads, by as many steps as it takes, to the event that took its place."""

    def lift(fields: list[Any]) -> tuple[int, list[Any]]:
        return 1, [fields[0] * 10, *fields[1:]]

    now = event_codec("account", (_Once, Opened, Earned), {0: lift, 1: lambda fields: (2, [*fields, 20_513])})
    assert now.decode(event_codec("account", (_Once,)).encode(_Once(3))) == Earned(30, date(2026, 3, 1))


@pytest.mark.parametrize("lift", [lambda _: (0, [7]), lambda _: ("x", []), lambda fields: fields[9]])
def test_a_lift_that_leads_nowhere_does_not_hang(lift: Any) -> None:
    """A wrong lift ends as bytes that cannot be read."""
    codec = event_codec("account", (_Once, Opened), {0: lift})
    with pytest.raises(Undecodable):
        codec.decode(b"\x92\x00\x01")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "codec.too_short"),
        ("92", "codec.too_short"),
        ("9301", "codec.too_short"),
        ("9301 a5 61", "codec.too_short"),
        ("9301 cb 40", "codec.too_short"),
        ("9301 cd 01", "codec.too_short"),
        ("dd ffffffff", "codec.too_short"),
        ("94 01 1e 00", "codec.too_short"),
        ("94 01 1e 00 a0 00", "codec.too_long"),
        ("01", "codec.no_array"),
        ("c0", "codec.no_array"),
        ("80", "codec.unused_form"),
        ("94 01 81 01 01 00 a0", "codec.unused_form"),
        ("94 01 ca 00000000 00 a0", "codec.unused_form"),
        ("94 01 d4 00 00 00 a0", "codec.unused_form"),
        ("94 01 cc 1e 00 a0", "codec.not_shortest"),
        ("94 01 d0 ff 00 a0", "codec.not_shortest"),
        ("94 01 1e 00 d9 00", "codec.not_shortest"),
        ("dc 0001 01", "codec.not_shortest"),
        ("94 01 cf ffffffffffffffff 00 a0", "codec.too_large"),
        ("94 01 cb 7ff8000000000000 00 a0", "codec.not_finite"),
        ("94 01 cb 8000000000000000 00 a0", "codec.not_finite"),
        ("94 01 1e 00 a1ff", "codec.broken_text"),
        ("91" * 70 + "90", "codec.too_deep"),
        ("91" * 2_000 + "90", "codec.too_deep"),
        ("94 01 d6ff00000001 00 a0", "codec.unused_form"),
        ("94 05 1e 00 a0", "codec.unknown_event"),
        ("94 ff 1e 00 a0", "codec.unknown_event"),
        ("94 c3 1e 00 a0", "codec.unknown_event"),
        ("94 a0 1e 00 a0", "codec.unknown_event"),
        ("94 01 c3 00 a0", "codec.wrong_type"),
        ("94 01 1e a0 a0", "codec.wrong_type"),
        ("94 01 1e cf 7fffffffffffffff a0", "codec.wrong_type"),
        ("94 01 1e 00 00", "codec.wrong_type"),
        ("95 01 1e 00 a0 00", "codec.too_many_fields"),
        ("92 01 1e", "value.missing"),
        ("90", "codec.refused"),
    ],
)
def test_bytes_that_nobody_wrote_are_undecodable(raw: str, code: str) -> None:
    """Each kind of damage has its own reason, in words of both languages."""
    with pytest.raises(Undecodable) as caught:
        event_codec("account", (Opened, Earned)).decode(bytes.fromhex(raw))
    assert caught.value.why.code == code
    assert caught.value.what == "account"
    assert caught.value.say("zh") != caught.value.say("en")


def _with(field: str, found: Any) -> bytes:
    values = msgpack.unpackb(value_codec(Everything).encode(EVERYTHING))
    values[[name.name for name in attrs.fields(Everything)].index(field)] = found
    raw: bytes = msgpack.packb(values)
    return raw


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("at", 2**62),
        ("at", "x"),
        ("day", -(10**9)),
        ("weight", 1),
        ("level", "C"),
        ("level", [1]),
        ("colour", "BLUE"),
        ("spot", [1.0]),
        ("spot", "x"),
        ("tree", ["x", [["y", [[7]]]]]),
        ("services", ["a", "a"]),
        ("services", "a"),
        ("row", 1),
        ("row", [1, "x"]),
        ("pair", [1]),
        ("facts", ["b"]),
        ("facts", [["b"]]),
        ("facts", [["b", 1], ["b", 2]]),
        ("facts", [["b", ["datetime", 7]]]),
        ("facts", [["b", b"x"]]),
        ("where", ["Spot"]),
        ("where", ["Nothing", [1]]),
        ("where", [7, []]),
        ("when", 1.5),
        ("title", ["a", "b", "c"]),
        ("why", ["code"]),
        ("loose", ["object", 1]),
        ("loose", [1]),
    ],
)
def test_a_field_of_another_form_is_named(field: str, found: Any) -> None:
    """What stands in the place of a field is told with the field's name."""
    with pytest.raises(Undecodable) as caught:
        value_codec(Everything).decode(_with(field, found))
    assert caught.value.field.split(".")[0] == field
    assert say(caught.value.why) != caught.value.why.code


def test_a_value_that_its_class_refuses_is_undecodable() -> None:
    """A latitude of 91 is damage, whatever bytes it stands in; so is what any class refuses."""
    with pytest.raises(Undecodable) as caught:
        value_codec(Spot).decode(msgpack.packb([91.0, 0.0]))
    assert (caught.value.field, caught.value.why.code) == ("lat", "number.too_large")
    for error, code in ((Refused(), "refused"), (KeyError("odd"), "codec.refused")):
        _Odd.error = error
        with pytest.raises(Undecodable) as caught:
            value_codec(_Odd).decode(b"\x90")
        assert caught.value.why.code == code


@attrs.frozen
class _Odd:
    error: ClassVar[Exception] = ValueError("odd")

    def __attrs_post_init__(self) -> None:
        raise self.error


def test_what_cannot_be_shown_is_undecodable_too() -> None:
    """Showing damaged bytes says what is wrong with them."""
    with pytest.raises(Undecodable, match="Branch"):
        value_codec(Branch).plain(b"\x92")
    with pytest.raises(Undecodable, match="account"):
        event_codec("account", ()).plain(b"\x92")


@pytest.mark.parametrize(
    "kind",
    [complex, list[int], set[int], tuple[complex, ...], int | tuple[int, ...], type, Mapping[str, list[int]]],
)
def test_a_type_that_cannot_be_kept_is_a_fault_of_the_program(kind: Any) -> None:
    """It is found when the codec is made, not when the first value comes."""
    cls = attrs.make_class("Odd", {"x": attrs.field(type=kind)}, frozen=True)
    with pytest.raises(TypeError, match="cannot be kept"):
        value_codec(cls)


def test_a_required_field_after_an_optional_one_is_a_fault_of_the_program() -> None:
    """Positions that may be missing stand at the end, or old bytes could not be read."""
    cls = attrs.make_class(
        "Odd", {"x": attrs.field(type=int, default=1), "y": attrs.field(type=int, kw_only=True)}
    )
    with pytest.raises(TypeError, match="without a default after one"):
        value_codec(cls)


def test_a_keyword_field_may_have_a_default_and_keeps_its_place() -> None:
    """It is always written, so that what stands after it is read as it was."""
    cls = attrs.make_class(
        "Odd", {"x": attrs.field(type=str, default="", kw_only=True), "y": attrs.field(type=int)}, frozen=True
    )
    codec: ValueCodec[Any] = value_codec(cls)
    assert codec.decode(codec.encode(cls(7))) == cls(7)
    assert msgpack.unpackb(codec.encode(cls(7)))[-2:] == ["", 7]


@pytest.mark.parametrize(
    "ordered",
    [
        ["", "\0", "\0\0", "\0a", "a", "a\0", "a\0b", "ab", "b", "é", "热", "\U0001f600"],
        [-(2**63), -(2**31), -1, 0, 1, 255, 256, 2**63 - 1],
        [date(1, 1, 1), date(1969, 12, 31), date(1970, 1, 1), date(2026, 3, 1), date(9999, 12, 31)],
        [datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)],
    ],
)
def test_keys_compare_as_their_values(ordered: list[Any]) -> None:
    """The order of bytes is the order of values, also where another value follows."""
    assert sorted(ordered, key=key_bytes) == ordered
    pairs = [key_bytes(value, n) for value in ordered for n in (-1, 1)]
    assert pairs == sorted(pairs)


@pytest.mark.parametrize("value", [True, 1.5, None, 2**63, b"x", "\ud800", datetime(2026, 3, 1)])  # noqa: DTZ001 # a naive one is the case
def test_other_values_are_no_keys(value: Any) -> None:
    """True is no number here either, and a time has an offset."""
    with pytest.raises(Invalid):
        key_bytes(value)


def test_a_digest_tells_commands_apart() -> None:
    """By every field and by the name; a retry has the same."""
    base = Earned(30, date(2026, 3, 1))
    assert digest(base) == digest(attrs.evolve(base))
    others = [
        Earned(31, base.on),
        Earned(30, date(2026, 3, 2)),
        attrs.evolve(base, note="x"),
        Opened(AccountId("a")),
    ]
    assert len({digest(base), digest(base, "points.Earn"), *map(digest, others)}) == 2 + len(others)
    with pytest.raises(Invalid, match="amount: True is not a whole number"):
        digest(Earned(True, base.on))


def test_a_retry_after_an_upgrade_is_the_same_command() -> None:
    """A field added with a default does not make another command of one that was sent before."""
    fields = {"x": attrs.field(type=int)}
    added = {
        "y": attrs.field(type=int, default=0),
        "z": attrs.field(type=frozenset[str], factory=frozenset),
        "derived": attrs.field(type=int, default=attrs.Factory(lambda self: self.x, takes_self=True)),
    }
    before, after = (
        attrs.make_class("Do", fields),
        attrs.make_class("Do", fields | dict(list(added.items())[:2])),
    )
    assert digest(before(1), "a.Do") == digest(after(1), "a.Do")
    assert digest(before(1), "a.Do") != digest(after(1, 1), "a.Do")
    derived = attrs.make_class("Do", fields | added)
    assert digest(derived(1), "a.Do") != digest(after(1), "a.Do")


def test_commands_are_named_by_capability_and_class() -> None:
    """A class of the library by its capability, a stranger's by its package."""
    assert command_name(attrs.make_class("Apply", [])) == "tests.Apply"
    cls = type("Apply", (), {"__module__": "friendly_services.merchants._commands"})
    assert command_name(cls) == "merchants.Apply"


@attrs.define(slots=False)
class Insufficient(Refused):
    """A refusal with facts."""

    code = "tests.insufficient"

    asked: int
    balance: int
    until: date
    who: Label


def test_a_refusal_can_be_kept_and_raised_again() -> None:
    """The same class with the same facts; a code that nobody has is undecodable."""
    error = Insufficient(asked=30, balance=12, until=date(2026, 3, 1), who=Label("rider", "骑手"))
    back = decode_error(encode_error(error))
    assert isinstance(back, Insufficient)
    assert back.facts == error.facts
    invalid = Invalid((Problem("at", Reason("value.missing"), file="a.csv", line=3, row=2),))
    assert decode_error(encode_error(invalid)).facts == invalid.facts
    for raw in (b"\x92\xa1x\x90", b"\x92\xa7refused\x91\x92\xa1x\x01", b"\x90"):
        with pytest.raises(Undecodable):
            decode_error(raw)


def test_a_strangers_value_is_made_small() -> None:
    """An error carries away neither megabytes nor half characters nor 5,000 digits."""
    assert brief("x" * 1_000) == "x" * 200 + "…"
    assert brief("\ud800") == "\\ud800"
    assert brief(10**5_000).startswith("0x")
    assert brief([1] * 1_000) == "[1, 1, 1, 1, 1, 1, ...]"
    assert [brief(value) for value in (None, True, 1, 1.5, date(2026, 3, 1))] == [
        None,
        True,
        1,
        1.5,
        date(2026, 3, 1),
    ]


CAPABILITIES = (merchants.CAPABILITY, stations.CAPABILITY, points.CAPABILITY)


def classes_in(annotation: Any) -> Iterator[type]:
    """Every attrs class that a type mentions, at any depth."""
    waiting, met = [annotation], set()
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and attrs.has(kind) and kind not in met:
            met.add(kind)
            yield kind
            waiting += get_type_hints(kind).values()


@pytest.mark.parametrize(
    "cls",
    [
        cls
        for capability in CAPABILITIES
        for cls in (
            *capability.commands,
            *(c for kind in capability.kinds for c in (kind.state, *kind.events)),
        )
    ],
    ids=lambda cls: f"{cls.__module__.split('.')[1]}.{cls.__name__}",
)
def test_every_state_event_and_command_can_be_kept(cls: type) -> None:
    """No class of a capability has a field, at any depth, that cannot be written on disk."""
    for inner in classes_in(cls):
        assert value_codec(inner).cls is inner


def test_events_of_a_kind_have_their_positions_as_numbers() -> None:
    """The tuple of a kind's events is what its codec numbers by."""
    for capability in CAPABILITIES:
        for kind in capability.kinds:
            assert event_codec(kind.name, kind.events).events == kind.events


def test_a_private_text_is_written_nowhere() -> None:
    """A command's digest tells that there is one, not which; as a state or an event it cannot be read."""
    said = {text: digest(persons.Record(fields={"phone": text}), "persons.Record") for text in ("1", "2")}
    assert said["1"] == said["2"]
    assert said["1"] != digest(persons.Record(fields={"name": "1"}), "persons.Record")
    codec = value_codec(persons.Correct)
    written = codec.encode(persons.Correct(PersonId("person-1"), {"phone": "1"}))
    with pytest.raises(Undecodable, match="private record alone"):
        codec.decode(written)
    with pytest.raises(Invalid, match="fields"):
        codec.encode(object_with(fields={"phone": "1"}))


def object_with(fields: Any) -> persons.Correct:
    """A command with a field that its converter never saw."""
    command = persons.Correct(PersonId("person-1"), {"phone": "1"})
    object.__setattr__(command, "fields", fields)
    return command
