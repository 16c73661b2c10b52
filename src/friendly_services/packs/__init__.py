"""Packs: a city's standards, levels, rules, deadlines, roles and calendars, as dated and sourced data.

A pack is a folder with `pack.toml`, `standards/<id>.toml`, `calendars/<year>.toml` and
`divisions/<name>.toml`, or one file that holds all of it. It may extend other packs: tables are merged key by
key, the later over the earlier; lists are replaced whole. What is wrong with a pack is told all at once, each
problem with its file and line.
"""

from ._build import Section
from ._differences import differences
from ._flaws import flaws
from ._gather import builtin_packs
from ._load import from_content, load
from ._new import new_pack
from ._pack import About, Area, CityRules, Pack, PackNotFound
from ._reformed import reformed
from ._remarks import remarks
from ._toml import Source, read_toml

__all__ = [
    "About",
    "Area",
    "CityRules",
    "Pack",
    "PackNotFound",
    "Section",
    "Source",
    "builtin_packs",
    "differences",
    "flaws",
    "from_content",
    "load",
    "new_pack",
    "read_toml",
    "reformed",
    "remarks",
]
