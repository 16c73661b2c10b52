"""How soon a city answers what is near before it has read its map: `python tests/bench/nearby_cold.py`.

A city of 20,000 places on SQLite (`--places`), nine merchants to a station, within some 25 km. Each round
asks for what is within a walk of another spot: of a City that has read nothing and answers from the squares
around, of one that is made to read the whole map first, and of that one again. Medians, in milliseconds,
with the records that were read.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import attrs

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from friendly_services.city import City  # noqa: E402 # found by the line above
from friendly_services.places import Point  # noqa: E402 # as above
from tests.bench import register_work as work  # noqa: E402 # as above


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What is near, before and after the map was read.")
    parser.add_argument("--places", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    drawn = random.Random(7)
    with tempfile.TemporaryDirectory() as name, work.opened(Path(name)) as city:
        for n in range(0, asked.places, 1_000):
            work.entered(city, [_placed(m, drawn) for m in range(n, min(n + 1_000, asked.places))])
        cold, whole, warm, read = [], [], [], []
        for _ in range(asked.rounds):
            spot = _spot(drawn)
            one, other = _unread(city), _unread(city)
            cold.append(_milliseconds(one, spot))
            read.append(one.memory()["read_for_places"])
            assert not one.memory()["places"]
            whole.append(_milliseconds(other, spot, within=50_000, limit=20))
            assert other.memory()["places"] == asked.places
            warm.append(_milliseconds(other, spot))
    print(f"first answer from the squares around: {statistics.median(cold):.1f} ms,", end=" ")
    print(f"{statistics.median(read):.0f} records and scans")
    print(f"first answer that reads the map: {statistics.median(whole):.0f} ms, {asked.places} records")
    print(f"an answer from the map: {statistics.median(warm):.2f} ms")
    print(f"ratio cold building {statistics.median(whole) / statistics.median(cold):.0f}")


def _placed(n: int, drawn: random.Random) -> tuple[Any, str]:
    """The n-th place, somewhere in the city."""
    if n % 10 == 0:
        station, once = work.registered(n)
        return attrs.evolve(station, point=_spot(drawn)), once
    shop, once = work.taken_over(n)
    return attrs.evolve(shop, premises=attrs.evolve(shop.premises, point=_spot(drawn))), once


def _spot(drawn: random.Random) -> Point:
    """Dense in the middle, thin at the edges."""
    lat, lon = (max(-0.25, min(0.25, drawn.gauss(0, 0.06))) for _ in range(2))
    return Point.gcj02(lat=29.5 + lat, lon=106.5 + lon)


def _unread(city: City) -> City:
    """Another City on the same file, with its pack known and nothing else."""
    other = City(
        city._store,
        city.name,
        plugins=city._plugins,
        clock=city._clock,
        authorize=None,
        trust_clock=False,
        patience=5.0,
    )
    other.pack  # noqa: B018 # which reads it
    return other


def _milliseconds(city: City, spot: Point, **asked: Any) -> float:
    began = time.perf_counter()
    found = city.nearby(spot, closed=True, **asked)
    assert found.hits
    return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    main()
