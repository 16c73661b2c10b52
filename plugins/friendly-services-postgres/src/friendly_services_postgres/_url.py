"""Where the database is, and how this store is to use it: read from a URL."""

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import unquote

import attrs
import psycopg
from psycopg.conninfo import conninfo_to_dict

from friendly_services.errors import Invalid

from ._schema import SCHEMA, check_name

__all__ = ["Place", "place_of"]

DEFAULTS: Final[dict[str, Any]] = {
    "application_name": "friendly-services",
    "connect_timeout": 5,
    "keepalives_idle": 5,  # a network that swallows everything is noticed within half a minute
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "target_session_attrs": "read-write",  # of several hosts, the one that takes writes
    "tcp_user_timeout": 20_000,
}
_QUOTED: Final = re.compile(r'"([^"]*)"')
_MALFORMED: Final = "its host, user, password or an option is malformed, or not percent-encoded"


@attrs.frozen
class Place:
    """A database, and how this store is to use it."""

    parameters: dict[str, Any] = attrs.field(repr=False)
    """What psycopg needs to connect; it may hold a password."""
    schema: str = SCHEMA
    create: bool = False
    """Whether tables that are missing may be made."""
    connections: int = 8
    """At most so many at a time."""


def place_of(url: str) -> Place:
    """Read `postgresql://user@host,host/database?schema=…&create=yes&connections=8`.

    Everything else in the query is for libpq, such as `sslmode`.

    >>> place = place_of("postgresql://city@db1,db2/banan?create=yes")
    >>> place.create, place.parameters["host"], place.parameters["target_session_attrs"]
    (True, 'db1,db2', 'read-write')
    """
    address, _, query = url.partition("?")
    ours = {"schema": SCHEMA, "create": "no", "connections": "8"}
    theirs = []
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name in ours:
            ours[name] = unquote(value)
        elif part:
            theirs.append(part)
    if ours["create"] not in ("yes", "no"):
        raise _refused("create must be yes or no")
    if not ours["connections"].isdecimal() or not 0 < int(ours["connections"]) <= 1_000:
        raise _refused("connections must be 1 to 1000")
    try:
        given = conninfo_to_dict("?".join((address, "&".join(theirs))))
    except psycopg.Error as error:
        raise _refused(_without_secrets(str(error).strip(), theirs)) from None
    return Place(
        parameters={**DEFAULTS, **given},
        schema=check_name(ours["schema"]),
        create=ours["create"] == "yes",
        connections=int(ours["connections"]),
    )


def _refused(message: str) -> Invalid:
    return Invalid.at("url", "postgres.url", message=message)


def _without_secrets(message: str, options: Iterable[str]) -> str:
    """What libpq says, unless it quotes more than the name of an option: a password, perhaps."""
    names = {option.partition("=")[0] for option in options}
    return message if names.issuperset(_QUOTED.findall(message)) else _MALFORMED
