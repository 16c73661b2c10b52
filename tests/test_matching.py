"""What a worker needs and what a place has: three answers, each with its reasons, and an order."""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.hours import Hours
from friendly_services.matching import (
    Answer,
    Catalogue,
    Match,
    Need,
    Rules,
    Service,
    match,
    rank,
    ranked,
)
from friendly_services.places import Lapse, Place, Point
from friendly_services.proximity import Index, Query
from friendly_services.proximity import Rules as Reach
from friendly_services.proximity import rank as nearest
from friendly_services.text import LANGUAGES, Label, Reason, say

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HERE = Point.wgs84(lat=29.4, lon=106.54)
BROKEN = Reason("stations.equipment_broken", equipment="microwave", on=NOON.date())
UNCHECKED = Reason("stations.equipment_unchecked", equipment=("microwave",))


def label(text: str) -> Label:
    """A name that is the same in both languages."""
    return Label(en=text, zh=text)


SERVICES = {
    "merchant": {
        "charge": Service(label("sockets"), "supply"),
        "rest": Service(label("seats"), "rest"),
        "meal": Service(label("noodles"), "meal"),
    },
    "station": {
        "phone_charging": Service(label("charging points"), "supply"),
        "warm_food": Service(label("microwave"), "supply"),
        "rest": Service(label("rest"), "rest"),
        "toilet": Service(label("toilet")),
    },
}
CATALOGUE = Catalogue(SERVICES, {"supply": label("supplies"), "rest": label("rest and shade")})
RULES = Rules(
    {
        "charge": Need(label("charge"), any=("charge", "phone_charging")),
        "supply": Need(label("stock up"), any=("tag:supply",)),
        "break": Need(label("break"), all=(("rest", "nap"), ("toilet",))),
        "both": Need(label("both"), any=("rest",), all=(("warm_food",),)),
        "meal": Need(label("meal"), any=("meal",)),
    }
)


def station(*services: str, kind: str = "station", **given: Any) -> Place:
    """A place that never closes."""
    fields = {"id": "p1", "name": "Riverside", "hours": Hours.always(), **given}
    return Place(kind=kind, point=HERE, services=services, **fields)


def of(place: Place, *needs: str, at: datetime = NOON, rules: Rules = RULES) -> Match:
    """What a place is to a worker."""
    return match(place, needs, at=at, rules=rules, catalogue=CATALOGUE)


def told(found: Match) -> list[str]:
    """Why, in English, without the hours."""
    return [say(reason) for reason in found.reasons[:-1]]


