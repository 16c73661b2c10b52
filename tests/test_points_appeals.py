"""Appeals against deductions and freezes, decision by decision."""

from datetime import date, timedelta

import attrs
import pytest

from friendly_services import points
from friendly_services.cases import Duration
from friendly_services.errors import Invalid
from friendly_services.ids import WorkerId
from friendly_services.points import Action, Appeals, Expiry, FreezeGround, Funder, Ground, Rules
from friendly_services.text import Label, say
from friendly_services.workdays import Calendar
from tests.small_city import SmallCity

RIDER = WorkerId("rider-7")
DAY = date(2026, 3, 10)
NAME = Label(en="x", zh="x")

RULES = Rules(
    actions={"hour": Action(NAME, 20, evidence=False, funder="city")},
    funders={"city": Funder(NAME)},
    rewards={},
    deductions={"bad_faith": Ground(NAME, 20)},
    freezes={"fraud": FreezeGround(NAME)},
    appeal=Appeals(Duration(5, "natural"), Duration(3, "natural"), Duration(2, "natural")),
    expiry=Expiry(12),
    hold_days=14,
    late_days=7,
    reversible_days=2,
    on_behalf=("officer",),
)
FREEZE = points.Freeze(RIDER, "fraud", "decision-1")
DEDUCT = points.Deduct(RIDER, "bad_faith", "decision-1")
APPEAL = points.Appeal(RIDER, "letter-1", entry=3)
FALLS = points.DecideAppeal(RIDER, overturned=True, ref="decision-2", entry=3)
STANDS = attrs.evolve(FALLS, overturned=False)


@pytest.fixture
def city() -> SmallCity:
    """A city in which a rider had 40 points, 20 of which an officer took away as entry 3."""
    city = SmallCity(points.CAPABILITY, RULES, DAY)
    city.do(points.Earn(RIDER, "hour", quantity=2))
    city.do(DEDUCT)
    return city


def account(city: SmallCity) -> points.Account:
    """The rider's account, which its events alone make again."""
    found: points.Account = city.states["account", RIDER]
    assert city.folded("account", RIDER) == found
    return found


def test_a_deduction_that_falls_gives_its_points_back(city: SmallCity) -> None:
    """To the lots they came from, though it is too late for a reversal by now."""
    city.do(APPEAL, by=RIDER)
    city.today += timedelta(days=3)
    with pytest.raises(points.NotReversible):
        city.do(points.Reverse(RIDER, 3, "decision-2"))
    city.do(FALLS, by="officer-2")
    assert (account(city).balance, account(city).by_expiry) == (40, (points.Lot(date(2027, 3, 31), 40),))
    assert account(city).appeals == {}
    with pytest.raises(points.AlreadyReversed):
        city.do(points.Reverse(RIDER, 3, "decision-3"))


def test_a_deduction_that_stands_is_final(city: SmallCity) -> None:
    """Its points stay away, and nobody hears the same appeal twice."""
    city.do(APPEAL, by=RIDER)
    city.do(STANDS, by="officer-2")
    assert account(city).balance == 20
    with pytest.raises(points.NotAppealable, match="entry 3 of 'rider-7' is no deduction that can be"):
        city.do(APPEAL, by=RIDER)
    with pytest.raises(points.NoAppeal):
        city.do(FALLS, by="officer-2")


def test_a_freeze_that_falls_is_lifted(city: SmallCity) -> None:
    """And one that stands holds, until somebody thaws the account: the appeal is over with it."""
    city.do(FREEZE)
    appeal = attrs.evolve(APPEAL, entry=None)
    city.do(appeal, by=RIDER)
    city.do(attrs.evolve(STANDS, entry=None), by="officer-2")
    assert isinstance(account(city).standing, points.Freezing)
    with pytest.raises(points.NotAppealable, match="not frozen by a decision that can still be appealed"):
        city.do(appeal, by=RIDER)
    city.do(points.Thaw(RIDER, "decision-3"))
    city.do(FREEZE)
    city.do(appeal, by=RIDER)
    city.do(attrs.evolve(FALLS, entry=None), by="officer-2")
    assert account(city).standing is None
    city.do(FREEZE)
    city.do(appeal, by=RIDER)
    city.do(points.Thaw(RIDER, "decision-4"))
    assert account(city).appeals == {}


def test_another_hand_decides(city: SmallCity) -> None:
    """Nobody who took the decision or brought the appeal, and not the worker either."""
    city.do(APPEAL, by="officer-3")
    for actor, did in (("officer-1", "decision appealed against"), ("officer-3", "appeal")):
        with pytest.raises(points.SameHands, match=f"took part in the {did} and may not") as found:
            city.do(FALLS, by=actor)
        assert found.value.say("zh").endswith("须由他人办理")
    with pytest.raises(points.OwnAccount):
        city.do(FALLS, by=RIDER)
    with pytest.raises(points.NotYours):
        city.do(APPEAL, by="rider-8")


