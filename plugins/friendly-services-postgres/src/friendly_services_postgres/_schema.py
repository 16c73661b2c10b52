"""The tables, step by step as they came to be: numbered files of SQL, forward only."""
# ruff: noqa: S608 # the only name put into SQL is the schema's, which is checked

import hashlib
import re
from importlib import resources
from typing import Any, Final

from psycopg import Connection, errors

from friendly_services.errors import Invalid
from friendly_services.storage import Corrupt, Unavailable
from friendly_services.text import Reason

__all__ = ["SCHEMA", "check_name", "check_tables", "create_tables", "ddl", "in_schema"]

SCHEMA: Final = "friendly_services"
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)
_TRIES: Final = 5


def _steps() -> tuple[str, ...]:
    folder = resources.files(__package__).joinpath("migrations")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(file.read_text(encoding="utf-8") for file in files)


STEPS: Final = _steps()
"""A step, once released, never changes; the next one is added at the end."""


def checksum(number: int) -> bytes:
    """What the database remembers of a step, the first being 1."""
    return hashlib.sha256(STEPS[number - 1].encode()).digest()


def check_name(schema: str) -> str:
    """A schema's name as it can stand in SQL; anything else is `Invalid`."""
    if _NAME.fullmatch(schema) is None:
        message = f"schema {schema!r} is not a-z 0-9 _"
        raise Invalid.at("url", "postgres.url", message=message)
    return schema


def in_schema(sql: str, schema: str) -> str:
    """The SQL with the name of the schema, which is checked, where it belongs."""
    return sql.replace("{schema}", check_name(schema))


def ddl(schema: str = SCHEMA, after: int = 0) -> str:
    """All SQL that makes or completes the tables, for a DBA to read and run.

    Args:
        schema: where the tables are, or are to be.
        after: the last step that is there already; 0 for a new database.

    >>> print(ddl("city").splitlines()[1])
    CREATE SCHEMA IF NOT EXISTS city;
    """
    lines = ["BEGIN;"] if after else ["BEGIN;", f"CREATE SCHEMA IF NOT EXISTS {check_name(schema)};"]
    for number, step in enumerate(STEPS[after:], start=after + 1):
        lines += ["", f"-- Step {number}", in_schema(step, schema).rstrip()]
        lines += [f"INSERT INTO {schema}.migration VALUES ({number}, '\\x{checksum(number).hex()}');"]
    return "\n".join([*lines, "", "COMMIT;", ""])


def steps_taken(connection: Connection[Any], schema: str) -> int:
    """The last step that was taken; refuses tables that are newer than this library, or changed."""
    try:
        sql = in_schema("SELECT number, checksum FROM {schema}.migration ORDER BY number", schema)
        rows = connection.execute(sql, binary=True).fetchall()
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        return 0
    path = f"{connection.info.dbname}/{schema}"
    found, known = max([number for number, _ in rows], default=0), len(STEPS)
    if found > known:
        raise Unavailable(Reason("storage.newer_schema", path=path, found=found, known=known))
    for number, (step, kept) in enumerate(rows, start=1):
        if (step, kept) != (number, checksum(number)):
            raise Corrupt(Reason("storage.migration_changed", number=step, path=path))
    return found


def check_tables(connection: Connection[Any], schema: str) -> None:
    """Refuse tables that are not those of this library: newer ones, changed ones, older ones."""
    found, needed = steps_taken(connection, schema), len(STEPS)
    if found < needed:
        raise Unavailable(Reason("postgres.no_tables", schema=schema, found=found, needed=needed))


def create_tables(connection: Connection[Any], schema: str) -> None:
    """Take the steps that are missing; others may be doing the same."""
    for _ in range(_TRIES):
        found = steps_taken(connection, schema)
        if found == len(STEPS):
            return
        try:
            connection.execute(ddl(schema, after=found), prepare=False)
        except (errors.UniqueViolation, errors.DuplicateTable, errors.DuplicateSchema):
            connection.rollback()  # somebody else was faster
