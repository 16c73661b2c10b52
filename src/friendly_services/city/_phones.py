"""Telephone numbers in their one form: E.164, by the library `phonenumbers` of the extra `privacy`."""

import re
import unicodedata
from typing import Final

from ..errors import Invalid

__all__ = ["phone"]

_WRITTEN: Final = re.compile(r"[0-9０-９+＋()（）.\-－‐‑–—  　]*")
"""What people write numbers with: narrow or wide digits, plus, brackets, dots, dashes, spaces."""
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑–—", "-"))


def phone(field: str, text: str, region: str) -> str:
    """The number in its international form, however it was written; the error names no digit of it."""
    try:
        import phonenumbers  # noqa: PLC0415 # 22 MB that only who keeps numbers needs
    except ImportError:
        raise Invalid.at(field, "persons.no_phonenumbers") from None
    if (written := _WRITTEN.match(text)) and written.end() < len(text):
        code = f"U+{ord(text[written.end()]):04X}"
        raise Invalid.at(field, "persons.not_in_a_phone", character=code, place=written.end() + 1)
    plain = unicodedata.normalize("NFKC", text.translate(_DASHES))
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        raise Invalid.at(field, "persons.no_phone", length=len(text)) from None
    if not phonenumbers.is_valid_number(number):
        raise Invalid.at(field, "persons.no_phone", length=len(text))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
