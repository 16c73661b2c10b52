"""The rules of the register: what a command does, or why not."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final, assert_never

import attrs
from dateutil.relativedelta import relativedelta

from ..cases import term_to
from ..decider import Context, Decision, NewId
from ..errors import Invalid, NotFound
from ..fields import check_listed
from ..ids import Key, PersonId
from ..text import Reason
from ._commands import (
    Command,
    Consent,
    Correct,
    Erase,
    EraseAgain,
    EraseFields,
    HoldBack,
    Keep,
    Record,
    Release,
    WithdrawConsent,
)
from ._errors import HeldNow, NoConsent, NotKept, NotNow
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
from ._values import Agreement, Erasing, Hold, Kept, OpenCase, Person, Rules, Standing

__all__ = ["ALLOWED", "CONTACT", "contact_after", "decide", "possible", "subjects"]

CONTACT: Final = "contact"
"""The kind of the private record beside a person's: City keeps it, and no decision sees it."""

_RECORDED: Final = frozenset[Standing]({"recorded"})
_ALIVE: Final = frozenset[Standing]({"recorded", "erasing"})

ALLOWED: Final[Mapping[str, frozenset[Standing]]] = {
    "Correct": _RECORDED,
    "Consent": _RECORDED,
    "WithdrawConsent": _RECORDED,
    "HoldBack": _ALIVE,
    "Release": _ALIVE,
    "Keep": _RECORDED,
    "EraseFields": _RECORDED,
    "Erase": _ALIVE,
    "EraseAgain": _ALIVE,
}
"""Every command about a person on record, with the standings in which it can be sent."""


def possible(person: Person) -> Mapping[str, Reason | None]:
    """Every command about the person: None if the record's standing allows it, else why not."""
    return {
        command: None if person.standing in allowed else NotNow(command, person.id, person.standing).reason
        for command, allowed in ALLOWED.items()
    }


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The person, and the private record beside it where the command touches that."""
    person = new("person") if isinstance(command, Record) else command.person
    match command:
        case Record() | Correct() | EraseFields() | Erase() | EraseAgain():
            return ("person", person), (CONTACT, person)
        case _:
            return (("person", person),)


def contact_after(command: Command, before: Mapping[str, str]) -> Mapping[str, str] | None:
    """The private fields as a command that is allowed leaves them; None where it does not touch them."""
    match command:
        case Record() | Correct():
            return {**before, **{name: value.text for name, value in command.fields.items()}}
        case EraseFields():
            return {name: text for name, text in before.items() if name not in command.fields}
        case Erase() | EraseAgain():
            return {}
        case _:
            return None


def decide(states: Mapping[Key, Any], command: Command, context: Context[Rules]) -> Decision:
    """What a command does to a person's record, or why it is refused."""
    if isinstance(command, Record):
        id_ = PersonId(context.new("person"))
        return tuple((("person", id_), event) for event in _recorded(id_, command, context))
    key = ("person", command.person)
    person: Person | None = states.get(key)
    if person is None:
        raise NotFound(*key)
    if person.standing not in ALLOWED[type(command).__name__]:
        raise NotNow(type(command).__name__, person.id, person.standing)
    return tuple((key, event) for event in _events(person, command, context))


def _recorded(id_: PersonId, command: Record, context: Context[Rules]) -> Iterable[Event]:
    if command.ref is None and not command.fields:
        raise Invalid.at("ref", "persons.nothing_to_record")
    agreed = {given.purpose for given in command.consents}
    yield Recorded(id_, context.today, command.ref)
    for n, given in enumerate(command.consents):
        yield _consented(f"consents.{n}", given, context)
    if command.fields:
        yield _changed(command.fields, agreed, context)


