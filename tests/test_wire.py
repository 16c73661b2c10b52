"""What strangers may write, and what they are told when it cannot be taken."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Literal, NewType

import attrs
import pytest

from friendly_services import persons, wire
from friendly_services.errors import Invalid, Refused
from friendly_services.text import Label

Scalar = bool | int | float | str | date | None
Code = NewType("Code", str)


class Colour(Enum):
    """A choice with values of its own."""

    RED = "red"
    BLUE = "blue"


def positive(_: Any, field: "attrs.Attribute[int]", value: int) -> None:
    """Refuse what is not above 0."""
    if value < 1:
        raise Invalid.at(field.name, "number.too_small", value=value, low=1)


@attrs.frozen
class Tea:
    """One of two drinks."""

    cups: int = attrs.field(validator=positive)


@attrs.frozen
class Soup:
    """The other."""

    litres: float
    hot: bool = True


@attrs.frozen
class Condition:
    """A part with a name in two languages."""

    title: Label
    at_least: int = attrs.field(validator=positive, default=1)


@attrs.frozen
class Form:
    """A bit of everything."""

    code: Code
    amount: int = attrs.field(validator=positive, default=1)
    weight: float = 1.0
    paid: bool = False
    mark: bytes = b""
    day: date | None = None
    at: datetime | None = None
    level: Literal["A", "B", 3] = "A"
    colour: Colour = Colour.RED
    services: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    pair: tuple[int, str] = (0, "")
    names: list[str] = attrs.field(factory=list)
    facts: Mapping[str, Scalar] = attrs.field(factory=dict)
    drink: Tea | Soup | None = None
    day_or_count: date | int = 0
    parts: tuple[str, ...] | str | Tea = ""
    anything: Any = None
    share: float = attrs.field(default=0.0)

    @share.validator
    def _check_share(self, field: "attrs.Attribute[float]", value: float) -> None:
        if value > self.weight:
            raise Invalid.at(field.name, "number.too_large", value=value, high=self.weight)

    def __attrs_post_init__(self) -> None:
        """Hold the rules over two fields."""
        if self.code == "closed":
            raise Refused
        if self.code == "odd" and self.amount == 1:
            raise ValueError("an odd one needs an amount")


def read(**plain: Any) -> Form:
    """Read a form whose required field is there."""
    return wire.read(Form, {"code": "c", **plain})


def problems(error: Invalid) -> list[tuple[str, str]]:
    """Where each problem stands and what kind it is."""
    return [(problem.field, problem.reason.code) for problem in error.problems]


def refused(cls: type, plain: object) -> list[tuple[str, str]]:
    """Read what must be refused."""
    with pytest.raises(Invalid) as caught:
        wire.read(cls, plain)
    return problems(caught.value)


def test_every_form_a_field_may_take_is_read() -> None:
    """Plain values become exactly the value that the field's type names."""
    form = read(
        amount=7,
        weight=2,
        paid=True,
        mark="aGk=",
        day="2026-03-01",
        at="2026-03-01T09:30:00+08:00",
        level=3,
        colour="blue",
        services=["water", "rest"],
        conditions=[{"title": {"en": "Seats", "zh": "座位"}, "at_least": 2}],
        pair=[1, "x"],
        names=["a"],
        facts={"a": True, "b": 1, "c": 1.5, "d": "2026-03-01", "e": {"date": "2026-03-01"}, "f": None},
        drink={"type": "Tea", "cups": 2},
        day_or_count="2026-03-01",
        parts=["x", "y"],
        anything={"x": [1]},
        share=1.5,
    )
    assert form == Form(
        code=Code("c"),
        amount=7,
        weight=2.0,
        paid=True,
        mark=b"hi",
        day=date(2026, 3, 1),
        at=datetime(2026, 3, 1, 1, 30, tzinfo=UTC),
        level=3,
        colour=Colour.BLUE,
        services=frozenset({"water", "rest"}),
        conditions=(Condition(Label("Seats", "座位"), 2),),
        pair=(1, "x"),
        names=["a"],
        facts={"a": True, "b": 1, "c": 1.5, "d": "2026-03-01", "e": date(2026, 3, 1), "f": None},
        drink=Tea(2),
        day_or_count=date(2026, 3, 1),
        parts=("x", "y"),
        anything={"x": [1]},
        share=1.5,
    )
    assert [type(value) for value in form.facts.values()] == [bool, int, float, str, date, type(None)]


