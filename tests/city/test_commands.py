"""One way to change the world: commands, their keys, batches, checks and who may send them."""

from datetime import timedelta
from pathlib import Path

import pytest

from friendly_services import merchants, points, stations
from friendly_services.city import AlreadyClaimed, ClockAhead, Done, NoRules, Redeem
from friendly_services.decider import Actor
from friendly_services.errors import Forbidden, Invalid, NotFound
from friendly_services.ids import MerchantId, RedemptionId, RewardId, WorkerId
from friendly_services.places import Point
from friendly_services.points import InsufficientPoints, OutOfStock
from friendly_services.storage import TokenReused
from friendly_services.testing import StandingClock
from tests.city.town import (
    CHIEF,
    CLERK,
    HEAD,
    INSPECTOR,
    KEEPER,
    MONDAY,
    NOBODY,
    OWNER,
    RIDER,
    WORKER,
    all_done,
    application,
    applied,
    at_decision,
    on_notice,
    pack,
    paid,
    shown,
    small,
    station,
    voucher,
)

BARE = """
[pack]
name = "bare"
title = { en = "Bare", zh = "空" }
source = "made up"

[may]
"points.Earn" = ["officer"]
"""


def head(city: object) -> int:
    """The last position of a city's journal."""
    return city._store.load("small", ()).head  # type: ignore[attr-defined, no-any-return] # a look behind the desk


class TestOne:
    """`do`."""

    def test_the_answer_names_the_record_the_events_and_the_receipt(self) -> None:
        """Who sends a command learns what it made, what happened and where that stands in the journal."""
        city = small()
        done = city.do(application(1), by=OWNER)
        assert done.id.startswith("merchant-")
        assert [type(event) for event in done.events] == [merchants.Applied, merchants.ApplicationOpened]
        assert (done.receipt.first, done.receipt.last) == (head(city) - 1, head(city))
        assert not done.replayed
        assert city.get(done.id).applicant == OWNER.id

    def test_a_refusal_writes_nothing(self) -> None:
        """The error says which rule; the journal stays as it was."""
        city = small()
        shop = applied(city)
        before = head(city)
        with pytest.raises(merchants.NotNow) as error:
            city.do(merchants.List(shop), by=CLERK)
        assert error.value.standing == merchants.STANDINGS["form_check"]
        assert head(city) == before

    def test_a_licence_is_claimed_once_at_one_address(self) -> None:
        """A second application for a room is refused, naming the holder; a withdrawal frees it."""
        city = small()
        first = applied(city, 1)
        with pytest.raises(AlreadyClaimed) as error:
            city.do(application(1), by=OWNER)
        assert (error.value.kind, error.value.what, error.value.holder) == (
            "merchant",
            "licence, premises",
            first,
        )
        city.do(merchants.Withdraw(first), by=OWNER)
        assert city.do(application(1), by=OWNER).id != first

    def test_who_is_not_there_is_not_found(self) -> None:
        """An id of nobody gets the kind and the id back."""
        with pytest.raises(NotFound) as error:
            small().do(merchants.List(MerchantId("merchant-9")), by=CLERK)
        assert (error.value.kind, error.value.id) == ("merchant", "merchant-9")

    def test_what_is_no_command_is_told_the_commands(self) -> None:
        """A programmer's mistake is a TypeError that lists what can be sent."""
        with pytest.raises(TypeError, match=r"merchants\.Apply"):
            small().do("Apply", by=OWNER)


