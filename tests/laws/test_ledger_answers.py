"""Laws of what the ledger answers: every point is accounted for, whatever was done and however late."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from friendly_services import points
from friendly_services.ids import RedemptionId, WorkerId
from friendly_services.points import Rules
from tests.laws.test_ledger import RULES, START, STEPS, WORKERS, Step, Town, entries, ran

LATER = st.integers(0, 70)


def rules(_: int) -> Rules:
    """The one pack there is."""
    return RULES


def explained(town: Town, worker: WorkerId, on: date) -> points.Why:
    """Why the worker's balance is what it is."""
    return points.why(worker, [(event, 1) for event in town.events("account", worker)], on, rules)


@given(STEPS, LATER)
def test_why_sums_to_the_balance(steps: list[Step], later: int) -> None:
    """L11: The shares are the lots: same points, same expiry, on any day, swept or not."""
    town = ran(steps)
    day = town.today + timedelta(days=later)
    for account in town.accounts():
        found = explained(town, account.id, day)
        assert found.balance == points.available(account, day)
        assert all(share.points > 0 and share.expires >= day for share in found.shares)
        assert found.debt <= account.debt
        assert not (found.balance and found.debt)


@given(STEPS)
def test_why_follows_every_lot(steps: list[Step]) -> None:
    """Told right after the sweeper ran, the shares of a month are that month's lot."""
    town = ran(steps)
    town.sweep()
    for account in town.accounts():
        if not isinstance(account.standing, points.Closing):
            town.do(points.Expire(account.id))
    for account in town.accounts():
        by_expiry: dict[date, int] = {}
        for share in explained(town, account.id, town.today).shares:
            by_expiry[share.expires] = by_expiry.get(share.expires, 0) + share.points
        assert by_expiry == {lot.expires: lot.points for lot in account.by_expiry}


@given(STEPS)
def test_why_names_awards_that_brought_what_is_left(steps: list[Step]) -> None:
    """A share is of an award, and all shares of an award together are at most what it brought."""
    town = ran(steps)
    for worker in WORKERS:
        awards = {e.entry: e for e in town.events("account", worker) if isinstance(e, points.Earned)}
        left = dict.fromkeys(awards, 0)
        for share in explained(town, worker, town.today).shares:
            left[share.entry] += share.points
            assert share.brought == awards[share.entry].points
        assert all(points_left <= awards[entry].points for entry, points_left in left.items())


@given(STEPS, LATER)
def test_the_liability_is_the_sum_of_all_balances(steps: list[Step], later: int) -> None:
    """On any day, its months together are what all workers can spend, and what has expired is none of it."""
    town = ran(steps)
    day = town.today + timedelta(days=later)
    found = points.liability(town.accounts(), day)
    assert found.points == sum(points.available(account, day) for account in town.accounts())
    assert all(lot.points > 0 and lot.expires >= day for lot in found.months)
    assert sum(share.points for w in WORKERS for share in explained(town, w, day).shares) == found.points


@given(STEPS)
def test_statements_of_months_follow_one_another(steps: list[Step]) -> None:
    """Each begins with what the one before ended with, and the last ends with the balance on record."""
    town = ran(steps)
    months = range(points.month_of(START) - 1, points.month_of(town.today) + 1)
    for account in town.accounts():
        lines = points.statement(town.events("account", account.id), RULES)
        every = [points.monthly(account.id, lines, month, town.today, RULES.late_days) for month in months]
        assert [one.opening for one in every[1:]] == [one.closing for one in every[:-1]]
        assert [one.opening_debt for one in every[1:]] == [one.closing_debt for one in every[:-1]]
        assert (every[0].opening, every[-1].closing) == (0, account.balance)
        assert (every[0].opening_debt, every[-1].closing_debt) == (0, account.debt)
        shown = [line.entry for one in every for line in one.lines]
        assert sorted(shown) == [line.entry for line in lines]
        assert all(line.balance >= 0 for one in every for line in one.lines)


@given(STEPS)
def test_a_closed_day_never_changes(steps: list[Step]) -> None:
    """The trial balance of a closed day, and the statement of a closed month, stay as they are for ever."""
    half, town = len(steps) // 2, Town()
    for step in steps[:half]:
        town.run(step)
    closed = town.today - timedelta(days=RULES.late_days + 1)
    before = points.trial_balance(entries(town), closed, town.today, RULES.late_days)
    for step in steps[half:]:
        town.run(step)
    after = points.trial_balance(entries(town), closed, town.today, RULES.late_days)
    assert before.closed
    assert before == after


@given(STEPS, st.integers(0, 60))
def test_every_trial_balance_is_even(steps: list[Step], days: int) -> None:
    """L3: On every business day debits equal credits; on the last the workers' accounts are their records."""
    town = ran(steps)
    day = START + timedelta(days=days)
    assert not any(points.trial_balance(entries(town), day, town.today, 3).difference.values())
    last = points.trial_balance(entries(town), town.today, town.today, 3, detailed=True)
    held = {each.name: each.balance for each in last.accounts}
    for account in town.accounts():
        stated = points.holdings(account)
        assert stated == {key: held.get(key[1], 0) for key in stated}


@given(STEPS)
def test_a_worker_is_told_of_each_lot_once_on_each_of_the_days(steps: list[Step]) -> None:
    """However the sweeper runs: not before the day, not after the expiry, not twice; then all is done."""
    town = ran(steps)
    for _ in range(70):
        town.sweep()
        town.today += timedelta(days=1)
    for worker in WORKERS:
        told = [e for e in town.events("account", worker) if isinstance(e, points.Noticed)]
        assert len({(e.expires, e.days) for e in told}) == len(told)
        assert all(e.expires - timedelta(days=e.days) <= e.on <= e.expires and e.points > 0 for e in told)
        assert {e.days for e in told} <= set(RULES.expiry.notice_days)
    assert all(isinstance(due.command, points.Remind) for due in town.due())


def histories(town: Town) -> list[tuple[WorkerId, list[tuple[date, points.AccountEvent]]]]:
    """Every account's events with the days on which they were entered."""
    found: dict[WorkerId, list[tuple[date, points.AccountEvent]]] = {}
    for (key, event), day in zip(town.journal, town.days, strict=True):
        if key[0] == "account":
            found.setdefault(WorkerId(key[1]), []).append((day, event))
    return list(found.items())


def items(town: Town) -> dict[RedemptionId, str]:
    """What each redemption asked for."""
    return {event.id: event.item for _, event in town.journal if isinstance(event, points.Requested)}


@given(STEPS, st.integers(0, 30), st.integers(0, 60))
def test_the_very_same_rules_change_nothing(steps: list[Step], since: int, days: int) -> None:
    """Whatever happened, entered again under the rules that held, is what it was, lot by lot."""
    town = ran(steps)
    first = START + timedelta(days=since)
    found = points.rehearse(histories(town), RULES, first, first + timedelta(days=days), items(town))
    assert not any(change.difference or change.capped or change.missed for change in found.changes)
    assert all(change.earned_before == change.earned_after for change in found.changes)
    assert found.before == found.after
    assert (found.gain, found.lose, found.missed, found.capped) == ((), (), (), ())
