"""The ledger of points, decision by decision."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from friendly_services import points
from friendly_services.codec import event_codec, value_codec
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import RedemptionId, RewardId, WorkerId
from friendly_services.points import (
    Action,
    Cancel,
    Cap,
    Collect,
    Deduct,
    Earn,
    Expire,
    Expiry,
    Ground,
    Item,
    Lapse,
    OfferReward,
    Redeem,
    Refund,
    Reverse,
    Rules,
    StockReward,
    Totals,
)
from friendly_services.text import Label, say
from tests.small_city import SmallCity

RIDER = WorkerId("rider-7")
DAY = date(2026, 3, 10)


def label(text: str) -> Label:
    """A name that is the same in both languages."""
    return Label(en=text, zh=text)


RULES = Rules(
    actions={
        "hazard": Action(label("hazard"), 20, Cap(5), needs=label("result")),
        "tip": Action(label("tip"), 10, evidence=False),
        "hour": Action(label("hour"), 20, Cap(4), evidence=False, in_totals=False),
        "grant": Action(label("grant"), 60, Cap(1, "month"), evidence=False, in_totals=False),
        "welcome": Action(label("welcome"), 20, Cap(1, "ever"), evidence=False, in_totals=False),
        "vast": Action(label("vast"), 10**12, evidence=False, in_totals=False),
    },
    rewards={
        "voucher": Item(label("voucher"), 30, "city"),
        "helmet": Item(label("helmet"), 300, "city"),
    },
    deductions={"bad_faith": Ground(label("bad faith"), 20)},
    totals=Totals(day=60, month=600),
    expiry=Expiry(12, (30, 7)),
    hold_days=14,
    late_days=7,
    reversible_days=90,
    on_behalf=("officer",),
)


@pytest.fixture
def city() -> SmallCity:
    """A city with the rules above and nobody in it."""
    return SmallCity(points.CAPABILITY, RULES, DAY)


def account(city: SmallCity, worker: str = RIDER) -> points.Account:
    """A worker's account as it stands."""
    found: points.Account = city.states["account", worker]
    return found


def offer(city: SmallCity, item: str = "voucher", quantity: int = 3) -> RewardId:
    """A reward on offer at a station."""
    ((_, offered),) = city.do(OfferReward(item, "station-1", quantity))
    found: RewardId = offered.id
    return found


def redeem(city: SmallCity, reward: RewardId, worker: WorkerId = RIDER) -> RedemptionId:
    """A reward asked for, and not yet collected."""
    city.do(Redeem(worker, reward), by=worker)
    return RedemptionId(next(key[1] for key, _ in reversed(city.journal) if key[0] == "redemption"))


def earn(city: SmallCity, times: int = 1, action: str = "hour") -> None:
    """Points for an action that needs nothing."""
    city.do(Earn(RIDER, action, quantity=times))


# --- awards ----------------------------------------------------------------------------------------------


def test_an_account_is_credited_and_corrected_by_others_alone(city: SmallCity) -> None:
    """Whatever their roles, nobody awards, reverses or refunds in an account of their own."""
    earn(city, 3)
    reward = offer(city)
    redemption = redeem(city, reward)
    city.do(Collect(redemption, RIDER, reward))
    for command in (
        Earn(RIDER, "hour"),
        Reverse(RIDER, 2, "decision-1"),
        Refund(redemption, RIDER, "decision-1"),
    ):
        with pytest.raises(points.OwnAccount, match="somebody else"):
            city.do(command, by=RIDER)


def test_points_are_spent_by_their_worker_or_on_its_behalf(city: SmallCity) -> None:
    """A worker asks for and gives up its own rewards alone; the pack's roles may for anybody."""
    earn(city, 3)
    reward = offer(city)
    with pytest.raises(points.NotYours, match=r"only they may, or one of the roles officer"):
        city.do(Redeem(RIDER, reward), by="rider-8")
    redemption = redeem(city, reward)
    with pytest.raises(points.NotYours):
        city.do(Cancel(redemption, RIDER, reward), by="rider-8")
    city.do(Cancel(redemption, RIDER, reward), by="officer-2")
    assert account(city).balance == 60
    city.rules = attrs.evolve(RULES, on_behalf=())
    with pytest.raises(points.NotYours, match=r"only they may$"):
        city.do(Redeem(RIDER, reward), by="officer-2")


