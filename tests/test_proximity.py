"""The nearest places: filters, reasons for each rank, reasons for each absence."""

import csv
import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from friendly_services.errors import Invalid, NotFound
from friendly_services.hours import Hours
from friendly_services.places import ConversionRefused, Place, Point, convert, distance
from friendly_services.proximity import CAPABILITY, Index, Nearby, Query, Rules, rank, why_not
from friendly_services.text import LANGUAGES, Reason, say
from tests.budget import count, data

CHINA = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)
RULES = Rules(mode="walk", reach={"walk": 800, "ride": 2400}, limit=3, opens_soon=15)
HERE = Point.wgs84(lat=29.40, lon=106.54)
HIDDEN = Reason("forbidden", actor="u1", command="merchants.Hide", roles=("officer",))


def place(id_: str, north: float = 0, **values: Any) -> Place:
    """A merchant about so many metres north of HERE."""
    return Place(
        id_, "merchant", f"shop {id_}", Point.wgs84(lat=29.40 + north / 110_842, lon=106.54), **values
    )


def ask(index: Index, **question: Any) -> Nearby:
    """The answer at noon from HERE."""
    rules = question.pop("rules", RULES)
    return rank(index, Query(HERE, **{"at": NOON, **question}), rules=rules)


def ids(answer: Nearby) -> list[str]:
    """The ids in order."""
    return [hit.place.id for hit in answer.hits]


def why(index: Index, which: Place | str, **question: Any) -> list[Reason]:
    """Why a place is absent at noon from HERE."""
    return list(why_not(index, which, Query(HERE, **{"at": NOON, **question}), rules=RULES))


def sentences(*reasons: Reason) -> Iterator[str]:
    """Each reason in English, after a check that it is worded otherwise in Chinese."""
    for reason in reasons:
        english, chinese = (say(reason, language) for language in LANGUAGES)
        assert english != chinese
        yield english


def test_each_rank_is_explained_against_the_one_before() -> None:
    """The first is the nearest; the others say how much farther, or that the id decided a tie."""
    index = Index([place("c", 300), place("b", 100), place("a", 300)])
    hits = ask(index).hits
    assert [(hit.place.id, hit.rank, hit.before and hit.before.id, hit.gap == 0) for hit in hits] == [
        ("b", 1, None, False),
        ("a", 2, "b", False),
        ("c", 3, "a", True),
    ]
    assert list(sentences(*(hit.reasons[0] for hit in hits))) == [
        "the nearest that offers what was asked, 100 m away",
        "300 m away, 200 m farther than shop b",
        "300 m away, exactly as far as shop a: the order of the ids decides",
    ]


def test_filters_come_before_the_limit() -> None:
    """With a limit of one and a hundred nearer places that do not qualify, the one that does is found."""
    crowd = [place(f"x{n}", n + 1) for n in range(100)]
    wanted = place("z", 700, services={"water", "toilet"})
    index = Index([*crowd, wanted, place("y", 500, services={"water"})])
    assert ids(ask(index, services={"water", "toilet"}, limit=1)) == ["z"]


def test_unknown_hours_stay_in_the_answer_marked() -> None:
    """A place whose hours nobody knows is listed as unknown; a closed one is not listed."""
    shut = Hours.weekly(mon="08:00-11:00")
    index = Index(
        [place("shut", 10, hours=shut), place("unknown", 20), place("open", 30, hours=Hours.always())]
    )
    answer = ask(index)
    assert [(hit.place.id, hit.openness.answer) for hit in answer.hits] == [
        ("unknown", "unknown"),
        ("open", "open"),
    ]
    assert list(sentences(answer.hits[0].reasons[1])) == ["its hours are not recorded: ask before you go"]
    assert ids(ask(index, closed=True)) == ["shut", "unknown", "open"]


def test_a_place_that_opens_soon_is_listed() -> None:
    """Closed now but open within the rules' minutes: listed, and it says when it opens."""
    index = Index(
        [
            place("soon", 10, hours=Hours.weekly(mon="12:15-18:00")),
            place("late", 20, hours=Hours.weekly(mon="12:16-18:00")),
        ]
    )
    [hit] = ask(index).hits
    assert hit.place.id == "soon"
    assert hit.openness.answer == "closed"
    assert "opens 2026-03-02 12:15" in next(sentences(hit.reasons[1]))


