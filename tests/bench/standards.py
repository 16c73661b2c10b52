"""How fast standards are beside other engines: `python tests/bench/standards.py`.

One evaluation gives the answer of the whole and of all 23 conditions, with reasons on demand. Peers without a
third answer are given a guard for each condition, and their conditions are counted for them; every side's
answers are first held against the library's. Sides take turns in every round; figures are medians of CPU
time. A last line `ratio <what> <peer> <value>` is over 1 where the library is faster; `compare single-run` is
one run over two versions compared, so 0.5 if it takes as long as both.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from friendly_services.standards import Population, Verdict, compare, evaluate, evaluate_many  # noqa: E402 # found now
from tests.bench import on_engines  # noqa: E402 # as above
from tests.bench.eligibility import ON, Engine, merchants, number_of, version  # noqa: E402 # as above
from tests.bench.work import Side, ratio, take_turns  # noqa: E402 # as above

RULES = version()
LATER = version(S4="stars >= 4.0", T3="late_share <= 0.08")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Standards beside other engines.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--count", type=int, default=200_000, help="merchants that are judged at once")
    asked = parser.parse_args()
    if hasattr(os, "getloadavg"):
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    rows = merchants(asked.count)
    compiling()
    lines = single(rows[:2000], asked.rounds)
    lines += many(rows, asked.rounds)
    print("\n".join(lines))


def compiling() -> None:
    """What the first evaluation takes."""
    took = []
    for _ in range(9):
        rules = version()
        start = time.process_time()
        evaluate(rules, {}, ON)
        took.append(time.process_time() - start)
    print(f"{'compile':32} {statistics.median(took) * 1e3:8.2f} ms CPU")


def single(rows: list[dict[str, Any]], rounds: int) -> list[str]:
    """One evaluation after the other."""
    ours = _each("evaluate", lambda facts: evaluate(RULES, facts, ON), rows)
    verdicts = [evaluate(RULES, facts, ON) for facts in rows]
    text = _each("23 reasons as text", Verdict.text, verdicts)
    both = _each("evaluate, and 23 reasons as text", lambda facts: evaluate(RULES, facts, ON).text(), rows)
    sides, lines = [ours, text, both], []
    peers: list[tuple[str, Callable[[], Engine], int]] = [
        ("zen", on_engines.zen, 200),
        ("datalogic", on_engines.datalogic, 2000),
        ("handwritten", on_engines.handwritten, 2000),
    ]
    found = []
    for name, make, count in peers:
        try:
            engine = make()
        except ImportError as error:
            lines.append(f"skipped {name} {error}")
            continue
        for facts in rows[:300]:
            verdict = evaluate(RULES, facts, ON)
            expected = number_of(verdict.answer), [number_of(answer) for answer in verdict.answers]
            if engine(facts) != expected:
                raise SystemExit(f"{name} answers otherwise: {facts}")
        found.append((name, _each(name, engine, rows[:count])))
    take_turns([*sides, *(side for _, side in found)], rounds)
    return lines + [ratio("single", ours, name, side) for name, side in found]


def many(rows: list[dict[str, Any]], rounds: int) -> list[str]:
    """All at once."""
    size, few = len(rows), rows[: min(len(rows), 20_000)]
    lists = Population.of(RULES, few, "lists")
    ours = _all("lists", lambda: evaluate_many(RULES, lists, ON), len(few))
    loop = _all("interpreter", _looped(few), len(few))
    both = _all("compare lists", lambda: compare(RULES, LATER, lists, ON), len(few))
    take_turns([ours, loop, both], rounds)
    lines = [ratio("bulk-python", ours, "interpreter", loop)]
    try:
        arrays = Population.of(RULES, rows, "numpy")
    except ImportError as error:
        lines += [f"skipped numpy {error}", f"skipped openfisca {error}"]
        return [*lines, ratio("compare", both, "single-run", ours)]
    outcomes = evaluate_many(RULES, arrays, ON)
    print(f"numpy: {len(outcomes.fallbacks)} of {len(outcomes.conditions)} conditions fall back to Python")
    expected = (
        [outcomes.total.unmet, outcomes.total.unknown, outcomes.total.met],
        [one.unmet for one in outcomes.conditions.values()],
        [one.unknown for one in outcomes.conditions.values()],
    )
    fast = _all("numpy", lambda: evaluate_many(RULES, arrays, ON), size)
    change = _all("compare numpy", lambda: compare(RULES, LATER, arrays, ON), size)
    peers = [("numpy", _all("numpy by hand", on_engines.numpy_by_hand(rows), size))]
    try:
        loaded = on_engines.openfisca(rows)
    except ImportError as error:
        lines.append(f"skipped openfisca {error}")
    else:
        peers.append(("openfisca", Side("openfisca", lambda _: loaded(), size)))
    for name, side in peers:
        if side.prepare(0)() != expected:
            raise SystemExit(f"{name} counts otherwise")
    take_turns([fast, change, *(side for _, side in peers)], rounds)
    lines += [ratio("bulk-numpy", fast, name, side) for name, side in peers]
    return [*lines, ratio("compare", change, "single-run", fast)]


def _looped(rows: list[dict[str, Any]]) -> Callable[[], object]:
    ask = on_engines.handwritten()

    def run() -> None:
        for facts in rows:
            ask(facts)

    return run


def _each(name: str, ask: Callable[[Any], object], rows: Sequence[object]) -> Side:
    """A side that is asked one by one."""

    def run() -> None:
        for row in rows:
            ask(row)

    return Side(name, lambda _: run, len(rows))


def _all(name: str, run: Callable[[], object], size: int) -> Side:
    """A side that is asked at once."""
    return Side(name, lambda _: run, size)


if __name__ == "__main__":
    main()
