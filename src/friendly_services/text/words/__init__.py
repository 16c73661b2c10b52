"""The catalogue: one table a room, English and Chinese side by side, so that neither is forgotten."""

from . import (
    cases,
    city,
    codec,
    command_line,
    delivery,
    errors,
    flat_tables,
    honours,
    hours,
    matching,
    merchants,
    messages,
    names,
    packs,
    persons,
    places,
    plugins,
    points,
    proximity,
    standards,
    stations,
    storage,
    targets,
    visits,
    wire,
    workdays,
)

__all__ = ["WORDS"]

_ROOMS = (
    errors,
    names,
    places,
    hours,
    workdays,
    codec,
    standards,
    cases,
    merchants,
    stations,
    points,
    honours,
    persons,
    visits,
    targets,
    proximity,
    matching,
    storage,
    plugins,
    packs,
    wire,
    messages,
    delivery,
    city,
    flat_tables,
    command_line,
)

WORDS: dict[str, tuple[str, str]] = {code: words for room in _ROOMS for code, words in room.WORDS.items()}
"""Code to (English, Chinese)."""
