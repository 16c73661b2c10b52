"""What an actor can do with a record now, and why not the rest."""

from typing import Any, Final

from .. import points
from ..decider import Actor, Kind
from ..errors import Forbidden
from ..packs import Pack
from ..text import Reason
from . import together
from ._answers import Options
from ._capabilities import CAPABILITIES

__all__ = ["options"]

_AT_A_HOST: Final = {command.__name__ for command in together.CAPABILITY.commands}
"""Commands of the ledger that are also sent with the host where it is done."""


def options(pack: Pack, kind: Kind[Any], record: Any, by: Actor) -> Options:
    """Which commands the actor can send, told by standing, the pack's `may` table and the record's post."""
    capability = next(c for c in CAPABILITIES if kind in c.kinds)
    may, rules = pack.may, pack.rules.get(capability.name)
    posts = {} if rules is None else kind.posts(record, rules)
    possible: list[str] = []
    others: dict[str, Reason] = {}
    states = kind.possible(record)
    asked = {f"{capability.name}.{command}": command for command in states}
    if capability is points.CAPABILITY:
        asked |= {f"together.{command}": command for command in states if command in _AT_A_HOST}
    for name, command in asked.items():
        why_not, roles = states[command], may.get(name, frozenset())
        if why_not is not None:
            others[name] = why_not
        elif not by.may(roles):
            others[name] = Forbidden(by.id, name, tuple(sorted(roles))).reason
        elif command in posts and not by.may({posts[command]}):
            others[name] = Forbidden(by.id, name, (posts[command],)).reason
        else:
            possible.append(name)
    return Options(tuple(possible), others)
