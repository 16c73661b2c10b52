"""The register of erasures: ids of who was erased, kept apart from the database and from its backups."""

import logging
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from ..errors import FriendlyServicesError
from ..ids import is_id
from ..storage import FileLock, Indeterminate, Unavailable
from ..text import Reason

__all__ = ["ErasureFile", "Erasures", "noting"]

_LOG: Final = logging.getLogger(__name__)
_PATIENCE: Final = 5.0
_DROPPED: Final = " -"
"""What a line ends with that takes one note back: cut short, it is one note more and never one less."""


class Erasures(Protocol):
    """Where a city remembers, outside its store, whom it erased: a restored backup has forgotten it.

    It holds ids and nothing else, and is never restored to an earlier state.
    """

    def note(self, ids: Collection[str]) -> None:
        """Remember these once more each, before they are erased."""
        ...

    def drop(self, ids: Collection[str]) -> None:
        """Take one note of each back: what was to erase them was surely not committed.

        The notes of others stay: who was erased once, or is being erased by another process, is still here.
        """
        ...

    def ids(self) -> tuple[str, ...]:
        """Everybody of whom a note is left, once."""
        ...


@contextmanager
def noting(erasures: Erasures | None) -> Iterator[Callable[[Collection[str]], None]]:
    """Note what every attempt is about to erase, and take back at the end what surely was not erased.

    Where nobody can tell, the note stays: an interrupt may come after the commit. So it does where it cannot
    be taken back, which is logged and raised to nobody: what was committed is committed.
    """
    noted: set[str] = set()
    last: Collection[str] = ()

    def note(ids: Collection[str]) -> None:
        nonlocal last
        last = ids
        new = sorted(set(ids) - noted)
        if new and erasures is not None:
            erasures.note(new)
            noted.update(new)

    try:
        yield note
    except FriendlyServicesError as error:
        if not isinstance(error, Indeterminate):
            last = ()
        raise
    finally:
        wrong = sorted(noted.difference(last))
        if erasures is not None and wrong:
            try:
                erasures.drop(wrong)
            except Exception as error:  # of the host's own register, perhaps
                _LOG.warning("%s", Reason("city.note_left", persons=tuple(wrong), why=repr(error)))


class ErasureFile:
    """A register in a text file of its own, an id a line, which only grows; processes may share it.

    Args:
        path: not in the folder that is backed up with the store, or a restore would take it back as well.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path).absolute()
        self._lock = FileLock(f"{self._path}.lock")

    def note(self, ids: Collection[str]) -> None:
        """Remember these; they are on the disk when this returns."""
        self._add(ids)

    def drop(self, ids: Collection[str]) -> None:
        """Take one note of each back; nothing in the file is changed, so no crash can lose another's."""
        self._add(f"{id_}{_DROPPED}" for id_ in ids)

    def ids(self) -> tuple[str, ...]:
        """Everybody in it."""
        notes: Counter[str] = Counter()
        with self._held():
            lines = self._read().split("\n")
        for line in lines:
            notes[line.removesuffix(_DROPPED)] += -1 if line.endswith(_DROPPED) else 1
        return tuple(id_ for id_, count in notes.items() if count > 0 and is_id(id_))

    def close(self) -> None:
        """Let go of the lock's file."""
        self._lock.close()

    @contextmanager
    def _held(self) -> Iterator[None]:
        try:
            with self._lock.held(_PATIENCE):
                yield
        except OSError as error:
            raise Unavailable(Reason("storage.system", message=str(error))) from error

    def _read(self) -> str:
        return self._path.read_text(encoding="ascii") if self._path.exists() else ""

    def _add(self, lines: Iterable[str]) -> None:
        with self._held():
            text = self._read()
            cut = "\n" if text and not text.endswith("\n") else ""  # by a crash: that line is nobody's id
            with self._path.open("a", encoding="ascii", newline="\n") as file:
                file.write(cut + "".join(f"{line}\n" for line in lines))
                file.flush()
                os.fsync(file.fileno())
