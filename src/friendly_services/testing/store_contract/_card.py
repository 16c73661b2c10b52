"""The card: one line at the end of the run, which says what was shown to hold and what was not tried."""

from collections.abc import Iterable, Mapping
from typing import Final, NoReturn

import attrs
import pytest

__all__ = ["card_line", "not_tried", "show_card"]

_NOT_TRIED: Final = "not tried: "
_PLUGIN: Final = "friendly-services-card"


def not_tried(what: str, why: str) -> NoReturn:
    """Skip the test, so that the card says what was not tried."""
    pytest.skip(f"{_NOT_TRIED}{what}, since {why}")


def card_line(kit: str, wanted: Iterable[str], found: Mapping[str, Iterable[str]]) -> str:
    """The card of one class.

    Args:
        kit: the kit's name, with its tier if it has tiers.
        wanted: the names of its tests.
        found: of each test that ran, what came of its cases: `passed`, `failed`, or what was not tried.

    >>> found = {"test_a": ["passed"], "test_b": ["a fork"]}
    >>> card_line("StoreContract (quick)", ["test_a", "test_b", "test_c"], found)
    'StoreContract (quick): 1/3, not tried: a fork, 1 test that was not run'
    """
    passed, not_run, failed, missing = 0, 0, [], []
    for name in wanted:
        outcomes = set(found.get(name, ()))
        if "failed" in outcomes:
            failed.append(name)
        elif outcomes == {"passed"}:
            passed += 1
        elif not outcomes:
            not_run += 1
        else:
            missing += sorted(outcomes - {"passed"})
    missing += [f"{not_run} test{'s that were' if not_run > 1 else ' that was'} not run"] if not_run else []
    parts = [f"{kit}: {passed}/{len(list(wanted))}"]
    parts += [f"failed: {', '.join(failed)}"] if failed else []
    parts += [f"{_NOT_TRIED}{', '.join(dict.fromkeys(missing))}"] if missing else []
    return ", ".join(parts)


@attrs.define(eq=False)
class _Cards:
    """Notes what comes of every test of every class that runs a kit."""

    kits: dict[str, tuple[str, list[str]]] = attrs.Factory(dict)
    """By the class's place: the kit's name and tier, and its tests."""
    found: dict[str, dict[str, list[str]]] = attrs.Factory(dict)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        place, _, test = report.nodeid.rpartition("::")
        outcome = _outcome(report)
        if outcome is not None:
            self.found.setdefault(place, {}).setdefault(test.partition("[")[0], []).append(outcome)

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("contracts")
        for place, (kit, wanted) in self.kits.items():
            line = card_line(kit, wanted, self.found.get(place, {}))
            terminalreporter.write_line(f"{place.rpartition('::')[2]}: {line}")


def _outcome(report: pytest.TestReport) -> str | None:
    """What came of this part of a test, None if only the whole will tell."""
    if report.failed:
        return "failed"
    if report.skipped:
        told = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        what = told.partition(_NOT_TRIED)[2].partition(", since")[0]
        return what or report.nodeid.rpartition("::")[2].partition("[")[0]
    return "passed" if report.when == "call" else None


def show_card(request: pytest.FixtureRequest) -> None:
    """Have the card of the requesting test's class printed at the end of the run."""
    plugins = request.config.pluginmanager
    cards = plugins.get_plugin(_PLUGIN)
    if cards is None:
        cards = _Cards()
        plugins.register(cards, _PLUGIN)
    kits = [base for base in request.cls.__mro__ if base.__module__.startswith("friendly_services.testing")]
    tests = [name for name in dir(kits[0]) if name.startswith("test_")]
    tier = getattr(request.cls, "tier", None)
    kit = f"{kits[0].__name__} ({tier})" if tier else kits[0].__name__
    cards.kits[request.node.nodeid.rpartition("::")[0]] = kit, tests
