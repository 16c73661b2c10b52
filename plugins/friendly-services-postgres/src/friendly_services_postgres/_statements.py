"""The SQL. Each statement names one partition, and finds all it needs by keys that begin with it.

`LATERAL (… OFFSET 0)` is how PostgreSQL is told to look up row by row, by the whole key, and never to read a
partition through because its statistics say that it is small.
"""

from typing import Final

import attrs

from ._round_trip import Prepared
from ._schema import in_schema

__all__ = ["Statements", "statements"]

TIMEOUTS: Final = """
SELECT set_config('lock_timeout', %(lock)s, false), set_config('statement_timeout', %(statement)s, false)"""

LOCK: Final = """
INSERT INTO {schema}.head (partition, head, commands) VALUES (%(partition)s, 0, 0)
ON CONFLICT (partition) DO UPDATE SET head = 0 WHERE false"""
"""Locks the partition's row, or makes the row of a new one; it never changes a row (`WHERE false`).

Comes first and alone, so that what follows sees all that was committed while it waited. Only to look for the
row would lock nothing where there is none yet, and the statement that follows might find one.
"""

COMMIT_ONE: Final = """
WITH go AS MATERIALIZED (
    SELECT h.head, h.commands, greatest(h.at, %(now)s) AS at, coalesce(r.last, 0) AS last, r.keys
    FROM {schema}.head h
    LEFT JOIN {schema}.record r ON r.partition = %(partition)s AND r.kind = %(kind)s AND r.id = %(id)s
    WHERE h.partition = %(partition)s AND coalesce(r.version, 0) = %(base)s AND r.private IS NOT TRUE
    AND NOT EXISTS (SELECT FROM {schema}.command WHERE partition = %(partition)s AND token = %(token)s)
    AND NOT EXISTS (
        SELECT FROM generate_subscripts(%(guard_ids)s, 1) AS i
        WHERE (%(guard_versions)s)[i] <> coalesce((
            SELECT g.version FROM {schema}.record g WHERE g.partition = %(partition)s
            AND g.kind = (%(guard_kinds)s)[i] AND g.id = (%(guard_ids)s)[i]), 0))
    AND NOT EXISTS (
        SELECT FROM unnest(%(claims)s) AS c (entry)
        WHERE (SELECT true FROM {schema}.key k WHERE k.partition = %(partition)s AND k.entry = c.entry
            AND k.sole AND (k.kind <> %(kind)s OR k.id <> %(id)s) LIMIT 1)
        OR (SELECT true FROM {schema}.private_key k
            WHERE k.partition = %(partition)s AND k.entry = c.entry AND k.sole LIMIT 1))
), moved AS (
    UPDATE {schema}.head h SET head = h.head + %(count)s, commands = h.commands + 1, at = go.at FROM go
    WHERE partition = %(partition)s RETURNING go.head, go.at
), commands AS (
    INSERT INTO {schema}.command
    SELECT %(partition)s, %(token)s, %(digest)s, %(actor)s, %(pack)s, %(now)s, %(result)s,
        head + 1, head + %(count)s, at, commands + 1, 0, 1 FROM go
), records AS (
    INSERT INTO {schema}.record
    SELECT %(partition)s, %(kind)s, %(id)s, %(version)s, at,
        CASE %(count)s WHEN 0 THEN last ELSE head + %(count)s END, false, %(body)s::bytea, %(keys)s
    FROM go
    ON CONFLICT (partition, kind, id) DO UPDATE SET version = excluded.version, at = excluded.at,
        last = excluded.last, body = excluded.body, keys = excluded.keys
), entries AS (
    INSERT INTO {schema}.entry
    SELECT %(partition)s, head + n, %(kind)s, %(id)s, %(base)s + n,
        CASE n WHEN 1 THEN last ELSE head + n - 1 END, %(token)s, event
    FROM go, unnest(%(events)s) WITH ORDINALITY AS e (event, n)
), gone AS (
    DELETE FROM {schema}.key k USING go, unnest(keys) AS packed, LATERAL (
        SELECT k.tableoid, k.ctid FROM {schema}.key k WHERE k.partition = %(partition)s
        AND k.entry = substring(packed FROM 2) AND k.kind = %(kind)s AND k.id = %(id)s OFFSET 0) f
    WHERE k.ctid = f.ctid AND k.tableoid = f.tableoid AND substring(packed FROM 2) <> ALL (%(entries)s)
), come AS (
    INSERT INTO {schema}.key
    SELECT %(partition)s, substring(packed FROM 2), %(kind)s, %(id)s, get_byte(packed, 0) = 1
    FROM go, unnest(%(keys)s) AS packed WHERE packed <> ALL (coalesce(keys, '{}'))
    ON CONFLICT (partition, entry, kind, id) DO UPDATE SET sole = excluded.sole
)
SELECT head, at FROM moved"""
"""One command that puts one public record, which is nearly every commit.

Checks and writes in one: `go` has a row if every check passes, and each write is of that row. Records are
upserted: what they are to be was worked out from what they are. Index entries are written where they differ
from those the record says it has.
"""

