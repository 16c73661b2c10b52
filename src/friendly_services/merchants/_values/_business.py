"""What a merchant states of itself: licence, premises, photographs, numbers in other systems."""

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

import attrs

from ...errors import Invalid
from ...ids import credit_code
from ...names import check_name, folded
from ...places import Point

__all__ = ["Licence", "Photo", "Premises", "Ref", "Source", "check_photos"]

Source = Literal["self", "recruited", "nominated"]
"""What an application goes back to: nobody but the shop, the office's letter (倡议书), or a nomination."""

_REGISTRATION_NUMBER: Final = re.compile(r"[0-9]{15}", re.ASCII)
"""What old stalls still carry instead of a credit code."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


@attrs.frozen
class Photo:
    """A photograph: what proves which file it is. The file itself stays with the host.

    >>> Photo("9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08", date(2026, 3, 4)).digest[:8]
    '9f86d081'
    """

    digest: str = attrs.field()
    """SHA-256 of the file: 64 hexadecimal digits."""
    taken_on: date
    """The day on which it was taken."""
    point: Point | None = None
    """Where, if the camera says."""

    @digest.validator
    def _check_digest(self, _: object, value: object) -> None:
        if not isinstance(value, str) or not _DIGEST.fullmatch(value.lower()):
            raise Invalid.at("digest", "merchants.digest", value=value)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "digest", self.digest.lower())


def check_photos(photos: Iterable[Photo], today: date) -> None:
    """Refuse, by field, a photograph of a day to come."""
    for i, photo in enumerate(photos):
        if photo.taken_on > today:
            raise Invalid.at(f"photos.{i}.taken_on", "merchants.not_taken", value=photo.taken_on, today=today)


@attrs.frozen
class Licence:
    """The licence a merchant trades under.

    >>> Licence("92500113ma00000018").number
    '92500113MA00000018'
    """

    number: str = attrs.field()
    """As printed; a credit code is checked by its last character."""
    kind: Literal["credit_code", "registration", "other"] = "credit_code"
    """A unified social credit code, an old 15-digit registration number, or another authority's number."""

    @number.validator
    def _check_number(self, _: object, value: str) -> None:
        check_name("number", value, longest=64)

    def __attrs_post_init__(self) -> None:
        if self.kind == "credit_code":
            object.__setattr__(self, "number", credit_code(self.number, "number"))  # as it is printed
        elif self.kind == "registration" and not _REGISTRATION_NUMBER.fullmatch(self.number):
            raise Invalid.at("number", "merchants.registration_number", value=self.number)


@attrs.frozen
class Premises:
    """The room a merchant trades in: one licence may have several, each its own record."""

    address: str = attrs.field()
    """As people write it."""
    area: str = attrs.field()
    """The district or street: one of the pack's, where it lists any."""
    point: Point
    """Where the door is."""
    code: str = attrs.field(default="")
    """The host's own number for the room, if it has one; otherwise the address tells rooms apart."""

    @address.validator
    def _check_address(self, _: object, value: str) -> None:
        check_name("address", value)

    @area.validator
    def _check_area(self, _: object, value: str) -> None:
        check_name("area", value, longest=64)

    @code.validator
    def _check_code(self, _: object, value: str) -> None:
        if value:
            check_name("code", value, longest=64)

    @property
    def claim(self) -> str:
        """What tells this room from another under the same licence, short enough for an index."""
        return hashlib.sha256(folded(self.code or self.address).encode()).hexdigest()[:32]


@attrs.frozen
class Ref:
    """A merchant's number in another system, such as the 12345 hotline or the host's own tables."""

    system: str = attrs.field()
    """Which system."""
    number: str = attrs.field()
    """The merchant's number there."""

    @system.validator
    @number.validator
    def _check(self, field: "attrs.Attribute[str]", value: str) -> None:
        check_name(field.name, value, longest=64)
