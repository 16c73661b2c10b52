"""What holds of a city that is asked before its map was read, on whatever store it lies."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import attrs

from friendly_services import offers, stations
from friendly_services.city import City
from friendly_services.codec import key_bytes
from friendly_services.hours import Hours
from friendly_services.ids import Key
from friendly_services.places import Datum, Point, convert
from friendly_services.storage import IndexKey, Loaded, Page, Put, Record
from friendly_services.text import say
from tests.budget import count
from tests.city.town import CLERK, MONDAY, TODAY, all_done

__all__ = ["Spoilt", "cold_equals_warm", "go_back", "inhabited", "unread"]

_HOURS = (None, Hours.always(), Hours.weekly(mon="08:00-09:10"), Hours.weekly(tue="08:00-17:00"))
_DATUMS: tuple[Datum, ...] = ("gcj02", "gcj02", "bd09", "wgs84")


def inhabited(city: City, seed: int, places: int = 150) -> list[str]:
    """Stations within some 15 km, dense in the middle, measured in every datum; two of an alliance."""
    drawn = random.Random(seed)
    registers = []
    for n in range(places):
        spread = drawn.choice([0.003, 0.02, 0.15])
        lat, lon = (round(middle + drawn.uniform(-spread, spread), 6) for middle in (29.5, 106.5))
        point = convert(Point.gcj02(lat=lat, lon=lon), drawn.choice(_DATUMS), approximate=True)
        services = frozenset(drawn.sample(["water", "rest"], drawn.randint(1, 2)))
        register = stations.Register(f"S {n}", "shop", point, "north", services, f"S-{n}")
        registers.append((attrs.evolve(register, hours=drawn.choice(_HOURS)), register.code))
    ids = [done.id for done in all_done(city.do_many(registers, by=CLERK))]
    alliance = offers.AllianceId(city.do(offers.FoundAlliance("Riverside", "骑手友好商家"), by=CLERK).id)
    for host in ids[:2]:
        join = offers.JoinAlliance(alliance, host, TODAY, TODAY + timedelta(days=9), "2026-7")
        city.do(join, by=CLERK)
    return ids


def unread(city: City, store: Any = None) -> City:
    """Another City on the same store, or on what stands before it, which has read nothing yet."""
    return City(
        store or city._store,
        city.name,
        plugins=city._plugins,
        clock=city._clock,
        authorize=None,
        trust_clock=False,
        patience=60.0,
    )


def _questions(seed: int) -> Iterator[tuple[Point, dict[str, Any]]]:
    """Near and far, of everything and of little; some with nothing to be found."""
    drawn = random.Random(seed)
    for _ in range(count(25, 250)):
        spread = drawn.choice([0.002, 0.02, 0.3])
        lat, lon = (middle + drawn.uniform(-spread, spread) for middle in (29.5, 106.5))
        asked: dict[str, Any] = {
            "at": MONDAY + timedelta(minutes=drawn.choice([0, 5, 600, 1_500])),
            "services": drawn.choice([(), ("water",), ("water", "rest")]),
            "within": drawn.choice([None, 300, 1_500, 4_300, 9_000]),
            "mode": drawn.choice(["walk", "ride"]),
            "limit": drawn.choice([None, 1, 50]),
            "closed": drawn.random() < 0.3,
        }
        yield (
            convert(
                Point.gcj02(lat=lat, lon=lon), drawn.choice(["gcj02", "bd09", "wgs84"]), approximate=True
            ),
            asked,
        )


def _told(answer: Any) -> list[str]:
    """All that an answer says, to the letter."""
    hits = [f"{hit!r} {[say(reason) for reason in hit.reasons]}" for hit in answer.hits]
    return [*hits, *map(say, answer.notes), f"{answer!r}"]


def cold_equals_warm(city: City, ids: Sequence[str], store: Any = None, seed: int = 7) -> tuple[int, int]:
    """Ask a city that has read all, and one that has read nothing whenever it is asked: they say the same.

    Returns:
        How many answers were given without the whole map, and how many with.
    """
    warm = unread(city, store)
    warm.nearby(Point.gcj02(lat=29.5, lon=106.5), within=50_000)
    assert warm.memory()["places"] > 0
    cold = unread(city, store)
    cold_answers = warm_answers = 0
    for n, (origin, asked) in enumerate(_questions(seed)):
        cold._map = None
        found = cold.nearby(origin, **asked)
        assert _told(found) == _told(warm.nearby(origin, **asked)), (origin, asked)
        if cold.memory()["places"]:
            warm_answers += 1
        else:
            cold_answers += 1
            assert found.ids
        cold._map = None
        id_ = ids[n % len(ids)]
        assert cold.why_not(id_, origin, **asked) == warm.why_not(id_, origin, **asked), (id_, origin, asked)
    return cold_answers, warm_answers


@attrs.define
class Spoilt:
    """A store that returns some records with a byte changed."""

    store: Any
    keys: set[Key] = attrs.Factory(set)

    def load(self, *args: Any) -> Loaded:
        """One snapshot, but for the byte."""
        loaded: Loaded = self.store.load(*args)
        return attrs.evolve(loaded, records=tuple(r and self._changed(r) for r in loaded.records))

    def scan(self, *args: Any) -> Page:
        """A page, but for the byte."""
        page: Page = self.store.scan(*args)
        return attrs.evolve(page, items=tuple((entry, self._changed(record)) for entry, record in page.items))

    def _changed(self, record: Record) -> Record:
        if record.key not in self.keys or record.body is None:
            return record
        return attrs.evolve(record, body=bytes([record.body[0] ^ 1]) + record.body[1:])

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def go_back(city: City, ids: Sequence[str]) -> None:
    """Put these records where the map's index of an earlier release had them: by id."""
    keys = tuple((id_.rpartition("-")[0], id_) for id_ in ids)
    rows = {row.record.key: row for row in city._store.rows(city.name, None, 100_000)}  # type: ignore[attr-defined]
    puts = []
    for key in keys:
        row = rows[key]
        index = {entry for entry in row.index if entry.name != "map.2"} | {IndexKey("map", key_bytes(key[1]))}
        body = city._reader.checksums.body_of(row.record)
        puts.append(Put(key, row.record.version, body, index=frozenset(index), rewrite=True))
    city._source.commit("an earlier release", *puts)
