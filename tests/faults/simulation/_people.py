"""Who is at work in a run: clients, a ticker, delivery daemons, a consumer, an operator."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, Final, NoReturn

import attrs

from friendly_services.city import City, Done
from friendly_services.codec import Undecodable
from friendly_services.errors import FriendlyServicesError
from friendly_services.messages import Accepted, Message, Outcome, Postponed, Rejected
from friendly_services.storage import Corrupt, MemoryStore
from tests.city.town import HEAD
from tests.faults.simulation._troubles import Killed, Process
from tests.faults.simulation._world import CHANNELS, Intent, Taken, World, pack
from tests.laws.programs import ACTORS, OWNER, WAYS, Run

__all__ = ["Person", "everybody"]

HOUR: Final = 3_600.0
DAY: Final = 24 * HOUR


class Wait:
    """A clock for those who want time to pass."""

    def __init__(self, world: World) -> None:
        self._world = world

    def forward(self, **by: float) -> None:
        """Let it pass."""
        self._world.baton.pause(timedelta(**by).total_seconds())


def prepared(world: World, known: Run) -> None:
    """Have the city ready before anything goes wrong: shops that are named, rewards, riders with points."""
    known.city = world.open(world.process())
    known.prepare()


@attrs.define(eq=False)
class Person:
    """Somebody in a process of its own, who goes on after the process has died."""

    world: World
    work: Callable[["Person", City], None]
    channels: tuple[str, ...] = ()
    city: City | None = None
    process: Process = attrs.field(init=False)
    draw: Random = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.process = self.world.process()
        self.draw = self.process.draw

    def live(self) -> None:
        """Work until the run has made its steps."""
        while self.world.steps > 0:
            self.world.steps -= 1
            try:
                if self.city is None:
                    self.city = self.open()
                self.work(self, self.city)
            except Killed:
                self.world.count["killed"] += 1
                self.excuse()
                self.die()
                self.world.baton.pause(self.draw.random() * 600)
            except (Corrupt, Undecodable):
                raise  # nothing that is simulated can do this
            except FriendlyServicesError as error:
                self.world.count[type(error).__name__] += 1
                self.excuse()

    def die(self) -> None:
        """Lose the process, and everything it held in memory."""
        self.city, self.process.doomed = None, False

    def excuse(self) -> None:
        """What this one did last may have been done and not noted."""
        for name in self.channels:
            self.world.excuses[name] += 1

    def open(self) -> City:
        """A new process of the same person."""
        boxes = {name: Channel(self.world, name, self.draw) for name in self.channels}
        return self.world.open(self.process, boxes)


# --- clients --------------------------------------------------------------------------------------


def client(known: Run) -> Callable[[Person, City], None]:
    """Somebody who sends commands: new ones, the same again, old ones, several at once."""

    def work(me: Person, city: City) -> None:
        world, draw = me.world, me.draw
        past = list(world.intents.values())
        lot = draw.random()
        if past and lot < 0.05 + world.troubles.late:
            old = draw.choice(past[-5:] if draw.random() < 0.5 else past)
            world.count["again"] += 1
            world.send(city, [old])
        elif lot < 0.5 and draw.random() >= world.troubles.haste:
            world.steps += 1  # waiting is none
            world.baton.pause(draw.choice((0.0, 1.0, 60.0, HOUR, DAY)) * draw.random())
        elif 0.5 < lot < 0.55:
            ask(city, draw)
        else:
            intents = [intent(known, city, world, draw) for _ in range(draw.choice((1, 1, 1, 1, 3)))]
            for each in intents:
                each.by = intents[0].by
            world.send(city, intents)
            for each in intents:
                learn(known, each)

    return work


def intent(known: Run, city: City, world: World, draw: Random) -> Intent:
    """A new command, on what is known."""
    known.city = city
    verb, which, how = draw.choice(world.verbs), draw.randrange(world.few), draw.randrange(WAYS)
    once = f"{world.seed}-{len(world.orders)}-{draw.random()}"
    return Intent(once, known.command((verb, which, how)), OWNER if verb == "apply" else ACTORS[how])


def learn(known: Run, sent: Intent) -> None:
    """What the answer told goes into later commands."""
    if sent.settled is not None and sent.receipt is not None:
        known.learn(Done(sent.settled[0], sent.receipt, sent.events, replayed=False))


def ask(city: City, draw: Random) -> None:
    """Questions, which must have an answer whatever the others do meanwhile."""
    question = draw.randrange(4)
    if question == 0:
        city.inbox(limit=20)
    elif question == 1:
        for shop in city.merchants.find(limit=20):
            city.history(shop.id)
    elif question == 2:
        city.publish(pack(draw.randrange(3)), by=HEAD)
    else:
        city.feed("nobody").read(limit=50)


# --- channels and those who use them ----------------------------------------------------------------


class Channel:
    """A channel to people that may do whatever a stranger's code does."""

    def __init__(self, world: World, name: str, draw: Random) -> None:
        self._world = world
        self._name = name
        self._draw = draw

    def send(self, message: Message) -> Outcome:
        """Take the message, or not."""
        world, draw = self._world, self._draw
        if world.calm or draw.random() >= world.troubles.channel:
            self._take(message)
            return Accepted()
        ways = (self._raise, self._hang, self._hang, self._exit, self._rubbish, self._no, self._later)
        return draw.choice(ways)(message)

    def _take(self, message: Message) -> None:
        self._world.accepted[self._name].append(Taken(message.id, message.recipient.id, message.at))

    def _raise(self, _: Message) -> NoReturn:
        raise ConnectionError("simulated")

    def _exit(self, _: Message) -> NoReturn:
        raise SystemExit(3)

    def _hang(self, message: Message) -> Outcome:
        """Longer than anybody waits, or not quite; the message goes out in the end, or does not."""
        self._world.baton.pause(self._draw.random() * 30)
        if self._draw.random() < 0.5:
            return Postponed("later")
        self._world.excuses[self._name] += 1
        self._take(message)
        return Accepted()

    def _rubbish(self, _: Message) -> Any:
        return "OK"

    def _no(self, _: Message) -> Outcome:
        return Rejected("simulated")

    def _later(self, _: Message) -> Outcome:
        return Postponed("later", self._draw.choice((None, 5, 7_200)))


