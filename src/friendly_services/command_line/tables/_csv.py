"""CSV files, where one broken row must not take its neighbours along."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

import attrs

from ...text import Reason

__all__ = ["Line", "lines_of"]


@attrs.frozen
class Line:
    """The fields that start on one line of the file, or why there are none."""

    number: int
    fields: tuple[str, ...] | Reason


def lines_of(text: str, *, separator: str, header: int, longest: int) -> Iterator[Line]:
    """Each record from line `header` on, with the line it starts on.

    A record that cannot be read is given as a reason, and reading goes on with the very next line: an open
    quote costs its own row, not the rest of the file.
    """
    lines = io.StringIO(text, newline="").readlines()
    start = header - 1
    while start < len(lines):
        reader = csv.reader(islice(lines, start, None), delimiter=separator, strict=True)
        begun = start
        while True:
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Line(begun + 1, _why(error, lines[begun], longest))
                start = begun + 1
                break
            yield Line(begun + 1, _checked(fields, longest))
            begun = start + reader.line_num


def _checked(fields: list[str], longest: int) -> tuple[str, ...] | Reason:
    for column, field in enumerate(fields, start=1):
        if "\0" in field:
            return Reason("table.nul", column=column)
        if len(field) > longest:
            return Reason("table.cell_too_long", length=len(field), longest=longest)
    return tuple(fields)


def _why(error: csv.Error, line: str, longest: int) -> Reason:
    if "limit" in str(error) and len(line) > longest:  # in a shorter line a quote was left open
        return Reason("table.cell_too_long", length=len(line), longest=longest)
    return Reason("table.quote_open")
