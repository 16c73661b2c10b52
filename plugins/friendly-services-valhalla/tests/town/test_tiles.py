"""Tiles are built whole, or not at all."""

import gc
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from friendly_services.errors import Invalid
from friendly_services_valhalla import Valhalla, build_tiles

from .conftest import imported
from .town import corner


def test_what_is_there_is_not_touched(town: Path, tiles: Path, tmp_path: Path) -> None:
    """A folder with something in it is refused; an empty one is filled, and nothing else is left."""
    imported("valhalla")
    with pytest.raises(Invalid, match="build into a new folder"):
        build_tiles(town, tiles)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert build_tiles(town, empty) > 0
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("content", [None, b"", b"no map at all"])
@pytest.mark.usefixtures("tiles")
def test_what_is_no_extract_makes_none(content: bytes | None, tmp_path: Path) -> None:
    """A file that is absent, empty or something else is named, and no folder is left."""
    pbf = tmp_path / "town.osm.pbf"
    if content is not None:
        pbf.write_bytes(content)
    with pytest.raises(Invalid, match=r"town\.osm\.pbf") as refused:
        build_tiles(pbf, tmp_path / "deep" / "tiles")
    assert refused.value.problems[0].field == "pbf"
    assert list(tmp_path.rglob("*.gph")) == list((tmp_path / "deep").glob("*")) == []


@pytest.mark.usefixtures("tiles")
def test_a_folder_without_tiles_is_no_map(tmp_path: Path) -> None:
    """Valhalla itself would answer from it, with nothing in it."""
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(Invalid, match="there are no tiles") as refused:
            Valhalla(folder)
        assert refused.value.problems[0].field == "maps"


def test_the_command_builds_them(town: Path, tmp_path: Path) -> None:
    """It says how many, and with what is no extract it says so and fails."""
    imported("valhalla")

    def run(*words: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "friendly_services_valhalla", *map(str, words)]
        paths = os.pathsep.join(path for path in sys.path if path)
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": paths}
        )

    built = run(town, tmp_path / "tiles")
    assert built.returncode == 0, built.stderr
    assert "tiles" in built.stdout
    again = run(town, tmp_path / "tiles")
    assert again.returncode == 1
    assert "new folder" in again.stderr
    assert "Traceback" not in again.stderr


def test_no_file_is_left_behind(tiles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the engine is told by a file goes with the service."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    maps = Valhalla(tiles)
    maps.travel_times(corner(1, 2), [corner(2, 2)], "walk")
    assert list(tmp_path.iterdir()) != []
    del maps
    gc.collect()
    assert list(tmp_path.iterdir()) == []
