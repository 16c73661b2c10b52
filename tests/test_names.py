"""What may stand as a name or a note, and what counts as the same name in a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.names import LONGEST_NAME, check_name, check_text, folded


def refusal(text: object) -> str:
    """Why this is no name."""
    with pytest.raises(Invalid) as caught:
        check_name("name", text)
    [problem] = caught.value.problems
    assert problem.field == "name"
    assert problem.say("en") != problem.say("zh")
    return problem.reason.code


@pytest.mark.parametrize(
    "name",
    [
        "老王热饭铺",
        "买买提·艾力",
        "𠮷田家",
        "Café No. 5",
        '"; DROP TABLE merchants',
        "<b>x</b>",
        "{0.__class__}",
        " a ",
        "x" * 200,
    ],
)
def test_a_name_is_kept_letter_for_letter(name: str) -> None:
    """Row 79: what looks like code is a name like any other, and nothing is trimmed."""
    assert check_name("name", name) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("老\u200b王", "name.hidden"),
        ("老\ufeff王", "name.hidden"),
        ("老\u202e王", "name.hidden"),
        ("\u2066老王", "name.hidden"),
        ("老王\n", "name.hidden"),
        ("老\t王", "name.hidden"),
        ("老\x00王", "name.hidden"),
        ("老\x7f王", "name.hidden"),
        ("老\u2028王", "name.hidden"),
        ("老\u00ad王", "name.hidden"),
        ("ㅤ\u3164", "name.hidden"),
        ("\u2800", "name.hidden"),
        ("老\ufffd王", "name.lost"),
        ("老\ud842", "name.lost"),
        ("", "name.empty"),
        ("  \u3000", "name.empty"),
        ("x" * 201, "name.too_long"),
        ("x" * 100_000, "name.too_long"),
        (7, "name.not_text"),
        (None, "name.not_text"),
        (b"name", "name.not_text"),
    ],
)
def test_what_hides_reorders_or_is_no_name_is_refused(text: object, code: str) -> None:
    """Rows 44 and 79: with the place of the character, and never stripped."""
    assert refusal(text) == code


def test_the_longest_length_can_be_told() -> None:
    """A field that needs less or more says so."""
    assert check_name("code", "x" * (LONGEST_NAME + 1), longest=300)
    with pytest.raises(Invalid, match="has 3 characters: at most 2"):
        check_name("code", "xxx", longest=2)


def test_a_note_may_have_lines() -> None:
    """Lines and tabs are kept; a lone carriage return, which overwrites what stands before it, is not."""
    assert check_text("note", "一\n二\r\n\t三") == "一\n二\r\n\t三"
    assert check_text("note", "") == ""
    for bad in ("paid 5\rpaid 50", "x\x1b[31m", "x" * 2_001, "a\u202eb", 7):
        with pytest.raises(Invalid):
            check_text("note", bad)


def test_the_place_of_a_hidden_character_counts_from_one() -> None:
    """A person counting characters finds it, also after a line break."""
    with pytest.raises(Invalid, match=r"U\+200B, at place 3"):
        check_text("note", "一\n\u200b")


@pytest.mark.parametrize(
    "names",
    [
        ("买买提·艾力", "买买提•艾力", "买买提．艾力", "买买提・艾力", "买买提 · 艾力", "买买提･艾力"),
        ("KFC Coffee", "ＫＦＣ　ｃｏｆｆｅｅ", " kfc  coffee "),
        ("Straße", "STRASSE"),
        ("ｶﾌｪ", "カフェ"),
    ],
)
def test_one_name_written_in_several_ways_is_found_as_one(names: tuple[str, ...]) -> None:
    """Row 43: kinds of dots, widths, capitals and spaces make no difference to a search."""
    assert len({folded(name) for name in names}) == 1


def test_different_names_stay_different() -> None:
    """Folding joins spellings, not names."""
    assert len({folded(name) for name in ("老王", "老汪", "老王2", "老 王")}) == 4


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is stored for the search can be compared with what is typed in it."""
    assert folded(folded(text)) == folded(text)
