"""Targets: set, revised with what they were before, reminded of when overdue, closed."""

from datetime import date, timedelta
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import targets
from friendly_services.cases import Duration
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import TargetId
from friendly_services.targets._lifecycle import ALLOWED
from friendly_services.text import Label
from tests.small_city import SmallCity

TODAY = date(2026, 3, 2)
TITLE = Label(en="open stations", zh="开放驿站数")
RULES = targets.Rules(
    metrics={
        "stations_open": targets.Metric(TITLE, "stations_open"),
        "night": targets.Metric(TITLE, "stations_round_the_clock"),
    },
    reminder=Duration(30, "natural"),
)
SET = targets.Set("stations_open", 68, due=date(2026, 3, 31), source="plan 2026-1")


def small() -> tuple[SmallCity, TargetId]:
    """A city with a target."""
    city = SmallCity(targets.CAPABILITY, RULES, TODAY)
    ((key, _),) = city.do(SET)
    return city, TargetId(key[1])


def only(city: SmallCity, id_: TargetId) -> targets.Target:
    """The target."""
    target: targets.Target = city.states["target", id_]
    return target


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 60)), max_size=6))
def test_what_it_was_before_is_kept(changes: list[tuple[int, int]]) -> None:
    """Each revision takes the place of the goal and leaves it on record, in order, with its source."""
    city, id_ = small()
    goals = [only(city, id_).goal]
    for n, (value, days) in enumerate(changes):
        city.do(targets.Revise(id_, value, TODAY + timedelta(days=days), f"decision {n}"))
        goals.append(only(city, id_).goal)
    assert (*only(city, id_).earlier, only(city, id_).goal) == tuple(goals)
    assert [(goal.value, goal.source) for goal in goals[1:]] == [
        (value, f"decision {n}") for n, (value, _) in enumerate(changes)
    ]
    assert city.folded("target", id_) == only(city, id_)


def test_an_overdue_target_is_reminded_of_until_it_is_closed() -> None:
    """On the day after its last one, then every thirty days; a revision ends that, and so does closing."""
    city, id_ = small()
    city.today = date(2026, 3, 31)
    assert city.due() == []
    city.today = date(2026, 4, 1)
    (due,) = city.due()
    city.do(due.command)
    assert only(city, id_).standing == "overdue"
    assert city.due() == []
    city.today = date(2026, 5, 2)
    assert [due.command for due in city.due()] == [targets.Remind(id_)]
    city.do(targets.Revise(id_, 60, date(2026, 12, 31), "decision 2"))
    assert only(city, id_).standing == "open"
    assert city.due() == []
    city.do(targets.Close(id_, "report 3"))
    city.today = date(2027, 5, 2)
    assert city.due() == []


class TestStandings:
    """Every command about a target, in every standing of one."""

    STANDINGS: ClassVar[tuple[str, ...]] = ("open", "overdue", "closed")

    def command(self, name: str, id_: TargetId) -> Any:
        """The command of this name."""
        return {
            "Revise": targets.Revise(id_, 70, date(2026, 12, 31), "decision 2"),
            "Close": targets.Close(id_, "report 3"),
            "Remind": targets.Remind(id_),
        }[name]

    @pytest.mark.parametrize("command", sorted(ALLOWED))
    @pytest.mark.parametrize("standing", STANDINGS)
    def test_every_pair(self, command: str, standing: str) -> None:
        """Either it is done, or refused with the standing and its day; `possible` says the same."""
        city, id_ = small()
        if standing == "overdue":
            city.today = date(2026, 4, 1)
            city.do(targets.Remind(id_))
        if standing == "closed":
            city.do(targets.Close(id_, "report 3"))
        target = only(city, id_)
        assert target.standing == standing
        why = targets.possible(target)[command]
        if standing != "closed" and command != "Remind":
            assert why is None
            assert city.do(self.command(command, id_))
            return
        with pytest.raises(targets.NotNow) as refused:
            city.do(self.command(command, id_))
        day = TODAY if standing == "closed" else date(2026, 3, 31)
        assert refused.value.facts == {"command": command, "target": id_, "standing": standing, "day": day}
        assert str(day) in refused.value.say("en")
        assert str(day) in refused.value.say("zh")
        assert (why is None) == (standing != "closed")

    def test_the_table_names_every_command_about_a_target(self) -> None:
        """None is forgotten."""
        about = {
            c.__name__
            for c in targets.CAPABILITY.commands
            if any(f.name == "target" for f in attrs.fields(c))
        }
        assert about == set(ALLOWED)


class TestRefused:
    """What cannot be taken says why."""

    def test_a_metric_that_the_pack_does_not_list(self) -> None:
        """The choices are named."""
        with pytest.raises(Invalid, match=r"metric: .*stations_open"):
            small()[0].do(attrs.evolve(SET, metric="happiness"))

    def test_more_than_all(self) -> None:
        """A share is at most 100 percent."""
        with pytest.raises(Invalid, match="value: 101 is too large"):
            small()[0].do(attrs.evolve(SET, metric="night", value=101))

    def test_a_day_that_is_past(self) -> None:
        """Nothing can be reached by yesterday."""
        city, id_ = small()
        for command in (
            attrs.evolve(SET, due=date(2026, 3, 1)),
            targets.Revise(id_, 1, date(2026, 3, 1), "x"),
        ):
            with pytest.raises(Invalid, match="due: 2026-03-01 is past"):
                city.do(command)

    def test_an_area_that_the_city_does_not_have(self) -> None:
        """The nearest is named."""
        city, _ = small()
        city.rules = attrs.evolve(RULES, areas=frozenset({"Riverside"}))
        with pytest.raises(Invalid, match="did you mean 'Riverside'"):
            city.do(attrs.evolve(SET, area="Rivreside"))
        assert city.do(attrs.evolve(SET, area="Riverside"))

    def test_a_target_that_is_not_there(self) -> None:
        """It is told which."""
        with pytest.raises(NotFound, match="target-9"):
            small()[0].do(targets.Close(TargetId("target-9"), "x"))

    @pytest.mark.parametrize(("measure", "levels"), [("stations_of_level", ()), ("stations_open", ("A",))])
    def test_levels_where_they_mean_nothing(self, measure: Any, levels: tuple[str, ...]) -> None:
        """Only one measure asks for them, and it must have some."""
        with pytest.raises(Invalid, match="levels"):
            targets.Metric(TITLE, measure, frozenset(levels))
