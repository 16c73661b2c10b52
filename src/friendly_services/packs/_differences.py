"""What a pack changes in the standards of the packs that it extends, in sentences."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any, Final

from ..standards import Condition, Group, Standard, Version
from ..text import Reason
from ._build import Section
from ._load import load
from ._pack import Pack
from ._sections import SECTIONS

__all__ = ["differences"]

_VALUES: Final = ("applies", "must", "group")
_WORDING: Final = ("title", "evidence", "source", "status", "repair")


def differences(
    pack: Pack,
    *,
    builtins: Mapping[str, Traversable] | None = None,
    sections: Iterable[Section] = SECTIONS,
) -> tuple[Reason, ...]:
    """What differs between a pack's standards and those of the packs that it extends.

    A version that they have is compared with theirs, a new one with the version before it. Standards of the
    pack's own are not mentioned.

    >>> from friendly_services.packs import load
    >>> differences(load("merchant-14-9-9"))
    ()
    """
    sections = tuple(sections)
    extended: dict[str, Standard] = {}
    for name in pack.extends:
        extended |= load(name, builtins=builtins, sections=sections).standards
    return tuple(
        reason
        for name, base in extended.items()
        if name in pack.standards
        for reason in _standard(pack.standards[name], base)
    )


def _standard(standard: Standard, base: Standard) -> Iterator[Reason]:
    theirs = {version.number: version for version in base.versions}
    before: Version | None = None
    for version in standard.versions:
        other = theirs.get(version.number, before)
        for what in _version(version, other) if other else ():
            yield Reason(
                "packs.version_differs",
                standard=standard.id,
                number=version.number,
                since=version.in_force,
                what=what,
            )
        before = version


def _version(now: Version, was: Version) -> Iterator[Reason]:
    found = [*_groups(now.groups, was.groups), *_conditions(now.conditions, was.conditions)]
    yield from found
    if now.number != was.number:
        if not found:
            yield Reason("packs.same", before=was.number)
    elif keys := _other(now, was, ("in_force", "open_cases", "source")):
        yield Reason("packs.another_decision", keys=keys)


def _groups(now: Iterable[Group], was: Iterable[Group]) -> Iterator[Reason]:
    before = {group.code: group for group in was}
    for group in now:
        other = before.pop(group.code, None)
        if other is None:
            yield Reason("packs.new_group", code=group.code)
            continue
        yield from _values(group, other, ("at_least",))
        if keys := _other(group, other, ("title",)):
            yield Reason("packs.new_wording", code=group.code, keys=keys)
    yield from (Reason("packs.gone", code=code) for code in before)


def _conditions(now: Iterable[Condition], was: Iterable[Condition]) -> Iterator[Reason]:
    before = {condition.code: condition for condition in was}
    for condition in now:
        code = condition.code
        other = before.pop(code, None)
        if other is None:
            yield Reason("packs.new_condition", code=code, now=condition.requires)
            continue
        if condition.requires != other.requires:
            yield Reason("packs.new_requires", code=code, now=condition.requires, was=other.requires)
        yield from _values(condition, other, _VALUES)
        if keys := _other(condition, other, _WORDING):
            yield Reason("packs.new_wording", code=code, keys=keys)
    yield from (Reason("packs.gone", code=code) for code in before)


def _values(now: Any, was: Any, keys: Iterable[str]) -> Iterator[Reason]:
    nothing = Reason("packs.nothing")
    for key in _other(now, was, keys):
        new, old = (getattr(one, key) for one in (now, was))
        yield Reason(
            "packs.new_value",
            code=now.code,
            key=key,
            now=nothing if new is None else new,
            was=nothing if old is None else old,
        )


def _other(now: Any, was: Any, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if getattr(now, key) != getattr(was, key))
