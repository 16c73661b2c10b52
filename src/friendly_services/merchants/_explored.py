"""The lifecycle explored: all that can happen to one merchant under a pack's rules, and what must never.

The commands themselves are tried at every state that can be reached, by people who each hold one role that
the pack lets send them, with time passing from one term to the next. States that differ only in days and in
names are one. What is found wanting is told with the shortest way there.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import attrs

from ..cases import Term
from ..decider import Actor, Context, Decision
from ..errors import FriendlyServicesError, Problem
from ..ids import Key
from ..places import Point
from ..standards import Standard, read_standard
from ..text import Reason
from ..workdays import Calendar
from ._commands import (
    AddRef,
    AnswerObjection,
    Appeal,
    Apply,
    AppointReview,
    Command,
    CompleteCheck,
    Decide,
    DecideAppeal,
    Dismiss,
    EndBusiness,
    EndCoolOff,
    Hide,
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
from ._records import APPLICATION, MERCHANT, REVOCATION, due, dues
from ._rules import Ground, Rules
from ._take_over import id_of
from ._values import (
    Application,
    Evidence,
    Licence,
    Merchant,
    Naming,
    Premises,
    Ref,
    Revocation,
    Standing,
    facts_on,
)
from ._values import facts as found

__all__ = ["Node", "Step", "explored", "flaws"]

_START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
_FILE: Final = Ref("older register", "1")
_ID: Final = id_of(_FILE)
_KEY: Final = ("merchant", _ID)
_APPLICATION: Final = ("application", _ID)
_APPLICANT: Final = "applicant"
_TIME: Final = Actor("system", {"system"})
_KINDS: Final = {kind.name: kind for kind in (MERCHANT, APPLICATION, REVOCATION)}

_CONDITION: Final = "C"
_ANSWERS: Final[Mapping[Any, str]] = {True: "met", False: "unmet", None: "unknown"}
_TITLE: Final = {"en": "fit", "zh": "符合"}
_PROBE: Final[Standard] = read_standard(
    {
        "id": "probe",
        "title": _TITLE,
        "source": "one condition, which anything may be found to meet or not",
        "facts": {"fit": {"type": "bool", "title": _TITLE}},
        "versions": [
            {
                "number": 1,
                "in_force": date(2000, 1, 1),
                "open_cases": "submission",
                "source": "the check of a lifecycle",
                "conditions": [
                    {
                        "code": _CONDITION,
                        "title": _TITLE,
                        "requires": "fit",
                        "source": "the check of a lifecycle",
                        "status": "proposed",
                    }
                ],
            }
        ],
    }
)
"""In the place of the pack's standard: what that asks does not change where a merchant can stand."""

_TELLING: Final = frozenset({"standing", "post", "outcome", "returned", "conditions", "party"})
"""Fields whose texts tell states apart; of others it counts only whether there is one."""
_PASSING: Final = frozenset(
    {
        *("id", "name", "licence", "trade", "premises", "services", "hours", "facts", "refs", "applicant"),
        *("applied_on", "filed_by", "taken_from", "ruling", "reminded", "signed", "asked", "evidence"),
        *("source", "photos", "plaque", "void_plaques", "appointed", "closing", "listed_on"),
    }
)
"""Fields that tell nothing about where a merchant can go."""
_LEAVING: Final = frozenset({Withdraw, EndBusiness})
"""Steps that are always open, and so no way on."""
_ONWARD: Final = (*(standing for standing in reversed(APPLYING) if standing != "returned"), "returned")
"""The way to a naming from its end: of several posts nobody leads on from, the last is to blame."""
_OBJECTIONS: Final = 2
"""As many as can be told apart: one that is answered, one that is open."""


@attrs.frozen(eq=False)
class Node:
    """A state that can be reached, by the shortest way."""

    states: Mapping[Key, Any]
    now: datetime
    trace: tuple[str, ...]
    """The steps, first to last: commands, and how many days pass between them."""
    steps: list["Step"] = attrs.field(factory=list)

    @property
    def merchant(self) -> Merchant:
        """The merchant as it stands there."""
        merchant: Merchant = self.states[_KEY]
        return merchant

    @property
    def revocation(self) -> Revocation:
        """The case that is open against it, or in which it was revoked."""
        merchant = self.merchant
        case = merchant.revocation or (merchant.lost.case if merchant.lost else "")
        revocation: Revocation = self.states["revocation", case]
        return revocation

    def has(self, command: type[Command]) -> bool:
        """Whether somebody can take this step now."""
        return any(step.command is command for step in self.steps)


