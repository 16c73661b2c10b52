"""Counts of use: by place and hour, in any order, and never of whom."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import visits
from friendly_services.errors import Invalid, NotFound
from tests.small_city import SmallCity

TODAY = date(2026, 3, 2)
RULES = visits.Rules(dormant_days=30)
PLACES = ("station-1", "merchant-1")
NOBODY = (0,) * 24


def small() -> SmallCity:
    """A city with a station and a merchant, of which no more is known here than that they are there."""
    city = SmallCity(visits.CAPABILITY, RULES, TODAY)
    for place in PLACES:
        city.states[place.partition("-")[0], place] = object()
    return city


def use(city: SmallCity, place: str, on: date) -> visits.Use:
    """The counts of a day."""
    found: visits.Use = city.states.get(("use", f"{place}:{on:%Y%m%d}"), visits.Use(place, on))
    return found


def hours(**counts: int) -> tuple[int, ...]:
    """24 numbers, 0 where not told: `hours(h13=5)`."""
    return tuple(counts.get(f"h{hour}", 0) for hour in range(24))


days = st.integers(0, 2).map(lambda n: TODAY - timedelta(days=n))
counts = st.builds(
    visits.CountUse,
    place=st.sampled_from(PLACES),
    at=st.builds(
        lambda day, hour, minute: datetime.combine(day, time(hour, minute), UTC) - timedelta(days=1),
        days,
        st.integers(0, 23),
        st.integers(0, 59),
    ),
    n=st.integers(1, 5),
)
tellings = st.builds(
    visits.RecordUse,
    place=st.sampled_from(PLACES),
    on=days,
    by_hour=st.lists(st.integers(0, 3), min_size=24, max_size=24),
    source=st.sampled_from(["gate", "wifi"]),
)


@given(st.lists(st.one_of(counts, counts, tellings), max_size=25))
def test_the_counts_are_those_of_a_counter(commands: list[Any]) -> None:
    """Whatever comes in whatever order: what is counted adds up, what is told takes the place of the last."""
    city = small()
    singly: Counter[tuple[str, date, int]] = Counter()
    told: dict[tuple[str, date, str], tuple[int, ...]] = {}
    for command in commands:
        city.do(command)
        if isinstance(command, visits.CountUse):
            singly[command.place, command.at.date(), command.at.hour] += command.n
        else:
            told[command.place, command.on, command.source] = command.by_hour
    for place in PLACES:
        for n in range(4):
            day = TODAY - timedelta(days=n)
            expected = tuple(
                singly[place, day, hour]
                + sum(told.get((place, day, source), NOBODY)[hour] for source in ("gate", "wifi"))
                for hour in range(24)
            )
            assert use(city, place, day).by_hour == expected
    for kind, name in {key for key, _ in city.journal}:
        assert city.folded(kind, name) == city.states[kind, name]


@given(st.lists(counts, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_counts_makes_no_difference(commands: list[visits.CountUse], lots: Any) -> None:
    """The same counts shuffled, or as fewer with larger numbers, make the same records."""
    one, other = small(), small()
    for command in commands:
        one.do(command)
    together: Counter[tuple[str, datetime]] = Counter()
    for command in commands:
        together[command.place, command.at] += command.n
    rows = list(together.items())
    lots.shuffle(rows)
    for (place, at), n in rows:
        other.do(visits.CountUse(place, at, n))
    assert one.states.keys() == other.states.keys()
    assert {k: s for k, s in one.states.items() if k[0] == "use"} == {
        k: s for k, s in other.states.items() if k[0] == "use"
    }


@pytest.mark.parametrize("offset", [-12, -11, -5, 0, 5.75, 8, 12.75, 14])
@pytest.mark.parametrize("hour", [0, 11, 12, 23])
def test_the_hour_is_the_citys(offset: float, hour: int) -> None:
    """An instant counts for the day and hour that the city's clocks show, wherever the zone lies."""
    city = small()
    city.zone = timezone(timedelta(hours=offset))
    at = datetime(2026, 2, 20, hour, 30, tzinfo=UTC)
    city.do(visits.CountUse("station-1", at))
    here = at.astimezone(city.zone)
    assert use(city, "station-1", here.date()).singly[here.hour] == 1


def test_what_a_counter_tells_again_changes_nothing() -> None:
    """The same numbers make no event; others take their place; other counters' stand beside them."""
    city = small()
    told = visits.RecordUse("station-1", TODAY, hours(h9=5), source="gate-7")
    city.do(told)
    assert city.do(told) == ()
    city.do(attrs.evolve(told, by_hour=hours(h9=4)))
    city.do(attrs.evolve(told, by_hour=hours(h9=2), source="gate-8"))
    assert use(city, "station-1", TODAY).by_hour == hours(h9=6)


def test_a_count_of_nobody_is_a_count() -> None:
    """A counter that saw nobody says 0, which is not that nothing is known."""
    city = small()
    city.do(visits.RecordUse("station-1", TODAY, NOBODY, source="gate-7"))
    day = use(city, "station-1", TODAY)
    both = visits.counted("station-1", TODAY - timedelta(days=1), TODAY, [day])
    assert (both.total, both.days, both.unknown) == (0, 1, 1)


