"""What a line of an inbox says of a record: whose turn it is first, then what time does if nobody acts."""

import ast
import importlib
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from friendly_services import honours, merchants, offers, points, stations, targets
from friendly_services.city import City, Todo
from friendly_services.city._capabilities import CAPABILITIES
from friendly_services.city._todos import MERCHANT, TITLES
from friendly_services.ids import StationId
from friendly_services.testing import StandingClock
from friendly_services.text import LANGUAGES, say
from tests.city.test_appeals import revoked
from tests.city.test_nominations import nominated
from tests.city.town import (
    AUDIT,
    CHIEF,
    CLERK,
    INSPECTOR,
    KEEPER,
    MONDAY,
    OWNER,
    RIDER,
    TODAY,
    applied,
    at,
    on_notice,
    paid,
    shown,
    small,
    station,
    voucher,
)
from tests.meta.source import PACKAGE, modules


def line(city: City, id_: str) -> Todo:
    """The one line that the inbox has of a record."""
    (found,) = (todo for todo in city.inbox() if todo.id == id_)
    return found


def test_a_nomination_is_to_be_answered() -> None:
    """By whoever may decline it; it lapses only if nobody does."""
    city = small()
    todo = line(city, nominated(city))
    assert todo.roles == ("officer",)
    assert say(todo.reason) == (
        "the answer to the nomination is due by the end of 2026-03-06, of officer; "
        "if nobody does it, the nomination lapses by itself"
    )
    assert say(todo.reason, "zh") == (
        "推荐答复：须于 2026-03-06 前完成（含当日），由 officer 办理；无人办理的，推荐失效（自动办理）"
    )
    assert (todo.name, todo.by_itself.zh) == ("Shop 1", "推荐失效")


def test_a_returned_application_is_to_be_corrected() -> None:
    """By whoever may send it in again."""
    city = small()
    shop = applied(city)
    city.do(merchants.ReturnForCorrection(shop, ("a photograph is missing",)), by=CLERK)
    todo = line(city, shop)
    assert todo.roles == ("merchant", "officer")
    assert say(todo.reason).endswith("; if nobody does it, the application lapses by itself")


def test_a_hidden_merchant_wants_a_case() -> None:
    """Whoever may open one has until the day on which it is shown again; `Show` is what time sends."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = shown(city, clock)
    city.do(merchants.Hide(shop, "fraud", AUDIT), by=INSPECTOR)
    todo = line(city, shop)
    assert (todo.command, todo.roles, todo.overdue) == ("merchants.Show", ("officer",), False)
    assert say(todo.reason) == (
        f"the opening of a case is due by the end of {todo.last}, of officer; "
        "if nobody does it, it is shown on the map again by itself"
    )


def test_a_project_is_of_whoever_has_the_next_step() -> None:
    """Planned, fitted, accepted or corrected: each by the roles that may do just that."""
    city = small()
    plan = stations.Plan("New", "shop", at(9), "north", frozenset({"water"}), "S-9", mode="new")
    host = StationId(city.do(plan, by=CLERK).id)
    told = [line(city, host)]
    steps = (
        stations.StartFitting(host),
        stations.FinishFitting(host),
        stations.ReturnForCorrection(host, ("no tap",)),
    )
    for step, by in zip(steps, (KEEPER, KEEPER, INSPECTOR), strict=True):
        city.do(step, by=by)
        told.append(line(city, host))
    work, inspection = ("keeper", "officer"), ("inspector", "officer")
    assert [todo.roles for todo in told] == [work, work, inspection, work]
    assert [say(todo.reason).partition(" is due")[0] for todo in told] == [
        "the beginning of the work",
        "the fitting-out",
        "the acceptance",
        "the correction of what was found",
    ]


def test_a_project_that_is_overdue_is_still_told() -> None:
    """Once `MarkExpired` has put it on record, what is due of the station sooner does not cover it."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    plan = stations.Plan("New", "shop", at(9), "north", frozenset({"water"}), "S-9", mode="new")
    host = StationId(city.do(plan, by=CLERK).id)
    until = TODAY + timedelta(days=15)
    city.do(stations.RecordEquipment(host, "kit", 1, TODAY, expires_on=until), by=CLERK)
    clock.forward(days=14)
    city.tick()
    todo = line(city, host)
    assert (todo.overdue, todo.due.date(), todo.last) == (True, date(2026, 3, 18), date(2026, 3, 7))
    assert say(todo.reason) == (
        "the beginning of the work has been overdue since the end of 2026-03-07, of keeper, officer; "
        "also: the check of what runs out is due by the end of 2026-03-17, of keeper, officer; "
        "if nobody does it, the services that need it end by itself"
    )
    later = until + timedelta(days=365)
    city.do(stations.RecordEquipment(host, "kit", 1, TODAY, expires_on=later), by=CLERK)
    again = line(city, host)
    assert say(again.reason) == say(todo.reason).partition("; also")[0]
    assert again.by_itself.en == "whoever has to act is reminded"


