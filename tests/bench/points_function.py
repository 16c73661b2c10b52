"""The same laws as one function on a PostgreSQL server, called once an intent; a commit sends all at once."""
# ruff: noqa: S608 # the only values put into statements are the numbers of the rules

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from tests.bench.points_work import (
    CAP,
    CAPPED,
    DUPLICATE,
    EARN,
    EXPIRE,
    FIRST_DAY,
    LATE_DAYS,
    MONTHS,
    NOOP,
    OK,
    OVERDRAW,
    REFUSED,
    REVERSE,
    SPEND,
    Batch,
)

__all__ = ["Function"]

TABLES: Final = f"""
CREATE SCHEMA hand;
CREATE TABLE hand.account (
    id int PRIMARY KEY, balance bigint NOT NULL, oldest int NOT NULL
) WITH (fillfactor = 70);
CREATE TABLE hand.posting (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text UNIQUE, kind smallint NOT NULL,
    outcome smallint NOT NULL, account int NOT NULL, amount bigint NOT NULL, day int NOT NULL,
    rule smallint NOT NULL, ref bigint, lots int[], actor int NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX posting_account ON hand.posting (account) WHERE outcome = {OK};
CREATE UNIQUE INDEX posting_ref ON hand.posting (ref) WHERE ref IS NOT NULL;
CREATE TABLE hand.lot (
    account int, month int, points bigint NOT NULL, PRIMARY KEY (account, month)
) WITH (fillfactor = 80);
CREATE TABLE hand.used (
    account int, day int, rule smallint, points int NOT NULL, PRIMARY KEY (account, day, rule)
);
"""
MONTH_OF: Final = f"""
CREATE FUNCTION hand.month_of(d int) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT (extract(year FROM DATE '{FIRST_DAY}' + d) * 12 + extract(month FROM DATE '{FIRST_DAY}' + d))::int
$$"""
POST: Final = """
CREATE FUNCTION hand.post(
    k text, kn int, outc int, a int, amt bigint, d int, ru int, rf bigint, parts int[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
    INSERT INTO hand.posting (key, kind, outcome, account, amount, day, rule, ref, lots, actor, at)
        VALUES (k, kn, outc, a, amt, d, ru, rf, parts, 1, now())
        ON CONFLICT (key) DO NOTHING RETURNING id INTO made;
    RETURN made;
END $$"""
FIRST: Final = f"""
CREATE FUNCTION hand.first(k text, kn int, a int, d int, ru int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE p hand.posting;
BEGIN
    SELECT * INTO STRICT p FROM hand.posting WHERE key = k;
    ASSERT (p.kind, p.account, p.day, p.rule) = (kn, a, d, ru);
    RETURN CASE WHEN p.outcome = {OK} THEN {DUPLICATE} ELSE p.outcome END;
END $$"""
REFUSE: Final = """
CREATE FUNCTION hand.refuse(k text, kn int, outc int, a int, pts int, d int, ru int) RETURNS int
LANGUAGE plpgsql AS $$
BEGIN
    IF hand.post(k, kn, outc, a, pts, d, ru, NULL, NULL) IS NULL THEN
        RETURN hand.first(k, kn, a, d, ru);
    END IF;
    RETURN outc;
END $$"""
PASS_TIME: Final = f"""
CREATE FUNCTION hand.pass_time(k text, a int, d int, now_month int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE gone bigint;
BEGIN
    WITH old AS (DELETE FROM hand.lot WHERE account = a AND month < now_month RETURNING points)
        SELECT sum(points) INTO gone FROM old;
    IF gone IS NOT NULL THEN
        PERFORM hand.post(k, {EXPIRE}, {OK}, a, -gone, d, 0, NULL, NULL);
        UPDATE hand.account SET balance = balance - gone, oldest =
            (SELECT coalesce(min(month), 1 << 30) FROM hand.lot WHERE account = a) WHERE id = a;
    END IF;
END $$"""
TAKE: Final = """
CREATE FUNCTION hand.take(a int, pts bigint, own int, parts OUT int[]) LANGUAGE plpgsql AS $$
DECLARE l record; part bigint; needed bigint := pts;
BEGIN
    parts := '{}';
    FOR l IN SELECT month, points FROM hand.lot WHERE account = a ORDER BY month <> own, month LOOP
        EXIT WHEN needed = 0;
        part := least(needed, l.points);
        IF part = l.points THEN
            DELETE FROM hand.lot WHERE account = a AND month = l.month;
        ELSE
            UPDATE hand.lot SET points = points - part WHERE account = a AND month = l.month;
        END IF;
        parts := parts || l.month || part::int;
        needed := needed - part;
    END LOOP;
    UPDATE hand.account SET balance = balance - pts WHERE id = a;
END $$"""
CREDIT: Final = """
CREATE FUNCTION hand.credit(a int, m int, pts bigint) RETURNS int LANGUAGE plpgsql AS $$
DECLARE b bigint; o int;
BEGIN
    INSERT INTO hand.account AS x VALUES (a, pts, m) ON CONFLICT (id) DO UPDATE
        SET balance = x.balance + pts, oldest = least(x.oldest, m) RETURNING balance, oldest INTO b, o;
    IF b > 0 THEN
        INSERT INTO hand.lot AS x VALUES (a, m, least(b, pts))
            ON CONFLICT (account, month) DO UPDATE SET points = x.points + excluded.points;
    END IF;
    RETURN o;
END $$"""
DECIDE: Final = f"""
CREATE FUNCTION hand.decide(kn int, k text, a int, pts int, d int, ru int, target text, today int)
RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    made bigint; now_month int := hand.month_of(today); m int; have bigint; old bigint; u record; n int;
    b bigint; pt record; parts int[];
BEGIN
    IF kn = {EARN} THEN
        IF d < today - {LATE_DAYS} THEN RETURN hand.refuse(k, kn, {REFUSED}, a, pts, d, ru); END IF;
        made := hand.post(k, kn, {OK}, a, pts, d, ru, NULL, NULL);
        IF made IS NULL THEN RETURN hand.first(k, kn, a, d, ru); END IF;
        INSERT INTO hand.used AS x VALUES (a, d, ru, pts) ON CONFLICT (account, day, rule) DO UPDATE
            SET points = x.points + excluded.points WHERE x.points + excluded.points <= {CAP};
        IF NOT FOUND THEN
            UPDATE hand.posting SET outcome = {CAPPED} WHERE id = made;
            RETURN {CAPPED};
        END IF;
        IF hand.credit(a, hand.month_of(d) + {MONTHS}, pts) < now_month THEN
            PERFORM hand.pass_time(NULL, a, today, now_month);
        END IF;
        RETURN {OK};
    END IF;
    SELECT balance INTO b FROM hand.account WHERE id = a FOR UPDATE;
    SELECT coalesce(sum(points) FILTER (WHERE month >= now_month), 0),
            sum(points) FILTER (WHERE month < now_month)
        INTO have, old FROM hand.lot WHERE account = a;
    IF kn = {SPEND} THEN
        IF have < pts THEN RETURN hand.refuse(k, kn, {OVERDRAW}, a, pts, d, ru); END IF;
        made := hand.post(k, kn, {OK}, a, -pts, d, ru, NULL, NULL);
        IF made IS NULL THEN RETURN hand.first(k, kn, a, d, ru); END IF;
        IF old > 0 THEN PERFORM hand.pass_time(NULL, a, today, now_month); END IF;
        parts := hand.take(a, pts, 0);
        UPDATE hand.posting SET lots = parts WHERE id = made;
    ELSIF kn = {REVERSE} THEN
        SELECT id, kind, amount, day, rule, lots INTO u FROM hand.posting p
            WHERE key = target AND outcome = {OK} AND account = a AND kind < {REVERSE}
            AND NOT EXISTS (SELECT FROM hand.posting r WHERE r.ref = p.id);
        IF NOT FOUND OR (u.kind = {EARN} AND hand.month_of(u.day) + {MONTHS} < now_month) THEN
            RETURN hand.refuse(k, kn, {REFUSED}, a, pts, d, ru);
        END IF;
        made := hand.post(k, kn, {OK}, a, -u.amount, d, ru, u.id, NULL);
        IF made IS NULL THEN RETURN hand.first(k, kn, a, d, ru); END IF;
        IF old > 0 THEN PERFORM hand.pass_time(NULL, a, today, now_month); END IF;
        IF u.kind = {EARN} THEN
            PERFORM hand.take(a, u.amount, hand.month_of(u.day) + {MONTHS});
            UPDATE hand.used SET points = points - u.amount
                WHERE account = a AND day = u.day AND rule = u.rule;
        ELSE
            FOR n IN 1 .. array_length(u.lots, 1) BY 2 LOOP
                PERFORM hand.credit(a, u.lots[n], u.lots[n + 1]);
            END LOOP;
            PERFORM hand.pass_time(NULL, a, today, now_month);
        END IF;
    ELSE
        IF old IS NULL THEN RETURN hand.refuse(k, kn, {NOOP}, a, pts, d, ru); END IF;
        PERFORM FROM hand.posting WHERE key = k;
        IF FOUND THEN RETURN hand.first(k, kn, a, d, ru); END IF;
        PERFORM hand.pass_time(k, a, today, now_month);
    END IF;
    RETURN {OK};
END $$"""
CALL: Final = "SELECT hand.decide(%s, %s, %s, %s, %s, %s, %s, %s)"


