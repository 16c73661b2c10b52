"""Programs long enough to show what is wrong with any of the stores; a history is a part of one."""

import os
from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Any, Final

import attrs

from friendly_services.storage import EVERY_RECORD, Batch, IndexKey, Limits, Store, Unavailable
from friendly_services.testing import Lab, batch, command, put, token
from friendly_services.testing.store_contract._life import ended, forked, reading

from ._history import Ask, Break, Files, History, InLab, Look, Meanwhile, Read, Reopen, Scan, Send, Visitor

LATER: Final = 1_772_366_400_123_457
CONTACT: Final = ("contact", "c-1")
MARK: Final = b"canary-" + bytes(range(65, 91))
MOMENT: Final = 2.0
"""Seconds after which a child that has not ended is taken to hang."""
ODD: Final = (b"\0", b"a", b"B", b"a\0", b"aa", b"ab", b"\x80", b"\xff")


def limits(store: Any) -> bool:
    """Whether a store takes what the contract asks for."""
    mine = store.describe().limits
    return all(getattr(mine, field.name) >= field.default for field in attrs.fields(Limits))


def two(once: str, *puts: Any) -> Batch:
    """A batch of two commands."""
    return Batch("banan", (command(f"{once}-a", result=b"one"), command(f"{once}-b")), puts)


BOTH: Final = attrs.evolve(put("m-3"), events=((0, b"1a "), (1, b"2a")))
MANY: Final = frozenset(IndexKey("area", b"%d" % n) for n in range(50))

COMMON: Final[History] = (
    Send(batch("1", put("m-1", index={"area": b"A"}, unique={"licence": b"L1"}), result=b"done")),
    Look(("m-1",), (token("1"),)),
    Send(batch("1", put("m-1", index={"area": b"A"}, unique={"licence": b"L1"}), result=b"done")),
    Send(batch("1", digest="another")),
    Send(batch("2", put("m-1"))),
    Send(batch("3", put("m-2", 3), put("m-1", 5), expect={("merchant", "m-9"): 2})),
    Send(batch("4", put("m-8"), expect={("merchant", "m-1"): 0})),
    Send(batch("5", put("m-8", events=(b"x", b"y")), expect={("merchant", "m-1"): 7})),
    Look(("m-8", "M-1")),
    Send(batch("6", put("m-1", 1, b"", index={"area": b"B"}), expect={("merchant", "m-1"): 1})),
    Look(("m-1",)),
    Scan(),
    Send(batch("7", put("m-2", body=b"a\0\xff", events=(b"e ", b"f")))),
    Look(("m-2",)),
    Send(batch("8", put("m-2", 2, b"again", index={"area": b"C"}, rewrite=True), now=LATER + 5_000_000)),
    Look(("m-2",)),
    Scan(),
    Send(batch("9", result=b"no")),
    Send(batch("9", put("m-9"), result=b"yes")),
    Send(two("10", BOTH, put("m-4", events=(b"1b",)), put("m-0"))),
    Look((), (token("10-a"), token("10-b"))),
    Send(Batch("banan", (command("10-a", result=b"one"), command("new")))),
    Read(),
    Read(1, 2),
    Read(0, 2, key=("merchant", "m-2")),
    Read(0, 9, key=("merchant", "m-1")),
    Read(0, 99, upto=LATER),
    Send(batch("11", put("m-5"), now=LATER - 3_600_000_000)),
    Read(kind="merchant"),
    Look(),
    Send(batch("12", put("m-6", unique={"licence": b"L1"}), put("m-7", unique={"licence": b"L2"}))),
    Send(batch("13", put("m-10", unique={"licence": b"L1"}))),
    Send(batch("14", put("m-7", 1, unique={"licence": b"L1"}), put("m-6", 1, unique={"licence": b"L2"}))),
    Scan("licence"),
    Send(batch("15", put("m-6", 2, None))),
    Send(batch("16", put("m-11", unique={"licence": b"L2"}))),
    Scan("licence"),
    Look(("m-6",)),
    Send(batch("17", put("m-6"))),
    Scan(EVERY_RECORD, limit=3),
    Scan(EVERY_RECORD),
    Look(("m-1",), handle=1),
    Send(batch("18", put("m-12"), partition="yubei")),
    Send(batch("1", put("m-13", unique={"licence": b"L1"}), partition="yubei")),
    Look(("m-13",), (token("1"), token("2")), "yubei"),
    Ask("list partitions", lambda store: store.partitions("", 9)),
)

