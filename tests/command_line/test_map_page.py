"""The map in one file: what it shows, that it needs no network, and that names stay names."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from friendly_services.command_line.map_page import Group, Hit, MapPage, Mark, Search, render
from friendly_services.errors import Invalid
from friendly_services.places import Point
from friendly_services.text import Label, Reason

MET = Group(Label("Conditions met", "条件满足"), "#009e73")
UNMET = Group(Label("Not met", "不满足"), "#d55e00")
STATION = Group(Label("Station", "驿站"), "#0072b2", square=True)
HOSTILE = "</script><script>document.title='owned'</script><b>&\"'"


def mark(number: int, group: Group = MET, name: str = "") -> Mark:
    """A place a little further east with each number."""
    return Mark(f"m{number}", name or f"店 {number}", Point.gcj02(lat=29.4, lon=106.5 + number / 1000), group)


def page(*marks: Mark, searches: tuple[Search, ...] = (), **more: object) -> MapPage:
    """A page with these marks."""
    return MapPage(Label("A city", "一座城"), Label("as of 2026", "截至 2026 年"), marks, searches, **more)  # type: ignore[arg-type]


def data(text: str) -> dict[str, list[dict[str, object]]]:
    """What the page's own script reads."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def seen(file: Path) -> str:
    """A page as a real browser has it once its script has run."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium here: install it to see pages as readers do")
    switches = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        " --disable-component-update --disable-sync --virtual-time-budget=2000 --dump-dom"
    )
    command = [chromium, *switches.split(), f"--user-data-dir={file.parent / 'profile'}", file.as_uri()]
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()


def test_every_mark_is_drawn_once_in_the_colour_of_its_group() -> None:
    """Places are in the drawing itself, so that they show before any script runs."""
    text = render(page(mark(1), mark(2, UNMET), mark(3, STATION)))
    assert text.count('class="rim"') == 3
    assert [text.count(f'class="core s{n}"') for n in range(3)] == [1, 1, 1]
    assert ".s1 { stroke: #d55e00; }" in text
    assert text.count('class="dot square"') == 1


def test_the_legend_counts_and_keeps_the_order_asked_for() -> None:
    """A group that no mark has is shown with 0: nothing found is an answer too."""
    text = render(page(mark(1), mark(2), mark(3, STATION), groups=(UNMET, MET)))
    legend = text[text.index('id="legend"') : text.index('class="tools"')]
    assert re.findall(r'class="count">(\d+)<', legend) == ["0", "2", "1"]
    assert legend.index("Not met") < legend.index("Conditions met") < legend.index("Station")


def test_positions_are_true_to_scale() -> None:
    """East is right and north is up, in metres about the middle."""
    west, east = (
        Mark("w", "w", Point.wgs84(lat=30, lon=120), MET),
        Mark("e", "e", Point.wgs84(lat=30.01, lon=120.01), MET),
    )
    one, two = data(render(page(west, east)))["marks"]
    assert two["x"] - one["x"] == pytest.approx(963, abs=3)  # type: ignore[operator]
    assert one["y"] - two["y"] == pytest.approx(1112, abs=3)  # type: ignore[operator]


def test_the_date_line_does_not_tear_a_map_apart() -> None:
    """Two places on either side of 180 degrees are neighbours."""
    west, east = (
        Mark("w", "w", Point.wgs84(lat=10, lon=179.99), MET),
        Mark("e", "e", Point.wgs84(lat=10, lon=-179.99), MET),
    )
    one, two = data(render(page(west, east)))["marks"]
    assert 0 < two["x"] - one["x"] < 3000  # type: ignore[operator]


def test_both_languages_are_in_the_page() -> None:
    """The reader changes the language; the page starts in the one asked for."""
    text = render(page(mark(1)), "zh")
    assert '<html lang="zh">' in text
    assert "<title>一座城</title>" in text
    assert '<span data-en lang="en">A city</span><span data-zh lang="zh">一座城</span>' in text


def test_reasons_are_said_in_both_languages() -> None:
    """Lines of a mark may be a stranger's words, labels or reasons."""
    lines = ("as it is", Label("a", "甲"), Reason("number.too_small", value=1, low=2))
    found = data(render(page(Mark("m", "m", Point.wgs84(lat=1, lon=2), MET, lines))))
    said = [found["texts"][index] for index in found["marks"][0]["l"]]  # type: ignore[attr-defined]
    assert said == [["as it is", "as it is"], ["a", "甲"], ["1 is too small: at least 2", "1 太小：至少为 2"]]