class TestOnce:
    """`once=` makes an act of what may be sent twice."""

    def test_the_same_key_again_gives_the_first_receipt(self) -> None:
        """A form sent twice is one application, and the second answer is the first one's."""
        city = small()
        first = city.do(application(1), by=OWNER, once="form-1")
        before = head(city)
        again = city.do(application(1), by=OWNER, once="form-1")
        assert again.replayed
        assert (again.id, again.events) == (first.id, first.events)
        assert (again.receipt.first, again.receipt.last, again.receipt.at) == (
            first.receipt.first,
            first.receipt.last,
            first.receipt.at,
        )
        assert head(city) == before

    def test_the_same_key_with_another_amount_is_an_error(self) -> None:
        """Row 11: a key belongs to one act for ever; the first stands."""
        city = small()
        city.do(points.Earn(WORKER, "lead", quantity=1), by=CLERK, once="e-1")
        with pytest.raises(TokenReused):
            city.do(points.Earn(WORKER, "lead", quantity=2), by=CLERK, once="e-1")
        assert city.points.balance(WORKER) == 50

    def test_a_retry_after_a_lost_reply_is_not_called_insufficient(self) -> None:
        """Row 13: with the balance spent by the first call, the retry gets the first receipt."""
        city = small()
        host = station(city)
        reward, worker = voucher(city, host), paid(city)
        first = city.do(Redeem(worker, reward, host), by=RIDER, once="r-1")
        assert city.points.balance(worker) == 20
        again = city.do(Redeem(worker, reward, host), by=RIDER, once="r-1")
        assert again.replayed
        assert again.id == first.id
        assert city.points.balance(worker) == 20

    def test_a_refused_redemption_stays_refused_under_its_key(self) -> None:
        """Row 14: after a top-up the old key is still refused with the old facts; a new key works."""
        city = small()
        host = station(city)
        reward = voucher(city, host)
        city.do(points.Earn(WORKER, "hazard", ref="h-1"), by=CLERK)
        for _ in range(2):
            with pytest.raises(InsufficientPoints) as refused:
                city.do(Redeem(WORKER, reward, host), by=RIDER, once="r-1")
            assert (refused.value.asked, refused.value.balance) == (30, 20)
            paid(city)
        assert city.do(Redeem(WORKER, reward, host), by=RIDER, once="r-2").events

    def test_the_last_gift_goes_to_one(self) -> None:
        """Row 20: of two who ask for the last item one wins, the other learns that it is gone."""
        city = small()
        host = station(city)
        reward = voucher(city, host, 1)
        for name in ("rider-1", "rider-2"):
            paid(city, WorkerId(name))
        city.do(points.Redeem(WorkerId("rider-1"), reward), by=CLERK)
        with pytest.raises(OutOfStock):
            city.do(points.Redeem(WorkerId("rider-2"), reward), by=CLERK)
        assert city.points.balance("rider-2") == 50

    @pytest.mark.parametrize("once", ["", "x" * 257])
    def test_a_key_is_1_to_256_characters(self, once: str) -> None:
        """An empty or endless key is refused by its field."""
        with pytest.raises(Invalid) as error:
            small().do(application(), by=OWNER, once=once)
        assert [problem.field for problem in error.value.problems] == ["once"]


