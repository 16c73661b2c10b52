"""Identities: how they are derived, and the types that keep them apart.

An id is derived from the command that makes it (partition, token, ordinal), so that a retry of the command
makes the same id and an id says nothing about a person.
"""

import hashlib
import re
import unicodedata
from itertools import product
from operator import mul
from typing import Final, NewType

from .errors import Invalid

__all__ = [
    "AccountId",
    "CaseId",
    "CreditCode",
    "FunderId",
    "Key",
    "MerchantId",
    "NominationId",
    "PersonId",
    "ProposalId",
    "RedemptionId",
    "RewardId",
    "SpotId",
    "StationId",
    "TargetId",
    "TransitId",
    "WorkerId",
    "check_id",
    "credit_code",
    "derive",
    "is_id",
]

Key = tuple[str, str]
"""What a record is found by: (kind, id)."""

MerchantId = NewType("MerchantId", str)
StationId = NewType("StationId", str)
WorkerId = NewType("WorkerId", str)
"""The host's own opaque reference to a worker: never a phone number, never a name."""
PersonId = NewType("PersonId", str)
"""A person's record, by an id that was drawn: it says nothing of who that is."""
TargetId = NewType("TargetId", str)
AccountId = NewType("AccountId", str)
CaseId = NewType("CaseId", str)
NominationId = NewType("NominationId", str)
ProposalId = NewType("ProposalId", str)
RewardId = NewType("RewardId", str)
RedemptionId = NewType("RedemptionId", str)
TransitId = NewType("TransitId", str)
"""Points on their way between two cities: the same id in both."""
SpotId = NewType("SpotId", str)
"""A piece of ground, some hundred metres wide."""
FunderId = NewType("FunderId", str)
"""The code of a funder in the pack."""
CreditCode = NewType("CreditCode", str)
"""A unified social credit code whose check character is right: what `credit_code` gives."""

_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
_PAIRS: Final = tuple(map("".join, product("abcdefghijklmnopqrstuvwxyz234567", repeat=2)))
"""Ten bits in base32 (RFC 4648), small letters."""
_SHIFTS: Final = range(126, 0, -10)
"""Where they lie in 17 bytes: 26 characters, 130 bits, so that two commands of one city never meet."""


def derive(kind: str, partition: str, token: bytes, n: int = 0) -> str:
    """The id of the `n`-th record of `kind` that the command with this token makes.

    >>> derive("merchant", "banan", b"form-17")
    'merchant-wp23j6t3z36kbp4czddfrf6x4u'
    """
    text = b"\0".join((kind.encode(), partition.encode(), n.to_bytes(4, "big"), token))
    bits = int.from_bytes(hashlib.sha256(text).digest()[:17], "big")
    return f"{kind}-{''.join([_PAIRS[bits >> shift & 1023] for shift in _SHIFTS])}"


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


_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015, table 1: no I, O, S, V, Z, which a hand confuses with 1, 0, 5, U, 2."""
_CREDIT_VALUES: Final = {character: value for value, character in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))
_MISTAKEN: Final = str.maketrans("IOSVZ", "105U2")


def credit_code(text: str, field: str = "credit_code") -> CreditCode:
    """The unified social credit code (统一社会信用代码, GB 32100-2015) as it is printed on licences.

    Full-width characters and lower case are taken; a letter that the code does not have is refused with what
    it was probably meant to be, never mended.

    >>> credit_code("91350100m000100y43")
    '91350100M000100Y43'
    >>> credit_code("91350100M000100Y44")
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: credit_code: '91350100M000100Y44' ends in a wrong check character: ...
    """
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if len(code) != len(_CREDIT_WEIGHTS) + 1:
        raise Invalid.at(field, "credit_code.length", value=text, length=len(code))
    strange = sorted(set(code).difference(_CREDIT_VALUES))
    if strange:
        meant = code.translate(_MISTAKEN)
        if set(meant) <= _CREDIT_VALUES.keys() and _check_character(meant) == meant[-1]:
            raise Invalid.at(field, "credit_code.mistaken", value=text, meant=meant)
        raise Invalid.at(field, "credit_code.characters", value=text, characters=" ".join(strange))
    if _check_character(code) != code[-1]:
        raise Invalid.at(field, "credit_code.check", value=text)
    return CreditCode(code)


def _check_character(code: str) -> str:
    total = sum(map(mul, _CREDIT_WEIGHTS, map(_CREDIT_VALUES.__getitem__, code)))
    return _CREDIT_ALPHABET[-total % len(_CREDIT_ALPHABET)]
