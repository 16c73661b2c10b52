"""The mapping file: which column of a stranger's table means what, written down once and checked."""

from ._dates import ISO, DateFormat
from ._fit import misplaced, named_columns, table_of
from ._form import (
    Column,
    DayColumn,
    FactColumn,
    MerchantColumns,
    MerchantMapping,
    MerchantTable,
    Nulls,
    PointColumns,
    RiderColumns,
    RiderMapping,
    ServicesColumn,
    Test,
    misfits,
    read_mapping,
)
from ._rows import Reading, read_merchants, read_riders
from ._values import MerchantRow, RiderRow, Stated

__all__ = [
    "ISO",
    "Column",
    "DateFormat",
    "DayColumn",
    "FactColumn",
    "MerchantColumns",
    "MerchantMapping",
    "MerchantRow",
    "MerchantTable",
    "Nulls",
    "PointColumns",
    "Reading",
    "RiderColumns",
    "RiderMapping",
    "RiderRow",
    "ServicesColumn",
    "Stated",
    "Test",
    "misfits",
    "misplaced",
    "named_columns",
    "read_mapping",
    "read_merchants",
    "read_riders",
    "table_of",
]
