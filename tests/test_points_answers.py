"""What the ledger answers: why a balance, what expires, a month's statement, liability, totals."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from friendly_services import points
from friendly_services.city import City, NoRules
from friendly_services.errors import Invalid
from friendly_services.ids import WorkerId
from friendly_services.messages import notices
from friendly_services.points import Cap, Deduct, Earn, Expiry, Notify, Redeem, Refund, Reverse, Spend
from friendly_services.testing import StandingClock
from friendly_services.text import LANGUAGES, say, unguarded
from tests.city.town import CLERK, MONDAY, TODAY, WORKER, ZONE, changed, paid, small, voucher
from tests.small_city import SmallCity
from tests.test_points import DAY, RIDER, RULES, account, earn, label, offer, redeem

MARCH = points.month_of(DAY)
NO_MORE = "no more of the same fitted the 60 points a day of all actions"


@pytest.fixture
def city() -> SmallCity:
    """A city with the rules of the ledger's tests and nobody in it."""
    return SmallCity(points.CAPABILITY, RULES, DAY)


def why(city: SmallCity, later: int = 0) -> points.Why:
    """Why the rider's balance is what it is, so many days later."""
    history = [(event, 1) for event in city.events("account", RIDER)]
    return points.why(RIDER, history, city.today + timedelta(days=later), lambda _: city.rules)


def left(found: points.Why) -> list[tuple[int, int]]:
    """Of each share its entry and its points."""
    return [(share.entry, share.points) for share in found.shares]


# --- why -------------------------------------------------------------------------------------------------


def test_of_one_lot_the_oldest_award_is_spent_first(city: SmallCity) -> None:
    """Two awards of one month are one lot: what is left is of the later one."""
    earn(city, 2)
    earn(city, action="tip")
    city.do(Spend(RIDER, "voucher", "code-1"), by=RIDER)
    assert left(why(city)) == [(2, 10), (3, 10)]
    city.do(Earn(RIDER, "hazard", "report-1"))
    city.do(Spend(RIDER, "voucher", "code-2"), by=RIDER)
    assert left(why(city)) == [(5, 10)]


def test_what_comes_back_still_names_the_award_it_came_from(city: SmallCity) -> None:
    """Given up, refunded, lifted or taken back: points are of the award they were of before."""
    earn(city, 2)
    city.forward(days=40)
    earn(city, 2)
    before = left(why(city))
    reward = offer(city)
    redemption = redeem(city, reward)
    city.do(points.Cancel(redemption, RIDER, reward))
    assert left(why(city)) == before
    redemption = redeem(city, reward)
    city.do(points.Collect(redemption, RIDER, reward))
    city.do(Refund(redemption, RIDER, "decision-1"))
    assert left(why(city)) == before
    city.do(Deduct(RIDER, "bad_faith", "decision-2"))
    assert left(why(city)) == [(2, 20), (3, 40)]
    city.do(Reverse(RIDER, account(city).entry, "appeal-1"))
    assert left(why(city)) == before
    city.do(Spend(RIDER, "voucher", "code-1"), by=RIDER)
    city.do(Reverse(RIDER, None, "decision-3", of="code-1"))
    assert left(why(city)) == before


def test_a_reversal_takes_the_points_of_its_own_award(city: SmallCity) -> None:
    """Whatever else lies in the lot, older points too."""
    earn(city, 2)
    earn(city, action="grant")
    city.do(Reverse(RIDER, 3, "decision-1"))
    assert left(why(city)) == [(2, 40)]


def test_points_of_an_award_that_was_reversed_when_they_were_spent_say_so(city: SmallCity) -> None:
    """They came back after others had been taken for them."""
    earn(city, 2)
    reward = offer(city)
    redemption = redeem(city, reward)
    city.do(points.Collect(redemption, RIDER, reward))
    earn(city, action="grant")
    city.do(Reverse(RIDER, 2, "decision-1"))
    city.do(Refund(redemption, RIDER, "decision-2"))
    found = why(city)
    assert left(found) == [(2, 30), (5, 30)]
    assert [share.reversed_by for share in found.shares] == [6, 0]
    assert "the award was reversed by entry 6 after they had been spent" in str(found)


