"""Inventing a city from a seed: shops with their facts, stations with their equipment, riders with a day.

Nothing here is a real place or person, and no number is a city's: they only make a story worth telling.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal

import attrs

from ... import merchants, stations
from ...errors import Invalid
from ...hours import Hours, read
from ...ids import WorkerId, credit_code
from ...places import Point
from ...standards import Scalar
from ...text import Label, Language, Reason, say, show

__all__ = ["LANTERN_HILL", "Shop", "Stop", "middle", "requests", "shops", "stops", "workers"]


@attrs.frozen
class Area:
    """An invented district and where its middle lies."""

    label: Label
    lat: float
    lon: float


LANTERN_HILL: Final = Area(Label(en="Lantern Hill", zh="灯笼山"), 29.495, 106.480)
_AREAS: Final = (
    Area(Label(en="North Bank", zh="北岸"), 29.520, 106.450),
    LANTERN_HILL,
    Area(Label(en="University", zh="大学城"), 29.480, 106.440),
)

_DIGITS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SHOPS: Final = (
    (Label(en="Lan's Noodles 兰记面馆", zh="兰记面馆"), "catering"),
    (Label(en="Good Morning 早安便利", zh="早安便利"), "retail"),
    (Label(en="Little Stove 小灶台", zh="小灶台"), "catering"),
    (Label(en="Green Cross 绿十字药房", zh="绿十字药房"), "pharmacy"),
    (Label(en="Corner Store 街角超市", zh="街角超市"), "retail"),
    (Label(en="Bright Tea 明茶", zh="明茶"), "catering"),
    (Label(en="Two Wheels 双轮修车", zh="双轮修车"), "repair"),
    (Label(en="River Bakery 江畔面包", zh="江畔面包"), "catering"),
    (Label(en="Old Wang's 老王快餐", zh="老王快餐"), "catering"),
    (Label(en="Sunrise Mart 朝阳商店", zh="朝阳商店"), "retail"),
)
_SERVICES: Final = ("rest", "water", "charge", "warm_food", "toilet", "wifi")
_WEEK: Final = (
    "Mo-Su 07:00-22:00",
    "Mo-Su 09:00-21:00",
    "Mo-Sa 06:30-14:00, 16:30-20:30",
    "Mo-Su 10:00-02:00",
    "24/7",
)
_BESIDES: Final = {
    "shopping_street": ("fridge", "microwave", "air_conditioner", "wifi"),
    "party_centre": ("nap_place", "toilet", "vehicle_charger", "wifi"),
}
"""What a host of a kind has beside water, charging and a medicine kit."""
_BROKEN: Final = 0.04
_MISSING_EQUIPMENT: Final = 0.04
_SPREAD: Final = 0.012
"""Degrees around a district's middle within which its places lie."""


@attrs.frozen
class Shop:
    """An application, and what an inspector will find."""

    apply: merchants.Apply
    found: tuple[merchants.Fact, ...]
    forgets: bool
    """Whether its form check finds something to mend."""


@attrs.frozen
class Stop:
    """A station, and its equipment."""

    register: stations.Register
    equipment: tuple[tuple[str, int, Literal["working", "broken"]], ...]
    """Kind, quantity, state."""


def shops(rng: random.Random, count: int, today: date, language: Language) -> Iterator[Shop]:
    """Shops that apply: most of them good, some not, some with facts that nobody has looked up."""
    for n in range(count):
        name, trade = rng.choice(_SHOPS)
        area = rng.choice(_AREAS)
        care = rng.random()
        apply = merchants.Apply(
            name=f"{show(name, language)} {n + 1}",
            licence=merchants.Licence(_credit_code(n)),
            trade=trade,
            premises=merchants.Premises(
                f"{n + 1} {area.label.en} Road", show(area.label, language), _point(rng, area)
            ),
            services=frozenset(rng.sample(_SERVICES, rng.randint(2, 5))),
            hours=None if rng.random() < 0.06 else _hours(rng),
            applicant=f"owner-{n + 1}",
        )
        yield Shop(apply, tuple(_found(rng, today, care)), rng.random() < 0.05)


