"""A city of random places, and what its riders ask: the same number of places is the same city every time."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

__all__ = ["DAY", "NEAREST", "QUESTIONS", "RADIUS", "SERVICES", "City", "Question", "city"]

Floats = NDArray[np.float64]

NEAREST: Final = 20
"""Places in an answer."""
RADIUS: Final = 1_200.0
QUESTIONS: Final = 1_000
SERVICES: Final[Mapping[str, float]] = {
    "rest": 0.60,
    "water": 0.50,
    "toilet": 0.40,
    "charging": 0.30,
    "microwave": 0.25,
    "hot_meals": 0.20,
    "umbrella": 0.15,
    "first_aid": 0.10,
    "battery_swap": 0.05,
}
"""The share of places that offer each."""
DAY: Final = 1_440

_SEED: Final = 20_261_121
_LAT, _LON, _BOX = 29.40, 106.54, 60_000.0
_PER_LAT, _PER_LON = 110_862.0, 96_995.0
"""Metres a degree hereabouts, for making the city alone."""
_QUARTER: Final = 15


@attrs.frozen
class Question:
    """Where somebody is, which service they look for, and at which minute of the day."""

    lat: float
    lon: float
    service: int
    minute: int


@attrs.frozen(eq=False, slots=False)
class City:
    """Places by columns; a place's id is its number."""

    lats: Floats
    lons: Floats
    offers: NDArray[np.uint16]
    """A bit for each service, in the order of `SERVICES`."""
    opens: NDArray[np.int16]
    """Minutes, two columns: one for each of the day's two spans, the second of which may be empty."""
    closes: NDArray[np.int16]
    questions: tuple[Question, ...]

    def __len__(self) -> int:
        return len(self.lats)

    def offering(self, service: int, which: Any = slice(None)) -> NDArray[np.bool_]:
        """Which of these places offer it."""
        found: NDArray[np.bool_] = (self.offers[which] >> service) & 1 == 1
        return found

    def open_at(self, minute: int, which: Any = slice(None)) -> NDArray[np.bool_]:
        """Which of these places are open then."""
        opens, closes = self.opens[which], self.closes[which]
        first: NDArray[np.bool_] = (opens[..., 0] <= minute) & (minute < closes[..., 0])
        second: NDArray[np.bool_] = (opens[..., 1] <= minute) & (minute < closes[..., 1])
        return first | second

    @cached_property
    def schedules(self) -> tuple[list[tuple[int, int, int, int]], list[int]]:
        """The different days that places keep, and which of them each place does."""
        days = np.concatenate([self.opens, self.closes], axis=1)
        found, which = np.unique(days, axis=0, return_inverse=True)
        return [(a, c, b, d) for a, b, c, d in found.tolist()], which.ravel().tolist()

    def elsewhere(self, many: int) -> list[Question]:
        """Other questions of the same minutes, from within a few hundred metres of those, each asked once."""
        draw = np.random.default_rng([_SEED, len(self), 1])
        which = draw.integers(0, len(self.questions), many).tolist()
        north, east = draw.normal(0, 400, (2, many))
        shifts = zip((north / _PER_LAT).tolist(), (east / _PER_LON).tolist(), strict=True)
        return [
            attrs.evolve(asked, lat=asked.lat + lat, lon=asked.lon + lon)
            for asked, (lat, lon) in zip((self.questions[n] for n in which), shifts, strict=True)
        ]

    def without(self, numbers: Sequence[int]) -> "City":
        """The same where these places have moved to the other side of the Earth."""
        lats, lons = self.lats.copy(), self.lons.copy()
        lats[numbers], lons[numbers] = -_LAT, _LON - 180
        return attrs.evolve(self, lats=lats, lons=lons)


def city(places: int) -> City:
    """A box of 60 km: seven places of ten in clusters, one of a hundred in another's building.

    Coordinates have six decimals, as published ones do. Places are open by day (45 %), with a break at noon
    (25 %), past midnight (15 %) or round the clock; questions come from about the clusters, mostly.
    """
    draw = np.random.default_rng([_SEED, places])
    clusters, half = max(1, places // 500), _BOX / 2
    middle_x, middle_y = draw.uniform(-half, half, clusters), draw.uniform(-half, half, clusters)
    clustered = int(places * 0.7)
    which = draw.integers(0, clusters, clustered)
    spread = places - clustered
    x = np.concatenate([middle_x[which] + draw.normal(0, 400, clustered), draw.uniform(-half, half, spread)])
    y = np.concatenate([middle_y[which] + draw.normal(0, 400, clustered), draw.uniform(-half, half, spread)])
    mixed = draw.permutation(places)
    x, y = x[mixed], y[mixed]
    guests = draw.choice(places, places // 100, replace=False)
    hosts = draw.integers(0, places, len(guests))
    x[guests], y[guests] = x[hosts], y[hosts]
    offers = np.zeros(places, np.uint16)
    for bit, share in enumerate(SERVICES.values()):
        offers |= (draw.random(places) < share).astype(np.uint16) << np.uint16(bit)
    draw.integers(1, 6, places)  # a level, which nobody asks for here
    opens, closes = _hours(draw, places)
    near = draw.random(QUESTIONS) < 0.8
    about = draw.integers(0, clusters, QUESTIONS)
    from_x, from_y = (
        np.where(near, middle[about] + draw.normal(0, 600, QUESTIONS), draw.uniform(-half, half, QUESTIONS))
        for middle in (middle_x, middle_y)
    )
    services = draw.integers(0, len(SERVICES), QUESTIONS)
    minutes = draw.integers(0, DAY, QUESTIONS)
    asked = zip(
        (_LAT + from_y / _PER_LAT).tolist(),
        (_LON + from_x / _PER_LON).tolist(),
        services.tolist(),
        minutes.tolist(),
        strict=True,
    )
    return City(
        np.round(_LAT + y / _PER_LAT, 6),
        np.round(_LON + x / _PER_LON, 6),
        offers,
        opens,
        closes,
        tuple(Question(*one) for one in asked),
    )


def _hours(draw: np.random.Generator, places: int) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """When each place opens and closes, in two spans, on quarters of an hour."""
    kind = draw.random(places)

    def quarters(low: int, high: int) -> NDArray[np.int64]:
        return draw.integers(low, high + 1, places) * _QUARTER

    opens, closes = np.zeros((places, 2), np.int16), np.zeros((places, 2), np.int16)
    opens[:, 0], closes[:, 0] = quarters(30, 40), quarters(66, 84)
    lunch, night, always = (kind >= 0.45) & (kind < 0.70), (kind >= 0.70) & (kind < 0.85), kind >= 0.85
    closes[:, 0] = np.where(lunch, quarters(46, 50), closes[:, 0])
    opens[:, 1] = np.where(lunch, quarters(53, 57), 0)
    closes[:, 1] = np.where(lunch, quarters(68, 74), 0)
    closes[:, 0] = np.where(night, quarters(1, 12), closes[:, 0])
    opens[:, 1] = np.where(night, quarters(64, 80), opens[:, 1])
    opens[:, 0][night | always] = 0
    closes[:, 0][always] = closes[:, 1][night] = DAY
    return opens, closes