def test_what_a_toml_parser_gives_is_read_as_it_is() -> None:
    """Dates, times, bytes and tuples that are already such are kept."""
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    form = read(day=date(2026, 3, 1), at=noon, mark=b"x", pair=(1, "x"), parts={"cups": 1}, day_or_count=4)
    assert (form.day, form.at, form.mark, form.pair) == (date(2026, 3, 1), noon, b"x", (1, "x"))
    assert (form.parts, form.day_or_count) == (Tea(1), 4)


@pytest.mark.parametrize("value", [1.9, 1.0, True, "12_000", "１２", "١٢", " 7 ", "7", None, [7]])
def test_only_a_whole_number_is_a_whole_number(value: object) -> None:
    """Row 1: nothing is rounded, counted or parsed into an amount."""
    assert refused(Form, {"code": "c", "amount": value}) == [("amount", "wire.not_int")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0, "number.too_small"),
        (-5, "number.too_small"),
        (2**63, "number.too_large"),
        (-(2**63) - 1, "number.too_small"),
        pytest.param(10**5000, "number.too_large", id="5,000 digits"),
    ],
)
def test_a_number_out_of_bounds_is_refused_without_overflow(value: int, code: str) -> None:
    """Rows 2, 3 and 7: neither too little nor over 63 bits, however long; and the message can be printed."""
    with pytest.raises(Invalid) as caught:
        read(amount=value)
    assert problems(caught.value) == [("amount", code)]
    assert len(caught.value.say("zh")) < 200


@pytest.mark.parametrize("value", ["False", "no", 0, 1, None, "true"])
def test_only_true_and_false_are_booleans(value: object) -> None:
    """Row 8: the word "False" is a text, and 1 is a number."""
    assert refused(Form, {"code": "c", "paid": value}) == [("paid", "wire.not_bool")]


@pytest.mark.parametrize("value", [None, 7, True, b"c", ["c"]])
def test_only_text_is_text(value: object) -> None:
    """Row 9: nothing is not the text "None"."""
    assert refused(Form, {"code": value}) == [("code", "wire.not_text")]


@pytest.mark.parametrize(
    "value",
    [
        "10/11/12",
        "1",
        "tomorrow",
        "2024-W09-4",
        "20240229",
        "２０２４-02-28",
        20240229,
        datetime(2024, 2, 29, tzinfo=UTC),
    ],
)
def test_a_date_is_written_in_one_way(value: object) -> None:
    """Rows 30 and 31: no guessing at days and months, no other ISO forms, no times."""
    assert refused(Form, {"code": "c", "day": value}) == [("day", "wire.not_date")]


def test_a_day_that_does_not_exist_is_refused() -> None:
    """Row 31: there was no 30 February, nor a 30 February at noon."""
    assert refused(Form, {"code": "c", "day": "2024-02-30", "at": "2024-02-30T12:00:00Z"}) == [
        ("day", "wire.no_such_date"),
        ("at", "wire.no_such_date"),
    ]


@pytest.mark.parametrize("value", ["2026-03-01T09:30:00", datetime(2026, 3, 1)])  # noqa: DTZ001 # the point of it
def test_a_time_without_its_offset_is_refused(value: object) -> None:
    """Row 32: nobody guesses which clock was meant."""
    assert refused(Form, {"code": "c", "at": value}) == [("at", "wire.no_offset")]


@pytest.mark.parametrize(
    "value", ["2026-03-01", "2026-03-01T25:00:00Z", "09:30", 1772328600, date(2026, 3, 1)]
)
def test_a_time_is_written_in_one_way(value: object) -> None:
    """A time has a date, a clock and an offset, or is refused."""
    assert refused(Form, {"code": "c", "at": value}) == [("at", "wire.not_instant")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("nan"), "wire.not_finite"),
        (float("inf"), "wire.not_finite"),
        (True, "wire.not_number"),
        ("1", "wire.not_number"),
    ],
)
def test_a_number_is_finite(value: object, code: str) -> None:
    """Row 4: what cannot be compared or added is no number."""
    assert refused(Form, {"code": "c", "weight": value}) == [("weight", code)]


def test_half_a_character_is_refused() -> None:
    """A text that cannot be written as UTF-8 is not kept, and can still be talked about."""
    with pytest.raises(Invalid) as caught:
        read(code="a\ud800")
    assert problems(caught.value) == [("code", "wire.broken_text")]
    assert caught.value.say().encode()


