"""Where a file may lie: in a folder that exists, on a disk of this machine."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from ..text import Reason
from ._contract import Unavailable

__all__ = ["check_place"]

_NETWORK: Final = frozenset(
    {"afs", "beegfs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "glusterfs", "gpfs", "lustre"}
    | {"ncpfs", "nfs", "nfs4", "smb3", "smbfs", "webdav"}
)


def check_place(path: Path, mounts: str | None = None) -> None:
    """Refuse a folder, a file in one that does not exist, and, where it can be told, one on a network disk.

    Args:
        path: where the file is, or is to be made.
        mounts: what is mounted where, as in Linux's /proc/mounts; read from there unless given. Other
            operating systems do not tell, and nothing is refused.
    """
    if not path.parent.is_dir():
        raise Unavailable(Reason("storage.no_folder", folder=str(path.parent)))
    if path.is_dir():
        raise Unavailable(Reason("storage.is_folder", path=str(path)))
    if mounts is None:
        mounts = ""
        with suppress(OSError):
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    kind = file_system(mounts, str(path.parent.resolve()))
    if kind in _NETWORK:
        raise Unavailable(Reason("storage.network_file_system", path=str(path), type=kind))


def file_system(mounts: str, folder: str) -> str:
    r"""The type of file system a folder lies on, by the text of /proc/mounts; empty if that does not tell.

    >>> file_system("/dev/sda / ext4 rw 0 0\nnas:/x /srv/city\\040data nfs4 rw 0 0", "/srv/city data/db")
    'nfs4'
    """
    found = ("", "")
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split(" ")
        point = re.sub(r"\\([0-7]{3})", lambda escape: chr(int(escape[1], 8)), point).rstrip("/")
        if (folder == point or folder.startswith(point + "/")) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]
