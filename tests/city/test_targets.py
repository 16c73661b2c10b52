"""How far targets are reached: asked of the registers as they are, and as they were."""

from datetime import timedelta
from fractions import Fraction
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import merchants, stations, targets, visits
from friendly_services.city import City, Progress, Share
from friendly_services.city._measures import MEASURES, Measured, _always, reached
from friendly_services.errors import NotFound
from friendly_services.hours import Hours, Season, Span, status, understand
from friendly_services.ids import TargetId
from friendly_services.testing import StandingClock
from friendly_services.text import Label, say
from tests.city.town import (
    CLERK,
    HEAD,
    MONDAY,
    RIDER,
    TODAY,
    all_done,
    applied,
    changed,
    shown,
    small,
    station,
)


@pytest.fixture(name="clock")
def the_clock() -> StandingClock:
    """Nine on a Monday."""
    return StandingClock(MONDAY)


@pytest.fixture(name="city")
def the_city(clock: StandingClock) -> City:
    """The small city."""
    return small(clock)


def asked(city: City, metric: str, value: int = 1, area: str | None = None) -> Progress:
    """The progress of a new target."""
    due = city.now().date() + timedelta(days=30)
    target = city.do(targets.Set(metric, value, due, "plan 1", area), by=CLERK).id
    return city.targets.progress(target)


def test_every_measure_that_packs_may_name_is_there() -> None:
    """No more and no fewer."""
    assert set(MEASURES) == set(get_args(targets.Measure))


def test_merchants(city: City, clock: StandingClock) -> None:
    """Named and shown ones of all in the register; a hidden one is named and not on the map."""
    hidden, _ = shown(city, clock, 1), shown(city, clock, 2, area="south")
    applied(city, 3)
    city.do(merchants.Hide(hidden, "fraud", (merchants.Evidence("audit", "file 7"),)), by=CLERK)
    named = asked(city, "merchants_named", 2)
    assert (named.value, named.share, named.answer) == (Fraction(2), Share(2, of=3), "met")
    assert asked(city, "merchants_on_map", 2).share == Share(1, of=3)
    assert asked(city, "merchants_on_map", 2).answer == "unmet"
    assert asked(city, "merchants_named", area="south").share == Share(1, of=1)
    assert say(named.why).startswith("named: 2 of the 2 wanted by")


def test_reviews(city: City, clock: StandingClock) -> None:
    """In time until the term is over; not known between the day and `tick`; of none there is no share."""
    nothing = asked(city, "reviews_in_time", 90)
    assert nothing.value is None
    assert nothing.answer == "unknown"
    assert say(nothing.why) == "reviewed in time: there is nothing to measure yet (0 not known)"
    shown(city, clock, 1)
    assert asked(city, "reviews_in_time", 90).value == 100
    clock.forward(days=31)
    assert asked(city, "reviews_in_time", 90).share == Share(0, of=1, unknown=1)
    assert asked(city, "reviews_in_time", 90).answer == "unknown"
    city.tick()
    assert asked(city, "reviews_in_time", 90).answer == "met"
    clock.forward(days=6)
    assert asked(city, "reviews_in_time", 90).answer == "unmet"


def test_stations(city: City) -> None:
    """Open ones, and those open round the clock; flagged ones and unknown hours are not known."""
    hosts = [
        station(city, n, hours=hours)
        for n, hours in enumerate((Hours.always(), None, Hours.weekly(mon="08:00-09:00")))
    ]
    gone = station(city, 9)
    city.do(stations.Close(gone, ref="decision 7"), by=CLERK)
    for rider in ("rider-1", "rider-2"):
        city.do(stations.ReportStatus(hosts[2], "locked"), by=attrs.evolve(RIDER, id=rider))
    assert asked(city, "stations_open", 3).share == Share(2, of=3, unknown=1)
    assert [asked(city, "stations_open", n).answer for n in (2, 3, 4)] == ["met", "unknown", "unmet"]
    night = asked(city, "stations_24h", 33)
    assert (night.value, night.share, night.answer) == (Fraction(100, 3), Share(1, of=3, unknown=1), "met")
    assert [asked(city, "stations_24h", n).answer for n in (34, 66, 67)] == ["unknown", "unknown", "unmet"]
    assert asked(city, "stations_a").share == Share(0, of=3)


def test_a_level_counts_until_its_last_day(city: City, clock: StandingClock) -> None:
    """Whether or not its end has been put on record."""
    host, late = station(city), TODAY + timedelta(days=400)
    commands = (
        stations.RecordEquipment(host, "water", 1, TODAY),
        stations.RecordEquipment(host, "kit", 1, TODAY, expires_on=late),
        stations.Grade(host, "A"),
    )
    all_done(city.do_many(commands, by=CLERK))
    level = city.stations.get(host).level
    assert level is not None
    clock.now += level.until - TODAY
    assert asked(city, "stations_a").share == Share(1, of=1)
    clock.forward(days=1)
    assert asked(city, "stations_a").share == Share(0, of=1)


def test_use(city: City, clock: StandingClock) -> None:
    """The mean over the places of which there is a count, exactly; the others are not known."""
    one, two = station(city, 1), station(city, 2)
    station(city, 3)
    assert asked(city, "use").value is None
    city.do(visits.CountUse(one, clock.now, 4), by=RIDER)
    city.do(visits.CountUse(two, clock.now - timedelta(days=6), 3), by=RIDER)
    city.do(visits.CountUse(two, clock.now - timedelta(days=7), 50), by=RIDER)
    found = asked(city, "use", 4)
    assert (found.value, found.share, found.answer) == (Fraction(7, 2), Share(7, of=2, unknown=1), "unmet")


