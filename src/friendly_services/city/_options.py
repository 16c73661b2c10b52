"""What an actor can do with a record now, and why not the rest."""

from typing import Any

from ..decider import Actor, Kind
from ..errors import Forbidden
from ..packs import Pack
from ..text import Reason
from ._answers import Options
from ._capabilities import CAPABILITIES

__all__ = ["options"]


def options(pack: Pack, kind: Kind[Any], record: Any, by: Actor) -> Options:
    """Which commands the actor can send, told by standing, the pack's `may` table and the record's post."""
    capability = next(c for c in CAPABILITIES if kind in c.kinds)
    may, rules = pack.may, pack.rules.get(capability.name)
    posts = {} if rules is None else kind.posts(record, rules)
    possible: list[str] = []
    others: dict[str, Reason] = {}
    for command, why_not in kind.possible(record).items():
        name = f"{capability.name}.{command}"
        roles = may.get(name, frozenset())
        if why_not is not None:
            others[name] = why_not
        elif not by.may(roles):
            others[name] = Forbidden(by.id, name, tuple(sorted(roles))).reason
        elif command in posts and not by.may({posts[command]}):
            others[name] = Forbidden(by.id, name, (posts[command],)).reason
        else:
            possible.append(name)
    return Options(tuple(possible), others)
