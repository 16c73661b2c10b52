"""How fast the nearest places are found beside other indexes: `python tests/bench/proximity.py`.

Cities of 10,000, 100,000 and 1,000,000 places (`--places`) are asked 1,000 questions (`--queries`): the
nearest 20; those with a service within 1,200 m; those of them that are open. Every answer of the library is
held against an oracle's, ids in order, and if one differs the bench ends with an error. All sides answer in
one process on one processor, 50 questions each in turn, several times over (`--passes`); a question's time is
its best, a figure the median of these. `q1-once` asks from where nobody has asked before, each question once.
A last line `ratio <what> <peer> <value>` is over 1 where the library
is faster.

What is compared is written in `docs/reference/speed-of-proximity.md`. `pip install --group bench` installs
the peers but for two servers, PostgreSQL with PostGIS and Redis; a peer that is missing is skipped.
"""

import argparse
import math
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "plugins" / "friendly-services-postgres" / "src")]

from tests.bench import proximity_library as library  # noqa: E402 # found by the line above
from tests.bench.proximity_city import QUESTIONS, City, city  # noqa: E402 # as above
from tests.bench.proximity_hard import hard  # noqa: E402 # as above
from tests.bench.proximity_memory import grown  # noqa: E402 # as above
from tests.bench.proximity_more import batches, changes, explained  # noqa: E402 # as above
from tests.bench.proximity_oracle import KINDS, Oracle, proven  # noqa: E402 # as above
from tests.bench.proximity_servers import Missing, PostGIS, Redis  # noqa: E402 # as above
from tests.bench.proximity_turns import (  # noqa: E402 # as above
    BATCH,
    ONCE,
    Side,
    Tally,
    Times,
    in_turns,
    median,
    once,
    ratios,
)

ONCE_EACH: Final = tuple(f"{kind}-{ONCE}" for kind in KINDS)
PEERS: Final = ("ckdtree", "ckdtree-raw", "ckdtree-tuned", "ckdtree-raw-tuned", "postgis", "redis")


def main() -> None:
    """Measure and print; an error if an answer of the library was wrong."""
    parser = argparse.ArgumentParser(description="The nearest places beside what one would pick instead.")
    parser.add_argument("--places", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=QUESTIONS, help=f"questions, {QUESTIONS} at most")
    parser.add_argument("--passes", type=int, default=7, help="times that each question is asked")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=PEERS)
    asked = parser.parse_args()
    print(pinned())
    tally, lines = Tally(), list[str]()
    found: dict[int, Times] = {}
    for places in sorted(asked.places):
        found[places], more = beside(places, asked.queries, asked.passes, asked.peers, tally)
        lines += more
        for engine, most in library.MOST.items():
            if places <= most:
                print(grown(engine, places))
    growth(found)
    for engine, most in library.MOST.items():
        hard(engine, city(min(most, max(asked.places))), tally)
    print(f"{tally.compared} answers of the library held against the oracle's: {len(tally.wrong)} differ")
    print("\n".join([*tally.wrong[:5], *lines]))
    if tally.wrong:
        raise SystemExit(1)


def pinned() -> str:
    """Keep to one processor, servers to come too; what is said of the machine."""
    said = f"{os.cpu_count()} processors"
    if hasattr(os, "getloadavg"):
        said = f"load {os.getloadavg()[0]:.1f} on {said}"
    if not hasattr(os, "sched_setaffinity"):
        return f"{said}, of which all are used; servers share them"
    one = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {one})
    return f"{said}, of which one is used; servers share it"


def beside(
    places: int, queries: int, passes: int, peers: Sequence[str], tally: Tally
) -> tuple[Times, list[str]]:
    """Measure all sides on one city; the best times and the lines to print last."""
    there = city(places)
    questions = there.questions[:queries]
    right = proven(Oracle(there), questions)
    sides, skipped = made(there, peers)
    try:
        times = in_turns(sides, questions, right, passes, tally)
        times |= once(sides, there.elsewhere(queries))
        for side in sides:
            if isinstance(side, library.Plain):
                batches(side, questions, right, passes, tally)
                explained(side, questions)
                changes(side, there, questions, right, tally)
    finally:
        for side in sides:
            side.close()
    for side in sides:
        print(
            f"{places:>9,} {side.name:18}"
            + "".join(_cell(times, kind, side.name) for kind in (*KINDS, BATCH, *ONCE_EACH))
        )
    for side in sides:
        shares = {kind: good / of for (kind, name), (good, of) in tally.peers.items() if name == side.name}
        if shares:
            said = ", ".join(f"{kind} {share:.1%}" for kind, share in shares.items())
            print(f"{places:>9,} {side.name:18} answers that are the oracle's: {said}")
    tally.peers.clear()
    return times, [*skipped, *ratios(times, sides, places)]


def made(there: City, peers: Sequence[str]) -> tuple[list[Side], list[str]]:
    """All sides, built one after the other, and a line for each that is missing."""
    makers: list[tuple[str, Callable[[], Side]]] = [*library.engines(there)]
    skipped: list[str] = []
    trees = [peer for peer in peers if peer.startswith("ckdtree")]
    try:
        if trees:
            from tests.bench.proximity_peers import TREES  # noqa: PLC0415 # needs scipy and pyproj

            makers += [(tree.name, partial(tree, there)) for tree in TREES if tree.name in trees]
    except ImportError as error:
        skipped += [f"skipped {peer} {error}" for peer in trees]
    makers += [(server.name, partial(server, there)) for server in (PostGIS, Redis) if server.name in peers]
    sides = list[Side]()
    for name, make in makers:
        start = time.perf_counter()
        try:
            side = make()
        except Missing as error:
            skipped.append(f"skipped {name} {error}")
            continue
        took, size = time.perf_counter() - start, side.bytes()
        print(
            f"{len(there):>9,} {name:18} built in {took:.2f} s" + (f", {size / 1e6:.0f} MB" if size else "")
        )
        sides.append(side)
    sides += [library.Ranked(side) for side in sides if isinstance(side, library.Plain)]
    return sides, skipped


def growth(found: Mapping[int, Times]) -> None:
    """Print by which power of the number of places a median grows, from the smallest city to the largest."""
    small, large = min(found), max(found)
    if small == large:
        return
    for what in (*KINDS, BATCH):
        powers = [
            f"{name} {_power(median(found[small][kind, name]), median(times), large / small):.2f}"
            for (kind, name), times in found[large].items()
            if kind == what and (kind, name) in found[small]
        ]
        print(f"growth {what} from {small:,} to {large:,} places: {', '.join(powers)}")


def _power(small: float, large: float, times: float) -> float:
    return math.log(large / small) / math.log(times)


def _cell(times: Times, kind: str, name: str) -> str:
    return f"  {kind} {median(times[kind, name]):8.1f} µs" if (kind, name) in times else ""


if __name__ == "__main__":
    main()
