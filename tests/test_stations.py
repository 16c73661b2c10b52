"""The register of stations, decision by decision, and what its levels ask for."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import stations
from friendly_services.cases import Duration
from friendly_services.codec import event_codec, value_codec
from friendly_services.errors import Invalid, NotFound
from friendly_services.hours import Hours, Season
from friendly_services.ids import StationId
from friendly_services.places import Place
from friendly_services.standards import Known, Scheme
from friendly_services.stations import (
    AnswerReports,
    AppointKeeper,
    Classify,
    Close,
    CloseTemporarily,
    ConfirmOpen,
    EndKeeper,
    Fact,
    Grade,
    MarkExpired,
    Measure,
    RecordEquipment,
    RecordFacts,
    RecordVisit,
    Reopen,
    ReportStatus,
    ServiceRule,
    SetEntry,
    SetHours,
    SetServices,
)
from friendly_services.text import say
from tests.small_city import SmallCity
from tests.station_register import (
    BUSY,
    DAY,
    HERE,
    RULES,
    SCHEME,
    built,
    equip,
    every_command,
    label,
    register,
    small_city,
    standard,
    station,
)


@pytest.fixture
def city() -> SmallCity:
    """A city with two levels and no station."""
    return small_city()


def facts(city: SmallCity, name: StationId, on: date) -> dict[str, Any]:
    """What a standard is told of a station, without the days."""
    told = stations.facts_of(station(city, name), on, RULES.spans)
    return {fact: given.value if isinstance(given, Known) else given for fact, given in told.items()}


def midnight(city: SmallCity) -> datetime:
    """The first instant of today."""
    return datetime.combine(city.today, time(0), city.zone)


def said(place: Place, at: datetime) -> dict[str, str]:
    """Why each service is not offered, in words."""
    return {service: say(why) for service, why in place.lapsed(at).items()}


# --- the register ----------------------------------------------------------------------------------------


def test_a_station_is_registered_open_and_without_level(city: SmallCity) -> None:
    """It is on the map at once with what it offers; what was not stated is unknown."""
    name = register(city)
    place = stations.place(station(city, name))
    assert (place.absent, place.level, place.hours) == (None, None, None)
    assert place.services == {"rest", "warm_food", "first_aid"}
    assert (place.name, place.area, place.point, place.kind) == (
        "Riverside station",
        "Riverside",
        HERE,
        "station",
    )


def test_hosts_and_services_come_from_the_pack(city: SmallCity) -> None:
    """Every unknown one is named with those there are."""
    with pytest.raises(Invalid, match="host: 'bank' is not one of street, centre"):
        register(city, host="bank")
    with pytest.raises(Invalid) as error:
        register(city, services=frozenset({"sauna", "pool"}))
    assert [problem.field for problem in error.value.problems] == ["services", "services"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("seats", True, "True is not a whole number"),
        ("seats", 2.5, "2.5 is not a whole number"),
        ("seats", -1, "-1 is too small"),
        ("seats", 10**7, "too large"),
        ("area_m2", 0, "0 is not an area"),
        ("area_m2", float("nan"), "nan is not an area"),
        ("area_m2", "20", "'20' is not an area"),
        ("area_m2", 1e9, "too large"),
        ("code", "门牌 1", "is not an id"),
        ("keeper", "王站长", "is not an id"),
    ],
)
def test_a_registration_is_checked_field_by_field(
    city: SmallCity, field: str, value: Any, sentence: str
) -> None:
    """Each refusal names the field."""
    with pytest.raises(Invalid, match=f"{field}: .*{sentence}"):
        register(city, **{field: value})


def test_a_station_lies_in_an_area_that_the_city_lists() -> None:
    """Where areas are listed, another name is refused with the nearest of them."""
    listed = SmallCity(stations.CAPABILITY, attrs.evolve(RULES, areas=frozenset({"Riverside", "North"})), DAY)
    with pytest.raises(Invalid, match="area: 'Riversid' is not on the list: did you mean 'Riverside'"):
        register(listed, area="Riversid")
    assert station(listed, register(listed)).area == "Riverside"


def test_what_changes_is_stated_anew(city: SmallCity) -> None:
    """Hours, services, size and keeper, each by its own command."""
    name = register(city, hours=BUSY)
    city.do(SetHours(name, None))
    city.do(SetServices(name, frozenset({"rest"})))
    city.do(Measure(name, area_m2=20, seats=8))
    city.do(AppointKeeper(name, "keeper-3"))
    now = station(city, name)
    assert (now.hours, set(now.services), now.area_m2, now.seats, now.keeper) == (
        None,
        {"rest"},
        20,
        8,
        "keeper-3",
    )


def test_a_station_that_is_not_there_is_not_found(city: SmallCity) -> None:
    """Whatever the command."""
    with pytest.raises(NotFound, match="there is no station 'none'"):
        city.do(Reopen(StationId("none")))


# --- equipment -------------------------------------------------------------------------------------------


def test_a_service_leaves_the_map_with_its_equipment_and_comes_back(city: SmallCity) -> None:
    """Broken, it is gone; mended, it is there again; of what nothing is known, nothing is taken away."""
    name = register(city)
    equip(city, name, state="broken")
    assert stations.place(station(city, name)).services == {"rest", "first_aid"}
    assert stations.services_on(station(city, name), DAY) == {"rest", "first_aid"}
    equip(city, name)
    assert "warm_food" in stations.place(station(city, name)).services
    equip(city, name, quantity=0)
    assert "warm_food" not in stations.place(station(city, name)).services


def test_equipment_out_of_date_counts_for_nothing_from_the_day_after(city: SmallCity) -> None:
    """Answers and the map see it at once; the command that is due puts it on record."""
    name = register(city)
    equip(city, name, "kit", expires_on=DAY)
    assert facts(city, name, DAY)["kit"] == 1
    assert stations.services_on(station(city, name), DAY) == {"rest", "warm_food", "first_aid"}
    city.today = DAY + timedelta(days=1)
    assert facts(city, name, city.today)["kit"] == 0
    assert stations.services_on(station(city, name), city.today) == {"rest", "warm_food"}
    assert stations.place(station(city, name)).as_of(midnight(city)).services == {"rest", "warm_food"}
    (due,) = city.due()
    assert (due.command, due.area) == (MarkExpired(name), "Riverside")
    assert due.at == datetime(2026, 3, 11, tzinfo=UTC)
    city.do(due.command)
    assert stations.place(station(city, name)).services == {"rest", "warm_food"}
    assert city.due() == []
    assert city.do(MarkExpired(name)) == ()


def test_why_a_service_is_not_offered_is_told(city: SmallCity) -> None:
    """Broken, gone or out of date: each names the equipment and the day."""
    name = register(city)
    equip(city, name, state="broken")
    equip(city, name, "kit", expires_on=DAY)
    place = stations.place(station(city, name))
    assert said(place, midnight(city)) == {"warm_food": "microwave was found broken on 2026-03-10"}
    city.today += timedelta(days=1)
    expired = "medicine kit is out of date: 2026-03-10 was its last day"
    assert said(place, midnight(city))["first_aid"] == expired
    city.do(MarkExpired(name))
    assert said(stations.place(station(city, name)), midnight(city))["first_aid"] == expired
    equip(city, name, "kit", quantity=0)
    equip(city, name)
    assert said(stations.place(station(city, name)), midnight(city)) == {
        "first_aid": "no medicine kit was found on 2026-03-11"
    }


def test_equipment_recorded_before_it_had_a_name_goes_by_its_code(city: SmallCity) -> None:
    """A record of an earlier release holds no title: the sentence says the pack's code."""
    name = register(city)
    equip(city, name, state="broken")
    known = station(city, name)
    old = stations.EquipmentRecorded(known.equipment["microwave"])
    place = stations.place(stations.evolve(attrs.evolve(known, titles={}), old))
    assert said(place, midnight(city)) == {"warm_food": "microwave was found broken on 2026-03-10"}