def test_an_open_station_is_to_be_found_open() -> None:
    """By a visit or a word; else it counts as out of use."""
    city = small()
    todo = line(city, station(city))
    assert (todo.name, todo.roles) == ("Station 1", ("keeper", "officer"))
    assert say(todo.reason).startswith("a visit, or the word that it is open is due by the end of ")
    assert say(todo.reason).endswith("; if nobody does it, it counts as out of use by itself")
    assert todo.by_itself.zh == "转为休眠"


@pytest.mark.parametrize("standing", ["nominated", "notice", "objected", "revoking"])
def test_an_honour_waits_for_a_person_but_on_notice(standing: str) -> None:
    """A decision or an answer is of those who may give it; the notice runs out by itself."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = shown(city, clock)
    nominate = honours.Nominate("model", shop, "north", ("kept its door open",))
    honour = honours.HonourId(city.do(nominate, by=INSPECTOR).id)
    if standing != "nominated":
        city.do(honours.Decide(honour, approve=True, note="deserved"), by=CHIEF)
    if standing == "objected":
        city.do(honours.Object(honour, "its door was shut"), by=RIDER)
    if standing == "revoking":
        clock.forward(days=9)
        city.tick()
        city.do(honours.OpenRevocation(honour, "fraud", ("file 7",), "as found"), by=CLERK)
    todo = line(city, honour)
    assert city.honours.get(honour).standing == standing
    assert todo.roles == (() if standing == "notice" else ("officer",))
    assert (todo.label.en, todo.label.zh) == ("model", "样板")


def test_an_appeal_is_told_before_the_plaque_that_is_due_first() -> None:
    """The line stands where the first of them is due, and names both."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop, case = revoked(city, clock)
    clock.forward(days=4)
    before = line(city, shop)
    assert (before.command, before.roles) == ("merchants.VoidPlaque", ("officer",))
    city.do(merchants.Appeal(shop, case, "not so"), by=OWNER)
    todo = line(city, shop)
    assert (todo.command, todo.due, todo.by_itself.en) == (before.command, before.due, "its plaque is void")
    assert todo.last > todo.due.date()
    first, _, others = say(todo.reason).partition("; also: ")
    assert first == f"the decision on the appeal is due by the end of {todo.last}, of officer"
    assert others == say(before.reason)
    assert "；另有：收回牌匾" in say(todo.reason, "zh")


def test_what_comes_by_itself_is_told_beside_what_somebody_has_to_do() -> None:
    """Where it comes first, so that it cannot hide the work; where it comes later, not yet."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = on_notice(city)
    clock.forward(days=3)
    city.do(merchants.Name(shop), by=CHIEF)
    assert "also" not in say(line(city, shop).reason)
    city.do(merchants.EndBusiness(shop, city.now().date()), by=OWNER)
    said = say(line(city, shop).reason)
    assert said.endswith("; also: its business has ended, as announced: on 2026-03-06, by itself")
    assert said.startswith("the listing on the map is due by the end of ")


def test_every_record_has_a_name() -> None:
    """Its own, or a title, or its id; a target has that of its metric."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = shown(city, clock)
    today = city.now().date()
    target = city.do(targets.Set("merchants_named", 5, today, "plan 1"), by=CLERK).id
    terms = offers.Terms("noodles", offers.Rule(percent=10), today, today)
    offer = city.do(offers.PublishOffer(shop, terms), by=CLERK).id
    held = city.do(points.Redeem(paid(city), voucher(city, shop)), by=CLERK).id
    metric = city.pack.rules["targets"].metrics["merchants_named"].title
    called = {todo.id: todo.name for todo in city.inbox()}
    assert {shop: "Shop 1", target: metric.en, offer: "noodles", held: held}.items() <= called.items()
    assert line(city, target).label == metric


def scheduled() -> Iterator[type]:
    """Every command that stands in a function that makes a `Due`."""
    known = {command for capability in CAPABILITIES for command in capability.commands}
    for path, tree in modules():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            called = {
                node.func.id
                for node in ast.walk(function)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            if "Due" in called and PACKAGE in path.parents:
                inside = path.relative_to(PACKAGE.parent).with_suffix("").parts
                module = importlib.import_module(".".join(inside))
                yield from known & {getattr(module, name, None) for name in called}


def test_every_command_that_time_sends_has_a_title_in_both_languages() -> None:
    """What is shown to people is never the name of a command; and no title is of another command."""
    found = set(scheduled())
    assert {merchants.Remind, stations.MarkExpired, points.Expire} <= found
    assert found == set(TITLES)
    for command, title in TITLES.items():
        assert all(getattr(title, language) for language in LANGUAGES), command


def test_every_standing_that_is_reminded_of_says_what_it_waits_for() -> None:
    """A named merchant by its listing or its re-review; every other by its standing."""
    (reminded,) = (row.sources for row in merchants.LIFECYCLE if row.command is merchants.Remind)
    assert set(reminded) == {"named", *MERCHANT}
