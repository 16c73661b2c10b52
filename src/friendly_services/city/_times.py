"""Microseconds for the store, aware datetimes for people."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from ..errors import Invalid

__all__ = ["a_day", "aware", "instant", "micros"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """Microseconds since 1970 UTC, exactly."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def instant(at: int, zone: tzinfo | None) -> datetime:
    """The aware datetime of a store's microseconds, in that zone."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(zone)


def a_day(field: str, day: object) -> date:
    """The day, refused if it is none: neither a time nor a text."""
    if not isinstance(day, date) or isinstance(day, datetime):
        raise Invalid.at(field, "city.no_day", value=day)
    return day


def aware(field: str, at: object) -> datetime:
    """The time, refused if it does not say its zone."""
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise Invalid.at(field, "time.naive", value=str(at))
    return at
