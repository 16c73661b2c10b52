"""Every way on which a marked person can be sent through a city, and everything that is seen on it."""

import json
import logging
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from friendly_services import persons, points
from friendly_services.city import Actor, City
from friendly_services.errors import FriendlyServicesError
from friendly_services.flat_tables import FlatTables
from friendly_services.ids import PersonId, WorkerId
from friendly_services.messages import Accepted, Address, Message, Outcome, Postponed, Recipient, Rejected
from friendly_services.storage import Portable, Store
from friendly_services.wire import write
from tests.canary import CERTIFICATE, KEPT, NAME, PHONE, SPELLINGS, found_in
from tests.delivery.post import Box, Plug, exits

CLERK = Actor("clerk", roles={"officer"})
PRIVACY = Actor("dpo", roles={"privacy_officer"})
AGREED = tuple(persons.Agreement(purpose, "v1", "counter") for purpose in ("contact", "health"))
TEXTS = {"phone": SPELLINGS[0], "name": NAME, "health_certificate": CERTIFICATE}
_LOG = logging.getLogger("canary.plugin")


class Told:
    """Everything that a caller got to see."""

    def __init__(self) -> None:
        self.leaks: list[str] = []

    def take(self, what: str, *seen: Any) -> None:
        """Look through it, as text, as JSON in both languages and as bytes."""
        for one in seen:
            shown = [one] if isinstance(one, str | bytes) else [str(one), repr(one), *_plain(one)]
            self.leaks += [f"{what}: {canary}" for text in shown for canary in found_in(text)]

    def error(self, what: str, act: Callable[[], Any]) -> None:
        """Look through the error that this must meet, with its whole traceback."""
        try:
            act()
        except FriendlyServicesError as error:
            self.take(what, error, error.facts, error.say("zh"), traceback.format_exc(), *error.args)
            while error.__context__ is not None and isinstance(error.__context__, FriendlyServicesError):
                error = error.__context__
                self.take(what, error, *error.args)
        else:
            raise AssertionError(f"{what}: no error")


def _plain(one: Any) -> Iterator[str]:
    for language in ("en", "zh"):
        try:
            yield json.dumps(write(one, language), ensure_ascii=False)
        except (TypeError, ValueError):  # not everything has a plain form
            return


def _raises(message: Message) -> Outcome:
    _LOG.debug("about to send %r", message)
    raise RuntimeError(f"550 no such user {message.address} {NAME}")


CHANNELS: dict[str, Callable[[Message], Any]] = {
    "box": lambda _: Accepted(KEPT),
    "raises": _raises,
    "exits": exits,
    "rejects": lambda message: Rejected(str(message.address)),
    "postpones": lambda message: Postponed(f"smtp.{message.address}"),
    "answers": lambda message: message.address,
    "gives_up": lambda _: Rejected("smtp.550"),
}
"""What a channel does with a message to the marked number: nothing of it may stay in the city."""


def resolve(_: Recipient, channel: str) -> Address | None:
    """The number of whoever it is; the host's own code may fail too, and say whom it looked for."""
    if channel == "exits":
        raise LookupError(f"{KEPT} is not in the host's table")
    return Address(KEPT)


def opened(url: str, plugins: tuple[str, ...], folder: Path) -> City:
    """A city that keeps fields and points, and tells people of them over channels of every kind."""
    pack = folder.parent / "pack.toml"
    pack.write_text(
        '[pack]\nname = "canary"\ntitle = { en = "c", zh = "丙" }\nsource = "made up"\n'
        'extends = ["points-default", "persons-default"]\n',
        encoding="utf-8",
    )
    erasures = folder / "erased.txt"
    channels = Plug(**{name: Box(act) for name, act in CHANNELS.items()})
    return City.open(
        url,
        city="banan",
        pack=pack,
        plugins=(*plugins, channels),
        index_key=b"k" * 32,
        erasures=erasures,
        resolve=resolve,
    )


def go_every_way(city: City, told: Told) -> str:
    """Send the marked texts wherever a host could send them; what is seen on the way goes to `told`."""
    record = persons.Record(ref="u17", fields=TEXTS, consents=AGREED)
    told.take("command", record, city.check(record, by=CLERK))
    told.take("wire", city.wire.write_command(record), city.wire.schema("persons.Record"))
    done = city.do(record, by=CLERK, once="form 1")
    told.take("receipt", done, *done.events, city.do(record, by=CLERK, once="form 1"))
    person = done.id
    for n, spelling in enumerate(SPELLINGS):
        change = persons.Correct(PersonId(person), {"phone": spelling})
        told.take("correction", city.do(change, by=CLERK, once=f"correction {n}"))
    _errors(city, told, person)
    told.take("read", city.persons.read(person, by=CLERK, why="call back"))
    told.take("found", city.persons.lookup("phone", SPELLINGS[3], by=CLERK, why="caller"))
    told.take("public", city.persons.get(person), city.persons.find(ref="u17"), city.history(person))
    export = city.persons.export_person(person, by=PRIVACY, why="to a bank")
    told.take("export as a value", f"{export} {export!r}")
    assert found_in(export.json)
    assert CERTIFICATE not in export.json + export.csv
    earned = city.do(points.Earn(WorkerId("u17"), "promotion", ref="report 1"), by=CLERK)
    told.take("inbox", city.inbox(), city.tick(), city.options(person, by=PRIVACY))
    told.take("about itself", city.describe(), city.memory(), city, city.pack, city.delivery.channels)
    told.take("rounds", *city.delivery.run(), *city.delivery.waiting(), *city.delivery.dead())
    told.take("history of points", city.points.history(earned.id))
    told.take("review", city.persons.overdue(by=PRIVACY), city.persons.accesses(person, by=PRIVACY))
    told.take("verify", city.verify())
    return person


