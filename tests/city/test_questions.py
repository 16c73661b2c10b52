"""What a city answers: records by id and index, as they were known, inboxes, options."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

import friendly_services
from friendly_services import honours, merchants, offers, packs, points, stations, targets
from friendly_services.city import City, NoIndex, NoRules
from friendly_services.city._capabilities import CAPABILITIES
from friendly_services.codec import key_bytes
from friendly_services.decider import Actor
from friendly_services.errors import Forbidden, Invalid, NotFound
from friendly_services.ids import MerchantId
from friendly_services.packs import Pack
from friendly_services.testing import StandingClock
from friendly_services.text import LANGUAGES, noun, say
from tests.city.town import (
    AUDIT,
    CHIEF,
    CLERK,
    HEAD,
    HERE,
    INSPECTOR,
    MONDAY,
    OWNER,
    TODAY,
    WORKER,
    all_done,
    application,
    applied,
    at,
    at_decision,
    changed,
    facts,
    on_notice,
    paid,
    shown,
    small,
    station,
    voucher,
)


def stricter() -> Pack:
    """The small city's pack with a seat more."""
    return changed("seats >= 2", "seats >= 3")


NAIVE = datetime(2026, 3, 2, 9)  # noqa: DTZ001 # a time of no zone is what is refused here


@pytest.fixture(name="city")
def the_city() -> City:
    """Six shops, some further than others: three in the north, three in the south."""
    city = small()
    for n in (1, 2, 3):
        applied(city, n)
    for n in (4, 5):
        applied(city, n, area="south")
    at_decision(city, 6, area="south")
    return city


def names(found: object) -> list[str]:
    """The names of what was found, in order."""
    return [merchant.name for merchant in found]  # type: ignore[attr-defined] # a page of merchants


class TestFind:
    """`find` takes equal values for the first fields of an index, and a range after them."""

    def test_by_a_prefix(self, city: City) -> None:
        """The fields of an index from the first, in any order of writing."""
        assert sorted(names(city.merchants.find(area="north"))) == ["Shop 1", "Shop 2", "Shop 3"]
        assert names(city.merchants.find(standing="decision", area="south")) == ["Shop 6"]
        assert names(city.merchants.find(area="south", standing="decision")) == ["Shop 6"]
        assert names(city.merchants.find(name="shop 4")) == ["Shop 4"]
        assert names(city.merchants.find(area="east")) == []

    def test_by_a_range(self, city: City) -> None:
        """A pair means from the low value, without the high one."""
        term = date(2026, 3, 4)
        due: dict[str, Any] = {"standing": "form_check", "area": "north"}
        assert len(city.merchants.find(**due, due=(term, term + timedelta(days=1)))) == 3
        assert len(city.merchants.find(**due, due=(date.min, term))) == 0
        assert names(city.merchants.find(name=("shop 2", "shop 4"))) == ["Shop 2", "Shop 3"]

    def test_everything_by_the_first_index(self, city: City) -> None:
        """Without a question, all records in the order of the kind's first index."""
        assert sorted(names(city.merchants.find())) == [f"Shop {n}" for n in range(1, 7)]
        assert city.merchants.find().items[0].standing == "decision"

    @pytest.mark.parametrize("limit", [1, 2, 4, 6, 7])
    @pytest.mark.parametrize("reverse", [False, True])
    def test_pages_join_into_the_whole(self, city: City, limit: int, reverse: bool) -> None:
        """Page after page in either direction gives each record once, in order, and then no next."""
        whole = names(city.merchants.find(name=("shop", "shop 9"), reverse=reverse))
        assert whole == sorted(whole, reverse=reverse)
        paged: list[str] = []
        after: bytes | None = None
        while True:
            page = city.merchants.find(name=("shop", "shop 9"), limit=limit, reverse=reverse, after=after)
            assert len(page) <= limit
            paged += names(page)
            if page.next is None:
                break
            after = page.next
        assert paged == whole

    def test_a_page_goes_on_after_what_was_entered_meanwhile(self, city: City) -> None:
        """The cursor stays good while records come and go."""
        first = city.merchants.find(name=("shop", "shop 9"), limit=2)
        city.do(application(0), by=OWNER)
        rest = city.merchants.find(name=("shop", "shop 9"), limit=50, after=first.next)
        assert names(rest) == ["Shop 3", "Shop 4", "Shop 5", "Shop 6"]

    @pytest.mark.parametrize("where", [{"colour": "red"}, {"colour": ("a", "b"), "area": "north"}])
    def test_a_name_that_finds_nothing_is_told_with_those_that_do(
        self, city: City, where: dict[str, Any]
    ) -> None:
        """The error lists the filters, and the indexes that are the fastest."""
        with pytest.raises(NoIndex) as error:
            city.merchants.find(**where)
        assert error.value.asked == ("colour",)
        assert {"standing", "area", "trade", "service", "name_contains"} < set(error.value.filters)
        assert "by_area(standing, area, due)" in error.value.indexes
        assert "by_area(standing, area, due)" in error.value.say("zh")

    @pytest.mark.parametrize("limit", [0, -1, 1001, True, 2.0, "2"])
    def test_a_limit_that_is_none_is_refused(self, city: City, limit: int) -> None:
        """A page has 1 to 1,000 records."""
        with pytest.raises(Invalid) as error:
            city.merchants.find(limit=limit)
        assert error.value.problems[0].field == "limit"

    def test_a_naive_time_in_a_range_is_refused(self, city: City) -> None:
        """Row 32: also where an index is asked."""
        with pytest.raises(Invalid) as error:
            city.merchants.find(name=(NAIVE, NAIVE))
        assert error.value.problems[0].field == "name"

    def test_stations_and_accounts_have_their_own_desks(self, city: City) -> None:
        """Every kind is found by its own indexes."""
        host = station(city)
        paid(city)
        assert [found.id for found in city.stations.find(code="S-1")] == [host]
        assert [found.id for found in city.stations.find(standing="open", level="")] == [host]
        assert [found.id for found in city.points.find(expires=(date.min, date.max))] == [WORKER]


