"""What can go wrong, and how it is told."""

import pytest

from friendly_services.errors import Forbidden, FriendlyServicesError, Invalid, NotFound, Problem, Refused
from friendly_services.text import Reason


def test_an_error_carries_its_facts() -> None:
    """Facts are attributes, the reason repeats them, the message is made from them in either language."""
    error = NotFound("merchant", "m-1")
    assert error.facts == {"kind": "merchant", "id": "m-1"}
    assert error.reason == Reason("not_found", kind=Reason("noun.merchant"), id="m-1")
    assert str(error) == "there is no merchant 'm-1'"
    assert error.say("zh") == "没有此商户：'m-1'"
    assert str(NotFound("plugin_kind", "x-1")) == "there is no plugin_kind 'x-1'"


@pytest.mark.parametrize(
    ("error", "kin"),
    [
        (NotFound("merchant", "m-1"), LookupError),
        (Invalid.at("within", "value.missing"), ValueError),
        (Forbidden("u1", "merchants.Name", ("chief",)), PermissionError),
        (Refused(), FriendlyServicesError),
    ],
)
def test_errors_are_kin_of_what_hosts_catch_already(error: Exception, kin: type[Exception]) -> None:
    """A host that knows nothing of this library still catches the right thing."""
    assert isinstance(error, kin)
    assert isinstance(error, FriendlyServicesError)


def test_errors_tell_the_same_and_still_raise() -> None:
    """Two refusals with the same facts give equal reasons; a raised one keeps its cause."""
    assert NotFound("merchant", "m-1").reason == NotFound("merchant", "m-1").reason
    cause = KeyError("m-1")
    with pytest.raises(NotFound) as caught:
        raise NotFound("merchant", "m-1") from cause
    assert caught.value.__cause__ is cause


def test_a_path_is_built_from_the_inside_out() -> None:
    """Each level that an error passes puts its name in front; a problem of the whole takes that name."""
    both = Invalid((Problem("lat", Reason("value.missing")), Problem("", Reason("value.missing"))))
    assert [p.field for p in both.inside("at").problems] == ["at.lat", "at"]
    assert [p.field for p in both.inside("").problems] == ["lat", ""]


def test_every_problem_is_told() -> None:
    """One problem is one line; several get a headline and a line each."""
    one = Invalid.at("within", "number.too_small", value=0, low=1)
    assert str(one) == "within: 0 is too small: at least 1"
    two = Invalid((*one.problems, Problem("name", Reason("value.missing"))))
    assert str(two).splitlines() == [
        "the input has problems:",
        "- within: 0 is too small: at least 1",
        "- name: is required",
    ]
    assert two.say("zh").splitlines()[2] == "- name: 必填"


@pytest.mark.parametrize(
    ("problem", "english", "chinese"),
    [
        (Problem("", Reason("value.missing")), "is required", "必填"),
        (Problem("a", Reason("value.missing"), file="x.csv"), "x.csv, a: is required", "x.csv, a: 必填"),
        (
            Problem("a", Reason("value.missing"), file="x.csv", line=3, row=2),
            "x.csv:3, row 2, a: is required",
            "x.csv:3, 第 2 行, a: 必填",
        ),
        (Problem("", Reason("value.missing"), row=1), "row 1: is required", "第 1 行: 必填"),
    ],
)
def test_a_problem_tells_where_it_stands(problem: Problem, english: str, chinese: str) -> None:
    """File, line, row and field come first, each only if it is known."""
    assert [str(problem), problem.say("zh")] == [english, chinese]
