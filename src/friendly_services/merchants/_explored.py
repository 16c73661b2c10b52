"""The lifecycle of a merchant explored under a pack's rules: what is tried, what is one, what is unfair.

Who is shown or struck off has a way on from every post, a way out of every measure, a hearing, a decision in
time and an appeal; a pack under which somebody would not is refused.
"""

import functools
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, cast

import attrs

from .. import lifecycles
from ..cases import Term
from ..errors import Problem
from ..lifecycles import (
    FIT,
    HOLDER,
    PROBE,
    Flaw,
    Lifecycle,
    Node,
    Right,
    denied,
    in_time,
    problems,
    reaching,
    stuck,
)
from ..places import Point
from ..workdays import Calendar
from ._commands import (
    AddRef,
    AnswerObjection,
    Appeal,
    Apply,
    AppointReview,
    AskHearing,
    Command,
    CompleteCheck,
    Decide,
    DecideAppeal,
    Dismiss,
    EndBusiness,
    EndCoolOff,
    Hide,
    HoldHearing,
    Lapse,
    List,
    Name,
    Object,
    OpenRevocation,
    OrderCorrection,
    OrderStay,
    PassReview,
    RecordFacts,
    RecoverPlaque,
    Remind,
    ReplacePlaque,
    Restore,
    Resubmit,
    ReturnForCorrection,
    Revoke,
    Show,
    SignReview,
    StartReview,
    StateCase,
    Suspend,
    TakeOver,
    VoidPlaque,
    Withdraw,
)
from ._decide import decide
from ._lifecycle import APPLYING, STANDINGS, open_to
from ._records import APPLICATION, MERCHANT, REVOCATION, dues
from ._rules import Ground, Rules
from ._values import (
    Application,
    Evidence,
    Licence,
    Loss,
    Merchant,
    Naming,
    Premises,
    Ref,
    Revocation,
    facts_on,
)
from ._values import facts as found

__all__ = ["LIFE", "TRIALS", "explored", "flaws"]

_FILE: Final = Ref("older register", "1")
_ANSWERS: Final[Mapping[Any, str]] = {True: "met", False: "unmet", None: "unknown"}
_TELLING: Final = frozenset({"standing", "post", "outcome", "returned", "conditions", "party"})
"""Fields whose texts tell states apart; of others it counts only whether there is one."""
_PASSING: Final = frozenset(
    {
        *("id", "name", "licence", "trade", "premises", "services", "hours", "facts", "refs", "applicant"),
        *("applied_on", "filed_by", "taken_from", "ruling", "reminded", "signed", "asked", "evidence"),
        *("source", "photos", "plaque", "void_plaques", "appointed", "closing", "listed_on", "naming"),
    }
)
"""Fields that tell nothing about where a merchant can go, or are told by themselves."""
_LEAVING: Final = frozenset({Withdraw, EndBusiness})
"""Steps that are always open, and so no way on."""
_ONWARD: Final = ("returned", *(standing for standing in APPLYING if standing != "returned"))
"""The way to a naming."""
_OBJECTIONS: Final = 2
"""As many as can be told apart: one that is answered, one that is open."""


# what can happen


def _trials(node: Node, rules: Rules) -> Iterable[Command]:
    """One command of every class, and of each answer that a command can give."""
    merchant: Merchant | None = node.record
    if merchant is None:
        return _entering(node.now.date(), rules)
    return [trial for command in open_to(merchant) for trial in TRIALS[command](node, merchant, rules)]


def _entering(today: date, rules: Rules) -> Iterable[Command]:
    if not (rules.licences and rules.trades and rules.services):
        return ()
    number = {"credit_code": "92500113MA00000018", "registration": "500113600000001", "other": "1"}
    kind = rules.licences[0]
    stated: dict[str, Any] = {
        "name": "shop",
        "licence": Licence(number[kind], kind),
        "trade": next(iter(rules.trades)),
        "premises": Premises("door", min(rules.areas, default="area"), Point.wgs84(lat=29.4, lon=106.54)),
        "services": set(rules.services),
        "applicant": HOLDER,
    }
    return Apply(**stated), TakeOver(file=_FILE, named_on=today, **stated)


