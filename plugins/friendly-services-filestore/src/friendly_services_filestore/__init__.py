"""A store on one append-only text file, offered to friendly-services under `file:`."""

from collections.abc import Callable
from pathlib import Path

from friendly_services.errors import Invalid
from friendly_services.hookspecs import StoreOpener, hookimpl
from friendly_services.storage import Store

from ._store import FileStore

__all__ = ["FileStore", "open_file_store", "register_stores"]


@hookimpl
def register_stores(register: Callable[[StoreOpener], None]) -> None:
    """Offer this store under `file:`."""
    register(StoreOpener("file", open_file_store, protocol=1))


def open_file_store(url: str) -> Store:
    """Open `file:path/from/here` or `file:///path/from/the/root`.

    >>> open_file_store("file://elsewhere/x")
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: url: 'file://elsewhere/x' cannot be read: write it like file:///srv/city.journal
    """
    path = url.removeprefix("file:")
    if path.startswith("//"):
        path = path.removeprefix("//") if path.startswith("///") else ""
    if not path:
        raise Invalid.at("url", "plugins.url", url=url, example="file:///srv/city.journal")
    return FileStore(Path(path))
