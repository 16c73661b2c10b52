"""What holds after every run, whatever went wrong in it, once the troubles are over."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import zip_longest

import attrs

from friendly_services import points
from friendly_services.city import City, Done
from friendly_services.city._executor import Executor
from friendly_services.ids import WorkerId
from friendly_services.messages import delivery_id, notices
from friendly_services.packs import Pack
from friendly_services.storage import Entry, Loaded, MemoryStore, StoreError
from tests.faults.seeds import Lost
from tests.faults.simulation._people import HOUR, Channel
from tests.faults.simulation._world import CHANNELS, CITY, Taken, World
from tests.laws.programs import indexes, journal, records

__all__ = ["check", "settle"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ROUNDS = 40
"""Within which all messages have gone out."""


def settle(world: World) -> City:
    """Let everybody get an answer and every message its turn, now that nothing goes wrong any more."""
    world.calm = True
    process = world.process()
    city = world.open(process, {name: Channel(world, name, process.draw) for name in CHANNELS})
    for intent in list(world.intents.values()):
        if intent.settled is None:
            (answer,) = city.do_many([(intent.command, intent.once)], by=intent.by)
            assert not isinstance(answer, StoreError), f"{intent.once} has no answer: {answer!r}"
            world.told(city, intent, answer)
    for _ in range(ROUNDS):
        for letter in city.delivery.dead(limit=1_000):
            city.delivery.retry(letter.id)
        rounds = city.delivery.run(limit=100_000)
        if not any(each.sent or each.stopped for each in rounds) and not city.delivery.waiting():
            break
        world.baton.pause(2 * HOUR)
    feed = city.feed("host")
    while batch := feed.read(limit=1_000):
        world.fed.append(tuple(entry.position for entry in batch))
        feed.acknowledge(batch)
    return city


def check(world: World, city: City) -> None:
    """Every law."""
    entries = journal(city)
    acknowledged(world, entries)
    known(world, entries)
    times(world, entries)
    balances(city, entries)
    told(world, city, entries)
    followed(world, entries)
    assert city.verify(full=True).problems == ()
    serial(world, city)


def acknowledged(world: World, entries: list[Entry]) -> None:
    """What was acknowledged is there, as it was told, and once."""
    by_token: dict[bytes, list[Entry]] = {}
    for entry in entries:
        by_token.setdefault(entry.command.token, []).append(entry)
    orders = {order.once: order for order, _, scheduled in world.orders.values() if not scheduled}
    for intent in world.intents.values():
        if intent.receipt is None:
            continue
        order = orders[intent.once]
        (found,) = world.shared.load(CITY, (), (order.token,)).committed
        if found is None:
            raise Lost(f"{intent.once}: {intent.receipt}")
        assert attrs.evolve(found.receipt, replayed=False, results=()) == intent.receipt
        if len(by_token.get(order.token, ())) != len(intent.events):
            raise Lost(f"{intent.once}: of {intent.events} there is {by_token.get(order.token)}")


def known(world: World, entries: list[Entry]) -> None:
    """Everything that happened was asked for under that very token, and no token comes in two commits."""
    tokens = [each.token for commit in world.shared.commits(CITY, 0, 1_000_000) for each in commit.commands]
    assert len(tokens) == len(set(tokens)), "a command was committed twice"
    strangers = {entry.command.token for entry in entries} - set(world.orders)
    assert not strangers, "something was done that nobody asked for"
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))


def times(world: World, entries: list[Entry]) -> None:
    """The time of a commit is its own, but never before that of the one before."""
    at, by_position = 0, {entry.position: entry.at for entry in entries}
    for commit in world.shared.commits(CITY, 0, 1_000_000):
        at = max(at, *(command.now for command in commit.commands))
        assert commit.at == at
        assert all(by_position[position] == at for position in range(commit.first, commit.last + 1))


def balances(city: City, entries: list[Entry]) -> None:
    """What leaves one account comes to another, and each holds the sum of its transfers."""
    accounts = [entry for entry in entries if entry.key[0] == "account"]
    sums = points.totals((WorkerId(entry.key[1]), city._reader.event(entry)) for entry in accounts)
    assert sum(sums.values()) == 0
    for worker in {entry.key[1] for entry in accounts}:
        held = points.holdings(city.points.get(WorkerId(worker)))
        assert held == {account: sums.get(account, 0) for account in held}


def told(world: World, city: City, entries: list[Entry]) -> None:
    """Every message went out over every channel, none waits, and again only for a reason."""
    expected: set[tuple[str, Taken]] = set()
    source = city._source
    states = source.states(entry.key for entry in entries)
    for entry in entries:
        if not entry.command.pack or entry.key not in states:
            continue
        rules = source.rules(entry.command.pack)
        for notice in notices(rules, entry.key[0], source.event(entry), states[entry.key]):
            for channel in CHANNELS:
                id_ = delivery_id(CITY, entry.position, entry.at, entry.command.token, channel, notice.key)
                expected.add((channel, Taken(id_, notice.recipient.id, source.instant(entry.at))))
    taken = Counter((channel, each) for channel in CHANNELS for each in world.accepted[channel])
    missing = expected - set(taken)
    assert not missing, f"{len(missing)} messages of {len(expected)} were never delivered"
    assert world.count["restored"] or set(taken) <= expected, "a message of something that never happened"
    assert len({each.id for _, each in taken}) == len(taken), "two messages go by one id"
    assert (len(city.delivery.waiting()), len(city.delivery.dead())) == (0, 0)
    assert not any(each.sent for each in city.delivery.run()), "a message goes out for ever"
    for channel in CHANNELS:
        again = sum(n - 1 for (name, _), n in taken.items() if name == channel)
        assert not again or world.excuses[channel] or world.count["restored"], f"{again} went out twice"


def followed(world: World, entries: list[Entry]) -> None:
    """A consumer was handed every entry, in order, and none before one that it had not been handed."""
    reached = 0
    for batch in world.fed:
        for position in batch:
            assert world.count["restored"] or position <= reached + 1, "the consumer was not handed an entry"
            reached = max(reached, position)
    assert reached >= len(entries)


def serial(world: World, city: City) -> None:
    """The same commands one after the other, in the order of their commits, do the very same."""

    class Replaying(Executor):
        def now(self, _: Loaded) -> datetime:
            return self.clock()

    again = world.open(world.process(), store=MemoryStore())
    executor = Replaying(**{f.name: getattr(again._executor, f.name) for f in attrs.fields(Executor)})
    for commit in world.shared.commits(CITY, 0, 1_000_000):
        asked = [world.orders.get(command.token) for command in commit.commands]
        if not all(asked) or commit.commands[0].now == 0:
            continue
        _, actor, scheduled = asked[0]  # type: ignore[misc] # all of them are there
        now = (EPOCH + timedelta(microseconds=commit.commands[0].now)).astimezone(city.now().tzinfo)
        at_that_time = attrs.evolve(
            executor, clock=partial(_same, now), pack_of=partial(_numbered, again, commit.commands[0].pack)
        )
        answers = at_that_time.run([each[0] for each in asked if each], actor, scheduled=scheduled)
        for answer, command in zip(answers, commit.commands, strict=True):
            done = isinstance(answer, Done)
            assert (command.result[:1] == b"\x01") == done, f"in this order it is answered by {answer!r}"
    for here, there in zip_longest(journal(again), journal(city)):
        assert _timeless(here) == _timeless(there), "in this order something else happens"
    kept = {k: r for k, r in records(city).items() if k[0] in city._reader.registry.kinds}
    bodies = {key: (record.version, record.body) for key, record in kept.items()}
    assert {key: (record.version, record.body) for key, record in records(again).items()} == bodies
    assert indexes(again) == indexes(city)


def _same(now: datetime) -> datetime:
    return now


def _numbered(city: City, number: int, _: object) -> Pack | None:
    """The pack by which a command was decided: a newer one may come into force while it is on its way."""
    return city.pack_numbered(number) if number else None


def _timeless(entry: Entry | None) -> Entry | None:
    return entry and attrs.evolve(entry, at=0)
