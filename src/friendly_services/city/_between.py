"""What two cities do together: points that go from one to the other, each city in commits of its own."""

from datetime import timedelta

import attrs

from .. import points
from ..errors import FriendlyServicesError, Invalid, NotFound
from ._desk import Desk
from ._executor import SYSTEM, Executor
from ._reader import Reader

__all__ = ["Side", "Transits", "carry"]


class Transits(Desk[points.Transit]):
    """Points that were sent to other cities, and those that came from them."""

    def underway(self, *, longer_than: timedelta | None = None) -> tuple[points.Transit, ...]:
        """What was sent from here and is not settled, the longest on its way first.

        Args:
            longer_than: only what has been on its way for longer; after 15 minutes somebody should look.
        """
        until = None if longer_than is None else self._reader.clock() - longer_than
        return tuple(one for page in self._pages(status="sent", at=(None, until)) for one in page)


@attrs.frozen(eq=False)
class Side:
    """One of the two cities."""

    reader: Reader
    executor: Executor

    @property
    def name(self) -> str:
        """The name under which it was opened."""
        return self.reader.partition

    def read(self, transit: str) -> points.Transit | None:
        """Its record of points between the two, if it has one."""
        found: points.Transit | None
        (found,) = self.reader.load(("transit", transit))
        return found

    def enter(self, command: points.Receive | points.Settle, other: points.Transit) -> None:
        """Send a command that is decided by what the other city has on record, once for all who carry."""
        told = attrs.evolve(self.executor, look=lambda *_: (other,))
        once = f"carry:{command.transit}:{type(command).__name__}"
        (answer,) = told.run([told.order(command, once, scheduled=True)], SYSTEM, scheduled=True)
        if isinstance(answer, FriendlyServicesError):
            raise answer


def carry(transit: str, here: Side, there: Side) -> points.Transit:
    """Take points to the city they were sent to, as far as that has not been done."""
    sent = _known(here, transit)
    if sent.origin != here.name:
        raise Invalid.at("transit", "city.not_from_here", value=transit, here=here.name, origin=sent.origin)
    if sent.to != there.name:
        raise Invalid.at("there", "city.not_sent_there", value=there.name, to=sent.to)
    if sent.status != "sent":
        return sent
    if there.read(transit) is None:
        there.enter(points.Receive(sent.id, sent.receiver), sent)
    here.enter(points.Settle(sent.id, sent.worker), _known(there, transit))
    return _known(here, transit)


def _known(side: Side, transit: str) -> points.Transit:
    found = side.read(transit)
    if found is None:
        raise NotFound("transit", transit)
    return found
