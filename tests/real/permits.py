"""Two versions of a standard on a city's street food permits: `python tests/real/permits.py [FOLDER]`.

It prints who would gain and who would lose, as the page "Replay real records" shows it. The data lie outside
the repository.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from friendly_services.packs import load  # noqa: E402 # found now
from friendly_services.standards import Impact, Scalar, compare  # noqa: E402 # as above
from tests.budget import DATA  # noqa: E402 # as above

ON: Final = date(2022, 2, 1)
"""The day of the register."""
STATUS: Final = {"SUSPEND": "suspended"}
FACILITY: Final = {"Truck": "truck", "Push Cart": "push_cart"}


def permits(folder: Path) -> list[dict[str, Scalar]]:
    """What the register says of each permit; a cell that is left empty says nothing."""
    with (folder / "Mobile_Food_Facility_Permit.csv").open(encoding="utf-8-sig") as file:
        return [
            {
                "approved": bool(row["Approved"]),  # an empty cell says that it never was
                "expires_on": _day(row["ExpirationDate"]),
                "status": STATUS.get(row["Status"], row["Status"].lower()),
                "facility": FACILITY.get(row["FacilityType"]),
                "renewing": row["PriorPermit"] == "1",
                "located": float(row["Latitude"]) != 0,
                "hours_stated": bool(row["dayshours"]) or None,
            }
            for row in csv.DictReader(file)
        ]


def _day(cell: str) -> date | None:
    if not cell:
        return None
    month, day, year = map(int, cell[:10].split("/"))
    return date(year, month, day)


def impact(folder: Path) -> Impact:
    """What the new version does to the permits."""
    old, new = load(ROOT / "tests" / "real" / "sf-street-food").standards["street-food-permit"].versions
    return compare(old, new, permits(folder), ON)


def sections(folder: Path) -> Iterator[str]:
    """What the page shows, part by part."""
    found = impact(folder)
    yield found.text()
    moves = sorted(found.moves.items(), key=lambda move: -move[1])
    rows = (f"| {before} | {after} | {count} |" for (before, after), count in moves)
    yield "\n".join(("| Before | After | Permits |", "| --- | --- | ---: |", *rows))


def main() -> None:
    """Print the parts of the page."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "sf_food_permits"
    print("\n\n".join(sections(folder)))


if __name__ == "__main__":
    main()
