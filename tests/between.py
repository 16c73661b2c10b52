"""Two cities of dictionaries that send each other points, by messages that may come late, again or never."""

from datetime import date
from typing import Any

import attrs

from friendly_services import points
from friendly_services.decider import Decision
from friendly_services.ids import TransitId, WorkerId
from friendly_services.points import Action, Expiry, Ground, OtherCity, Rules
from friendly_services.text import Label
from tests.small_city import SmallCity

NAME = Label(en="x", zh="x")
START = date(2026, 1, 20)


def rules(months: int, *cities: str) -> Rules:
    """Rules under which points count for so many months, and come from and go to these cities."""
    return Rules(
        actions={"lead": Action(NAME, 50, evidence=False), "vast": Action(NAME, 10**12, evidence=False)},
        rewards={},
        deductions={"bad_faith": Ground(NAME, 35)},
        expiry=Expiry(months),
        on_behalf=("officer",),
        hold_days=5,
        late_days=3,
        reversible_days=40,
        cities={city: OtherCity(Label(en=city, zh=city)) for city in cities},
    )


class Town(SmallCity):
    """One of the two, under the name that the other knows."""

    def __init__(self, name: str, months: int, *cities: str) -> None:
        """Begin empty."""
        super().__init__(points.CAPABILITY, rules(months, *cities), START)
        self.name = name
        self.commands = int.from_bytes(name.encode())  # two cities never make the same id

    def send(self, worker: WorkerId, amount: int, to: str, **more: Any) -> TransitId:
        """Points set aside for another city, told which city this is as City would."""
        by = more.pop("by", worker)
        self.found = (self.name,)
        decision = self.do(points.Send(worker, amount, to, **more), by=by)
        self.found = ()
        return TransitId(decision[0][0][1])

    def told(self, command: points.Receive | points.Settle, other: points.Transit) -> Decision:
        """What a command does that is decided by the other city's record."""
        self.found = (other,)
        try:
            return self.do(command)
        finally:
            self.found = ()

    def transit(self, id_: TransitId) -> points.Transit:
        """The record of a transit as it stands."""
        found: points.Transit = self.states["transit", id_]
        return found

    def account(self, worker: WorkerId) -> points.Account:
        """A worker's account as it stands."""
        found: points.Account = self.states["account", worker]
        return found

    def totals(self) -> dict[str, int]:
        """What every account of the ledger holds."""
        entries = [(WorkerId(key[1]), event) for key, event in self.journal if key[0] == "account"]
        return {account: held for (_, account), held in points.totals(entries).items()}

    def rename(self, *cities: str) -> None:
        """Publish which other cities the pack names."""
        self.rules = attrs.evolve(self.rules, cities={city: OtherCity(NAME) for city in cities})


def receive(here: Town, there: Town, transit: TransitId) -> Decision:
    """The second step: the other city answers."""
    sent = here.transit(transit)
    return there.told(points.Receive(transit, sent.receiver), sent)


def settle(here: Town, there: Town, transit: TransitId) -> Decision:
    """The third step: its answer is entered."""
    return here.told(points.Settle(transit, here.transit(transit).worker), there.transit(transit))
