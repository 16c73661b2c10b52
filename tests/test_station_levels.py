"""How a level is held: by its facts, with days of grace, for a term that ends by itself."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import stations
from friendly_services.cases import Duration
from friendly_services.ids import StationId
from friendly_services.standards import Scheme
from friendly_services.stations import (
    Close,
    GraceBegun,
    GraceEnded,
    Grade,
    LevelDropped,
    MarkExpired,
    Measure,
    RecheckSet,
    RecordEquipment,
    RecordFacts,
)
from friendly_services.text import LANGUAGES, say
from tests.small_city import SmallCity
from tests.station_register import DAY, RULES, SCHEME, equip, label, register, small_city, standard, station

TEN = attrs.evolve(RULES, grace=Duration(10, "natural"))


@pytest.fixture
def city() -> SmallCity:
    """A city with two levels and ten days of grace."""
    made = small_city()
    made.rules = TEN
    return made


def graded(city: SmallCity) -> StationId:
    """A station of level A, which asks for a microwave and four seats."""
    name = register(city, seats=4)
    equip(city, name)
    city.do(Grade(name, "A"))
    return name


def happened(city: SmallCity, command: Any) -> list[Any]:
    """What a command does."""
    return [event for _, event in city.do(command)]


def test_a_fact_that_no_longer_meets_the_level_begins_its_grace(city: SmallCity) -> None:
    """The level stays for now; the fact is named with what it was and is, and the last day to mend it."""
    name = graded(city)
    _, begun = happened(city, Measure(name, seats=2))
    assert isinstance(begun, GraceBegun)
    (cause,) = begun.grace.causes
    assert (cause.fact, cause.before, cause.after) == ("seats", 4, 2)
    assert [say(cause.reason, language) for language in LANGUAGES] == [
        "seats: 4 when the level was granted, 2 now",
        "seats：评定时为 4，现为 2",
    ]
    assert begun.grace.term.day == DAY + timedelta(days=10)
    assert stations.place(station(city, name)).level == "A"
    assert len(happened(city, Measure(name, seats=1))) == 1


def test_mended_within_the_grace_the_level_is_safe(city: SmallCity) -> None:
    """On its last day, too; afterwards another fall has a grace of its own."""
    name = graded(city)
    city.do(Measure(name, seats=2))
    city.today += timedelta(days=10)
    assert happened(city, Measure(name, seats=4))[1:] == [GraceEnded(city.today)]
    assert station(city, name).grace is None
    _, again = happened(city, Measure(name, seats=3))
    assert again.grace.term.day == city.today + timedelta(days=10)


@pytest.mark.parametrize(("days", "lost"), [(10, False), (11, True)])
def test_a_level_drops_after_the_last_day_of_grace(city: SmallCity, days: int, lost: bool) -> None:
    """Not on that day; at midnight after it, by the clock's command, with the fact that caused it."""
    name = graded(city)
    equip(city, name, state="broken")
    city.today += timedelta(days=days)
    assert [due.at for due in city.due()] == [datetime(2026, 3, 21, tzinfo=UTC)] * lost
    dropped = happened(city, MarkExpired(name))
    assert [type(event) for event in dropped] == [LevelDropped] * lost
    assert (station(city, name).level is None) == lost
    if lost:
        (cause,) = dropped[0].causes
        assert (cause.fact, cause.before, cause.after, dropped[0].meets) == ("microwave", 1, 0, ())
        assert station(city, name).honours == ()
        assert city.due() == []


def test_equipment_out_of_date_puts_a_level_at_risk_by_itself(city: SmallCity) -> None:
    """The command that is due when it expires begins the grace: nobody has to look."""
    kit = Scheme("one", label("one"), (("K", standard("level-k", "kit >= 1")),))
    city.rules = attrs.evolve(TEN, scheme=kit)
    name = register(city)
    equip(city, name, "kit", expires_on=DAY)
    city.do(Grade(name, "K"))
    city.today += timedelta(days=1)
    (due,) = city.due()
    expired, begun = happened(city, due.command)
    assert isinstance(expired, stations.EquipmentExpired)
    assert [(cause.fact, cause.before, cause.after) for cause in begun.grace.causes] == [("kit", 1, 0)]


def test_what_is_not_known_takes_no_level_away(city: SmallCity) -> None:
    """A size that nobody states any more is no ground, and ends a grace."""
    name = graded(city)
    assert len(happened(city, Measure(name))) == 1
    city.do(Measure(name, seats=1))
    assert happened(city, Measure(name))[1:] == [GraceEnded(DAY)]
    assert station(city, name).level is not None


def test_a_stricter_standard_has_its_grace_too(city: SmallCity) -> None:
    """Where no fact changed, those that the standard no longer allows are named as they are."""
    name = graded(city)
    stricter = Scheme("two", label("two"), (("A", standard("level-a", "seats >= 9")),))
    city.rules = attrs.evolve(TEN, scheme=stricter)
    (begun,) = happened(city, MarkExpired(name))
    (cause,) = begun.grace.causes
    assert say(cause.reason) == "seats: 4, which its standard no longer allows"


def test_a_level_that_the_pack_no_longer_has_runs_to_its_end(city: SmallCity) -> None:
    """No standard is left to ask; its term ends it."""
    name = graded(city)
    city.rules = attrs.evolve(TEN, scheme=Scheme("other", label("other"), SCHEME.levels[1:]))
    assert len(happened(city, Measure(name, seats=1))) == 1
    assert len(happened(city, Close(name, "decision 1"))) == 1


