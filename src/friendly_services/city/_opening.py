"""Opening a city: its first pack is published, and another pack than the one in force is warned of."""

import warnings

from ..packs import Pack
from . import _published
from ._answers import Done, NoPack, OnceReused
from ._executor import SYSTEM, Executor
from ._reader import Reader

__all__ = ["PackDiffers", "publish_first"]


class PackDiffers(UserWarning):
    """The packaged pack is not the one in force: nothing changes until it is published."""


def publish_first(reader: Reader, executor: Executor, given: Pack | None) -> None:
    """Publish number 1 of a new city; of one that is there, warn if the pack given is another."""
    register = reader.mended(_published.REGISTER)
    if register is None:
        if given is None:
            raise NoPack(reader.partition)
        publish = _published.Publish(given.name, given.content)
        order = executor.order(publish, "open", scheduled=True)
        (answer,) = executor.run([order], SYSTEM)
        if not isinstance(answer, Done | OnceReused):  # another process was faster, with another pack
            raise answer
        (register,) = reader.load(_published.REGISTER)
    if given is not None and given.digest != register.digest:
        warnings.warn(
            f"the pack {given.name!r} differs from number {register.number}, which stays in force: "
            "publish it to change the rules",
            PackDiffers,
            stacklevel=4,
        )
