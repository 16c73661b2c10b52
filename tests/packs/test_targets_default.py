"""The default metrics of targets."""

from typing import get_args

from friendly_services import packs, targets


def test_its_metrics_and_who_may() -> None:
    """Every measure has a metric, every command a role, and what is not proposed a source."""
    pack = packs.load("targets-default")
    rules: targets.Rules = pack.rules["targets"]
    assert {metric.measure for metric in rules.metrics.values()} == set(get_args(targets.Measure))
    assert all(metric.source for metric in rules.metrics.values() if metric.status != "proposed")
    assert rules.metrics["stations_a_or_b"].levels == {"A", "B"}
    names = {f"targets.{command.__name__}" for command in targets.CAPABILITY.commands}
    assert {name for name in pack.may if name.startswith("targets.")} == names
