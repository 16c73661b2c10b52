"""A business that closes for good: on notice, without stain, and no way out of an open case."""

from datetime import date, timedelta

import pytest

from friendly_services import merchants
from friendly_services.errors import Invalid
from friendly_services.merchants import (
    Dismiss,
    EndBusiness,
    Hide,
    NotNow,
    NotYours,
    OpenRevocation,
    RecoverPlaque,
    Show,
    Suspend,
)
from friendly_services.text import say
from tests.register import (
    AUDIT,
    CHIEF,
    CLERK,
    CLOCK,
    NEIGHBOUR,
    OWNER,
    Register,
    applied,
    named,
    opened,
    shown,
    taken_over,
    where,
)


def today(register: Register, days: int = 0) -> date:
    """The register's date, or so many days after it."""
    return register.now.date() + timedelta(days=days)


def test_a_merchant_gives_notice_and_is_gone_after_its_last_day() -> None:
    """Until then it is on the map, which says so; then it leaves by itself, and its place is free."""
    register = Register()
    shop = shown(register)
    last = today(register, 10)
    register.do(EndBusiness(shop, last), OWNER)
    place = merchants.place(register.merchant(shop))
    assert (place.absent, [say(note) for note in place.notes]) == (None, [f"closes for good after {last}"])
    due = register.due(shop)
    assert due is not None
    assert (due[0].date(), due[1]) == (last + timedelta(days=1), EndBusiness(shop, last))
    register.days(11)
    register.do(due[1], CLOCK)
    gone = register.merchant(shop)
    assert (gone.standing, gone.ground, gone.closing, gone.alive) == ("ended", None, None, False)
    assert where(merchants.place(gone)) == "it is closed for good"
    assert "claim" not in dict(merchants.keys(gone))
    register.do(RecoverPlaque(shop))
    assert register.due(shop) is None
    with pytest.raises(NotNow, match="while the merchant is closed for good"):
        register.do(EndBusiness(shop, last), OWNER)


def test_a_business_that_has_closed_is_gone_at_once() -> None:
    """Told afterwards, by an officer who has its letter: on record is who told it and the day it was."""
    register = Register()
    shop = shown(register)
    register.days(3)
    with pytest.raises(NotYours):
        register.do(EndBusiness(shop, today(register, -1)), NEIGHBOUR)
    with pytest.raises(Invalid, match="ref: name the merchant's signed request"):
        register.do(EndBusiness(shop, today(register, -1)), CLERK)
    with pytest.raises(Invalid, match=r"last_day: .* is before the naming"):
        register.do(EndBusiness(shop, date(2025, 12, 31)), OWNER)
    register.do(EndBusiness(shop, today(register, -1), "letter 5"), CLERK)
    (event,) = [e for e in register.journal["merchant", shop] if isinstance(e, merchants.Ended)]
    assert (event.by, event.ref, event.last_day) == ("clerk", "letter 5", today(register, -1))


def test_the_last_day_can_be_moved() -> None:
    """The latest notice counts, and nobody's clock ends the merchant by an earlier one."""
    register = Register()
    shop = shown(register)
    first = today(register, 5)
    register.do(EndBusiness(shop, first), OWNER)
    register.do(EndBusiness(shop, first + timedelta(days=30)), OWNER)
    register.days(6)
    with pytest.raises(NotYours):
        register.do(EndBusiness(shop, first), CLOCK)
    closing = register.merchant(shop).closing
    assert closing is not None
    assert closing.term.day == first + timedelta(days=30)


def test_who_rests_or_came_from_an_older_register_may_close_too() -> None:
    """A suspended merchant leaves as a named one does; an application is withdrawn instead."""
    register = Register()
    for way in (shown, taken_over):
        shop = way(register)
        register.do(Suspend(shop, "closed"))
        register.days(1)
        register.do(EndBusiness(shop, today(register, -1)), OWNER)
        assert register.merchant(shop).suspension is None
        assert register.standing(shop) == "ended"
    with pytest.raises(NotNow, match="at the form check"):
        register.do(EndBusiness(applied(register), today(register)), OWNER)


def test_nobody_closes_to_escape_a_case() -> None:
    """While a matter is looked into or a case is open the notice waits; dismissed, it takes effect."""
    register = Register()
    shop = named(register)
    last = today(register, 1)
    register.do(EndBusiness(shop, last), OWNER)
    register.do(Hide(shop, "fraud", AUDIT))
    register.days(2)
    due = register.due(shop)
    assert not isinstance(due and due[1], EndBusiness)
    with pytest.raises(NotNow, match="may leave once that is settled"):
        register.do(EndBusiness(shop, last), OWNER)
    register.do(OpenRevocation(shop, "fraud", AUDIT, "found"))
    with pytest.raises(NotNow, match="in a case for revocation on the ground fraud"):
        register.do(EndBusiness(shop, last), OWNER)
    case = register.merchant(shop).revocation
    assert case is not None
    register.do(Dismiss(shop, case, "it was not so"), CHIEF)
    due = register.due(shop)
    assert due is not None
    assert due[1] == EndBusiness(shop, last)
    register.do(due[1], CLOCK)
    assert register.standing(shop) == "ended"


def test_a_merchant_hidden_and_shown_again_still_closes() -> None:
    """The notice is kept through all that."""
    register = Register()
    shop, _ = opened(register)
    other = shown(register)
    register.do(EndBusiness(other, today(register)), OWNER)
    register.do(Hide(other, "fraud", AUDIT))
    register.do(Show(other))
    register.days(1)
    register.do(EndBusiness(other, today(register, -1)), CLOCK)
    assert (register.standing(other), register.standing(shop)) == ("ended", "revoking")
