"""What a pack says of awards: dated terms, who gives them, what they ask for."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import attrs
import pytest

from friendly_services import packs, points
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import SpotId, WorkerId
from friendly_services.places import Point, convert
from friendly_services.points import Action, Cap, Duplicates, Earn, Expiry, Later, Rules, Terms, Totals
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


def test_a_balance_names_the_terms_that_held(city: SmallCity) -> None:
    """Each share says since when its terms hold, and which of their caps it filled."""
    for on in (RAISED - timedelta(days=1), RAISED, DAY):
        city.do(Earn(RIDER, "tip", on=on))
    history = [(event, 1) for event in city.events("account", RIDER)]
    told = points.why(RIDER, history, DAY, lambda _: city.rules)
    assert [share.since for share in told.shares] == [None, RAISED, DAY]
    assert [len(share.caps) for share in told.shares] == [0, 0, 1]
    assert str(told).endswith("; by terms since 2026-07-02; with it the 1 a day were reached")
    gone = points.why(RIDER, history, DAY, lambda _: attrs.evolve(RULES, actions={}))
    assert [share.since for share in gone.shares] == [None, None, None]


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


def test_a_wrong_period_of_a_cap_is_told_the_three_there_are() -> None:
    """The check names what can stand there, as for any other choice."""
    with pytest.raises(Invalid, match="per: 'daily' is not one of day, month, ever"):
        read(Cap, {"times": 1, "per": "daily"})


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
    funded = {code: attrs.evolve(rule, funder="city") for code, rule in RULES.actions.items()}
    city = points.Funder(next(iter(funded.values())).title)
    rules = attrs.evolve(RULES, by=("clerk",), actions=funded, rewards={}, funders={"city": city})
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
        rewards={"voucher": points.Item(label("voucher"), 60, "city")},
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
    assert [say(line.reason, "en") for line in lines] == ["hour, 3 hours"]
    assert [say(line.reason, "zh") for line in lines] == ["hour 3 小时"]


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


# --- places and duplicates -------------------------------------------------------------------------------

CORNER = Point.gcj02(lat=29.4, lon=106.54)
LITTER = Action(
    label("litter"),
    10,
    place=True,
    duplicates=Duplicates(metres=50, hours=24, points=2),
    needs=label("photo"),
)


def metres_off(north: float, east: float = 0) -> Point:
    """A point so far from the corner."""
    return Point.gcj02(lat=CORNER.lat + north / 110_850, lon=CORNER.lon + east / 97_080)


def litter(worker: str, ref: str, place: Point = CORNER, **how: Any) -> Earn:
    """An award for litter that was seen somewhere."""
    return Earn(WorkerId(worker), "litter", ref=ref, place=place, **how)


@pytest.fixture
def street() -> SmallCity:
    """A city that rewards reports of litter."""
    rules = attrs.evolve(RULES, actions={"litter": LITTER, "weeds": attrs.evolve(LITTER, points=7)})
    return SmallCity(points.CAPABILITY, rules, DAY)


def spots(city: SmallCity) -> list[points.Spot]:
    """Every spot on record."""
    return [state for key, state in city.states.items() if key[0] == "spot"]


def test_an_action_can_ask_for_its_place(street: SmallCity) -> None:
    """Without it nothing is earned, and the refusal says what to give."""
    with pytest.raises(points.PlaceMissing, match="litter earns points only with its place"):
        street.do(Earn(RIDER, "litter", ref="r-1"))


def test_who_also_saw_it_earns_a_little(street: SmallCity) -> None:
    """The second within metres and hours gets what the rule says, and names the first; it is told so."""
    street.do(litter("rider-1", "r-1"))
    street.do(litter("rider-2", "r-2", metres_off(40)))
    second = account(street, "rider-2")
    assert (account(street, "rider-1").balance, second.balance) == (10, 2)
    earned = street.events("account", "rider-2")[-1]
    assert (earned.first, earned.hours) == ("r-1", 0)
    (line,) = points.statement(street.events("account", "rider-2"), street.rules)
    assert say(line.reason, "en") == "litter, 'r-2', also seen after 'r-1'"
    assert say(line.reason, "zh") == "litter，'r-2'，重复发现（首报 'r-1'）"


def test_farther_off_later_or_otherwise_it_is_another(street: SmallCity) -> None:
    """Beyond the metres, beyond the hours, or for another action everybody earns it all."""
    street.do(litter("rider-1", "r-1"))
    street.do(litter("rider-2", "r-2", metres_off(60)))
    street.do(Earn(WorkerId("rider-3"), "weeds", ref="r-3", place=CORNER))
    street.forward(hours=24, minutes=1)
    street.do(litter("rider-4", "r-4"))
    assert [account(street, f"rider-{n}").balance for n in (1, 2, 3, 4)] == [10, 10, 7, 10]


def test_a_chain_of_seconds_ends_where_the_first_does(street: SmallCity) -> None:
    """Only what earned it all is compared with: who is near a second alone is no second."""
    street.do(litter("rider-1", "r-1"))
    street.do(litter("rider-2", "r-2", metres_off(40)))
    street.do(litter("rider-3", "r-3", metres_off(80)))
    assert account(street, "rider-3").balance == 10


def test_nobody_earns_twice_for_the_same(street: SmallCity) -> None:
    """The same worker gets nothing, neither after the first nor after a second, and is told which it was."""
    street.do(litter("rider-1", "r-1"))
    street.do(litter("rider-2", "r-2"))
    for worker, ref in (("rider-1", "r-1"), ("rider-2", "r-2")):
        with pytest.raises(
            points.AlreadySeen, match=f"to the same worker for this: '{ref}', seen 2026-07-02"
        ):
            street.do(litter(worker, "r-9", metres_off(-30)))


def test_a_second_that_is_worth_nothing_is_refused(street: SmallCity) -> None:
    """A rule without points for it says no, and names the first."""
    none = attrs.evolve(LITTER, duplicates=Duplicates(metres=50, hours=24))
    street.rules = attrs.evolve(street.rules, actions={"litter": none})
    street.do(litter("rider-1", "r-1"))
    with pytest.raises(points.AlreadySeen, match="litter has been awarded for this: 'r-1'"):
        street.do(litter("rider-2", "r-2"))
    assert ("account", "rider-2") not in street.states


def test_whoever_is_entered_first_earns_it_all(street: SmallCity) -> None:
    """An award for an earlier moment that is entered later is a second: points once given are not taken."""
    street.do(litter("rider-1", "r-1"))
    street.forward(days=3)
    seen = datetime.combine(DAY, time(8), UTC)
    street.do(litter("rider-2", "r-2", seen=seen))
    assert account(street, "rider-2").balance == 2
    assert account(street, "rider-2").awards[0].on == DAY


def test_one_whose_own_award_was_reversed_can_report_it_again(street: SmallCity) -> None:
    """With the same reference or another; for others the place has been awarded all the same."""
    street.do(litter("rider-1", "r-1"))
    street.do(points.Reverse(WorkerId("rider-1"), 2, "decision-1"))
    street.do(litter("rider-2", "r-2"))
    street.do(litter("rider-1", "r-1"))
    assert [account(street, f"rider-{n}").balance for n in (1, 2)] == [10, 2]
    with pytest.raises(points.AlreadySeen):
        street.do(litter("rider-1", "r-3"))


def test_a_place_is_the_same_in_every_datum(street: SmallCity) -> None:
    """One phone says WGS-84 and another GCJ-02: it is one place, though the numbers are 500 m apart."""
    there = Point.wgs84(lat=29.4, lon=106.54)
    street.do(litter("rider-1", "r-1", there))
    street.do(litter("rider-2", "r-2", convert(there, "gcj02")))
    assert account(street, "rider-2").balance == 2


def test_without_a_rule_or_a_place_nothing_is_kept(street: SmallCity) -> None:
    """Where an action asks for a place and has no rule on duplicates, it is asked for and not kept."""
    asked = attrs.evolve(LITTER, duplicates=None)
    allowed = attrs.evolve(LITTER, place=False)
    street.rules = attrs.evolve(street.rules, actions={"litter": asked, "weeds": allowed})
    street.do(litter("rider-1", "r-1"))
    street.do(Earn(RIDER, "weeds", ref="r-2"))
    assert spots(street) == []


def test_what_no_award_can_be_for_is_forgotten(street: SmallCity) -> None:
    """By the next award there, or by time: a spot keeps nothing longer than an award can be entered."""
    street.do(litter("rider-1", "r-1"))
    (spot,) = spots(street)
    (kept,) = spot.sightings
    assert kept.until == DAY + timedelta(days=1 + RULES.late_days)
    street.today = kept.until
    assert street.do(points.ForgetSightings(spot.id)) == ()
    assert [due for due in street.due() if isinstance(due.command, points.ForgetSightings)] == []
    street.today += timedelta(days=1)
    street.do(litter("rider-2", "r-2"))
    assert [old.ref for old in spots(street)[0].sightings] == ["r-2"]
    street.today += timedelta(days=30)
    (due,) = (due for due in street.due() if isinstance(due.command, points.ForgetSightings))
    street.do(due.command)
    assert spots(street)[0].sightings == ()
    assert street.folded("spot", spot.id) == spots(street)[0]
    assert street.kinds["spot"].due(spots(street)[0]) is None
    with pytest.raises(NotFound):
        street.do(points.ForgetSightings(SpotId("spot-9")))


def test_a_spot_does_not_say_who_was_there(street: SmallCity) -> None:
    """It tells workers apart by a mark that is another on every spot, so that no track can be read off it."""
    street.do(litter("rider-1", "r-1"))
    street.do(litter("rider-1", "r-2", metres_off(5_000)))
    one, other = (spot.sightings[0] for spot in spots(street))
    assert one.mark != other.mark
    assert "rider-1" not in repr(spots(street))


def test_a_rehearsal_keeps_a_second_a_second(street: SmallCity) -> None:
    """It is worth what the rules that are tried give to who also saw it; all, if they know no duplicates."""
    street.do(litter("rider-1", "r-1"))
    street.do(litter("rider-2", "r-2"))
    second = WorkerId("rider-2")
    history = [(DAY, event) for event in street.events("account", second)]

    def earned(duplicates: Duplicates | None) -> points.Change:
        tried = {"litter": attrs.evolve(LITTER, duplicates=duplicates)}
        rules = attrs.evolve(street.rules, actions=tried)
        (change,) = points.rehearse([(second, history)], rules, DAY, DAY, {}).changes
        return change

    assert [earned(each).earned_after for each in (LITTER.duplicates, Duplicates(50, 24, 5), None)] == [
        2,
        5,
        10,
    ]
    nothing = earned(Duplicates(50, 24))
    assert (nothing.earned_after, [say(reason, "en") for reason in nothing.missed]) == (
        0,
        ["nothing for who also saw 'litter' of 2026-07-02"],
    )


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"seen": datetime(2026, 7, 2, 8)}, "seen: .* does not say its time zone"),  # noqa: DTZ001 # what is refused
        ({"seen": datetime(2026, 7, 2, 10, tzinfo=UTC)}, "seen: .* has not come yet"),
        ({"seen": datetime(2026, 7, 2, 8, tzinfo=UTC), "on": RAISED}, "seen: .* is not on 2026-07-01"),
        ({"on": RAISED}, "seen: say when it was seen: the day 2026-07-01 alone"),
        ({"quantity": 2}, "quantity: 2 at one place"),
    ],
)
def test_what_a_place_needs_besides(street: SmallCity, how: dict[str, Any], said: str) -> None:
    """A moment on the day of the act that has come, and one thing at a time."""
    with pytest.raises(Invalid, match=said):
        street.do(litter("rider-1", "r-1", **how))


def test_the_moment_says_the_day(street: SmallCity) -> None:
    """In the city's zone, whatever the offset: where it is given, `on` need not be."""
    street.zone = timezone(timedelta(hours=8))
    street.do(litter("rider-1", "r-1", seen=datetime(2026, 6, 30, 17, tzinfo=UTC)))
    assert account(street, "rider-1").awards[0].on == RAISED
    street.do(litter("rider-2", "r-2", seen=datetime(2026, 6, 30, 17, tzinfo=UTC), on=RAISED))
    assert account(street, "rider-2").balance == 2


