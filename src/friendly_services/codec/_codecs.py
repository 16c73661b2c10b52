"""Events, states, commands and refusals to bytes and back."""

import base64
import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final, Generic, TypeVar

import attrs

from ..errors import FriendlyServicesError, Invalid
from ..text import Reason
from ._bytes import Malformed, check, pack, unpack
from ._containers import fixed
from ._leaves import PLAIN, Kind, brief
from ._loose import FACTS
from ._records import Shape, shape

__all__ = [
    "EventCodec",
    "Lift",
    "Undecodable",
    "ValueCodec",
    "command_name",
    "decode_error",
    "digest",
    "encode_error",
    "event_codec",
    "value_codec",
]

V = TypeVar("V")
Lift = Callable[[list[Any]], tuple[int, list[Any]]]
"""From the fields of an event as once written to the number and fields of the one that took its place."""


@attrs.define(slots=False)
class Undecodable(FriendlyServicesError, ValueError):
    """What is stored cannot be read as what it should be: written by a later release, or damaged."""

    code: ClassVar[str] = "codec.undecodable"

    what: str
    """The kind of record, or the class, that was expected."""
    field: str
    why: Reason


def _undecodable(what: str, error: Exception, raw: bytes) -> Undecodable:
    try:
        check(raw)
    except Malformed as malformed:  # which tells more than that a value is not of its type
        error = malformed
    match error:
        case Malformed():
            return Undecodable(what, "", Reason(error.code, at=error.at))
        case Invalid():
            return Undecodable(what, error.problems[0].field, error.problems[0].reason)
        case FriendlyServicesError():
            return Undecodable(what, "", error.reason)
        case _:
            return Undecodable(
                what, "", Reason("codec.refused", why=f"{type(error).__name__}: {error}"[:200])
            )


def _json(found: Any) -> Any:
    """What stands on disk, as JSON can show it."""
    match found:
        case list():
            return [_json(part) for part in found]
        case bytes():
            return base64.b64encode(found).decode()
        case _:
            return found


@attrs.frozen(eq=False)
class ValueCodec(Generic[V]):
    """Values of one attrs class to canonical bytes and back."""

    cls: type[V]
    _shape: Shape

    def encode(self, value: V) -> bytes:
        """Write a value.

        Raises:
            Invalid: names every field whose value is not of its type.
        """
        if value.__class__ is not self.cls:
            raise TypeError(f"a {type(value).__qualname__} is no {self.cls.__qualname__}")
        return self._shape.written(value)

    def decode(self, raw: bytes) -> V:
        """Read a value back; fields added since it was written take their defaults.

        Raises:
            Undecodable: for anything that `encode` of this or an earlier release did not write.
        """
        try:
            found: V = self._shape.whole(unpack(raw))
        except Exception as error:
            raise _undecodable(self.cls.__name__, error, raw) from error
        return found

    def plain(self, raw: bytes) -> list[Any]:
        """Show what is written, field by field, as JSON can hold it."""
        return _plain(self.cls.__name__, raw)


def _plain(what: str, raw: bytes) -> list[Any]:
    try:
        return [_json(part) for part in check(raw)]
    except Malformed as error:
        raise _undecodable(what, error, raw) from error


def value_codec(cls: type[V]) -> ValueCodec[V]:
    """Make the codec of an attrs class: a record's state, a command, a value inside them.

    >>> from friendly_services.text import Label
    >>> codec = value_codec(Label)
    >>> codec.encode(Label("water", "水")).hex()
    '92a57761746572a3e6b0b4'
    >>> codec.decode(bytes.fromhex("92a57761746572a3e6b0b4"))
    Label(en='water', zh='水')
    """
    return ValueCodec(cls, shape(cls))