class TestMany:
    """`do_many` decides a batch in order, in one commit, with an answer for each."""

    def test_each_row_has_its_own_answer(self) -> None:
        """A bad row holds up no good one; the answers stand in the order of the rows."""
        city = small()
        commands = [
            application(1),
            application(2, trade="bank"),
            application(1),
            merchants.List(MerchantId("merchant-9")),
            stations.MarkExpired(station(city)),
            application(3),
        ]
        answers = city.do_many(commands, by=OWNER)
        wanted = [Done, Invalid, AlreadyClaimed, Forbidden, Forbidden, Done]
        assert [type(answer) for answer in answers] == wanted
        assert sorted(m.name for m in city.merchants.find()) == ["Shop 1", "Shop 3"]

    def test_a_command_about_a_host_that_is_none_holds_nobody_up(self) -> None:
        """What is wrong before anything is loaded is that row's answer too."""
        city = small()
        bad = Redeem(WORKER, RewardId("reward-1"), "nowhere")
        both = Actor("clerk", roles={"worker", "officer"})
        refused, done = city.do_many([bad, points.Earn(WORKER, "lead")], by=both)
        assert isinstance(refused, Invalid)
        assert refused.problems[0].field == "host"
        assert isinstance(done, Done)

    def test_a_thousand_applications_are_one_commit(self) -> None:
        """All of them have the same receipt, and every one is there; sent again, nothing changes."""
        city = small()
        rows = [(application(n), f"row-{n}") for n in range(1, 1001)]
        first = all_done(city.do_many(rows, by=OWNER))
        assert {answer.receipt for answer in first} == {first[0].receipt}
        assert (first[0].receipt.first, first[0].receipt.last) == (head(city) - 1999, head(city))
        assert len({answer.id for answer in first}) == 1000
        again = all_done(city.do_many(rows, by=OWNER))
        assert all(answer.replayed for answer in again)
        assert [answer.id for answer in again] == [answer.id for answer in first]
        assert [answer.events for answer in again] == [answer.events for answer in first]
        assert city.verify().records == 2002

    def test_a_half_done_batch_goes_on_where_it_stopped(self) -> None:
        """Rows that were done before are answered from the journal, the others are decided."""
        city = small()
        rows = [(application(n), f"row-{n}") for n in range(1, 6)]
        all_done(city.do_many(rows[:3], by=OWNER))
        answers = all_done(city.do_many(rows, by=OWNER))
        assert [answer.replayed for answer in answers] == [True, True, True, False, False]

    def test_one_key_twice_in_a_batch_is_one_act(self) -> None:
        """As it is over time: the same command is done once, another under the key is an error."""
        city = small()
        earn = points.Earn(WORKER, "lead")
        other = points.Earn(WORKER, "lead", quantity=3)
        one, two, three = city.do_many([(earn, "k"), (earn, "k"), (other, "k")], by=CLERK)
        assert isinstance(one, Done)
        assert isinstance(two, Done)
        assert two.id == one.id
        assert isinstance(three, TokenReused)
        assert city.points.balance(WORKER) == 50

    def test_a_key_whose_command_was_refused_is_decided_again_later_in_the_batch(self) -> None:
        """As it is over time: what nobody remembers as refused may succeed once the rest has been done."""
        city = small()
        shop = on_notice(city)
        listing = (merchants.Decide(shop, approve=True), "k")
        send_back = merchants.Object(shop, "no"), "o"
        uphold = merchants.AnswerObjection(shop, 1, upheld=True, answer="look again"), "a"
        assert [type(a) for a in city.do_many([listing, send_back, listing], by=CHIEF)] == [
            merchants.NotNow,
            Done,
            merchants.NotNow,
        ]
        withdraw = (merchants.Withdraw(shop, ref="letter 1"), "w")
        restore = (merchants.ReturnForCorrection(shop, ("x",)), "r")
        both = Actor("both", roles={"officer", "inspector"})
        answers = city.do_many([restore, uphold, restore, withdraw], by=both)
        assert [type(answer) for answer in answers] == [merchants.NotNow, Done, Done, Done]

    def test_a_claim_given_up_earlier_in_the_batch_is_free(self) -> None:
        """Whoever leaves makes room for whoever comes after, also where another row clashes."""
        city = small()
        gone, _ = applied(city, 1), applied(city, 2)
        answers = city.do_many([merchants.Withdraw(gone), application(1), application(2)], by=OWNER)
        assert [type(answer) for answer in answers] == [Done, Done, AlreadyClaimed]

    def test_a_row_that_comes_again_tells_its_events_in_the_same_order(self) -> None:
        """A row whose records others of the batch have written, too, is answered as it will be ever after."""
        city, other = small(), WorkerId("rider-2")
        reward = voucher(city, station(city), 3)
        paid(city, WORKER, 2)
        paid(city, other)
        asked = city.do(points.Redeem(other, reward), by=CLERK)
        rows = [
            (points.Earn(WORKER, "lead"), "earn"),
            (points.Redeem(WORKER, reward), "redeem"),
            (points.Cancel(RedemptionId(asked.id), other, reward), "cancel"),
        ]
        both = Actor("both", roles={"officer", "keeper"})
        first = all_done(city.do_many(rows, by=both))
        again = all_done(city.do_many(rows, by=both))
        assert [answer.events for answer in again] == [answer.events for answer in first]

    def test_no_commands_are_no_commit(self) -> None:
        """An empty batch answers with nothing and writes nothing."""
        city = small()
        before = head(city)
        assert city.do_many([], by=OWNER) == ()
        assert head(city) == before

    def test_each_command_sees_what_those_before_it_did(self) -> None:
        """A merchant's whole way to the decision fits in one batch, and stands in the journal in order."""
        city = small()
        (first,) = all_done(city.do_many([(application(1), "form-1")], by=OWNER))
        shop = MerchantId(first.id)
        assert at_decision(city, 2) != shop
        steps = [merchants.CompleteCheck(shop), merchants.CompleteCheck(shop, beside=("second",))]
        both = Actor("both", roles={"officer", "inspector"})
        all_done(city.do_many(steps, by=both))
        assert city.merchants.get(shop).standing == "decision"
        assert [type(line.event).__name__ for line in city.history(shop)] == ["Applied", "Moved", "Moved"]


