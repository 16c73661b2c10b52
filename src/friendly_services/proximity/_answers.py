"""What an index answers to plain questions."""

from collections.abc import Sequence
from typing import Any, NamedTuple, overload


class Nearest(NamedTuple):
    """The ids of the nearest places, in exact order, and how far each is."""

    ids: list[Any]
    metres: list[float]


class Answers(Sequence[Nearest]):
    """The answers to many questions, each made when it is looked at."""

    def __init__(self, ids: Any, many: int) -> None:
        self._ids = ids
        self._many = many
        self.rows: Any = None
        """A matrix of row numbers, -1 where there are no more."""
        self.metres: Any = None
        self.alone: dict[int, Nearest] = {}
        """The answers that were not found together with the others."""

    def __repr__(self) -> str:
        return f"Answers({', '.join([*map(repr, self[:2]), *(['…'] if self._many > 2 else [])])})"

    def __len__(self) -> int:
        return self._many

    @overload
    def __getitem__(self, which: int) -> Nearest: ...
    @overload
    def __getitem__(self, which: slice) -> list[Nearest]: ...
    def __getitem__(self, which: int | slice) -> Nearest | list[Nearest]:
        if isinstance(which, slice):
            return [self[n] for n in range(*which.indices(self._many))]
        n = range(self._many)[which]
        if n in self.alone:
            return self.alone[n]
        rows = [row for row in self.rows[n].tolist() if row >= 0]
        return Nearest([self._ids[row] for row in rows], self.metres[n, : len(rows)].tolist())
