"""Reasons, and how values are shown in them."""

from datetime import UTC, date, datetime

import pytest

from friendly_services.text import LANGUAGES, Label, Language, Reason, say, show


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (None, "unknown", "未知"),
        (True, "yes", "是"),
        (False, "no", "否"),
        (12, "12", "12"),
        (1 / 3, "0.3333333333", "0.3333333333"),
        (80.0, "80", "80"),
        ("花溪", "花溪", "花溪"),
        (date(2026, 3, 1), "2026-03-01", "2026-03-01"),
        (datetime(2026, 3, 1, 8, 30, 59, tzinfo=UTC), "2026-03-01 08:30+00:00", "2026-03-01 08:30+00:00"),
        (Label(en="hot water", zh="热水"), "hot water", "热水"),
        (Reason("value.missing"), "is required", "必填"),
        (("a", None), "a, unknown", "a、未知"),
        ((), "", ""),
        ({}, "", ""),
        ({"water": True}, "water: yes", "water: 是"),
        (b"raw", "b'raw'", "b'raw'"),
    ],
)
def test_a_value_reads_as_its_reader_expects(value: object, english: str, chinese: str) -> None:
    """Dates are ISO, lists are joined, unknown is said aloud, labels and reasons are translated."""
    assert [show(value, language) for language in LANGUAGES] == [english, chinese]


def test_a_reason_is_a_value() -> None:
    """Reasons with the same code and facts are equal whatever the order, and show both."""
    why = Reason("number.too_small", value=0, low=1)
    assert why == Reason("number.too_small", low=1, value=0)
    assert hash(why) == hash(Reason("number.too_small", low=1, value=0))
    assert why != Reason("number.too_small", value=0, low=2)
    assert repr(why) == "Reason('number.too_small', low=1, value=0)"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "0 is too small: at least 1"), ("zh", "0 太小：至少为 1")]
)
def test_a_reason_is_said_in_both_languages(language: Language, said: str) -> None:
    """The sentence is made from the catalogue when it is read."""
    assert say(Reason("number.too_small", value=0, low=1), language) == said


def test_an_error_without_choices_says_so() -> None:
    """No sentence ends before it has said what there is to choose from."""
    none = Reason("value.not_one_of", value="city", choices=())
    assert [say(none, language) for language in LANGUAGES] == [
        "'city' is not one of none",
        "'city' 不在可选值 （无） 之中",
    ]


@pytest.mark.parametrize(("n", "said"), [(0, "0 problems."), (1, "1 problem."), (2, "2 problems.")])
def test_what_is_counted_is_one_or_many(n: int, said: str) -> None:
    """English says one problem and two problems; Chinese needs no such thing."""
    read = Reason("command_line.verified", entries=1, records=1, index_entries=1, problems=n)
    assert say(read) == f"1 event, 1 record and 1 index entry read: {said}"
    assert say(read, "zh") == f"已读取 1 个事件、1 条记录和 1 个索引项：发现 {n} 个问题。"


def test_a_code_without_words_is_shown_as_it_is() -> None:
    """A gap in the catalogue hides neither the code nor the facts."""
    assert say(Reason("no.such.code", value="x", n=1)) == "no.such.code: n=1, value='x'"


@pytest.mark.parametrize(
    "told", [Reason("number.too_small", value=0, low=1), None, True, Label("a", "b"), ()]
)
def test_a_language_without_words_is_refused(told: object) -> None:
    """The error names those there are."""
    with pytest.raises(ValueError, match="'de' is no language of this library: give 'en' or 'zh'"):
        show(told, "de")  # type: ignore[arg-type] # what is refused


def test_a_strangers_text_is_quoted_and_cut() -> None:
    """However long and strange the text, a message repeats 80 characters of it and tells the length."""
    said = say(Reason("id.malformed", value="x" * 10_000 + "\n"))
    assert "… (10004 characters)" in said
    assert len(said) < 200
    assert "'a\\nb'" in say(Reason("id.malformed", value="a\nb"))


def test_a_number_may_be_formatted_by_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence may ask for a format of Python's own."""
    monkeypatch.setitem(say.__globals__["WORDS"], "test.share", ("{share:.0%} of all", "占 {share:.0%}"))
    assert say(Reason("test.share", share=0.256), "zh") == "占 26%"


def test_a_label_prints_in_english() -> None:
    """A label in a log or a table of English text reads as English."""
    assert str(Label(en="hot water", zh="热水")) == "hot water"
