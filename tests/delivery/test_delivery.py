"""Delivery: after the commit, each channel by itself, at least once, and no neighbour pays for a fault."""

import functools
import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services import points, stations
from friendly_services.city import City
from friendly_services.city._times import micros
from friendly_services.delivery import Chain, TimedCaller, callers_of
from friendly_services.delivery._loop import wait
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import WorkerId
from friendly_services.messages import Accepted, Address, Message, Postponed, Recipient, Rejected, delivery_id
from friendly_services.plugins import Plugins
from friendly_services.storage import Batch, Command, Put
from friendly_services.testing import StandingClock, a_message
from friendly_services.text import Label
from tests.budget import count
from tests.city.town import CLERK, HEAD, MONDAY, WORKER, applied, paid, shown, small, station
from tests.delivery.post import (
    TEMPLATES,
    Box,
    Gate,
    Plug,
    exits,
    later,
    one_round,
    opened,
    resolve,
    telling,
    usual,
)


def says(answer: Any, _: Message) -> Any:
    """Whatever it is asked."""
    return answer


KINDS = {
    "raises": lambda _: 1 / 0,
    "exits": exits,
    "returns nothing": lambda _: None,
    "returns a word": lambda _: "ok",
    "returns a class": lambda _: Accepted,
    "says later": later,
}