def _errors(city: City, told: Told, person: str) -> None:
    """Every way in which a private text can be wrong."""
    id_ = PersonId(person)

    def sent(**fields: Any) -> Callable[[], Any]:
        return lambda: city.do(persons.Correct(id_, fields), by=CLERK)

    def by_wire(**fields: Any) -> Callable[[], Any]:
        plain = {"command": "persons.Correct", "person": person, "fields": fields}
        return lambda: city.wire.read_command(plain)

    def by_json(text: str) -> Callable[[], Any]:
        """As a view of a web framework does with the body of a request."""
        return lambda: city.do(city.wire.read_command_json(text), by=CLERK)

    told.error("square", sent(phone=f"{PHONE[:-1]}²"))
    told.error("letters", sent(phone=f"{PHONE}x"))
    told.error("too long", sent(phone=PHONE * 3))
    told.error("hidden", sent(name=f"{NAME}\u202e"))
    told.error("line end", sent(name=f"{NAME}\nlevel=INFO"))
    told.error("number", sent(phone=int(PHONE)))
    told.error("unknown", sent(fone=PHONE))
    told.error("swapped", sent(**{PHONE: "phone"}))
    told.error("number by wire", by_wire(phone=int(PHONE)))
    told.error("list by wire", by_wire(phone=[PHONE]))
    told.error("broken by wire", by_wire(name=f"{NAME}\ud800"))
    body = json.dumps({"command": "persons.Correct", "person": person, "fields": {"phone": f"{PHONE}x"}})
    told.error("wrong in a body", by_json(body))
    told.error("number in a body", by_json(body.replace(f'"{PHONE}x"', PHONE)))
    told.error("null and number in a body", by_json(body.replace(f'"{PHONE}x"', f"[null, {PHONE}]")))
    told.error("cut body", by_json(body[:-3]))
    told.error("body with a key twice", by_json(body.replace('"phone":', f'"phone": "{PHONE}", "phone":')))
    told.error("body with a line end", by_json(body.replace(f"{PHONE}x", f"{NAME}\n{PHONE}")))
    told.error("body with a form of a number", by_json(body.replace(f'"{PHONE}x"', f"-0.{PHONE}e999")))
    told.error("twice", lambda: city.do(persons.Record(fields=TEXTS, consents=AGREED), by=CLERK))
    told.error("reused", lambda: city.do(persons.Record(fields={"name": NAME}), by=CLERK, once="form 1"))
    told.error("no consent", lambda: city.do(persons.Record(fields={"name": NAME}), by=CLERK))
    told.error("forbidden", lambda: city.do(persons.Correct(id_, TEXTS), by=Actor("nobody")))
    told.error("not to read", lambda: city.persons.read(person, by=PRIVACY, why="curious"))
    told.error("lookup", lambda: city.persons.lookup("phone", f"{PHONE}²", by=CLERK, why="x"))
    told.error("lookup of a name", lambda: city.persons.lookup("name", NAME, by=CLERK, why="x"))
    many = city.do_many([persons.Record(fields=TEXTS, consents=AGREED)] * 2, by=CLERK)
    told.take("many", *many)


def look_through(city: City, store: Store, told: Told) -> None:
    """Read what others are given of a city: the journal, the rows of commands, the feed, the flat tables."""
    for entry in store.read("banan", 0, 1_000):
        command = entry.command
        told.take("journal", entry.event, command.digest, command.result, command.token, command.by)
    assert isinstance(store, Portable)
    for commit in store.commits("banan", 0, 1_000):
        for command in commit.commands:
            told.take("command row", command.digest, command.result, command.token, command.by)
    for row in store.rows("banan", None, 1_000):
        told.take("keys", *(entry.key for entry in row.index), row.record.key[1])
        if row.record.key[0] != "contact":
            told.take("record", row.record.body or b"")
    told.take("feed", *(entry for batch in city.feed("bi") for entry in batch))
    with closing(sqlite3.connect(":memory:")) as flat:
        FlatTables(flat).follow(city)
        told.take("flat tables", *flat.iterdump())
