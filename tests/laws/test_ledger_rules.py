"""Laws of the rules of awards: what an award is worth, whatever is entered when and by whom."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from friendly_services import points
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