class TestGet:
    """`get` and `history`, now and as known."""

    def test_any_derived_id_says_its_kind(self, city: City) -> None:
        """Merchants, stations and applications are got by id alone."""
        shop = MerchantId(city.do(application(7), by=OWNER).id)
        assert city.get(shop) == city.merchants.get(shop)
        assert isinstance(city.get(station(city)).code, str)

    @pytest.mark.parametrize("id_", ["merchant-9", "nobody", "", "station-x", "unicorn-1"])
    def test_who_is_not_there_is_not_found(self, city: City, id_: str) -> None:
        """Whatever stands in the id, the answer is that there is none."""
        with pytest.raises(NotFound):
            city.get(id_)
        with pytest.raises(NotFound):
            city.history(id_)

    def test_two_times_are_kept_apart(self) -> None:
        """`known=` gives the record as it was on record then, whatever was learned since."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = applied(city)
        clock.forward(days=1)
        city.do(merchants.CompleteCheck(shop), by=CLERK)
        clock.forward(days=1)
        late = merchants.Fact("seats", 2, TODAY, "visit", merchants.Evidence("site_check", "v"))
        city.do(merchants.RecordFacts(shop, (late,)), by=INSPECTOR)
        then = [city.get(shop, known=MONDAY + timedelta(days=n)) for n in range(3)]
        assert [m.standing for m in then] == ["form_check", "site_check", "site_check"]
        assert [merchants.facts_on(m, TODAY).get("seats") for m in then] == [None, None, 2]
        with pytest.raises(NotFound):
            city.get(shop, known=MONDAY - timedelta(microseconds=1))
        assert city.get(shop, known=clock.now) == city.get(shop)

    def test_history_tells_who_when_and_by_which_rules(self) -> None:
        """One line an event, with the actor, the position, the time in the city's zone and the pack."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = applied(city)
        clock.forward(hours=2)
        city.do(merchants.CompleteCheck(shop), by=CLERK)
        lines = city.history(shop)
        assert [(line.by, line.pack, line.at) for line in lines] == [
            (OWNER.id, 1, MONDAY),
            (CLERK.id, 1, clock.now),
        ]
        assert [type(line.event) for line in lines] == [merchants.Applied, merchants.Moved]
        assert lines[0].position < lines[1].position
        assert lines[1].at.utcoffset() == timedelta(hours=8)
        assert city.history(shop, known=MONDAY) == lines[:1]
        with pytest.raises(NotFound):
            city.history(shop, known=MONDAY - timedelta(days=1))

    @pytest.mark.parametrize("id_", [7, None, b"merchant-9"])
    def test_an_id_is_text(self, city: City, id_: Any) -> None:
        """What is no text cannot be an id, wherever it is asked for."""
        for ask in (city.get, city.history, city.merchants.get, city.merchants.history, city.points.balance):
            with pytest.raises(Invalid) as error:
                ask(id_)
            assert error.value.problems[0].field == "id"

    @pytest.mark.parametrize("ask", ["get", "history"])
    def test_a_naive_time_is_refused(self, city: City, ask: str) -> None:
        """Row 32: the question must say its zone."""
        shop = city.merchants.find(limit=1).items[0].id
        with pytest.raises(Invalid) as error:
            getattr(city, ask)(shop, known=NAIVE)
        assert error.value.problems[0].field == "known"

    def test_a_balance_and_its_statement_have_two_times_too(self) -> None:
        """What could be spent on a day, as it was on record at a time; a statement ends with the balance."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        assert city.points.balance("rider-9") == 0
        assert city.points.statement("rider-9") == ()
        paid(city)
        clock.forward(days=1)
        paid(city)
        assert city.points.balance(WORKER) == 100
        assert city.points.balance(WORKER, known=MONDAY) == 50
        assert city.points.balance(WORKER, on=date(2026, 5, 1)) == 0
        assert [line.balance for line in city.points.statement(WORKER)] == [50, 100]
        assert [line.balance for line in city.points.statement(WORKER, known=MONDAY)] == [50]


class TestVerdicts:
    """What the standards say of a record, by the rules and the facts of now or of then."""

    def test_of_a_merchant_as_of_a_day(self) -> None:
        """Facts count from their day on; the day is today's if left out."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = applied(city)
        assert city.merchants.verdict(shop).answer == "unknown"
        clock.forward(days=2)
        city.do(merchants.RecordFacts(shop, facts(on=city.now().date())), by=INSPECTOR)
        assert city.merchants.verdict(shop).answer == "met"
        assert city.merchants.verdict(shop, on=TODAY).answer == "unknown"
        assert city.merchants.verdict(shop, on=TODAY).on == TODAY

    def test_as_known_before_the_facts_and_by_the_pack_before(self) -> None:
        """`known=` takes away what was learned later, and brings back the pack that was in force."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = applied(city)
        clock.forward(hours=1)
        city.do(merchants.RecordFacts(shop, facts(seats=2)), by=INSPECTOR)
        judged = clock.now
        clock.forward(hours=1)
        city.publish(stricter(), by=HEAD)
        assert city.merchants.verdict(shop, known=MONDAY).answer == "unknown"
        assert city.merchants.verdict(shop, known=judged).answer == "met"
        assert city.merchants.verdict(shop).answer == "unmet"
        with pytest.raises(NotFound):
            city.merchants.verdict(shop, known=MONDAY - timedelta(days=1))

    def test_of_a_station(self) -> None:
        """Each level for itself, and what one lacks, now and as known before."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        host = station(city)
        before = city.stations.missing_for(host, "A")
        clock.forward(hours=1)
        city.do(stations.RecordEquipment(host, "water", 1, TODAY), by=CLERK)
        assert set(city.stations.verdicts(host)) == {"A", "B"}
        assert (
            city.stations.missing_for(host, "A", known=MONDAY)
            == before
            != city.stations.missing_for(host, "A")
        )
        then = city.stations.verdicts(host, known=MONDAY)
        assert then != city.stations.verdicts(host, on=TODAY)

    def test_without_rules(self) -> None:
        """A pack that says nothing of a capability leaves nothing to judge by, and is named."""
        with City.open("memory://", city="banan", pack="points-default") as city, pytest.raises(NoRules):
            city.stations.verdicts("station-1")


