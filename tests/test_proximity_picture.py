"""An answer as a picture: what it shows of whom, that nothing a stranger wrote can break it."""

from collections.abc import Mapping
from datetime import datetime
from math import hypot
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from friendly_services.hours import Hours
from friendly_services.places import Place, Point
from friendly_services.proximity import Index, Query, Rules, picture, rank, why_not
from friendly_services.text import LANGUAGES, Language, say

CHINA = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 5, tzinfo=CHINA)
RULES = Rules(mode="walk", reach={"walk": 800}, limit=4)
SVG = "{http://www.w3.org/2000/svg}"
MIDDLE = 200.0


def place(id_: str, lat: float, lon: float, **values: Any) -> Place:
    """A shop at these degrees."""
    return Place(id_, "merchant", values.pop("name", f"shop {id_}"), Point.wgs84(lat=lat, lon=lon), **values)


def drawn(
    origin: Point, *places: Place, language: Language = "en", **asked: Any
) -> tuple[ET.Element, list[str]]:
    """The picture of an answer with everything that it lacks, read as any reader of SVG does; its texts."""
    index, query = Index(places), Query(origin, at=NOON, **asked)
    answer = rank(index, query, rules=RULES)
    lacking = [
        (one, why_not(index, one.id, query, rules=RULES)) for one in places if one.id not in answer.ids
    ]
    root = ET.fromstring(picture(answer, absent=lacking, language=language))  # noqa: S314 # our own
    return root, [text.text or "" for text in root.iter(f"{SVG}text")]


def shapes(root: ET.Element) -> Mapping[str, int]:
    """How many shapes there are of each look."""
    found: dict[str, int] = {}
    for shape in root.iter():
        look = shape.get("class", "")
        if look in {"open", "closed", "unknown", "absent"}:
            found[look] = found.get(look, 0) + 1
    return found


HERE = Point.wgs84(lat=29.40, lon=106.54)


def test_each_place_is_drawn_by_what_is_known_of_it() -> None:
    """Open, closed, unknown and absent have a shape of their own, and a line beside the map."""
    root, texts = drawn(
        HERE,
        place("a", 29.401, 106.541, hours=Hours.always(), services={"water"}),
        place("b", 29.3995, 106.541, name="7-11便利店", services={"water"}),
        place("c", 29.3992, 106.539, hours=Hours.weekly(mon="7:00-11:00"), services={"water"}),
        place("d", 29.401, 106.539),
        closed=True,
        services={"water"},
    )
    assert shapes(root) == {"open": 1, "unknown": 1, "closed": 1, "absent": 1}
    assert [text for text in texts if text.startswith(("1  ", "2  ", "3  ", "×  "))] == [
        "1  7-11便利店",
        "2  shop c",
        "3  shop a",
        "×  shop d",
    ]
    assert "its hours are not recorded: ask before you go" in texts


def test_north_is_up_and_lengths_are_in_scale() -> None:
    """A place to the north-east stands up and to the right, as far as the bar says."""
    root, texts = drawn(HERE, place("a", 29.402, 106.542), within=400)
    [mark] = [shape for shape in root.iter() if shape.get("class") == "unknown"]
    x, y = float(mark.get("x", "")) + 9 - MIDDLE, MIDDLE - float(mark.get("y", "")) - 9
    assert x > 0
    assert y > 0
    [bar] = [shape for shape in root.iter() if shape.get("class") == "scale"]
    per_metre = float(bar.get("d", "").partition("h")[2]) / 200
    assert "200 m" in texts
    assert hypot(x, y) / per_metre == pytest.approx(294.5, abs=1)  # what the answer says in metres
    [circle] = [shape for shape in root.iter() if shape.get("class") == "within"]
    assert float(circle.get("r", "")) / per_metre == pytest.approx(400, abs=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_both_languages_and_breaks_long_lines(language: Language) -> None:
    """Reasons are said in the language asked for; neither a long name nor Chinese runs out of the picture."""
    named = place("a", 29.401, 106.541, name="一家什么都卖的店" * 8, hours=Hours.always())
    _, texts = drawn(HERE, named, place("b", 29.401, 106.542, name="of all " * 20), language=language)
    assert max(sum(2 if letter > "\u2e80" else 1 for letter in text) for text in texts) <= 56
    assert "".join(text.strip() for text in texts).count("一家什么都卖的店") >= 8
    openness = rank(Index([named]), Query(HERE, at=NOON), rules=RULES).hits[0].openness
    assert say(openness.reason, language).replace(" ", "") in "".join(texts).replace(" ", "")


def test_what_a_stranger_wrote_stays_text() -> None:
    """A name that looks like markup is shown, not obeyed."""
    hostile = place("a", 29.401, 106.541, name="</text><script>alert(1)</script>")
    root, texts = drawn(HERE, hostile)
    assert not list(root.iter(f"{SVG}script"))
    assert "1  </text><script>alert(1)</script>" in texts


def test_an_empty_answer_and_a_place_underfoot_have_a_picture() -> None:
    """Nothing found shows the circle; one place at the very spot divides by nothing."""
    root, texts = drawn(HERE)
    assert shapes(root) == {}
    assert texts == ["200 m"]
    root, _ = drawn(HERE, place("a", 29.40, 106.54))
    assert shapes(root) == {"unknown": 1}


def test_a_wide_circle_does_not_shrink_what_is_found() -> None:
    """Of a search over 50 km that found its answer next door, next door is shown."""
    _, texts = drawn(HERE, place("a", 29.401, 106.541), within=50_000)
    assert "50 m" in texts
    _, texts = drawn(HERE, place("a", 29.6, 106.541), within=50_000)
    assert "20 km" in texts


def test_it_is_right_at_the_pole_and_over_180_degrees() -> None:
    """Two places on either side of 180° stand left and right; at a pole nothing is far that is near."""
    for origin, west, east in (
        (Point.wgs84(lat=10, lon=180), place("a", 10, 179.999), place("b", 10, -179.999)),
        (Point.wgs84(lat=89.9999, lon=0), place("a", 89.9999, -90), place("b", 89.9999, 90)),
    ):
        root, _ = drawn(origin, west, east)
        xs = [float(shape.get("x", "")) + 9 for shape in root.iter() if shape.get("class") == "unknown"]
        assert min(xs) < MIDDLE < max(xs)
