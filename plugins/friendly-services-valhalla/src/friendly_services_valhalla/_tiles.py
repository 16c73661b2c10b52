"""Tiles: what Valhalla makes of an extract of OpenStreetMap, and reads when it is asked."""

import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from friendly_services.errors import Invalid
from friendly_services.plugins import PluginError
from friendly_services.text import Reason

__all__ = ["build_tiles", "configuration", "engine", "tiles_in"]


def engine() -> Any:
    """Valhalla's own package.

    Raises:
        PluginError: it is not installed; on Python 3.11 there is none to install.
    """
    try:
        import valhalla  # noqa: PLC0415 # this plugin can be looked at where it cannot run
    except ImportError:
        code = "valhalla.python" if sys.version_info < (3, 12) else "valhalla.absent"
        found = ".".join(map(str, sys.version_info[:2]))
        raise PluginError("valhalla", Reason(code, python=found)) from None
    return valhalla


def configuration(tiles: Path) -> str:
    """Valhalla's configuration, as JSON: its own, for these tiles, and for no archive of them."""
    config = copy.deepcopy(engine().get_config(tile_extract="", tile_dir=tiles))
    del config["mjolnir"]["tile_extract"]  # an empty one is looked for, and named in an error
    return json.dumps(config)


def tiles_in(folder: Path) -> int:
    """How many tiles there are in a folder."""
    return sum(1 for _ in folder.glob("**/*.gph"))


def build_tiles(pbf: str | Path, tiles: str | Path) -> int:
    """Build tiles of an extract of OpenStreetMap, for a city to be opened with; how many there are.

    They are whole once they are there: an interrupted build leaves nothing under that name. Tiles that a city
    may be reading are not touched: build new ones in a new folder, and open the city with that.

    Args:
        pbf: the extract, an `.osm.pbf`.
        tiles: the folder to make; it must not be there yet, or be empty.

    Raises:
        PluginError: Valhalla is not installed.
        Invalid: there is no such file, there is something in the folder, or the extract cannot be read.
    """
    valhalla = engine()
    source, target = Path(pbf).absolute(), Path(tiles).absolute()
    if not source.is_file():
        raise Invalid.at("pbf", "valhalla.no_file", path=str(pbf))
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Invalid.at("tiles", "valhalla.not_empty", path=str(tiles))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as name:
        building = Path(name) / "tiles"
        building.mkdir()
        config = Path(name) / "valhalla.json"
        config.write_text(configuration(building), encoding="utf-8")
        program = Path(valhalla.PYVALHALLA_DIR) / "bin" / "valhalla_build_tiles"
        done = subprocess.run(  # noqa: S603 # the program that came with the package, on a file of the operator's
            [program, "-c", config, source], capture_output=True, text=True, errors="replace", check=False
        )
        count = tiles_in(building)
        if done.returncode != 0 or not count:
            said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
            message = said[-1] if said else f"exit code {done.returncode}, {count} tiles"
            raise Invalid.at("pbf", "valhalla.not_built", path=str(pbf), message=message)
        if target.exists():
            target.rmdir()
        building.rename(target)
    return count