def test_a_lifted_deduction_gives_back_what_had_settled_its_debt(city: SmallCity) -> None:
    """The points that paid for a deduction on an empty account are those of the award that came after."""
    earn(city)
    city.do(Deduct(RIDER, "bad_faith", "decision-1"))
    city.do(Deduct(RIDER, "bad_faith", "decision-2"))
    assert (why(city).balance, why(city).debt) == (0, 20)
    assert str(why(city)) == (
        "'rider-7' can spend 0 points on 2026-03-10 and owes 20: what is earned next settles it first"
    )
    city.do(Earn(RIDER, "hazard", "report-1"))
    city.do(Earn(RIDER, "hazard", "report-2"))
    assert left(why(city)) == [(6, 20)]
    city.do(Reverse(RIDER, 4, "appeal-1"))
    assert left(why(city)) == [(5, 20), (6, 20)]


def test_a_balance_says_itself_in_both_languages(city: SmallCity) -> None:
    """Award, entry, pack, last day, and the caps that it filled."""
    city.do(Earn(RIDER, "hour", quantity=4))
    city.do(Earn(RIDER, "grant", on=DAY - timedelta(days=1)))
    city.do(Earn(RIDER, "welcome"))
    city.do(Earn(RIDER, "hazard", "report-1", quantity=3))
    city.do(Spend(RIDER, "voucher", "code-1"), by=RIDER)
    found = why(city)
    ends = "by pack 1, counting to 2027-03-31; with it"
    assert str(found).splitlines() == [
        "'rider-7' can spend 190 points on 2026-03-10",
        f"50 of 80 points for hour × 4: entry 2 of 2026-03-10, {ends} the 4 a day were reached",
        f"60 of 60 points for grant: entry 3 of 2026-03-09, {ends} the 1 a month were reached",
        f"20 of 20 points for welcome: entry 4 of 2026-03-10, {ends} the 1 that there ever are were reached",
        f"60 of 60 points for hazard × 3, 'report-1': entry 5 of 2026-03-10, {ends} {NO_MORE}",
    ]
    assert found.text("zh").splitlines()[1] == (
        "hour × 4：所得 80 分中的 50 分；2026-03-10 第 2 笔，依据第 1 号规则包，有效至 2027-03-31；"
        "至此已达每天 4 次上限"
    )


def test_time_is_counted_though_nobody_entered_it(city: SmallCity) -> None:
    """A lot that has expired is in no share; what lapsed is back under its award."""
    earn(city, 2)
    reward = offer(city)
    redeem(city, reward)
    assert left(why(city)) == [(2, 10)]
    assert left(why(city, later=15)) == [(2, 40)]
    assert left(why(city, later=400)) == []


def test_why_without_the_rules_of_then_names_codes(city: SmallCity) -> None:
    """A pack that cannot be read any more takes titles and caps with it, and no point."""
    city.do(Earn(RIDER, "hour", quantity=4))
    history = [(event, 1) for event in city.events("account", RIDER)]
    (share,) = points.why(RIDER, history, DAY).shares
    assert (share.points, share.caps, str(share.reason)) == (80, (), "hour × 4")
    assert points.why(RIDER, (), DAY).balance == 0


# --- the statement of a month ----------------------------------------------------------------------------


def monthly(city: SmallCity, month: int = MARCH) -> points.Statement:
    """The rider's statement of a month."""
    lines = points.statement(city.events("account", RIDER), RULES)
    return points.monthly(RIDER, lines, month, city.today, RULES.late_days)


def test_each_month_begins_with_what_the_one_before_ended_with(city: SmallCity) -> None:
    """An award that is entered late belongs to the month of its act, and moves both balances."""
    earn(city)
    city.today = date(2026, 4, 2)
    city.do(Earn(RIDER, "hour", on=date(2026, 3, 31)))
    city.do(Spend(RIDER, "voucher", "code-1"), by=RIDER)
    march, april = monthly(city), monthly(city, MARCH + 1)
    assert (march.opening, march.closing) == (0, 40)
    assert (april.opening, april.closing) == (40, 10)
    assert [line.on for line in march.lines] == [DAY, date(2026, 3, 31)]
    may = monthly(city, MARCH + 2)
    assert (may.opening, may.lines, may.closing) == (10, (), 10)