COMMIT: Final = """
WITH put AS MATERIALIZED (
    SELECT p.*, r.version AS stands, r.at, coalesce(r.last, 0) AS before, r.private, <old keys> AS old
    FROM unnest(%(put_kinds)s, %(put_ids)s, %(put_bases)s, %(put_versions)s, %(put_lasts)s, %(put_bodies)s,
        %(put_secret)s, %(put_rewrites)s, %(put_from)s, %(put_to)s) WITH ORDINALITY
        AS p (kind, id, base, version, last, body, secret, rewrite, lo, hi, n)
    LEFT JOIN LATERAL (
        SELECT * FROM {schema}.record r
        WHERE r.partition = %(partition)s AND r.kind = p.kind AND r.id = p.id OFFSET 0) r ON true <old bodies>
), new AS MATERIALIZED (
    SELECT * FROM unnest(%(key_kinds)s, %(key_ids)s, %(key_packed)s, %(key_secret)s)
        AS k (kind, id, packed, secret)
), old AS MATERIALIZED (
    SELECT kind, id, unnest(old) AS packed, secret FROM put <found>
), go AS MATERIALIZED (
    SELECT head, commands, greatest(at, %(now)s) AS at FROM {schema}.head
    WHERE partition = %(partition)s AND NOT %(clash)s
    AND NOT EXISTS (
        SELECT FROM unnest(%(tokens)s) AS t (token) WHERE (
            SELECT true FROM {schema}.command c WHERE c.partition = %(partition)s AND c.token = t.token))
    AND NOT EXISTS (
        SELECT FROM unnest(%(guard_kinds)s, %(guard_ids)s, %(guard_versions)s) AS g (kind, id, version)
        WHERE version <> coalesce((
            SELECT r.version FROM {schema}.record r
            WHERE r.partition = %(partition)s AND r.kind = g.kind AND r.id = g.id), 0))
    AND NOT EXISTS (SELECT FROM put WHERE coalesce(stands, 0) <> base OR private <> (secret = 1))
    AND NOT EXISTS (
        SELECT FROM unnest(%(claims)s) AS c (entry), LATERAL (
            SELECT kind, id FROM {schema}.key k
            WHERE k.partition = %(partition)s AND k.entry = c.entry AND k.sole
            UNION ALL SELECT kind, id FROM {schema}.private_key k
            WHERE k.partition = %(partition)s AND k.entry = c.entry AND k.sole OFFSET 0) h
        WHERE (h.kind, h.id) NOT IN (SELECT kind, id FROM <owners>))
), moved AS (
    UPDATE {schema}.head h
    SET head = h.head + %(count)s, commands = h.commands + cardinality(%(tokens)s), at = go.at FROM go
    WHERE partition = %(partition)s RETURNING go.head, go.at
), commands AS (
    INSERT INTO {schema}.command
    SELECT %(partition)s, token, digest, actor, pack, now, result, head + 1, head + %(count)s, at,
        commands + n, n - 1, cardinality(%(tokens)s)
    FROM unnest(%(tokens)s, %(digests)s, %(actors)s, %(packs)s, %(nows)s, %(results)s) WITH ORDINALITY
        AS c (token, digest, actor, pack, now, result, n), go
), records AS (
    INSERT INTO {schema}.record
    SELECT %(partition)s, kind, id, version, CASE rewrite WHEN 1 THEN put.at ELSE go.at END,
        CASE last WHEN 0 THEN before ELSE head + last END, secret = 1,
        <body>, <keys>
    FROM put, go
    ON CONFLICT (partition, kind, id) DO UPDATE SET version = excluded.version, at = excluded.at,
        last = excluded.last, body = excluded.body, keys = excluded.keys
), entries AS (
    INSERT INTO {schema}.entry
    SELECT %(partition)s, head + n, kind, id, version,
        CASE previous WHEN 0 THEN (ARRAY(SELECT before FROM put ORDER BY n))[put] ELSE head + previous END,
        token, event
    FROM unnest(%(entry_kinds)s, %(entry_ids)s, %(entry_versions)s, %(entry_previous)s, %(entry_puts)s,
        %(entry_tokens)s, %(entry_events)s) WITH ORDINALITY
        AS e (kind, id, version, previous, put, token, event, n), go
), <writes>
SELECT head, at FROM moved"""
"""The same for any batch, as columns of values. (`<…>`: below, with private records and without.)"""

