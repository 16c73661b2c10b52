"""The catalogue of bad input, rows of the ledger that its other tests do not show."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from friendly_services import points
from friendly_services.ids import RedemptionId
from tests.small_city import SmallCity
from tests.test_points import RIDER, RULES, account, earn, offer, redeem


def test_row_15_and_row_16_no_command_can_say_it() -> None:
    """Rows 15, 16: no command names two accounts of workers, or a unit: rules alone say what moves where."""
    for command in points.CAPABILITY.commands:
        names = {field.name for field in attrs.fields(command)}
        assert len(names & {"worker", "account", "of_worker", "to_worker"}) <= 1
        assert names.isdisjoint({"unit", "units", "source", "target"})


@pytest.mark.parametrize(("months", "last"), [(1, date(2026, 2, 28)), (2, date(2026, 3, 31))])
def test_row_27_months_are_counted_from_the_day_of_the_act(months: int, last: date) -> None:
    """Row 27: of 31 January a month later is the end of February, and two months later that of March."""
    rules = attrs.evolve(RULES, expiry=points.Expiry(months))
    city = SmallCity(points.CAPABILITY, rules, date(2026, 1, 31))
    earn(city)
    assert account(city).by_expiry == (points.Lot(last, 20),)
    assert points.available(account(city), last) == 20
    assert points.available(account(city), last + timedelta(days=1)) == 0


def test_row_28_a_day_without_midnight_begins_when_it_does() -> None:
    """Row 28: where clocks skip 00:00, what is held until the day before lapses as it begins, at 01:00."""
    city = SmallCity(points.CAPABILITY, RULES, date(2022, 3, 26) - timedelta(days=RULES.hold_days))
    city.zone = ZoneInfo("Asia/Beirut")
    earn(city, 3)
    reward = offer(city)
    redemption: RedemptionId = redeem(city, reward)
    first = datetime(2022, 3, 26, 22, tzinfo=UTC)
    before, begins = ((first - timedelta(seconds=n)).astimezone(city.zone) for n in (1, 0))
    assert begins.time() == time(1)
    city.today, city.time = begins.date(), begins.time()
    with pytest.raises(points.HoldLapsed):
        city.do(points.Collect(redemption, RIDER, reward))
    assert points.available(account(city), begins.date()) == 60
    city.today, city.time = before.date(), before.time()
    city.do(points.Collect(redemption, RIDER, reward))
    assert account(city).balance == 30
