"""`verify` finds what somebody changed behind the city's back, and says which kind of fault it is."""
# ruff: noqa: S608 # statements are put together from names of this file; every value is a parameter

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from friendly_services import points
from friendly_services.city import City, Redeem, Verification
from friendly_services.codec import event_codec
from friendly_services.ids import RedemptionId
from friendly_services.storage import Checksums
from friendly_services.testing import StandingClock
from friendly_services.text import LANGUAGES, say
from tests.city.town import (
    CLERK,
    KEEPER,
    MONDAY,
    RIDER,
    applied,
    at_decision,
    paid,
    shown,
    small,
    station,
    voucher,
)

Tamper = Callable[[sqlite3.Connection], object]


@pytest.fixture(name="sound", scope="module")
def a_sound_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city on a file with merchants, a station, points and a redemption; closed."""
    path = tmp_path_factory.mktemp("verify") / "sound.db"
    clock = StandingClock(MONDAY)
    with small(clock, f"sqlite:///{path}") as city:
        shown(city, clock, 1)
        at_decision(city, 2)
        applied(city, 3)
        host = station(city)
        worker, reward = paid(city, times=2), voucher(city, host)
        redemption = RedemptionId(city.do(Redeem(worker, reward, host), by=RIDER).id)
        city.do(points.Collect(redemption, worker, reward), by=KEEPER)
        city.do(points.Deduct(worker, "bad_faith", "decision 9"), by=CLERK)
        assert city.verify(full=True).clean
    return path


@pytest.fixture(name="file")
def the_file(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copy(sound, tmp_path / "small.db"))


def verified(file: Path, tamper: Tamper) -> Verification:
    """What `verify` says once somebody has changed the file."""
    with closing(sqlite3.connect(file)) as db:
        tamper(db)
        db.commit()
    with City.open(f"sqlite:///{file}", city="small", clock=StandingClock(MONDAY)) as city:
        return city.verify(full=True)


def codes(verification: Verification) -> list[str]:
    """The kinds of problems, in order."""
    return [problem.code for problem in verification.problems]


def one(db: sqlite3.Connection, sql: str) -> int:
    """A number."""
    (found,) = db.execute(sql).fetchone()
    return int(found)


CHECKSUMS = Checksums("small")
MERCHANT = "SELECT id FROM record WHERE kind = 'merchant' ORDER BY id LIMIT 1"
ACCOUNT = "SELECT id FROM record WHERE kind = 'account'"


def swap(db: sqlite3.Connection, table: str, column: str, id_: int, old: bytes, new: bytes) -> None:
    """Change bytes in one place."""
    (body,) = db.execute(f"SELECT {column} FROM {table} WHERE id = ?", (id_,)).fetchone()
    assert old in body
    assert len(old) == len(new)
    db.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (body.replace(old, new), id_))


def body_changed(db: sqlite3.Connection) -> None:
    """A name in a record."""
    swap(db, "record", "body", one(db, MERCHANT), b"Shop 1", b"Shop X")


def body_unreadable(db: sqlite3.Connection) -> None:
    """A record cut in half."""
    db.execute("UPDATE record SET body = substr(body, 1, 20) WHERE id = ?", (one(db, MERCHANT),))


def version_changed(db: sqlite3.Connection) -> None:
    """A record that says it is newer."""
    db.execute("UPDATE record SET version = version + 1 WHERE id = ?", (one(db, MERCHANT),))


def record_gone(db: sqlite3.Connection) -> None:
    """A record that lost its body, at an earlier version."""
    db.execute("UPDATE record SET body = NULL, version = version - 1 WHERE id = ?", (one(db, MERCHANT),))


def record_added(db: sqlite3.Connection) -> None:
    """A record that somebody wrote by hand."""
    columns = "version, last, at, private, body, keys"
    db.execute(
        f"INSERT INTO record (partition, kind, name, {columns}) "
        f"SELECT partition, kind, 'merchant-by-hand', {columns} FROM record WHERE id = ?",
        (one(db, MERCHANT),),
    )


def event_changed(db: sqlite3.Connection) -> None:
    """A name in the journal."""
    first = one(db, f"SELECT min(id) FROM entry WHERE record = ({MERCHANT})")
    swap(db, "entry", "event", first, b"Shop 1", b"Shop X")


def event_unreadable(db: sqlite3.Connection) -> None:
    """An event of a number that no release has written."""
    last = one(db, "SELECT max(e.id) FROM entry e JOIN record r ON r.id = e.record WHERE r.kind = 'reward'")
    db.execute("UPDATE entry SET event = x'91cc80' WHERE id = ?", (last,))


def gap(db: sqlite3.Connection) -> None:
    """An entry cut out of the middle."""
    second = f"SELECT id FROM entry WHERE record = ({MERCHANT}) ORDER BY id LIMIT 1 OFFSET 1"
    db.execute("DELETE FROM entry WHERE id = ?", (one(db, second),))


def beginning_gone(db: sqlite3.Connection) -> None:
    """A record's first entry cut out, so that the others follow nothing."""
    first = one(db, f"SELECT min(id) FROM entry WHERE record = ({MERCHANT})")
    db.execute("DELETE FROM entry WHERE id = ?", (first,))