class TestTelling:
    """What people are told."""

    def test_the_right_person_hears_it_in_their_language_with_typed_values(self) -> None:
        """The applicant hears that the shop is on the map: key, values, address, title and text."""
        box, clock = Box(), StandingClock(MONDAY)
        city = opened(clock, box=box)
        shop = shown(city, clock)
        assert (one_round(city).sent, one_round(city).late) == (1, 0)
        told = next(message for message in box.messages if message.template == "shown")
        assert told.recipient == Recipient("person", "owner")
        assert (told.address, told.language) == ("person/owner@box", "en")
        assert told.title == "Shop 1 is on the map"
        plaque = city.merchants.get(shop).naming.plaque.number  # type: ignore[union-attr] # it is named
        assert told.text == f"Shop 1 (catering) hangs up plaque {plaque}."
        assert told.values["plaque"] == plaque
        assert told.use_by - told.at == timedelta(hours=72)

    def test_values_keep_their_types(self) -> None:
        """Points are a number and not text: a provider with its own template formats them itself."""
        box = Box()
        city = opened(box=box)
        paid(city, times=2)
        city.delivery.run()
        (told,) = box.messages
        assert told.values["points"] == 100
        assert told.values["balance"] == 100
        assert told.values["on"] == city.now().date()
        assert told.title == "100 points"

    def test_a_round_after_the_round_tells_nobody_again(self) -> None:
        """What was accepted is not sent again, and an idle round writes nothing."""
        box = Box()
        city = opened(box=box)
        paid(city)
        city.delivery.run()
        before = city._store.load("small", (("consumer", "notify:box"),)).records
        for _ in range(3):
            assert one_round(city).sent == 0
        assert city._store.load("small", (("consumer", "notify:box"),)).records == before
        assert box.keys == ["earned"]

    def test_every_channel_hears_everything(self) -> None:
        """Two channels go their own ways, with ids of their own."""
        one, other = Box(), Box()
        city = opened(one=one, other=other)
        paid(city)
        city.delivery.run()
        assert one.keys == other.keys == ["earned"]
        assert one.messages[0].id != other.messages[0].id
        assert city.delivery.channels == ("one", "other")

    def test_another_entry_at_the_same_position_is_another_message(self) -> None:
        """After an old backup was put back, the far end does not take what is new for what it has seen."""
        boxes = [Box(), Box()]
        for box, worker in zip(boxes, ("rider-1", "rider-2"), strict=True):
            city = opened(box=box)
            paid(city, WorkerId(worker))
            city.delivery.run()
        first, second = (box.messages[0].id for box in boxes)
        assert first != second

    def test_a_command_done_again_later_is_another_message(self) -> None:
        """A command that an old backup had lost is sent again: what it says now, people have not read."""
        boxes = [Box(), Box()]
        for days, box in enumerate(boxes):
            city = opened(StandingClock(MONDAY + timedelta(days=days)), box=box)
            city.do(points.Earn(WORKER, "lead"), by=CLERK, once="report-1")
            city.delivery.run()
        first, second = (box.messages[0].id for box in boxes)
        assert first != second

    def test_the_id_is_made_of_city_entry_channel_and_template(self) -> None:
        """The delivery id can be made again by anybody who knows what it is made of."""
        box = Box()
        city = opened(box=box)
        paid(city)
        city.delivery.run()
        position = next(e.position for e in city.feed("x").read() if isinstance(e.event, points.Earned))
        (entry,) = city._store.read("small", position - 1, 1)
        entry_of = (entry.position, entry.at, entry.command.token)
        assert box.messages[0].id == delivery_id("small", *entry_of, "box", "earned")

    def test_nobody_is_told_without_messages_in_the_pack(self) -> None:
        """A pack without `[messages]` tells nobody anything."""
        box = Box()
        city = small(plugins=(Plug(box=box),))
        paid(city)
        assert one_round(city).sent == 0

    def test_the_words_are_those_of_the_day(self) -> None:
        """A message says what the pack said when it happened, however late it is sent."""
        box = Box()
        city = opened(box=box)
        paid(city)
        city.publish(telling({}), by=HEAD)
        paid(city)
        city.delivery.run()
        assert box.keys == ["earned"]

    def test_without_resolve_the_reference_goes_out_alone(self) -> None:
        """A host whose own system finds people gives no `resolve`: the address is None."""
        box = Box()
        city = small(pack=usual(), plugins=(Plug(box=box),))
        paid(city)
        city.delivery.run()
        assert (box.messages[0].address, box.messages[0].recipient.id) == (None, WORKER)

    def test_who_has_no_address_is_skipped(self) -> None:
        """None from `resolve`, because a person was erased or never gave one, ends the matter."""
        box = Box()
        city = small(pack=usual(), plugins=(Plug(box=box),), resolve=lambda *_: None)
        paid(city)
        done = one_round(city)
        assert (done.skipped, done.sent, box.messages) == (1, 0, [])
        assert len(city.delivery.waiting()) == len(city.delivery.dead()) == 0

    def test_a_new_channel_does_not_tell_old_stories(self) -> None:
        """Past its use-by time nothing is sent, so a channel added after a year begins with today."""
        box, clock = Box(), StandingClock(MONDAY)
        city = opened(clock, box=box)
        paid(city)
        clock.forward(hours=241)
        applied(city)
        done = one_round(city)
        assert (done.late, done.sent, box.keys) == (1, 1, ["applied"])

    @pytest.mark.parametrize("limit", [0, -1, True, 1.5, 2**31])
    @pytest.mark.parametrize("asked", ["run", "dead", "waiting"])
    def test_a_limit_is_a_whole_number_within_reason(self, asked: str, limit: int) -> None:
        """None, or more than anybody could want at once, is refused before anything is sent."""
        city = small()
        with pytest.raises(Invalid, match="limit"):
            getattr(city.delivery, asked)(limit=limit)

    def test_a_round_stops_at_its_limit_and_the_next_goes_on(self) -> None:
        """Nothing is lost and nothing comes twice between rounds."""
        box = Box()
        city = opened(box=box)
        for _ in range(5):
            paid(city)
        sent = [city.delivery.run(limit=2)[0].sent for _ in range(4)]
        assert sent == [2, 2, 1, 0]
        assert len({message.id for message in box.messages}) == 5

    def test_a_value_that_breaks_the_line_is_not_sent(self) -> None:
        """What cannot stand in a header is given up at once and never reaches the channel."""
        box = Box()
        city = small(
            pack=usual(), plugins=(Plug(box=box),), resolve=lambda *_: Address("x@y\r\nBcc: everybody@z")
        )
        paid(city)
        assert one_round(city).postponed == 1
        (letter,) = city.delivery.waiting()
        assert (letter.failed, box.messages) == ("resolve.Invalid", [])