ODDITIES: Final[History] = (
    Send(batch("1", *(put(f"m-{n}", index={"area": key}) for n, key in enumerate(ODD)))),
    Scan(),
    Scan(reverse=True),
    Scan(lo=b"a", hi=b"aa"),
    Scan(limit=3),
    Scan(limit=3, reverse=True),
    Send(batch("2", *(put(f"n-{n}", index={"area": b"aa"}) for n in range(4)))),
    Scan(limit=2),
    Scan(limit=2, between=batch("3", put("p-1", index={"area": b"\0"}))),
    Send(batch("4", put("q-1", index={"area": b"Q"}))),
    Send(batch("5", put("q-1", 1, index={"area": b"R"}))),
    Send(batch("6", put("q-1", 2, None))),
    Scan(),
    Ask(
        "scan behind a cursor of no page",
        lambda store: store.scan("banan", "area", b"", None, 9, after=b"\xff"),
    ),
    Send(
        Batch("banan", (attrs.evolve(command("7"), by="Zo\u00eb Zoe\u0308", pack=2**53 + 1),), (put("s-1"),))
    ),
    Look((), (token("7"),)),
    Look(("S-1",)),
    Ask("compare the limits with the contract's", limits),
    Send(batch("8", attrs.evolve(put("t-1"), index=MANY))),
    Send(batch("9", put("t-2", body=bytes(1 << 21)))),
    Send(batch("10", put("Not an id"))),
    Send(batch("11", put(CONTACT, private=True, index={"phone": b"#"}))),
    Send(batch("12", put(CONTACT, 1))),
    Send(batch("13", put(CONTACT, 1, b"", private=True))),
    Look((CONTACT,)),
    Send(batch("14", put(CONTACT, 2, None, private=True))),
    Look((CONTACT,)),
    Read(),
)

ERASED: Final[History] = (
    Send(batch("1", put(CONTACT, body=9 * MARK, private=True))),
    Send(batch("2", put(CONTACT, 1, b"other", index={"phone": MARK + b"#"}, private=True))),
    Send(batch("3", put(CONTACT, 2, None, private=True))),
    Look((CONTACT,)),
    Files(MARK),
)

ANEW: Final[History] = (
    Send(batch("1", put("m-1", unique={"licence": b"L1"}), now=LATER + 9)),
    Send(batch("2", put("m-2"))),
    Send(batch("3", put("m-2", 1, None))),
    Reopen(),
    Look(("m-1", "m-2"), (token("1"), token("3"))),
    Send(batch("1", put("m-1", unique={"licence": b"L1"}), now=LATER + 9)),
    Send(batch("4", put("m-3", unique={"licence": b"L1"}))),
    Send(batch("5", put("m-2"))),
    Send(batch("6", put("m-4"))),
    Read(),
    Send(batch("7", put("m-5", index={"area": b"A"}))),
    Reopen(),
    Send(batch("8", put("m-5", 1, index={"area": b"B"}))),
    Scan(),
)

CLOSED: Final[History] = (
    Send(batch("1", put("m-1"))),
    Ask("close", lambda store: store.close()),
    Look(("m-1",)),
)


def commit_while_held(lab: Lab) -> Any:
    """What a commit with a short deadline is answered while somebody keeps the lock."""
    assert lab.hold is not None
    waiter = Visitor(Send(batch("1", put("m-1")), patience=0.01), lab.open())
    with lab.hold():
        waiter.visit()
        told = waiter.answers[0][0] if waiter.answers else "still waiting"
    waiter.answer()
    return told


def open_newer(lab: Lab) -> Any:
    """What becomes of opening data of a later version."""
    assert lab.make_newer is not None
    lab.make_newer()
    try:
        lab.open().close()
    except Unavailable as error:
        return error.code
    return "opened"


def files_left(lab: Lab) -> bool:
    """Whether opening and closing leaves a file open."""
    before = len(os.listdir("/dev/fd"))
    lab.open().close()
    return len(os.listdir("/dev/fd")) > before


def child_of_a_fork(lab: Lab) -> int:
    """How a child ended that was forked while a thread reads, and reads too; below 0 if it hung."""
    store = lab.open()
    with reading(store):
        statuses = [ended(forked(partial(read_all, store)), MOMENT) for _ in range(5)]
    store.close()
    return min(statuses)