def test_the_radius_is_that_of_the_mode_unless_given() -> None:
    """Walking, riding, or metres of one's own; the answer says which."""
    index = Index([place("near", 700), place("far", 2000), place("farther", 4000)])
    assert (ask(index).mode, ids(ask(index))) == ("walk", ["near"])
    assert ids(ask(index, mode="ride")) == ["near", "far"]
    answer = ask(index, within=5000)
    assert (answer.mode, float(answer.within)) == ("walk", 5000)
    assert ids(answer) == ["near", "far", "farther"]


def test_only_the_kinds_asked_for_are_listed() -> None:
    """Merchants and stations share a map; a question may want one of them."""
    station = Place("s", "station", "the station", HERE)
    index = Index([place("m"), station])
    assert ids(ask(index, kinds={"station"})) == ["s"]
    assert ids(ask(index, kinds={"merchant", "station"})) == ["m", "s"]


def test_an_empty_answer_says_what_stands_in_the_way() -> None:
    """Nothing at all, closed until, closed for days, only beyond, a service nobody offers: each is said."""
    assert list(sentences(*ask(Index()).notes)) == [
        "no open place within the 800 m of walking offers what was asked"
    ]
    far = place("far", 1000, services={"water"})
    shut = place("shut", 100, hours=Hours.weekly(mon="08:00-11:00", tue="09:00-11:00"))
    never = place("never", 100, hours=Hours.weekly())
    assert list(sentences(*ask(Index([far, shut, never]), within=500).notes)) == [
        "no open place within 500 m offers what was asked",
        "closed places within the circle that offer it: 2; the first opens 2026-03-03 09:00+08:00",
        "the nearest that offers it is 'shop far', 1000 m away: ask for a wider circle",
    ]
    closed = "places within the circle that offer it but stay closed for days: 1"
    assert closed in sentences(*ask(Index([never])).notes)
    [_, nowhere] = ask(Index([far]), services={"watr", "water"}).notes
    assert list(sentences(nowhere)) == [
        "no place on the map offers watr: check the spelling, or leave it out"
    ]


def test_every_reason_of_an_absence_is_told_at_once() -> None:
    """Of another kind, lacking a service, closed, too far: four reasons, each with its way out."""
    shut = Hours.weekly(tue="09:00-11:00")
    index = Index([place("x", 1000, services={"toilet"}, hours=shut)])
    assert list(sentences(*why(index, "x", services={"water"}, kinds={"station"}))) == [
        "it is a merchant, and only station were asked for: ask for that kind too",
        "it does not offer water (it offers: toilet): leave that out to see it",
        "closed, opens 2026-03-03 09:00+08:00: ask for a time when it is open, or for closed places too",
        "it is 1000 m away, 200 m beyond the 800 m asked for: ask within 1001 m",
    ]
    assert ask(index).hits == ()


def test_a_place_that_the_map_does_not_show_gets_no_advice_that_cannot_help() -> None:
    """However near one asked, and for whatever, it would not be found: the one reason is why."""
    index = Index([place("x", 1000, services={"toilet"}, absent=HIDDEN)])
    assert list(sentences(*why(index, "x", services={"water"}))) == [
        f"the map does not show it: {say(HIDDEN)}"
    ]


def test_a_city_may_have_ways_to_move_of_its_own() -> None:
    """A mode that the catalogue has no word for is called as the pack calls it."""
    rules = Rules(mode="boat", reach={"boat": 800}, limit=3)
    [note] = ask(Index(), rules=rules).notes
    assert "the 800 m of boat" in next(sentences(note))


def test_a_place_beyond_every_search_says_so() -> None:
    """Farther than 50 km no radius helps."""
    [reason] = why(Index([place("x", 60_000)]), "x")
    assert reason.code == "proximity.out_of_reach"
    assert "ask from nearer" in next(sentences(reason))


def test_a_place_below_the_limit_says_its_rank() -> None:
    """A place that qualifies but comes too late in the order says which limit would list it."""
    index = Index([place(f"m{n:04}", 1) for n in range(1001)])
    assert list(sentences(*why(index, "m0003"))) == ["it comes as number 4, and 3 were asked for: ask for 4"]
    assert why(index, "m0003", limit=4) == []
    assert why(index, "m0002") == []
    [reason] = why(index, "m1000")
    assert reason.code == "proximity.beyond_any_limit"
    assert "number 1001" in next(sentences(reason))


