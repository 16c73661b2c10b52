"""What a run found, in numbers and in a few sentences."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import attrs

from ...errors import Problem
from ...places import Datum
from ...text import Label, Language, Reason, say
from ._judge import RunAnswer

__all__ = ["ANSWERS", "FileRead", "RunReport", "answer_label"]

ANSWERS: Final[tuple[RunAnswer, ...]] = ("met", "unmet", "unknown", "not_applicable", "not_applied")
_SHOWN: Final = 10
"""Lines of a list that a summary shows; the files hold all of them."""


def answer_label(answer: RunAnswer) -> Reason:
    """An answer as people read it."""
    return Reason("run.not_applied") if answer == "not_applied" else Reason(f"standards.answer_{answer}")


@attrs.frozen
class FileRead:
    """How one file was read."""

    file: str
    encoding: str
    """Empty for Excel."""
    rows: int
    """Data rows, those refused included."""
    kept: int
    empty: int
    datum: Datum


@attrs.frozen
class RunReport:
    """The outcome of one run; the files in its folder hold every row of it."""

    standard: Label
    standard_id: str
    version: int
    on: date
    known: date | None
    working: Datum
    """The datum in which distances were measured."""
    files: tuple[FileRead, ...]
    answers: Mapping[RunAnswer, int]
    missing: tuple[tuple[str, Label, int], ...]
    """Facts whose absence keeps verdicts open: name, title, how many; the most frequent first."""
    refused: tuple[Problem, ...]
    noted: tuple[Problem, ...]
    searches: int
    found: int
    """Searches that found somebody."""
    written: tuple[Path, ...]

    @property
    def refused_rows(self) -> int:
        """Rows that were not taken."""
        return len({(problem.file, problem.row) for problem in self.refused})

    def reasons(self) -> tuple[Reason, ...]:
        """The summary, sentence by sentence."""
        return (
            *(_file(one) for one in self.files),
            Reason(
                "run.judged",
                title=self.standard,
                standard=self.standard_id,
                version=self.version,
                on=self.on,
            ),
            *([Reason("run.known", known=self.known)] if self.known else []),
            *(
                Reason("run.count", what=answer_label(answer), count=self.answers[answer])
                for answer in ANSWERS
                if self.answers.get(answer)
            ),
            *_missing(self.missing),
            *_problems("run.refused", self.refused, self.refused_rows),
            *_problems("run.noted", self.noted, len(self.noted)),
            *self._searched(),
            Reason(
                "run.written", files=tuple(path.name for path in self.written), folder=_folder(self.written)
            ),
        )

    def _searched(self) -> tuple[Reason, ...]:
        if not self.searches:
            return ()
        return (Reason("run.searched", count=self.searches, found=self.found, datum=self.working),)

    def text(self, language: Language = "en") -> str:
        """The summary for a terminal."""
        return "\n".join(say(reason, language) for reason in self.reasons())


def _file(one: FileRead) -> Reason:
    code = "run.file" if one.encoding else "run.file_excel"
    return Reason(code, **attrs.asdict(one))


def _missing(missing: tuple[tuple[str, Label, int], ...]) -> tuple[Reason, ...]:
    if not missing:
        return ()
    facts = (Reason("run.missing_fact", title=title, name=name, count=n) for name, title, n in missing)
    return (Reason("run.missing"), *tuple(facts)[:_SHOWN], *_more(len(missing)))


def _problems(headline: str, problems: tuple[Problem, ...], count: int) -> tuple[Reason, ...]:
    """How many, by kind of problem, with the row of the first."""
    if not problems:
        return ()
    kinds = Counter(problem.reason.code for problem in problems)
    lines = []
    for kind, n in kinds.most_common(_SHOWN):
        first = next(problem for problem in problems if problem.reason.code == kind)
        code = "run.problem" if n == 1 else "run.problems"
        lines.append(Reason(code, count=n, row=first.row, line=first.line, why=first.reason))
    return (Reason(headline, count=count), *lines, *_more(len(kinds)))


def _more(count: int) -> tuple[Reason, ...]:
    return (Reason("run.more", count=count - _SHOWN),) if count > _SHOWN else ()


def _folder(written: tuple[Path, ...]) -> str:
    return str(written[0].parent)