def test_a_month_is_final_once_its_days_are_closed(city: SmallCity) -> None:
    """Until then it says how long awards can still be entered."""
    earn(city)
    city.today = date(2026, 4, 7)
    assert (monthly(city).open_until, monthly(city).closed) == (city.today, False)
    assert str(monthly(city)).splitlines() == [
        "Points of 'rider-7' from 2026-03-01 to 2026-03-31",
        "opening balance: 0",
        "2026-03-10  +20  hour  balance 20",
        "closing balance: 20",
        "not final: awards for days of this month can be entered until 2026-04-07",
    ]
    city.forward(days=1)
    assert monthly(city).text("zh").splitlines()[-1] == "期末余额：20"
    assert monthly(city).closed


def test_a_debt_is_carried_from_line_to_line(city: SmallCity) -> None:
    """An award of an earlier day that settled a later debt is shown on its own day."""
    earn(city)
    city.do(Deduct(RIDER, "bad_faith", "decision-1"))
    city.do(Deduct(RIDER, "bad_faith", "decision-2"))
    city.do(Earn(RIDER, "hour", quantity=2))
    assert [(line.points, line.balance, line.debt) for line in monthly(city).lines] == [
        (20, 20, 0),
        (-20, 0, 0),
        (0, 0, 20),
        (20, 20, 0),
    ]


def test_what_is_owed_stands_beside_the_balance(city: SmallCity) -> None:
    """A statement shows a debt where it comes about, and carries it into the next month until settled."""
    earn(city)
    city.do(Reverse(RIDER, 2, "decision-1"))
    city.do(Deduct(RIDER, "bad_faith", "decision-2"))
    city.today = date(2026, 4, 2)
    city.do(Earn(RIDER, "hour", quantity=2))
    march, april = monthly(city), monthly(city, MARCH + 1)
    assert (march.closing, march.closing_debt) == (april.opening, april.opening_debt) == (0, 20)
    assert str(march).splitlines()[4:6] == [
        "2026-03-10  0  deducted: bad faith ('decision-2')  balance 0, owed 20",
        "closing balance: 0, owed 20",
    ]
    assert april.text("zh").splitlines()[1:4] == [
        "期初余额：0，欠 20",
        "2026-04-02  +20  hour × 2  余额 20",
        "期末余额：20",
    ]
    may = monthly(city, MARCH + 2)
    assert (may.opening_debt, may.closing_debt) == (0, 0)


def test_a_table_of_a_statement_runs_nothing(city: SmallCity) -> None:
    """Texts that a spreadsheet would take for a formula are guarded, numbers stay numbers."""
    hour = attrs.evolve(RULES.actions["hour"], title=label("=1+1"))
    city.rules = attrs.evolve(RULES, actions={"hour": hour})
    earn(city, 2)
    city.do(Deduct(RIDER, "bad_faith", "decision-1"))
    lines = points.statement(city.events("account", RIDER), city.rules)
    table = points.monthly(RIDER, lines, MARCH, city.today, 7).csv("en")
    header, first, second = csv.reader(io.StringIO(table))
    assert header == ["entry", "day", "for", "points", "balance", "owed"]
    assert first[2].startswith("'=1+1")
    assert unguarded(first[2]) == "=1+1 × 2"
    assert second[3] == "-20"


# --- the whole ledger ------------------------------------------------------------------------------------


def test_a_liability_is_told_by_month_of_expiry(city: SmallCity) -> None:
    """What can be spent, by its last day; what is set aside apart; what has expired is owed no more."""
    earn(city, 2)
    city.forward(days=40)
    earn(city, 4)
    redeem(city, offer(city))
    found = points.liability([account(city)], city.today)
    assert (found.points, found.held, found.workers) == (90, 30, 1)
    assert found.rows == ((date(2027, 3, 31), 10), (date(2027, 4, 30), 80))
    assert str(found).splitlines() == [
        "90 points of 1 worker can be spent on 2026-04-19; 30 more are set aside for rewards",
        "10 expire after 2027-03-31",
        "80 expire after 2027-04-30",
    ]
    assert found.csv("zh").splitlines() == ["到期日,积分", "2027-03-31,10", "2027-04-30,80"]
    later = points.liability([account(city)], date(2027, 4, 1))
    assert (later.points, later.held) == (80, 0)


