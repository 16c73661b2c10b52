"""Blocks: the tallies of many at once by numpy, and so the answer of the whole for each."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ._arrays import Arrays, Flags
from ._checks import Check
from ._source import all_scoped
from ._standard import Condition, Group, Version
from ._vector import BLOCK, Block, Part

__all__ = ["answers", "compared"]

_WIDEST = 2**62


@attrs.frozen(eq=False)
class Answered:
    """What is known of each row of a block: the whole, each condition, each group that counts, the score."""

    parts: tuple[Part, ...]
    sure: Flags
    may: Flags
    none: Flags | None
    """For whom nothing applies; None if there can be nobody."""
    groups: dict[str, Flags]
    """Who has surely enough of a group."""
    score: Flags | None
    """Whose score is surely enough."""
    inexact: tuple[str, ...]
    """Codes of conditions that took Python's own numbers."""

    def codes(self) -> NDArray[np.uint8]:
        """The places of the answers: 0 met, 1 unmet, 2 unknown, 3 not applicable."""
        codes = self.may.view(np.uint8) + np.uint8(1)
        codes -= self.sure.view(np.uint8) * np.uint8(2)
        if self.none is not None:
            codes[self.none] = 3
        return codes


def blocks(arrays: Arrays, on: date) -> Iterator[Block]:
    """A population in blocks of rows."""
    for start in range(0, arrays.size, BLOCK):
        rows = slice(start, min(start + BLOCK, arrays.size))
        yield Block(arrays.columns, arrays.vocabulary, rows, on)


def answers(
    arrays: Arrays, version: Version, on: date
) -> tuple[bytes, list[int], list[tuple[int, int, int]], tuple[str, ...]]:
    """The answers, how many there are of each, the same but met of each condition, and what Python did."""
    counted = [[0, 0, 0] for _ in version.conditions]
    found: list[bytes] = []
    inexact: dict[str, None] = {}
    total = np.zeros(4, np.int64)
    for block in blocks(arrays, on):
        answered = whole(version, block)
        codes = answered.codes()
        found.append(codes.tobytes())
        total += np.bincount(codes, minlength=4)
        inexact |= dict.fromkeys(answered.inexact)
        for count, part in zip(counted, answered.parts, strict=True):
            met, may = np.count_nonzero(part.sure), np.count_nonzero(part.may)
            gone = 0 if part.gone is None else int(np.count_nonzero(part.gone))
            count[0] += len(part.may) - int(may) - gone
            count[1] += int(may - met)
            count[2] += gone
    rows = [(unmet, unknown, gone) for unmet, unknown, gone in counted]
    return b"".join(found), total.tolist(), rows, tuple(inexact)


def compared(
    arrays: Arrays, old: Version, new: Version, on: date
) -> tuple[bytes, list[int], list[tuple[int, int]], list[tuple[int, int]]]:
    """Both answers of each in one number, how many there are of each pair, by what some gain and some lose.

    The number is 4 times the place of the old answer plus that of the new one. A condition that both versions
    have in the same words is worked out once.
    """
    new = _shared(old, new)
    found: list[bytes] = []
    pairs = np.zeros(16, np.int64)
    gained_by = np.zeros((len(old.conditions), 2), np.int64)
    lost_by = np.zeros((len(new.conditions), 2), np.int64)
    for block in blocks(arrays, on):
        was, becomes = whole(old, block), whole(new, block)
        codes = was.codes() * np.uint8(4) + becomes.codes()
        found.append(codes.tobytes())
        pairs += np.bincount(codes, minlength=16)
        gained_by += _ways((old, was), (new, becomes), np.flatnonzero((codes >= 4) & (codes % 4 == 0)))
        lost_by += _ways((new, becomes), (old, was), np.flatnonzero((codes > 0) & (codes < 4)))
    return b"".join(found), pairs.tolist(), _plain(gained_by), _plain(lost_by)


def _plain(ways: NDArray[np.int64]) -> list[tuple[int, int]]:
    return [(int(count), int(alone)) for count, alone in ways]


def _shared(old: Version, new: Version) -> Version:
    """The new version with the old one's checks where they are equal, by which a block knows them again."""
    same: dict[Check, Check] = {}
    for condition in old.conditions:
        for check in (condition.scope, condition.check):
            if check is not None:
                same.setdefault(check, check)
    conditions = tuple(
        attrs.evolve(
            condition,
            check=same.get(condition.check, condition.check),
            scope=condition.scope and same.get(condition.scope, condition.scope),
        )
        for condition in new.conditions
    )
    return attrs.evolve(new, conditions=conditions)


