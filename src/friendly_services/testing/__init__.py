"""For tests: the kit that tells a store's author when it is right, builders of batches, a standing clock.

The kit needs pytest; the rest does not.
"""

from typing import TYPE_CHECKING

from ._builders import batch, command, put, token
from ._clock import StandingClock

if TYPE_CHECKING:
    from .store_contract import Fault, Lab, StoreContract, no_room

__all__ = [
    "Fault",
    "Lab",
    "StandingClock",
    "StoreContract",
    "batch",
    "command",
    "no_room",
    "put",
    "token",
]

_KIT = ("Fault", "Lab", "StoreContract", "no_room")


def __getattr__(name: str) -> object:
    """Load the kit on first use, once pytest was asked to show the values in its assertions."""
    if name not in _KIT:
        raise AttributeError(name)
    import pytest  # noqa: PLC0415 # only the kit needs it

    pytest.register_assert_rewrite(f"{__name__}.store_contract")
    from . import store_contract  # noqa: PLC0415 # after the line above

    return getattr(store_contract, name)
