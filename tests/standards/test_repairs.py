"""Ways to be met are all there are, as cheap as they can be, and do what they say."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.standards import FactValue, Verdict, Version, evaluate
from friendly_services.standards._interpret import interpret
from tests.budget import count
from tests.standards import generated, small
from tests.standards.generated import ON

SOME = settings(max_examples=count(10, 200, 2_000), deadline=None)


def is_met(version: Version, facts: Mapping[str, FactValue]) -> bool:
    """Whether the plain interpreter finds it met."""
    return interpret(version, small.values_of(version, facts), ON)[0] == "met"


def price(
    version: Version, verdict: Verdict, facts: Mapping[str, FactValue], changed: tuple[str, ...]
) -> int:
    """What a change costs: its facts, and the conditions that it newly meets."""
    answers = interpret(version, small.values_of(version, facts), ON)[1]
    conditions = 0
    for condition, old, new in zip(version.conditions, verdict.answers, answers, strict=True):
        wanted = "unmet" if condition.exit else "met"
        conditions += condition.cost if new == wanted != old else 0
    return conditions + sum(fact.cost for fact in version.facts if fact.name in changed)


def by_trying(
    version: Version, verdict: Verdict
) -> Iterator[tuple[tuple[str, ...], list[dict[str, FactValue]]]]:
    """Every smallest set of facts that can make it met, with all values that do, found by trying all."""
    facts = dict(zip((fact.name for fact in version.facts), verdict.values, strict=True))
    immovable = {fact.name for fact in version.facts if fact.immovable}
    names = [name for name in small.read_by(version) if name not in immovable]
    found: list[set[str]] = []
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            if not any(one <= set(chosen) for one in found):
                able = [one for one in small.everything(list(chosen)) if is_met(version, facts | one)]
                if able:
                    found.append(set(chosen))
                    yield chosen, able


@SOME
@given(small.small_versions(), small.KNOWN)
def test_all_ways_and_no_others_are_found(version: Version, facts: dict[str, FactValue]) -> None:
    """The sets are those that trying every value of every set of facts finds, each with the same values."""
    verdict = evaluate(version, facts, ON)
    repairs = verdict.repairs(limit=1_000)
    expected = dict(by_trying(version, verdict))
    assert repairs.complete
    if repairs.met:
        assert expected == {(): [{}]}
        return
    assert {way.facts for way in repairs} == set(expected)
    for chosen, able in expected.items():
        ways = [way for way in repairs if way.facts == chosen]
        allowed = [one for one in small.everything(list(chosen)) if any(way.allows(one) for way in ways)]
        assert allowed == able
        known = dict(zip((fact.name for fact in version.facts), verdict.values, strict=True))
        cheapest = min(price(version, verdict, known | one, chosen) for one in able)
        assert min(way.cost for way in ways) == cheapest


@SOME
@given(generated.versions(12), generated.KNOWN)
def test_a_way_that_is_gone_leads_to_met(version: Version, facts: dict[str, FactValue]) -> None:
    """The example gives met at the cost told, and touches nothing immovable; the cheapest is first."""
    verdict = evaluate(version, facts, ON)
    repairs = verdict.repairs(limit=5)
    known = dict(zip((fact.name for fact in version.facts), verdict.values, strict=True))
    immovable = {fact.name for fact in version.facts if fact.immovable}
    assert repairs.met == (verdict.answer == "met")
    assert [way.cost for way in repairs] == sorted(way.cost for way in repairs)
    for way in repairs:
        after = known | dict(way.example)
        assert is_met(version, after)
        assert way.allows(dict(way.example))
        assert way.cost == price(version, verdict, after, way.facts)
        assert not immovable & set(way.facts)
        assert all(known[name] != value for name, value in way.example)
    assert all(repairs.text(language) for language in ("en", "zh"))


@SOME
@given(generated.versions(), generated.COMPLETE)
def test_the_answer_hangs_on_what_is_fragile(version: Version, facts: dict[str, FactValue]) -> None:
    """The answer hangs on exactly those facts without which it would not be known."""
    verdict = evaluate(version, facts, ON)
    lost = [name for name in facts if evaluate(version, {**facts, name: None}, ON).answer != verdict.answer]
    assert verdict.fragile() == tuple(fact.name for fact in version.facts if fact.name in lost)


@SOME
@given(small.small_versions(), small.KNOWN, st.data())
def test_what_is_not_fragile_may_change(
    version: Version, facts: dict[str, FactValue], data: st.DataObject
) -> None:
    """A single fact on which the answer does not hang may become anything."""
    verdict = evaluate(version, facts, ON)
    name = data.draw(st.sampled_from(sorted(small.DOMAINS)))
    if name in facts and name not in verdict.fragile():
        for value in small.DOMAINS[name]:
            changed = small.values_of(version, {**facts, name: value})
            assert interpret(version, changed, ON)[0] == verdict.answer
