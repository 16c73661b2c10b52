"""A register of merchants without a store, and merchants at every step of their way."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from friendly_services import merchants
from friendly_services.cases import Duration, Post, Route
from friendly_services.codec import digest
from friendly_services.decider import Actor, Context
from friendly_services.ids import CaseId, Key, MerchantId
from friendly_services.merchants import (
    CAPABILITY,
    AppealRule,
    Application,
    Apply,
    CompleteCheck,
    Decide,
    Evidence,
    Fact,
    Ground,
    HearingRule,
    Licence,
    List,
    Merchant,
    Name,
    OpenRevocation,
    PlaqueRule,
    Premises,
    RecordFacts,
    Ref,
    ReviewRule,
    Revocation,
    Revoke,
    Rules,
    Service,
    SiteCheckRule,
    SuspensionRule,
    TakeOver,
)
from friendly_services.places import Place, Point
from friendly_services.standards import read_standard
from friendly_services.text import Label, say
from friendly_services.workdays import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZONE)
TODAY = MONDAY.date()
LICENCE = "92500113MA00000018"
HERE = Point.gcj02(lat=29.397, lon=106.543)

STANDARD = read_standard(
    {
        "id": "small",
        "title": {"en": "Small", "zh": "小"},
        "source": "made up for these tests",
        "facts": {
            "trade": {"type": "text", "title": {"en": "trade", "zh": "业态"}},
            "seats": {"type": "int", "title": {"en": "seats", "zh": "座位"}},
            "licensed": {"type": "bool", "title": {"en": "licensed", "zh": "持照"}},
        },
        "versions": [
            {
                "number": number,
                "in_force": first,
                **({"until": until} if until else {}),
                "open_cases": open_cases,
                "source": "made up",
                "conditions": [
                    {
                        "code": "S",
                        "title": {"en": "enough seats", "zh": "座位充足"},
                        "requires": f"seats >= {seats}",
                        "evidence": ["site_check"],
                        "source": "made up",
                        "status": "proposed",
                    },
                    {
                        "code": "L",
                        "title": {"en": "licensed", "zh": "持照经营"},
                        "requires": "licensed",
                        "source": "made up",
                        "status": "proposed",
                    },
                ],
            }
            for number, first, until, open_cases, seats in (
                (1, date(2025, 1, 1), date(2026, 6, 1), "submission", 2),
                (2, date(2026, 6, 1), date(2026, 9, 1), "submission", 4),
                (3, date(2026, 9, 1), None, "decision", 6),
            )
        ],
    }
)


def label(text: str) -> Label:
    """A title for tests, the same in both languages."""
    return Label(en=text, zh=text)


def post(days: int, role: str | None = None) -> Post:
    """A post of so many working days."""
    return Post(title=label(f"{days}-day post"), within=Duration(days), role=role)


RULES = Rules(
    standard=STANDARD,
    route=Route(
        posts={
            "form_check": post(3, "officer"),
            "site_check": post(10, "inspector"),
            "decision": post(5, "officer"),
            "notice": post(5),
            "listing": post(1, "officer"),
        },
        correction=Duration(10),
        returns=1,
    ),
    licences=("credit_code", "registration"),
    trades={"catering": label("catering"), "repair": label("repair")},
    tags={"rest": label("rest")},
    services={
        "rest": Service(label("rest"), "rest", label("seats"), "made up", "proposed"),
        "water": Service(label("water"), "rest", label("water"), "made up", "proposed"),
    },
    grounds={
        "fraud": Ground(label("fraud"), ("audit",), "made up", "proposed", cool_off_months=12),
        "review_failed": Ground(label("review failed"), ("review",), "made up", "proposed"),
        "refusal": Ground(label("refusal"), ("report",), "made up", "proposed", correction=Duration(10)),
    },
    suspensions={"closed": SuspensionRule(label("closed"), Duration(90, "natural"))},
    site_check=SiteCheckRule(people=2, photos=3),
    answer=Duration(5),
    statement=Duration(5),
    revocation=Duration(30),
    interim=Duration(5),
    reminder=Duration(5),
    review=ReviewRule(every_months=12, within=Duration(30)),
    plaque=PlaqueRule(prefix="FM-", template="1"),
    on_behalf=("officer",),
    appeal=AppealRule(within=Duration(15), decided=Duration(15)),
)

HEARD = attrs.evolve(RULES, hearing=HearingRule(asked=Duration(5), held=Duration(20)))
"""The same with a hearing for whoever asks."""

OWNER = Actor("owner", roles={"merchant"})
CLERK = Actor("clerk", roles={"officer"})
CHIEF = Actor("chief", roles={"officer"})
INSPECTOR = Actor("inspector", roles={"inspector"})
NEIGHBOUR = Actor("neighbour", roles={"resident"})
JUDGE = Actor("judge", roles={"appeal_body"})
CLOCK = Actor("system")

AUDIT = (Evidence("audit", "file 7"),)
REPORTS = (Evidence("report", "file 8"),)


class Register:
    """A register without a store: records by key, and a clock that the test sets."""

    def __init__(self, rules: Rules = RULES, now: datetime = MONDAY) -> None:
        self.rules = rules
        self.now = now
        self.states: dict[Key, Any] = {}
        self.journal: dict[Key, list[Any]] = {}
        self.commands = 0

    def do(self, command: Any, by: Actor = CLERK) -> str:
        """Decide the command and fold what it did; the shop of the first record that it touched."""
        self.commands += 1
        context = self.context(by, command)
        loaded = CAPABILITY.subjects(command, self.new)
        known = {key: self.states[key] for key in loaded if key in self.states}
        decision = CAPABILITY.decide(known, command, context)
        kinds = {kind.name: kind for kind in CAPABILITY.kinds}
        for key, event in decision:
            assert key in loaded, "a command writes only what it read"
            self.states[key] = kinds[key[0]].evolve(self.states.get(key), event)
            self.journal.setdefault(key, []).append(event)
        return (decision[0][0] if decision else loaded[0])[1]

    def context(self, by: Actor, command: Any = None) -> Context[Rules]:
        """What a decision knows now."""
        seal = digest(command) if command is not None else b""
        return Context(self.now, by, self.rules, 1, Calendar({}), self.new, digest=seal)

    def new(self, kind: str, n: int = 0) -> str:
        """The id of the n-th record of the present command."""
        return f"{kind}-{self.commands:010}{n or ''}"

    def days(self, days: float) -> None:
        """Let time pass."""
        self.now += timedelta(days=days)

    def merchant(self, shop: str) -> Merchant:
        """The merchant as it stands."""
        found = self.states["merchant", shop]
        assert isinstance(found, Merchant)
        return found

    def application(self, shop: str) -> Application:
        """Its application as it stands."""
        found = self.states["application", shop]
        assert isinstance(found, Application)
        return found

    def case(self, shop: str | None) -> Revocation:
        """A case for revocation as it stands."""
        assert shop is not None
        found = self.states["revocation", shop]
        assert isinstance(found, Revocation)
        return found

    def standing(self, shop: str) -> str:
        """Where the merchant stands."""
        return self.merchant(shop).standing

    def due(self, shop: str) -> tuple[datetime, Any] | None:
        """What time will bring next: when, and the command."""
        due = merchants.due(self.merchant(shop))
        return (due.at, due.command) if due else None


def application(**changes: Any) -> Apply:
    """An application that every rule here takes, but for what is changed."""
    return attrs.evolve(
        Apply(
            name="老王热饭铺",
            licence=Licence(LICENCE),
            trade="catering",
            premises=Premises("龙洲大道 1 号", "龙洲湾街道", HERE),
            services=frozenset({"rest"}),
        ),
        **changes,
    )


def facts(seats: int | None = 2, licensed: bool | None = True, on: date = TODAY) -> tuple[Fact, ...]:
    """Facts that meet the first version of the standard, unless told otherwise."""
    return (
        Fact("seats", seats, on, "visit", Evidence("site_check")),
        Fact("licensed", licensed, on, "registry", Evidence("registry", "query 1")),
    )


def older(**changes: Any) -> TakeOver:
    """The file of a merchant that another register named three years ago, but for what is changed."""
    return attrs.evolve(
        TakeOver(
            file=Ref("ledger 2023", "17"),
            name="老王热饭铺",
            licence=Licence(LICENCE),
            trade="catering",
            premises=Premises("龙洲大道 1 号", "龙洲湾街道", HERE),
            services=frozenset({"rest"}),
            named_on=date(2023, 5, 4),
            listed_on=date(2023, 5, 5),
            plaque="OLD-17",
            applicant="owner",
        ),
        **changes,
    )


def taken_over(register: Register) -> MerchantId:
    """A merchant on the map that was named before this register began."""
    return MerchantId(register.do(older()))


def applied(register: Register, **changes: Any) -> MerchantId:
    """A merchant that has just applied."""
    return MerchantId(register.do(application(**changes), OWNER))


def at_site_check(register: Register, **changes: Any) -> MerchantId:
    """A merchant whose form check is done."""
    shop = applied(register, **changes)
    register.do(CompleteCheck(shop))
    return shop


def at_decision(register: Register, found: tuple[Fact, ...] | None = None) -> MerchantId:
    """A merchant whose premises two people have seen."""
    shop = at_site_check(register)
    register.do(RecordFacts(shop, facts() if found is None else found), INSPECTOR)
    register.do(CompleteCheck(shop, beside=("second",)), INSPECTOR)
    return shop


def on_notice(register: Register) -> MerchantId:
    """A merchant that was approved."""
    shop = at_decision(register)
    register.do(Decide(shop, approve=True), CHIEF)
    return shop


def named(register: Register) -> MerchantId:
    """A merchant whose notice has run."""
    shop = on_notice(register)
    register.days(10)
    register.do(Name(shop), CLOCK)
    return shop


def shown(register: Register) -> MerchantId:
    """A merchant on the map."""
    shop = named(register)
    register.do(List(shop))
    return shop


def opened(register: Register, ground: str = "fraud") -> tuple[MerchantId, CaseId]:
    """A merchant on the map with a pending case, and the case."""
    shop = shown(register)
    evidence = AUDIT if ground == "fraud" else REPORTS
    register.do(OpenRevocation(shop, ground, evidence, "what was found"))
    case = register.merchant(shop).revocation
    assert case is not None
    return shop, case


def revoked(register: Register, ground: str = "fraud") -> tuple[MerchantId, CaseId]:
    """A merchant whose naming was revoked unheard, once it let its time to speak pass, and the case."""
    shop, case = opened(register, ground)
    register.days(15)
    register.do(Revoke(shop, case, "decision 1"), CHIEF)
    return shop, case


def where(place: Place | None) -> str | None:
    """Why the place is not on the map, in words; None if it is there."""
    assert place is not None
    return say(place.absent) if place.absent else None
