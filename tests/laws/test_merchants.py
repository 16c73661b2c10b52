"""What holds for every merchant, whatever is asked of it and in whatever order."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import merchants
from friendly_services.codec import decode_error, encode_error, event_codec, value_codec
from friendly_services.decider import Actor, Context, fold
from friendly_services.errors import FriendlyServicesError, NotFound
from friendly_services.ids import CaseId, MerchantId
from friendly_services.merchants import (
    CAPABILITY,
    LIFECYCLE,
    STANDINGS,
    AddRef,
    Appeal,
    Apply,
    AskHearing,
    Decide,
    EndBusiness,
    Lapse,
    List,
    NotNow,
    Object,
    Ref,
    ReturnForCorrection,
    Rules,
    Suspend,
    TakeOver,
    Withdraw,
)
from friendly_services.text import say
from friendly_services.workdays import Calendar
from tests.register import (
    AUDIT,
    CHIEF,
    CLERK,
    CLOCK,
    HEARD,
    INSPECTOR,
    NEIGHBOUR,
    OWNER,
    RULES,
    TODAY,
    Register,
    applied,
    at_decision,
    at_site_check,
    facts,
    on_notice,
    opened,
    revoked,
    shown,
    taken_over,
)

NAMED = TODAY + timedelta(days=10)
"""The day on which the registers below name their merchants."""
ENTERING = (Apply, TakeOver)
"""The commands that make a merchant, and so are about none."""
COMMANDS = [row.command for row in LIFECYCLE if row.command not in ENTERING]
"""Those about a merchant."""


def everywhere() -> Iterable[tuple[str, Register, MerchantId, CaseId]]:
    """One merchant in each standing, each in a register of its own."""
    no_case = CaseId("revocation-none")
    ways = {
        "form_check": applied,
        "site_check": at_site_check,
        "decision": at_decision,
        "notice": on_notice,
        "named": shown,
    }
    for standing, way in ways.items():
        register = Register()
        yield standing, register, way(register), no_case
    further: dict[str, tuple[Any, tuple[tuple[Any, Actor], ...]]] = {
        "returned": (applied, ((lambda i: ReturnForCorrection(i, ("x",)), CLERK),)),
        "objected": (on_notice, ((lambda i: Object(i, "no"), NEIGHBOUR),)),
        "suspended": (shown, ((lambda i: Suspend(i, "closed"), CLERK),)),
        "rejected": (
            lambda r: at_decision(r, facts(seats=0)),
            ((lambda i: Decide(i, approve=False), CHIEF),),
        ),
        "withdrawn": (applied, ((Withdraw, OWNER),)),
    }
    for standing, (way, steps) in further.items():
        register = Register()
        shop = way(register)
        for step, actor in steps:
            register.do(step(shop), actor)
        yield standing, register, shop, no_case
    register = Register()
    shop = applied(register)
    register.do(ReturnForCorrection(shop, ("x",)))
    register.days(30)
    register.do(Lapse(shop))
    yield "lapsed", register, shop, no_case
    register = Register()
    shop = shown(register)
    register.days(1)
    register.do(EndBusiness(shop, NAMED), OWNER)
    yield "ended", register, shop, no_case
    register = Register()
    yield "revoking", register, *opened(register)
    register = Register(HEARD)
    shop, case = opened(register)
    register.do(AskHearing(shop, case), OWNER)
    yield "hearing", register, shop, case
    register = Register()
    yield "revoked", register, *revoked(register)
    register = Register()
    shop, case = revoked(register)
    register.do(Appeal(shop, case, "not so"), OWNER)
    yield "appealed", register, shop, case


def command(cls: type[Any], shop: MerchantId, case: CaseId) -> Any:
    """A command of a class, as well made as it can be without looking at the register."""
    given = {
        "items": ("x",),
        "facts": facts(),
        "approve": True,
        "text": "no",
        "objection": 1,
        "upheld": False,
        "answer": "no",
        "ground": "fraud",
        "evidence": AUDIT,
        "findings": "found",
        "why": "closed",
        "case": case,
        "statement": "not so",
        "decision": "decision 1",
        "record": "both were heard",
        "reasons": "it would be closed before it was heard",
        "overturned": False,
        "last_day": NAMED + timedelta(days=20),
        "on": TODAY,
        "party": "officer",
        **({"ref": Ref("12345", "7")} if cls is AddRef else {}),
    }
    names = {field.name for field in attrs.fields(cls)}
    return cls(merchant=shop, **{name: value for name, value in given.items() if name in names})


def test_every_command_in_every_wrong_standing_is_refused_with_standing_ground_and_term() -> None:
    """The table alone decides what is possible: `possible` and `decide` agree for every pair."""
    seen = set()
    for standing, register, shop, case in everywhere():
        assert register.standing(shop) == standing
        seen.add(standing)
        answers = merchants.possible(register.merchant(shop))
        assert len(answers) == len(COMMANDS)
        for cls in COMMANDS:
            why = answers[cls.__name__]
            try:
                context = Context(register.now, CHIEF, register.rules, 1, Calendar({}), register.new)
                CAPABILITY.decide(register.states, command(cls, shop, case), context)
                refused: FriendlyServicesError | None = None
            except FriendlyServicesError as error:
                refused = error
            assert isinstance(refused, NotNow) == (why is not None), (standing, cls)
            if isinstance(refused, NotNow):
                assert refused.reason == why
                assert decode_error(encode_error(refused)).facts == refused.facts
                assert refused.standing == STANDINGS[register.merchant(shop).standing]
                assert cls.__name__ in say(refused.reason, "zh")
    assert seen == set(get_args(merchants.Standing))


def test_the_lifecycle_has_no_dead_end_and_no_unreachable_standing() -> None:
    """Every standing is reached from an application, and only the ends have no way out but an appeal."""
    ways: dict[str, set[str]] = {standing: set() for standing in STANDINGS}
    for row in LIFECYCLE:
        for source in row.sources:
            ways[source] |= set(row.targets)
    reached, frontier = set(), {"form_check", "site_check"}
    while frontier:
        reached |= frontier
        frontier = {target for source in frontier for target in ways[source]} - reached
    assert reached == set(STANDINGS)
    ends = {standing for standing in STANDINGS if not ways[standing] - {standing}}
    assert ends == {"rejected", "lapsed", "withdrawn", "ended"}
    assert ways["revoked"] == {"appealed"}


KINDS = {kind.name: kind for kind in CAPABILITY.kinds}
EVENTS = {name: event_codec(name, kind.events) for name, kind in KINDS.items()}
STATES = {name: value_codec(kind.state) for name, kind in KINDS.items()}
ACTORS = (OWNER, CLERK, CHIEF, INSPECTOR, NEIGHBOUR, CLOCK)
STEPS = st.tuples(
    st.sampled_from(COMMANDS),
    st.sampled_from(ACTORS),
    st.sampled_from((0, 0, 0, 1, 8, 40)),
)


def revoked_shop(register: Register) -> MerchantId:
    """A shop that was revoked and may appeal."""
    return revoked(register)[0]


@given(
    st.lists(STEPS, max_size=40),
    st.sampled_from([applied, at_decision, on_notice, shown, revoked_shop, taken_over]),
    st.sampled_from([RULES, HEARD]),
)
def test_any_program_of_commands_keeps_the_laws(
    steps: list[tuple[type[Any], Actor, int]], start: Any, rules: Rules
) -> None:
    """Every move is in the table, only the named are shown, and nothing is due that would be refused."""
    register = Register(rules)
    shop = start(register)
    table = {row.command: row for row in LIFECYCLE}
    for cls, actor, days in steps:
        register.days(days)
        before = register.merchant(shop)
        case = before.revocation or (before.lost.case if before.lost else CaseId("revocation-none"))
        try:
            register.do(command(cls, shop, case), actor)
        except FriendlyServicesError:
            assert register.merchant(shop) == before
            continue
        after = register.merchant(shop)
        assert after.standing in (table[cls].targets or (before.standing,))
        if merchants.place(after).absent is None:
            stayed = after.lost is not None and after.lost.stayed_on is not None
            assert after.standing in {"named", "revoking", "hearing"} or (
                after.standing == "appealed" and stayed
            )
            assert after.listed_on is not None
        assert (after.standing in {"revoking", "hearing"}) == (after.revocation is not None)
        assert STATES["merchant"].decode(STATES["merchant"].encode(after)) == after
        due = merchants.due(after)
        if due is not None:
            then = Register(rules, now=max(due.at, register.now))
            then.states = dict(register.states)
            then.commands = 1_000
            then.do(due.command, CLOCK)
            following = merchants.due(then.merchant(shop))
            assert following is None or following.at > then.now or following.command != due.command
    for key, events in register.journal.items():
        kept = [EVENTS[key[0]].decode(EVENTS[key[0]].encode(event)) for event in events]
        assert fold(KINDS[key[0]], kept) == register.states[key]


def test_a_command_about_nobody_finds_nothing() -> None:
    """An shop without a record is not found, whatever is asked of it."""
    with pytest.raises(NotFound, match="merchant-9"):
        Register().do(List(MerchantId("merchant-9")))
