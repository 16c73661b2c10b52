"""A district and its shops: what is on file about each is drawn with a seed, and most of it is in order.

The numbers are those of 中国市场监管报 (重庆市巴南区市场监督管理局供稿). Names, points and facts are made up.
"""

import random
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal
from zoneinfo import ZoneInfo

import attrs

from friendly_services import Actor, Point, merchants
from friendly_services.standards import Scalar
from tests.city.town import code

ZONE: Final = ZoneInfo("Asia/Shanghai")
RECRUITED: Final = 382
"""“发出倡议书号召全区商户加入‘友好商户’，募集商户382家。”"""
LISTED: Final = 308
"""“经过复核、命名后……分类标记308户‘友好商户’具体服务项目和定位等信息。”"""
OFFICES: Final = 12
"""“指导12个市场监管所……联合12个属地镇街党委”: one town or street for each office."""
TAG_TYPES: Final = 4
"""“开发支持4大类型服务标签智能匹配系统”."""
CONDITIONS: Final = 14
"""“明确证照资质、经营信用、场地设施14条具体内容”."""
SERVICES: Final = 9
"""“固化休息、饮水、充电、热饭等9条便民服务内容”."""
GROUNDS: Final = 9
"""“建立基于投诉核查、安全事故、违法违规及停业失联等9种情形的动态退出机制”."""
MODELS: Final = 8
"""“在巴南区龙洲湾街道万达商圈等经济繁华区域优先培育打造8家‘友好商户’样板。”"""
OLDER: Final = 36
"""Merchants of an older ledger: made up."""

AREAS: Final = (
    "龙洲湾街道", "花溪街道", "李家沱街道", "鱼洞街道", "莲花街道", "南泉街道",
    "一品街道", "惠民街道", "南彭街道", "界石镇", "安澜镇", "木洞镇",
)  # fmt: skip
"""Which twelve they are the source does not say."""
TRADES: Final = ("catering", "retail", "pharmacy", "repair")
"""“商超、餐饮、药店、维修点等各类具备固定场所的经营主体均可加入”."""
PACK: Final = """
[pack]
name = "banan"
title = { en = "Banan", zh = "巴南" }
source = "made up, over the built-in packs"
extends = ["merchant-14-9-9", "honours-default", "targets-default", "visits-default"]

[city.box]
south = 29.2
west = 106.4
north = 29.6
east = 106.7

[city.areas]
""" + "".join(f'"{area}" = {{}}\n' for area in AREAS)

CLERK: Final = Actor("clerk", roles={"officer"})
CHIEF: Final = Actor("chief", roles={"officer"})
BUREAU: Final = Actor("bureau", roles={"officer"})
TOWN: Final = Actor("town", roles={"town"})
SECOND: Final = Actor("bureau-2", roles={"officer"})
INSPECTOR: Final = Actor("inspector", roles={"inspector"})
TOWNSMAN: Final = Actor("resident-1", roles={"resident"})
COURT: Final = Actor("city-bureau", roles={"appeal_body"})

Fate = Literal["good", "unmet", "silent", "withdraws", "objected"]
_FATES: Final[Mapping[Fate, int]] = {"unmet": 10, "silent": 3, "withdraws": 2, "objected": 1}
"""Why 74 of them are not on the map the source does not say: as it may have been."""
_UNMET: Final[tuple[dict[str, Scalar], ...]] = (
    {"fixed_premises": False},
    {"licence_status": "suspended"},
    {"credit_list": "abnormal"},
    {"serious_punishments_12_months": 1},
    {"free_seats": 0},
    {"batteries_charged_indoors": True},
)
_SERVICES: Final = (
    "rest", "water", "charge", "warm_food", "meal", "medicine", "toilet", "wifi", "tools",
)  # fmt: skip
_WISHED: Final[tuple[dict[str, Scalar], ...]] = (
    {},
    {},
    {},
    {"bike_bays": 1},
    {"sign_complete": False},
    {"easy_to_find": False},
)
"""One of the five conditions on premises may be unmet, if it is no veto."""


