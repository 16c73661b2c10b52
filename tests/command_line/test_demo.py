"""The demonstration: an invented city whose story is true to its seed, short, and readable."""

import io
import re
import shutil
import subprocess
import time
from contextlib import chdir
from pathlib import Path

import pytest

from friendly_services import packs
from friendly_services.command_line import main
from friendly_services.command_line.demo import tell
from friendly_services.command_line.screen import Screen
from tests.budget import BUDGET
from tests.meta.running import python

HEADINGS = [
    "From application to map",
    "Three verdicts, and what would change them",
    "Stations and their levels",
    "A day of requests",
    "One answer, explained",
    "Points",
    "Everything read again",
]


@pytest.fixture(name="home", scope="module")
def the_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the demonstration runs."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(name="story", scope="module")
def the_story(home: Path) -> str:
    """The story of the usual seed, told once for all tests of this file; it must have verified clean."""
    stream = io.StringIO()
    begun = time.process_time()
    with chdir(home):
        assert tell(Path("demo-city"), screen=Screen(stream))
    print(f"the demonstration took {time.process_time() - begun:.1f} s of the processor")
    return stream.getvalue()


@pytest.fixture(name="page", scope="module")
def the_page(home: Path, story: str) -> Path:
    """The map that the story left."""
    assert "map.html" in story
    return home / "demo-city" / "map.html"


