"""A table with columns that no mapping asks for: what stands in them is repeated nowhere."""

import json
import logging
from pathlib import Path

import pytest

from friendly_services.command_line import main
from tests.canary import CERTIFICATE, NAME, PHONE, SPELLINGS, found_in, found_in_files
from tests.command_line.test_run import HEADER, LINJIANG, MAP, good

KEEPERS = (
    *((NAME, spelling) for spelling in SPELLINGS),
    (NAME, f"{PHONE}²"),
    (f"{NAME}\u202e", f"{PHONE}x"),
    (CERTIFICATE, PHONE * 3),
    (f"{NAME}\0", PHONE),
    (f'"{NAME}\nlevel=INFO"', f'"{PHONE}"'),
    (NAME, f"{PHONE},one cell too many"),
    (NAME, PHONE * 4_000),
    (f'"{NAME}', f"{PHONE} behind an open quote"),
)
"""What an office writes under keeper and phone, right and wrong."""


def run(table: Path, columns: str, out: Path) -> int:
    """As somebody types it."""
    mapping = out.with_suffix(".toml")
    mapping.write_text(columns, "utf-8")
    files = ("--merchants", str(table), "--columns", str(mapping), "--out", str(out))
    return main(["run", "--on", "2026-03-16", "--pack", str(LINJIANG / "pack"), "--datum", "gcj02", *files])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_column_that_is_not_mapped_goes_nowhere(
    encoding: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows taken and rows refused: neither results nor map, errors, report or log have a name or a number."""
    table, out = tmp_path / "m.csv", tmp_path / "out"
    rows = [f"{good(n)},{name},{phone}" for n, (name, phone) in enumerate(KEEPERS, start=1)]
    text = "\n".join((f"{HEADER},keeper,phone", *rows))
    table.write_text(text.replace("²", "2") if encoding == "gb18030" else text, encoding, newline="\n")
    with caplog.at_level(logging.DEBUG):
        run(table, MAP, out)
    told = capsys.readouterr()
    assert "12 rows, 9 taken" in told.out
    assert [found_in(part) for part in (told.out, told.err, caplog.text)] == [[], [], []]
    assert len(list(out.iterdir())) > 3
    assert found_in_files(out.rglob("*")) == []
    assert found_in(table.read_bytes()), "the scan sees nothing"


def test_a_table_without_names_of_columns_is_not_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the first row stands in their place, the error names the columns it lacks and not that row."""
    table = tmp_path / "m.csv"
    table.write_text(f"{good(1)},{NAME},{PHONE}\n", "utf-8")
    assert run(table, MAP, tmp_path / "out") == 1
    told = capsys.readouterr()
    assert "premises" in told.err
    assert found_in(told.out + told.err) == []


def test_a_property_of_a_geojson_that_is_not_mapped_goes_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As with columns, whatever type it has."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [106.5 + n / 1000, 29.4]},
            "properties": dict(zip(HEADER.split(","), good(n).split(","), strict=True)) | {"phone": phone},
        }
        for n, phone in enumerate(
            [PHONE, int(PHONE), [PHONE], {NAME: PHONE}, None, f"{PHONE}\ud800"], start=1
        )
    ]
    table = tmp_path / "m.geojson"
    table.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    columns = MAP.replace('point = { lat = "lat", lon = "lon" }', 'point = "geometry"')
    run(table, columns, tmp_path / "out")
    told = capsys.readouterr()
    assert found_in(told.out + told.err) == []
    assert found_in_files((tmp_path / "out").rglob("*")) == []