@attrs.frozen
class Shop:
    """One of those who answered the letter, and what will be found."""

    n: int
    area: str
    trade: str
    point: Point
    services: frozenset[str]
    fate: Fate
    corrected: bool
    """Whether its application is sent back once, and comes again."""
    odd: Mapping[str, Scalar]
    """What is otherwise with it than with most."""

    @property
    def owner(self) -> Actor:
        """Who speaks for it."""
        return Actor(f"owner-{self.n}", roles={"merchant"})

    @property
    def application(self) -> merchants.Apply:
        """What it sends, by one key (一键上报)."""
        return merchants.Apply(
            name=f"友好小店 {self.n} 号",
            licence=merchants.Licence(code(self.n)),
            trade=self.trade,
            premises=merchants.Premises(f"{self.area} {self.n} 号", self.area, self.point),
            services=self.services,
            source="recruited",
        )

    def take_over(self, file: str) -> merchants.TakeOver:
        """Its row in an older ledger."""
        named = date(2024, 3, 1 + self.n % 28)
        return merchants.TakeOver(
            file=merchants.Ref("2024 年台账", file),
            name=f"老店 {self.n} 号",
            licence=merchants.Licence(code(self.n)),
            trade=self.trade,
            premises=merchants.Premises(f"{self.area} {self.n} 号", self.area, self.point),
            services=self.services,
            named_on=named,
            listed_on=named,
            plaque=f"B-{file}",
        )

    def registry(self, on: date) -> tuple[merchants.Fact, ...]:
        """What registers say of it."""
        return self._found(_REGISTRY, on, "registry")

    def visit(self, on: date, **now: Scalar) -> tuple[merchants.Fact, ...]:
        """What is seen on the spot, where something may have changed."""
        return self._found({**_VISIT, **now}, on, "site_check", now)

    def _found(
        self,
        usual: Mapping[str, Scalar],
        on: date,
        evidence: str,
        now: Mapping[str, Scalar] | None = None,
    ) -> tuple[merchants.Fact, ...]:
        values = {
            **usual,
            **{name: value for name, value in self.odd.items() if name in usual},
            **(now or {}),
        }
        proof = merchants.Evidence(evidence)
        return tuple(merchants.Fact(name, value, on, evidence, proof) for name, value in values.items())


_REGISTRY: Final[Mapping[str, Scalar]] = {
    "licence_status": "active",
    "trade_permit": "licence",
    "earliest_expiry": date(2028, 12, 31),
    "opened_on": date(2021, 5, 1),
    "credit_list": "none",
    "annual_report": "published",
    "accidents_24_months": 0,
    "serious_punishments_12_months": 0,
    "upheld_complaints_12_months": 0,
    "overdue_complaints": 0,
}
_VISIT: Final[Mapping[str, Scalar]] = {
    "fixed_premises": True,
    "licence_shown": True,
    "address_matches": True,
    "within_scope": True,
    "easy_to_find": True,
    "point_checked": True,
    "free_seats": 4,
    "drinking_water": True,
    "charging_points": 2,
    "batteries_charged_indoors": False,
    "fire_safety": True,
    "clean": True,
    "bike_bays": 3,
    "sign_complete": True,
}


def shops(seed: int = 2025) -> tuple[Shop, ...]:
    """All who answered the letter, then those of the older ledger."""
    chance = random.Random(seed)
    lost = chance.sample(range(RECRUITED), RECRUITED - LISTED)
    fates = dict(zip(lost, chance.choices(list(_FATES), list(_FATES.values()), k=len(lost)), strict=True))
    return tuple(_shop(chance, n, fates.get(n, "good")) for n in range(RECRUITED + OLDER))


def _shop(chance: random.Random, n: int, fate: Fate) -> Shop:
    odd = dict(chance.choice(_UNMET if fate == "unmet" else _WISHED))
    if chance.random() < 0.15:
        odd["annual_report"] = "not_due_yet"
    return Shop(
        n=n,
        area=chance.choices(AREAS, [4, 2, 2, 2, *[1] * (len(AREAS) - 4)])[0],
        trade=chance.choice(TRADES),
        point=Point.gcj02(lat=chance.uniform(29.3, 29.5), lon=chance.uniform(106.5, 106.6)),
        services=frozenset(chance.sample(_SERVICES, chance.randint(2, 6))),
        fate=fate,
        corrected=chance.random() < 0.08,
        odd=odd,
    )