_Trial = Callable[[Node, Merchant, Rules], Iterable[Command]]


def _facts(node: Node, merchant: Merchant, _: Rules) -> Iterable[Command]:
    if not _asked(merchant):
        return []
    on = node.now.date()
    known = facts_on(merchant, on).get(FIT)
    seen: dict[str, Any] = {"on": on, "source": "visit", "evidence": Evidence("site_check", "1")}
    answers = [fit for fit in (True, False) if fit is not known]
    return [RecordFacts(merchant.id, found(**{**seen, FIT: fit})) for fit in answers]


def _check(_: Node, merchant: Merchant, rules: Rules) -> Iterable[Command]:
    photos = tuple(map(str, range(rules.site_check.photos)))
    return [CompleteCheck(merchant.id, photos=photos, confirms_point=True)]


def _object(node: Node, merchant: Merchant, _: Rules) -> Iterable[Command]:
    application = _application(node)
    few = application is not None and len(application.objections) < _OBJECTIONS
    return [Object(merchant.id, "text")] if few else []


def _answer(node: Node, merchant: Merchant, _: Rules) -> Iterable[Command]:
    application = _application(node)
    numbers = [o.number for o in application.objections if o.upheld is None] if application else []
    return [AnswerObjection(merchant.id, n, upheld, "text") for n in numbers[:1] for upheld in (True, False)]


def _shown_to(ground: str, rules: Rules) -> tuple[Evidence, ...]:
    return tuple(Evidence(kind, "1") for kind in rules.grounds[ground].evidence)


def _hide(_: Node, merchant: Merchant, rules: Rules) -> Iterable[Command]:
    return [Hide(merchant.id, ground, _shown_to(ground, rules)) for ground in rules.grounds]


def _open(_: Node, merchant: Merchant, rules: Rules) -> Iterable[Command]:
    return [OpenRevocation(merchant.id, ground, _shown_to(ground, rules), "text") for ground in rules.grounds]


def _appoint(_: Node, merchant: Merchant, __: Rules) -> Iterable[Command]:
    review = merchant.naming.review if merchant.naming else None
    return [AppointReview(merchant.id, review.on)] if review else []


def _sign(_: Node, merchant: Merchant, rules: Rules) -> Iterable[Command]:
    return [SignReview(merchant.id, party) for party in rules.review.parties]


def _suspend(_: Node, merchant: Merchant, rules: Rules) -> Iterable[Command]:
    return [Suspend(merchant.id, why) for why in rules.suspensions]


def _in_case(*commands: Callable[..., Command]) -> _Trial:
    def make(_: Node, merchant: Merchant, __: Rules) -> Iterable[Command]:
        case = merchant.revocation or (merchant.lost.case if merchant.lost else None)
        return [command(merchant.id, case, "text") for command in commands] if case else []

    return make


def _ask(_: Node, merchant: Merchant, __: Rules) -> Iterable[Command]:
    return [AskHearing(merchant.id, merchant.revocation)] if merchant.revocation else []


def _judge(_: Node, merchant: Merchant, __: Rules) -> Iterable[Command]:
    case = cast("Loss", merchant.lost).case
    return [DecideAppeal(merchant.id, case, fallen, "text") for fallen in (True, False)]


def _end(node: Node, merchant: Merchant, _: Rules) -> Iterable[Command]:
    """Notice of today, and of a day that has passed."""
    today = node.now.date()
    return [EndBusiness(merchant.id, day) for day in (today, today - timedelta(days=1))]


def _plain(command: Callable[..., Command]) -> _Trial:
    return lambda _, merchant, __: [command(merchant.id)]