@attrs.frozen(eq=False)
class Step:
    """One step from a state to another."""

    command: type[Command] | None
    """None where only time passes."""
    to: Node


def explored(rules: Rules, may: Mapping[str, frozenset[str]], calendar: Calendar) -> tuple[Node, ...]:
    """Every state of a merchant that can be reached under these rules, the nearest first."""
    rules = attrs.evolve(rules, standard=_PROBE)
    nodes: dict[object, Node] = {}
    start = Node({}, _START, ())
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for command, label, states, now in _moves(node, rules, may, calendar):
            key = _key(states, now, rules)
            there = nodes.get(key)
            if there is None:
                there = nodes[key] = Node(states, now, (*node.trace, label))
                waiting.append(there)
            node.steps.append(Step(command, there))
    return (start, *nodes.values())


# what can happen


def _moves(
    node: Node, rules: Rules, may: Mapping[str, frozenset[str]], calendar: Calendar
) -> Iterator[tuple[type[Command] | None, str, Mapping[Key, Any], datetime]]:
    """Every step that somebody can take now, what is due, and time going on."""

    def new(kind: str, n: int = 0) -> str:
        return _ID if kind == "merchant" else f"{kind}-{len(node.trace)}-{n}"

    def tried(command: Command, actor: Actor) -> Decision | None:
        context = Context(node.now, actor, rules, 1, calendar, new)
        try:
            return decide(node.states, command, context)
        except FriendlyServicesError:
            return None

    for command in _trials(node, rules):
        name = type(command).__name__
        roles = sorted(may.get(f"merchants.{name}", ()))
        people = [Actor(who, {role}) for role in roles for who in (f"{role} for {name}", _APPLICANT)]
        decisions = (tried(command, actor) for actor in people)
        decision = next((decision for decision in decisions if decision), None)
        if decision:
            yield type(command), name, _after(node.states, decision), node.now
    if _KEY not in node.states:
        return
    for scheduled in dues(node.merchant):
        decision = tried(scheduled.command, _TIME) if scheduled.at <= node.now else None
        if decision:
            name = type(scheduled.command).__name__
            yield type(scheduled.command), name, _after(node.states, decision), node.now
    later = min((at for _, at in _instants(_told(node.states)) if at > node.now), default=None)
    if later is not None:
        yield None, f"+{(later.date() - node.now.date()).days}d", node.states, later


def _after(states: Mapping[Key, Any], decision: Decision) -> Mapping[Key, Any]:
    """The records after these events; of cases only the one that the merchant still has to do with."""
    after = dict(states)
    for key, event in decision:
        after[key] = _KINDS[key[0]].evolve(after.get(key), event)
    merchant: Merchant = after[_KEY]
    application: Application | None = after.get(_APPLICATION)
    if application is not None and application.outcome is not None:
        del after[_APPLICATION]
    case = merchant.revocation or (merchant.lost.case if merchant.lost else None)
    return {key: state for key, state in after.items() if key[0] != "revocation" or key[1] == case}


def _trials(node: Node, rules: Rules) -> Iterable[Command]:
    """One command of every class, and of each answer that a command can give."""
    if _KEY not in node.states:
        return _entering(rules)
    merchant = node.merchant
    return [trial for command in open_to(merchant) for trial in TRIALS[command](node, merchant, rules)]


def _entering(rules: Rules) -> Iterable[Command]:
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
        "applicant": _APPLICANT,
    }
    return Apply(**stated), TakeOver(file=_FILE, named_on=_START.date(), **stated)


_Trial = Callable[[Node, Merchant, Rules], Iterable[Command]]


def _facts(node: Node, merchant: Merchant, _: Rules) -> Iterable[Command]:
    if not _asked(merchant):
        return []
    on = node.now.date()
    known = facts_on(merchant, on).get("fit")
    return [
        RecordFacts(merchant.id, found(on=on, source="visit", evidence=Evidence("site_check", "1"), fit=fit))
        for fit in (True, False)
        if fit is not known
    ]


