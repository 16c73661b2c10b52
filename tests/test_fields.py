"""Checks of fields that several rooms share."""

from typing import Any

import attrs
import pytest

from friendly_services import merchants
from friendly_services.errors import Invalid
from friendly_services.fields import a_name, a_text, an_id, if_given, whole
from friendly_services.ids import CaseId, MerchantId
from friendly_services.merchants import ReviewRule, SiteCheckRule
from tests.register import RULES


@attrs.frozen
class Form:
    """One field of each kind."""

    count: int = attrs.field(default=1, validator=whole(1, 9))
    id: str = attrs.field(default="a-1", validator=an_id)
    name: str = attrs.field(default="Lan's", validator=a_name)
    text: str = attrs.field(default="two\nlines", validator=a_text)
    ref: str = attrs.field(default="", validator=if_given(a_name))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        *(("count", value, "is not a whole number") for value in (True, 2.0, "2", None, "２")),
        ("count", 0, "at least 1"),
        ("count", 10, "at most 9"),
        ("id", "", "is not an id"),
        ("id", None, "is not an id"),
        ("name", " ", "is empty"),
        ("name", "a\nb", "hidden character"),
        ("text", "", "is required"),
        ("text", " \n ", "is required"),
        ("ref", "a\u202eb", "hidden character"),
        ("ref", None, "is not text"),
    ],
)
def test_a_field_is_refused_by_its_name(field: str, value: Any, message: str) -> None:
    """What does not fit is named with its field, never mended."""
    with pytest.raises(Invalid, match=f"{field}: .*{message}"):
        attrs.evolve(Form(), **{field: value})


def test_what_fits_stays_as_it_was_written() -> None:
    """A reference may be left empty or given."""
    assert attrs.astuple(Form(count=9, ref="file 7")) == (9, "a-1", "Lan's", "two\nlines", "file 7")


def test_a_statement_and_a_decision_say_something() -> None:
    """Nobody is heard by an empty statement, nor revoked by an empty decision."""
    shop, case = MerchantId("merchant-1"), CaseId("revocation-1")
    for cls, field in ((merchants.StateCase, "statement"), (merchants.Revoke, "decision")):
        with pytest.raises(Invalid, match=f"{field}: is required"):
            cls(shop, case, " ")


def test_rules_of_merchants_have_sensible_numbers() -> None:
    """A re-review every 0 months would come due for ever, and somebody must have seen the premises."""
    with pytest.raises(Invalid, match="every_months"):
        ReviewRule(0, RULES.review.within)
    with pytest.raises(Invalid, match="people"):
        SiteCheckRule(people=0, photos=3)
    with pytest.raises(Invalid, match="cool_off_months"):
        attrs.evolve(RULES.grounds["fraud"], cool_off_months=-1)
