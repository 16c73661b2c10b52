"""`python -m friendly_services_valhalla city.osm.pbf tiles`: builds tiles."""

import argparse
import sys

from friendly_services.errors import FriendlyServicesError

from ._tiles import build_tiles


def main() -> None:
    """Build tiles, and say how many."""
    parser = argparse.ArgumentParser(
        prog="python -m friendly_services_valhalla", description=build_tiles.__doc__
    )
    parser.add_argument("pbf", help="an extract of OpenStreetMap, such as city.osm.pbf")
    parser.add_argument("tiles", help="the folder to make")
    given = parser.parse_args()
    try:
        count = build_tiles(given.pbf, given.tiles)
    except FriendlyServicesError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{given.tiles}: {count} tiles\n")


if __name__ == "__main__":
    main()
