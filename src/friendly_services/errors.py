"""What can go wrong, as types a caller would treat differently.

Every error carries its facts as attributes and a stable `code`; the sentence is made from them in English or
Chinese by the same catalogue that words reasons. This module holds the bases: an error that one rule raises
lives beside that rule.
"""

from typing import Any, ClassVar, Self

import attrs

from .text import Label, Language, Reason, noun, say, show

__all__ = [
    "Forbidden",
    "FriendlyServicesError",
    "Invalid",
    "NotFound",
    "Problem",
    "Refused",
    "check_count",
    "count_problems",
]


@attrs.define(slots=False)
class FriendlyServicesError(Exception):
    """The base of every error that this library raises on purpose."""

    code: ClassVar[str] = "error"

    @property
    def facts(self) -> dict[str, Any]:
        """What was seen, by name: the same values as the attributes."""
        return {field.name: getattr(self, field.name) for field in attrs.fields(type(self))}

    @property
    def reason(self) -> Reason:
        """The error as a value that can be stored, sent and said in another language."""
        return Reason(self.code, **self.facts)

    def say(self, language: Language = "en") -> str:
        """The message in the language asked for."""
        return say(self.reason, language)

    def __str__(self) -> str:
        return self.say()


@attrs.define(slots=False)
class Refused(FriendlyServicesError):
    """A rule forbids this command now; the facts say which rule, and what would change it."""

    code: ClassVar[str] = "refused"


@attrs.define(slots=False)
class Forbidden(FriendlyServicesError, PermissionError):
    """The actor may not send this command: by the pack's `may` table, or as the host narrowed it."""

    code: ClassVar[str] = "forbidden"

    actor: str
    command: str
    roles: tuple[str, ...]
    """The roles that may; none where the pack in force lets nobody."""
    by_host: bool = False
    """The pack lets them; the host's own `authorize` does not."""

    @property
    def reason(self) -> Reason:
        """The error as a value; what nobody may is said to be so, with what a pack would have to say."""
        code = "forbidden_by_host" if self.by_host else self.code if self.roles else "forbidden_to_all"
        return Reason(code, **self.facts)


@attrs.define(slots=False)
class NotFound(FriendlyServicesError, LookupError):
    """There is no record of this kind and id."""

    code: ClassVar[str] = "not_found"

    kind: str
    id: str

    @property
    def reason(self) -> Reason:
        """The error as a value, with the kind by its name in the reader's language."""
        return Reason(self.code, kind=noun(self.kind), id=self.id)


@attrs.frozen
class Problem:
    """One thing wrong with what was given: where it stands and why it was not taken."""

    field: str
    """Dotted path from the top, such as `at.lat` or `standards.L1.requires`; empty for the whole."""
    reason: Reason
    file: str | None = None
    line: int | None = None
    row: int | None = None
    """The data row of a file, the first being 1."""

    def say(self, language: Language = "en") -> str:
        """`file:line, row 3, field: the sentence`, leaving out what is not known."""
        row = "" if self.row is None else show(Label(f"row {self.row}", f"第 {self.row} 行"), language)
        file = f"{self.file}:{self.line}" if self.file and self.line else self.file or ""
        where = ", ".join(part for part in (file, row, self.field) if part)
        return f"{where}: {say(self.reason, language)}" if where else say(self.reason, language)

    def __str__(self) -> str:
        return self.say()


@attrs.define(slots=False)
class Invalid(FriendlyServicesError, ValueError):
    """What was given can never be taken as it is; every problem found is listed at once.

    >>> raise Invalid.at("within", "number.too_small", value=0, low=1)
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: within: 0 is too small: at least 1
    """

    code: ClassVar[str] = "invalid"

    problems: tuple[Problem, ...]

    @classmethod
    def at(cls, field: str, code: str, /, **values: Any) -> Self:
        """An error with the one problem that `field` has."""
        return cls((Problem(field, Reason(code, **values)),))

    def inside(self, field: str) -> Self:
        """The same error seen from one level further out: each path gets `field` in front."""
        return type(self)(
            tuple(
                attrs.evolve(p, field=f"{field}.{p.field}" if field and p.field else field or p.field)
                for p in self.problems
            )
        )

    def say(self, language: Language = "en") -> str:
        """The problem, or a headline and one line for each."""
        lines = [problem.say(language) for problem in self.problems]
        return lines[0] if len(lines) == 1 else "\n".join([super().say(language), *(f"- {x}" for x in lines)])


def count_problems(field: str, value: object, low: int, high: int) -> list[Problem]:
    """What is wrong with a whole number that must lie between these two, either of which is allowed."""
    if type(value) is int and low <= value <= high:
        return []
    return [Problem(field, Reason("count.out_of_range", value=value, low=low, high=high))]


def check_count(field: str, value: int, low: int, high: int) -> int:
    """The number, refused unless it is whole and between these two.

    >>> check_count("limit", 50, 1, 1_000)
    50
    """
    problems = count_problems(field, value, low, high)
    if problems:
        raise Invalid(tuple(problems))
    return value
