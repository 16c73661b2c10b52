"""One sum in several parts that add up to it."""

from collections.abc import Mapping

from ..errors import Invalid

__all__ = ["split"]


def split(total: int, among: Mapping[str, int]) -> dict[str, int]:
    """Divide a sum by shares, to the last point: by the largest remainder, ties by account id.

    The parts always add up to the sum, none is a whole point off its exact share, and they do not depend on
    the order in which the accounts are given.

    >>> split(100, {"c": 1, "a": 1, "b": 1})
    {'c': 33, 'a': 34, 'b': 33}
    >>> split(10, {"union": 5, "city": 1})
    {'union': 8, 'city': 2}

    Args:
        total: points or hours, 0 or more.
        among: each account's share, as a whole number, by its id.

    Raises:
        Invalid: the sum or a share is no whole number or below 0, or nobody has a share.
    """
    _check("total", total)
    for account, share in among.items():
        _check(f"among.{account}", share)
    shares = sum(among.values())
    if not shares:
        raise Invalid.at("among", "value.missing")
    parts = {account: total * share // shares for account, share in among.items()}
    by_remainder = sorted(among, key=lambda account: (-(total * among[account] % shares), account))
    for account in by_remainder[: total - sum(parts.values())]:
        parts[account] += 1
    return parts


def _check(field: str, value: object) -> None:
    if type(value) is not int:
        raise Invalid.at(field, "number.not_whole", value=value)
    if value < 0:
        raise Invalid.at(field, "number.too_small", value=value, low=0)
