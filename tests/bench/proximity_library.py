"""The library, asked as a host asks it: by columns, in one process, with either engine."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, Final, Literal

import attrs
import numpy as np

from friendly_services.hours import Hours, Span
from friendly_services.places import Place, Point
from friendly_services.proximity import Index, Query, Rules, rank
from tests.bench.proximity_city import NEAREST, RADIUS, SERVICES, City, Question
from tests.bench.proximity_oracle import FARTHEST, KINDS, Kind
from tests.bench.proximity_turns import Side

__all__ = [
    "MOST",
    "RULES",
    "WORDS",
    "Columns",
    "Engine",
    "Plain",
    "Ranked",
    "engines",
    "moment_of",
    "origin_of",
    "query",
]

Engine = Literal["python", "numpy"]

MOST: Final[dict[Engine, int]] = {"python": 100_000, "numpy": 1_000_000}
"""Places for which one would take an engine."""
MIDNIGHT: Final = datetime(2026, 3, 10, tzinfo=timezone(timedelta(hours=8)))
RULES: Final = Rules(mode="ride", reach={"ride": int(RADIUS)}, limit=NEAREST)
WORDS: Final = tuple(SERVICES)


def name_of(number: int) -> str:
    """The id of a place; ids are in the order of numbers."""
    return f"p{number:07d}"


def number_of(id: str) -> int:
    """The number of the place of that id."""
    return int(id[1:])


@attrs.frozen(eq=False)
class Columns:
    """A city as its host has it: lists, or arrays where the engine is numpy's."""

    ids: list[str]
    lats: Any
    lons: Any
    services: dict[str, Any]
    hours: list[Hours]
    schedules: Any

    @classmethod
    def of(cls, city: City, engine: Engine) -> "Columns":
        """The columns of a city."""
        days, which = city.schedules
        spans = [[Span(a, b) for a, b in (day[:2], day[2:]) if a < b] for day in days]
        offered = {word: city.offering(service) for service, word in enumerate(WORDS)}
        columns: list[Any] = [city.lats, city.lons, *offered.values(), np.array(which)]
        if engine == "python":
            columns = [column.tolist() for column in columns]
        lats, lons, *offers, schedules = columns
        services = dict(zip(offered, offers, strict=True))
        ids = [name_of(n) for n in range(len(city))]
        return cls(ids, lats, lons, services, [Hours((day,) * 7) for day in spans], schedules)

    def index(self, engine: Engine) -> Index:
        """What is built, and measured."""
        return Index.from_columns(
            self.ids,
            self.lats,
            self.lons,
            services=self.services,
            hours=self.hours,
            schedules=self.schedules,
            engine=engine,
        )

    def place(self, number: int, north: float = 0) -> Place:
        """One of them as a record, or as if it stood so many degrees farther north."""
        point = Point.wgs84(lat=float(self.lats[number]) + north, lon=float(self.lons[number]))
        services = {word for word, offers in self.services.items() if offers[number]}
        hours = self.hours[self.schedules[number]]
        return Place(self.ids[number], "place", self.ids[number], point, services, hours)


class Plain(Side):
    """`Index.nearest`: the plain question."""

    ours = True

    def __init__(self, engine: Engine, columns: Columns) -> None:
        self.engine, self.name = engine, engine
        self.columns = columns
        self.index = columns.index(engine)

    def prepared(self, kind: Kind, asked: Question) -> tuple[Any, ...]:
        """Where, which service and when, as far as it is asked."""
        values = origin_of(asked), WORDS[asked.service], moment_of(asked)
        return values[: 1 + KINDS.index(kind)]

    def ask(self, kind: Kind) -> Callable[..., Any]:
        """One call."""
        nearest = self.index.nearest
        if kind == "q1":
            return nearest
        if kind == "q2":
            return lambda origin, service: nearest(origin, NEAREST, service=service, within=RADIUS)
        return lambda origin, service, at: nearest(origin, NEAREST, service=service, within=RADIUS, at=at)

    def batch(self, asked: Sequence[Question]) -> Callable[[], Any]:
        """One call for all."""
        return self.many("q1", asked)

    def many(self, kind: Kind, asked: Sequence[Question]) -> Callable[[], Any]:
        """The same for any question."""
        lats, lons = [one.lat for one in asked], [one.lon for one in asked]
        values: dict[str, Any] = {}
        if kind != "q1":
            values = {"service": [WORDS[one.service] for one in asked], "within": RADIUS}
        if kind == "q3":
            values["at"] = [moment_of(one) for one in asked]
        return lambda: self.index.nearest_many(lats, lons, NEAREST, **values)

    def ids(self, answer: Any) -> list[int]:
        """The numbers of the places."""
        return [number_of(id) for id in answer.ids]

    def bytes(self) -> int:
        """As the index says."""
        return self.index.nbytes


class Ranked(Side):
    """`rank` with a `Query`, on the same index, without its explanation."""

    ours = True
    compared = False

    def __init__(self, plain: Plain) -> None:
        self.name = f"rank on {plain.engine}"
        self.index = plain.index

    def prepared(self, kind: Kind, asked: Question) -> tuple[Any, ...]:
        """As one question."""
        return (query(kind, asked),)

    def ask(self, kind: Kind) -> Callable[..., Any]:  # noqa: ARG002 # the query says it
        """One call, and the ids."""
        index = self.index
        return lambda asked: rank(index, asked, rules=RULES).ids

    def ids(self, answer: Any) -> list[int]:
        """The numbers of the places."""
        return [number_of(id) for id in answer]


def origin_of(asked: Question) -> Point:
    """Where somebody asks from."""
    return Point.wgs84(lat=asked.lat, lon=asked.lon)


def moment_of(asked: Question) -> datetime:
    """When, on a Tuesday."""
    return MIDNIGHT + timedelta(minutes=asked.minute)


def query(kind: Kind, asked: Question) -> Query:
    """The question as a host makes it of what a rider sends."""
    return Query(
        origin_of(asked),
        at=moment_of(asked),
        services=() if kind == "q1" else {WORDS[asked.service]},
        within=FARTHEST if kind == "q1" else RADIUS,
        limit=NEAREST,
        closed=kind != "q3",
    )


def engines(city: City) -> list[tuple[Engine, Callable[[], Plain]]]:
    """Those that one would take for so many places, each with what builds it."""

    def maker(engine: Engine) -> Callable[[], Plain]:
        columns = Columns.of(city, engine)
        return lambda: Plain(engine, columns)

    return [(engine, maker(engine)) for engine, most in MOST.items() if len(city) <= most]
