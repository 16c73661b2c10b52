"""Points between two cities, decision by decision."""

from datetime import date, timedelta

import attrs
import pytest

from friendly_services import points
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import TransitId, WorkerId
from friendly_services.points import Deduct, Earn, Expire, Expiry, Send, Settle, month_of
from friendly_services.text import LANGUAGES, say
from tests.between import START, Town, receive, settle

RIDER = WorkerId("rider-7")
OTHER = WorkerId("rider-9")


@pytest.fixture
def here() -> Town:
    """A city in which points count for 12 months, with 50 points of one rider."""
    city = Town("banan", 12, "banan", "hechi")
    city.do(Earn(RIDER, "lead"))
    return city


@pytest.fixture
def there() -> Town:
    """A city in which points count for 6 months."""
    return Town("hechi", 6, "banan")


def held(city: Town) -> tuple[int, int]:
    """What the rider can spend, and what is set aside."""
    account = city.account(RIDER)
    return account.balance, sum(sum(hold.lots[1::2]) for hold in account.holds)


def test_points_are_set_aside_credited_and_let_go(here: Town, there: Town) -> None:
    """At every step each city's ledger says where they are; at the end they are in the other city alone."""
    transit = here.send(RIDER, 30, "hechi")
    assert held(here) == (20, 30)
    receive(here, there, transit)
    assert (held(here), held(there)) == ((20, 30), (30, 0))
    assert there.totals()["transit/banan"] == -30
    settle(here, there, transit)
    assert (held(here), held(there)) == ((20, 0), (30, 0))
    assert here.totals()["transit/hechi"] == 30
    assert (here.transit(transit).status, there.transit(transit).status) == ("delivered", "received")


def test_who_has_nothing_but_points_from_elsewhere_is_told_before_they_expire(
    here: Town, there: Town
) -> None:
    """An account that is opened by what another city sent knows the pack's notices like any other."""
    there.rules = attrs.evolve(there.rules, expiry=Expiry(6, (30, 7)))
    receive(here, there, here.send(RIDER, 30, "hechi"))
    assert there.account(RIDER).notice_days == (30, 7)
    there.today = date(2026, 7, 1)
    assert [due.command for due in there.due()] == [points.Notify(RIDER)]


def test_no_time_gives_them_back(here: Town, there: Town) -> None:
    """However long the other city does not answer, they stay set aside: it may have credited them."""
    transit = here.send(RIDER, 30, "hechi")
    receive(here, there, transit)
    here.today += timedelta(days=1000)
    here.do(Expire(RIDER))
    assert held(here) == (0, 30)
    settle(here, there, transit)
    assert held(here) == (0, 0)


def test_what_the_other_city_refuses_is_back_in_its_lots(here: Town, there: Town) -> None:
    """A city whose pack does not name the sender's refuses for good, even if it names it later."""
    lots = here.account(RIDER).lots
    there.rename("linjiang")
    transit = here.send(RIDER, 30, "hechi")
    receive(here, there, transit)
    there.rename("banan")
    with pytest.raises(points.TransitEnded, match="refused here, for good"):
        receive(here, there, transit)
    assert ("account", RIDER) not in there.states
    settle(here, there, transit)
    assert (held(here), here.account(RIDER).lots) == ((50, 0), lots)
    found = here.transit(transit)
    assert (found.status, found.why, there.transit(transit).why) == ("returned", *["city_unknown"] * 2)
    assert "transit/hechi" not in here.totals()


def test_a_closed_account_is_sent_nothing(here: Town, there: Town) -> None:
    """Its city refuses for good, and says so in the sender's statement; `find` knows where each record is."""
    there.do(Earn(RIDER, "vast"))
    there.do(points.Reverse(RIDER, there.account(RIDER).entry, "decision-1"))
    there.do(points.CloseAccount(RIDER, "letter-1"))
    transit = here.send(RIDER, 30, "hechi")
    receive(here, there, transit)
    settle(here, there, transit)
    assert (held(here), there.transit(transit).why) == ((50, 0), "account_closed")
    line = [*points.statement(here.events("account", RIDER), here.rules)][-1]
    assert say(line.reason) == "30 points back from hechi, where the account was closed"
    keys = dict(there.kinds["transit"].keys(there.transit(transit)))
    assert keys == {"by_status": ("refused", there.now), "by_worker": (RIDER, "refused", there.now)}


def test_points_that_come_back_settle_what_is_owed_or_expire(here: Town, there: Town) -> None:
    """They are treated as any other points that come back to their lots."""
    there.rename()
    first, second = here.send(RIDER, 30, "hechi"), here.send(RIDER, 10, "hechi")
    here.do(Deduct(RIDER, "bad_faith", "decision-1"))
    assert here.account(RIDER).debt == 25
    receive(here, there, first)
    settle(here, there, first)
    assert (held(here), here.account(RIDER).debt) == ((5, 10), 0)
    here.today += timedelta(days=400)
    receive(here, there, second)
    settle(here, there, second)
    assert (held(here), here.totals()["expired"]) == ((0, 0), 15)