class TestWire:
    """Every command of the city by name."""

    def test_it_reads_writes_and_describes(self) -> None:
        """What is written can be read again, and every command has a schema."""
        city = small()
        plain = city.wire.write_command(application())
        assert city.wire.read_command(plain) == application()
        for name in city.wire.commands:
            assert city.wire.schema(name)["properties"]["command"] == {"const": name}

    def test_a_name_nobody_knows(self) -> None:
        """Is refused with the nearest one."""
        with pytest.raises(Invalid, match="did you mean"):
            small().wire.schema("merchants.Aply")


def test_facts_of_one_look() -> None:
    """Names and values become facts of one day, source and proof; the proof's kind alone will do."""
    proof = merchants.Evidence("site_check", "visit 1")
    found = merchants.facts(on=TODAY, source="visit", evidence=proof, by="second", seats=2, licensed=None)
    assert found == (
        merchants.Fact("seats", 2, TODAY, "visit", proof, "second"),
        merchants.Fact("licensed", None, TODAY, "visit", proof, "second"),
    )
    (stated,) = merchants.facts(on=TODAY, source="form", evidence="pledge", seats=2)
    assert (stated.evidence, stated.by) == (merchants.Evidence("pledge"), "")


def test_a_reason_is_its_sentence_in_print() -> None:
    """What the package's root offers says the same as the reason itself."""
    reason = small().nearby(HERE).notes[0]
    assert str(reason) == f"{reason}" == friendly_services.say(reason)
    assert friendly_services.say(reason, "zh") != str(reason)


