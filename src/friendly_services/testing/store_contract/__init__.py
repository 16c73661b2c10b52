"""The kit for authors of stores: one class, one fixture to override, a test for each thing promised."""

from ._commits import Commits, Guards, Tokens
from ._index import Index
from ._lab import Lab, StoreFixtures
from ._life import Erasure, Life
from ._order import Order

__all__ = ["Lab", "StoreContract"]


class StoreContract(Commits, Guards, Tokens, Order, Index, Erasure, Life, StoreFixtures):
    """What every store must do, clause by clause of the contract (`friendly_services.storage.Store`).

    Make a subclass in your tests, override `lab`, and run pytest:

        class TestMyStore(StoreContract):
            @pytest.fixture
            def lab(self, tmp_path):
                url = f"mystore://{tmp_path}/city"
                plugins = ("mystore",)
                return Lab(lambda: open_store(url, plugins), url, plugins, files=tmp_path.iterdir)

    What your lab does not give is skipped by name.
    """