def test_a_refusal_speaks_of_the_day_or_the_month_and_of_what_still_fits(city: SmallCity) -> None:
    """Nobody is told to wait for a day on which the same would be refused again."""
    earn(city, 3)
    with pytest.raises(points.CapReached, match="at most 4 times a day: 3 are counted, so 1 more fit"):
        earn(city, 2)
    earn(city, action="grant")
    with pytest.raises(points.CapReached, match="at most 1 times a month: 1 are counted, so 0 more fit"):
        earn(city, action="grant")
    with pytest.raises(points.TotalReached, match="at most 60 points a day: 0 are earned, so 60 more fit"):
        earn(city, 7, action="tip")
    worded = points.EvidenceMissing(label("x"), None), points.OutOfStock(label("x"), "station-1", None)
    assert [error.say() for error in worded] == [
        "x earns points only with evidence: give its reference as `ref`",
        "no x is left at station-1: wait for new stock, or ask at another place",
    ]


def test_the_first_award_opens_the_account(city: SmallCity) -> None:
    """An account begins with its first points; its entries are numbered from the opening."""
    (_, opened), (_, earned) = city.do(Earn(RIDER, "hazard", ref="report-1"))
    assert opened == points.Opened(RIDER, DAY, (30, 7))
    assert (earned.entry, earned.points, earned.after.balance) == (2, 20, 20)
    assert account(city).by_expiry == (points.Lot(date(2027, 3, 31), 20),)


def test_points_count_to_the_end_of_the_month_after_their_validity(city: SmallCity) -> None:
    """Points of one month are one lot, whatever their day."""
    earn(city)
    city.today = date(2026, 3, 31)
    earn(city)
    city.today = date(2026, 4, 1)
    earn(city)
    assert account(city).by_expiry == (
        points.Lot(date(2027, 3, 31), 40),
        points.Lot(date(2027, 4, 30), 20),
    )


def test_an_action_earns_up_to_its_cap_and_again_the_next_day(city: SmallCity) -> None:
    """The refusal names the cap, what was used and the first day on which it earns again."""
    earn(city, 3)
    with pytest.raises(points.CapReached) as refusal:
        earn(city, 2)
    assert (
        refusal.value.facts == points.CapReached(label("hour"), 2, 3, 4, "day", DAY + timedelta(days=1)).facts
    )
    earn(city, 1)
    city.today += timedelta(days=1)
    earn(city, 4)
    assert account(city).balance == 160


def test_a_monthly_cap_ends_with_the_month(city: SmallCity) -> None:
    """What was granted in March leaves April open."""
    earn(city, action="grant")
    with pytest.raises(points.CapReached) as refusal:
        earn(city, action="grant")
    assert refusal.value.again_on == date(2026, 4, 1)
    city.today = date(2026, 4, 1)
    earn(city, action="grant")
    assert account(city).balance == 120


def test_what_earns_once_never_earns_again(city: SmallCity) -> None:
    """Years and other awards do not make the ledger forget it."""
    earn(city, action="welcome")
    for year in (2027, 2028, 2029):
        city.today = date(year, 1, 1)
        earn(city)
        with pytest.raises(points.NeverAgain, match="at most 1 times ever"):
            earn(city, action="welcome")
    assert len(account(city).awards) == 2


def test_all_actions_together_have_a_cap_of_their_own(city: SmallCity) -> None:
    """A day's total bites before an action's own cap does; what does not count towards it still earns."""
    for n in range(3):
        city.do(Earn(RIDER, "hazard", ref=f"report-{n}"))
    with pytest.raises(points.TotalReached) as refusal:
        earn(city, action="tip")
    assert refusal.value.facts == points.TotalReached(10, 60, 60, "day", DAY + timedelta(days=1)).facts
    earn(city, action="grant")
    assert account(city).balance == 120


