"""Standards over facts of which few values matter, so that all of them can be tried."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import combinations_with_replacement, product
from typing import Any, Final

from hypothesis import strategies as st

from friendly_services.standards import FactValue, Version, read_standard
from tests.standards.generated import ON, TITLE, Written, joined, negated, plain_versions

FACTS: Final[dict[str, dict[str, Any]]] = {
    "a": {"type": "bool", "title": TITLE, "cost": 2},
    "b": {"type": "bool", "title": TITLE, "immovable": True},
    "c": {"type": "choice", "choices": ["x", "y", "z"], "title": TITLE, "cost": 0},
    "d": {"type": "date", "title": TITLE},
    "i": {"type": "int", "title": TITLE, "cost": 3},
    "j": {"type": "int", "title": TITLE},
    "n": {"type": "number", "title": TITLE, "immovable": True},
    "l": {"type": "list", "title": TITLE, "item": {"upheld": {"type": "bool", "title": TITLE}}},
}
_ITEMS: Final = [(False,), (True,)]
DOMAINS: Final[Mapping[str, tuple[FactValue, ...]]] = {
    "a": (False, True),
    "b": (False, True),
    "c": ("x", "y", "z"),
    "d": tuple(ON + timedelta(days=n) for n in range(-3, 4)),
    "i": tuple(range(-2, 9)),
    "j": tuple(range(-5, 25)),
    "n": (-1, 0, 0.5, 1, 1.5, 2, 3),
    "l": tuple(items for n in range(4) for items in combinations_with_replacement(_ITEMS, n)),
}
"""Every value that matters for the conditions below."""
_SMALL: Final = st.integers(0, 2)
_SIGNS: Final = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
_DAYS: Final = st.sampled_from(["today", "today - days(1)", "today + days(1)"])
_LEAVES: Final[Mapping[str, st.SearchStrategy[str]]] = {
    "a": st.just("a"),
    "b": st.just("b"),
    "c": st.sampled_from(["c == 'x'", "c != 'y'", "c in ['x', 'z']"]),
    "d": st.builds("d {} {}".format, _SIGNS, _DAYS),
    "i": st.builds("i {} {}".format, _SIGNS, _SMALL),
    "j": st.one_of(
        st.builds("j {} {}".format, _SIGNS, _SMALL),
        st.builds("i {} j".format, _SIGNS),
        st.builds("i {} 0.5 * j".format, _SIGNS),
    ),
    "n": st.builds("n {} {}".format, _SIGNS, _SMALL),
    "l": st.one_of(
        st.builds("count(l) {} {}".format, _SIGNS, st.integers(0, 1)),
        st.builds("count(l where upheld) {} {}".format, _SIGNS, st.integers(0, 1)),
    ),
}


def _conditions(names: list[str]) -> st.SearchStrategy[Written]:
    leaves = st.one_of([_LEAVES[name] for name in names]).map(lambda text: Written(text, lambda _: False))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
            inner.map(negated),
        ),
        max_leaves=4,
    )


@st.composite
def small_versions(draw: st.DrawFn, most: int = 12, facts: int = 3) -> Version:
    """A version over so many of these facts; `i` is with `j` wherever the two are compared."""
    names = draw(st.lists(st.sampled_from(sorted(_LEAVES)), min_size=1, max_size=facts, unique=True))
    row = draw(plain_versions(most, _conditions(names)))
    for one in (*row["conditions"], *row.get("exits", ())):
        one["cost"] = draw(st.sampled_from([0, 0, 0, 1, 5]))
    del row["values"]
    plain = {"id": "s", "title": TITLE, "source": "x", "facts": FACTS, "versions": [row]}
    return read_standard(plain).versions[0]


def read_by(version: Version) -> list[str]:
    """The names of the facts that any condition reads."""
    read = {fact.name for condition in version.conditions for fact in condition.facts()}
    return [fact.name for fact in version.facts if fact.name in read]


def everything(names: list[str]) -> Iterator[dict[str, FactValue]]:
    """Every combination of values of some facts."""
    for values in product(*(DOMAINS[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def values_of(version: Version, facts: Mapping[str, FactValue]) -> tuple[FactValue, ...]:
    """The values in the order of the version's facts."""
    return tuple(facts.get(fact.name) for fact in version.facts)


KNOWN: Final = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(all_) for name, all_ in DOMAINS.items()}
)
"""Facts of which any may be missing."""
