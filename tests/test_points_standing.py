"""Accounts that are frozen, thawed and closed, decision by decision."""

from datetime import date
from typing import Any

import attrs
import pytest

from friendly_services import points
from friendly_services.cases import Duration
from friendly_services.errors import Invalid, NotFound, Refused
from friendly_services.ids import RedemptionId, RewardId, WorkerId
from friendly_services.points import Action, Appeals, Expiry, FreezeGround, Ground, Item, Rules
from friendly_services.text import Label, say
from tests.small_city import SmallCity

RIDER = WorkerId("rider-7")
DAY = date(2026, 3, 10)
NAME = Label(en="x", zh="x")

RULES = Rules(
    actions={"hour": Action(NAME, 20, evidence=False)},
    rewards={"voucher": Item(NAME, 30, "city")},
    deductions={"bad_faith": Ground(NAME, 20)},
    freezes={"fraud": FreezeGround(Label(en="fraud suspected", zh="涉嫌骗取"))},
    appeal=Appeals(Duration(5, "natural"), Duration(3, "natural"), Duration(2, "natural")),
    expiry=Expiry(12),
    hold_days=14,
    late_days=7,
    reversible_days=90,
    on_behalf=("officer",),
)
FREEZE = points.Freeze(RIDER, "fraud", "decision-1")
CLOSE = points.CloseAccount(RIDER, "letter-1")


@pytest.fixture
def city() -> SmallCity:
    """A city in which a rider has 50 points, two vouchers set aside, and one that was collected."""
    city = SmallCity(points.CAPABILITY, RULES, DAY)
    city.do(points.Earn(RIDER, "hour", quantity=7))
    ((_, offered),) = city.do(points.OfferReward("voucher", "station-1", 9))
    for _ in range(3):
        city.do(points.Redeem(RIDER, offered.id), by=RIDER)
    city.do(points.Collect(redemptions(city)[0], RIDER, offered.id))
    return city


def redemptions(city: SmallCity) -> list[RedemptionId]:
    """What was asked for, in order."""
    return [event.id for _, event in city.journal if isinstance(event, points.Requested)]


def the_reward(city: SmallCity) -> RewardId:
    """The only reward there is."""
    return next(RewardId(key[1]) for key in city.states if key[0] == "reward")


def account(city: SmallCity) -> points.Account:
    """The rider's account."""
    found: points.Account = city.states["account", RIDER]
    return found


def empty(city: SmallCity) -> None:
    """Leave nothing in the rider's account: what was set aside lapses, and all points expire."""
    city.today = date(2027, 4, 1)
    for redemption in redemptions(city)[1:]:
        city.do(points.Lapse(redemption, RIDER, the_reward(city)))


def every_command(city: SmallCity) -> dict[str, Any]:
    """Each command about an account, as it would go through while the account is in use."""
    first, second, third = redemptions(city)
    reward = the_reward(city)
    return {
        "Earn": points.Earn(RIDER, "hour"),
        "Reverse": points.Reverse(RIDER, 2, "decision-2"),
        "Deduct": points.Deduct(RIDER, "bad_faith", "decision-2"),
        "Expire": points.Expire(RIDER),
        "Redeem": points.Redeem(RIDER, reward),
        "Spend": points.Spend(RIDER, "voucher", "swap-1"),
        "Collect": points.Collect(second, RIDER, reward),
        "Cancel": points.Cancel(third, RIDER, reward),
        "Refund": points.Refund(first, RIDER, "decision-2"),
        "Freeze": FREEZE,
        "Thaw": points.Thaw(RIDER, "decision-3"),
        "CloseAccount": CLOSE,
        "Appeal": points.Appeal(RIDER, "letter-2"),
        "DecideAppeal": points.DecideAppeal(RIDER, overturned=True, ref="decision-4"),
        "Remind": points.Remind(RIDER),
    }


SPENDING = {"Redeem", "Spend", "Collect"}
REFUSED: dict[str, dict[str, type[Refused]]] = {
    "in use": {
        "Thaw": points.NotFrozen,
        "CloseAccount": points.NotEmpty,
        "Appeal": points.NotAppealable,
        "DecideAppeal": points.NoAppeal,
        "Remind": points.NoAppeal,
    },
    "frozen": {
        **dict.fromkeys((*SPENDING, "Freeze", "CloseAccount"), points.AccountFrozen),
        "DecideAppeal": points.NoAppeal,
        "Remind": points.NoAppeal,
    },
}


@pytest.mark.parametrize("standing", REFUSED)
def test_each_command_is_allowed_or_refused_for_where_the_account_stands(
    city: SmallCity, standing: str
) -> None:
    """Every pair: nothing is spent from a frozen account, all else goes on; and `possible` says the same."""
    if standing == "frozen":
        city.do(FREEZE)
    told = city.possible("account", RIDER)
    for name, command in every_command(city).items():
        trial = SmallCity(points.CAPABILITY, RULES, DAY)
        trial.states, trial.commands = dict(city.states), city.commands
        error = REFUSED[standing].get(name)
        if error is None:
            trial.do(command)
        else:
            with pytest.raises(error):
                trial.do(command)
        if name in told:
            assert (told[name] is None) is (error is None)


def test_a_closed_account_takes_no_command(city: SmallCity) -> None:
    """All of them are refused, naming the day and the letter."""
    empty(city)
    city.do(CLOSE, by=RIDER)
    told = city.possible("account", RIDER)
    for name, command in every_command(city).items():
        if name not in ("Collect", "Cancel"):  # their redemptions have ended
            with pytest.raises(points.AccountClosed, match="closed on 2027-04-01 \\('letter-1'\\)"):
                city.do(command)
    assert all(reason is not None and "letter-1" in say(reason) for reason in told.values())