def test_duplicates_are_told_by_reference() -> None:
    """A rule on duplicates needs awards that name what they are for."""
    with pytest.raises(Invalid, match="evidence: has to be true"):
        Action(label("x"), 5, evidence=False, duplicates=Duplicates(50, 24))


# --- confirmations ---------------------------------------------------------------------------------------


@pytest.fixture
def readers() -> SmallCity:
    """A city that rewards corrections of the map: two others say the same, or the station."""
    fix = Action(label("fix"), 5, evidence=False, confirmations=2, enough_from=("station",))
    strict = attrs.evolve(fix, enough_from=())
    return SmallCity(points.CAPABILITY, attrs.evolve(RULES, actions={"fix": fix, "strict": strict}), DAY)


def test_others_have_to_say_the_same(readers: SmallCity) -> None:
    """Too few are refused; who they were is kept with the award."""
    with pytest.raises(
        points.Unconfirmed, match="once 2 others say the same, or one of station: 1 are named"
    ):
        readers.do(Earn(RIDER, "fix", confirmed_by=("rider-8",)))
    readers.do(Earn(RIDER, "fix", confirmed_by=("rider-8", "rider-9")))
    assert readers.events("account", RIDER)[-1].particulars == points.Particulars(
        confirmed_by=("rider-8", "rider-9")
    )


