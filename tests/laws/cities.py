"""Random cities for laws: crowded, sparse, on top of each other, at the poles and over 180°."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import attrs
from geographiclib.geodesic import Geodesic
from hypothesis import strategies as st

from friendly_services.hours import Hours, Span, status
from friendly_services.places import Datum, Place, Point, convert
from friendly_services.proximity import Rules
from friendly_services.text import Reason
from tests.budget import count

SERVICES = ("charge", "toilet", "water")
RULES = Rules(mode="walk", reach={"walk": 1000, "ride": 3000}, limit=5, opens_soon=15)

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


def wrapped(lat: float, lon: float, datum: Datum = "wgs84") -> Point:
    """The point at these degrees, cut at the poles and counted on past 180°."""
    lat = max(-90.0, min(90.0, lat))
    lon = lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180
    return Point(lat or 1e-6, lon, datum)  # latitude 0 with longitude 0 is refused as a missing position


@st.composite
def points(draw: st.DrawFn, centre: tuple[float, float]) -> Point:
    """Near the centre on a small lattice, so that ties and mirror images are common."""
    step = draw(st.sampled_from(_STEPS))
    north, east = draw(st.integers(-3, 3)), draw(st.integers(-3, 3))
    stretch = draw(st.sampled_from([1, 1, 30]))
    return wrapped(centre[0] + north * step, centre[1] + east * step * stretch)


hours = st.one_of(
    st.none(),
    st.just(Hours.always()),
    st.builds(
        lambda opens, length: Hours([[Span(opens, opens + length)]] * 7),
        st.integers(0, 1439),
        st.integers(30, 1440),
    ),
)


@st.composite
def cities(draw: st.DrawFn, most: int = count(12, 30)) -> tuple[Point, list[Place]]:
    """Where somebody stands, and the places around."""
    centre = draw(st.sampled_from(_CENTRES))
    count = draw(st.integers(0, most))
    places = [
        Place(
            id=f"m{n}",
            kind=draw(st.sampled_from(["merchant", "station"])),
            name=f"number {n}",
            point=draw(points(centre)),
            services=draw(st.sets(st.sampled_from(SERVICES))),
            hours=draw(hours),
            absent=draw(
                st.sampled_from([None, None, None, Reason("forbidden", actor="x", command="y", roles=())])
            ),
        )
        for n in draw(st.permutations(range(count)))
    ]
    return draw(points(centre)), places


@attrs.frozen
class Asked:
    """The rest of a question."""

    at: datetime
    services: frozenset[str]
    kinds: frozenset[str] | None
    within: float
    limit: int
    closed: bool


questions = st.builds(
    Asked,
    at=st.integers(0, 2 * 1440).map(lambda m: datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=m)),
    services=st.frozensets(st.sampled_from(SERVICES), max_size=2),
    kinds=st.sampled_from([None, None, frozenset({"merchant"}), frozenset({"merchant", "station"})]),
    within=st.sampled_from([1e-4, 0.5, 150.0, 1000.0, 5000.0, 50_000.0]),
    limit=st.sampled_from([1, 2, 5, 100]),
    closed=st.booleans(),
)


def exact(one: Point, other: Point) -> float:
    """The geodesic by the reference library, of whatever two points."""
    line = Geodesic.WGS84.Inverse(one.lat, one.lon, other.lat, other.lon, Geodesic.DISTANCE)
    return float(line["s12"])


def brute_force(
    origin: Point, places: Iterable[Place], asked: Asked, datum: Datum = "wgs84"
) -> list[tuple[float, str]]:
    """The answer by looking at every place: distance and id, in order."""
    soon = asked.at + timedelta(minutes=RULES.opens_soon)
    here = convert(origin, datum)
    found = []
    for place in places:
        openness = status(place.hours, asked.at)
        opens_soon = openness.next is not None and openness.next <= soon
        far = exact(here, convert(place.point, datum))
        if (
            place.absent is None
            and asked.services <= place.services
            and (asked.kinds is None or place.kind in asked.kinds)
            and (asked.closed or openness.answer != "closed" or opens_soon)
            and far <= asked.within
        ):
            found.append((far, place.id))
    return sorted(found)[: asked.limit]
