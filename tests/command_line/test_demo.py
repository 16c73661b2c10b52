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
    took = time.process_time() - begun
    print(f"the demonstration took {took:.1f} s of the processor")
    assert took < 15
    return stream.getvalue()


@pytest.fixture(name="page", scope="module")
def the_page(home: Path, story: str) -> Path:
    """The map that the story left."""
    assert "map.html" in story
    return home / "demo-city" / "map.html"


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
    assert sorted(re.findall(r": (MET|UNMET|UNKNOWN)\n", verdicts)) == ["MET", "UNKNOWN", "UNMET"]
    assert len(re.findall(r"^  - ", verdicts, re.MULTILINE)) >= 3


def test_an_answer_is_ranked_and_explained_and_an_absence_too(story: str) -> None:
    """Three places by distance, each with its reasons, and why another is not there."""
    answer = part(story, HEADINGS[4])
    assert [line[0] for line in answer.splitlines() if re.match(r"\d\. ", line)] == ["1", "2", "3"]
    metres = [float(m) for m in re.findall(r"  - (?:the nearest that qualifies, )?([\d.]+) m away", answer)]
    assert metres == sorted(metres)
    assert "the map does not show it" in answer


def test_a_voucher_asked_for_twice_is_one(story: str) -> None:
    """The statement adds up to its balances, and the second call was a replay."""
    statement = part(story, HEADINGS[5])
    balance = 0
    for change, after in re.findall(r"^  \d{4}-\d\d-\d\d +([+-]\d+) +(\d+)", statement, re.MULTILINE):
        balance += int(change)
        assert balance == int(after)
    assert balance > 0
    assert "(replayed)" in statement


def test_everything_is_verified(story: str) -> None:
    """The journal was read again: thousands of events, no problem."""
    (events,) = re.findall(r"verify: (\d+) events", story)
    assert int(events) > 1_000
    assert "0 problems" in story


def test_the_same_seed_tells_the_same_story(story: str, page: Path, tmp_path: Path) -> None:
    """In another process every line and the whole map are the same, ids and all."""
    done = python("-m", "friendly_services", "demo", cwd=tmp_path, PYTHONHASHSEED="7", PYTHONUTF8="1")
    assert done.stderr == b""
    assert done.stdout.decode().splitlines() == story.splitlines()
    assert (tmp_path / "demo-city" / "map.html").read_bytes() == page.read_bytes()


def test_no_line_runs_out_of_sight(story: str) -> None:
    """A terminal of 120 columns shows everything."""
    assert max(map(len, story.splitlines())) <= 120


def test_it_leaves_a_pack_that_can_be_used(page: Path) -> None:
    """The pack extends the built-in ones and passes every check; a second run takes it as it is."""
    pack = packs.load(page.parent / "pack")
    assert pack.extends == ("merchant-14-9-9", "stations-abc", "points-default")


def test_another_seed_in_chinese_on_a_chinese_console(story: str, tmp_path: Path) -> None:
    """On code page 936: exit code 0, no traceback, the reasons in Chinese, and another city."""
    arguments = ("-m", "friendly_services", "demo", "--language", "zh", "--seed", "3", "--out", "here")
    done = python(*arguments, cwd=tmp_path, PYTHONIOENCODING="cp936", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr.decode("cp936", errors="replace")
    assert done.stderr == b""
    told = done.stdout.decode("cp936")
    for sentence in ("符合条件者中最近", "为兑换预留", "待决定", "地图暂不展示"):
        assert sentence in told
    assert told.split("verify:")[1] != story.split("verify:")[1]
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["map.html", "pack"]
    assert '<html lang="zh">' in (tmp_path / "here" / "map.html").read_text(encoding="utf-8")


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