def test_one_place_is_enough_where_the_rule_says_so(readers: SmallCity) -> None:
    """The station's own word stands for two riders'; elsewhere it counts as one."""
    readers.do(Earn(RIDER, "fix", confirmed_by=("station-abc",)))
    with pytest.raises(points.Unconfirmed, match="once 2 others say the same: 1 are named"):
        readers.do(Earn(RIDER, "strict", confirmed_by=("station-abc",)))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("rider-8", RIDER), r"confirmed_by\.1: 'rider-7' is the worker that is awarded"),
        (("rider-8", "rider-8"), r"confirmed_by\.1: 'rider-8' stands there twice"),
        (("骑手",), r"confirmed_by\.0: .* is not an id"),
        (tuple(f"rider-{n}" for n in range(100, 121)), "confirmed_by: 21 is too large"),
    ],
)
def test_who_cannot_confirm(given: tuple[str, ...], said: str) -> None:
    """Not the worker, nobody twice, no names, and not the whole town."""
    with pytest.raises(Invalid, match=said):
        Earn(RIDER, "fix", confirmed_by=given)


# --- the default pack ------------------------------------------------------------------------------------


def test_the_default_pack_asks_what_the_research_says() -> None:
    """Places, duplicates, confirmations, hours and the grant, as the table of the research page has them."""
    rules: Rules = packs.load("points-default").rules["points"]
    alike = Duplicates(metres=50, hours=24, points=2)
    assert {code for code, rule in rules.actions.items() if rule.duplicates == alike} == {
        "hazard",
        "snapshot",
    }
    assert {code for code, rule in rules.actions.items() if rule.place} == {"snapshot"}
    assert {code for code, rule in rules.actions.items() if rule.hours} == {"volunteer_hour"}
    correction = rules.actions["correction"]
    assert (correction.confirmations, correction.enough_from) == (2, ("station",))