class TestCheck:
    """`check` decides and writes nothing."""

    def test_it_tells_the_events(self) -> None:
        """What would happen, without a commit."""
        city = small()
        shop = applied(city)
        before = head(city)
        decided = city.check(merchants.CompleteCheck(shop), by=CLERK)
        assert [type(event) for event in decided.events] == [merchants.CheckCompleted, merchants.Moved]
        assert head(city) == before
        assert city.merchants.get(shop).standing == "form_check"

    def test_it_raises_what_do_would(self) -> None:
        """A refusal, a lack of rights and bad input are told the same; a ledger remembers none of them."""
        city = small()
        host = station(city)
        reward = voucher(city, host)
        with pytest.raises(InsufficientPoints):
            city.check(Redeem(WORKER, reward, host), by=RIDER)
        with pytest.raises(Forbidden):
            city.check(Redeem(WORKER, reward, host), by=CLERK)
        with pytest.raises(Invalid):
            city.check(points.Earn(WORKER, "sleeping"), by=CLERK)
        paid(city)
        assert city.check(Redeem(WORKER, reward, host), by=RIDER).events


class TestWhoMay:
    """The pack's `may` table, default deny."""

    def test_without_a_role_nothing_is_decided(self) -> None:
        """Not even whether the record exists is told."""
        with pytest.raises(Forbidden) as error:
            small().do(merchants.List(MerchantId("merchant-9")), by=NOBODY)
        assert (error.value.command, error.value.roles) == ("merchants.List", ("officer",))

    def test_a_command_that_no_role_is_listed_for_is_nobodys(self) -> None:
        """What the pack leaves out, nobody may: not even the system by hand."""
        city = small()
        everything = Actor("god", roles=set().union(*pack().may.values()) | {"system"})
        with pytest.raises(Forbidden) as error:
            city.do(merchants.Remind(applied(city)), by=everything)
        assert error.value.roles == ()
        assert "lets nobody send merchants.Remind" in str(error.value)
        assert "[may]" in error.value.say("zh")

    def test_the_host_may_narrow_further(self) -> None:
        """`authorize` is asked with actor and command, after the table, and may only say no."""
        asked = []

        def authorize(actor: Actor, command: object) -> bool:
            asked.append((actor.id, type(command).__name__))
            return actor.id != "owner"

        city = small(authorize=authorize)
        with pytest.raises(Forbidden, match="their role may, but this system does not let them") as error:
            city.do(application(), by=OWNER)
        assert "本系统未予允许" in error.value.say("zh")
        with pytest.raises(Forbidden, match="one of the roles"):
            city.do(application(), by=NOBODY)
        assert city.do(application(), by=Actor("other", roles={"merchant"})).events
        assert asked == [("owner", "Apply"), ("other", "Apply")]

    def test_the_rules_themselves_bind_duties_to_roles(self) -> None:
        """Row 71: who may send a command must hold the post too, and never have done the other duty."""
        city = small()
        shop = applied(city)
        with pytest.raises(Forbidden) as error:
            city.do(merchants.CompleteCheck(shop), by=INSPECTOR)
        assert error.value.roles == ("officer",)
        checker = Actor("inspector", roles={"officer", "inspector"})
        with pytest.raises(merchants.SameHands):
            city.do(merchants.Decide(at_decision(city, 2), approve=True), by=checker)


