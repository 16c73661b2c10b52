"""Microseconds for the store, aware datetimes for people."""

from datetime import UTC, datetime, timedelta, tzinfo

__all__ = ["instant", "micros"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """Microseconds since 1970 UTC, exactly."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def instant(at: int, zone: tzinfo | None) -> datetime:
    """The aware datetime of a store's microseconds, in that zone."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(zone)
