"""The verbs of random programs about offers: published, used, changed, ended; and about alliances."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from friendly_services import offers
from friendly_services.offers import AllianceId, OfferId

__all__ = ["OF_OFFERS", "VERBS_OF_OFFERS"]


def _terms(run: Any, how: int) -> offers.Terms:
    last = run.today + timedelta(days=3 * how)
    return offers.Terms("noodles", offers.Rule(percent=10 + how), run.today, last, per_day=1 + how % 2)


def _host(run: Any, which: int, how: int) -> str:
    return str(run.one("station" if how % 3 else "merchant", which))


def _uses(run: Any, which: int, how: int) -> Any:
    made = run.made.get("offer", ())
    if not made:
        return offers.ExpireOffer(OfferId("offer-9"))
    one = made[-1 - which % len(made)]
    token = offers.token_for(f"rider-{how % 2}", run.today, b"key")
    return offers.UseOffer(one.id, token if how else "rider-1", one.host, 1850)


def _alliance(run: Any, which: int) -> AllianceId:
    return AllianceId(run.one("alliance", which))


def _joins(run: Any, which: int, how: int) -> Any:
    since, last = (run.today + timedelta(days=days) for days in (how % 3, 4 * how))
    return offers.JoinAlliance(_alliance(run, how), _host(run, which, how % 2), since, last, "2026-7")


def _leaves(run: Any, which: int, how: int) -> Any:
    last = run.today + timedelta(days=1 + how)
    return offers.LeaveAlliance(_alliance(run, how), _host(run, which, how % 2), last, "letter 3")


def _publishes(run: Any, which: int, how: int) -> Any:
    host, allied = _host(run, which, how % 2), how % 2 and run.made.get("alliance")
    return offers.PublishOffer(host, _terms(run, how), _alliance(run, how) if allied else None)


VERBS_OF_OFFERS: Final = (
    *("publish", *["use offer"] * 4, "change offer", "end offer"),
    *("found", "join", "join", "leave"),
)
OF_OFFERS: Final[dict[str, Callable[[Any, int, int], Any]]] = {
    "publish": _publishes,
    "found": lambda _, __, how: offers.FoundAlliance(f"Alliance {how % 3}", "骑手友好商家"),
    "join": _joins,
    "leave": _leaves,
    "use offer": _uses,
    "change offer": lambda run, which, how: offers.ChangeOffer(
        OfferId(run.one("offer", which)), _terms(run, how)
    ),
    "end offer": lambda run, which, how: (
        offers.EndOffer(OfferId(run.one("offer", which)), "letter 7") if how < 3 else _uses(run, which, how)
    ),
}
