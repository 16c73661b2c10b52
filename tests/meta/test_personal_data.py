"""What a journal holds for ever names nobody: every free text in an event has a reason to be public."""

import tomllib
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import attrs
from tests.budget import ROOT

from friendly_services.city import CAPABILITIES
from friendly_services.private import Private

LISTED = tomllib.loads((Path(__file__).parent / "public_texts.toml").read_text(encoding="utf-8"))


def texts(cls: Any, seen: set[Any]) -> Iterator[str]:
    """Each field of an event, or of a value inside it, in which any text may stand: `room.Class.field`."""
    hints = typing.get_type_hints(cls)
    for field in attrs.fields(cls):
        waiting = [hints[field.name]]
        while waiting:
            hint = waiting.pop()
            if hint is str or hint is Private:
                yield f"{cls.__module__.split('.')[1]}.{cls.__name__}.{field.name}"
            elif isinstance(hint, type) and attrs.has(hint):
                if hint not in seen:
                    seen.add(hint)
                    yield from texts(hint, seen)
            elif typing.get_origin(hint) is not Literal:
                waiting += typing.get_args(hint)


def written() -> set[str]:
    """All of them, over every event of every capability."""
    seen: set[Any] = set()
    every = (event for c in CAPABILITIES for kind in c.kinds for event in kind.events)
    return {name for event in every for name in texts(event, seen)}


def test_every_free_text_in_an_event_has_a_reason_to_be_public() -> None:
    """A new one is private, or `public_texts.toml` says why it may stand there."""
    listed = [name for group in LISTED["texts"].values() for name in group]
    assert sorted(listed) == sorted(written())


def test_every_reason_is_told() -> None:
    """Each group of texts says in a sentence why it may be public."""
    assert LISTED["texts"].keys() == LISTED["reasons"].keys()
    assert min(map(len, LISTED["reasons"].values())) > 20


def test_cities_are_told_where_nobody_may_be_named() -> None:
    """The page on personal data names each text of an act that its writer could put a person into."""
    page = (ROOT / "docs" / "how-to" / "personal-data.md").read_text(encoding="utf-8")
    fields = {name.rpartition(".")[2] for name in LISTED["texts"]["acts"]}
    assert {field for field in fields if f".{field}`" not in page} == set()


def test_no_event_and_no_state_has_a_private_field() -> None:
    """The codec would write nothing of it: private texts have their own record."""
    private = [
        f"{cls.__name__}.{field.name}"
        for c in CAPABILITIES
        for kind in c.kinds
        for cls in (kind.state, *kind.events)
        for field in attrs.fields(cls)
        if "Private" in str(field.type)
    ]
    assert private == []