def trial(city: SmallCity, on: date, **options: Any) -> points.TrialBalance:
    """The trial balance of the city's journal."""
    entries = ((WorkerId(key[1]), event) for key, event in city.journal if key[0] == "account")
    return points.trial_balance(entries, on, city.today, RULES.late_days, **options)


def test_debits_equal_credits_on_every_day(city: SmallCity) -> None:
    """Each day stands for itself, and says whether anything can still be entered for it."""
    earn(city, 3)
    city.forward(days=3)
    redeem(city, offer(city))
    city.do(Reverse(RIDER, 2, "decision-1"))
    first, second = trial(city, DAY), trial(city, city.today)
    assert [(a.name, a.balance) for a in first.accounts] == [("issued", -60), ("points", 60)]
    assert {a.name: a.balance for a in second.accounts} == {
        "debt": -30,
        "held": 30,
        "issued": -60,
        "points": 0,
        "reversed": 60,
    }
    assert first.difference == second.difference == {"points": 0}
    assert str(second).splitlines()[:2] == [
        "trial balance of 2026-03-13: awards for that day can be entered until 2026-03-20",
        "owed by workers: debits 30, credits 0, balance -30",
    ]
    assert not first.closed
    city.forward(days=5)
    assert trial(city, DAY).text("zh").splitlines() == [
        "2026-03-10 试算平衡表：该日已关账",
        "发放：借方 60，贷方 0，余额 -60",
        "可用积分：借方 0，贷方 60，余额 60",
    ]


def test_a_detailed_trial_balance_has_every_worker(city: SmallCity) -> None:
    """By the account's own name, in the table too."""
    earn(city)
    city.do(Earn(WorkerId("rider-8"), "hour"))
    found = trial(city, DAY, detailed=True)
    assert found.csv().splitlines() == [
        "unit,account,debits,credits,balance",
        "points,issued,40,0,-40",
        "points,points/rider-7,0,20,20",
        "points,points/rider-8,0,20,20",
    ]
    assert "points of workers rider-8: debits 0, credits 20, balance 20" in str(found)


def test_hours_are_balanced_as_a_unit_of_their_own(city: SmallCity) -> None:
    """They are added to no points, and keep their accounts when points are spent."""
    city.rules = attrs.evolve(RULES, actions=actions(hours=True))
    earn(city, 3)
    city.do(Spend(RIDER, "voucher", "code-1", 2), by=RIDER)
    found = trial(city, DAY)
    assert found.difference == {"hours": 0, "points": 0}
    assert [(a.name, a.balance) for a in found.accounts if a.unit == "hours"] == [
        ("hours", 3),
        ("served", -3),
    ]
    assert found.text("zh").splitlines()[1:3] == [
        "志愿时长：借方 0，贷方 3，余额 3",
        "已服务时长：借方 3，贷方 0，余额 -3",
    ]


@pytest.mark.parametrize("name", ["fund/union", "transit/city-b"])
def test_every_account_of_the_ledger_has_a_title(name: str) -> None:
    """Those of funds and of other cities too, with whose they are."""
    title = points.LedgerAccount("points", name, 1, 2).title
    assert all(say(title, language).endswith(name.partition("/")[2]) for language in LANGUAGES)
    assert "points.account" not in say(title)


# --- asked of a city -------------------------------------------------------------------------------------


@pytest.fixture
def clock() -> StandingClock:
    """A clock that stands at nine on a Monday in March."""
    return StandingClock(MONDAY)


@pytest.fixture
def town(clock: StandingClock) -> Iterator[City]:
    """A city whose rider has 100 points, 30 of them set aside."""
    with small(clock) as town:
        paid(town, times=2)
        town.do(Redeem(WORKER, voucher(town, "station-1", 5)), by=CLERK)
        yield town