@attrs.frozen(eq=False)
class EventCodec:
    """The events of one kind of record: `[number, field, …]`."""

    kind: str
    events: tuple[type[Any], ...]
    """An event's position is its number."""
    lifts: Mapping[int, Lift]
    _numbers: Mapping[type[Any], tuple[int, Shape]]

    def encode(self, event: Any) -> bytes:
        """Write an event.

        Raises:
            Invalid: names every field whose value is not of its type.
        """
        try:
            number, form = self._numbers[event.__class__]
        except KeyError:
            raise TypeError(f"{type(event).__qualname__} is no event of a {self.kind}") from None
        return form.written(event, head=(number,))

    def decode(self, raw: bytes) -> Any:
        """Read an event back, lifted to its present form.

        Raises:
            Undecodable: for an unknown number, and for bytes that no release wrote.
        """
        try:
            number, *fields = unpack(raw)
            while number in self.lifts:
                before = number
                number, fields = self.lifts[number](fields)
                if number <= before:
                    raise Invalid.at("", "codec.lift_goes_back", number=before)
            if number.__class__ is not int or not 0 <= number < len(self.events):
                raise Invalid.at(
                    "", "codec.unknown_event", number=brief(number), last=len(self.events) - 1
                )  # as above
            return self._numbers[self.events[number]][1].whole(fields)
        except Exception as error:
            raise _undecodable(self.kind, error, raw) from error

    def plain(self, raw: bytes) -> list[Any]:
        """Show `[number, field, …]` as it is written, as JSON can hold it."""
        return _plain(self.kind, raw)


def event_codec(
    kind_name: str, events: tuple[type[Any], ...], lifts: Mapping[int, Lift] | None = None
) -> EventCodec:
    """Make the codec of a kind's events.

    Args:
        kind_name: the kind of record, for errors.
        events: append-only; an event's position is its number in every journal ever written.
        lifts: for numbers no longer written, pure functions from the fields as written to a later number and
            its fields.
    """
    numbers = {cls: (number, shape(cls)) for number, cls in enumerate(events)}
    return EventCodec(kind_name, events, dict(lifts or {}), numbers)


def command_name(cls: type[Any]) -> str:
    """Name a command as packs do: its capability and its class, such as `merchants.Apply`."""
    package, _, rest = cls.__module__.partition(".")
    capability = rest.partition(".")[0] if package == __name__.partition(".")[0] else package
    return f"{capability}.{cls.__name__}"


def digest(command: Any, name: str | None = None) -> bytes:
    """Fingerprint a command: what tells a retry from another command under the same key.

    Fields at the end that hold their default are left out, so that a command sent again after an upgrade that
    gave it a new field is still the same command.

    Raises:
        Invalid: names every field whose value is not of its type.
    """
    cls = command.__class__
    packed = shape(cls).written(command, head=(name or command_name(cls),), least=_defaults(cls))
    return hashlib.sha256(packed).digest()


@functools.cache
def _defaults(cls: Any) -> tuple[tuple[Any, bytes] | None, ...]:
    return tuple(
        _default(cls, name, kind) for name, kind in zip(shape(cls).names, shape(cls).kinds, strict=True)
    )


_FACTORY: Final[Any] = attrs.Factory  # a class, though typed as a function


def _default(cls: type[Any], name: str, kind: Kind) -> tuple[Any, bytes] | None:
    default = getattr(attrs.fields(cls), name).default
    if isinstance(default, _FACTORY):
        if default.takes_self:
            return None
        default = default.factory()
    if default is attrs.NOTHING:
        return None
    written = kind.encode(default)
    return written, pack(written)


_ERROR: Final = fixed(PLAIN[str], FACTS)


def encode_error(error: FriendlyServicesError) -> bytes:
    """Write an error by its code and its facts, so that a refusal can be kept and raised again.

    >>> decode_error(encode_error(FriendlyServicesError()))
    FriendlyServicesError()
    """
    return pack(_ERROR.encode((error.code, error.facts)))


def decode_error(raw: bytes) -> FriendlyServicesError:
    """Read an error back, as the class that has its code.

    Raises:
        Undecodable: for a code that no imported class has, or facts that are not its own.
    """
    try:
        code, facts = _ERROR.decode(unpack(raw))
        for cls in _classes(FriendlyServicesError):
            if cls.code == code:
                return cls(**facts)
        raise Invalid.at("", "codec.unknown_error", value=code)
    except Exception as error:
        raise _undecodable("error", error, raw) from error


def _classes(base: type[FriendlyServicesError]) -> Iterator[type[FriendlyServicesError]]:
    yield base
    for cls in base.__subclasses__():
        yield from _classes(cls)
