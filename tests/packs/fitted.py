"""What the tests of the packs share: a fully fitted station, files as they are, what stands against."""

import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from friendly_services.hours import Hours
from friendly_services.ids import StationId
from friendly_services.places import Point
from friendly_services.standards import Scalar, Verdict
from friendly_services.stations import Equipment, Fact, Rules, Station

BUILT_IN: Final = files("friendly_services.packs") / "builtin"
DAY: Final = date(2026, 3, 10)


def plain(file: Traversable) -> Any:
    """A file of a pack, as TOML reads it."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def against(verdict: Verdict) -> list[str]:
    """The codes of the conditions that are not met, and of the exits that are."""
    return [
        condition.code
        for condition, found in zip(verdict.rules.conditions, verdict.answers, strict=True)
        if found == ("met" if condition.exit else "unmet")
    ]


def fitted(
    rules: Rules,
    found: Mapping[str, Scalar],
    *,
    host: str = "other",
    without: Collection[str] = (),
    **given: Any,
) -> Station:
    """A large station, always open, that has all equipment of its pack but this, with what a visit found."""
    equipment = {
        kind: Equipment(kind, 0 if kind in without else 2, "working", DAY) for kind in rules.equipment
    }
    facts = tuple(Fact(name, value, DAY, "visit") for name, value in found.items())
    fields: dict[str, Any] = {
        "hours": Hours.always(),
        "keeper": "keeper-1",
        "area_m2": 40.0,
        "seats": 20,
        "equipment": equipment,
        "facts": facts,
        **given,
    }
    services = {code: service.needs for code, service in rules.services.items()}
    point = Point.wgs84(lat=29.4, lon=106.54)
    return Station(StationId("s"), "S-1", "Station", host, point, "Riverside", services, **fields)
