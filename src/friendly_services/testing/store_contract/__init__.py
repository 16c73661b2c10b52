"""The kit for authors of stores: one class, one fixture to override, a test for each thing promised."""

from ._commits import Commits, Guards, Tokens
from ._faults import Faults
from ._index import Index
from ._lab import Fault, Lab, StoreFixtures, no_room
from ._life import Erasure, Life
from ._order import Order

__all__ = ["Fault", "Lab", "StoreContract", "no_room"]


class StoreContract(Commits, Guards, Tokens, Order, Index, Erasure, Faults, Life, StoreFixtures):
    """What every store must do, clause by clause of the contract (`friendly_services.storage.Store`).

    Make a subclass in your tests, override `lab`, and run pytest:

        class TestMyStore(StoreContract):
            @pytest.fixture
            def lab(self, tmp_path):
                url = f"mystore://{tmp_path}/city"
                plugins = ("mystore",)
                return Lab(lambda: open_store(url, plugins), url, plugins, files=tmp_path.iterdir)

    At the end of the run a card says what was shown, and what was not tried because the lab does not give
    what it takes. Before a release, set `tier = "full"`.
    """
