"""A district and its stations: which levels they reach follows from what is in them.

The numbers are those of 河南日报客户端 (山阳区“友好社区”). All else is made up.
"""

import random
from collections.abc import Mapping
from typing import Final

import attrs

from friendly_services import Actor, Point, hours

UPGRADED: Final = 68
"""“按照A、B、C不同级别升级了68处‘爱心驿站’”."""
IN_CENTRES: Final = 35
"""“在全区35个社区党群服务中心设置B级驿站，提供就餐、午休、如厕、车辆充电等服务”."""
IN_STREETS: Final = 9
"""“在商圈步行街设置A级驿站”: how many the source does not say, nor of level C."""
TRAINING: Final = 35
"""“在全区35个社区建立技能培训服务站点”."""
ALLIANCE: Final = 16
"""“我们组织新兴社区与16家商户组建了骑手联盟，达成友好协议，为骑手就餐、购物打折”."""
SQUAD: Final = 25
"""“引导UU跑腿平台站点25名骑手成立了志愿服务小分队”."""
ACTS: Final = ("snapshot", "cleaning", "tidying", "hazard", "promotion")
"""“社区巡逻‘随手拍’、楼道垃圾‘随手清’、共享单车‘随手整’、安全隐患‘随手报’、文明礼仪‘随手宣’”."""

PACK: Final = """
[pack]
name = "shanyang"
title = { en = "Shanyang", zh = "山阳" }
source = "made up, over the built-in packs"
extends = ["merchant-14-9-9", "stations-abc", "offers-default", "points-default"]
"""

OFFICER: Final = Actor("officer", roles={"officer"})
FIRST: Final = Actor("inspector-1", roles={"inspector"})
SECOND: Final = Actor("inspector-2", roles={"inspector"})
KEEPER: Final = Actor("keeper", roles={"keeper"})
RIDERS: Final = tuple(Actor(f"rider-{n}", roles={"worker"}) for n in range(1, SQUAD + 1))

_ALL: Final[Mapping[str, Mapping[str, int]]] = {
    "A": {
        "water": 1,
        "fridge": 1,
        "microwave": 1,
        "air_conditioner": 1,
        "phone_charger": 4,
        "wifi": 1,
        "medicine_kit": 1,
    },
    "B": {
        "water": 1,
        "phone_charger": 2,
        "medicine_kit": 1,
        "nap_place": 2,
        "toilet": 1,
        "vehicle_charger": 2,
    },
    "C": {"water": 1, "phone_charger": 1},
}
_SERVICES: Final = {
    "A": {
        "rest",
        "water",
        "cold_storage",
        "warm_food",
        "cool_and_warm",
        "phone_charging",
        "wifi",
        "first_aid",
    },
    "B": {"rest", "meals", "nap", "toilet", "vehicle_charging", "water", "phone_charging", "first_aid"},
    "C": {"rest", "shade", "water", "phone_charging"},
}
_WEEK: Final = {"A": "Mo-Su 08:00-22:00", "B": "Mo-Su 08:30-18:00", "C": "Mo-Sa 09:00-17:00"}


@attrs.frozen
class Place:
    """A station as it stands, and the level that it was fitted out for."""

    n: int
    level: str
    host: str
    point: Point
    area_m2: float
    seats: int

    @property
    def name(self) -> str:
        """As on its sign; the first of property offices is open round the clock."""
        return "小哥加油站" if self.round_the_clock else f"爱心驿站 {self.n}"

    @property
    def code(self) -> str:
        """The number on its door."""
        return f"SY-{self.n:03}"

    @property
    def round_the_clock(self) -> bool:
        """“将他们一楼的办公场所……设立‘小哥加油站’，实行24小时全天候服务，外卖小哥只需扫码，即可随时进入”."""
        return self.n == IN_CENTRES + IN_STREETS

    @property
    def area(self) -> str:
        """The street: four for all of them."""
        return "定和街道" if self.round_the_clock else f"街道 {self.n % 4}"

    @property
    def hours(self) -> hours.Hours:
        """When the door is open."""
        return hours.Hours.always() if self.round_the_clock else hours.read(_WEEK[self.level])

    @property
    def services(self) -> set[str]:
        """What the source has stations of its level offer, and what other cities' do."""
        return _SERVICES[self.level]

    @property
    def equipment(self) -> Mapping[str, int]:
        """What stands in it."""
        return _ALL[self.level]


def places(seed: int = 2025) -> tuple[Place, ...]:
    """The 68, by level: 35 in community centres, the others in streets, and in whatever else there is."""
    chance = random.Random(seed)
    return tuple(_place(chance, n) for n in range(UPGRADED))


def _place(chance: random.Random, n: int) -> Place:
    level = "B" if n < IN_CENTRES else "A" if n < IN_CENTRES + IN_STREETS else "C"
    others = ("property_office", "sanitation_hut", "kind_shop")
    host = {"A": "shopping_street", "B": "party_centre", "C": others[(n - IN_CENTRES - IN_STREETS) % 3]}[
        level
    ]
    least_area, least_seats = {"A": (30, 10), "B": (20, 8), "C": (3, 2)}[level]
    point = Point.gcj02(lat=chance.uniform(35.2, 35.26), lon=chance.uniform(113.2, 113.3))
    area_m2 = round(least_area * chance.uniform(1, 2), 1)
    return Place(n, level, host, point, area_m2, least_seats + chance.randrange(4))
