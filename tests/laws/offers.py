"""The verbs of random programs about offers: published, used, changed, ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from friendly_services import offers
from friendly_services.offers import OfferId

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


VERBS_OF_OFFERS: Final = ("publish", *["use offer"] * 4, "change offer", "end offer")
OF_OFFERS: Final[dict[str, Callable[[Any, int, int], Any]]] = {
    "publish": lambda run, which, how: offers.PublishOffer(_host(run, which, how), _terms(run, how)),
    "use offer": _uses,
    "change offer": lambda run, which, how: offers.ChangeOffer(
        OfferId(run.one("offer", which)), _terms(run, how)
    ),
    "end offer": lambda run, which, how: (
        offers.EndOffer(OfferId(run.one("offer", which)), "letter 7") if how < 3 else _uses(run, which, how)
    ),
}