TRIALS: Final[Mapping[type[Command], _Trial]] = {
    RecordFacts: _facts,
    AddRef: lambda _, merchant, __: [AddRef(merchant.id, Ref("system", "1"))],
    ReturnForCorrection: lambda _, merchant, __: [ReturnForCorrection(merchant.id, ("text",))],
    CompleteCheck: _check,
    Decide: lambda _, merchant, __: [Decide(merchant.id, approve) for approve in (True, False)],
    Object: _object,
    AnswerObjection: _answer,
    Hide: _hide,
    Suspend: _suspend,
    AppointReview: _appoint,
    SignReview: _sign,
    OpenRevocation: _open,
    StateCase: _in_case(StateCase),
    AskHearing: _ask,
    HoldHearing: _in_case(HoldHearing),
    Revoke: _in_case(Revoke),
    Dismiss: _in_case(Dismiss),
    Appeal: _in_case(Appeal),
    OrderStay: _in_case(OrderStay),
    DecideAppeal: _judge,
    EndBusiness: _end,
    VoidPlaque: lambda _, merchant, __: [VoidPlaque(merchant.id, "text")],
    ReplacePlaque: lambda _, merchant, __: [ReplacePlaque(merchant.id, "lost")],
    **{
        command: _plain(command)
        for command in (
            Resubmit,
            Lapse,
            Name,
            List,
            Remind,
            Show,
            Restore,
            StartReview,
            OrderCorrection,
            PassReview,
            EndCoolOff,
            Withdraw,
            RecoverPlaque,
        )
    },
}
"""How each command about a merchant is tried; those that only the passing of a term sends, too."""


# when two states are one


def _told(node: Node, rules: Rules) -> Iterable[Hashable]:
    """Where everything stands, what is known and which terms run, without what can change nothing there.

    Grounds of the same terms are one.
    """
    merchant: Merchant = node.record
    told: list[Hashable] = []
    _tell(merchant, "", told)
    if _asked(merchant):
        told.append(facts_on(merchant, node.now.date()).get(FIT))
        _tell(_fresh(merchant), "", told)
    if not merchant.lost:
        case = _case(node)
        told.append(case and _terms(rules.grounds[case.ground]))
        _tell(case, "", told)
        _tell(_application(node), "", told)
    return told


def _application(node: Node) -> Application | None:
    """The application, as long as it is open."""
    application: Application | None = node.states.get(("application", node.record.id))
    return application if application and application.outcome is None else None


def _case(node: Node) -> Revocation | None:
    """The case that is open against it."""
    return node.states.get(("revocation", node.record.revocation))


def _fresh(merchant: Merchant) -> Naming | None:
    """Its naming without the signatures for another answer than the present one, which count for nothing."""
    naming = merchant.naming
    if naming is None or not naming.review.signatures:
        return naming
    answer = _ANSWERS[facts_on(merchant, date.max).get(FIT)]
    signed = tuple(s for s in naming.review.signatures if s.answers == ((FIT, answer),))
    return attrs.evolve(naming, review=attrs.evolve(naming.review, signatures=signed))


def _asked(merchant: Merchant) -> bool:
    """Whether what is found and its re-review may change where it stands."""
    return merchant.standing in (*APPLYING, "named")


def _terms(ground: Ground) -> Hashable:
    return ground.correction, ground.cool_off_months


def _tell(value: Any, name: str, told: list[Hashable]) -> None:
    """Add what a value tells, part by part; of a group how many parts it has."""
    kind: Any = type(value)
    if value is None or kind in (bool, Term) or name == "opens":
        told.append(value)
    elif kind is str:
        told.append(value if name in _TELLING else bool(value))
    elif kind is tuple:
        told.append(len(value))
        for item in value:
            _tell(item, name, told)
    else:
        told.append(True)
        for field in _fields(kind):
            _tell(getattr(value, field), field, told)


@functools.cache
def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a class that tell something."""
    names = [field.name for field in attrs.fields(kind)] if attrs.has(kind) else []
    return tuple(name for name in names if name not in _PASSING)


LIFE: Final = Lifecycle(
    capability="merchants",
    kinds=(MERCHANT, APPLICATION, REVOCATION),
    decide=decide,
    trials=_trials,
    told=_told,
    dues=dues,
)
"""How a merchant's lifecycle is explored."""


def explored(rules: Rules, may: Mapping[str, frozenset[str]], calendar: Calendar) -> tuple[Node, ...]:
    """Every state of a merchant that can be reached under these rules, the nearest first."""
    return lifecycles.explored(LIFE, attrs.evolve(rules, standard=PROBE), may, calendar)


