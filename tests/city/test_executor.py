"""The loop behind every command, on a capability small enough to see through."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from friendly_services.city import AlreadyClaimed, ClockAhead, Done, Indeterminate, OnceReused
from friendly_services.city._desk import Desk
from friendly_services.city._executor import Executor
from friendly_services.city._published import CAPABILITY as PUBLISHED
from friendly_services.city._reader import Reader
from friendly_services.city._registry import Registry
from friendly_services.decider import Actor
from friendly_services.errors import Forbidden, Invalid, NotFound
from friendly_services.storage import Batch, Conflict, Loaded, MemoryStore, Receipt, TokenReused, Unavailable
from friendly_services.storage import Indeterminate as StoreIndeterminate
from friendly_services.text import Reason
from tests.city import tally

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANY = Actor("u1")
REGISTRY = Registry.of(PUBLISHED, tally.CAPABILITY)


class Troubled:
    """A store that forwards everything and meets the trouble it is told to, before or after the commit."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.before: list[Callable[[Batch], None]] = []
        self.after: list[Callable[[Batch], None]] = []
        self.commits = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def load(self, *args: Any) -> Loaded:
        """As the store."""
        return self.store.load(*args)

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """As the store, with one trouble from each list."""
        self.commits += 1
        if self.before:
            self.before.pop(0)(batch)
        receipt = self.store.commit(batch, deadline)
        if self.after:
            self.after.pop(0)(batch)
        return receipt


def executor(store: Any, clock: Callable[[], datetime] = lambda: NOON, **changes: Any) -> Executor:
    """An executor without a pack: everything is allowed."""
    made = Executor(store, "banan", REGISTRY, lambda _: None, clock, False, None, 5.0)
    return attrs.evolve(made, **changes)


def do(run: Executor, command: Any, once: str | None = None) -> Any:
    """One command; its answer, or its error raised."""
    (answer,) = run.run([run.order(command, once)], ANY)
    if isinstance(answer, Done):
        return answer
    raise answer


def desk(store: Any) -> Desk[tally.Tally]:
    """Where tallies are asked for."""
    return Desk(Reader(store, "banan", REGISTRY, lambda: NOON), tally.TALLY)


def test_a_command_is_decided_committed_and_found() -> None:
    """What was done can be got, found by its index and read as history."""
    store = MemoryStore()
    run = executor(store)
    started = do(run, tally.Start("a"))
    do(run, tally.Add(started.id, 2))
    assert desk(store).get(started.id).count == 2
    assert [t.name for t in desk(store).find(count=(1, 3))] == ["a"]
    assert [line.event for line in desk(store).history(started.id)] == [
        tally.Started(started.id, "a", NOON),
        tally.Counted(1),
        tally.Counted(2),
    ]


def test_a_repeated_once_answers_without_deciding() -> None:
    """The second call gives the first receipt, id and events, even when it would be refused by now."""
    store = MemoryStore()
    run = executor(store)
    id_ = do(run, tally.Start("a")).id
    first = do(run, tally.Add(id_, 5), "form-1")
    again = do(run, tally.Add(id_, 5), "form-1")
    assert again.replayed
    assert not first.replayed
    assert (again.id, again.events, again.receipt.first) == (first.id, first.events, first.receipt.first)
    assert desk(store).get(id_).count == 5


def test_the_same_once_with_another_command_is_an_error() -> None:
    """A key belongs to one act, in one batch as over time."""
    run = executor(MemoryStore())
    id_ = do(run, tally.Start("a")).id
    do(run, tally.Add(id_, 1), "k")
    with pytest.raises(TokenReused):
        do(run, tally.Add(id_, 2), "k")
    answers = run.run([run.order(tally.Add(id_, n), "twice") for n in (1, 1, 2)], ANY)
    assert [type(a) for a in answers] == [Done, Done, OnceReused]
    assert desk(run.store).get(id_).count == 2


def test_a_remembered_refusal_stays_a_refusal() -> None:
    """A late duplicate of a refused command cannot succeed once there is room; a new key can."""
    run = executor(MemoryStore())
    id_ = do(run, tally.Start("a")).id
    do(run, tally.Add(id_, 5))
    with pytest.raises(tally.Full) as first:
        do(run, tally.Add(id_, 3), "k")
    do(run, tally.Reset(id_))
    with pytest.raises(tally.Full) as again:
        do(run, tally.Add(id_, 3), "k")
    assert (again.value.count, again.value.limit) == (first.value.count, first.value.limit) == (5, 5)
    assert do(run, tally.Add(id_, 3), "other").events[-1] == tally.Counted(3)


