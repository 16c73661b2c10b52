"""The kit itself: its card, its proxy, what it tells an author, and what it skips."""

from pathlib import Path
from typing import Any

import pytest

from friendly_services.storage import MemoryStore
from friendly_services.testing import Fault, Lab, StoreContract, batch, put
from friendly_services.testing.store_contract._card import card_line
from tests.meta.running import python
from tests.storage.served import ServedStore, Server

PATIENCE = 10.0

STRANGER = """
import pytest
from friendly_services.storage import MemoryStore
from friendly_services.testing import Lab, StoreContract

class Forgetful(MemoryStore):
    def partitions(self, after, limit):
        return ()

class TestForgetful(StoreContract):
    @pytest.fixture
    def lab(self):
        return Lab(open=Forgetful)
"""


class TestServedStore(StoreContract):
    @pytest.fixture
    def lab(self) -> Any:
        """A server of its own for every test."""
        server = Server()
        yield Lab(
            open=lambda: ServedStore(*server.address),
            address=server.address,
            open_at=ServedStore,
            kill=server.kill,
        )
        server.stop()


def test_prints_a_card(tmp_path: Path) -> None:
    """A stranger's run ends with a line that counts what holds and names what failed and was not tried."""
    (tmp_path / "test_forgetful.py").write_text(STRANGER, encoding="utf-8")
    done = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_forgetful.py", cwd=tmp_path)
    (card,) = [line for line in done.stdout.decode().splitlines() if line.startswith("TestForgetful: ")]
    total = len([name for name in dir(StoreContract) if name.startswith("test_")])
    assert f"/{total}, failed: test_keeps_partitions_apart, not tried: " in card
    assert "a full disk" in card


def test_a_card_counts_a_test_once() -> None:
    """A test with several cases passes if all of them do, and one that did not run is not tried."""
    found = {"test_a": ["passed", "passed"], "test_b": ["passed", "failed"], "test_c": ["passed", "a fork"]}
    wanted = ["test_a", "test_b", "test_c", "test_d"]
    assert (
        card_line("Kit", wanted, found)
        == "Kit: 1/4, failed: test_b, not tried: a fork, 1 test that was not run"
    )


def test_tells_an_author_what_to_override() -> None:
    """Whoever forgets the fixture reads which one, and what it has to return."""
    fixture: Any = StoreContract.lab
    original = getattr(fixture, "__wrapped__", None) or fixture._get_wrapped_function()
    with pytest.raises(NotImplementedError, match=r"override the fixture `lab` in StoreContract"):
        original(StoreContract())


def test_builders_make_what_a_store_takes() -> None:
    """A batch needs no more than a name and its puts."""
    store = MemoryStore()
    assert store.commit(batch("1", put("m-1")), PATIENCE).first == 1


@pytest.mark.parametrize(("done", "calls"), [(False, [1, 3]), (True, [1, 2, 3])])
def test_a_fault_hits_one_call(done: bool, calls: list[int]) -> None:
    """The call that is armed raises, done or not, and all others pass."""
    fault, made, raised = Fault(), [], []
    fault.arm(2, done)
    for n in (1, 2, 3):
        try:
            fault.around(lambda n=n: made.append(n), OSError())  # type: ignore[misc] # one number a call
        except OSError:
            raised.append(n)
    assert (made, raised, fault.happened) == (calls, [2], True)
