"""Private records: where City puts away what no journal may hold, and what proves it while it is there."""

import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal

import attrs

from .. import persons
from ..codec import ValueCodec, key_bytes, value_codec
from ..errors import FriendlyServicesError
from ..ids import Key, derive
from ..names import check_name, folded
from ..private import Private
from ..storage import Checksums, IndexKey, Record
from ._phones import phone

__all__ = [
    "ACCESS",
    "CONTACT",
    "PRIVATE_STATES",
    "Access",
    "Cabinet",
    "Contact",
    "IndexSecret",
    "Moved",
    "NoIndexKey",
    "access_index",
    "index_of_access",
    "new_access",
    "private_problem",
    "seal_of",
]

CONTACT: Final = persons.CONTACT
ACCESS: Final = "access"
"""The kinds of private records: a person's fields; who read them."""

IndexSecret = bytes | Callable[[], bytes]
"""The city's index key, or what fetches it from where the host keeps secrets."""

_SHORTEST_KEY: Final = 16


@attrs.define(slots=False)
class NoIndexKey(FriendlyServicesError):
    """A field is looked up by a blind index, and the city was opened without the key of it."""

    code = "persons.no_index_key"

    field: str


@attrs.frozen(repr=False)
class Contact:
    """What is private of a person, with the salt that goes when it goes."""

    salt: bytes
    fields: Mapping[str, str]


@attrs.frozen
class Access:
    """Somebody read private fields, or looked for a person by one and found nobody."""

    person: str | None
    """None where nobody was found; what was looked for is not kept, nor any digest of it."""
    by: str
    """Id of the actor."""
    why: str
    fields: tuple[str, ...]
    at: datetime
    how: Literal["read", "found", "not_found", "exported"]
    salt: bytes = attrs.field(default=b"", repr=False, eq=False)
    """So that no digest of the record can be guessed."""


@attrs.frozen
class _Fields:
    fields: Mapping[str, str]


PRIVATE_STATES: Final[Mapping[str, ValueCodec[Any]]] = {
    CONTACT: value_codec(Contact),
    ACCESS: value_codec(Access),
}
"""How private records are written."""

_FIELDS: Final = value_codec(_Fields)


def seal_of(contact: Contact) -> bytes:
    """What a journal may hold of the fields: it proves them, and tells nothing once the salt is gone."""
    return hmac.digest(contact.salt, _FIELDS.encode(_Fields(contact.fields)), "sha256")


def private_problem(seal: bytes, contact: Contact | None) -> str | None:
    """What is wrong with a private record by the seal that the journal has of it: the code of a reason."""
    if contact is None:
        return "verify.private_missing" if seal else None
    if not seal:
        return "verify.private_left"
    return None if hmac.compare_digest(seal, seal_of(contact)) else "verify.private_other"


def access_index(access: Access) -> frozenset[IndexKey]:
    """Where the record of a read is found: by time, and by person if there is one."""
    by_time = IndexKey("access.at.1", key_bytes(access.at))
    if access.person is None:
        return frozenset((by_time,))
    return frozenset((by_time, IndexKey("access.person.1", key_bytes(access.person, access.at))))


def index_of_access(checksums: Checksums, record: Record) -> frozenset[IndexKey]:
    """The index entries of the record of a read, if it can be read."""
    body = checksums.body_of(record)
    return frozenset() if body is None else access_index(PRIVATE_STATES[ACCESS].decode(body))


def new_access(partition: str) -> Key:
    """The key of one more record of a read."""
    return ACCESS, derive(ACCESS, partition, secrets.token_bytes(16))


@attrs.frozen(eq=False, repr=False)
class Moved:
    """A command whose private texts were put away."""

    command: Any
    """It names the fields, and says nothing of them."""
    contact: Contact | None
    """The private record as the command leaves it, if it is allowed; None if nothing is left."""
    seal: bytes

    def writes(self, events: Iterable[Any]) -> bool:
        """Whether what was decided changes the private record."""
        changes = (persons.ContactChanged, persons.FieldsErased, persons.Erased)
        return any(isinstance(event, changes) for event in events)


@attrs.frozen(eq=False)
class Cabinet:
    """Puts private fields away, and finds them again by the city's blind index."""

    secret: IndexSecret | None = attrs.field(default=None, repr=False)

    def move(self, command: Any, before: Contact | None, rules: persons.Rules) -> Moved:
        """Take the private texts out of a command, each in the form in which it is kept.

        Raises:
            Invalid: a text cannot be kept as what its field is; the error does not repeat it.
        """
        given: Mapping[str, Private] | None = getattr(command, "fields", None)
        bare = command
        if isinstance(command, persons.Record | persons.Correct) and given:
            told = {name: Private(self.canonical(name, text.text, rules)) for name, text in given.items()}
            command = attrs.evolve(command, fields=told)
            bare = attrs.evolve(command, fields=dict.fromkeys(told, Private()))
        after = persons.contact_after(command, before.fields if before else {})
        if not after:
            return Moved(bare, None, b"")
        contact = Contact(secrets.token_bytes(32), after)
        return Moved(bare, contact, seal_of(contact))

    def canonical(self, name: str, text: str, rules: persons.Rules) -> str:
        """A field's text in the form in which it is kept and looked up."""
        path, rule = f"fields.{name}", rules.fields.get(name)
        if rule is None:  # a name that the register of fields lacks is refused where it is decided
            return text
        check_name(path, text)
        return phone(path, text, rules.region) if rule.form == "phone" else text

    def index(self, contact: Contact | None, rules: persons.Rules) -> frozenset[IndexKey]:
        """The blind index entries of a private record."""
        fields = contact.fields if contact else {}
        return frozenset(
            self.entry(name, text)
            for name, text in fields.items()
            if name in rules.fields and rules.fields[name].lookup
        )

    def entry(self, name: str, text: str) -> IndexKey:
        """Where a field with this text is found: HMAC-SHA256 under the city's index key, one person each."""
        secret = self.secret() if callable(self.secret) else self.secret
        if secret is None or len(secret) < _SHORTEST_KEY:
            raise NoIndexKey(name)
        digest = hmac.digest(secret, f"{name}\0{folded(text)}".encode(), "sha256")
        return IndexKey(f"{CONTACT}.{name}.1", digest, unique=True)
