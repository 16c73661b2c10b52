"""The feed: every event at least once and in order; a worker from the past is fenced off."""

from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services import merchants, points
from friendly_services.city import City
from friendly_services.delivery import Feed
from friendly_services.errors import Invalid
from friendly_services.storage import Batch, Conflict, Indeterminate, MemoryStore, Receipt
from friendly_services.text import Reason
from tests.budget import count
from tests.city.town import CLERK, WORKER, applied, paid, small


def positions(city: City, name: str) -> list[int]:
    """What a consumer that opens the feed now would read."""
    return [entry.position for batch in city.feed(name) for entry in batch]


def test_entries_come_decoded_with_their_record_and_command() -> None:
    """An entry holds position, time, record, event, actor and the number of the pack."""
    city = small()
    shop = applied(city)
    found = [entry for batch in city.feed("bi") for entry in batch if entry.kind == "merchant"]
    (entry,) = found
    assert (entry.id, entry.version, entry.by, entry.pack) == (shop, 1, "owner", 1)
    assert isinstance(entry.event, merchants.Applied)
    assert entry.at == city.now()


def test_what_was_acknowledged_does_not_come_again() -> None:
    """A consumer that opens the feed anew goes on after its last acknowledgement, and not before."""
    city = small()
    paid(city)
    feed = city.feed("bi")
    first = feed.read(limit=2)
    assert [entry.position for entry in first] == [1, 2]
    feed.acknowledge(first)
    assert (feed.position, city.feed("bi").position) == (2, 2)
    assert positions(city, "bi")[0] == 3
    assert positions(city, "other")[0] == 1


def test_what_was_not_acknowledged_comes_again() -> None:
    """Reading moves nothing: a consumer that died on the way gets the same entries."""
    city = small()
    paid(city)
    assert positions(city, "bi") == positions(city, "bi") == list(range(1, 5))


def test_acknowledging_feeds_nobody_and_changes_no_verdict() -> None:
    """An acknowledgement is no event: the journal stays as long as it was, and the city is still clean."""
    city = small()
    paid(city)
    for _ in range(3):
        feed = city.feed("bi")
        for batch in feed:
            feed.acknowledge(batch)
        paid(city)
    before = positions(city, "other")
    feed = city.feed("bi")
    feed.acknowledge(feed.read())
    feed.acknowledge(feed.read())
    assert positions(city, "other") == before
    assert positions(city, "bi") == []
    assert city.verify().clean


def test_a_worker_from_the_past_is_fenced_off() -> None:
    """Of two workers under one name the second to acknowledge gets a conflict, whatever it acknowledges."""
    city = small()
    paid(city, times=1)
    zombie, heir = city.feed("bi"), city.feed("bi")
    stale = zombie.read(limit=1)
    same = heir.read(limit=1)
    heir.acknowledge(same)
    with pytest.raises(Conflict):
        zombie.acknowledge(stale)
    with pytest.raises(Conflict):
        zombie.acknowledge(zombie.read(limit=3))
    heir.acknowledge(heir.read())
    assert positions(city, "bi") == []


def test_acknowledging_twice_or_nothing_writes_nothing() -> None:
    """An older batch, the same batch, and an empty one move nothing."""
    city = small()
    feed = city.feed("bi")
    first = feed.read(limit=1)
    feed.acknowledge(first)
    feed.acknowledge(first)
    feed.acknowledge(feed.read(after=10**6))
    assert city.feed("bi").position == 1


def test_a_position_of_the_consumers_own_is_read_from() -> None:
    """Who keeps the position elsewhere reads on from there, with nothing acknowledged."""
    city = small()
    paid(city)
    batch = city.feed("bi").read(after=3)
    assert (batch.after, batch.last, len(batch)) == (3, 4, 1)
    assert city.feed("bi").position == 0


