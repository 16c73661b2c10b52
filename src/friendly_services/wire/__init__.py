"""Values to and from the plain JSON and TOML that hosts, packs and mapping files are written in.

Reading is strict and tells every problem at once, each under the path of its field; nothing is guessed,
converted or executed. Writing gives reasons their sentences in English or Chinese.
"""

from ._json import from_json, from_toml, read_json
from ._leaves import Hooks, unknown
from ._read import read
from ._schema import schema
from ._wire import Wire
from ._write import write

__all__ = ["Hooks", "Wire", "from_json", "from_toml", "read", "read_json", "schema", "unknown", "write"]
