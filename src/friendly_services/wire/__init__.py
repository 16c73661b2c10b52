"""Values to and from the plain JSON that hosts send and are sent, and that packs and mapping files hold.

Reading is strict and tells every problem at once, each under the path of its field; nothing is guessed,
converted or executed. Writing gives reasons their sentences in English or Chinese.
"""

from ._json import from_json, read_json
from ._leaves import Hooks, unknown
from ._read import read
from ._schema import schema
from ._wire import Wire
from ._write import write

__all__ = ["Hooks", "Wire", "from_json", "read", "read_json", "schema", "unknown", "write"]