class TestRulesAndClock:
    """What a city needs before it can decide."""

    def test_a_capability_without_rules_is_refused(self, tmp_path: Path) -> None:
        """A city whose pack says nothing about points has none yet; the error names capability and pack."""
        bare = tmp_path / "bare.toml"
        bare.write_text(BARE, encoding="utf-8")
        city = small(pack=bare)
        with pytest.raises(NoRules) as error:
            city.do(points.Earn(WORKER, "lead"), by=CLERK)
        assert (error.value.capability, error.value.pack) == ("points", "bare")
        city.publish(pack(), by=HEAD)
        assert paid(city)

    def test_a_clock_years_ahead_is_refused(self, tmp_path: Path) -> None:
        """Row 25: more than 400 days after the last commit a clock is not believed, unless it is trusted."""
        clock = StandingClock(MONDAY)
        url = f"sqlite:///{tmp_path / 'small.db'}"
        city = small(clock, url)
        clock.forward(days=3650)
        with pytest.raises(ClockAhead) as error:
            applied(city)
        assert (error.value.last, error.value.days) == (MONDAY, 400)
        city.close()
        with small(clock, url, trust_clock=True) as trusting:
            assert applied(trusting)

    def test_time_does_not_go_back(self) -> None:
        """Row 24: after the clock was set back an hour, decisions bear the time of the last commit."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        first = applied(city, 1)
        clock.forward(hours=-1)
        second = applied(city, 2)
        times = [city.history(shop)[0].at for shop in (first, second)]
        assert times == [MONDAY, MONDAY]

    def test_a_clock_without_a_zone_is_refused(self) -> None:
        """Row 32: a naive time is nobody's time."""
        with pytest.raises(Invalid) as error:
            small(StandingClock(MONDAY.replace(tzinfo=None)))
        assert error.value.problems[0].field == "clock"


class TestLifecycle:
    """A merchant's whole life through the one door."""

    def test_a_revocation_happens_once(self) -> None:
        """Row 72: who is revoked cannot be revoked again; the refusal names the ground."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = shown(city, clock)
        audit = (merchants.Evidence("audit", "file 7"),)
        opened = city.do(merchants.OpenRevocation(shop, "fraud", audit, "false papers"), by=CLERK)
        case = next(e.id for e in opened.events if isinstance(e, merchants.RevocationNotified))
        with pytest.raises(merchants.NotNow):
            city.do(merchants.OpenRevocation(shop, "fraud", audit, "again"), by=CLERK)
        with pytest.raises(merchants.TermRunning):
            city.do(merchants.Revoke(shop, case, "decision 1"), by=CHIEF)
        city.do(merchants.StateCase(shop, case, "not so", waives_hearing=True), by=OWNER)
        city.do(merchants.Revoke(shop, case, "decision 1"), by=CHIEF)
        with pytest.raises(merchants.NotNow) as error:
            city.do(merchants.Revoke(shop, case, "decision 2"), by=CHIEF)
        assert error.value.ground == "fraud"
        assert "fraud" in str(error.value)

    def test_a_point_outside_the_outline_is_taken_and_must_be_confirmed(self) -> None:
        """Row 36: outside the box is a flag, which somebody on the spot confirms or nobody is named."""
        city = small()
        shop = applied(city, 2, point=Point.gcj02(lat=31.0, lon=106.5))
        assert city.merchants.get(shop).outside
        city.do(merchants.CompleteCheck(shop), by=CLERK)
        with pytest.raises(merchants.PointUnconfirmed):
            city.do(merchants.CompleteCheck(shop, beside=("second",)), by=INSPECTOR)
        confirmed = merchants.CompleteCheck(shop, beside=("second",), confirms_point=True)
        assert city.do(confirmed, by=INSPECTOR).events

    def test_a_wrong_check_digit_is_refused(self) -> None:
        """Row 77: a credit code is read strictly, lower case made upper."""
        with pytest.raises(Invalid):
            merchants.Licence("92500113MA00000019")
        city = small()
        shop = applied(city, licence=merchants.Licence("92500113ma00000018"))
        (found,) = city.merchants.find(licence="92500113MA00000018")
        assert found.id == shop

    def test_collected_once(self) -> None:
        """Row 18: a voucher is handed over once; the second time the state is named."""
        city = small()
        host = station(city)
        reward, worker = voucher(city, host), paid(city)
        held = city.do(Redeem(worker, reward, host), by=RIDER)
        (redemption,) = [e.id for e in held.events if isinstance(e, points.Requested)]
        city.do(points.Collect(redemption, worker, reward), by=KEEPER)
        with pytest.raises(points.RedemptionEnded):
            city.do(points.Collect(redemption, worker, reward), by=KEEPER)

    def test_days_pass_between_commands(self) -> None:
        """Held points come back once nobody has collected in time, whoever looks first."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        host = station(city)
        city.do(Redeem(paid(city), voucher(city, host), host), by=RIDER)
        assert city.points.balance(WORKER) == 20
        clock.now += timedelta(days=4)
        assert city.points.balance(WORKER) == 50