def _check(_: Node, merchant: Merchant, rules: Rules) -> Iterable[Command]:
    photos = tuple(map(str, range(rules.site_check.photos)))
    return [CompleteCheck(merchant.id, photos=photos, confirms_point=True)]


def _object(node: Node, merchant: Merchant, _: Rules) -> Iterable[Command]:
    application: Application | None = node.states.get(_APPLICATION)
    few = application is not None and len(application.objections) < _OBJECTIONS
    return [Object(merchant.id, "text")] if few else []


def _answer(node: Node, merchant: Merchant, _: Rules) -> Iterable[Command]:
    application: Application | None = node.states.get(_APPLICATION)
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


def _judge(_: Node, merchant: Merchant, __: Rules) -> Iterable[Command]:
    if merchant.lost is None:
        return []
    return [DecideAppeal(merchant.id, merchant.lost.case, fallen, "text") for fallen in (True, False)]


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


def _key(states: Mapping[Key, Any], now: datetime, rules: Rules) -> object:
    """What tells a state from others: where everything stands, and which terms are over.

    Grounds of the same terms are one.
    """
    told = _told(states)
    return (
        facts_on(told[_KEY], now.date()).get("fit"),
        *(_terms(rules.grounds[state.ground]) for state in told.values() if isinstance(state, Revocation)),
        frozenset(name for name, at in _instants(told) if at > now),
        *(_telling(state) for _, state in sorted(told.items())),
    )


def _told(states: Mapping[Key, Any]) -> Mapping[Key, Any]:
    """The records without what can change nothing while a merchant stands where it does."""
    merchant: Merchant = states[_KEY]
    if _asked(merchant):
        return {**states, _KEY: attrs.evolve(merchant, naming=_fresh(merchant))}
    kept = attrs.evolve(merchant, naming=None, facts=())
    return {_KEY: kept} if merchant.lost else {**states, _KEY: kept}


def _fresh(merchant: Merchant) -> Naming | None:
    """Its naming without the signatures for another answer than the present one, which count for nothing."""
    naming = merchant.naming
    if naming is None or not naming.review.signatures:
        return naming
    answer = _ANSWERS[facts_on(merchant, date.max).get("fit")]
    signed = tuple(s for s in naming.review.signatures if s.answers == ((_CONDITION, answer),))
    return attrs.evolve(naming, review=attrs.evolve(naming.review, signatures=signed))


def _asked(merchant: Merchant) -> bool:
    """Whether what is found and its re-review may change where it stands."""
    return merchant.standing in (*APPLYING, "named")


def _terms(ground: Ground) -> object:
    return ground.correction, ground.cool_off_months


def _telling(value: Any, name: str = "") -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if name in _TELLING else bool(value)
    if attrs.has(type(value)) and type(value) is not Term:
        return tuple(_telling(part, field) for field, part in _parts(value))
    if isinstance(value, tuple):
        return tuple(_telling(item, name) for item in value)
    return True


def _instants(states: Mapping[Key, Any]) -> Iterator[tuple[str, datetime]]:
    """The end of every term in the records, by where it stands."""
    for (kind, _), state in states.items():
        yield from _ends(state, kind)