def test_nothing_comes_from_elsewhere() -> None:
    """No address of another machine, and a policy by which a browser would refuse one."""
    text = render(page(mark(1)))
    assert "default-src 'none'" in text
    outside = re.findall(r"(?:https?:)?//[a-z][^\s\"']+", text.replace("http://www.w3.org/2000/svg", ""))
    assert outside == []


def test_a_name_cannot_become_markup() -> None:
    """A stranger's name is escaped in the drawing and in the data."""
    hostile = Label(HOSTILE, HOSTILE)
    text = render(
        MapPage(
            hostile, hostile, (mark(1, Group(hostile, "#000000"), HOSTILE),), figures=((hostile, HOSTILE),)
        )
    )
    assert "<script>document" not in text
    assert "<b>" not in text
    assert data(text)["marks"][0]["n"] == HOSTILE


def test_what_would_not_move_in_a_browser_is_left_out_and_said() -> None:
    """Of too many marks those that were found stay, and the page counts the others."""
    search = Search("r", Point.gcj02(lat=29.4, lon=106.5), (Hit("m9", 12.0),))
    text = render(page(*(mark(n) for n in range(10)), searches=(search,)), most=3)
    assert [one["n"] for one in data(text)["marks"]] == ["店 0", "店 1", "店 9"]
    assert "7 more are not drawn." in text


def test_a_hit_that_is_no_mark_is_passed_over() -> None:
    """An answer can name a place that the page was not given."""
    search = Search("r", Point.gcj02(lat=29.4, lon=106.5), (Hit("m1", 12.0), Hit("gone", 13.0)))
    hits = data(render(page(mark(1), searches=(search,))))["searches"][0]["hits"]
    assert [hit["m"] for hit in hits] == [0]  # type: ignore[attr-defined]


def test_points_of_two_datums_do_not_share_a_map() -> None:
    """Half a kilometre apart, they would show a neighbourhood that does not exist."""
    other = Mark("w", "w", Point.wgs84(lat=29.4, lon=106.5), MET)
    with pytest.raises(Invalid, match="datum"):
        render(page(mark(1), other))


def test_an_empty_page_is_a_page() -> None:
    """Nobody applied yet: the map says so instead of failing."""
    assert data(render(page()))["marks"] == []


def test_a_colour_is_a_colour() -> None:
    """Colours go into the style as they are, so nothing else is taken for one."""
    with pytest.raises(Invalid, match="#0072b2"):
        Group(Label("x", "x"), "red;}body{display:none")


def test_a_browser_shows_it(tmp_path: Path) -> None:
    """In a real browser the list is filled, the first search is opened, and a hostile name stays a name."""
    why = (Label("open until six", "营业到六点"), Label("the nearest", "最近"))
    question = Label("needs water", "需要饮水")
    here = Point.gcj02(lat=29.4, lon=106.5)
    search = Search("骑手 7", here, (Hit("m2", 193.0, why), Hit("m1", 97.0)), question=question)
    (tmp_path / "map.html").write_text(
        render(page(mark(1), mark(2, UNMET, HOSTILE), searches=(search,)), "zh"), "utf-8"
    )
    shown = seen(tmp_path / "map.html")
    listed = shown[shown.index('<ul id="list">') : shown.index("</aside>")]
    assert "193 m" in listed
    assert re.search(r'class="rank"[^>]*>2<', listed)
    assert all(f'<span class="first">{line}</span>' in listed for line in ("需要饮水", "营业到六点", "最近"))
    assert "&lt;/script&gt;&lt;script&gt;" in listed
    assert "<title>一座城</title>" in shown
    assert len(re.findall("<line ", shown)) == 2


def test_a_browser_says_why_nothing_was_found(tmp_path: Path) -> None:
    """A search in vain shows its question and each of its reasons, the first of them once."""
    reasons = (Label("nothing in reach", "附近没有"), Label("one beyond", "远处有一处"))
    question = Label("needs water", "需要饮水")
    search = Search("骑手 7", Point.gcj02(lat=29.4, lon=106.5), (), reasons, question)
    (tmp_path / "map.html").write_text(render(page(mark(1), searches=(search,)), "zh"), "utf-8")
    shown = seen(tmp_path / "map.html")
    listed = shown[shown.index('<ul id="list">') : shown.index("</aside>")]
    assert [listed.count(text) for text in ("需要饮水", "附近没有", "远处有一处")] == [1, 1, 1]