def test_an_entry_is_told_from_every_other_by_its_mark() -> None:
    """One entry can be asked for, the newest too; its mark is its own in whichever city of that name."""
    city, restored = small(), small()
    paid(city)
    paid(restored)
    feed, other = city.feed("bi"), restored.feed("bi")
    entries = feed.read().entries
    assert [feed.entry(n) for n in (1, 4, 5)] == [entries[0], entries[3], None]
    assert feed.newest() == entries[-1]
    since = [*entries[2:], *other.read().entries[2:]]  # the first two publish one pack at one time
    assert len({(entry.position, entry.mark) for entry in since}) == 4
    assert feed.read().entries == entries
    assert entries[0].token.hex() not in repr(entries[0])
    empty = MemoryStore()
    assert Feed(attrs.evolve(city._source, store=empty), "bi").newest() is None
    with pytest.raises(Invalid, match="position"):
        feed.entry(0)


@pytest.mark.parametrize("limit", [0, -1, 1_001, 1.5, True])
def test_a_limit_is_a_whole_number_within_reason(limit: int) -> None:
    """A page of no entries, or of a million, is refused."""
    with pytest.raises(Invalid, match="from 1 to 1000"):
        small().feed("bi").read(limit=limit)


@pytest.mark.parametrize("after", [-1, 0.0, True, 2**63])
def test_a_position_is_a_whole_number(after: int) -> None:
    """A position to read on from that no journal can have is refused by its name."""
    with pytest.raises(Invalid, match="after"):
        small().feed("bi").read(after=after)


@pytest.mark.parametrize("name", ["", "a b", "名字", "x" * 65])
def test_a_name_is_an_id(name: str) -> None:
    """A consumer is named as records are."""
    with pytest.raises(Invalid):
        small().feed(name)


@pytest.mark.parametrize("url", ["memory://", "sqlite:///city.db", "file:city.journal"])
def test_every_store_keeps_positions(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A position is written without events, not privately, and its version goes up, on each store."""
    monkeypatch.chdir(tmp_path)
    plugins = ("friendly_services_filestore",)
    with small(url=url, plugins=plugins) as city:
        paid(city)
        feed = city.feed("bi")
        for batch in feed:
            feed.acknowledge(batch)
        assert positions(city, "bi") == []
        record = city._store.load("small", (("consumer", "bi"),)).records[0]
        assert record is not None
        assert record.version == 1
        if url != "memory://":
            city.close()
            with small(url=url, plugins=plugins) as again:
                assert again.feed("bi").position == 4


class Forgetful(MemoryStore):
    """A store whose answers to commits get lost, a few times or for ever."""

    lost = 0

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """Commit, and lose the answer."""
        receipt = super().commit(batch, deadline)
        if self.lost:
            self.lost -= 1
            raise Indeterminate(Reason("storage.busy"))
        return receipt


def test_a_lost_answer_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """An acknowledgement whose answer was lost is sent again under its token, and counts once."""
    store = Forgetful()
    monkeypatch.setattr("friendly_services.plugins.MemoryStore", lambda: store)
    city = small(patience=0.2)
    feed = city.feed("bi")
    store.lost = 2
    feed.acknowledge(feed.read(limit=1))
    assert (feed.position, city.feed("bi").position) == (1, 1)
    store.lost = 10**9
    with pytest.raises(Indeterminate):
        feed.acknowledge(feed.read(limit=1))
    store.lost = 0
    assert city.feed("bi").position == 2


@settings(max_examples=count(20, 200, 2_000))
@given(st.lists(st.tuples(st.integers(1, 5), st.booleans(), st.booleans()), max_size=12))
def test_every_entry_comes_at_least_once_and_in_order(steps: list[tuple[int, bool, bool]]) -> None:
    """Whatever a consumer reads, acknowledges and forgets, it sees every position in its turn."""
    city = small()
    feed, seen = city.feed("bi"), 0
    for limit, acknowledges, dies in steps:
        city.do(points.Earn(WORKER, "lead", quantity=1), by=CLERK)
        batch = feed.read(limit=limit)
        found = [entry.position for entry in batch]
        assert found == list(range(feed.position + 1, feed.position + 1 + len(found)))
        assert feed.position <= seen
        seen = max([seen, *found])
        if acknowledges:
            feed.acknowledge(batch)
        if dies:
            feed = city.feed("bi")
    rest = positions(city, "bi")
    last = city._store.load("small", ()).head
    assert rest == list(range(feed.position + 1, last + 1))