def test_a_month_has_a_total_too(city: SmallCity) -> None:
    """Ten full days leave nothing for the eleventh."""
    for day in range(1, 11):
        city.today = date(2026, 3, day)
        city.do(Earn(RIDER, "tip", quantity=6))
    city.today = date(2026, 3, 11)
    with pytest.raises(points.TotalReached) as refusal:
        earn(city, action="tip")
    assert (refusal.value.per, refusal.value.again_on) == ("month", date(2026, 4, 1))


def test_without_caps_on_the_total_only_the_actions_are_capped() -> None:
    """Totals are optional."""
    free = SmallCity(points.CAPABILITY, _with(totals=Totals()), DAY)
    free.do(Earn(RIDER, "tip", quantity=1000))
    assert account(free).balance == 10_000


def _with(**changes: Any) -> Rules:
    return attrs.evolve(RULES, **changes)


def test_the_caps_of_a_day_count_by_the_day_of_the_act(city: SmallCity) -> None:
    """An award entered late uses up the day on which the act was done, not today."""
    city.do(Earn(RIDER, "hour", on=DAY - timedelta(days=2), quantity=4))
    earn(city, 4)
    with pytest.raises(points.CapReached):
        city.do(Earn(RIDER, "hour", on=DAY - timedelta(days=2)))
    assert account(city).balance == 160


def test_a_closed_day_takes_no_more_awards(city: SmallCity) -> None:
    """Row 23: the refusal offers the first day that is open still."""
    with pytest.raises(points.DayClosed) as refusal:
        city.do(Earn(RIDER, "hour", on=DAY - timedelta(days=8)))
    assert refusal.value.first_open == DAY - timedelta(days=7)
    city.do(Earn(RIDER, "hour", on=refusal.value.first_open))
    assert account(city).balance == 20


def test_a_day_to_come_takes_no_awards(city: SmallCity) -> None:
    """Nobody is paid ahead."""
    with pytest.raises(points.DayAhead, match="2026-03-11 has not come yet"):
        city.do(Earn(RIDER, "hour", on=DAY + timedelta(days=1)))


def test_evidence_is_asked_for_and_earns_once(city: SmallCity) -> None:
    """A report pays the worker once, until the award is reversed."""
    with pytest.raises(points.EvidenceMissing, match="result"):
        city.do(Earn(RIDER, "hazard"))
    city.do(Earn(RIDER, "hazard", ref="report-1"))
    with pytest.raises(points.AlreadyAwarded, match="entry 2 of 2026-03-10"):
        city.do(Earn(RIDER, "hazard", ref="report-1"))
    city.do(Reverse(RIDER, 2, "decision-1"))
    city.do(Earn(RIDER, "hazard", ref="report-1"))
    assert account(city).balance == 20


def test_nobody_awards_points_to_themselves(city: SmallCity) -> None:
    """The worker's own hand is refused, whatever roles it has."""
    with pytest.raises(points.OwnAccount):
        city.do(Earn(RIDER, "hour"), by=RIDER)


def test_an_unknown_action_is_answered_with_those_there_are(city: SmallCity) -> None:
    """A misspelt action is an error of the input, not a refusal."""
    with pytest.raises(Invalid, match="'hazzard' is not one of hazard, tip"):
        city.do(Earn(RIDER, "hazzard", ref="report-1"))


@pytest.mark.parametrize("quantity", [1.9, True, "12_000", "１２", "١٢", " 7 ", None])
def test_only_whole_numbers_are_quantities(quantity: Any) -> None:
    """Nothing that merely looks like a number is taken for one."""
    with pytest.raises(Invalid, match=r"quantity: .* is not a whole number"):
        Earn(RIDER, "hour", quantity=quantity)


