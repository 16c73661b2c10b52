"""A small city for tests: its pack, a clock that stands still, and records at every step of their way."""

import functools
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from friendly_services import merchants, packs, points, stations
from friendly_services.city import Actor, City, Done
from friendly_services.errors import Invalid
from friendly_services.hours import Hours
from friendly_services.ids import MerchantId, RewardId, StationId, WorkerId, credit_code
from friendly_services.packs import Pack
from friendly_services.places import Point
from friendly_services.testing import StandingClock

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZONE)
TODAY = MONDAY.date()
PACK = Path(__file__).parent / "small.toml"
HERE = Point.gcj02(lat=29.5, lon=106.5)

OWNER = Actor("owner", roles={"merchant"})
CLERK = Actor("clerk", roles={"officer"})
CHIEF = Actor("chief", roles={"officer"})
INSPECTOR = Actor("inspector", roles={"inspector"})
KEEPER = Actor("keeper", roles={"keeper"})
RIDER = Actor("rider-1", roles={"worker"})
HEAD = Actor("head", roles={"administrator"})
NOBODY = Actor("nobody")
WORKER = WorkerId("rider-1")

AUDIT = (merchants.Evidence("audit", "file 7"),)


@functools.cache
def pack() -> Pack:
    """The small city's pack, read once."""
    return packs.load(PACK)


def changed(old: str, new: str) -> Pack:
    """The small city's pack with one thing said otherwise."""
    assert pack().content.count(old) == 1
    return packs.from_content(pack().content.replace(old, new))


def small(clock: StandingClock | None = None, url: str = "memory://", **options: Any) -> City:
    """The small city, opened; its clock stands at nine on a Monday unless given."""
    options.setdefault("pack", pack())
    return City.open(url, city="small", clock=clock or StandingClock(MONDAY), **options)


@functools.cache
def code(n: int) -> str:
    """A well-formed credit code that belongs to nobody."""
    for digit in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        try:
            return credit_code(f"92990000MA{n:07}{digit}")
        except Invalid:
            continue
    raise AssertionError(n)


def at(north: float, east: float = 0) -> Point:
    """So many hundred metres or so from the middle."""
    return Point.gcj02(lat=round(29.5 + north / 1000, 6), lon=round(106.5 + east / 1000, 6))


def application(n: int = 1, **changes: Any) -> merchants.Apply:
    """The n-th shop's application, good as it is but for what is changed."""
    premises = merchants.Premises(f"{n} Long Road", changes.pop("area", "north"), changes.pop("point", at(n)))
    return attrs.evolve(
        merchants.Apply(
            name=f"Shop {n}",
            licence=merchants.Licence(code(n)),
            trade="catering",
            premises=premises,
            services=frozenset({"water"}),
            hours=Hours.always(),
            applicant=None,
        ),
        **changes,
    )


def facts(seats: int | None = 2, on: date = TODAY) -> tuple[merchants.Fact, ...]:
    """What meets the standard unless told otherwise."""
    return (
        merchants.Fact("seats", seats, on, "visit", merchants.Evidence("site_check", "visit 1")),
        merchants.Fact("licensed", True, on, "registry", merchants.Evidence("registry", "query 1")),
    )


def all_done(answers: Iterable[Any]) -> list[Done]:
    """The answers, all of which must be done."""
    found = list(answers)
    assert [answer for answer in found if not isinstance(answer, Done)] == []
    return found


def applied(city: City, n: int = 1, **changes: Any) -> MerchantId:
    """A merchant that has just applied."""
    return MerchantId(city.do(application(n, **changes), by=OWNER, once=f"apply-{n}").id)


def at_decision(city: City, n: int = 1, seats: int = 2, **changes: Any) -> MerchantId:
    """A merchant whose premises were checked."""
    shop = applied(city, n, **changes)
    city.do(merchants.CompleteCheck(shop), by=CLERK)
    found = facts(seats, city.now().date())
    city.do(merchants.RecordFacts(shop, found), by=INSPECTOR)
    city.do(merchants.CompleteCheck(shop, beside=("second",)), by=INSPECTOR)
    return shop


def on_notice(city: City, n: int = 1, **changes: Any) -> MerchantId:
    """A merchant that was approved."""
    shop = at_decision(city, n, **changes)
    city.do(merchants.Decide(shop, approve=True), by=CHIEF)
    return shop


def shown(city: City, clock: StandingClock, n: int = 1, **changes: Any) -> MerchantId:
    """A merchant on the map; three days pass."""
    shop = on_notice(city, n, **changes)
    clock.now += timedelta(days=3)
    city.do(merchants.Name(shop), by=CHIEF)
    city.do(merchants.List(shop), by=CLERK)
    return shop


def station(city: City, n: int = 1, **changes: Any) -> StationId:
    """An open station."""
    register = stations.Register(
        name=f"Station {n}",
        host="shop",
        point=at(0, n),
        area="north",
        services=frozenset({"water", "rest"}),
        code=f"S-{n}",
        hours=Hours.always(),
    )
    return StationId(city.do(attrs.evolve(register, **changes), by=CLERK, once=f"register-{n}").id)


def voucher(city: City, host: str, quantity: int = 1) -> RewardId:
    """A reward of 30 points on offer at a host."""
    return RewardId(city.do(points.OfferReward("voucher", host, quantity), by=CLERK).id)


def paid(city: City, worker: WorkerId = WORKER, times: int = 1) -> WorkerId:
    """A worker with 50 points for each time."""
    city.do(points.Earn(worker, "lead", quantity=times), by=CLERK)
    return worker
