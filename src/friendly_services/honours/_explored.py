"""The lifecycle of a title explored under a pack's rules: what is tried, what is one, what must never be.

A nomination can always come to its end, and nobody loses a title unheard, late or without an appeal that
somebody judges; a pack under which it could be so is refused.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Final

from .. import lifecycles
from ..decider import Due
from ..errors import Problem
from ..lifecycles import HOLDER, Flaw, Lifecycle, Node, Right, denied, in_time, problems, stuck
from ..workdays import Calendar
from ._commands import (
    AnswerObjection,
    Appeal,
    Command,
    Decide,
    DecideAppeal,
    Dismiss,
    Expire,
    Grant,
    Nominate,
    Object,
    OpenRevocation,
    Remind,
    Revoke,
    StateCase,
    Withdraw,
)
from ._decide import decide
from ._lifecycle import LIFECYCLE
from ._records import HONOUR, QUOTA, due
from ._rules import Rules
from ._values import STANDINGS, Candidate, Honour, Standing

__all__ = ["LIFE", "TRIALS", "explored", "flaws"]

_OBJECTIONS: Final = 2
"""As many as can be told apart: one that is answered, one that is open."""


# what can happen


def _trials(node: Node, rules: Rules) -> Iterable[Command]:
    """One command of every class, and of each answer that a command can give."""
    honour: Honour | None = node.record
    if honour is None:
        return [_nominate(node, rules)]
    open_to = [row.command for row in LIFECYCLE if honour.standing in row.sources]
    return [trial for command in open_to for trial in TRIALS[command](honour, rules)]


def _nominate(node: Node, rules: Rules) -> Command:
    code, title = next(iter(rules.titles.items()))
    return Nominate(
        title=code,
        subject=HOLDER if title.subject == "worker" else f"{title.subject}-1",
        area=min(rules.areas, default="area"),
        cases=("text",),
        score=title.score,
        period=f"{node.now:{title.quota.form}}" if title.quota.form else "",
    )


_Trial = Callable[[Honour, Rules], Iterable[Command]]


def _open_objections(honour: Honour) -> list[int]:
    return [objection.number for objection in honour.objections if objection.answer is None]


def _answer(honour: Honour, _: Rules) -> Iterable[Command]:
    numbers = _open_objections(honour)[:1]
    return [AnswerObjection(honour.id, n, upheld, "text") for n in numbers for upheld in (True, False)]


def _plain(command: Callable[..., Command], *rest: object) -> _Trial:
    return lambda honour, _: [command(honour.id, *rest)]


def _either(command: Callable[..., Command]) -> _Trial:
    return lambda honour, _: [command(honour.id, answer, "text") for answer in (True, False)]


TRIALS: Final[Mapping[type[Command], _Trial]] = {
    **{command: _plain(command) for command in (Expire, Remind)},
    **{command: _plain(command, "text") for command in (StateCase, Revoke, Dismiss, Appeal, Withdraw)},
    **{command: _either(command) for command in (Decide, DecideAppeal)},
    Object: lambda honour, _: [Object(honour.id, "text")] if len(honour.objections) < _OBJECTIONS else [],
    AnswerObjection: _answer,
    Grant: lambda honour, _: [Grant(honour.id, honour.subject)],
    OpenRevocation: lambda honour, rules: [
        OpenRevocation(honour.id, ground, ("file",), "text") for ground in list(rules.grounds)[:1]
    ],
}
"""How each command about an honour is tried."""


# when two states are one


def _told(node: Node, _: Rules) -> Iterable[Hashable]:
    """Where it stands, what is still open, and the terms that run."""
    honour: Honour = node.record
    yield honour.standing
    yield honour.term
    if honour.granted_on is None:
        yield from (honour.notice, len(honour.objections), len(_open_objections(honour)))
    elif honour.alive:
        yield honour.until
    if honour.revocation and honour.standing == "revoking":
        yield from (honour.revocation.heard, honour.revocation.statement)


def _dues(honour: Honour) -> Iterable[Due]:
    first = due(honour)
    return () if first is None else (first,)


LIFE: Final = Lifecycle(
    capability="honours",
    kinds=(HONOUR, QUOTA),
    decide=decide,
    trials=_trials,
    told=_told,
    dues=_dues,
    found=(Candidate(speaker=HOLDER),),
)
"""How a title's lifecycle is explored."""


def explored(rules: Rules, may: Mapping[str, frozenset[str]], calendar: Calendar) -> tuple[Node, ...]:
    """Every state of a title that can be reached under these rules, the nearest first."""
    return lifecycles.explored(LIFE, rules, may, calendar)


# what must never be

_ONWARD: Final[Mapping[Standing, type[Command]]] = {"nominated": Decide, "objected": AnswerObjection}
"""The way to a title, and by which step from where somebody is waited for."""
_RIGHTS: Final = (
    Right(OpenRevocation, StateCase, "unheard"),
    Right(OpenRevocation, Dismiss, "no_dismissal"),
    Right(OpenRevocation, Revoke, "no_decision", at_once=False),
    Right(Revoke, Appeal, "no_appeal"),
    Right(Appeal, DecideAppeal, "no_judge"),
)


def flaws(rules: Rules, may: Mapping[str, frozenset[str]], calendar: Calendar) -> tuple[Problem, ...]:
    """What is wrong with the lifecycle that these rules make, each once, with the shortest way there.

    Args:
        rules: the `[honours]` of a pack.
        may: the roles that may send each command.
        calendar: the working days by which terms run.
    """
    _, *nodes = explored(rules, may, calendar)
    if not nodes:
        return problems("honours", [Flaw("may.honours.Nominate", "no_entry")])
    return problems("honours", (*_stuck(nodes), *denied(LIFE, nodes, _RIGHTS), *_late(nodes, rules)))


def _stuck(nodes: list[Node]) -> Iterator[Flaw]:
    """A nomination that nobody leads on."""
    left = stuck(nodes, tuple(_ONWARD), lambda node: node.record.standing == "granted", {Withdraw})
    if left is not None:
        standing: Standing = left.record.standing
        field = f"may.honours.{_ONWARD[standing].__name__}"
        yield Flaw(field, "no_way_on", left.trace, {"standing": STANDINGS[standing]})


def _late(nodes: list[Node], rules: Rules) -> Iterator[Flaw]:
    """Cases that are overdue before they may be decided, where the holder says nothing."""
    decided = any(node.has(Revoke) for node in nodes)
    for node in nodes:
        for step in node.steps:
            if decided and step.command is OpenRevocation and not in_time(step.to, Revoke, {StateCase}):
                values = {"days": rules.revocation.days}
                yield Flaw("honours.revocation", "late", (*node.trace, "OpenRevocation"), values)