@pytest.mark.parametrize("quantity", [0, -5, 10**12 + 1, 2**63])
def test_quantities_have_limits(quantity: int) -> None:
    """Nothing, less than nothing and what would overflow are refused."""
    with pytest.raises(Invalid, match=r"quantity: .* is too (small|large)"):
        Earn(RIDER, "hour", quantity=quantity)


def test_an_entry_and_a_balance_have_limits(city: SmallCity) -> None:
    """One entry moves at most 10^12 points, and no balance leaves the numbers that JSON keeps exact."""
    with pytest.raises(Invalid, match="quantity: 2 is too large: at most 1"):
        city.do(Earn(RIDER, "vast", quantity=2))
    rich = points.Account(RIDER, balance=2**53 - 21, lots=(points.month_of(DAY) + 1, 2**53 - 21))
    city.states["account", RIDER] = rich
    earn(city)
    with pytest.raises(Invalid, match="the balance would pass 9007199254740991"):
        earn(city)


def test_a_worker_is_named_by_an_id() -> None:
    """A phone number with spaces, a name: neither is an id."""
    with pytest.raises(Invalid, match="worker: '王 师傅' is not an id"):
        Earn(WorkerId("王 师傅"), "hour")
    with pytest.raises(Invalid, match="ref"):
        Reverse(RIDER, 2, "")


# --- corrections -----------------------------------------------------------------------------------------


def test_a_reversal_takes_the_points_from_their_own_lot(city: SmallCity) -> None:
    """Points of another month stay where they are."""
    earn(city)
    city.today = date(2026, 4, 1)
    earn(city)
    city.do(Reverse(RIDER, 3, "decision-1"))
    assert account(city).by_expiry == (points.Lot(date(2027, 3, 31), 20),)


def test_a_reversed_award_frees_its_cap(city: SmallCity) -> None:
    """What was taken back does not count: the worker may earn it rightly the same day."""
    earn(city, 4)
    city.do(Reverse(RIDER, 2, "decision-1"))
    earn(city, 4)
    assert account(city).balance == 80


def test_an_entry_is_reversed_once_and_a_reversal_never(city: SmallCity) -> None:
    """Row 17: both refusals name the entries concerned."""
    earn(city)
    city.do(Reverse(RIDER, 2, "decision-1"))
    with pytest.raises(points.AlreadyReversed) as twice:
        city.do(Reverse(RIDER, 2, "decision-2"))
    assert (twice.value.entry, twice.value.by) == (2, 3)
    with pytest.raises(points.ReversalIsFinal) as reversal:
        city.do(Reverse(RIDER, 3, "decision-2"))
    assert (reversal.value.entry, reversal.value.of) == (3, 2)


@pytest.mark.parametrize("entry", [1, 3, 99])
def test_only_awards_and_deductions_are_reversed(city: SmallCity, entry: int) -> None:
    """Neither the opening, nor a redemption, nor an entry that does not exist."""
    city.do(Earn(RIDER, "hour", quantity=4))
    redeem(city, offer(city))
    with pytest.raises(points.NotReversible, match=f"entry {entry} cannot be reversed"):
        city.do(Reverse(RIDER, entry, "decision-1"))


def test_after_its_days_an_award_stands(city: SmallCity) -> None:
    """On the last day it can be reversed; one day later no more, though it is still counted for caps."""
    earn(city)
    city.today = DAY + timedelta(days=91)
    with pytest.raises(points.NotReversible, match="last 90 days"):
        city.do(Reverse(RIDER, 2, "decision-1"))
    city.today -= timedelta(days=1)
    city.do(Reverse(RIDER, 2, "decision-1"))
    assert account(city).balance == 0


def test_points_that_have_expired_are_not_reversed() -> None:
    """They are gone already: a reversal would take them twice."""
    city = SmallCity(points.CAPABILITY, _with(expiry=Expiry(1)), DAY)
    earn(city)
    city.today = date(2026, 5, 1)
    with pytest.raises(points.NotReversible, match="have expired"):
        city.do(Reverse(RIDER, 2, "decision-1"))