def end_gone(db: sqlite3.Connection) -> None:
    """The last entries cut off."""
    db.execute("DELETE FROM entry WHERE id = (SELECT max(id) FROM entry)")


def kind_unknown(db: sqlite3.Connection) -> None:
    """A record of a kind that no capability has."""
    db.execute("UPDATE record SET kind = 'unicorn' WHERE kind = 'application'")


def index_missing(db: sqlite3.Connection) -> None:
    """A merchant that no map shows any more."""
    db.execute(
        "DELETE FROM key WHERE word = (SELECT id FROM word WHERE text = 'map.2') AND kind = 'merchant'"
    )


def index_stale(db: sqlite3.Connection) -> None:
    """A merchant found under a name it does not have."""
    db.execute(
        "INSERT INTO key SELECT partition, word, x'00', kind, name, 0, record FROM key "
        "WHERE word = (SELECT id FROM word WHERE text = 'merchant.by_name.1') LIMIT 1"
    )


def body_rewritten(db: sqlite3.Connection) -> None:
    """A name in a record, changed by somebody who knows how bodies are checked."""
    sql = "SELECT kind, name, version, body FROM record WHERE id = ?"
    kind, id_, version, body = db.execute(sql, (one(db, MERCHANT),)).fetchone()
    content = body[:-8].replace(b"Shop 1", b"Shop X")
    rewritten = CHECKSUMS.body((kind, id_), version, content)
    db.execute("UPDATE record SET body = ? WHERE kind = ? AND name = ?", (rewritten, kind, id_))


def rewrite_event(db: sqlite3.Connection, position: int, content: bytes) -> None:
    """Another event in the place of one, with its checksum."""
    sql = """SELECT r.kind, r.name, e.version, c.token FROM entry e
        JOIN record r ON r.id = e.record JOIN command c ON c.id = e.command WHERE e.id = ?"""
    kind, id_, version, token = db.execute(sql, (position,)).fetchone()
    rewritten = CHECKSUMS.event((kind, id_), version, token, content)
    db.execute("UPDATE entry SET event = ? WHERE id = ?", (rewritten, position))


def event_rewritten(db: sqlite3.Connection) -> None:
    """A name in the journal, changed by somebody who knows how events are checked."""
    first = one(db, f"SELECT min(id) FROM entry WHERE record = ({MERCHANT})")
    (event,) = db.execute("SELECT event FROM entry WHERE id = ?", (first,)).fetchone()
    rewrite_event(db, first, event[:-8].replace(b"Shop 1", b"Shop X"))


def imbalance(db: sqlite3.Connection) -> None:
    """A redemption that spent a point more than was set aside for it: no record shows that."""
    codec = event_codec("account", points.CAPABILITY.kinds[0].events)
    for id_, event in db.execute(f"SELECT id, event FROM entry WHERE record = ({ACCOUNT})").fetchall():
        spent = codec.decode(event[:-8])
        if isinstance(spent, points.Spent):
            rewrite_event(db, id_, codec.encode(attrs.evolve(spent, points=spent.points + 1)))