# what must never be

_RIGHTS: Final = (
    Right(ReturnForCorrection, Resubmit, "no_answer"),
    Right(OpenRevocation, StateCase, "unheard"),
    Right(OpenRevocation, Dismiss, "no_dismissal"),
    Right(OpenRevocation, Revoke, "no_decision", at_once=False),
    Right(AskHearing, HoldHearing, "no_hearing"),
    Right(Revoke, Appeal, "no_appeal"),
    Right(StartReview, PassReview, "no_review", at_once=False),
    Right(Appeal, DecideAppeal, "no_judge"),
)
_ASKED: Final = Right(OpenRevocation, AskHearing, "unasked")
"""Where the pack has a hearing."""


def flaws(rules: Rules, may: Mapping[str, frozenset[str]], calendar: Calendar) -> tuple[Problem, ...]:
    """What is wrong with the lifecycle that these rules make, each once, with the shortest way there.

    A merchant must be able to get everywhere it has a right to: on from every post to its naming, out of
    every measure, to be heard, to appeal, to be judged in time. None of that depends on what the standard
    asks.

    Args:
        rules: the `[merchants]` of a pack.
        may: the roles that may send each command.
        calendar: the working days by which terms run.
    """
    nodes = explored(rules, may, calendar)
    return problems(
        "merchants", (*_stuck(nodes), *_unproven(rules), *_denied(nodes, rules), *_unfair(nodes, rules))
    )


def _stuck(nodes: tuple[Node, ...]) -> Iterator[Flaw]:
    """States that nobody and no time leads on from."""
    start, *others = nodes
    if not start.has(Apply):
        yield Flaw("may.merchants.Apply", "no_entry")
    calm = reaching(others, _calm, _LEAVING)
    for node in others:
        merchant: Merchant = node.record
        held = merchant.alive and merchant.standing not in (*APPLYING, "revoked")
        if held and node not in calm:
            yield Flaw("may", "no_way_out", node.trace, {"standing": STANDINGS[merchant.standing]})
    left = stuck(others, _ONWARD, lambda node: node.record.standing == "named", _LEAVING)
    if left is not None:
        yield Flaw("may", "no_way_on", left.trace, {"standing": STANDINGS[left.record.standing]})


def _calm(node: Node) -> bool:
    """Whether a merchant is named and nobody has to do anything."""
    merchant: Merchant = node.record
    looked_at = merchant.naming is not None and merchant.naming.review.term is not None
    return merchant.standing == "named" and merchant.hidden is None and not looked_at


def _unproven(rules: Rules) -> Iterator[Flaw]:
    """Grounds without evidence."""
    for code, ground in rules.grounds.items():
        if not ground.evidence:
            yield Flaw(f"merchants.grounds.{code}.evidence", "no_evidence", (), {"ground": ground.title})


def _denied(nodes: tuple[Node, ...], rules: Rules) -> Iterator[Flaw]:
    """Measures without hearing, decision or appeal."""
    rights = (*_RIGHTS, _ASKED) if rules.hearing else _RIGHTS
    for flaw in denied(LIFE, nodes, rights):
        unstated = flaw.code == "no_appeal" and rules.appeal is None
        yield attrs.evolve(flaw, field="merchants.appeal") if unstated else flaw


def _unfair(nodes: tuple[Node, ...], rules: Rules) -> Iterator[Flaw]:
    """Cases that must follow and cannot, or that are late before they may be decided."""
    decided = any(node.has(Revoke) for node in nodes)
    for node in nodes:
        for step in node.steps:
            after, case = step.to, _case(step.to) if step.command is OpenRevocation else None
            if step.command is Hide and after.record.standing == "named" and not after.has(OpenRevocation):
                yield Flaw("may.merchants.OpenRevocation", "no_case", (*node.trace, "Hide"))
            if decided and case and not in_time(after, Revoke):
                values = {"ground": rules.grounds[case.ground].title, "days": rules.revocation.days}
                yield Flaw("merchants.revocation", "late", (*node.trace, "OpenRevocation"), values)