def test_a_freeze_says_what_it_is_and_ends_with_a_thaw(city: SmallCity) -> None:
    """The refusal names ground, day and decision; afterwards the rider spends as before."""
    city.do(FREEZE)
    with pytest.raises(points.AccountFrozen) as found:
        city.do(points.Redeem(RIDER, the_reward(city)), by=RIDER)
    assert found.value.say() == (
        "since 2026-03-10 nothing is spent from the account of 'rider-7': fraud suspected "
        "(decision 'decision-1'); points come in and count, and the worker can appeal"
    )
    standing = account(city).standing
    assert isinstance(standing, points.Freezing)
    assert (standing.on, standing.ground, standing.ref, standing.by) == (
        DAY,
        "fraud",
        "decision-1",
        "officer-1",
    )
    city.do(points.Thaw(RIDER, "decision-2"))
    city.do(points.Redeem(RIDER, the_reward(city)), by=RIDER)
    assert account(city).standing is None


def test_a_ground_that_the_pack_has_dropped_is_named_by_its_code(city: SmallCity) -> None:
    """A freeze outlives the pack it was decided by; a new one needs a ground of today's."""
    city.do(FREEZE)
    city.rules = attrs.evolve(RULES, freezes={})
    with pytest.raises(points.AccountFrozen, match=": fraud "):
        city.do(points.Redeem(RIDER, the_reward(city)), by=RIDER)
    with pytest.raises(Invalid, match="ground"):
        city.do(FREEZE)


def test_nobody_freezes_or_thaws_an_account_of_their_own(city: SmallCity) -> None:
    """Nor anybody's that does not exist."""
    for command in (FREEZE, points.Thaw(RIDER, "decision-2")):
        with pytest.raises(points.OwnAccount):
            city.do(command, by=RIDER)
    with pytest.raises(NotFound):
        city.do(points.Freeze(WorkerId("rider-8"), "fraud", "decision-1"))


def test_an_account_is_closed_once_nothing_is_left(city: SmallCity) -> None:
    """Row 22: points, points set aside and debt are each in the way, and the refusal says what to do."""
    with pytest.raises(points.NotEmpty) as found:
        city.do(CLOSE, by=RIDER)
    assert found.value.say().endswith(
        "once nothing is left in it: 50 points to spend (exchange them or wait until they expire), "
        "60 points set aside (collect what they are for or give it up)"
    )
    city.do(points.Reverse(RIDER, 2, "decision-2"))
    for redemption in redemptions(city)[1:]:
        city.do(points.Cancel(redemption, RIDER, the_reward(city)))
    with pytest.raises(points.NotEmpty, match="in it: 30 points owed ") as owed:
        city.do(CLOSE, by=RIDER)
    assert owed.value.say().endswith("(the next points settle them)")
    assert owed.value.say("zh").endswith("现有欠分 30 分（由以后所得积分抵扣）")
    city.do(points.Refund(redemptions(city)[0], RIDER, "decision-3"))
    with pytest.raises(points.NotYours):
        city.do(CLOSE, by="rider-8")
    city.do(CLOSE, by=RIDER)
    assert account(city).standing == points.Closing(DAY, "letter-1")
    assert city.folded("account", RIDER) == account(city)


def test_what_time_has_done_is_entered_before_an_account_is_closed(city: SmallCity) -> None:
    """However late the sweeper is: points that have expired are not in the way, and are booked out."""
    empty(city)
    city.do(CLOSE, by=RIDER)
    assert [type(event).__name__ for event in city.events("account", RIDER)][-2:] == ["Expired", "Closed"]


def test_what_time_has_done_is_entered_before_an_account_is_frozen(city: SmallCity) -> None:
    """And before an appeal against that: what has lapsed is back, what has expired is gone."""
    city.today = date(2027, 4, 1)
    city.do(FREEZE)
    history = [type(event).__name__ for event in city.events("account", RIDER)]
    assert history[-4:] == ["Released", "Released", "Expired", "Frozen"]
    city.do(points.Appeal(RIDER, "letter-2"), by=RIDER)
    assert (account(city).lots, account(city).holds) == ((), ())


def test_what_nobody_collected_is_not_in_the_way_and_lapses_later(city: SmallCity) -> None:
    """Its points come back before the closing; that it lapsed can still be entered afterwards."""
    city.today = date(2027, 4, 1)
    city.do(CLOSE, by=RIDER)
    closed = account(city)
    history = [type(event).__name__ for event in city.events("account", RIDER)]
    assert history[-4:] == ["Released", "Released", "Expired", "Closed"]
    for due in city.due():
        city.do(due.command)
    assert [city.states["redemption", each].status for each in redemptions(city)[1:]] == ["lapsed"] * 2
    assert city.states["reward", the_reward(city)].holds == ()
    assert account(city) == closed


def test_standing_moves_no_points(city: SmallCity) -> None:
    """Freeze and thaw are no lines of a statement and have no contra account."""
    lines = len(points.statement(city.events("account", RIDER)))
    city.do(FREEZE)
    city.do(points.Thaw(RIDER, "decision-2"))
    history = city.events("account", RIDER)
    assert len(points.statement(history)) == lines
    assert not any(points.transfers(RIDER, event) for event in history[-2:])