def test_why_not_takes_a_place_that_the_index_lacks() -> None:
    """A place not yet put in is judged all the same; an id that nobody knows is an error."""
    index = Index([place("m")])
    [reason] = why(index, place("n", 100))
    assert reason.code == "proximity.not_indexed"
    assert "put it in" in next(sentences(reason))
    with pytest.raises(NotFound):
        why(index, "n")


def test_a_place_of_another_datum_is_unplaced_not_lost() -> None:
    """GCJ-02 has no exact way to WGS-84: such a place is listed as unplaced and `why_not` says why."""
    amap = Place("amap", "merchant", "shop", convert(HERE, "gcj02"))
    index = Index([amap, place("m")])
    assert ids(ask(index)) == ["m"]
    assert list(index.unplaced) == ["amap"]
    [reason] = why(index, "amap")
    assert reason.code == "proximity.unplaced"
    assert "gcj02 has no exact way back to wgs84" in next(sentences(reason))
    assert ids(ask(Index([amap, place("m")], approximate=True))) == ["amap", "m"]
    with pytest.raises(ConversionRefused):
        rank(index, Query(amap.point, at=NOON), rules=RULES)


def test_distances_in_gcj02_carry_their_error_band() -> None:
    """In GCJ-02 an answer says once, and last, between what true lengths lie; in WGS-84 there is no doubt."""
    answer = ask(Index([place("m", 100)], datum="gcj02"))
    [band] = answer.notes
    assert band.values["low"] < band.values["far"] == 800 < band.values["high"]
    assert "which bends lengths: 800 m are truly between" in next(sentences(band))
    assert [len(hit.reasons) for hit in answer.hits] == [2]
    assert [note.code for note in ask(Index(datum="gcj02")).notes] == [
        "proximity.nothing_in_reach",
        "proximity.distorted",
    ]
    assert ask(Index([place("m", 100)])).notes == ()


