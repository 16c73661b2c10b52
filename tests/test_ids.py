"""Identities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.ids import check_id, derive, is_id

words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


@given(words, words, st.binary(min_size=16, max_size=64), st.integers(0, 4095))
def test_a_retry_makes_the_same_id(kind: str, city: str, token: bytes, n: int) -> None:
    """An id depends on kind, city, command and ordinal alone, names its kind, and any store takes it."""
    made = derive(kind, city, token, n)
    assert made == derive(kind, city, token, n)
    assert made.startswith(f"{kind}-")
    assert is_id(made)


@given(st.sets(st.tuples(words, words, st.binary(min_size=16, max_size=20), st.integers(0, 9)), max_size=20))
def test_no_two_records_share_an_id(origins: set[tuple[str, str, bytes, int]]) -> None:
    """Another kind, city, command or ordinal gives another id."""
    assert len({derive(*origin) for origin in origins}) == len(origins)


def test_each_part_of_an_origin_counts() -> None:
    """Records that differ in one part only have ids whose derived parts differ too."""
    origins = [
        ("merchant", "banan", b"form-17", 0),
        ("station", "banan", b"form-17", 0),
        ("merchant", "yubei", b"form-17", 0),
        ("merchant", "banan", b"form-18", 0),
        ("merchant", "banan", b"form-17", 1),
    ]
    assert len({derive(*origin).partition("-")[2] for origin in origins}) == len(origins)


@pytest.mark.parametrize("text", ["a", "rider-7", "A.b_c:d-9", "x" * 64])
def test_what_a_store_takes_is_an_id(text: str) -> None:
    """1 to 64 of the characters listed."""
    assert is_id(text)
    check_id("worker", text)


@pytest.mark.parametrize("text", ["", "x" * 65, "骑手7", "a b", "a\n", "٣", None, 7, b"a"])
def test_anything_else_is_refused_by_field_and_value(text: object) -> None:
    """The refusal names the field, quotes the value and says what an id looks like."""
    assert not is_id(text)
    with pytest.raises(Invalid, match=r"worker: .* is not an id: use 1 to 64"):
        check_id("worker", text)