def test_an_appeal_is_lodged_in_time_and_once(city: SmallCity) -> None:
    """To the end of the fifth day after the decision, against a decision that there is."""
    late = SmallCity(points.CAPABILITY, RULES, DAY)
    late.states, late.today = dict(city.states), DAY + timedelta(days=6)
    with pytest.raises(points.TooLate, match="the time to appeal ran until the end of 2026-03-15"):
        late.do(APPEAL, by=RIDER)
    city.today = DAY + timedelta(days=5)
    city.do(APPEAL, by=RIDER)
    with pytest.raises(
        points.AppealOpen, match=r"\('letter-1'\) waits for its decision until the end of 2026"
    ):
        city.do(APPEAL, by=RIDER)
    for entry in (2, 99):
        with pytest.raises(points.NotAppealable):
            city.do(attrs.evolve(APPEAL, entry=entry), by=RIDER)
    with pytest.raises(Invalid, match="entry"):
        attrs.evolve(APPEAL, entry=0)


def test_a_decision_is_kept_while_it_can_be_appealed_against(city: SmallCity) -> None:
    """Later deductions push it out only once its time is over and no appeal is open."""
    city.today += timedelta(days=4)
    city.do(DEDUCT)
    city.do(APPEAL, by=RIDER)
    city.today += timedelta(days=20)
    city.do(DEDUCT)
    assert [old.entry for old in account(city).deductions] == [3, 5]
    city.do(FALLS, by="officer-2")
    city.today += timedelta(days=9)
    city.do(DEDUCT)
    assert [old.entry for old in account(city).deductions] == [7]


def test_an_overdue_appeal_is_due_again_and_again(city: SmallCity) -> None:
    """At its term and then every two days; before that nobody is reminded."""
    city.do(APPEAL, by=RIDER)
    remind = points.Remind(RIDER, 3)
    (due,) = (due for due in city.kinds["account"].dues(account(city)) if due.command == remind)
    assert due.at.date() == DAY + timedelta(days=4)
    with pytest.raises(
        points.TermRunning, match="the time to decide the appeal runs until the end of 2026-03-13"
    ):
        city.do(remind)
    city.today = DAY + timedelta(days=4)
    assert [due.command for due in city.due()] == [remind]
    city.do(remind)
    assert city.due() == []
    city.today += timedelta(days=3)
    assert [due.command for due in city.due()] == [remind]


def test_an_account_is_not_closed_over_an_open_appeal(city: SmallCity) -> None:
    """Nor is one that was closed heard again."""
    city.do(points.Reverse(RIDER, 2, "decision-2"))
    city.do(APPEAL, by=RIDER)
    city.do(points.Earn(RIDER, "hour"))
    with pytest.raises(points.AppealOpen):
        city.do(points.CloseAccount(RIDER, "letter-2"), by=RIDER)


def test_a_deduction_reversed_meanwhile_ends_its_appeal(city: SmallCity) -> None:
    """Whoever decided has seen the mistake: nothing is left to be heard."""
    city.do(APPEAL, by=RIDER)
    city.do(points.Reverse(RIDER, 3, "decision-2"))
    with pytest.raises(points.NoAppeal):
        city.do(FALLS, by="officer-2")


def test_what_can_be_appealed_is_told(city: SmallCity) -> None:
    """Appeal while a decision is open to it, decide and remind once one is lodged."""
    told = city.possible("account", RIDER)
    assert told["Appeal"] is None
    city.do(APPEAL, by=RIDER)
    told = city.possible("account", RIDER)
    assert told["DecideAppeal"] is told["Remind"] is None
    assert told["Appeal"] is not None
    assert say(told["Appeal"]) == "there is no deduction or freeze left that could be appealed against"


def test_a_pack_that_takes_points_away_says_how_to_appeal(city: SmallCity) -> None:
    """One that does not is not published; what was decided under it before cannot be appealed against."""
    silent = attrs.evolve(RULES, appeal=None)
    (problem,) = points.CAPABILITY.flaws(silent, {}, Calendar({}))
    assert (problem.field, say(problem.reason)[:36]) == (
        "points.appeal",
        "points can be deducted or accounts f",
    )
    assert points.CAPABILITY.flaws(RULES, {}, Calendar({})) == ()
    assert points.CAPABILITY.flaws(attrs.evolve(silent, deductions={}, freezes={}), {}, Calendar({})) == ()
    city.do(APPEAL, by=RIDER)
    city.rules = silent
    city.do(DEDUCT)
    with pytest.raises(points.NotAppealable):
        city.do(attrs.evolve(APPEAL, entry=4), by=RIDER)
    with pytest.raises(points.NotAppealable):
        city.do(points.Remind(RIDER, 3))
