"""Opening a city, and putting packs in force."""

import warnings
from pathlib import Path
from typing import Any

import pytest

from friendly_services import merchants, packs, points
from friendly_services.city import AlreadyInForce, City, NoPack, PackDiffers
from friendly_services.errors import Forbidden, Invalid, NotFound
from friendly_services.hookspecs import StoreOpener, hookimpl
from friendly_services.packs import Pack, PackNotFound
from friendly_services.storage import MemoryStore
from friendly_services.testing import StandingClock
from tests.city.town import (
    CHIEF,
    CLERK,
    HEAD,
    MONDAY,
    OWNER,
    PACK,
    WORKER,
    application,
    applied,
    at_decision,
    changed,
    pack,
    small,
)


def dearer() -> Pack:
    """The small city's pack with another daily cap."""
    return changed('"totals":{"day":60}', '"totals":{"day":20}')


class Shelf:
    """A plugin whose store outlives the City that opened it."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        self.store = store or MemoryStore()

    @hookimpl
    def register_stores(self, register: Any) -> None:
        """Offer the one store under `shelf:`."""
        register(StoreOpener("shelf", lambda _: self.store, protocol=1))


class TestOpen:
    """`City.open`."""

    def test_a_new_city_needs_a_pack(self) -> None:
        """Without rules there is nothing to decide by, and the error says how to give them."""
        with pytest.raises(NoPack) as error:
            City.open("memory://", city="small")
        assert error.value.city == "small"
        assert "pack=" in str(error.value)

    def test_by_name_path_and_value(self) -> None:
        """A built-in pack's name, a file or folder, or a pack already read."""
        for given in ("merchant-14-9-9", PACK, pack()):
            assert small(pack=given).pack.number == 1

    def test_a_bad_pack_makes_no_city(self, tmp_path: Path) -> None:
        """Every problem is listed, and the store holds nothing."""
        bad = tmp_path / "bad.toml"
        bad.write_text('[pack]\nname = "bad"\n[city]\nzone = "Mars/Olympus"\n', encoding="utf-8")
        url = f"sqlite:///{tmp_path / 'small.db'}"
        with pytest.raises(Invalid) as error:
            small(url=url, pack=bad)
        assert len(error.value.problems) > 1
        with pytest.raises(NoPack):
            City.open(url, city="small")
        with pytest.raises(PackNotFound):
            small(pack="merchant-15")

    def test_it_is_there_again_after_closing(self, tmp_path: Path) -> None:
        """A city on a file is opened without a pack, as it was left."""
        url = f"sqlite:///{tmp_path / 'small.db'}"
        clock = StandingClock(MONDAY)
        with small(clock, url) as city:
            shop = at_decision(city)
            before = city.merchants.get(shop)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with City.open(url, city="small", clock=clock) as again:
                assert again.merchants.get(shop) == before
                assert again.pack.digest == pack().digest
                again.do(merchants.Decide(shop, approve=True), by=CHIEF)
                assert again.verify().clean
            with small(clock, url) as same:
                assert same.merchants.get(shop).standing == "notice"

    def test_cities_in_one_file_are_apart(self, tmp_path: Path) -> None:
        """Two authorities keep their own registers side by side."""
        url = f"sqlite:///{tmp_path / 'both.db'}"
        with small(url=url) as one, City.open(url, city="other", pack=pack()) as other:
            shop = applied(one)
            assert len(other.merchants.find()) == 0
            with pytest.raises(NotFound):
                other.get(shop)
            assert other.do(application(1), by=OWNER, once="apply-1").id != shop

    def test_a_changed_file_changes_nothing_and_is_warned_of(self) -> None:
        """The pack in force stays in force until somebody publishes another."""
        shelf = Shelf()
        small(url="shelf:", plugins=[shelf])
        with pytest.warns(PackDiffers, match="differs from number 1"):
            city = small(url="shelf:", plugins=[shelf], pack=dearer())
        assert city.pack.digest == pack().digest

    def test_two_that_open_a_new_city_at_once_publish_one_pack(self) -> None:
        """Whoever is slower finds the other's pack in force, and is warned if its own differs."""

        class Raced(MemoryStore):
            """A store that lets somebody else open the city just after it was seen to be new."""

            def __init__(self, other: Pack) -> None:
                super().__init__()
                self.other: Pack | None = other

            def load(self, partition: str, keys: Any, tokens: Any = ()) -> Any:
                """As it was before the other came, the first time."""
                found = super().load(partition, keys, tokens)
                if self.other is not None:
                    other, self.other = self.other, None
                    small(url="shelf:", plugins=[Shelf(self)], pack=other)
                return found

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            same = small(url="shelf:", plugins=[Shelf(Raced(pack()))])
        assert same.pack.number == 1
        with pytest.warns(PackDiffers):
            slower = small(url="shelf:", plugins=[Shelf(Raced(dearer()))])
        assert slower.pack.digest == dearer().digest
        assert slower.pack.number == 1

    def test_an_unknown_store_is_told_what_there_is(self) -> None:
        """The scheme of the URL names the store."""
        with pytest.raises(Invalid, match="memory"):
            small(url="oracle://somewhere")

    def test_a_closed_city_stays_closed(self, tmp_path: Path) -> None:
        """Closing twice is fine; afterwards nothing is answered."""
        city = small(url=f"sqlite:///{tmp_path / 'small.db'}")
        city.close()
        city.close()
        with pytest.raises(Exception, match="closed"):
            city.merchants.find()


