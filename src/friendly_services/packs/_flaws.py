"""What is wrong with the lifecycles that a pack makes: found by exploring all that can happen under it."""

import functools

from ..errors import Problem
from ._pack import Pack
from ._sections import SECTIONS

__all__ = ["flaws"]


@functools.lru_cache(maxsize=16)
def flaws(pack: Pack) -> tuple[Problem, ...]:
    """Dead ends, and measures without hearing, appeal or deadline, each with the shortest way there.

    A pack with any of them can be read but is not published: somebody would be caught in it.

    >>> from friendly_services.packs import load
    >>> flaws(load("merchant-14-9-9"))
    ()
    """
    return tuple(
        problem
        for section in SECTIONS
        if section.name in pack.rules
        for problem in section.flaws(pack.rules[section.name], pack.may, pack.calendar)
    )
