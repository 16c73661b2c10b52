"""Merchants that were named before the register began: entered as stated, judged from then on."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from friendly_services import codec, merchants
from friendly_services.city import AlreadyClaimed, Done
from friendly_services.decider import Actor, Context
from friendly_services.errors import Invalid
from friendly_services.ids import MerchantId
from friendly_services.merchants import (
    CAPABILITY,
    FactsMissing,
    Licence,
    List,
    NotYours,
    PassReview,
    Premises,
    RecordFacts,
    Ref,
    Remind,
    SameHands,
    StartReview,
    TakenOverAlready,
    TakeOver,
    Withdraw,
    facts_on,
)
from friendly_services.workdays import Calendar
from tests.budget import count
from tests.city import town
from tests.register import (
    CHIEF,
    CLOCK,
    INSPECTOR,
    NEIGHBOUR,
    OWNER,
    RULES,
    STANDARD,
    TODAY,
    ZONE,
    Register,
    facts,
    older,
    taken_over,
    where,
)


def test_a_merchant_is_entered_as_its_old_file_states_it() -> None:
    """Named and on the map since then, under its old number; no application, check or ruling is invented."""
    register = Register()
    shop = taken_over(register)
    merchant = register.merchant(shop)
    assert merchant.naming is not None
    assert (merchant.standing, merchant.naming.on, merchant.listed_on) == (
        "named",
        date(2023, 5, 4),
        date(2023, 5, 5),
    )
    assert (merchant.naming.plaque.number, merchant.naming.ruling, merchant.applied_on) == (
        "OLD-17",
        None,
        None,
    )
    assert where(merchants.place(merchant)) is None
    assert ("application", shop) not in register.states
    assert merchant.taken_from is not None
    assert (merchant.taken_from.by, merchant.taken_from.on) == ("clerk", TODAY)
    assert dict(merchants.keys(merchant))["by_ref"] == ("ledger 2023", "17")


def test_what_a_file_does_not_prove_is_unknown() -> None:
    """Its standard has no answer until somebody has looked, and its re-review waits for that."""
    register = Register()
    proven = facts()[1:]
    shop = MerchantId(register.do(older(facts=proven)))
    merchant = register.merchant(shop)
    assert facts_on(merchant, TODAY) == {"licensed": True}
    assert merchants.judge(STANDARD, merchant, on=TODAY).answer == "unknown"
    due = register.due(shop)
    assert due is not None
    assert due[1] == StartReview(shop)
    register.now = due[0]
    register.do(StartReview(shop), CLOCK)
    with pytest.raises(FactsMissing, match="seats"):
        register.do(PassReview(shop), CHIEF)
    register.do(RecordFacts(shop, facts(seats=6, on=register.now.date())), INSPECTOR)
    register.do(PassReview(shop), CHIEF)
    naming = register.merchant(shop).naming
    assert naming is not None
    assert naming.ruling is not None
    assert (naming.ruling.by, naming.review.number) == ("chief", 1)
    assert naming.review.on.replace(year=due[0].year) == due[0].date()


def test_one_that_no_map_has_shown_is_to_be_listed() -> None:
    """Its officer has the term of the route, and is reminded."""
    register = Register()
    shop = MerchantId(register.do(older(listed_on=None, plaque="")))
    assert register.due(shop) == (datetime(2026, 3, 4, tzinfo=ZONE), Remind(shop))
    assert "by_plaque" not in dict(merchants.keys(register.merchant(shop)))
    register.do(List(shop))
    assert where(merchants.place(register.merchant(shop))) is None


def test_the_same_file_again_changes_nothing() -> None:
    """Sent again, by anybody and on any day, it is the same merchant; stated otherwise, it is refused."""
    register = Register()
    shop = taken_over(register)
    before = register.merchant(shop)
    register.days(40)
    again = older()
    context = Context(register.now, CHIEF, RULES, 1, Calendar({}), register.new, digest=codec.digest(again))
    assert CAPABILITY.decide(register.states, again, context) == ()
    with pytest.raises(TakenOverAlready, match=r"file 17 of ledger 2023 was taken over on 2026-03-02"):
        register.do(older(name="老李热饭铺"), CHIEF)
    assert register.merchant(shop) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"trade": "casino"}, "trade"),
        ({"licence": Licence("15MFF-0159", "other")}, "licence.kind"),
        ({"services": frozenset()}, "services"),
        ({"named_on": date(2026, 3, 3)}, "named_on"),
        ({"listed_on": date(2026, 3, 3)}, "listed_on"),
        ({"listed_on": date(2023, 5, 3)}, "listed_on"),
        ({"facts": (attrs.evolve(facts()[0], name="chairs"),)}, "facts.0.chairs"),
        ({"facts": facts(on=date(2026, 3, 3))}, "facts.0.on"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    """Days to come, a point on the map before the naming, and what the pack does not know."""
    register = Register()
    with pytest.raises(Invalid, match=f"^{field}: "):
        register.do(older(**changes))
    assert register.states == {}


def test_nobody_enters_a_shop_of_their_own_nor_reviews_what_they_entered() -> None:
    """Row 71: the way past every check is open to nobody for themselves."""
    register = Register()
    with pytest.raises(SameHands, match="'owner' did the application and may not do the take-over"):
        register.do(older(), Actor("owner", roles={"officer"}))
    shop = taken_over(register)
    register.days(400)
    register.do(StartReview(shop), CLOCK)
    for who, did in (("clerk", "take-over"), ("owner", "application")):
        with pytest.raises(SameHands, match=f"'{who}' did the {did} and may not do the re-review"):
            register.do(PassReview(shop), Actor(who, roles={"officer"}))


def test_it_leaves_like_any_other_merchant() -> None:
    """Its applicant withdraws it; where the file names none, only who may act on its behalf."""
    register = Register()
    shop = taken_over(register)
    register.do(Withdraw(shop), OWNER)
    assert register.standing(shop) == "withdrawn"
    orphan = MerchantId(register.do(older(file=Ref("ledger 2023", "18"), applicant="")))
    with pytest.raises(NotYours):
        register.do(Withdraw(orphan), NEIGHBOUR)
    register.do(Withdraw(orphan, ref="letter 9"))
    assert register.standing(orphan) == "withdrawn"


def test_re_reviews_of_one_ledger_are_spread_over_the_year() -> None:
    """None today, none after a year, and no month with much more than its share of one ledger."""
    register = Register()
    places = count(1_000, 3_000, 10_000)
    days = Counter[date]()
    for n in range(places):
        shop = MerchantId(register.do(older(file=Ref("ledger", str(n)))))
        naming = register.merchant(shop).naming
        assert naming is not None
        days[naming.review.on] += 1
    assert min(days) > TODAY
    assert max(days) <= TODAY.replace(year=2027)
    months = Counter((day - TODAY).days // 31 for day in days.elements())
    assert max(months.values()) < 1.5 * places / 12
    assert len({TODAY + timedelta(days=n) for n in range(1, 366)} - days.keys()) < 365 * 0.2


# in a city, row by row


def row(n: int, **changes: Any) -> TakeOver:
    """The n-th row of an old ledger."""
    return attrs.evolve(
        TakeOver(
            file=Ref("ledger", str(n)),
            name=f"Shop {n}",
            licence=Licence(town.code(n)),
            trade="catering",
            premises=Premises(f"{n} Long Road", "north", town.at(n)),
            services=frozenset({"water"}),
            named_on=date(2024, 5, 4),
            listed_on=date(2024, 5, 4),
            plaque=f"OLD-{n}",
        ),
        **changes,
    )


def test_a_ledger_is_taken_over_row_by_row_and_once() -> None:
    """A wrong row stops no other; the whole ledger again adds only what was wrong and is mended."""
    city = town.small()
    rows = [row(1), row(2, trade="casino"), row(3), row(1, file=Ref("ledger", "4")), row(5, plaque="OLD-3")]
    first = city.do_many(rows, by=town.CLERK)
    assert [type(answer) for answer in first] == [Done, Invalid, Done, AlreadyClaimed, AlreadyClaimed]
    again = city.do_many([row(1), row(2), row(3)], by=town.CHIEF)
    assert [len(done.events) for done in town.all_done(again)] == [0, 1, 0]
    ids = [done.id for done in town.all_done(again)]
    assert [found.id for found in city.merchants.find(standing="named").items] == sorted(ids)
    assert ids[0] == town.all_done(first[:1])[0].id
    twin = city.do(row(1), by=town.CLERK, once="row-1")
    assert city.do(row(1), by=town.CLERK, once="row-1").id == twin.id == ids[0]
    assert city.merchants.find(system="ledger", number="3").items[0].name == "Shop 3"
    assert city.verify().problems == ()


def test_a_newcomer_finds_the_place_of_one_taken_over_taken() -> None:
    """Its licence and premises are claimed like those of any named merchant."""
    city = town.small()
    holder = city.do(row(1), by=town.CLERK).id
    with pytest.raises(AlreadyClaimed) as error:
        city.do(town.application(1), by=town.OWNER)
    assert (error.value.holder, error.value.until) == (holder, None)