def test_spent_points_become_a_debt_that_the_next_points_settle(city: SmallCity) -> None:
    """The balance never goes below 0, and shows nothing until the debt is paid."""
    earn(city, 4)
    reward = offer(city)
    redemption = redeem(city, reward)
    city.do(Collect(redemption, RIDER, reward))
    city.do(Reverse(RIDER, 2, "decision-1"))
    assert (account(city).balance, account(city).debt) == (0, 30)
    city.today += timedelta(days=1)
    earn(city, 1)
    assert (account(city).balance, account(city).debt) == (0, 10)
    earn(city, 1)
    assert (account(city).balance, account(city).debt) == (10, 0)


def test_bad_faith_costs_points_and_a_won_appeal_restores_them(city: SmallCity) -> None:
    """What was taken goes back to its lots; what had become debt is settled first."""
    earn(city)
    city.do(Deduct(RIDER, "bad_faith", "decision-1"))
    city.do(Deduct(RIDER, "bad_faith", "decision-2"))
    assert (account(city).balance, account(city).debt) == (0, 20)
    city.do(Reverse(RIDER, 3, "appeal-1"))
    assert (account(city).balance, account(city).debt) == (0, 0)
    city.do(Reverse(RIDER, 4, "appeal-2"))
    assert account(city).by_expiry == (points.Lot(date(2027, 3, 31), 20),)


def test_a_deduction_needs_a_ground_and_an_account(city: SmallCity) -> None:
    """Both are told apart from a refusal."""
    with pytest.raises(Invalid, match="'rudeness' is not one of bad_faith"):
        city.do(Deduct(RIDER, "rudeness", "decision-1"))
    with pytest.raises(NotFound):
        city.do(Deduct(RIDER, "bad_faith", "decision-1"))


# --- expiry ----------------------------------------------------------------------------------------------


def test_points_expire_though_nobody_sweeps(city: SmallCity) -> None:
    """Whatever touches the account first enters the expiry; readers see it without any entry."""
    earn(city, 2)
    reward = offer(city)
    city.today = date(2027, 4, 1)
    assert points.available(account(city), date(2027, 3, 31)) == 40
    assert points.available(account(city), city.today) == 0
    with pytest.raises(points.InsufficientPoints) as refusal:
        city.do(Redeem(RIDER, reward), by=RIDER)
    assert refusal.value.facts == points.InsufficientPoints(asked=30, balance=0).facts
    (_, expired), _ = city.do(Earn(RIDER, "hour"))
    assert (expired.points, account(city).balance) == (40, 20)


def test_the_sweeper_comes_after_the_last_day_in_every_zone(city: SmallCity) -> None:
    """The command is due at noon in UTC of the next day, and entered once."""
    city.rules = _with(expiry=Expiry(12))
    earn(city)
    (kind, *_) = points.CAPABILITY.kinds
    due = kind.due(account(city))
    assert due is not None
    assert (due.at, due.command) == (datetime(2027, 4, 1, 12, tzinfo=UTC), Expire(RIDER))
    city.today = date(2027, 4, 1)
    assert len(city.do(due.command)) == 1
    assert city.do(due.command) == ()
    assert kind.due(account(city)) is None


# --- rewards ---------------------------------------------------------------------------------------------


def test_a_redemption_moves_points_and_stock_at_once(city: SmallCity) -> None:
    """One decision sets aside the points, one item, and opens the redemption."""
    earn(city, 4)
    reward = offer(city)
    redemption = redeem(city, reward)
    held: points.Redemption = city.states["redemption", redemption]
    stock: points.Reward = city.states["reward", reward]
    assert (held.status, held.points, held.until) == ("held", 30, DAY + timedelta(days=14))
    assert (account(city).balance, stock.stock, stock.free(DAY)) == (50, 3, 2)
    city.do(Collect(redemption, RIDER, reward))
    stock = city.states["reward", reward]
    assert (city.states["redemption", redemption].status, stock.stock, stock.free(DAY)) == ("collected", 2, 2)


