"""A contract for import-linter: a room that became a folder keeps its one door, the `__init__`."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

_ROOM = 2
"""Names that lead to a room: the package and the room."""


class FrontDoorContract(Contract):
    """No room imports a module from inside another room."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 # import-linter's signature
        """Every import that reaches past another room's `__init__`."""
        ours = [name for name in graph.modules if name.startswith("friendly_services.")]
        inner = [name for name in ours if name.count(".") >= _ROOM]
        broken = sorted(
            (importer, name)
            for name in inner
            for importer in graph.find_modules_that_directly_import(name)
            if importer.split(".")[:_ROOM] != name.split(".")[:_ROOM]
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each import, with the door to use instead."""
        for importer, name in check.metadata["broken"]:
            door = ".".join(name.split(".")[:_ROOM])
            output.print_error(f"{importer} imports {name}: import it from {door}")