def test_levels_that_are_met_are_told_with_a_drop(city: SmallCity) -> None:
    """Levels do not include one another: the office grants one of those that are met, or none."""
    name = graded(city)
    low = standard("level-c", "seats >= 1")
    city.rules = attrs.evolve(TEN, scheme=Scheme("two", label("two"), (*SCHEME.levels, ("C", low))))
    city.do(Measure(name, seats=2))
    city.today += timedelta(days=11)
    (dropped,) = happened(city, MarkExpired(name))
    assert (dropped.level, dropped.meets) == ("A", ("C",))
    city.do(Grade(name, "C"))
    assert station(city, name).level is not None


def test_a_years_honour_keeps_its_title_and_nothing_else(city: SmallCity) -> None:
    """After the term the map has no level, at midnight and with no command; the title keeps its years."""
    name = graded(city)
    over = datetime.combine(date(2027, 3, 10), time(0), UTC)
    place = stations.place(station(city, name))
    assert place.as_of(over - timedelta(minutes=1)).level == "A"
    assert place.as_of(over).level is None
    city.today = date(2027, 3, 10)
    city.do(MarkExpired(name))
    (honour,) = station(city, name).honours
    assert (honour.code, honour.on, honour.until) == ("A", DAY, date(2027, 3, 9))
    assert (station(city, name).level, station(city, name).level_facts) == (None, {})


def test_a_term_that_ends_in_its_grace_leaves_no_title(city: SmallCity) -> None:
    """The standard was no longer met: what ran out was not honoured."""
    name = graded(city)
    city.today = date(2027, 3, 5)
    city.do(Measure(name, seats=1))
    city.today = date(2027, 3, 10)
    city.do(MarkExpired(name))
    assert (station(city, name).honours, station(city, name).grace) == ((), None)


STEPS = st.tuples(st.sampled_from(("seats", "microwave", "fact", "clock", "grade")), st.integers(0, 6))


@given(st.lists(STEPS, max_size=20))
def test_no_level_drops_without_a_fact_and_the_whole_grace(steps: list[tuple[str, int]]) -> None:
    """Every drop names what fails, comes after the last day of a grace, and its standard is then unmet."""
    city = small_city()
    city.rules = TEN
    name = graded(city)
    begun: date | None = None
    for what, n in steps:
        city.today += timedelta(days=n)
        command: Any = {
            "seats": Measure(name, seats=n),
            "microwave": stations.RecordEquipment(name, "microwave", n % 2, city.today),
            "fact": RecordFacts(name, (stations.Fact("toilet_nearby", bool(n), city.today, "visit"),)),
            "clock": MarkExpired(name),
            "grade": Grade(name, "A"),
        }[what]
        try:
            events = happened(city, command)
        except stations.LevelNotMet:
            continue
        for event in events:
            if isinstance(event, GraceBegun):
                begun = city.today
                assert event.grace.causes
            elif isinstance(event, LevelDropped):
                assert begun is not None
                assert (event.causes, city.today - begun > timedelta(days=10)) == (event.causes, True)
                assert {cause.fact for cause in event.causes} <= {"seats", "microwave"}
                assert stations.judge(station(city, name), SCHEME.levels[0][1], city.today).answer == "unmet"
        now = station(city, name)
        met = stations.judge(now, SCHEME.levels[0][1], city.today).answer == "met"
        assert now.level is None or met == (now.grace is None)
    assert city.folded("station", name) == station(city, name)


def stricter_from(day: date) -> Scheme:
    """A level for four seats, and from a day on for nine."""
    now, later = standard("level-a", "seats >= 4"), standard("level-a", "seats >= 9")
    second = attrs.evolve(later.versions[0], number=2, in_force=day)
    both = attrs.evolve(now, versions=(*now.versions, second))
    return Scheme("two", label("two"), (("A", both),))


AGES = standard("level-w", "water >= 1 or seats >= 9", life={"water": "5 days"})
AGING = Scheme("aging", label("aging"), (("W", AGES),))


def test_a_level_is_looked_at_again_on_the_day_its_standard_answers_otherwise(city: SmallCity) -> None:
    """Nobody sends anything: a stricter version comes into force, and on that day the grace begins."""
    city.rules = attrs.evolve(TEN, scheme=stricter_from(DAY + timedelta(days=7)))
    name = register(city, seats=4)
    *_, recheck = happened(city, Grade(name, "A"))
    assert recheck == RecheckSet(datetime(2026, 3, 17, tzinfo=UTC))
    assert happened(city, Measure(name, seats=4)) == [stations.Measured(None, 4)]
    city.today += timedelta(days=6)
    assert city.due() == []
    city.today += timedelta(days=1)
    (due,) = city.due()
    assert due.command == MarkExpired(name)
    begun, done = happened(city, due.command)
    assert isinstance(begun, GraceBegun)
    assert done == RecheckSet(None)
    assert city.folded("station", name) == station(city, name)


def test_a_fact_that_grows_old_is_noticed_and_takes_nothing_away(city: SmallCity) -> None:
    """The standard's answer is unknown from that day on; found again, it counts from its new day."""
    city.rules = attrs.evolve(TEN, scheme=AGING)
    name = register(city, seats=4)
    equip(city, name, "water")
    *_, recheck = happened(city, Grade(name, "W"))
    assert recheck == RecheckSet(datetime(2026, 3, 16, tzinfo=UTC))
    city.today += timedelta(days=6)
    (due,) = city.due()
    assert happened(city, due.command) == [RecheckSet(None)]
    assert station(city, name).level is not None
    _, again = happened(city, RecordEquipment(name, "water", 1, city.today))
    assert again == RecheckSet(datetime(2026, 3, 22, tzinfo=UTC))
    assert city.due() == []