class Function:
    """A ledger on a server; a commit sends all its calls before it waits for the first answer."""

    def __init__(self, db: "psycopg.Connection[Any]") -> None:
        self.db = db
        for sql in (TABLES, MONTH_OF, POST, FIRST, REFUSE, PASS_TIME, TAKE, CREDIT, DECIDE):
            db.execute(sql.encode(), prepare=False)

    def prepared(self, batch: Batch) -> list[tuple[Any, ...]]:
        """What the calls are given."""
        return [(*intent, batch.today) for intent in batch.intents]

    def commit(self, _: Batch, prepared: list[tuple[Any, ...]]) -> list[int]:
        """Decide intents in one commit; their outcomes."""
        call = CALL.encode()
        with self.db.transaction(), self.db.pipeline():
            cursors = [self.db.execute(call, values) for values in prepared]
        return [row[0] for cursor in cursors for row in cursor.fetchall()]

    def outcomes(self, _: Batch, answers: list[int]) -> list[int]:
        """The answers as they are."""
        return answers

    def balances(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Balance and debt of the accounts that have either."""
        for account, balance in self.db.execute(b"SELECT id, balance FROM hand.account WHERE balance <> 0"):
            yield account, (max(balance, 0), max(-balance, 0))

    def postings(self) -> int:
        """Entries that move points."""
        (row,) = self.db.execute(f"SELECT count(*) FROM hand.posting WHERE outcome = {OK}".encode())
        return int(row[0])
