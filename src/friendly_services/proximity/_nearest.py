"""The answer: which places are nearest, and the reason for each rank."""

from collections.abc import Collection
from datetime import datetime
from typing import Self

import attrs

from ..hours import Openness
from ..places import DISTORTION, FARTHEST, Datum, Metres, Place, Point
from ..text import Reason
from ..workdays import Calendar
from ._index import Index
from ._question import Question, question
from ._rules import Rules
from ._search import ranked


@attrs.frozen
class Hit:
    """One place of an answer and where it stands in it."""

    place: Place
    metres: Metres
    """From the origin, over the ellipsoid, within a millimetre of the geodesic."""
    openness: Openness
    rank: int
    """1 is the nearest."""
    datum: Datum
    """What the distance was measured in."""
    before: Place | None
    """The place one rank before."""
    gap: float | None
    """How many metres nearer that one is; 0 if the id alone decided."""
    layers: tuple[Reason, ...] = ()
    """What it has and does not offer at that hour, and whether nobody is there to help."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it stands at this rank, what is known of its hours, and what its keeper and riders said."""
        far = shown(self.metres)
        if self.before is None or self.gap is None:
            rank = Reason("proximity.nearest", metres=far)
        elif self.gap == 0:
            rank = Reason("proximity.tie", metres=far, before=self.before.name)
        else:
            gap = float(f"{self.gap:.3g}")
            rank = Reason("proximity.farther", metres=far, gap=gap, before=self.before.name)
        signs = (Reason("proximity.sign", sign=sign) for sign in self.place.signs)
        return (rank, self.openness.reason, *self.layers, *confirmed(self.place), *signs, *self.place.notes)

    def bearing(self, signs: tuple[str, ...]) -> Self:
        """The same where these signs hang outside the place."""
        return attrs.evolve(self, place=attrs.evolve(self.place, signs=signs)) if signs else self


@attrs.frozen
class Nearby:
    """The places that a question found, and the question as it was understood."""

    hits: tuple[Hit, ...]
    origin: Point
    at: datetime
    within: Metres
    mode: str | None
    """How the worker moves, where that set the radius; None where the radius was asked for."""
    services: frozenset[str]
    limit: int
    notes: tuple[Reason, ...] = ()
    """What holds of the whole answer: why it is empty, then how far its distances can be relied on."""

    def __repr__(self) -> str:
        names = [f"{hit.place.name} {shown(hit.metres)} m" for hit in self.hits[:3]]
        more = ["…"] if len(self.hits) > len(names) else []
        count = "1 hit" if len(self.hits) == 1 else f"{len(self.hits)} hits"
        return f"Nearby({count}{': ' if names else ''}{', '.join(names + more)})"


def confirmed(place: Place) -> tuple[Reason, ...]:
    """When a place was last found open, if that is known."""
    return () if place.confirmed is None else (Reason("proximity.confirmed", at=place.confirmed),)


def shown(value: float) -> float:
    """A length as a sentence says it: to a tenth of a metre."""
    return round(value, 1)


def band(datum: Datum, far: float) -> tuple[Reason, ...]:
    """Between what the true distance lies, where the datum bends it."""
    share = DISTORTION[datum]
    if share == 0:
        return ()
    low, high = shown(far / (1 + share)), shown(far / (1 - share))
    return (Reason("proximity.distorted", datum=datum, far=shown(far), low=low, high=high),)


def nearest(
    index: Index,
    origin: Point,
    *,
    at: datetime,
    rules: Rules,
    services: Collection[str] = (),
    within: float | None = None,
    mode: str | None = None,
    kinds: Collection[str] | None = None,
    entry: Collection[str] | None = None,
    limit: int | None = None,
    closed: bool = False,
    calendar: Calendar | None = None,
) -> Nearby:
    """The nearest places that have all these services and are not closed, in exact order.

    Filtered first, counted afterwards. Places of unknown hours are listed and say so; closed ones only where
    they open soon, by the rules, or with `closed=True`. Without `within` the rules' reach of the mode holds.

    >>> from datetime import UTC
    >>> here = Point.wgs84(lat=29.40, lon=106.54)
    >>> there = Place("m1", "merchant", "Lan's noodles", Point.wgs84(lat=29.401, lon=106.54), {"water"})
    >>> rules = Rules(mode="walk", reach={"walk": 800}, limit=20)
    >>> answer = nearest(Index([there]), here, at=datetime(2026, 3, 2, 12, tzinfo=UTC), rules=rules)
    >>> [(hit.place.name, round(hit.metres), hit.openness.answer) for hit in answer.hits]
    [("Lan's noodles", 111, 'unknown')]
    """
    asked = question(
        origin,
        at=at,
        rules=rules,
        services=services,
        within=within,
        mode=mode,
        kinds=kinds,
        entry=entry,
        limit=limit,
        closed=closed,
        calendar=calendar,
    )
    hits: list[Hit] = []
    for rank, found in enumerate(ranked(index, asked, asked.limit), 1):
        before = hits[-1] if hits else None
        hits.append(
            Hit(
                found.entry.place.as_of(at, calendar),
                Metres(found.metres),
                found.openness,
                rank,
                index.datum,
                before.place if before else None,
                found.metres - before.metres if before else None,
                tuple(
                    said for said in found.entry.place.layers(at, calendar) if said != found.openness.reason
                ),
            )
        )
    return Nearby(
        tuple(hits),
        origin,
        at,
        asked.within,
        asked.mode,
        asked.services,
        asked.limit,
        (*(() if hits else _why_empty(index, asked)), *band(index.datum, asked.within)),
    )


def _why_empty(index: Index, asked: Question) -> tuple[Reason, ...]:
    """What stands between the question and an answer, the nearest way out first."""
    within = shown(asked.within)
    if asked.mode is None:
        reasons = [Reason("proximity.nothing_within", within=within)]
    else:
        reasons = [Reason("proximity.nothing_in_reach", within=within, mode=_mode(asked.mode))]
    nowhere = sorted(service for service in asked.services if not index.offered(service))
    if nowhere:
        return (*reasons, Reason("proximity.offered_nowhere", services=tuple(nowhere)))
    shut = ranked(index, attrs.evolve(asked, closed=True), None)
    if shut:
        opens = min((found.openness.next for found in shut if found.openness.next is not None), default=None)
        if opens is None:
            reasons.append(Reason("proximity.closed_throughout", count=len(shut)))
        else:
            reasons.append(Reason("proximity.closed_within", count=len(shut), next=opens))
    beyond = ranked(index, attrs.evolve(asked, within=FARTHEST), 1)
    if beyond:
        place, far = beyond[0].entry.place, shown(beyond[0].metres)
        reasons.append(Reason("proximity.nearest_beyond", id=place.id, name=place.name, metres=far))
    return tuple(reasons)


def _mode(mode: str) -> Reason | str:
    """How a way to move is called; by the pack's own word if the catalogue lacks it."""
    return Reason(f"proximity.mode.{mode}") if mode in {"ride", "walk"} else mode