def test_a_city_answers_for_one_worker(town: City) -> None:
    """Why, what expires, and the month so far; of whom nobody knows, nothing."""
    assert town.points.why(WORKER).balance == town.points.balance(WORKER) == 70
    assert str(town.points.why(WORKER).shares[0].reason) == "lead × 2"
    assert town.points.expiries(WORKER) == (points.Lot(date(2026, 4, 30), 70),)
    assert town.points.expiries(WORKER, on=date(2026, 3, 6)) == (points.Lot(date(2026, 4, 30), 100),)
    march = town.points.statement(WORKER, month=(2026, 3))
    assert (march.opening, march.closing, len(march.lines)) == (0, 70, 2)
    stranger = "rider-9"
    assert (town.points.why(stranger).balance, town.points.expiries(stranger)) == (0, ())
    assert town.points.statement(stranger, month=(2026, 3)).closing == 0


def test_a_month_holds_what_time_has_done(town: City, clock: StandingClock) -> None:
    """A hold that lapsed and a lot that expired are in the statement though no sweeper ran."""
    clock.forward(days=70)
    assert [line.points for line in town.points.statement(WORKER, month=(2026, 5)).lines] == [30, -100]
    assert town.points.statement(WORKER, month=(2026, 5)).closing == town.points.balance(WORKER) == 0
    assert town.points.statement(WORKER, month=(2026, 5), known=MONDAY).lines == ()


@pytest.mark.parametrize("month", [(1, 1), (9999, 12), (2026, 13), (2026, 0), (2026,), "2026-03", 3])
def test_what_is_no_month_is_refused(town: City, month: Any) -> None:
    """It says how a month is written."""
    with pytest.raises(Invalid, match=r"give year and number, such as \(2026, 3\)"):
        town.points.statement(WORKER, month=month)


def test_a_city_answers_for_all_its_workers(town: City, clock: StandingClock) -> None:
    """Liability and trial balance, now and as they were known."""
    clock.forward(days=1)
    paid(town, WorkerId("rider-2"))
    assert (town.points.liability().points, town.points.liability().held) == (120, 30)
    assert town.points.liability(TODAY, known=MONDAY).points == 70
    assert town.points.liability(date(2026, 5, 1)).points == 0
    found = town.points.trial_balance(TODAY)
    assert {a.name: a.balance for a in found.accounts} == {"held": 30, "issued": -100, "points": 70}
    now = town.points.trial_balance(detailed=True)
    assert {a.name: a.balance for a in now.accounts}["points/rider-2"] == 50
    assert not now.closed


# --- notices ---------------------------------------------------------------------------------------------


def noticed(city: SmallCity) -> list[tuple[date, int, int]]:
    """Of each notice its day, its points and the day of the pack that it is."""
    events = city.events("account", RIDER)
    return [(e.on, e.points, e.days) for e in events if isinstance(e, points.Noticed)]


def pass_days(city: SmallCity, until: date) -> None:
    """Let every day go by, and the sweeper do what is due."""
    while city.today < until:
        city.forward(days=1)
        while due := city.due():
            city.do(due[0].command)


def test_a_worker_is_told_on_the_days_that_the_pack_names(city: SmallCity) -> None:
    """30 and 7 days before each lot's last day, with what is left of it; then the points expire."""
    earn(city, 2)
    city.forward(days=30)
    earn(city)
    pass_days(city, date(2027, 3, 10))
    city.do(Spend(RIDER, "voucher", "code-1"), by=RIDER)
    pass_days(city, date(2027, 6, 1))
    assert noticed(city) == [
        (date(2027, 3, 1), 40, 30),
        (date(2027, 3, 24), 10, 7),
        (date(2027, 3, 31), 20, 30),
        (date(2027, 4, 23), 20, 7),
    ]
    assert account(city).noticed[::2] == (MARCH + 13,)
    assert account(city).balance == 0


def test_a_notice_that_comes_late_is_given_once(city: SmallCity) -> None:
    """A sweeper that slept over two days tells of the nearer one, and never of what is spent or gone."""
    earn(city, 2)
    city.today = date(2027, 3, 28)
    city.do(Notify(RIDER))
    city.do(Notify(RIDER))
    assert noticed(city) == [(date(2027, 3, 28), 40, 7)]
    assert [type(due.command).__name__ for due in city.due()] == []
    city.today = date(2027, 5, 1)
    city.do(Notify(RIDER))
    assert len(noticed(city)) == 1
    assert not any(city.kinds["account"].due(state) for key, state in city.states.items())


