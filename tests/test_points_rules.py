"""What a pack says of awards: dated terms, who gives them, what they ask for."""

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from friendly_services import packs, points
from friendly_services.errors import Invalid
from friendly_services.ids import WorkerId
from friendly_services.points import Action, Cap, Earn, Expiry, Later, Rules, Terms, Totals
from friendly_services.text import Label, say
from friendly_services.wire import read
from friendly_services.workdays import Calendar
from tests.small_city import SmallCity

RIDER = WorkerId("rider-7")
DAY = date(2026, 7, 2)
RAISED = date(2026, 7, 1)


def label(text: str) -> Label:
    """A name that is the same in both languages."""
    return Label(en=text, zh=text)


RULES = Rules(
    actions={
        "tip": Action(
            label("tip"),
            20,
            Cap(2),
            evidence=False,
            later=(Later(RAISED, points=30), Later(DAY, cap=Cap(1))),
        ),
        "hour": Action(label("hour"), 20, Cap(8), evidence=False, by=("leader",)),
        "other": Action(label("other"), 5, evidence=False),
    },
    rewards={},
    expiry=Expiry(12),
    totals=Totals(),
    hold_days=14,
    late_days=7,
    reversible_days=90,
)


@pytest.fixture
def city() -> SmallCity:
    """A city with the rules above and nobody in it."""
    return SmallCity(points.CAPABILITY, RULES, DAY)


def account(city: SmallCity, worker: str = RIDER) -> points.Account:
    """A worker's account as it stands."""
    found: points.Account = city.states["account", worker]
    return found


# --- dated terms -----------------------------------------------------------------------------------------


def test_an_award_is_worth_what_held_on_its_own_day(city: SmallCity) -> None:
    """Entered on one day, acts before and after a raise earn what their own days say."""
    for on in (RAISED - timedelta(days=1), RAISED):
        city.do(Earn(RIDER, "tip", on=on))
    assert [award.points for award in account(city).awards] == [20, 30]


def test_what_a_change_leaves_out_stays_as_it_was() -> None:
    """A change of the points alone keeps the cap, and one of the cap alone the points."""
    assert [RULES.terms("tip", RAISED + timedelta(days=n)) for n in (-1, 0, 1)] == [
        Terms(20, Cap(2)),
        Terms(30, Cap(2), RAISED),
        Terms(30, Cap(1), DAY),
    ]


def test_a_cap_is_that_of_the_day_of_the_act(city: SmallCity) -> None:
    """Two a day were allowed yesterday, and one today."""
    city.do(Earn(RIDER, "tip", on=RAISED, quantity=2))
    with pytest.raises(points.CapReached, match="at most 1 times a day: 0 are counted, so 1 more fit"):
        city.do(Earn(RIDER, "tip", quantity=2))


def test_an_action_once_ever_is_remembered_by_the_terms_of_its_day(city: SmallCity) -> None:
    """Where a cap for ever comes later, awards under it are never forgotten; earlier ones may be."""
    once = Action(label("once"), 5, evidence=False, later=(Later(DAY, cap=Cap(1, "ever")),))
    city.rules = attrs.evolve(RULES, actions={"once": once})
    city.do(Earn(RIDER, "once", on=RAISED))
    with pytest.raises(points.NeverAgain):
        city.do(Earn(RIDER, "once"))
    city.do(points.Reverse(RIDER, 2, "decision-1"))
    city.do(Earn(RIDER, "once"))
    assert [award.ever for award in account(city).awards] == [False, True]


def test_terms_come_in_the_order_of_their_days() -> None:
    """Of two with one day, or in another order, nobody could tell which holds."""
    with pytest.raises(Invalid, match=r"later\.1\.since: 2026-07-01 is not after 2026-07-01"):
        Action(label("x"), 5, later=(Later(RAISED, 6), Later(RAISED, 7)))


def test_a_pack_writes_terms_as_dated_tables() -> None:
    """They are read from JSON or TOML like the rest; a wrong one is named by its place."""
    plain: dict[str, Any] = {"title": {"en": "tip", "zh": "线索"}, "points": 20}
    later: list[dict[str, Any]] = [{"since": "2026-07-01", "points": 30}]
    assert read(Action, plain | {"later": later}).terms(RAISED) == Terms(30, None, RAISED)
    with pytest.raises(Invalid, match=r"later\.0\.points: 0 is too small"):
        read(Action, plain | {"later": [{"since": "2026-07-01", "points": 0}]})


# --- who awards ------------------------------------------------------------------------------------------


def test_an_action_is_awarded_by_the_roles_it_names(city: SmallCity) -> None:
    """A role that may send the command at all still awards only what the rules leave to it."""
    with pytest.raises(
        points.AwardedByOthers, match="'officer-1' may not award hour: the rules leave it to leader"
    ):
        city.do(Earn(RIDER, "hour"))
    city.do(Earn(RIDER, "hour"), by="leader-1")
    assert account(city).balance == 20


def test_what_names_no_roles_is_awarded_by_those_of_all(city: SmallCity) -> None:
    """A role let in for one action awards no other, where the pack says who awards the rest."""
    city.do(Earn(RIDER, "other"), by="leader-1")
    city.rules = attrs.evolve(RULES, by=("officer",))
    with pytest.raises(points.AwardedByOthers):
        city.do(Earn(RIDER, "other"), by="leader-1")
    city.do(Earn(RIDER, "other"))
    assert account(city).balance == 10


