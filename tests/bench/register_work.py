"""A city to measure: its pack, and the merchants and stations that are entered into it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import attrs

from friendly_services import merchants, stations
from friendly_services.city import Actor, City, Done, Found
from friendly_services.codec import key_bytes
from friendly_services.hours import Hours
from friendly_services.ids import MerchantId, StationId
from friendly_services.places import Point
from friendly_services.storage._rules import cursor_at
from friendly_services.testing import StandingClock
from tests.city.town import code

__all__ = [
    "CITY",
    "CLERK",
    "Page",
    "applied",
    "due_reviews",
    "entered",
    "flag",
    "flagged",
    "hides",
    "opened",
    "registered",
    "shows",
    "taken_over",
]

CITY: Final = "banan"
CLERK: Final = Actor("officer-1", roles={"officer"})
_RIDERS: Final = (Actor("rider-1", roles={"worker"}), Actor("rider-2", roles={"worker"}))
_NOW: Final = datetime(2026, 3, 2, 1, tzinfo=UTC)
_NAMED: Final = date(2024, 5, 20)
_SEEN: Final = date(2025, 11, 3)
_AREAS: Final = tuple(f"第{n}街道" for n in range(40))
_HOURS: Final = Hours.weekly(mon="07:00-14:00, 16:30-22:00", sat="08:00-22:00", sun="08:00-22:00")
_PACK: Final = """
[pack]
name = "bench"
title = { en = "A register to measure", zh = "测速登记册" }
source = "made up"
extends = ["merchant-14-9-9", "stations-abc"]

[city]
datum = "gcj02"
box = { south = 29.0, west = 106.0, north = 30.0, east = 107.0 }
"""


@contextmanager
def opened(folder: Path) -> Iterator[City]:
    """The city, on SQLite in this folder; its clock stands still."""
    (folder / "pack").mkdir(exist_ok=True)
    (folder / "pack" / "pack.toml").write_text(_PACK, "utf-8")
    url = f"sqlite:///{folder / 'city.db'}"
    with City.open(url, city=CITY, pack=folder / "pack", clock=StandingClock(_NOW)) as city:
        yield city


def taken_over(n: int) -> tuple[merchants.TakeOver, str]:
    """The n-th merchant, as an older register states it, with the key to send it under."""
    evidence = merchants.Evidence("registry", f"reply 2025-{n}")
    return merchants.TakeOver(
        file=merchants.Ref("ledger-2024", f"BN-{n:06}"),
        name=f"老王热饭铺（{n}号店）",
        licence=merchants.Licence(code(n)),
        trade="catering",
        premises=merchants.Premises(f"花溪街道{n}号", _area(n), _point(n)),
        services=frozenset({"rest", "water", "charge"}),
        named_on=_NAMED,
        listed_on=_NAMED,
        plaque=f"BN-2024-{n:06}",
        hours=_HOURS,
        facts=merchants.facts(
            on=_SEEN,
            source="the district's register",
            evidence=evidence,
            licence_status="active",
            free_seats=4,
        ),
        refs=(merchants.Ref("12345", f"H{n:07}"),),
        applicant=f"owner-{n}",
    ), f"take-over-{n}"


def applied(n: int) -> tuple[merchants.Apply, str]:
    """The n-th merchant as one that applies, all of them in one area, with the key to send it under."""
    return merchants.Apply(
        name=f"老李小面（{n}号店）",
        licence=merchants.Licence(code(n)),
        trade="catering",
        premises=merchants.Premises(f"龙洲湾{n}号", _AREAS[0], _point(n)),
        services=frozenset({"rest", "water"}),
        hours=_HOURS,
        refs=(merchants.Ref("12345", f"H{n:07}"),),
        applicant=f"owner-{n}",
    ), f"apply-{n}"


def registered(n: int) -> tuple[stations.Register, str]:
    """The n-th station, with the key to send it under."""
    return stations.Register(
        name=f"巴南小哥驿站 {n}",
        host="party_centre",
        point=_point(n),
        area=_area(n),
        services=frozenset({"rest", "water", "phone_charging"}),
        code=f"YZ-{n:05}",
        hours=_HOURS,
        keeper=f"keeper-{n}",
        area_m2=42.5,
        seats=12,
    ), f"register-{n}"


def hides(ids: list[str]) -> list[merchants.Hide]:
    """Take these merchants off the map."""
    evidence = (merchants.Evidence("complaint", "12345-77"),)
    return [merchants.Hide(MerchantId(id_), "complaints", evidence) for id_ in ids]


def shows(ids: list[str]) -> list[merchants.Show]:
    """And put them back."""
    return [merchants.Show(MerchantId(id_)) for id_ in ids]


def flag(city: City, ids: list[str]) -> None:
    """Have two riders find these stations locked."""
    for rider in _RIDERS:
        entered(city, [(stations.ReportStatus(StationId(id_), "locked"), None) for id_ in ids], rider)


def entered(city: City, commands: Sequence[tuple[Any, str | None]], by: Actor = CLERK) -> list[str]:
    """Send commands in one commit; the ids of what they made, none being refused."""
    answers = city.do_many(commands, by=by)
    assert all(isinstance(answer, Done) for answer in answers), answers
    return [answer.id for answer in answers if isinstance(answer, Done)]


@attrs.frozen
class Page:
    """Two hundred records to be read: by the library, and where they lie in which index."""

    read: Callable[[], Found[Any]]
    index: str
    after: tuple[bytes, str, str]
    below: bytes


def due_reviews(city: City) -> list[Page]:
    """The soonest of each area: what its merchants need next is their review."""
    return [
        Page(
            partial(city.inbox, area=area, limit=200),
            "inbox",
            (key_bytes(area), "", ""),
            key_bytes(area) + b"\xff",
        )
        for area in _AREAS[1:]
    ]


def flagged(city: City) -> list[Page]:
    """The stations that riders found locked, page by page."""
    pages: list[Page] = []
    after = None
    prefix = key_bytes("flagged")
    while not pages or after is not None:
        key, record = (prefix, ("", "")) if after is None else cursor_at(after)
        read = partial(city.stations.find, standing="flagged", limit=200, after=after)
        pages.append(Page(read, "station.by_level.1", (key, *record), prefix + b"\xff"))
        after = read().next
    return pages


def _area(n: int) -> str:
    return _AREAS[1 + n % (len(_AREAS) - 1)]


def _point(n: int) -> Point:
    return Point.gcj02(lat=round(29.3 + n % 997 / 5000, 6), lon=round(106.4 + n % 1009 / 5000, 6))
