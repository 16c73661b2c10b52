"""The verbs of random programs about decisions on points: grants, freezes, appeals, closings."""

from collections.abc import Callable
from typing import Any, Final

from friendly_services import points
from friendly_services.errors import NotFound
from friendly_services.ids import FunderId, ProposalId, WorkerId

__all__ = ["AT_DECISIONS", "OF_DECISIONS", "VERBS_OF_DECISIONS"]


def _worker(which: int) -> WorkerId:
    return WorkerId(f"rider-{1 + which % 2}")


def _decided(run: Any, which: int, how: int, *, lodged: bool) -> int | None:
    """A decision against a worker that can be appealed against, or that was; the freeze if there is none."""
    try:
        account: points.Account = run.city.points.get(_worker(which))
    except NotFound:
        return None
    known = list(account.appeals if lodged else account.contestable)
    return known[how % len(known)] or None if known else None


def _proposal(run: Any, which: int) -> ProposalId:
    """The latest award that waits for a second person, for this worker if there is one."""
    found = list(run.city.proposals.find(status="open", worker=_worker(which)))
    return ProposalId(found[-1].id if found else "proposal-9")


VERBS_OF_DECISIONS: Final = (
    "freeze",
    "thaw",
    "close account",
    "appeal points",
    "judge points",
    "grant",
    "patrol",
    "large",
    "confirm award",
    "decline award",
    "send away",
)
AT_DECISIONS: Final = ("freeze", *["thaw"] * 2, *["close account"] * 3, "appeal points", "judge points")
"""Verbs about such decisions alone, while the points there are run out."""
OF_DECISIONS: Final[dict[str, Callable[[Any, int, int], Any]]] = {
    "grant": lambda _, which, how: points.FundProgramme(
        FunderId("union"), 10 * (1 + how), f"grant {which} {how}"
    ),
    "large": lambda _, which, how: points.Earn(_worker(which), "lead", quantity=11 + how),
    "confirm award": lambda run, which, _: points.Confirm(_proposal(run, which), _worker(which)),
    "decline award": lambda run, which, _: points.Decline(_proposal(run, which), "note 2"),
    "patrol": lambda _, which, __: points.Earn(_worker(which), "patrol"),
    "freeze": lambda _, which, __: points.Freeze(_worker(which), "fraud", "decision 6"),
    "send away": lambda _, which, how: points.Send(_worker(which), 1 + how, "far"),
    "thaw": lambda _, which, __: points.Thaw(_worker(which), "decision 7"),
    "close account": lambda _, which, __: points.CloseAccount(_worker(which), "letter 1"),
    "appeal points": lambda run, which, how: points.Appeal(
        _worker(which), "letter 2", _decided(run, which, how, lodged=False)
    ),
    "judge points": lambda run, which, how: points.DecideAppeal(
        _worker(which), how < 3, "decision 8", _decided(run, which, how, lodged=True)
    ),
}
