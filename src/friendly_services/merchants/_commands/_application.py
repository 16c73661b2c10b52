"""What can be asked of an application: to be made, corrected, checked, decided, objected to, named."""

import attrs
from attrs.validators import deep_iterable, optional

from ...fields import a_name, a_text, if_given
from ...hours import Hours
from ...ids import MerchantId, NominationId
from ...names import words
from .._values import Fact, Licence, Photo, Premises, Ref, Source

__all__ = [
    "AnswerObjection",
    "ApplicationCommand",
    "Apply",
    "CompleteCheck",
    "Decide",
    "Lapse",
    "Name",
    "Object",
    "Resubmit",
    "ReturnForCorrection",
]


@attrs.frozen
class Apply:
    """Ask to become a friendly merchant."""

    name: str = attrs.field(validator=a_name)
    """As on the sign over the door."""
    licence: Licence
    """The licence it trades under."""
    trade: str = attrs.field(default="", kw_only=True)
    """One of the pack's `merchants.trades`; left out, unknown until somebody finds out."""
    premises: Premises
    """The room, with its area and point."""
    services: frozenset[str] = attrs.field(converter=words)
    """What it offers workers: keys of the pack's `merchants.services`."""
    hours: Hours | None = None
    """Left out, they are unknown: not closed, not always open."""
    facts: tuple[Fact, ...] = ()
    """What the applicant states about itself, by document or pledge."""
    refs: tuple[Ref, ...] = ()
    """Its numbers in other systems."""
    applicant: str | None = None
    """Who applies, where an officer files it for them; left out, the actor."""
    nomination: NominationId | None = None
    """The nomination of this place that it follows, if there is one: it is answered by that."""
    source: Source | None = None
    """What it goes back to; left out, the nomination that it names, or nobody but the shop itself."""
    photos: tuple[Photo, ...] = ()
    """Photographs of the premises, by digest; the files stay with the host."""


@attrs.frozen
class ReturnForCorrection:
    """Send the application back, once at each post, with everything that must be mended."""

    merchant: MerchantId
    """The id of the merchant."""
    items: tuple[str, ...]
    """What must be mended, one line each."""


@attrs.frozen
class Resubmit:
    """Answer a return: what is given replaces what was there.

    It goes back to the post that returned it; with another room, to the site check at the latest.
    """

    merchant: MerchantId
    """The id of the merchant."""
    name: str | None = attrs.field(default=None, validator=optional(a_name))
    """Left out, as it was; so with all that follows."""
    licence: Licence | None = None
    """The licence, where its number was copied wrong."""
    trade: str | None = None
    """One of the pack's `merchants.trades`."""
    premises: Premises | None = None
    """The room, whole: address, area and point."""
    services: frozenset[str] | None = attrs.field(default=None, converter=attrs.converters.optional(words))
    """All that it offers, not only what is new."""
    hours: Hours | None = None
    """The whole week."""
    facts: tuple[Fact, ...] = ()
    """What it states anew, by document or pledge."""
    photos: tuple[Photo, ...] | None = None
    """All photographs of the premises, not only new ones."""


@attrs.frozen
class CompleteCheck:
    """Pass the application on from the form check or the site check."""

    merchant: MerchantId
    """The id of the merchant."""
    beside: tuple[str, ...] = attrs.field(default=(), validator=deep_iterable(a_name))
    """Who else was there, by the host's ids."""
    photos: tuple[str, ...] = attrs.field(default=(), validator=deep_iterable(a_name))
    """Digests of photographs taken on the spot; enough of them stand in for a second person."""
    confirms_point: bool = False
    """That the point is right although it lies outside the city's outline."""


@attrs.frozen
class Decide:
    """Approve or reject, as the standard in force says."""

    merchant: MerchantId
    """The id of the merchant."""
    approve: bool
    """What the standard says: it is asked again, and the other way is refused."""
    note: str = attrs.field(default="", validator=if_given(a_text))
    """What whoever decides adds in words."""


@attrs.frozen
class Object:
    """Put something forward against a naming while it is on public notice."""

    merchant: MerchantId
    """The id of the merchant."""
    text: str = attrs.field(validator=a_text)
    """What is put forward."""


@attrs.frozen
class AnswerObjection:
    """Answer an objection: upheld, the premises are checked again; otherwise the notice goes on."""

    merchant: MerchantId
    """The id of the merchant."""
    objection: int
    """Its number, the first being 1."""
    upheld: bool
    """Whether it was right."""
    answer: str = attrs.field(validator=a_text)
    """What the one who objected is told."""


@attrs.frozen
class Name:
    """Name the merchant, with a plaque, once its public notice has run without an open objection."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class Lapse:
    """Close an application whose correction was not sent in time."""

    merchant: MerchantId
    """The id of the merchant."""


ApplicationCommand = (
    ReturnForCorrection | Resubmit | CompleteCheck | Decide | Object | AnswerObjection | Name | Lapse
)
"""About an application that is there."""
