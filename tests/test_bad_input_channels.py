"""The catalogue of bad input, rows 54 to 60: what channels to people, and plugins, do to a city.

Rows 54 and 55 are shown by the webhooks themselves, 56 to 58 by the rooms of messages and delivery:
`tests/meta/test_bad_input_rows.py` misses none.
"""

from typing import Any

from friendly_services import points
from friendly_services.city import City
from friendly_services.city._answers import OnceReused
from friendly_services.delivery import FURTHEST
from friendly_services.delivery._chain import _REMEMBERED, Chain
from friendly_services.ids import WorkerId
from friendly_services.messages import Accepted, Message
from friendly_services.storage import Receipt
from friendly_services.testing import StandingClock
from tests.city.town import CLERK, MONDAY, WORKER, paid
from tests.delivery.post import Box, one_round, opened


class Echo:
    """Answers every message with a command, whose message it answers with a command."""

    def __init__(self) -> None:
        self.city: City
        self.heard = 0

    def __call__(self, message: Message) -> Any:
        """Give somebody else points."""
        self.heard += 1
        worker = WorkerId(f"rider-{self.heard + 1}")
        self.city.do(points.Earn(worker, "lead", quantity=1), by=CLERK, once=message.id)
        return Accepted()


def test_row_60_a_plugin_writes_as_everybody_does_and_at_most_three_deep() -> None:
    """What it sends is a command of its own; the fourth in a row that caused itself is refused."""
    clock, echo, good = StandingClock(MONDAY), Echo(), Box()
    city = echo.city = opened(clock, box=Box(echo), good=good)
    paid(city)
    assert FURTHEST == 3
    told = {each.notifier: each for each in city.delivery.run()}
    assert (told["box"].sent, told["box"].postponed, told["good"].sent) == (3, 1, 4)
    assert [city.points.balance(WorkerId(f"rider-{n}")) for n in range(1, 6)] == [50, 50, 50, 50, 0]
    (letter,) = city.delivery.waiting()
    assert letter.failed == "raised.TooDeep"
    clock.forward(days=1)
    assert one_round(city).sent == 0
    paid(city, WorkerId("somebody-else"))
    assert one_round(city).sent == 3
    assert city.verify().clean


def test_row_60_a_plugin_cannot_use_the_key_of_what_it_is_told_of() -> None:
    """Under a key that was used it changes nothing."""
    city: City
    refused: list[Exception] = []

    def act(_: Message) -> Any:
        try:
            city.do(points.Earn(WORKER, "lead", quantity=9), by=CLERK, once="tap-1")
        except OnceReused as error:
            refused.append(error)
        return Accepted()

    city = opened(box=Box(act))
    city.do(points.Earn(WORKER, "lead", quantity=1), by=CLERK, once="tap-1")
    assert one_round(city).sent == 1
    assert (len(refused), city.points.balance(WORKER)) == (1, 50)


def test_row_60_the_chain_forgets_what_is_long_ago() -> None:
    """It holds the last entries alone, and none that was sent from outside."""
    chain = Chain()
    chain.note(Receipt("small", 1, 5, 0, ()))
    assert len(chain._depths) == 0
    with chain.telling(1):
        chain.note(Receipt("small", 6, 6 + 2 * _REMEMBERED, 0, ()))
    assert len(chain._depths) == _REMEMBERED
