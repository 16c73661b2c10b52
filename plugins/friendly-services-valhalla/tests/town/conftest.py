"""The town as a file, and tiles: of the town made here, and of a real one."""

from pathlib import Path
from typing import Any

import pytest
from tests.budget import data

from .town import write_town


def imported(module: str) -> Any:
    """What only the plugin's own session installs."""
    return pytest.importorskip(module, reason=f"{module} is not installed: nox -s valhalla brings it")


def built(pbf: Path, folder: Path) -> Path:
    """The tiles of an extract."""
    imported("valhalla")
    from friendly_services_valhalla import build_tiles  # noqa: PLC0415 # what is tested

    count = build_tiles(pbf, folder)
    print(f"{count} tiles of {pbf.name}")
    return folder


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town as an extract of OpenStreetMap."""
    imported("osmium.osm.mutable")
    path: Path = tmp_path_factory.mktemp("town") / "town.osm.pbf"
    write_town(path, imported("osmium"))
    return path


@pytest.fixture(scope="session")
def tiles(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's tiles."""
    return built(town, tmp_path_factory.mktemp("tiles") / "town")


@pytest.fixture(scope="session")
def helsinki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiles of the middle of Helsinki."""
    pbf = data("osm_helsinki_pbf") / "Helsinki.osm.pbf"
    return built(pbf, tmp_path_factory.mktemp("helsinki") / "tiles")
