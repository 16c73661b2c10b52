"""Tries a law where one line of the ledger is wrong: `python -m tests.laws.killer <folder> <law>`.

The folder holds another `points` for the package. A law is a test of Hypothesis, `file::name`; or the model.
The exit code is 0 if the law holds, 3 if an assertion fails, and anything else if it could not be tried.
"""

import logging
import sys
from importlib import import_module
from typing import Final

from hypothesis import HealthCheck, Phase, settings

import friendly_services

__all__ = ["CAUGHT", "HOLDS", "SEEDS", "caught"]

HOLDS: Final = 0
CAUGHT: Final = 3
SEEDS: Final = 8
"""Programs that the model gets."""


def caught(law: str) -> AssertionError | None:
    """What fails, if anything does."""
    file, name = law.split("::")
    module = import_module(file.removesuffix(".py").replace("/", "."))
    try:
        if "/models/" in file:
            for seed in range(1, SEEDS + 1):
                module.run(seed)
        else:
            getattr(module, name)()
    except AssertionError as failed:
        return failed
    return None


if __name__ == "__main__":
    _, folder, law = sys.argv
    friendly_services.__path__.insert(0, folder)
    logging.disable()
    settings.register_profile(
        "killer",
        max_examples=600,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # the shortest program is not asked for
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("killer")
    failed = caught(law)
    print(failed)
    sys.exit(HOLDS if failed is None else CAUGHT)
