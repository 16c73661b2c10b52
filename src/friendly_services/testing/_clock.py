"""A clock that stands still."""

from datetime import UTC, datetime, timedelta

__all__ = ["StandingClock"]


class StandingClock:
    """A clock that shows the same time until it is told to go on.

    >>> clock = StandingClock(datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
    >>> clock.forward(hours=2)
    >>> clock().isoformat()
    '2026-03-01T11:30:00+00:00'
    """

    def __init__(self, now: datetime = datetime(2026, 3, 1, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Go on, or back if negative, by what `timedelta` takes: `days=1`, `minutes=-5`."""
        self.now += timedelta(**by)
