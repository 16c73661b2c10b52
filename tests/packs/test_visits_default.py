"""The default rules for counts of use and ratings."""

from friendly_services import packs, visits


def test_its_numbers_and_who_may() -> None:
    """A month without use, counts below 10 hidden; every command has a role, and riders count themselves."""
    pack = packs.load("visits-default")
    rules: visits.Rules = pack.rules["visits"]
    assert (rules.dormant_days, rules.hide_below) == (30, 10)
    assert (rules.token_days, rules.shown_from, len(rules.praise)) == (7, 5, 4)
    names = {f"visits.{command.__name__}" for command in visits.CAPABILITY.commands}
    assert {name for name in pack.may if name.startswith("visits.")} == names
    assert "worker" in pack.may["visits.CountUse"]
    assert "worker" not in pack.may["visits.RecordUse"]
