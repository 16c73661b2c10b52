"""Texts that claim to be JSON."""

from typing import Any

import pytest

from friendly_services import wire
from friendly_services.errors import Invalid
from friendly_services.text import Label


def refusal(call: Any, text: Any, **more: Any) -> tuple[str, str, int | None]:
    """Where and why a text is refused, and on which line."""
    with pytest.raises(Invalid) as caught:
        call(text, **more)
    [problem] = caught.value.problems
    assert problem.say("en") != problem.say("zh")
    assert len(problem.say("en")) < 400
    return problem.field, problem.reason.code, problem.line


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"x": NaN}', "wire.not_finite"),
        ('{"x": Infinity}', "wire.not_finite"),
        ('{"x": -Infinity}', "wire.not_finite"),
        ('{"x": 1e999}', "wire.not_finite"),
        ('{"x": -0}', "wire.minus_zero"),
        ('{"x": -0.0}', "wire.minus_zero"),
        ('{"x": -0e7}', "wire.minus_zero"),
        ('{"x": ' + "9" * 21 + "}", "wire.too_many_digits"),
        ('{"x": -' + "9" * 5_000 + "}", "wire.too_many_digits"),
        ("[" * 65 + "]" * 65, "wire.too_deep"),
        ("[" * 50_000, "wire.too_deep"),
        ('{"x":' * 50_000, "wire.too_deep"),
        ('["\\"",' * 50_000, "wire.too_deep"),
        (b'{"x": "\xc1\xaa"}', "wire.not_utf8"),
        ('{"x": 1}'.encode("utf-16"), "wire.not_utf8"),
        (b" " * 1_048_577, "wire.too_large"),
        ("[" + '"\\"' * 100_000, "wire.not_json"),
        ("", "wire.not_json"),
        ("{'x': 1}", "wire.not_json"),
        ('{"x": 1,}', "wire.not_json"),
        ('{"x": 1} {"x": 2}', "wire.not_json"),
        ('{"x": "a\nb"}', "wire.not_json"),
    ],
)
def test_json_that_parsers_differ_on_is_refused(text: str | bytes, code: str) -> None:
    """Rows 4, 6 and 7: numbers that are none, deep nesting and long integers end before they do harm."""
    assert refusal(wire.from_json, text)[1] == code


def test_a_key_given_twice_is_refused() -> None:
    """Row 5: nobody decides which of the two was meant; each such key is named."""
    assert refusal(wire.from_json, '{"amount": 1, "amount": 2}') == ("amount", "wire.key_twice", None)
    with pytest.raises(Invalid) as caught:
        wire.from_json('[{"a": 1, "b": 2, "b": 3, "a": 4, "a": 5}]')
    assert [problem.field for problem in caught.value.problems] == ["a", "b"]


def test_the_line_of_a_slip_is_told() -> None:
    """A person finds it in the file."""
    assert refusal(wire.from_json, '{\n"x": 1,\n"y" 2}') == ("", "wire.not_json", 3)


def test_json_within_the_limits_is_read() -> None:
    """64 levels, 20 digits and a UTF-8 mark at the start are fine; brackets inside texts are not levels."""
    deep = wire.from_json("[" * 64 + "]" * 64)
    assert str(deep).count("[") == 64
    assert wire.from_json('{"x": 99999999999999999999, "y": 0.0, "z": "' + "[" * 100 + '\\""}') == {
        "x": 99_999_999_999_999_999_999,
        "y": 0.0,
        "z": "[" * 100 + '"',
    }
    assert wire.from_json(b"\xef\xbb\xbf[1]") == [1]
    assert wire.from_json("[1]", largest=3) == [1]
    assert refusal(wire.from_json, "[12]", largest=3)[1] == "wire.too_large"


def test_a_value_is_read_from_json_at_once() -> None:
    """Both the text and what it says are checked."""
    assert wire.read_json(Label, '{"en": "a", "zh": "b"}') == Label("a", "b")
    assert refusal(lambda text: wire.read_json(Label, text), '{"en": "a"}') == ("zh", "value.missing", None)
