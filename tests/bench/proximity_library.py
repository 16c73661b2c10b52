"""The library, asked as a host asks it."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar, Final

from friendly_services.hours import Hours, Span
from friendly_services.places import Place, Point
from friendly_services.proximity import Index, Query, Rules, rank
from tests.bench.proximity_city import NEAREST, RADIUS, SERVICES, City, Question
from tests.bench.proximity_oracle import FARTHEST, Kind
from tests.bench.proximity_turns import Side

__all__ = ["Python", "hours", "name_of"]

MOST_IN_PYTHON: Final = 100_000
_MIDNIGHT: Final = datetime(2026, 3, 10, tzinfo=timezone(timedelta(hours=8)))
_RULES: Final = Rules(mode="ride", reach={"ride": int(RADIUS)}, limit=NEAREST)
_WORDS: Final = tuple(SERVICES)


def name_of(number: int) -> str:
    """The id of a place, in the order of its number."""
    return f"p{number:07d}"


def hours(city: City) -> tuple[list[Hours], list[int]]:
    """The different weeks, and which of them each place keeps."""
    days, which = city.schedules
    weeks = []
    for opens, closes, again, ends in days:
        spans = [Span(a, b) for a, b in ((opens, closes), (again, ends)) if a < b]
        weeks.append(Hours((spans,) * 7))
    return weeks, which


def places(city: City) -> list[Place]:
    """Each as a host has it."""
    weeks, which = hours(city)
    columns = zip(city.lats.tolist(), city.lons.tolist(), city.offers.tolist(), which, strict=True)
    made = []
    for n, (lat, lon, offers, week) in enumerate(columns):
        services = {word for bit, word in enumerate(_WORDS) if offers >> bit & 1}
        made.append(
            Place(name_of(n), "station", "A place", Point.wgs84(lat=lat, lon=lon), services, weeks[week])
        )
    return made


class Python(Side):
    """The index without numpy."""

    name: ClassVar[str] = "python"
    ours: ClassVar[bool] = True

    def __init__(self, made: list[Place]) -> None:
        self.index = Index(made)

    def prepared(self, kind: Kind, asked: Question) -> tuple[Any, ...]:
        """As one question."""
        return (query(kind, asked),)

    def ask(self, kind: Kind) -> Callable[..., Any]:  # noqa: ARG002 # the query says it
        """One call."""
        index = self.index
        return lambda asked: rank(index, asked, rules=_RULES)

    def ids(self, answer: Any) -> list[int]:
        """The numbers of the places."""
        return [int(id[1:]) for id in answer.ids]


def query(kind: Kind, asked: Question) -> Query:
    """The question as a host makes it of what a rider sends."""
    return Query(
        Point.wgs84(lat=asked.lat, lon=asked.lon),
        at=_MIDNIGHT + timedelta(minutes=asked.minute),
        services=() if kind == "q1" else {_WORDS[asked.service]},
        within=FARTHEST if kind == "q1" else RADIUS,
        limit=NEAREST,
        closed=kind != "q3",
    )


def engines(city: City) -> list[tuple[str, Callable[[City], Side]]]:
    """Those that take so many places, each with what builds it."""
    if len(city) > MOST_IN_PYTHON:
        return []
    made = places(city)
    return [("python", lambda _: Python(made))]
