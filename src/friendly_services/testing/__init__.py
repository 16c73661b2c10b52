"""For tests: kits that tell authors of stores, notifiers, maps and packs when they are right; a clock.

The kits need pytest; the rest does not.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ._builders import batch, command, put, token
from ._clock import StandingClock

if TYPE_CHECKING:
    from .maps_contract import MapsContract, MapsLab
    from .notifier_contract import Arrival, NotifierContract, NotifierLab, a_message
    from .pack_contract import PackContract, PackLab
    from .store_contract import Fault, Lab, StoreContract, no_room

__all__ = [
    "Arrival",
    "Fault",
    "Lab",
    "MapsContract",
    "MapsLab",
    "NotifierContract",
    "NotifierLab",
    "PackContract",
    "PackLab",
    "StandingClock",
    "StoreContract",
    "a_message",
    "batch",
    "command",
    "no_room",
    "put",
    "token",
]

_KITS = {
    "Arrival": "notifier_contract",
    "Fault": "store_contract",
    "Lab": "store_contract",
    "MapsContract": "maps_contract",
    "MapsLab": "maps_contract",
    "NotifierContract": "notifier_contract",
    "NotifierLab": "notifier_contract",
    "PackContract": "pack_contract",
    "PackLab": "pack_contract",
    "StoreContract": "store_contract",
    "a_message": "notifier_contract",
    "no_room": "store_contract",
}


def __getattr__(name: str) -> object:
    """Load a kit on first use, once pytest was asked to show the values in its assertions."""
    if name not in _KITS:
        raise AttributeError(name)
    import pytest  # noqa: PLC0415 # only the kits need it

    pytest.register_assert_rewrite(f"{__name__}.{_KITS[name]}")
    return getattr(import_module(f"{__name__}.{_KITS[name]}"), name)


def __dir__() -> list[str]:
    """The kits too, though none is loaded yet: for `help()` and for the reference."""
    return sorted({*globals(), *__all__})
