"""The service passes the kit, on a town made here and on a real one, and says what a straight line cannot."""

from pathlib import Path

import pytest

from friendly_services.places import Point, distance
from friendly_services.testing import MapsContract, MapsLab
from friendly_services_valhalla import Valhalla

from .town import BANK, corner

WALK = 1.6
"""Metres a second that no pedestrian of Valhalla's exceeds."""
OFF_THE_MAP = corner(400, 400)
FIELD = corner(3, -4)
"""600 m from the nearest road."""


class TestTown(MapsContract):
    """The kit, unchanged, on the town made here."""

    @pytest.fixture
    def lab(self, tiles: Path) -> MapsLab:
        """From the west bank: up the street, across the bridge, to the far corner."""
        there = [corner(2, 3), corner(0, BANK + 1), corner(5, 0), corner(7, 4), corner(3, BANK)]
        return MapsLab(lambda: Valhalla(tiles), corner(1, 2), there, top_speed=WALK, nowhere=OFF_THE_MAP)


class TestTownByScooter(MapsContract):
    """The kit, unchanged, in another mode, and with a point near the town that is on no road."""

    @pytest.fixture
    def lab(self, tiles: Path) -> MapsLab:
        """As a rider goes."""
        there = [corner(2, 3), corner(0, BANK + 1), corner(5, 0), corner(7, 4), corner(7, 9)]
        return MapsLab(
            lambda: Valhalla(tiles, {"ride": "motor_scooter"}),
            corner(1, 2),
            there,
            mode="ride",
            top_speed=20,
            minutes=(1, 2),
            nowhere=FIELD,
        )


class TestHelsinki(MapsContract):
    """The kit, unchanged, on the middle of a real town."""

    @pytest.fixture
    def lab(self, helsinki: Path) -> MapsLab:
        """From the station square."""
        here = Point.wgs84(lat=60.1699, lon=24.9384)
        there = [Point.wgs84(lat=lat, lon=24.9384) for lat in (60.1709, 60.1719, 60.1729, 60.1739)]
        nowhere = Point.wgs84(lat=60.30, lon=24.9384)
        return MapsLab(lambda: Valhalla(helsinki), here, there, top_speed=WALK, nowhere=nowhere)


class TestWays:
    """What the roads say."""

    def test_a_river_makes_the_near_far(self, tiles: Path) -> None:
        """Across the river is nearer than along it, and takes longer, since the bridge is far away."""
        here, across, along = corner(7, 4), corner(7, BANK), corner(7, 1)
        assert distance(here, across) < distance(here, along)
        over, by = Valhalla(tiles).travel_times(here, [across, along], "walk")
        assert over is not None
        assert by is not None
        assert over > 4 * by

    def test_the_walk_to_the_road_counts(self, tiles: Path) -> None:
        """Who is 70 m from the street needs the minute more to get there; who is 600 m from it has no way."""
        maps = Valhalla(tiles)
        here, street = corner(3, 2), corner(7, 2)
        inside = Point.wgs84(lat=street.lat + 70 / 111_000, lon=street.lon)
        on, off, never = maps.travel_times(here, [street, inside, FIELD], "walk")
        assert on is not None
        assert off is not None
        assert 45 < off - on < 55
        assert never is None
        (first,) = maps.travel_times(inside, [here], "walk")
        assert first == pytest.approx(off, abs=1)

    def test_many_out_of_reach_are_no_trouble(self, tiles: Path) -> None:
        """Half of a thousand off the map, or on no road: the other half has its times."""
        maps = Valhalla(tiles)
        here, there = corner(1, 2), [corner(n % 8, n % BANK) for n in range(500)]
        bad = [(OFF_THE_MAP, FIELD, Point.wgs84(lat=-33.9, lon=18.4))[n % 3] for n in range(500)]
        mixed = [point for pair in zip(there, bad, strict=True) for point in pair]
        times = maps.travel_times(here, mixed, "walk")
        assert times[::2] == maps.travel_times(here, there, "walk")
        assert times[1::2] == [None] * 500

    def test_what_valhalla_refuses_otherwise_is_raised(self, tiles: Path) -> None:
        """An error that is not one point's is the service's, not a way that is not there; it goes on."""
        import valhalla  # noqa: PLC0415 # there, since there are tiles

        maps = Valhalla(tiles)
        with pytest.raises(valhalla.ValhallaError):
            maps.isochrone(corner(1, 2), 10_000, "walk")
        with pytest.raises(valhalla.ValhallaError):
            maps.travel_times(corner(1, 2), [corner(2, 2)] * 5_000, "walk")
        assert None not in maps.travel_times(corner(1, 2), [corner(2, 2)], "walk")

    def test_a_mode_moves_as_it_is_told(self, tiles: Path) -> None:
        """The same way on foot, by bicycle, by scooter: each is faster than the one before."""
        plain, scooter = Valhalla(tiles), Valhalla(tiles, {"ride": "motor_scooter"})
        here, there = corner(0, 0), [corner(0, 9)]
        (walk,), (ride,) = (plain.travel_times(here, there, mode) for mode in ("walk", "ride"))
        (fast,) = scooter.travel_times(here, there, "ride")
        assert walk is not None
        assert ride is not None
        assert fast is not None
        assert walk > 2 * ride > 2 * fast

    def test_an_area_ends_at_the_river(self, tiles: Path) -> None:
        """In five minutes one gets up and down the bank, and not across."""
        area = Valhalla(tiles).isochrone(corner(6, 4), 5, "walk")
        east = max(point.lon for polygon in area for ring in polygon for point in ring)
        assert area != []
        assert east < corner(0, BANK).lon
