"""Unified social credit codes (GB 32100-2015)."""

import pytest

from friendly_services.errors import Invalid
from friendly_services.ids import credit_code


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "92500113MA00000018",
        "92500113MA0000002B",
        "92500113MA00000280",
        "92500113MA0000018Y",
    ],
)
def test_credit_codes_of_the_standard_and_its_corner_cases_check(code: str) -> None:
    """The worked example, the zero case and the Y case check; any other last character does not."""
    assert credit_code(code.lower()) == code
    for wrong in set("0123456789ABCDEFGHJKLMNPQRTUWXY") - {code[-1]}:
        with pytest.raises(Invalid, match="check character"):
            credit_code(code[:-1] + wrong)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("9250", "has 4 characters"),
        ("925OO113MA00000018", "is it '92500113MA00000018'"),
        ("925-0113MA00000018", "holds -"),
        ("Z2500113MA00000018", "holds Z"),
    ],
)
def test_a_mistyped_credit_code_gets_a_hint_and_is_never_mended(text: str, words: str) -> None:
    """Length, strange characters and O for 0 are told apart."""
    with pytest.raises(Invalid, match=words):
        credit_code(text)
