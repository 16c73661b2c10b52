"""Coming to a place: how long the way takes, what is open then and for the stay, what it costs in time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from friendly_services.errors import Invalid
from friendly_services.hours import Hours
from friendly_services.places import Lapse, Place, Point
from friendly_services.proximity import (
    Index,
    Nearby,
    Query,
    Rules,
    Tag,
    Terms,
    Travel,
    Weights,
    rank,
    why_not,
)
from friendly_services.proximity._question import Question
from friendly_services.text import LANGUAGES, Label, Reason, say
from friendly_services.wire import write
from friendly_services.workdays import Calendar

CHINA = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2026, 3, 2, 20, 50, tzinfo=CHINA)
HERE = Point.wgs84(lat=29.40, lon=106.54)
RULES = Rules(
    mode="walk",
    reach={"walk": 1000, "ride": 3000, "drive": 5000},
    limit=5,
    opens_soon=15,
    pace={"walk": 60.0, "ride": 200.0},
    top_pace={"walk": 150.0},
    detour={"walk": (1.0, 1.25, 1.5)},
    minutes=(5, 10, 15),
    weights=Weights(level={"A": 120}, freshness=60, occupancy=300, rating=60, fresh_hours=24),
)
GONE = Reason("stations.closed")


def place(id_: str, north: float = 480, hours: Hours | str | None = None, **values: Any) -> Place:
    """A station about so many metres north of HERE: 480 m are ten minutes on foot."""
    point = Point.wgs84(lat=29.40 + north / 110_842, lon=106.54)
    opened = Hours.weekly(dict.fromkeys(("mon", "tue"), hours)) if isinstance(hours, str) else hours
    return Place(id_, "station", f"station {id_}", point, hours=opened, **values)


def ask(*places: Place, travel: Travel | None = None, rules: Rules = RULES, **question: Any) -> Nearby:
    """The answer from HERE, at ten to nine in the evening."""
    query = Query(HERE, **{"at": EVENING, **question})
    return rank(Index(places), query, rules=rules, calendar=Calendar(), travel=travel)


def why(one: Place, travel: Travel | None = None, rules: Rules = RULES, **question: Any) -> list[str]:
    """Why a place is absent, in English; each reason is worded otherwise in Chinese."""
    query = Query(HERE, **{"at": EVENING, **question})
    reasons = why_not(Index([one]), one, query, rules=rules, calendar=Calendar(), travel=travel)
    return sentences(*reasons)


def sentences(*reasons: Reason) -> list[str]:
    """Each reason in English, after a check that it is worded otherwise in Chinese."""
    told = [[say(reason, language) for language in LANGUAGES] for reason in reasons]
    assert all(english != chinese for english, chinese in told)
    return [english for english, _ in told]


def seconds(*known: float | None) -> Travel:
    """A map service that knows these, whatever it is asked."""
    return lambda places: known[: len(places)]


# --- open on arrival, and for the stay ---------------------------------------------------------------


def test_a_place_that_closes_while_one_is_on_the_way_is_not_listed() -> None:
    """It is open when the rider sets out, and has shut four minutes before they are at the door."""
    shutting = place("s", 672, "09:00-21:00")
    assert ask(shutting).ids == []
    assert why(shutting) == [
        (
            "it closes 2026-03-02 21:00+08:00, and you arrive 2026-03-02 21:04+08:00 by walking: ask for an "
            "earlier time, or for closed places too"
        ),
    ]
    assert ask(shutting, mode="ride").ids == ["s"]


def test_a_place_that_opens_while_one_is_on_the_way_is_listed() -> None:
    """It is shut when the rider sets out, and open at the door, so nobody waits."""
    (hit,) = ask(place("s", 480, "21:00-23:00")).hits
    assert (hit.openness.answer, hit.terms.wait, hit.inside) == ("open", 0, None)
    assert hit.comes == EVENING + timedelta(minutes=10)


def test_a_place_has_to_be_open_for_the_whole_stay() -> None:
    """Who wants to rest for half an hour is not sent where it closes in twenty minutes."""
    closing = place("s", 0, "09:00-21:10")
    assert ask(closing, dwell=20).ids == ["s"]
    assert ask(closing, dwell=21).ids == []
    assert why(closing, dwell=30) == [
        (
            "it closes 2026-03-02 21:10+08:00, within the stay from 2026-03-02 20:50+08:00 to "
            "2026-03-02 21:20+08:00: ask for a time when it is open, or for closed places too"
        )
    ]
    assert ask(closing, dwell=30, closed=True).hits[0].openness.answer == "closed"


def test_a_stay_that_begins_when_it_opens_must_last_too() -> None:
    """It opens in ten minutes, for a quarter of an hour: enough for a short stay alone."""
    late = place("s", 0, "21:00-21:15")
    assert ask(late, dwell=15).ids == ["s"]
    assert ask(late, dwell=16).ids == []


def test_nobody_waits_for_a_service_that_does_not_open() -> None:
    """The door opens soon, the kitchen behind it much later; or the kitchen soon after."""
    for kitchen, listed in (("22:00-23:00", []), ("21:02-23:00", ["s"])):
        opened = Hours.weekly(mon=kitchen)
        one = place("s", 0, "21:00-23:30", services={"warm_food"}, service_hours=(("warm_food", opened),))
        assert ask(one, services={"warm_food"}).ids == listed


def test_a_service_that_ends_early_ends_the_stay() -> None:
    """The door stays open all night; who comes for the kitchen has to leave with it."""
    kitchen = Hours.weekly(mon="09:00-21:00")
    one = place(
        "s", 0, Hours.always(), services={"rest", "warm_food"}, service_hours=(("warm_food", kitchen),)
    )
    (hit,) = ask(one, services={"warm_food"}, dwell=10).hits
    assert sentences(hit.openness.reason)[0].startswith("warm_food: open until 2026-03-02 21:00")
    assert ask(one, services={"warm_food"}, dwell=11).ids == []
    assert ask(one, services={"rest"}, dwell=11).ids == ["s"]
    holiday = Hours((*Hours.always().week[:5], (), ()), follow_workdays=True)
    unsure = place("h", 0, Hours.always(), services={"warm_food"}, service_hours=(("warm_food", holiday),))
    (hit,) = ask(unsure, services={"warm_food"}).hits
    assert sentences(hit.openness.reason)[0].startswith("warm_food: ")
    assert hit.openness.answer == "unknown"
    unknown = place("u", 0, services={"warm_food"}, service_hours=(("warm_food", kitchen),))
    assert [hit.openness.answer for hit in ask(unknown, services={"warm_food"}).hits] == ["unknown"]


def test_what_lapses_during_the_stay_is_not_offered() -> None:
    """A medicine kit is out of date at midnight: good for who comes now, not for who stays until then."""
    midnight = datetime(2026, 3, 3, tzinfo=CHINA)
    one = place("s", 0, Hours.always(), services={"first_aid"}, lapses=(Lapse("first_aid", GONE, midnight),))
    assert ask(one, services={"first_aid"}, dwell=190).ids == ["s"]
    assert ask(one, services={"first_aid"}, dwell=191).ids == []
    assert why(one, services={"first_aid"}, dwell=191) == ["it cannot offer first_aid: closed for good"]
    assert ask(one, services={"first_aid"}, at=midnight).ids == []
    assert ask(one, dwell=191).ids == ["s"]
    on_the_way = place("w", 480, Hours.always(), services={"first_aid"}, lapses=one.lapses)
    assert ask(on_the_way, services={"first_aid"}, at=midnight - timedelta(minutes=11)).ids == ["w"]
    assert ask(on_the_way, services={"first_aid"}, at=midnight - timedelta(minutes=10)).ids == []


def test_a_day_that_the_calendar_cannot_tell_leaves_a_stay_unknown() -> None:
    """No notice is out for 2027: whether it opens on the first of January nobody knows, which is said."""
    new_year = datetime(2026, 12, 31, 23, 50, tzinfo=CHINA)
    night = Hours.weekly(
        dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "00:00-24:00"), follow_workdays=True
    )
    calendar_of_2026 = Hours(night.week, {date(2026, 12, 31): night.week[0]}, follow_workdays=True)
    (hit,) = ask(place("s", 0, calendar_of_2026), at=new_year, dwell=30).hits
    assert hit.openness.answer == "unknown"
    sure_tomorrow = Hours(night.week, {date(2027, 1, 2): night.week[0]}, follow_workdays=True)
    (hit,) = ask(place("s", 0, sure_tomorrow), at=new_year + timedelta(days=1), dwell=30).hits
    assert hit.openness.answer == "unknown"
    shut_today = Hours(night.week, {date(2026, 12, 31): ()}, follow_workdays=True)
    assert ask(place("s", 720, shut_today), at=new_year, dwell=0).ids == ["s"]
    assert ask(place("s", 100, shut_today), at=new_year, dwell=0).ids == []


def test_the_night_on_which_clocks_are_put_back_is_an_hour_longer() -> None:
    """From half past two to half past two it is an hour: open until three, it shuts in between."""
    half_past = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    until_three = Hours.weekly(sun="00:00-03:00")
    one = place("s", 0, until_three)
    assert ask(one, at=half_past, dwell=29).ids == ["s"]
    assert ask(one, at=half_past, dwell=89).ids == ["s"]  # the wall says two again before it says three
    assert ask(one, at=half_past, dwell=91).ids == []
    opening = place("s", 0, Hours.weekly(sun="02:10-04:00"))
    assert ask(opening, at=datetime(2026, 10, 25, 2, 55, tzinfo=BERLIN)).ids == ["s"]
    spring = datetime(2026, 3, 29, 1, 50, tzinfo=BERLIN)
    assert ask(place("s", 0, Hours.weekly(sun="03:00-04:00")), at=spring, dwell=20).ids == ["s"]
    assert ask(place("s", 0, Hours.weekly(sun="02:00-02:30")), at=spring).ids == []


# --- the circle by time ------------------------------------------------------------------------------


def test_the_circle_by_minutes_says_how_sure_it_is() -> None:
    """Surely within, usually, or only if the way is direct, which is marked; and beyond."""
    answer = ask(place("a", 550), place("b", 700), place("c", 850), place("d", 950), minutes=15)
    assert [(hit.place.id, hit.inside) for hit in answer.hits] == [
        ("a", "surely"),
        ("b", "usually"),
        ("c", "unsure"),
    ]
    assert sentences(*answer.notes) == [
        "within 15 minutes of walking: 900 m if the way is direct, 720 m usually, 600 m if it winds most"
    ]
    assert sentences(*answer.hits[2].reasons[1:3]) == [
        "about 18 min of walking, 15 if the way is direct, 22 if it winds most",
        "not sure to be within the 15 minutes: only if the way is direct",
    ]
    assert [len(sentences(*hit.reasons)) for hit in answer.hits] == [4, 4, 4]
    assert why(place("d", 950), minutes=15) == [
        "it is 950 m away, 16 min of walking at best, and 15 were asked for: ask for 16"
    ]
    assert ask(place("d", 950), minutes=16).ids == ["d"]


def test_a_pack_says_which_circles_a_city_speaks_of() -> None:
    """Five, ten and fifteen minutes, each as far as the pace goes."""
    circles = [RULES.circle(minutes, "ride") for minutes in RULES.minutes]
    assert [circle.direct for circle in circles] == [1000, 2000, 3000]
    assert circles[0].direct == circles[0].usual == circles[0].winding  # no detour is stated


def test_minutes_need_a_pace_and_an_end() -> None:
    """A mode without one cannot be asked for by time, nor minutes that reach beyond any search."""
    for question, code in (
        ({"mode": "drive", "minutes": 5}, "proximity.no_pace"),
        ({"mode": "fly", "minutes": 5}, "value.not_one_of"),
        ({"mode": "walk", "minutes": 834}, "proximity.circle_too_wide"),
        ({"minutes": 5, "within": 100}, "proximity.two_circles"),
        ({"minutes": 0}, "count.out_of_range"),
        ({"dwell": -1}, "count.out_of_range"),
        ({"dwell": 1.5}, "count.out_of_range"),
        ({"order": "price"}, "value.not_one_of"),
        ({"tags": "step_free"}, "proximity.one_word"),
    ):
        with pytest.raises(Invalid) as error:
            ask(**question)
        (problem,) = error.value.problems
        assert problem.reason.code == code
        assert sentences(problem.reason)
    with pytest.raises(Invalid):
        RULES.circle(5, "fly")


def test_an_empty_circle_says_what_stands_in_the_way() -> None:
    """What is closed within it, and what is open beyond it."""
    answer = ask(place("shut", 100, "08:00-09:00"), place("far", 1500, Hours.always()), minutes=10)
    assert sentences(*answer.notes) == [
        "no open place within 10 minutes of walking offers what was asked",
        "closed places within the circle that offer it: 1; the first opens 2026-03-03 08:00+08:00",
        "the nearest that offers it is 'station far', 1500 m away: ask for a wider circle",
        "within 10 minutes of walking: 600 m if the way is direct, 480 m usually, 400 m if it winds most",
    ]


# --- as a map service knows the ways -----------------------------------------------------------------


def test_what_a_map_service_knows_goes_before_the_straight_line() -> None:
    """Over the river it is near and far on foot; along the street it is farther and near."""
    across, along = place("across", 300), place("along", 880)
    answer = ask(across, along, travel=seconds(1_200.0, 890.0), minutes=15)
    assert [(hit.place.id, hit.inside, hit.seconds) for hit in answer.hits] == [("along", "surely", 890)]
    assert sentences(*answer.notes) == [
        "within 15 minutes of walking, by the ways that the map service knows"
    ]
    assert sentences(answer.hits[0].reasons[1]) == ["15 min of walking"]
    assert why(across, seconds(1_200.0), minutes=15) == [
        "it is 300 m away, 20 min of walking at best, and 15 were asked for: ask for 20"
    ]
    assert why(along, seconds(890.0), minutes=15) == []


def test_what_a_map_service_does_not_know_is_left_to_the_straight_line() -> None:
    """No time, or one that is none: the place stays, marked by its metres."""
    for unknown in (None, float("inf"), float("nan"), -1.0, 1e12, 1e300):
        answer = ask(place("a", 850), travel=seconds(unknown), minutes=15)
        assert [hit.inside for hit in answer.hits] == ["unsure"]


def test_a_map_service_is_asked_once_about_the_places_that_matter() -> None:
    """Of a hundred open places three answer a question for three, with those in doubt before them."""
    every = [place(f"m{n:03}", n, Hours.always()) for n in range(100)]
    every.append(place("soon", 1.5, "21:04-23:00"))
    asked: list[list[str]] = []

    def travel(places: Sequence[Place]) -> list[float]:
        asked.append([one.id for one in places])
        return [60.0] * len(places)

    assert ask(*every, travel=travel, limit=3).ids == ["m000", "m001", "soon"]
    assert asked == [["m000", "m001", "soon", "m002"]]
    assert ask(travel=travel).ids == []
    assert len(asked) == 1


def test_a_map_service_bounds_nothing_where_no_top_pace_is_stated() -> None:
    """Then every place of the search is asked about; with one, minutes may be too many for any search."""
    far = place("far", 20_000, Hours.always())
    assert ask(far, travel=seconds(60.0), mode="ride", minutes=10).ids == ["far"]
    assert ask(far, travel=seconds(60.0), mode="walk", minutes=10).ids == []
    with pytest.raises(Invalid, match="ask for 333 at most"):
        ask(far, travel=seconds(60.0), mode="walk", minutes=334)


def test_a_place_without_a_position_is_told_so_by_a_map_service_too() -> None:
    """GCJ-02 has no exact way to WGS-84, and so no way to be measured."""
    amap = Place("amap", "station", "amap", Point.gcj02(lat=29.40, lon=106.54), hours=Hours.always())
    assert why(amap, seconds(60.0))[0].startswith("it has no position to measure to")


# --- the score ---------------------------------------------------------------------------------------


def test_a_score_explains_itself_to_the_second() -> None:
    """Farther, but of level A, confirmed and well liked: less time in all than the full one near by."""
    near = place("near", 100, Hours.always(), full=True)
    good = place("good", 300, Hours.always(), level="A", confirmed=EVENING, full=False, rating=4.5)
    soon = place("soon", 10, "21:00-23:00")
    answer = ask(near, good, soon, order="score")
    assert [(hit.place.id, hit.score, hit.gap) for hit in answer.hits] == [
        ("good", 375 - 120 - 60 - 90, None),
        ("near", 125 + 300, 320),
        ("soon", 13 + 587, 175),
    ]
    assert answer.hits[0].terms == Terms(375, 0, -120, -60, 0, -90)
    assert sentences(*answer.hits[0].reasons[:6]) == [
        "costs the least time: 105 s in all",
        "the way: 375 s",
        "its level A: -120 s",
        "last confirmed open at 2026-03-02 20:50+08:00: -60 s",
        "how full riders found it: 0 s",
        "its rating of 4.5: -90 s",
    ]
    assert sentences(*answer.hits[2].reasons[:7]) == [
        "costs 600 s in all, 175 s more than station near",
        "the way: 13 s",
        "waiting until it opens: 587 s",
        "its level: 0 s, it holds none",
        "last confirmed open: 0 s, nobody has said",
        "how full it is: 0 s, nobody has said",
        "its rating: 0 s, it is not known",
    ]


def test_equal_scores_are_ordered_by_distance_and_id() -> None:
    """The same time in all: the nearer first, and of two at one door the first by its id."""
    answer = ask(place("b", 100), place("a", 100), place("c", 100), order="score")
    assert answer.ids == ["a", "b", "c"]
    assert sentences(answer.hits[1].reasons[0])[0].startswith("costs 125 s in all, as much as station a")


def test_a_limit_is_counted_after_the_order() -> None:
    """The one of level A is the farthest of all, and the only one that is listed."""
    every = [place(f"m{n}", n) for n in range(20)]
    best = place("best", 90, level="A")
    assert ask(*every, best, order="score", limit=1).ids == ["best"]
    query = Query(HERE, at=EVENING, order="score", limit=1)
    (reason,) = why_not(Index([*every, best]), "m0", query, rules=RULES)
    assert sentences(reason) == ["it comes as number 2, and 1 were asked for: ask for 2"]


def test_a_level_that_has_ended_and_a_word_too_old_count_for_nothing() -> None:
    """Both are judged when the worker comes."""
    stale = place("s", 0, level="A", level_ends=EVENING, confirmed=EVENING - timedelta(hours=25))
    (hit,) = ask(stale, order="score").hits
    assert (hit.terms.level, hit.terms.freshness, hit.place.level) == (0, 0, None)


def test_for_how_long_a_word_counts_is_a_number_of_the_city() -> None:
    """Of two hours ago: fresh for three hours, stale for one."""
    heard = place("h", 0, confirmed=EVENING - timedelta(hours=2))
    for hours, seconds in ((1, 0), (3, -60)):
        weights = attrs.evolve(RULES.weights, fresh_hours=hours)
        (hit,) = ask(heard, order="score", rules=attrs.evolve(RULES, weights=weights)).hits
        assert hit.terms.freshness == seconds


def test_an_empty_answer_names_a_mark_that_no_place_has() -> None:
    """Misspelt, most likely: leaving it out is the nearest way out, not going farther."""
    bay = place("bay", 5_000, tags={"truck_bay"})
    notes = ask(bay, place("plain"), tags={"truck_bay", "stepfree"}).notes
    assert [note.code for note in notes] == ["proximity.nothing_in_reach", "proximity.marked_nowhere"]
    assert sentences(notes[1]) == [
        "no place on the map is marked stepfree: check the spelling, or leave it out"
    ]
    notes = ask(bay, tags={"truck_bay"}).notes
    assert [note.code for note in notes] == ["proximity.nothing_in_reach", "proximity.nearest_beyond"]


@pytest.mark.parametrize(
    ("slip", "fits", "told"),
    [
        ({"kinds": {"shop"}}, {"kinds": {"shop", "station"}}, "no place of these kinds (shop)"),
        ({"kinds": set()}, {"kinds": {"station"}}, "no place of these kinds (none)"),
        ({"entry": {"scann"}}, {"entry": {"scan", "scann"}}, "no place that one gets into by scann"),
    ],
)
def test_an_empty_answer_names_a_kind_or_a_way_in_that_no_place_has(
    slip: dict[str, Any], fits: dict[str, Any], told: str
) -> None:
    """As a mark: but one that fits is enough, since any of them is asked for."""
    far = place("far", 5_000, entry={"scan"})
    reason = ask(far, **slip).notes[1]
    assert f"the map has {told}: check the spelling" in say(reason)
    assert say(reason) != say(reason, "zh")
    assert [note.code for note in ask(far, **fits).notes][1:] == ["proximity.nearest_beyond"]


def test_an_empty_answer_counts_what_is_shut_where_the_map_service_has_a_quick_way() -> None:
    """1,500 m in fourteen minutes: farther than a straight line at the usual pace, and shut on arrival."""
    answer = ask(place("shut", 1_500, "20:00-21:00"), travel=seconds(840.0), minutes=15)
    assert answer.ids == []
    assert [note.code for note in answer.notes][:2] == [
        "proximity.nothing_in_minutes",
        "proximity.closed_within",
    ]


def test_who_comes_after_the_last_entry_is_told_so() -> None:
    """Ten minutes on foot: the door is still open then, and nobody is let in any more."""
    museum = place("m", hours=Hours.weekly(mon="09:00-21:05", last_entry=10))
    assert ask(museum).ids == []
    (told,) = why(museum)
    assert told.startswith(
        "it lets nobody in from 2026-03-02 20:55+08:00 on, and you arrive 2026-03-02 21:00"
    )


def test_a_service_that_fails_the_second_time_contradicts_nothing() -> None:
    """What it said of the place is what counts, whatever it says of the others, or no more of any."""
    said: list[float | None] = [60.0, None]

    def travel(places: Sequence[Place]) -> Sequence[float | None]:
        return [said.pop(0)] * len(places)

    far, other = place("far", 1_100), place("other", 1_150)
    query = Query(HERE, at=EVENING, minutes=15)
    assert why_not(Index([far, other]), far, query, rules=RULES, travel=travel) == ()
    assert not said


def test_a_place_that_goes_while_a_service_is_asked_is_not_indexed() -> None:
    """Another thread takes it off the map."""
    gone = place("gone")
    index = Index([gone])

    def travel(places: Sequence[Place]) -> list[float]:
        index.remove("gone")
        return [60.0] * len(places)

    reasons = why_not(index, gone, Query(HERE, at=EVENING), rules=RULES, travel=travel)
    assert [reason.code for reason in reasons] == ["proximity.not_indexed"]


def test_waiting_is_counted_in_true_seconds_while_the_clock_is_put_forward() -> None:
    """From ten in the evening until eight: nine hours in the night that lacks one."""
    night = datetime(2026, 3, 28, 22, tzinfo=BERLIN)
    shut = place("s", 0, Hours.weekly(sun="08:00-20:00"))
    (hit,) = ask(shut, at=night, closed=True, order="score").hits
    assert hit.terms.wait == 9 * 3600


def test_ratings_may_be_given_with_the_question() -> None:
    """They are asked for once, where scores need them, and go before what the place says."""
    asked: list[int] = []

    def ratings(places: Sequence[Place]) -> list[float | None]:
        asked.append(len(places))
        return [5.0, None]

    both = Index([place("a", 100), place("b", 120, rating=1.0)])
    query = Query(HERE, at=EVENING, order="score")
    answer = rank(both, query, rules=RULES, ratings=ratings)
    assert [hit.terms.rating for hit in answer.hits] == [-120, 120]
    rank(both, Query(HERE, at=EVENING), rules=RULES, ratings=ratings)
    assert asked == [2]


def test_a_closed_place_costs_the_wait_until_it_opens() -> None:
    """To the second, or the days that are looked ahead where it does not open in them."""
    tomorrow, never = place("t", 0, "08:00-09:00"), place("n", 0, Hours.weekly())
    hits = ask(never, tomorrow, order="score", closed=True).hits
    wait = datetime(2026, 3, 3, 8, tzinfo=CHINA) - EVENING
    assert [(hit.place.id, hit.terms.wait) for hit in hits] == [
        ("t", wait.total_seconds()),
        ("n", 15 * 24 * 3600),
    ]


# --- who it is for, and what it is marked with --------------------------------------------------------


def test_places_are_asked_for_by_marks_and_by_whom_they_are_for() -> None:
    """A truck driver needs a bay; a station for couriers is none for riders, one for everyone is."""
    bay = place("bay", 100, tags={"truck_bay", "step_free"})
    depot = place("depot", 50, serves={"couriers"})
    assert ask(bay, depot, tags={"truck_bay"}).ids == ["bay"]
    assert ask(bay, depot, worker="riders").ids == ["bay"]
    assert ask(bay, depot, worker="couriers").ids == ["depot", "bay"]
    assert ask(bay, depot).ids == ["depot", "bay"]
    assert why(bay, tags={"truck_bay", "mother_room"}) == [
        "it is not marked mother_room (it is marked: step_free, truck_bay): leave that out to see it"
    ]
    assert why(depot, worker="riders") == [
        "it is for couriers, not for riders: leave the category out to see it"
    ]


# --- answers and rules as values ---------------------------------------------------------------------


def test_an_answer_is_worked_out_when_it_is_asked_for_and_stays_the_same() -> None:
    """Ids and metres at once; hits once; equal answers are equal, and differ by what else is known."""
    one, other = ask(place("a")), ask(place("a"))
    assert (one.ids, [round(far) for far in one.metres]) == (["a"], [480])
    assert one.hits is one.hits
    assert one == other
    assert hash(one) == hash(other)
    assert hash(one.hits[0]) == hash(other.hits[0])
    assert one != "a"
    assert one.hits[0] != "a"
    signed = one.told({"a": ("sign of a",)}, (GONE,))
    assert signed.hits[0].place.signs == ("sign of a",)
    assert signed.notes == (GONE,)
    assert signed != one
    assert repr(one.hits[0]) == "Hit(1: station a 480 m)"


def test_what_is_remembered_of_a_question_is_all_that_was_read_of_it() -> None:
    """Two that differ only in where they are asked from share it; another hour or circle does not."""
    asked = Query(HERE, at=EVENING, services={"rest"}, within=500)
    there = attrs.evolve(asked, origin=Point.wgs84(lat=29.5, lon=106.5), limit=1)
    same, other = (Question.of(one, RULES, None) for one in (asked, there))
    assert (same.wanted, same.when) == (other.wanted, other.when)
    for change in ({"at": EVENING.astimezone(UTC)}, {"within": 600}, {"dwell": 1}, {"closed": True}):
        changed = Question.of(attrs.evolve(asked, **change), RULES, None)
        assert changed.wanted == same.wanted
        assert changed.when != same.when
    assert Question.of(attrs.evolve(asked, worker="riders"), RULES, None).wanted != same.wanted


def test_an_answer_is_written_whole() -> None:
    """What hosts send to a phone: the place, the way, the terms and the reasons."""
    plain = write(ask(place("a", hours=Hours.always()), minutes=15))
    (hit,) = plain["hits"]
    assert hit["terms"] == {
        "walk": 600,
        "wait": 0,
        "level": 0,
        "freshness": 0,
        "occupancy": 0,
        "rating": 0,
    }
    assert (hit["seconds"], hit["inside"], hit["score"], hit["place"]["id"]) == (600, "surely", 600, "a")
    assert (plain["mode"], len(plain["notes"]), hit["reasons"][0]["code"]) == ("walk", 1, "proximity.nearest")


def test_rules_about_ways_are_checked_whole() -> None:
    """Unknown modes, paces that are none, nobody slower than usual, and detours in their order."""
    with pytest.raises(Invalid) as error:
        Rules(
            mode="walk",
            reach={"walk": 800, "ride": 2400},
            limit=20,
            pace={"walk": 1.0, "fly": 60.0, "ride": 200.0},
            top_pace={"ride": 100.0},
            detour={"walk": (0.9, 1.2, 1.3), "ride": (1.3, 1.2, 1.4)},
            minutes=(0,),
        )
    assert [problem.field for problem in error.value.problems] == [
        *("pace.fly", "pace.walk", "top_pace.ride", "detour.walk", "detour.ride", "minutes.0"),
    ]
    assert len(sentences(*(problem.reason for problem in error.value.problems))) == 6
    with pytest.raises(Invalid, match="level"):
        Weights(level={"A": -1})
    assert Tag(Label(en="step-free", zh="无障碍通行")).facts == ()


def test_a_stay_is_the_same_in_every_zone() -> None:
    """The same instant given in UTC meets other clocks on the wall, and so other hours."""
    utc = EVENING.astimezone(UTC)
    assert ask(place("s", 0, "12:00-13:30"), at=utc, dwell=40).ids == ["s"]
    assert ask(place("s", 0, "12:00-13:30"), at=utc, dwell=41).ids == []
