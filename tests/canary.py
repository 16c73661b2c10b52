"""A marked person: what must be found nowhere but where it belongs, whatever form it leaked in."""

import base64
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

PHONE = "13812345678"
SPELLINGS = ("138 1234 5678", "+86 138-1234-5678", "0086 13812345678", "１３８１２３４５６７８")
KEPT = "+8613812345678"
NAME = "欧阳金丝雀"
CERTIFICATE = "HEALTH-CANARY-7731"

TEXTS = (PHONE, f"86{PHONE}", *SPELLINGS, KEPT, NAME, CERTIFICATE)
"""Bare, with the country's number, as people write it, as it is kept."""


def forms(text: str) -> Iterator[bytes]:
    """A text as it stands in a file, in JSON, in a log, or as what a careless program makes of it."""
    for spelling in (text, text.casefold(), unicodedata.normalize("NFKC", text)):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            yield spelling.encode(encoding)
        raw = spelling.encode()
        yield from (spelling.encode("unicode_escape"), base64.b64encode(raw)[:-4] or raw)
        for digest in (hashlib.sha256, hashlib.sha1, hashlib.md5):
            yield digest(raw).digest()
            yield digest(raw).hexdigest().encode()


CANARIES = tuple(dict.fromkeys(form for text in TEXTS for form in forms(text) if len(form) >= 6))

_NOTHING = bytes(512)
"""Of which a database's files have many: without them the search is several times as fast."""


def found_in(content: bytes | str) -> list[str]:
    """The canaries that stand in this; empty if all is well."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    written = raw.replace(_NOTHING, b"") if len(raw) > len(_NOTHING) else raw
    return sorted(repr(canary) for canary in CANARIES if canary in written)


def found_in_files(files: Iterable[Path]) -> list[str]:
    """The canaries that stand in these files, byte by byte, each with the file's name."""
    return [
        f"{path.name}: {canary}" for path in files if path.is_file() for canary in found_in(path.read_bytes())
    ]
