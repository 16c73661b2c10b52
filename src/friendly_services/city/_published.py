"""The packs a city has put in force: numbered, immutable, kept in its own journal."""

import hashlib
from collections.abc import Mapping
from typing import Any, assert_never

import attrs

from .. import packs
from ..decider import Capability, Context, Decision, Keyed, Kind, NewId
from ..errors import Invalid, Refused
from ..ids import Key

__all__ = ["CAPABILITY", "REGISTER", "Content", "Publish", "Published", "Register", "Stored"]

REGISTER: Key = ("packs", "current")
"""The one record that names the pack in force."""


@attrs.frozen
class Register:
    """Which pack is in force, and the ones before it by their numbers."""

    number: int
    pack: str
    """Id of the record that holds its content."""
    name: str
    digest: str
    """SHA-256 of its content."""
    earlier: tuple[str, ...] = ()
    """Ids of the packs before, number 1 first."""

    def holding(self, number: int) -> str | None:
        """The id of the record with the content of that number."""
        every = (*self.earlier, self.pack)
        return every[number - 1] if 1 <= number <= len(every) else None


@attrs.frozen
class Content:
    """One published pack, as the canonical text that `packs` reads back."""

    number: int
    content: str


@attrs.frozen
class Publish:
    """Put this pack in force from now on, under the next number."""

    name: str
    """The pack's own name."""
    content: str
    """All of it as one text, as `Pack.content` has it; `City.publish` takes a folder or a name."""


@attrs.frozen
class Published:
    """A pack came into force."""

    number: int
    pack: str
    name: str
    digest: str


@attrs.frozen
class Stored:
    """The content of a published pack, which never changes."""

    number: int
    content: str


@attrs.define(slots=False)
class AlreadyInForce(Refused):
    """The pack to publish is, to the letter, the one in force."""

    code = "city.already_in_force"

    number: int


def subjects(_: Publish, new: NewId) -> tuple[Key, ...]:
    """The register, and the record the content will be."""
    return (REGISTER, ("pack", new("pack")))


def decide(states: Mapping[Key, Any], command: Publish, context: Context[Any]) -> Decision:
    """The next number, unless nothing would change; refused if it could not be read back, or leads astray."""
    register: Register | None = states.get(REGISTER)
    digest = hashlib.sha256(command.content.encode()).hexdigest()
    if register and register.digest == digest:
        raise AlreadyInForce(register.number)
    pack = packs.from_content(command.content)
    if pack.name != command.name:
        raise Invalid.at("name", "city.pack_name", value=command.name, name=pack.name)
    if problems := packs.flaws(pack):
        raise Invalid(problems)
    number = register.number + 1 if register else 1
    id_ = context.new("pack")
    return (
        (("pack", id_), Stored(number, command.content)),
        (REGISTER, Published(number, id_, command.name, digest)),
    )


def _evolve_register(state: Register | None, event: Published) -> Register:
    match event:
        case Published(number, pack, name, digest):
            return Register(number, pack, name, digest, (*state.earlier, state.pack) if state else ())
        case _:
            assert_never(event)


def _evolve_content(_: Content | None, event: Stored) -> Content:
    match event:
        case Stored(number, content):
            return Content(number, content)
        case _:
            assert_never(event)


def _no_keys(_: object) -> tuple[Keyed, ...]:
    return ()


CAPABILITY: Capability[Any] = Capability(
    name="city",
    kinds=(
        Kind("packs", Register, (Published,), _evolve_register, keys=_no_keys),
        Kind("pack", Content, (Stored,), _evolve_content, keys=_no_keys),
    ),
    commands=(Publish,),
    subjects=subjects,
    decide=decide,
    rules=dict,
)