def test_points_are_spent_earliest_expiry_first(city: SmallCity) -> None:
    """The lot that expires soonest is used up before the next is touched."""
    earn(city)
    city.today = date(2026, 4, 1)
    earn(city, 2)
    redeem(city, offer(city))
    assert account(city).by_expiry == (points.Lot(date(2027, 4, 30), 30),)


def test_what_is_given_up_goes_back_to_its_lots(city: SmallCity) -> None:
    """With the expiry it had, not a new one."""
    earn(city)
    city.today = date(2026, 4, 1)
    earn(city)
    before = account(city)
    reward = offer(city)
    redemption = redeem(city, reward)
    city.do(Cancel(redemption, RIDER, reward))
    assert account(city).by_expiry == before.by_expiry
    assert city.states["reward", reward].free(city.today) == 3
    assert city.states["redemption", redemption].status == "cancelled"


def test_what_is_not_collected_lapses_though_nobody_sweeps(city: SmallCity) -> None:
    """Row 19: the points are back and the item free on the day after; the sweeper only records it."""
    earn(city, 2)
    reward = offer(city, quantity=1)
    redemption = redeem(city, reward)
    with pytest.raises(points.HoldRunning):
        city.do(Lapse(redemption, RIDER, reward))
    city.today = DAY + timedelta(days=15)
    assert points.available(account(city), city.today) == 40
    assert city.states["reward", reward].free(city.today) == 1
    for late in (Collect(redemption, RIDER, reward), Cancel(redemption, RIDER, reward)):
        with pytest.raises(points.HoldLapsed, match="by 2026-03-24"):
            city.do(late)
    earn(city)
    assert account(city).balance == 60
    (due,) = city.due()
    city.do(due.command)
    assert (account(city).balance, city.states["redemption", redemption].status) == (60, "lapsed")
    assert city.due() == []


def test_the_sweeper_alone_gives_back_what_lapsed(city: SmallCity) -> None:
    """Where nothing else touched the account since."""
    earn(city, 2)
    reward = offer(city)
    redemption = redeem(city, reward)
    city.today = DAY + timedelta(days=15)
    city.do(Lapse(redemption, RIDER, reward))
    assert (account(city).balance, account(city).holds) == (40, ())


def test_points_that_expired_while_held_expire_on_their_way_back() -> None:
    """A hold does not lengthen the life of points; collected in time they are spent."""
    city = SmallCity(points.CAPABILITY, _with(expiry=Expiry(1)), date(2026, 4, 25))
    earn(city, 3)
    city.today = date(2026, 5, 28)
    reward = offer(city)
    first, second = redeem(city, reward), redeem(city, reward)
    city.today = date(2026, 6, 1)
    city.do(Collect(first, RIDER, reward))
    city.do(Cancel(second, RIDER, reward))
    assert account(city).balance == 0
    assert type(city.events("account", RIDER)[-1]) is points.Expired


def test_a_refund_restores_the_lots_once(city: SmallCity) -> None:
    """A faulty gift gives its points back where they came from, and only after it was collected."""
    earn(city, 2)
    reward = offer(city)
    redemption = redeem(city, reward)
    with pytest.raises(points.RedemptionEnded, match="waits to be collected"):
        city.do(Refund(redemption, RIDER, "decision-1"))
    city.do(Collect(redemption, RIDER, reward))
    city.do(Refund(redemption, RIDER, "decision-1"))
    assert account(city).by_expiry == (points.Lot(date(2027, 3, 31), 40),)
    for again in (Refund(redemption, RIDER, "decision-2"), Collect(redemption, RIDER, reward)):
        with pytest.raises(points.RedemptionEnded, match="was refunded before"):
            city.do(again)


def test_the_last_item_goes_to_one(city: SmallCity) -> None:
    """The other is told when one may be free again."""
    earn(city, 4)
    reward = offer(city, quantity=1)
    redemption = redeem(city, reward)
    with pytest.raises(points.OutOfStock) as refusal:
        redeem(city, reward)
    assert (
        refusal.value.facts
        == points.OutOfStock(label("voucher"), "station-1", DAY + timedelta(days=15)).facts
    )
    city.do(Collect(redemption, RIDER, reward))
    with pytest.raises(points.OutOfStock) as refusal:
        redeem(city, reward)
    assert refusal.value.free_on is None
    city.do(StockReward(reward, 1))
    redeem(city, reward)
    assert account(city).balance == 20


