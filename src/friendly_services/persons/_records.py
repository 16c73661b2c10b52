"""How persons are found, and what their records need next."""

from collections.abc import Iterable
from typing import Final, get_args

from ..decider import Capability, Due, Index, Keyed, Kind
from ._commands import Command, Erase, EraseFields, Question
from ._decide import decide, possible, subjects
from ._events import Event
from ._evolve import evolve
from ._values import Person, Rules

__all__ = ["CAPABILITY"]


def _keys(person: Person) -> Iterable[Keyed]:
    if person.ref is not None:
        yield "by_ref", (person.ref,)
    if person.kept:
        yield "by_retention", (min(kept.until for kept in person.kept.values()),)


def _due(person: Person) -> Due | None:
    """What was decided already and waits for its day; a retention that ends is for a person to decide."""
    if person.erasing is not None:
        again = Erase(person.id, person.erasing.reason, person.erasing.basis)
        return Due(person.erasing.term.ends, again)
    stopped = {name: kept.stopped.ends for name, kept in person.kept.items() if kept.stopped is not None}
    if stopped:
        return Due(min(stopped.values()), EraseFields(person.id, frozenset(stopped), "consent_withdrawn"))
    return None


_PERSON: Final = Kind(
    name="person",
    state=Person,
    events=get_args(Event),
    evolve=evolve,
    indexes=(Index("by_ref", ("ref",), unique=True), Index("by_retention", ("until",))),
    keys=_keys,
    due=_due,
    possible=possible,
)

CAPABILITY: Final = Capability(
    name="persons",
    kinds=(_PERSON,),
    commands=get_args(Command),
    subjects=subjects,
    decide=decide,
    rules=Rules,
    questions=get_args(Question),
)