@pytest.mark.parametrize("value", ["aGk", "汉字", "a b"])
def test_bytes_are_base64(value: str) -> None:
    """Nothing else becomes bytes."""
    assert refused(Form, {"code": "c", "mark": value}) == [("mark", "wire.not_base64")]


def test_an_unknown_field_is_refused_with_the_nearest_name() -> None:
    """Row 10: a slip of the pen is told from a misunderstanding."""
    with pytest.raises(Invalid) as caught:
        wire.read(Condition, {"title": {"en": "a", "zh": "b"}, "at_lest": 2, "zzz\n": 1, 7: 1})
    assert problems(caught.value) == [
        ("7", "wire.unknown_field"),
        ("at_lest", "wire.unknown_field_near"),
        ("'zzz\\n'", "wire.unknown_field"),
    ]
    assert "did you mean 'at_least'?" in caught.value.say("en")
    assert "是否想写 'at_least'？" in caught.value.say("zh")


def test_a_long_unknown_name_is_cut() -> None:
    """A stranger's megabyte does not come back as a megabyte of message."""
    with pytest.raises(Invalid) as caught:
        read(**{"x" * 1_000_000: 1})
    assert len(caught.value.say()) < 1_000


def test_all_problems_are_listed_at_once_under_their_paths() -> None:
    """A form is mended in one go: missing, wrong, misnamed and forbidden values are told together."""
    plain = {
        "amount": 0,
        "weight": "1",
        "level": "C",
        "colour": "green",
        "services": ["a", "a", "b"],
        "conditions": [{"title": {"en": "x", "zh": None}, "at_least": 0}, 3, {}],
        "pair": [1, 2],
        "facts": {"a": [1], "b": 1, "c": "\ud800"},
        "drink": {"type": "Coffee"},
        "share": 7.5,
        "day_or_count": "x",
    }
    assert refused(Form, plain) == [
        ("code", "value.missing"),
        ("weight", "wire.not_number"),
        ("level", "value.not_one_of"),
        ("colour", "value.not_one_of"),
        ("services.1", "wire.twice"),
        ("conditions.0.title.zh", "wire.not_text"),
        ("conditions.0.at_least", "number.too_small"),
        ("conditions.1", "wire.not_table"),
        ("conditions.2.title", "value.missing"),
        ("pair.1", "wire.not_text"),
        ("facts.a", "wire.none_of"),
        ("facts.c", "wire.none_of"),
        ("drink.type", "value.not_one_of"),
        ("day_or_count", "wire.none_of"),
        ("amount", "number.too_small"),
    ]


def test_every_validator_of_a_form_is_heard() -> None:
    """The first field to be refused does not hide the second."""
    assert refused(Form, {"code": "c", "amount": 0, "weight": 1.0, "share": 3.0}) == [
        ("amount", "number.too_small"),
        ("share", "number.too_large"),
    ]


def test_what_the_class_itself_refuses_is_a_problem_of_the_whole() -> None:
    """A rule over several fields is told with its reason, whoever wrote it."""
    assert refused(Form, {"code": "closed"}) == [("", "refused")]
    with pytest.raises(Invalid, match="an odd one needs an amount") as caught:
        read(code="odd")
    assert problems(caught.value) == [("", "wire.refused")]


def test_a_foreign_refusal_of_any_kind_is_a_problem_but_a_fault_is_not() -> None:
    """A KeyError of a hook is no missing field; an AttributeError is a programmer's, and stays one."""

    def by_name(plain: Any) -> Tea:
        return {"one": Tea(1)}[plain]

    def faulty(plain: Any) -> Tea:
        return Tea(plain.cups)

    order = attrs.make_class("Order", {"tea": attrs.field(type=Tea)})
    assert wire.read(order, {"tea": "one"}, hooks={Tea: by_name}) == order(Tea(1))
    with pytest.raises(Invalid) as caught:
        wire.read(order, {"tea": "two"}, hooks={Tea: by_name})
    assert problems(caught.value) == [("tea", "wire.refused")]
    with pytest.raises(AttributeError):
        wire.read(order, {"tea": "two"}, hooks={Tea: faulty})


@pytest.mark.parametrize("plain", [None, [], "code", 7, True])
def test_only_a_table_is_read_as_a_form(plain: object) -> None:
    """Neither a list nor a text is taken apart in search of fields."""
    assert refused(Form, plain) == [("", "wire.not_table")]