@pytest.mark.parametrize(
    ("question", "field", "code"),
    [
        ({"within": 0}, "within", "places.radius_too_small"),
        ({"within": -1}, "within", "places.radius_too_small"),
        ({"within": 1e9}, "within", "places.radius_too_large"),
        ({"limit": 0}, "limit", "count.out_of_range"),
        ({"limit": 1001}, "limit", "count.out_of_range"),
        ({"limit": True}, "limit", "count.out_of_range"),
        ({"mode": "fly"}, "mode", "value.not_one_of"),
        ({"services": "water"}, "services", "proximity.one_word"),
        ({"kinds": "station"}, "kinds", "proximity.one_word"),
        ({"at": NOON.replace(tzinfo=None)}, "at", "hours.naive_time"),
        ({"at": "2026-03-02T12:00"}, "at", "hours.not_a_time"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(question: dict[str, Any], field: str, code: str) -> None:
    """Radius, limit, mode, services and time are checked, for `rank` and `why_not` alike."""
    index = Index([place("m")])
    for asking in (lambda: ask(index, **question), lambda: why(index, "m", **question)):
        with pytest.raises(Invalid) as caught:
            asking()
        assert [(problem.field, problem.reason.code) for problem in caught.value.problems] == [(field, code)]


def test_rules_are_checked_whole() -> None:
    """A default mode without a reach, a reach of nothing, no limit, a negative wait: all told at once."""
    with pytest.raises(Invalid) as caught:
        Rules(mode="walk", reach={"ride": 0}, limit=0, opens_soon=-1)
    assert [problem.field for problem in caught.value.problems] == [
        "reach.ride",
        "mode",
        "limit",
        "opens_soon",
    ]


def test_proximity_has_no_records_and_no_commands() -> None:
    """It only answers: a command sent to it is a fault of the program."""
    assert [*CAPABILITY.kinds, *CAPABILITY.commands] == []
    unthinkable: Any = object()
    for misuse in (
        lambda: CAPABILITY.subjects(unthinkable, unthinkable),
        lambda: CAPABILITY.decide({}, unthinkable, unthinkable),
    ):
        with pytest.raises(AssertionError, match="Expected code to be unreachable"):
            misuse()


def test_an_index_forgets_and_replaces() -> None:
    """Removed places are gone, replaced ones stand where they now are, with the services they now have."""
    index = Index([place("a", 10, services={"water"}), place("b", 20, services={"water"})])
    assert ids(ask(index, services={"water"})) == ["a", "b"]
    index.replace(place("a", 30, services={"water", "toilet"}))
    assert ids(ask(index, services={"water"})) == ["b", "a"]
    index.replace(place("b", 20, services={"water"}, absent=HIDDEN))
    assert ids(ask(index, services={"water"})) == ["a"]
    index.remove("a")
    index.remove("a")  # gone already
    assert ids(ask(index, services={"water"})) == []
    assert (len(index), index.get("a"), [known.id for known in index]) == (1, None, ["b"])


def test_of_two_places_on_a_meridian_the_right_one_goes() -> None:
    """Places that share a longitude, and a building, are told apart when one of them leaves."""
    index = Index([place("a", 10), place("b", 10), place("c", 10)])
    assert ids(ask(index)) == ["a", "b", "c"]
    index.remove("b")
    assert ids(ask(index)) == ["a", "c"]


def test_an_index_that_grows_stays_right() -> None:
    """Ten times as many places as it was cut for are put in one by one, and the order still holds."""
    index = Index([place("m000", 1)])
    ask(index)
    for n in range(1, 200):
        index.replace(place(f"m{n:03}", 1 + n))
    assert ids(ask(index, limit=200)) == [f"m{n:03}" for n in range(200)]


def test_places_at_one_point_come_by_id() -> None:
    """However many share a building, the order of the ids decides."""
    names = [f"m{n:05}" for n in range(20_000)]
    random.Random(1).shuffle(names)
    assert ids(ask(Index(place(name, 5) for name in names))) == ["m00000", "m00001", "m00002"]


def cafes() -> list[Place]:
    """The real cafés, WGS-84."""
    with (data("cafes_cn_ccby") / "all_cafes.csv").open(encoding="utf-8-sig") as file:
        return [
            Place(
                f"cafe-{n:03}",
                "merchant",
                row["名称"],
                Point.wgs84(lat=float(row["lat"]), lon=float(row["lon"])),
            )
            for n, row in enumerate(csv.DictReader(file))
        ]


def test_real_riders_find_the_cafe_that_brute_force_finds() -> None:
    """Positions of real riders, taken for GCJ-02, and every real café: the nearest by the geodesic."""
    places = cafes()
    assert len(places) == 339
    index = Index(places, datum="gcj02")
    moved = {known.id: convert(known.point, "gcj02") for known in places}
    with (data("lade_customers") / "shanghai.csv").open(encoding="utf-8-sig") as file:
        riders = [Point.gcj02(lat=float(row["lat"]), lon=float(row["lng"])) for row in csv.DictReader(file)]
    assert len(riders) == 1285
    for rider in riders[:: count(60, 10, 1)]:
        [hit] = rank(index, Query(rider, at=NOON, within=50_000, limit=1), rules=RULES).hits
        far, id_ = min((distance(rider, point), id_) for id_, point in moved.items())
        assert hit.place.id == id_
        assert abs(hit.metres - far) < 1e-3


def test_real_places_of_a_campus_come_in_exact_order() -> None:
    """The 110 places around Beijing Jiaotong University, from each of them: brute force's order."""
    with (data("osm_beijing_bjtu") / "pois_from_osm.csv").open(encoding="utf-8-sig") as file:
        places = [
            Place(
                row["osm_id"],
                "merchant",
                row["name"],
                Point.wgs84(lat=float(row["lat"]), lon=float(row["lon"])),
            )
            for row in csv.DictReader(file)
        ]
    assert len(places) == 110
    index = Index(places)
    for known in places[:: count(11, 2, 1)]:
        answer = rank(index, Query(known.point, at=NOON, limit=200, within=50_000), rules=RULES)
        assert ids(answer) == [
            id_ for _, id_ in sorted((distance(known.point, other.point), other.id) for other in places)
        ]


def test_an_answer_prints_in_one_line() -> None:
    """A notebook shows what was found, not every field of it."""
    answer = ask(Index([place("b", 100)]))
    assert repr(answer).startswith("Nearby(")
    assert "shop b" in repr(answer)
    assert "shop" not in repr(ask(Index([])))


def test_an_origin_that_is_no_point_is_named() -> None:
    """A pair of numbers does not say which is which, nor its datum."""
    with pytest.raises(Invalid) as error:
        Query((29.4, 106.5), at=NOON)  # type: ignore[arg-type] # the case
    assert error.value.problems[0].field == "origin"