@pytest.mark.parametrize(
    ("tamper", "wanted"),
    [
        (body_changed, ["verify.record_unreadable"]),
        (body_unreadable, ["verify.record_unreadable"]),
        (body_rewritten, ["verify.drift"]),
        (event_changed, ["verify.unreadable"]),
        (version_changed, ["verify.record_unreadable"]),
        (record_gone, ["verify.record_missing", "verify.index_stale"]),
        (record_added, ["verify.record_unfounded"]),
        (event_unreadable, ["verify.unreadable"]),
        (index_missing, ["verify.index_missing"]),
        (index_stale, ["verify.index_stale"]),
        (imbalance, ["verify.imbalance"]),
    ],
)
def test_each_fault_is_told_apart(file: Path, tamper: Tamper, wanted: list[str]) -> None:
    """Corruption, drift, stale indexes and imbalance have words of their own."""
    assert {code for code in codes(verified(file, tamper)) if code != "verify.seal"} == set(wanted)


def test_a_rewritten_event_leaves_a_record_that_is_not_its_fold(file: Path) -> None:
    """Whether the record or the event was rewritten cannot be told: the journal wins, the record drifts."""
    found = codes(verified(file, event_rewritten))
    assert found[0] == "verify.seal"
    assert set(found[1:]) == {"verify.drift", "verify.index_missing", "verify.index_stale"}


def test_a_lost_beginning_is_corruption_and_nothing_else_is_said(file: Path) -> None:
    """What the events after it would make is not known, so the record is not called adrift."""
    found = codes(verified(file, beginning_gone))
    assert found[0] == "verify.gap"
    assert set(found[1:]) == {"verify.unfounded", "verify.receipt"}


def test_a_gap_is_corruption_of_the_journal_of_its_commit_and_of_the_record(file: Path) -> None:
    """The seal says nothing more of a journal that is damaged anyway."""
    found = codes(verified(file, gap))
    assert found[0] == "verify.gap"
    assert set(found) == {"verify.gap", "verify.receipt", "verify.step_lost", "verify.history"}


def test_a_lost_end_is_corruption(file: Path) -> None:
    """The partition's head remembers how far the journal went."""
    assert "verify.cut" in codes(verified(file, end_gone))


def test_a_head_that_went_back_is_corruption(file: Path) -> None:
    """The journal is read to its end all the same, and no further."""

    def back(db: sqlite3.Connection) -> None:
        db.execute("UPDATE partition SET head = head - 1")

    assert "verify.beyond" in codes(verified(file, back))


def test_an_unknown_kind_is_corruption(file: Path) -> None:
    """Entries of records that no capability knows are told one by one."""
    assert set(codes(verified(file, kind_unknown))) == {"verify.unknown_kind"}


def test_what_is_sound_is_counted(file: Path) -> None:
    """A clean city says how much was read; the same again after nothing happened."""
    before = verified(file, lambda _: None)
    assert before.clean
    assert before.problems == ()
    assert min(before.entries, before.records, before.index_entries) > 10
    assert verified(file, lambda _: None) == before


def every_problem(file: Path) -> Iterator[str]:
    """One problem of each kind, in both languages."""
    for tamper in (imbalance, record_gone, index_missing, index_stale, beginning_gone, end_gone):
        for problem in verified(file, tamper).problems:
            yield from (say(problem, language) for language in LANGUAGES)


def test_every_problem_has_words(file: Path) -> None:
    """A person who is called at night reads which record it is."""
    told = list(every_problem(file))
    assert len(told) > 10
    assert not any("{" in sentence for sentence in told)


def test_a_person_is_not_kept_from_the_rest(file: Path) -> None:
    """Several faults are all told at once."""

    def several(db: sqlite3.Connection) -> None:
        index_missing(db)
        index_stale(db)
        version_changed(db)
        event_unreadable(db)

    found = set(codes(verified(file, several)))
    assert found == {"verify.unreadable", "verify.record_unreadable", "verify.index_missing"}
