"""The register of erasures: ids of who was erased, kept apart from the database and from its backups."""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from ..ids import is_id
from ..storage import FileLock, Indeterminate, Unavailable
from ..text import Reason

__all__ = ["ErasureFile", "Erasures", "noting"]

_PATIENCE: Final = 5.0


class Erasures(Protocol):
    """Where a city remembers, outside its store, whom it erased: a restored backup has forgotten it.

    It holds ids and nothing else, and is never restored to an earlier state.
    """

    def note(self, ids: Collection[str]) -> None:
        """Remember these before they are erased; those that are there already stay once."""
        ...

    def drop(self, ids: Collection[str]) -> None:
        """Forget these: what was to erase them was surely not committed."""
        ...

    def ids(self) -> tuple[str, ...]:
        """Everybody who was erased."""
        ...


@contextmanager
def noting(erasures: Erasures | None) -> Iterator[Callable[[Collection[str]], None]]:
    """Note what every attempt is about to erase, and drop at the end what surely was not erased after all."""
    noted: dict[str, None] = {}
    last: Collection[str] = ()

    def note(ids: Collection[str]) -> None:
        nonlocal last
        last = ids
        if ids and erasures is not None:
            noted.update(dict.fromkeys(ids))
            erasures.note(ids)

    try:
        yield note
    except Indeterminate:
        raise
    except BaseException:
        last = ()
        raise
    finally:
        if erasures is not None and (wrong := noted.keys() - set(last)):
            erasures.drop(wrong)


class ErasureFile:
    """A register in a text file of its own, an id a line; processes may share it.

    Args:
        path: not in the folder that is backed up with the store, or a restore would take it back as well.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path).absolute()
        self._lock = FileLock(f"{self._path}.lock")

    def note(self, ids: Collection[str]) -> None:
        """Remember these; they are on the disk when this returns."""
        with self._held():
            text = self._read()
            known = frozenset(text.split("\n"))
            new = "".join(f"{id_}\n" for id_ in dict.fromkeys(ids) if id_ not in known)
            cut = text and not text.endswith("\n")  # by a crash: that line is nobody's id
            self._write("a", f"\n{new}" if cut and new else new)

    def drop(self, ids: Collection[str]) -> None:
        """Forget these."""
        with self._held():
            self._write("w", "".join(f"{id_}\n" for id_ in self._listed() if id_ not in ids))

    def ids(self) -> tuple[str, ...]:
        """Everybody in it."""
        with self._held():
            return self._listed()

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

    def _listed(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(is_id, self._read().split("\n"))))

    def _write(self, mode: str, text: str) -> None:
        with self._path.open(mode, encoding="ascii", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
