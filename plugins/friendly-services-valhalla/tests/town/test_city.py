"""A city that is opened with tiles answers by its roads."""

from pathlib import Path

from friendly_services import Actor, City, say, stations

from .town import BANK, corner

OFFICER = Actor("officer-1", roles={"officer"})


def register(city: City, name: str, row: float, column: float) -> str:
    """A station at a corner of the town."""
    command = stations.Register(
        name=name,
        host="shopping_street",
        point=corner(row, column),
        area="Linjiang",
        services={"rest"},
        code=name,
        keeper="keeper-1",
    )
    return str(city.do(command, by=OFFICER).id)


def test_a_rider_is_not_sent_across_the_river(tiles: Path) -> None:
    """Of two places the nearer is out of the circle, since the bridge is far away; each answer says why."""
    pack, here = "stations-three-kinds", corner(7, 4)
    with City.open("memory://", city="a", pack=pack) as plain:
        register(plain, "across", 7, BANK)
        register(plain, "along", 7, 1)
        assert [hit.place.name for hit in plain.nearby(here, minutes=10).hits] == ["across", "along"]
    url = f"valhalla://{tiles}?ride=motor_scooter"
    with City.open("memory://", city="a", pack=pack, plugins=["valhalla"], maps=url) as city:
        across = register(city, "across", 7, BANK)
        register(city, "along", 7, 1)
        register(city, "off-the-map", 7, -4)
        answer = city.nearby(here, minutes=10)
        assert [hit.place.name for hit in answer.hits][:1] == ["along"]
        assert "across" not in {hit.place.name for hit in answer.hits}
        notes = " / ".join(map(say, answer.notes))
        assert "the times of ways are those of the map service valhalla" in notes
        assert "places to which valhalla knows no way: 1" in notes
        (why,) = city.why_not(across, here, minutes=10)
        assert "were asked for" in say(why)
        assert "across" in {hit.place.name for hit in city.nearby(here, minutes=10, mode="ride").hits}


def test_an_area_can_be_drawn(tiles: Path) -> None:
    """It is on the city's own map, and ends at the river."""
    with City.open(
        "memory://", city="a", pack="stations-three-kinds", plugins=["valhalla"], maps=f"valhalla://{tiles}"
    ) as city:
        area = city.isochrone(corner(6, 3), 3)
        assert (area.service, area.datum) == ("valhalla", city.pack.city.datum)
        assert area.geojson["geometry"]["coordinates"] != []
