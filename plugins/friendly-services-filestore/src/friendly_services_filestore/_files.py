"""Files whose content is on the disk once the call returns."""

import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ["append", "make", "replace"]


def make(path: Path, mode: int) -> None:
    """Make an empty file, unless it is there."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, mode))
        _sync_folder(path.parent)


def append(path: Path, lines: Iterable[bytes]) -> None:
    """Add lines at the end."""
    with path.open("ab") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, lines: Iterable[bytes], mode: int) -> None:
    """Put a file with these lines in the place of what was there, in one step."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    make(new, mode)
    append(new, lines)
    new.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Have a new name on the disk too; Windows does so by itself, and opens no folder."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
