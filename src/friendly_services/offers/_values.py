"""What a shop gives workers off its prices: the rule, when it holds, and what a meal costs by it."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, NewType

import attrs
from attrs.validators import optional

from ..cases import Term
from ..errors import Invalid
from ..fields import a_name, if_given, whole
from ..hours import Hours, spans
from ..text import Label
from ._alliances import AllianceId

__all__ = [
    "Allowance",
    "Item",
    "Offer",
    "OfferId",
    "Price",
    "Rule",
    "Rules",
    "Standing",
    "Terms",
    "Window",
    "price_of",
    "token_for",
]

OfferId = NewType("OfferId", str)
Standing = Literal["running", "ended", "expired"]
Source = Literal["stated", "found", "proposed"]

_DEAREST: Final = 10**9
"""Fen: far more than a meal costs."""
_LENGTH: Final = 32
"""Hexadecimal characters of a token: 128 bits."""


# --- rules -----------------------------------------------------------------------------------------------


@attrs.frozen
class Window:
    """A time of the day at which offers can hold, such as the hours off the peak (错峰)."""

    title: Label
    hours: str
    """Such as `13:00-15:00`, on every day."""
    source: str = ""
    status: Source = "proposed"

    def __attrs_post_init__(self) -> None:
        try:
            spans(self.hours)
        except Invalid as error:
            raise error.inside("hours") from None


@attrs.frozen
class Rules:
    """The `[offers]` section of a pack."""

    most_per_day: int = attrs.field(validator=whole(1))
    """How often a day an offer can let the same worker use it, at most."""
    longest_days: int = attrs.field(validator=whole(1, 3_660))
    """How many days an offer can hold, the first and the last counted: none holds for ever."""
    windows: Mapping[str, Window] = attrs.field(factory=dict)
    """Times of the day that offers can name."""
    notice_days: int = attrs.field(default=0, validator=whole(0, 366))
    """So many days from its notice on a member stays in an alliance, at least."""


# --- what a worker pays ----------------------------------------------------------------------------------


@attrs.frozen
class Item:
    """One thing on a list, with what others pay and what workers pay."""

    title: str = attrs.field(validator=a_name)
    original: int = attrs.field(validator=whole(1, _DEAREST))
    """In fen."""
    fen: int = attrs.field(validator=whole(0, _DEAREST))


@attrs.frozen
class Rule:
    """What a worker pays: so many per cent less, one price for what costs more, or by a list; one of them."""

    percent: int | None = attrs.field(default=None, validator=optional(whole(1, 100)))
    """Per cent off every price."""
    fen: int | None = attrs.field(default=None, validator=optional(whole(0, _DEAREST)))
    """One price, in fen."""
    items: tuple[Item, ...] = ()
    """A list of things with prices of their own."""

    def check(self) -> None:
        """Refuse a rule that says several things or none, or asks more of workers than of others."""
        if sum((self.percent is not None, self.fen is not None, bool(self.items))) != 1:
            raise Invalid.at("rule", "offers.one_rule")
        for n, one in enumerate(self.items):
            if one.fen > one.original:
                raise Invalid.at(f"rule.items.{n}.fen", "number.too_large", value=one.fen, high=one.original)


@attrs.frozen
class Price:
    """What others pay and what a worker pays, both in fen."""

    original: int
    rider: int


def price_of(rule: Rule, original: int | None = None, item: str = "") -> Price:
    """What a worker pays: whole fen, never below 0 and never above the original price.

    A percentage that leaves a part of a fen is rounded down, in the worker's favour.

    >>> price_of(Rule(fen=1050), 1850)
    Price(original=1850, rider=1050)
    >>> price_of(Rule(percent=32), 999)
    Price(original=999, rider=679)
    """
    if rule.items:
        titles = {one.title: one for one in rule.items}
        if item not in titles:
            raise Invalid.at("item", "value.not_one_of", value=item, choices=tuple(titles))
        return Price(titles[item].original, min(titles[item].fen, titles[item].original))
    if original is None:
        raise Invalid.at("original", "value.missing")
    if rule.percent is not None:
        return Price(original, original * (100 - rule.percent) // 100)
    return Price(original, original if rule.fen is None else min(rule.fen, original))


def token_for(worker: str, day: date, key: bytes) -> str:
    """A worker's token of one day: what `UseOffer` takes in place of an id, so that no track is kept.

    Args:
        worker: the host's own reference; it goes no further than here.
        day: the local day.
        key: a secret that the host draws for this day and throws away after it. With the key gone, nobody can
            tell whose token it was, nor which tokens of two days are the same worker's.

    >>> token_for("rider-7", date(2026, 3, 2), b"drawn this morning")[:9]
    '20260302-'
    """
    made = hmac.new(key, f"{day}\0{worker}".encode(), hashlib.sha256).hexdigest()
    return f"{day:%Y%m%d}-{made[:_LENGTH]}"


# --- states ----------------------------------------------------------------------------------------------


@attrs.frozen
class Terms:
    """What an offer is: a new version of it replaces all of this at once."""

    title: str = attrs.field(validator=a_name)
    """As on the poster."""
    rule: Rule
    """What a worker pays."""
    starts: date
    """The first day on which it holds."""
    ends: date
    """The last day."""
    per_day: int = attrs.field(default=1, validator=whole(1))
    """How often a day the same worker can use it."""
    window: str = ""
    """One of the pack's `offers.windows`; left out, at any hour that `hours` allows."""
    hours: Hours | None = None
    """Hours of a week, instead of a window; neither of them, and it holds at any hour."""
    code: str = attrs.field(default="", validator=if_given(a_name))
    """What is scanned or said at the counter to use it; left out, nothing."""


@attrs.frozen
class Offer:
    """An offer of a merchant or station to workers, in its present version."""

    id: OfferId
    host: str
    """The merchant or station that makes it."""
    terms: Terms
    hours: Hours | None
    """When it holds, the window's hours included; None at any hour."""
    version: int
    until: Term
    """To the end of which day it holds."""
    standing: Standing = "running"
    day: date | None = None
    """The last day on which it was used."""
    uses: int = 0
    """How often on that day, whoever used it."""
    alliance: AllianceId | None = None
    """The alliance whose offer it is, through all versions; None if it is the host's own."""


@attrs.frozen
class Allowance:
    """How often one token has used one offer: of one day, as the token is."""

    id: str
    offer: OfferId
    day: date
    used: int
