"""The library's side: a city whose pack sets the rules of the year that is measured."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final

from friendly_services import points
from friendly_services.city import Actor, City, Done
from friendly_services.errors import NotFound
from friendly_services.ids import WorkerId
from friendly_services.testing import StandingClock
from tests.bench.points_work import (
    CAP,
    CAPPED,
    DUPLICATE,
    EARN,
    EXPIRE,
    LATE_DAYS,
    MONTHS,
    NOOP,
    OK,
    OVERDRAW,
    POINTS,
    PRICE,
    REFUSED,
    RULES,
    SPEND,
    Batch,
    Intent,
    of_a_year,
)
from tests.bench.work import PATIENCE

__all__ = ["CITY", "CLERK", "Kept", "commands", "noon", "opened", "put_pack", "refused", "worker"]

CITY: Final = "banan"
CLERK: Final = Actor("officer-1", roles={"officer"})
_RULE: Final = f"""
[points.actions.rule-%d]
title = {{ en = "rule %d", zh = "规则%d" }}
points = {POINTS}
funder = "city"
cap = {{ times = {CAP // POINTS}, per = "day" }}
"""
PACK: Final = f"""
[pack]
name = "bench"
title = {{ en = "A ledger to measure", zh = "测速账本" }}
source = "made up"
extends = ["points-default"]

[city]
datum = "gcj02"
box = {{ south = 29.0, west = 106.0, north = 30.0, east = 107.0 }}

[points]
late_days = {LATE_DAYS}
reversible_days = 366

[points.expiry]
months = {MONTHS}

[points.totals]
day = 1000000
month = 1000000

[points.rewards.voucher]
title = {{ en = "voucher", zh = "券" }}
price = {PRICE}
funder = "city"
{"".join(_RULE % (n, n, n) for n in range(RULES))}"""


def noon(day: int) -> datetime:
    """Noon in the city on a day of the year."""
    return datetime.combine(of_a_year(day), time(4), UTC)


def worker(account: int) -> WorkerId:
    """The id of an account's holder."""
    return WorkerId(f"rider-{account}")


def commands(work: Sequence[Intent]) -> list[tuple[Any, str]]:
    """The intents as the library takes them, each with its key."""
    return [(_command(intent), intent.key) for intent in work]


def _command(intent: Intent) -> Any:
    who, key = worker(intent.account), intent.key
    if intent.kind == EARN:
        times = intent.points // POINTS
        return points.Earn(who, f"rule-{intent.rule}", ref=key, on=of_a_year(intent.day), quantity=times)
    if intent.kind == SPEND:
        return points.Spend(who, "voucher", ref=key, quantity=intent.points // PRICE)
    if intent.kind == EXPIRE:
        return points.Expire(who)
    return points.Reverse(who, None, ref=key, of=intent.target or "")


def put_pack(folder: Path) -> Path:
    """The pack, written into a folder of its own."""
    (folder / "pack").mkdir(exist_ok=True)
    (folder / "pack" / "pack.toml").write_text(PACK, "utf-8")
    return folder / "pack"


@contextmanager
def opened(url: str, folder: Path, plugins: Sequence[object] = ()) -> Iterator["Kept"]:
    """The city, on a store; its clock shows what it is told."""
    clock = StandingClock(noon(0))
    with City.open(
        url, city=CITY, pack=put_pack(folder), clock=clock, plugins=plugins, patience=PATIENCE
    ) as city:
        yield Kept(city, clock)


class Kept:
    """The ledger of a city."""

    def __init__(self, city: City, clock: StandingClock) -> None:
        self.city = city
        self.clock = clock
        self.known: set[int] = set()

    def prepared(self, batch: Batch) -> list[tuple[Any, str]]:
        """What a batch sends."""
        self.known |= {intent.account for intent in batch.intents}
        return commands(batch.intents)

    def commit(self, batch: Batch, prepared: Sequence[tuple[Any, str]]) -> Sequence[Any]:
        """Send a batch; what the city answers to each."""
        self.clock.now = noon(batch.today)
        return self.city.do_many(prepared, by=CLERK)

    def outcomes(self, batch: Batch, answers: Sequence[Any]) -> list[int]:
        """What each answer means; of two with one key in a batch, the second is a duplicate."""
        seen: set[str] = set()
        found = []
        for intent, answer in zip(batch.intents, answers, strict=True):
            found.append(_outcome(intent, answer, intent.key in seen))
            seen.add(intent.key)
        return found

    def balances(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Balance and debt of the accounts that have either, of those that it was sent something for."""
        for number in sorted(self.known):
            with suppress(NotFound):
                account = self.city.points.get(worker(number))
                if account.balance or account.debt:
                    yield number, (account.balance, account.debt)


def _outcome(intent: Intent, answer: Any, again: bool) -> int:
    if not isinstance(answer, Done):
        return refused(intent, answer)
    if intent.kind == EXPIRE and not answer.events:
        return NOOP
    return DUPLICATE if again or answer.replayed else OK


def refused(intent: Intent, error: object) -> int:
    """What a refusal means."""
    if isinstance(error, points.CapReached):
        return CAPPED
    if isinstance(error, points.InsufficientPoints):
        return OVERDRAW
    assert isinstance(error, _REFUSALS), repr(error)
    return NOOP if intent.kind == EXPIRE else REFUSED


_REFUSALS: Final = (points.DayClosed, points.NotReversible, points.AlreadyReversed, NotFound)
