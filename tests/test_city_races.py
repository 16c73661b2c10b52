"""What happens to a command when others write, stores stumble, or a key was used before."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from friendly_services import merchants, points
from friendly_services.city import (
    AlreadyClaimed,
    City,
    Done,
    Indeterminate,
    OnceReused,
    PackDiffers,
    Publish,
    Redeem,
)
from friendly_services.city._reader import Reader
from friendly_services.city._registry import Registry
from friendly_services.city._tick import tick
from friendly_services.decider import Actor, Capability, Context, Decision, Due, NewId
from friendly_services.errors import Invalid
from friendly_services.hookspecs import StoreOpener, hookimpl
from friendly_services.ids import Key, RewardId
from friendly_services.storage import Batch, MemoryStore, TokenReused, Unavailable
from friendly_services.storage import Indeterminate as StoreIndeterminate
from friendly_services.testing import StandingClock
from friendly_services.text import Reason
from tests.city import tally
from tests.city.test_executor import ANY, REGISTRY, Troubled, desk, do, executor
from tests.city.town import (
    CLERK,
    HEAD,
    MONDAY,
    OWNER,
    application,
    applied,
    changed,
    on_notice,
    pack,
    small,
)


def lost(_: Batch) -> None:
    """The connection goes at COMMIT."""
    raise StoreIndeterminate(Reason("storage.closed"))


def gone(_: Batch) -> None:
    """The store cannot be reached."""
    raise Unavailable(Reason("storage.closed"))


def test_a_lost_answer_is_not_taken_for_surely_not_committed() -> None:
    """A store that cannot be reached after a lost answer says nothing of the commit before."""
    store = Troubled(MemoryStore())
    run = executor(store, patience=0.03)
    store.after.append(lost)
    store.before += [lambda _: None, *[gone] * 50]
    with pytest.raises(Indeterminate) as error:
        do(run, tally.Start("a"), "k")
    assert (error.value.once, error.value.every) == ("k", ("k",))
    assert store.load("banan", ()).head == 1
    store.before.clear()
    assert do(run, tally.Start("a"), "k").replayed


def test_a_lost_answer_is_asked_for_again_until_it_is_there() -> None:
    """The same batch is sent again, past a store that is away for a moment."""
    store = Troubled(MemoryStore())
    store.after.append(lost)
    store.before += [lambda _: None, gone]
    assert do(executor(store), tally.Start("a"), "k").replayed
    assert store.load("banan", ()).head == 1


def test_a_batch_that_is_lost_names_the_key_of_each_command() -> None:
    """Without them, commands that came without a key could not be sent again."""
    store = Troubled(MemoryStore())
    run = executor(store, patience=0.0)
    store.before.append(lost)
    orders = [run.order(tally.Start(name), None) for name in "ab"]
    with pytest.raises(Indeterminate) as error:
        run.run(orders, ANY)
    assert error.value.every == tuple(order.once for order in orders)


def test_who_comes_second_with_a_key_gets_the_first_answer() -> None:
    """Two send the same command at once: what the first decided is the answer, not what the second would."""
    store = Troubled(MemoryStore())
    run = executor(store)
    id_ = do(run, tally.Start("a")).id
    do(run, tally.Add(id_, 3))

    def first(_: Batch) -> None:
        do(run, tally.Reset(id_))
        do(run, tally.Add(id_, 2), "k")

    store.before += [first]
    answer = do(run, tally.Add(id_, 2), "k")
    assert answer.replayed
    assert answer.events == (tally.Counted(1), tally.Counted(2))


def test_a_refusal_is_decided_again_if_what_it_read_has_changed() -> None:
    """A refusal that will be remembered is as true at its commit as any other answer."""
    store = Troubled(MemoryStore())
    run = executor(store)
    id_ = do(run, tally.Start("a")).id
    do(run, tally.Add(id_, tally.LIMIT))
    store.before.append(lambda _: do(run, tally.Reset(id_)))
    assert do(run, tally.Add(id_, 1), "k").events == (tally.Counted(1),)


def test_another_command_that_took_the_key_meanwhile_fails_alone() -> None:
    """The rest of its batch is done."""
    store = Troubled(MemoryStore())
    run = executor(store)
    store.before.append(lambda _: do(run, tally.Start("x"), "k"))
    orders = [run.order(tally.Start("a"), "k"), run.order(tally.Start("b"), None)]
    taken, done = run.run(orders, ANY)
    assert isinstance(taken, OnceReused)
    assert (taken.once, isinstance(taken, TokenReused)) == ("k", True)
    assert isinstance(done, Done)


def test_a_claim_found_held_and_given_up_in_the_same_batch_is_free() -> None:
    """That another claim of the batch is refused does not bring back one that was given up."""
    with small() as city:
        first = applied(city, 1)
        second = applied(city, 2)
        withdraw = (merchants.Withdraw(first), "w")
        answers = city.do_many([withdraw, application(1), application(2)], by=OWNER)
        assert [type(answer) for answer in answers] == [Done, Done, AlreadyClaimed]
        assert isinstance(answers[2], AlreadyClaimed)
        assert answers[2].holder == second


@attrs.frozen
class Twins:
    """Begin two tallies of one name."""

    name: str


def test_one_command_cannot_claim_the_same_twice() -> None:
    """Two records of one command are told apart like those of two."""

    def subjects(_: Twins, new: NewId) -> tuple[Key, ...]:
        return tuple(("tally", new("tally", n)) for n in (0, 1))

    def decide(_: Any, command: Twins, context: Context[Any]) -> Decision:
        keys = subjects(command, context.new)
        return tuple((key, tally.Started(key[1], command.name, context.now)) for key in keys)

    twins: Capability[Any] = Capability("twins", (), (Twins,), subjects, decide, dict)
    run = executor(MemoryStore(), registry=Registry.of(*REGISTRY.capabilities, twins))
    with pytest.raises(AlreadyClaimed) as error:
        do(run, Twins("a"))
    assert error.value.what == "name"


def test_checking_sees_the_claims_of_others() -> None:
    """`check` refuses what `do` would."""
    with small() as city:
        holder = applied(city, 1)
        with pytest.raises(AlreadyClaimed) as error:
            city.check(application(1), by=OWNER)
        assert error.value.holder == holder


def test_a_wrong_row_of_a_batch_is_its_own_answer() -> None:
    """A key too long, a field of another type and a host that is none hold up nobody."""
    with small() as city:
        earn = points.Earn("rider-1", "lead", on=5)  # type: ignore[arg-type]
        rows = [
            (application(1), "x" * 257),
            (application(2), "\ud800"),
            Redeem("rider-1", RewardId("reward-1"), "nowhere"),  # type: ignore[arg-type]
            earn,
            application(3),
        ]
        answers = city.do_many(rows, by=OWNER)
        assert [type(answer) for answer in answers] == [Invalid, Done, Invalid, Invalid, Done]


def test_an_id_that_no_record_can_have_is_refused_by_itself() -> None:
    """Else the store would refuse the whole batch for it."""
    run = executor(MemoryStore())
    with pytest.raises(Invalid) as error:
        run.order(tally.Add("计数"), None)
    assert error.value.problems[0].field == "tally"


def test_replaying_a_large_batch_reads_its_journal_once() -> None:
    """A thousand receipts of one commit cost one reading, not a thousand."""
    store = Reading(MemoryStore())
    run = executor(store)
    orders = [run.order(tally.Start(f"t{n}"), f"k{n}") for n in range(50)]
    first = run.run(orders, ANY)
    again = run.run(orders, ANY)
    assert store.reads == 1
    assert [a.events for a in again if isinstance(a, Done)] == [
        a.events for a in first if isinstance(a, Done)
    ]


class Reading(Troubled):
    """A store that counts how often its journal is read."""

    reads = 0

    def read(self, *args: Any) -> Any:
        """As the store."""
        self.reads += 1
        return self.store.read(*args)


def test_receipts_without_events_are_told_from_the_commit_after_them() -> None:
    """A commit that wrote no event stands before the position that the next one begins with."""
    store = MemoryStore()
    run = executor(store)
    a, b = do(run, tally.Start("a")).id, do(run, tally.Start("b")).id
    nothing = run.order(tally.Compare(a, b), "nothing")
    counted = run.order(tally.Add(a, 2), "counted")
    run.run([nothing], ANY)
    run.run([counted], ANY)
    replayed = run.run([nothing, counted], ANY)
    assert [answer.events for answer in replayed if isinstance(answer, Done)] == [
        (),
        (tally.Counted(1), tally.Counted(2)),
    ]


def test_what_is_scheduled_is_sent_again_after_a_refusal() -> None:
    """The rule that schedules it is no late duplicate: once the reason is gone, it is done."""
    store = MemoryStore()
    run = executor(store)
    id_ = do(run, tally.Start("a")).id
    do(run, tally.Add(id_, tally.LIMIT))
    add = run.order(tally.Add(id_), "tick", scheduled=True)
    (refused,) = run.run([add], ANY, scheduled=True)
    assert isinstance(refused, tally.Full)
    do(run, tally.Reset(id_))
    (done,) = run.run([add], ANY, scheduled=True)
    assert isinstance(done, Done)
    assert desk(store).get(id_).count == 1


def test_no_key_of_the_host_meets_one_of_the_library() -> None:
    """Whoever guesses what `tick` will send cannot take its place."""
    run = executor(MemoryStore())
    mine = run.order(tally.Start("a"), "tick:tally:a:1", scheduled=True)
    assert mine.token != run.order(tally.Start("a"), "tick:tally:a:1").token


def test_tick_goes_past_what_is_refused() -> None:
    """Acts that cannot be done now do not use up the limit of those that can, and are asked again."""

    def due(state: tally.Tally) -> Due | None:
        by = tally.LIMIT if state.name.startswith("too much") else 1
        return Due(state.since, tally.Add(state.id, by)) if state.count < 2 else None

    kind = attrs.evolve(tally.TALLY, due=due)
    scheduled = attrs.evolve(tally.CAPABILITY, kinds=(kind,))
    registry = Registry.of(*[c for c in REGISTRY.capabilities if c.name != "tallies"], scheduled)
    store, clock = MemoryStore(), StandingClock(MONDAY)
    run = executor(store, clock=clock, registry=registry)
    stuck = [do(run, tally.Start(f"too much {n}")).id for n in range(3)]
    for id_ in stuck:
        do(run, tally.Add(id_, 1))
    clock.forward(hours=1)
    good = do(run, tally.Start("good")).id
    reader = Reader(store, "banan", registry, clock)
    for count in (1, 2):
        ticked = tick(reader, run, clock(), limit=1)
        assert [done.id for done in ticked.done] == [good]
        assert [(id_, type(why)) for id_, why in ticked.refused] == [
            (id_, tally.Full) for id_ in sorted(stuck)
        ]
        assert reader.load(("tally", good))[0].count == count
    assert tick(reader, run, clock(), limit=1).done == ()


def test_what_another_process_has_done_is_not_done_by_this_tick() -> None:
    """Two ticks at once share the acts between them."""
    clock = StandingClock(MONDAY)
    with small(clock) as city:
        on_notice(city)
        clock.forward(days=3)
        other: list[int] = []
        store = Troubled(city._store)  # type: ignore[arg-type]
        store.before.append(lambda _: other.append(len(city.tick().done)))
        mine = tick(city._reader, attrs.evolve(city._executor, store=store), clock(), 1_000)
        assert (other, mine.done, mine.refused) == ([1], (), ())


def opened_twice(first: Any, second: Any) -> tuple[City, int]:
    """A city that another process makes from `first` while this one makes it from `second`."""
    store = Troubled(MemoryStore())
    shared = store.store
    shared.close = lambda: None  # type: ignore[method-assign] # as another process would, leave it open

    def other(_: Batch) -> None:
        small(pack=first, plugins=[opener(shared, "mine")], url="mine:").close()

    store.before.append(other)
    city = small(pack=second, plugins=[opener(store, "mine")], url="mine:")
    return city, city.pack.number


def opener(store: Any, scheme: str) -> Any:
    """A plugin that hands out one store."""

    class Plugin:
        """Offers it."""

        @hookimpl
        def register_stores(self, register: Callable[[StoreOpener], None]) -> None:
            """Hand it over."""
            register(StoreOpener(scheme, lambda _: store, protocol=1))

    return Plugin()


def test_two_that_make_the_same_city_at_once_both_have_it() -> None:
    """The second finds the first's pack in force."""
    city, number = opened_twice(pack(), pack())
    assert (number, city.pack.digest) == (1, pack().digest)


