"""The numpy engine: columns as arrays, made in one go, and many questions at once."""

from array import array
from collections.abc import Sequence
from sys import getsizeof
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from ..places import cartesian
from ._bands import COARSE, Band, Bands, Rows, Xyz, height
from ._columns import LAST_LAT, LAST_LON, Columns, Cut, Engine, Given, Raw, listed, names
from ._many import Grid, ask_many

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


_CHUNK: Final = 65_536
"""Places at a time whose position in space is worked out, by Python's own sine: numpy's last bit differs."""


_WORTH: Final = 16
"""Questions from which on arrays are faster than one question after the other."""
_BITS: Final = 32
"""Services that are told apart at a time; the other half of a whole number holds what was before."""
_STALE: Final = 1_000
"""Changes after which a grid is made anew, besides one for fifty places."""


class ArrayColumns(Columns):
    """Columns as arrays of numpy, with spare rows at the end."""

    engine: ClassVar[Engine] = "numpy"

    @classmethod
    def read(cls, raw: Raw) -> tuple[Given, list[tuple[bool, ...]]]:
        ids = np.asarray(raw.ids)
        whole = ids.dtype.kind in "iu"
        named = None if whole else listed(raw.ids)
        if named is None:
            order = np.argsort(ids, kind="stable")
        else:
            order = np.array(sorted(range(len(named)), key=named.__getitem__), np.int64)
        traits, combinations = np.zeros(len(order), np.int64), [tuple[bool, ...]()]
        for start in range(0, len(raw.services), _BITS):
            some = raw.services[start : start + _BITS]
            masks = traits << len(some)
            for n, service in enumerate(some):
                masks |= np.asarray(service, bool)[order].astype(np.int64) << n
            known, traits = np.unique(masks, return_inverse=True)
            combinations = [
                (*combinations[mask >> len(some)], *(bool(mask >> n & 1) for n in range(len(some))))
                for mask in known.tolist()
            ]
        given = Given(
            ids[order] if named is None else [named[n] for n in order],
            np.asarray(raw.lats, np.float64)[order],
            np.asarray(raw.lons, np.float64)[order],
            traits,
            np.asarray(raw.schedules)[order],
        )
        return given, combinations

    @classmethod
    def wrong(cls, given: Given) -> int | None:
        ids, lats, lons = given.ids, np.asarray(given.lats), np.asarray(given.lons)
        bad = ~((np.abs(lats) <= LAST_LAT) & (np.abs(lons) <= LAST_LON)) | (lats == 0) & (lons == 0)
        bad[1:] |= np.array(ids[1:]) == np.array(ids[:-1])
        return int(bad.argmax()) if bad.any() else None

    # The columns.

    def _fill(self, given: Given, order: Any) -> None:
        n = len(order)
        self.lats_array, self.lons_array = np.empty(self.room), np.empty(self.room)
        self.traits, self.times = np.empty(self.room, np.int32), np.empty(self.room, np.int32)
        self.xyz_array = np.empty((self.room, 3))
        for column, values in (
            (self.lats_array, given.lats),
            (self.lons_array, given.lons),
            (self.traits, given.traits),
            (self.times, given.times),
        ):
            column[:n] = np.asarray(values, column.dtype)[order]
        for start in range(0, n, _CHUNK):
            chunk = slice(start, min(n, start + _CHUNK))
            lats, lons = self.lats_array[chunk].tolist(), self.lons_array[chunk].tolist()
            self.xyz_array[chunk] = list(map(cartesian, lats, lons))
        self.lats, self.lons = self.lats_array.data, self.lons_array.data
        whole = isinstance(given.ids, np.ndarray)
        self.ids = array("q", given.ids[order].tobytes()) if whole else names(given.ids[k] for k in order)

    def _append(self, id_: Any, lat: float, lon: float, trait: int, time: int) -> None:
        row = len(self.ids)
        self.lats_array[row], self.lons_array[row], self.traits[row], self.times[row] = lat, lon, trait, time
        self.xyz_array[row] = cartesian(lat, lon)
        self.ids.append(id_)

    def _inverse(self, order: Any) -> Rows:
        back = np.empty(len(order), np.int32)
        back[order] = np.arange(len(order), dtype=np.int32)
        return array("i", back.tobytes())

    def _cut(self, lats: Sequence[float], lons: Sequence[float]) -> Cut:
        lat, lon = np.asarray(lats, np.float64), np.asarray(lons, np.float64)
        squares = np.floor(lat / COARSE) * 1e6 + np.floor(lon / COARSE)
        per_degree = 1 / height(np.unique(squares, return_counts=True)[1].tolist())
        numbers = np.floor(lat * per_degree)
        order: Any = np.lexsort((lon, numbers))
        in_order = numbers[order]
        starts = np.flatnonzero(np.diff(in_order, prepend=np.nan))
        numbered = in_order[starts].astype(int).tolist()
        ends = [*starts[1:].tolist(), len(order)]
        return Cut(per_degree, order, list(zip(numbered, starts.tolist(), ends, strict=False)))

    def _bands(self, cut: Cut, rows: Any) -> Bands:
        every = np.asarray(rows, np.int32)
        lons = self.lons_array[every]
        bands = {}
        for number, start, end in cut.runs:
            bands[number] = Band(
                array("d", lons[start:end].tobytes()),
                array("i", every[start:end].tobytes()),
            )
        return Bands(cut.per_degree, bands)

    def _posting(self, wanted: bytes) -> Bands:
        rows = np.array(self.by_id, np.int32)
        keep = np.frombuffer(wanted, bool)[self.traits[rows]]
        if self.gone:
            keep &= ~np.isin(rows, list(self.gone))
        rows = rows[keep]
        cut: Any = self._cut(self.lats_array[rows], self.lons_array[rows])
        return self._bands(cut, rows[cut.order])

    def points(self, rows: Rows) -> list[Xyz]:
        each = iter(self.xyz_array.take(rows, 0).ravel().tolist())
        return list(zip(each, each, each, strict=True))

    def many(self, service: str | None, lats: Any, lons: Any, limit: int, within: float) -> Any:
        bands = self.posting(service)
        if len(lats) < _WORTH or not any(band.rows for band in bands.bands.values()):
            return None
        grid = bands.grid
        if grid is None or len(bands.changed) - grid.upto > _STALE + len(grid.rows) // 50:
            grid = bands.grid = Grid.of(bands, self.lons_array)
        lats, lons = np.asarray(lats, np.float64), np.asarray(lons, np.float64)
        sound = (np.abs(lats) <= LAST_LAT) & (np.abs(lons) <= LAST_LON) & ((lats != 0) | (lons != 0))
        if not sound.all():
            return None
        return ask_many(self, bands, grid, lats, lons, limit, within)

    def taken(self, column: Any, rows: Rows) -> Sequence[int]:
        found: list[int] = column.take(rows).tolist()
        return found

    @property
    def nbytes(self) -> int:
        columns = (self.lats_array, self.lons_array, self.traits, self.times, self.xyz_array)
        filled = sum(int(column.nbytes) for column in columns)
        return filled + getsizeof(self.ids) + getsizeof(self.by_id) + self._learned()
