"""The verbs of random programs about honours: mostly what brings one on from where it stands."""

from collections.abc import Callable
from typing import Any, Final

from friendly_services import honours
from friendly_services.honours import HonourId

__all__ = ["AT_HONOURS", "OF_HONOURS", "VERBS_OF_HONOURS"]


def _nominates(run: Any, which: int, how: int) -> Any:
    if how > 3:
        return honours.Nominate("star", "rider-1", "north", score=90, period=f"{run.today:%Y-%m}")
    return honours.Nominate("model", run.one("merchant", which), "north", ("kept its door open",))


def _moves_on(run: Any, which: int, how: int) -> Any:
    """What brings an honour on from where it stands, one way or another."""
    known = [run.city.honours.get(event.id) for event in run.made.get("honour", ())]
    alive = [one for one in known if one.alive]
    if not alive:
        return honours.Decide(HonourId(run.one("honour", which)), approve=True)
    one = alive[which % len(alive)]
    name = one.id
    objection = next((found.number for found in one.objections if found.answer is None), 1)
    ways: dict[honours.Standing, tuple[Any, ...]] = {
        "nominated": (honours.Decide(name, approve=True), honours.Decide(name, approve=False, note="no")),
        "notice": (honours.Grant(name, one.subject), honours.Object(name, "too loud")),
        "objected": (honours.AnswerObjection(name, objection, upheld=how > 3, answer="we looked again"),),
        "granted": (
            honours.OpenRevocation(name, "fraud", ("file 7",), "as found"),
            *[honours.Expire(name)] * 3,
        ),
        "revoking": (
            honours.StateCase(name, "not so"),
            honours.Revoke(name, "decision 1"),
            honours.Dismiss(name, "decision 2"),
        ),
        "revoked": (honours.Appeal(name, "not so") if one.title == "model" else honours.Remind(name),),
        "appealed": (honours.DecideAppeal(name, overturned=how > 2, decision="decision 3"),),
    }
    fits = ways[one.standing]
    return fits[how % len(fits)]


AT_HONOURS: Final = ("honour", *["move on"] * 20, "give up", "commend", "state bonus")
"""Verbs about honours alone, where one needs several steps in a row."""
VERBS_OF_HONOURS: Final = ("honour", *["move on"] * 4, "give up", "commend", "state bonus")
OF_HONOURS: Final[dict[str, Callable[[Any, int, int], Any]]] = {
    "honour": _nominates,
    "move on": _moves_on,
    "give up": lambda run, which, _: honours.Withdraw(HonourId(run.one("honour", which)), "letter 6"),
    "state bonus": lambda run, which, _: honours.StateBonus(run.one("merchant", which), "stars"),
    "commend": lambda run, which, how: honours.Commend(
        run.one("merchant" if how else "station", which), "active", "notice 3"
    ),
}
