"""Small packs on disk, and capabilities small enough to show what packs do with any."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs
import pytest

from friendly_services import matching, proximity
from friendly_services.errors import Invalid, Problem
from friendly_services.packs import Pack, Section, load
from friendly_services.places import Box
from friendly_services.standards import Scheme, Standard
from friendly_services.text import Label


@attrs.frozen
class Ground:
    """A part of the rules that holds a standard."""

    title: Label
    standard: Standard


@attrs.frozen
class ShopRules:
    """Rules with standards, numbers and parts."""

    standard: Standard
    notice_days: int
    grounds: Mapping[str, Ground] = attrs.field(factory=dict)


@attrs.frozen
class StopRules:
    """Rules with a scheme."""

    levels: Scheme


@attrs.frozen
class EasyRules:
    """Rules that a pack need not write."""

    longest: int = 7
    box: Box | None = None
    areas: frozenset[str] = frozenset()


SECTIONS: Final = (
    Section("shops", ShopRules, frozenset({"shops.Apply", "shops.Decide"})),
    Section("stops", StopRules, frozenset({"stops.Register"})),
    Section("easy", EasyRules),
    Section("proximity", proximity.Rules),
    Section("matching", matching.Rules),
    Section("city", None, frozenset({"city.Publish"})),
)

STANDARD: Final = """\
id = "{id}"
title = {{ en = "Sample", zh = "样例" }}
source = "proposed"

[facts.seats]
type = "int"
title = {{ en = "seats", zh = "座位" }}

[[versions]]
number = 1
in_force = 2025-01-01
open_cases = "submission"
source = "proposed"

[[versions.conditions]]
code = "S1"
title = {{ en = "Seats", zh = "座位" }}
requires = "seats >= 2"
status = "proposed"
"""

MAIN: Final = """\
[pack]
name = "sample"
title = { en = "Sample", zh = "样例" }
source = "proposed"

[city]
box = { south = 29.0, west = 106.0, north = 30.0, east = 107.0 }

[city.areas]
"东区" = {}
"花园街道" = { within = "东区", since = 2026-01-01 }

[may]
"shops.Apply" = ["merchant", "officer"]

[shops]
standard = "seats"
notice_days = 5
grounds.closed = { title = { en = "Closed", zh = "停业" }, standard = "seats" }

[stops.levels]
title = { en = "Levels", zh = "等级" }
B = "seats"
A = "other-seats"
"""

GOOD: Final[Mapping[str, str]] = {
    "pack.toml": MAIN,
    "standards/seats.toml": STANDARD.format(id="seats"),
    "standards/other-seats.toml": STANDARD.format(id="other-seats"),
}


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(folder: Path, files: Mapping[str, str | bytes], **builtins: Path) -> Pack:
    """The pack that these files are."""
    return load(write(folder, files), builtins=builtins, sections=SECTIONS)


def problems(folder: Path, files: Mapping[str, str | bytes], **builtins: Path) -> tuple[Problem, ...]:
    """What is wrong with the pack that these files are, files told from its folder."""
    with pytest.raises(Invalid) as caught:
        read(folder, files, **builtins)
    found = caught.value.problems
    return tuple(attrs.evolve(p, file=p.file.removeprefix(f"{folder}/") if p.file else None) for p in found)