def _found(rng: random.Random, today: date, care: float) -> Iterator[merchants.Fact]:
    poor = 0.002 + 0.08 * care**8
    fair: dict[str, tuple[str, Scalar, Scalar]] = {
        "fixed_premises": ("site_check", True, False),
        "licence_status": ("registry", "active", "suspended"),
        "licence_shown": ("site_check", True, False),
        "trade_permit": ("document", "licence", "none"),
        "address_matches": ("site_check", True, False),
        "within_scope": ("site_check", True, False),
        "earliest_expiry": (
            "document",
            today + timedelta(days=rng.randint(120, 1500)),
            today + timedelta(days=20),
        ),
        "opened_on": ("registry", today - timedelta(days=rng.randint(200, 4000)), today - timedelta(days=30)),
        "credit_list": ("registry", "none", "abnormal"),
        "annual_report": ("registry", "published", "not_published"),
        "accidents_24_months": ("registry", 0, 1),
        "serious_punishments_12_months": ("registry", 0, 1),
        "upheld_complaints_12_months": ("registry", rng.choice((0, 0, 0, 1, 2)), 4),
        "overdue_complaints": ("registry", 0, 1),
        "easy_to_find": ("site_check", True, False),
        "point_checked": ("site_check", True, False),
        "free_seats": ("site_check", rng.randint(2, 8), 0),
        "drinking_water": ("site_check", True, False),
        "charging_points": ("site_check", rng.randint(2, 6), 1),
        "batteries_charged_indoors": ("site_check", False, True),
        "fire_safety": ("site_check", True, False),
        "clean": ("site_check", True, False),
        "bike_bays": ("site_check", rng.randint(2, 6), 0),
        "sign_complete": ("site_check", True, False),
    }
    for name, (kind, good, bad) in fair.items():
        if rng.random() >= 0.006:
            value = bad if rng.random() < poor else good
            yield merchants.Fact(
                name, value, today, _SOURCES[kind], merchants.Evidence(kind, f"{kind}-{name}")
            )


_SOURCES: Final = {"site_check": "visit", "registry": "market register", "document": "papers shown"}


def stops(rng: random.Random, count: int, language: Language) -> Iterator[Stop]:
    """Stations of every kind of host, each with about what such a host has."""
    hosts = ("shopping_street", "party_centre", "property_office", "kind_shop", "sanitation_hut")
    for n in range(count):
        host = hosts[n % len(hosts)]
        area = _AREAS[n % len(_AREAS)]
        rich = host in {"shopping_street", "party_centre"}
        kinds = ("water", "phone_charger", "medicine_kit", *_BESIDES.get(host, ()))
        equipment = tuple(
            (kind, rng.randint(1, 4), _state(rng)) for kind in kinds if rng.random() >= _MISSING_EQUIPMENT
        )
        services = {"rest", "water", "phone_charging"} | ({"warm_food"} if "microwave" in kinds else set())
        register = stations.Register(
            name=say(Reason("demo.station", area=area.label, number=n + 1), language),
            host=host,
            point=_point(rng, area),
            area=show(area.label, language),
            services=frozenset(services),
            code=f"S-{n + 1:03}",
            hours=Hours.always() if n % 7 == 0 else _hours(rng) if n % 9 else None,
            keeper=f"keeper-{n + 1}" if rich or rng.random() < 0.5 else None,
            area_m2=float(rng.randint(22, 60) if rich else rng.randint(3, 18)),
            seats=rng.randint(10, 30) if rich else rng.randint(2, 8),
        )
        yield Stop(register, equipment)


def _state(rng: random.Random) -> Literal["working", "broken"]:
    return "broken" if rng.random() < _BROKEN else "working"


def workers(count: int) -> tuple[WorkerId, ...]:
    """Riders, by the ids their host knows them under."""
    return tuple(WorkerId(f"rider-{n + 1}") for n in range(count))


def requests(rng: random.Random, count: int) -> Iterator[tuple[Point, frozenset[str]]]:
    """Riders who ask: from where, for which services."""
    needs = (frozenset({"water"}), frozenset({"warm_food"}), frozenset({"rest", "charge"}), frozenset[str]())
    for _ in range(count):
        yield _point(rng, rng.choice(_AREAS)), rng.choice(needs)


def middle() -> Point:
    """Where the rider of the story stands."""
    return Point.gcj02(lat=LANTERN_HILL.lat, lon=LANTERN_HILL.lon)


def _point(rng: random.Random, area: Area) -> Point:
    lat, lon = (round(middle + rng.gauss(0, _SPREAD / 2), 6) for middle in (area.lat, area.lon))
    return Point.gcj02(lat=lat, lon=lon)


def _hours(rng: random.Random) -> Hours:
    return read(rng.choice(_WEEK))


def _credit_code(n: int) -> str:
    """A well-formed code that belongs to nobody: its division is one that does not exist."""
    body = f"92990000MA{n:07}"
    for digit in _DIGITS:
        try:
            return credit_code(body + digit)
        except Invalid:
            continue
    raise AssertionError(body)
