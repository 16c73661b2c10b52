"""Values to bytes and back: compact, strict, the same bytes everywhere and for ever.

A value is an array of its fields in their order. A field added later stands at the end and has a default; any
other change to an event is a new event with a new number, and a lift from the old one.
"""

from ._codecs import (
    EventCodec,
    Lift,
    Undecodable,
    ValueCodec,
    command_name,
    decode_error,
    digest,
    encode_error,
    event_codec,
    value_codec,
)
from ._keys import key_bytes
from ._leaves import brief
from ._records import reads_back, unchangeable

__all__ = [
    "EventCodec",
    "Lift",
    "Undecodable",
    "ValueCodec",
    "brief",
    "command_name",
    "decode_error",
    "digest",
    "encode_error",
    "event_codec",
    "key_bytes",
    "reads_back",
    "unchangeable",
    "value_codec",
]
