"""The capabilities whose rules a pack may hold."""

from typing import Final

from ._build import Section

__all__ = ["SECTIONS"]

SECTIONS: Final[tuple[Section, ...]] = ()