class TestTrouble:
    """What a channel can do, and to whom."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_faulty_channel_hurts_neither_commits_nor_neighbours(self, kind: str) -> None:
        """Row 58: whatever it does, its neighbour's messages go out, commits stand, and its own are kept."""
        good = Box()
        city = opened(aa=Box(KINDS[kind]), good=good)
        paid(city)
        rounds = city.delivery.run()
        assert good.keys == ["earned"]
        assert [(each.notifier, each.sent, each.postponed) for each in rounds] == [
            ("aa", 0, 1),
            ("good", 1, 0),
        ]
        assert city.points.balance(WORKER) == 50
        assert city.verify().clean
        (letter,) = city.delivery.waiting()
        assert (letter.status, letter.tries, letter.notifier) == ("waiting", 1, "aa")

    def test_a_channel_that_hangs_costs_one_thread_and_one_wait(self) -> None:
        """Row 58: it is not called again until it has come back; its neighbour does not notice."""
        gate, good = Gate(), Box()
        city = opened(aa=Box(gate.hangs), good=good)
        city.delivery._callers["aa"]._limit = 0.05
        for _ in range(3):
            paid(city)
        before = threading.active_count()
        first = one_round(city, "aa")
        assert (first.postponed, first.sent) == (1, 0)
        assert first.stopped is not None
        for _ in range(5):
            assert one_round(city, "aa").stopped == first.stopped
        assert threading.active_count() == before + 1
        assert good.keys == ["earned"] * 3
        (letter,) = city.delivery.waiting(notifier="aa")
        assert letter.failed == "timeout"
        gate.open.set()
        city.delivery._callers["aa"]._thread.join()  # type: ignore[union-attr] # it was called
        assert one_round(city, "aa").sent == 2

    @pytest.mark.parametrize("kind", ["raises", "exits", "hangs"])
    def test_a_notifier_that_cannot_be_stopped_hurts_nobody(
        self, kind: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Told to let go, it raises, exits or hangs: its neighbour is served, and the city closes."""
        gate = Gate()

        class Stubborn(Box):
            """A channel that holds on to what it does."""

            def stop(self) -> None:
                """Do what it does when it should let go."""
                {"raises": lambda _: 1 / 0, "exits": exits, "hangs": gate.hangs}[kind](a_message())

        good = Box()
        with opened(aa=Stubborn(gate.hangs), good=good) as city:
            city.delivery._callers["aa"]._limit = 0.05
            paid(city)
            assert {each.notifier: each.sent for each in city.delivery.run()} == {"aa": 0, "good": 1}
            (letter,) = city.delivery.waiting()
            assert letter.failed == "timeout"
        gate.open.set()
        assert ("failed" in caplog.text) == (kind != "hangs")

    def test_a_failed_message_does_not_hold_up_those_behind_it(self) -> None:
        """One recipient's trouble is nobody else's."""
        bad: list[str] = []
        box = Box()

        def act(message: Message) -> Any:
            if message.recipient.id == "rider-1":
                bad.append(message.id)
                return Postponed("later")
            box.messages.append(message)
            return Accepted()

        city = opened(box=Box(act))
        for n in (1, 2, 3):
            paid(city, WorkerId(f"rider-{n}"))
        assert (one_round(city).sent, len(bad)) == (2, 1)

    def test_eight_tries_then_the_dead_are_listed(self, caplog: pytest.LogCaptureFixture) -> None:
        """Each try waits longer, within an hour; after the eighth the letter is dead, logged and listed."""
        clock, box = StandingClock(MONDAY), Box(later)
        city = opened(clock, box=box)
        paid(city)
        waits = []
        for n in range(1, 8):
            assert one_round(city).postponed == 1
            (letter,) = city.delivery.waiting()
            assert letter.tries == n
            assert letter.next is not None
            assert one_round(city).postponed == 0
            waits.append((letter.next - city.now()).total_seconds())
            clock.now = letter.next
        with caplog.at_level(logging.ERROR):
            assert one_round(city).dead == 1
        (dead,) = city.delivery.dead()
        assert (dead.tries, dead.failed, dead.next, dead.status) == (8, "later", None, "dead")
        assert dead.id in caplog.text
        assert WORKER not in caplog.text
        assert [30 * 2**n <= waits[n] <= 60 * 2**n for n in range(6)] == [True] * 6
        assert max(waits) <= 3600
        clock.forward(days=1)
        assert one_round(city).dead == 0

    def test_what_is_rejected_is_dead_at_once(self) -> None:
        """There is no second try for an address that does not exist."""
        city = opened(box=Box(lambda _: Rejected("smtp.550")))
        paid(city)
        assert one_round(city).dead == 1
        (dead,) = city.delivery.dead(notifier="box")
        assert (dead.tries, dead.failed) == (1, "smtp.550")
        assert len(city.delivery.dead(notifier="other")) == 0

    def test_the_dead_can_be_raised_or_buried(self) -> None:
        """`retry` sends a dead letter again, late as it is; `discard` forgets it; both know who is meant."""
        clock, box = StandingClock(MONDAY), Box(lambda _: Rejected("smtp.550"))
        city = opened(clock, box=box)
        paid(city)
        paid(city)
        city.delivery.run()
        one, other = city.delivery.dead(limit=1).items[0], city.delivery.dead().items[1]
        clock.forward(days=30)
        box.act = None
        city.delivery.retry(one.id)
        city.delivery.discard(other.id)
        assert one_round(city).sent == 1
        assert [message.id for message in box.messages] == [one.id]
        assert len(city.delivery.dead()) == len(city.delivery.waiting()) == 0
        for forget in (city.delivery.retry, city.delivery.discard):
            with pytest.raises(NotFound):
                forget(one.id)

    def test_waiting_for_too_long_is_death(self) -> None:
        """A message past its use-by time is not tried again, and is listed as late."""
        clock = StandingClock(MONDAY)
        city = opened(clock, box=Box(later))
        applied(city)
        city.delivery.run()
        clock.forward(hours=25)
        done = one_round(city)
        assert (done.late, done.dead) == (1, 1)
        assert [letter.failed for letter in city.delivery.dead()] == ["late"]

    def test_a_far_end_may_ask_for_time_within_an_hour(self) -> None:
        """`Postponed(seconds=)` waits at least as long, and no longer than an hour."""
        for asked, least, most in ((600, 600, 600), (10**6, 3600, 3600), (1, 30, 60)):
            answer = Postponed("http.429", asked)
            city = opened(box=Box(functools.partial(says, answer)))
            paid(city)
            city.delivery.run()
            (letter,) = city.delivery.waiting()
            assert letter.next is not None
            assert least <= (letter.next - city.now()).total_seconds() <= most

    def test_the_hosts_own_trouble_is_a_failed_try(self, caplog: pytest.LogCaptureFixture) -> None:
        """A `resolve` that raises or answers with no address postpones the message, and the log says why."""
        for answer, why in ((lambda *_: 1 / 0, "resolve.ZeroDivisionError"), (lambda *_: "x@y", None)):
            city = small(pack=usual(), plugins=(Plug(box=Box()),), resolve=answer)
            paid(city)
            assert one_round(city).postponed == 1
            (letter,) = city.delivery.waiting()
            assert letter.failed == (why or "resolve.rubbish.str")
            assert f"{letter.id} did not get through, try 1 of 8: {letter.failed}" in caplog.text

    def test_a_recipient_erased_while_it_waited_is_skipped(self) -> None:
        """Addresses are read at the last moment: who has none any more gets nothing, and nothing is kept."""
        gone: list[bool] = []
        city = small(
            pack=usual(),
            plugins=(Plug(box=Box(later)),),
            clock=(clock := StandingClock(MONDAY)),
            resolve=lambda *_: None if gone else Address("x@y"),
        )
        paid(city)
        city.delivery.run()
        gone.append(True)
        clock.forward(hours=1)
        assert one_round(city).skipped == 1
        assert len(city.delivery.waiting()) == 0

    def test_two_messages_of_one_entry_share_its_fate(self) -> None:
        """When the first of them hangs, the second waits for its next try instead of being forgotten."""
        gate = Gate()
        two = {key: {**TEMPLATES["earned"]} for key in ("one", "two")}
        city = small(pack=telling(two), plugins=(Plug(box=Box(gate.hangs)),))
        city.delivery._callers["box"]._limit = 0.05
        paid(city)
        assert one_round(city).postponed == 2
        assert {letter.failed for letter in city.delivery.waiting()} == {"timeout", "busy"}
        gate.open.set()

    def test_a_value_with_a_line_break_is_no_title(self) -> None:
        """What would break a header is given up before any channel sees it."""
        said = {"en": "$cause", "zh": "$cause"}
        closed = {"on": "station.ClosedTemporarily", "to": "area", "title": said, "text": said}
        box = Box()
        city = small(pack=telling({"closed": {**TEMPLATES["earned"], **closed}}), plugins=(Plug(box=box),))
        here = ("station", station(city))
        cause = Label(en="x\r\nBcc: all", zh="x\r\nBcc: all")
        event = stations.ClosedTemporarily(stations.Closure(cause, city.now().date()))
        encoded = city._reader.registry.events["station"].encode(event)
        record = city._store.load("small", (here,)).records[0]
        assert record is not None
        checksums, token = city._reader.checksums, b"0" * 16
        command = checksums.command(Command(token, b"0" * 32, "x", 1, micros(city.now())))
        body = checksums.body(here, record.version + 1, checksums.body_of(record) or b"")
        told = checksums.event(here, record.version + 1, token, encoded)
        put = Put(here, record.version, body, ((0, told),))
        city._store.commit(Batch("small", (command,), (put,)), 5)
        assert one_round(city).dead == 1
        (letter,) = city.delivery.dead()
        assert (letter.failed, box.messages) == ("malformed", [])

    def test_a_record_erased_while_its_message_waited_is_told_of_no_more(self) -> None:
        """Names are read at the last moment: of what is gone nobody hears, and the letter goes too."""
        clock, box = StandingClock(MONDAY), Box(later)
        city = opened(clock, box=box)
        shop = applied(city)
        city.delivery.run()
        record = city._store.load("small", (("merchant", shop),)).records[0]
        assert record is not None
        city._source.commit("erase", Put(record.key, record.version, None))
        box.act = None
        clock.forward(hours=1)
        assert one_round(city).skipped == 1
        assert (box.messages, len(city.delivery.waiting())) == ([], 0)

    def test_many_messages_are_noted_on_the_way(self) -> None:
        """A round of many commits in between, so that a crash sends only the last hundred again."""
        box, clock = Box(), StandingClock(MONDAY)
        city = opened(clock, box=box)
        orders = [(points.Earn(WorkerId(f"rider-{n}"), "lead", quantity=1), None) for n in range(130)]
        assert all(answer for answer in city.do_many(orders, by=CLERK))
        box.act = lambda message: (
            Postponed("later") if len(box.messages) > 120 else box.messages.append(message)
        )
        assert one_round(city).postponed == 130
        clock.forward(hours=1)
        box.act = None
        assert city.delivery.run(limit=70)[0].sent == 70
        assert one_round(city).sent == 60
        assert len({message.id for message in box.messages}) == 130

    def test_many_that_are_late_are_noted_on_the_way_too(self) -> None:
        """However many waited until it was too late, no commit holds more than a store takes."""
        box, clock = Box(later), StandingClock(MONDAY)
        city = opened(clock, box=box)
        orders = [(points.Earn(WorkerId(f"rider-{n}"), "lead", quantity=1), None) for n in range(130)]
        assert all(answer for answer in city.do_many(orders, by=CLERK))
        assert one_round(city).postponed == 130
        clock.forward(days=30)
        before = city._store.load("small", ()).head
        commits = len(city._store.commits("small", 0, 1_000))  # type: ignore[attr-defined] # in memory
        assert one_round(city).dead == 130
        assert len(city._store.commits("small", 0, 1_000)) == commits + 2  # type: ignore[attr-defined] # as above
        assert city._store.load("small", ()).head == before

    def test_one_call_at_a_time(self) -> None:
        """While a notifier is being called nobody else calls it: a second worker of this process waits."""
        inner: list[Any] = []

        def act(_: Message) -> Any:
            inner.extend(city.delivery.run())
            return Accepted()

        city = opened(box=Box(act))
        paid(city)
        assert one_round(city).sent == 1
        assert [each.stopped.code for each in inner] == ["delivery.busy"]

    def test_a_channel_may_use_the_city(self) -> None:
        """A notifier that sends a command of its own is outside every commit, and what it does stands."""
        city: City

        def act(_: Message) -> Any:
            city.do(points.Earn(WorkerId("rider-9"), "lead", quantity=1), by=CLERK, once="from inside")
            return Accepted()

        city = opened(box=Box(act))
        paid(city)
        assert one_round(city).sent == 2
        assert city.points.balance(WorkerId("rider-9")) == 50


class TestOnce:
    """At least once, and no more often than must be."""

    def test_a_crash_between_sending_and_commit_sends_again_under_the_same_id(self) -> None:
        """What was sent and not noted goes out again, and the far end can tell."""
        first, again = Box(), Box()
        city = opened(box=first)
        paid(city)

        def dies(*_: Any) -> None:
            raise KeyboardInterrupt

        commit, city._source.store.commit = city._source.store.commit, dies  # type: ignore[method-assign,assignment] # a crash
        with pytest.raises(KeyboardInterrupt):
            city.delivery.run()
        city._source.store.commit = commit  # type: ignore[method-assign] # the next process
        city.delivery._callers["box"] = TimedCaller(again)  # type: ignore[index] # as above
        assert one_round(city).sent == 1
        assert [m.id for m in first.messages] == [m.id for m in again.messages]

    def test_of_two_workers_one_is_fenced_off(self) -> None:
        """A second worker on the same channel loses its commit, says so, and leaves the position alone."""
        box = Box()
        city = opened(box=box)
        paid(city)
        inner: list[Any] = []

        def act(message: Message) -> Any:
            box.act = None
            inner.extend(opened_again(city, box).run())
            box.messages.append(message)
            return Accepted()

        box.act = act
        outer = one_round(city)
        assert outer.stopped is not None
        assert outer.stopped.code == "delivery.fenced"
        assert [each.sent for each in inner] == [1]
        assert one_round(city).sent == 0
        assert len({message.id for message in box.messages}) == 1

    def test_a_damaged_position_is_found(self) -> None:
        """`verify` reads delivery's own records too, though no event makes them, erased ones as well."""
        city = opened(box=Box(later))
        paid(city)
        city.delivery.run()
        city.delivery.discard(city.delivery.waiting().items[0].id)
        assert city.verify(full=True).clean
        city._source.commit("damage", Put(("consumer", "notify:box"), 1, b"\xc1"))
        (problem,) = city.verify(full=True).problems
        assert problem.code == "verify.record_unreadable"

    def test_a_position_set_back_finds_its_dead_letters(self) -> None:
        """A message that failed before is kept under the same record when its entry comes again."""
        city = opened(box=Box(later))
        paid(city)
        city.delivery.run()
        version, position = city._source.consumer("notify:box")
        city._source.commit("set back", city._source.moved("notify:box", version, position - 1))
        assert one_round(city).postponed == 1
        assert len(city.delivery.waiting()) == 1

    @settings(max_examples=count(20, 200, 2_000))
    @given(st.lists(st.sampled_from(["earn", "run", "crash", "down", "up", "hour"]), max_size=count(14, 30)))
    def test_whatever_happens_everybody_is_told(self, steps: list[str]) -> None:
        """Crashes, outages and waits in any order: in the end each event was told, or its letter is dead."""
        clock, box = StandingClock(MONDAY), Box()
        city = opened(clock, box=box)
        earned = 0
        for step in steps:
            match step:
                case "earn":
                    paid(city)
                    earned += 1
                case "run":
                    city.delivery.run()
                case "crash":
                    opened_again(city, box).run(limit=1)
                case "down":
                    box.act = later
                case "up":
                    box.act = None
                case "hour":
                    clock.forward(hours=1)
        box.act = None
        clock.forward(hours=2)
        city.delivery.run()
        told = {message.id for message in box.messages}
        dead = {letter.id for letter in city.delivery.dead()}
        assert len(told | dead) == earned
        assert len(city.delivery.waiting()) == 0


def opened_again(city: City, box: Box) -> Any:
    """The same city's delivery as another process would have it."""
    callers = callers_of(Plugins((Plug(box=box),)), ())
    return type(city.delivery)(city._source, callers, resolve, Chain())


@given(st.integers(1, 7), st.text(max_size=8))
def test_waits_grow_and_are_spread(tries: int, id_: str) -> None:
    """Waits double up to an hour, each cut by up to a half, the same for the same message."""
    full = min(60 * 2 ** (tries - 1), 3600)
    assert full / 2 <= wait(id_, tries).total_seconds() <= full
    assert wait(id_, tries) == wait(id_, tries)