class TestRefused:
    """What cannot be counted says why, and names the field."""

    @pytest.mark.parametrize("place", ["station-2", "merchant-2"])
    def test_a_place_that_is_not_there(self, place: str) -> None:
        """A mistyped id is found out at once."""
        with pytest.raises(NotFound, match=place):
            small().do(visits.CountUse(place, datetime(2026, 3, 1, tzinfo=UTC)))

    @pytest.mark.parametrize("place", ["rider-7", "account", "use-1"])
    def test_what_is_no_place(self, place: str) -> None:
        """Neither a worker nor any other record is a place."""
        with pytest.raises(Invalid, match="give the id of a merchant or a station"):
            small().do(visits.RecordUse(place, TODAY, NOBODY, source="gate"))

    def test_what_has_not_come_yet(self) -> None:
        """Nobody has used a place tomorrow."""
        city = small()
        with pytest.raises(Invalid, match=r"at: .* has not come yet"):
            city.do(visits.CountUse("station-1", city.now + timedelta(seconds=1)))
        with pytest.raises(Invalid, match=r"on: .* has not come yet"):
            city.do(visits.RecordUse("station-1", TODAY + timedelta(days=1), NOBODY, source="gate"))

    @pytest.mark.parametrize("count", [0, 23, 25])
    def test_a_day_of_other_length(self, count: int) -> None:
        """A day has 24 hours."""
        with pytest.raises(Invalid, match=f"{count} numbers are not a day"):
            small().do(visits.RecordUse("station-1", TODAY, [1] * count, source="gate"))

    def test_numbers_that_are_none(self) -> None:
        """No negative ones, no halves, none that no hour could hold, not even bit by bit."""
        for wrong in (-1, 2.0, True, 10**9 + 1):
            with pytest.raises(Invalid, match="by_hour"):
                visits.RecordUse("station-1", TODAY, [wrong] * 24, source="gate")  # type: ignore[list-item] # as told
        city, at = small(), datetime(2026, 3, 1, tzinfo=UTC)
        city.do(visits.CountUse("station-1", at, 10**9 - 1))
        with pytest.raises(Invalid, match="n: 2 is too large: at most 1"):
            city.do(visits.CountUse("station-1", at, 2))

    @pytest.mark.parametrize("at", [datetime(2026, 3, 1), "2026-03-01"])  # noqa: DTZ001 # of no zone is refused
    def test_a_time_of_no_zone(self, at: Any) -> None:
        """Which day it was cannot be guessed."""
        with pytest.raises(Invalid, match="does not say its time zone"):
            visits.CountUse("station-1", at)


class TestUsage:
    """A place is used, dormant, or not known to be either."""

    @pytest.mark.parametrize(
        ("first", "last", "answer", "code"),
        [
            (0, 0, "used", "visits.used"),
            (100, 29, "used", "visits.used"),
            (100, 30, "dormant", "visits.dormant"),
            (29, None, "dormant", "visits.never_used"),
            (28, None, "unknown", "visits.counted_since"),
            (None, None, "unknown", "visits.not_counted"),
        ],
    )
    def test_by_days(self, first: int | None, last: int | None, answer: str, code: str) -> None:
        """30 days with today: 29 days ago is within them."""
        ago = [None if n is None else TODAY - timedelta(days=n) for n in (first, last)]
        found = visits.usage("station-1", ago[0], ago[1], TODAY, dormant_days=30)
        assert (found.answer, found.why.code, found.last_used) == (answer, code, ago[1])


@given(st.lists(st.integers(0, 30), min_size=24, max_size=24), st.integers(1, 12))
def test_small_counts_are_not_published(by_hour: list[int], low: int) -> None:
    """No count from 1 to below the limit is shown, 0 is; and with the total known, none can be worked out."""
    day = visits.Counted("station-1", TODAY, TODAY, tuple(by_hour), days=1)
    shown = day.published(low)
    hidden = [count for count, told in zip(by_hour, shown, strict=True) if told is None]
    assert all(told in {None, count} for count, told in zip(by_hour, shown, strict=True))
    assert all(told is None for count, told in zip(by_hour, shown, strict=True) if 0 < count < low)
    assert 0 not in hidden
    if hidden and any(shown):
        assert len(hidden) > 1
        assert sum(hidden) >= low


def test_no_field_could_hold_a_person() -> None:
    """What is written of a use is the place, the day, the hour, numbers and the counter's name."""
    written = {
        field.name for event in (visits.UseCounted, visits.UseRecorded) for field in attrs.fields(event)
    }
    assert written == {"place", "on", "hour", "n", "count", "source", "by_hour"}
    assert visits.CountUse in visits.CAPABILITY.unsigned


def test_a_day_with_an_hour_twice_counts_both() -> None:
    """Where clocks are set back, both hours of that name are counted under it."""
    city = small()
    city.zone = ZoneInfo("Europe/Helsinki")
    city.today = date(2026, 10, 26)
    for utc in (0, 1):  # 03:30 in summer time, then 03:30 again
        city.do(visits.CountUse("station-1", datetime(2026, 10, 25, utc, 30, tzinfo=UTC)))
    assert use(city, "station-1", date(2026, 10, 25)).singly[3] == 2


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_an_instant_without_a_day_somewhere_is_refused(at: datetime) -> None:
    """In some zone its day is before the first or after the last that there is."""
    with pytest.raises(Invalid, match="the very end of the calendar") as error:
        small().do(visits.CountUse("station-1", at))
    assert error.value.problems[0].field == "at"
    assert "历法" in error.value.say("zh")
