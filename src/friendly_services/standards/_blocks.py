"""Blocks: the tallies of many at once by numpy, and so the answer of the whole for each."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ._arrays import Arrays, Flags
from ._source import all_scoped
from ._standard import Condition, Group, Version
from ._vector import BLOCK, Block, Part

__all__ = ["Answered", "answers", "blocks", "whole"]

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
) -> tuple[bytes, list[tuple[int, int, int]], tuple[str, ...]]:
    """The answers, of each condition how many are unmet, unknown, not applicable; what numpy cannot do."""
    counted = [[0, 0, 0] for _ in version.conditions]
    found: list[bytes] = []
    inexact: dict[str, None] = {}
    for block in blocks(arrays, on):
        answered = whole(version, block)
        found.append(answered.codes().tobytes())
        inexact |= dict.fromkeys(answered.inexact)
        for count, part in zip(counted, answered.parts, strict=True):
            met, may = np.count_nonzero(part.sure), np.count_nonzero(part.may)
            gone = 0 if part.gone is None else int(np.count_nonzero(part.gone))
            count[0] += len(part.may) - int(may) - gone
            count[1] += int(may - met)
            count[2] += gone
    return b"".join(found), [(unmet, unknown, gone) for unmet, unknown, gone in counted], tuple(inexact)


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