INDEX: Final = """
gone<n> AS (
    DELETE FROM {schema}.<table> k USING go, (
        SELECT kind, id, substring(packed FROM 2) AS entry FROM old <which>
        EXCEPT SELECT kind, id, substring(packed FROM 2) FROM new <which>) o, LATERAL (
        SELECT k.tableoid, k.ctid FROM {schema}.<table> k
        WHERE k.partition = %(partition)s AND k.entry = o.entry AND k.kind = o.kind AND k.id = o.id
        OFFSET 0) f
    WHERE k.ctid = f.ctid AND k.tableoid = f.tableoid
), come<n> AS (
    INSERT INTO {schema}.<table>
    SELECT %(partition)s, substring(packed FROM 2), kind, id, get_byte(packed, 0) = 1
    FROM (SELECT kind, id, packed FROM new <which> EXCEPT SELECT kind, id, packed FROM old <which>) c, go
    ON CONFLICT (partition, entry, kind, id) DO UPDATE SET sole = excluded.sole
)"""

BODIES: Final = """
bodies AS (
    INSERT INTO {schema}.private
    SELECT %(partition)s, kind, id, body, <slice> FROM put, go WHERE secret = 1 AND body IS NOT NULL
    ON CONFLICT (partition, kind, id) DO UPDATE SET body = excluded.body, keys = excluded.keys
), erased AS (
    DELETE FROM {schema}.private b USING put, go WHERE secret = 1 AND put.body IS NULL
    AND b.partition = %(partition)s AND b.kind = put.kind AND b.id = put.id
)"""

FOUND: Final = """
WHERE rewrite = 0 OR secret = 1
UNION ALL
SELECT k.kind, k.id, CASE WHEN k.sole THEN '\\x01'::bytea ELSE '\\x00' END || k.entry, 0
FROM {schema}.key k WHERE k.partition = %(partition)s AND (
    EXISTS (SELECT FROM put p WHERE p.kind = k.kind AND p.id = k.id AND p.rewrite = 1 AND p.secret = 0)
    OR NOT EXISTS (
        SELECT FROM {schema}.record r
        WHERE r.partition = %(partition)s AND r.kind = k.kind AND r.id = k.id))"""