CHECKS = st.tuples(
    st.sampled_from(("microwave", "kit")),
    st.integers(0, 2),
    st.sampled_from(("working", "broken")),
    st.none() | st.integers(-3, 6),
    st.integers(0, 4),
    st.booleans(),
)


@given(st.lists(CHECKS, max_size=6), st.integers(0, 8))
def test_the_map_shows_on_every_day_what_can_be_offered_that_day(
    checks: list[tuple[str, int, str, int | None, int, bool]], later: int
) -> None:
    """Whatever was checked, and whether or not the clock's command has come: no day needs a command."""
    city = small_city()
    name = register(city)
    for kind, quantity, state, days, pause, marked in checks:
        expires = None if days is None else city.today + timedelta(days=days)
        if kind == "kit" and expires is None:
            expires = city.today
        equip(city, name, kind, quantity=quantity, state=state, expires_on=expires)
        city.today += timedelta(days=pause)
        if marked:
            city.do(MarkExpired(name))
    now = station(city, name)
    for ahead in range(later):
        day = city.today + timedelta(days=ahead)
        at = datetime.combine(day, time(0), UTC)
        shown = stations.place(now).as_of(at)
        assert shown.services == stations.services_on(now, day)
        assert shown.services | stations.place(now).lapsed(at).keys() == now.services.keys()