def daemon(me: Person, city: City) -> None:
    """Somebody who runs the delivery."""
    rounds = city.delivery.run(limit=me.draw.choice((1, 5, 1_000)))
    for each in rounds:
        if each.stopped is not None:
            me.excuse()
        me.world.count["sent"] += each.sent
    me.world.baton.pause(me.draw.random() * HOUR)


def ticker(me: Person, city: City) -> None:
    """Somebody who lets happen what is due."""
    me.world.count["ticked"] += len(city.tick(limit=me.draw.choice((1, 1_000))).done)
    me.world.baton.pause(me.draw.random() * 6 * HOUR)


def consumer(me: Person, city: City) -> None:
    """Somebody who follows the journal."""
    feed = city.feed("host")
    batch = feed.read(limit=me.draw.choice((1, 7, 100)))
    me.world.fed.append(tuple(entry.position for entry in batch))
    feed.acknowledge(batch)
    me.world.baton.pause(me.draw.random() * HOUR)


def operator(everyone: list[Person]) -> Callable[[Person, City], None]:
    """Somebody who makes backups, and has to put one back."""
    kept: list[MemoryStore] = []

    def work(me: Person, _: City) -> None:
        if not kept or me.draw.random() < 0.2:
            kept[:] = [me.world.backup()]
        if me.draw.random() < me.world.troubles.restored:
            me.world.restore(kept.pop(), [each.process for each in everyone])
        me.world.baton.pause(me.draw.random() * DAY)

    return work


def everybody(world: World) -> list[Person]:
    """Two to four clients, one or two delivery daemons, one or two tickers, a consumer, an operator."""
    known = Run(None, Wait(world))  # type: ignore[arg-type] # each brings its own city, and waits with the others
    world.baton.start(lambda: prepared(world, known))
    world.calm = True
    world.baton.run()
    world.calm = False
    people: list[Person] = []
    people += [Person(world, client(known)) for _ in range(world.draw.randint(2, 4))]
    people += [Person(world, daemon, CHANNELS) for _ in range(world.draw.randint(1, 2))]
    people += [Person(world, ticker) for _ in range(world.draw.randint(1, 2))]
    people += [Person(world, consumer)]
    if world.troubles.restored:
        people.append(Person(world, operator(people)))
    return people