def test_an_action_that_nobody_could_award_is_a_flaw() -> None:
    """Roles that the table of who may send `Earn` does not know are found before a pack is published."""
    rules = attrs.evolve(RULES, by=("clerk",))
    found = points.CAPABILITY.flaws(rules, {"points.Earn": frozenset({"clerk"})}, Calendar({}))
    assert [problem.field for problem in found] == ["points.actions.hour.by"]
    assert "`points.Earn` (clerk)" in say(found[0].reason, "en")
    assert points.CAPABILITY.flaws(rules, {}, Calendar({})) == ()


def test_the_default_pack_leaves_volunteer_hours_to_the_leader() -> None:
    """Officers award everything else, and no leader does."""
    pack = packs.load("points-default")
    rules: Rules = pack.rules["points"]
    assert {code: rule.by for code, rule in rules.actions.items() if rule.by} == {
        "volunteer_hour": ("leader",)
    }
    assert rules.by == ("officer", "system")
    assert packs.flaws(pack) == ()


# --- volunteer hours -------------------------------------------------------------------------------------


@pytest.fixture
def served() -> SmallCity:
    """A city in which three volunteer hours were counted for a rider."""
    hour = Action(label("hour"), 20, Cap(8), evidence=False, hours=True)
    rules = attrs.evolve(
        RULES,
        actions={"hour": hour, "other": RULES.actions["other"]},
        rewards={"voucher": points.Item(label("voucher"), 60, label("union"))},
        deductions={"bad_faith": points.Ground(label("bad faith"), 20)},
    )
    city = SmallCity(points.CAPABILITY, rules, DAY)
    city.do(Earn(RIDER, "hour", quantity=3))
    return city


def test_hours_stay_when_points_are_spent_deducted_or_expire(served: SmallCity) -> None:
    """They are a second unit: only awards of hours change them."""
    ((_, offered),) = served.do(points.OfferReward("voucher", "station-1", 1))
    served.do(points.Redeem(RIDER, offered.id), by=RIDER)
    assert (account(served).balance, account(served).hours) == (0, 3)
    served.do(Earn(RIDER, "other", quantity=5))
    served.do(points.Deduct(RIDER, "bad_faith", "decision-1"))
    assert (account(served).balance, account(served).hours) == (5, 3)
    served.forward(days=800)
    served.do(points.Expire(RIDER))
    assert (account(served).balance, account(served).hours) == (0, 3)


def test_a_reversal_takes_the_hours_back(served: SmallCity) -> None:
    """As many as the award brought, whatever the rules count by then."""
    served.do(Earn(RIDER, "hour", quantity=2))
    served.rules = attrs.evolve(served.rules, actions={"hour": Action(label("hour"), 20, evidence=False)})
    served.do(points.Reverse(RIDER, 2, "decision-1"))
    served.do(Earn(RIDER, "hour", quantity=4))
    served.do(points.Reverse(RIDER, 5, "decision-2"))
    assert account(served).hours == 2


def test_hours_are_double_entry_too(served: SmallCity) -> None:
    """What was served stands against what workers hold, and each account holds what its transfers say."""
    served.do(Earn(RIDER, "hour", quantity=2))
    served.do(points.Reverse(RIDER, 2, "decision-1"))
    sums = points.totals((WorkerId(key[1]), event) for key, event in served.journal)
    assert (sums["hours", "served"], sums["hours", "hours/rider-7"]) == (-2, 2)
    assert points.holdings(account(served))["hours", "hours/rider-7"] == 2


def test_a_statement_tells_hours(served: SmallCity) -> None:
    """The line of such an award says how many hours it counted."""
    lines = points.statement(served.events("account", RIDER), served.rules)
    assert [say(line.reason, "en") for line in lines] == ["hour, hours: 3, 2026-07-02"]
    assert [say(line.reason, "zh") for line in lines] == ["hour 3 小时，2026-07-02"]


# --- splitting a sum -------------------------------------------------------------------------------------


def test_row_21_a_hundred_over_three_is_34_33_33() -> None:
    """Bad input row 21: the point that is left over goes to the first by account id, in whatever order."""
    assert points.split(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert points.split(100, {"c": 1, "b": 1, "a": 1}) == {"a": 34, "b": 33, "c": 33}


def test_a_share_of_nothing_gets_nothing() -> None:
    """Neither points nor the remainder."""
    assert points.split(5, {"a": 0, "b": 2, "c": 1}) == {"a": 0, "b": 3, "c": 2}
    assert points.split(0, {"a": 1}) == {"a": 0}


@pytest.mark.parametrize(
    ("total", "among", "said"),
    [
        (True, {"a": 1}, "total: True"),
        (1.0, {"a": 1}, r"total: 1\.0"),
        (-1, {"a": 1}, "total: -1 is too small"),
        (1, {"a": -1, "b": 2}, r"among\.a: -1 is too small"),
        (1, {"a": 0}, "among: "),
        (1, {}, "among: "),
    ],
)
def test_what_cannot_be_split_is_refused(total: Any, among: dict[str, Any], said: str) -> None:
    """By the field that is to blame."""
    with pytest.raises(Invalid, match=said):
        points.split(total, among)