def test_lots_keep_their_months_but_for_what_counts_longer_than_there(here: Town, there: Town) -> None:
    """What would count beyond the other city's longest validity is cut to it, and the statement says so."""
    here.today += timedelta(days=240)
    here.do(Earn(RIDER, "lead"))
    soon, late = month_of(START) + 12, month_of(here.today) + 12
    assert here.account(RIDER).lots == (soon, 50, late, 50)
    there.today = here.today
    longest = month_of(there.today) + 6
    assert soon < longest < late
    transit = here.send(RIDER, 70, "hechi")
    receive(here, there, transit)
    assert there.account(RIDER).lots == (soon, 50, longest, 20)
    assert there.transit(transit).lots == (soon, 50, longest, 20)
    (line,) = points.statement(there.events("account", RIDER), there.rules)
    said = "70 points from banan; 20 of them counted longer there, and count here as long as points do"
    assert say(line.reason) == said


def test_points_that_expired_on_their_way_expire_where_they_arrive(here: Town, there: Town) -> None:
    """They are credited and gone in one commit: both ledgers know of them."""
    transit = here.send(RIDER, 50, "hechi")
    there.today += timedelta(days=500)
    receive(here, there, transit)
    assert (held(there), there.totals()["expired"]) == ((0, 0), 50)
    settle(here, there, transit)
    assert here.totals()["transit/hechi"] + there.totals()["transit/banan"] == 0


def test_points_that_arrive_settle_a_debt_first(here: Town, there: Town) -> None:
    """A debt in the other city is settled before anything can be spent there."""
    there.do(Earn(RIDER, "lead"))
    there.do(Deduct(RIDER, "bad_faith", "decision-1"))
    there.do(Deduct(RIDER, "bad_faith", "decision-2"))
    assert there.account(RIDER).debt == 20
    receive(here, there, here.send(RIDER, 30, "hechi"))
    assert (there.account(RIDER).balance, there.account(RIDER).debt) == (10, 0)


def test_a_balance_that_no_system_keeps_exactly_is_refused(here: Town, there: Town) -> None:
    """The points come back and the statement says why."""
    there.do(Earn(RIDER, "vast", quantity=1))
    account = there.account(RIDER)
    (month, _) = account.lots
    full = attrs.evolve(account, balance=2**53 - 1, lots=(month, 2**53 - 1))
    there.states["account", RIDER] = full
    transit = here.send(RIDER, 1, "hechi")
    receive(here, there, transit)
    settle(here, there, transit)
    *_, line = points.statement(here.events("account", RIDER), here.rules)
    assert say(line.reason) == "1 points back from hechi, where the balance would be too large"
    assert held(here) == (50, 0)


def test_only_the_worker_sends_and_only_to_the_same_worker(here: Town, there: Town) -> None:
    """Another id in the other city is for a role to name that may act on a worker's behalf."""
    with pytest.raises(points.NotYours):
        here.send(RIDER, 5, "hechi", by="rider-9")
    with pytest.raises(points.NotYours):
        here.send(RIDER, 5, "hechi", receiver=OTHER)
    transit = here.send(RIDER, 5, "hechi", receiver=OTHER, by="officer-2")
    receive(here, there, transit)
    assert there.account(OTHER).balance == 5


def test_points_go_only_to_cities_that_the_pack_names(here: Town) -> None:
    """Not to this city itself, even if its own pack names it."""
    for city in ("banan", "linjiang"):
        with pytest.raises(Invalid, match=f"{city!r} is no other city .* it names hechi"):
            here.send(RIDER, 5, city)
    with pytest.raises(Invalid, match="it names none"):
        Town("banan", 12).send(RIDER, 5, "hechi")
    with pytest.raises(points.InsufficientPoints, match="51 points are needed, and 50"):
        here.send(RIDER, 51, "hechi")
    with pytest.raises(points.InsufficientPoints):
        here.send(OTHER, 1, "hechi")


def test_nobodys_word_credits_or_gives_back(here: Town, there: Town) -> None:
    """Without the other city's record, or with a record that is no answer, nothing is done."""
    transit = here.send(RIDER, 5, "hechi")
    sent = here.transit(transit)
    with pytest.raises(points.NotCarried, match=r"call `City.carry`"):
        there.do(points.Receive(transit, RIDER))
    with pytest.raises(points.NotCarried):
        here.do(Settle(transit, RIDER))
    with pytest.raises(points.NotCarried):
        here.told(Settle(transit, RIDER), sent)
    with pytest.raises(points.NotCarried):
        here.told(Settle(transit, RIDER), attrs.evolve(sent, id=TransitId("transit-9"), status="refused"))
    with pytest.raises(points.NotCarried):
        there.told(points.Receive(transit, RIDER), attrs.evolve(sent, status="returned"))