def test_equipment_found_out_of_date_is_off_the_map_at_once(city: SmallCity) -> None:
    """Nothing waits for the clock where the check itself says that the day has passed."""
    name = register(city)
    equip(city, name, "kit", expires_on=DAY - timedelta(days=1))
    assert station(city, name).equipment["kit"].state == "expired"
    assert stations.place(station(city, name)).services == {"rest", "warm_food"}
    assert city.due() == []


def test_a_day_is_over_at_the_citys_own_midnight(city: SmallCity) -> None:
    """Equipment and level end with the day of the city's zone, not hours later."""
    city.zone = ZoneInfo("Asia/Shanghai")
    name = register(city, seats=4)
    equip(city, name)
    equip(city, name, "kit", expires_on=DAY)
    city.do(Grade(name, "A"))
    (kind,) = stations.CAPABILITY.kinds
    due = kind.due(station(city, name))
    assert due is not None
    assert due.at == datetime(2026, 3, 11, tzinfo=city.zone)
    city.today = DAY + timedelta(days=1)
    city.do(due.command)
    due = kind.due(station(city, name))
    assert due is not None
    assert due.at == datetime(2027, 3, 10, tzinfo=city.zone)


def test_facts_on_record_are_some(city: SmallCity) -> None:
    """Nothing found is nothing to record."""
    with pytest.raises(Invalid, match="facts: is required"):
        city.do(RecordFacts(register(city), ()))


def test_an_older_check_does_not_undo_a_newer_one(city: SmallCity) -> None:
    """A list that comes in late must not mend on paper what was found broken since."""
    name = register(city)
    equip(city, name, state="broken")
    with pytest.raises(Invalid, match="checked_on: a check of 2026-03-10 is on record"):
        city.do(RecordEquipment(name, "microwave", 1, DAY - timedelta(days=1)))
    equip(city, name)
    assert "warm_food" in stations.place(station(city, name)).services


def test_equipment_that_bears_a_date_is_recorded_with_it(city: SmallCity) -> None:
    """Unless there is none of it."""
    name = register(city)
    with pytest.raises(Invalid, match="expires_on: medicine kit bears an expiry date"):
        equip(city, name, "kit")
    equip(city, name, "kit", quantity=0)
    assert facts(city, name, DAY)["kit"] == 0


def test_equipment_is_of_a_known_kind_and_checked_by_today(city: SmallCity) -> None:
    """A check of tomorrow has not happened."""
    name = register(city)
    with pytest.raises(Invalid, match="kind: 'sauna' is not one of water, microwave, kit"):
        equip(city, name, "sauna")
    with pytest.raises(Invalid, match="checked_on: 2026-03-11 has not come yet"):
        city.do(RecordEquipment(name, "water", 1, DAY + timedelta(days=1)))


# --- facts and levels ------------------------------------------------------------------------------------


