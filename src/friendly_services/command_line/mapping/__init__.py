"""The mapping file: which column of a stranger's table means what, written down once and checked."""

from ._dates import ISO, DateFormat
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
    read_mapping,
)
from ._rows import MerchantRow, Reading, RiderRow, Stated, read_merchants, read_riders

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
    "read_mapping",
    "read_merchants",
    "read_riders",
]
