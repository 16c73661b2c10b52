"""Identities: how they are derived, and the types that keep them apart.

An id is derived from the command that makes it (partition, token, ordinal), so that a retry of the command
makes the same id and an id says nothing about a person.
"""

import base64
import hashlib
import re
from typing import Final, NewType

from .errors import Invalid

__all__ = [
    "AccountId",
    "CaseId",
    "Key",
    "MerchantId",
    "RedemptionId",
    "RewardId",
    "StationId",
    "WorkerId",
    "derive",
    "is_id",
]

Key = tuple[str, str]
"""What a record is found by: (kind, id)."""

MerchantId = NewType("MerchantId", str)
StationId = NewType("StationId", str)
WorkerId = NewType("WorkerId", str)
"""The host's own opaque reference to a worker: never a phone number, never a name."""
AccountId = NewType("AccountId", str)
CaseId = NewType("CaseId", str)
RewardId = NewType("RewardId", str)
RedemptionId = NewType("RedemptionId", str)

_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
_LENGTH: Final = 26
"""Base32 characters kept: 130 bits, so that two commands of one city never meet."""


def derive(kind: str, partition: str, token: bytes, n: int = 0) -> str:
    """The id of the `n`-th record of `kind` that the command with this token makes.

    >>> derive("merchant", "banan", b"form-17")
    'merchant-wp23j6t3z36kbp4czddfrf6x4u'
    """
    text = b"\0".join((kind.encode(), partition.encode(), n.to_bytes(4, "big"), token))
    return f"{kind}-{base64.b32encode(hashlib.sha256(text).digest()).decode().lower()[:_LENGTH]}"


def is_id(text: object) -> bool:
    """Whether a store takes this as an id: 1 to 64 of `A-Z a-z 0-9 . _ : -`.

    >>> is_id("rider-7"), is_id("骑手7"), is_id("")
    (True, False, False)
    """
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def check_id(field: str, text: object) -> None:
    """Refuse what no store takes as an id."""
    if not is_id(text):
        raise Invalid.at(field, "id.malformed", value=text)