@pytest.fixture(name="chinese", scope="module")
def the_chinese_story(home: Path) -> tuple[str, Path]:
    """The same story, told in Chinese by another process on code page 936, and the folder it left."""
    arguments = ("-m", "friendly_services", "demo", "--language", "zh", "--out", "here")
    done = python(*arguments, cwd=home, PYTHONIOENCODING="cp936", PYTHONUTF8="0", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr.decode("cp936", errors="replace")
    assert done.stderr == b""
    return done.stdout.decode("cp936"), home / "here"


def part(story: str, heading: str) -> str:
    """What stands under a heading."""
    text = story[story.index(f"\n{heading}\n") :]
    following = [text.index(f"\n{other}\n", 1) for other in HEADINGS if f"\n{other}\n" in text[1:]]
    return text[: min(following, default=len(text))]


def test_it_tells_every_part_in_order(story: str) -> None:
    """The funnel, three verdicts, stations, a day, one answer, points, and the proof."""
    places = [story.index(f"\n{heading}\n{'-' * len(heading)}\n") for heading in HEADINGS]
    assert places == sorted(places)
    assert "nothing in it is an official list" in " ".join(story.split())


def test_the_funnel_only_narrows(story: str) -> None:
    """382 apply, fewer are checked, fewer named, no more on the map; the others are accounted for."""
    funnel, others = part(story, HEADINGS[0]).split("of the others")
    counts = [int(n) for n in re.findall(r"(\d+) +\d+%", funnel)]
    assert counts[0] == 382
    assert counts == sorted(counts, reverse=True)
    assert 0 < counts[3] < 382
    assert sum(int(n) for n in re.findall(r" (\d+)\n", others)) == 382 - counts[2]


def test_three_verdicts_say_what_would_change_them(story: str) -> None:
    """One met, one unmet, one unknown, each with reasons."""
    verdicts = part(story, HEADINGS[1])
    assert sorted(re.findall(r"^\S.*: (met|not met|unknown)$", verdicts, re.MULTILINE)) == [
        "met",
        "not met",
        "unknown",
    ]
    assert len(re.findall(r"^  - ", verdicts, re.MULTILINE)) >= 3


def test_an_answer_is_ranked_and_explained_and_an_absence_too(story: str) -> None:
    """Three places by distance, each with its reasons, and why another is not there."""
    answer = part(story, HEADINGS[4])
    assert [line[0] for line in answer.splitlines() if re.match(r"\d\. ", line)] == ["1", "2", "3"]
    metres = [float(m) for m in re.findall(r"  - (?:the nearest [a-z ]+, )?([\d.]+) m away", answer)]
    assert len(metres) == 3
    assert metres == sorted(metres)


def test_a_shop_that_is_not_on_the_map_is_not_said_to_be_too_far(story: str) -> None:
    """No radius would find it, so none is advised."""
    why = part(story, HEADINGS[4]).split("not among them?")[1]
    assert "the map does not show it: it is rejected" in why
    assert "ask within" not in why


def test_places_are_called_by_their_names(story: str) -> None:
    """No id of a record is in the story."""
    assert "handed out by North Bank station" in " ".join(story.split())
    assert not re.search(r"(station|merchant|reward)-[a-z2-7]{26}", story)


def test_what_is_said_of_the_day_is_what_its_table_shows(story: str) -> None:
    """The same two hundred riders ask at four hours; the best and the worst are named."""
    check_day(story)


@pytest.mark.skipif(BUDGET == "quick", reason="one seed is told: others in the budgets ci and record")
def test_another_seed_is_another_city(story: str, tmp_path: Path) -> None:
    """It has its own numbers, of which the same is true."""
    stream = io.StringIO()
    assert tell(tmp_path, seed=12, screen=Screen(stream))
    check_day(stream.getvalue())
    assert re.findall(r"(\d+) events", stream.getvalue()) != re.findall(r"(\d+) events", story)


def check_day(story: str) -> None:
    """What is said of the day's riders is what the table above it shows."""
    day = part(story, HEADINGS[3])
    rows = re.findall(r"^ +(\d\d:00) +(\d+) +(\d+) +\d+ +\d+$", day, re.MULTILINE)
    assert [row[:2] for row in rows] == [(f"{hour:02}:00", "200") for hour in (2, 8, 14, 20)]
    answered = {time: int(count) for time, _, count in rows}
    said = re.search(r"at (\S+) \((\d+) of 200\), fewest at (\S+) \((\d+)\)", day)
    assert said
    assert answered[said[1]] == int(said[2]) == max(answered.values())
    assert answered[said[3]] == int(said[4]) == min(answered.values())


def test_a_voucher_asked_for_twice_is_one(story: str) -> None:
    """The statement adds up to its balances, and the second call got the receipt of the first."""
    statement = part(story, HEADINGS[5])
    balance = 0
    for change, after in re.findall(r"^  \d{4}-\d\d-\d\d +([+-]\d+) +(\d+)", statement, re.MULTILINE):
        balance += int(change)
        assert balance == int(after)
    assert balance > 0
    assert "the second call got the first receipt" in statement


def test_everything_is_verified(story: str) -> None:
    """The journal was read again: thousands of events, no problem."""
    (events,) = re.findall(r"verify: (\d+) events", story)
    assert int(events) > 1_000
    assert "0 problems" in story


def test_the_same_seed_tells_the_same_story(story: str, page: Path, chinese: tuple[str, Path]) -> None:
    """In another process, in another language, every number told and every point of the map is the same."""
    told, folder = chinese
    numbers = [sorted(re.findall(r"\d+", each)) for each in (story, told)]
    assert numbers[0] == numbers[1]
    maps = [path.read_text(encoding="utf-8") for path in (page, folder / "map.html")]
    points = [re.findall(r"-?\d+\.\d{4,}", each) for each in maps]
    assert points[0] == points[1] != []


def test_no_line_runs_out_of_sight(story: str) -> None:
    """A terminal of 120 columns shows everything."""
    assert max(map(len, story.splitlines())) <= 120


def test_it_leaves_a_pack_that_can_be_used(page: Path) -> None:
    """The pack extends the built-in ones and passes every check; a second run takes it as it is."""
    pack = packs.load(page.parent / "pack")
    assert pack.extends == ("merchant-14-9-9", "stations-abc", "points-default")


def test_in_chinese_on_a_chinese_console(chinese: tuple[str, Path]) -> None:
    """On code page 936 there is no traceback, and not a sentence in English."""
    told, folder = chinese
    for sentence in ("满足查询要求的地点中最近", "为兑换预留", "待决定", "地图暂不展示", "不符合", "未知"):
        assert sentence in told
    plain = re.sub(r"[a-z]+(_[a-z]+)+", "", told.lower())
    names = {
        "abc",
        "default",
        "filing",  # choices of a fact are shown by their codes
        "gcj",
        "here",
        "html",
        "licence",
        "map",
        "merchant",
        "pack",
        "points",
        "rider",
        "stations",
    }
    assert set(re.findall(r"[a-z]{2,}", plain)) <= names
    assert sorted(path.name for path in folder.iterdir()) == ["map.html", "pack"]
    assert '<html lang="zh">' in (folder / "map.html").read_text(encoding="utf-8")


def test_a_pack_that_is_not_good_stops_the_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever broke the pack of an earlier run reads what is wrong with it, and where."""
    written = packs.new_pack(tmp_path / "pack", "demo-city", ("merchant-14-9-9",))
    with written.open("a", encoding="utf-8") as file:
        file.write('[may]\n"merchants.Aply" = ["merchant"]\n')
    assert main(["demo", "--out", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "merchants.Apply" in told
    assert "pack.toml" in told


def test_a_browser_shows_the_map(page: Path, tmp_path: Path) -> None:
    """In a real browser the places are drawn and the searches listed, without any network."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium here: install it to see pages as readers do")
    switches = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        " --disable-component-update --disable-sync --virtual-time-budget=2000 --dump-dom"
    )
    file, profile = page.as_uri(), f"--user-data-dir={tmp_path / 'profile'}"
    shown = subprocess.run(
        [chromium, *switches.split(), profile, file], capture_output=True, check=True, timeout=120
    ).stdout.decode()
    assert shown.count('class="rim') > 350
    assert "An invented city" in shown
    assert re.search(r'<ul id="list">.*<li', shown, re.DOTALL)
