"""Rest for the garbage collector while a large batch is decided."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["resting"]


@contextmanager
def resting() -> Iterator[None]:
    """Leave cyclic garbage for later.

    A batch makes some ten thousand objects that live until it is committed. Python takes that for a leak and
    looks through every object of the process for garbage, again and again: a third of the time that a batch
    takes, with nothing found.
    """
    if not gc.isenabled():  # by the host, or by a batch of another thread that is under way
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