def read_all(store: Store) -> None:
    """A look at all records."""
    store.scan("banan", EVERY_RECORD, b"", None, 9)


FORKED: Final[History] = (InLab("fork while a thread scans, scan in the child", child_of_a_fork, 0),)
HELD: Final[History] = (
    InLab("commit with a short deadline while the lock is held", commit_while_held, "storage.unavailable"),
)
OPENED: Final[History] = (InLab("open data of a later version", open_newer, "storage.unavailable"),)
LEFT: Final[History] = (InLab("open, close, count open files", files_left, False),)
FULL: Final[History] = (
    Break(batch("1", put("m-1", body=bytes(2_000))), 0, False),
    Look(("m-1",)),
)


def crossing(call: int) -> Iterator[tuple[str, History]]:
    """Programs in which two come at once, the second before this call of the first."""
    made = Send(batch("0", put("m-1", index={"area": b"A"}, body=b"A"), put("m-2"))), Look(("m-1", "m-2"))
    after = Look(("m-1", "m-2", "m-3", "m-4")), Scan(), Read()

    def one(once: str, *puts: Any, **how: Any) -> Send:
        return Send(batch(once, *puts, **how))

    m_1, m_2 = ("merchant", "m-1"), ("merchant", "m-2")
    absent = [{("merchant", "m-4"): 0}, {("merchant", "m-3"): 0}]
    moves = one("1", put("m-1", 1, b"B", index={"area": b"B"}), put("m-2", 1))
    pairs: dict[str, tuple[Any, Any]] = {
        "two change one record": (one("1", put("m-1", 1)), one("2", put("m-1", 1, b"2"))),
        "two leave a panel": (
            one("1", put("m-1", 1), expect={m_2: 1}),
            one("2", put("m-2", 1), expect={m_1: 1}),
        ),
        "two come if alone": (one("1", put("m-3"), expect=absent[0]), one("2", put("m-4"), expect=absent[1])),
        "two claim one entry": (
            one("1", put("m-3", unique={"no": b"1"})),
            one("2", put("m-4", unique={"no": b"1"})),
        ),
        "one command twice": (one("1", put("m-3")), one("1", put("m-3"))),
        "two clocks": (one("1", put("m-3"), now=LATER), one("2", put("m-4"), now=LATER + 9_000)),
        "a reader of records": (moves, Look(("m-1", "m-2"))),
        "a reader of an index": (moves, Scan()),
        "a reader of the journal": (moves, Read()),
        "a writer while records are read": (Look(("m-1", "m-2")), moves),
        "a writer while an index is read": (Scan(), moves),
        "two at once": (one("1", put("m-3")), one("2", put("m-4"))),
    }
    for name, (outer, inner) in pairs.items():
        yield f"{name} ({call})", (*made, Meanwhile(outer, call, inner), *after)
    tail = Meanwhile(one("1", put("m-3")), call, one("2", put("m-4"))), Read(), Read(2)
    yield f"two at once, followed ({call})", (*made, *tail)


def breaking(call: int, done: bool) -> tuple[str, History]:
    """A program in which this call of a commit fails or loses its answer."""
    sent = batch(
        "2",
        put("m-1", 1, b"new", index={"area": b"B"}),
        put("m-2"),
        put(CONTACT, 1, MARK, private=True),
    )
    made = Send(batch("1", put("m-1"), put(CONTACT, body=b"old", private=True)))
    gone = batch("3", put(CONTACT, 2, None, private=True))
    return f"{'a lost answer' if done else 'a failure'} ({call})", (
        made,
        Break(sent, call, done),
        Look(("m-1", "m-2", CONTACT), (token("2"),)),
        Scan(),
        Read(),
        Send(sent),
        Look(("m-1", "m-2", CONTACT), (token("2"),)),
        Break(gone, call, done),
        Send(gone),
        Files(MARK),
    )


def programs() -> dict[str, History]:
    """All of them."""
    found = {"common use": COMMON, "oddities": ODDITIES, "erased": ERASED, "opened anew": ANEW}
    found |= {"closed": CLOSED, "a lock held": HELD, "a later version": OPENED, "open files": LEFT}
    found |= {"a full disk": FULL, "a reader forked": FORKED}
    for call in (1, 2, 3):
        found |= dict(crossing(call))
    found |= dict(breaking(call, done) for call, done in product((1, 2, 3, 4), (False, True)))
    return found


PROGRAMS: Final = programs()