def _events(
    person: Person,
    command: Correct
    | Consent
    | WithdrawConsent
    | HoldBack
    | Release
    | Keep
    | EraseFields
    | Erase
    | EraseAgain,
    context: Context[Rules],
) -> tuple[Event, ...]:
    today, actor = context.today, context.actor.id
    match command:
        case Correct():
            agreed = {name for name, given in person.consents.items() if given.withdrawn is None}
            return (_changed(command.fields, agreed, context),)
        case Consent():
            return (_consented("agreement", command.agreement, context),)
        case WithdrawConsent():
            return (_withdrawn(person, command.purpose, context),)
        case HoldBack():
            if command.until < today:
                raise Invalid.at("until", "persons.day_past", value=command.until, today=today)
            hold = Hold(person.last_hold + 1, command.basis, command.until)
            return (HeldBack(hold, actor),)
        case Release():
            if command.hold not in [hold.number for hold in person.holds]:
                choices = tuple(hold.number for hold in person.holds)
                raise Invalid.at("hold", "value.not_one_of", value=command.hold, choices=choices)
            return (Released(command.hold, actor),)
        case Keep():
            names = _kept(person, command.fields)
            for name in names:
                if command.until <= person.kept[name].until:
                    raise Invalid.at("until", "persons.not_longer", until=person.kept[name].until)
            return (RetentionExtended(names, command.until, command.basis, actor),)
        case EraseFields():
            names = _kept(person, command.fields)
            for hold in _holds(person, today):
                raise HeldNow(person.id, hold.basis, hold.until)
            seal = context.seal if set(person.kept) - set(names) else b""
            return (FieldsErased(names, today, command.reason, seal),)
        case Erase():
            return (_erasure(person, command, context),)
        case EraseAgain():
            return (Erased(today, "restored", "erasure register"),)
        case _:
            assert_never(command)


def _changed(names: Iterable[str], agreed: Iterable[str], context: Context[Rules]) -> ContactChanged:
    rules, today = context.rules, context.today
    for name in names:
        if name not in rules.fields:
            _unknown_field(name, rules)
        field = rules.fields[name]
        if field.basis == "consent" and field.purpose not in agreed:
            raise NoConsent(name, field.purpose)
    kept = {
        name: Kept(today, today + relativedelta(months=rules.fields[name].retention_months)) for name in names
    }
    return ContactChanged(kept, context.seal)


def _unknown_field(name: str, rules: Rules) -> None:
    """Refuse it; what does not look like a field's name may be private itself, and is not repeated."""
    if not rules.fields:
        raise Invalid.at("fields", "persons.no_fields")
    if not (name.isascii() and name.replace("_", "").isalpha()):
        raise Invalid.at("fields", "persons.not_a_field", choices=tuple(rules.fields))
    check_listed(f"fields.{name}", name, rules.fields)


def _consented(path: str, given: Agreement, context: Context[Rules]) -> Consented:
    check_listed(f"{path}.purpose", given.purpose, context.rules.purposes)
    return Consented(given, context.today)


def _withdrawn(person: Person, purpose: str, context: Context[Rules]) -> ConsentWithdrawn:
    consent = person.consents.get(purpose)
    if consent is None or consent.withdrawn is not None:
        choices = tuple(name for name, given in person.consents.items() if given.withdrawn is None)
        raise Invalid.at("purpose", "value.not_one_of", value=purpose, choices=choices)
    term = term_to(context.today + timedelta(days=context.rules.erasure_days), context.now)
    stopped = {
        name: attrs.evolve(kept, stopped=term)
        for name, kept in person.kept.items()
        if (field := context.rules.fields.get(name)) and (field.basis, field.purpose) == ("consent", purpose)
    }
    return ConsentWithdrawn(purpose, context.today, stopped)


def _kept(person: Person, names: Iterable[str]) -> tuple[str, ...]:
    for name in sorted(names):
        if name not in person.kept:
            raise NotKept(person.id, name)
    return tuple(sorted(names))


def _holds(person: Person, today: date) -> list[Hold]:
    """The holds that are not over, the longest first."""
    return sorted(
        (h for h in person.holds if h.until >= today),
        key=lambda hold: (hold.until, hold.number),
        reverse=True,
    )


def _erasure(person: Person, command: Erase, context: Context[Rules]) -> Erased | ErasurePostponed:
    today = context.today
    holds = _holds(person, today)
    cases = [case for case in context.found if isinstance(case, OpenCase)]
    if not holds and not cases:
        return Erased(today, command.reason, command.basis)
    again = today + timedelta(days=context.rules.erasure_days)
    ends = [
        *(hold.until for hold in holds),
        *(case.until if case.until and case.until >= today else again for case in cases),
    ]
    waits_for = (*(f"hold-{hold.number}" for hold in holds), *(case.id for case in cases))
    waiting = Erasing(command.reason, command.basis, today, waits_for, term_to(max(ends), context.now))
    return ErasurePostponed(waiting, context.actor.id)
