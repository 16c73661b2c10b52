"""Laws of the rules of awards: what an award is worth, whatever is entered when and by whom."""

from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import points
from friendly_services.errors import FriendlyServicesError
from friendly_services.ids import WorkerId
from friendly_services.places import Point, distance
from friendly_services.points import Action, Cap, Duplicates, Expiry, Later, Rules
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
        rewards={"voucher": points.Item(NAME, 20, "city")},
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


WINDOW = Duplicates(metres=50, hours=24, points=2)
CORNER = Point.gcj02(lat=-90 + 90 / 32_768 * 43_453, lon=-180 + 180 / 32_768 * 52_155)
"""Where four spots meet."""

SIGHTINGS = st.lists(
    st.tuples(
        st.integers(-3, 3).map(lambda n: 20 * n),
        st.integers(-3, 3).map(lambda n: 20 * n),
        st.integers(0, 40),
        st.integers(0, 2),
        st.sampled_from(["see", "see", "see", "see", "reverse", "wait", "sweep"]),
    ),
    min_size=2,
    max_size=14,
)


def same(one: points.Sighted, other: points.Sighted) -> bool:
    """Whether two awards are for the same thing by the rule, as its words say it."""
    soon = abs(one.seen - other.seen) <= timedelta(hours=24)
    return soon and distance(one.place, other.place) <= 50


@given(SIGHTINGS)
def test_a_place_is_awarded_in_full_once_in_its_window(steps: list[tuple[int, int, int, int, str]]) -> None:
    """Whatever the order in which awards are entered: of those that stand, no two are full and for the same.

    A second always names one that was full, nobody has two for the same, and the sweeper changes nothing.
    """
    city = SmallCity(points.CAPABILITY, rules(litter=Action(NAME, 10, duplicates=WINDOW, place=True)), START)
    sighted: dict[tuple[str, int], points.Sighted] = {}
    for n, (north, east, hours, who, step) in enumerate(steps):
        worker = WORKERS[who]
        if step == "wait":
            city.today += timedelta(days=hours // 24)
        elif step == "sweep":
            for due in city.due():
                city.do(due.command)
        elif step == "reverse":
            with suppress(FriendlyServicesError):
                city.do(points.Reverse(worker, 2 + hours % 4, "decision"))
        else:
            place = Point.gcj02(lat=CORNER.lat + north / 110_850, lon=CORNER.lon + east / 97_080)
            seen = city.now - timedelta(hours=hours)
            award = points.Earn(worker, "litter", ref=f"r-{n}", place=place, seen=seen)
            with suppress(points.AlreadySeen):
                decision = city.do(award)
                (earned,) = (event for _, event in decision if isinstance(event, points.Earned))
                sighted[worker, earned.entry] = decision[-1][1]
                assert earned.points == (WINDOW.points if earned.first else 10)
    undone = {(key[1], event.of) for key, event in city.journal if isinstance(event, points.Reversed)}
    stands = {award: event for award, event in sighted.items() if award not in undone}
    for (one, a), (other, b) in combinations(stands.items(), 2):
        if same(a, b):
            assert one[0] != other[0]
            assert a.first or b.first
    full = {event.ref: event for event in sighted.values() if not event.first}
    assert all(same(event, full[event.first]) for event in sighted.values() if event.first)
    assert all(city.folded(*key) == state for key, state in city.states.items())
