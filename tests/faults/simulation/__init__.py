"""The whole library in one process, from one seed: who does what when, and what goes wrong."""

import attrs
import pytest

from tests.faults.simulation._laws import check, settle
from tests.faults.simulation._people import everybody
from tests.faults.simulation._planted import PLANTED, Plant
from tests.faults.simulation._world import World, simulated

__all__ = ["PLANTED", "Plant", "Told", "run"]

STEPS = 300
"""That people take in one run: commands, questions, rounds of delivery, ticks; waiting is none."""


@attrs.frozen
class Told:
    """What a run was."""

    steps: int
    journal: tuple[object, ...]
    """Everything that happened, for comparing two runs of one seed."""
    count: dict[str, int]


def run(seed: int, planted: Plant | None = None) -> Told:
    """Simulate one seed and check every law; with a fault planted in the library, if one is given."""
    world = World(seed, steps=STEPS)
    with simulated(world), pytest.MonkeyPatch.context() as patch:
        if planted is not None:
            planted(world, patch)
        people = everybody(world)
        for person in people:
            world.baton.start(person.live)
        world.baton.run()
        world.baton.start(lambda: check(world, settle(world)))
        world.baton.run()
    return Told(STEPS, world.shared.read("small", 0, 1_000_000), dict(world.count))