def test_every_kind_of_record_has_a_word() -> None:
    """So that no sentence in Chinese holds an English name: only the published packs are never missing."""
    kinds = [kind for capability in CAPABILITIES for kind in capability.kinds]
    assert {kind.name for kind in kinds if isinstance(noun(kind.name), str)} == {"packs"}
    with pytest.raises(NotFound) as error:
        small().honours.get("honour-1")
    assert error.value.say("zh") == "没有此荣誉：'honour-1'"


@pytest.mark.parametrize("on", [MONDAY, "2026-03-02", 0])
def test_what_is_no_day_is_refused_by_its_field(on: Any) -> None:
    """A time or a text in place of a day would compare with nothing, or silently find nothing."""
    city = small()
    target = city.do(targets.Set("merchants_named", 5, TODAY, "plan 1"), by=CLERK).id
    for ask in (
        lambda: city.funnel(on=on),
        lambda: city.targets.progress(target, on=on),
        lambda: city.honours.held_by("merchant-1", on=on),
        lambda: city.alliances.of("merchant-1", on=on),
        lambda: city.merchants.overdue_reviews(on=on),
        lambda: city.visits.last_used("station-1", on=on),
    ):
        with pytest.raises(Invalid, match=r"^on: .* is not a day: give a date"):
            ask()
    for since, until, field in ((on, TODAY, "since"), (TODAY, on, "until")):
        with pytest.raises(Invalid, match=rf"^{field}: .* is not a day"):
            city.visits.use("station-1", since, until)


