"""Values with a field of every type that events, states and commands may hold."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Literal, NewType, Union

import attrs

from friendly_services.errors import Invalid
from friendly_services.text import Label, Reason

Scalar = bool | int | float | str | date | None
Code = NewType("Code", str)


class Colour(Enum):
    """A choice with values of its own."""

    RED = "red"
    BLUE = 2


@attrs.frozen
class Spot:
    """A value inside another, with a rule of its own."""

    lat: float
    lon: float

    def __attrs_post_init__(self) -> None:
        """Hold the one rule."""
        if self.lat > 90:
            raise Invalid.at("lat", "number.too_large", value=self.lat, high=90)


@attrs.frozen
class Branch:
    """A value that may hold its like."""

    name: str
    under: tuple["Branch", ...] = ()


@attrs.frozen
class Everything:
    """One field of each type."""

    code: Code
    count: int
    weight: float
    paid: bool
    mark: bytes
    day: date
    at: datetime
    level: Literal["A", "B", 3]
    colour: Colour
    spot: Spot
    tree: Branch
    services: frozenset[str]
    row: tuple[int, ...]
    pair: tuple[int, str]
    facts: Mapping[str, Scalar]
    by_day: Mapping[date, tuple[int, ...]]
    where: Spot | Branch | None
    when: Union[date, datetime, int, Code]  # noqa: UP007 # older spelling, still in use
    note: str | None
    title: Label
    why: Reason
    loose: Any
    later: int = 7


EVERYTHING = Everything(
    code=Code("c-1"),
    count=-(2**63),
    weight=106.5,
    paid=True,
    mark=b"\x00\xff",
    day=date(2026, 3, 1),
    at=datetime(2026, 3, 1, 9, 30, 0, 1, tzinfo=UTC),
    level=3,
    colour=Colour.BLUE,
    spot=Spot(29.5, 106.5),
    tree=Branch("root", (Branch("leaf"),)),
    services=frozenset({"water", "热水", "rest"}),
    row=(0, 127, 128, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, 2**63 - 1),
    pair=(-32, ""),
    facts={"b": True, "i": 1, "f": 1.0, "s": "2026-03-01", "d": date(2026, 3, 1), "n": None},
    by_day={
        date(2026, 3, 1): (-33, -128, -129, -32_768),
        date(1969, 12, 31): (-32_769, -(2**31), -(2**31) - 1),
    },
    where=Branch("x" * 32),
    when=datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    note=None,
    title=Label("Seats", "座位"),
    why=Reason("number.too_small", value=0, low=1.5),
    loose=(None, True, 1, 1.5, "s", b"b", date(2026, 3, 1), Label("a", "b"), Reason("x", at=(1, (2,)))),
)
