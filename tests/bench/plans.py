"""Which upgrades a sum pays for, for a province: `python tests/bench/plans.py` prints times and gaps."""

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

# found by the line above
from friendly_services import packs, stations
from friendly_services.hours import Hours
from friendly_services.ids import StationId
from friendly_services.places import Point
from friendly_services.stations import Equipment, Fact, Price, Rules, Station
from friendly_services.stations._knapsack import best_choice

Classes = list[list[tuple[int, int]]]

_ON: Final = date(2026, 3, 10)


def levels(draw: Random) -> list[tuple[int, int]]:
    """A station that serves more riders at a higher level, which costs more."""
    riders, yuan = draw.randint(5, 400), draw.randint(5, 80) * 100
    return [(yuan * n + draw.randint(0, 50) * 100, riders * (10 + n) // 11) for n in (1, 2, 3)]


def alike(draw: Random) -> list[tuple[int, int]]:
    """Riders in proportion to what it costs, and a few more: the kind that is hard for every solver."""
    return [(yuan := draw.randint(1_000, 90_000), yuan // 100 + 10 * n) for n in (1, 2, 3)]


def even(draw: Random) -> list[tuple[int, int]]:
    """Each costs the same for a rider, in steps that never fill the sum."""
    return [(20_000 * (riders := draw.randint(1, 1_000)), riders) for _ in range(3)]


def choosing() -> None:
    """Ten seeds of each kind and size: seconds and gap of the worst."""
    print("kind    stations  seconds      gap  proved")
    kinds: tuple[Callable[[Random], list[tuple[int, int]]], ...] = (levels, alike, even)
    for kind in kinds:
        for size in (100, 1_000, 10_000):
            seconds, gap, proved = 0.0, 0.0, 0
            for seed in range(10):
                draw = Random(seed)
                classes: Classes = [kind(draw) for _ in range(size)]
                budget = sum(options[-1][0] for options in classes) // 3 + 7
                started = time.process_time()
                choice = best_choice(classes, budget)
                seconds = max(seconds, time.process_time() - started)
                gap = max(gap, (choice.bound - choice.value) / choice.bound)
                proved += choice.bound == choice.value
            print(f"{kind.__name__:7} {size:8,}  {seconds:7.2f}  {gap:.1e}  {proved} of 10")


def pricing() -> None:
    """What it takes to find and price the ways of one station to one level."""
    rules: Rules = packs.load("stations-abc").rules["stations"]
    prices = {kind: Price(500, each=True) for kind in rules.equipment}
    checked = {kind: Equipment(kind, 0, "working", _ON) for kind in rules.equipment}
    station = Station(
        StationId("station-1"),
        "S-1",
        "Riverside",
        "party_centre",
        Point.wgs84(lat=29.4, lon=106.5),
        "Riverside",
        {},
        hours=Hours.weekly(mon="09:00-12:00"),
        keeper="keeper-1",
        area_m2=12.5,
        seats=3,
        equipment=checked,
        facts=(Fact("serves_meals", False, _ON, "visit"),),
    )
    started = time.process_time()
    for _ in range(200):
        found = stations.upgrade(station, rules.scheme, "B", _ON, prices, windows=rules.spans)
    each = (time.process_time() - started) / 200
    print(f"{len(found.items)} items found and priced in {1000 * each:.1f} ms")


if __name__ == "__main__":
    choosing()
    pricing()