"""What is rewritten may be damaged: its index entries are those that the index has, and nobody's go too.

This reads the partition's index through, once a batch.
"""

SLICE: Final = "CASE WHEN hi >= lo THEN (%(key_packed)s)[lo:hi] END"

# --- reading --------------------------------------------------------------------------------------

LOAD: Final = """
SELECT 0::bigint, head, coalesce(at, 0), NULL::bytea, NULL::boolean, NULL::bigint, NULL::bytea, NULL::bigint,
    NULL::bigint, NULL::bytea, NULL::bytea[]
FROM {schema}.head WHERE partition = %(partition)s
UNION ALL
SELECT a.n, r.version, r.at, <body>, r.private, NULL, NULL, NULL, NULL, NULL, NULL
FROM unnest(%(kinds)s, %(ids)s) WITH ORDINALITY AS a (kind, id, n)
, LATERAL (
    SELECT * FROM {schema}.record r
    WHERE r.partition = %(partition)s AND r.kind = a.kind AND r.id = a.id OFFSET 0) r
UNION ALL
SELECT -t.n, c.first, c.last, c.digest, NULL, c.at, c.actor, c.pack, c.now, c.result,
    CASE WHEN c.size > 1 THEN (
        SELECT array_agg(o.result ORDER BY o.number) FROM {schema}.command o
        WHERE o.partition = %(partition)s
        AND o.number >= c.number - c.place AND o.number < c.number - c.place + c.size) END
FROM unnest(%(tokens)s) WITH ORDINALITY AS t (token, n)
, LATERAL (
    SELECT * FROM {schema}.command c WHERE c.partition = %(partition)s AND c.token = t.token OFFSET 0) c"""
"""One snapshot. The first column says what a row is: 0 the head, n the nth record, -n the nth command."""

HOLDERS: Final = """
UNION ALL
SELECT NULL, NULL, NULL, k.entry, NULL, NULL,
    convert_to(k.kind, 'UTF8'), NULL, NULL, convert_to(k.id, 'UTF8'), NULL
FROM unnest(%(claims)s) AS c (entry), LATERAL (
    SELECT * FROM {schema}.key k WHERE k.partition = %(partition)s AND k.entry = c.entry AND k.sole
    UNION ALL SELECT * FROM {schema}.private_key k
    WHERE k.partition = %(partition)s AND k.entry = c.entry AND k.sole OFFSET 0) k"""
"""And of unique entries, who holds them."""

BODY: Final = """CASE WHEN r.private THEN (SELECT body FROM {schema}.private b
    WHERE b.partition = %(partition)s AND b.kind = r.kind AND b.id = r.id) ELSE r.body END"""

SCAN: Final = """
SELECT k.entry, k.kind, k.id, k.sole, r.version, r.at, <body>
FROM ((<part of key>) UNION ALL (<part of private key>)) k
, LATERAL (
    SELECT * FROM {schema}.record r
    WHERE r.partition = %(partition)s AND r.kind = k.kind AND r.id = k.id OFFSET 0) r
ORDER BY k.entry <order>, k.kind <order>, k.id <order> LIMIT %(limit)s"""

PART: Final = """
SELECT entry, kind, id, sole FROM {schema}.<table>
WHERE partition = %(partition)s AND (entry, kind, id) >= (%(lo_entry)s, %(lo_kind)s, %(lo_id)s)
    AND (entry, kind, id) < (%(hi_entry)s, %(hi_kind)s, %(hi_id)s)
ORDER BY entry <order>, kind <order>, id <order> LIMIT %(limit)s"""

RECORDS: Final = """
SELECT r.kind, r.id, r.version, r.at, <body> FROM {schema}.record r
WHERE partition = %(partition)s AND (kind, id) >= (%(lo_kind)s, %(lo_id)s)
    AND (kind, id) < (%(hi_kind)s, %(hi_id)s)
ORDER BY kind <order>, id <order> LIMIT %(limit)s"""

