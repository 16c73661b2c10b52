"""The demonstration: a city invented from a seed, and its story in a few tables."""

from ._story import tell

__all__ = ["tell"]