def _ways(
    one: tuple[Version, Answered], other: tuple[Version, Answered], rows: NDArray[np.intp]
) -> NDArray[np.int64]:
    """By which conditions of one version these rows do not meet it, although they meet the other."""
    version, answered = one
    if not len(rows):
        return np.zeros((len(version.conditions), 2), np.int64)
    short = {code: ~enough[rows] for code, enough in answered.groups.items()}
    for group in version.groups:
        if answered.score is not None and group.weight is not None:
            short[group.code] = short[group.code] | ~answered.score[rows]
    others = {c.code: (c, part) for c, part in zip(other[0].conditions, other[1].parts, strict=True)}
    ways = np.zeros((len(version.conditions), len(rows)), np.bool_)
    turned = np.zeros_like(ways)
    for n, (condition, part) in enumerate(zip(version.conditions, answered.parts, strict=True)):
        way = ~_standing(condition, part.of(rows))[0]
        if not condition.alone:
            way &= short[condition.group or ""]
        if way.any():
            ways[n] = turned[n] = way
            if condition.code in others:
                one_of, same = others[condition.code]
                turned[n] &= _standing(one_of, same.of(rows))[0]
    found = np.where(turned.any(axis=0), turned, ways)
    single = found & (found.sum(axis=0) == 1)
    return np.stack((found.sum(axis=1), single.sum(axis=1)), axis=1)


def whole(version: Version, block: Block) -> Answered:
    """What a version answers for a block."""
    parts: list[Part] = []
    inexact = []
    for condition in version.conditions:
        block.exact = True
        parts.append(block.part(condition))
        if not block.exact:
            inexact.append(condition.code)
    size = block.rows.stop - block.rows.start
    sure, may = np.ones(size, np.bool_), np.ones(size, np.bool_)
    groups: dict[str, Flags] = {}

    def add(enough: Flags, possible: Flags) -> Flags:
        np.logical_and(sure, enough, out=sure)
        np.logical_and(may, possible, out=may)
        return enough

    for condition, part in zip(version.conditions, parts, strict=True):
        if condition.alone:
            add(*_standing(condition, part))
    for group, places in version.grouped():
        members = [(version.conditions[n], parts[n]) for n in places]
        groups[group.code] = add(*_tallied(group, members, size))
    score = None
    if version.at_least_score is not None:
        score = add(*_total(version, parts, version.at_least_score, size))
    none = None
    if all_scoped(version):
        none = np.logical_and.reduce([part.gone for part in parts if part.gone is not None])
    return Answered(tuple(parts), sure, may, none, groups, score, tuple(inexact))


def _standing(condition: Condition, part: Part) -> tuple[Flags, Flags]:
    """Who surely does not fall by a condition, and who may not: an exit that is met fells."""
    sure, may = part.sure, part.may
    if condition.exit:
        sure, may = ~may, ~sure  # whom it is not for is among neither, and does not fall
    elif part.gone is not None:
        sure, may = sure | part.gone, may | part.gone
    return sure, may


def _tallied(group: Group, members: Sequence[tuple[Condition, Part]], size: int) -> tuple[Flags, Flags]:
    """Who surely has enough of a group, and who may have."""
    if group.at_least_score is not None:
        met, hoped, weight = _weighed(members, size)
        needed = group.at_least_score * weight
        return 100 * met >= needed, 100 * hoped >= needed
    if group.at_least is None:
        if group.weight is not None:
            return np.ones(size, np.bool_), np.ones(size, np.bool_)
        standing = [_standing(*member) for member in members]
        return (
            np.logical_and.reduce([sure for sure, _ in standing]),
            np.logical_and.reduce([may for _, may in standing]),
        )
    kind = np.int8 if len(members) < 128 else np.int16
    met, hoped = np.zeros(size, kind), np.zeros(size, kind)
    enough: Any = min(group.at_least, len(members))
    applicable: Any = len(members)
    for _, part in members:
        met += part.sure.view(np.int8)
        hoped += part.may.view(np.int8)
        if part.gone is not None:
            applicable = applicable - part.gone.view(np.int8).astype(kind)
    if isinstance(applicable, np.ndarray):
        enough = np.minimum(applicable, enough)
    return met >= enough, hoped >= enough


def _weighed(
    members: Sequence[tuple[Condition, Part]], size: int, kind: Any = np.int64
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The weights of what is met, of what may be, and of all that applies."""
    met, hoped, weight = (np.zeros(size, kind) for _ in range(3))
    for condition, part in members:
        met += part.sure.astype(kind) * condition.weight
        hoped += part.may.astype(kind) * condition.weight
        weight += condition.weight
        if part.gone is not None:
            weight -= part.gone.astype(kind) * condition.weight
    return met, hoped, weight


def _total(version: Version, parts: Sequence[Part], needed: int, size: int) -> tuple[Flags, Flags]:
    """Whose score is surely enough, and whose may be: the shares brought to one denominator, not rounded."""
    widest = 100 * sum(group.weight or 0 for group in version.groups)
    for group, places in version.grouped():
        if group.weight is not None:
            widest *= sum(version.conditions[n].weight for n in places)
    kind: Any = np.int64 if widest < _WIDEST else object
    low, high, weighed, over = (np.zeros(size, kind) for _ in range(4))
    over += 1
    for group, places in version.grouped():
        if group.weight is None:
            continue
        met, hoped, weight = _weighed([(version.conditions[n], parts[n]) for n in places], size, kind)
        applies = weight > 0
        weight = np.where(applies, weight, 1)
        low = low * weight + group.weight * met * over
        high = high * weight + group.weight * hoped * over
        weighed += np.where(applies, group.weight, 0)
        over = over * weight
    bound = needed * weighed * over
    return (100 * low >= bound).astype(np.bool_), (100 * high >= bound).astype(np.bool_)
