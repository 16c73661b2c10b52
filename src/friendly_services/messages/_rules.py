"""The `[messages]` of a pack: which event tells whom, and in which words."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from string import Template as Text
from typing import Any, Final

import attrs

from ..errors import Invalid, Problem, count_problems
from ..ids import is_id
from ..names import check_name, check_text
from ..standards import Scalar
from ..text import LANGUAGES, Label, Language, Reason, show
from ._cut import cut
from ._subjects import SUBJECTS, Subject, Value
from ._values import LONGEST_TEXT, LONGEST_TITLE, Recipient

__all__ = ["Notice", "Rules", "Template", "notices"]

_MOST_HOURS: Final = 24 * 366


@attrs.frozen
class Template:
    """What is said when something happens. `$name` stands for a value; `$$` is a dollar sign."""

    on: str
    """The event, with the kind of record that it happened to: `merchant.Named`."""
    to: str
    """Who is told, as the kind of record knows them: `applicant`, `area`, `keeper`, `worker`."""
    title: Label
    text: Label
    use_by_hours: int
    """For how long it is worth telling."""

    @property
    def subject(self) -> str:
        """The kind of record that it speaks of."""
        return self.on.partition(".")[0]

    @property
    def event(self) -> str:
        """The event's own name."""
        return self.on.partition(".")[2]


@attrs.frozen
class Rules:
    """The `[messages]` section of a pack; without one nobody is told anything."""

    templates: Mapping[str, Template] = attrs.field(factory=dict)
    """By key: the name under which a provider registers its own version."""

    def __attrs_post_init__(self) -> None:
        problems = [
            problem
            for key, template in self.templates.items()
            for problem in _wrong(f"templates.{key}", key, template)
        ]
        if problems:
            raise Invalid(tuple(problems))

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of records that anybody is told about."""
        return frozenset(template.subject for template in self.templates.values())

    def on(self, kind: str, event: str) -> tuple[tuple[str, Template], ...]:
        """The templates that this event sends out, in the order in which they are written."""
        told = f"{kind}.{event}"
        return tuple((key, template) for key, template in self.templates.items() if template.on == told)


def _wrong(path: str, key: str, template: Template) -> Iterator[Problem]:
    if not is_id(key):
        yield Problem(path, Reason("id.malformed", value=key))
    yield from count_problems(f"{path}.use_by_hours", template.use_by_hours, 1, _MOST_HOURS)
    subject = SUBJECTS.get(template.subject)
    if subject is None or template.event not in subject.events:
        known = [f"{kind}.{event}" for kind, each in SUBJECTS.items() for event in each.events]
        yield _unknown(f"{path}.on", "messages.unknown_event", template.on, known)
        return
    if template.to not in subject.recipients:
        yield _unknown(f"{path}.to", "messages.unknown_recipient", template.to, subject.recipients)
    names = subject.names(template.event)
    for field, label in (("title", template.title), ("text", template.text)):
        for language in LANGUAGES:
            yield from _wrong_text(f"{path}.{field}.{language}", getattr(label, language), field, names)


def _wrong_text(path: str, text: str, field: str, names: frozenset[str]) -> Iterator[Problem]:
    try:
        if field == "title":
            check_name(path, text, LONGEST_TITLE)
        else:
            check_text(path, text, LONGEST_TEXT)
    except Invalid as error:
        yield from error.problems
    template = Text(text)
    if not template.is_valid():
        yield Problem(path, Reason("messages.dollar", value=text))
        return
    for name in template.get_identifiers():
        if name not in names:
            yield _unknown(path, "messages.unknown_name", name, names)


def _unknown(path: str, code: str, word: str, known: Iterable[str]) -> Problem:
    close = difflib.get_close_matches(word[:100], sorted(known), 1)
    if close:
        return Problem(path, Reason(f"{code}_near", value=word, nearest=close[0]))
    return Problem(path, Reason(code, value=word, known=tuple(sorted(known))))


@attrs.frozen
class Notice:
    """Something to tell somebody: a template, what it is filled with, and for whom."""

    key: str
    template: Template
    recipient: Recipient
    facts: Mapping[str, Value]

    def values(self, language: Language) -> Mapping[str, Scalar]:
        """What the template is filled with, titles in this language."""
        return {
            name: show(value, language) if isinstance(value, Label) else value
            for name, value in self.facts.items()
        }

    def title(self, language: Language) -> str:
        """The title in this language, cut where a reader sees a character end."""
        return cut(self._filled(self.template.title, language), LONGEST_TITLE)

    def text(self, language: Language) -> str:
        """The text in this language."""
        return cut(self._filled(self.template.text, language), LONGEST_TEXT)

    def _filled(self, label: Label, language: Language) -> str:
        shown = {name: show(value, language) for name, value in self.facts.items()}
        return Text(show(label, language)).substitute(shown)


def notices(
    rules: Mapping[str, Any], kind: str, event: Any, record: Any, *, key: str | None = None
) -> tuple[Notice, ...]:
    """Who is to be told what of an event.

    Args:
        rules: every section of the pack that was in force when it happened.
        kind: the kind of record that it happened to.
        event: what happened.
        record: the record as it stands, for names and references; None if it was erased: nobody is told.
        key: only by the template with this key.
    """
    subject = SUBJECTS.get(kind)
    if subject is None or record is None:
        return ()
    found = rules["messages"].on(kind, type(event).__name__)
    told = [(each, template) for each, template in found if key in (None, each)]
    return tuple(
        Notice(each, template, recipient, _said(subject, event, record, rules))
        for each, template in told
        if (recipient := subject.recipients[template.to](record)) is not None
    )


def _said(subject: Subject, event: Any, record: Any, rules: Mapping[str, Any]) -> Mapping[str, Value]:
    return subject.values(event, record, rules.get(subject.capability))