def test_facts_follow_from_the_record(city: SmallCity) -> None:
    """Counts of what works, size, keeper and hours; None where nothing is known."""
    name = register(city, hours=BUSY, keeper="keeper-1", seats=4, area_m2=12.5)
    equip(city, name, quantity=2)
    told = facts(city, name, DAY)
    assert told == {
        "host": "street",
        "has_keeper": True,
        "area_m2": 12.5,
        "seats": 4,
        "equipment_checked_on": DAY,
        "hours_per_day": 3.5,
        "days_per_week": 3,
        "open_at_midday": True,
        "microwave": 2,
    }
    unknown = facts(city, register(city, code="S-002"), DAY)
    assert {name for name, value in unknown.items() if value is None} == told.keys() - {"host", "microwave"}


def test_a_station_that_never_opens_has_no_hours(city: SmallCity) -> None:
    """Closed all week is known: no hours, no days, and not open at midday."""
    name = register(city, hours=Hours.weekly())
    told = facts(city, name, DAY)
    assert (told["hours_per_day"], told["days_per_week"], told["open_at_midday"]) == (0, 0, False)


def test_round_the_clock_covers_every_window(city: SmallCity) -> None:
    """24 hours are 24 hours."""
    name = register(city, hours=Hours.always())
    told = facts(city, name, DAY)
    assert (told["hours_per_day"], told["open_at_midday"]) == (24, True)


def test_of_hours_that_leave_a_time_open_nothing_is_known(city: SmallCity) -> None:
    """A time of which nobody knows; of known seasons the shortest day and the fewest days count."""
    open_ended = facts(city, register(city, hours=Hours.weekly(mon="09:00-17:00, 17:00-18:00?")), DAY)
    assert open_ended["hours_per_day"] is open_ended["days_per_week"] is open_ended["open_at_midday"] is None
    winter = Season((11, 1), (3, 31), Hours.weekly(mon="12:30-15:00").week)
    hours = Hours.weekly(mon="09:00-17:00", tue="09:00-17:00", seasons=[winter])
    told = facts(city, register(city, code="S-2", hours=hours), DAY)
    assert (told["hours_per_day"], told["days_per_week"], told["open_at_midday"]) == (2.5, 1, True)


def test_a_recorded_fact_holds_from_its_day(city: SmallCity) -> None:
    """The latest one by then; a correction of the same day replaces it."""
    name = register(city, facts=(Fact("toilet_nearby", value=False, on=date(2026, 1, 1), source="visit"),))
    city.do(RecordFacts(name, (Fact("toilet_nearby", value=True, on=date(2026, 3, 1), source="visit"),)))
    city.do(RecordFacts(name, (Fact("toilet_nearby", value=None, on=date(2026, 3, 5), source="call"),)))
    city.do(RecordFacts(name, (Fact("toilet_nearby", value=False, on=date(2026, 3, 5), source="visit"),)))
    seen = [
        facts(city, name, date(2026, month, day)).get("toilet_nearby")
        for month, day in ((2, 1), (3, 4), (3, 6))
    ]
    assert seen == [False, True, False]
    assert "toilet_nearby" not in facts(city, name, date(2025, 12, 31))


def test_what_was_found_long_ago_is_not_known_where_the_standard_says_so(city: SmallCity) -> None:
    """A fact, and a count of equipment, counts for the life that the standard gives it, from its own day."""
    life = {"toilet_nearby": "10 days", "water": "3 days"}
    aged = standard("aged", "toilet_nearby", "water >= 1", life=life)
    name = register(city, facts=(Fact("toilet_nearby", value=True, on=DAY, source="visit"),))
    equip(city, name, "water")
    found = [
        stations.judge(station(city, name), aged, DAY + timedelta(days=days)).answer for days in (0, 3, 4, 11)
    ]
    assert found == ["met", "met", "unknown", "unknown"]
    verdict = stations.judge(station(city, name), aged, DAY + timedelta(days=4))
    assert verdict.needs() == ("water",)


def test_before_its_check_nothing_is_known_of_equipment(city: SmallCity) -> None:
    """As of an earlier day a later check has not been."""
    name = register(city)
    equip(city, name)
    asked = standard("asked", "microwave >= 1")
    known = station(city, name)
    answers = [stations.judge(known, asked, DAY - timedelta(days=days)).answer for days in (0, 1)]
    assert answers == ["met", "unknown"]


