"""The accountant's check of the ledger."""

from collections import Counter

import attrs
import pytest

from friendly_services import Actor, City, points
from friendly_services.ids import FunderId, WorkerId
from friendly_services.points import Account, Earn, Reconciliation, reconcile

OFFICER = Actor("u17", roles={"officer"})
RIDER = WorkerId("rider-7")
HELD = Account(RIDER, balance=30, lots=(24315, 30))
SUMS = Counter({("points", "points/rider-7"): 30, ("points", "issued"): -30})


def codes(found: Reconciliation) -> list[str]:
    """What it tells of."""
    return [problem.code for problem in found.problems]


def test_what_agrees_is_clean() -> None:
    """A balance that its entries and its lots both give is no problem."""
    found = reconcile(SUMS, [HELD], 1)
    assert (found.clean, found.entries, found.accounts) == (True, 1, 1)
    assert found.text("zh") == "共核对 1 笔、1 个账户，0 处不符"
    assert str(found) == "1 entry and 1 account compared, 0 differences found"


def test_each_kind_of_difference_is_told() -> None:
    """Another balance, other lots, an account that is missing, and points from nowhere."""
    assert codes(reconcile(SUMS, [attrs.evolve(HELD, balance=29)])) == [
        "verify.imbalance",
        "points.reconciled.lots",
    ]
    assert codes(reconcile(SUMS, [])) == ["points.reconciled.no_account"]
    assert codes(reconcile(SUMS + Counter({("points", "issued"): 31}), [HELD])) == ["points.reconciled.unit"]


def test_what_is_entered_meanwhile_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Awards that another process enters between the records and the entries make no difference."""
    with City.open("memory://", city="banan", pack="points-default") as city:
        city.do(Earn(RIDER, "registration"), by=OFFICER)
        reconciled = city.points.reconcile()
        assert (reconciled.entries, reconciled.accounts, reconciled.clean) == (2, 1, True)
        read = city._reader.store.read

        def late(*asked: object, **more: object) -> object:
            monkeypatch.undo()
            for worker in ("rider-7", "rider-8"):
                city.do(Earn(WorkerId(worker), "hazard", f"report-{worker}"), by=OFFICER)
            return read(*asked, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(city._reader.store, "read", late)
        reconciled = city.points.reconcile()
        assert (reconciled.entries, reconciled.accounts, reconciled.clean) == (2, 1, True)
        reconciled = city.points.reconcile()
        assert (reconciled.entries, reconciled.accounts, reconciled.clean) == (5, 2, True)
        assert (
            city.points.liability().points
            == points.liability(
                [city.points.get(worker) for worker in ("rider-7", "rider-8")], city.now().date()
            ).points
        )


def test_a_fund_is_compared_too() -> None:
    """What was granted and not paid out must be left."""
    fund = points.Fund(FunderId("union"), granted=100, left=80)
    sums = Counter({("points", "fund/union"): 80, ("points", "granted"): -100, ("points", "issued"): 20})
    assert reconcile(sums, [fund]).clean
    assert codes(reconcile(sums, [attrs.evolve(fund, left=81)])) == ["verify.imbalance"]
    assert codes(reconcile(sums, [])) == ["points.reconciled.no_account"]