class TestInbox:
    """What records need, soonest first."""

    def test_of_an_area_and_of_the_whole_city(self, city: City) -> None:
        """Each line says what is needed by when, and what `tick` will send if nobody acts."""
        everything = city.inbox()
        assert [todo.due for todo in everything] == sorted(todo.due for todo in everything)
        assert {todo.command for todo in everything} == {"merchants.Remind"}
        south = city.inbox(area="south")
        assert sorted(todo.state.name for todo in south) == ["Shop 4", "Shop 5", "Shop 6"]
        assert [todo.due.isoformat() for todo in south] == ["2026-03-05T00:00:00+08:00"] * 3
        assert city.inbox(area="sout").items == ()
        assert len(city.inbox(limit=2)) == 2

    def test_until_a_time(self, city: City) -> None:
        """What is due before it, not at it."""
        ends = datetime(2026, 3, 5, tzinfo=MONDAY.tzinfo)
        assert city.inbox(area="south", due_before=ends).items == ()
        assert len(city.inbox(area="south", due_before=ends + timedelta(seconds=1))) == 3
        with pytest.raises(Invalid) as error:
            city.inbox(due_before=NAIVE)
        assert error.value.problems[0].field == "due_before"

    def test_each_line_says_it_in_words(self) -> None:
        """What is due, of whom, by when; once that day has passed, since when it is overdue."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = applied(city)
        (todo,) = city.inbox()
        assert (todo.roles, todo.last, todo.overdue) == (("officer",), date(2026, 3, 4), False)
        assert say(todo.reason) == "the form check is due by the end of 2026-03-04, of officer"
        clock.forward(days=3)
        city.tick()
        (todo,) = city.inbox()
        assert todo.last == date(2026, 3, 4) < todo.due.date()
        assert say(todo.reason) == "the form check has been overdue since the end of 2026-03-04, of officer"
        city.do(merchants.Withdraw(shop), by=OWNER)
        on_notice(city, 2)
        (todo,) = city.inbox()
        assert (todo.roles, todo.overdue) == ((), False)
        assert say(todo.reason) == "the public notice is over: it is named: on 2026-03-08, by itself"
        assert all("自动" in say(todo.reason, "zh") for todo in city.inbox())

    def test_at_every_post_and_in_every_case(self) -> None:
        """The listing, the re-review, the revocation: each names its own role or those of its command."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = on_notice(city)
        clock.forward(days=3)
        city.do(merchants.Name(shop), by=CHIEF)
        said = [say(city.inbox().items[0].reason)]
        city.do(merchants.List(shop), by=CLERK)
        clock.forward(days=31)
        city.tick()
        said.append(say(city.inbox().items[0].reason))
        city.do(merchants.OpenRevocation(shop, "fraud", AUDIT, "a forged lease"), by=CLERK)
        said.append(say(city.inbox().items[0].reason))
        assert [line.partition(" is due")[0] for line in said] == [
            "the listing on the map",
            "the re-review",
            "the decision on the revocation",
        ]

    def test_of_stations_in_words(self) -> None:
        """What runs out, what riders reported: each by the command that answers it."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        host = station(city)
        until = TODAY + timedelta(days=9)
        city.do(stations.RecordEquipment(host, "kit", 1, TODAY, expires_on=until), by=CLERK)
        (todo,) = city.inbox()
        assert say(todo.reason).startswith("the check of what runs out is due by the end of 2026-03-11")
        for rider in ("r-1", "r-2"):
            city.do(stations.ReportStatus(host, "locked"), by=Actor(rider, roles={"worker"}))
        (todo,) = city.inbox()
        assert say(todo.reason).startswith("the answer to riders' reports is due by the end of 2026-03-03")
        assert todo.roles
        city.publish(packs.load("points-default"), by=HEAD)
        assert "2026-03-03, of nobody, by the pack;" in say(city.inbox().items[0].reason)

    def test_of_projects_honours_and_targets_in_words(self) -> None:
        """Whose turn it is, and since when it is overdue however often somebody was reminded."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = shown(city, clock)
        plan = stations.Plan("New", "shop", at(9), "north", frozenset({"water"}), "S-9", mode="new")
        planned = {city.do(plan, by=CLERK).id}
        city.do(honours.Nominate("model", shop, "north", ("kept its door open",)), by=INSPECTOR)
        city.do(targets.Set("merchants_named", 5, TODAY + timedelta(days=9), "plan 1"), by=CLERK)
        (todo,) = (todo for todo in city.inbox() if todo.id in planned)
        assert say(todo.reason) == (
            "the beginning of the work is due by the end of 2026-03-10, of keeper, officer; "
            "if nobody does it, it is put on record as overdue by itself"
        )
        clock.forward(days=14)
        city.tick()
        found = [todo for todo in city.inbox() if todo.kind in {"honour", "target"}]
        assert {todo.kind: say(todo.reason).removesuffix(", of officer") for todo in found} == {
            "honour": "the decision on the nomination has been overdue since the end of 2026-03-06",
            "target": "the target: reached, revised or closed has been overdue since the end of 2026-03-11",
        }

    def test_no_line_is_the_name_of_a_command(self) -> None:
        """What time alone brings to stations, honours, offers, members and points is told in words."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop, _ = shown(city, clock), station(city)
        redeem = points.Redeem(paid(city), voucher(city, shop))
        honour = honours.HonourId(
            city.do(honours.Nominate("model", shop, "north", ("kept its door open",)), by=INSPECTOR).id
        )
        city.do_many([redeem, honours.Decide(honour, approve=True, note="deserved")], by=CHIEF)
        alliance = offers.AllianceId(city.do(offers.FoundAlliance("Long Road", "a red lamp"), by=CLERK).id)
        until = city.now().date() + timedelta(days=5)
        city.do(offers.JoinAlliance(alliance, shop, city.now().date(), until, "2026-7"), by=CLERK)
        terms = offers.Terms("noodles", offers.Rule(percent=10), city.now().date(), until)
        city.do(offers.PublishOffer(shop, terms), by=CLERK)
        kinds = {"honour", "membership", "merchant", "offer", "redemption", "account", "station"}
        assert kinds == {todo.kind for todo in city.inbox()}
        for language in LANGUAGES:
            assert not [todo for todo in city.inbox() if todo.command in say(todo.reason, language)]

    def test_what_is_done_leaves_it(self) -> None:
        """A decided shop needs nothing, and an open station only that it is looked at again."""
        city = small()
        host = station(city)
        shop = applied(city)
        assert [todo.id for todo in city.inbox()] == [shop, host]
        city.do(merchants.Withdraw(shop), by=OWNER)
        assert [todo.id for todo in city.inbox()] == [host]

    def test_it_names_what_time_will_bring(self) -> None:
        """After a naming: first the listing, then the next re-review."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shown(city, clock)
        assert [todo.command for todo in city.inbox()] == ["merchants.StartReview"]
        on_notice(city, 2)
        assert [todo.command for todo in city.inbox()] == ["merchants.Name", "merchants.StartReview"]