def _ends(value: Any, name: str) -> Iterator[tuple[str, datetime]]:
    if isinstance(value, Term):
        yield name, value.ends
    elif attrs.has(type(value)):
        for field, part in _parts(value):
            if field == "opens":
                yield f"{name}.{field}", part
            elif part is not None:
                yield from _ends(part, f"{name}.{field}")


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a value that tell something."""
    for field in attrs.fields(type(value)):
        if field.name not in _PASSING:
            yield field.name, getattr(value, field.name)


# what must never be


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
    found: dict[tuple[str, str], Problem] = {}
    for field, code, trace, values in (*_stuck(nodes), *_unfair(nodes, rules)):
        reason = Reason(f"merchants.flaw_{code}", trace=", ".join(trace) or "-", **values)
        found.setdefault((field, code), Problem(field, reason))
    return tuple(found.values())


_Flaw = tuple[str, str, tuple[str, ...], Mapping[str, Any]]
"""The field of the pack, the code, the way there and what else the words need."""


def _stuck(nodes: tuple[Node, ...]) -> Iterator[_Flaw]:
    """States that nobody and no time leads on from."""
    start, *others = nodes
    if not start.has(Apply):
        yield "may.merchants.Apply", "no_entry", (), {}
    naming = _reaching(others, lambda node: node.merchant.standing == "named")
    last: dict[Standing, Node] = {}
    calm = _reaching(others, _calm)
    free = _reaching(others, lambda node: not node.merchant.alive)
    for node in others:
        standing = node.merchant.standing
        values = {"standing": STANDINGS[standing]}
        if standing in APPLYING:
            if node not in naming:
                last.setdefault(standing, node)
        elif standing == "revoked":
            if node not in free:
                yield "may", "never_free", node.trace, values
        elif node.merchant.alive and node not in calm:
            yield "may", "no_way_out", node.trace, values
        if node.merchant.alive and due(node.merchant) is None:
            yield "merchants", "forgotten", node.trace, values
    stuck = next((last[standing] for standing in _ONWARD if standing in last), None)
    if stuck is not None:
        values = {"standing": STANDINGS[stuck.merchant.standing]}
        yield "may", "no_way_on", stuck.trace, values


def _calm(node: Node) -> bool:
    """Whether a merchant is named and nobody has to do anything."""
    merchant = node.merchant
    looked_at = merchant.naming is not None and merchant.naming.review.term is not None
    return merchant.standing == "named" and merchant.hidden is None and not looked_at


def _unfair(nodes: tuple[Node, ...], rules: Rules) -> Iterator[_Flaw]:
    """Measures against a merchant without evidence, hearing, decision in time, or appeal."""
    for code, ground in rules.grounds.items():
        if not ground.evidence:
            yield f"merchants.grounds.{code}.evidence", "no_evidence", (), {"ground": ground.title}
    taken = {step.command for node in nodes for step in node.steps}
    for node in nodes:
        for step in node.steps:
            trace = (*node.trace, *((step.command.__name__,) if step.command else ()))
            for field, code, values in _wanting(step, rules, taken):
                yield field, code, trace, values


def _wanting(
    step: Step, rules: Rules, taken: Collection[type[Command] | None]
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """What must be possible right after a step, and is not."""
    command, to = step.command, step.to
    if command is ReturnForCorrection and not to.has(Resubmit):
        yield "may.merchants.Resubmit", "no_answer", {}
    if command is Hide and to.merchant.standing == "named" and not to.has(OpenRevocation):
        yield "may.merchants.OpenRevocation", "no_case", {}
    if command is OpenRevocation:
        if not to.has(StateCase):
            yield "may.merchants.StateCase", "unheard", {}
        if not to.has(Dismiss):
            yield "may.merchants.Dismiss", "no_dismissal", {}
        if Revoke not in taken:
            yield "may.merchants.Revoke", "no_decision", {}
        elif not _in_time(to):
            ground = rules.grounds[to.revocation.ground].title
            yield "merchants.revocation", "late", {"ground": ground, "days": rules.revocation.days}
    if command is Revoke and not to.has(Appeal):
        yield "may.merchants.Appeal" if rules.appeal else "merchants.appeal", "no_appeal", {}
    if command is StartReview and PassReview not in taken:
        yield "may.merchants.PassReview", "no_review", {}
    if command is Appeal and not to.has(DecideAppeal):
        yield "may.merchants.DecideAppeal", "no_judge", {}


def _in_time(opened: Node) -> bool:
    """Whether the case can be decided before whoever must decide it is late."""
    seen, waiting = {opened}, [opened]
    while waiting:
        node = waiting.pop()
        if node.has(Revoke):
            return True
        for step in node.steps:
            merchant = step.to.merchant
            late = merchant.term is None or merchant.term.over(step.to.now.date())
            if merchant.standing == "revoking" and not late and step.to not in seen:
                seen.add(step.to)
                waiting.append(step.to)
    return False


def _reaching(nodes: Iterable[Node], goal: Callable[[Node], bool]) -> frozenset[Node]:
    """The nodes from which the goal can be reached without leaving."""
    before: dict[Node, list[Node]] = {}
    for node in nodes:
        for step in node.steps:
            if step.command not in _LEAVING:
                before.setdefault(step.to, []).append(node)
    reached = {node for node in nodes if goal(node)}
    waiting = list(reached)
    while waiting:
        for node in before.get(waiting.pop(), ()):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return frozenset(reached)