def test_shapes_are_held_to() -> None:
    """A text is no list of letters, a list is no table, and a pair has two parts."""
    plain = {"code": "c", "services": "water", "conditions": {}, "pair": [1], "names": "ab", "facts": [1]}
    assert refused(Form, plain) == [
        ("services", "wire.not_list"),
        ("conditions", "wire.not_list"),
        ("pair", "wire.not_so_many"),
        ("names", "wire.not_list"),
        ("facts", "wire.not_table"),
    ]
    assert refused(Form, {"code": "c", "pair": 7, "level": ["A"]}) == [
        ("level", "value.not_one_of"),
        ("pair", "wire.not_list"),
    ]


def test_a_choice_is_told_from_its_likeness() -> None:
    """True is not 1, and 3.0 is not 3."""
    assert refused(Form, {"code": "c", "level": 3.0}) == [("level", "value.not_one_of")]


def test_a_table_for_one_of_several_classes_says_which() -> None:
    """The key `type` decides; without it nobody guesses, and below it paths go on."""
    assert refused(Form, {"code": "c", "drink": {"cups": 1}}) == [("drink.type", "value.missing")]
    assert refused(Form, {"code": "c", "drink": {"type": "Tea", "cups": 0}}) == [
        ("drink.cups", "number.too_small")
    ]
    assert refused(Form, {"code": "c", "drink": 3}) == [("drink", "wire.none_of")]
    assert refused(Form, {"code": "c", "parts": {"cups": 0}}) == [("parts.cups", "number.too_small")]
    assert refused(Form, {"code": "c", "facts": {"a": {"date": "1"}}}) == [("facts.a", "wire.not_date")]


def test_deep_nesting_is_refused_before_anything_recurses() -> None:
    """Row 6: 50,000 levels are refused as one problem."""
    plain: Any = "bottom"
    for _ in range(50_000):
        plain = {"x": [plain]}
    assert refused(Form, {"code": "c", "anything": plain}) == [("", "wire.too_deep")]


def test_a_class_may_be_read_in_a_form_of_its_own() -> None:
    """A hook reads one class from the plain value that stands for it; its refusal carries the path."""

    def cups(plain: Any) -> Tea:
        if not isinstance(plain, str):
            raise Invalid.at("", "wire.not_text", value=plain)
        return Tea(len(plain))

    @attrs.frozen
    class Order:
        teas: tuple[Tea, ...]

    assert wire.read(Order, {"teas": ["xx"]}, hooks={Tea: cups}) == Order((Tea(2),))
    with pytest.raises(Invalid) as caught:
        wire.read(Order, {"teas": ["xx", 3]}, hooks={Tea: cups})
    assert problems(caught.value) == [("teas.1", "wire.not_text")]
    assert refused(Order, {"teas": ["xx"]}) == [("teas.0", "wire.not_table")]


@pytest.mark.parametrize("kind", [complex, set[int], tuple[complex, ...]])
def test_a_type_without_a_plain_form_is_a_fault_of_the_program(kind: Any) -> None:
    """A field that can never be read is told to the programmer, not to the writer of the form."""
    cls = attrs.make_class("Odd", {"x": attrs.field(type=kind)}, frozen=True)
    with pytest.raises(TypeError, match="no plain form"):
        wire.read(cls, {"x": [1]})


def test_a_private_text_is_read_and_never_written() -> None:
    """It comes in as text and goes out as null; what is wrong with it is told without it."""
    command = wire.read(persons.Correct, {"person": "person-1", "fields": {"phone": "13812345678"}})
    assert command.fields["phone"].text == "13812345678"
    assert wire.write(command)["fields"] == {"phone": None}
    assert wire.read(persons.Correct, {"person": "person-1", "fields": command.fields}) == command
    for wrong in (13812345678, ["13812345678"], None, "13812345678\ud800"):
        with pytest.raises(Invalid) as refused:
            wire.read(persons.Correct, {"person": "person-1", "fields": {"phone": wrong}})
        assert refused.value.problems[0].field == "fields.phone"
        assert "138" not in str(refused.value)
    drawn = wire.schema(persons.Correct)["$defs"]["Correct"]["properties"]["fields"]
    assert drawn["additionalProperties"] == {"type": "string", "writeOnly": True}
