"""A small town on a river with one bridge, written as OpenStreetMap has it."""

from pathlib import Path
from typing import Any

from friendly_services.places import Point

ROWS, COLUMNS, BANK = 8, 10, 5
"""Streets from west to east, from south to north; the river is west of column BANK, the bridge in row 0."""
SOUTH, WEST, STEP = 29.400, 106.540, 0.0015


def corner(row: float, column: float) -> Point:
    """Where two streets of the town meet."""
    return Point.wgs84(lat=round(SOUTH + row * STEP, 6), lon=round(WEST + column * STEP, 6))


def write_town(path: Path, osmium: Any) -> None:
    """Write the town as an extract of OpenStreetMap."""
    streets = [[(row, column) for column in range(BANK)] for row in range(1, ROWS)]
    streets += [[(row, column) for column in range(BANK, COLUMNS)] for row in range(1, ROWS)]
    streets += [[(0, column) for column in range(COLUMNS)]]
    streets += [[(row, column) for row in range(ROWS)] for column in range(COLUMNS)]
    with osmium.SimpleWriter(str(path)) as writer:
        for row in range(ROWS):
            for column in range(COLUMNS):
                where = corner(row, column)
                writer.add_node(
                    osmium.osm.mutable.Node(id=_node(row, column), location=(where.lon, where.lat))
                )
        for number, street in enumerate(streets, 1):
            nodes = [_node(row, column) for row, column in street]
            tags = {"highway": "residential", "name": f"Street {number}"}
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags))


def _node(row: int, column: int) -> int:
    return 1 + row * COLUMNS + column