def test_facts_are_declared_typed_and_not_ahead(city: SmallCity) -> None:
    """Every problem of every fact is listed, under its place."""
    name = register(city)
    with pytest.raises(Invalid) as error:
        city.do(
            RecordFacts(
                name,
                (
                    Fact("microwave", 3, DAY, "visit"),
                    Fact("sauna", value=True, on=DAY, source="visit"),
                    Fact("toilet_nearby", "yes", DAY + timedelta(days=1), "visit"),
                ),
            )
        )
    assert [problem.field for problem in error.value.problems] == [
        "facts.0.name",
        "facts.1.name",
        "facts.2.value",
        "facts.2.on",
    ]


def test_levels_are_asked_each_for_itself(city: SmallCity) -> None:
    """A station may meet B and not A, or the other way round; what is not known is unknown."""
    name = register(city, host="centre")
    verdicts = stations.verdicts(station(city, name), SCHEME, DAY, RULES.spans)
    assert {code: verdict.answer for code, verdict in verdicts.items()} == {"A": "unmet", "B": "unknown"}
    city.do(RecordFacts(name, (Fact("toilet_nearby", value=True, on=DAY, source="visit"),)))
    verdicts = stations.verdicts(station(city, name), SCHEME, DAY)
    assert {code: verdict.answer for code, verdict in verdicts.items()} == {"A": "unmet", "B": "met"}


def test_what_is_missing_for_a_level_is_told(city: SmallCity) -> None:
    """What would have to change, and what has to be found out first."""
    name = register(city, seats=2)
    missing = stations.missing_for(station(city, name), SCHEME, "A", DAY)
    assert (missing.level, missing.verdict.answer, missing.facts) == ("A", "unmet", ())
    assert len(missing.changes) == 2
    unknown = stations.missing_for(station(city, name), SCHEME, "B", DAY)
    assert unknown.verdict.answer == "unmet"
    other = stations.missing_for(station(city, register(city, host="centre", code="S-2")), SCHEME, "B", DAY)
    assert other.facts == ("toilet_nearby",)
    with pytest.raises(Invalid, match="level: 'D' is not one of A, B"):
        stations.missing_for(station(city, name), SCHEME, "D", DAY)


def test_a_level_is_granted_for_its_term(city: SmallCity) -> None:
    """By the standard of that day, until the day before its anniversary; then it drops by itself."""
    name = register(city, seats=4)
    equip(city, name)
    city.do(Grade(name, "A"))
    level = station(city, name).level
    over = datetime(2027, 3, 10, tzinfo=UTC)
    assert level == stations.Level("A", "two", "level-a", 1, DAY, date(2027, 3, 9), over)
    assert stations.place(station(city, name)).level == "A"
    city.today = date(2027, 3, 10)
    (due,) = city.due()
    city.do(due.command)
    assert station(city, name).level is None


def test_a_level_is_refused_with_what_stands_in_its_way(city: SmallCity) -> None:
    """Not met and not known are both no, each with its reasons."""
    name = register(city, seats=2)
    with pytest.raises(stations.LevelNotMet) as refusal:
        city.do(Grade(name, "A"))
    assert (refusal.value.level, refusal.value.answer, len(refusal.value.why)) == ("A", "unmet", 2)
    with pytest.raises(stations.LevelNotMet) as refusal:
        city.do(Grade(register(city, host="centre", code="S-2"), "B"))
    assert refusal.value.answer == "unknown"
    assert "toilet_nearby" in refusal.value.say("zh")


