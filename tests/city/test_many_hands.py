"""One city in many hands: threads that share a City, processes that share a file."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

from friendly_services import Actor, merchants, points
from friendly_services.city import City, Done, Redeem
from friendly_services.ids import WorkerId
from friendly_services.places import Point
from friendly_services.points import OutOfStock
from friendly_services.testing import StandingClock
from tests.budget import ROOT, count
from tests.city.town import (
    CLERK,
    HERE,
    MONDAY,
    OWNER,
    RIDER,
    all_done,
    application,
    applied,
    paid,
    small,
    station,
    voucher,
)
from tests.meta.running import environment


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do everything in threads that start together; the answers or errors, in the order of the acts."""
    answers: list[Any] = [None] * len(acts)
    together = threading.Barrier(len(acts))

    def run(n: int, act: Callable[[], Any]) -> None:
        together.wait()
        try:
            answers[n] = act()
        except Exception as error:  # it is told to whoever asks for the answers
            answers[n] = error

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture(name="city", params=["memory://", "sqlite"])
def the_city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[City]:
    """A city in memory, and one on a file."""
    url = request.param if request.param != "sqlite" else f"sqlite:///{tmp_path / 'small.db'}"
    with small(url=url, patience=60.0) as city:
        yield city


def test_the_same_command_sixteen_times_is_one_posting(city: City) -> None:
    """Row 12: sixteen threads with one key get sixteen equal receipts for one act."""
    earn = points.Earn(WorkerId("rider-1"), "lead")
    answers = at_once(*[lambda: city.do(earn, by=CLERK, once="k")] * 16)
    first = all_done(answers)[0]
    assert {(a.id, a.events, a.receipt.first, a.receipt.last, a.receipt.at) for a in answers} == {
        (first.id, first.events, first.receipt.first, first.receipt.last, first.receipt.at)
    }
    assert sum(not answer.replayed for answer in answers) == 1
    assert city.points.balance("rider-1") == 50


def test_the_last_item_goes_to_one_of_many(city: City) -> None:
    """Row 20: of eight riders who ask for two vouchers at once two get one; six learn that none is left."""
    host = station(city)
    reward = voucher(city, host, 2)
    workers = [paid(city, WorkerId(f"rider-{n}")) for n in range(8)]

    def ask(worker: WorkerId) -> Callable[[], Done]:
        rider = Actor(worker, roles=RIDER.roles)
        return lambda: city.do(Redeem(worker, reward, host), by=rider, once=f"ask-{worker}")

    answers = at_once(*map(ask, workers))
    assert sum(isinstance(answer, Done) for answer in answers) == 2
    assert sum(isinstance(answer, OutOfStock) for answer in answers) == 6
    assert sorted(city.points.balance(worker) for worker in workers) == [20] * 2 + [50] * 6
    assert city.verify().clean


def test_one_place_earns_it_all_for_one_of_many(city: City) -> None:
    """Of eight riders who report one place at once, across the edge of a spot, one is the first."""

    def report(n: int) -> Callable[[], Done]:
        place = Point.gcj02(lat=29.4, lon=106.5399 + n / 400_000)
        award = points.Earn(WorkerId(f"rider-{n}"), "litter", ref=f"r-{n}", place=place)
        return lambda: city.do(award, by=CLERK)

    all_done(at_once(*map(report, range(8))))
    assert sorted(city.points.balance(f"rider-{n}") for n in range(8)) == [2] * 7 + [10]
    assert city.verify().clean


def test_one_room_is_claimed_once_by_many(city: City) -> None:
    """Eight applications for the same licence and address at once make one merchant."""
    answers = at_once(*[lambda: city.do(application(1), by=OWNER)] * 8)
    assert sum(isinstance(answer, Done) for answer in answers) == 1
    assert len(city.merchants.find()) == 1


def test_questions_are_answered_while_others_write(city: City) -> None:
    """The map, the inbox and the pages of one City stay whole in every thread."""

    def write() -> int:
        return len([station(city, n) for n in range(count(10, 40))])

    def ask() -> int:
        seen = 0
        while seen < count(10, 40):
            hits = city.nearby(HERE, within=20_000, limit=100).hits
            assert len(hits) >= seen
            assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
            seen = len(hits)
            assert len(city.stations.find(limit=100)) >= seen
        return seen

    answers = at_once(write, ask, ask)
    assert answers == [count(10, 40)] * 3


WORKER = """
import sys
from datetime import timedelta
from friendly_services import points
from friendly_services.ids import WorkerId
from friendly_services.testing import StandingClock
from tests.city.town import CLERK, MONDAY, small

name, url, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
clock = StandingClock(MONDAY)
city = small(clock, url, patience=60.0)
print("ready", flush=True)
sys.stdin.readline()
for n in range(times):
    city.do(points.Earn(WorkerId("rider-1"), "lead"), by=CLERK, once=f"{name}-{n}")
    city.do(points.Earn(WorkerId("rider-2"), "lead"), by=CLERK, once=f"both-{n}")
clock.forward(days=3)
ticked = city.tick()
print(sum(not done.replayed for done in ticked.done), len(ticked.refused), city.pack.number, flush=True)
city.close()
"""


def test_two_processes_on_one_file(tmp_path: Path) -> None:
    """Both open the new city, both write: each act counts once, each due thing happens once, all is sound."""
    url = f"sqlite:///{tmp_path / 'small.db'}"
    times = count(8, 60)
    arguments = [sys.executable, "-W", "error", "-c", WORKER]
    others = [
        Popen(
            [*arguments, name, url, str(times)],
            cwd=ROOT,
            env=environment(PYTHONPATH=os.pathsep.join([str(ROOT / "src"), str(ROOT)])),
            stdin=PIPE,
            stdout=PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for other in others:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
    clock = StandingClock(MONDAY)
    with small(clock, url, patience=60.0) as city:
        shops = [applied(city, n) for n in range(4)]
        found = [other.communicate("go\n", timeout=120)[0].split() for other in others]
        assert sum(int(happened) for happened, _, _ in found) == len(shops)
        assert [(refused, number) for _, refused, number in found] == [("0", "1")] * 2
        clock.forward(days=3)
        assert city.tick().done == ()
        for shop in shops:
            assert [type(line.event) for line in city.history(shop)] == [
                merchants.Applied,
                merchants.Reminded,
            ]
        assert city.points.balance("rider-1") == 2 * times * 50
        assert city.points.balance("rider-2") == times * 50
        verified = city.verify()
        assert verified.clean
        assert verified.entries == 2 + 2 * len(shops) + len(shops) + 2 + 3 * times