ENTRY: Final = """
e.position, e.version, e.event, e.kind, e.id, c.at, c.token, c.digest, c.actor, c.pack, c.now, c.result"""

JOURNAL: Final = """
SELECT <entry> FROM {schema}.entry e, LATERAL (
    SELECT * FROM {schema}.command c WHERE c.partition = %(partition)s AND c.token = e.token OFFSET 0) c
WHERE e.partition = %(partition)s AND e.position > %(after)s <kind>
ORDER BY e.position LIMIT %(limit)s"""

HISTORY: Final = """
WITH RECURSIVE chain (position) AS (
    SELECT last FROM {schema}.record WHERE partition = %(partition)s AND kind = %(kind)s AND id = %(id)s
    UNION ALL
    SELECT e.previous FROM chain, LATERAL (
        SELECT previous FROM {schema}.entry e
        WHERE e.partition = %(partition)s AND e.position = chain.position OFFSET 0) e
    WHERE e.previous > %(after)s
)
SELECT <entry> FROM chain, LATERAL (
    SELECT * FROM {schema}.entry e
    WHERE e.partition = %(partition)s AND e.position = chain.position OFFSET 0) e, LATERAL (
    SELECT * FROM {schema}.command c WHERE c.partition = %(partition)s AND c.token = e.token OFFSET 0) c
WHERE chain.position > %(after)s ORDER BY chain.position LIMIT %(limit)s"""

COMMITS: Final = """
SELECT l.number, c.token, c.digest, c.actor, c.pack, c.now, c.result, c.first, c.last, c.at
FROM (
    SELECT number, size FROM {schema}.command
    WHERE partition = %(partition)s AND number > %(after)s AND place = size - 1
    ORDER BY number LIMIT %(limit)s) l, LATERAL (
    SELECT * FROM {schema}.command c WHERE c.partition = %(partition)s
    AND c.number > l.number - l.size AND c.number <= l.number OFFSET 0) c
ORDER BY c.number"""
"""Commands, each with the number of the last one of its commit."""

ROWS: Final = """
SELECT r.kind, r.id, r.version, r.at, CASE WHEN r.private THEN b.body ELSE r.body END, r.private,
    CASE WHEN r.private THEN b.keys ELSE r.keys END
FROM (
    SELECT * FROM {schema}.record
    WHERE partition = %(partition)s AND (kind, id) > (%(kind)s, %(id)s)
    ORDER BY kind, id LIMIT %(limit)s) r
LEFT JOIN LATERAL (
    SELECT body, keys FROM {schema}.private b
    WHERE r.private AND b.partition = %(partition)s AND b.kind = r.kind AND b.id = r.id OFFSET 0) b ON true
ORDER BY r.kind, r.id"""

PARTITIONS: Final = """
SELECT partition, head FROM {schema}.head WHERE partition > %(after)s AND at IS NOT NULL
ORDER BY partition LIMIT %(limit)s"""


_TEXT: Final = 25
_BYTEA: Final = 17
_INT8: Final = 20
_BOOL: Final = 16
_TEXTS: Final = 1009
_BYTEAS: Final = 1001
_INT8S: Final = 1016
TYPES: Final[dict[str, int]] = {
    **dict.fromkeys(("partition", "kind", "id", "lock", "statement"), _TEXT),
    **dict.fromkeys(("token", "digest", "actor", "result", "body"), _BYTEA),
    **dict.fromkeys(("pack", "now", "base", "version", "count"), _INT8),
    "clash": _BOOL,
    **dict.fromkeys(("put_kinds", "put_ids", "key_kinds", "key_ids", "entry_kinds", "entry_ids"), _TEXTS),
    **dict.fromkeys(("guard_kinds", "guard_ids"), _TEXTS),
    **dict.fromkeys(
        ("tokens", "digests", "actors", "results", "put_bodies", "key_packed", "claims"), _BYTEAS
    ),
    **dict.fromkeys(("entry_tokens", "entry_events", "events", "entries", "keys"), _BYTEAS),
    **dict.fromkeys(("packs", "nows", "guard_versions", "entry_versions", "entry_previous"), _INT8S),
    **dict.fromkeys(("entry_puts", "put_bases", "put_versions", "put_lasts", "put_secret"), _INT8S),
    **dict.fromkeys(("put_rewrites", "put_from", "put_to", "key_secret"), _INT8S),
}
"""The types of the parameters of what is prepared by hand, by PostgreSQL's numbers."""


