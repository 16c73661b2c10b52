"""Random cities for laws, and the answer by looking at every place.

Crowded, sparse, on top of each other, at the poles and over 180°, at midnight and on odd days.

The answer here is written from what is promised and knows nothing of how it is found: it goes through every
place, and through every minute of a stay.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Literal
from zoneinfo import ZoneInfo

import attrs
from geographiclib.geodesic import Geodesic
from hypothesis import strategies as st

from friendly_services.hours import Hours, Span
from friendly_services.places import Datum, Lapse, Place, Point, convert
from friendly_services.proximity import Order, Query, Rules, Weights
from friendly_services.text import Reason
from friendly_services.workdays import Calendar, Year
from tests.budget import count

SERVICES = ("charge", "toilet", "water")
TAGS = ("step_free", "truck_bay")
WORKERS = ("couriers", "riders")
RULES = Rules(
    mode="walk",
    reach={"walk": 1000, "ride": 3000},
    limit=5,
    opens_soon=15,
    pace={"walk": 66.7},  # nothing is known of riding: whoever rides is judged as if they were there
    top_pace={"walk": 150.0},
    detour={"walk": (1.0, 1.25, 1.42)},
    weights=Weights(
        wait=60, level={"A": 120, "B": 30}, freshness=60, occupancy=300, rating=60, fresh_hours=24
    ),
)

_MAKE_UP = Year(
    2026, [date(2026, 2, day) for day in range(15, 24)], [date(2026, 2, 14)], "official", "the notice"
)
CALENDAR = Calendar([_MAKE_UP])

_CENTRES = [
    (29.4, 106.54),
    (0.0, 179.999),
    (10.0, -180.0),
    (89.999, 20.0),
    (-90.0, 0.0),
    (0.0, 0.3),
    (60.2, 24.9),
]
_HIDDEN = Reason("forbidden", actor="x", command="y", roles=())
_STEPS = [1e-9, 1e-5, 1e-3, 1e-2]

_SHANGHAI, _BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
_LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # puts its clocks on by half an hour
STARTS = (
    datetime(2026, 3, 2, tzinfo=UTC),
    datetime(2026, 3, 28, 21, tzinfo=UTC).astimezone(_BERLIN),  # clocks go on in the night
    datetime(2026, 10, 24, 21, tzinfo=UTC).astimezone(_BERLIN),  # clocks go back in the night
    datetime(2026, 4, 4, 12, tzinfo=UTC).astimezone(_LORD_HOWE),
    datetime(2026, 2, 13, tzinfo=_SHANGHAI),  # a Friday; Saturday is a make-up workday, Sunday a holiday
    datetime(2026, 12, 31, 12, tzinfo=_SHANGHAI),  # the year after is not in the calendar
)


def wrapped(lat: float, lon: float, datum: Datum = "wgs84") -> Point:
    """The point at these degrees, cut at the poles and counted on past 180°."""
    lat = max(-90.0, min(90.0, lat))
    lon = lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180
    return Point(lat or 1e-6, lon, datum)  # latitude 0 with longitude 0 is refused as a missing position


def _point(lots: Random, centre: tuple[float, float]) -> Point:
    """Near the centre on a small lattice, so that ties and mirror images are common."""
    step = lots.choice(_STEPS)
    north, east = lots.randint(-3, 3), lots.randint(-3, 3)
    return wrapped(centre[0] + north * step, centre[1] + east * step * lots.choice([1, 1, 30]))


def _day(lots: Random) -> list[Span]:
    opens = [lots.randint(0, 1439) for _ in range(lots.randint(0, 3))]
    return [Span(one, one + lots.randint(5, lots.choice([60, 600, 1440]))) for one in opens]


def _hours(lots: Random) -> Hours | None:
    match lots.randint(0, 7):
        case 0:
            return None
        case 1:
            return Hours.always()
        case 2:
            return Hours([_day(lots)] * 5 + [_day(lots)] * 2, follow_workdays=True)
        case 3:
            special = {start.date() + timedelta(days=1): _day(lots) for start in STARTS}
            return Hours([_day(lots)] * 7, special)
        case 4:  # a night that ends where nobody is let in any more
            opens = lots.randint(0, 1439)
            late = lots.choice([1, 15, 40])
            return Hours([[Span(opens, opens + lots.randint(60, 900))]] * 7, last_entry=late)
        case 5:
            return Hours([_day(lots)] * 7, holidays=_day(lots), follow_workdays=lots.random() < 0.5)
        case _:
            return Hours([_day(lots)] * 7)


def _instant(lots: Random) -> datetime:
    return lots.choice(STARTS).astimezone(UTC) + timedelta(minutes=lots.randint(-2880, 2880))


def _place(lots: Random, id_: str, centre: tuple[float, float]) -> Place:
    services = {service for service in SERVICES if lots.random() < 0.6}
    place = Place(
        id=id_,
        kind=lots.choice(["merchant", "station"]),
        name=f"place {id_}",
        point=_point(lots, centre),
        services=services,
        hours=_hours(lots),
        absent=lots.choice([None, None, None, _HIDDEN]),
    )
    if lots.random() < 0.5:
        return place
    layered = sorted(services)[: lots.randint(0, 2)]
    lapsing = sorted(services)[: lots.randint(0, 1)]
    return attrs.evolve(
        place,
        service_hours=tuple((name, _hours(lots) or Hours.always()) for name in layered),
        lapses=tuple(Lapse(name, _HIDDEN, _instant(lots)) for name in lapsing),
        tags={tag for tag in TAGS if lots.random() < 0.6},
        serves=lots.choice([(), (), WORKERS[:1], WORKERS]),
        level=lots.choice([None, "A", "B", "C"]),
        level_ends=lots.choice([None, _instant(lots)]),
        confirmed=lots.choice([None, _instant(lots)]),
        full=lots.choice([None, True, False]),
        rating=lots.choice([None, lots.uniform(1, 5)]),
        entry=lots.choice([(), ("scan",), ("key", "scan")]),
    )


_SEEDS = st.integers(0, 2**32 - 1)
"""Each place is made from one number: drawn part by part, a city would take longer than to be asked."""


@st.composite
def cities(draw: st.DrawFn, most: int = count(12, 30)) -> tuple[Point, list[Place]]:
    """Where somebody stands, and the places around."""
    centre = draw(st.sampled_from(_CENTRES))
    seeds = draw(st.lists(_SEEDS, max_size=most))
    order = Random(len(seeds)).sample(range(len(seeds)), len(seeds))
    places = [_place(Random(seed), f"m{n}", centre) for n, seed in zip(order, seeds, strict=True)]
    return _point(Random(draw(_SEEDS)), centre), places


@attrs.frozen
class Asked:
    """The rest of a question."""

    at: datetime
    services: frozenset[str]
    kinds: frozenset[str] | None
    within: float | None
    limit: int
    closed: bool
    minutes: int | None = None
    mode: str | None = None
    dwell: int = 0
    tags: frozenset[str] = frozenset()
    worker: str | None = None
    entry: frozenset[str] | None = None
    order: Order = "distance"

    def query(self, origin: Point) -> Query:
        """The question as it is asked."""
        return Query(origin, **attrs.asdict(self, recurse=False))


times = st.builds(
    lambda start, seconds: (start.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(start.tzinfo),
    st.sampled_from(STARTS),
    st.integers(0, 2 * 1440 * 60) | st.integers(0, 2 * 1440).map(lambda minute: minute * 60),
)
_CIRCLES = st.sampled_from([1e-4, 0.5, 150.0, 1000.0, 5000.0, 50_000.0]).map(
    lambda within: {"within": within}
) | st.sampled_from([{}, {"minutes": 1}, {"minutes": 15}, {"minutes": 600}])


@st.composite
def asking(draw: st.DrawFn) -> Asked:
    """A question, with a circle by metres, by minutes or by the rules."""
    circle: dict[str, Any] = draw(_CIRCLES)
    order: Order = draw(st.sampled_from(["distance", "distance", "score"]))
    modes = [None, "walk"] if "minutes" in circle else [None, "walk", "ride"]
    return Asked(
        at=draw(times),
        services=draw(st.frozensets(st.sampled_from(SERVICES), max_size=2)),
        kinds=draw(
            st.sampled_from([None, None, frozenset({"merchant"}), frozenset({"merchant", "station"})])
        ),
        within=circle.get("within"),
        minutes=circle.get("minutes"),
        limit=draw(st.sampled_from([1, 2, 5, 100])),
        closed=order == "distance" and draw(st.booleans()),
        mode=draw(st.sampled_from(modes)),
        dwell=draw(st.sampled_from([0, 0, 1, 20, 90])),
        tags=draw(st.sampled_from([frozenset(), frozenset(), frozenset(TAGS[:1]), frozenset(TAGS)])),
        worker=draw(st.sampled_from([None, None, *WORKERS])),
        entry=draw(st.sampled_from([None, None, None, frozenset({"scan"})])),
        order=order,
    )


questions = asking()


def exact(one: Point, other: Point) -> float:
    """The geodesic by the reference library, of whatever two points."""
    line = Geodesic.WGS84.Inverse(one.lat, one.lon, other.lat, other.lon, Geodesic.DISTANCE)
    return float(line["s12"])


# --- the answer by looking at every place -----------------------------------------------------------

State = Literal["open", "closed", "unknown"]
Times = Callable[[Place], float | None]
"""Seconds to a place, as a map service knows them."""


def _moved(at: datetime, **time: float) -> datetime:
    return (at.astimezone(UTC) + timedelta(**time)).astimezone(at.tzinfo)


def _state(hours: Hours | None, instant: datetime, *, enters: bool = False) -> State:
    """Whether these hours run, by the clock on the wall; a span belongs to the day it starts on.

    Who enters must do so before the last entry; who is inside may stay until it closes.
    """
    if hours is None:
        return "unknown"
    minute, today = instant.hour * 60 + instant.minute, instant.date()
    may, must = False, False
    for day, at in ((today, minute), (today - timedelta(days=1), minute + 1440)):
        late = hours.last_entry if enters else 0
        ways = [any(span.opens <= at < span.closes - late for span in way) for way in hours.on(day, CALENDAR)]
        may, must = may or any(ways), must or all(ways)
    return "open" if must else "unknown" if may else "closed"


def _all_states(place: Place, asked: Asked, instant: datetime, *, enters: bool = False) -> State:
    """Of the door and of what is wanted inside: closed if one is closed, unknown if that of one is."""
    inside = [hours for name, hours in place.service_hours if name in asked.services]
    states = {_state(hours, instant, enters=enters) for hours in (place.hours, *inside)}
    return "closed" if "closed" in states else "unknown" if "unknown" in states else "open"


def _minutes(first: datetime, end: datetime) -> Iterable[datetime]:
    """The full minutes after an instant and before another."""
    minute = _moved(first.replace(second=0, microsecond=0), minutes=1)
    while minute.astimezone(UTC) < end.astimezone(UTC):
        yield minute
        minute = _moved(minute, minutes=1)


def _can_stay(place: Place, asked: Asked, begins: datetime) -> bool:
    stay = _minutes(begins, _moved(begins, minutes=asked.dwell))
    enters = _all_states(place, asked, begins, enters=True) != "closed"
    return enters and all(_all_states(place, asked, instant) != "closed" for instant in stay)


def _begins(place: Place, asked: Asked, comes: datetime) -> datetime | None:
    """When the stay begins: at once, or at the first minute that is open while one would wait."""
    if _can_stay(place, asked, comes):
        return comes
    if _all_states(place, asked, comes, enters=True) == "closed":
        for minute in _minutes(comes, _moved(comes, minutes=RULES.opens_soon, seconds=1)):
            if _all_states(place, asked, minute, enters=True) == "open":
                return minute if _can_stay(place, asked, minute) else None
    return None


def brute_force(
    origin: Point,
    places: Iterable[Place],
    asked: Asked,
    datum: Datum = "wgs84",
    times: Times = lambda _: None,
) -> list[tuple[float, str]]:
    """The answer by judging every place of the city: distance and id, in order."""
    mode = asked.mode or RULES.mode
    pace, (least, usual, _) = RULES.pace.get(mode), RULES.detour.get(mode, (1, 1, 1))
    here = convert(origin, datum)
    found: list[tuple[float, float, str]] = []
    for place in places:
        if (
            place.absent is not None
            or not asked.services <= place.services
            or (asked.kinds is not None and place.kind not in asked.kinds)
            or (asked.entry is not None and not asked.entry & place.entry)
            or not asked.tags <= place.tags
            or (asked.worker is not None and place.serves and asked.worker not in place.serves)
        ):
            continue
        far, known = exact(here, convert(place.point, datum)), times(place)
        if asked.minutes is None:
            near = far <= (RULES.reach[mode] if asked.within is None else asked.within)
        elif known is not None:
            near = known <= asked.minutes * 60
        else:
            assert pace is not None
            near = far <= asked.minutes * pace / least
        about = 0 if pace is None else round(far * usual * 60 / pace)
        way = about if known is None else round(known)
        comes = _moved(asked.at, seconds=way)
        leaves = _moved(comes, minutes=asked.dwell)
        lapsed = any(
            lapse.service in asked.services
            and lapse.since is not None
            and (lapse.since <= comes or lapse.since < leaves)
            for lapse in place.lapses
        )
        begins = _begins(place, asked, comes)
        if not near or lapsed or (begins is None and not asked.closed):
            continue
        score = 0 if begins is None else way + _other_terms(place, comes, begins)
        found.append((score if asked.order == "score" else 0, far, place.id))
    return [(far, id_) for _, far, id_ in sorted(found)[: asked.limit]]


def _other_terms(place: Place, comes: datetime, begins: datetime) -> int:
    """What counts beside the way, in seconds, as the rules of these laws weigh it."""
    wait = int((begins - comes.astimezone(UTC)).total_seconds())
    held = place.level_ends is None or place.level_ends > comes
    level = {"A": -120, "B": -30}.get(place.level or "", 0) if held else 0
    lately = place.confirmed is not None and comes - place.confirmed <= timedelta(hours=24)
    rating = 0 if place.rating is None else round((3 - place.rating) * 60)
    return wait + level + (-60 if lately else 0) + (300 if place.full else 0) + rating