class TestOptions:
    """Which commands are possible now, and why not the others."""

    def test_by_standing(self) -> None:
        """What the record's standing forbids is told with its reason."""
        city = small()
        shop = applied(city)
        options = city.options(shop, by=Actor("all", roles={"officer", "inspector", "merchant"}))
        assert "merchants.CompleteCheck" in options.possible
        assert "merchants.List" not in options.possible
        assert options.others["merchants.List"].code == "merchants.not_now"

    def test_by_role(self) -> None:
        """What the actor's roles forbid says which roles may."""
        city = small()
        options = city.options(applied(city), by=OWNER)
        assert options.possible == ("merchants.Withdraw",)
        assert options.others["merchants.CompleteCheck"].values["roles"] == ("inspector", "officer")

    def test_by_the_post_it_is_at(self) -> None:
        """What belongs to the role of a post is not possible for another role, though `may` lists both."""
        city = small()
        shop = applied(city)
        city.do(merchants.CompleteCheck(shop), by=CLERK)
        by_clerk, by_inspector = city.options(shop, by=CLERK), city.options(shop, by=INSPECTOR)
        assert by_clerk.others["merchants.CompleteCheck"].values["roles"] == ("inspector",)
        assert by_clerk.others["merchants.ReturnForCorrection"].values["roles"] == ("inspector",)
        assert {"merchants.CompleteCheck", "merchants.ReturnForCorrection"} <= set(by_inspector.possible)
        (refused,) = city.do_many([merchants.CompleteCheck(shop)], by=CLERK)
        assert isinstance(refused, Forbidden)
        assert refused.reason == by_clerk.others["merchants.CompleteCheck"]

    def test_without_rules_of_the_capability(self) -> None:
        """A pack that leaves a capability out lets nobody send its commands, and says so."""
        city = small()
        shop = applied(city)
        city.publish(packs.load("stations-abc"), by=HEAD)
        options = city.options(shop, by=CLERK)
        assert options.possible == ()
        assert options.others["merchants.CompleteCheck"].code == "forbidden_to_all"

    def test_every_command_is_there_once_with_words(self) -> None:
        """Together they are all commands about such a record, and every reason can be said."""
        city = small()
        options = city.options(applied(city), by=CHIEF)
        told = [*options.possible, *options.others]
        entering = {merchants.Apply, merchants.TakeOver}
        about = {row.command for row in merchants.LIFECYCLE} - entering
        assert sorted(told) == sorted(f"merchants.{cls.__name__}" for cls in about)
        for reason in options.others.values():
            assert all(say(reason, language) for language in LANGUAGES)

    def test_what_is_possible_is_not_refused_for_the_standing(self) -> None:
        """Options and commands agree, for what needs no more than the record's id."""
        city = small()
        shop = on_notice(city)
        possible = city.options(shop, by=CHIEF).possible
        for cls in (merchants.Name, merchants.List, merchants.Show, merchants.Restore, merchants.Withdraw):
            (answer,) = city.do_many([cls(shop)], by=CHIEF)
            assert isinstance(answer, merchants.NotNow) == (f"merchants.{cls.__name__}" not in possible)

    def test_of_stations(self) -> None:
        """Other kinds answer alike."""
        city = small()
        options = city.options(station(city), by=CLERK)
        assert "stations.CloseTemporarily" in options.possible
        assert options.others["stations.Reopen"].code == "stations.not_now"