def test_a_conflict_is_decided_again() -> None:
    """When another writer comes between load and commit, the decision is taken on what is there now."""
    store = Troubled(MemoryStore())
    run = executor(store)
    other = executor(store.store)
    id_ = do(run, tally.Start("a")).id
    store.before.append(lambda _: do(other, tally.Add(id_, 3)))
    assert do(run, tally.Add(id_)).events == (tally.Counted(4),)


def test_conflicts_without_end_are_reported() -> None:
    """Retries are bounded by patience: the caller learns which records keep changing."""
    store = Troubled(MemoryStore())
    run = executor(store, patience=0.1)
    id_ = do(run, tally.Start("a")).id

    def conflict(batch: Batch) -> None:
        raise Conflict(tuple(put.key for put in batch.puts))

    store.before += [conflict] * 10_000
    with pytest.raises(Conflict) as error:
        do(run, tally.Add(id_))
    assert error.value.keys == (("tally", id_),)
    assert 2 < store.commits < 10_000


def test_what_was_only_read_guards_the_commit() -> None:
    """A rule over two records cannot be broken by a change of the one that is only read."""
    store = Troubled(MemoryStore())
    run, other = executor(store), executor(store.store)
    one, two = do(run, tally.Start("one")).id, do(run, tally.Start("two")).id
    do(run, tally.Add(two))
    store.before.append(lambda _: do(other, tally.Reset(two)))
    assert do(run, tally.Compare(one, two)).events == ()
    assert desk(store).get(one).count == 0


def test_a_lost_answer_is_asked_for_again_with_the_same_batch() -> None:
    """The reply to a commit that got lost is found by its token: one act, whatever the network does."""
    store = Troubled(MemoryStore())
    run = executor(store)
    id_ = do(run, tally.Start("a")).id

    def lost(_: Batch) -> None:
        raise StoreIndeterminate(Reason("storage.lost"))

    store.after.append(lost)
    assert do(run, tally.Add(id_)).replayed
    assert desk(store).get(id_).count == 1


def test_an_answer_lost_for_good_names_the_key_to_retry_with() -> None:
    """When the store stays silent, the error carries the key; the retry then finds the first commit."""
    store = Troubled(MemoryStore())
    run = executor(store, patience=0.0)
    id_ = do(executor(store.store), tally.Start("a")).id

    def lost(_: Batch) -> None:
        raise StoreIndeterminate(Reason("storage.lost"))

    store.after += [lost]
    with pytest.raises(Indeterminate) as error:
        do(run, tally.Add(id_))
    assert do(run, tally.Add(id_), error.value.once).replayed
    assert desk(store).get(id_).count == 1


def test_a_unique_name_is_claimed_once() -> None:
    """The second to claim is refused with the holder's id; the rest of its batch goes on."""
    run = executor(MemoryStore())
    first = do(run, tally.Start("a")).id
    with pytest.raises(AlreadyClaimed) as error:
        do(run, tally.Start("a"))
    assert error.value.holder == first
    names = ("b", "a", "b", "c")
    answers = run.run([run.order(tally.Start(name), None) for name in names], ANY)
    assert [type(a) for a in answers] == [Done, AlreadyClaimed, AlreadyClaimed, Done]


def test_a_batch_is_decided_in_order_in_one_commit() -> None:
    """Each command sees what those before it did; a refused one holds nobody up."""
    store = Troubled(MemoryStore())
    run = executor(store)
    id_ = do(run, tally.Start("a")).id
    commits = store.commits
    answers = run.run([run.order(tally.Add(id_, by), None) for by in (3, 3, 2)], ANY)
    assert [type(a) for a in answers] == [Done, tally.Full, Done]
    assert store.commits == commits + 1
    assert desk(store).get(id_).count == 5
    assert answers[2].events == (tally.Counted(4), tally.Counted(5))  # type: ignore[union-attr] # a Done


def test_check_decides_and_writes_nothing() -> None:
    """A check tells the events or raises the refusal, and the journal stays as it was."""
    store = MemoryStore()
    run = executor(store)
    id_ = do(run, tally.Start("a")).id
    head = store.load("banan", ()).head
    assert run.check(run.order(tally.Add(id_), None), ANY).events == (tally.Counted(1),)
    with pytest.raises(tally.Full):
        run.check(run.order(tally.Add(id_, 9), None), ANY)
    assert store.load("banan", ()).head == head


