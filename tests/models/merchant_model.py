"""The register of merchants as its documentation tells it: plain records, and an `if` for every sentence.

Nothing here calls what decides in the library. Terms are those of the small city's pack, in days.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from friendly_services import merchants as m
from friendly_services.decider import Actor
from tests.models.naive import DAY, No, in_months, method, over, permit, working_days

__all__ = ["Merchants", "Shop"]

APPLYING: Final = ("form_check", "site_check", "decision", "returned", "notice", "objected")
IN_CASE: Final = ("revoking", "hearing")
LIVE: Final = (*APPLYING, "named", "suspended", *IN_CASE, "appealed")
LEFT: Final = ("revoked", "withdrawn", "ended")
WORKS_AT: Final = {"form_check": "officer", "site_check": "inspector", "decision": "officer"}
POST_DAYS: Final = {"form_check": 2, "site_check": 3, "decision": 2, "notice": 2}
EVIDENCE: Final = {"review_failed": "review", "fraud": "audit", "refusal": "report"}
PARTIES: Final = ("officer", "inspector")

WHERE: Final = {
    "ReturnForCorrection": ("form_check", "site_check", "decision"),
    "Resubmit": ("returned",),
    "Lapse": ("returned",),
    "RecordFacts": LIVE,
    "AddRef": LIVE,
    "CompleteCheck": ("form_check", "site_check"),
    "Decide": ("decision",),
    "Object": ("notice", "objected"),
    "AnswerObjection": ("objected",),
    "Name": ("notice",),
    "List": ("named",),
    "Hide": ("named", *IN_CASE),
    "Show": ("named", "suspended", *IN_CASE),
    "Suspend": ("named",),
    "Restore": ("suspended",),
    "AppointReview": ("named",),
    "StartReview": ("named",),
    "SignReview": ("named",),
    "OrderCorrection": ("named",),
    "PassReview": ("named",),
    "OpenRevocation": ("named", "suspended"),
    "StateCase": IN_CASE,
    "AskHearing": ("revoking",),
    "HoldHearing": ("hearing",),
    "Revoke": ("revoking",),
    "Dismiss": IN_CASE,
    "Appeal": ("revoked",),
    "OrderStay": ("appealed",),
    "DecideAppeal": ("appealed",),
    "EndCoolOff": ("revoked",),
    "Withdraw": (*APPLYING, "named", "suspended"),
    "EndBusiness": ("named", "suspended"),
    "RecoverPlaque": (*LEFT, "appealed"),
    "VoidPlaque": (*LEFT, "appealed"),
    "ReplacePlaque": ("named", "suspended"),
    "Remind": ("form_check", "site_check", "decision", "objected", "named", *IN_CASE, "appealed"),
}
NOT_OFFICE: Final = frozenset(
    {
        *("Resubmit", "Lapse", "RecordFacts", "AddRef", "Object", "StartReview", "StateCase", "Appeal"),
        *("AskHearing", "EndCoolOff", "Withdraw", "EndBusiness", "Remind"),
    }
)
"""What an applicant may do for the own shop, or nobody in office does."""


@dataclass
class Review:
    """The one re-review that a named shop has at any time."""

    number: int
    due: date
    begins: date
    appointed: date | None = None
    term: date | None = None
    signed: dict[str, tuple[str, tuple[str, str]]] = field(default_factory=dict)
    correction: tuple[str, frozenset[tuple[str, str]]] | None = None


@dataclass
class Case:
    """A case for revocation, through its appeal."""

    ground: str
    opened_by: str
    heard: date
    mended: date | None
    ask_by: date
    waived: bool = False
    asked_by: str | None = None
    presided_by: str | None = None
    stated_by: str | None = None
    decided_by: str | None = None
    hidden_by: str | None = None
    appealed_by: str | None = None


@dataclass
class Loss:
    """What a revocation took, while it may fall."""

    case: str
    appeal_by: date
    cool_off: date | None
    listed_on: date | None
    rest: date | None
    stayed: bool = False


@dataclass
class Shop:
    """All that the model knows of one merchant."""

    licence: str
    room: str
    applicant: str
    senders: set[str]
    standing: str
    term: date | None
    facts: dict[tuple[str, date], tuple[Any, str, frozenset[str]]] = field(default_factory=dict)
    refs: set[tuple[str, str]] = field(default_factory=set)
    outside: bool = False
    confirmed: bool = False
    reminded: date | None = None
    # the application
    post: str = "form_check"
    post_term: date | None = None
    returned_by: list[str] = field(default_factory=list)
    saw: set[str] = field(default_factory=set)
    signed_decision: set[str] = field(default_factory=set)
    objections: list[list[Any]] = field(default_factory=list)
    decided_by: str | None = None
    # the naming
    anchor: date | None = None
    named_on: date | None = None
    listed_on: date | None = None
    review: Review | None = None
    plaque: str | None = None
    plaques: int = 0
    return_by: date | None = None
    hidden: tuple[str, date] | None = None
    rest: date | None = None
    closing: date | None = None
    # cases
    case: str | None = None
    ground: str | None = None
    claimed_until: date | None = None
    lost: Loss | None = None

    def holds_claim(self) -> bool:
        """Whether nobody else may have its licence and premises."""
        return self.standing not in (*LEFT, "rejected", "lapsed") or self.claimed_until is not None

    def absent(self) -> str | None:
        """Why the map does not show it."""
        stayed = self.lost is not None and self.lost.stayed
        if self.standing not in ("named", "suspended", *IN_CASE) and not stayed:
            return "merchants.absent_standing"
        if self.rest is not None:
            return "merchants.absent_suspended"
        if self.hidden is not None:
            return "merchants.absent_hidden"
        return None if self.listed_on else "merchants.absent_unlisted"

    def due(self) -> list[tuple[date, str]]:
        """The first day after each term that runs, with what time brings then."""
        found: list[tuple[date, str]] = []
        if self.term is not None:
            what = {"returned": "Lapse", "notice": "Name", "suspended": "Restore"}.get(self.standing)
            found.append((self.term + DAY, what) if what else ((self.reminded or self.term) + DAY, "Remind"))
        if self.hidden and self.standing not in IN_CASE:
            found.append((self.hidden[1] + DAY, "Show"))
        if self.standing == "named" and self.review and self.review.term is None:
            found.append((self.review.begins, "StartReview"))
        if self.closing and self.standing in ("named", "suspended") and not self.hidden:
            found.append((self.closing + DAY, "EndBusiness"))
        if self.plaque == "recalled" and self.return_by:
            found.append((self.return_by + DAY, "VoidPlaque"))
        if self.claimed_until:
            found.append((self.claimed_until + DAY, "EndCoolOff"))
        return found

    # what is known of it

    def latest(self, today: date) -> dict[str, tuple[Any, str, frozenset[str]]]:
        """Of each fact the newest that was so by today."""
        return {name: fact for (name, on), fact in sorted(self.facts.items(), key=_by_day) if on <= today}

    def answers(self, today: date) -> tuple[str, str]:
        """Enough seats? Licensed?"""
        found = self.latest(today)
        seats, licensed = (found[name][0] if name in found else None for name in ("seats", "licensed"))
        return (
            "unknown" if seats is None else "met" if seats >= 2 else "unmet",
            "unknown" if licensed is None else "met" if licensed else "unmet",
        )

    def weak(self, today: date, answer: str) -> bool:
        """Whether the seats were counted by nobody who was there."""
        found = self.latest(today).get("seats")
        return self.answers(today)[0] == answer and found is not None and found[1] != "site_check"

    def seen_by(self, today: date) -> set[str]:
        """Who saw what counts today, or put it on record."""
        return {p for _, kind, people in self.latest(today).values() if kind == "site_check" for p in people}


def _by_day(item: tuple[tuple[str, date], Any]) -> date:
    return item[0][1]


def whole(answers: Iterable[str]) -> str:
    """All met, one unmet, or not known."""
    found = set(answers)
    return "unmet" if "unmet" in found else "unknown" if "unknown" in found else "met"


def apart(people: Iterable[str], *hands: Iterable[str | None]) -> None:
    """Nobody of these people had one of those hands in it."""
    if set(people) & {one for each in hands for one in each}:
        raise No("SameHands")


class Merchants:
    """The register: shops and cases by the ids that the library gives them."""

    def __init__(self) -> None:
        self.shops: dict[str, Shop] = {}
        self.cases: dict[str, Case] = {}
        self.files: dict[str, tuple[str, m.TakeOver]] = {}

    def do(self, command: Any, actor: Actor | None, today: date) -> Shop | Case | None:
        """Do it, or raise `No`; a new record is returned, to be put under the id that the library gives."""
        permit("merchants", command, actor)
        by, roles = (actor.id, actor.roles) if actor else ("", frozenset[str]())
        if isinstance(command, m.Apply):
            return self._apply(command, by, roles, today)
        if isinstance(command, m.TakeOver):
            return self._take_over(command, by, today)
        shop = self.shops.get(command.merchant)
        if shop is None:
            raise No("NotFound")
        name = type(command).__name__
        if shop.standing not in WHERE[name] or not self._possible(name, shop):
            raise No("NotNow")
        if name not in NOT_OFFICE:
            apart((by,), (shop.applicant,))
        if (
            name in {"StateCase", "AskHearing", "HoldHearing", "Revoke", "Dismiss"}
            and command.case != shop.case
        ):
            raise No("NotFound")
        if name in {"Appeal", "OrderStay", "DecideAppeal"} and (
            shop.lost is None or command.case != shop.lost.case
        ):
            raise No("NotFound")
        found: Case | None = getattr(self, method(name))(shop, command, by, roles, today)
        return found

    def _possible(self, name: str, shop: Shop) -> bool:
        match name:
            case "List":
                return shop.listed_on is None
            case "Hide" | "Withdraw" | "EndBusiness":
                return shop.hidden is None
            case "Show":
                return shop.hidden is not None
            case "AppointReview" | "StartReview":
                return shop.review is not None and shop.review.term is None
            case "SignReview" | "OrderCorrection" | "PassReview":
                return shop.review is not None and shop.review.term is not None
            case "AskHearing":
                return shop.case is None or self.cases[shop.case].asked_by is None
            case "Appeal":
                return shop.lost is not None
            case "OrderStay":
                return shop.lost is not None and not shop.lost.stayed
            case "EndCoolOff":
                return shop.claimed_until is not None
            case "RecoverPlaque" | "VoidPlaque":
                return shop.plaque == "recalled"
            case "Remind":
                return shop.term is not None
            case _:
                return True

    # applying

    def _apply(self, command: m.Apply, by: str, roles: Iterable[str], today: date) -> Shop:
        applicant = command.applicant or by
        if applicant != by and "officer" not in roles:
            raise No("NotYours")
        self._check_business(command.trade, command.services)
        shop = Shop(
            command.licence.number,
            command.premises.address,
            applicant,
            {by},
            "form_check",
            today + 2 * DAY,
            post_term=today + 2 * DAY,
            refs={(ref.system, ref.number) for ref in command.refs},
            outside=not _inside(command.premises),
        )
        self._state(shop, command.facts, by, today)
        self._claim(shop.licence, shop.room, None)
        return shop

    def _take_over(self, command: m.TakeOver, by: str, today: date) -> Shop | None:
        before = self.files.get(command.file.number)
        if before is not None:
            if before[1] != command:
                raise No("TakenOverAlready")
            return None
        apart((by,), (command.applicant,))
        self._check_business(command.trade, command.services)
        if command.named_on > today or (command.listed_on or today) > today:
            raise No("Invalid")
        if command.listed_on and command.listed_on < command.named_on:
            raise No("Invalid")
        self._claim(command.licence.number, command.premises.address, None)
        ref = command.file.system, command.file.number
        self._free_ref(ref, None)
        return Shop(
            command.licence.number,
            command.premises.address,
            command.applicant,
            {by},
            "named",
            None if command.listed_on else today + DAY,
            refs={ref},
            outside=not _inside(command.premises),
            named_on=command.named_on,
            listed_on=command.listed_on,
            plaque="issued",
            plaques=1,
            review=Review(0, today, today),  # of its day the documentation says only that it is in a year
        )

    def _claim(self, licence: str, room: str, mine: Shop | None) -> None:
        for other in self.shops.values():
            if other is not mine and other.holds_claim() and (other.licence, other.room) == (licence, room):
                raise No("AlreadyClaimed")

    def _free_ref(self, ref: tuple[str, str], mine: Shop | None) -> None:
        if any(ref in other.refs for other in self.shops.values() if other is not mine):
            raise No("AlreadyClaimed")

    def _check_business(self, trade: str, services: frozenset[str]) -> None:
        if trade not in ("", "catering", "repair") or not services or services - {"water", "rest"}:
            raise No("Invalid")

    def _state(self, shop: Shop, facts: Iterable[m.Fact], by: str, today: date) -> None:
        for fact in facts:
            if fact.evidence.kind not in ("document", "pledge") or fact.on > today:
                raise No("Invalid")
        people = frozenset({shop.applicant, by})
        shop.facts |= {(fact.name, fact.on): (fact.value, fact.evidence.kind, people) for fact in facts}

    def _move(self, shop: Shop, standing: str, term: date | None) -> None:
        shop.standing, shop.term, shop.reminded = standing, term, None

    def _at_post(self, shop: Shop, post: str, today: date) -> None:
        shop.post, shop.post_term = post, today + POST_DAYS[post] * DAY
        self._move(shop, post, shop.post_term)

    def _speaks(self, shop: Shop, by: str, roles: Iterable[str]) -> None:
        if by != shop.applicant and "officer" not in roles:
            raise No("NotYours")

    def _return_for_correction(self, shop: Shop, command: Any, _by: str, roles: Any, today: date) -> None:
        if WORKS_AT[shop.post] not in roles:
            raise No("Forbidden")
        if not command.items:
            raise No("Invalid")
        if shop.post in shop.returned_by:
            raise No("ReturnedAlready")
        shop.returned_by.append(shop.post)
        self._move(shop, "returned", today + 3 * DAY)

    def _resubmit(self, shop: Shop, command: Any, by: str, roles: Any, today: date) -> None:
        self._speaks(shop, by, roles)
        self._check_business(
            command.trade or "", frozenset({"water"}) if command.services is None else command.services
        )
        room = command.premises.address if command.premises else shop.room
        for fact in command.facts:
            if fact.evidence.kind not in ("document", "pledge") or fact.on > today:
                raise No("Invalid")
        self._claim(shop.licence, room, shop)
        self._state(shop, command.facts, by, today)
        if command.premises:
            moved = (room, not _inside(command.premises)) != (shop.room, shop.outside)
            shop.room, shop.outside = room, not _inside(command.premises)
            shop.confirmed = shop.confirmed and not moved
            if moved and shop.post == "decision":
                shop.post = "site_check"
        shop.senders.add(by)
        self._at_post(shop, shop.post, today)

    def _lapse(self, shop: Shop, _command: Any, _by: str, _roles: Any, today: date) -> None:
        self._wait(shop.term, today)
        self._move(shop, "lapsed", None)

    def _record_facts(self, shop: Shop, command: Any, by: str, _roles: Any, today: date) -> None:
        if not command.facts or any(fact.on > today for fact in command.facts):
            raise No("Invalid")
        for fact in command.facts:
            others = {"site_check": {shop.applicant, *shop.senders}, "registry": {shop.applicant}}
            apart((fact.by or by, by), others.get(fact.evidence.kind, ()))
        for fact in command.facts:
            people = frozenset({fact.by or by, by})
            shop.facts[fact.name, fact.on] = (fact.value, fact.evidence.kind, people)

    def _add_ref(self, shop: Shop, command: Any, _by: str, _roles: Any, _today: date) -> None:
        ref = command.ref.system, command.ref.number
        self._free_ref(ref, shop)
        shop.refs.add(ref)

    def _complete_check(self, shop: Shop, command: Any, by: str, roles: Any, today: date) -> None:
        if WORKS_AT[shop.post] not in roles:
            raise No("Forbidden")
        if shop.post == "form_check":
            self._at_post(shop, "site_check", today)
            return
        people = {by, *command.beside}
        apart(people, (shop.applicant,), shop.senders, shop.signed_decision)
        if len(people) < 2 and len(set(command.photos)) < 3:
            raise No("NotYetSeen")
        confirmed = shop.confirmed or command.confirms_point
        if shop.outside and not confirmed:
            raise No("PointUnconfirmed")
        shop.confirmed = confirmed
        shop.saw |= people
        self._at_post(shop, "decision", today)

    def _decide(self, shop: Shop, command: Any, by: str, roles: Any, today: date) -> None:
        if "officer" not in roles:
            raise No("Forbidden")
        seen = {p for _, kind, people in shop.facts.values() if kind == "site_check" for p in people}
        apart((by,), (shop.applicant,), shop.senders, shop.saw, seen)
        self._rule(shop, command.approve, today)
        if command.approve:
            shop.decided_by = by
            shop.signed_decision.add(by)
            self._at_post(shop, "notice", today)
            if any(upheld is None for _, upheld in shop.objections):  # it is named without an open one
                self._move(shop, "objected", today + 2 * DAY)
        else:
            self._move(shop, "rejected", None)

    def _rule(self, shop: Shop, approve: bool, today: date) -> None:
        answer = whole(shop.answers(today))
        if answer == "unknown":
            raise No("FactsMissing")
        if answer == "met" and not approve:
            raise No("Qualified")
        if answer == "met" and shop.weak(today, "met"):
            raise No("EvidenceMissing")
        if answer == "unmet" and approve:
            raise No("NotQualified")

    def _object(self, shop: Shop, _command: Any, by: str, _roles: Any, today: date) -> None:
        if over(_day(shop.post_term), today):
            raise No("TooLate")
        shop.objections.append([by, None])
        self._move(shop, "objected", today + 2 * DAY)

    def _answer_objection(self, shop: Shop, command: Any, by: str, _roles: Any, today: date) -> None:
        waiting = [n for n, (_, upheld) in enumerate(shop.objections, 1) if upheld is None]
        if command.objection not in waiting:
            raise No("Invalid")
        objection = shop.objections[command.objection - 1]
        apart((by,), (shop.applicant,), shop.senders, (objection[0], shop.decided_by))
        objection[1] = command.upheld
        if command.upheld:
            self._at_post(shop, "site_check", today)
        elif len(waiting) == 1:
            self._move(shop, "notice", shop.post_term)
        else:
            shop.reminded = None

    # named

    def _wait(self, last: date | None, today: date) -> None:
        if not over(_day(last), today):
            raise No("TermRunning")

    def _name(self, shop: Shop, _command: Any, _by: str, _roles: Any, today: date) -> None:
        self._wait(shop.post_term, today)
        shop.named_on = shop.anchor = today
        due = in_months(today, 1)
        shop.review = Review(1, due, due)
        shop.plaque, shop.plaques = "issued", 1
        self._move(shop, "named", today + DAY)

    def _waits_for(self, shop: Shop, listed_on: date | None, today: date) -> date | None:
        return _review(shop).term if listed_on else today + DAY

    def _list(self, shop: Shop, _command: Any, _by: str, roles: Any, today: date) -> None:
        if "officer" not in roles:
            raise No("Forbidden")
        shop.listed_on = today
        self._move(shop, "named", _review(shop).term)

    def _remind(self, shop: Shop, _command: Any, _by: str, _roles: Any, today: date) -> None:
        self._wait(shop.reminded or shop.term, today)
        shop.reminded = today + 3 * DAY

    def _hide(self, shop: Shop, command: Any, by: str, _roles: Any, today: date) -> None:
        self._check_ground(command)
        shop.hidden = by, today + 2 * DAY

    def _check_ground(self, command: Any) -> None:
        kinds = {item.kind for item in command.evidence}
        if command.ground not in EVIDENCE or kinds != {EVIDENCE[command.ground]}:
            raise No("Invalid")

    def _show(self, shop: Shop, _command: Any, _by: str, _roles: Any, _today: date) -> None:
        shop.hidden = None

    def _suspend(self, shop: Shop, command: Any, _by: str, _roles: Any, today: date) -> None:
        if command.why != "closed" or (command.until and command.until < today):
            raise No("Invalid")
        if command.until and command.until > today + 6 * DAY:
            raise No("TooLong")
        shop.rest = command.until or today + 6 * DAY
        self._move(shop, "suspended", shop.rest)

    def _restore(self, shop: Shop, _command: Any, _by: str, _roles: Any, today: date) -> None:
        shop.rest = None
        self._move(shop, "named", self._waits_for(shop, shop.listed_on, today))

    # reviewed

    def _appoint_review(self, shop: Shop, command: Any, _by: str, _roles: Any, today: date) -> None:
        review = _review(shop)
        if command.on == review.appointed:
            return
        if not max(today, review.due - timedelta(days=90)) <= command.on <= review.due:
            raise No("Invalid")
        review.appointed = review.begins = command.on

    def _start_review(self, shop: Shop, _command: Any, _by: str, _roles: Any, today: date) -> None:
        review = _review(shop)
        if today < review.begins:
            raise No("TermRunning")
        review.term = max(today + 5 * DAY, review.due)
        self._move(shop, "named", review.term)

    def _reviewer(self, shop: Shop, by: str, today: date) -> None:
        apart((by,), (shop.applicant, shop.decided_by), shop.senders, shop.seen_by(today))

    def _sign_review(self, shop: Shop, command: Any, by: str, roles: Any, today: date) -> None:
        if command.party not in PARTIES:
            raise No("Invalid")
        if command.party not in roles:
            raise No("Forbidden")
        self._reviewer(shop, by, today)
        signed = _review(shop).signed
        apart((by,), (who for party, (who, _) in signed.items() if party != command.party))
        signed[command.party] = by, shop.answers(today)

    def _order_correction(self, shop: Shop, _command: Any, by: str, _roles: Any, today: date) -> None:
        self._reviewer(shop, by, today)
        review, answers, weak = _review(shop), shop.answers(today), shop.weak(today, "met")
        if whole(answers) == "met" and not weak:
            raise No("NothingToCorrect")
        answers = ("unknown", answers[1]) if weak else answers
        failing = frozenset(one for one in zip("SL", answers, strict=True) if one[1] != "met")
        if review.correction and failing <= review.correction[1]:
            self._wait(review.term, today)
        review.correction, review.term = (by, failing), today + 2 * DAY
        self._move(shop, "named", review.term)

    def _pass_review(self, shop: Shop, _command: Any, by: str, _roles: Any, today: date) -> None:
        self._reviewer(shop, by, today)
        self._rule(shop, True, today)
        review = _review(shop)
        if any(review.signed.get(party, ("", ()))[1] != shop.answers(today) for party in PARTIES):
            raise No("Unsigned")
        shop.decided_by = by
        due = in_months(_day(shop.anchor), review.number + 1)
        shop.review = Review(review.number + 1, due, due)
        self._move(shop, "named", None if shop.listed_on else today + DAY)

    # cases

    def _failed(self, shop: Shop, ground: str, today: date) -> None:
        """A case on a failed re-review rests on what a correction named and evidence shows, never else."""
        if ground != "review_failed":
            return
        review, answers = _review(shop), shop.answers(today)
        if whole(answers) == "met":
            raise No("NothingToCorrect")
        if whole(answers) == "unknown":
            raise No("FactsMissing")
        unmet = {one for one in zip("SL", answers, strict=True) if one[1] == "unmet"}
        if not review.term or not unmet <= (review.correction[1] if review.correction else set()):
            raise No("NotCorrected")
        self._wait(review.term, today)
        if shop.weak(today, "unmet"):
            raise No("EvidenceMissing")

    def _open_revocation(self, shop: Shop, command: Any, by: str, _roles: Any, today: date) -> Case:
        self._failed(shop, command.ground, today)
        self._check_ground(command)
        shop.ground = command.ground
        self._move(shop, "revoking", today + 6 * DAY)
        mended = today + 3 * DAY if command.ground == "refusal" else None
        return Case(command.ground, by, working_days(today, 2), mended, today + 2 * DAY)

    def _state_case(self, shop: Shop, command: Any, by: str, roles: Any, _today: date) -> None:
        self._speaks(shop, by, roles)
        case = self.cases[command.case]
        case.stated_by, case.waived = by, command.waives_hearing

    def _ask_hearing(self, shop: Shop, command: Any, by: str, roles: Any, today: date) -> None:
        self._speaks(shop, by, roles)
        case = self.cases[command.case]
        if over(case.ask_by, today):
            raise No("TooLate")
        case.asked_by = by
        self._move(shop, "hearing", today + 3 * DAY)

    def _hold_hearing(self, shop: Shop, command: Any, by: str, _roles: Any, today: date) -> None:
        case = self.cases[command.case]
        self._in_case(shop, case, by, today, shop.hidden[0] if shop.hidden else None)
        case.presided_by = by
        self._move(shop, "revoking", today + 6 * DAY)

    def _in_case(self, shop: Shop, case: Case, by: str, today: date, *more: str | None) -> None:
        correction = shop.review.correction if shop.review else None
        hands = (shop.applicant, correction[0] if correction else None, case.opened_by, case.stated_by)
        apart((by,), hands, (case.asked_by, case.presided_by), more, shop.senders, shop.seen_by(today))

    def _revoke(self, shop: Shop, command: Any, by: str, _roles: Any, today: date) -> None:
        case = self.cases[command.case]
        self._failed(shop, case.ground, today)
        self._in_case(shop, case, by, today)
        if case.stated_by is None:
            self._wait(case.heard, today)
        if case.mended:
            self._wait(case.mended, today)
        if case.asked_by is None and not case.waived:
            self._wait(case.ask_by, today)
        appeal_by = today + 6 * DAY
        cool_off = in_months(today, 1) if case.ground == "fraud" else None
        shop.lost = Loss(command.case, appeal_by, cool_off, shop.listed_on, shop.rest)
        shop.claimed_until = max(appeal_by, cool_off or appeal_by)
        case.decided_by, case.hidden_by = by, shop.hidden[0] if shop.hidden else None
        self._off_the_map(shop, today)
        shop.case = None
        self._move(shop, "revoked", None)

    def _off_the_map(self, shop: Shop, today: date) -> None:
        if shop.plaque == "issued":
            shop.plaque, shop.return_by = "recalled", today + 5 * DAY
        shop.listed_on = shop.hidden = shop.rest = None

    def _dismiss(self, shop: Shop, command: Any, by: str, _roles: Any, today: date) -> None:
        self._in_case(shop, self.cases[command.case], by, today)
        shop.case = shop.ground = shop.hidden = None
        if shop.rest:
            self._move(shop, "suspended", shop.rest)
        else:
            self._move(shop, "named", self._waits_for(shop, shop.listed_on, today))

    def _appeal(self, shop: Shop, command: Any, by: str, roles: Any, today: date) -> None:
        self._speaks(shop, by, roles)
        if over(_loss(shop).appeal_by, today):
            raise No("TooLate")
        self.cases[command.case].appealed_by = by
        shop.claimed_until = None  # taken until it is judged
        self._move(shop, "appealed", today + 3 * DAY)

    def _judge(self, shop: Shop, command: Any, by: str, today: date) -> None:
        case = self.cases[command.case]
        self._in_case(shop, case, by, today, case.hidden_by, case.decided_by, case.appealed_by)

    def _give_back(self, shop: Shop) -> None:
        lost = _loss(shop)
        shop.plaques += shop.plaque == "void"
        shop.plaque, shop.return_by = "issued", None
        shop.listed_on, shop.rest = lost.listed_on, lost.rest

    def _order_stay(self, shop: Shop, command: Any, by: str, _roles: Any, today: date) -> None:
        self._judge(shop, command, by, today)
        self._give_back(shop)
        _loss(shop).stayed = True

    def _decide_appeal(self, shop: Shop, command: Any, by: str, _roles: Any, today: date) -> None:
        self._judge(shop, command, by, today)
        lost = _loss(shop)
        shop.lost = None
        if not command.overturned:
            self._off_the_map(shop, today)
            shop.claimed_until = lost.cool_off if lost.cool_off and not over(lost.cool_off, today) else None
            self._move(shop, "revoked", None)
            return
        shop.lost = lost
        self._give_back(shop)
        shop.lost = shop.ground = None
        if lost.rest:
            self._move(shop, "suspended", lost.rest)
        else:
            self._move(shop, "named", self._waits_for(shop, lost.listed_on, today))

    def _end_cool_off(self, shop: Shop, _command: Any, _by: str, _roles: Any, today: date) -> None:
        self._wait(shop.claimed_until, today)
        shop.claimed_until = shop.lost = None

    # leaving

    def _asked(self, shop: Shop, command: Any, by: str, roles: Any) -> None:
        self._speaks(shop, by, roles)
        if by != shop.applicant and not command.ref:
            raise No("Invalid")

    def _leave(self, shop: Shop, standing: str, today: date) -> None:
        self._off_the_map(shop, today)
        shop.closing = None
        self._move(shop, standing, None)

    def _withdraw(self, shop: Shop, command: Any, by: str, roles: Any, today: date) -> None:
        self._asked(shop, command, by, roles)
        self._leave(shop, "withdrawn", today)

    def _end_business(self, shop: Shop, command: Any, by: str, roles: Any, today: date) -> None:
        if shop.closing != command.last_day or not over(command.last_day, today):
            self._asked(shop, command, by, roles)
            if command.last_day < _day(shop.named_on):
                raise No("Invalid")
        if over(command.last_day, today):
            self._leave(shop, "ended", today)
        else:
            shop.closing = command.last_day

    def _recover_plaque(self, shop: Shop, _command: Any, _by: str, _roles: Any, _today: date) -> None:
        shop.plaque = "returned"

    def _void_plaque(self, shop: Shop, command: Any, _by: str, _roles: Any, today: date) -> None:
        if not command.why:
            self._wait(shop.return_by, today)
        shop.plaque = "void"

    def _replace_plaque(self, shop: Shop, _command: Any, _by: str, _roles: Any, _today: date) -> None:
        shop.plaques += 1


def _inside(premises: m.Premises) -> bool:
    return 29 <= premises.point.lat <= 30 and 106 <= premises.point.lon <= 107


def _day(day: date | None) -> date:
    assert day is not None
    return day


def _review(shop: Shop) -> Review:
    assert shop.review is not None
    return shop.review


def _loss(shop: Shop) -> Loss:
    assert shop.lost is not None
    return shop.lost