def test_an_account_takes_over_the_days_of_a_new_pack(city: SmallCity) -> None:
    """With its next award, or when somebody asks for its notices."""
    city.rules = attrs.evolve(RULES, expiry=Expiry(12))
    earn(city)
    assert account(city).notice_days == ()
    city.rules = RULES
    city.do(Notify(RIDER))
    assert account(city).notice_days == (30, 7)
    city.rules = attrs.evolve(RULES, expiry=Expiry(12, (60,)))
    earn(city)
    pass_days(city, date(2027, 4, 1))
    assert noticed(city) == [(date(2027, 1, 30), 40, 60)]


def test_the_built_in_pack_tells_people(clock: StandingClock) -> None:
    """The notice that `tick` gives fills the pack's template, for the worker alone."""
    with City.open("memory://", city="banan", pack="points-default", clock=clock) as banan:
        banan.do(Earn(WORKER, "registration"), by=CLERK)
        clock.now = datetime(2027, 3, 24, 21, tzinfo=ZONE)
        (done,) = banan.tick().done
        (event,) = done.events
        (notice,) = notices(banan.pack.rules, "account", event, banan.points.get(WORKER))
        assert (notice.key, notice.recipient.id) == ("points-expiring", WORKER)
        assert notice.text("en") == "They count until 2027-03-31. Your balance: 20."
        assert notice.title("zh") == "您有 20 积分即将到期"


# --- rehearsal -------------------------------------------------------------------------------------------


def rehearsed(city: SmallCity, **changes: Any) -> points.Rehearsal:
    """The month of March under rules that were changed."""
    pairs = zip(city.journal, city.days, strict=True)
    history = [(day, event) for (key, event), day in pairs if key == ("account", RIDER)]
    items = {event.id: event.item for _, event in city.journal if isinstance(event, points.Requested)}
    rules = attrs.evolve(RULES, **changes)
    return points.rehearse([(RIDER, history)], rules, DAY, city.today, items)


def actions(**changes: Any) -> dict[str, points.Action]:
    """The actions, with an hour that earns otherwise."""
    return {**RULES.actions, "hour": attrs.evolve(RULES.actions["hour"], **changes)}


def test_who_gains_and_who_loses_is_told(city: SmallCity) -> None:
    """More for an action is a gain; a cap that is met, or an action that is gone, a loss."""
    earn(city, 2)
    earn(city, 2)
    assert rehearsed(city).changes[0].difference == 0
    assert len(str(rehearsed(city)).splitlines()) == 2
    more = rehearsed(city, actions=actions(points=25))
    assert [(c.earned_before, c.earned_after, c.difference) for c in more.gain] == [(80, 100, 20)]
    assert (more.before.points, more.after.points) == (80, 100)
    fewer = rehearsed(city, actions=actions(cap=Cap(3)))
    assert [(c.worker, c.earned_after) for c in fewer.lose] == [(RIDER, 40)]
    assert fewer.capped == fewer.lose
    first, second, third = str(fewer).splitlines()
    assert first.endswith(
        "under these rules: of 1 worker 0 would have more, 1 less; "
        "0 would have missed something, 1 would have met a cap"
    )
    assert second == "points that can be spent at the end: 80 as it is, 40 as it would be"
    assert third.startswith(
        "'rider-7': earned 80 as it is, 40 as it would be; balance 80 and 40; awards over a"
    )
    gone = rehearsed(city, actions={})
    assert [str(reason) for reason in gone.changes[0].missed] == ["no rule for 'hour' of 2026-03-10"] * 2
    assert gone.csv("zh").splitlines()[1] == "rider-7,80,0,80,0,0,2"