@given(
    st.fixed_dictionaries(
        {
            "seats": st.none() | st.integers(0, 8),
            "host": st.sampled_from(("street", "centre")),
            "microwave": st.none() | st.integers(0, 2),
            "toilet_nearby": st.none() | st.booleans(),
        }
    ),
    st.integers(0, 8),
    st.integers(0, 2),
    st.booleans(),
)
def test_learning_what_was_unknown_never_flips_a_level(
    known: dict[str, Any], seats: int, microwaves: int, toilet: bool
) -> None:
    """A level met or unmet stays so whatever is found out about what was not known."""
    city = SmallCity(stations.CAPABILITY, RULES, DAY)
    name = register(city, host=known["host"], seats=known["seats"])
    if known["microwave"] is not None:
        equip(city, name, quantity=known["microwave"])
    if known["toilet_nearby"] is not None:
        city.do(RecordFacts(name, (Fact("toilet_nearby", known["toilet_nearby"], DAY, "visit"),)))
    before = stations.verdicts(station(city, name), SCHEME, DAY)
    if known["seats"] is None:
        city.do(Measure(name, seats=seats))
    if known["microwave"] is None:
        equip(city, name, quantity=microwaves)
    if known["toilet_nearby"] is None:
        city.do(RecordFacts(name, (Fact("toilet_nearby", toilet, DAY, "visit"),)))
    after = stations.verdicts(station(city, name), SCHEME, DAY)
    assert all(
        before[code].answer in {"unknown", after[code].answer} and after[code].answer != "unknown"
        for code in SCHEME.codes
    )


# --- standing --------------------------------------------------------------------------------------------


def test_a_station_closed_for_a_while_is_off_the_map_until_somebody_reopens_it(city: SmallCity) -> None:
    """The day it was announced for does not bring it back."""
    name = register(city)
    city.do(CloseTemporarily(name, "repair", until=DAY + timedelta(days=3)))
    absent = stations.place(station(city, name)).absent
    assert absent is not None
    assert say(absent) == "closed until 2026-03-13, then to be confirmed: repairs"
    city.today += timedelta(days=10)
    assert stations.place(station(city, name)).absent == absent
    city.do(Reopen(name))
    assert stations.place(station(city, name)).absent is None
    city.do(CloseTemporarily(name, "repair"))
    absent = stations.place(station(city, name)).absent
    assert absent is not None
    assert say(absent, "zh") == "暂停开放：repairs"


def test_a_closure_has_a_known_cause_and_an_end_to_come(city: SmallCity) -> None:
    """Neither free text nor yesterday."""
    name = register(city)
    with pytest.raises(Invalid, match="cause: 'holiday' is not one of repair"):
        city.do(CloseTemporarily(name, "holiday"))
    with pytest.raises(Invalid, match="until: 2026-03-09 is past"):
        city.do(CloseTemporarily(name, "repair", until=DAY - timedelta(days=1)))


def test_a_station_that_moved_names_its_successor(city: SmallCity) -> None:
    """The map's answer says where it went, or that it is gone."""
    old, new, gone = (register(city, code=f"S-{n}") for n in range(3))
    with pytest.raises(Invalid, match="a station cannot take its own place"):
        city.do(Close(old, "decision-1", successor=old))
    city.do(Close(old, "decision-1", successor=new))
    city.do(Close(gone, "decision-2"))
    moved, closed = (stations.place(station(city, name)).absent for name in (old, gone))
    assert moved is not None
    assert closed is not None
    assert (moved.values, say(closed)) == ({"successor": new}, "closed for good")


# --- keeping ---------------------------------------------------------------------------------------------