def test_every_step_is_done_once(here: Town, there: Town) -> None:
    """Done again it is refused, in words that say what became of the points."""
    transit = here.send(RIDER, 5, "hechi")
    sent = here.transit(transit)
    receive(here, there, transit)
    with pytest.raises(points.TransitEnded, match="credited here before"):
        receive(here, there, transit)
    settle(here, there, transit)
    with pytest.raises(points.TransitEnded, match="has credited the points"):
        settle(here, there, transit)
    with pytest.raises(points.TransitEnded):
        there.told(points.Receive(transit, RIDER), sent)
    assert (held(here), held(there)) == ((45, 0), (5, 0))


def test_a_transit_is_named_with_its_own_worker(here: Town, there: Town) -> None:
    """Whoever carries names whom it belongs to; another is refused by field."""
    transit = here.send(RIDER, 5, "hechi")
    with pytest.raises(Invalid, match=r"worker: transfer .* was not sent to 'rider-9'"):
        there.told(points.Receive(transit, OTHER), here.transit(transit))
    receive(here, there, transit)
    with pytest.raises(Invalid, match=r"worker: transfer .* was not sent by 'rider-9'"):
        here.told(Settle(transit, OTHER), there.transit(transit))
    with pytest.raises(NotFound, match="transfer between cities"):
        here.do(Settle(TransitId("transit-9"), RIDER))


def test_what_is_on_its_way_for_a_quarter_of_an_hour_is_due(here: Town, there: Town) -> None:
    """Until it is settled somebody has to look; a record that is an answer needs nobody."""
    transit = here.send(RIDER, 5, "hechi")
    kind = here.kinds["transit"]
    due = kind.due(here.transit(transit))
    assert due is not None
    assert due.at - here.now == timedelta(minutes=15)
    assert here.possible("transit", transit) == {"Settle": None}
    receive(here, there, transit)
    settle(here, there, transit)
    for city in (here, there):
        assert kind.due(city.transit(transit)) is None
        ((command, why),) = city.possible("transit", transit).items()
        assert (command, why is None) == ("Settle", False)


def test_each_line_says_it_in_both_languages(here: Town, there: Town) -> None:
    """The statements name the other city by its title."""
    receive(here, there, transit := here.send(RIDER, 5, "hechi"))
    settle(here, there, transit)
    there.rename()
    receive(here, there, transit := here.send(RIDER, 4, "hechi"))
    settle(here, there, transit)
    lines = [*points.statement(here.events("account", RIDER), here.rules)][1:]
    assert [say(line.reason) for line in lines] == [
        "5 points on their way to hechi",
        "5 points have reached hechi",
        "4 points on their way to hechi",
        "4 points back from hechi, whose pack does not name this city",
    ]
    assert [line.balance for line in lines] == [45, 45, 41, 45]
    for line in (*lines, *points.statement(there.events("account", RIDER))):
        for language in LANGUAGES:
            assert "{" not in say(line.reason, language)


def test_amounts_and_ids_are_checked() -> None:
    """Nothing below one point, no id that no store takes."""
    for wrong in ({"points": 0}, {"points": True}, {"to": "no city!"}, {"receiver": "张三"}):
        with pytest.raises(Invalid, match=next(iter(wrong))):
            Send(**{"worker": RIDER, "points": 5, "to": "hechi", **wrong})  # type: ignore[arg-type]


def test_a_transit_is_the_fold_of_its_journal(here: Town, there: Town) -> None:
    """Both records, and both accounts, are made anew from their events alone."""
    receive(here, there, transit := here.send(RIDER, 5, "hechi"))
    settle(here, there, transit)
    assert here.transit(transit).at.date() == date(2026, 1, 20)
    for city in (here, there):
        assert all(city.folded(*key) == state for key, state in city.states.items())


def test_what_travels_is_part_of_why_and_of_a_rehearsal(here: Town, there: Town) -> None:
    """A balance names the award that came back; under other rules what was not there is not sent."""
    receive(here, there, transit := here.send(RIDER, 30, "hechi"))
    settle(here, there, transit)
    there.rename()
    receive(here, there, transit := here.send(RIDER, 5, "hechi"))
    settle(here, there, transit)
    for city, left in ((here, 20), (there, 30)):
        history = [(event, 1) for event in city.events("account", RIDER)]
        assert [share.points for share in points.why(RIDER, history, START, lambda _: here.rules).shares] == [
            left
        ]
        assert rehearsed(city, city.rules).difference == 0
    here.today += timedelta(days=1)
    here.do(Earn(RIDER, "lead"))
    lead = attrs.evolve(here.rules.actions["lead"], points=20)
    change = rehearsed(here, attrs.evolve(here.rules, actions={"lead": lead}))
    assert (change.balance_before, change.balance_after) == (20, 20)
    assert [str(reason) for reason in change.missed] == [
        "points sent to 'hechi' on 2026-01-20: 30 points are needed, and 20 can be spent"
    ]


def rehearsed(city: Town, rules: points.Rules) -> points.Change:
    """The first day under these rules."""
    entries = zip(city.journal, city.days, strict=True)
    history = [(day, event) for (key, event), day in entries if key == ("account", RIDER)]
    (change,) = points.rehearse([(RIDER, history)], rules, START, START, {}).changes
    return change