class TestPublish:
    """Packs are numbered and immutable; decisions name the number."""

    def test_the_next_number_holds_from_now_on(self) -> None:
        """A lower cap refuses what the earlier pack allowed; the journal says which pack decided."""
        city = small()
        city.do(points.Earn(WORKER, "hazard", ref="1"), by=CLERK)
        published = city.publish(dearer(), by=HEAD)
        assert (published.number, city.pack.number) == (2, 2)
        with pytest.raises(points.TotalReached):
            city.do(points.Earn(WORKER, "hazard", ref="2"), by=CLERK)
        city.do(points.Earn(WORKER, "lead"), by=CLERK)
        assert [line.pack for line in city.points.history(WORKER)] == [1, 1, 2]

    def test_every_number_stays_readable(self) -> None:
        """What was in force can be read for ever, also from a City opened later."""
        shelf = Shelf()
        city = small(url="shelf:", plugins=[shelf])
        city.publish(dearer(), by=HEAD)
        city.publish(pack(), by=HEAD)
        for reader in (city, small(url="shelf:", plugins=[shelf])):
            found = [reader.pack_numbered(n) for n in (1, 2, 3)]
            assert [p.digest for p in found] == [pack().digest, dearer().digest, pack().digest]
            assert [p.number for p in found] == [1, 2, 3]
            for number in (0, 4, -1):
                with pytest.raises(NotFound):
                    reader.pack_numbered(number)

    def test_what_is_in_force_is_not_published_again(self) -> None:
        """To the letter the same pack is refused with its number."""
        city = small()
        with pytest.raises(AlreadyInForce) as error:
            city.publish(pack(), by=HEAD)
        assert error.value.number == 1
        assert city.publish(dearer(), by=HEAD, once="p").number == 2
        assert city.publish(dearer(), by=HEAD, once="p").number == 2

    def test_only_who_may(self) -> None:
        """Publishing is a command like any other."""
        with pytest.raises(Forbidden) as error:
            small().publish(dearer(), by=CLERK)
        assert error.value.command == "city.Publish"

    def test_a_ruling_names_the_pack_it_was_taken_under(self) -> None:
        """A decision can be explained by the rules of its day."""
        city = small()
        city.publish(dearer(), by=HEAD)
        shop = at_decision(city)
        decided = city.do(merchants.Decide(shop, approve=True), by=CHIEF)
        (ruling,) = [e.ruling for e in decided.events if isinstance(e, merchants.Decided)]
        assert (ruling.pack, ruling.standard, ruling.version) == (2, "small", 1)

    def test_a_pack_that_withdraws_a_capability_leaves_its_records(self) -> None:
        """What was entered stays readable; what is new is refused."""
        city = small()
        shop = applied(city)
        city.publish(packs.load("stations-abc"), by=HEAD)
        assert city.merchants.get(shop).standing == "form_check"
        with pytest.raises(Forbidden):
            city.do(merchants.CompleteCheck(shop), by=CLERK)
        assert city.verify().clean