def test_check_answers_a_done_command_with_what_it_did() -> None:
    """Checking what was committed under the same key tells its events."""
    run = executor(MemoryStore())
    id_ = do(run, tally.Start("a")).id
    do(run, tally.Add(id_), "k")
    assert run.check(run.order(tally.Add(id_), "k"), ANY).events == (tally.Counted(1),)


def test_an_unknown_record_is_not_found() -> None:
    """The error names kind and id."""
    run = executor(MemoryStore())
    with pytest.raises(NotFound) as error:
        do(run, tally.Add("tally-x"))
    assert (error.value.kind, error.value.id) == ("tally", "tally-x")


def test_time_never_goes_back(caplog: pytest.LogCaptureFixture) -> None:
    """Row 24: an hour behind, a clock is logged and the last commit's time counts; a second is not logged."""
    times = [NOON, NOON - timedelta(seconds=1), NOON - timedelta(hours=1)]
    run = executor(MemoryStore(), clock=lambda: times.pop(0))
    do(run, tally.Start("a"))
    assert do(run, tally.Start("b")).events[0].at == NOON
    assert caplog.messages == []
    assert do(run, tally.Start("c")).events[0].at == NOON
    assert len(caplog.messages) == 1
    assert "set the clock" in caplog.text


def test_a_clock_far_ahead_is_refused_until_it_is_trusted() -> None:
    """A year and more ahead of the last commit is a wrong clock unless somebody says that it is right."""
    store = MemoryStore()
    do(executor(store), tally.Start("a"))
    later = executor(store, clock=lambda: NOON + timedelta(days=401))
    with pytest.raises(ClockAhead):
        do(later, tally.Start("b"))
    assert do(attrs.evolve(later, trust_clock=True), tally.Start("b")).id


@pytest.mark.parametrize("once", ["", "x" * 257])
def test_a_key_that_is_none_is_refused(once: str) -> None:
    """An empty or endless key would make different acts one."""
    with pytest.raises(Invalid) as error:
        executor(MemoryStore()).order(tally.Start("a"), once)
    assert error.value.problems[0].field == "once"


def test_what_is_no_command_is_a_type_error() -> None:
    """The message lists the commands there are."""
    with pytest.raises(TypeError, match=r"tallies\.Start"):
        executor(MemoryStore()).order("start", None)


def test_sixteen_threads_with_one_key_make_one_commit() -> None:
    """Row 12: the same command sixteen times at once is one act with sixteen equal receipts."""
    store = MemoryStore()
    run = executor(store)
    id_ = do(run, tally.Start("a")).id
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(do(run, tally.Add(id_), "k"))) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 16
    assert {(a.id, a.receipt.first, a.events) for a in answers} == {
        (id_, answers[0].receipt.first, answers[0].events)
    }
    assert desk(store).get(id_).count == 1


def test_an_unreachable_store_is_told_as_it_is() -> None:
    """Unavailable means surely not committed: it is not retried behind the caller's back."""
    store = Troubled(MemoryStore())
    run = executor(store)

    def gone(_: Batch) -> None:
        raise Unavailable(Reason("storage.full"))

    store.before.append(gone)
    with pytest.raises(Unavailable):
        do(run, tally.Start("a"))
    assert store.load("banan", ()).head == 0


def test_who_may_not_is_forbidden() -> None:
    """Default deny: without a role of the `may` table nothing is decided."""

    @attrs.frozen
    class Pack:
        """As much of a pack as the loop reads."""

        may: dict[str, frozenset[str]]
        number: int = 1
        calendar: Any = None
        rules: Any = attrs.Factory(dict)
        city: Any = None

    run = executor(MemoryStore(), pack_of=lambda _: Pack({"tallies.Start": frozenset({"clerk"})}))
    with pytest.raises(Forbidden) as error:
        do(run, tally.Start("a"))
    assert error.value.roles == ("clerk",)
    (done,) = run.run([run.order(tally.Start("a"), None)], Actor("u2", roles={"clerk"}))
    assert isinstance(done, Done)
    narrowed = attrs.evolve(run, authorize=lambda actor, _: actor.id != "u2")
    (denied,) = narrowed.run([narrowed.order(tally.Start("b"), None)], Actor("u2", roles={"clerk"}))
    assert isinstance(denied, Forbidden)
    (scheduled,) = run.run([run.order(tally.Start("c"), None)], ANY, scheduled=True)
    assert isinstance(scheduled, Done)
