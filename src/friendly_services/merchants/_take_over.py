"""Merchants named before this register began: entered as their files state, with no step invented."""

import hashlib
from datetime import datetime, time, timedelta
from typing import get_args

import attrs
from dateutil.relativedelta import relativedelta

from ..decider import Context, Decision
from ..errors import Invalid
from ..fields import check_listed
from ..ids import MerchantId, derive
from ..standards import Evidence as EvidenceKind
from ._application import check_business, check_facts, check_services, is_outside
from ._commands import TakeOver
from ._errors import TakenOverAlready
from ._events import TakenOver
from ._hands import keep_apart_taking_over
from ._named import listing_term
from ._rules import Rules
from ._values import Merchant, Naming, Plaque, Ref, Review, TakenFrom

__all__ = ["id_of", "take_over"]


def id_of(file: Ref) -> MerchantId:
    """The id of the merchant that an old file is about, whoever sends it and under whatever key."""
    return MerchantId(derive("merchant", "", f"{file.system}\0{file.number}".encode()))


def take_over(
    id_: MerchantId, merchant: Merchant | None, command: TakeOver, context: Context[Rules]
) -> Decision:
    """Enter the merchant; the same file again changes nothing, and one that says otherwise is refused."""
    if merchant is not None and merchant.taken_from is not None:
        if merchant.taken_from.digest == context.digest:
            return ()
        raise TakenOverAlready(command.file.system, command.file.number, id_, merchant.taken_from.on)
    rules, today, actor = context.rules, context.today, context.actor.id
    keep_apart_taking_over(command, actor)
    check_business(command.licence, command.trade, rules)
    check_listed("premises.area", command.premises.area, rules.areas)
    check_services(command.services, rules)
    _check_days(command, context)
    facts = tuple(attrs.evolve(fact, by=fact.by or actor, recorded_by=actor) for fact in command.facts)
    check_facts(facts, get_args(EvidenceKind), context)
    review = _first_review(id_, context)
    naming = Naming(
        on=command.named_on,
        ruling=None,
        plaque=Plaque(command.plaque, "", command.named_on),
        review=review,
    )
    taken = TakenOver(
        id=id_,
        taken_from=TakenFrom(command.file, today, actor, review.on, context.digest),
        name=command.name,
        licence=command.licence,
        trade=command.trade,
        premises=command.premises,
        services=command.services,
        hours=command.hours,
        facts=facts,
        refs=(command.file, *(ref for ref in command.refs if ref != command.file)),
        applicant=command.applicant,
        outside=is_outside(command.premises, rules),
        naming=naming,
        listed_on=command.listed_on,
        term=listing_term(command.listed_on, context),
    )
    return ((("merchant", id_), taken),)


def _check_days(command: TakeOver, context: Context[Rules]) -> None:
    """Refuse days to come, and a merchant that was on the map before it was named."""
    listed_on = command.listed_on or command.named_on
    for field, value in (("named_on", command.named_on), ("listed_on", listed_on)):
        if value > context.today:
            raise Invalid.at(field, "merchants.not_yet", value=value, today=context.today)
    if listed_on < command.named_on:
        raise Invalid.at("listed_on", "merchants.listed_before_named", value=listed_on, on=command.named_on)


def _first_review(id_: MerchantId, context: Context[Rules]) -> Review:
    """A day of the coming year, or of whatever the pack reviews by: any, and for each merchant the same.

    A ledger names hundreds on one day; by their anniversaries they would all fall due on one day too.
    """
    today = context.today
    days = (today + relativedelta(months=context.rules.review.every_months) - today).days
    on = today + timedelta(days=1 + int.from_bytes(hashlib.sha256(id_.encode()).digest()[:8]) % days)
    return Review(0, on, datetime.combine(on, time.min, context.now.tzinfo))