def test_a_city_tells_what_it_holds() -> None:
    """Places and packs are kept in memory to answer fast, and nothing else."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shown(city, clock)
    assert city.memory() == {"places": 0, "packs": 1, "read_for_places": 0}
    here = city.merchants.find().items[0].premises.point
    city.nearby(here)
    assert city.memory() == {"places": 0, "packs": 1, "read_for_places": 4}
    city.nearby(here, within=50_000)
    assert city.memory() == {"places": 1, "packs": 1, "read_for_places": 4}


def test_a_city_says_what_it_is() -> None:
    """Its name and its store stand in its representation."""
    with small() as city:
        assert repr(city) == "<City 'small' on memory>"


def test_answers_are_shown_in_a_line() -> None:
    """What was done names its events, what can be done the commands, and no bytes of the store's."""
    clock = StandingClock(MONDAY)
    with small(clock) as city:
        shop = on_notice(city)
        clock.now += timedelta(days=3)
        city.do(merchants.Name(shop), by=CHIEF)
        command = merchants.List(shop)
        assert repr(city.check(command, by=CLERK)) == f"Decided('{shop}': Listed)"
        done, again = (city.do(command, by=CLERK, once="list-1") for _ in range(2))
        assert repr(done) == f"Done('{shop}': Listed)"
        assert repr(again) == f"Done('{shop}': Listed (replayed))"
        assert done.receipt.results == again.receipt.results == ()
        options = repr(city.options(shop, by=Actor("nobody", frozenset())))
        assert options.startswith("Options(nothing; ")
        assert repr(city.pack).startswith("Pack('small-city' number 1: 3 standards, ")


def test_where_a_prefix_ends() -> None:
    """The first key after all that begin alike; a prefix of nothing but FF has no end."""
    from friendly_services.city._questions import after_all  # noqa: PLC0415 # a corner that no real index reaches

    assert after_all(key_bytes("a")) == b"a\x00\x01"
    assert after_all(b"a\xff\xff") == b"b"
    assert after_all(b"\xff") is None
    assert after_all(b"") is None


def test_everything_can_be_asked_about_a_batch() -> None:
    """What one commit made is found as well as what came one by one."""
    city = small()
    all_done(city.do_many([application(n) for n in range(1, 51)], by=OWNER))
    assert len(city.merchants.find(area="north", limit=1_000)) == 50
    assert len(city.inbox(area="north", limit=1_000)) == 50
