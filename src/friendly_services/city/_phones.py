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
    """The number in its international form, however it was written; the error names no digit of it.

    >>> texts = ("138 0013 8000", "0086-13800138000", "１３８００１３８０００")
    >>> {phone("phone", text, "CN") for text in texts}
    {'+8613800138000'}
    >>> phone("phone", "1380013800²", "CN")
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: phone: has U+00B2 at place 11: a number has digits, spaces, dashes and +
    """
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
