"""Values to and from the plain JSON and TOML that hosts, packs and mapping files are written in."""

from ._read import Hooks, read

__all__ = ["Hooks", "read"]
