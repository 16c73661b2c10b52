"""What the register of persons holds, and the part of a pack that it lives by."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

import attrs

from ..cases import Term
from ..errors import Invalid, Problem
from ..fields import a_name, an_id, whole
from ..ids import PersonId, is_id
from ..text import Label, Reason

__all__ = [
    "Agreement",
    "Basis",
    "Consent",
    "Erasing",
    "ErasureReason",
    "FieldRule",
    "Form",
    "Hold",
    "Kept",
    "OpenCase",
    "Person",
    "Rules",
    "Standing",
]

Standing = Literal["recorded", "erasing", "erased"]
Basis = Literal["consent", "contract", "legal_duty", "emergency", "public_interest"]
"""Why the law lets a city keep a field (PIPL Art. 13)."""
Form = Literal["text", "phone"]
ErasureReason = Literal["request", "consent_withdrawn", "retention", "purpose_ended", "mistake", "restored"]

# --- rules -----------------------------------------------------------------------------------------------


@attrs.frozen
class FieldRule:
    """A field that may be kept about a person: what for, on what ground, for how long."""

    title: Label
    purpose: str
    """One of the pack's `persons.purposes`."""
    basis: Basis
    retention_months: int = attrs.field(validator=whole(low=1, high=1_200))
    """How long it is kept, counted from the day on which it was last given."""
    sensitive: bool = False
    """Whether harm comes easily of its leaking (PIPL Art. 28): never in an export unless asked for."""
    form: Form = "text"
    """`phone`: a telephone number, kept in its one international form."""
    lookup: bool = False
    """Whether a person is found by it; then no two persons have the same."""


@attrs.frozen
class Rules:
    """The `[persons]` section of a pack: the register of fields."""

    purposes: Mapping[str, Label]
    """What fields may be kept and consents given for."""
    erasure_days: int = attrs.field(validator=whole(high=366))
    """Days within which a field is erased whose consent was withdrawn; its use stops at once."""
    access_months: int = attrs.field(validator=whole(low=1, high=1_200))
    """How long the record of who read what is kept."""
    region: str = attrs.field(validator=an_id)
    """Where a telephone number without a country's code belongs, as `CN`."""
    fields: Mapping[str, FieldRule] = attrs.field(factory=dict)
    """By name. None, and a person is a reference of the host, and nothing else is kept."""
    without: tuple[str, ...] = ()
    """Fields of the packs that this one extends which are not kept here; empty once they are gone."""

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(
                f"fields.{name}.purpose",
                Reason("value.not_one_of", value=rule.purpose, choices=tuple(self.purposes)),
            )
            for name, rule in self.fields.items()
            if rule.purpose not in self.purposes
        ]
        problems += [
            Problem(f"fields.{name}", Reason("id.malformed", value=name))
            for name in self.fields
            if not is_id(name)
        ]
        problems += [
            Problem(f"without.{n}", Reason("value.not_one_of", value=name, choices=tuple(self.fields)))
            for n, name in enumerate(self.without)
            if name not in self.fields
        ]
        if problems:
            raise Invalid(tuple(problems))
        kept = {name: rule for name, rule in self.fields.items() if name not in self.without}
        object.__setattr__(self, "fields", kept)  # the class is frozen
        object.__setattr__(self, "without", ())  # else a changed copy would lack them again


# --- states ----------------------------------------------------------------------------------------------


@attrs.frozen
class Agreement:
    """What a person agreed to, on which text, and how."""

    purpose: str = attrs.field(validator=an_id)
    """One of the pack's `persons.purposes`."""
    text: str = attrs.field(validator=an_id)
    """The version of the text that was shown."""
    channel: str = attrs.field(validator=an_id)
    """How it was given: `counter`, `app`, a code of the host's."""


@attrs.frozen
class Consent:
    """A consent that stands, or stood until it was withdrawn."""

    agreement: Agreement
    on: date
    withdrawn: date | None = None


@attrs.frozen
class Kept:
    """One field that is on record, by its name: never what it says."""

    since: date
    """The day on which it was last given."""
    until: date
    """The last day of its retention."""
    stopped: Term | None = None
    """Once its consent was withdrawn: by when it is erased; it is not used any more."""


@attrs.frozen
class Hold:
    """Why nothing of a person's may be erased for a time: a lawsuit, a statutory retention."""

    number: int
    basis: str = attrs.field(validator=a_name)
    """The law, the order or the file that it rests on."""
    until: date
    """The last day of it."""


@attrs.frozen
class OpenCase:
    """A case under way in which a person is heard: what it is about is kept until it ends."""

    id: str
    """The record that it is about."""
    until: date | None
    """The last day of its present term, if it has one."""


@attrs.frozen
class Erasing:
    """An erasure that waits for a hold or a case to end; meanwhile nothing is used."""

    reason: ErasureReason
    basis: str
    on: date
    waits_for: tuple[str, ...]
    """Numbers of holds as `hold-1`, and ids of records with an open case."""
    term: Term
    """When it is tried again."""


@attrs.frozen
class Person:
    """Somebody whom the city serves: what may be public of them, which is nothing that says who they are."""

    id: PersonId
    on: date
    ref: str | None = None
    """The host's own opaque reference."""
    kept: Mapping[str, Kept] = attrs.field(factory=dict)
    """The fields in the private record, by name."""
    seal: bytes = b""
    """HMAC-SHA256 of the private fields under the salt beside them: proves them while they are there."""
    consents: Mapping[str, Consent] = attrs.field(factory=dict)
    """By purpose, the latest."""
    holds: tuple[Hold, ...] = ()
    last_hold: int = 0
    standing: Standing = "recorded"
    erasing: Erasing | None = None
    erased_on: date | None = None
    erased_for: ErasureReason | None = None

    @property
    def usable(self) -> frozenset[str]:
        """The fields that may be used now."""
        if self.standing != "recorded":
            return frozenset()
        return frozenset(name for name, kept in self.kept.items() if kept.stopped is None)
