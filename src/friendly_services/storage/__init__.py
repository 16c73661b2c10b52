"""The Store contract and the two stores that come with the library."""

from ._contract import *  # noqa: F403 # the contract is this package's public face
from ._contract import __all__ as __all__
