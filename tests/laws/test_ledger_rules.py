"""Laws of the rules of awards: what an award is worth, whatever is entered when and by whom."""

from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import points
from friendly_services.errors import FriendlyServicesError
from friendly_services.ids import WorkerId
from friendly_services.points import Action, Cap, Expiry, Later, Rules
from friendly_services.text import Label
from tests.small_city import SmallCity

NAME = Label(en="x", zh="x")
START = date(2026, 6, 25)
WORKERS = tuple(map(WorkerId, ("rider-1", "rider-2", "rider-3")))


def rules(**actions: Action) -> Rules:
    """Rules with these actions and no totals."""
    return Rules(actions, {}, Expiry(12), hold_days=5, late_days=9, reversible_days=40)


TERMS = st.lists(st.tuples(st.integers(1, 20), st.integers(1, 50), st.integers(1, 4)), min_size=1, max_size=4)


@given(TERMS, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2)), max_size=20))
def test_an_award_is_worth_what_the_terms_of_its_own_day_say(
    changes: list[tuple[int, int, int]], acts: list[tuple[int, int, int]]
) -> None:
    """Whenever it is entered, and whatever came before, within the cap of that day."""
    first, *rest = changes
    day, later = START, []
    for gap, worth, most in rest:
        day += timedelta(days=gap)
        later.append(Later(day, worth, Cap(most)))
    city = SmallCity(
        points.CAPABILITY,
        rules(tip=Action(NAME, first[1], Cap(first[2]), evidence=False, later=tuple(later))),
        START,
    )
    for wait, back, who in acts:
        city.today += timedelta(days=wait)
        try:
            city.do(points.Earn(WORKERS[who], "tip", on=city.today - timedelta(days=back)))
        except points.CapReached:
            continue
    times: dict[tuple[str, date], int] = {}
    for key, event in city.journal:
        if isinstance(event, points.Earned):
            held = [
                (first[1], first[2]),
                *((c.points, c.cap.times) for c in later if c.since <= event.on and c.cap),
            ]
            times[key[1], event.on] = times.get((key[1], event.on), 0) + 1
            assert event.points == held[-1][0]
            assert times[key[1], event.on] <= held[-1][1]


SHARES = st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 10**6), min_size=1).filter(
    lambda shares: any(shares.values())
)


@given(st.integers(0, 10**12), SHARES, st.randoms())
def test_the_parts_of_a_sum_add_up_to_it(total: int, shares: dict[str, int], some: Random) -> None:
    """L16: Σ parts = whole, each within a point of its exact share, whatever the order of the accounts."""
    parts = points.split(total, shares)
    assert sum(parts.values()) == total
    whole = sum(shares.values())
    assert all(abs(Fraction(total * shares[one], whole) - part) < 1 for one, part in parts.items())
    accounts = sorted(shares)
    some.shuffle(accounts)
    assert points.split(total, {account: shares[account] for account in accounts}) == parts


HOURS = st.lists(
    st.tuples(
        st.sampled_from(["earn", "earn", "reverse", "redeem", "deduct", "wait"]),
        st.integers(1, 30),
        st.integers(0, 2),
    ),
    max_size=25,
)


@given(HOURS)
def test_hours_are_those_of_the_awards_that_stand(steps: list[tuple[str, int, int]]) -> None:
    """Whatever is spent, deducted, expires or is owed meanwhile."""
    hour = Action(NAME, 7, evidence=False, hours=True)
    made = attrs.evolve(
        rules(hour=hour, tip=Action(NAME, 7, evidence=False)),
        rewards={"voucher": points.Item(NAME, 20, NAME)},
        deductions={"bad_faith": points.Ground(NAME, 15)},
        expiry=Expiry(1),
    )
    city = SmallCity(points.CAPABILITY, made, START)
    ((_, offered),) = city.do(points.OfferReward("voucher", "station-1", 9))
    for step, number, who in steps:
        worker = WORKERS[who]
        commands = {
            "earn": points.Earn(worker, ("hour", "tip")[number % 2], quantity=1 + number % 4),
            "reverse": points.Reverse(worker, number, "decision"),
            "redeem": points.Redeem(worker, offered.id),
            "deduct": points.Deduct(worker, "bad_faith", "decision"),
        }
        if step == "wait":
            city.today += timedelta(days=number)
        else:
            with suppress(FriendlyServicesError):
                city.do(commands[step], by=worker if step == "redeem" else "officer-1")
    for worker in WORKERS:
        events = city.events("account", worker)
        undone = {event.of for event in events if isinstance(event, points.Reversed)}
        stands = [e for e in events if isinstance(e, points.Earned) and e.entry not in undone]
        expected = sum(event.quantity for event in stands if event.action == "hour")
        account = city.states.get(("account", worker))
        assert (account.hours if account else 0) == expected
        assert city.folded("account", worker) == account
