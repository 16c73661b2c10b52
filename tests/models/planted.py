"""Faults planted in the registers, each of which the model has to notice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import attrs
import pytest

from friendly_services.cases import Term
from friendly_services.merchants import _application, _decide, _named, _plaque, _review
from friendly_services.merchants._values import Merchant
from friendly_services.places import Place
from friendly_services.stations import _decide as _stations
from friendly_services.stations import _records, _reports
from tests.models.merchant_model import LEFT

__all__ = ["PLANTED"]

Plant = Callable[[pytest.MonkeyPatch], None]


def own_shop(patch: pytest.MonkeyPatch) -> None:
    """An officer may do the office's work on a shop of their own."""
    patch.setattr(_decide, "check_office", lambda *_: None)


def decides_what_they_saw(patch: pytest.MonkeyPatch) -> None:
    """Whoever saw the premises may decide the application."""
    patch.setattr(_application, "keep_apart_deciding", lambda *_: None)


def answers_own_objection(patch: pytest.MonkeyPatch) -> None:
    """Whoever objected, or took the decision, may answer the objection."""
    patch.setattr(_application, "keep_apart_answering", lambda *_: None)


def passes_own_decision(patch: pytest.MonkeyPatch) -> None:
    """A re-review may be passed by whoever took the decision that stands."""
    patch.setattr(_review, "keep_apart_reviewing", lambda *_: None)


def decides_own_case(patch: pytest.MonkeyPatch) -> None:
    """Whoever opened a case may decide it."""
    patch.setattr(_named, "keep_apart_in_case", lambda *_: None)


def a_day_too_early(patch: pytest.MonkeyPatch) -> None:
    """A term is over on its last day."""
    patch.setattr(Term, "over", lambda term, today: today >= term.day)


def a_day_too_late(patch: pytest.MonkeyPatch) -> None:
    """A term is over a day after it is."""
    patch.setattr(Term, "over", lambda term, today: today > term.day + timedelta(days=1))


def claim_freed_early(patch: pytest.MonkeyPatch) -> None:
    """Licence and premises are free while the revocation may still fall."""
    patch.setattr(
        Merchant, "alive", property(lambda shop: shop.standing not in (*LEFT, "rejected", "lapsed"))
    )


def unheard(patch: pytest.MonkeyPatch) -> None:
    """A case is decided before the merchant's time to speak has passed."""
    patch.setattr(_named, "term_over", lambda *_: None)


def failed_on_an_unknown(patch: pytest.MonkeyPatch) -> None:
    """A case on a failed re-review rests on whatever it likes."""
    patch.setattr(_review, "check_failed", lambda *_: None)


def plaque_never_recalled(patch: pytest.MonkeyPatch) -> None:
    """A merchant that leaves keeps its plaque for as long as it likes."""
    term = _plaque.return_term
    patch.setattr(
        "friendly_services.merchants._leaving.return_term",
        lambda naming, context: (
            attrs.evolve(found, ends=found.ends + timedelta(days=1), day=found.day + timedelta(days=1))
            if (found := term(naming, context))
            else None
        ),
    )


def hidden_but_shown(patch: pytest.MonkeyPatch) -> None:
    """What is hidden while a matter is looked into stays on the map."""
    _shown_although(patch, "merchants.absent_hidden")


def locked_but_shown(patch: pytest.MonkeyPatch) -> None:
    """A station that riders found locked stays on the map."""
    _shown_although(patch, "stations.flagged")


def _shown_although(patch: pytest.MonkeyPatch, code: str) -> None:
    absent = Place.__init__

    def shown(place: Place, *args: Any, **given: Any) -> None:
        why = given.get("absent")
        absent(place, *args, **{**given, "absent": None if why and why.code == code else why})

    patch.setattr(Place, "__init__", shown)


def service_not_dropped(patch: pytest.MonkeyPatch) -> None:
    """A service stays although its equipment was found broken."""
    patch.setattr(_records, "_lapses", lambda _: iter(()))


def reports_of_any_age(patch: pytest.MonkeyPatch) -> None:
    """Two riders' reports match however long one was before the other."""
    patch.setattr(_reports, "timedelta", lambda hours: timedelta(hours=hours * 10))


def level_for_ever(patch: pytest.MonkeyPatch) -> None:
    """A level is kept whatever is found."""
    patch.setattr(_stations, "held", lambda *_: ())


def never_dormant(patch: pytest.MonkeyPatch) -> None:
    """A station where nobody was for long stays open."""
    patch.setattr(_stations, "watched", lambda *_: ())


def any_keeper(patch: pytest.MonkeyPatch) -> None:
    """Whoever is a keeper somewhere answers for every station."""
    patch.setattr(_stations, "check_keeper", lambda *_: None)


PLANTED: Final[tuple[Plant, ...]] = (
    a_day_too_early,
    decides_own_case,
    claim_freed_early,
    service_not_dropped,
    own_shop,
    decides_what_they_saw,
    answers_own_objection,
    passes_own_decision,
    a_day_too_late,
    unheard,
    failed_on_an_unknown,
    plaque_never_recalled,
    hidden_but_shown,
    locked_but_shown,
    reports_of_any_age,
    level_for_ever,
    never_dormant,
    any_keeper,
)