def whole_life(city: SmallCity) -> StationId:
    """A history in which every event of a station occurs."""
    name = built(city)
    city.rules = attrs.evolve(RULES, dormant=Duration(1, "natural"))
    city.do(ConfirmOpen(name))
    city.today += timedelta(days=1)
    city.do(RecordVisit(name, city.today))
    city.today += timedelta(days=2)
    city.do(MarkExpired(name))
    city.do(ConfirmOpen(name))
    city.rules = RULES
    city.do(SetEntry(name, frozenset({"scan"})))
    city.do(Classify(name))
    city.do(AppointKeeper(name, "keeper-2"))
    city.do(EndKeeper(name, "keeper-2"))
    aged = standard("level-a", "seats >= 4", "microwave >= 1", life={"microwave": "9 days"})
    city.rules = attrs.evolve(RULES, scheme=Scheme("aged", label("aged"), (("A", aged),)))
    equip(city, name)
    city.do(Measure(name, seats=4))
    city.do(Grade(name, "A"))
    city.rules = RULES
    city.do(SetHours(name, BUSY))
    city.do(RecordFacts(name, (Fact("toilet_nearby", value=True, on=city.today, source="visit"),)))
    equip(city, name)
    equip(city, name, "kit", expires_on=city.today + timedelta(days=2))
    for command in every_command(name)[1:]:
        if isinstance(command, ReportStatus):
            city.do(ReportStatus(name, "locked"), by="rider-2")
        elif isinstance(command, AnswerReports):
            city.today += timedelta(days=2)
            city.do(MarkExpired(name))
        city.do(command)
        if isinstance(command, Grade):
            equip(city, name, state="broken")
            equip(city, name)
            equip(city, name, state="broken")
            city.today += timedelta(days=31)
            city.do(MarkExpired(name))
            equip(city, name)
            city.do(command)
            city.do(MarkExpired(name))
            city.today += timedelta(days=400)
            city.do(MarkExpired(name))
        if isinstance(command, Close):
            break
    return name


def test_a_record_is_the_fold_of_its_journal_and_survives_encoding(city: SmallCity) -> None:
    """Every event occurs, comes back from bytes as it was, and makes the record anew."""
    name = whole_life(city)
    (kind,) = stations.CAPABILITY.kinds
    assert {type(event) for event in city.events("station", name)} == set(kind.events)
    assert city.folded("station", name) == station(city, name)
    codec = event_codec(kind.name, kind.events)
    assert all(codec.decode(codec.encode(event)) == event for _, event in city.journal)
    body = value_codec(stations.Station)
    assert body.decode(body.encode(station(city, name))) == station(city, name)
    assert kind.due(station(city, name)) is None


def test_stations_are_found_by_code_area_and_level(city: SmallCity) -> None:
    """Each declared index gets as many values as it has fields."""
    name = register(city, seats=4)
    equip(city, name)
    (kind,) = stations.CAPABILITY.kinds
    assert dict(kind.keys(station(city, name)))["by_area"] == ("Riverside", "open", "")
    city.do(Grade(name, "A"))
    city.do(stations.AddRef(name, stations.Ref("12345", "GD-1")))
    city.do(SetEntry(name, frozenset({"scan", "staff"})))
    entered = [key for index, key in kind.keys(station(city, name)) if index == "by_entry"]
    assert entered == [("scan", "open", "Riverside"), ("staff", "open", "Riverside")]
    found = dict(kind.keys(station(city, name)))
    assert found["by_level"] == ("open", "A", "Riverside")
    assert {index.name: len(index.fields) for index in kind.indexes} == {
        key: len(values) for key, values in found.items()
    }


def test_rules_must_fit_together() -> None:
    """A service needs equipment that the pack knows, and a window is hours; all problems at once."""
    with pytest.raises(Invalid) as error:
        attrs.evolve(
            RULES,
            services={"warm_food": ServiceRule(label("warm food"), ("oven",))},
            windows={"open_at_midday": "noonish"},
        )
    assert [problem.field for problem in error.value.problems] == [
        "services.warm_food.needs",
        "windows.open_at_midday",
    ]


def test_a_service_is_found_under_a_tag_that_the_pack_lists() -> None:
    """Another tag would find nothing, and is refused; no tag is none."""
    tagged = {"rest": ServiceRule(label("rest"), tag="shade")}
    with pytest.raises(Invalid, match=r"services.rest.tag: .*'shade'"):
        attrs.evolve(RULES, services=tagged)
    assert attrs.evolve(RULES, services=tagged, tags={"shade": label("shade")}).services == tagged


def test_what_nobody_checked_is_a_doubt_on_the_map(city: SmallCity) -> None:
    """The service stays, and whether it can be had is not known, until a check says so."""
    name = register(city, services=frozenset({"rest", "warm_food"}))
    assert [one.service for one in stations.place(station(city, name)).doubts] == ["warm_food"]
    equip(city, name)
    assert stations.place(station(city, name)).doubts == ()
