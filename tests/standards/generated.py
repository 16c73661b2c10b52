"""Standards and facts that nobody thought of: every type, lists, groups, scores, exits, dated values.

`versions()` draws one version, `standards()` a series of them; `KNOWN` draws facts of which any may be
missing, `COMPLETE` all of them, `DATED` facts with days of their own. `CONDITIONS` draws texts with what they
mean, worked out in another way than the library does.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import attrs
from dateutil.relativedelta import relativedelta
from hypothesis import strategies as st

from friendly_services.standards import Known, Standard, Version, read_standard

TITLE: Final = {"en": "x", "zh": "某"}
ON: Final = date(2026, 3, 31)
COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
FACTS: Final[dict[str, dict[str, Any]]] = {
    "a": {"type": "bool", "title": TITLE},
    "b": {"type": "bool", "title": TITLE, "immovable": True, "life": "1 month"},
    "i": {"type": "int", "title": TITLE, "cost": 3},
    "j": {"type": "int", "title": TITLE, "unit": "m", "life": {"pledge": "10 days", "document": "1 year"}},
    "n": {"type": "number", "title": TITLE},
    "d": {"type": "date", "title": TITLE},
    "e": {"type": "date", "title": TITLE, "immovable": True, "life": "30 days"},
    "c": {"type": "choice", "choices": {"x": TITLE, "y": {"en": "Y", "zh": "乙"}}, "title": TITLE},
    "t": {"type": "text", "title": TITLE, "cost": 0},
    "l": {
        "type": "list",
        "title": TITLE,
        "life": "2 months",
        "item": {
            "on": {"type": "date", "title": TITLE},
            "upheld": {"type": "bool", "title": TITLE},
            "degree": {"type": "int", "title": TITLE},
            "kind": {"type": "choice", "choices": ["x", "y"], "title": TITLE},
        },
    },
}
VALUES_NAMED: Final[dict[str, Any]] = {
    "most": {"value": 2, "source": "notice 1"},
    "window": {"value": 20, "source": "notice 2", "title": TITLE},
    "share": {"value": 0.25},
}
DAYS = st.integers(-40, 40).map(lambda n: ON + timedelta(days=n))
ITEMS = st.lists(
    st.fixed_dictionaries(
        {"on": DAYS, "upheld": st.booleans(), "degree": st.integers(0, 3), "kind": st.sampled_from("xy")}
    ),
    max_size=4,
)
VALUES: Final[dict[str, st.SearchStrategy[Any]]] = {
    "a": st.booleans(),
    "b": st.booleans(),
    "i": st.integers(-2, 3),
    "j": st.integers(-2, 8),
    "n": st.one_of(st.integers(-2, 3), st.floats(-2, 3)),
    "d": DAYS,
    "e": DAYS,
    "c": st.sampled_from("xy"),
    "t": st.sampled_from(["", "x", "z"]),
    "l": ITEMS,
}
KNOWN: Final = st.fixed_dictionaries({}, optional=VALUES)
COMPLETE: Final = st.fixed_dictionaries(VALUES)
"""Every fact; lists whose items are known too."""


def _dated(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    known = st.builds(
        Known,
        values,
        DAYS,
        st.sampled_from([None, "document", "pledge", "visit"]),
        st.one_of(st.none(), DAYS),
    )
    return st.one_of(values, known)


DATED: Final = st.fixed_dictionaries({}, optional={name: _dated(one) for name, one in VALUES.items()})
"""Facts of which any may be missing, as plain values and as values with days, some stale, some to come."""


@attrs.frozen
class Written:
    """A condition as text, with what it means when every fact is known, worked out in another way."""

    text: str
    means: Callable[[Mapping[str, Any]], bool]


def compared(left: str, sign: str, right: str | int) -> Written:
    """A fact compared with a number or another fact, or the other way round."""

    def value(facts: Mapping[str, Any], side: str | int) -> Any:
        return facts[side] if isinstance(side, str) else side

    return Written(f"{left} {sign} {right}", lambda f: COMPARISONS[sign](value(f, left), value(f, right)))


def dated(left: str, sign: str, n: int, unit: str) -> Written:
    """A date compared with another day than this one."""
    shift = f"+ {unit}({n})" if n >= 0 else f"- {unit}({-n})"
    day = ON + (timedelta(days=n) if unit == "days" else relativedelta(months=n))
    return Written(f"{left} {sign} today {shift}", lambda f: COMPARISONS[sign](f[left], day))


def scaled(left: str, sign: str, right: str) -> Written:
    """A number compared with a quarter of another."""
    return Written(f"{left} {sign} 0.25 * {right}", lambda f: COMPARISONS[sign](4 * f[left], f[right]))


def joined(word: str, parts: list[Written]) -> Written:
    """Conditions joined by `and` or `or`."""
    whole = all if word == "and" else any
    text = f" {word} ".join(f"({part.text})" for part in parts)
    return Written(text, lambda f: whole(part.means(f) for part in parts))


def negated(part: Written) -> Written:
    """The opposite of a condition."""
    return Written(f"not ({part.text})", lambda f: not part.means(f))


def counted(where: Written | None, sign: str, n: int) -> Written:
    """How many items of the list there are, or how many of which a condition holds."""
    text = f" where {where.text}" if where else ""
    holds = where.means if where else lambda _: True
    return Written(f"count(l{text}) {sign} {n}", lambda f: COMPARISONS[sign](sum(map(holds, f["l"])), n))


def _recursive(leaves: st.SearchStrategy[Written], most: int) -> st.SearchStrategy[Written]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
            inner.map(negated),
        ),
        max_leaves=most,
    )


SIGNS: Final = st.sampled_from(sorted(COMPARISONS))
NUMBERS: Final = st.sampled_from(["i", "j", "n"])
UNITS: Final = st.sampled_from(["days", "months"])
SHIFTS: Final = st.tuples(st.integers(-40, 40), UNITS).map(
    lambda pair: pair if pair[1] == "days" else (pair[0] // 20, "months")
)
IN_ITEMS: Final = _recursive(
    st.one_of(
        st.just(Written("upheld", operator.itemgetter("upheld"))),
        st.builds(compared, st.just("degree"), SIGNS, st.integers(0, 3)),
        st.builds(lambda sign, shift: dated("on", sign, *shift), SIGNS, SHIFTS),
        st.just(Written("kind == 'x'", lambda f: f["kind"] == "x")),
    ),
    3,
)
LEAVES: Final = st.one_of(
    st.sampled_from("ab").map(lambda name: Written(name, operator.itemgetter(name))),
    st.builds(compared, NUMBERS, SIGNS, st.one_of(st.integers(-2, 3), NUMBERS)),
    st.builds(scaled, st.sampled_from(["i", "n"]), SIGNS, st.just("j")),
    st.builds(lambda left, sign, shift: dated(left, sign, *shift), st.sampled_from("de"), SIGNS, SHIFTS),
    st.builds(counted, st.one_of(st.none(), IN_ITEMS), SIGNS, st.integers(0, 3)),
    st.sampled_from(["==", "!="]).map(
        lambda sign: Written(f"c {sign} 'x'", lambda f: COMPARISONS[sign](f["c"], "x"))
    ),
    st.sampled_from(["in", "not in"]).map(
        lambda word: Written(f"t {word} ['x', 'y']", lambda f: (f["t"] in ("x", "y")) is (word == "in"))
    ),
    st.just(
        Written(
            "count(l where on >= today - days(window)) <= most",
            lambda f: sum(one["on"] >= ON - timedelta(days=20) for one in f["l"]) <= 2,
        )
    ),
    st.just(Written("i >= share * j", lambda f: 4 * f["i"] >= f["j"])),
)
CONDITIONS: Final = _recursive(LEAVES, 5)

_ONES: Final = st.sampled_from([1, 1, 2, 5])


def plain(*versions: dict[str, Any]) -> dict[str, Any]:
    """A standard over these facts as plain values."""
    return {"id": "s", "title": TITLE, "source": "x", "facts": FACTS, "versions": list(versions)}


def row(code: str, text: str, key: str = "requires", **more: Any) -> dict[str, Any]:
    """A condition as plain values."""
    return {"code": code, "title": TITLE, key: text, "status": "proposed", **more}


def version_of(*conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A version of these conditions as plain values."""
    first = {"number": 1, "in_force": date(2025, 1, 1), "open_cases": "decision", "source": "proposed"}
    return {**first, "values": VALUES_NAMED, "conditions": list(conditions), **more}