@attrs.frozen
class Statements:
    """Every statement, in one schema."""

    timeouts: Prepared
    lock: Prepared
    commit_one: Prepared
    commit: Prepared
    """Of public records only."""
    commit_private: Prepared
    """Of private ones too."""
    commit_rewritten: Prepared
    """Of any, some of which take the place of what may be damaged."""
    load: str
    explain: str
    scan: tuple[str, str]
    """Forwards and backwards, as the next."""
    records: tuple[str, str]
    journal: str
    journal_of_kind: str
    history: str
    commits: str
    rows: str
    partitions: str


def statements(schema: str) -> Statements:
    """The statements for the tables of this schema."""

    def say(sql: str, **parts: str) -> str:
        for name, part in parts.items():
            sql = sql.replace(f"<{name.replace('_', ' ')}>", part)
        return in_schema(" ".join(sql.split()), schema)

    def prepare(name: str, sql: str, **parts: str) -> Prepared:
        return Prepared.of(f"friendly_services_{name}", say(sql, **parts), TYPES)

    def both(sql: str, **parts: str) -> tuple[str, str]:
        return say(sql, **parts, order="ASC"), say(sql, **parts, order="DESC")

    def index(table: str, n: str, which: str) -> str:
        return INDEX.replace("<table>", table).replace("<n>", n).replace("<which>", which)

    public, private = index("key", "", "WHERE secret = 0"), index("private_key", "2", "WHERE secret = 1")
    find = """LEFT JOIN LATERAL (
        SELECT keys FROM {schema}.private b
        WHERE b.partition = %(partition)s AND b.kind = p.kind AND b.id = p.id OFFSET 0) b ON true"""
    apart = {
        "writes": ",".join((public, private, BODIES.replace("<slice>", SLICE))),
        "old_keys": "coalesce(r.keys, b.keys)",
        "old_bodies": find,
        "body": "CASE secret WHEN 0 THEN body END",
        "keys": f"CASE secret WHEN 0 THEN {SLICE} END",
    }
    return Statements(
        timeouts=prepare("timeouts", TIMEOUTS),
        lock=prepare("lock", LOCK),
        commit_one=prepare("commit_one", COMMIT_ONE),
        commit=prepare(
            "commit",
            COMMIT,
            writes=index("key", "", ""),
            old_keys="r.keys",
            old_bodies="",
            body="body",
            keys=SLICE,
            found="",
            owners="put",
        ),
        commit_private=prepare("commit_private", COMMIT, **apart, found="", owners="put"),
        commit_rewritten=prepare(
            "commit_rewritten",
            COMMIT,
            **apart,
            found=FOUND,
            owners="put UNION ALL SELECT kind, id FROM old",
        ),
        load=say(LOAD, body=BODY),
        explain=say(LOAD + HOLDERS, body="NULL"),
        scan=both(
            SCAN,
            part_of_key=PART.replace("<table>", "key"),
            part_of_private_key=PART.replace("<table>", "private_key"),
            body=BODY,
        ),
        records=both(RECORDS, body=BODY),
        journal=say(JOURNAL, entry=ENTRY, kind=""),
        journal_of_kind=say(JOURNAL, entry=ENTRY, kind="AND e.kind = %(kind)s"),
        history=say(HISTORY, entry=ENTRY),
        commits=say(COMMITS),
        rows=say(ROWS),
        partitions=say(PARTITIONS),
    )
