"""Two cities, on memory and on SQLite, and a naive model beside them: whatever is sent goes to all three."""

import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Final

from friendly_services import merchants, stations
from friendly_services.city import City, Done
from friendly_services.decider import Actor
from friendly_services.errors import FriendlyServicesError
from friendly_services.testing import StandingClock
from tests.city.town import MONDAY, at
from tests.laws.programs import indexes, journal, plain, records
from tests.models.merchant_model import Shop
from tests.models.naive import DAY, No, pack
from tests.models.station_model import Station
from tests.models.verbs import AT_SHOPS, AT_STATIONS, WAYS, World, command

__all__ = ["STEPS", "VERBS", "Twin", "run"]

STEPS: Final = 800
"""So many steps in one world: some 650 of them send a command, those that wait or tick do not."""
VERBS: Final = (*AT_SHOPS, *AT_STATIONS)
_DRAWN: Final = (*VERBS, *["onward"] * 130, *["apply"] * 6, *["register"] * 4, *["wait"] * 22, *["tick"] * 12)
_MIDWAY: Final = at(300)
"""From here a map shows all, on both sides of the outline."""
_LOOK: Final = 40
"""The whole of both cities is looked at after so many commands, and what was sent to after each."""


class Twin:
    """Both cities and the model, which must never differ."""

    def __init__(self, folder: Path) -> None:
        self.clock = StandingClock(MONDAY)
        self.cities = [
            City.open(url, city="small", pack=pack(), clock=self.clock)
            for url in ("memory://", f"sqlite:///{folder / 'small'}")
        ]
        self.world = World()
        self.world.now = self.clock.now
        self.sent = 0
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def close(self) -> None:
        """End both."""
        for city in self.cities:
            city.close()

    @property
    def today(self) -> date:
        """The day."""
        return self.clock.now.date()

    def take(self, verb: str, who: int = 0, which: int = 0, how: int = 0) -> None:
        """Do one step of a program."""
        if verb == "wait":
            self.clock.forward(days=(0, 0, 1, 1, 1, 2, 3, 6)[which % 8], hours=1 + how)
            self.world.now = self.clock.now
        elif verb == "tick":
            self.tick()
        else:
            self.send(*command(self.world, verb, who, which, how))

    def send(self, order: Any, by: Actor) -> None:
        """Send a command to all three; they say the same, and leave the same."""
        self.sent += 1
        told = [city.do_many([(order, f"key-{self.sent}")], by=by)[0] for city in self.cities]
        assert _told(told[0]) == _told(told[1]), "the stores differ"
        answer = told[0]
        got = None if isinstance(answer, Done) else type(answer).__name__
        wanted, made = self._ask(order, by)
        assert got == wanted, f"{order} by {by}: the city says {got or 'done'}, the model {wanted or 'done'}"
        if wanted:
            self.refused[wanted] += 1
        if isinstance(answer, Done):
            self.accepted[type(order).__name__] += 1
            self._learn(order, answer, made)
            self._check(answer.id)
        if self.sent % _LOOK == 0:
            self.look()

    def _ask(self, order: Any, by: Actor | None) -> tuple[str | None, Any]:
        world = self.world
        try:
            if type(order).__module__.startswith(merchants.__name__):
                return None, world.shops.do(order, by, self.today)
            return None, world.stations.do(order, by, self.clock.now)
        except No as no:
            return no.why, None

    def _learn(self, order: Any, done: Done, made: Any) -> None:
        """Put what is new under the id that the library gave it."""
        if isinstance(made, Shop):
            self.world.shops.shops[done.id] = made
            if isinstance(order, merchants.TakeOver):
                self.world.shops.files[order.file.number] = (done.id, order)
                self._learn_review(done.id, made)
        elif isinstance(made, Station):
            self.world.stations.stations[done.id] = made
        elif made is not None:
            case = next(e.id for e in done.events if isinstance(e, merchants.RevocationNotified))
            self.world.shops.cases[case] = made
            self.world.shops.shops[done.id].case = case

    def _learn_review(self, id_: str, shop: Shop) -> None:
        """Of a shop taken over the first re-review is some day of the time between two."""
        naming = self.cities[0].merchants.get(id_).naming
        assert naming is not None
        assert shop.review is not None
        on = naming.review.on
        assert self.today < on <= self.today + 31 * DAY
        shop.anchor = shop.review.due = shop.review.begins = on

    def tick(self) -> None:
        """Let all that is due happen, until nothing more does."""
        for _ in range(40):
            told = [city.tick() for city in self.cities]
            first, second = (
                ([_told(d) for d in each.done], [(i, plain(e)) for i, e in each.refused]) for each in told
            )
            assert first == second, "the stores differ"
            assert not told[0].refused, told[0].refused
            if not told[0].done:
                break
        else:
            raise AssertionError("ticks come to no end")
        while sum(self._happen(id_, one) for id_, one in self._everything()):
            pass
        for id_, _ in self._everything():
            self._check(id_)

    def _happen(self, id_: str, one: Shop | Station) -> bool:
        """What time brings next for one of them, if its day has come."""
        day, what = min(one.due(), key=lambda due: due[0], default=(date.max, ""))
        if day > self.today:
            return False
        of = merchants if isinstance(one, Shop) else stations
        more = (one.closing,) if what == "EndBusiness" and isinstance(one, Shop) else ()
        refused, _ = self._ask(getattr(of, what)(id_, *more), None)
        assert refused is None, (what, one, refused)
        return True

    def _everything(self) -> list[tuple[str, Shop | Station]]:
        return [*self.world.shops.shops.items(), *self.world.stations.stations.items()]

    def look(self) -> None:
        """All records, what is due, and the map are what the model says, on both stores."""
        known = self._everything()
        for id_, _ in known:
            self._check(id_)
        due = {id_: min(one.due())[0] for id_, one in known if one.due()}
        shown = {id_ for id_, one in known if one.absent() is None}
        for city in self.cities:
            lines = city.inbox(limit=1_000)
            _same("due", {line.id: line.due.date() for line in lines}, due)
            for line in lines:
                what = line.due.date(), line.command.rpartition(".")[2]
                assert what in dict(known)[line.id].due(), (what, dict(known)[line.id])
            hits = city.nearby(_MIDWAY, within=50_000, limit=1_000, closed=True).hits
            _same(
                "map", dict.fromkeys((hit.place.id for hit in hits), "shown"), dict.fromkeys(shown, "shown")
            )
            for hit in hits:
                one = dict(known)[hit.place.id]
                if isinstance(one, Station):
                    assert hit.place.services == one.offers(hit.comes.date()), one
        city = self.cities[self.sent // _LOOK % 2]
        for id_, one in known:
            whys = city.why_not(id_, _MIDWAY, within=50_000)
            because = [why.values["because"].code for why in whys if why.code == "proximity.not_shown"]
            wanted = [] if one.absent() is None else [one.absent()]
            assert because == wanted, (because, one)

    def same_stores(self) -> None:
        """Both stores hold the same records, index entries and journal."""
        for read in (records, indexes, journal):
            memory, sqlite = (read(city) for city in self.cities)
            assert memory == sqlite, read.__name__

    def _check(self, id_: str) -> None:
        """What the city has on record of one of them is what the model says."""
        shop, station = self.world.shops.shops.get(id_), self.world.stations.stations.get(id_)
        if shop is not None:
            _same(id_, _kept_shop(self.cities[0].merchants.get(id_)), _model_shop(shop))
        elif station is not None:
            _same(id_, _kept_station(self.cities[0].stations.get(id_)), _model_station(station))


def run(seed: int, folder: Path, steps: int = STEPS) -> Twin:
    """A program drawn from a seed."""
    draw, twin = random.Random(seed), Twin(folder)
    try:
        for n in range(steps):
            verb = draw.choice(_DRAWN)
            who, which, how = (draw.randrange(WAYS) for _ in range(3))
            try:
                twin.take(verb, who, which, how)
            except AssertionError as differs:
                raise AssertionError(f"seed {seed}, step {n}, {verb}: {differs}") from differs
        twin.tick()
        twin.look()
        twin.same_stores()
        assert all(city.verify().problems == () for city in twin.cities)
    finally:
        twin.close()
    return twin


def _same(what: str, kept: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Name all in which the city and the model differ."""
    names = kept.keys() | wanted.keys()
    differ = {
        name: (kept.get(name), wanted.get(name)) for name in names if kept.get(name) != wanted.get(name)
    }
    assert not differ, f"{what}: of the city and of the model: {differ}"


def _told(answer: Done | FriendlyServicesError) -> Any:
    """An answer as far as it is the same on every store."""
    return (answer.id, answer.events) if isinstance(answer, Done) else plain(answer)


def _day(term: Any) -> date | None:
    return None if term is None else term.day


def _kept_shop(one: merchants.Merchant) -> dict[str, Any]:
    naming = one.naming
    review = naming.review if naming else None
    return {
        "standing": one.standing,
        "term": _day(one.term),
        "reminded": _day(one.reminded),
        "claim": (one.licence.number, one.premises.address, one.alive, _day(one.claimed_until)),
        "hidden": _day(one.hidden.term) if one.hidden else None,
        "rest": _day(one.suspension.term) if one.suspension else None,
        "closing": _day(one.closing.term) if one.closing else None,
        "named": naming.on if naming else None,
        "listed": one.listed_on,
        "plaque": (naming.plaque.state, len(one.plaques)) if naming else (None, 0),
        "ground": one.ground,
        "case": one.revocation,
        "lost": (one.lost.case, one.lost.stayed_on is not None) if one.lost else None,
        "senders": one.filed_by,
        "review": (
            review.number,
            review.on,
            review.begins,
            _day(review.term),
            {signature.party: signature.by for signature in review.signatures},
            frozenset(review.correction.conditions) if review.correction else None,
        )
        if review
        else None,
    }


def _model_shop(one: Shop) -> dict[str, Any]:
    review = one.review
    return {
        "standing": one.standing,
        "term": one.term,
        "reminded": one.reminded,
        "claim": (one.licence, one.room, one.holds_claim(), one.claimed_until),
        "hidden": one.hidden[1] if one.hidden else None,
        "rest": one.rest,
        "closing": one.closing,
        "named": one.named_on,
        "listed": one.listed_on,
        "plaque": (one.plaque, one.plaques),
        "ground": one.ground,
        "case": one.case,
        "lost": (one.lost.case, one.lost.stayed) if one.lost else None,
        "senders": one.senders,
        "review": (
            review.number,
            review.due,
            review.begins,
            review.term,
            {party: by for party, (by, _) in review.signed.items()},
            review.correction[1] if review.correction else None,
        )
        if review
        else None,
    }


def _kept_station(one: stations.Station) -> dict[str, Any]:
    return {
        "standing": one.standing,
        "keepers": [keeper.id for keeper in one.keepers if keeper.until is None],
        "step": (one.project.term.day, one.project.overdue) if one.project else (None, False),
        "accepted": {p for signature in one.project.accepted for p in signature.by} if one.project else set(),
        "gear": {kind: (gear.quantity, gear.state) for kind, gear in one.equipment.items()},
        "reports": {report.rider: (report.seen, report.at) for report in one.reports},
        "flag": (one.flag.seen, one.flag.term.day, one.flag.overdue) if one.flag else None,
        "confirmed": one.confirmed_at,
        "use": (_day(one.watch), one.unconfirmed),
        "level": (one.level.code, one.level.until) if one.level else (None, None),
        "grace": _day(one.grace.term) if one.grace else None,
        "titles": len(one.honours),
    }


def _model_station(one: Station) -> dict[str, Any]:
    return {
        "standing": one.standing,
        "keepers": one.keepers,
        "step": (one.step_term, one.step_late),
        "accepted": one.accepted,
        "gear": {kind: (gear.quantity, gear.state) for kind, gear in one.gear.items()},
        "reports": one.reports,
        "flag": (one.flag.seen, one.flag.term, one.flag.overdue) if one.flag else None,
        "confirmed": one.confirmed,
        "use": (one.watch, one.unconfirmed),
        "level": (one.level, one.level_until),
        "grace": one.grace,
        "titles": one.titles,
    }