@st.composite
def plain_versions(
    draw: st.DrawFn, most: int = 8, conditions: st.SearchStrategy[Written] = CONDITIONS
) -> dict[str, Any]:
    """A version as plain values: conditions in up to three groups or in none, and up to two exits."""
    codes = draw(st.sampled_from([[], ["g"], ["g", "h"], ["g", "h", "k"]]))[:most]
    scored = bool(codes) and draw(st.integers(0, 2)) == 0
    rows = [
        row(f"C{n}", draw(conditions).text, must=draw(st.integers(0, 3)) == 0)
        for n in range(draw(st.integers(max(1, len(codes)), most)))
    ]
    for n, one in enumerate(rows):
        if home := codes[n] if n < len(codes) else draw(st.sampled_from([None, *codes])):
            one["group"] = home
        if draw(st.integers(0, 3)) == 0:
            one["applies"] = draw(conditions).text
    groups: list[dict[str, Any]] = []
    for code in codes:
        members = [one for one in rows if one.get("group") == code]
        kind = draw(st.sampled_from(["all", "some", "score"]))
        group: dict[str, Any] = {"code": code, "title": TITLE}
        if kind == "some":
            group["at_least"] = draw(st.integers(1, len(members)))
        elif kind == "score":
            group["at_least_score"] = draw(st.sampled_from([1, 33, 50, 67, 100]))
        if scored and (code == "g" or draw(st.booleans())):
            group["weight"] = draw(st.sampled_from([10, 30, 7]))
        if kind == "score" or "weight" in group:
            for one in members:
                one["weight"] = draw(_ONES)
        groups.append(group)
    exits = [row(f"E{n}", draw(conditions).text, "when") for n in range(draw(st.sampled_from([0, 0, 1, 2])))]
    more: dict[str, Any] = {"groups": groups} if groups else {}
    more |= {"exits": exits} if exits else {}
    more |= {"at_least_score": draw(st.sampled_from([1, 50, 85, 100]))} if scored else {}
    return version_of(*rows, **more)


def versions(most: int = 8) -> st.SearchStrategy[Version]:
    """A version of a standard, in force since long ago."""
    return plain_versions(most).map(lambda version: read_standard(plain(version)).versions[0])


@st.composite
def standards(draw: st.DrawFn, most: int = 4) -> Standard:
    """A standard of one to three versions around the day of the question; the last may come to an end."""
    rows = []
    in_force = ON - timedelta(days=draw(st.integers(30, 60)))
    for number in range(1, draw(st.integers(1, 3)) + 1):
        announced = in_force - timedelta(days=draw(st.integers(-5, 20)))
        rows.append(
            {**draw(plain_versions(most)), "number": number, "in_force": in_force, "announced": announced}
        )
        in_force += timedelta(days=draw(st.integers(1, 60)))
    if draw(st.booleans()):
        rows[-1]["until"] = in_force
    return read_standard(plain(*rows))
