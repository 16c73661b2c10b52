"""What an event makes of a person's record: it assigns what the event states."""

from collections.abc import Iterable, Mapping
from typing import assert_never

import attrs

from ._events import (
    Consented,
    ConsentWithdrawn,
    ContactChanged,
    Erased,
    ErasurePostponed,
    Event,
    FieldsErased,
    HeldBack,
    Recorded,
    Released,
    RetentionExtended,
)
from ._values import Consent, Kept, Person

__all__ = ["evolve"]


def evolve(person: Person | None, event: Event) -> Person:
    """The person's record after one of its events."""
    if isinstance(event, Recorded):
        return Person(event.id, event.on, event.ref)
    assert person is not None  # noqa: S101 # a journal begins with `Recorded`
    match event:
        case ContactChanged():
            return attrs.evolve(person, kept={**person.kept, **event.fields}, seal=event.seal)
        case Consented():
            given = Consent(event.agreement, event.on)
            return attrs.evolve(person, consents={**person.consents, event.agreement.purpose: given})
        case ConsentWithdrawn():
            ended = attrs.evolve(person.consents[event.purpose], withdrawn=event.on)
            return attrs.evolve(
                person,
                consents={**person.consents, event.purpose: ended},
                kept={**person.kept, **event.fields},
            )
        case HeldBack():
            return attrs.evolve(person, holds=(*person.holds, event.hold), last_hold=event.hold.number)
        case Released():
            return attrs.evolve(person, holds=tuple(h for h in person.holds if h.number != event.hold))
        case RetentionExtended():
            longer = {name: attrs.evolve(person.kept[name], until=event.until) for name in event.fields}
            return attrs.evolve(person, kept={**person.kept, **longer})
        case FieldsErased():
            return attrs.evolve(person, kept=_without(person.kept, event.fields), seal=event.seal)
        case ErasurePostponed():
            return attrs.evolve(person, standing="erasing", erasing=event.erasing)
        case Erased():
            return attrs.evolve(
                person,
                ref=None,
                kept={},
                seal=b"",
                holds=(),
                standing="erased",
                erasing=None,
                erased_on=event.on,
                erased_for=event.reason,
            )
        case _:
            assert_never(event)


def _without(kept: Mapping[str, Kept], names: Iterable[str]) -> Mapping[str, Kept]:
    gone = frozenset(names)
    return {name: one for name, one in kept.items() if name not in gone}
