"""Reading a city again and comparing: what is new since the last seal, or everything."""

from contextlib import suppress

from ..codec import Undecodable
from ..delivery import Source
from ..storage import Corrupt, Unavailable
from ..text import Reason
from ._answers import Verification
from ._compare import Holders, cut, examined, unproved
from ._everything import Everything
from ._reader import Reader
from ._refolded import Journal
from ._seals import SEAL, Running, Seal, last_seal, write

__all__ = ["verify", "verify_all"]


def verify(reader: Reader) -> Verification:
    """Read the journal from the last seal on, and all of every record that it touches.

    Such a record is compared with its whole history, its index entries and its transfers.
    """
    found: list[Reason] = []
    head = reader.store.load(reader.partition, ())
    try:
        seal = last_seal(reader)
    except (Corrupt, Undecodable) as error:
        found.append(Reason("verify.record_unreadable", kind=SEAL, key="", why=error.reason))
        seal = Seal(0, b"")
    if seal.position > head.head:
        found.append(Reason("verify.cut", found=head.head, head=seal.position))
    tail = Journal(reader, found.append, position=seal.position, running=Running(seal.digest), folds=False)
    tail.read_on()
    found += cut(tail, head)
    entries, holders = 0, Holders()
    for key in tail.made:
        made, problems = examined(reader, key, holders)
        found += problems
        entries += len(made.index(reader, key)) if not made.broken else 0
        found += unproved(reader, key) if key[0] == "person" else ()
    unread = (
        Reason("verify.unread", entries=seal.position) if seal.position else Reason("verify.unread_records")
    )
    read = tail.position - seal.position
    return Verification(
        read, len(tail.made), entries, tuple(dict.fromkeys(found)), tail.position, tail.running.digest, unread
    )


def verify_all(reader: Reader, source: Source) -> Verification:
    """Read everything again and compare it; seal the journal if nothing is wrong with it."""
    work = Everything(reader)
    work.read()
    unread = None if work.commits else Reason("verify.unread_commands", store=reader.store.describe().name)
    journal, problems = work.journal, tuple(dict.fromkeys(work.problems))
    if not problems:
        _sealed(source, work)
    return Verification(
        journal.position,
        len(work.seen),
        len(work.found),
        problems,
        journal.position,
        journal.running.digest,
        unread,
    )


def _sealed(source: Source, work: Everything) -> None:
    """Seal what was read, unless a seal counts it already; on a store that cannot be written, leave it."""
    silent = work.commits.silent if work.commits else 0
    last = work.last
    if work.journal.position <= last.position and silent <= last.silent + 1:  # that seal's own commit
        return
    digest = work.commits.running.digest if work.commits else b""
    with suppress(Unavailable):
        write(source, Seal(work.journal.position, work.journal.running.digest, silent, digest))