def test_an_earlier_day_is_answered_as_it_was_known(city: City, clock: StandingClock) -> None:
    """What came later changes nothing; before it was set there is no target."""
    target = TargetId(city.do(targets.Set("stations_open", 2, TODAY, "plan 1"), by=CLERK).id)
    station(city, 1)
    before = city.targets.progress(target)
    clock.forward(days=1)
    station(city, 2)
    city.do(targets.Revise(target, 3, TODAY + timedelta(days=9), "plan 2"), by=CLERK)
    assert city.targets.progress(target, on=TODAY) == before
    assert city.targets.progress(target).share == Share(2, of=2)
    with pytest.raises(NotFound):
        city.targets.progress(target, on=TODAY - timedelta(days=1))


def test_use_of_an_earlier_day_is_counted_by_what_came_in_since(city: City, clock: StandingClock) -> None:
    """A gate that tells of its day late is counted for that day."""
    host = station(city)
    target = city.do(targets.Set("use", 5, MONDAY.date(), "plan 1"), by=CLERK).id
    clock.forward(days=5)
    assert city.targets.progress(target, on=MONDAY.date()).value is None
    city.do(visits.RecordUse(host, MONDAY.date(), [0] * 13 + [7] + [0] * 10, source="gate"), by=CLERK)
    assert city.targets.progress(target, on=MONDAY.date()).value == 7


def test_overdue_targets_are_in_the_inbox(city: City, clock: StandingClock) -> None:
    """From its last day on in the inbox of its area; `tick` puts it on record, and it comes again."""
    target = city.do(targets.Set("stations_open", 1, TODAY, "plan 1", "north"), by=CLERK).id
    assert list(city.inbox(area="north", due_before=clock.now)) == []
    clock.forward(days=1)
    assert [todo.id for todo in city.inbox(area="north", due_before=clock.now)] == [target]
    assert city.targets.progress(target).overdue
    city.tick()
    assert [one.id for one in city.targets.find(standing="overdue")] == [target]
    assert [todo.id for todo in city.inbox(area="north")] == [target]
    station(city, 1)
    assert not city.targets.progress(target).overdue
    assert city.options(target, by=CLERK).possible == ("targets.Revise", "targets.Close")


def test_a_metric_that_the_pack_has_dropped(city: City) -> None:
    """The target is still there, and is told to be without a measure."""
    target = city.do(targets.Set("use", 1, TODAY, "plan 1"), by=CLERK).id
    city.publish(changed('"use":', '"visited":'), by=HEAD)
    progress = city.targets.progress(target)
    assert (progress.value, progress.answer) == (None, "unknown")
    assert "has no metric 'use' any more" in say(progress.why)


shares = st.integers(0, 20).flatmap(
    lambda of: st.integers(0, of).flatmap(
        lambda count: st.builds(Share, st.just(count), st.just(of), st.integers(0, of - count))
    )
)


@given(shares, st.integers(1, 25), st.sampled_from(["stations_open", "reviews_in_time"]))
def test_an_answer_holds_whatever_the_unknown_turn_out_to_be(share: Share, value: int, measure: Any) -> None:
    """Met and unmet stay so, whether all or none of the unknown count; unknown is what they decide."""
    metric = targets.Metric(Label(en="x", zh="某"), measure)
    percent = measure in targets.PERCENT
    if percent:
        value *= 4

    def enough(count: int) -> bool:
        return 100 * count >= value * share.of if percent else count >= value

    rate = None if share.rate is None else 100 * share.rate
    found = Measured(rate if percent else Fraction(share.count), share)
    answer = reached(found, metric, value)
    if percent and not share.of:
        assert answer == "unknown"
    else:
        expected = {enough(share.count), enough(share.count + share.unknown)}
        assert answer == ("unknown" if len(expected) == 2 else "met" if True in expected else "unmet")


spans = st.lists(
    st.tuples(st.sampled_from([0, 360, 720, 1080]), st.sampled_from([360, 720, 1080, 1440])), max_size=2
)


@given(st.lists(spans, min_size=7, max_size=7))
def test_round_the_clock_is_open_at_every_hour(week: list[list[tuple[int, int]]]) -> None:
    """The answer is that of asking every six hours of a week whether it is open."""
    try:
        hours = Hours([[Span(opens, opens + length) for opens, length in day] for day in week])
    except ValueError:
        return  # spans of one day that overlap are refused
    asked_at = [MONDAY.replace(hour=3) + timedelta(days=7, hours=6 * n) for n in range(28)]
    assert not _always(attrs.evolve(hours, holidays=()))
    assert not _always(attrs.evolve(hours, seasons=[Season((1, 1), (1, 2), [()] * 7)]))
    assert _always(hours) == all(status(hours, at).answer == "open" for at in asked_at)


def test_round_the_clock_is_not_known_where_holidays_are_not() -> None:
    """24小时营业，节假日另行通知: neither yes nor no; what shuts each night is no, whatever its holidays."""
    assert _always(understand("24小时营业，节假日另行通知").hours or Hours.weekly()) is None
    assert _always(Hours.weekly(mon="00:00-24:00?")) is None
    assert _always(Hours.weekly(mon="09:00-17:00", holidays="unknown")) is False
