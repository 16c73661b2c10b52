"""The shape that capabilities share."""

from datetime import UTC, datetime

import attrs

from friendly_services.decider import Actor, Context, Kind, fold
from friendly_services.workdays import Calendar


@attrs.frozen
class Counted:
    """An event: one more."""

    more: int


def count(state: int | None, event: Counted) -> int:
    """The sum so far."""
    return (state or 0) + event.more


COUNTER = Kind(name="counter", state=int, events=(Counted,), evolve=count)


def test_an_actor_may_what_one_of_their_roles_may() -> None:
    """One role in common is enough, none is not, and an actor without roles may nothing."""
    officer = Actor("u17", roles={"officer", "merchant"})
    assert officer.may(["officer", "chief"])
    assert not officer.may(["chief"])
    assert not Actor("u18").may(["chief"])


def test_today_is_the_date_where_the_city_is() -> None:
    """A context's date is that of its aware time."""
    actor = Actor("u17")
    context = Context(
        now=datetime(2026, 3, 1, 23, 59, tzinfo=UTC),
        actor=actor,
        rules=None,
        pack=1,
        calendar=Calendar({}),
        new=lambda kind, n=0: f"{kind}-{n}",
    )
    assert context.today.isoformat() == "2026-03-01"


def test_a_record_is_the_fold_of_its_events() -> None:
    """Folding all events, or the later ones onto an earlier state, comes to the same."""
    events = [Counted(1), Counted(2), Counted(3)]
    assert fold(COUNTER, events) == 6
    assert fold(COUNTER, events[1:], fold(COUNTER, events[:1])) == 6
    assert fold(COUNTER, []) is None


def test_a_kind_needs_no_index_no_deadline_and_no_place() -> None:
    """What a kind of record does not say, it does not have."""
    assert list(COUNTER.keys(1)) == []
    assert COUNTER.due(1) is None
    assert COUNTER.place(1) is None
    assert not COUNTER.on_map
    assert COUNTER.possible(1) == {}