def test_rewards_that_could_not_be_paid_are_missed(city: SmallCity) -> None:
    """A dearer reward, or one that left the catalogue, is not had, and what followed from it is left out."""
    earn(city, 3)
    reward = offer(city)
    first, second = redeem(city, reward), redeem(city, reward)
    city.do(points.Cancel(second, RIDER, reward))
    city.do(points.Collect(first, RIDER, reward))
    city.do(Refund(first, RIDER, "decision-1"))
    city.do(Spend(RIDER, "voucher", "code-1", 2), by=RIDER)
    city.do(Reverse(RIDER, None, "decision-2", of="code-1"))
    city.do(Spend(RIDER, "voucher", "code-2"), by=RIDER)
    dearer = {"voucher": attrs.evolve(RULES.rewards["voucher"], price=45)}
    (change,) = rehearsed(city, rewards=dearer).lose
    assert [str(reason) for reason in change.missed] == [
        "'voucher' on 2026-03-10: 45 points are needed, and 15 can be spent",
        "'voucher' on 2026-03-10: 90 points are needed, and 60 can be spent",
    ]
    assert (change.balance_before, change.balance_after) == (30, 15)
    cheaper = {"voucher": attrs.evolve(RULES.rewards["voucher"], price=20)}
    assert [change.difference for change in rehearsed(city, rewards=cheaper).gain] == [10]
    gone = rehearsed(city, rewards={})
    (change,) = gone.missed
    assert {str(reason) for reason in change.missed} == {"no reward 'voucher' on 2026-03-10"}
    assert change.difference > 0
    assert (gone.gain, gone.lose) == ((change,), ())
    head, _, line = str(gone).splitlines()
    assert "of 1 worker 1 would have more, 0 less; 1 would have missed something" in head
    assert "missed: no reward" in line


def test_deductions_follow_the_other_rules_and_so_does_what_undoes_them(city: SmallCity) -> None:
    """A milder one takes less; one that is gone takes nothing, and its lifting gives nothing back."""
    earn(city, 2)
    city.do(Deduct(RIDER, "bad_faith", "decision-1"))
    milder = {"bad_faith": attrs.evolve(RULES.deductions["bad_faith"], points=5)}
    assert rehearsed(city, deductions=milder).changes[0].difference == 15
    city.do(Reverse(RIDER, 3, "appeal-1"))
    for deductions in (RULES.deductions, milder, {}):
        assert rehearsed(city, deductions=deductions).changes[0].difference == 0


def test_a_shorter_expiry_lets_points_go(city: SmallCity) -> None:
    """And a reversal finds nothing of an award whose points are over."""
    earn(city, 2)
    city.forward(days=60)
    city.do(Reverse(RIDER, 2, "decision-1"))
    earn(city)
    city.do(Reverse(RIDER, account(city).entry, "decision-2"))
    earn(city)
    assert rehearsed(city, actions=actions(cap=Cap(1))).capped
    found = rehearsed(city, expiry=Expiry(1))
    assert (found.before.points, found.after.points) == (20, 20)
    city.forward(days=60)
    assert rehearsed(city, expiry=Expiry(1)).lose[0].difference == -20
    city.forward(days=400)
    city.do(points.Expire(RIDER))
    assert rehearsed(city).changes[0].difference == 0


def test_a_city_rehearses_a_pack(town: City, clock: StandingClock) -> None:
    """From the journal as it stands, with a bar if one is given, and nothing is written."""
    paid(town, WorkerId("rider-2"))
    before, seen = town.verify().entries, list[str]()

    def bar(workers: Sequence[str]) -> Iterator[str]:
        for worker in workers:
            seen.append(worker)
            yield worker

    same = town.points.rehearse(town.pack, since=TODAY, progress=bar)
    assert seen == ["rider-1", "rider-2"]
    assert [change.difference for change in same.changes] == [0, 0]
    more = changed('"points":50,', '"points":50,"cap":{"times":1,"per":"day"},')
    found = town.points.rehearse(more, since=TODAY, until=TODAY)
    assert [(c.worker, c.earned_after) for c in found.capped] == [("rider-1", 0)]
    assert [str(reason) for reason in found.changes[0].missed] == [
        "'voucher' on 2026-03-02: 30 points are needed, and 0 can be spent"
    ]
    clock.forward(days=1)
    assert town.points.rehearse("points-default", since=clock.now.date()).changes == ()
    assert town.verify().entries == before
    with pytest.raises(Invalid, match="last day"):
        town.points.rehearse(town.pack, since=TODAY, until=TODAY - timedelta(days=1))
    for progress in (True, None):
        with pytest.raises(Invalid, match=f"progress: {progress} cannot be called: .* such as tqdm"):
            town.points.rehearse(town.pack, since=TODAY, progress=progress)  # type: ignore[arg-type] # refused
    with pytest.raises(NoRules):
        town.points.rehearse("merchant-14-9-9", since=TODAY)
