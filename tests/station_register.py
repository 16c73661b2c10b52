"""A register of stations without a store: a pack of two levels, and the ways to fill it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import attrs

from friendly_services import stations
from friendly_services.cases import Duration
from friendly_services.hours import Hours
from friendly_services.ids import StationId
from friendly_services.places import Point
from friendly_services.standards import Scheme, read_standard
from friendly_services.stations import (
    Accept,
    AddRef,
    AnswerReports,
    AppointKeeper,
    Classify,
    Close,
    CloseTemporarily,
    ConfirmOpen,
    EndKeeper,
    EquipmentRule,
    Fact,
    FinishFitting,
    Grade,
    KindRule,
    MarkExpired,
    Measure,
    Plan,
    RecordEquipment,
    RecordFacts,
    RecordVisit,
    Ref,
    Register,
    Reopen,
    ReportStatus,
    ReturnForCorrection,
    Rules,
    ServiceRule,
    SetEntry,
    SetHours,
    SetServices,
    StartFitting,
)
from friendly_services.text import Label
from tests.small_city import SmallCity

DAY = date(2026, 3, 10)
HERE = Point.wgs84(lat=29.4, lon=106.54)
BUSY = Hours.weekly(mon="08:00-20:00", tue="08:00-20:00", sat="12:30-16:00")


def label(text: str) -> Label:
    """A name that is the same in both languages."""
    return Label(en=text, zh=text)


def standard(name: str, *requires: str, life: Mapping[str, str] | None = None) -> Any:
    """A standard of conditions that must all hold, of facts that may age."""
    named = {"en": name, "zh": name}
    types: dict[str, dict[str, Any]] = {
        "host": {"type": "choice", "choices": ["street", "centre"], "immovable": True},
        "water": {"type": "int"},
        "microwave": {"type": "int"},
        "kit": {"type": "int"},
        "toilet_nearby": {"type": "bool"},
        "seats": {"type": "int"},
        "area_m2": {"type": "number"},
        "hours_per_day": {"type": "number"},
        "open_at_midday": {"type": "bool"},
    }

    def aged(fact: str) -> dict[str, str]:
        return {"life": life[fact]} if life and fact in life else {}

    return read_standard(
        {
            "id": name,
            "title": named,
            "source": "test",
            "facts": {
                fact: {**kind, **aged(fact), "title": {"en": fact, "zh": fact}}
                for fact, kind in types.items()
            },
            "versions": [
                {
                    "number": 1,
                    "in_force": date(2025, 1, 1),
                    "open_cases": "decision",
                    "source": "test",
                    "conditions": [
                        {"code": f"C{n}", "title": named, "requires": text, "status": "proposed"}
                        for n, text in enumerate(requires, 1)
                    ],
                }
            ],
        }
    )


SCHEME = Scheme(
    "two",
    label("two levels"),
    (
        ("A", standard("level-a", "host == 'street'", "microwave >= 1", "seats >= 4")),
        ("B", standard("level-b", "host == 'centre'", "toilet_nearby")),
    ),
)
RULES = Rules(
    scheme=SCHEME,
    hosts={"street": label("street"), "centre": label("centre")},
    equipment={
        "water": EquipmentRule(label("water")),
        "microwave": EquipmentRule(label("microwave")),
        "kit": EquipmentRule(label("medicine kit"), expires=True),
    },
    services={
        "rest": ServiceRule(label("rest")),
        "warm_food": ServiceRule(label("warm food"), ("microwave",)),
        "first_aid": ServiceRule(label("first aid"), ("kit",)),
    },
    causes={"repair": label("repairs")},
    level_months=12,
    windows={"open_at_midday": "13:00-15:00"},
    dormant=None,
    kinds={
        "station": KindRule(label("station"), graded=True),
        "canteen": KindRule(label("canteen")),
    },
    tiers={"street_shop": label("street shop")},
    targets={"drivers": label("drivers")},
)


def small_city() -> SmallCity:
    """A city with the rules above and no station."""
    return SmallCity(stations.CAPABILITY, RULES, DAY)


def register(city: SmallCity, **given: Any) -> StationId:
    """A station in a shopping street."""
    fields = {
        "name": "Riverside station",
        "host": "street",
        "point": HERE,
        "area": "Riverside",
        "services": frozenset({"rest", "warm_food", "first_aid"}),
        "code": "S-001",
        **given,
    }
    ((_, registered),) = city.do(Register(**fields))
    found: StationId = registered.id
    return found


def station(city: SmallCity, name: StationId) -> stations.Station:
    """A station as it stands."""
    found: stations.Station = city.states["station", name]
    return found


def equip(city: SmallCity, name: StationId, kind: str = "microwave", **given: Any) -> None:
    """Equipment found on a check of today."""
    city.do(RecordEquipment(name, kind, given.pop("quantity", 1), city.today, **given))


def plan(city: SmallCity, by: str = "officer-1", **given: Any) -> StationId:
    """A station that is planned in a shopping street."""
    fields = {
        "name": "Planned station",
        "host": "street",
        "point": HERE,
        "area": "Riverside",
        "services": frozenset({"rest", "warm_food", "first_aid"}),
        "code": "S-900",
        "mode": "new",
        **given,
    }
    ((_, registered),) = city.do(Plan(**fields), by=by)
    found: StationId = registered.id
    return found


def built(city: SmallCity) -> StationId:
    """A station that was planned, returned once, late once, and accepted by two people."""
    name = plan(city)
    city.do(StartFitting(name), by="keeper-1")
    city.do(FinishFitting(name), by="keeper-1")
    city.do(ReturnForCorrection(name, ("the sign",)), by="inspector-1")
    city.today += timedelta(days=30)
    city.do(MarkExpired(name))
    city.do(FinishFitting(name), by="keeper-1")
    for inspector in ("inspector-1", "inspector-2"):
        city.do(Accept(name), by=inspector)
    return name


def standing(city: SmallCity, where: stations.Standing) -> StationId:
    """A station that stands there, by commands alone."""
    if where in {"planned", "fitting", "acceptance", "correcting"}:
        name = plan(city)
        steps = (StartFitting(name), FinishFitting(name), ReturnForCorrection(name, ("the sign",)))
        for step in steps:
            if station(city, name).standing == where:
                break
            city.do(step, by="inspector-1" if isinstance(step, ReturnForCorrection) else "keeper-1")
        return name
    if where == "dormant":
        city.rules = attrs.evolve(city.rules, dormant=Duration(1, "natural"))
    name = register(city)
    if where == "dormant":
        city.today += timedelta(days=2)
        city.do(MarkExpired(name))
    if where == "flagged":
        for rider in ("rider-1", "rider-2"):
            city.do(ReportStatus(name, "locked"), by=rider)
    if where == "closed_temporarily":
        city.do(CloseTemporarily(name, "repair", until=city.today + timedelta(days=3)))
    if where == "closed":
        city.do(Close(name, "decision-0"))
    return name


def every_command(name: StationId) -> list[Any]:
    """Every command about a station."""
    return [
        RecordEquipment(name, "water", 1, DAY),
        RecordFacts(name, (Fact("toilet_nearby", True, DAY, "visit"),)),
        AddRef(name, Ref("12345", "GD-1")),
        Measure(name, seats=4),
        SetHours(name, None),
        SetServices(name, frozenset()),
        AppointKeeper(name, "keeper-1"),
        Grade(name, "A"),
        CloseTemporarily(name, "repair"),
        Reopen(name),
        ReportStatus(name, "locked"),
        AnswerReports(name, "looked"),
        Close(name, "decision-1"),
        MarkExpired(name),
        StartFitting(name),
        FinishFitting(name),
        ReturnForCorrection(name, ("the sign",)),
        Accept(name),
        ConfirmOpen(name),
        RecordVisit(name, DAY),
        SetEntry(name, frozenset({"scan"})),
        Classify(name, tier="street_shop"),
        EndKeeper(name, "keeper-0"),
    ]