@pytest.mark.parametrize("name", ["small-city", "other-city"])
def test_two_that_make_a_city_from_different_packs_are_told(name: str) -> None:
    """Whoever comes second is warned, as of any existing city."""
    other = changed('"hold_days":3', '"hold_days":4')
    if name == "other-city":
        other = changed('"name":"small-city"', '"name":"other-city"')
    with pytest.warns(PackDiffers):
        city, number = opened_twice(pack(), other)
    assert (number, city.pack.digest) == (1, pack().digest)


def test_a_pack_that_could_not_be_read_is_never_in_force() -> None:
    """A host that sends the command itself is refused what would close the city for good."""
    with small() as city:
        with pytest.raises(Invalid):
            city.do(Publish("small-city", "{}"), by=HEAD)
        with pytest.raises(Invalid) as error:
            city.do(Publish("other", changed('"hold_days":3', '"hold_days":4').content), by=HEAD)
        assert error.value.problems[0].field == "name"
        assert city.pack.number == 1


def test_publishing_answers_with_the_pack_that_was_published() -> None:
    """A retry after a newer one came still gets its own."""
    with small() as city:
        four, five = (changed('"hold_days":3', f'"hold_days":{n}') for n in (4, 5))
        assert city.publish(four, by=HEAD, once="four").number == 2
        assert city.publish(five, by=HEAD).number == 3
        assert city.publish(four, by=HEAD, once="four").number == 2


def test_a_zone_published_elsewhere_holds_at_once() -> None:
    """Days are those of the pack in force, whoever put it there."""
    clock = StandingClock(MONDAY.replace(hour=1))
    store = MemoryStore()
    store.close = lambda: None  # type: ignore[method-assign] # shared by two that open it
    ours, theirs = (small(clock, plugins=[opener(store, "mine")], url="mine:") for _ in "ab")
    moved = changed('"city":{"zone":"Asia/Shanghai"', '"city":{"zone":"Europe/London"')
    theirs.publish(moved, by=HEAD)
    on_notice(ours)
    assert ours.now().date().day == 1
    (line, *_) = ours.history(applied(ours, 2))
    assert line.at.date().day == 1


def test_one_role_may_be_given_as_text() -> None:
    """A role is not taken for its letters."""
    assert Actor("u", roles="officer") == CLERK.__class__("u", roles={"officer"})