class TestOneNeed:
    """One need at one place."""

    @pytest.mark.parametrize(("kind", "key"), [("merchant", "charge"), ("station", "phone_charging")])
    def test_each_register_has_its_own_key_for_it(self, kind: str, key: str) -> None:
        """The same need is met by a merchant's service and by a station's."""
        found = of(station(key, kind=kind), "charge")
        assert (found.answer, found.needs[0].by) == ("met", (key,))
        assert told(found) == [f"charge: {say_title(kind, key)}"]

    def test_a_tag_stands_for_every_service_under_it(self) -> None:
        """Any of them meets the need, and all that do are named."""
        found = of(station("phone_charging", "warm_food"), "supply")
        assert (found.answer, found.needs[0].by) == ("met", ("phone_charging", "warm_food"))
        assert told(of(station("rest"), "supply")) == ["stock up: it does not offer supplies"]

    def test_of_each_list_one(self) -> None:
        """All that is asked for together has to be there; what lacks is named alone."""
        assert of(station("rest", "toilet"), "break").answer == "met"
        assert of(station("rest", "toilet"), "break").needs[0].by == ("rest", "toilet")
        lacking = of(station("rest"), "break")
        assert (lacking.answer, told(lacking)) == ("unmet", ["break: it does not offer toilet"])
        assert of(station("rest", "warm_food"), "both").answer == "met"
        assert of(station("warm_food"), "both").answer == "unmet"

    def test_broken_equipment_is_a_no_with_its_reason(self) -> None:
        """What cannot be used does not answer; another service still can."""
        gone = station("warm_food", lapses=(Lapse("warm_food", BROKEN),))
        assert (of(gone, "supply").answer, told(of(gone, "supply"))) == (
            "unmet",
            ["stock up: microwave is not to be had now, microwave was found broken on 2026-03-02"],
        )
        other = attrs.evolve(gone, services={"warm_food", "phone_charging"})
        assert (of(other, "supply").answer, of(other, "supply").needs[0].by) == ("met", ("phone_charging",))

    def test_equipment_that_will_expire_answers_until_then(self) -> None:
        """By the instant asked about."""
        later = station("warm_food", lapses=(Lapse("warm_food", BROKEN, NOON + timedelta(days=1)),))
        assert of(later, "supply").answer == "met"
        assert of(later, "supply", at=NOON + timedelta(days=1)).answer == "unmet"

    def test_equipment_that_nobody_checked_is_neither_yes_nor_no(self) -> None:
        """It says what is not known; a service that is certain answers instead."""
        unsure = station("warm_food", doubts=(Lapse("warm_food", UNCHECKED),))
        found = of(unsure, "supply")
        assert (found.answer, found.needs[0].by) == ("unknown", ())
        assert [say(found.reasons[0], language) for language in LANGUAGES] == [
            "stock up: it offers microwave, but nobody has checked whether its equipment works",
            "stock up：提供“microwave”，但其设备是否可用尚未检查",
        ]
        assert of(attrs.evolve(unsure, services={"warm_food", "phone_charging"}), "supply").answer == "met"

    def test_what_such_a_place_never_offers_is_said(self) -> None:
        """A need that only merchants can meet, asked of a station."""
        assert told(of(station("rest"), "meal")) == [
            "meal: nothing that a station offers in this city answers that"
        ]


def say_title(kind: str, key: str) -> str:
    """What a service is called."""
    return SERVICES[kind][key].title.en


class TestAPlace:
    """All needs, hours and the map together."""

    def test_hours_count_with_the_needs(self) -> None:
        """Closed is no, and hours that nobody knows are not known, whatever it offers."""
        shut = Hours.weekly(tue="09:00-17:00")
        answers = {
            hours: of(station("phone_charging", hours=hours), "charge").answer
            for hours in (None, Hours.always(), shut)
        }
        assert answers == {None: "unknown", Hours.always(): "met", shut: "unmet"}
        assert of(station(hours=None), "charge").answer == "unmet"

    def test_what_the_map_does_not_show_matches_nothing(self) -> None:
        """It says why it is not shown."""
        hidden = station("phone_charging", absent=Reason("stations.closed"))
        assert (of(hidden, "charge").answer, told(of(hidden, "charge"))[0]) == (
            "unmet",
            "the map does not show it: closed for good",
        )

    def test_the_order(self) -> None:
        """All met, then not known, then what lacks the least; equals keep their order."""
        places = [
            station("rest", id="none"),
            station("phone_charging", id="some"),
            station("phone_charging", "rest", "toilet", id="first", hours=None),
            station("phone_charging", "rest", "toilet", id="all"),
            station("phone_charging", "rest", "toilet", id="second", hours=None),
            station("phone_charging", "rest", "toilet", id="too"),
        ]
        found = ranked(of(place, "charge", "break") for place in places)
        assert [one.place.id for one in found] == ["all", "too", "first", "second", "some", "none"]

    def test_what_cannot_be_asked_is_refused(self) -> None:
        """A need that the pack does not list, one word instead of several, none at all."""
        for needs, sentence in (
            (["chrage"], "did you mean 'charge'"),
            ("charge", "'charge' is one word"),
            ([], "is required"),
        ):
            with pytest.raises(Invalid, match=sentence):
                match(station(), needs, at=NOON, rules=RULES, catalogue=CATALOGUE)
        with pytest.raises(Invalid, match="lists no needs"):
            of(station(), "charge", rules=Rules())

    def test_a_need_that_nothing_answers_is_refused(self) -> None:
        """In a pack, so that nobody asks in vain."""
        for lists_ in ({}, {"all": ((),)}, {"any": ("rest",), "all": (("rest",), ())}):
            with pytest.raises(Invalid, match="names nothing that answers it"):
                Need(label("n"), **lists_)

    def test_a_service_that_the_pack_no_longer_lists_is_called_by_its_key(self) -> None:
        """A place that offered it before still does."""
        rules = Rules({"shower": Need(label("shower"), any=("shower",))})
        assert told(of(station("shower"), "shower", rules=rules)) == ["shower: shower"]


