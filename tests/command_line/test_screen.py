"""Words and tables on a terminal: aligned by columns, wrapped where one may, readable on any console."""

import io
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.command_line.screen import Screen


def shown(**told: object) -> str:
    """What one call of each method named writes."""
    stream = io.StringIO()
    screen = Screen(stream)
    for method, arguments in told.items():
        getattr(screen, method)(*arguments if isinstance(arguments, tuple) else (arguments,))
    return stream.getvalue()


def columns(line: str) -> int:
    """How wide a line is on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def test_a_heading_is_underlined_as_wide_as_it_is() -> None:
    """A wide character takes two columns."""
    assert shown(heading="One 一") == "\nOne 一\n------\n"


def test_a_paragraph_is_wrapped_at_spaces() -> None:
    """No line is wider than the screen, and the words are all there."""
    lines = shown(say="word " * 60).splitlines()
    assert [columns(line) for line in lines] == [99, 99, 99]
    assert " ".join(lines).split() == ["word"] * 60


def test_chinese_is_wrapped_by_columns_between_characters() -> None:
    """A line holds half as many wide characters, and does not begin with the end of a clause."""
    lines = shown(item="本商户未在地图展示，" * 12).splitlines()
    assert all(columns(line) <= 100 for line in lines)
    assert [line[:4] for line in lines] == ["  - "] + ["    "] * (len(lines) - 1)
    assert not any(line.strip().startswith("，") for line in lines)
    assert "".join(line[4:] for line in lines) == "本商户未在地图展示，" * 12


def test_an_id_stays_whole() -> None:
    """What a reader will copy is not cut at its hyphen."""
    id_ = "station-4o2dx5zy76isq4uxedlfnlxccz"
    assert any(id_ in line for line in shown(say=f"{'x ' * 40}and {id_}, {id_}").splitlines())
    assert shown(say=f"{'x ' * 40}{id_}").splitlines()[1] == id_


@given(st.text(st.sampled_from("a b，一。\n-"), max_size=400))
def test_wrapping_loses_nothing(text: str) -> None:
    """Whatever is said, every character but spaces comes out, in order, in lines that fit."""
    lines = shown(say=text).splitlines()
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(columns(line) <= 100 or not any(c in line[:-1] for c in " 一，。") for line in lines)


def test_lines_are_left_as_they_are() -> None:
    """A report that is laid out already is not wrapped again."""
    assert shown(lines="a  b\n   c") == "a  b\n   c\n"
    assert shown(say="") == "\n"


def test_columns_stand_under_one_another() -> None:
    """Words to the left, numbers to the right, whatever alphabet."""
    rows = [("一", 5, "+20"), ("seven", 1200, "-5"), ("", "", "12%")]
    assert shown(table=(("名称", "n", "change"), rows)) == (
        "  名称      n  change\n"
        "  -----  ----  ------\n"
        "  一        5     +20\n"
        "  seven  1200      -5\n"
        "                  12%\n"
    )


def test_a_cell_that_is_too_wide_is_cut() -> None:
    """A long name ends in an ellipsis; the columns stay."""
    (_, _, row) = shown(table=(("name", "n"), [("长" * 60, 1)])).splitlines()
    assert row.split() == ["长" * 38 + "…", "1"]


def test_a_console_that_lacks_a_character_shows_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing fails on a console that knows only code page 936."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp936"))
    Screen.standard().say("é 二 𠮷")
    sys.stdout.flush()
    assert raw.getvalue().decode("cp936") == "é 二 ?\n"


def test_a_stream_that_cannot_be_told_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a notebook standard output is another kind of stream."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    Screen.standard().say("hello")
    assert stream.getvalue() == "hello\n"