def test_a_grant_is_given_once_a_month() -> None:
    """60 points in hardship, by a decision; again with the new month, and outside the caps on everything."""
    city = SmallCity(points.CAPABILITY, packs.load("points-default").rules["points"], date(2026, 7, 31))
    for n in range(3):
        city.do(Earn(RIDER, "hazard", ref=f"h-{n}"))
    city.do(Earn(RIDER, "hardship", ref="grant-1"))
    with pytest.raises(
        points.CapReached, match=r"at most 1 times a month.* a new month begins with 2026-08-01"
    ):
        city.do(Earn(RIDER, "hardship", ref="grant-2"))
    city.today += timedelta(days=1)
    city.do(Earn(RIDER, "hardship", ref="grant-2"))
    assert account(city).balance == 180


def test_a_cap_for_ever_holds_from_the_beginning() -> None:
    """One that begins later would count by chance what an account still remembers."""
    with pytest.raises(Invalid, match=r"later\.0\.cap\.per: a cap that counts for ever"):
        Action(label("x"), 1, Cap(1), later=(Later(date(2026, 7, 1), cap=Cap(1, "ever")),), funder="city")
    kept = Action(label("x"), 1, Cap(1, "ever"), later=(Later(date(2026, 7, 1), 2),), funder="city")
    assert kept.terms(date(2026, 7, 1)).cap == Cap(1, "ever")
