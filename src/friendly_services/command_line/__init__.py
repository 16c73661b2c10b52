"""The small command line: `python -m friendly_services`."""

from ._main import main

__all__ = ["main"]
