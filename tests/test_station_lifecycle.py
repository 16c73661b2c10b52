"""Where a station can stand, what can be done with it there, and how one comes about by a project."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any, get_args

import attrs
import pytest

from friendly_services import stations
from friendly_services.cases import Duration
from friendly_services.errors import Invalid
from friendly_services.stations import (
    LIFECYCLE,
    Accept,
    Close,
    FinishFitting,
    MarkExpired,
    ProjectRule,
    RecordEquipment,
    ReturnForCorrection,
    StartFitting,
)
from friendly_services.text import say
from tests.small_city import SmallCity
from tests.station_register import (
    DAY,
    RULES,
    built,
    every_command,
    plan,
    register,
    small_city,
    standing,
    station,
)

PAIRS = tuple(product(get_args(stations.Standing), (row for row in LIFECYCLE if row.sources)))


@pytest.fixture
def city() -> SmallCity:
    """A city with two levels and no station."""
    return small_city()


# --- every command in every standing ---------------------------------------------------------------------


@pytest.mark.parametrize(("where", "row"), PAIRS, ids=lambda one: getattr(one, "command", one))
def test_every_command_in_every_standing(city: SmallCity, where: Any, row: stations.Transition) -> None:
    """It leads where the table says, or is refused with the standing, its deadline and what is possible."""
    name = standing(city, where)
    if where != "closed":
        city.do(stations.AppointKeeper(name, "keeper-0"))
    before = city.states["station", name] = attrs.evolve(station(city, name), seats=4)
    equipped = where != "closed" and row.command is stations.Grade
    if equipped:
        city.do(RecordEquipment(name, "microwave", 1, DAY))
    (command,) = (one for one in every_command(name) if type(one) is row.command)
    possible = city.possible("station", name)
    why_not = possible[row.command.__name__]
    assert (why_not is None) == (where in row.sources)
    if why_not is None:
        city.do(command, by="officer-9")
        assert station(city, name).standing in {where, *row.targets}
        return
    with pytest.raises(stations.NotNow) as refusal:
        city.do(command, by="officer-9")
    error = refusal.value
    assert error.reason == why_not
    assert error.standing == stations.STANDINGS[where]
    assert error.possible == tuple(command for command, refused in possible.items() if refused is None)
    waits = {
        "closed_temporarily": "announced until 2026-03-13",
        "flagged": "until the end of 2026-03-11",
        "planned": "until the end of 2026-06-08",
        "fitting": "until the end of 2026-09-06",
    }
    if where in waits:
        assert say(error.term) == waits[where]
    assert (error.term.code == "cases.no_term") == (where in {"open", "dormant", "closed"})
    assert equipped or station(city, name) == before


def test_every_command_about_a_station_is_in_the_table(city: SmallCity) -> None:
    """And in `possible`; every standing has a name and is left again, but for the last one."""
    name = register(city)
    named = {type(command) for command in every_command(name)}
    assert {row.command for row in LIFECYCLE if row.sources} == named
    assert city.possible("station", name).keys() == {command.__name__ for command in named}
    assert stations.STANDINGS.keys() == set(get_args(stations.Standing))
    left = {source for row in LIFECYCLE for source in row.sources if {*row.targets} - {source}}
    assert left == stations.STANDINGS.keys() - {"closed"}


def test_a_refusal_says_what_is_possible(city: SmallCity) -> None:
    """In both languages."""
    name = standing(city, "acceptance")
    with pytest.raises(stations.NotNow) as refusal:
        city.do(StartFitting(name))
    assert refusal.value.say("en").startswith(
        f"StartFitting is not possible while station {name} is waiting for its acceptance (until the end of"
    )
    assert "ReturnForCorrection, Accept" in refusal.value.say("en")
    assert "待验收" in refusal.value.say("zh")


# --- projects --------------------------------------------------------------------------------------------


def test_a_planned_station_is_on_the_map_once_two_people_have_accepted_it(city: SmallCity) -> None:
    """Until then the map says where it stands; the project stays on record."""
    name = plan(city, mode="merge", level="A", cost=80_000)
    shown = []

    def note() -> None:
        absent = stations.place(station(city, name)).absent
        shown.append(say(absent) if absent else "open")

    note()
    for step, by in (
        (StartFitting(name), "keeper-1"),
        (FinishFitting(name), "keeper-1"),
        (Accept(name), "inspector-1"),
        (Accept(name), "inspector-2"),
    ):
        city.do(step, by=by)
        note()
    assert shown == [
        "not open yet: planned",
        "not open yet: being fitted out",
        "not open yet: waiting for its acceptance",
        "not open yet: waiting for its acceptance",
        "open",
    ]
    project = station(city, name).project
    assert project is not None
    assert (project.mode, project.level, project.cost, project.on) == ("merge", "A", 80_000, DAY)
    assert project.hands == ("officer-1", "keeper-1")
    assert [signature.by for signature in project.accepted] == [("inspector-1",), ("inspector-2",)]
    assert stations.place(station(city, name)).confirmed == city.now


@pytest.mark.parametrize("by", ["officer-1", "keeper-1"])
def test_who_planned_or_fitted_it_does_not_accept_it(city: SmallCity, by: str) -> None:
    """Nor return it: that is a judgement too. Nobody signs twice."""
    name = standing(city, "acceptance")
    for command in (Accept(name), ReturnForCorrection(name, ("the sign",))):
        with pytest.raises(stations.SameHands, match="did the planning or fitting and may not"):
            city.do(command, by=by)
    city.do(Accept(name), by="inspector-1")
    with pytest.raises(stations.SameHands, match="'inspector-1' did the first acceptance"):
        city.do(Accept(name), by="inspector-1")


def test_a_return_names_what_to_mend_by_when_and_takes_the_signatures_back(city: SmallCity) -> None:
    """Mended, it is looked at anew, by as many as at first."""
    name = standing(city, "acceptance")
    city.do(Accept(name), by="inspector-1")
    with pytest.raises(Invalid, match="items: is required"):
        city.do(ReturnForCorrection(name, ()), by="inspector-2")
    city.do(ReturnForCorrection(name, ("the sign", "a socket")), by="inspector-2")
    project = station(city, name).project
    assert project is not None
    assert (project.items, project.accepted) == (("the sign", "a socket"), ())
    assert project.term.day == DAY + timedelta(days=21)
    city.do(FinishFitting(name), by="keeper-2")
    city.do(Accept(name), by="inspector-1")
    assert station(city, name).standing == "acceptance"
    city.do(Accept(name), by="inspector-2")
    assert station(city, name).standing == "open"


def test_a_pack_may_let_one_person_accept(city: SmallCity) -> None:
    """The number is its own."""
    city.rules = attrs.evolve(RULES, projects=ProjectRule(people=1))
    name = standing(city, "acceptance")
    city.do(Accept(name), by="inspector-1")
    assert station(city, name).standing == "open"


def test_a_step_that_is_late_is_told_until_it_is_taken(city: SmallCity) -> None:
    """At midnight after its last day, then every few days; the next step has a term of its own."""
    city.rules = attrs.evolve(RULES, projects=ProjectRule(planned=Duration(2, "natural")))
    name = plan(city)
    city.today += timedelta(days=2)
    assert city.due() == []
    city.today += timedelta(days=1)
    (due,) = city.due()
    assert (due.at, due.command) == (datetime(2026, 3, 13, tzinfo=city.zone), MarkExpired(name))
    ((_, told),) = city.do(due.command)
    assert isinstance(told, stations.ProjectOverdue)
    assert told.again is not None
    assert city.due() == []
    assert city.do(MarkExpired(name)) == ()
    before, city.today = city.today, told.again.day + timedelta(days=1)
    assert [due.command for due in city.due()] == [MarkExpired(name)]
    city.today = before
    city.do(StartFitting(name))
    project = station(city, name).project
    assert project is not None
    assert not project.overdue


def test_a_plan_is_for_a_level_of_the_scheme(city: SmallCity) -> None:
    """Or for none; what it costs is a whole number."""
    with pytest.raises(Invalid, match="level: 'Z' is not one of A, B"):
        plan(city, level="Z")
    with pytest.raises(Invalid, match=r"cost: -1 is too small"):
        plan(city, cost=-1)


def test_a_project_can_be_given_up_and_equipped_before_it_opens(city: SmallCity) -> None:
    """What is put in is on record from its day; a plan that comes to nothing is closed by a decision."""
    name = standing(city, "fitting")
    city.do(RecordEquipment(name, "water", 1, DAY))
    assert station(city, name).equipment["water"].quantity == 1
    city.do(Close(name, "decision-7"))
    assert station(city, name).standing == "closed"
    assert city.due() == []


def test_what_a_project_leaves_makes_the_record_anew(city: SmallCity) -> None:
    """Returned, late and accepted: the fold of its journal is the record."""
    name = built(city)
    assert station(city, name).standing == "open"
    assert city.folded("station", name) == station(city, name)
