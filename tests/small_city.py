"""A city of dictionaries: enough to send commands of one capability to records, with no store anywhere."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from friendly_services.decider import Actor, Capability, Context, Decision, Due, fold
from friendly_services.ids import Key, derive
from friendly_services.text import Reason
from friendly_services.workdays import Calendar


class SmallCity:
    """Keeps every record and its history, and lets time pass only when told."""

    def __init__(self, capability: Capability[Any], rules: Any, today: date) -> None:
        """Begin empty, on a day."""
        self.kinds = {kind.name: kind for kind in capability.kinds}
        self.capability = capability
        self.rules = rules
        self.today = today
        self.time = time(9)
        self.zone: tzinfo = UTC
        self.states: dict[Key, Any] = {}
        self.journal: list[tuple[Key, Any]] = []
        self.days: list[date] = []
        """The date of each entry of the journal."""
        self.commands = 0
        self.found: tuple[Any, ...] = ()

    @property
    def now(self) -> datetime:
        """Nine o'clock of today, unless told otherwise."""
        return datetime.combine(self.today, self.time, self.zone)

    def forward(self, **by: float) -> None:
        """Let so much time pass, by what `timedelta` takes."""
        later = self.now + timedelta(**by)
        self.today, self.time = later.date(), later.time()

    def do(self, command: Any, by: str | Actor = "officer-1", token: bytes | None = None) -> Decision:
        """Decide a command and keep what it did; a refusal changes nothing. `officer-1` is an officer.

        With the token of a command that a City had, new records get the ids that they have there.
        """
        token = str(self.commands).encode() if token is None else token
        self.commands += 1

        def new(kind: str, n: int = 0) -> str:
            return derive(kind, "small", token, n)

        keys = self.capability.subjects(command, new)
        actor = by if isinstance(by, Actor) else Actor(by, roles={by.partition("-")[0]})
        seal = b"seal" if any(kind == "contact" for kind, _ in keys) else b""
        context = Context(self.now, actor, self.rules, 1, Calendar({}), new, seal, self.found)
        known = {key: self.states[key] for key in keys if key in self.states}
        keys += self.capability.also(known, command, context)
        known |= {key: self.states[key] for key in keys if key in self.states}
        decision = self.capability.decide(known, command, context)
        assert {key for key, _ in decision} <= set(keys)
        for key, event in decision:
            self.states[key] = self.kinds[key[0]].evolve(self.states.get(key), event)
            self.journal.append((key, event))
            self.days.append(self.today)
        return decision

    def events(self, kind: str, name: str) -> list[Any]:
        """The history of one record."""
        return [event for found, event in self.journal if found == (kind, name)]

    def folded(self, kind: str, name: str) -> Any:
        """The record made anew from its history."""
        return fold(self.kinds[kind], self.events(kind, name))

    def due(self) -> list[Due]:
        """What is due by noon of today in UTC, in order."""
        noon = datetime.combine(self.today, time(12), UTC)
        every = [self.kinds[kind].due(state) for (kind, _), state in self.states.items()]
        return sorted((due for due in every if due and due.at <= noon), key=lambda due: due.at)

    def possible(self, kind: str, name: str) -> dict[str, Reason | None]:
        """What can be done with one record now."""
        return dict(self.kinds[kind].possible(self.states[kind, name]))
