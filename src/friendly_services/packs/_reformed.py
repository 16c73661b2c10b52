"""A standard as a pack that extends this one would change it, before anybody writes that pack."""

import difflib
import json
from collections.abc import Mapping
from typing import Any

from ..errors import Invalid
from ..standards import Standard, laid_over, read_standard
from ._gather import over
from ._pack import Pack

__all__ = ["reformed"]


def reformed(pack: Pack, standard: str, change: Mapping[str, Any]) -> Standard:
    """A pack's standard with a reform over it; the pack stays as it is.

    >>> from friendly_services.packs import load
    >>> three_seats = {
    ...     "number": 2,
    ...     "based_on": 1,
    ...     "in_force": "2027-01-01",
    ...     "source": "proposed",
    ...     "conditions": [{"code": "F2", "requires": "free_seats >= 3"}],
    ... }
    >>> reformed(load("merchant-14-9-9"), "merchant-14-9-9", {"versions": [three_seats]}).versions[1]
    Version(merchant-14-9-9 version 2 from 2027-01-01: 14 conditions in 3 groups)

    Args:
        pack: the pack that has the standard.
        standard: the standard's id.
        change: what `standards/<id>.toml` of a pack that extends this one would hold, as `tomllib` reads it.

    Raises:
        Invalid: there is no such standard; or lists every problem of the change.
    """
    known = tuple(sorted(pack.standards))
    if standard not in known:
        close = difflib.get_close_matches(standard[:100], known, 1)
        if close:
            raise Invalid.at(
                "standard", "packs.unknown_standard_near", value=standard[:100], nearest=close[0]
            )
        raise Invalid.at("standard", "packs.unknown_standard", value=standard[:100], known=known)
    plain = json.loads(pack.content)["standards"][standard]
    full = over(plain, dict(change))
    versions = change.get("versions")
    if isinstance(versions, list):
        full["versions"], problems = laid_over(plain["versions"], versions)
        if problems:
            raise Invalid(problems)
    return read_standard(full)
