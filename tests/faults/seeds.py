"""Runs that are made from a seed alone: which ones are tried, and the lines that say what came of them.

`FRIENDLY_SERVICES_SEEDS=17` tries one again, `FRIENDLY_SERVICES_SEEDS=100-199` a hundred.
"""

import itertools
import os
import re
import textwrap
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

__all__ = ["Lost", "check_seeds", "show"]

_ASKED: Final = os.environ.get("FRIENDLY_SERVICES_SEEDS", "")
_MOST: Final = 10
"""Seeds that fail before the others are left untried."""


class Lost(AssertionError):
    """An acknowledged commit is not there."""


def asked() -> range | None:
    """The seeds that the environment names; None if it names none."""
    if not _ASKED:
        return None
    found = re.fullmatch(r"(\d+)(?:-(\d+))?", _ASKED)
    if found is None:
        raise SystemExit(f"FRIENDLY_SERVICES_SEEDS is {_ASKED!r}: use one seed, or a span such as 100-199")
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def check_seeds(what: str, goal: int, one: Callable[[int], int], *, of: str = "faults") -> None:
    """Try seeds, the first being 1, until there were so many faults; then print what came of them and judge.

    Args:
        what: the sort of fault, in one word.
        goal: faults to make; the seeds named in the environment are tried instead, if there are any.
        one: makes the faults of one seed and answers how many; raises `Lost`, or any error for a law broken.
        of: the first word of each line, by which a session collects them.
    """
    chosen = asked()
    count = last = 0
    failed: list[tuple[int, Exception]] = []
    seeds: Iterable[int] = itertools.count(1) if chosen is None else chosen
    for seed in seeds:
        try:
            count += one(seed)
        except Exception as error:  # whatever it is, a law that did not hold
            failed.append((seed, error))
        last = seed
        if (chosen is None and count >= goal) or len(failed) == _MOST:
            break
    lost = sum(isinstance(error, Lost) for _, error in failed)
    show(what, count, lost, len(failed) - lost, (1 if chosen is None else chosen.start, last), of)
    for seed, broken in failed:
        print(f"{of} {what} seed {seed}: {told(broken)}")
    if failed:
        seed, first = failed[0]
        message = f"{what}: set FRIENDLY_SERVICES_SEEDS={seed} to see again that {told(first)}"
        raise AssertionError(message) from first


def told(error: Exception) -> str:
    """One line of what went wrong, and where."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return textwrap.shorten(f"{Path(place.filename).name}:{place.lineno}: {error!r}", 400)


def show(what: str, count: int, lost: int, broken: int, seeds: tuple[int, int], of: str = "faults") -> None:
    """The line that `nox -s faults`, or the session that `of` names, collects."""
    print(f"\n{of} {what} {count} lost {lost} broken {broken} seeds {seeds[0]}-{seeds[1]}")
