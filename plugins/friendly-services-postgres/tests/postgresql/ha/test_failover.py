"""A primary dies while a city is written to: what was acknowledged is there, once, and writers go on."""

import random
import time
from itertools import pairwise
from pathlib import Path

import attrs
import pytest
from tests.budget import count

from .cluster import Cluster, cluster
from .writer import opened
from .writers import Writers, counted, head, writers

SEED = 20_260_301
"""Each failover has the next one, which draws when the primary dies and whether a standby is behind then."""


def test_no_acknowledged_commit_is_lost_when_the_primary_dies(found: Path) -> None:
    """G5: while commits wait for one of two standbys, no failover loses or doubles an acknowledged one."""
    rounds = []
    with cluster(found) as servers:
        opened(servers.url + "?create=yes").close()
        begin = head(servers.url)
        with writers(servers.url) as running:
            for seed in range(SEED, SEED + count(0, 1, 20)):
                answers = len(running.acknowledged), len(running.indeterminate)
                done = fail_over(servers, running, random.Random(seed))
                rounds.append(done)
                told = dict(running.acknowledged)
                now = counted(servers.url, told, begin)
                print(
                    f"failover {len(rounds)} acked {len(told) - answers[0]}"
                    f" indeterminate {len(running.indeterminate) - answers[1]} lost {len(now.lost)}"
                    f" doubled {len(now.doubled)} unavailable-seconds {done.seconds:.1f} seed {seed}",
                    flush=True,
                )
                assert (now.lost, now.doubled) == ((), ())
        end = counted(servers.url, running.acknowledged, begin)
        with opened(servers.url) as city:
            verification = city.verify(full=True)
    seconds = sorted(done.seconds for done in rounds)
    promoting = sorted(done.promoting for done in rounds)
    print(
        f"total failovers {len(rounds)} acked {len(running.acknowledged)}"
        f" indeterminate {len(running.indeterminate)} lost {len(end.lost)} doubled {len(end.doubled)}"
        f" replayed {len(running.replayed)} standby-behind {sum(done.apart for done in rounds)}"
        f" unavailable-seconds median {seconds[len(seconds) // 2]:.1f} longest {seconds[-1]:.1f}"
        f" of which promoting median {promoting[len(seconds) // 2]:.1f} longest {promoting[-1]:.1f}"
    )
    assert (end.lost, end.doubled, end.untold) == ((), (), 0)
    assert set(running.indeterminate) <= running.acknowledged.keys()
    assert verification.problems == ()


@attrs.frozen
class Round:
    """What one failover was like."""

    seconds: float
    """The longest time in which nothing was acknowledged."""
    promoting: float
    """How long it took of that to see that the primary is dead, to choose a standby and to promote it."""
    apart: bool
    """Whether one standby had received more than the other when one of them was chosen."""


def fail_over(servers: Cluster, running: Writers, draw: random.Random) -> Round:
    """Kill the primary at some moment, go on without it, and bring it back as a standby."""
    begin = len(running.times)
    running.until_more(draw.randrange(20, 200))
    if draw.random() < 0.5:
        draw.choice(servers.standbys).follow(None)  # the other one alone has what is acknowledged from now on
        running.until_more(draw.randrange(5, 50))
    killed = time.monotonic()
    servers.kill_primary()
    apart = len({node.received for node in servers.standbys}) > 1
    dead = servers.fail_over(servers.furthest())
    promoting = time.monotonic() - killed
    running.until_more(20)
    servers.rejoin(dead)
    running.until_more(20)
    times = sorted(running.times[begin:])
    return Round(max(after - before for before, after in pairwise(times)), promoting, apart)


@pytest.mark.parametrize(
    ("names", "wait"),
    [(("n1", "n2"), False), (("n1", "n2", "n3"), True)],
    ids=["commits wait for nobody", "the standby that is behind is promoted"],
)
def test_the_same_count_finds_commits_that_are_lost(found: Path, names: tuple[str, ...], wait: bool) -> None:
    """A standby that was cut off before the primary died lacks what was acknowledged since: that is not 0."""
    with cluster(found, names, wait=wait) as servers:
        opened(servers.url + "?create=yes").close()
        begin = head(servers.url)
        with writers(servers.url) as running:
            running.until_more(20)
            behind = servers.standbys[0]
            behind.follow(None)
            running.until_more(20)
            servers.kill_primary()
            behind.confirm_alone()
            behind.promote()
            running.until_more(20)
        end = counted(servers.url, running.acknowledged, begin)
    print(f"acked {len(running.acknowledged)} lost {len(end.lost)} doubled {len(end.doubled)}")
    assert len(end.lost) >= 10
