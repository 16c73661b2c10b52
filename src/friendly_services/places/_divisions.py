"""Codes of counties and districts (GB/T 2260) through time: merged, split and renumbered, day by day."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

import attrs

from ..errors import Invalid

__all__ = ["DivisionChange", "Divisions", "is_division_code"]

_COUNTY: Final = re.compile(r"[0-9]{6}")
_WRITTEN: Final = re.compile(r"[0-9]{6}(?:0{6})?")
"""A county's code of six digits, or of twelve as statistics write it."""

_ALWAYS: Final = (date.min, date.max)


def is_division_code(area: object) -> bool:
    """Whether an area is written as the code of a county or district: six digits, or twelve ending in 000000.

    >>> is_division_code("371202"), is_division_code("371202000000"), is_division_code("花溪街道")
    (True, True, False)
    """
    return isinstance(area, str) and _WRITTEN.fullmatch(area) is not None


def _codes(_: object, field: "attrs.Attribute[Any]", codes: Any) -> None:
    for code in codes or ("",):
        if not isinstance(code, str) or not _COUNTY.fullmatch(code):
            raise Invalid.at(field.name, "places.division_code", value=code)


@attrs.frozen
class DivisionChange:
    """The ground of some codes that has had other codes from a day on. A code on both sides goes on."""

    old: tuple[str, ...] = attrs.field(validator=_codes)
    """The codes of this ground before."""
    new: tuple[str, ...] = attrs.field(validator=_codes)
    """Its codes from that day on."""
    since: date
    """The first day of the new codes: that of the decision."""
    source: str
    """Who decided it: title, number and date."""


def _by_day(changes: Iterable[DivisionChange]) -> tuple[DivisionChange, ...]:
    return tuple(sorted(changes, key=attrgetter("since")))


@attrs.frozen
class Divisions:
    """What became of codes. Changes of one day are one change; a code that is in none is not known here.

    >>> moved = DivisionChange(("371202",), ("370116",), date(2018, 12, 26), "State Council, 2018 No. 163")
    >>> divisions = Divisions([moved])
    >>> divisions.as_of("371202", date(2026, 1, 1)), divisions.as_of("370116", date(2015, 1, 1))
    (('370116',), ('371202',))
    >>> divisions.kin("370116"), "花溪街道" in divisions
    (('370116', '371202'), False)
    """

    changes: tuple[DivisionChange, ...] = attrs.field(default=(), converter=_by_day)
    _lives: Mapping[str, tuple[date, date]] = attrs.field(init=False, repr=False, eq=False)
    """Of each code its first day, and the first day without it."""

    @_lives.default
    def _(self) -> dict[str, tuple[date, date]]:
        before = {(code, change.since) for change in self.changes for code in change.old}
        after = {(code, change.since) for change in self.changes for code in change.new}
        born = dict(sorted(after - before))  # the last of several, and of the ends the first: refused below
        ended = dict(sorted(before - after, reverse=True))
        lives = {c: (born.get(c, date.min), ended.get(c, date.max)) for c, _ in before | after}
        for code, day in sorted(before | after):
            first, end = lives[code]
            if not first <= day <= end:
                raise Invalid.at("changes", "places.division_not_in_force", value=code, since=day)
        return lives

    def __contains__(self, code: object) -> bool:
        """Whether anything is known of the code: one that is not known is only ever itself."""
        return is_division_code(code) and str(code)[:6] in self._lives

    def as_of(self, code: str, on: date) -> tuple[str, ...]:
        """What the ground of a code was called on a day, before it or after it: the codes in force then.

        Several where it was merged or split. A code in force that day stands for itself, as does one that is
        not known (`code in divisions` tells), and a name.

        Raises:
            Invalid: the code is no text: as a number it would lose the zeros it begins with.
        """
        county, rest = _county(_text(code))
        first, end = self._lives.get(county, _ALWAYS)
        if first <= on < end:
            return (code,)
        if on < first:
            found = _reached(county, _backwards(c for c in self.changes if c.since > on))
        else:
            found = _reached(county, _forwards(c for c in self.changes if c.since <= on))
        return tuple(sorted(one + rest for one in found if self._lives[one][0] <= on < self._lives[one][1]))

    def kin(self, code: str) -> tuple[str, ...]:
        """Every code that the ground of this one ever had, itself too; alone if it is not known.

        Raises:
            Invalid: as `as_of`.
        """
        county, rest = _county(_text(code))
        found = _reached(county, _forwards(self.changes)) | _reached(county, _backwards(self.changes))
        return tuple(sorted(one + rest for one in found))


def _text(code: Any) -> str:
    if not isinstance(code, str):
        raise Invalid.at("code", "places.division_not_text", value=code)
    return code


def _county(code: str) -> tuple[str, str]:
    """The county's six digits, and the zeros after them; what is no code of a county is left as it is."""
    return (code[:6], code[6:]) if is_division_code(code) else (code, "")


_Step = tuple[tuple[str, ...], tuple[str, ...]]


def _forwards(changes: Iterable[DivisionChange]) -> Iterator[list[_Step]]:
    for _, day in groupby(changes, key=attrgetter("since")):
        yield [(change.old, change.new) for change in day]


def _backwards(changes: Iterable[DivisionChange]) -> Iterator[list[_Step]]:
    for _, day in groupby(reversed(tuple(changes)), key=attrgetter("since")):
        yield [(change.new, change.old) for change in day]


def _reached(code: str, days: Iterable[list[_Step]]) -> set[str]:
    """The codes that lead on from this one, a day's changes at a time."""
    found = {code}
    for day in days:
        found |= {there for here, beyond in day if not found.isdisjoint(here) for there in beyond}
    return found
