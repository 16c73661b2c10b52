"""Points exchanged on the spot, and what undoes it."""

from datetime import timedelta

import attrs
import pytest

from friendly_services import points
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import WorkerId
from friendly_services.points import Earn, Expire, Reverse, Spend
from tests.small_city import SmallCity
from tests.test_points import DAY, RIDER, RULES, account


@pytest.fixture
def city() -> SmallCity:
    """A city whose rider has 60 points of March and 20 of May."""
    city = SmallCity(points.CAPABILITY, RULES, DAY)
    city.do(Earn(RIDER, "hour", "sheet-1", quantity=3))
    city.forward(days=60)
    city.do(Earn(RIDER, "hour", "sheet-2"))
    return city


def lots(city: SmallCity) -> list[int]:
    """The points of each lot."""
    return [lot.points for lot in account(city).by_expiry]


def test_points_are_spent_earliest_expiry_first(city: SmallCity) -> None:
    """Two vouchers take the whole first lot, a third would be too much and takes nothing."""
    city.do(Spend(RIDER, "voucher", "code-1", 2), by=RIDER)
    assert (account(city).balance, lots(city)) == (20, [20])
    with pytest.raises(points.InsufficientPoints, match="30 points are needed, and 20 can be spent"):
        city.do(Spend(RIDER, "voucher", "code-2"), by=RIDER)


def test_what_is_reversed_goes_back_to_its_lots(city: SmallCity) -> None:
    """A purchase named by its reference is undone, with the expiry that its points had."""
    before = account(city)
    city.do(Spend(RIDER, "voucher", "code-1", 2), by=RIDER)
    city.do(Reverse(RIDER, None, "decision-1", of="code-1"))
    after = account(city)
    assert (after.balance, after.lots) == (before.balance, before.lots)
    with pytest.raises(points.AlreadyReversed):
        city.do(Reverse(RIDER, None, "decision-2", of="code-1"))
    with pytest.raises(points.ReversalIsFinal):
        city.do(Reverse(RIDER, after.purchases[0].reversed_by, "decision-2"))


def test_what_expired_meanwhile_expires_when_it_comes_back(city: SmallCity) -> None:
    """The lot of March is over when the purchase is reversed: its points come back and expire at once."""
    city.rules = attrs.evolve(RULES, reversible_days=366)
    city.do(Spend(RIDER, "voucher", "code-1", 2), by=RIDER)
    city.forward(days=340)
    city.do(Reverse(RIDER, None, "decision-1", of="code-1"))
    assert [type(event).__name__ for event in city.events("account", RIDER)[-2:]] == [
        "PurchaseReversed",
        "Expired",
    ]
    assert account(city).balance == 20


def test_a_purchase_settles_a_debt_when_it_comes_back(city: SmallCity) -> None:
    """An award reversed after it was spent is owed, and what comes back settles it first."""
    city.do(Spend(RIDER, "voucher", "code-1", 2), by=RIDER)
    city.do(Reverse(RIDER, None, "decision-1", of="sheet-1"))
    assert (account(city).balance, account(city).debt) == (0, 40)
    city.do(Reverse(RIDER, None, "decision-2", of="code-1"))
    assert (account(city).balance, account(city).debt) == (20, 0)


def test_of_two_entries_under_one_reference_the_latest_that_stands_is_meant(city: SmallCity) -> None:
    """An award and a purchase share a number of the host's: one is undone, then the other, then none."""
    city.do(Spend(RIDER, "voucher", "sheet-2"), by=RIDER)
    for balance in (80, 60):
        city.do(Reverse(RIDER, None, "decision-1", of="sheet-2"))
        assert account(city).balance == balance
    with pytest.raises(points.AlreadyReversed):
        city.do(Reverse(RIDER, None, "decision-1", of="sheet-2"))


def test_an_entry_must_be_named(city: SmallCity) -> None:
    """Neither a number nor a reference is refused; both must mean the same entry."""
    with pytest.raises(Invalid, match=r"by its number .* or by its reference"):
        Reverse(RIDER, None, "decision-1")
    with pytest.raises(points.NotReversible, match="entry 'sheet-2' cannot be reversed"):
        city.do(Reverse(RIDER, 2, "decision-1", of="sheet-2"))
    with pytest.raises(points.NotReversible, match=r"^nothing is entered under 'xx'"):
        city.do(Reverse(RIDER, None, "decision-1", of="xx"))


def test_only_the_worker_spends_and_only_what_the_catalogue_holds(city: SmallCity) -> None:
    """A stranger, an unknown item, and a worker without points are refused."""
    with pytest.raises(points.NotYours):
        city.do(Spend(RIDER, "voucher", "code-1"), by="rider-8")
    with pytest.raises(points.RewardUnknown):
        city.do(Spend(RIDER, "yacht", "code-1"), by=RIDER)
    with pytest.raises(points.InsufficientPoints):
        city.do(Spend(WorkerId("rider-9"), "voucher", "code-1"), by="rider-9")
    with pytest.raises(NotFound):
        city.do(Reverse(WorkerId("rider-9"), None, "decision-1", of="code-1"))


def test_a_purchase_has_a_limit(city: SmallCity) -> None:
    """One entry moves at most 10^12 points, however many somebody has."""
    with pytest.raises(Invalid, match="quantity: 33333333334 is too large: at most 33333333333"):
        city.do(Spend(RIDER, "voucher", "code-1", 33_333_333_334), by=RIDER)


def test_a_purchase_is_forgotten_once_it_cannot_be_reversed(city: SmallCity) -> None:
    """The account keeps a purchase for the days within which it may be reversed."""
    city.do(Spend(RIDER, "voucher", "code-1"), by=RIDER)
    city.forward(days=RULES.reversible_days + 1)
    city.do(Earn(RIDER, "hour", "sheet-3"))
    with pytest.raises(points.NotReversible, match="'code-1' cannot be reversed"):
        city.do(Reverse(RIDER, None, "decision-1", of="code-1"))
    city.do(Spend(RIDER, "voucher", "code-2"), by=RIDER)
    assert [purchase.ref for purchase in account(city).purchases] == ["code-2"]


def test_the_statement_tells_of_purchases(city: SmallCity) -> None:
    """A line for the purchase, one for its reversal, in the catalogue's words."""
    city.do(Spend(RIDER, "voucher", "code-1", 2), by=RIDER)
    city.do(Reverse(RIDER, None, "decision-1", of="code-1"))
    lines = points.statement(city.events("account", RIDER), RULES)[-2:]
    assert [(line.points, str(line.reason)) for line in lines] == [
        (-60, "voucher × 2 ('code-1')"),
        (60, f"entry {lines[0].entry} given back ('decision-1')"),
    ]
    assert points.available(account(city), DAY + timedelta(days=60)) == 80
    assert sum(points.totals([(RIDER, event) for event in city.events("account", RIDER)]).values()) == 0
    city.do(Expire(RIDER))


def test_the_same_is_not_paid_for_twice(city: SmallCity) -> None:
    """A reference that was exchanged is refused until its purchase is undone, also without a key."""
    city.do(Spend(RIDER, "voucher", "code-1"), by=RIDER)
    with pytest.raises(points.AlreadyPurchased, match=r"'code-1' was exchanged for voucher before: entry 4"):
        city.do(Spend(RIDER, "voucher", "code-1"), by=RIDER)
    city.do(Reverse(RIDER, None, "decision-1", of="code-1"))
    city.do(Spend(RIDER, "voucher", "code-1"), by=RIDER)
    assert account(city).balance == 50
