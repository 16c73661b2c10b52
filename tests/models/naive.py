"""What both naive models share: refusals by name, days, and who may send what."""

import functools
import re
import tempfile
import tomllib
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from friendly_services import packs
from friendly_services.decider import Actor
from friendly_services.packs import Pack
from friendly_services.workdays import Calendar
from tests.city.town import PACK

__all__ = ["DAY", "MAY", "No", "in_months", "method", "over", "pack", "permit", "working_days"]

DAY: Final = timedelta(days=1)


class No(Exception):
    """The model refuses: the name of the class of the refusal that the library has to give."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def _content() -> str:
    """The small city's pack, but with two parties to a re-review, working days and reports of three days."""
    content = PACK.read_text("utf-8")
    for old, new in (
        ('parties = ["officer"]', 'parties = ["officer", "inspector"]'),
        ('"merchants.SignReview" = ["officer"]', '"merchants.SignReview" = ["officer", "inspector"]'),
        ('statement = { days = 2, unit = "natural" }\nrevocation = { days = 4,', "STATED"),
        ("within_hours = 744", "within_hours = 72"),
    ):
        assert content.count(old) == 1, old
        content = content.replace(old, new)
    return content.replace("STATED", 'statement = { days = 2, unit = "working" }\nrevocation = { days = 6,')


CONTENT: Final = _content()
MAY: Final[Mapping[str, list[str]]] = tomllib.loads(CONTENT)["may"]
"""Who may send what: the pack's table as it is written."""


@functools.cache
def pack() -> Pack:
    """The pack that the cities of these tests go by, read once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.toml"
        path.write_text(CONTENT, "utf-8")
        return packs.load(path)


def permit(register: str, command: Any, actor: Actor | None) -> None:
    """Nobody sends what the table does not give one of their roles; time needs no role."""
    if actor is not None and not actor.roles & set(MAY.get(f"{register}.{type(command).__name__}", ())):
        raise No("Forbidden")


def method(command: str) -> str:
    """The model's method for a command."""
    return re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", command)


def over(last: date, today: date) -> bool:
    """A term runs to the end of its last day."""
    return today > last


def in_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days(day: date, days: int) -> date:
    """So many working days later, by the library's calendar."""
    return Calendar({}).after(day, days).day