KEYS = ("phone_charging", "warm_food", "rest", "toilet", "shower")
words = st.sampled_from([*KEYS, "tag:supply", "tag:rest", "charge"])
lists = st.lists(words, min_size=1, max_size=3).map(tuple)
any_need = st.builds(
    lambda any_, all_: Need(label("n"), any_, tuple(all_)), lists, st.lists(lists, max_size=2)
)
some_keys = st.sets(st.sampled_from(KEYS))
some_hours = st.sampled_from([None, Hours.always(), Hours.weekly(tue="09:00-17:00")])


@st.composite
def places(draw: st.DrawFn) -> Place:
    """A station with services, some of which it cannot offer or may not be able to."""
    return station(
        *draw(some_keys),
        id=draw(st.sampled_from("abcdef")),
        hours=draw(some_hours),
        lapses=tuple(Lapse(key, BROKEN) for key in draw(some_keys)),
        doubts=tuple(Lapse(key, UNCHECKED) for key in draw(some_keys)),
    )


@given(places(), any_need, st.sampled_from(KEYS), st.booleans())
def test_one_more_service_never_makes_a_match_worse(
    place: Place, need: Need, service: str, checked: bool
) -> None:
    """Whether or not its equipment was checked."""
    rules = Rules({"n": need})
    doubts = place.doubts if checked else (*place.doubts, Lapse(service, UNCHECKED))
    if service not in place.services:
        more = attrs.evolve(place, services=place.services | {service}, doubts=doubts)
        assert rank(of(more, "n", rules=rules)) <= rank(of(place, "n", rules=rules))


@given(places(), any_need)
def test_what_is_not_known_is_settled_either_way(place: Place, need: Need) -> None:
    """With every doubt and the hours found good or bad the answer is what was certain, or one of both."""
    rules = Rules({"n": need})
    good = attrs.evolve(place, doubts=(), hours=place.hours or Hours.always())
    bad = attrs.evolve(
        place,
        doubts=(),
        lapses=(*place.lapses, *place.doubts),
        hours=place.hours or Hours.weekly(tue="09:00-17:00"),
    )
    ends: set[Answer] = {of(good, "n", rules=rules).answer, of(bad, "n", rules=rules).answer}
    assert of(place, "n", rules=rules).answer == (ends.pop() if len(ends) == 1 else "unknown")
    assert of(good, "n", rules=rules).answer != "unknown"


@given(st.lists(places(), max_size=6, unique_by=lambda place: place.id), st.sampled_from(KEYS))
def test_a_need_of_one_service_agrees_with_the_search_for_it(every: list[Place], service: str) -> None:
    """`proximity.rank` lists a place exactly if its match is not a no."""
    rules = Rules({"n": Need(label("n"), any=(service,))})
    reach = Reach(mode="walk", reach={"walk": 800}, limit=20)
    near = nearest(Index(every), Query(HERE, at=NOON, services={service}), rules=reach)
    able = {place.id for place in every if of(place, "n", rules=rules).answer != "unmet"}
    assert {hit.place.id for hit in near.hits} == able
