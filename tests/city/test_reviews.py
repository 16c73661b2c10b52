"""The year's re-reviews of a city: planned, appointed, shown in the inbox."""

import math
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from friendly_services import merchants
from friendly_services.city import City
from friendly_services.testing import StandingClock
from friendly_services.text import say
from tests.city.town import (
    CHIEF,
    CLERK,
    HEAD,
    INSPECTOR,
    MONDAY,
    PACK,
    ZONE,
    all_done,
    application,
    changed,
    code,
    facts,
    small,
)


def yearly(clock: StandingClock) -> City:
    """The small city, where a re-review comes round once a year."""
    return small(clock, pack=changed('"every_months":1,', '"every_months":12,'))


def take_over(city: City, shops: int) -> list[merchants.Merchant]:
    """So many merchants of an older register, in the north and in the south by turns."""
    entered = []
    for n in range(shops):
        applied = application(n, area="south" if n % 2 else "north")
        entered.append(
            merchants.TakeOver(
                file=merchants.Ref("ledger", str(n)),
                name=applied.name,
                licence=merchants.Licence(code(n)),
                trade=applied.trade,
                premises=applied.premises,
                services=applied.services,
                named_on=date(2025, 5, 4),
                listed_on=date(2025, 5, 4),
            )
        )
    return [city.merchants.get(done.id) for done in all_done(city.do_many(entered, by=CLERK))]


def begins(city: City) -> list[date]:
    """The days on which the re-reviews begin."""
    return [shop.naming.review.begins for shop in city.merchants.find(limit=1_000) if shop.naming]


class TestPlan:
    """Appointments for the re-reviews that are due in a year."""

    def test_a_years_appointments_are_spread_over_the_days_before_they_are_due(self) -> None:
        """Planned ahead, the busiest day is the mean, and the inbox shows each on its day."""
        clock = StandingClock(MONDAY)
        city = yearly(clock)
        take_over(city, 60)
        plans = [city.merchants.plan_reviews(year) for year in (2026, 2027)]
        assert sum(map(len, plans)) == 60
        for plan in plans:
            all_done(city.do_many(plan, by=CLERK))
        assert max(Counter(begins(city)).values()) == math.ceil(60 / 250)
        todo = city.inbox(limit=1_000).items
        assert [line.command for line in todo] == ["merchants.StartReview"] * 60
        assert [line.due.date() for line in todo] == sorted(begins(city))
        assert city.merchants.plan_reviews(2026) == city.merchants.plan_reviews(2027) == ()

    def test_an_area_s_plan_levels_its_own_days_and_leaves_the_others_alone(self) -> None:
        """An officer of one street plans for it; a later plan keeps what was appointed."""
        city = yearly(StandingClock(MONDAY))
        shops = take_over(city, 40)
        south = {shop.id for shop in shops if shop.premises.area == "south"}
        plan = [p for year in (2026, 2027) for p in city.merchants.plan_reviews(year, area="south")]
        assert {appointed.merchant for appointed in plan} == south
        all_done(city.do_many(plan, by=CLERK))
        rest = [p for year in (2026, 2027) for p in city.merchants.plan_reviews(year)]
        assert {appointed.merchant for appointed in rest} == {shop.id for shop in shops} - south

    def test_an_appointment_on_a_day_that_became_a_holiday_is_planned_again(self, tmp_path: Path) -> None:
        """Once the calendar of its year is known, whoever was to be visited on a day off gets another."""
        city = yearly(StandingClock(MONDAY))
        holiday = date(2026, 10, 1)
        for shop in take_over(city, 30):
            assert shop.naming is not None
            if holiday < shop.naming.review.on <= holiday + timedelta(days=90):
                city.do(merchants.AppointReview(shop.id, holiday), by=CHIEF)
                break
        all_done(city.do_many(city.merchants.plan_reviews(2026), by=CHIEF))
        assert city.merchants.plan_reviews(2026) == ()
        known = PACK.read_text(encoding="utf-8").replace("calendars = []", 'calendars = ["cn"]')
        (tmp_path / "pack.toml").write_text(known.replace("every_months = 1,", "every_months = 12,"), "utf-8")
        city.publish(tmp_path, by=HEAD)
        moved = city.merchants.plan_reviews(2026)
        assert shop.id in [appointed.merchant for appointed in moved]
        assert all(city.pack.calendar.is_workday(appointed.on) for appointed in moved)

    def test_what_is_due_already_or_under_way_is_not_planned(self) -> None:
        """A re-review begins by itself on its day: there is nothing left to appoint."""
        clock = StandingClock(MONDAY)
        city = yearly(clock)
        (shop,) = take_over(city, 1)
        assert shop.naming is not None
        due = shop.naming.review.on
        clock.now = datetime(due.year, due.month, due.day, 9, tzinfo=ZONE)
        assert city.merchants.plan_reviews(due.year) == ()
        city.tick()
        assert city.merchants.plan_reviews(due.year) == ()


class TestOverdue:
    """Re-reviews that were not done in time, with who owes what."""

    def test_the_longest_overdue_come_first_with_who_owes_what(self) -> None:
        """Who has not signed, what is not known, what is to be mended, since when, how often reminded."""
        clock = StandingClock(MONDAY)
        city = yearly(clock)
        shops = take_over(city, 3)
        assert not city.merchants.overdue_reviews()
        clock.now = datetime(2027, 3, 3, 9, tzinfo=ZONE)
        late = city.merchants.overdue_reviews()
        assert [line.since for line in late] == sorted(line.since for line in late)
        assert {line.merchant.id for line in late} == {shop.id for shop in shops}
        assert {line.reminded for line in late} == {0}
        city.tick()
        clock.forward(days=6)
        for _ in range(3):
            city.tick()
            clock.forward(days=4)
        first, *others = city.merchants.overdue_reviews()
        assert (first.since, first.reminded) == (date(2027, 3, 9), 3)
        assert (first.unsigned, first.missing, first.unmet) == (("officer",), ("seats", "licensed"), ())
        city.do(merchants.RecordFacts(first.merchant.id, facts(1, city.now().date())), by=INSPECTOR)
        city.do(merchants.SignReview(first.merchant.id, "officer"), by=CHIEF)
        again = next(
            line for line in city.merchants.overdue_reviews() if line.merchant.id == first.merchant.id
        )
        assert (again.unsigned, again.missing) == ((), ())
        assert "enough seats" in say(again.unmet[0])
        city.do(merchants.OrderCorrection(first.merchant.id), by=CHIEF)
        late = city.merchants.overdue_reviews()
        assert [line.merchant.id for line in late] == [line.merchant.id for line in others]
        (soon, *_) = city.merchants.overdue_reviews(on=date(2027, 12, 1)).items[2:]
        assert (soon.merchant.id, soon.reminded) == (first.merchant.id, 0)

    def test_an_area_has_pages_of_its_own(self) -> None:
        """Each page goes on where the one before ended, of one street or of the whole city."""
        clock = StandingClock(MONDAY)
        city = yearly(clock)
        shops = take_over(city, 7)
        clock.now = datetime(2027, 3, 3, 9, tzinfo=ZONE)
        for area, expected in ((None, 7), ("north", 4), ("south", 3), ("east", 0)):
            seen: list[str] = []
            after: bytes | None = None
            while True:
                page = city.merchants.overdue_reviews(area=area, limit=2, after=after)
                seen += [line.merchant.id for line in page]
                after = page.next
                if after is None:
                    break
            assert len(seen) == len(set(seen)) == expected
            assert set(seen) <= {shop.id for shop in shops}
