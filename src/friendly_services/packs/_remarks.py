"""What nobody can have meant in a pack's standards and schemes, in sentences."""

from collections.abc import Iterator

import attrs

from ..standards import Scheme, lint
from ..text import Reason
from ._pack import Pack

__all__ = ["remarks"]


def remarks(pack: Pack) -> tuple[Reason, ...]:
    """What is contradictory, unreachable or redundant in its standards, and which levels do not nest.

    None of it is an error: a pack with remarks can be published.

    >>> from friendly_services.packs import load
    >>> remarks(load("stations-abc"))
    ()
    """
    standards = [
        Reason("packs.remark", at=f"standards.{name}.{remark.at}", remark=remark.reason)
        for name, standard in pack.standards.items()
        for remark in lint(standard)
    ]
    schemes = [
        Reason("packs.remark", at=f"{at}.{remark.at.removeprefix('levels.')}", remark=remark.reason)
        for at, scheme in _schemes(pack)
        for remark in lint(scheme)
    ]
    return (*standards, *schemes)


def _schemes(pack: Pack) -> Iterator[tuple[str, Scheme]]:
    """The schemes in the capabilities' rules, each with its path."""
    for name, rules in pack.rules.items():
        for field in attrs.fields(type(rules)):
            value = getattr(rules, field.name)
            if isinstance(value, Scheme):
                yield f"{name}.{field.name}", value