def test_a_worker_without_an_account_has_no_points(city: SmallCity) -> None:
    """That is a refusal with a balance of 0, not a missing record."""
    with pytest.raises(points.InsufficientPoints, match="30 points are needed, and 0 can be spent"):
        redeem(city, offer(city))


def test_an_item_must_be_in_the_catalogue(city: SmallCity) -> None:
    """When it is offered, and when it is asked for after the catalogue changed."""
    with pytest.raises(points.RewardUnknown, match="it holds voucher, helmet"):
        city.do(OfferReward("bicycle", "station-1", 1))
    reward = offer(city)
    city.rules = _with(rewards={})
    with pytest.raises(points.RewardUnknown):
        redeem(city, reward)


def test_a_redemption_is_named_with_its_own_account_and_reward(city: SmallCity) -> None:
    """A mistyped worker or reward is an error that says so; a missing record is not found."""
    earn(city, 2)
    reward = offer(city)
    redemption = redeem(city, reward)
    with pytest.raises(Invalid, match=r"worker: .*was not asked for by 'rider-8'"):
        city.do(Collect(redemption, WorkerId("rider-8"), reward))
    with pytest.raises(Invalid, match=r"reward: .*is not for reward 'other'"):
        city.do(Collect(redemption, RIDER, RewardId("other")))
    for missing in (
        Collect(RedemptionId("none"), RIDER, reward),
        Redeem(RIDER, RewardId("none")),
        StockReward(RewardId("none"), 1),
    ):
        with pytest.raises(NotFound):
            city.do(missing)


# --- answers ---------------------------------------------------------------------------------------------


def every_kind_of_entry(city: SmallCity) -> None:
    """A history in which every event of an account occurs."""
    city.do(Earn(RIDER, "hazard", ref="report-1"))
    earn(city, 4)
    reward = offer(city, quantity=9)
    kept, given_up, late = (redeem(city, reward) for _ in range(3))
    city.do(Collect(kept, RIDER, reward))
    city.do(Cancel(given_up, RIDER, reward))
    city.today += timedelta(days=15)
    city.do(Lapse(late, RIDER, reward))
    city.do(Refund(kept, RIDER, "decision-1"))
    city.do(Deduct(RIDER, "bad_faith", "decision-2"))
    city.do(Reverse(RIDER, account(city).entry, "appeal-1"))
    city.do(Reverse(RIDER, 2, "decision-3"))
    city.today = date(2027, 4, 1)
    city.do(Expire(RIDER))


def test_a_statement_explains_every_line(city: SmallCity) -> None:
    """Each line says what it was for, what changed and what was left; the changes add up to the balance."""
    every_kind_of_entry(city)
    lines = points.statement(city.events("account", RIDER), RULES)
    assert [(line.points, line.balance) for line in lines] == [
        (20, 20),
        (80, 100),
        (-30, 70),
        (-30, 40),
        (-30, 10),
        (0, 10),
        (30, 40),
        (30, 70),
        (30, 100),
        (-20, 80),
        (20, 100),
        (-20, 80),
        (-80, 0),
    ]
    assert [say(line.reason) for line in lines][:2] == ["hazard, 'report-1'", "hour × 4"]
    assert say(lines[-1].reason, "zh") == "80 分到期失效"
    assert [line.entry for line in lines] == list(range(2, 15))


def test_a_statement_without_rules_names_actions_by_code(city: SmallCity) -> None:
    """So that an old journal can be read whatever the catalogue says today."""
    city.do(Earn(RIDER, "hazard", ref="report-1"))
    city.do(Deduct(RIDER, "bad_faith", "decision-1"))
    empty = _with(actions={}, deductions={})
    for rules in (None, empty):
        lines = points.statement(city.events("account", RIDER), rules)
        assert say(lines[0].reason) == "hazard, 'report-1'"
        assert say(lines[1].reason) == "deducted: bad_faith ('decision-1')"


