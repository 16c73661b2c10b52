"""From an application to a named merchant: what each command of the route does."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, cast, get_args

import attrs

from .. import cases
from ..decider import Context, Decision
from ..errors import Forbidden, Invalid
from ..fields import check_listed
from ..ids import Key, MerchantId
from ..names import check_name
from ..places import check_in_box
from ..standards import Evidence as EvidenceKind
from ..standards import Verdict
from ..text import Label
from ._commands import (
    AnswerObjection,
    Apply,
    CompleteCheck,
    Decide,
    Object,
    RecordFacts,
    Resubmit,
    ReturnForCorrection,
)
from ._errors import (
    EvidenceMissing,
    FactsMissing,
    NotQualified,
    NotYetSeen,
    PointUnconfirmed,
    Qualified,
    TermRunning,
    TooLate,
)
from ._events import (
    ApplicationClosed,
    ApplicationOpened,
    Applied,
    CheckCompleted,
    Corrected,
    Decided,
    FactsRecorded,
    Moved,
    Named,
    Objected,
    ObjectionAnswered,
    Resubmitted,
    ReturnedForCorrection,
)
from ._hands import (
    SITE_CHECK,
    act_on_behalf,
    keep_apart_answering,
    keep_apart_checking,
    keep_apart_deciding,
    keep_apart_recording,
    speak_for,
)
from ._nominations import follow
from ._plaque import numbered
from ._rules import Rules
from ._schedule import next_review
from ._values import (
    Application,
    Fact,
    Licence,
    Merchant,
    Naming,
    Objection,
    Premises,
    Ruling,
    Standing,
    check_photos,
)
from ._verdict import answers_of, judge, unproven, version_for

STATED = ("document", "pledge")
"""The evidence an applicant can bring; a registry is asked and a site is checked by others."""
CORRECTING = Label(en="term for corrections", zh="补正期限")


def apply(key: MerchantId, states: Mapping[Key, Any], command: Apply, context: Context[Rules]) -> Decision:
    """Open the record and its application, and answer the nomination that it follows."""
    rules = context.rules
    applicant = command.applicant or context.actor.id
    if applicant != context.actor.id:
        act_on_behalf(context)
    check_business(command.licence, command.trade, rules)
    check_listed("premises.area", command.premises.area, rules.areas)
    check_services(command.services, rules)
    check_photos(command.photos, context.today)
    facts = _stated(command.facts, applicant, context)
    case = cases.open_case(rules.route, context.now, context.calendar)
    applied = Applied(
        id=key,
        name=command.name,
        licence=command.licence,
        trade=command.trade,
        premises=command.premises,
        services=command.services,
        hours=command.hours,
        facts=facts,
        refs=command.refs,
        applicant=applicant,
        on=context.today,
        standing=_standing(case),
        term=case.term,
        outside=is_outside(command.premises, rules),
        filed_by=context.actor.id,
        source=command.source or ("nominated" if command.nomination else "self"),
        nomination=command.nomination,
        photos=command.photos,
    )
    return (
        (("merchant", key), applied),
        (("application", key), ApplicationOpened(key, applicant, case)),
        *(follow(command.nomination, states, key, context.today) if command.nomination else ()),
    )


def return_for_correction(
    merchant: Merchant, application: Application, command: ReturnForCorrection, context: Context[Rules]
) -> Decision:
    """Send the application back with everything that must be mended."""
    hold_post(application.case.post, command, context)
    if not command.items:
        raise Invalid.at("items", "value.missing")
    case = cases.return_for_correction(application.case, context.rules.route, context.now, context.calendar)
    returned = ReturnedForCorrection(case, command.items, context.actor.id)
    return _application(merchant, returned), _moved(merchant, "returned", case.term)


def resubmit(
    merchant: Merchant, application: Application, command: Resubmit, context: Context[Rules]
) -> Decision:
    """Take up the application again with what was mended; another room is seen before it is decided on."""
    speak_for(merchant, context)
    rules = context.rules
    premises = command.premises or merchant.premises
    if command.premises is not None:
        check_listed("premises.area", premises.area, rules.areas)
    if command.services is not None:
        check_services(command.services, rules)
    licence, trade = command.licence or merchant.licence, command.trade or merchant.trade
    check_business(licence, trade, rules)
    check_photos(command.photos or (), context.today)
    mended = Corrected(
        name=command.name or merchant.name,
        licence=licence,
        trade=trade,
        premises=premises,
        services=merchant.services if command.services is None else command.services,
        hours=command.hours or merchant.hours,
        outside=is_outside(premises, rules),
        filed_by=context.actor.id,
        photos=command.photos,
    )
    facts = _stated(command.facts, merchant.applicant, context)
    case = cases.take_up_again(application.case, rules.route, context.now, context.calendar)
    moved = premises != merchant.premises
    if moved and case.post == "decision":
        case = cases.send_back(case, SITE_CHECK, rules.route, context.now, context.calendar)
    return (
        _application(merchant, Resubmitted(case, context.actor.id, moved)),
        (("merchant", merchant.id), mended),
        *(((("merchant", merchant.id), FactsRecorded(facts)),) if facts else ()),
        _moved(merchant, _standing(case), case.term),
    )


def lapse(merchant: Merchant, application: Application, context: Context[Rules]) -> Decision:
    """Close an application that was not mended in time."""
    term_over(CORRECTING, application.case.term, context.today)
    return _application(merchant, _closed("lapsed", context)), _moved(merchant, "lapsed", None)


def record_facts(merchant: Merchant, command: RecordFacts, context: Context[Rules]) -> Decision:
    """Put findings on record, each with who found it and who recorded it."""
    if not command.facts:
        raise Invalid.at("facts", "value.missing")
    actor = context.actor.id
    facts = tuple(attrs.evolve(fact, by=fact.by or actor, recorded_by=actor) for fact in command.facts)
    check_facts(facts, get_args(EvidenceKind), context)
    for fact in facts:
        keep_apart_recording(merchant, fact, STATED)
    return ((("merchant", merchant.id), FactsRecorded(facts)),)


def complete_check(
    merchant: Merchant, application: Application, command: CompleteCheck, context: Context[Rules]
) -> Decision:
    """Pass the application on to the next post."""
    rules, post = context.rules, application.case.post
    hold_post(post, command, context)
    people = tuple(dict.fromkeys((context.actor.id, *command.beside)))
    confirmed = application.outside_confirmed
    if post == SITE_CHECK:
        keep_apart_checking(merchant, application, people)
        asked = rules.site_check
        if len(people) < asked.people and len(set(command.photos)) < asked.photos:
            raise NotYetSeen(people=asked.people, photos=asked.photos)
        confirmed = confirmed or command.confirms_point
        if merchant.outside and not confirmed:
            raise PointUnconfirmed
    case = cases.advance(application.case, rules.route, people, context.now, context.calendar)
    completed = CheckCompleted(case, command.photos, confirmed)
    return _application(merchant, completed), _moved(merchant, _standing(case), case.term)


def decide_application(
    merchant: Merchant, application: Application, command: Decide, context: Context[Rules]
) -> Decision:
    """Approve or reject as the standard says: neither against it, nor while it cannot be answered.

    An objection that nobody has answered, since another one was upheld before it, is answered next.
    """
    hold_post(application.case.post, command, context)
    actor = context.actor.id
    keep_apart_deciding(merchant, application, actor)
    ruling = rule(merchant, command.approve, context, applied=merchant.applied_on)
    case = application.case
    if command.approve:
        case = cases.advance(case, context.rules.route, (actor,), context.now, context.calendar)
    decided = _application(merchant, Decided(case, ruling, command.note))
    if command.approve:
        if any(objection.upheld is None for objection in application.objections):
            answer_by = cases.term(context.rules.answer, context.now, context.calendar)
            return decided, _moved(merchant, "objected", answer_by)
        return decided, _moved(merchant, "notice", case.term)
    return (
        decided,
        _application(merchant, _closed("rejected", context)),
        _moved(merchant, "rejected", None),
    )


def rule(
    merchant: Merchant, approve: bool, context: Context[Rules], *, applied: date | None = None
) -> Ruling:
    """The ruling that the standard allows; refused where it says otherwise or cannot say."""
    standard = context.rules.standard
    version = version_for(standard, on=context.today, applied=applied)
    verdict: Verdict = judge(standard, merchant, on=context.today, applied=applied)
    about = standard.id, version.title, version.number
    match verdict.answer, approve:
        case "unknown", _:
            missing = verdict.needs()
            titles = {fact.name: fact.title for fact in version.facts}
            raise FactsMissing(*about, missing, tuple(titles[name] for name in missing))
        case "met", False:
            raise Qualified(*about)
        case "met", True:
            weak = unproven(version, verdict, merchant.facts)
            if weak:
                raise EvidenceMissing(tuple(why for _, why in weak))
        case _, True:
            raise NotQualified(*about, verdict.why_not())
        case _:
            pass
    return Ruling(
        approved=approve,
        by=context.actor.id,
        at=context.now,
        standard=standard.id,
        version=version.number,
        pack=context.pack,
        applied=context.today if applied is None or version.open_cases == "decision" else applied,
        answers=answers_of(verdict),
    )


def object_to(
    merchant: Merchant, application: Application, command: Object, context: Context[Rules]
) -> Decision:
    """Take an objection; naming waits for the answer."""
    if application.case.term.over(context.today):
        raise TooLate(what=context.rules.route.posts["notice"].title, term=application.case.term.reason)
    objection = Objection(len(application.objections) + 1, context.actor.id, context.today, command.text)
    answer_by = cases.term(context.rules.answer, context.now, context.calendar)
    return _application(merchant, Objected(objection)), _moved(merchant, "objected", answer_by)


def answer_objection(
    merchant: Merchant, application: Application, command: AnswerObjection, context: Context[Rules]
) -> Decision:
    """Answer an objection: the notice goes on, or the premises are checked again."""
    actor = context.actor.id
    open_ones = {o.number: o for o in application.objections if o.upheld is None}
    objection = open_ones.get(command.objection)
    if objection is None:
        raise Invalid.at("objection", "value.not_one_of", value=command.objection, choices=tuple(open_ones))
    keep_apart_answering(merchant, application, objection.by, actor)
    answered = attrs.evolve(objection, answer=command.answer, upheld=command.upheld)
    case, standing, term = application.case, merchant.standing, merchant.term
    if command.upheld:
        case = cases.send_back(case, SITE_CHECK, context.rules.route, context.now, context.calendar)
        standing, term = "site_check", case.term
    elif len(open_ones) == 1:
        standing, term = "notice", case.term
    return (
        _application(merchant, ObjectionAnswered(answered, actor, case)),
        _moved(merchant, standing, term),
    )


def name(merchant: Merchant, application: Application, context: Context[Rules]) -> Decision:
    """Name the merchant once its notice has run; an application that got here was approved."""
    rules, case, today = context.rules, application.case, context.today
    term_over(rules.route.posts[case.post].title, case.term, today)
    naming = Naming(
        on=today,
        ruling=cast("Ruling", application.ruling),  # only an approval leads to the notice
        plaque=numbered(merchant, context),
        review=next_review(1, today, context),
    )
    list_by = cases.term(rules.route.posts["listing"].within, context.now, context.calendar)
    return (
        (("merchant", merchant.id), Named(naming, list_by)),
        _application(merchant, _closed("named", context)),
    )


def hold_post(post: str, command: object, context: Context[Rules]) -> None:
    """Refuse whoever does not hold the role that works at this post."""
    role = context.rules.route.posts[post].role
    if role is not None and not context.actor.may({role}):
        raise Forbidden(context.actor.id, f"merchants.{type(command).__name__}", (role,))


def term_over(what: Label, term: cases.Term, today: date) -> None:
    """Refuse before a term has passed, naming its last day."""
    if not term.over(today):
        raise TermRunning(what=what, term=term.reason)


def check_services(services: frozenset[str], rules: Rules) -> None:
    """Refuse none at all, and those the pack does not list."""
    if not services:
        raise Invalid.at("services", "value.missing")
    for code in sorted(services - rules.services.keys()):
        raise Invalid.at("services", "value.not_one_of", value=code, choices=tuple(rules.services))


def check_business(licence: Licence, trade: str, rules: Rules) -> None:
    """Refuse a kind of licence or a trade that the pack does not list; a trade may be unknown."""
    if licence.kind not in rules.licences:
        raise Invalid.at("licence.kind", "value.not_one_of", value=licence.kind, choices=rules.licences)
    if trade and trade not in rules.trades:
        raise Invalid.at("trade", "value.not_one_of", value=trade, choices=tuple(rules.trades))


def _stated(facts: tuple[Fact, ...], applicant: str, context: Context[Rules]) -> tuple[Fact, ...]:
    stated = tuple(attrs.evolve(fact, by=applicant, recorded_by=context.actor.id) for fact in facts)
    check_facts(stated, STATED, context)
    return stated


def check_facts(facts: tuple[Fact, ...], kinds: tuple[str, ...], context: Context[Rules]) -> None:
    """Refuse, by field, facts of days to come, of other kinds of evidence, or that nobody declared."""
    version = context.rules.standard.in_force(context.today)
    for i, fact in enumerate(facts):
        if fact.evidence.kind not in kinds:
            raise Invalid.at(
                f"facts.{i}.evidence.kind", "value.not_one_of", value=fact.evidence.kind, choices=kinds
            )
        if fact.on > context.today:
            raise Invalid.at(f"facts.{i}.on", "merchants.not_yet", value=fact.on, today=context.today)
        check_name(f"facts.{i}.source", fact.source)
        try:
            version.known({fact.name: fact.value}, context.today)
        except Invalid as error:
            raise error.inside(f"facts.{i}") from None


def is_outside(premises: Premises, rules: Rules) -> bool:
    """Whether the point lies outside the outline that the pack draws, if it does."""
    return rules.box is not None and not check_in_box(premises.point, rules.box)


def _standing(case: cases.Case) -> Standing:
    return cast("Standing", case.post)  # every post up to the notice is a standing of the same name


def _application(merchant: Merchant, event: object) -> tuple[tuple[str, str], object]:
    return ("application", merchant.id), event


def _moved(merchant: Merchant, standing: Standing, term: cases.Term | None) -> tuple[tuple[str, str], object]:
    return ("merchant", merchant.id), Moved(standing, term)


def _closed(
    outcome: Literal["named", "rejected", "lapsed", "withdrawn"], context: Context[Rules]
) -> ApplicationClosed:
    return ApplicationClosed(outcome, context.today, context.actor.id)