def test_each_entry_has_its_contra_account(city: SmallCity) -> None:
    """What the worker has, what was issued, spent, taken and lost are sums over the same journal."""
    every_kind_of_entry(city)
    entries = ((WorkerId(key[1]), event) for key, event in city.journal if key[0] == "account")
    sums = {name: amount for (_, name), amount in points.totals(entries).items() if amount}
    assert sums == {"issued": -100, "reversed": 20, "expired": 80}


def test_what_can_be_done_is_told_with_the_reason_why_not(city: SmallCity) -> None:
    """For accounts, rewards and redemptions, every command about them."""
    earn(city, 2)
    reward = offer(city, quantity=1)
    closed = {name for name, reason in city.possible("account", RIDER).items() if reason is not None}
    assert closed == {"Thaw", "Appeal", "DecideAppeal", "Remind", "CloseAccount"}
    assert not any(city.possible("reward", reward).values())
    redemption = redeem(city, reward)
    open_ = city.possible("redemption", redemption)
    assert [name for name, reason in open_.items() if reason is None] == [
        "Collect",
        "Cancel",
        "Lapse",
        "MarkReady",
    ]
    city.do(Collect(redemption, RIDER, reward))
    done = city.possible("redemption", redemption)
    assert [name for name, reason in done.items() if reason is None] == ["Refund"]
    assert say(city.possible("reward", reward)["Redeem"]) == (  # type: ignore[arg-type] # it is not None
        "nothing is in stock at station-1: stock the reward first"
    )
    city.do(Reverse(RIDER, 2, "decision-1"))
    city.do(Deduct(RIDER, "bad_faith", "decision-2"))
    city.do(Reverse(RIDER, account(city).entry, "appeal-1"))
    empty = city.possible("account", RIDER)
    allowed = [name for name, reason in empty.items() if reason is None]
    assert allowed == ["Earn", "Deduct", "Freeze"]


def test_records_are_found_by_what_people_ask_for(city: SmallCity) -> None:
    """Accounts by their next expiry, rewards by item and host, redemptions by worker and by reward."""
    earn(city, 2)
    reward = offer(city)
    redemption = redeem(city, reward)
    kinds = {kind.name: kind for kind in points.CAPABILITY.kinds}
    for kind, state in ((kinds[key[0]], state) for key, state in city.states.items()):
        declared = {index.name: len(index.fields) for index in kind.indexes}
        assert {name: len(values) for name, values in kind.keys(state)} == declared
    held = city.states["redemption", redemption]
    assert ("by_account", (RIDER, "held", held.until)) in kinds["redemption"].keys(held)
    city.do(Collect(redemption, RIDER, reward))
    city.today = date(2027, 4, 1)
    city.do(Expire(RIDER))
    assert list(kinds["account"].keys(account(city))) == []


def test_everything_the_ledger_keeps_can_be_encoded(city: SmallCity) -> None:
    """Events and records come back from bytes as they were."""
    every_kind_of_entry(city)
    for kind in points.CAPABILITY.kinds:
        events = event_codec(kind.name, kind.events)
        states = value_codec(kind.state)
        for key, event in city.journal:
            if key[0] == kind.name:
                assert events.decode(events.encode(event)) == event
        for key, state in city.states.items():
            if key[0] == kind.name:
                assert states.decode(states.encode(state)) == state


def test_the_ledger_remembers_its_refusals() -> None:
    """A late duplicate of a refused redemption must not succeed after a top-up."""
    assert points.CAPABILITY.remembers_refusals


def test_validity_is_at_most_three_years() -> None:
    """So that an account never holds more than 37 lots."""
    assert Expiry(36).months == 36
    with pytest.raises(Invalid, match="months: 37 is too large: at most 36"):
        Expiry(37)
